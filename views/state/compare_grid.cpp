// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/compare_grid.h"

#include <algorithm>

#include <QDateTime>
#include <QElapsedTimer>
#include <QRandomGenerator>

#include "views/state/checkpoint_catalogue.h"
#include "views/state/compare_records.h"
#include "views/state/compare_store.h"
#include "views/state/completion_task.h"
#include "views/state/engine_hub.h"
#include "views/state/prompt_library.h"
#include "views/state/series_records.h"

namespace phi1 {

namespace {

constexpr int atOnce = 4; ///< prompts of one checkpoint; they share each pass over its weights

QString firstLineOf(const QString &text)
{
    constexpr qsizetype longest = 120;
    return text.trimmed().section(u'\n', 0, 0).left(longest);
}

bool isOver(const GridCell &cell)
{
    return cell.state == GridCell::State::Done || cell.state == GridCell::State::Failed;
}

} // namespace

struct CompareGrid::Private {
    Private(CompareGrid *grid, EngineHub &hub, CompareStore &store, CheckpointCatalogue &choices,
            PromptLibrary &prompts)
        : q(grid)
        , engine(hub)
        , records(store)
        , catalogue(choices)
        , library(prompts)
    {}

    GridCell &at(int row, int columnIndex) { return cells[row * columns.size() + columnIndex]; }
    void clear();
    void go();
    void fill(); ///< starts what may run
    void onEnded(int row, int columnIndex, CompletionTask *task);
    void halt(const QString &sentence);
    void renewRow(int row);
    SetRunRecord record() const;
    void keepColumn(int columnIndex);
    void take(const SetRunRecord &run);

    CompareGrid *q;
    EngineHub &engine;
    CompareStore &records;
    CheckpointCatalogue &catalogue;
    PromptLibrary &library;

    std::shared_ptr<std::int64_t> id = std::make_shared<std::int64_t>(0);
    qint64 knownId = 0;
    QString title;
    double createdAt = 0;
    CompareSampling sampling;
    QVector<GridRow> rows;
    QVector<GridColumn> columns;
    QVector<GridCell> cells; ///< by row
    bool running = false;
    int column = -1;                 ///< that is run now
    std::unique_ptr<QObject> holder; ///< of its model, between two cells
    QVector<CompletionTask *> tasks;
    QElapsedTimer since;
    int doneSince = 0;
    QVector<GridSummary> stored;
};

CompareGrid::CompareGrid(EngineHub &engine, CompareStore &store, CheckpointCatalogue &catalogue,
                         PromptLibrary &library, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, engine, store, catalogue, library))
{
    reloadStored();
}

CompareGrid::~CompareGrid()
{
    qDeleteAll(d->tasks);
}

qint64 CompareGrid::id() const
{
    return d->knownId;
}

QString CompareGrid::title() const
{
    return d->title;
}

int CompareGrid::rows() const
{
    return static_cast<int>(d->rows.size());
}

int CompareGrid::columns() const
{
    return static_cast<int>(d->columns.size());
}

const GridRow &CompareGrid::row(int index) const
{
    return d->rows[index];
}

const GridColumn &CompareGrid::column(int index) const
{
    return d->columns[index];
}

const GridCell &CompareGrid::cell(int row, int column) const
{
    return d->at(row, column);
}

int CompareGrid::done() const
{
    return static_cast<int>(std::count_if(d->cells.cbegin(), d->cells.cend(), &isOver));
}

bool CompareGrid::isRunning() const
{
    return d->running;
}

bool CompareGrid::isComplete() const
{
    return std::all_of(d->cells.cbegin(), d->cells.cend(),
                       [](const GridCell &each) { return each.state == GridCell::State::Done; });
}

double CompareGrid::timeLeft() const
{
    if (!d->running || d->doneSince == 0)
        return unknownFigure;
    const double each = static_cast<double>(d->since.elapsed()) / 1e3 / d->doneSince;
    return each * static_cast<double>(d->cells.size() - done());
}

void CompareGrid::Private::clear()
{
    halt({});
    id = std::make_shared<std::int64_t>(0);
    knownId = 0;
    rows.clear();
    columns.clear();
    cells.clear();
}

void CompareGrid::start(const QStringList &promptIds, const QStringList &checkpoints,
                        PaneDtype dtype, const CompareSampling &sampling, const QString &title)
{
    if (const QString problem = samplingProblem(sampling); !problem.isEmpty()) {
        emit errorOccurred(problem);
        return;
    }
    d->clear();
    d->title = title;
    d->createdAt = static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1e3;
    d->sampling = sampling;
    d->sampling.samples = 1;
    if (sampling.newSeedEachRun) // one for the whole grid
        d->sampling.seed = QRandomGenerator::global()->bounded(1u, 1000000000u);
    for (const QString &prompt : promptIds) {
        if (const PromptItem *item = d->library.find(prompt))
            d->rows += {item->id, item->title, item->text, GridRow::Outcome::Partial};
    }
    for (const QString &path : checkpoints) {
        GridColumn added;
        added.checkpoint = d->catalogue.find(path);
        added.dtype = dtype;
        added.facts.checkpoint = added.checkpoint;
        d->columns += added;
    }
    d->cells.resize(d->rows.size() * d->columns.size());
    emit reset();
    if (d->cells.isEmpty())
        return;
    d->records.change<std::int64_t>(
        this,
        [record = d->record(), slot = d->id](ComparisonStore &store) -> Result<std::int64_t> {
            SetRunRecord kept = record;
            kept.id = *slot;
            PHI1_ASSIGN(*slot, store.saveSetRun(kept));
            return *slot;
        },
        [this, slot = d->id](const Result<std::int64_t> &id) {
            if (!id)
                emit errorOccurred(QString::fromStdString(id.error().message));
            else if (slot == d->id)
                d->knownId = *id;
            reloadStored();
        });
    d->go();
}

void CompareGrid::stop()
{
    d->halt({});
}

void CompareGrid::resume()
{
    if (!d->running && !d->cells.isEmpty() && !isComplete())
        d->go();
}

void CompareGrid::Private::go()
{
    for (GridCell &cell : cells) {
        if (cell.state != GridCell::State::Done) {
            cell = {};
            cell.state = GridCell::State::Waiting;
        }
    }
    running = true;
    column = -1;
    doneSince = 0;
    since.start();
    emit q->runningChanged(true);
    for (int row = 0; row < rows.size(); ++row) {
        for (int each = 0; each < columns.size(); ++each)
            emit q->cellChanged(row, each);
    }
    emit q->progressChanged();
    fill();
}

void CompareGrid::Private::fill()
{
    while (running && tasks.size() < atOnce) {
        const auto waits = [this](int columnIndex) {
            for (int row = 0; row < rows.size(); ++row) {
                if (at(row, columnIndex).state == GridCell::State::Waiting)
                    return row;
            }
            return -1;
        };
        int row = column >= 0 ? waits(column) : -1;
        if (row < 0) {
            if (!tasks.isEmpty())
                return; // the next checkpoint when this one is through
            column = -1;
            for (int each = 0; column < 0 && each < columns.size(); ++each) {
                if (waits(each) >= 0)
                    column = each;
            }
            if (column < 0) {
                halt({});
                return;
            }
            holder = std::make_unique<QObject>();
            engine.acquireModel(columns[column].checkpoint.path, columns[column].dtype,
                                holder.get(), [](const EngineResult<EngineModel> &) {});
            row = waits(column);
        }
        GridCell &cell = at(row, column);
        cell.state = GridCell::State::Running;
        auto *task = new CompletionTask(engine,
                                        {columns[column].checkpoint, columns[column].dtype,
                                         rows[row].text, sampling, QStringLiteral("batch")},
                                        q);
        tasks += task;
        QObject::connect(task, &CompletionTask::modelReady, q, [this, task, at = column] {
            if (columns[at].facts.modelId == task->facts().modelId)
                return;
            columns[at].facts = task->facts();
            columns[at].sentence.clear();
            emit q->columnChanged(at);
            keepColumn(at);
        });
        QObject::connect(task, &CompletionTask::tokensAppended, q,
                         [this, task, row, each = column] {
                             GridCell &written = at(row, each);
                             written.completion = task->completion();
                             written.firstLine = firstLineOf(written.completion.text);
                             emit q->cellChanged(row, each);
                         });
        QObject::connect(
            task, &CompletionTask::ended, q,
            [this, task, row, each = column] { onEnded(row, each, task); }, Qt::QueuedConnection);
        emit q->cellChanged(row, column);
        task->start();
    }
}

void CompareGrid::Private::onEnded(int row, int columnIndex, CompletionTask *task)
{
    if (!tasks.removeOne(task))
        return; // it was stopped meanwhile
    const EngineError error = task->error();
    GridCell &cell = at(row, columnIndex);
    cell.completion = task->completion();
    cell.firstLine = firstLineOf(cell.completion.text);
    const bool failed = cell.completion.state == PaneCompletionState::Failed;
    cell.state = failed ? GridCell::State::Failed : GridCell::State::Done;
    cell.sentence = cell.completion.sentence;
    const qint64 memory = task->facts().memoryBytes;
    const bool wasLoaded = !task->facts().modelId.isEmpty();
    if (!task->facts().fingerprint.isEmpty() &&
        task->facts().fingerprint != columns[columnIndex].facts.fingerprint) {
        columns[columnIndex].facts = task->facts();
        emit q->columnChanged(columnIndex);
        keepColumn(columnIndex);
    }
    task->deleteLater();
    ++doneSince;
    if (error.kind == EngineError::Kind::Unreachable) {
        // Not this cell's fault: it is written again by resume().
        cell.state = GridCell::State::Missing;
        halt(engine.hasProblem() ? engine.process().sentence() : error.sentence);
        return;
    }
    if (failed && !wasLoaded) {
        columns[columnIndex].sentence = error.sentence;
        emit q->columnChanged(columnIndex);
    } else if (!failed) {
        records.change<bool>(
            q,
            [slot = id, row, columnIndex, completion = cell.completion,
             memory](ComparisonStore &store) -> Result<bool> {
                PHI1_TRY(store.saveCell(*slot, {row, columnIndex, recordOf(completion, memory)}));
                return true;
            },
            [this](const Result<bool> &kept) {
                if (!kept)
                    emit q->errorOccurred(QString::fromStdString(kept.error().message));
            });
    }
    renewRow(row);
    emit q->cellChanged(row, columnIndex);
    emit q->progressChanged();
    fill();
}

/// Ends what runs; what was not done waits for resume().
void CompareGrid::Private::halt(const QString &sentence)
{
    holder.reset();
    for (CompletionTask *task : std::exchange(tasks, {})) {
        task->disconnect(q);
        task->deleteLater();
    }
    column = -1;
    if (!std::exchange(running, false))
        return;
    for (int row = 0; row < rows.size(); ++row) {
        for (int each = 0; each < columns.size(); ++each) {
            GridCell &cell = at(row, each);
            if (isOver(cell))
                continue;
            cell = {};
            emit q->cellChanged(row, each);
        }
    }
    emit q->runningChanged(false);
    emit q->progressChanged();
    q->reloadStored();
    if (!sentence.isEmpty())
        emit q->errorOccurred(sentence);
}

void CompareGrid::Private::renewRow(int row)
{
    bool complete = true;
    bool identical = true;
    for (int each = 0; each < columns.size(); ++each) {
        GridCell &cell = at(row, each);
        complete = complete && cell.state == GridCell::State::Done;
        const GridCell &first = at(row, 0);
        const bool differs = cell.state == GridCell::State::Done &&
                             first.state == GridCell::State::Done &&
                             cell.completion.text != first.completion.text;
        identical = identical && !differs;
        if (std::exchange(cell.differs, differs) != differs)
            emit q->cellChanged(row, each);
    }
    rows[row].outcome = !complete   ? GridRow::Outcome::Partial
                        : identical ? GridRow::Outcome::Identical
                                    : GridRow::Outcome::Differs;
    if (complete && columns.size() > 1)
        library.setOutcome(rows[row].promptId, identical ? PromptItem::Outcome::Identical
                                                         : PromptItem::Outcome::Differs);
}

SetRunRecord CompareGrid::Private::record() const
{
    SetRunRecord record;
    record.title = title.toStdString();
    record.createdAt = createdAt;
    for (const GridRow &row : rows) {
        PromptEntry prompt;
        prompt.id = row.promptId.toStdString();
        prompt.title = row.title.toStdString();
        prompt.text = row.text.toStdString();
        record.prompts.push_back(prompt);
    }
    for (const GridColumn &each : columns)
        record.columns.push_back(columnRecordOf(each.facts, each.dtype, sampling));
    return record;
}

/// What became known of a column's weights goes into the stored grid, beside the cells it has.
void CompareGrid::Private::keepColumn(int columnIndex)
{
    records.change<bool>(
        q,
        [slot = id, columnIndex,
         record = columnRecordOf(columns[columnIndex].facts, columns[columnIndex].dtype, sampling)](
            ComparisonStore &store) -> Result<bool> {
            PHI1_TRY(store.saveColumn(*slot, columnIndex, record));
            return true;
        });
}

void CompareGrid::open(qint64 id)
{
    d->records.read<SetRunRecord>(
        this, [id](ComparisonStore &store) { return store.loadSetRun(id, false); },
        [this](const Result<SetRunRecord> &run) {
            if (run)
                d->take(*run);
            else
                emit errorOccurred(QString::fromStdString(run.error().message));
        });
}

void CompareGrid::Private::take(const SetRunRecord &run)
{
    clear();
    *id = run.id;
    knownId = run.id;
    title = QString::fromStdString(run.title);
    createdAt = run.createdAt;
    for (const PromptEntry &prompt : run.prompts)
        rows += {QString::fromStdString(prompt.id), QString::fromStdString(prompt.title),
                 QString::fromStdString(prompt.text), GridRow::Outcome::Partial};
    for (const PaneRecord &each : run.columns) {
        GridColumn added;
        added.facts = paneOf(each).facts;
        added.checkpoint = added.facts.checkpoint;
        added.dtype = added.facts.wantedDtype;
        sampling = samplingOf(each.settings);
        columns += added;
    }
    cells.resize(rows.size() * columns.size());
    for (const SetCell &each : run.cells) {
        if (each.row < 0 || each.row >= rows.size() || each.column < 0 ||
            each.column >= columns.size())
            continue;
        GridCell &cell = at(each.row, each.column);
        cell.completion = completionOf(each.completion, sampling.seed);
        cell.state = cell.completion.state == PaneCompletionState::Complete
                         ? GridCell::State::Done
                         : GridCell::State::Failed;
        cell.sentence = cell.completion.sentence;
        cell.firstLine = firstLineOf(cell.completion.text);
    }
    for (int row = 0; row < rows.size(); ++row)
        renewRow(row);
    emit q->reset();
    emit q->progressChanged();
}

void CompareGrid::wantCell(int row, int column)
{
    const GridCell &cell = d->at(row, column);
    if (cell.state != GridCell::State::Done || !cell.completion.tokens.isEmpty())
        return;
    d->records.read<CompletionRecord>(
        this,
        [slot = d->id, row, column](ComparisonStore &store) {
            return store.loadCell(*slot, row, column);
        },
        [this, slot = d->id, row, column](const Result<CompletionRecord> &record) {
            if (!record || slot != d->id)
                return;
            d->at(row, column).completion = completionOf(*record, d->sampling.seed);
            emit cellChanged(row, column);
        });
}

const QVector<GridSummary> &CompareGrid::stored() const
{
    return d->stored;
}

void CompareGrid::reloadStored()
{
    d->records.read<std::vector<SetRunSummary>>(
        this, [](ComparisonStore &store) { return store.setRuns(); },
        [this](const Result<std::vector<SetRunSummary>> &runs) {
            if (!runs)
                return; // the session says what is wrong with the store
            QVector<GridSummary> now;
            for (const SetRunSummary &run : *runs) {
                if (isSeriesTitle(run.title))
                    continue; // the slider's, see series_records.h
                now += {run.id,          QString::fromStdString(run.title),
                        run.createdAt,   run.prompts,
                        run.checkpoints, run.cells};
            }
            if (now == d->stored)
                return;
            d->stored = now;
            emit storedChanged();
        });
}

void CompareGrid::rename(qint64 id, const QString &title)
{
    if (id == d->knownId)
        d->title = title;
    alter([id, title = title.toStdString()](ComparisonStore &store) {
        return store.renameSetRun(id, title);
    });
}

void CompareGrid::remove(qint64 id)
{
    if (id == d->knownId) {
        d->clear();
        emit reset();
    }
    alter([id](ComparisonStore &store) { return store.removeSetRun(id); });
}

void CompareGrid::restore(qint64 id)
{
    alter([id](ComparisonStore &store) { return store.restoreSetRun(id); });
}

void CompareGrid::alter(const std::function<Result<void>(ComparisonStore &)> &change)
{
    d->records.change<bool>(
        this,
        [change](ComparisonStore &store) -> Result<bool> {
            PHI1_TRY(change(store));
            return true;
        },
        [this](const Result<bool> &done) {
            if (!done)
                emit errorOccurred(QString::fromStdString(done.error().message));
            reloadStored();
        });
}

} // namespace phi1
