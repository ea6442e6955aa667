// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/excerpt_list.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>

#include "views/choosers/painted_row.h"
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

class ExcerptDelegate final : public PaintedRow
{
public:
    explicit ExcerptDelegate(QObject *parent)
        : PaintedRow(160, 48, parent)
    {}

protected:
    void paintRow(QPainter &painter, const QStyleOptionViewItem &row,
                  const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        QRect place = row.rect.adjusted(theme.px(10), theme.px(5), -theme.px(10), -theme.px(5));
        const auto line = [&](const QFont &font, Theme::Token tone, const QString &text) {
            const QFontMetrics metrics(font);
            painter.setFont(font);
            painter.setPen(theme.color(tone));
            painter.drawText(place, Qt::AlignTop | Qt::AlignLeft,
                             metrics.elidedText(text, Qt::ElideRight, place.width()));
            place.setTop(place.top() + theme.px(19));
        };
        line(theme.font(Theme::Font::Body), Theme::Token::Text, index.data().toString());
        line(theme.font(Theme::Font::CodeSmall), Theme::Token::Text3,
             index.data(excerptRole).toString());
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
