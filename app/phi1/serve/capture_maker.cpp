// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/capture_maker.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "app/phi1/serve/sliced_work.h"
#include "core/base/text.h"
#include "model/inference/engine.h"

namespace phi1 {

namespace {

bool isFinite(const AttentionCapture &capture)
{
    for (std::int64_t layer = 0; layer < capture.layers(); ++layer) {
        for (std::int64_t head = 0; head < capture.heads(); ++head) {
            const auto mean = capture.meanOutput({layer, head});
            if (!std::all_of(mean.begin(), mean.end(), [](float x) { return std::isfinite(x); }))
                return false;
        }
    }
    return true;
}

/// The making of one capture.
class Maker
{
public:
    explicit Maker(StoredCapturePointer stored)
        : m_stored(std::move(stored))
    {}

    Result<SliceEnd> slice(Engine &engine)
    {
        if (m_stored->stopToken().stop_requested())
            return failure(ErrorCode::Cancelled,
                           concat("the capture ", m_stored->id(), " was deleted"));
        const auto started = std::chrono::steady_clock::now();
        StoredCapture::Facts facts = m_stored->facts();
        if (!m_builder) {
            PHI1_ASSIGN(m_builder, engine.beginCapture(m_stored->ids()));
        }
        PHI1_ASSIGN(const bool isComplete, m_builder->step());
        const auto capture = m_builder->capture();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
        facts.seconds += took.count();
        facts.layersReady = capture->layersReady();
        facts.progress = isComplete ? 1 : m_builder->progress();
        facts.bytes = isComplete ? capture->bytes() : std::max(facts.bytes, capture->bytes());
        if (isComplete) {
            facts.state = StoredCapture::State::Ready;
            facts.finite = isFinite(*capture);
            m_builder.reset(); // and the memory that only the forward pass needs
        }
        m_stored->update(facts, capture);
        return isComplete ? SliceEnd::Complete : SliceEnd::More;
    }

    /// Uses neither the capture nor memory for it any more.
    void finish(const Result<void> &result)
    {
        m_builder.reset();
        const StoredCapturePointer stored = std::move(m_stored);
        if (!result)
            stored->fail(result.error());
    }

private:
    StoredCapturePointer m_stored;
    std::unique_ptr<CaptureBuilder> m_builder;
};

} // namespace

std::uint64_t captureNeed(const ServedModel &model, std::size_t tokens)
{
    const PhiConfig &config = model.loaded.source.config;
    const std::uint64_t element = model.loaded.engine->facts().dtype == "bfloat16" ? 2 : 4;
    const std::uint64_t rows =
        static_cast<std::uint64_t>(tokens) * static_cast<std::uint64_t>(config.hidden);
    // Queries, keys, values, both results and the residual stream of the layer under way.
    constexpr std::uint64_t work = 6 * sizeof(float);
    return rows * (element * static_cast<std::uint64_t>(config.layers + 1) + work);
}

void makeCapture(const StoredCapturePointer &capture,
                 std::function<void(const Result<void> &result)> done)
{
    const auto maker = std::make_shared<Maker>(capture);
    SlicedWork::start(capture->model(),
                      {[maker](Engine &engine, std::stop_token) { return maker->slice(engine); },
                       {},
                       [maker, done = std::move(done)](const Result<void> &result) {
                           maker->finish(result);
                           done(result);
                       }});
}

} // namespace phi1
