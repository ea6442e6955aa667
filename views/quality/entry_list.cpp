// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/entry_list.h"

#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include "views/format/number_text.h"
#include "views/state/samples_types.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

namespace phi1 {
namespace {

enum Role { ExcerptRole = Qt::UserRole + 1, FigureRole, LabelRole };

class EntryDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        Q_UNUSED(option)
        Q_UNUSED(index)
        return {Theme::instance().px(160), EntryList::rowHeight()};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        painter->save();
        painting::viewRow(*painter, option, option.widget);
        const QRect area =
            option.rect.adjusted(theme.px(12), theme.px(4), -theme.px(10), -theme.px(4));
        const int line = area.height() / 2;
        const QString figure = index.data(FigureRole).toString();
        painter->setFont(theme.font(Theme::Font::Body));
        int right = area.right() + 1;
        if (!figure.isEmpty()) {
            const int width = painter->fontMetrics().horizontalAdvance(figure);
            painter->setPen(theme.color(Theme::Token::Text));
            painter->drawText(QRect(right - width, area.top(), width + 1, line),
                              Qt::AlignRight | Qt::AlignVCenter, figure);
            right -= width + theme.px(8);
        }
        const int label = index.data(LabelRole).toInt();
        if (label != noLabel) {
            const int size = theme.px(18);
            const QRect chip(right - size, area.top() + (line - size) / 2, size, size);
            painting::roundedBox(*painter, chip, size / 2.0, theme.color(Theme::Token::AccentTint),
                                 QColor());
            painter->setFont(theme.font(Theme::Font::Small));
            painter->setPen(theme.color(Theme::Token::Accent));
            painter->drawText(chip, Qt::AlignCenter, QString::number(label));
            right -= size + theme.px(8);
        }
        painter->setFont(theme.font(Theme::Font::PanelTitle));
        painter->setPen(theme.color(Theme::Token::Text));
        painter->drawText(QRect(area.left(), area.top(), right - area.left(), line),
                          Qt::AlignLeft | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                            right - area.left()));
        painter->setFont(theme.font(Theme::Font::Small));
        painter->setPen(theme.color(Theme::Token::Text2));
        painter->drawText(QRect(area.left(), area.top() + line, area.width(), line),
                          Qt::AlignLeft | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(index.data(ExcerptRole).toString(),
                                                            Qt::ElideRight, area.width()));
        painter->restore();
    }
};

} // namespace

EntryList::EntryList(const QString &name, QWidget *parent)
    : QListView(parent)
    , m_model(new QStandardItemModel(this))
{
    setAccessibleName(name);
    setModel(m_model);
    setItemDelegate(new EntryDelegate(this));
    setUniformItemSizes(true);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    Theme::instance().follow(this, [this] { scheduleDelayedItemsLayout(); });
}

int EntryList::rowHeight()
{
    return Theme::instance().px(48);
}

void EntryList::setEntries(const QVector<QualityEntry> &entries, const FigureText &figure)
{
    const SampleRow before = currentRow();
    m_filling = true;
    m_entries = entries;
    m_model->clear();
    int current = entries.isEmpty() ? -1 : 0;
    for (int i = 0; i < entries.size(); ++i) {
        const QualityEntry &entry = entries[i];
        auto *item = new QStandardItem(entry.title.isEmpty()
                                           ? tr("Sample %1").arg(grouped(qint64(entry.row) + 1))
                                           : entry.title);
        const QString text = figure ? figure(entry) : QString();
        item->setData(entry.excerpt, ExcerptRole);
        item->setData(text, FigureRole);
        item->setData(entry.label, LabelRole);
        item->setData(text.isEmpty() ? item->text() : tr("%1, %2").arg(item->text(), text),
                      Qt::AccessibleTextRole);
        m_model->appendRow(item);
        if (entry.row == before)
            current = i;
    }
    if (current >= 0)
        setCurrentIndex(m_model->index(current, 0));
    m_filling = false;
    viewport()->update();
    emit currentSampleChanged(currentRow());
}

SampleRow EntryList::currentRow() const
{
    const int index = currentIndex().row();
    return index >= 0 && index < m_entries.size() ? m_entries[index].row : noSample;
}

void EntryList::setLabel(SampleRow row, int label)
{
    for (int i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].row != row)
            continue;
        m_entries[i].label = label;
        if (QStandardItem *item = m_model->item(i))
            item->setData(label, LabelRole);
    }
}

void EntryList::step(int count)
{
    const int last = static_cast<int>(m_entries.size()) - 1;
    if (last >= 0)
        setCurrentIndex(m_model->index(std::clamp(currentIndex().row() + count, 0, last), 0));
}

void EntryList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (!m_filling)
        emit currentSampleChanged(currentRow());
}

void EntryList::paintEvent(QPaintEvent *event)
{
    QListView::paintEvent(event);
    if (!m_entries.isEmpty() || m_placeholder.isEmpty())
        return;
    const Theme &theme = Theme::instance();
    QPainter painter(viewport());
    painter.setFont(theme.font(Theme::Font::Body));
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(viewport()->rect().adjusted(theme.px(16), 0, -theme.px(16), 0),
                     Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
}

} // namespace phi1
