// SPDX-License-Identifier: Apache-2.0
#include "model/data/consumption.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Sequences are looked up in pieces of so many between two questions whether to go on.
constexpr std::uint64_t sequencesAtATime = 4096;

/// Adds the targets of one sequence to the documents that hold them.
Result<void> addSequence(const TokenDataset &dataset, std::uint64_t firstToken,
                         std::uint64_t context, std::vector<std::uint64_t> &tokens)
{
    // The first token of a sequence is only read; it was the last target of its neighbour.
    std::uint64_t token = firstToken + 1;
    const std::uint64_t end = token + context;
    while (token < end) {
        const std::uint64_t index = dataset.documentAt(token);
        PHI1_ASSIGN(const TokenRange range, dataset.rangeOf(index));
        if (range.end() <= token)
            return failure(ErrorCode::Corrupt, concat("the document index of ", dataset.folder(),
                                                      " contradicts itself at document ", index));
        const std::uint64_t count = std::min(end, range.end()) - token;
        tokens[index] += count;
        token += count;
    }
    return {};
}

/// Targets of a document in one whole epoch: all of its tokens but the very first of a dataset and
/// those that are left over at its end.
std::uint64_t targetsOf(const TokenRange &range, std::uint64_t covered)
{
    const std::uint64_t begin = std::max<std::uint64_t>(range.firstToken, 1);
    const std::uint64_t end = std::min(range.end(), covered);
    return end > begin ? end - begin : 0;
}

} // namespace

Result<std::vector<DatasetConsumption>>
consumedBy(const SequenceSource &source, std::uint64_t sequences, const std::function<bool()> &goOn)
{
    const auto context = static_cast<std::uint64_t>(source.context());
    std::vector<DatasetConsumption> all;
    for (std::size_t d = 0; d < source.datasets().size(); ++d) {
        const TokenDataset &dataset = source.datasets()[d];
        const std::uint64_t anEpoch = source.schedule().sequencesOf(d);
        DatasetConsumption consumed;
        consumed.sequences = source.schedule().countBefore(sequences, d);
        consumed.tokens = consumed.sequences * context;
        consumed.epochs = static_cast<double>(consumed.sequences) / static_cast<double>(anEpoch);
        consumed.documentTokens.assign(dataset.documentCount(), 0);
        const std::uint64_t whole = consumed.sequences / anEpoch;
        for (std::uint64_t n = whole * anEpoch; n < consumed.sequences; ++n) {
            if (n % sequencesAtATime == 0 && !goOn())
                return failure(ErrorCode::Cancelled,
                               "interrupted before the sequences were counted");
            PHI1_TRY(addSequence(dataset, source.schedule().drawn(d, n).firstToken, context,
                                 consumed.documentTokens));
        }
        const std::uint64_t covered = anEpoch * context + 1;
        for (std::uint64_t i = 0; i < dataset.documentCount(); ++i) {
            PHI1_ASSIGN(const TokenRange range, dataset.rangeOf(i));
            const std::uint64_t targets = targetsOf(range, covered);
            consumed.documentTokens[i] += whole * targets;
            if (consumed.documentTokens[i] == 0)
                ++consumed.untouchedDocuments;
            const std::uint64_t passes = targets > 0 ? consumed.documentTokens[i] / targets : 0;
            if (passes >= consumed.documentsByPasses.size())
                consumed.documentsByPasses.resize(passes + 1);
            ++consumed.documentsByPasses[passes];
        }
        all.push_back(std::move(consumed));
    }
    return all;
}

} // namespace phi1
