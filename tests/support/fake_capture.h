// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/support/scripted_engine.h"

namespace phi1::test {

/// What a test can see of captures and do to them. Members are called on the computing thread.
struct CaptureScript {
    std::int64_t layers = 3, heads = 2;
    std::uint64_t bytes = 1000;              ///< of each capture
    std::function<void()> beforeStep;        ///< of the forward pass; a step makes a layer
    std::function<Result<void>()> stepFails; ///< may fail the step
    /// Before each question to a capture; the token is the one it was given.
    std::function<Result<void>(std::stop_token)> beforeQuestion;
    std::atomic<int> steps = 0;
    std::atomic<int> questions = 0;
    std::atomic<int> alive = 0; ///< captures in memory
};

/// Attention without a model: p(i, j) of a head is 2^(j - i) with a factor of layer and head, cells
/// are not normalised. It keeps to the contract and throws std::logic_error at whoever does not.
class FakeCapture final : public AttentionCapture
{
public:
    FakeCapture(std::shared_ptr<CaptureScript> script, std::vector<TokenId> ids)
        : m_script(std::move(script))
        , m_ids(std::move(ids))
    {
        ++m_script->alive;
    }
    ~FakeCapture() override { --m_script->alive; }
    FakeCapture(const FakeCapture &) = delete;
    FakeCapture &operator=(const FakeCapture &) = delete;

    static float weight(HeadId head, std::int64_t i, std::int64_t j)
    {
        const float factor = static_cast<float>(head.layer + 1) / static_cast<float>(head.head + 2);
        return j > i ? 0 : factor * std::ldexp(1.0F, static_cast<int>(j - i));
    }

    const std::vector<TokenId> &ids() const override { return m_ids; }
    std::int64_t layers() const override { return m_script->layers; }
    std::int64_t heads() const override { return m_script->heads; }
    std::int64_t layersReady() const override { return ready; }
    std::uint64_t bytes() const override { return m_script->bytes; }

    Result<void> tiles(std::span<const TileRequest> tiles, std::int64_t edge, const AttentionLook &,
                       std::span<float> out, std::stop_token stop) override
    {
        if (out.size() != tiles.size() * static_cast<std::size_t>(edge * edge))
            throw std::logic_error("the tiles have no room");
        for (std::size_t n = 0; n < tiles.size(); ++n) {
            PHI1_TRY(begin(tiles[n].head, stop));
            for (std::int64_t cell = 0; cell < edge * edge; ++cell)
                out[n * static_cast<std::size_t>(edge * edge) + static_cast<std::size_t>(cell)] =
                    cell / edge < tokens() && cell % edge < tokens()
                        ? weight(tiles[n].head, cell / edge, cell % edge)
                        : 0;
        }
        return {};
    }
    Result<void> rows(HeadId head, std::int64_t first, std::int64_t count, const AttentionLook &,
                      std::span<float> out, std::stop_token stop) override
    {
        PHI1_TRY(begin(head, stop));
        for (std::int64_t i = 0; i < count * tokens(); ++i)
            out[static_cast<std::size_t>(i)] = weight(head, first + i / tokens(), i % tokens());
        return {};
    }
    Result<void> combinedRows(std::span<const HeadId> heads, HeadCombination combination,
                              std::int64_t first, std::int64_t count, const AttentionLook &,
                              std::span<float> out, std::stop_token stop) override
    {
        std::fill(out.begin(), out.end(), 0.0F);
        for (const HeadId &head : heads) {
            PHI1_TRY(begin(head, stop));
            for (std::int64_t i = 0; i < count * tokens(); ++i) {
                const float value = weight(head, first + i / tokens(), i % tokens());
                float &sum = out[static_cast<std::size_t>(i)];
                sum = combination == HeadCombination::Mean
                          ? sum + value / static_cast<float>(heads.size())
                          : std::max(sum, value);
            }
        }
        return {};
    }
    Result<void> columns(HeadId head, std::int64_t first, std::int64_t count, const AttentionLook &,
                         std::span<float> out, std::stop_token stop) override
    {
        PHI1_TRY(begin(head, stop));
        for (std::int64_t i = 0; i < count * tokens(); ++i)
            out[static_cast<std::size_t>(i)] = weight(head, i % tokens(), first + i / tokens());
        return {};
    }
    Result<void> statistics(std::span<const HeadId> heads, std::span<const TokenRelation> relations,
                            const AttentionLook &, std::span<HeadStatistics> statistics,
                            std::span<float> related, std::stop_token stop) override
    {
        for (std::size_t n = 0; n < heads.size(); ++n) {
            PHI1_TRY(begin(heads[n], stop));
            const float self = weight(heads[n], 1, 1);
            statistics[n] = {self / 2, self / 4, self, 1, 2, 3};
            for (std::size_t r = 0; r < relations.size(); ++r)
                related[n * relations.size() + r] = self * static_cast<float>(r + 1);
        }
        return {};
    }
    Result<void> rollout(std::int64_t, std::span<float>, std::stop_token) override
    {
        throw std::logic_error("a rollout is computed in slices, from rows");
    }
    Result<void> lens(std::int64_t position, std::span<float> logits, std::stop_token stop) override
    {
        PHI1_TRY(begin({layers() - 1, 0}, stop));
        for (std::size_t i = 0; i < logits.size(); ++i)
            logits[i] = static_cast<float>((i + static_cast<std::size_t>(position)) % 7);
        return {};
    }
    std::span<const float> meanOutput(HeadId) const override { return m_mean; }

    std::int64_t ready = 0;

private:
    Result<void> begin(HeadId head, std::stop_token stop)
    {
        if (head.layer < 0 || head.layer >= ready || head.head < 0 || head.head >= heads())
            throw std::logic_error("a head is asked for that is not there");
        ++m_script->questions;
        if (m_script->beforeQuestion)
            PHI1_TRY(m_script->beforeQuestion(stop));
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "cancelled");
        return {};
    }

    const std::shared_ptr<CaptureScript> m_script;
    const std::vector<TokenId> m_ids;
    const std::vector<float> m_mean = {0.25F, 0.5F};
};

class FakeCaptureBuilder final : public CaptureBuilder
{
public:
    FakeCaptureBuilder(std::shared_ptr<CaptureScript> script, std::vector<TokenId> ids)
        : m_script(script)
        , m_capture(std::make_shared<FakeCapture>(script, std::move(ids)))
    {}

    Result<bool> step() override
    {
        ++m_script->steps;
        if (m_script->beforeStep)
            m_script->beforeStep();
        if (m_script->stepFails)
            PHI1_TRY(m_script->stepFails());
        return ++m_capture->ready == m_capture->layers();
    }
    double progress() const override
    {
        return static_cast<double>(m_capture->ready) / static_cast<double>(m_capture->layers());
    }
    std::shared_ptr<AttentionCapture> capture() const override { return m_capture; }

private:
    const std::shared_ptr<CaptureScript> m_script;
    const std::shared_ptr<FakeCapture> m_capture;
};

/// A scripted engine that has captures and heads to switch off.
class CapturingEngine final : public ScriptedEngine
{
public:
    CapturingEngine(Script logits, std::shared_ptr<CaptureScript> script)
        : ScriptedEngine(std::move(logits))
        , m_script(std::move(script))
    {}

    Result<std::unique_ptr<CaptureBuilder>> beginCapture(std::vector<TokenId> ids) override
    {
        return std::make_unique<FakeCaptureBuilder>(m_script, std::move(ids));
    }
    Result<std::shared_ptr<Engine>> withoutHeads(const HeadAblation &heads) override
    {
        ablation = heads;
        return std::make_shared<CapturingEngine>(mixing(99), m_script);
    }

    HeadAblation ablation; ///< what was asked for last

private:
    const std::shared_ptr<CaptureScript> m_script;
};

} // namespace phi1::test
