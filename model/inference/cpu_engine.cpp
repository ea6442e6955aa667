// SPDX-License-Identifier: Apache-2.0
#include "model/inference/cpu_engine.h"

#include <algorithm>
#include <stdexcept>

#include "core/base/text.h"
#include "model/cpu/thread_pool.h"
#include "model/inference/attention/ablated_heads.h"
#include "model/inference/attention/capture_forward.h"
#include "model/inference/cpu_model.h"

namespace phi1 {

CpuEngine::CpuEngine(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
                     CpuEngineOptions options)
    : m_model(std::move(model))
    , m_pool(std::move(pool))
    , m_options(std::move(options))
    , m_cache(CpuLayers::cacheShape(*m_model, m_model->config.layers), m_options.cacheBudget)
    , m_layers(m_model, m_pool, m_options.ablated)
{}

CpuEngine::~CpuEngine() = default;

std::int64_t CpuEngine::vocabulary() const
{
    return m_model->config.vocabulary;
}

std::int64_t CpuEngine::context() const
{
    return m_model->config.context;
}

std::int64_t CpuEngine::promptRowsPerCall() const
{
    // Measured at phi-1's size: in int8 64 rows cost no more a row than 512, in the other types 128
    // cost 4 % more. Either call takes half a second of two cores, which is how long a stop waits.
    const std::int64_t work = m_model->type == WeightType::Int8 ? 90'000'000'000 : 180'000'000'000;
    const std::int64_t rows = work / m_model->config.parameterCount();
    return std::clamp<std::int64_t>((rows + 8) / 16 * 16, 32, 512); // whole tiles of the kernels
}

EngineFacts CpuEngine::facts() const
{
    return {.device = "cpu",
            .dtype = std::string(weightTypeName(m_model->type)),
            .kernels = std::string(instructionSetName(m_model->instructions)),
            .threads = m_pool->threads(),
            .weightBytes = m_model->weightBytes,
            .cacheBytes = m_cache.usedBytes(),
            .cacheBudget = m_cache.budgetBytes(),
            .bytesPerPosition = m_cache.bytesPerPosition()};
}

Result<void> CpuEngine::run(std::span<const EngineRow> rows, std::span<float> logits)
{
    PHI1_TRY(m_plan.make(rows, vocabulary(), context(), m_cache));
    if (m_plan.wanted.size() * static_cast<std::size_t>(vocabulary()) != logits.size())
        throw std::invalid_argument(
            concat("logits have room for ", logits.size(), " numbers, expected ",
                   m_plan.wanted.size() * static_cast<std::size_t>(vocabulary())));
    const PhiConfig &config = m_model->config;
    m_hidden.resize(rows.size() * static_cast<std::size_t>(config.hidden));
    m_spoiled.assign(rows.size(), 0);
    m_tokens.clear();
    for (const EngineRow &row : rows)
        m_tokens.push_back(row.token);
    m_layers.embed(m_tokens, m_hidden.data());
    for (std::int64_t layer = 0; layer < config.layers; ++layer)
        m_layers.run(layer, {.plan = m_plan,
                             .cache = m_cache,
                             .cacheLayer = layer,
                             .hidden = m_hidden.data(),
                             .spoiled = m_spoiled.data()});
    noteSpoiled(rows);
    runHead(logits.data());
    return m_model->check();
}

Result<std::unique_ptr<CaptureBuilder>> CpuEngine::beginCapture(std::vector<TokenId> ids)
{
    return CaptureForward::begin(m_model, m_pool, m_options.ablated, std::move(ids),
                                 m_options.availableBytes);
}

Result<std::shared_ptr<Engine>> CpuEngine::withoutHeads(const HeadAblation &ablation)
{
    CpuEngineOptions options = m_options;
    PHI1_ASSIGN(options.ablated,
                AblatedHeads::make(ablation, m_model->config, m_options.ablated.get()));
    return std::make_shared<CpuEngine>(m_model, m_pool, std::move(options));
}

void CpuEngine::noteSpoiled(std::span<const EngineRow> rows)
{
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (m_spoiled[r])
            m_cache.spoil(rows[r].slot, m_plan.positions[r]);
    }
    // Later rows of the same sequence attended to zeros in its place.
    for (const RowRun &run : m_plan.runs) {
        for (std::int64_t i = 0; i < run.count; ++i) {
            if (run.position + i >= m_cache.firstSpoiled(run.slot))
                m_spoiled[static_cast<std::size_t>(run.first + i)] = 1;
        }
    }
}

void CpuEngine::runHead(float *logits)
{
    const auto wanted = static_cast<std::int64_t>(m_plan.wanted.size());
    if (wanted == 0)
        return;
    // From here on a flag stands for a row of logits.
    for (std::int64_t i = 0; i < wanted; ++i)
        m_spoiled[static_cast<std::size_t>(i)] =
            m_spoiled[static_cast<std::size_t>(m_plan.wanted[static_cast<std::size_t>(i)])];
    m_normed.resize(m_plan.wanted.size() * static_cast<std::size_t>(m_model->config.hidden));
    m_layers.finalNorm(wanted, m_hidden.data(), m_normed.data(), m_spoiled.data());
    m_layers.head(wanted, m_normed.data(), m_spoiled.data(), logits);
}

} // namespace phi1
