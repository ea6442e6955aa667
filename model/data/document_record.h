// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace phi1 {

/// One entry of a document index as it lies on the disk, little-endian.
struct DocumentRecord {
    std::uint64_t firstToken = 0;
    std::uint64_t tokens = 0; ///< the <|endoftext|> that ends it included
    std::uint64_t indexInSource = 0;
    std::uint32_t source = 0; ///< line of sources.jsonl, from 0
    std::uint32_t zero = 0;
};
static_assert(sizeof(DocumentRecord) == 32);

} // namespace phi1
