// SPDX-License-Identifier: Apache-2.0
/// What is asked about one position: rollout and logit lens.

#include <optional>

#include "app/phi1/serve/array_answer.h"
#include "app/phi1/serve/capture_fields.h"
#include "app/phi1/serve/capture_question.h"
#include "app/phi1/serve/inspection.h"
#include "model/inference/attention/rollout.h"
#include "model/inference/logit_row.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

constexpr std::size_t mostProbes = 1000;

class RolloutQuestion final : public CaptureQuestion
{
public:
    RolloutQuestion(const CaptureShape &shape, std::int64_t position)
        : m_shape(shape)
        , m_position(position)
    {}

    std::uint64_t answerBytes() const override
    {
        return 2 * sizeof(float) * static_cast<std::uint64_t>(m_shape.layers * m_shape.tokens);
    }

    Result<SliceEnd> compute(const Turn &turn) override
    {
        if (!turn.isComplete)
            return SliceEnd::Waiting;
        if (!m_rollout)
            m_rollout.emplace(turn.capture, m_position);
        const auto started = SlicePace::Clock::now();
        std::chrono::duration<double> took{};
        do {
            PHI1_ASSIGN(const bool isComplete, m_rollout->step(turn.stop));
            if (isComplete)
                return SliceEnd::Complete;
            took = SlicePace::Clock::now() - started;
        } while (took.count() < SlicePace::sliceSeconds); // steps may be short
        return SliceEnd::More;
    }

    HttpResponse answer() override
    {
        return arrayResponse(
            {{"rollout", arrayOf(m_rollout->values(), {m_shape.layers, m_shape.tokens})}});
    }

private:
    const CaptureShape m_shape;
    const std::int64_t m_position;
    std::optional<AttentionRollout> m_rollout;
};

class LensQuestion final : public CaptureQuestion
{
public:
    LensQuestion(const CaptureShape &shape, std::int64_t position, std::int64_t top,
                 std::vector<TokenId> probes)
        : m_shape(shape)
        , m_position(position)
        , m_top(static_cast<std::size_t>(top))
        , m_probes(std::move(probes))
    {}

    std::uint64_t answerBytes() const override { return sizeof(float) * cells(); }

    Result<SliceEnd> compute(const Turn &turn) override
    {
        if (!turn.isComplete)
            return SliceEnd::Waiting;
        m_logits.resize(cells());
        PHI1_TRY(turn.capture.lens(m_position, m_logits, turn.stop));
        return SliceEnd::Complete;
    }

    HttpResponse answer() override
    {
        Json layers = Json::array();
        for (std::int64_t layer = 0; layer <= m_shape.layers; ++layer)
            layers.push_back(described(layer));
        return jsonResponse(Json{{"layers", std::move(layers)}});
    }

private:
    std::size_t cells() const
    {
        return static_cast<std::size_t>((m_shape.layers + 1) * m_shape.vocabulary);
    }

    Json described(std::int64_t layer) const
    {
        const auto width = static_cast<std::size_t>(m_shape.vocabulary);
        LogitRow row;
        const bool isKnown =
            row.read(std::span(m_logits).subspan(static_cast<std::size_t>(layer) * width, width),
                     static_cast<std::uint64_t>(m_position))
                .has_value();
        std::vector<TokenAlternative> top;
        if (isKnown)
            row.top(m_top, top);
        Json out = {{"layer", layer},
                    {"entropy", isKnown ? floatJson(row.entropy()) : Json()},
                    {"top", alternativesJson(*m_shape.tokenizer, top)}};
        if (!m_probes.empty()) {
            Json probe = Json::array();
            for (const TokenId id : m_probes)
                probe.push_back(
                    {{"id", id},
                     {"logprob", isKnown ? floatJson(row.logProbability(id)) : Json()}});
            out["probe"] = std::move(probe);
        }
        return out;
    }

    const CaptureShape m_shape;
    const std::int64_t m_position;
    const std::size_t m_top;
    const std::vector<TokenId> m_probes;
    std::vector<float> m_logits; ///< [layers + 1, vocabulary]
};

} // namespace

std::unique_ptr<CaptureQuestion> readRolloutQuestion(JsonFields &fields, const CaptureShape &shape)
{
    const std::int64_t position = readPosition(fields, shape);
    fields.refuseUnknown();
    return fields.isGood() ? std::make_unique<RolloutQuestion>(shape, position) : nullptr;
}

std::unique_ptr<CaptureQuestion> readLensQuestion(JsonFields &fields, const CaptureShape &shape)
{
    const std::int64_t position = readPosition(fields, shape);
    const std::int64_t top = fields.integer("top", 0, maximumTopLogProbabilities).value_or(10);
    auto probes = fields.ids("probe_ids", mostProbes).value_or(std::vector<TokenId>());
    fields.refuseUnknown();
    if (!fields.isGood())
        return nullptr;
    return std::make_unique<LensQuestion>(shape, position, top, std::move(probes));
}

} // namespace phi1
