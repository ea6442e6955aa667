// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/token_relation.h"
#include "core/syntax/python_syntax.h"

namespace phi1 {

/// Which tokens hold a byte of a text.
class TokenIndex
{
public:
    explicit TokenIndex(std::span<const TokenSpan> tokens);

    /// Tokens that hold a byte of [begin, end), ascending.
    std::vector<std::int32_t> within(std::size_t begin, std::size_t end) const;
    /// The last of them, -1 if there is none.
    std::int32_t lastWithin(std::size_t begin, std::size_t end) const;

private:
    std::span<const TokenSpan> m_tokens;
    std::vector<std::size_t> m_furthest; ///< [T] the largest end of the tokens up to this one
};

/// Gathers the pairs of a relation in any order. Keys that are not before their query are dropped,
/// queries without a key too.
class RelationBuilder
{
public:
    void add(std::int32_t query, std::int32_t key);
    void add(std::int32_t query, std::span<const std::int32_t> keys);
    bool isEmpty() const { return m_pairs.empty(); }
    TokenRelation build(const char *name);

private:
    std::vector<std::pair<std::int32_t, std::int32_t>> m_pairs;
};

} // namespace phi1
