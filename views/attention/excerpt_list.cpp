// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/excerpt_list.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include "views/theme/theme.h"

namespace phi1 {

namespace {

constexpr int excerptRole = Qt::UserRole + 1;
constexpr int longestExcerpt = 160;   ///< characters
constexpr int longestToolTip = 1'200; ///< characters

/// The first lines as one.
QString excerptOf(const QString &text)
{
    return text.left(longestExcerpt).simplified();
}

class ExcerptDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        QStyleOptionViewItem row = option;
        initStyleOption(&row, index);
        row.text.clear();
        row.widget->style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);
        painter->save();
        QRect place = option.rect.adjusted(theme.px(10), theme.px(5), -theme.px(10), -theme.px(5));
        const auto line = [&](const QFont &font, Theme::Token tone, const QString &text) {
            const QFontMetrics metrics(font);
            painter->setFont(font);
            painter->setPen(theme.color(tone));
            painter->drawText(place, Qt::AlignTop | Qt::AlignLeft,
                              metrics.elidedText(text, Qt::ElideRight, place.width()));
            place.setTop(place.top() + theme.px(19));
        };
        line(theme.font(Theme::Font::Body), Theme::Token::Text, index.data().toString());
        line(theme.font(Theme::Font::CodeSmall), Theme::Token::Text3,
             index.data(excerptRole).toString());
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        Q_UNUSED(option);
        Q_UNUSED(index);
        return {Theme::instance().px(160), Theme::instance().px(48)};
    }
};

} // namespace

ExcerptList::ExcerptList(const QString &name, QWidget *parent)
    : QListView(parent)
    , m_items(new QStandardItemModel(this))
{
    setModel(m_items);
    setItemDelegate(new ExcerptDelegate(this));
    setAccessibleName(name);
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QListView::clicked, this, &ExcerptList::take);
}

void ExcerptList::setPrompts(const QVector<AttentionPrompt> &prompts)
{
    m_prompts = prompts;
    m_items->clear();
    for (const AttentionPrompt &prompt : prompts) {
        auto *item = new QStandardItem(prompt.title);
        item->setData(excerptOf(prompt.text), excerptRole);
        item->setToolTip(prompt.text.left(longestToolTip));
        item->setData(tr("%1: %2").arg(prompt.title, excerptOf(prompt.text)),
                      Qt::AccessibleTextRole);
        m_items->appendRow(item);
    }
    if (m_items->rowCount() > 0)
        setCurrentIndex(m_items->index(0, 0));
}

void ExcerptList::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
        event->modifiers() == Qt::NoModifier) {
        take(currentIndex());
        return;
    }
    QListView::keyPressEvent(event);
}

void ExcerptList::take(const QModelIndex &index)
{
    if (index.isValid() && index.row() < m_prompts.size())
        emit chosen(m_prompts[index.row()]);
}

} // namespace phi1
