// SPDX-License-Identifier: Apache-2.0
#include "model/text/sentencepiece_model.h"

#include <cstring>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::size_t largestModel = 16u << 20;
constexpr std::size_t mostPieces = 1'000'000;

/// Walks over the fields of one protocol buffer message.
class MessageReader
{
public:
    explicit MessageReader(std::string_view bytes)
        : m_rest(bytes)
    {}

    /// The next field; false at the end and after malformed bytes.
    bool next()
    {
        if (m_rest.empty() || m_isMalformed)
            return false;
        const std::uint64_t tag = readNumber();
        m_field = tag >> 3;
        switch (tag & 7) {
        case 0:
            m_number = readNumber();
            break;
        case 1:
            take(8);
            break;
        case 2:
            take(readNumber());
            break;
        case 5:
            take(4);
            break;
        default:
            m_isMalformed = true;
        }
        m_isText = (tag & 7) == 2;
        m_isNumber = (tag & 7) == 0;
        return !m_isMalformed;
    }
    bool isMalformed() const { return m_isMalformed; }
    bool isText(std::uint64_t field) const { return m_isText && m_field == field; }
    bool isNumber(std::uint64_t field) const { return m_isNumber && m_field == field; }
    std::string_view text() const { return m_text; }
    std::uint64_t number() const { return m_number; }

private:
    std::uint64_t readNumber()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !m_rest.empty(); shift += 7) {
            const auto byte = static_cast<std::uint8_t>(m_rest.front());
            m_rest.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0)
                return value;
        }
        m_isMalformed = true;
        return 0;
    }
    void take(std::uint64_t size)
    {
        if (m_isMalformed || size > m_rest.size()) {
            m_isMalformed = true;
            return;
        }
        m_text = m_rest.substr(0, static_cast<std::size_t>(size));
        m_rest.remove_prefix(static_cast<std::size_t>(size));
    }

    std::string_view m_rest;
    std::string_view m_text;
    std::uint64_t m_field = 0;
    std::uint64_t m_number = 0;
    bool m_isText = false;
    bool m_isNumber = false;
    bool m_isMalformed = false;
};

bool readPiece(std::string_view bytes, SentencePieceModel::Piece &piece)
{
    MessageReader reader(bytes);
    while (reader.next()) {
        if (reader.isText(1)) {
            piece.text = reader.text();
        } else if (reader.isNumber(3)) {
            if (reader.number() < 1 || reader.number() > 6)
                return false;
            piece.type = static_cast<SentencePieceModel::PieceType>(reader.number());
        }
    }
    return !reader.isMalformed();
}

bool readTrainerSpec(std::string_view bytes, SentencePieceModel &model)
{
    MessageReader reader(bytes);
    while (reader.next()) {
        if (reader.isNumber(3)) {
            if (reader.number() < 1 || reader.number() > 4)
                return false;
            model.algorithm = static_cast<SentencePieceModel::Algorithm>(reader.number());
        } else if (reader.isNumber(35)) {
            model.byteFallback = reader.number() != 0;
        } else if (reader.isText(47)) {
            model.endOfText = reader.text();
        }
    }
    return !reader.isMalformed();
}

bool readNormalizerSpec(std::string_view bytes, SentencePieceModel &model)
{
    MessageReader reader(bytes);
    while (reader.next()) {
        if (reader.isText(2))
            model.characterMap = reader.text();
        else if (reader.isNumber(3))
            model.addDummyPrefix = reader.number() != 0;
        else if (reader.isNumber(4))
            model.removeExtraWhitespaces = reader.number() != 0;
        else if (reader.isNumber(5))
            model.escapeWhitespaces = reader.number() != 0;
    }
    return !reader.isMalformed();
}

/// Layout: u32 size of the double array in bytes, the array of u32 units, replacement texts each
/// ended by NUL. A unit's offset joined with its own place and a byte gives the next place; a unit
/// with bit 31 holds an offset into the texts. Source: google/sentencepiece, src/normalizer.cc;
/// s-yata/darts-clone, darts.h.
bool isSoundCharacterMap(std::string_view bytes)
{
    if (bytes.empty())
        return true;
    std::uint32_t arrayBytes = 0;
    if (bytes.size() < sizeof arrayBytes)
        return false;
    std::memcpy(&arrayBytes, bytes.data(), sizeof arrayBytes);
    bytes.remove_prefix(sizeof arrayBytes);
    if (arrayBytes >= bytes.size() || arrayBytes % 4 != 0 || arrayBytes < 1024)
        return false;
    const std::string_view texts = bytes.substr(arrayBytes);
    if (texts.back() != '\0')
        return false;
    const std::uint32_t units = arrayBytes / 4;
    for (std::uint32_t i = 0; i < units; ++i) {
        std::uint32_t unit = 0;
        std::memcpy(&unit, bytes.data() + std::size_t(i) * 4, sizeof unit);
        if ((unit >> 31) != 0) {
            if ((unit & 0x7fffffffu) >= texts.size())
                return false;
            continue;
        }
        const std::uint32_t offset = (unit >> 10) << ((unit & (1u << 9)) >> 6);
        if (((i ^ offset) | 0xffu) >= units)
            return false;
    }
    return true;
}

} // namespace

int byteOfPiece(std::string_view text)
{
    if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>')
        return -1;
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    const int high = digit(text[3]);
    const int low = digit(text[4]);
    return high < 0 || low < 0 ? -1 : 16 * high + low;
}

Result<SentencePieceModel> parseSentencePieceModel(std::string_view bytes, std::string_view what)
{
    const auto corrupt = [&](const auto &...parts) {
        return failure(ErrorCode::Corrupt, concat(what, parts...));
    };
    if (bytes.size() > largestModel)
        return corrupt(" has ", bytes.size(), " bytes; a SentencePiece model of at most ",
                       largestModel, " bytes is expected");
    SentencePieceModel model;
    MessageReader reader(bytes);
    bool isSound = true;
    while (isSound && reader.next()) {
        if (reader.isText(1)) {
            if (model.pieces.size() == mostPieces)
                return corrupt(" has more than ", mostPieces, " pieces");
            isSound = readPiece(reader.text(), model.pieces.emplace_back());
        } else if (reader.isText(2)) {
            isSound = readTrainerSpec(reader.text(), model);
        } else if (reader.isText(3)) {
            isSound = readNormalizerSpec(reader.text(), model);
        }
    }
    if (!isSound || reader.isMalformed() || model.pieces.empty())
        return corrupt(
            " is not a SentencePiece model: it is cut short, damaged or of another format");
    int unknown = 0;
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        const SentencePieceModel::Piece &piece = model.pieces[id];
        if (piece.text.empty() || piece.text.find('\0') != std::string::npos || !isUtf8(piece.text))
            return corrupt(": piece ", id, " is empty or not UTF-8 text");
        if (piece.type == SentencePieceModel::PieceType::Byte && byteOfPiece(piece.text) < 0)
            return corrupt(": piece ", id, " is \"", printable(piece.text, 40),
                           "\"; a byte such as \"<0x0A>\" is expected");
        unknown += piece.type == SentencePieceModel::PieceType::Unknown ? 1 : 0;
    }
    if (unknown != 1)
        return corrupt(" has ", unknown, " pieces for unknown text; exactly one is expected");
    if (!isSoundCharacterMap(model.characterMap))
        return corrupt(" has a normaliser whose character map points outside itself");
    return model;
}

} // namespace phi1
