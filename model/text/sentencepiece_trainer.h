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
    /// Ids wanted, including 256 byte pieces, the unknown and end-of-text symbols, the newline and
    /// 15 runs of spaces. Fewer come out of a corpus too small for them.
    std::int64_t vocabulary = 1024;
    std::int64_t longestPiece = 16; ///< in characters
    double characterCoverage = 0.9995;
};

/// Trains a SentencePiece BPE vocabulary for code on the documents: nothing is normalised, no space
/// is added or removed, "\n" and runs of 2 to 16 spaces are symbols of their own, unseen characters
/// fall back to their bytes, and `<|endoftext|>` is a control symbol. The same documents and
/// options give the same bytes of model.
/// @return Usage if the vocabulary is too small or too large to train.
Result<std::shared_ptr<const Tokenizer>>
trainSentencePiece(std::span<const std::string_view> documents,
                   const SentencePieceOptions &options);

} // namespace phi1
