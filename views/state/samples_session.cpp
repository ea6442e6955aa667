// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/samples_session_p.h"

#include <QRandomGenerator>

namespace phi1 {

SamplesSession::SamplesSession(WorkspaceSession &workspace, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, workspace))
{}

SamplesSession::~SamplesSession() = default;

WorkspaceSession &SamplesSession::workspace() const
{
    return d->workspace;
}

QStringList SamplesSession::corpora() const
{
    return d->corpora;
}

bool SamplesSession::areCorporaListed() const
{
    return d->isListed;
}

QString SamplesSession::corpus() const
{
    return d->corpus;
}

void SamplesSession::openCorpus(const QString &name)
{
    if (name == d->corpus && d->state.stage != SearchState::Stage::Failed)
        return;
    d->close();
    d->corpus = name;
    d->setState({});
    emit corpusChanged(name);
    emit factsChanged();
    emit filterChanged();
    emit orderChanged();
    emit facetsChanged(d->facets);
    emit labelsChanged();
    emit stateChanged();
    d->onJobs();
    if (name.isEmpty())
        return;
    const auto files = corpusFiles(d->folder().toStdString(), name.toStdString());
    if (!files) {
        d->fail(QString::fromStdString(files.error().message));
        return;
    }
    SearchState next;
    next.stage = SearchState::Stage::Opening;
    d->setState(next);
    d->searcher->open(*files);
    d->labels->load(name);
}

const CorpusFacts &SamplesSession::facts() const
{
    static const CorpusFacts none;
    return d->snapshot ? d->snapshot->facts : none;
}

void SamplesSession::refresh()
{
    d->look();
}

QStringList SamplesSession::activeJobs() const
{
    return d->activeJobs;
}

const SampleFilter &SamplesSession::filter() const
{
    return d->filter;
}

void SamplesSession::setFilter(const SampleFilter &filter)
{
    if (filter == d->filter)
        return;
    d->filter = filter;
    d->ask();
    emit filterChanged();
    emit stateChanged();
}

const SampleOrder &SamplesSession::order() const
{
    return d->order;
}

void SamplesSession::setOrder(const SampleOrder &order)
{
    if (order == d->order)
        return;
    d->order = order;
    d->ask();
    emit orderChanged();
    emit stateChanged();
}

const SearchState &SamplesSession::search() const
{
    return d->state;
}

SampleListModel &SamplesSession::list() const
{
    return *d->list;
}

const SampleFacets &SamplesSession::facets() const
{
    return d->facets;
}

SampleRow SamplesSession::current() const
{
    return d->current;
}

qint64 SamplesSession::currentRank() const
{
    return d->rank;
}

const SamplePage *SamplesSession::page() const
{
    return d->page ? &*d->page : nullptr;
}

void SamplesSession::setCurrent(SampleRow row)
{
    if (!d->snapshot || row >= d->snapshot->facts.samples)
        return;
    qint64 rank = -1;
    if (d->hits) {
        const SampleRow place = d->hits->rankOf(row);
        rank = place == noSample ? -1 : qint64(place);
    }
    d->setCurrent(row, rank);
}

void SamplesSession::setCurrentRank(qint64 rank)
{
    const SampleRow row = d->rowAt(rank);
    if (row != noSample)
        d->setCurrent(row, rank);
}

void SamplesSession::next()
{
    setCurrentRank(d->rank + 1);
}

void SamplesSession::previous()
{
    setCurrentRank(d->rank - 1);
}

void SamplesSession::random()
{
    const qint64 count = d->found();
    if (count < 1)
        return;
    // Another one, if there is another.
    qint64 rank = QRandomGenerator::global()->bounded(count);
    if (rank == d->rank && count > 1)
        rank = (rank + 1) % count;
    setCurrentRank(rank);
}

void SamplesSession::requestNearDuplicates(SampleRow row)
{
    if (d->snapshot)
        d->reader->readSimilar(d->snapshot, row);
}

quint64 SamplesSession::requestOther(SampleRow row)
{
    d->otherRequest = ++d->lastRequest;
    if (d->context)
        d->reader->readOther(d->context, d->otherRequest, row);
    return d->otherRequest;
}

quint64 SamplesSession::requestTokens(const QByteArray &text, const QString &tokenizer)
{
    const quint64 request = ++d->lastRequest;
    d->tokenizer->tokenize(request, text, tokenizer);
    return request;
}

SampleLoss &SamplesSession::loss() const
{
    if (!d->loss)
        d->loss = new SampleLoss(d->workspace.engine(), d->q);
    return *d->loss;
}

QVariantMap SamplesSession::state() const
{
    QVariantMap state{{QStringLiteral("corpus"), d->corpus}};
    if (!d->filter.isEmpty())
        state.insert(QStringLiteral("filter"), QString::fromStdString(dumpJson(toJson(d->filter))));
    if (d->order != SampleOrder())
        state.insert(QStringLiteral("order"), QString::fromStdString(toText(d->order)));
    if (d->current != noSample)
        state.insert(QStringLiteral("row"), d->current);
    return state;
}

void SamplesSession::restoreState(const QVariantMap &state)
{
    const QString corpus = state.value(QStringLiteral("corpus")).toString();
    if (corpus.isEmpty())
        return;
    openCorpus(corpus);
    if (const std::string text = state.value(QStringLiteral("filter")).toString().toStdString();
        !text.empty()) {
        // What another version wrote and this one does not know is no filter.
        if (const auto json = parseJson(text, "filter")) {
            if (const auto filter = sampleFilterFromJson(*json))
                setFilter(*filter);
        }
    }
    setOrder(sampleOrderFromText(state.value(QStringLiteral("order")).toString().toStdString()));
    if (state.contains(QStringLiteral("row"))) {
        if (d->hits)
            setCurrent(state.value(QStringLiteral("row")).toUInt());
        else
            d->restoredRow = state.value(QStringLiteral("row")).toUInt();
    }
}

} // namespace phi1
