// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/run_table_view.h"

#include <algorithm>
#include <utility>

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include "views/format/number_text.h"
#include "views/runs/run_delegates.h"
#include "views/state/run_filter_proxy.h"
#include "views/state/run_table_model.h"
#include "views/theme/theme.h"

namespace phi1 {

namespace {

/// Widths for a 13 px font, by column.
constexpr int columnWidths[RunTableModel::ColumnCount] = {58, 144, 112, 168, 92, 56, 54,
                                                          54, 58,  60,  76,  96, 90, 160};

QString tsvCell(const QModelIndex &index)
{
    const QVariant value = index.data(RunTableModel::ValueRole);
    QString text = value.typeId() == QMetaType::Double     ? plain(value.toDouble())
                   : value.typeId() == QMetaType::LongLong ? plain(value.toLongLong())
                                                           : index.data().toString();
    return text.replace(u'\t', u' ').replace(u'\n', u' ');
}

} // namespace

RunTableView::RunTableView(QWidget *parent)
    : QTreeView(parent)
{
    setAccessibleName(tr("Runs"));
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setAlternatingRowColors(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(EditKeyPressed | DoubleClicked);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    setSortingEnabled(true);
    header()->setSectionsMovable(true);
    header()->setStretchLastSection(true);
    header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header(), &QHeaderView::customContextMenuRequested, this, [this](const QPoint &where) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillColumnMenu(menu);
        menu->popup(header()->viewport()->mapToGlobal(where));
    });
    connect(header(), &QHeaderView::sectionResized, this, [this] {
        // Widths also change with the window: only those drawn by hand are somebody's choice.
        if (QGuiApplication::mouseButtons() == Qt::NoButton)
            return;
        m_hasOwnColumns = true;
        emit columnsChanged();
    });
    connect(header(), &QHeaderView::sectionMoved, this, &RunTableView::columnsChanged);
    connect(header(), &QHeaderView::sortIndicatorChanged, this, &RunTableView::columnsChanged);
    addDelegates();
    connect(&Theme::instance(), &Theme::themeChanged, this, &RunTableView::applyWidths);
}

void RunTableView::addDelegates()
{
    m_swatches = new SwatchDelegate(this);
    connect(m_swatches, &SwatchDelegate::shownToggled, this, &RunTableView::shownToggled);
    connect(m_swatches, &SwatchDelegate::soloRequested, this, &RunTableView::soloRequested);
    connect(m_swatches, &SwatchDelegate::colourRequested, this,
            [this](const QString &id, const QRect &swatch) {
                emit colourRequested(id, viewport()->mapToGlobal(swatch.bottomLeft()));
            });
    auto *numbers = new RunNumberDelegate(this);
    auto *texts = new RunTextDelegate(this);
    setItemDelegate(texts);
    setItemDelegateForColumn(RunTableModel::Swatch, m_swatches);
    setItemDelegateForColumn(RunTableModel::Name, new RunNameDelegate(this));
    setItemDelegateForColumn(RunTableModel::State, new RunStateDelegate(this));
    setItemDelegateForColumn(RunTableModel::Progress, new RunProgressDelegate(this));
    for (const int column :
         {RunTableModel::TimeLeft, RunTableModel::Loss, RunTableModel::Best,
          RunTableModel::Validation, RunTableModel::TokensPerSecond, RunTableModel::Mfu})
        setItemDelegateForColumn(column, numbers);
}

void RunTableView::setProxy(RunFilterProxy *proxy)
{
    m_proxy = proxy;
    setModel(proxy);
    header()->setSectionResizeMode(QHeaderView::Interactive);
    sortByColumn(RunTableModel::Started, Qt::DescendingOrder);
    applyWidths();
}

void RunTableView::applyWidths()
{
    if (!m_proxy || m_hasOwnColumns)
        return;
    for (int column = 0; column < RunTableModel::ColumnCount; ++column)
        setColumnWidth(column, Theme::instance().px(columnWidths[column]));
    showWhatFits();
}

void RunTableView::showWhatFits()
{
    if (!m_proxy || m_hasOwnColumns)
        return;
    // Tags and notes stand in the inspector too: until somebody chooses, they give way.
    const Theme &theme = Theme::instance();
    int width = 0;
    for (int column = 0; column < RunTableModel::ColumnCount; ++column) {
        width += theme.px(columnWidths[column]);
        if (column >= RunTableModel::Tags)
            setColumnHidden(column, width > viewport()->width());
    }
}

QString RunTableView::currentRun() const
{
    return m_proxy && currentIndex().isValid() ? m_proxy->runId(currentIndex().row()) : QString();
}

void RunTableView::setCurrentRun(const QString &runId)
{
    const int row = m_proxy ? m_proxy->rowOf(runId) : -1;
    if (row < 0 || runId == currentRun())
        return;
    // Not QTreeView::setCurrentIndex(): with Ctrl held it would add to the selection.
    const QModelIndex index = m_proxy->index(row, RunTableModel::Name);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect |
                                                 QItemSelectionModel::Rows);
    scrollTo(index);
}

QStringList RunTableView::selectedRuns() const
{
    QStringList runs;
    if (!m_proxy || !selectionModel())
        return runs;
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex &row : rows)
        runs << m_proxy->runId(row.row());
    return runs;
}

void RunTableView::renameCurrent()
{
    if (currentIndex().isValid())
        edit(currentIndex().siblingAtColumn(RunTableModel::Name));
}

void RunTableView::setHoveredRun(const QString &runId)
{
    if (runId == m_hovered)
        return;
    m_hovered = runId;
    viewport()->update();
}

void RunTableView::copySelection() const
{
    QStringList lines;
    QStringList head;
    QVector<int> columns;
    for (int position = 0; position < header()->count(); ++position) {
        const int column = header()->logicalIndex(position);
        if (column == RunTableModel::Swatch || isColumnHidden(column))
            continue;
        columns << column;
        head << model()->headerData(column, Qt::Horizontal).toString();
    }
    lines << head.join(u'\t');
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex &row : rows) {
        QStringList cells;
        for (const int column : columns)
            cells << tsvCell(row.siblingAtColumn(column));
        lines << cells.join(u'\t');
    }
    QApplication::clipboard()->setText(lines.join(u'\n') + u'\n');
}

void RunTableView::fillColumnMenu(QMenu *menu)
{
    for (int column = RunTableModel::State; column < RunTableModel::ColumnCount; ++column) {
        QAction *action = menu->addAction(
            model()->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString());
        if (action->text().isEmpty())
            action->setText(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_hasOwnColumns = true;
            setColumnHidden(column, !shown);
            emit columnsChanged();
        });
    }
    menu->addSeparator();
    menu->addAction(tr("As they were"), this, [this] {
        m_hasOwnColumns = false;
        for (int column = 0; column < RunTableModel::ColumnCount; ++column) {
            setColumnHidden(column, false);
            header()->moveSection(header()->visualIndex(column), column);
        }
        applyWidths();
        emit columnsChanged();
    });
}

QByteArray RunTableView::saveColumns() const
{
    return m_hasOwnColumns ? header()->saveState() : QByteArray();
}

void RunTableView::restoreColumns(const QByteArray &state)
{
    if (state.isEmpty() || !m_proxy)
        return;
    m_hasOwnColumns = header()->restoreState(state);
    header()->setStretchLastSection(true);
    setColumnHidden(RunTableModel::Swatch, false);
    setColumnHidden(RunTableModel::Name, false);
    applyWidths();
}

int RunTableView::heightForRows(int rows) const
{
    return header()->sizeHint().height() + rows * Theme::instance().px(28);
}

QSize RunTableView::sizeHint() const
{
    return {Theme::instance().px(900), heightForRows(6)};
}

void RunTableView::drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    const bool selected = selectionModel()->isRowSelected(index.row(), index.parent());
    const bool hovered = m_proxy && m_proxy->runId(index.row()) == m_hovered;
    QRect rect = option.rect;
    rect.setWidth(std::max(rect.width(), viewport()->width()));
    painter->fillRect(rect, theme.color(selected  ? Theme::Token::AccentTint
                                        : hovered ? Theme::Token::Hover
                                                  : Theme::Token::Surface));
    QStyleOptionViewItem row = option;
    row.state.setFlag(QStyle::State_Selected, selected);
    // Cells are painted without the style's ground: the row has it.
    for (int position = 0; position < header()->count(); ++position) {
        const int column = header()->logicalIndex(position);
        if (isColumnHidden(column))
            continue;
        row.rect = QRect(columnViewportPosition(column), option.rect.top(), columnWidth(column),
                         option.rect.height());
        if (row.rect.right() < 0 || row.rect.left() > viewport()->width())
            continue;
        const QModelIndex cell = index.siblingAtColumn(column);
        itemDelegateForIndex(cell)->paint(painter, row, cell);
    }
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color(Theme::Token::Grid));
    paintGroup(*painter, index, option.rect);
    if (index.row() == currentIndex().row() && hasFocus() && theme.showsKeyboardFocus()) {
        painter->setPen(QPen(theme.color(Theme::Token::Accent), theme.px(2)));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(
            QRect(0, rect.top(), viewport()->width(), rect.height()).adjusted(1, 1, -1, -2));
    }
}

void RunTableView::paintGroup(QPainter &painter, const QModelIndex &index, const QRect &row) const
{
    if (!m_proxy || m_proxy->groupKey().isEmpty())
        return;
    const auto *runs = qobject_cast<const RunTableModel *>(m_proxy->sourceModel());
    const auto groupAt = [&](int at) {
        return runs->groupOf(runs->rowOf(m_proxy->runId(at)), m_proxy->groupKey());
    };
    const QString group = groupAt(index.row());
    if (index.row() > 0 && groupAt(index.row() - 1) == group)
        return;
    // The first of a group carries its name, so that rows keep their height.
    const Theme &theme = Theme::instance();
    if (index.row() > 0)
        painter.fillRect(0, row.top() - 1, viewport()->width(), 1,
                         theme.color(Theme::Token::BorderStrong));
    painter.setFont(theme.font(Theme::Font::Caption));
    painter.setPen(theme.color(Theme::Token::Text3));
    const QRect name(columnViewportPosition(RunTableModel::Name), row.top(),
                     columnWidth(RunTableModel::Name) - theme.px(8), row.height());
    const int room = name.width() / 2;
    painter.drawText(name, Qt::AlignVCenter | Qt::AlignRight,
                     painter.fontMetrics().elidedText(group.isEmpty() ? tr("none") : group,
                                                      Qt::ElideMiddle, room));
}

void RunTableView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    // A table that gets the focus makes its first row the current one without selecting it.
    if (current.isValid() && !selectionModel()->hasSelection())
        selectionModel()->select(current,
                                 QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    viewport()->update();
    if (current.row() != previous.row() || !previous.isValid())
        emit currentRunChanged(currentRun());
}

void RunTableView::selectionChanged(const QItemSelection &selected,
                                    const QItemSelection &deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    emit selectedRunsChanged();
}

void RunTableView::keyPressEvent(QKeyEvent *event)
{
    const QString run = currentRun();
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
    } else if (event->key() == Qt::Key_Space && !run.isEmpty()) {
        if (event->modifiers() & Qt::AltModifier)
            emit soloRequested(run);
        else
            emit shownToggled(run);
    } else {
        QTreeView::keyPressEvent(event);
        return;
    }
    event->accept();
}

void RunTableView::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    // The eye and the swatch act on their row without selecting it.
    if (index.isValid() && index.column() == RunTableModel::Swatch &&
        event->button() == Qt::LeftButton) {
        m_pressedSwatch = m_proxy->runId(index.row());
        event->accept();
        return;
    }
    QTreeView::mousePressEvent(event);
}

void RunTableView::mouseReleaseEvent(QMouseEvent *event)
{
    const QString pressed = std::exchange(m_pressedSwatch, QString());
    if (pressed.isEmpty()) {
        QTreeView::mouseReleaseEvent(event);
        return;
    }
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() && m_proxy->runId(index.row()) == pressed) {
        QStyleOptionViewItem option;
        initViewItemOption(&option);
        option.rect = visualRect(index);
        m_swatches->editorEvent(event, m_proxy, option, index);
    }
    event->accept();
}

void RunTableView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QPoint where = byKey ? visualRect(currentIndex()).bottomLeft()
                               : viewport()->mapFromGlobal(event->globalPos());
    if (!byKey && !indexAt(where).isValid())
        return;
    emit menuRequested(viewport()->mapToGlobal(where));
}

void RunTableView::hold()
{
    if (m_proxy)
        m_proxy->setHeld(m_pointerInside || state() == EditingState);
}

void RunTableView::enterEvent(QEnterEvent *event)
{
    QTreeView::enterEvent(event);
    m_pointerInside = true;
    hold();
}

void RunTableView::leaveEvent(QEvent *event)
{
    QTreeView::leaveEvent(event);
    m_pointerInside = false;
    hold();
    setHoveredRun({});
    emit runHovered({});
}

void RunTableView::mouseMoveEvent(QMouseEvent *event)
{
    QTreeView::mouseMoveEvent(event);
    const QModelIndex index = indexAt(event->pos());
    const QString run = index.isValid() && m_proxy ? m_proxy->runId(index.row()) : QString();
    if (run == m_hovered)
        return;
    setHoveredRun(run);
    emit runHovered(run);
}

void RunTableView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    showWhatFits();
}

void RunTableView::keyboardSearch(const QString &search)
{
    // Letters are keys of the page here; the filter field searches.
    Q_UNUSED(search);
}

} // namespace phi1
