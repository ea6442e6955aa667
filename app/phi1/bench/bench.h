// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

/// What a benchmark may use.
struct BenchContext {
    std::filesystem::path
        sourceRoot; ///< the checkout this program was built in; empty if it is installed elsewhere
    std::filesystem::path
        peerPython; ///< interpreter of the peers' environment; empty if there is none
    int repetitions = 5;
    int threads = 0; ///< of benchmarks that compute, 0: one per core
    std::string dtype = "float32";
    std::string device = "auto";       ///< of benchmarks that can run on a GPU
    std::uint64_t samples = 1'000'000; ///< of benchmarks over a corpus
    /// Files that the samples of such a corpus are made from, as `phi1 import` takes them; empty:
    /// Python's standard library.
    std::vector<std::filesystem::path> texts;
    std::function<void(const std::string &)> progress; ///< one line about what is being measured
};

/// One figure: what was measured of ours and of a peer, in turns in the same run.
struct BenchRow {
    std::string name;
    std::string unit;
    bool lowerIsBetter = false;
    std::vector<double> ours; ///< by repetition
    std::vector<double> peer; ///< by repetition; empty without a peer
    std::string peerName;
    std::string note; ///< "peer not installed: run tests/peers/setup", what the corpus was …
    Json details = Json::object();
};

/// {name, unit, ours, peer, peer_name, ratio, repetitions, min, median, max, peer_min, peer_max,
/// note, …}: `ours` and `peer` are medians, `ratio` says how many times better ours is; null where
/// there is no peer.
Json toJson(const BenchRow &row);

double medianOf(std::vector<double> values);

inline constexpr const char *peerMissing = "peer not installed: run tests/peers/setup";

Result<std::vector<Json>> benchTokenizer(const BenchContext &context);
Result<std::vector<Json>> benchStartup(const BenchContext &context);
Result<std::vector<Json>> benchCurves(const BenchContext &context);
Result<std::vector<Json>> benchInference(const BenchContext &context);
Result<std::vector<Json>> benchServing(const BenchContext &context);
Result<std::vector<Json>> benchFirstToken(const BenchContext &context);
Result<std::vector<Json>> benchAttention(const BenchContext &context);
Result<std::vector<Json>> benchLinear(const BenchContext &context);
Result<std::vector<Json>> benchFastText(const BenchContext &context);
Result<std::vector<Json>> benchCorpora(const BenchContext &context);    ///< only with SQLite
Result<std::vector<Json>> benchSearch(const BenchContext &context);     ///< only with SQLite
Result<std::vector<Json>> benchDuplicates(const BenchContext &context); ///< only with SQLite

} // namespace phi1
