// SPDX-License-Identifier: Apache-2.0
#include "model/text/byte_level_bpe.h"

#include <algorithm>
#include <unordered_map>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "model/text/gpt2_pieces.h"
#include "model/text/piece_cache.h"
#include "model/text/tokenizer_serial.h"
#include "model/text/utf8.h"

namespace phi1 {

namespace {

/// GPT-2 writes each byte as one printable character: itself where it is printable, else the next
/// free from U+0100 on.
struct ByteAlphabet {
    std::array<char32_t, 256> characterOf = {};
    std::array<int, 0x144> byteOf = {}; ///< -1 where the character stands for no byte

    ByteAlphabet()
    {
        byteOf.fill(-1);
        char32_t next = 0x100;
        for (unsigned byte = 0; byte < 256; ++byte) {
            const bool isPrintable =
                (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
            characterOf[byte] = isPrintable ? byte : next++;
            byteOf[characterOf[byte]] = static_cast<int>(byte);
        }
    }
    static const ByteAlphabet &instance()
    {
        static const ByteAlphabet alphabet;
        return alphabet;
    }
};

/// The bytes that a token's text stands for; a text with a character outside the alphabet stands
/// for itself, as in the ByteLevel decoder of Hugging Face tokenizers.
std::string bytesOfText(std::string_view text)
{
    const ByteAlphabet &alphabet = ByteAlphabet::instance();
    std::string bytes;
    for (std::string_view rest = text; !rest.empty();) {
        const Utf8Character character = firstUtf8Character(rest);
        if (character.value >= alphabet.byteOf.size() || alphabet.byteOf[character.value] < 0)
            return std::string(text);
        bytes += static_cast<char>(alphabet.byteOf[character.value]);
        rest.remove_prefix(character.bytes);
    }
    return bytes;
}

/// Where the white space that ends `text` begins.
std::size_t trailingSpace(std::string_view text)
{
    std::size_t begin = text.size();
    while (begin > 0) {
        std::size_t at = begin - 1;
        while (at > 0 && (static_cast<std::uint8_t>(text[at]) & 0xc0) == 0x80)
            --at;
        const char32_t value = firstUtf8Character(text.substr(at)).value;
        if (CharacterClasses::instance().of(value) != CharacterClass::Space)
            break;
        begin = at;
    }
    return begin;
}

/// Where the white space with which `text` begins ends.
std::size_t leadingSpace(std::string_view text)
{
    std::size_t end = 0;
    while (end < text.size()) {
        const Utf8Character character = firstUtf8Character(text.substr(end));
        if (CharacterClasses::instance().of(character.value) != CharacterClass::Space)
            break;
        end += character.bytes;
    }
    return end;
}

/// Cuts `text` at the matches; `between` gets what lies between them, `found` the tokens, in order.
template<typename Between, typename Found>
void cutAtTokens(const AddedTokenMatcher &matcher, std::string_view text, SpecialTokens special,
                 const Between &between, const Found &found)
{
    std::size_t done = 0;
    std::size_t from = 0;
    while (const auto match = matcher.find(text, from)) {
        from = match->end; // text of a match left as it is hides other matches in it
        if (match->token->special && special == SpecialTokens::AsText)
            continue;
        std::size_t begin = match->begin;
        std::size_t end = match->end;
        if (match->token->stripsLeft)
            begin = done + trailingSpace(text.substr(done, begin - done));
        if (match->token->stripsRight)
            end += leadingSpace(text.substr(end));
        if (begin > done)
            between(text.substr(done, begin - done));
        found(match->token->id);
        done = end;
        from = std::max(from, done);
    }
    if (done < text.size())
        between(text.substr(done));
}

} // namespace

ByteLevelBpe::ByteLevelBpe()
    : m_serial(nextTokenizerSerial())
{}

Result<std::shared_ptr<const Tokenizer>> ByteLevelBpe::make(BpeDefinition &&definition)
{
    const std::shared_ptr<ByteLevelBpe> tokenizer(new ByteLevelBpe);
    PHI1_TRY(tokenizer->build(std::move(definition)));
    return tokenizer;
}

Result<void> ByteLevelBpe::build(BpeDefinition &&definition)
{
    const std::string &what = definition.what;
    std::unordered_map<std::string_view, TokenId> idOf;
    idOf.reserve(definition.vocabulary.size());
    TokenId highest = -1;
    for (const auto &[text, id] : definition.vocabulary)
        highest = std::max(highest, id);
    for (const AddedToken &token : definition.addedTokens)
        highest = std::max(highest, token.id);
    std::vector<const std::string *> texts(static_cast<std::size_t>(highest) + 1, nullptr);
    const auto take = [&](const std::string &text, TokenId id) -> Result<void> {
        const std::string *&known = texts[static_cast<std::size_t>(id)];
        if (known != nullptr && *known != text)
            return failure(ErrorCode::Corrupt,
                           concat(what, " gives id ", id, " to both \"", printable(*known, 60),
                                  "\" and \"", printable(text, 60), "\""));
        known = &text;
        const auto [entry, isNew] = idOf.try_emplace(text, id);
        if (!isNew && entry->second != id)
            return failure(ErrorCode::Corrupt,
                           concat(what, " gives \"", printable(text, 60), "\" both id ",
                                  entry->second, " and id ", id));
        return {};
    };
    for (const auto &[text, id] : definition.vocabulary)
        PHI1_TRY(take(text, id));

    std::array<TokenId, 256> byteTokens = {};
    for (unsigned byte = 0; byte < 256; ++byte) {
        std::string character;
        appendUtf8(ByteAlphabet::instance().characterOf[byte], character);
        const auto found = idOf.find(character);
        if (found == idOf.end())
            return failure(ErrorCode::Corrupt, concat(what, " has no token for the byte ", byte,
                                                      "; a byte-level vocabulary has all 256"));
        byteTokens[byte] = found->second;
    }

    if (definition.merges.size() > static_cast<std::size_t>(MergeTable::mostMerges))
        return failure(ErrorCode::Corrupt,
                       concat(what, " comes with ", definition.merges.size(), " merges; at most ",
                              MergeTable::mostMerges, " are expected"));
    std::vector<MergeTable::Merge> merges;
    merges.reserve(definition.merges.size());
    for (const auto &[left, right] : definition.merges) {
        const auto known = [&](const std::string &text) -> Result<TokenId> {
            const auto found = idOf.find(text);
            if (found == idOf.end())
                return failure(ErrorCode::Corrupt,
                               concat("Merge ", merges.size(), " that comes with ", what, " (\"",
                                      printable(left, 60), "\" and \"", printable(right, 60),
                                      "\") needs the token \"", printable(text, 120),
                                      "\", which is not in the vocabulary"));
            return found->second;
        };
        MergeTable::Merge merge;
        PHI1_ASSIGN(merge.left, known(left));
        PHI1_ASSIGN(merge.right, known(right));
        PHI1_ASSIGN(merge.merged, known(left + right));
        merges.push_back(merge);
    }
    m_merges = MergeTable(byteTokens, merges);

    std::vector<AddedToken> raw;
    std::vector<AddedToken> normalized;
    for (const AddedToken &token : definition.addedTokens) {
        if (token.content.empty())
            continue;
        if (token.content.size() > AddedTokenMatcher::longestContent)
            return failure(ErrorCode::Corrupt,
                           concat("Added token ", token.id, " of ", what, " has ",
                                  token.content.size(), " bytes; at most ",
                                  AddedTokenMatcher::longestContent, " are expected"));
        PHI1_TRY(take(token.content, token.id));
        (token.normalized ? normalized : raw).push_back(token);
    }
    if (raw.empty())
        raw.swap(normalized); // one pass only: which of the two makes no difference

    const auto endOfText = idOf.find("<|endoftext|>");
    const auto named = definition.endOfText.empty() ? endOfText : idOf.find(definition.endOfText);
    m_endOfText = endOfText != idOf.end() ? endOfText->second
                  : named != idOf.end()   ? named->second
                                          : -1;
    buildTokenBytes(texts);
    std::vector<AddedToken> added = raw;
    added.insert(added.end(), normalized.begin(), normalized.end());
    computeFingerprint(texts, merges, added);
    m_rawTokens = AddedTokenMatcher(std::move(raw));
    m_normalizedTokens = AddedTokenMatcher(std::move(normalized));
    m_files = std::move(definition.files);
    return {};
}

void ByteLevelBpe::buildTokenBytes(const std::vector<const std::string *> &texts)
{
    m_offsets.reserve(texts.size() + 1);
    m_offsets.push_back(0);
    for (const std::string *text : texts) {
        if (text != nullptr)
            m_bytes += bytesOfText(*text);
        m_offsets.push_back(static_cast<std::uint32_t>(m_bytes.size()));
    }
}

void ByteLevelBpe::computeFingerprint(const std::vector<const std::string *> &texts,
                                      const std::vector<MergeTable::Merge> &merges,
                                      const std::vector<AddedToken> &added)
{
    Hash128 hash;
    hash.update("phi1 byte-level BPE 1");
    hash.updateInteger(texts.size());
    for (const std::string *text : texts) {
        hash.updateInteger(text != nullptr ? text->size() + 1 : 0);
        hash.update(text != nullptr ? std::string_view(*text) : std::string_view());
    }
    hash.updateInteger(merges.size());
    for (const MergeTable::Merge &merge : merges) {
        hash.updateInteger(static_cast<std::uint64_t>(merge.left));
        hash.updateInteger(static_cast<std::uint64_t>(merge.right));
    }
    std::vector<const AddedToken *> byId;
    for (const AddedToken &token : added)
        byId.push_back(&token);
    std::sort(byId.begin(), byId.end(),
              [](const AddedToken *a, const AddedToken *b) { return a->id < b->id; });
    const bool twoPasses = !added.empty() && added.front().normalized != added.back().normalized;
    for (const AddedToken *token : byId) {
        hash.updateInteger(static_cast<std::uint64_t>(token->id));
        hash.updateInteger((token->special ? 1u : 0u) | (token->stripsLeft ? 2u : 0u) |
                           (token->stripsRight ? 4u : 0u) |
                           (twoPasses && token->normalized ? 8u : 0u));
    }
    m_fingerprint = hash.hex();
}

void ByteLevelBpe::encode(std::string_view text, SpecialTokens special,
                          std::vector<TokenId> &ids) const
{
    const auto emit = [&](TokenId id) { ids.push_back(id); };
    cutAtTokens(
        m_rawTokens, text, special,
        [&](std::string_view part) {
            cutAtTokens(
                m_normalizedTokens, part, special,
                [&](std::string_view rest) { encodePieces(rest, ids); }, emit);
        },
        emit);
}

void ByteLevelBpe::encodePieces(std::string_view text, std::vector<TokenId> &ids) const
{
    thread_local PieceCache cache;
    PieceCache &pieces = cache; // one look-up of the thread's storage
    const char *const end = text.data() + text.size();
    for (Gpt2Pieces cutter(text); !cutter.atEnd();) {
        const std::string_view piece = cutter.next();
        if (piece.size() > PieceCache::longestPiece) {
            m_merges.encode(piece, ids);
            continue;
        }
        const PieceCache::Key key =
            PieceCache::key(piece, static_cast<std::size_t>(end - piece.data()));
        if (const PieceCache::Entry *entry = pieces.find(key, m_serial)) {
            std::uint64_t tokens = entry->tokens;
            for (std::uint64_t count = tokens >> 60; count > 0; --count, tokens >>= 20)
                ids.push_back(static_cast<TokenId>(tokens & 0xfffff));
            continue;
        }
        const std::size_t before = ids.size();
        m_merges.encode(piece, ids);
        if (ids.size() - before <= PieceCache::mostTokens)
            pieces.insert(key, m_serial, std::span(ids).subspan(before));
    }
}

std::string_view ByteLevelBpe::bytesOf(TokenId id) const
{
    if (id < 0 || id >= vocabularySize())
        return {};
    const auto index = static_cast<std::size_t>(id);
    return std::string_view(m_bytes).substr(m_offsets[index],
                                            m_offsets[index + 1] - m_offsets[index]);
}

std::string ByteLevelBpe::tokenBytes(TokenId id) const
{
    return std::string(bytesOf(id));
}

std::string ByteLevelBpe::decode(std::span<const TokenId> ids) const
{
    std::string bytes;
    bytes.reserve(ids.size() * 4);
    for (const TokenId id : ids)
        bytes += bytesOf(id);
    return bytes;
}

std::int64_t ByteLevelBpe::vocabularySize() const
{
    return static_cast<std::int64_t>(m_offsets.size()) - 1;
}

Result<void> ByteLevelBpe::save(const std::filesystem::path &folder) const
{
    for (const auto &[name, content] : m_files)
        PHI1_TRY(writeFileAtomically(folder / name, content));
    return {};
}

} // namespace phi1
