// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/search/row_set.h"
#include "core/corpora/search/text_pattern.h"
#include "core/corpora/store/sample_store.h"

namespace phi1 {

/// Looks for a pattern in the texts of rows, by two threads.
struct TextScan {
    std::vector<SampleRow> hits;   ///< ascending
    std::vector<SampleRow> gaveUp; ///< ascending
    std::size_t searched = 0;      ///< of the candidates, from the first on
};

struct TextScanLimits {
    std::size_t hits = static_cast<std::size_t>(-1); ///< ends once there are so many
    double seconds = 1e9;
    std::stop_token stop;
};

/// Goes on from scan.searched. Cancelled when it was stopped; what was scanned until then is kept.
/// @param patterns  one a thread, the same
/// @param stores    one a thread
/// @param after     called with the state between portions of some ms
Result<void> scanTexts(const std::vector<SampleRow> &candidates,
                       const std::vector<const TextPattern *> &patterns,
                       const std::vector<const SampleStore *> &stores, const TextScanLimits &limits,
                       TextScan &scan, const std::function<void()> &after = {});

} // namespace phi1
