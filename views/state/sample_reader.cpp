// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/sample_reader.h"

#include <cmath>
#include <optional>

#include "core/corpora/duplicates/near_duplicates.h"
#include "core/corpora/search/hit_spans.h"
#include "core/corpora/store/sample_store.h"
#include "core/corpora/store/sample_texts.h"
#include "views/state/sample_entries.h"

namespace phi1 {

namespace {

enum Kind { OneSample, Page, Other, Similar, Listing };

constexpr std::size_t mostSimilar = 100;

QString qt(const std::string &text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

} // namespace

struct SampleReader::Worker {
    std::optional<SampleStore> store;
    std::optional<NearDuplicates> clusters;
    SharedCorpus clustersOf; ///< that `clusters` were opened, or looked for, with

    /// The store of this corpus, opened if need be.
    Result<SampleStore *> storeOf(const CorpusFiles &files)
    {
        if (!store || store->files().folder != files.folder) {
            store.reset();
            PHI1_ASSIGN(store, SampleStore::open(files));
        }
        return &*store;
    }
    /// Null if the pass never ended.
    const NearDuplicates *clustersFor(const SharedCorpus &corpus)
    {
        if (clustersOf != corpus) {
            clustersOf = corpus;
            clusters.reset();
            if (auto opened = NearDuplicates::open(corpus->view.files()))
                clusters.emplace(std::move(*opened));
        }
        return clusters ? &*clusters : nullptr;
    }
    Result<SamplePage> page(const SampleContext &context, SampleRow row);
    Result<QVector<SampleEntry>> entries(const SampleContext &context,
                                         std::span<const SampleRow> rows);
    Result<SimilarSamples> similar(const SharedCorpus &corpus, SampleRow row);
};

Result<SamplePage> SampleReader::Worker::page(const SampleContext &context, SampleRow row)
{
    PHI1_ASSIGN(SampleStore *const from, storeOf(context.corpus->view.files()));
    PHI1_ASSIGN(Sample sample, from->sample(row));
    SamplePage page;
    if (context.filter) {
        for (const ByteSpan &span : hitSpans(sample.text, *context.filter))
            page.hits += TextSpan{qint64(span.begin), qint64(span.end)};
    }
    page.values = valuesOf(context.corpus->view, row);
    if (const NearDuplicates *found = clustersFor(context.corpus); found && row < found->rows())
        page.nearDuplicates = std::max(0, int(found->clusterSize(row)) - 1);
    page.sample = std::make_shared<const Sample>(std::move(sample));
    return page;
}

Result<QVector<SampleEntry>> SampleReader::Worker::entries(const SampleContext &context,
                                                           std::span<const SampleRow> rows)
{
    PHI1_ASSIGN(SampleStore *const from, storeOf(context.corpus->view.files()));
    PHI1_ASSIGN(const auto heads, from->heads(rows, entryTextBytes));
    QVector<SampleEntry> result;
    for (const SampleHead &head : heads)
        result += entryOf(context, head);
    return result;
}

Result<SimilarSamples> SampleReader::Worker::similar(const SharedCorpus &corpus, SampleRow row)
{
    SimilarSamples result;
    result.row = row;
    const NearDuplicates *const found = clustersFor(corpus);
    if (!found) {
        result.sentence = tr("Near-duplicates were not looked for yet: run “phi1 duplicates”");
        return result;
    }
    if (row >= found->rows()) {
        result.sentence = tr("This sample came after near-duplicates were looked for: run “phi1 "
                             "duplicates” again");
        return result;
    }
    PHI1_ASSIGN(SampleStore *const from, storeOf(corpus->view.files()));
    PHI1_ASSIGN(const auto texts, textsOfCorpus(corpus->view.files())());
    PHI1_ASSIGN(const auto members, found->of(row, texts.get(), mostSimilar));
    const std::size_t others = std::max<std::size_t>(found->clusterSize(row), 1) - 1;
    for (const NearDuplicate &member : members) {
        PHI1_ASSIGN(Sample sample, from->sample(member.row));
        SimilarSample other;
        other.row = member.row;
        other.title = titleOf(sample.origin.title, sample.text).text;
        other.estimated = member.estimated;
        other.exact = member.exact;
        other.sample = std::make_shared<const Sample>(std::move(sample));
        result.others += other;
    }
    if (others > members.size())
        result.sentence = tr("The %1 most alike of %2").arg(members.size()).arg(others);
    return result;
}

SampleReader::SampleReader(QObject *parent)
    : QObject(parent)
    , m_worker(std::make_unique<Worker>())
{}

SampleReader::~SampleReader()
{
    m_thread.end();
}

void SampleReader::drop()
{
    for (const int kind : {OneSample, Page, Other, Similar})
        m_thread.post(kind, [](const std::stop_token &) {});
}

void SampleReader::listCorpora(const QString &folder)
{
    m_thread.post(Listing, [this, folder](const std::stop_token &) {
        QStringList names;
        for (const std::string &name : corpusNames(folder.toStdString()))
            names += qt(name);
        hand([this, names] { emit corporaListed(names); });
    });
}

void SampleReader::readPage(const SharedContext &context, quint64 generation, int page,
                            std::vector<SampleRow> rows)
{
    m_thread.post(
        Page, [this, context, generation, page, rows = std::move(rows)](const std::stop_token &) {
            auto entries = m_worker->entries(*context, rows);
            hand([this, generation, page, entries = std::move(entries)] {
                if (entries)
                    emit pageRead(generation, page, *entries);
                else
                    emit pageFailed(generation, page, qt(entries.error().message));
            });
        });
}

void SampleReader::postSample(int kind, const SharedContext &context, quint64 request,
                              SampleRow row)
{
    m_thread.post(kind, [this, context, request, row](const std::stop_token &) {
        auto page = m_worker->page(*context, row);
        hand([this, request, row, page = std::move(page)] {
            if (page)
                emit sampleRead(request, *page);
            else
                emit sampleFailed(request, row, qt(page.error().message));
        });
    });
}

void SampleReader::readSample(const SharedContext &context, quint64 request, SampleRow row)
{
    postSample(OneSample, context, request, row);
}

void SampleReader::readOther(const SharedContext &context, quint64 request, SampleRow row)
{
    postSample(Other, context, request, row);
}

void SampleReader::readSimilar(const SharedCorpus &corpus, SampleRow row)
{
    m_thread.post(Similar, [this, corpus, row](const std::stop_token &) {
        auto similar = m_worker->similar(corpus, row);
        hand([this, row, similar = std::move(similar)] {
            emit similarRead(similar ? *similar
                                     : SimilarSamples{row, {}, qt(similar.error().message)});
        });
    });
}

} // namespace phi1
