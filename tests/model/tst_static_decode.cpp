// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "model/architecture/phi_model.h"
#include "model/kernels/device_backend.h"
#include "model/torch_inference/tensor_engine.h"

using namespace phi1;

namespace {

/// Records as a GPU does: what is replayed is the work of the recording, with what stands in the
/// same memory by then.
class FakeBackend final : public DeviceBackend
{
public:
    const char *name() const override { return "fake"; }
    int deviceCount() const override { return 1; }
    std::int64_t memoryInUse(int) const override { return 0; }
    std::int64_t memoryTotal(int) const override { return 0; }
    void synchronize(int) override {}
    std::unique_ptr<DeviceGraph> record(int, const std::function<void()> &work) override
    {
        struct Graph final : DeviceGraph {
            explicit Graph(FakeBackend &owner, std::function<void()> recorded)
                : backend(owner)
                , repeated(std::move(recorded))
            {}
            void replay() override
            {
                ++backend.replays;
                repeated();
            }
            FakeBackend &backend;
            std::function<void()> repeated;
        };
        ++recordings;
        work();
        return refuses ? nullptr : std::make_unique<Graph>(*this, work);
    }

    bool refuses = false;
    int recordings = 0, replays = 0;
};

std::shared_ptr<const PhiModel> makeModel()
{
    PhiConfig config;
    config.layers = 2;
    config.hidden = 48;
    config.heads = 3;
    config.rotary = 8;
    config.mlp = 96;
    config.vocabulary = 130;
    config.context = 160;
    config.initializerRange = 0.2;
    auto model = std::make_shared<PhiModel>(config, at::kCPU, at::kFloat);
    model->initialise(5);
    return model;
}

/// Logits after a prompt of 40 tokens and each of 100 more, one by one.
std::vector<float> decoded(TensorEngine &engine)
{
    const auto slot = engine.open();
    REQUIRE(slot);
    const auto vocabulary = static_cast<std::size_t>(engine.vocabulary());
    PhiloxStream random(3);
    const auto token = [&] { return static_cast<TokenId>(random.below(vocabulary)); };
    std::vector<float> all(vocabulary * 101);
    std::vector<EngineRow> prompt;
    for (int i = 0; i < 40; ++i)
        prompt.push_back({*slot, token(), i == 39});
    REQUIRE(engine.run(prompt, std::span(all).first(vocabulary)));
    for (std::size_t i = 1; i <= 100; ++i) {
        const EngineRow row{*slot, token(), true};
        REQUIRE(engine.run({&row, 1}, std::span(all).subspan(i * vocabulary, vocabulary)));
    }
    engine.close(*slot);
    return all;
}

} // namespace

TEST_CASE("a step on fixed tensors gives the logits of the free one, recorded or not")
{
    const auto model = makeModel();
    TensorEngine plain(model);
    const std::vector<float> expected = decoded(plain);
    for (const bool refuses : {false, true}) {
        FakeBackend backend;
        backend.refuses = refuses;
        TensorEngine engine(model, TensorEngine::defaultCacheBudget, &backend);
        const std::vector<float> found = decoded(engine);
        float worst = 0;
        for (std::size_t i = 0; i < expected.size(); ++i)
            worst = std::max(worst, std::abs(found[i] - expected[i]) / (1 + std::abs(expected[i])));
        CHECK(worst < 2e-5f);
        CHECK(backend.replays == (refuses ? 0 : 100));
        CHECK(backend.recordings > 1); // the cache grew
        CHECK(backend.recordings < 6);
    }
}
