// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "model/inference/attention/capture_text.h"
#include "tests/support/random_model.h"

using namespace phi1;
using namespace phi1::test;

TEST_CASE("the last row of the lens has the bits of the engine's logits")
{
    const auto ids = randomIds(150, oddConfig().vocabulary, 1);
    const auto V = static_cast<std::size_t>(oddConfig().vocabulary);
    for (const WeightType type : {WeightType::Float32, WeightType::BFloat16, WeightType::Int8}) {
        CAPTURE(weightTypeName(type));
        CpuEngine engine(randomModel(type), std::make_shared<ThreadPool>(2));
        const auto expected = logitsOf(engine, ids, 31);
        const auto capture = captureText(engine, ids);
        REQUIRE_MESSAGE(capture, (capture ? "" : capture.error().message));
        CHECK((*capture)->layersReady() == 3);
        for (const std::size_t position : {0, 1, 77, 149}) {
            std::vector<float> lens(4 * V);
            REQUIRE((*capture)->lens(static_cast<std::int64_t>(position), lens, {}));
            CHECK(std::equal(lens.end() - static_cast<std::ptrdiff_t>(V), lens.end(),
                             expected.begin() + static_cast<std::ptrdiff_t>(position * V)));
        }
    }
}
