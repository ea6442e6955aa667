// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "model/inference/attention/attention_capture.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// A sequence inside an engine; not given out twice at the same time.
using SlotId = std::int64_t;

/// One token to compute: it takes the next position of its slot.
struct EngineRow {
    SlotId slot = 0;
    TokenId token = 0;
    bool wantsLogits = false;
};

/// What runs where, for those who show or log it.
struct EngineFacts {
    std::string device;            ///< "cpu", "cuda:0"
    std::string dtype;             ///< of the matrix products: "float32", "bfloat16", "int8"
    std::string kernels;           ///< "avx512-vnni", "scalar"; "cuda"
    int threads = 0;               ///< 0 on an accelerator
    std::uint64_t weightBytes = 0; ///< read for every decoded token
    std::uint64_t cacheBytes = 0;  ///< keys and values held now
    std::uint64_t cacheBudget = 0; ///< bytes that keys and values may take
    std::uint64_t bytesPerPosition = 0;
};

/// What generation needs of a model: sequences in slots, each with the keys and values of its
/// tokens so far. One call mixes rows of many slots, prompt tokens and new ones alike, and a row's
/// result depends on the tokens of its own slot alone, bit for bit where the engine says so
/// (CpuEngine). Used by one thread at a time.
class Engine
{
public:
    virtual ~Engine() = default;

    virtual std::int64_t vocabulary() const = 0; ///< logits per row
    virtual std::int64_t context() const = 0;    ///< positions a sequence can have
    /// Rows of prompt tokens worth computing in one call: enough to use the machine, few enough to
    /// stop soon.
    virtual std::int64_t promptRowsPerCall() const = 0;
    virtual EngineFacts facts() const = 0; ///< any thread may ask, also during run()

    /// Begins an empty sequence. It takes memory as it grows, none yet. Busy where the engine has
    /// no slot left (it has at least 256).
    virtual Result<SlotId> open() = 0;
    /// Ends a sequence and frees what only it held.
    virtual void close(SlotId slot) = 0;
    /// A new sequence that begins with the first `length` tokens of `slot`, sharing their memory.
    /// Both go on independently. Busy as open(), or without memory for the page they part in.
    virtual Result<SlotId> fork(SlotId slot, std::int64_t length) = 0;
    virtual std::int64_t length(SlotId slot) const = 0; ///< tokens computed
    /// Forgets all but the first `length` tokens of a sequence.
    virtual void truncate(SlotId slot, std::int64_t length) = 0;

    /// Whether the budget holds a new sequence of so many positions beside what is there. At least
    /// one sequence of the whole context fits into an empty engine.
    virtual bool hasRoom(std::int64_t positions) const = 0;

    /// Computes `rows`; several of one slot are consecutive tokens.
    /// @param logits  [rows that want logits, vocabulary()] float32, in the order of the rows
    /// @return Busy if the cache is full, Usage if a sequence would pass the context, Incompatible
    ///         for a token outside the vocabulary: nothing is computed and no sequence longer then
    virtual Result<void> run(std::span<const EngineRow> rows, std::span<float> logits) = 0;

    /// Begins to capture the attention of a text; nothing is computed yet. The capture lives on
    /// after the engine. Usage for no token or more than the context; Incompatible for a token
    /// outside of the vocabulary, or for an engine that cannot; Device without the memory.
    virtual Result<std::unique_ptr<CaptureBuilder>> beginCapture(std::vector<TokenId> ids);
    /// An engine with the same weights and some heads switched off, with sequences of its own.
    /// Usage for a head that is not there; Incompatible for an engine that cannot.
    virtual Result<std::shared_ptr<Engine>> withoutHeads(const HeadAblation &ablation);
};

/// Opens and closes a slot with a scope.
class ScopedSlot
{
public:
    ScopedSlot(Engine &engine, SlotId slot)
        : m_engine(engine)
        , m_slot(slot)
    {}
    ~ScopedSlot() { m_engine.close(m_slot); }
    ScopedSlot(const ScopedSlot &) = delete;
    ScopedSlot &operator=(const ScopedSlot &) = delete;

    SlotId id() const { return m_slot; }

private:
    Engine &m_engine;
    SlotId m_slot;
};

} // namespace phi1
