// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "model/inference/attention/attention_capture.h"

namespace phi1 {

class AblatedHeads;
class CpuCapture;
struct CpuModel;
class ThreadPool;

/// The forward pass of a capture on the CPU: layer by layer over the whole text, so that keys and
/// values of one layer are held at a time, and in each layer over a part of the rows a step. The
/// outputs of the LayerNorms are those of CpuEngine::run(), bit for bit.
class CaptureForward final : public CaptureBuilder
{
public:
    /// Takes the memory that it will need. Errors as Engine::beginCapture().
    /// @param ablated  heads that are switched off; may be null
    /// @param availableBytes  of memory that may be taken; may be empty: whatever the system gives
    /// @param rowsAStep  rows of a layer that a step computes, at most; 0: rowsPerStep(). The
    /// results are the same.
    static Result<std::unique_ptr<CaptureBuilder>>
    begin(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
          std::shared_ptr<const AblatedHeads> ablated, std::vector<TokenId> ids,
          const std::function<std::uint64_t()> &availableBytes, std::int64_t rowsAStep = 0);
    ~CaptureForward() override;

    /// Bytes that a capture of so many tokens takes while it is made.
    static std::uint64_t memoryNeed(const CpuModel &model, std::int64_t tokens);
    /// Rows whose layer takes some 100 ms.
    static std::int64_t rowsPerStep(const CpuModel &model);

    Result<bool> step() override;
    double progress() const override;
    std::shared_ptr<AttentionCapture> capture() const override;

private:
    struct Work; ///< what is given back when the pass is complete

    CaptureForward(std::shared_ptr<const CpuModel> model, std::shared_ptr<CpuCapture> capture,
                   std::unique_ptr<Work> work);
    void finishLayer();

    std::shared_ptr<const CpuModel> m_model;
    std::shared_ptr<CpuCapture> m_capture;
    std::unique_ptr<Work> m_work;
    std::int64_t m_layer = 0;   ///< that is being computed
    std::size_t m_nextPart = 0; ///< of its rows
};

} // namespace phi1
