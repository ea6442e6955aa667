// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/samples_session_p.h"

#include <algorithm>

#include "views/format/number_text.h"

namespace phi1 {

namespace {

constexpr int lookInterval = 1000; // ms
constexpr int recountDelay = 120;  // ms: who labels fast wants the text, not the counts

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

/// "code" of {…, "--corpus", "code", …}.
QString corpusOf(const QStringList &arguments)
{
    const qsizetype option = arguments.indexOf(QStringLiteral("--corpus"));
    return option < 0 ? QString() : arguments.value(option + 1);
}

bool beginsWith(std::span<const SampleRow> list, std::span<const SampleRow> beginning)
{
    return beginning.size() <= list.size() &&
           std::equal(beginning.begin(), beginning.end(), list.begin());
}

} // namespace

SamplesSession::Private::Private(SamplesSession *session, WorkspaceSession &workspaceSession)
    : q(session)
    , workspace(workspaceSession)
    , labels(new SampleLabels(workspaceSession.workspace(), session))
    , searcher(new SampleSearcher(session))
    , reader(new SampleReader(session))
    , tokenizer(new SampleTokenizer(workspaceSession.phi1Program(), session))
    , list(new SampleListModel(session))
    , counts(lastLabel + 1, 0)
{
    lookTimer.setInterval(lookInterval);
    recountTimer.setInterval(recountDelay);
    recountTimer.setSingleShot(true);
    connect(&lookTimer, &QTimer::timeout, q, [this] { look(); });
    connect(&recountTimer, &QTimer::timeout, q, [this] { searcher->recount(); });

    connect(searcher, &SampleSearcher::opened, q, [this](const SharedCorpus &it) { onOpened(it); });
    connect(searcher, &SampleSearcher::openFailed, q,
            [this](const QString &sentence) { fail(sentence); });
    connect(searcher, &SampleSearcher::refreshed, q,
            [this](const SharedCorpus &it) { onRefreshed(it); });
    connect(searcher, &SampleSearcher::refreshFailed, q, &SamplesSession::errorOccurred);
    connect(searcher, &SampleSearcher::labelsPlaced, q,
            [this](const QHash<SampleRow, RowLabel> &placed) { onPlaced(placed); });
    connect(searcher, &SampleSearcher::firstFound, q,
            [this](quint64, const SharedContext &found, const std::vector<SampleRow> &rows) {
                onFirstFound(found, rows);
            });
    connect(searcher, &SampleSearcher::progressed, q,
            [this](quint64, qint64 found, qint64 searched, qint64 total) {
                SearchState next = state;
                next.found = std::max(next.found, found);
                next.sentence = SamplesSession::tr("partial: %1 of %2 samples were searched")
                                    .arg(grouped(searched), grouped(total));
                setState(next);
            });
    connect(searcher, &SampleSearcher::answered, q,
            [this](quint64, const SharedContext &found, const SampleHits &answer, qint64 time) {
                onAnswered(found, answer, time);
            });
    connect(searcher, &SampleSearcher::failed, q,
            [this](quint64, const QString &sentence) { fail(sentence); });
    connect(searcher, &SampleSearcher::counted, q, [this](quint64, const SampleFacets &counted) {
        facets = counted;
        emit q->facetsChanged(facets);
    });

    connect(reader, &SampleReader::corporaListed, q, [this](const QStringList &names) {
        const bool isNew = names != corpora || !isListed;
        corpora = names;
        isListed = true;
        if (isNew)
            emit q->corporaChanged();
    });
    connect(reader, &SampleReader::pageRead, q,
            [this](quint64 of, int number, const QVector<SampleEntry> &entries) {
                if (of != generation)
                    return;
                QVector<SampleEntry> labelled = entries;
                for (SampleEntry &entry : labelled) {
                    const RowLabel label = labelOf(entry.row);
                    entry.label = label.label;
                    entry.hasNote = !label.note.isEmpty();
                }
                isFetching = false;
                list->take(number, labelled);
                fetchPages();
            });
    connect(reader, &SampleReader::pageFailed, q, [this](quint64 of, int, const QString &sentence) {
        if (of != generation)
            return;
        isFetching = false;
        emit q->errorOccurred(sentence);
    });
    connect(reader, &SampleReader::sampleRead, q,
            [this](quint64 request, const SamplePage &read) { onSampleRead(request, read); });
    connect(reader, &SampleReader::sampleFailed, q,
            [this](quint64 request, SampleRow row, const QString &sentence) {
                if (request == pageRequest)
                    emit q->sampleFailed(row, sentence);
                else if (request == otherRequest)
                    emit q->errorOccurred(sentence);
            });
    connect(reader, &SampleReader::similarRead, q, &SamplesSession::nearDuplicatesLoaded);

    connect(labels, &SampleLabels::loaded, q,
            [this](const QString &of, const std::vector<StoredLabel> &stored, qint64 newest) {
                if (of != corpus)
                    return;
                newestChange = std::max(newestChange, newest);
                if (snapshot)
                    searcher->setLabels(stored);
                else
                    unplaced = stored;
            });
    connect(labels, &SampleLabels::loadFailed, q, [this](const QString &of, const QString &why) {
        if (of == corpus)
            emit q->errorOccurred(why);
    });
    connect(labels, &SampleLabels::stored, q,
            [this](const QString &of, SampleRow row, qint64 change) { onStored(of, row, change); });
    connect(labels, &SampleLabels::refused, q,
            [this](const QString &of, SampleRow row, const QString &sentence) {
                onStored(of, row, 0);
                emit q->errorOccurred(sentence);
            });
    connect(labels, &SampleLabels::problemChanged, q, &SamplesSession::labelProblemChanged);

    connect(tokenizer, &SampleTokenizer::tokenized, q, &SamplesSession::tokensLoaded);
    connect(tokenizer, &SampleTokenizer::failed, q, &SamplesSession::tokensFailed);
    connect(list, &SampleListModel::pagesWanted, q, [this] { fetchPages(); });
    connect(workspace.jobs(), &JobTableModel::jobsChanged, q, [this] { onJobs(); });
    connect(&workspace, &WorkspaceSession::jobFinished, q, [this] {
        // Whichever corpus it was about: of a quick job the table may not know that yet, and a look
        // at files that did not change costs next to nothing.
        look();
    });
    reader->listCorpora(folder());
    onJobs();
}

QString SamplesSession::Private::folder() const
{
    return qt(Workspace{workspace.workspace().toStdString()}.corpora().string());
}

void SamplesSession::Private::close()
{
    searcher->close();
    reader->drop();
    snapshot.reset();
    context.reset();
    hits.reset();
    firstRows.clear();
    filter = {};
    order = {};
    facets = {};
    question = 0;
    isRenewing = isOutdated = false;
    unplaced.reset();
    rowLabels.clear();
    unstored.clear();
    newestChange = 0;
    counts.fill(0);
    undoStack.clear();
    restoredRow.reset();
    recountTimer.stop();
    resetList(0);
    setCurrent(noSample, -1);
}

void SamplesSession::Private::onOpened(const SharedCorpus &opened)
{
    snapshot = opened;
    if (unplaced)
        searcher->setLabels(*std::exchange(unplaced, {}));
    emit q->factsChanged();
    ask();
}

void SamplesSession::Private::onRefreshed(const SharedCorpus &refreshed)
{
    if (!snapshot)
        return;
    snapshot = refreshed;
    if (context)
        context = std::make_shared<const SampleContext>(
            SampleContext{snapshot, context->filter, context->order});
    emit q->factsChanged();
    list->outdate();
    isOutdated = true;
    // In another order than that of import, new samples come into the middle: not while somebody
    // reads, but once the job has ended. A question that runs is not begun again and again.
    if (state.stage == SearchState::Stage::Searching)
        return;
    if (order == SampleOrder() || activeJobs.isEmpty())
        ask(true);
    else
        searcher->recount();
}

void SamplesSession::Private::onJobs()
{
    QStringList active;
    bool isAnyActive = false;
    for (int i = 0; i < workspace.jobs()->rowCount(); ++i) {
        const JobInfo &job = workspace.jobs()->job(i);
        if (job.isRun || !isLive(job.state) || !job.arguments.contains(u"--corpus"))
            continue;
        isAnyActive = true;
        if (!corpus.isEmpty() && corpusOf(job.arguments) == corpus)
            active += job.id;
    }
    if (isAnyActive != lookTimer.isActive()) {
        if (isAnyActive)
            lookTimer.start();
        else
            lookTimer.stop();
    }
    if (active == activeJobs)
        return;
    const bool hasEnded = active.isEmpty();
    activeJobs = active;
    emit q->activeJobsChanged();
    if (hasEnded && isOutdated && state.stage != SearchState::Stage::Searching)
        ask(true);
}

void SamplesSession::Private::look()
{
    if (snapshot) {
        searcher->refresh();
        labels->load(corpus, std::max<qint64>(newestChange, 1));
    }
    reader->listCorpora(folder());
}

void SamplesSession::Private::setState(const SearchState &next)
{
    if (next == state)
        return;
    state = next;
    emit q->searchChanged(state);
}

void SamplesSession::Private::fail(const QString &sentence)
{
    SearchState next = state;
    next.stage = SearchState::Stage::Failed;
    next.sentence = sentence;
    next.remark.clear();
    isRenewing = false;
    setState(next);
}

void SamplesSession::Private::ask(bool renews)
{
    if (!snapshot)
        return;
    isRenewing = renews && hits;
    isOutdated = false;
    question = searcher->ask(filter, order);
    if (isRenewing)
        return; // what is shown stays right until there is more
    SearchState next;
    next.stage = SearchState::Stage::Searching;
    setState(next);
}

void SamplesSession::Private::onFirstFound(const SharedContext &found,
                                           const std::vector<SampleRow> &rows)
{
    if (isRenewing)
        return;
    context = found;
    hits.reset();
    firstRows = rows;
    resetList(qint64(rows.size()));
    SearchState next = state;
    next.found = qint64(rows.size());
    setState(next);
    const auto place = std::find(rows.begin(), rows.end(), current);
    if (place != rows.end())
        setCurrent(current, place - rows.begin());
    else if (current == noSample && !restoredRow && !rows.empty())
        setCurrent(rows.front(), 0);
}

void SamplesSession::Private::onAnswered(const SharedContext &found, const SampleHits &answer,
                                         qint64 milliseconds)
{
    const std::vector<SampleRow> shown =
        hits ? std::vector<SampleRow>(hits->rows().begin(), hits->rows().end()) : firstRows;
    const bool isSameQuestion =
        isRenewing || (!hits && context && context->filter == found->filter);
    context = found;
    hits = answer;
    firstRows.clear();
    if (isSameQuestion && beginsWith(hits->rows(), shown))
        list->grow(int(hits->total()));
    else
        resetList(hits->total());
    SearchState next;
    next.stage = hits->isExact() ? SearchState::Stage::Done : SearchState::Stage::Partial;
    next.found = hits->total();
    next.milliseconds = milliseconds;
    next.sentence = qt(hits->partial());
    next.remark = qt(hits->remark());
    if (hits->gaveUp() > 0) {
        const QString left = SamplesSession::tr("%n sample(s) took the expression too long and "
                                                "were left out",
                                                nullptr, int(hits->gaveUp()));
        next.remark = next.remark.isEmpty() ? left : next.remark + QStringLiteral("; ") + left;
    }
    const bool wasRenewing = std::exchange(isRenewing, false);
    setState(next);
    settleCurrent();
    if (isOutdated && !wasRenewing)
        ask(true);
}

void SamplesSession::Private::resetList(qint64 count)
{
    ++generation;
    isFetching = false;
    list->reset(int(std::min<qint64>(count, std::numeric_limits<int>::max())));
}

SampleRow SamplesSession::Private::rowAt(qint64 place) const
{
    if (place < 0 || place >= found())
        return noSample;
    return hits ? hits->at(static_cast<SampleRow>(place)) : firstRows[std::size_t(place)];
}

qint64 SamplesSession::Private::found() const
{
    return hits ? qint64(hits->total()) : qint64(firstRows.size());
}

void SamplesSession::Private::fetchPages()
{
    if (isFetching || !context)
        return;
    const int number = list->nextWanted();
    if (number < 0)
        return;
    std::vector<SampleRow> rows;
    const qint64 first = qint64(number) * SampleListModel::pageSize;
    for (qint64 place = first; place < std::min(first + SampleListModel::pageSize, found());
         ++place)
        rows.push_back(rowAt(place));
    isFetching = true;
    reader->readPage(context, generation, number, std::move(rows));
}

void SamplesSession::Private::settleCurrent()
{
    if (restoredRow) {
        const SampleRow row = *std::exchange(restoredRow, {});
        setCurrent(row < snapshot->facts.samples ? row : rowAt(0), -1);
    }
    const SampleRow place = current == noSample ? noSample : hits->rankOf(current);
    if (place != noSample)
        setCurrent(current, place);
    else
        setCurrent(rowAt(0), hits->total() > 0 ? 0 : -1);
    if (page && page->sample->row == current)
        readCurrent(); // its hits, its values
}

void SamplesSession::Private::setCurrent(SampleRow row, qint64 place)
{
    if (row == current && place == rank)
        return;
    const bool isOther = row != current;
    current = row;
    rank = place;
    if (isOther) {
        page.reset();
        pageRequest = 0;
        if (row != noSample)
            readCurrent();
    }
    emit q->currentChanged(current, rank);
    emit q->stateChanged();
}

void SamplesSession::Private::readCurrent()
{
    if (!snapshot || current == noSample)
        return;
    SharedContext with = context;
    if (!with)
        with = std::make_shared<const SampleContext>(SampleContext{snapshot, nullptr, order});
    pageRequest = ++lastRequest;
    reader->readSample(with, pageRequest, current);
}

void SamplesSession::Private::onSampleRead(quint64 request, const SamplePage &read)
{
    if (request != pageRequest && request != otherRequest)
        return;
    SamplePage labelled = read;
    const RowLabel label = labelOf(read.sample->row);
    labelled.label = label.label;
    labelled.note = label.note;
    if (request == pageRequest) {
        page = labelled;
        emit q->sampleLoaded(labelled);
    } else {
        emit q->otherLoaded(request, labelled);
    }
}

} // namespace phi1
