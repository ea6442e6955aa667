// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/jobs/jobs_page_p.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QHeaderView>
#include <QMenu>
#include <QUrl>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/jobs/job_delegate.h"
#include "views/shell/action_registry.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/panel.h"
#include "views/widgets/search_field.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

JobsPage::Private::Private(JobsPage &owner, PageContext &pageContext)
    : page(owner)
    , context(pageContext)
    , splitter(new QSplitter(Qt::Vertical, &owner))
{
    addActions();
    buildQueue();
    buildJobs();
    log = new LogPanel;
    log->setNothingText(tr("Choose a job to read its log."));
    auto *lower = new QWidget;
    auto *column = new QVBoxLayout(lower);
    column->setContentsMargins(0, 0, 0, 0);
    m_command = new ElidedLabel({}, Theme::Font::CodeSmall, Theme::Token::Text2, lower);
    column->addWidget(m_command);
    column->addWidget(log, 1);
    splitter->addWidget(queuePanel);
    splitter->addWidget(jobsPanel);
    splitter->addWidget(lower);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({260, 320, 240});
    auto *outer = new QVBoxLayout(&owner);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(splitter);
    Theme::instance().follow(this, [this, column] {
        splitter->setHandleWidth(Theme::instance().px(8));
        column->setSpacing(Theme::instance().px(6));
    });
    connect(splitter, &QSplitter::splitterMoved, &owner, &JobsPage::stateChanged);
    connect(log, &LogPanel::unfoldRequested, this,
            [this](bool unfold) { log->setFolded(!unfold); });
    connectSession();
    update();
}

JobsPage::Private::~Private()
{
    if (!m_logOf.isEmpty())
        context.session.releaseLog(m_logOf);
}

void JobsPage::Private::addActions()
{
    const QString group = tr("Jobs");
    const auto add = [&](const QString &id, const QString &text, std::function<void()> run) {
        return context.actions.add(QStringLiteral("jobs.") + id, text, QKeySequence(), group, &page,
                                   std::move(run));
    };
    WorkspaceSession &session = context.session;
    pause = add(QStringLiteral("pause"), tr("Pause the queue"),
                [this, &session] { follow(session.setQueuePaused(!session.queue()->isPaused())); });
    runNext = add(QStringLiteral("next"), tr("Run next"),
                  [this, &session] { follow(session.moveInQueue(queue->currentEntry(), 1)); });
    moveUp = add(QStringLiteral("up"), tr("Move up"), [this] { moveBy(-1); });
    moveDown = add(QStringLiteral("down"), tr("Move down"), [this] { moveBy(1); });
    remove = add(QStringLiteral("remove"), tr("Remove from the queue"),
                 [this, &session] { follow(session.removeFromQueue(queue->currentEntry())); });
    stop = add(QStringLiteral("stop"), tr("Stop"), [this, &session] {
        const JobInfo *job = currentJob();
        if (!job)
            return;
        const bool again = m_askedToStop.contains(job->id) || job->state == RunState::Pausing;
        m_askedToStop.insert(job->id);
        follow(again ? session.kill(job->id) : session.stop(job->id));
        update();
    });
    openFolder = add(QStringLiteral("folder"), tr("Open folder"), [this] {
        if (const JobInfo *job = currentJob())
            QDesktopServices::openUrl(QUrl::fromLocalFile(job->id));
    });
    copyCommand = add(QStringLiteral("copy"), tr("Copy command"), [this] {
        if (const JobInfo *job = currentJob()) {
            QApplication::clipboard()->setText(commandLine(*job));
            context.showResult(tr("Copied command"));
        }
    });
    showRun = add(QStringLiteral("run"), tr("Show the run"), [this] {
        if (const JobInfo *job = currentJob())
            context.navigate(QStringLiteral("runs"), {{QStringLiteral("run"), job->id}});
    });
    context.actions.describeKeys(group, tr("Move in the queue"), tr("Alt+↑ Alt+↓"), &page);
    context.actions.describeKeys(group, tr("Remove from the queue"), tr("Del"), &page);
}

void JobsPage::Private::buildQueue()
{
    queuePanel = new Panel(tr("Queue"));
    queuePanel->setIconName(QStringLiteral("clock"));
    queue = new QueueView(context.session.queue());
    queue->setContextMenuPolicy(Qt::CustomContextMenu);
    for (QAction *action : {runNext, moveUp, moveDown, remove}) {
        auto *button = new ActionButton(action->text(), {}, ActionButton::Role::Flat);
        button->setSmall(true);
        button->follow(action);
        queuePanel->addHeadWidget(button);
    }
    queueStack = new QStackedWidget;
    queueStack->addWidget(queue);
    auto *empty = new EmptyState(tr("Nothing waits. Runs that are started while a device is taken "
                                    "stand here."),
                                 tr("New run"), QStringLiteral("plus"));
    connect(empty, &EmptyState::buttonClicked, this,
            [this] { context.navigate(QStringLiteral("new-run"), {}); });
    queueStack->addWidget(empty);
    queuePanel->setContent(queueStack);
    connect(queue, &QueueView::currentEntryChanged, this, &Private::update);
    connect(queue, &QueueView::moveRequested, this, [this](const QString &id, int position) {
        follow(context.session.moveInQueue(id, position));
    });
    connect(queue, &QueueView::removeRequested, this,
            [this](const QString &id) { follow(context.session.removeFromQueue(id)); });
    connect(queue, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &where) { openQueueMenu(queue->viewport()->mapToGlobal(where)); });
}

void JobsPage::Private::buildJobs()
{
    jobsPanel = new Panel(tr("Jobs"));
    jobsPanel->setIconName(QStringLiteral("chip"));
    search = new SearchField(tr("Filter jobs"), QStringLiteral("filter"));
    search->setSmall(true);
    search->setAccessibleName(tr("Filter jobs"));
    jobsPanel->addHeadWidget(search);
    for (QAction *action : {stop, openFolder, copyCommand}) {
        auto *button = new ActionButton(action->text(), {}, ActionButton::Role::Flat);
        button->setSmall(true);
        button->follow(action);
        jobsPanel->addHeadWidget(button);
    }
    proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(context.session.jobs());
    proxy->setSortRole(JobTableModel::SortRole);
    proxy->setFilterKeyColumn(-1);
    proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    jobs = new QTreeView;
    jobs->setAccessibleName(tr("Jobs"));
    jobs->setFrameShape(QFrame::NoFrame);
    jobs->setRootIsDecorated(false);
    jobs->setItemsExpandable(false);
    jobs->setUniformRowHeights(true);
    jobs->setAllColumnsShowFocus(true);
    jobs->setSelectionBehavior(QTreeView::SelectRows);
    jobs->setSortingEnabled(true);
    jobs->setContextMenuPolicy(Qt::CustomContextMenu);
    jobs->setModel(proxy);
    jobs->sortByColumn(JobTableModel::Started, Qt::DescendingOrder);
    JobDelegate::Columns columns;
    columns.state = JobTableModel::State;
    columns.stateRole = JobTableModel::StateRole;
    columns.progress = JobTableModel::Progress;
    columns.progressRole = JobTableModel::ProgressRole;
    columns.devices = JobTableModel::Devices;
    columns.numbers = {JobTableModel::TimeLeft};
    jobs->setItemDelegate(new JobDelegate(columns, jobs));
    jobsStack = new QStackedWidget;
    jobsStack->addWidget(jobs);
    jobsStack->addWidget(new EmptyState(tr("No job ran in this workspace yet.")));
    jobsPanel->setContent(jobsStack);
    Theme::instance().follow(jobs, [this] {
        constexpr int widths[JobTableModel::ColumnCount] = {220, 110, 140, 150, 110, 140, 120};
        for (int column = 0; column < JobTableModel::ColumnCount; ++column)
            jobs->setColumnWidth(column, Theme::instance().px(widths[column]));
        search->setFixedWidth(Theme::instance().px(170));
    });
    connect(search, &SearchField::searchChanged, this, [this](const QString &text) {
        proxy->setFilterFixedString(text);
        emit page.stateChanged();
    });
    connect(jobs->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &Private::onJobChanged);
    connect(jobs, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &where) { openJobMenu(jobs->viewport()->mapToGlobal(where)); });
    connect(jobs, &QTreeView::activated, showRun, &QAction::trigger);
}

void JobsPage::Private::connectSession()
{
    WorkspaceSession &session = context.session;
    connect(&session, &WorkspaceSession::queueChanged, this, &Private::update);
    connect(session.queue(), &QueueTableModel::pausedChanged, this, &Private::update);
    connect(session.jobs(), &JobTableModel::jobsChanged, this, &Private::update);
    connect(&session, &WorkspaceSession::requestFinished, this,
            [this](quint64 request, bool ok, const QString &sentence) {
                if (!m_requests.remove(request) || sentence.isEmpty())
                    return;
                if (ok)
                    context.showResult(sentence);
                else
                    context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
            });
}

void JobsPage::Private::follow(quint64 request)
{
    m_requests.insert(request);
}

const JobInfo *JobsPage::Private::currentJob() const
{
    const QString id = jobs->currentIndex().data(JobTableModel::JobIdRole).toString();
    const int row = context.session.jobs()->rowOf(id);
    return row >= 0 ? &context.session.jobs()->job(row) : nullptr;
}

QString JobsPage::Private::commandLine(const JobInfo &job) const
{
    return context.session.commandLine(job.id);
}

void JobsPage::Private::select(const QString &jobId)
{
    for (int row = 0; row < proxy->rowCount(); ++row) {
        const QModelIndex index = proxy->index(row, 0);
        if (index.data(JobTableModel::JobIdRole) == jobId) {
            m_wanted.clear();
            jobs->setCurrentIndex(index);
            return;
        }
    }
    m_wanted = jobId;
}

void JobsPage::Private::onJobChanged()
{
    const JobInfo *job = currentJob();
    const QString id = job ? job->id : QString();
    if (id != m_logOf) {
        log->setLog(job ? context.session.log(id) : nullptr, job ? job->name : QString());
        if (!m_logOf.isEmpty())
            context.session.releaseLog(m_logOf);
        m_logOf = id;
    }
    m_command->setText(job ? commandLine(*job) : QString());
    update();
}

void JobsPage::Private::moveBy(int step)
{
    if (!queue->currentWaits())
        return;
    const QueueInfo &entry = context.session.queue()->entry(queue->currentIndex().row());
    follow(context.session.moveInQueue(entry.id, entry.position + step));
}

void JobsPage::Private::update()
{
    const QueueTableModel *entries = context.session.queue();
    const bool waits = queue->currentWaits();
    const int position = waits ? entries->entry(queue->currentIndex().row()).position : 0;
    pause->setText(entries->isPaused() ? tr("Continue the queue") : tr("Pause the queue"));
    pause->setToolTip(entries->isPaused() ? tr("Starts what waits")
                                          : tr("Nothing new is started; what runs goes on"));
    if (pauseButton)
        pauseButton->setIconName(entries->isPaused() ? QStringLiteral("play")
                                                     : QStringLiteral("pause"));
    queuePanel->setCaption(entries->isPaused() ? tr("paused: nothing new is started") : QString());
    runNext->setEnabled(waits && position > 1);
    moveUp->setEnabled(waits && position > 1);
    moveDown->setEnabled(waits && position < entries->waitingCount());
    remove->setEnabled(waits);
    queueStack->setCurrentIndex(entries->rowCount() > 0 ? 0 : 1);
    jobsStack->setCurrentIndex(context.session.jobs()->rowCount() > 0 ? 0 : 1);
    const JobInfo *job = currentJob();
    const bool live = job && isLive(job->state);
    if (job && !live)
        m_askedToStop.remove(job->id);
    const bool again = live && (m_askedToStop.contains(job->id) || job->state == RunState::Pausing);
    stop->setText(again ? tr("Kill now") : tr("Stop"));
    stop->setEnabled(live);
    openFolder->setEnabled(job);
    copyCommand->setEnabled(job && !commandLine(*job).isEmpty());
    showRun->setEnabled(job && job->isRun);
    m_command->setVisible(!m_command->text().isEmpty());
    if (!m_wanted.isEmpty())
        select(QString(m_wanted));
    else if (!jobs->currentIndex().isValid() && proxy->rowCount() > 0)
        jobs->setCurrentIndex(proxy->index(0, 0));
    emit page.factsChanged();
}

QString JobsPage::Private::facts() const
{
    QStringList facts;
    const int live = context.session.jobs()->liveCount();
    const int waiting = context.session.queue()->waitingCount();
    if (live > 0)
        facts << tr("%n running", nullptr, live);
    if (waiting > 0)
        facts << tr("%n queued", nullptr, waiting);
    if (context.session.queue()->isPaused())
        facts << tr("queue paused");
    return facts.join(QStringLiteral(" · "));
}

void JobsPage::Private::openQueueMenu(const QPoint &where)
{
    auto *menu = new QMenu(&page);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({runNext, moveUp, moveDown});
    menu->addSeparator();
    menu->addAction(remove);
    menu->popup(where);
}

void JobsPage::Private::openJobMenu(const QPoint &where)
{
    auto *menu = new QMenu(&page);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({stop, showRun});
    menu->addSeparator();
    menu->addActions({openFolder, copyCommand});
    menu->popup(where);
}

} // namespace phi1
