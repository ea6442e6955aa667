// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QStackedWidget>

#include "views/runs/filter_bar.h"
#include "views/runs/log_panel.h"
#include "views/runs/run_actions.h"
#include "views/runs/run_delegates.h"
#include "views/runs/run_inspector.h"
#include "views/runs/run_plots.h"
#include "views/runs/run_table_view.h"
#include "views/runs/runs_layout.h"
#include "views/runs/runs_page.h"
#include "views/state/run_filter_proxy.h"

class QVBoxLayout;

namespace phi1 {

class ActionButton;
class Banner;
class EmptyState;
class FirstStartView;
class Panel;
class SkeletonRows;

/// Parts and connections of the page; decisions are made by the parts.
class RunsPage::Private : public QObject
{
    Q_OBJECT
public:
    Private(RunsPage &owner, PageContext &context);
    ~Private() override;

    QString facts() const;
    QList<QWidget *> headerActions();
    const RunInfo *currentRun() const;
    void select(const QString &runId);
    void fitWidth();
    void takeFocus(); ///< to the table, or to what starts the first run
    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);

    RunsPage &page;
    PageContext &context;
    RunFilterProxy *proxy = nullptr;
    QStackedWidget *stack = nullptr; ///< loading, first start, or the page itself
    RunsLayout *layout = nullptr;
    Panel *tablePanel = nullptr;
    QStackedWidget *tableStack = nullptr; ///< the table, or that nothing matches
    FilterBar *filter = nullptr;
    RunTableView *table = nullptr;
    RunPlots *plots = nullptr;
    LogPanel *log = nullptr;
    RunActions *actions = nullptr;
    RunInspector *inspector = nullptr;
    bool focused = false;

private:
    void buildTable();
    void buildStates(QVBoxLayout *column);
    void addActions();
    void connectTable();
    void connectPlots();
    void connectSession();
    void onCurrentRunChanged(const QString &runId);
    QString inspectorTitle() const;
    QString foremostRun() const;
    void onRunsChanged();
    void showContent();
    void showProblem();
    void openRun();
    void openColours(const QString &runId, const QPoint &where);
    void writeNote(const QString &runId, qint64 step);
    void foldLog(bool folded);
    void openTableMenu(const QPoint &where);
    void showStep(qint64 step);

    Banner *m_problem = nullptr;
    SkeletonRows *m_skeleton = nullptr;
    EmptyState *m_noMatch = nullptr;
    QPointer<FirstStartView> m_firstStart;
    QPointer<ActionButton> m_queueButton;
    QString m_current;   ///< run of log and inspector
    QString m_wantedRun; ///< to be selected as soon as it is there
    QString m_logOf;     ///< run whose log is read
    QString m_closedProblem;
    QString m_factsShown;
    int m_running = 0;
    PageWidth m_width = PageWidth::Normal;
    bool m_logFolded = false; ///< as the user left it, in windows that are not narrow
    bool m_logUnfoldedNarrow = false;
};

} // namespace phi1
