// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/choosers/history_list.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStandardItemModel>

#include "views/choosers/painted_row.h"
#include "views/format/number_text.h"
#include "views/state/compare_history.h"
#include "views/theme/theme.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int idRole = Qt::UserRole + 1;
constexpr int detailRole = Qt::UserRole + 2;
constexpr int identicalRole = Qt::UserRole + 3;
constexpr int warningRole = Qt::UserRole + 4;

/// Two lines: title and mark, then checkpoints and time.
class HistoryDelegate final : public PaintedRow
{
public:
    explicit HistoryDelegate(QObject *parent)
        : PaintedRow(120, 48, parent)
    {}

protected:
    void paintRow(QPainter &painter, const QStyleOptionViewItem &row,
                  const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        const QRect all = row.rect.adjusted(theme.px(10), theme.px(5), -theme.px(10), -theme.px(5));
        const QRect upper(all.left(), all.top(), all.width(), all.height() / 2);
        const QRect lower(all.left(), upper.bottom() + 1, all.width(), all.height() / 2);
        const bool identical = index.data(identicalRole).toBool();
        const bool warned = index.data(warningRole).toBool();
        painter.setFont(theme.font(Theme::Font::Small));
        painter.setPen(theme.color(warned      ? Theme::Token::Warning
                                   : identical ? Theme::Token::Text3
                                               : Theme::Token::Accent));
        painter.drawText(upper, Qt::AlignVCenter | Qt::AlignRight,
                         warned      ? u"!"_s
                         : identical ? u"="_s
                                     : u"◆"_s);
        QFont font = theme.font(Theme::Font::Small);
        font.setBold(row.state & QStyle::State_Selected);
        painter.setFont(font);
        painter.setPen(theme.color(Theme::Token::Text));
        painter.drawText(upper.adjusted(0, 0, -theme.px(18), 0), Qt::AlignVCenter | Qt::AlignLeft,
                         QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight,
                                                       upper.width() - theme.px(18)));
        painter.setFont(theme.font(Theme::Font::Caption));
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(
            lower, Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetrics(painter.font())
                .elidedText(index.data(detailRole).toString(), Qt::ElideRight, lower.width()));
    }
};

} // namespace

HistoryList::HistoryList(CompareHistory &history, QWidget *parent)
    : QListView(parent)
    , m_history(history)
    , m_items(new QStandardItemModel(this))
{
    setModel(m_items);
    setItemDelegate(new HistoryDelegate(this));
    setAccessibleName(tr("History"));
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    connect(&m_history, &CompareHistory::changed, this, &HistoryList::fill);
    connect(this, &QListView::clicked, this, [this](const QModelIndex &index) {
        emit recordChosen(index.data(idRole).toLongLong());
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &HistoryList::askForMore);
    Theme::instance().follow(this, [this] { viewport()->update(); });
    fill();
}

void HistoryList::fill()
{
    const int scrolled = verticalScrollBar()->value();
    m_items->clear();
    for (const HistoryItem &item : m_history.items()) {
        auto *row =
            new QStandardItem(item.title.isEmpty() ? item.promptStart.simplified() : item.title);
        const QString detail =
            QStringList{localTime(item.createdAt), item.models.join(tr(" and "))}.join(u" · "_s);
        row->setData(item.id, idRole);
        row->setData(detail, detailRole);
        row->setData(item.identical, identicalRole);
        row->setData(item.hasWarning, warningRole);
        row->setToolTip(item.promptStart);
        row->setData(
            QStringList{row->text(), detail,
                        item.identical ? tr("completions identical") : tr("completions differ")}
                .join(u", "_s),
            Qt::AccessibleTextRole);
        m_items->appendRow(row);
    }
    setCurrentRecord(m_current);
    verticalScrollBar()->setValue(scrolled);
}

void HistoryList::askForMore()
{
    if (m_history.hasMore() && !m_history.isLoading() &&
        verticalScrollBar()->value() >= verticalScrollBar()->maximum() - viewport()->height())
        m_history.loadMore();
}

qint64 HistoryList::currentRecord() const
{
    return currentIndex().data(idRole).toLongLong();
}

void HistoryList::setCurrentRecord(qint64 id)
{
    m_current = id;
    const QSignalBlocker blocker(selectionModel());
    for (int row = 0; row < m_items->rowCount(); ++row) {
        const QModelIndex index = m_items->index(row, 0);
        if (index.data(idRole).toLongLong() == id && id != 0) {
            setCurrentIndex(index);
            viewport()->update();
            return;
        }
    }
    clearSelection();
    setCurrentIndex({});
    viewport()->update();
}

QRect HistoryList::globalArea(const QModelIndex &index) const
{
    return {viewport()->mapToGlobal(visualRect(index).topLeft()), visualRect(index).size()};
}

void HistoryList::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex index = currentIndex();
    const qint64 id = currentRecord();
    if (id != 0 && event->modifiers() == Qt::NoModifier) {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
            emit recordChosen(id);
            return;
        }
        if (event->key() == Qt::Key_F2) {
            emit renameRequested(id, index.data().toString(), globalArea(index));
            return;
        }
        if (event->key() == Qt::Key_Delete) {
            emit removeRequested(id);
            return;
        }
    }
    QListView::keyPressEvent(event);
}

void HistoryList::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index =
        event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    const qint64 id = index.data(idRole).toLongLong();
    if (id == 0)
        return;
    const QRect area = globalArea(index);
    const QString title = index.data().toString();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Show as it was seen"), this, [this, id] { emit recordChosen(id); });
    menu->addAction(tr("Rename…"), this,
                    [this, id, title, area] { emit renameRequested(id, title, area); });
    menu->addSeparator();
    menu->addAction(tr("Remove"), this, [this, id] { emit removeRequested(id); });
    menu->popup(event->reason() == QContextMenuEvent::Mouse ? event->globalPos()
                                                            : area.bottomLeft());
}

} // namespace phi1
