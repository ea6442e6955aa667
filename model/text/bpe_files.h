// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "model/text/added_tokens.h"

namespace phi1 {

/// A byte-level BPE tokenizer as its files state it, checked for form, not yet for sense.
/// Texts are UTF-8 in the files' alphabet, where each byte is one printable character.
struct BpeDefinition {
    std::vector<std::pair<std::string, TokenId>> vocabulary;
    std::vector<std::pair<std::string, std::string>> merges; ///< in order of rank
    std::vector<AddedToken> addedTokens;
    std::string endOfText; ///< name of the eos token; empty if none is named
    std::vector<std::pair<std::string, std::string>>
        files;        ///< name and content of every file that was read
    std::string what; ///< for messages: the file that holds the vocabulary
};

/// tokenizer.json of a folder, with what special_tokens_map.json and tokenizer_config.json beside
/// it say of eos.
Result<BpeDefinition> readTokenizerJson(const std::filesystem::path &folder);

/// vocab.json and merges.txt of a folder, with added_tokens.json, special_tokens_map.json and
/// tokenizer_config.json where present.
Result<BpeDefinition> readVocabularyAndMerges(const std::filesystem::path &folder);

} // namespace phi1
