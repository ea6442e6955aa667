// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "core/base/result.h"
#include "core/corpora/search/byte_span.h"
#include "core/corpora/search/sample_filter.h"

namespace phi1 {

/// What a search for a substring or a regular expression looks for in a text, by PCRE2. Not minding
/// case: ASCII letters in a substring of ASCII, else Unicode's simple folding. Regular expressions:
/// ^ and $ at every line, . is no line break, bytes that are no UTF-8 match nothing. One thread at
/// a time.
class TextPattern
{
public:
    /// Usage for an expression that PCRE2 refuses, with the character and its reason.
    static Result<TextPattern> compile(const TextQuery &query);
    TextPattern(TextPattern &&) noexcept;
    TextPattern &operator=(TextPattern &&) noexcept;
    ~TextPattern();

    enum class Outcome {
        Found,
        None,
        GaveUp, ///< the expression explodes on this text: more steps than a search may cost
    };
    /// The first match from byte `from` on; `match` is set if there is one.
    Outcome find(std::string_view text, std::size_t from, ByteSpan &match) const;

private:
    struct State;
    explicit TextPattern(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
