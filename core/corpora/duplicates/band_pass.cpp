// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/duplicates/band_pass.h"

#include <algorithm>
#include <optional>

#include "core/base/ordered_work.h"
#include "core/corpora/duplicates/text_comparer.h"

namespace phi1 {

namespace {

constexpr std::size_t representatives = 64;

/// Signatures that promise less than the threshold by this much are not compared by their texts:
/// at 0.8, 3.4 standard deviations, which one pair of 3 000 at the threshold exceeds.
constexpr double doubt = 0.12;

/// Buckets are handed to threads by this many entries.
constexpr std::size_t entriesAtOnce = 4096;

/// Pairs that were compared and not alike, lest every band compares them again: those met last, at
/// most one of each slot.
class RejectedPairs
{
public:
    bool contains(SampleRow a, SampleRow b) const { return m_keys[slot(a, b)] == key(a, b); }
    void add(SampleRow a, SampleRow b) { m_keys[slot(a, b)] = key(a, b); }

private:
    static constexpr unsigned bits = 18; // 2 MiB a thread
    static std::uint64_t key(SampleRow a, SampleRow b)
    {
        return std::uint64_t{std::max(a, b)} << 32 | std::min(a, b);
    }
    static std::size_t slot(SampleRow a, SampleRow b)
    {
        return static_cast<std::size_t>(key(a, b) * 0x9e3779b97f4a7c15ull >> (64 - bits));
    }
    std::vector<std::uint64_t> m_keys = std::vector<std::uint64_t>(std::size_t{1} << bits);
};

} // namespace

BandPass::BandPass(std::span<const MinHashSignature> signatures, UnionFind &clusters,
                   const OpenSampleTexts &openTexts, Settings settings)
    : m_signatures(signatures)
    , m_clusters(clusters)
    , m_openTexts(openTexts)
    , m_settings(std::move(settings))
{}

std::vector<BandPass::Entry> BandPass::entriesOf(std::size_t band, std::uint64_t part,
                                                 std::uint64_t parts) const
{
    std::vector<Entry> entries;
    entries.reserve(m_signatures.size() / parts + 1);
    for (std::size_t row = 0; row < m_signatures.size(); ++row) {
        const std::uint64_t hash = bandHash(m_signatures[row], band);
        if (hash % parts == part && !isEmptySignature(m_signatures[row]))
            entries.push_back({hash, static_cast<SampleRow>(row)});
    }
    std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
        return a.hash != b.hash ? a.hash < b.hash : a.row < b.row;
    });
    return entries;
}

Result<void> BandPass::run(std::size_t band, std::vector<DuplicateLink> &links)
{
    const std::uint64_t bytes = m_signatures.size() * sizeof(Entry);
    const std::uint64_t parts = bytes / std::max<std::uint64_t>(m_settings.memory, 1u << 16) + 1;
    for (std::uint64_t part = 0; part < parts; ++part) {
        const std::vector<Entry> entries = entriesOf(band, part, parts);
        PHI1_TRY(joinBuckets(entries, links));
    }
    return {};
}

Result<void> BandPass::joinBuckets(std::span<const Entry> entries,
                                   std::vector<DuplicateLink> &links)
{
    // Ends of ranges that hold whole buckets, without those of one sample at their borders' cost.
    std::vector<std::size_t> ends;
    for (std::size_t end = 0; end < entries.size();) {
        end = std::min(end + entriesAtOnce, entries.size());
        while (end < entries.size() && entries[end].hash == entries[end - 1].hash)
            ++end;
        ends.push_back(end);
    }
    const auto makeWorker = [&](int) {
        auto texts = std::make_shared<Result<std::unique_ptr<SampleTexts>>>(m_openTexts());
        auto comparer = std::make_shared<std::optional<TextComparer>>();
        if (*texts)
            comparer->emplace(***texts);
        auto rejected = std::make_shared<RejectedPairs>();
        return [this, &ends, entries, texts, comparer,
                rejected](std::uint64_t piece) -> Result<Outcome> {
            if (!*texts)
                return tl::unexpected<Error>(texts->error());
            Outcome outcome;
            const auto compare = [&](SampleRow a, SampleRow b) -> Result<void> {
                ++outcome.counts.candidates;
                if (m_clusters.find(a) == m_clusters.find(b) || rejected->contains(a, b) ||
                    estimatedJaccard(m_signatures[a], m_signatures[b]) <
                        m_settings.threshold - doubt)
                    return {};
                ++outcome.counts.compared;
                PHI1_ASSIGN(const double exact, (*comparer)->jaccard(a, b));
                if (exact < m_settings.threshold)
                    rejected->add(a, b);
                else if (m_clusters.join(a, b))
                    outcome.links.push_back({a, b, static_cast<float>(exact)});
                return {};
            };
            const std::size_t last = ends[piece];
            for (std::size_t begin = piece == 0 ? 0 : ends[piece - 1]; begin < last;) {
                std::size_t end = begin + 1;
                while (end < last && entries[end].hash == entries[begin].hash)
                    ++end;
                const std::size_t firsts = std::min(end, begin + representatives);
                for (std::size_t i = begin; i < firsts && end - begin > 1; ++i) {
                    for (std::size_t j = i + 1; j < end; ++j)
                        PHI1_TRY(compare(entries[i].row, entries[j].row));
                    if (isStopped())
                        return outcome;
                }
                begin = end;
            }
            return outcome;
        };
    };
    PHI1_TRY(runOrdered<Outcome>(
        m_settings.threads, ends.size(), makeWorker,
        [&](std::uint64_t, Outcome &&outcome) -> Result<void> {
            links.insert(links.end(), outcome.links.begin(), outcome.links.end());
            m_counts.candidates += outcome.counts.candidates;
            m_counts.compared += outcome.counts.compared;
            if (isStopped())
                return failure(ErrorCode::Cancelled, "interrupted while samples were compared");
            return {};
        }));
    return {};
}

} // namespace phi1
