// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// What a SentencePiece model file (the protocol buffer ModelProto) says, as far as ids and bytes
/// depend on it. Field numbers: google/sentencepiece, src/sentencepiece_model.proto.
struct SentencePieceModel {
    enum class PieceType {
        Normal = 1,
        Unknown = 2,
        Control = 3,
        UserDefined = 4,
        Unused = 5,
        Byte = 6
    };
    enum class Algorithm { Unigram = 1, Bpe = 2, Word = 3, Character = 4 };

    struct Piece {
        std::string text;
        PieceType type = PieceType::Normal;
    };

    std::vector<Piece> pieces; ///< by id
    Algorithm algorithm = Algorithm::Unigram;
    bool byteFallback = false;
    std::string endOfText = "</s>";
    std::string characterMap; ///< of the normaliser, compiled; empty: identity
    bool addDummyPrefix = true;
    bool removeExtraWhitespaces = true;
    bool escapeWhitespaces = true;
};

inline constexpr std::string_view spaceMark =
    "\xe2\x96\x81"; ///< U+2581 stands for a space in pieces

/// Reads and checks a model file's bytes, so that nothing reaches the library that it would trust
/// and misread: at most 16 MiB and 10^6 pieces, none empty, byte pieces well-formed, and a
/// normaliser's character map (a double array) that never points outside itself, whatever is looked
/// up.
/// @param what  names the file in errors
Result<SentencePieceModel> parseSentencePieceModel(std::string_view bytes, std::string_view what);

/// The byte that a piece like "<0x0A>" stands for, -1 for any other text.
int byteOfPiece(std::string_view text);

} // namespace phi1
