// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/sample_list_view.h"

#include <algorithm>
#include <limits>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include "views/code/shown_bytes.h"
#include "views/samples/sample_row_painting.h"
#include "views/state/sample_list_model.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

namespace phi1 {

namespace {

/// A scroll bar's values are int, and sums of a few of them must be as well.
constexpr qint64 mostSteps = std::numeric_limits<int>::max() / 4;

} // namespace

SampleListView::SampleListView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    installSpokenValue(this, QAccessible::List);
    setAccessibleName(tr("Samples"));
    setProperty("phi1OwnFocus", true);
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    Theme::instance().follow(this, [this] {
        fitBar();
        viewport()->update();
    });
}

int SampleListView::rowHeight()
{
    return Theme::instance().px(68);
}

void SampleListView::setModel(SampleListModel *model)
{
    m_model = model;
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        m_hovered = -1;
        m_current = -1;
        verticalScrollBar()->setValue(0);
        fitBar();
        look();
        describe();
        viewport()->update();
    });
    connect(model, &QAbstractItemModel::rowsInserted, this, [this] {
        fitBar();
        look();
        viewport()->update();
    });
    connect(model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) {
                if (first.row() > lastVisible() || last.row() < firstVisible())
                    return;
                describe();
                viewport()->update();
            });
    fitBar();
    look();
}

qint64 SampleListView::count() const
{
    return m_model ? m_model->rowCount() : 0;
}

void SampleListView::fitBar()
{
    const qint64 height = count() * rowHeight();
    m_pixelsPerStep = static_cast<int>(height / mostSteps) + 1;
    QScrollBar *bar = verticalScrollBar();
    const qint64 beyond = std::max<qint64>(0, height - viewport()->height());
    bar->setRange(0, static_cast<int>((beyond + m_pixelsPerStep - 1) / m_pixelsPerStep));
    bar->setPageStep(std::max(1, (viewport()->height() - rowHeight() / 2) / m_pixelsPerStep));
    bar->setSingleStep(std::max(1, rowHeight() / 2 / m_pixelsPerStep));
}

qint64 SampleListView::offset() const
{
    return static_cast<qint64>(verticalScrollBar()->value()) * m_pixelsPerStep;
}

qint64 SampleListView::firstVisible() const
{
    return offset() / rowHeight();
}

qint64 SampleListView::lastVisible() const
{
    return std::min(count() - 1, (offset() + viewport()->height() - 1) / rowHeight());
}

QRect SampleListView::rowRect(qint64 rank) const
{
    const qint64 top = rank * rowHeight() - offset();
    constexpr qint64 far = 1 << 24;
    return {0, static_cast<int>(std::clamp(top, -far, far)), viewport()->width(), rowHeight()};
}

qint64 SampleListView::rankAt(const QPoint &position) const
{
    const qint64 rank = (offset() + position.y()) / rowHeight();
    return position.y() >= 0 && rank < count() ? rank : -1;
}

void SampleListView::setFigureText(const std::function<QString(double)> &text)
{
    m_figure = text;
    viewport()->update();
}

void SampleListView::setDimmed(bool dimmed)
{
    if (dimmed == m_dimmed)
        return;
    m_dimmed = dimmed;
    viewport()->update();
}

void SampleListView::setCurrent(qint64 rank)
{
    if (rank >= count())
        rank = -1;
    m_current = rank;
    if (rank >= 0) {
        const qint64 top = rank * rowHeight();
        qint64 wanted = offset();
        if (top < wanted)
            wanted = top;
        else if (top + rowHeight() > wanted + viewport()->height())
            wanted = top + rowHeight() - viewport()->height();
        // A step more than needed shows the row in whole; less would cut it.
        verticalScrollBar()->setValue(static_cast<int>(
            wanted <= offset() ? wanted / m_pixelsPerStep
                               : (wanted + m_pixelsPerStep - 1) / m_pixelsPerStep));
    }
    describe();
    viewport()->update();
}

void SampleListView::go(qint64 rank)
{
    if (count() == 0)
        return;
    rank = std::clamp<qint64>(rank, 0, count() - 1);
    if (rank == m_current)
        return;
    setCurrent(rank);
    emit currentRequested(rank);
}

void SampleListView::look()
{
    if (m_model && count() > 0)
        m_model->setVisible(static_cast<int>(firstVisible()), static_cast<int>(lastVisible()));
}

void SampleListView::describe()
{
    const SampleEntry *entry =
        m_model && m_current >= 0 ? m_model->entry(static_cast<int>(m_current)) : nullptr;
    setSpokenValue(this, entry
                             ? spokenSample(*entry, m_figure && entry->sortValue == entry->sortValue
                                                        ? m_figure(entry->sortValue)
                                                        : QString())
                             : QString());
}

QSize SampleListView::sizeHint() const
{
    return {Theme::instance().px(384), 8 * rowHeight()};
}

void SampleListView::paintEvent(QPaintEvent *event)
{
    const Theme &theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme.color(Theme::Token::Surface));
    if (!m_model)
        return;
    const bool focused = hasFocus() && theme.showsKeyboardFocus();
    for (qint64 rank = firstVisible(); rank <= lastVisible(); ++rank) {
        const QRect row = rowRect(rank);
        if (!row.intersects(event->rect()))
            continue;
        SampleRowLook look;
        look.selected = rank == m_current;
        look.hovered = rank == m_hovered;
        look.focused = look.selected && focused;
        look.dimmed = m_dimmed;
        const SampleEntry *entry = m_model->entry(static_cast<int>(rank));
        if (!entry) {
            paintSampleSkeleton(painter, row, look.selected);
            continue;
        }
        if (m_figure)
            look.figure = entry->sortValue == entry->sortValue ? m_figure(entry->sortValue)
                                                               : QStringLiteral("–");
        paintSampleRow(painter, row, *entry, look);
    }
}

void SampleListView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    fitBar();
    look();
}

void SampleListView::scrollContentsBy(int, int)
{
    look();
    viewport()->update();
}

void SampleListView::keyPressEvent(QKeyEvent *event)
{
    const qint64 page = std::max(1, viewport()->height() / rowHeight());
    switch (event->key()) {
    case Qt::Key_Up:
        go(m_current < 0 ? 0 : m_current - 1);
        break;
    case Qt::Key_Down:
        go(m_current + 1);
        break;
    case Qt::Key_PageUp:
        go(m_current - page);
        break;
    case Qt::Key_PageDown:
        go(m_current + page);
        break;
    case Qt::Key_Home:
        go(0);
        break;
    case Qt::Key_End:
        go(count() - 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit openRequested();
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void SampleListView::mousePressEvent(QMouseEvent *event)
{
    const qint64 rank = rankAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && rank >= 0)
        go(rank);
}

void SampleListView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rankAt(event->position().toPoint()) >= 0)
        emit openRequested();
}

void SampleListView::mouseMoveEvent(QMouseEvent *event)
{
    const qint64 hovered = rankAt(event->position().toPoint());
    if (hovered == m_hovered)
        return;
    m_hovered = hovered;
    viewport()->update();
}

void SampleListView::leaveEvent(QEvent *event)
{
    m_hovered = -1;
    viewport()->update();
    QAbstractScrollArea::leaveEvent(event);
}

void SampleListView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void SampleListView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool SampleListView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    // Titles are cut at the right.
    const auto *help = static_cast<QHelpEvent *>(event);
    const qint64 rank = rankAt(help->pos());
    const SampleEntry *entry =
        m_model && rank >= 0 ? m_model->entry(static_cast<int>(rank)) : nullptr;
    const bool onTitle = entry && help->y() - rowRect(rank).top() < Theme::instance().px(27);
    if (onTitle && !entry->title.isEmpty())
        QToolTip::showText(help->globalPos(), toolTipOf(entry->title), viewport());
    else
        QToolTip::hideText();
    return true;
}

} // namespace phi1
