// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/batch_list.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <QPointer>
#include <QProcess>

#include "views/state/batch_reader.h"
#include "views/state/engine_hub.h"
#include "views/state/loss_task.h"
#include "views/state/task_thread.h"
#include "views/state/workspace_session.h"

namespace phi1 {

struct BatchList::Private {
    Private(BatchList *batchList, WorkspaceSession &workspaceSession)
        : q(batchList)
        , workspace(workspaceSession)
    {}

    void abandon();
    void onFinished(QProcess *ended);
    void take(quint64 of, const std::shared_ptr<const Result<Batch>> &read);
    void setProblem(const QString &sentence);
    void measureNext();
    void onMeasured();
    void endMeasure(const QString &sentence);
    void takeLosses(std::size_t sequence, const QVector<float> &losses);
    void sort();

    BatchList *q;
    WorkspaceSession &workspace;
    QString run;
    qint64 step = -1;
    quint64 question = 0;
    QPointer<QProcess> process;
    bool isLoading = false;
    QString problem;
    Batch batch;
    std::vector<int> order; ///< of rows: index into batch.documents

    CheckpointChoice checkpoint;
    std::unique_ptr<QObject> holder; ///< of the model, from one sequence to the next
    QPointer<LossTask> task;
    std::size_t nextSequence = 0;
    bool isMeasuring = false;
    int measured = 0;
    QString measureProblem;
    bool isSorted = false;
    TaskThread thread;
};

BatchList::BatchList(WorkspaceSession &workspace, QObject *parent)
    : QAbstractListModel(parent)
    , d(std::make_unique<Private>(this, workspace))
{}

BatchList::~BatchList()
{
    d->abandon();
    d->thread.end();
}

int BatchList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(d->order.size());
}

QVariant BatchList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const BatchDocument &it = document(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
    case TitleRole:
        return it.title;
    case DocumentRole:
        return QVariant::fromValue(it);
    case SourceRole:
        return it.source;
    case TokensRole:
        return it.tokens;
    case LossRole:
        return std::isnan(it.loss) ? QVariant() : QVariant(it.loss);
    default:
        return {};
    }
}

const BatchDocument &BatchList::document(int index) const
{
    return d->batch.documents[std::size_t(d->order[std::size_t(index)])];
}

QString BatchList::run() const
{
    return d->run;
}

qint64 BatchList::step() const
{
    return d->step;
}

bool BatchList::isLoading() const
{
    return d->isLoading;
}

QString BatchList::problem() const
{
    return d->problem;
}

void BatchList::close()
{
    d->abandon();
    cancelMeasure();
    ++d->question;
    beginResetModel();
    d->batch = {};
    d->order.clear();
    endResetModel();
    d->run.clear();
    d->step = -1;
    d->isLoading = false;
    d->problem.clear();
    emit changed();
}

void BatchList::open(const QString &runId, qint64 step)
{
    close();
    d->run = runId;
    d->step = step;
    d->isLoading = true;
    auto *process = new QProcess(this);
    d->process = process;
    process->setProgram(d->workspace.phi1Program());
    process->setArguments({QStringLiteral("batch"), runId, QStringLiteral("--step"),
                           QString::number(step), QStringLiteral("--json"),
                           QStringLiteral("--tokens")});
    process->setStandardInputFile(QProcess::nullDevice());
    connect(process, &QProcess::finished, this, [this, process] { d->onFinished(process); });
    connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart || process != d->process)
            return; // finished() follows
        process->deleteLater();
        d->process.clear();
        d->setProblem(
            tr("%1 cannot be started: %2").arg(d->workspace.phi1Program(), process->errorString()));
    });
    process->start();
    emit changed();
}

void BatchList::Private::abandon()
{
    QProcess *old = process;
    process.clear();
    if (!old)
        return;
    // Its end is awaited by nobody: QProcess would block for that in its destructor.
    old->disconnect(q);
    old->setParent(nullptr);
    connect(old, &QProcess::finished, old, &QObject::deleteLater);
    old->kill();
}

void BatchList::Private::setProblem(const QString &sentence)
{
    isLoading = false;
    problem = sentence;
    emit q->changed();
}

void BatchList::Private::onFinished(QProcess *ended)
{
    ended->deleteLater();
    process.clear();
    if (ended->exitStatus() != QProcess::NormalExit || ended->exitCode() != 0) {
        QString sentence =
            QString::fromUtf8(ended->readAllStandardError()).trimmed().section(u'\n', -1);
        if (sentence.startsWith(u"phi1: "))
            sentence.remove(0, 6);
        setProblem(sentence.isEmpty()
                       ? BatchList::tr("phi1 batch ended with status %1 and said nothing")
                             .arg(ended->exitCode())
                       : sentence);
        return;
    }
    thread.post(
        0, [this, of = question, json = ended->readAllStandardOutput()](const std::stop_token &) {
            const auto read = std::make_shared<const Result<Batch>>(batchFrom(json));
            QMetaObject::invokeMethod(
                q, [this, of, read] { take(of, read); }, Qt::QueuedConnection);
        });
}

void BatchList::Private::take(quint64 of, const std::shared_ptr<const Result<Batch>> &read)
{
    if (of != question)
        return;
    if (!*read) {
        setProblem(QString::fromStdString(read->error().message));
        return;
    }
    q->beginResetModel();
    batch = **read;
    order.resize(batch.documents.size());
    std::iota(order.begin(), order.end(), 0);
    isLoading = false;
    q->endResetModel();
    emit q->changed();
}

void BatchList::measure(const CheckpointChoice &checkpoint)
{
    cancelMeasure();
    d->checkpoint = checkpoint;
    for (BatchDocument &document : d->batch.documents) {
        document.loss = unknownFigure;
        document.losses.clear();
    }
    d->measured = 0;
    d->nextSequence = 0;
    d->isMeasuring = !d->batch.sequences.empty();
    d->sort();
    if (d->isMeasuring) {
        d->holder = std::make_unique<QObject>();
        d->workspace.engine().acquireModel(checkpoint.path, PaneDtype::Auto, d->holder.get(),
                                           [](const EngineResult<EngineModel> &) {});
        d->measureNext();
    }
    emit lossChanged();
}

void BatchList::cancelMeasure()
{
    if (d->task) { // it may be telling what leads here
        d->task->disconnect(this);
        d->task->deleteLater();
        d->task.clear();
    }
    d->holder.reset();
    d->measureProblem.clear();
    if (!std::exchange(d->isMeasuring, false))
        return;
    emit lossChanged();
}

void BatchList::Private::measureNext()
{
    task =
        new LossTask(workspace.engine(),
                     {checkpoint, batch.sequences[nextSequence].ids, QStringLiteral("batch")}, q);
    connect(task, &LossTask::ended, q, [this] { onMeasured(); });
    task->start();
}

void BatchList::Private::onMeasured()
{
    LossTask *ended = task;
    task.clear();
    ended->deleteLater();
    if (ended->hasFailed()) {
        endMeasure(ended->sentence());
        return;
    }
    takeLosses(nextSequence++, ended->losses());
    if (nextSequence == batch.sequences.size()) {
        sort();
        endMeasure({});
        return;
    }
    measureNext();
    emit q->lossChanged();
}

void BatchList::Private::endMeasure(const QString &sentence)
{
    isMeasuring = false;
    measureProblem = sentence;
    holder.reset();
    emit q->lossChanged();
}

void BatchList::Private::takeLosses(std::size_t sequence, const QVector<float> &losses)
{
    const auto end = sequence + 1 < batch.sequences.size()
                         ? std::size_t(batch.sequences[sequence + 1].firstDocument)
                         : batch.documents.size();
    for (auto i = std::size_t(batch.sequences[sequence].firstDocument); i < end; ++i) {
        BatchDocument &document = batch.documents[i];
        const QVector<float> own = losses.mid(document.firstToken, document.tokens);
        double sum = 0;
        int count = 0;
        for (const float loss : own) {
            if (std::isnan(loss))
                continue;
            sum += double(loss);
            ++count;
        }
        document.loss = count == 0 ? unknownFigure : sum / count;
        document.losses = own.mid(0, document.pieces.ids.size());
        ++measured;
    }
    if (!order.empty())
        emit q->dataChanged(q->index(0), q->index(int(order.size()) - 1), {LossRole, DocumentRole});
}

/// Not while losses come: rows would move under the pointer.
void BatchList::Private::sort()
{
    emit q->layoutAboutToBeChanged();
    const QModelIndexList before = q->persistentIndexList();
    std::vector<int> documents;
    for (const QModelIndex &index : before)
        documents.push_back(order[std::size_t(index.row())]);
    std::iota(order.begin(), order.end(), 0);
    if (isSorted)
        std::stable_sort(order.begin(), order.end(), [this](int a, int b) {
            const double first = batch.documents[std::size_t(a)].loss;
            const double second = batch.documents[std::size_t(b)].loss;
            return std::isnan(second) ? !std::isnan(first) : first > second;
        });
    std::vector<int> places(order.size());
    for (std::size_t row = 0; row < order.size(); ++row)
        places[std::size_t(order[row])] = int(row);
    QModelIndexList after;
    for (const int document : documents)
        after += q->index(places[std::size_t(document)]);
    q->changePersistentIndexList(before, after);
    emit q->layoutChanged();
}

bool BatchList::isMeasuring() const
{
    return d->isMeasuring;
}

int BatchList::measured() const
{
    return d->measured;
}

CheckpointChoice BatchList::checkpoint() const
{
    return d->checkpoint;
}

QString BatchList::measureProblem() const
{
    return d->measureProblem;
}

void BatchList::setSortedByLoss(bool sorted)
{
    if (sorted == d->isSorted)
        return;
    d->isSorted = sorted;
    d->sort();
}

bool BatchList::isSortedByLoss() const
{
    return d->isSorted;
}

} // namespace phi1
