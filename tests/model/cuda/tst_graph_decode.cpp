// SPDX-License-Identifier: Apache-2.0
// Decoding through CUDA graphs against the same without, and against the CPU. Without a GPU the
// program exits with status 77: skipped.
#define DOCTEST_CONFIG_IMPLEMENT
#include <cmath>
#include <cstdio>
#include <memory>
#include <vector>

#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "model/architecture/phi_model.h"
#include "model/kernels/hardware.h"
#include "model/torch_inference/tensor_engine.h"

using namespace phi1;

namespace {

DeviceBackend *backend = nullptr;

std::shared_ptr<const PhiModel> makeModel(at::Device device)
{
    PhiConfig config;
    config.layers = 4;
    config.hidden = 256;
    config.heads = 4;
    config.rotary = 32;
    config.mlp = 1024;
    config.vocabulary = 1000;
    config.context = 512;
    config.initializerRange = 0.05;
    auto model = std::make_shared<PhiModel>(config, device, at::kFloat);
    model->initialise(5);
    return model;
}

std::vector<float> decoded(at::Device device, DeviceBackend *recorder)
{
    TensorEngine engine(makeModel(device), TensorEngine::defaultCacheBudget, recorder);
    const auto slot = engine.open();
    REQUIRE(slot);
    const auto vocabulary = static_cast<std::size_t>(engine.vocabulary());
    PhiloxStream random(3);
    const auto token = [&] { return static_cast<TokenId>(random.below(vocabulary)); };
    std::vector<float> all(vocabulary * 201);
    std::vector<EngineRow> prompt;
    for (int i = 0; i < 40; ++i)
        prompt.push_back({*slot, token(), i == 39});
    REQUIRE(engine.run(prompt, std::span(all).first(vocabulary)));
    for (std::size_t i = 1; i <= 200; ++i) {
        const EngineRow row{*slot, token(), true};
        REQUIRE(engine.run({&row, 1}, std::span(all).subspan(i * vocabulary, vocabulary)));
    }
    return all;
}

float difference(const std::vector<float> &a, const std::vector<float> &b)
{
    float worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        worst = std::max(worst, std::abs(a[i] - b[i]) / (1 + std::abs(a[i])));
    return worst;
}

} // namespace

TEST_CASE("a replayed step decodes what the free one and the CPU decode")
{
    const at::Device gpu(at::kCUDA, 0);
    const std::vector<float> recorded = decoded(gpu, backend);
    CHECK(difference(recorded, decoded(gpu, nullptr)) < 1e-4f);
    // TF32 is off by default; the CPU adds in another order.
    CHECK(difference(recorded, decoded(at::Device(at::kCPU), nullptr)) < 1e-3f);
}

TEST_CASE("the step of a decoded token can be recorded on this GPU")
{
    const at::Tensor tensor = at::zeros({64}, at::Device(at::kCUDA, 0));
    const std::unique_ptr<DeviceGraph> graph = backend->record(0, [&] { tensor.add_(1); });
    REQUIRE(graph != nullptr);
    const float before = tensor[0].item<float>();
    graph->replay();
    backend->synchronize(0);
    CHECK(tensor[0].item<float>() == before + 1);
}

int main(int argc, char **argv)
{
    const auto opened = openDeviceBackend();
    if (!opened) {
        std::fprintf(stderr, "skipped: %s\n", opened.error().message.c_str());
        return 77;
    }
    backend = *opened;
    return doctest::Context(argc, argv).run();
}
