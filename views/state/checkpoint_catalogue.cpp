// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/checkpoint_catalogue.h"

#include <algorithm>

#include <sys/stat.h>

#include <QDir>
#include <QFileInfo>
#include <QThreadPool>
#include <QTimer>

#include "core/runs/run_config.h"
#include "views/state/checkpoint_info.h"
#include "views/state/workspace_session.h"

namespace phi1 {

namespace {

constexpr int pause = 2000; // ms between two looks at the disk while runs change

/// What the thread needs to know of a run.
struct RunPlace {
    QString id, title, stage;
    double started = 0;
};

QString stageOf(const QString &runStage)
{
    return runStage == u"finetune"   ? QStringLiteral("finetuned")
           : runStage == u"pretrain" ? QStringLiteral("pretrained")
                                     : QString();
}

double writtenAt(const QString &path)
{
    struct stat state {};
    return ::stat(QFile::encodeName(path).constData(), &state) == 0
               ? static_cast<double>(state.st_mtim.tv_sec)
               : 0.0;
}

bool holdsWeights(const QDir &folder)
{
    return !folder
                .entryList({QStringLiteral("*.safetensors"), QStringLiteral("*.bin"),
                            QStringLiteral("*.gguf")},
                           QDir::Files)
                .isEmpty();
}

/// A checkpoint folder somewhere on disk; of a run's folder, the newest one in it.
CheckpointChoice lookAt(const QString &folder)
{
    CheckpointChoice choice;
    choice.path = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    if (!holdsWeights(QDir(choice.path))) {
        if (const auto inside = readCheckpoints(choice.path); !inside.isEmpty())
            choice.path = QDir::cleanPath(inside.last().folder);
    }
    const QFileInfo info(choice.path);
    choice.isMissing = !info.isDir();
    choice.written = writtenAt(choice.path);
    choice.name = info.fileName();
    // RUN/checkpoints/step-N: the run's folder says what it is.
    const QDir parent = info.dir();
    if (parent.dirName() == u"checkpoints" && choice.name.startsWith(u"step-")) {
        bool isNumber = false;
        const qint64 step = choice.name.mid(5).toLongLong(&isNumber);
        const QString run = QFileInfo(parent.path()).path();
        choice.step = isNumber ? step : -1;
        choice.name = QFileInfo(run).fileName();
        if (const auto record = readRunRecord(run.toStdString()))
            choice.stage = record->config.training.initFrom.empty() ? QStringLiteral("pretrained")
                                                                    : QStringLiteral("finetuned");
    }
    return choice;
}

} // namespace

struct CheckpointCatalogue::Private {
    Private(CheckpointCatalogue *catalogue, WorkspaceSession &session)
        : q(catalogue)
        , workspace(session)
    {
        pool.setMaxThreadCount(1);
        pool.setExpiryTimeout(1000);
        timer.setSingleShot(true);
    }
    void look();
    void take(const QVector<CheckpointChoice> &found);

    CheckpointCatalogue *q;
    WorkspaceSession &workspace;
    QVector<CheckpointChoice> choices;
    QStringList opened;
    QTimer timer;
    bool isLooking = false, lookAgain = false;
    QThreadPool pool; // last: it ends first
};

CheckpointCatalogue::CheckpointCatalogue(WorkspaceSession &workspace, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, workspace))
{
    connect(&d->timer, &QTimer::timeout, this, [this] { d->look(); });
    connect(&workspace, &WorkspaceSession::runsChanged, this, [this] {
        if (!d->timer.isActive())
            d->timer.start(pause);
    });
    d->timer.start(0);
}

CheckpointCatalogue::~CheckpointCatalogue()
{
    d->pool.waitForDone();
}

void CheckpointCatalogue::Private::look()
{
    if (std::exchange(isLooking, true)) {
        lookAgain = true;
        return;
    }
    QVector<RunPlace> runs;
    const RunTableModel *table = workspace.runs();
    for (int row = 0; row < table->rowCount(); ++row) {
        const RunInfo &run = table->run(row);
        runs += {run.id, run.title.isEmpty() ? run.name : run.title, stageOf(run.stage),
                 isMissing(run.started) ? 0.0 : run.started};
    }
    pool.start([this, runs, folders = opened]() mutable {
        std::stable_sort(runs.begin(), runs.end(), [](const RunPlace &a, const RunPlace &b) {
            return b.started < a.started;
        });
        QVector<CheckpointChoice> found;
        for (const RunPlace &run : std::as_const(runs)) {
            const auto checkpoints = readCheckpoints(run.id);
            for (auto each = checkpoints.crbegin(); each != checkpoints.crend(); ++each)
                found += {QDir::cleanPath(each->folder),
                          run.title,
                          run.id,
                          run.stage,
                          each->step,
                          each->written,
                          false};
        }
        for (const QString &folder : std::as_const(folders))
            found += lookAt(folder);
        QMetaObject::invokeMethod(
            q, [this, found] { take(found); }, Qt::QueuedConnection);
    });
}

void CheckpointCatalogue::Private::take(const QVector<CheckpointChoice> &found)
{
    isLooking = false;
    const bool isNew = choices != found;
    choices = found;
    if (isNew)
        emit q->changed();
    if (std::exchange(lookAgain, false))
        look();
}

const QVector<CheckpointChoice> &CheckpointCatalogue::choices() const
{
    return d->choices;
}

CheckpointChoice CheckpointCatalogue::find(const QString &path) const
{
    const QString clean = QDir::cleanPath(path);
    for (const CheckpointChoice &choice : d->choices) {
        if (choice.path == clean)
            return choice;
    }
    // Not looked at yet: the name at least is in the path.
    CheckpointChoice choice;
    choice.path = clean;
    choice.name = QFileInfo(clean).fileName();
    return choice;
}

QVector<CheckpointChoice> CheckpointCatalogue::ofRun(const QString &runId) const
{
    QVector<CheckpointChoice> found;
    for (const CheckpointChoice &choice : d->choices) {
        if (!runId.isEmpty() && choice.runId == runId)
            found.prepend(choice);
    }
    return found;
}

QStringList CheckpointCatalogue::runsWithSeries() const
{
    QStringList runs;
    for (const CheckpointChoice &choice : d->choices) {
        if (!choice.runId.isEmpty() && !runs.contains(choice.runId) &&
            ofRun(choice.runId).size() > 1)
            runs += choice.runId;
    }
    return runs;
}

void CheckpointCatalogue::open(const QString &folder)
{
    d->pool.start([this, folder] {
        const CheckpointChoice choice = lookAt(folder);
        const bool isUsable = !choice.isMissing && holdsWeights(QDir(choice.path));
        QMetaObject::invokeMethod(
            this,
            [this, folder, choice, isUsable] {
                if (choice.isMissing) {
                    emit openFailed(
                        tr("%1 is not there; choose a checkpoint's folder").arg(folder));
                    return;
                }
                if (!isUsable) {
                    emit openFailed(tr("%1 holds no weights (model.safetensors was expected); "
                                       "choose a checkpoint's folder, or a run's")
                                        .arg(folder));
                    return;
                }
                const auto known = [&](const CheckpointChoice &each) {
                    return each.path == choice.path;
                };
                if (std::none_of(d->choices.cbegin(), d->choices.cend(), known)) {
                    d->opened += choice.path;
                    d->choices += choice;
                    emit changed();
                }
                emit opened(choice.path);
            },
            Qt::QueuedConnection);
    });
}

QStringList CheckpointCatalogue::openedFolders() const
{
    return d->opened;
}

void CheckpointCatalogue::setOpenedFolders(const QStringList &folders)
{
    if (d->opened == folders)
        return;
    d->opened = folders;
    refresh();
}

void CheckpointCatalogue::refresh()
{
    d->timer.start(0);
}

} // namespace phi1
