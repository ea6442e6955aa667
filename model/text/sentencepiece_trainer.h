// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "model/text/tokenizer.h"

namespace phi1 {

struct SentencePieceOptions {
    /// Ids wanted, among them 256 bytes, the newline, 15 runs of spaces, the unknown and the
    /// end-of-text symbol. A corpus too small for them gives fewer.
    std::int64_t vocabularySize = 1024;
};

/// Trains a byte-pair SentencePiece vocabulary that keeps code byte for byte: identity
/// normalisation, no whitespace removed, no dummy prefix, digits one by one, byte fallback, newline
/// and runs of 2 to 16 spaces as symbols, `<|endoftext|>` as a control symbol. The result is a pure
/// function of the documents and the options (one thread, no sampling).
Result<std::shared_ptr<const Tokenizer>>
trainSentencePiece(std::span<const std::string_view> documents,
                   const SentencePieceOptions &options);

} // namespace phi1
