// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>

#include "views/jobs/jobs_page.h"
#include "views/jobs/queue_view.h"
#include "views/runs/log_panel.h"
#include "views/state/job_table_model.h"

class QAction;

namespace phi1 {

class ActionButton;
class ElidedLabel;
class IconButton;
class Panel;
class SearchField;

/// Parts and connections of the page.
class JobsPage::Private : public QObject
{
    Q_OBJECT
public:
    Private(JobsPage &owner, PageContext &context);
    ~Private() override;

    QString facts() const;
    void select(const QString &jobId);
    void update(); ///< what is enabled, and the texts that tell a state

    JobsPage &page;
    PageContext &context;
    Panel *queuePanel = nullptr;
    QStackedWidget *queueStack = nullptr;
    QueueView *queue = nullptr;
    Panel *jobsPanel = nullptr;
    QStackedWidget *jobsStack = nullptr;
    QTreeView *jobs = nullptr;
    QSortFilterProxyModel *proxy = nullptr;
    SearchField *search = nullptr;
    LogPanel *log = nullptr;
    QSplitter *splitter = nullptr;
    QPointer<ActionButton> pauseButton;

    QAction *pause = nullptr;
    QAction *runNext = nullptr;
    QAction *moveUp = nullptr;
    QAction *moveDown = nullptr;
    QAction *remove = nullptr;
    QAction *stop = nullptr;
    QAction *openFolder = nullptr;
    QAction *copyCommand = nullptr;
    QAction *showRun = nullptr;

private:
    void buildQueue();
    void buildJobs();
    void addActions();
    void connectSession();
    void onJobChanged();
    void moveBy(int step);
    const JobInfo *currentJob() const;
    void follow(quint64 request);
    QString commandLine(const JobInfo &job) const;
    void openJobMenu(const QPoint &where);
    void openQueueMenu(const QPoint &where);

    ElidedLabel *m_command = nullptr;
    QString m_logOf;
    QString m_wanted; ///< job to be selected once it is there
    QSet<quint64> m_requests;
    QSet<QString> m_askedToStop;
};

} // namespace phi1
