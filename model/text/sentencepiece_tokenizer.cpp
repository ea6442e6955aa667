// SPDX-License-Identifier: Apache-2.0
#include "model/text/sentencepiece_tokenizer.h"

#include <algorithm>
#include <exception>

#include <sentencepiece_processor.h>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "model/text/piece_cache.h"
#include "model/text/tokenizer_serial.h"
#include "model/text/utf8.h"

namespace phi1 {

namespace {

using PieceType = SentencePieceModel::PieceType;

std::string withSpaces(std::string_view piece)
{
    std::string text;
    for (std::size_t i = 0; i < piece.size();) {
        const bool isMark = piece.substr(i).starts_with(spaceMark);
        text += isMark ? ' ' : piece[i];
        i += isMark ? spaceMark.size() : 1;
    }
    return text;
}

} // namespace

SentencePieceTokenizer::SentencePieceTokenizer()
    : m_serial(nextTokenizerSerial())
    , m_processor(std::make_unique<sentencepiece::SentencePieceProcessor>())
{
    m_byteIds.fill(-1);
}

SentencePieceTokenizer::~SentencePieceTokenizer() = default;

Result<std::shared_ptr<const Tokenizer>>
SentencePieceTokenizer::make(const std::string &bytes, std::string_view what, Files files)
{
    PHI1_ASSIGN(const SentencePieceModel model, parseSentencePieceModel(bytes, what));
    const std::shared_ptr<SentencePieceTokenizer> tokenizer(new SentencePieceTokenizer);
    try {
        const auto status = tokenizer->m_processor->LoadFromSerializedProto(bytes);
        if (!status.ok())
            return failure(ErrorCode::Corrupt, concat(what, " is refused by SentencePiece: ",
                                                      printable(status.error_message(), 200)));
    } catch (const std::exception &error) {
        return failure(ErrorCode::Corrupt, concat(what, " is refused by SentencePiece: ",
                                                  printable(error.what(), 200)));
    }
    if (tokenizer->m_processor->GetPieceSize() != static_cast<int>(model.pieces.size()))
        return failure(ErrorCode::Corrupt, concat(what, " holds ", model.pieces.size(),
                                                  " pieces of which SentencePiece reads ",
                                                  tokenizer->m_processor->GetPieceSize()));
    tokenizer->readTables(model);
    tokenizer->m_fingerprint = hash128Hex(bytes);
    tokenizer->m_files = std::move(files);
    return tokenizer;
}

void SentencePieceTokenizer::readTables(const SentencePieceModel &model)
{
    bool hasOtherSymbols = false;
    bool joinsWords = false;
    m_spaceRuns.assign(2, -1);
    for (std::size_t i = 0; i < model.pieces.size(); ++i) {
        const SentencePieceModel::Piece &piece = model.pieces[i];
        const auto id = static_cast<TokenId>(i);
        m_bytes.push_back(withSpaces(piece.text));
        for (std::size_t k = 0; k + 1 < m_bytes.back().size(); ++k) {
            const unsigned pair = (unsigned(static_cast<std::uint8_t>(m_bytes.back()[k])) << 8) |
                                  static_cast<std::uint8_t>(m_bytes.back()[k + 1]);
            m_joins[pair >> 6] |= std::uint64_t(1) << (pair & 63);
        }
        if (piece.type == PieceType::Byte) {
            const int byte = byteOfPiece(piece.text);
            m_bytes.back() = static_cast<char>(byte);
            m_byteIds[static_cast<std::size_t>(byte)] = id;
        } else if (piece.type == PieceType::Control) {
            if (piece.text == "<|endoftext|>" ||
                (m_endOfText < 0 && piece.text == model.endOfText)) {
                m_endOfText = id;
                m_endOfTextName = piece.text;
            }
        } else if (piece.type == PieceType::UserDefined) {
            const std::string &text = m_bytes.back();
            if (text == "\n") {
                m_newline = id;
            } else if (text.size() >= 2 && text.find_first_not_of(' ') == std::string::npos &&
                       piece.text.size() == text.size() * spaceMark.size()) {
                m_spaceRuns.resize(std::max(m_spaceRuns.size(), text.size() + 1), -1);
                m_spaceRuns[text.size()] = id;
            } else {
                hasOtherSymbols = true;
            }
        } else if (piece.type == PieceType::Normal) {
            joinsWords |= piece.text.find(spaceMark, 1) != std::string::npos ||
                          piece.text.find('\n') != std::string::npos;
        }
    }
    const bool hasAllBytes =
        std::all_of(m_byteIds.begin(), m_byteIds.end(), [](TokenId id) { return id >= 0; });
    // Others' models are left to the library's reading, for the sake of its ids.
    m_keepsAllText = m_endOfTextName == "<|endoftext|>" && model.byteFallback && hasAllBytes &&
                     model.characterMap.empty() && !model.addDummyPrefix &&
                     !model.removeExtraWhitespaces && model.escapeWhitespaces;
    m_joinsNoWords = m_keepsAllText && model.algorithm == SentencePieceModel::Algorithm::Bpe &&
                     m_newline >= 0 && !hasOtherSymbols && !joinsWords;
}

void SentencePieceTokenizer::encode(std::string_view text, SpecialTokens special,
                                    std::vector<TokenId> &ids) const
{
    while (special == SpecialTokens::Recognise && m_endOfText >= 0) {
        const std::size_t at = text.find(m_endOfTextName);
        if (at == std::string_view::npos)
            break;
        encodeText(text.substr(0, at), ids);
        ids.push_back(m_endOfText);
        text.remove_prefix(at + m_endOfTextName.size());
    }
    encodeText(text, ids);
}

void SentencePieceTokenizer::encodeText(std::string_view text, std::vector<TokenId> &ids) const
{
    if (!m_keepsAllText)
        return encodeByLibrary(text, ids);
    std::size_t begin = 0; // of the clean text that is waiting
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<std::uint8_t>(text[at]);
        if (byte != 0 && byte < 0x80) {
            ++at;
            continue;
        }
        const Utf8Character character = firstUtf8Character(text.substr(at));
        if (character.value != 0 && character.value != Utf8Character::malformed &&
            character.value != 0x2581) {
            at += character.bytes;
            continue;
        }
        encodeClean(text.substr(begin, at - begin), ids);
        for (std::size_t i = 0; i < character.bytes; ++i)
            ids.push_back(m_byteIds[static_cast<std::uint8_t>(text[at + i])]);
        at += character.bytes;
        begin = at;
    }
    encodeClean(text.substr(begin), ids);
}

void SentencePieceTokenizer::encodeClean(std::string_view text, std::vector<TokenId> &ids) const
{
    if (m_joinsNoWords)
        encodeWords(text, ids);
    else
        encodeByLibrary(text, ids);
}

void SentencePieceTokenizer::encodeWords(std::string_view text, std::vector<TokenId> &ids) const
{
    const std::size_t longestRun = m_spaceRuns.size() - 1;
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] == '\n') {
            ids.push_back(m_newline);
            ++at;
            continue;
        }
        std::size_t spaces = 0;
        while (at + spaces < text.size() && text[at + spaces] == ' ')
            ++spaces;
        // The longest symbol first, as the library matches them; one space is left to the word
        // behind it.
        while (spaces >= 2) {
            std::size_t run = std::min(spaces, longestRun);
            while (run >= 2 && m_spaceRuns[run] < 0)
                --run;
            if (run < 2)
                break;
            ids.push_back(m_spaceRuns[run]);
            at += run;
            spaces -= run;
        }
        if (spaces > 1) { // no symbol for two spaces: each is a word by itself
            encodeWord(text.substr(at, 1), text, ids);
            ++at;
            continue;
        }
        if (at == text.size())
            break;
        std::size_t end = at + 1;
        while (end < text.size() && text[end] != ' ' && text[end] != '\n' &&
               ((static_cast<std::uint8_t>(text[end]) & 0xc0) == 0x80 ||
                joins(text[end - 1], text[end])))
            ++end;
        encodeWord(text.substr(at, end - at), text, ids);
        at = end;
    }
}

void SentencePieceTokenizer::encodeWord(std::string_view word, std::string_view text,
                                        std::vector<TokenId> &ids) const
{
    thread_local PieceCache cache;
    PieceCache &words = cache;
    if (word.size() > PieceCache::longestPiece)
        return encodeByLibrary(word, ids);
    const auto readable = static_cast<std::size_t>(text.data() + text.size() - word.data());
    const PieceCache::Key key = PieceCache::key(word, readable);
    if (const PieceCache::Entry *entry = words.find(key, m_serial)) {
        std::uint64_t tokens = entry->tokens;
        for (std::uint64_t count = tokens >> 60; count > 0; --count, tokens >>= 20)
            ids.push_back(static_cast<TokenId>(tokens & 0xfffff));
        return;
    }
    const std::size_t before = ids.size();
    encodeByLibrary(word, ids);
    if (ids.size() - before <= PieceCache::mostTokens)
        words.insert(key, m_serial, std::span(ids).subspan(before));
}

void SentencePieceTokenizer::encodeByLibrary(std::string_view text, std::vector<TokenId> &ids) const
{
    if (text.empty())
        return;
    std::vector<int> some;
    const auto status = m_processor->Encode({text.data(), text.size()}, &some);
    // It fails for an empty model only, which make() refuses.
    if (status.ok())
        ids.insert(ids.end(), some.begin(), some.end());
}

std::string SentencePieceTokenizer::tokenBytes(TokenId id) const
{
    return id >= 0 && id < vocabularySize() ? m_bytes[static_cast<std::size_t>(id)] : std::string();
}

std::string SentencePieceTokenizer::decode(std::span<const TokenId> ids) const
{
    if (m_keepsAllText) {
        std::string bytes;
        for (const TokenId id : ids) {
            if (id >= 0 && id < vocabularySize())
                bytes += m_bytes[static_cast<std::size_t>(id)];
        }
        return bytes;
    }
    // A space that was added in front is taken away again, which only the library knows how to do.
    std::vector<int> known;
    for (const TokenId id : ids) {
        if (id >= 0 && id < vocabularySize())
            known.push_back(id);
    }
    std::string text;
    const auto status = m_processor->Decode(known, &text);
    return status.ok() ? text : std::string();
}

Result<void> SentencePieceTokenizer::save(const std::filesystem::path &folder) const
{
    for (const auto &[name, content] : m_files)
        PHI1_TRY(writeFileAtomically(folder / name, content));
    return {};
}

Result<std::shared_ptr<const Tokenizer>> loadSentencePiece(const std::filesystem::path &folder)
{
    constexpr std::uint64_t largestFile = 64ull << 20;
    SentencePieceTokenizer::Files files;
    PHI1_ASSIGN(std::string model, readFile(folder / "tokenizer.model", largestFile));
    files.emplace_back("tokenizer.model", model);
    std::error_code ignored;
    for (const char *name : {"tokenizer_config.json", "special_tokens_map.json"}) {
        if (!std::filesystem::exists(folder / name, ignored))
            continue;
        PHI1_ASSIGN(std::string content, readFile(folder / name, largestFile));
        files.emplace_back(name, std::move(content));
    }
    return SentencePieceTokenizer::make(model, (folder / "tokenizer.model").string(),
                                        std::move(files));
}

} // namespace phi1
