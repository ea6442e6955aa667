// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/base/result.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// A SentencePiece model from the bytes of a `.model` file; `name` stands in messages. Texts that
/// the library cannot keep (bytes that are no UTF-8, NUL, U+2581 itself) go through the byte pieces
/// where the model has all 256 of them, so that decode(encode(x)) == x for every x.
Result<std::shared_ptr<const Tokenizer>> makeSentencePieceTokenizer(std::string model,
                                                                    const std::string &name);

Result<std::shared_ptr<const Tokenizer>>
loadSentencePieceTokenizer(const std::filesystem::path &file);

} // namespace phi1
