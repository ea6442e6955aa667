// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "app/phi1/bench/bench.h"

using namespace phi1;

TEST_CASE("a row gives medians, extremes and how many times better ours is")
{
    BenchRow row{.name = "speed", .unit = "MiB/s", .ours = {30, 10, 20}, .peer = {4, 2}};
    row.peerName = "peer";
    row.details["threads"] = 1;
    const Json json = toJson(row);
    CHECK(json["ours"] == 20.0);
    CHECK(json["peer"] == 3.0);
    CHECK(json["ratio"].get<double>() == doctest::Approx(20.0 / 3.0));
    CHECK(json["min"] == 10.0);
    CHECK(json["max"] == 30.0);
    CHECK(json["repetitions"] == 3);
    CHECK(json["threads"] == 1);
    row.lowerIsBetter = true;
    CHECK(toJson(row)["ratio"].get<double>() == doctest::Approx(3.0 / 20.0));
}

TEST_CASE("a row without a peer invents no figure for it")
{
    const Json json = toJson({.name = "speed", .unit = "ms", .ours = {5}, .note = peerMissing});
    CHECK(json["peer"].is_null());
    CHECK(json["ratio"].is_null());
    CHECK(json["note"] == "peer not installed: run tests/peers/setup");
}
