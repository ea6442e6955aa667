// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "core/base/result.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// One token to compute: it takes the next position of its slot.
struct EngineRow {
    std::int64_t slot = 0;
    TokenId token = 0;
    bool wantsLogits = false;
};

/// What generation needs of a model: sequences in slots, each with the keys and values of its
/// tokens so far. One call mixes rows of many slots, prompt tokens and new ones alike, and a row's
/// result depends on its own slot alone.
class Engine
{
public:
    virtual ~Engine() = default;

    virtual std::int64_t vocabulary() const = 0; ///< logits per row
    virtual std::int64_t context() const = 0;    ///< positions a sequence can have
    /// Rows of prompt tokens worth computing in one call: enough to use the machine, few enough to
    /// stop soon.
    virtual std::int64_t promptRowsPerCall() const = 0;

    /// Empties all slots and makes room for sequences of up to `positions` tokens.
    /// @return how many slots there are: `slots`, or fewer where memory is short, but at least one
    virtual Result<std::int64_t> reserve(std::int64_t slots, std::int64_t positions) = 0;

    /// Forgets the sequence of a slot.
    virtual void clear(std::int64_t slot) = 0;

    /// Computes `rows`; several of one slot are consecutive tokens.
    /// @param logits  [rows that want logits, vocabulary()] float32, in the order of the rows
    virtual Result<void> run(std::span<const EngineRow> rows, std::span<float> logits) = 0;
};

} // namespace phi1
