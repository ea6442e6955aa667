// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/corpora/search/byte_span.h"
#include "core/corpora/search/sample_search.h"

namespace phi1 {

/// What of a text made it a hit, for painting: ascending, apart from each other. Words by the
/// folding of the index' own tokenizer, phrases as one span, words after NOT never. Regular
/// expressions within the limits of the search.
/// @param limit  spans at most
std::vector<ByteSpan> hitSpans(std::string_view text, const CompiledFilter &filter,
                               std::size_t limit = 10'000);

/// A line about the first hit for lists: white space is one blank each, "…" where it was cut,
/// control characters and bytes that are no UTF-8 as U+FFFD; spans of it are to be highlighted.
struct HitExcerpt {
    std::string text;
    std::vector<ByteSpan> spans;
};
/// @param bytes  of the line at most
HitExcerpt hitExcerpt(std::string_view text, const CompiledFilter &filter, std::size_t bytes = 160);

} // namespace phi1
