// SPDX-License-Identifier: Apache-2.0
#include "model/text/tokenizer.h"

#include "core/base/text.h"
#include "model/text/bpe_files.h"
#include "model/text/byte_level_bpe.h"
#include "model/text/sentencepiece_tokenizer.h"
#include "model/text/utf8.h"

namespace phi1 {

std::vector<TokenId> Tokenizer::encode(std::string_view text, SpecialTokens special) const
{
    std::vector<TokenId> ids;
    encode(text, special, ids);
    return ids;
}

std::string Tokenizer::decodeText(std::span<const TokenId> ids) const
{
    return replaceMalformedUtf8(decode(ids));
}

Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const std::filesystem::path &folder)
{
    std::error_code ignored;
    const auto has = [&](const char *name) {
        return std::filesystem::exists(folder / name, ignored);
    };
    if (has("tokenizer.json")) {
        PHI1_ASSIGN(auto definition, readTokenizerJson(folder));
        return ByteLevelBpe::make(std::move(definition));
    }
    if (has("vocab.json") && has("merges.txt")) {
        PHI1_ASSIGN(auto definition, readVocabularyAndMerges(folder));
        return ByteLevelBpe::make(std::move(definition));
    }
    if (has("tokenizer.model"))
        return loadSentencePiece(folder);
    if (!std::filesystem::is_directory(folder, ignored))
        return failure(ErrorCode::NotFound,
                       concat(folder, " is not a folder; the folder of a tokenizer is expected"));
    return failure(ErrorCode::NotFound,
                   concat(folder,
                          " holds no tokenizer; tokenizer.json, or vocab.json and merges.txt, or "
                          "tokenizer.model is expected"));
}

} // namespace phi1
