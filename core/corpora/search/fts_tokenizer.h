// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// The tokenizer of a corpus' full-text index itself (FTS5's unicode61 with '_' as a letter), so
/// that what is highlighted is what was found. One thread at a time.
class FtsTokenizer
{
public:
    static Result<FtsTokenizer> open();
    FtsTokenizer(FtsTokenizer &&) noexcept;
    FtsTokenizer &operator=(FtsTokenizer &&) noexcept;
    ~FtsTokenizer();

    /// Calls `visit` with each folded word and its bytes [begin, end) of the text, until it returns
    /// false.
    using Visitor = std::function<bool(std::string_view word, std::size_t begin, std::size_t end)>;
    void visit(std::string_view text, const Visitor &visitor) const;
    std::vector<std::string> words(std::string_view text) const;

private:
    struct State;
    explicit FtsTokenizer(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// The one of this thread, opened at its first use; null if SQLite was built without FTS5.
const FtsTokenizer *threadTokenizer();

} // namespace phi1
