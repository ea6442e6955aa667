// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/compare_series.h"

#include <algorithm>
#include <cstdlib>

#include "views/state/checkpoint_catalogue.h"
#include "views/state/compare_records.h"
#include "views/state/compare_store.h"
#include "views/state/completion_task.h"
#include "views/state/engine_hub.h"
#include "views/state/series_records.h"

namespace phi1 {

struct CompareSeries::Private {
    Private(CompareSeries *series, EngineHub &hub, CompareStore &store,
            CheckpointCatalogue &choices)
        : q(series)
        , engine(hub)
        , records(store)
        , catalogue(choices)
    {}

    int nextPoint() const;
    void go();
    void begin(int index);
    void onEnded();
    void keep(const SeriesPoint &point);
    void renewChange(int index);
    void setRunning(bool now);
    void dropTask();

    CompareSeries *q;
    EngineHub &engine;
    CompareStore &records;
    CheckpointCatalogue &catalogue;

    QString run, prompt;
    CompareSampling sampling;
    PaneDtype dtype = PaneDtype::Auto;
    std::string title;
    QVector<SeriesPoint> points;
    int selected = -1;
    bool running = false;
    CompletionTask *task = nullptr;
    int writing = -1; ///< point of the task
    quint64 round = 0;
};

CompareSeries::CompareSeries(EngineHub &engine, CompareStore &store, CheckpointCatalogue &catalogue,
                             QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, engine, store, catalogue))
{}

CompareSeries::~CompareSeries()
{
    delete d->task;
}

QString CompareSeries::runId() const
{
    return d->run;
}

const QVector<SeriesPoint> &CompareSeries::points() const
{
    return d->points;
}

int CompareSeries::selected() const
{
    return d->selected;
}

bool CompareSeries::isRunning() const
{
    return d->running;
}

void CompareSeries::start(const QString &runId, const QString &prompt,
                          const CompareSampling &sampling, PaneDtype dtype)
{
    stop();
    const quint64 round = ++d->round;
    d->run = runId;
    d->prompt = prompt;
    d->sampling = sampling;
    d->sampling.samples = 1;
    d->sampling.newSeedEachRun = false; // points are held against each other
    d->dtype = dtype;
    d->title = seriesTitle(runId, prompt, d->sampling, dtype);
    d->points.clear();
    for (const CheckpointChoice &choice : d->catalogue.ofRun(runId)) {
        SeriesPoint point;
        point.checkpoint = choice;
        point.state = SeriesPoint::State::Waiting;
        point.facts.checkpoint = choice;
        d->points += point;
    }
    d->selected = static_cast<int>(d->points.size()) - 1;
    emit reset();
    emit selectedChanged(d->selected);
    if (d->points.isEmpty())
        return;
    d->setRunning(true);
    d->records.read<SetRunRecord>(
        this, [title = d->title](ComparisonStore &store) { return loadSeries(store, title); },
        [this, round](const Result<SetRunRecord> &kept) {
            if (round != d->round || !d->running)
                return;
            if (kept)
                take(*kept);
            d->go();
        });
}

void CompareSeries::take(const SetRunRecord &kept)
{
    for (const SetCell &cell : kept.cells) {
        if (cell.column < 0 || cell.column >= static_cast<int>(kept.columns.size()))
            continue;
        const PaneRecord &column = kept.columns[static_cast<std::size_t>(cell.column)];
        const QString path = QString::fromStdString(column.path);
        for (SeriesPoint &point : d->points) {
            // A checkpoint that was written since is another one under the same name.
            if (point.checkpoint.path != path ||
                cell.completion.startedAt < point.checkpoint.written)
                continue;
            const CheckpointChoice choice = point.checkpoint;
            point.facts = paneOf(column).facts;
            point.facts.checkpoint = choice;
            point.completion = completionOf(cell.completion, column.settings.seed);
            point.state = SeriesPoint::State::Done;
        }
    }
    for (int i = 0; i < d->points.size(); ++i) {
        d->renewChange(i);
        emit pointChanged(i);
    }
}

/// The selected one, then the nearest to it.
int CompareSeries::Private::nextPoint() const
{
    int next = -1;
    for (int i = 0; i < points.size(); ++i) {
        if (points[i].state == SeriesPoint::State::Waiting &&
            (next < 0 || std::abs(i - selected) < std::abs(next - selected)))
            next = i;
    }
    return next;
}

void CompareSeries::Private::go()
{
    const int next = running ? nextPoint() : -1;
    if (next < 0)
        setRunning(false);
    else
        begin(next);
}

void CompareSeries::Private::begin(int index)
{
    writing = index;
    SeriesPoint &point = points[index];
    point.state = SeriesPoint::State::Loading;
    point.completion = {};
    task = new CompletionTask(
        engine, {point.checkpoint, dtype, prompt, sampling, QStringLiteral("decode")}, q);
    QObject::connect(task, &CompletionTask::modelReady, q, [this, index] {
        points[index].facts = task->facts();
        points[index].state = SeriesPoint::State::Writing;
        emit q->pointChanged(index);
    });
    QObject::connect(task, &CompletionTask::tokensAppended, q, [this, index](int first) {
        points[index].completion = task->completion();
        emit q->tokensAppended(index, first);
    });
    QObject::connect(
        task, &CompletionTask::ended, q,
        [this, ended = task] {
            if (ended == task)
                onEnded();
        },
        Qt::QueuedConnection);
    emit q->pointChanged(index);
    task->start();
}

void CompareSeries::Private::onEnded()
{
    const int index = std::exchange(writing, -1);
    SeriesPoint &point = points[index];
    point.facts = task->facts();
    point.completion = task->completion();
    const EngineError error = task->error();
    const bool failed = point.completion.state == PaneCompletionState::Failed;
    point.state = failed ? SeriesPoint::State::Failed : SeriesPoint::State::Done;
    point.sentence = point.completion.sentence;
    dropTask();
    if (!failed)
        keep(point);
    for (const int each : {index, index + 1}) {
        if (each < points.size()) {
            renewChange(each);
            emit q->pointChanged(each);
        }
    }
    if (error.kind == EngineError::Kind::Unreachable) {
        point.state = SeriesPoint::State::Missing;
        q->stop();
        emit q->errorOccurred(engine.hasProblem() ? engine.process().sentence() : error.sentence);
        return;
    }
    go();
}

void CompareSeries::Private::dropTask()
{
    if (task)
        std::exchange(task, nullptr)->deleteLater();
}

void CompareSeries::Private::keep(const SeriesPoint &point)
{
    records.change<bool>(
        q,
        [named = title, text = prompt, column = columnRecordOf(point.facts, dtype, sampling),
         completion = point.completion,
         memory = point.facts.memoryBytes](ComparisonStore &store) -> Result<bool> {
            PHI1_TRY(keepSeriesPoint(store, named, text, column, recordOf(completion, memory)));
            return true;
        });
}

void CompareSeries::Private::renewChange(int index)
{
    SeriesPoint &point = points[index];
    point.firstChange = -1;
    if (index == 0 || point.state != SeriesPoint::State::Done ||
        points[index - 1].state != SeriesPoint::State::Done)
        return;
    const auto parted = divergenceOf({&points[index - 1].completion, &point.completion},
                                     point.facts.tokenizer == points[index - 1].facts.tokenizer);
    if (parted.exists)
        point.firstChange = parted.tokens[1];
}

void CompareSeries::Private::setRunning(bool now)
{
    if (std::exchange(running, now) != now)
        emit q->runningChanged(now);
}

void CompareSeries::select(int point)
{
    if (point == d->selected || point < 0 || point >= d->points.size())
        return;
    d->selected = point;
    emit selectedChanged(point);
}

void CompareSeries::stop()
{
    ++d->round;
    if (d->task) {
        d->task->disconnect(this);
        d->dropTask();
    }
    d->writing = -1;
    for (int i = 0; i < d->points.size(); ++i) {
        SeriesPoint &point = d->points[i];
        if (point.state == SeriesPoint::State::Done || point.state == SeriesPoint::State::Failed ||
            point.state == SeriesPoint::State::Missing)
            continue;
        point.state = SeriesPoint::State::Missing;
        emit pointChanged(i);
    }
    d->setRunning(false);
}

void CompareSeries::close()
{
    stop();
    d->run.clear();
    d->points.clear();
    d->selected = -1;
    emit reset();
    emit selectedChanged(-1);
}

} // namespace phi1
