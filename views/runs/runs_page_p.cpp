// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/runs_page_p.h"

#include <algorithm>

#include <QFileDialog>
#include <QMenu>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/newrun/first_start_view.h"
#include "views/plots/chart_area.h"
#include "views/runs/note_popup.h"
#include "views/runs/plot_bar.h"
#include "views/runs/skeleton_rows.h"
#include "views/shell/action_registry.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/colour_popup.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/panel.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

RunsPage::Private::Private(RunsPage &owner, PageContext &pageContext)
    : page(owner)
    , context(pageContext)
    , proxy(new RunFilterProxy(this))
    , stack(new QStackedWidget(&owner))
{
    proxy->setSourceModel(context.session.runs());
    actions = new RunActions(context, &owner, [this] {
        return RunActions::Selection{m_current, table ? table->selectedRuns() : QStringList()};
    });
    buildTable();
    plots = new RunPlots(context, proxy);
    log = new LogPanel;
    layout = new RunsLayout(tablePanel, plots, log);
    inspector = new RunInspector(context, *actions, &owner);
    inspector->hide(); // until the dock takes it
    auto *column = new QVBoxLayout(&owner);
    column->setContentsMargins(0, 0, 0, 0);
    buildStates(column);
    addActions();
    connectTable();
    connectPlots();
    connectSession();
    showContent();
    onRunsChanged();
}

RunsPage::Private::~Private()
{
    if (!m_logOf.isEmpty())
        context.session.releaseLog(m_logOf);
}

void RunsPage::Private::buildTable()
{
    tablePanel = new Panel;
    tablePanel->setHeadVisible(false);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    filter = new FilterBar(context.session.runs(), proxy, content);
    tableStack = new QStackedWidget(content);
    table = new RunTableView;
    table->setProxy(proxy);
    actions->setTable(table);
    m_noMatch = new EmptyState(tr("No run matches this filter."), tr("Clear the filter"));
    tableStack->addWidget(table);
    tableStack->addWidget(m_noMatch);
    column->addWidget(filter);
    column->addWidget(tableStack, 1);
    tablePanel->setContent(content);
    connect(m_noMatch, &EmptyState::buttonClicked, filter, &FilterBar::clear);
}

void RunsPage::Private::buildStates(QVBoxLayout *column)
{
    m_problem = new Banner(Banner::Kind::Error, {}, {}, tr("Check again"));
    m_problem->hide();
    m_skeleton = new SkeletonRows;
    stack->addWidget(m_skeleton);
    stack->addWidget(layout);
    column->addWidget(m_problem);
    column->addWidget(stack, 1);
    connect(m_problem, &Banner::linkActivated, this, [this] {
        context.session.checkAgain({});
        showProblem();
    });
    connect(m_problem, &Banner::closed, this, [this] {
        m_closedProblem = context.session.problem();
        showProblem();
    });
}

void RunsPage::Private::addActions()
{
    const QString group = tr("Runs");
    ActionRegistry &registry = context.actions;
    const auto add = [&](const QString &id, const QString &text, const QKeySequence &keys,
                         std::function<void()> run) {
        registry.add(QStringLiteral("runs.") + id, text, keys, group, &page, std::move(run));
    };
    add(QStringLiteral("new"), tr("New run"), QKeySequence(tr("Ctrl+N")),
        [this] { context.navigate(QStringLiteral("new-run"), {}); });
    add(QStringLiteral("open"), tr("Open run…"), QKeySequence(tr("Ctrl+O")), [this] { openRun(); });
    add(QStringLiteral("queue"), tr("Show the queue"), {},
        [this] { context.navigate(QStringLiteral("jobs"), {}); });
    const QString charts = tr("Charts");
    const auto addChart = [&](const QString &id, const QString &text, const QKeySequence &keys,
                              std::function<void()> run) {
        registry.add(QStringLiteral("runs.") + id, text, keys, charts, &page, std::move(run));
    };
    addChart(QStringLiteral("fit"), tr("Fit the charts"), QKeySequence(Qt::Key_F),
             [this] { plots->charts()->fit(); });
    addChart(QStringLiteral("zoom-back"), tr("Previous zoom"), QKeySequence(Qt::Key_Backspace),
             [this] { plots->zoomBack(); });
    addChart(QStringLiteral("log-y"), tr("Logarithmic y axis"), QKeySequence(Qt::Key_L),
             [this] { plots->toggleLogY(); });
    addChart(QStringLiteral("smoothing"), tr("Smoothing off and on"), QKeySequence(Qt::Key_S),
             [this] { plots->bar()->toggleSmoothing(); });
    addChart(QStringLiteral("note"), tr("Note at the crosshair"), QKeySequence(Qt::Key_N), [this] {
        const qint64 step = plots->charts()->crosshairStep();
        if (step >= 0)
            writeNote(plots->charts()->crosshairRun(), step);
        else
            context.showResult(tr("Point at a step first"));
    });
    for (const auto &[suffix, text] :
         {std::pair(QStringLiteral("png"), tr("Save the charts as PNG…")),
          std::pair(QStringLiteral("svg"), tr("Save the charts as SVG…")),
          std::pair(QStringLiteral("pdf"), tr("Save the charts as PDF…"))})
        addChart(QStringLiteral("export-") + suffix, text, {},
                 [this, suffix = suffix] { plots->savePicture(suffix); });
    addChart(QStringLiteral("export-visible"), tr("Save the visible range as CSV…"), {},
             [this] { plots->saveTable(true); });
    addChart(QStringLiteral("export-all"), tr("Save all points as CSV…"), {},
             [this] { plots->saveTable(false); });
    registry.describeKeys(group, tr("Previous or next run"), tr("↑ ↓"), &page);
    registry.describeKeys(group, tr("Show or hide the curve"), tr("Space"), &page);
    registry.describeKeys(group, tr("Show only this curve"), tr("Alt+Space"), &page);
    registry.describeKeys(charts, tr("Move the crosshair"), tr("← →"), &page);
    registry.describeKeys(charts, tr("Documents of the step"), tr("Enter"), &page);
}

QList<QWidget *> RunsPage::Private::headerActions()
{
    auto *open = new ActionButton(tr("Open run…"), QStringLiteral("folder"));
    connect(open, &QPushButton::clicked, this, &Private::openRun);
    auto *queue = new ActionButton(tr("Queue"), QStringLiteral("clock"));
    connect(queue, &QPushButton::clicked, this,
            [this] { context.navigate(QStringLiteral("jobs"), {}); });
    m_queueButton = queue;
    auto *create =
        new ActionButton(tr("New run"), QStringLiteral("plus"), ActionButton::Role::Primary);
    create->setKeyHint(tr("Ctrl+N"));
    connect(create, &QPushButton::clicked, this,
            [this] { context.navigate(QStringLiteral("new-run"), {}); });
    m_factsShown.clear();
    onRunsChanged();
    return {open, queue, create};
}

void RunsPage::Private::connectTable()
{
    connect(table, &RunTableView::currentRunChanged, this, &Private::onCurrentRunChanged);
    connect(table, &RunTableView::selectedRunsChanged, this, [this] {
        inspector->setSelectedRuns(table->selectedRuns());
        actions->update();
    });
    connect(table, &RunTableView::runHovered, this,
            [this](const QString &run) { plots->charts()->setHoveredRun(run); });
    connect(table, &RunTableView::shownToggled, this, [this](const QString &run) {
        const QStringList selected = table->selectedRuns();
        actions->toggleShown(selected.contains(run) ? selected : QStringList{run});
    });
    connect(table, &RunTableView::soloRequested, actions, &RunActions::showOnly);
    connect(table, &RunTableView::colourRequested, this, &Private::openColours);
    connect(table, &RunTableView::menuRequested, this, &Private::openTableMenu);
    connect(table, &RunTableView::columnsChanged, &page, &RunsPage::stateChanged);
    connect(actions, &RunActions::renameRequested, table, &RunTableView::renameCurrent);
    connect(filter, &FilterBar::filterEdited, this, [this] {
        plots->refresh();
        showContent();
        emit page.stateChanged();
    });
    connect(filter, &FilterBar::groupKeyChanged, this, [this] { plots->refresh(); });
    connect(filter, &FilterBar::columnMenuRequested, table, &RunTableView::fillColumnMenu);
    connect(layout, &RunsLayout::stateChanged, &page, &RunsPage::stateChanged);
    connect(log, &LogPanel::unfoldRequested, this, [this](bool unfold) {
        if (m_width == PageWidth::Narrow)
            m_logUnfoldedNarrow = unfold;
        else
            m_logFolded = !unfold;
        foldLog(!unfold);
        emit page.stateChanged();
    });
    connect(log, &LogPanel::copied, this, [this] { context.showResult(tr("Copied the log")); });
    connect(log, &LogPanel::stepActivated, this, &Private::showStep);
}

void RunsPage::Private::connectPlots()
{
    connect(plots, &RunPlots::runHovered, table, &RunTableView::setHoveredRun);
    connect(plots, &RunPlots::runSelected, this, &Private::select);
    connect(plots, &RunPlots::crosshairMoved, this, [this](const QString &run, qint64 step) {
        if (run == m_current)
            inspector->setStep(step);
    });
    connect(plots, &RunPlots::stepActivated, this, [this](const QString &run, qint64 step) {
        select(run);
        inspector->activateStep(step);
    });
    connect(plots, &RunPlots::noteRequested, this, &Private::writeNote);
    connect(plots, &RunPlots::stateChanged, &page, &RunsPage::stateChanged);
    connect(plots, &RunPlots::drawnRunsChanged, this,
            [this] { inspector->setCurveProblem(plots->problem(m_current)); });
    connect(plots, &RunPlots::reported, this,
            [this](const QString &text) { context.showResult(text); });
    connect(plots, &RunPlots::failed, this, [this](const QString &sentence) {
        context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
    });
    connect(inspector, &RunInspector::curveRequested, this,
            [this] { plots->readAgain(m_current); });
    connect(inspector, &RunInspector::stepRequested, this, &Private::showStep);
    connect(inspector, &RunInspector::finetuneRequested, this, [this](const QString &checkpoint) {
        context.navigate(QStringLiteral("new-run"), {{QStringLiteral("initFrom"), checkpoint}});
    });
    connect(inspector, &RunInspector::compareRequested, this, [this](const QString &checkpoint) {
        context.navigate(QStringLiteral("compare"), {{QStringLiteral("checkpoint"), checkpoint}});
    });
    connect(inspector, &RunInspector::tagActivated, filter, &FilterBar::addTag);
    connect(inspector, &RunInspector::reported, this,
            [this](const QString &text) { context.showResult(text); });
    connect(inspector, &RunInspector::requested, this,
            [this](quint64 request) { actions->follow(request); });
}

void RunsPage::Private::connectSession()
{
    WorkspaceSession &session = context.session;
    connect(&session, &WorkspaceSession::runsChanged, this, &Private::onRunsChanged);
    connect(&session, &WorkspaceSession::queueChanged, this, &Private::onRunsChanged);
    connect(&session, &WorkspaceSession::listed, this, [this] {
        showContent();
        onRunsChanged();
    });
    connect(&session, &WorkspaceSession::problemChanged, this, &Private::showProblem);
    const auto rowsChanged = [this] {
        showContent();
        plots->refresh();
    };
    connect(proxy, &QAbstractItemModel::rowsInserted, this, rowsChanged);
    connect(proxy, &QAbstractItemModel::rowsRemoved, this, rowsChanged);
    connect(proxy, &QAbstractItemModel::modelReset, this, rowsChanged);
    connect(proxy, &QAbstractItemModel::dataChanged, plots, &RunPlots::refresh);
    connect(&Theme::instance(), &Theme::themeChanged, &page, &RunsPage::inspectorTitleChanged);
    showProblem();
}

const RunInfo *RunsPage::Private::currentRun() const
{
    return m_current.isEmpty() ? nullptr : context.session.runs()->find(m_current);
}

void RunsPage::Private::select(const QString &runId)
{
    if (proxy->rowOf(runId) >= 0) {
        m_wantedRun.clear();
        table->setCurrentRun(runId);
        return;
    }
    if (context.session.runs()->rowOf(runId) >= 0) {
        filter->clear(); // it is hidden by the filter
        table->setCurrentRun(runId);
    } else {
        m_wantedRun = runId;
    }
}

void RunsPage::Private::onCurrentRunChanged(const QString &runId)
{
    // A filter that hides the run is no reason to lose sight of it.
    if (runId.isEmpty() && currentRun() && currentRun()->state != RunState::Gone)
        return;
    if (runId == m_current)
        return;
    m_current = runId;
    plots->setSelectedRun(runId);
    const RunInfo *run = currentRun();
    LogModel *model = run ? context.session.log(runId) : nullptr;
    log->setLog(model, run ? run->title : QString());
    if (!m_logOf.isEmpty())
        context.session.releaseLog(m_logOf);
    m_logOf = run ? runId : QString();
    inspector->setRun(runId);
    inspector->setCurveProblem(plots->problem(runId));
    actions->update();
    emit page.inspectorTitleChanged();
    emit page.stateChanged();
}

/// What to look at where nothing was chosen: a run that works, else the next of the queue, else the
/// first of the table.
QString RunsPage::Private::foremostRun() const
{
    const QVector<RunInfo> &runs = context.session.runs()->runs();
    const RunInfo *next = nullptr;
    for (const RunInfo &run : runs) {
        if (proxy->rowOf(run.id) < 0)
            continue;
        if (isLive(run.state))
            return run.id;
        if (run.state == RunState::Queued && (!next || run.queuePosition < next->queuePosition))
            next = &run;
    }
    return next ? next->id : proxy->runId(0);
}

void RunsPage::Private::onRunsChanged()
{
    const QVector<RunInfo> &runs = context.session.runs()->runs();
    const int running = static_cast<int>(std::count_if(
        runs.begin(), runs.end(), [](const RunInfo &run) { return isLive(run.state); }));
    m_running = running;
    if (!m_wantedRun.isEmpty() && proxy->rowOf(m_wantedRun) >= 0)
        select(m_wantedRun);
    if (m_current.isEmpty() && m_wantedRun.isEmpty() && proxy->rowCount() > 0 &&
        context.session.isListed())
        table->setCurrentRun(foremostRun());
    if (m_queueButton)
        m_queueButton->setCount(context.session.queue()->waitingCount() > 0
                                    ? context.session.queue()->waitingCount()
                                    : -1);
    const QString shown = facts() + inspectorTitle();
    if (shown != m_factsShown) {
        m_factsShown = shown;
        emit page.factsChanged();
        emit page.inspectorTitleChanged();
    }
    plots->refresh();
}

QString RunsPage::Private::inspectorTitle() const
{
    const RunInfo *run = currentRun();
    return run ? QString(run->title + runColour(*run).name()) : QString();
}

QString RunsPage::Private::facts() const
{
    const int all = context.session.runs()->rowCount();
    const int waiting = context.session.queue()->waitingCount();
    if (all == 0)
        return context.session.isListed() ? tr("no runs yet") : QString();
    QStringList facts{all == 1 ? tr("1 run") : tr("%n runs", nullptr, all)};
    if (m_running > 0)
        facts << tr("%n running", nullptr, m_running);
    if (waiting > 0)
        facts << tr("%n queued", nullptr, waiting);
    return facts.join(QStringLiteral(" · "));
}

void RunsPage::Private::takeFocus()
{
    if (!m_firstStart || stack->currentWidget() != m_firstStart) {
        table->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_firstStart->setFocus(Qt::OtherFocusReason);
    Theme::instance().setKeyboardFocus(true); // Enter starts: show where
}

void RunsPage::Private::showContent()
{
    const bool any = context.session.runs()->rowCount() > 0;
    if (any) {
        stack->setCurrentWidget(layout);
        if (m_firstStart)
            m_firstStart->deleteLater();
    } else if (context.session.isListed()) {
        if (!m_firstStart) {
            m_firstStart = new FirstStartView(context);
            stack->addWidget(m_firstStart);
            connect(m_firstStart, &FirstStartView::openRunRequested, this, &Private::openRun);
            stack->setCurrentWidget(m_firstStart);
            if (page.isVisible())
                takeFocus();
        }
        stack->setCurrentWidget(m_firstStart);
    } else {
        stack->setCurrentWidget(m_skeleton);
    }
    const bool matches = proxy->rowCount() > 0;
    tableStack->setCurrentIndex(matches || !any ? 0 : 1);
    m_noMatch->setSentence(proxy->filterProblem().isEmpty() ? tr("No run matches this filter.")
                                                            : proxy->filterProblem());
    const Theme &theme = Theme::instance();
    const int rows = std::clamp(proxy->rowCount(), 3, m_width == PageWidth::Narrow ? 4 : 6);
    layout->setTableHeight(theme.px(36) + table->heightForRows(rows) + 2);
}

void RunsPage::Private::showProblem()
{
    const QString problem = context.session.problem();
    const bool shown = !problem.isEmpty() && problem != m_closedProblem;
    if (shown)
        m_problem->setBold(problem);
    m_problem->setVisible(shown);
    if (problem.isEmpty())
        m_closedProblem.clear();
}

void RunsPage::Private::openRun()
{
    auto *dialog = new QFileDialog(&page, tr("Open the folder of a run"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_wantedRun = path;
        actions->follow(context.session.openRunFolder(path));
    });
    dialog->open();
}

void RunsPage::Private::openColours(const QString &runId, const QPoint &where)
{
    const RunInfo *run = context.session.runs()->find(runId);
    if (!run)
        return;
    const RunAnnotation &annotation = run->annotation;
    const int slot = std::max(annotation.colourSlot, 0);
    const int dash = annotation.dash >= 0 ? annotation.dash : slot / Theme::runColorCount % 3;
    auto *popup =
        new ColourPopup(slot, QColor(QString::fromStdString(annotation.customColour)), dash, &page);
    connect(popup, &ColourPopup::slotChosen, actions,
            [this, runId](int chosen) { actions->setColourSlot(runId, chosen); });
    connect(popup, &ColourPopup::customColorChosen, actions,
            [this, runId](const QColor &colour) { actions->setCustomColour(runId, colour); });
    connect(popup, &ColourPopup::dashChosen, actions,
            [this, runId](int chosen) { actions->setDash(runId, chosen); });
    popup->openAt(where);
}

void RunsPage::Private::writeNote(const QString &runId, qint64 step)
{
    const RunInfo *run = context.session.runs()->find(runId);
    if (!run)
        return;
    auto *popup = new NotePopup(run->title, step, &page);
    connect(popup, &NotePopup::written, this, [this, runId, step](const QString &text) {
        actions->follow(context.session.addNote(runId, step, text));
    });
    popup->openAt(plots->charts()->underMouse()
                      ? QCursor::pos()
                      : plots->charts()->mapToGlobal(plots->charts()->rect().center()));
}

void RunsPage::Private::openTableMenu(const QPoint &where)
{
    auto *menu = new QMenu(&page);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    actions->update();
    actions->fillMenu(menu);
    menu->popup(where);
}

void RunsPage::Private::showStep(qint64 step)
{
    const RunInfo *run = currentRun();
    if (!run || step < 0)
        return;
    if (!run->annotation.shown)
        actions->toggleShown({run->id});
    plots->showStep(run->id, step);
    inspector->setStep(step);
}

void RunsPage::Private::foldLog(bool folded)
{
    log->setFolded(folded);
    layout->setLogFolded(folded, log->foldedHeight());
}

void RunsPage::Private::fitWidth()
{
    // Of the window: an inspector that opens must not change what is shown beside it.
    const Theme &theme = Theme::instance();
    m_width = pageWidth(page.window()->width() - (page.isWindow() ? 0 : theme.px(76)));
    layout->setPageWidth(m_width);
    plots->setPageWidth(m_width);
    const bool low = page.height() < theme.px(620);
    const bool folded = m_width == PageWidth::Narrow || low ? !m_logUnfoldedNarrow : m_logFolded;
    if (folded != log->isFolded() || m_width == PageWidth::Wide)
        foldLog(folded && m_width != PageWidth::Wide);
    showContent();
}

QVariantMap RunsPage::Private::saveState() const
{
    return {{QStringLiteral("layout"), layout->saveState()},
            {QStringLiteral("plots"), plots->saveState()},
            {QStringLiteral("columns"), table->saveColumns()},
            {QStringLiteral("filter"), filter->text()},
            {QStringLiteral("group"), filter->groupKey()},
            {QStringLiteral("run"), m_current},
            {QStringLiteral("logFolded"), m_logFolded},
            {QStringLiteral("logUnfoldedNarrow"), m_logUnfoldedNarrow}};
}

void RunsPage::Private::restoreState(const QVariantMap &state)
{
    layout->restoreState(state.value(QStringLiteral("layout")).toMap());
    table->restoreColumns(state.value(QStringLiteral("columns")).toByteArray());
    filter->setText(state.value(QStringLiteral("filter")).toString());
    filter->setGroupKey(state.value(QStringLiteral("group")).toString());
    plots->restoreState(state.value(QStringLiteral("plots")).toMap());
    m_logFolded = state.value(QStringLiteral("logFolded")).toBool();
    m_logUnfoldedNarrow = state.value(QStringLiteral("logUnfoldedNarrow")).toBool();
    const QString run = state.value(QStringLiteral("run")).toString();
    if (!run.isEmpty())
        select(run);
    fitWidth();
}

} // namespace phi1
