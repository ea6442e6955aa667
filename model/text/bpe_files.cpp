// SPDX-License-Identifier: Apache-2.0
#include "model/text/bpe_files.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "core/base/files.h"
#include "core/base/text.h"
#include "model/text/json_scalars.h"
#include "model/text/merge_table.h"

namespace phi1 {

namespace {

constexpr std::uint64_t largestFile = 64ull << 20;
constexpr std::size_t mostAddedTokens = 100'000;
constexpr std::string_view defaultEndOfText = "<|endoftext|>";

using Place = std::vector<std::string>;

tl::unexpected<Error> corrupt(const std::string &message)
{
    return failure(ErrorCode::Corrupt, message);
}

Result<std::string> expectText(JsonScalar &&value, const std::string &what)
{
    if (auto *text = std::get_if<std::string>(&value))
        return std::move(*text);
    return corrupt(concat(what, " should be a text"));
}

Result<TokenId> expectId(const JsonScalar &value, const std::string &what)
{
    const auto *number = std::get_if<std::int64_t>(&value);
    if (number == nullptr)
        return corrupt(concat(what, " should be a whole number"));
    if (*number < 0 || *number >= MergeTable::mostTokens)
        return corrupt(concat(what, " is ", *number, "; ids from 0 to ", MergeTable::mostTokens - 1,
                              " are expected"));
    return static_cast<TokenId>(*number);
}

Result<bool> expectBool(const JsonScalar &value, const std::string &what)
{
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag;
    return corrupt(concat(what, " should be true or false"));
}

/// What an entry of added_tokens says, apart from its id.
Result<void> setAddedTokenField(AddedToken &token, const std::string &field, JsonScalar &&value,
                                const std::string &what)
{
    if (field == "content") {
        PHI1_ASSIGN(token.content, expectText(std::move(value), concat("content in ", what)));
        return {};
    }
    bool *flag = field == "special"      ? &token.special
                 : field == "normalized" ? &token.normalized
                 : field == "lstrip"     ? &token.stripsLeft
                 : field == "rstrip"     ? &token.stripsRight
                                         : nullptr;
    if (flag != nullptr) {
        PHI1_ASSIGN(*flag, expectBool(value, concat(field, " in ", what)));
    } else if (field == "single_word") {
        PHI1_ASSIGN(const bool singleWord, expectBool(value, concat(field, " in ", what)));
        if (singleWord)
            return failure(ErrorCode::Incompatible,
                           concat(what, " asks for single_word, which this program does not do"));
    }
    return {};
}

/// Settings of tokenizer.json that would change ids in a way that this program does not do.
Result<void> checkSetting(const std::string &name, const JsonScalar &value, const std::string &what)
{
    const auto *text = std::get_if<std::string>(&value);
    const auto *flag = std::get_if<bool>(&value);
    const bool isNull = std::holds_alternative<std::nullptr_t>(value);
    const auto refuse = [&](std::string_view wanted) {
        return failure(ErrorCode::Incompatible,
                       concat(what, " has the setting ", name,
                              text != nullptr ? concat(" = ", printable(*text, 60)) : std::string(),
                              "; a byte-level BPE as GPT-2 and CodeGen use it has ", wanted));
    };
    if (name == "model/type" && (text == nullptr || *text != "BPE"))
        return refuse("BPE");
    if (name == "pre_tokenizer/type" && (text == nullptr || *text != "ByteLevel"))
        return refuse("ByteLevel");
    if ((name == "normalizer" && !isNull) || name == "normalizer/type")
        return refuse("none");
    if (name == "pre_tokenizer/add_prefix_space" && flag != nullptr && *flag)
        return refuse("false");
    if (name == "pre_tokenizer/use_regex" && flag != nullptr && !*flag)
        return refuse("true");
    if (name == "model/ignore_merges" && flag != nullptr && *flag)
        return refuse("false");
    if (name == "model/byte_fallback" && flag != nullptr && *flag)
        return refuse("false");
    if (name == "model/dropout" && !isNull) {
        const auto *number = std::get_if<double>(&value);
        const auto *whole = std::get_if<std::int64_t>(&value);
        if ((number == nullptr || *number != 0) && (whole == nullptr || *whole != 0))
            return refuse("none");
    }
    if ((name == "model/continuing_subword_prefix" || name == "model/end_of_word_suffix") &&
        text != nullptr && !text->empty())
        return refuse("none");
    return {};
}

Result<std::pair<std::string, std::string>> splitMerge(const std::string &line,
                                                       const std::string &what)
{
    const std::size_t space = line.find(' ');
    if (space == std::string::npos || space == 0 || space + 1 == line.size() ||
        line.find(' ', space + 1) != std::string::npos)
        return corrupt(concat(what, " is \"", printable(line, 60),
                              "\"; two tokens with one space between them are expected"));
    return std::pair(line.substr(0, space), line.substr(space + 1));
}

std::string joined(const Place &place)
{
    std::string name;
    for (const std::string &part : place)
        name += (name.empty() ? "" : "/") + part;
    return name;
}

/// Reads tokenizer.json scalar by scalar.
class TokenizerJsonReader
{
public:
    explicit TokenizerJsonReader(BpeDefinition &definition)
        : m_definition(definition)
    {}

    Result<void> take(const Place &place, JsonScalar &&value)
    {
        if (place.size() == 3 && place[0] == "model" && place[1] == "vocab")
            return takeVocabulary(place[2], value);
        if (place.size() >= 3 && place[0] == "model" && place[1] == "merges")
            return takeMerge(place, std::move(value));
        if (place.size() == 3 && place[0] == "added_tokens")
            return takeAddedToken(place[1], place[2], std::move(value));
        const std::string name = joined(place);
        if (name == "pre_tokenizer/type")
            m_hasPreTokenizer = true;
        return checkSetting(name, value, m_definition.what);
    }

    Result<void> finish()
    {
        const std::string &what = m_definition.what;
        for (auto &[number, token] : m_added) {
            if (!token.hasId)
                return corrupt(concat("Added token ", number, " of ", what, " has no id"));
            m_definition.addedTokens.push_back(std::move(token));
        }
        if (m_halfMerge)
            return corrupt(
                concat("The last merge of ", what, " names one token; two are expected"));
        if (m_definition.vocabulary.empty())
            return corrupt(
                concat(what, " has no vocabulary; model.vocab with texts and ids is expected"));
        if (!m_hasPreTokenizer)
            return failure(ErrorCode::Incompatible,
                           concat(what, " has no pre_tokenizer; ByteLevel is expected"));
        return {};
    }

private:
    struct PendingToken : AddedToken {
        bool hasId = false;
    };

    Result<void> takeVocabulary(const std::string &token, const JsonScalar &value)
    {
        PHI1_ASSIGN(const TokenId id, expectId(value, concat("The id of \"", printable(token, 60),
                                                             "\" in ", m_definition.what)));
        m_definition.vocabulary.emplace_back(token, id);
        return {};
    }

    /// "a b", or since tokenizers 0.20 ["a", "b"].
    Result<void> takeMerge(const Place &place, JsonScalar &&value)
    {
        const std::string what =
            concat("Merge ", m_definition.merges.size(), " of ", m_definition.what);
        PHI1_ASSIGN(std::string text, expectText(std::move(value), what));
        if (place.size() == 3) {
            PHI1_ASSIGN(auto pair, splitMerge(text, what));
            m_definition.merges.push_back(std::move(pair));
        } else if (place.size() == 4 && place[3] == "0" && !m_halfMerge) {
            m_halfMerge = std::move(text);
        } else if (place.size() == 4 && place[3] == "1" && m_halfMerge) {
            m_definition.merges.emplace_back(std::move(*m_halfMerge), std::move(text));
            m_halfMerge.reset();
        } else {
            return corrupt(concat(what, " does not name exactly two tokens"));
        }
        return {};
    }

    Result<void> takeAddedToken(const std::string &number, const std::string &field,
                                JsonScalar &&value)
    {
        if (m_added.size() > mostAddedTokens)
            return corrupt(
                concat(m_definition.what, " has more than ", mostAddedTokens, " added tokens"));
        std::size_t index = 0;
        std::from_chars(number.data(), number.data() + number.size(), index);
        PendingToken &token = m_added[index];
        const std::string what = concat("added token ", number, " of ", m_definition.what);
        if (field == "id") {
            PHI1_ASSIGN(token.id, expectId(value, concat("The id of ", what)));
            token.hasId = true;
            return {};
        }
        return setAddedTokenField(token, field, std::move(value), what);
    }

    BpeDefinition &m_definition;
    std::map<std::size_t, PendingToken> m_added;
    std::optional<std::string> m_halfMerge;
    bool m_hasPreTokenizer = false;
};

/// Reads a file of the folder and keeps its bytes; null if it is not there.
Result<const std::string *> readKept(BpeDefinition &definition, const std::filesystem::path &folder,
                                     const std::string &name)
{
    const std::filesystem::path path = folder / name;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return nullptr;
    PHI1_ASSIGN(std::string content, readFile(path, largestFile));
    definition.files.emplace_back(name, std::move(content));
    return &definition.files.back().second;
}

struct SpecialNames {
    std::string endOfText;
    std::set<std::string> special;
    std::map<TokenId, AddedToken> added; ///< added_tokens_decoder of tokenizer_config.json
};

/// Which tokens are special, and which of them ends a text, as the files beside the vocabulary say.
Result<SpecialNames> readSpecialNames(BpeDefinition &definition,
                                      const std::filesystem::path &folder)
{
    SpecialNames names;
    for (const char *file : {"special_tokens_map.json", "tokenizer_config.json"}) {
        PHI1_ASSIGN(const std::string *content, readKept(definition, folder, file));
        if (content == nullptr)
            continue;
        const std::string what = (folder / file).string();
        const std::string text = *content; // the vector of files may move
        PHI1_TRY(readJsonScalars(
            text, what, [&](const Place &place, JsonScalar &&value) -> Result<void> {
                if (place.size() == 3 && place[0] == "added_tokens_decoder") {
                    std::int64_t id = -1;
                    std::from_chars(place[1].data(), place[1].data() + place[1].size(), id);
                    PHI1_ASSIGN(const TokenId checked,
                                expectId(JsonScalar(id),
                                         concat("An id of added_tokens_decoder in ", what)));
                    AddedToken &token = names.added[checked];
                    token.id = checked;
                    return setAddedTokenField(token, place[2], std::move(value),
                                              concat("added token ", checked, " of ", what));
                }
                const bool isToken =
                    !place.empty() && place[0].ends_with("_token") &&
                    (place.size() == 1 || (place.size() == 2 && place[1] == "content"));
                const bool isAdditional =
                    !place.empty() && place[0] == "additional_special_tokens" &&
                    (place.size() == 2 || (place.size() == 3 && place[2] == "content"));
                if (auto *name = std::get_if<std::string>(&value);
                    name != nullptr && (isToken || isAdditional)) {
                    if (place[0] == "eos_token")
                        names.endOfText = *name;
                    names.special.insert(std::move(*name));
                }
                return {};
            }));
    }
    return names;
}

Result<void> readMergesText(BpeDefinition &definition, const std::string &text,
                            const std::string &what)
{
    std::size_t begin = 0;
    for (std::size_t number = 1; begin < text.size(); ++number) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string line = text.substr(begin, end - begin);
        begin = end + 1;
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (line.empty() || line.starts_with("#version"))
            continue;
        PHI1_ASSIGN(auto pair, splitMerge(line, concat("Line ", number, " of ", what)));
        definition.merges.push_back(std::move(pair));
    }
    return {};
}

} // namespace

Result<BpeDefinition> readTokenizerJson(const std::filesystem::path &folder)
{
    BpeDefinition definition;
    definition.what = (folder / "tokenizer.json").string();
    PHI1_ASSIGN(const std::string text, readFile(folder / "tokenizer.json", largestFile));
    TokenizerJsonReader reader(definition);
    PHI1_TRY(readJsonScalars(text, definition.what, [&](const Place &place, JsonScalar &&value) {
        return reader.take(place, std::move(value));
    }));
    PHI1_TRY(reader.finish());
    definition.files.emplace_back("tokenizer.json", text);
    PHI1_ASSIGN(const SpecialNames names, readSpecialNames(definition, folder));
    definition.endOfText = names.endOfText;
    for (const char *name : {"vocab.json", "merges.txt", "added_tokens.json"})
        PHI1_TRY(readKept(definition, folder, name));
    return definition;
}

Result<BpeDefinition> readVocabularyAndMerges(const std::filesystem::path &folder)
{
    BpeDefinition definition;
    definition.what = (folder / "vocab.json").string();
    PHI1_ASSIGN(std::string vocabulary, readFile(folder / "vocab.json", largestFile));
    PHI1_TRY(readJsonScalars(
        vocabulary, definition.what, [&](const Place &place, JsonScalar &&value) -> Result<void> {
            if (place.size() != 1)
                return corrupt(concat(definition.what, " should be one object of texts and ids"));
            PHI1_ASSIGN(const TokenId id,
                        expectId(value, concat("The id of \"", printable(place[0], 60), "\" in ",
                                               definition.what)));
            definition.vocabulary.emplace_back(place[0], id);
            return {};
        }));
    PHI1_ASSIGN(std::string merges, readFile(folder / "merges.txt", largestFile));
    PHI1_TRY(readMergesText(definition, merges, (folder / "merges.txt").string()));
    definition.files.emplace_back("vocab.json", std::move(vocabulary));
    definition.files.emplace_back("merges.txt", std::move(merges));

    PHI1_ASSIGN(SpecialNames names, readSpecialNames(definition, folder));
    definition.endOfText = names.endOfText;
    names.special.emplace(defaultEndOfText); // of GPT-2 and CodeGen, whether a file says so or not
    PHI1_ASSIGN(const std::string *added, readKept(definition, folder, "added_tokens.json"));
    if (added != nullptr) {
        const std::string what = (folder / "added_tokens.json").string();
        PHI1_TRY(readJsonScalars(
            *added, what, [&](const Place &place, JsonScalar &&value) -> Result<void> {
                if (place.size() != 1)
                    return corrupt(concat(what, " should be one object of texts and ids"));
                PHI1_ASSIGN(const TokenId id,
                            expectId(value, concat("The id of \"", printable(place[0], 60),
                                                   "\" in ", what)));
                if (names.added.size() >= mostAddedTokens)
                    return corrupt(
                        concat(what, " has more than ", mostAddedTokens, " added tokens"));
                AddedToken token{.content = place[0], .id = id};
                token.special = names.special.count(place[0]) != 0;
                token.normalized = !token.special;
                const auto [known, isNew] = names.added.try_emplace(id, token);
                if (!isNew && known->second.content != token.content)
                    return corrupt(concat("Id ", id, " in ", what, " is \"",
                                          printable(token.content, 60), "\", elsewhere \"",
                                          printable(known->second.content, 60), "\""));
                return {};
            }));
    }
    for (const auto &[text, id] : definition.vocabulary) {
        if (names.special.count(text) != 0)
            names.added.try_emplace(id, AddedToken{.content = text, .id = id, .special = true});
    }
    for (auto &[id, token] : names.added)
        definition.addedTokens.push_back(std::move(token));
    return definition;
}

} // namespace phi1
