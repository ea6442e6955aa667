// SPDX-License-Identifier: Apache-2.0
#include "model/text/sentencepiece_tokenizer.h"

#include <array>
#include <cstdio>
#include <exception>
#include <utility>

#include <sentencepiece_processor.h>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::uint64_t maximumModelBytes = 16u << 20;
constexpr int maximumPieces = 1'000'000;
constexpr std::string_view endOfTextName = "<|endoftext|>";
constexpr std::string_view spaceMark = "\xe2\x96\x81"; // U+2581, the library's spelling of a space

std::string spacesForMarks(std::string_view piece)
{
    std::string out;
    for (std::size_t at = 0; at < piece.size();) {
        if (piece.substr(at).starts_with(spaceMark)) {
            out += ' ';
            at += spaceMark.size();
        } else {
            out += piece[at++];
        }
    }
    return out;
}

/// Bytes of the UTF-8 sequence at `at`, 0 if there is none.
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    for (std::size_t length = 1; length <= 4 && at + length <= text.size(); ++length) {
        if (isUtf8(text.substr(at, length)))
            return length;
    }
    return 0;
}

class SentencePieceTokenizer final : public Tokenizer
{
public:
    Result<void> load(std::string model, const std::string &name);

    using Tokenizer::encode;
    void encode(std::string_view text, SpecialTokens special,
                std::vector<TokenId> &ids) const override;
    std::string tokenBytes(TokenId id) const override;
    std::string decode(std::span<const TokenId> ids) const override;
    std::int64_t vocabularySize() const override
    {
        return static_cast<std::int64_t>(m_bytes.size());
    }
    TokenId endOfText() const override { return m_endOfText; }
    Result<void> save(const std::filesystem::path &folder) const override;
    const std::string &fingerprint() const override { return m_fingerprint; }
    std::string_view kind() const override { return "SentencePiece"; }

private:
    void encodePlain(std::string_view text, std::vector<TokenId> &ids) const;
    void encodeByLibrary(std::string_view text, std::vector<TokenId> &ids) const;
    void encodeAsBytes(std::string_view text, std::vector<TokenId> &ids) const;

    sentencepiece::SentencePieceProcessor m_processor;
    std::string m_model;
    std::string m_fingerprint;
    std::vector<std::string> m_bytes;     ///< what each id stands for
    std::array<TokenId, 256> m_byteIds{}; ///< of the byte pieces
    bool m_hasAllBytes = true;
    bool m_addsPrefix =
        false; ///< the model puts a space before the text, which decoding takes away again
    TokenId m_endOfText = -1;
};

Result<void> SentencePieceTokenizer::load(std::string model, const std::string &name)
{
    const auto refused = [&](std::string_view why) {
        return failure(ErrorCode::Corrupt,
                       concat(name, " is not a usable SentencePiece model: ", why));
    };
    if (model.empty())
        return refused("it is empty");
    if (model.size() > maximumModelBytes)
        return refused(
            concat("it has ", model.size(), " bytes, at most ", maximumModelBytes, " are read"));
    try {
        const auto status = m_processor.LoadFromSerializedProto(model);
        if (!status.ok())
            return refused(printable(status.ToString(), 300));
    } catch (const std::exception &error) {
        return refused(printable(error.what(), 300));
    }
    const int pieces = m_processor.GetPieceSize();
    if (pieces < 1 || pieces > maximumPieces)
        return refused(concat("it has ", pieces, " pieces, expected 1 to ", maximumPieces));

    m_byteIds.fill(-1);
    m_bytes.resize(static_cast<std::size_t>(pieces));
    for (int id = 0; id < pieces; ++id) {
        const std::string &piece = m_processor.IdToPiece(id);
        std::string &bytes = m_bytes[static_cast<std::size_t>(id)];
        if (m_processor.IsByte(id)) {
            unsigned value = 0;
            if (std::sscanf(piece.c_str(), "<0x%02X>", &value) != 1 || value > 255)
                return refused(concat("byte piece ", id, " is called ", printable(piece),
                                      ", expected <0x00> to <0xFF>"));
            bytes = static_cast<char>(value);
            m_byteIds[value] = id;
        } else if (piece == endOfTextName) {
            bytes = piece;
            m_endOfText = id;
        } else if (m_processor.IsUnknown(id)) {
            bytes = " \xe2\x81\x87 "; // as the library shows it
        } else if (!m_processor.IsControl(id)) {
            bytes = spacesForMarks(piece);
        }
    }
    for (const TokenId id : m_byteIds)
        m_hasAllBytes = m_hasAllBytes && id >= 0;
    if (m_endOfText < 0)
        m_endOfText = m_processor.eos_id();
    std::vector<std::string> probe;
    m_addsPrefix = m_processor.Encode("a", &probe).ok() && !probe.empty() &&
                   probe.front().starts_with(spaceMark);
    m_fingerprint = hash128Hex(model);
    m_model = std::move(model);
    return {};
}

void SentencePieceTokenizer::encode(std::string_view text, SpecialTokens special,
                                    std::vector<TokenId> &ids) const
{
    if (special == SpecialTokens::AsText || m_endOfText < 0) {
        encodePlain(text, ids);
        return;
    }
    while (true) {
        const std::size_t at = text.find(endOfTextName);
        encodePlain(text.substr(0, at), ids);
        if (at == std::string_view::npos)
            return;
        ids.push_back(m_endOfText);
        text.remove_prefix(at + endOfTextName.size());
    }
}

void SentencePieceTokenizer::encodePlain(std::string_view text, std::vector<TokenId> &ids) const
{
    if (!m_hasAllBytes) {
        encodeByLibrary(text, ids);
        return;
    }
    std::size_t from = 0; // of the span that the library keeps as it is
    std::size_t at = 0;
    const auto flush = [&](std::size_t skipped) {
        encodeByLibrary(text.substr(from, at - from), ids);
        encodeAsBytes(text.substr(at, skipped), ids);
        at += skipped;
        from = at;
    };
    while (at < text.size()) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte == 0) {
            flush(1);
        } else if (byte < 0x80) {
            ++at;
        } else if (const std::size_t length = sequenceLength(text, at); length == 0) {
            flush(1);
        } else if (text.substr(at, length) == spaceMark) {
            flush(length);
        } else {
            at += length;
        }
    }
    flush(0);
}

void SentencePieceTokenizer::encodeByLibrary(std::string_view text, std::vector<TokenId> &ids) const
{
    if (text.empty())
        return;
    std::vector<int> pieces;
    if (m_processor.Encode(absl::string_view(text.data(), text.size()), &pieces).ok())
        ids.insert(ids.end(), pieces.begin(), pieces.end());
}

void SentencePieceTokenizer::encodeAsBytes(std::string_view text, std::vector<TokenId> &ids) const
{
    for (const char c : text)
        ids.push_back(m_byteIds[static_cast<unsigned char>(c)]);
}

std::string SentencePieceTokenizer::tokenBytes(TokenId id) const
{
    return id >= 0 && id < vocabularySize() ? m_bytes[static_cast<std::size_t>(id)] : std::string();
}

std::string SentencePieceTokenizer::decode(std::span<const TokenId> ids) const
{
    std::string out;
    for (const TokenId id : ids) {
        if (id >= 0 && id < vocabularySize())
            out += m_bytes[static_cast<std::size_t>(id)];
    }
    if (m_addsPrefix && out.starts_with(' '))
        out.erase(0, 1);
    return out;
}

Result<void> SentencePieceTokenizer::save(const std::filesystem::path &folder) const
{
    PHI1_TRY(writeFileAtomically(folder / "tokenizer.model", m_model));
    const Json configuration = {{"tokenizer_type", "SentencePiece"}, {"eos_token", endOfTextName}};
    return writeFileAtomically(folder / "tokenizer_config.json", dumpJsonPretty(configuration));
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> makeSentencePieceTokenizer(std::string model,
                                                                    const std::string &name)
{
    auto tokenizer = std::make_shared<SentencePieceTokenizer>();
    PHI1_TRY(tokenizer->load(std::move(model), name));
    return std::shared_ptr<const Tokenizer>(std::move(tokenizer));
}

Result<std::shared_ptr<const Tokenizer>>
loadSentencePieceTokenizer(const std::filesystem::path &file)
{
    PHI1_ASSIGN(std::string model, readFile(file, maximumModelBytes));
    return makeSentencePieceTokenizer(std::move(model), file.string());
}

} // namespace phi1
