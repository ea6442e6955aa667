// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/quality_look.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "core/base/text.h"
#include "core/corpora/labels/label_column.h"
#include "core/quality/disagreement.h"
#include "views/code/shown_bytes.h"
#include "views/state/sample_entries.h"
#include "views/state/samples_types.h"

namespace phi1 {
namespace {

constexpr std::size_t excerptBytes = 600;
constexpr float none = std::numeric_limits<float>::quiet_NaN();

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// A member of a column's facts as text, "" without.
QString factOf(const ColumnInfo &info, const char *name)
{
    const auto found = info.facts.find(name);
    return found != info.facts.end() && found->is_string() ? textOf(found->get<std::string>())
                                                           : QString();
}

QualityScore describe(const ColumnInfo &info)
{
    QualityScore score;
    score.key = textOf(info.key);
    score.rows = info.rows;
    const QString kind = factOf(info, "kind");
    if (info.key.starts_with("score.")) {
        score.title = score.key.mid(6);
        score.kind = kind == QLatin1String("fasttext") ? QualityScore::Kind::FastText
                     : kind == QLatin1String("forest") ? QualityScore::Kind::Forest
                                                       : QualityScore::Kind::Other;
    } else if (info.key.starts_with("loss.")) {
        score.title = score.key.mid(5);
        score.kind = QualityScore::Kind::Loss;
    } else {
        score.title = columnTitle(score.key);
        score.kind = QualityScore::Kind::Fact;
    }
    for (const char *name : {"file", "checkpoint"}) {
        if (score.origin.isEmpty())
            score.origin = factOf(info, name);
    }
    return score;
}

/// Scores first, then losses, then facts; by title.
int orderOf(QualityScore::Kind kind)
{
    return kind == QualityScore::Kind::Fact ? 2 : kind == QualityScore::Kind::Loss ? 1 : 0;
}

/// Columns that number or count something of a sample that one may want less or more of.
bool isScore(const ColumnInfo &info)
{
    return info.type == ColumnType::Number ||
           (info.type == ColumnType::Count && info.key != columnKey::duplicateOf &&
            info.key != columnKey::copies);
}

/// The rows whose value is nearest to what cuts, or any of them.
class Picker
{
public:
    Picker(const QualityCut &cut, std::size_t count)
        : m_cut(cut)
        , m_count(count)
        , m_random(cut.seed)
    {}

    void offer(SampleRow row, float value)
    {
        const double from = std::min(std::fabs(value - m_cut.low), std::fabs(value - m_cut.high));
        const double place = m_cut.show == QualityCut::Show::Random
                                 ? std::uniform_real_distribution<double>()(m_random)
                                 : (std::isfinite(from) ? from : 1e300);
        if (m_picked.size() >= m_count && place >= m_picked.front().first)
            return;
        m_picked.emplace_back(place, std::pair(row, value));
        std::push_heap(m_picked.begin(), m_picked.end());
        if (m_picked.size() > m_count) {
            std::pop_heap(m_picked.begin(), m_picked.end());
            m_picked.pop_back();
        }
    }

    QVector<QualityEntry> take()
    {
        std::sort(m_picked.begin(), m_picked.end());
        QVector<QualityEntry> entries;
        for (const auto &[place, sample] : m_picked) {
            QualityEntry entry;
            entry.row = sample.first;
            entry.value = static_cast<double>(sample.second);
            entries.append(entry);
        }
        return entries;
    }

private:
    const QualityCut &m_cut;
    std::size_t m_count;
    std::mt19937 m_random;
    std::vector<std::pair<double, std::pair<SampleRow, float>>> m_picked; ///< a heap
};

} // namespace

const QualityScore *QualityScores::find(const QString &key) const
{
    for (const QualityScore &score : scores) {
        if (score.key == key)
            return &score;
    }
    return nullptr;
}

QualityLook::QualityLook(Workspace workspace, SampleSearch search, SampleStore store)
    : m_workspace(std::move(workspace))
    , m_search(std::make_unique<SampleSearch>(std::move(search)))
    , m_store(std::make_unique<SampleStore>(std::move(store)))
{}

Result<QualityLook> QualityLook::open(const Workspace &workspace, const std::string &corpus,
                                      const SampleFilter &among, const std::stop_token &stop)
{
    PHI1_ASSIGN(const CorpusFiles files, corpusFiles(workspace.corpora(), corpus));
    PHI1_ASSIGN(CorpusView view, openLabelledView(files, workspace.database()));
    PHI1_ASSIGN(SampleStore store, SampleStore::open(files));
    PHI1_ASSIGN(SampleSearch search, SampleSearch::open(std::move(view)));
    QualityLook look(workspace, std::move(search), std::move(store));
    PHI1_ASSIGN(const CompiledFilter filter, look.m_search->compile(among));
    PHI1_ASSIGN(const SampleHits hits, look.m_search->run(filter, {}, stop));
    look.m_rows.assign(hits.rows().begin(), hits.rows().end());
    PHI1_ASSIGN(const SampleFacets facets, look.m_search->facets(filter, stop));
    const CorpusView &opened = look.m_search->view();
    QualityScores &scores = look.m_scores;
    scores.corpus = textOf(corpus);
    scores.samples = opened.rows();
    scores.among = static_cast<SampleRow>(look.m_rows.size());
    for (const auto &[key, column] : opened.columns()) {
        if (!isScore(column.info()))
            continue;
        QualityScore score = describe(column.info());
        for (const NumberFacet &facet : facets.numbers) {
            if (facet.column == key)
                score.spread = facet;
        }
        scores.scores.append(score);
    }
    std::stable_sort(scores.scores.begin(), scores.scores.end(),
                     [](const QualityScore &a, const QualityScore &b) {
                         return orderOf(a.kind) < orderOf(b.kind);
                     });
    scores.hasTokens = facets.withTokens > 0 && facets.withTokens == scores.among;
    QStringList remarks;
    if (!hits.isExact())
        remarks << textOf(hits.partial());
    for (const std::string &problem : opened.problems())
        remarks << textOf(problem);
    scores.remark = remarks.join(u' ');
    return look;
}

const Column *QualityLook::numberColumn(const QString &key) const
{
    const Column *column = m_search->view().column(key.toStdString());
    return column && isScore(column->info()) ? column : nullptr;
}

std::vector<float> QualityLook::numbersOf(const Column &column) const
{
    std::vector<float> values(m_scores.samples, none);
    const std::span<const float> numbers = column.numbers();
    std::copy_n(numbers.begin(), std::min<std::size_t>(numbers.size(), values.size()),
                values.begin());
    const std::span<const std::uint32_t> counts = column.counts();
    for (std::size_t row = 0; row < std::min<std::size_t>(counts.size(), values.size()); ++row) {
        if (counts[row] != missingCount)
            values[row] = static_cast<float>(counts[row]);
    }
    return values;
}

Result<QualityCutResult> QualityLook::cut(const QualityCut &cut, std::size_t shown,
                                          const std::stop_token &stop) const
{
    const Column *column = numberColumn(cut.key);
    if (!column)
        return failure(ErrorCode::NotFound,
                       concat("The corpus has no score ", cut.key.toStdString(),
                              "; its scores may have been replaced: choose one of the list."));
    const Column *sizes =
        m_search->view().column(m_scores.hasTokens ? columnKey::tokens : columnKey::bytes);
    const std::span<const std::uint32_t> counts =
        sizes ? sizes->counts() : std::span<const std::uint32_t>();
    const std::span<const float> numbers = column->numbers();
    const std::span<const std::uint32_t> values = column->counts();
    QualityCutResult result;
    result.cut = cut;
    Picker keep(result.cut, shown);
    Picker drop(result.cut, shown);
    std::size_t seen = 0;
    for (const SampleRow row : m_rows) {
        if ((++seen & 0xffff) == 0 && stop.stop_requested())
            return failure(ErrorCode::Cancelled, "Another threshold was asked for.");
        float value = none;
        if (row < numbers.size())
            value = numbers[row];
        else if (row < values.size() && values[row] != missingCount)
            value = static_cast<float>(values[row]);
        const double size = row < counts.size() && counts[row] != missingCount ? counts[row] : 0.0;
        result.allTokens += size;
        if (std::isnan(value)) {
            ++result.missing;
        } else if (value >= cut.low && value <= cut.high) {
            ++result.kept;
            result.keptTokens += size;
            keep.offer(row, value);
        } else {
            ++result.dropped;
            drop.offer(row, value);
        }
    }
    result.keptSamples = keep.take();
    result.droppedSamples = drop.take();
    addHeads(result.keptSamples);
    addHeads(result.droppedSamples);
    return result;
}

Result<QualityDisagreements> QualityLook::disagreements(const QString &first, const QString &second,
                                                        std::size_t shown,
                                                        const std::stop_token &stop) const
{
    const Column *a = numberColumn(first);
    const Column *b = numberColumn(second);
    if (!a || !b)
        return failure(ErrorCode::NotFound,
                       concat("The corpus has no score ", (a ? second : first).toStdString(),
                              "; choose one of the list."));
    PHI1_ASSIGN(const DisagreementReport report,
                phi1::disagreements(numbersOf(*a), numbersOf(*b), m_rows, shown, stop));
    QualityDisagreements result;
    result.first = first;
    result.second = second;
    result.samples = static_cast<qint64>(report.samples);
    result.correlation = report.correlation;
    result.meanDifference = report.meanDifference;
    for (const Disagreement &sample : report.samplesByDifference) {
        QualityEntry entry;
        entry.row = sample.row;
        entry.value = static_cast<double>(sample.first);
        entry.second = static_cast<double>(sample.second);
        entry.rank = static_cast<double>(sample.firstRank);
        entry.secondRank = static_cast<double>(sample.secondRank);
        result.entries.append(entry);
    }
    addHeads(result.entries);
    return result;
}

void QualityLook::addHeads(QVector<QualityEntry> &entries) const
{
    std::vector<SampleRow> rows;
    for (const QualityEntry &entry : entries)
        rows.push_back(entry.row);
    const auto heads = m_store->heads(rows, excerptBytes);
    if (!heads)
        return; // the list has numbers all the same
    const Column *labels = m_search->view().column(columnKey::label);
    for (std::size_t i = 0; i < heads->size(); ++i) {
        const SampleHead &head = (*heads)[i];
        QualityEntry &entry = entries[static_cast<qsizetype>(i)];
        const EntryTitle title = titleOf(head.title, head.excerpt);
        entry.title = title.text;
        const std::string_view rest =
            std::string_view(head.excerpt).substr(std::min(title.textFrom, head.excerpt.size()));
        entry.excerpt = shownLine(textOf(rest).simplified(), 240);
        if (labels && entry.row < labels->counts().size() &&
            labels->counts()[entry.row] != missingCount)
            entry.label = static_cast<int>(labels->counts()[entry.row]) + 1;
    }
}

Result<QByteArray> QualityLook::text(SampleRow row) const
{
    PHI1_ASSIGN(const std::string text, m_store->text(row));
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace phi1
