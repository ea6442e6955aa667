// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/duplicates/near_duplicates.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "core/corpora/duplicates/duplicate_files.h"
#include "core/corpora/duplicates/text_comparer.h"
#include "core/corpora/store/column.h"

namespace phi1 {

struct NearDuplicates::State {
    Column column;
    DuplicateFiles files;
    MappedFile signatures;

    std::span<const std::uint32_t> clusters() const { return column.counts(); }
    std::uint32_t clusterOf(SampleRow row) const
    {
        return row < clusters().size() ? clusters()[row] : missingCount;
    }
};

NearDuplicates::NearDuplicates(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
NearDuplicates::NearDuplicates(NearDuplicates &&) noexcept = default;
NearDuplicates &NearDuplicates::operator=(NearDuplicates &&) noexcept = default;
NearDuplicates::~NearDuplicates() = default;

Result<NearDuplicates> NearDuplicates::open(const CorpusFiles &files)
{
    Result<Column> column = Column::open(files.column(columnKey::duplicateOf));
    if (!column && column.error().code == ErrorCode::NotFound)
        return failure(ErrorCode::NotFound,
                       concat("near-duplicates of the corpus ", files.name(),
                              " were not looked for; run `phi1 duplicates` on it"));
    if (!column)
        return failure(std::move(column));
    if (column->info().type != ColumnType::Count)
        return failure(ErrorCode::Corrupt,
                       concat(files.column(columnKey::duplicateOf),
                              " holds no row numbers; run `phi1 duplicates` anew"));
    PHI1_ASSIGN(DuplicateFiles known, DuplicateFiles::open(files));
    PHI1_ASSIGN(MappedFile signatures, known.mapSignatures());
    return NearDuplicates(std::make_unique<State>(
        State{std::move(*column), std::move(known), std::move(signatures)}));
}

SampleRow NearDuplicates::rows() const
{
    return m_state->column.info().rows;
}

double NearDuplicates::threshold() const
{
    return m_state->files.state.threshold;
}

std::size_t NearDuplicates::clusterSize(SampleRow row) const
{
    const std::uint32_t cluster = m_state->clusterOf(row);
    const auto clusters = m_state->clusters();
    return cluster == missingCount
               ? 0
               : static_cast<std::size_t>(std::count(clusters.begin(), clusters.end(), cluster));
}

Result<std::vector<NearDuplicate>> NearDuplicates::of(SampleRow row, SampleTexts *texts,
                                                      std::size_t limit) const
{
    std::vector<NearDuplicate> members;
    const std::uint32_t cluster = m_state->clusterOf(row);
    const auto clusters = m_state->clusters();
    const auto signatures = signaturesIn(m_state->signatures, rows());
    if (cluster == missingCount || row >= signatures.size())
        return members;
    const std::size_t end = std::min(clusters.size(), signatures.size());
    for (std::size_t other = 0; other < end; ++other) {
        if (clusters[other] == cluster && other != row)
            members.push_back({static_cast<SampleRow>(other),
                               estimatedJaccard(signatures[row], signatures[other]),
                               std::numeric_limits<double>::quiet_NaN()});
    }
    PHI1_TRY(m_state->signatures.check());
    const auto moreAlike = [](const NearDuplicate &a, const NearDuplicate &b) {
        return a.estimated != b.estimated ? a.estimated > b.estimated : a.row < b.row;
    };
    std::sort(members.begin(), members.end(), moreAlike);
    members.resize(std::min(members.size(), limit));
    if (texts == nullptr)
        return members;
    TextComparer comparer(*texts);
    for (NearDuplicate &member : members) {
        PHI1_ASSIGN(member.exact, comparer.jaccard(row, member.row));
    }
    std::sort(members.begin(), members.end(), [](const NearDuplicate &a, const NearDuplicate &b) {
        return a.exact != b.exact ? a.exact > b.exact : a.row < b.row;
    });
    return members;
}

} // namespace phi1
