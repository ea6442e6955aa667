// SPDX-License-Identifier: Apache-2.0
// A capture on the GPU against one on the CPU. Without a GPU the program exits with status 77:
// skipped.
#define DOCTEST_CONFIG_IMPLEMENT
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "model/architecture/phi_model.h"
#include "model/kernels/hardware.h"
#include "model/torch_inference/model_engine.h"
#include "model/torch_inference/tensor_engine.h"

using namespace phi1;

namespace {

DeviceBackend *backend = nullptr;

std::shared_ptr<Engine> makeEngineOn(at::Device device, std::uint64_t seed)
{
    PhiConfig config;
    config.layers = 3;
    config.hidden = 256;
    config.heads = 4;
    config.rotary = 32;
    config.mlp = 1024;
    config.vocabulary = 1000;
    config.context = 512;
    config.initializerRange = 0.05;
    auto model = std::make_shared<PhiModel>(config, device, at::kFloat);
    model->initialise(seed);
    if (device.is_cpu())
        return *makeEngine(model);
    return std::make_shared<TensorEngine>(model, TensorEngine::defaultCacheBudget, backend);
}

std::shared_ptr<AttentionCapture> captureOf(Engine &engine)
{
    PhiloxStream random(3);
    std::vector<TokenId> ids(400);
    for (TokenId &id : ids)
        id = static_cast<TokenId>(random.below(1000));
    auto builder = engine.beginCapture(ids);
    REQUIRE(builder);
    for (;;) {
        const Result<bool> isDone = (*builder)->step();
        REQUIRE(isDone);
        if (*isDone)
            break;
    }
    return (*builder)->capture();
}

float difference(const std::vector<float> &a, const std::vector<float> &b)
{
    float worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const float distance = std::abs(a[i] - b[i]) / (1 + std::abs(a[i]));
        if (!(distance <= worst))
            worst = distance;
    }
    return worst;
}

} // namespace

TEST_CASE("maps, figures, lens and rollout of the GPU are those of the CPU")
{
    const at::Device devices[] = {at::Device(at::kCUDA, 0), at::Device(at::kCPU)};
    std::vector<float> tiles[2], rows[2], figures[2], lens[2], rollout[2];
    for (std::size_t d = 0; d < 2; ++d) {
        const auto engine = makeEngineOn(devices[d], 1), other = makeEngineOn(devices[d], 2);
        const auto capture = captureOf(*engine), minus = captureOf(*other);
        const AttentionLook look = {false, minus.get()};
        std::vector<TileRequest> requests;
        std::vector<HeadId> heads;
        for (std::int64_t layer = 0; layer < 3; ++layer) {
            for (std::int64_t head = 0; head < 4; ++head) {
                heads.push_back({layer, head});
                for (const Pooling pooling : {Pooling::Maximum, Pooling::Mean, Pooling::Entropy})
                    requests.push_back({{layer, head}, head == 3 ? 8 : head, 0, 0, pooling});
            }
        }
        tiles[d].resize(requests.size() * 64 * 64);
        REQUIRE(capture->tiles(requests, 64, look, tiles[d], {}));
        rows[d].resize(400 * 400);
        REQUIRE(capture->rows({2, 1}, 0, 400, {true, nullptr}, rows[d], {}));
        std::vector<HeadStatistics> statistics(heads.size());
        const std::vector<TokenRelation> relations = {{"some", {5, 399}, {0, 1, 3}, {4, 0, 200}}};
        std::vector<float> related(heads.size());
        REQUIRE(capture->statistics(heads, relations, look, statistics, related, {}));
        figures[d] = related;
        for (const HeadStatistics &s : statistics)
            figures[d].insert(figures[d].end(),
                              {s.previous, s.sink, s.self, s.entropy, s.distance, s.change});
        lens[d].resize(4 * 1000);
        REQUIRE(capture->lens(333, lens[d], {}));
        rollout[d].resize(3 * 400);
        REQUIRE(capture->rollout(333, rollout[d], {}));
    }
    CHECK(difference(tiles[0], tiles[1]) < 1e-4f);
    CHECK(difference(rows[0], rows[1]) < 1e-5f);
    CHECK(difference(figures[0], figures[1]) < 1e-3f);
    CHECK(difference(lens[0], lens[1]) < 1e-3f);
    CHECK(difference(rollout[0], rollout[1]) < 1e-4f);
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
