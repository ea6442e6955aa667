// SPDX-License-Identifier: Apache-2.0
// Runs with tests/support/fake_nvml.cpp in the place of NVIDIA's library.
#include <doctest/doctest.h>

#include "core/machine/nvml.h"

using namespace phi1;

TEST_CASE("devices are read through the management library")
{
    const auto nvml = Nvml::open();
    REQUIRE(nvml);
    const std::vector<GpuLoad> gpus = nvml->sample();
    REQUIRE(gpus.size() == 2);
    CHECK(gpus[0].index == 0);
    CHECK(gpus[0].name == "Fake GPU");
    CHECK(gpus[0].total == 80'000'000'000);
    CHECK(gpus[0].used == 1'000'000'000);
    CHECK(gpus[1].used == 1'000'000'001);
    CHECK(gpus[0].utilisation == doctest::Approx(0.37));
    CHECK(gpus[0].temperature == 61.0);
    CHECK(gpus[1].temperature < 0.0);
    CHECK(gpus[0].processes == std::vector<int>{4711, 4712});
    CHECK(gpus[1].processes.empty());
}
