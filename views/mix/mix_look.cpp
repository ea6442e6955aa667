// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mix/mix_look.h"

#include <algorithm>

#include <QCoreApplication>

#include "core/corpora/labels/label_column.h"
#include "core/corpora/store/sample_store.h"
#include "views/format/number_text.h"
#include "views/samples/filter_edit.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t titleBytes = 200;

QString fromStd(const std::string &text)
{
    return QString::fromStdString(text);
}

QString translated(const char *words)
{
    return QCoreApplication::translate("MixLook", words);
}

/// One line that moves nothing: control characters become blanks.
QString oneLine(const QString &text)
{
    QString line = text.left(120);
    for (QChar &c : line) {
        if (!c.isPrint())
            c = u' ';
    }
    return line.simplified();
}

/// A sample of a source: where it belongs is decided by its text.
struct Held {
    SampleHash hash;
    SampleRow row = noSample;
    int source = 0;
};

void addTokens(const CorpusView &view, const std::vector<SampleRow> &rows, SourceCount &count)
{
    const Column *tokens = view.column(columnKey::tokens);
    if (!tokens) {
        count.uncounted = qint64(rows.size());
        return;
    }
    count.tokenizer = fromStd(tokens->info().facts.value("tokenizer", std::string()));
    const auto values = tokens->counts();
    for (const SampleRow row : rows) {
        const bool isCounted = row < values.size() && values[row] != missingCount;
        count.tokens += isCounted ? values[row] : 0;
        count.uncounted += isCounted ? 0 : 1;
    }
}

} // namespace

bool MixCounts::failed() const
{
    return std::any_of(sources.begin(), sources.end(),
                       [](const SourceCount &source) { return source.failed; });
}

qint64 MixCounts::samples() const
{
    qint64 sum = 0;
    for (const SourceCount &source : sources)
        sum += source.samples;
    return sum;
}

qint64 MixCounts::tokens() const
{
    qint64 sum = 0;
    for (const SourceCount &source : sources)
        sum += source.tokens;
    return sum;
}

qint64 MixCounts::uncounted() const
{
    qint64 sum = 0;
    for (const SourceCount &source : sources)
        sum += source.uncounted;
    return sum;
}

QString filterText(const SampleFilter &filter)
{
    QStringList parts;
    if (!filter.text.text.empty())
        parts << fromStd(filter.text.text);
    for (const FilterChip &chip : filterChips(filter))
        parts << chip.text;
    return parts.isEmpty() ? translated(QT_TRANSLATE_NOOP("MixLook", "all samples"))
                           : parts.join(u" · "_s);
}

Result<SampleHits> MixLook::hitsOf(const MixSource &source, const std::stop_token &stop,
                                   CorpusView &view)
{
    PHI1_ASSIGN(const CorpusFiles files, corpusFiles(m_workspace.corpora(), source.corpus));
    PHI1_ASSIGN(view, openLabelledView(files, m_workspace.database()));
    auto found = m_searches.find(source.corpus);
    if (found == m_searches.end()) {
        PHI1_ASSIGN(SampleSearch search, SampleSearch::open(view));
        found = m_searches.emplace(source.corpus, std::move(search)).first;
    } else {
        found->second.setView(view);
    }
    PHI1_ASSIGN(const CompiledFilter filter, found->second.compile(source.filter));
    return found->second.run(filter, {}, stop);
}

MixCounts MixLook::count(const MixRecipe &recipe, const std::stop_token &stop)
{
    MixCounts counts;
    std::vector<Held> earlier; // ascending by hash, then source
    const auto byHash = [](const Held &a, const Held &b) {
        return a.hash != b.hash ? a.hash < b.hash : a.source < b.source;
    };
    for (std::size_t i = 0; i < recipe.sources.size() && !stop.stop_requested(); ++i) {
        SourceCount count;
        count.inEarlier.resize(qsizetype(i));
        CorpusView view;
        const Result<SampleHits> hits = hitsOf(recipe.sources[i], stop, view);
        if (!hits) {
            count.failed = true;
            count.sentence = fromStd(hits.error().message);
            counts.sources << count;
            continue;
        }
        count.corpusSamples = view.rows();
        count.passing = hits->total();
        count.sentence = fromStd(!hits->isExact() ? hits->partial() : hits->remark());
        const Column *hashes = view.column(columnKey::hash);
        std::vector<Held> held;
        held.reserve(hits->total());
        for (const SampleRow row : hits->rows()) {
            if (hashes && row < hashes->hashes().size())
                held.push_back({hashes->hashes()[row], row, int(i)});
        }
        std::sort(held.begin(), held.end(), byHash);
        std::vector<SampleRow> own;
        auto at = earlier.cbegin();
        for (const Held &sample : held) {
            while (at != earlier.cend() && at->hash < sample.hash)
                ++at;
            bool isTaken = false;
            for (auto same = at; same != earlier.cend() && same->hash == sample.hash; ++same) {
                ++count.inEarlier[same->source];
                isTaken = true;
            }
            if (!isTaken)
                own.push_back(sample.row);
        }
        count.samples = qint64(own.size());
        addTokens(view, own, count);
        counts.sources << count;
        const auto middle = std::ptrdiff_t(earlier.size());
        earlier.insert(earlier.end(), held.begin(), held.end());
        std::inplace_merge(earlier.begin(), earlier.begin() + middle, earlier.end(), byHash);
    }
    return counts;
}

SetList MixLook::sets() const
{
    SetList list;
    std::vector<std::string> problems;
    for (TrainingSet &set : listTrainingSets(m_workspace.sets(), problems))
        list.sets << std::make_shared<const TrainingSet>(std::move(set));
    for (const std::string &problem : problems)
        list.problems << fromStd(problem);
    return list;
}

SetDocuments MixLook::documents(const TrainingSet &set, int part, bool validation, int limit) const
{
    SetDocuments found;
    found.folder = fromStd(set.folder.string());
    found.part = part;
    found.validation = validation;
    const auto hashes = readPartSamples(set.partFolder(std::size_t(part)), validation);
    if (!hashes) {
        found.sentence = fromStd(hashes.error().message);
        return found;
    }
    found.total = qint64(hashes->size());
    const auto files =
        corpusFiles(m_workspace.corpora(), set.recipe.sources[std::size_t(part)].corpus);
    Result<SampleStore> store = files ? SampleStore::open(*files)
                                      : Result<SampleStore>(tl::unexpected<Error>(files.error()));
    if (!store)
        found.sentence = fromStd(store.error().message);
    for (std::size_t i = 0; i < hashes->size() && i < std::size_t(limit); ++i) {
        SetDocument document;
        document.hash = fromStd((*hashes)[i].hex());
        const auto row =
            store ? store->rowOfHash((*hashes)[i]) : Result<std::optional<SampleRow>>(std::nullopt);
        if (row && *row) {
            document.row = **row;
            const SampleRow wanted = **row;
            if (const auto heads = store->heads({&wanted, 1}, titleBytes); heads) {
                const SampleHead &head = heads->front();
                const QString excerpt = fromStd(head.excerpt);
                document.title = oneLine(head.title.empty() ? excerpt.section(u'\n', 0, 0)
                                                            : fromStd(head.title));
            }
        }
        found.documents << document;
    }
    return found;
}

} // namespace phi1
