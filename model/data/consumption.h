// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/result.h"
#include "model/data/sequence_source.h"

namespace phi1 {

/// What a training took of one dataset.
struct DatasetConsumption {
    std::uint64_t sequences = 0; ///< of context + 1 tokens at stride context
    std::uint64_t tokens = 0;    ///< that were targets: sequences · context
    double epochs = 0;           ///< sequences over those of one epoch
    /// Tokens of each document that were targets so far, repeats counted; [documents]. A document's
    /// repeats are these over its tokens.
    std::vector<std::uint64_t> documentTokens;
    /// How many documents were passed so often: entry n counts those of which the n-th pass is
    /// complete and the next one is not (the tokens at the very end of a dataset, which no sequence
    /// holds, are not asked for).
    std::vector<std::uint64_t> documentsByPasses;
    std::uint64_t untouchedDocuments = 0; ///< of which no token was a target
};

/// What the first `sequences` sequences of a training were made of, from the order in which it
/// draws them: no count is kept while it trains, and a resume changes nothing.
/// @param goOn  asked now and then; false stops
/// @return [datasets]; Cancelled when stopped, Corrupt for an index that contradicts itself
Result<std::vector<DatasetConsumption>> consumedBy(const SequenceSource &source,
                                                   std::uint64_t sequences,
                                                   const std::function<bool()> &goOn);

} // namespace phi1
