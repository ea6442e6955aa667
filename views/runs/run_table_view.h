// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QTreeView>

class QMenu;

namespace phi1 {

class RunFilterProxy;
class SwatchDelegate;

/// The table of runs, which is the legend of the charts. The current row is the run that log and
/// inspector show; several rows can be selected.
/// Keys: ↑ ↓ run, Space shows or hides, Alt+Space solo, F2 renames, Ctrl+C copies the rows as TSV.
class RunTableView final : public QTreeView
{
    Q_OBJECT
public:
    explicit RunTableView(QWidget *parent = nullptr);

    void setProxy(RunFilterProxy *proxy);

    QString currentRun() const; ///< empty: none
    void setCurrentRun(const QString &runId);
    QStringList selectedRuns() const; ///< in the order of the rows
    void renameCurrent();
    /// A line of the charts is under the pointer: its row is lit as if it were itself.
    void setHoveredRun(const QString &runId);
    void copySelection() const;

    /// Check boxes for all columns that can be hidden.
    void fillColumnMenu(QMenu *menu);
    QByteArray saveColumns() const;
    void restoreColumns(const QByteArray &state);

    int heightForRows(int rows) const; ///< with its head
    QSize sizeHint() const override;

signals:
    void currentRunChanged(const QString &runId);
    void selectedRunsChanged();
    void runHovered(const QString &runId); ///< empty: none
    void shownToggled(const QString &runId);
    void soloRequested(const QString &runId);
    void colourRequested(const QString &runId, const QPoint &globalPosition);
    void menuRequested(const QPoint &globalPosition);
    void columnsChanged();

protected:
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyboardSearch(const QString &search) override;

private:
    void addDelegates();
    void paintGroup(QPainter &painter, const QModelIndex &index, const QRect &row) const;
    void applyWidths();
    void showWhatFits();
    void hold();

    RunFilterProxy *m_proxy = nullptr;
    SwatchDelegate *m_swatches = nullptr;
    QString m_hovered;            ///< run of the lit row
    QString m_pressedSwatch;      ///< run whose eye or swatch the mouse went down on
    bool m_hasOwnColumns = false; ///< the user chose columns or widths
    bool m_pointerInside = false;
};

} // namespace phi1
