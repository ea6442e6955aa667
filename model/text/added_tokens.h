// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/text/tokenizer.h"

namespace phi1 {

/// A token that is found in the text as it stands, before the rest is cut into pieces.
struct AddedToken {
    std::string content; ///< as it stands in the text
    TokenId id = 0;
    bool special = false;    ///< `<|endoftext|>` and the like: left as text if the caller says so
    bool normalized = false; ///< searched after the others, in what they left
    bool stripsLeft = false; ///< swallows the white space before it
    bool stripsRight = false;
};

/// Finds added tokens: the leftmost match, of these the longest.
class AddedTokenMatcher
{
public:
    static constexpr std::size_t longestContent =
        1024; ///< in bytes; bounds the work a position can cost

    struct Match {
        std::size_t begin = 0;
        std::size_t end = 0;
        const AddedToken *token = nullptr;
    };

    AddedTokenMatcher() = default;
    explicit AddedTokenMatcher(std::vector<AddedToken> tokens);

    bool empty() const { return m_tokens.empty(); }
    /// The first match that begins at `from` or later; nothing if there is none.
    std::optional<Match> find(std::string_view text, std::size_t from) const;

private:
    struct Edge {
        std::uint8_t byte;
        std::uint32_t node;
    };
    struct Node {
        std::uint32_t firstEdge = 0;
        std::uint32_t edges = 0; ///< sorted by byte
        std::int32_t token = -1; ///< the token that ends here
    };

    const AddedToken *longestAt(std::string_view text) const;
    bool mayBegin(std::uint8_t first, std::uint8_t second) const
    {
        const unsigned pair = (unsigned(first) << 8) | second;
        return ((m_pairs[pair >> 6] >> (pair & 63)) & 1) != 0;
    }

    std::vector<AddedToken> m_tokens;
    std::vector<Node> m_nodes;
    std::vector<Edge> m_edges;
    std::array<std::uint64_t, 1024> m_pairs =
        {};               ///< the pairs of bytes with which a token may begin
    int m_onlyFirst = -1; ///< the first byte, where all tokens share one
};

} // namespace phi1
