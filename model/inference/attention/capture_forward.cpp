// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/capture_forward.h"

#include <algorithm>
#include <limits>
#include <new>

#include "core/base/text.h"
#include "model/inference/attention/cpu_capture.h"
#include "model/inference/cpu_layers.h"
#include "model/inference/cpu_model.h"

namespace phi1 {

namespace {

LayerNorms::Storage storageOf(const CpuModel &model)
{
    // int8 rounds its inputs in another way.
    return model.type == WeightType::BFloat16 ? LayerNorms::Storage::BFloat16
                                              : LayerNorms::Storage::Float32;
}

std::uint64_t cacheBytes(const CpuModel &model, std::int64_t tokens)
{
    const KeyValueCache::Shape shape = CpuLayers::cacheShape(model, 1);
    const std::int64_t pages = (tokens + cachePagePositions - 1) / cachePagePositions;
    return static_cast<std::uint64_t>(pages * shape.heads) * shape.layout.pageBytes();
}

Result<void> checkIds(const CpuModel &model, const std::vector<TokenId> &ids)
{
    if (ids.empty())
        return failure(ErrorCode::Usage,
                       "there is no token to capture the attention of; expected at least one");
    if (ids.size() > static_cast<std::size_t>(model.config.context))
        return failure(ErrorCode::Usage,
                       concat("the text has ", ids.size(), " tokens, the model's context ",
                              model.config.context, "; shorten it"));
    for (const TokenId id : ids) {
        if (id < 0 || id >= model.config.vocabulary)
            return failure(ErrorCode::Incompatible,
                           concat("token ", id, " is outside the model's vocabulary of ",
                                  model.config.vocabulary));
    }
    return {};
}

} // namespace

struct CaptureForward::Work {
    Work(const std::shared_ptr<const CpuModel> &model, std::shared_ptr<ThreadPool> pool,
         std::shared_ptr<const AblatedHeads> ablated, const std::vector<TokenId> &ids)
        : cache(CpuLayers::cacheShape(*model, 1), 0)
        , layers(model, std::move(pool), std::move(ablated))
        , hidden(ids.size() * static_cast<std::size_t>(model->config.hidden))
        , spoiled(ids.size())
        , sums(static_cast<std::size_t>(model->config.hidden))
        , firstSpoiled(static_cast<std::int64_t>(ids.size()))
    {
        layers.embed(ids, hidden.data());
    }

    /// Rows of a call, each wanting its logits so that the last layer is computed as a whole. Where
    /// they go in the cache is the same for every layer.
    Result<void> plan(const CpuModel &model, const std::vector<TokenId> &ids, std::size_t rows)
    {
        PHI1_ASSIGN(const SlotId slot, cache.open());
        // Steps of the same size, in whole pages where they are that long.
        const std::size_t steps = (ids.size() + rows - 1) / rows;
        const std::size_t even = (ids.size() + steps - 1) / steps;
        constexpr std::size_t page = cachePagePositions;
        rows = even < page ? even : std::min(rows, (even + page - 1) / page * page);
        for (std::size_t first = 0; first < ids.size(); first += rows) {
            std::vector<EngineRow> part;
            for (std::size_t r = first; r < std::min(first + rows, ids.size()); ++r)
                part.push_back({slot, ids[r], true});
            PHI1_TRY(parts.emplace_back().make(part, model.config.vocabulary, model.config.context,
                                               cache));
        }
        return {};
    }

    KeyValueCache cache; ///< of one layer, whichever is computed
    CpuLayers layers;
    std::vector<CallPlan> parts;
    std::vector<float> hidden;         ///< [T, C]
    std::vector<std::uint8_t> spoiled; ///< [T]
    std::vector<double> sums;          ///< [C] of what the layer's heads gathered
    /// The first row of which something was not finite, in any layer so far: what it and those
    /// after it are from the next layer on is not a number. T where there is none.
    std::int64_t firstSpoiled;
};

CaptureForward::CaptureForward(std::shared_ptr<const CpuModel> model,
                               std::shared_ptr<CpuCapture> capture, std::unique_ptr<Work> work)
    : m_model(std::move(model))
    , m_capture(std::move(capture))
    , m_work(std::move(work))
{}

CaptureForward::~CaptureForward() = default;

std::int64_t CaptureForward::rowsPerStep(const CpuModel &model)
{
    // Some 100 ms of two cores at phi-1's size in float32; few rows cost more each.
    const std::int64_t perRow = std::max<std::int64_t>(
        1, model.config.hidden * (4 * model.config.hidden + 2 * model.config.mlp));
    return std::clamp<std::int64_t>(20'000'000'000 / perRow / 64 * 64, 64, 1024);
}

std::uint64_t CaptureForward::memoryNeed(const CpuModel &model, std::int64_t tokens)
{
    const std::int64_t width = model.config.hidden;
    const auto hidden = static_cast<std::uint64_t>(tokens * width) * sizeof(float);
    return LayerNorms::bytesFor(model.config.layers, tokens, width, storageOf(model)) +
           cacheBytes(model, tokens) + hidden +
           CpuLayers::workBytes(model, std::min(tokens, rowsPerStep(model)));
}

Result<std::unique_ptr<CaptureBuilder>>
CaptureForward::begin(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
                      std::shared_ptr<const AblatedHeads> ablated, std::vector<TokenId> ids,
                      const std::function<std::uint64_t()> &availableBytes, std::int64_t rowsAStep)
{
    PHI1_TRY(checkIds(*model, ids));
    const auto tokens = static_cast<std::int64_t>(ids.size());
    const std::uint64_t need = memoryNeed(*model, tokens);
    if (availableBytes) {
        if (const std::uint64_t available = availableBytes(); need > available)
            return failure(ErrorCode::Device,
                           concat("capturing the attention of ", tokens, " tokens needs ",
                                  formatBytes(need), " of memory, ", formatBytes(available),
                                  " are free: close a capture or a model, or shorten the text"));
    }
    PHI1_ASSIGN(LayerNorms norms, LayerNorms::make(model->config.layers, tokens,
                                                   model->config.hidden, storageOf(*model)));
    try {
        auto work = std::make_unique<Work>(model, pool, std::move(ablated), ids);
        PHI1_TRY(
            work->plan(*model, ids,
                       static_cast<std::size_t>(rowsAStep > 0 ? rowsAStep : rowsPerStep(*model))));
        auto capture =
            std::make_shared<CpuCapture>(model, std::move(pool), std::move(ids), std::move(norms));
        return std::unique_ptr<CaptureBuilder>(
            new CaptureForward(std::move(model), std::move(capture), std::move(work)));
    } catch (const std::bad_alloc &) {
        return failure(ErrorCode::Device,
                       concat("the system has no memory for the ", formatBytes(need),
                              " of a capture; close a capture or a model, or shorten the text"));
    }
}

Result<bool> CaptureForward::step()
{
    if (!m_work)
        return true;
    const CallPlan &part = m_work->parts[m_nextPart];
    const std::int64_t first = part.positions.front();
    const auto rows = static_cast<std::int64_t>(part.positions.size());
    const std::int64_t width = m_model->config.hidden;
    m_work->layers.run(m_layer, {.plan = part,
                                 .cache = m_work->cache,
                                 .cacheLayer = 0,
                                 .hidden = m_work->hidden.data() + first * width,
                                 .spoiled = m_work->spoiled.data() + first});
    m_capture->norms().store(m_layer, first, rows, m_work->layers.normed());
    for (std::int64_t r = 0; r < rows; ++r) {
        const float *attended = m_work->layers.attended() + r * width;
        for (std::size_t c = 0; c < m_work->sums.size(); ++c)
            m_work->sums[c] += static_cast<double>(attended[c]);
    }
    PHI1_TRY(m_model->check());
    if (++m_nextPart == m_work->parts.size())
        finishLayer();
    return m_work == nullptr;
}

void CaptureForward::finishLayer()
{
    Work &work = *m_work;
    LayerNorms &norms = m_capture->norms();
    const std::int64_t tokens = norms.tokens();
    const std::int64_t layers = m_model->config.layers;
    if (work.firstSpoiled < tokens)
        norms.spoil(m_layer, work.firstSpoiled);
    work.firstSpoiled =
        std::min(work.firstSpoiled,
                 static_cast<std::int64_t>(std::find(work.spoiled.begin(), work.spoiled.end(), 1) -
                                           work.spoiled.begin()));
    float *means = m_capture->meanOutputs(m_layer);
    for (std::size_t c = 0; c < work.sums.size(); ++c)
        means[c] = work.firstSpoiled < tokens
                       ? std::numeric_limits<float>::quiet_NaN()
                       : static_cast<float>(work.sums[c] / static_cast<double>(tokens));
    std::fill(work.sums.begin(), work.sums.end(), 0.0);
    norms.finishLayer();
    m_nextPart = 0;
    if (++m_layer < layers)
        return;
    // In the place of the residual stream, which nobody needs any more.
    work.layers.finalNorm(tokens, work.hidden.data(), work.hidden.data(), work.spoiled.data());
    norms.store(layers, 0, tokens, work.hidden.data());
    if (work.firstSpoiled < tokens)
        norms.spoil(layers, work.firstSpoiled);
    norms.finishLayer();
    m_work.reset();
}

double CaptureForward::progress() const
{
    if (!m_work)
        return 1.0;
    const double parts = static_cast<double>(m_work->parts.size());
    return (static_cast<double>(m_layer) + static_cast<double>(m_nextPart) / parts) /
           static_cast<double>(m_model->config.layers);
}

std::shared_ptr<AttentionCapture> CaptureForward::capture() const
{
    return m_capture;
}

} // namespace phi1
