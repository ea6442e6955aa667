// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "app/phi1/bench/bench.h"
#include "app/phi1/bench/inference_bench_models.h"
#include "core/base/text.h"
#include "model/cpu/cpu_features.h"

namespace phi1 {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t layers = 24, heads = 32; ///< of phi-1
constexpr std::int64_t edge = 128;              ///< cells of a side of a thumbnail
constexpr std::int64_t shortText = 512, longText = 2048;

double since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Thumbnails of all heads of a layer, exact maxima.
Result<void> thumbnails(AttentionCapture &capture, std::int64_t layer)
{
    std::int64_t level = 0;
    while (edge << level < capture.tokens())
        ++level;
    std::vector<TileRequest> tiles;
    for (std::int64_t head = 0; head < heads; ++head)
        tiles.push_back({{layer, head}, level, 0, 0, Pooling::Maximum});
    std::vector<float> cells(tiles.size() * edge * edge);
    return capture.tiles(tiles, edge, {}, cells, {});
}

/// A figure of /proc/self/status, in MB of a million bytes; -1 where the system does not say.
double processMemory(const std::string &name)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(name + ":"))
            return std::stod(line.substr(name.size() + 1)) * 1024 / 1e6;
    return -1;
}

/// From now on VmHWM is the most that was used since now.
bool forgetPeak()
{
    std::ofstream file("/proc/self/clear_refs");
    file << "5" << std::flush;
    return static_cast<bool>(file);
}

std::string decimal(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

BenchRow secondsRow(const std::string &name, const std::string &note, const Json &details)
{
    BenchRow row;
    row.name = name;
    row.unit = "s";
    row.lowerIsBetter = true;
    row.note = note;
    row.details = details;
    return row;
}

/// All thumbnails of a short text, the forward pass included, against that pass alone.
Result<Json> shortRow(const BenchContext &context, BenchModel &model, const std::string &dtype,
                      const Json &details)
{
    BenchRow row = secondsRow(concat("attention/512-thumbnails-", dtype), {}, details);
    row.peerName = "plain forward pass";
    for (int i = 0; i < context.repetitions; ++i) {
        const auto start = Clock::now();
        PHI1_ASSIGN(const auto capture, model.capture(shortText));
        for (std::int64_t layer = 0; layer < layers; ++layer)
            PHI1_TRY(thumbnails(*capture, layer));
        row.ours.push_back(since(start));
        PHI1_ASSIGN(const double plain, model.prefill(shortText));
        row.peer.push_back(plain);
    }
    const double times = medianOf(row.ours) / medianOf(row.peer);
    row.details["times_the_forward_pass"] = times;
    row.note = concat("capture of 512 tokens and thumbnails of all 768 heads: ", decimal(times),
                      " times the forward pass");
    context.progress(concat(row.name, ": ", row.note));
    return toJson(row);
}

/// A whole context: what is asked for after the forward pass, and the memory that all of it takes.
Result<void> longRows(const BenchContext &context, BenchModel &model, const std::string &dtype,
                      const Json &details, std::vector<Json> &rows)
{
    const auto named = [&](const char *name, const char *note) {
        return secondsRow(concat("attention/2048-", name, "-", dtype), note, details);
    };
    BenchRow forward = named("capture", "the forward pass of 2048 tokens");
    BenchRow first = named("first-96", "thumbnails of 96 heads, 128 cells a side");
    BenchRow all = named("all-768", "thumbnails of all heads");
    BenchRow head = named("open-head", "the whole map of a head");
    head.unit = "ms";
    BenchRow scores = named("statistics", "statistics of all heads");
    BenchRow memory = named("memory", "the most that capture, thumbnails, statistics and a map "
                                      "took beyond the model");
    memory.unit = "MB";
    const bool knowsPeak = forgetPeak();
    const double before = processMemory("VmRSS");
    const auto timed = [&](BenchRow &row, const auto &work) -> Result<void> {
        const auto start = Clock::now();
        PHI1_TRY(work());
        row.ours.push_back(since(start) * (row.unit == "ms" ? 1e3 : 1.0));
        context.progress(concat(row.name, ": ", decimal(row.ours.back()), " ", row.unit));
        return {};
    };
    std::shared_ptr<AttentionCapture> capture;
    std::vector<float> map(longText * longText);
    std::vector<HeadId> everyHead;
    for (std::int64_t layer = 0; layer < layers; ++layer)
        for (std::int64_t h = 0; h < heads; ++h)
            everyHead.push_back({layer, h});
    std::vector<HeadStatistics> statistics(everyHead.size());
    const auto captured = [&]() -> Result<void> {
        PHI1_ASSIGN(capture, model.capture(longText));
        return {};
    };
    const auto layersDown = [&](std::int64_t from, std::int64_t to) -> Result<void> {
        for (std::int64_t layer = from; layer >= to; --layer)
            PHI1_TRY(thumbnails(*capture, layer));
        return {};
    };
    const auto described = [&] {
        return capture->statistics(everyHead, {}, {}, statistics, {}, {});
    };
    PHI1_TRY(timed(forward, captured));
    // A capture keeps some heads at hand. In this order none of them is asked for again.
    for (int i = 0; i < context.repetitions; ++i) {
        PHI1_TRY(timed(first, [&] { return layersDown(12, 10); }));
        PHI1_TRY(timed(all, [&] { return layersDown(layers - 1, 0); }));
        PHI1_TRY(timed(head, [&] {
            return capture->rows({20, i % heads}, 0, longText, {}, map, {});
        }));
        if (i > 0)
            continue;
        PHI1_TRY(timed(scores, described));
        memory.ours.push_back(processMemory("VmHWM") - before);
    }
    memory.details["capture_bytes"] = capture->bytes();
    if (!knowsPeak) {
        memory.ours.clear();
        memory.note = "the system does not tell the peak of a process's memory";
    }
    for (const BenchRow *row : {&forward, &first, &all, &head, &scores, &memory})
        rows.push_back(toJson(*row));
    return {};
}

} // namespace

Result<std::vector<Json>> benchAttention(const BenchContext &given)
{
    BenchContext context = given;
    if (context.threads == 0)
        context.threads = usableCores();
    PHI1_ASSIGN(const BenchCheckpoints checkpoints, benchCheckpoints(context, false));
    std::vector<Json> rows;
    for (const char *dtype : {"float32", "bfloat16"}) {
        const HardwareOptions hardware{
            .device = context.device, .dtype = dtype, .threads = context.threads};
        PHI1_ASSIGN(BenchModel model, BenchModel::load(checkpoints.base, hardware));
        const EngineFacts facts = model.facts();
        const Json details = {
            {"dtype", dtype}, {"kernels", facts.kernels}, {"threads", facts.threads}};
        PHI1_TRY(model.prefill(16)); // reads the file
        PHI1_ASSIGN(Json row, shortRow(context, model, dtype, details));
        rows.push_back(std::move(row));
        PHI1_TRY(longRows(context, model, dtype, details, rows));
    }
    return rows;
}

} // namespace phi1
