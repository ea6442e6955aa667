// SPDX-License-Identifier: Apache-2.0
#include "core/curves/curve_bench.h"

#include <filesystem>
#include <system_error>

#include "app/phi1/bench/bench.h"
#include "core/base/text.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t paperSteps = 36'000;
constexpr std::int64_t manySteps = 10'000'000;
/// Events and cache of the large run, and some room.
constexpr std::uintmax_t bytesNeeded = 6'000'000'000;

/// Gigabytes that must not stay, whatever happens.
struct TemporaryRun {
    fs::path folder;
    ~TemporaryRun()
    {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
};

BenchRow row(const char *name, const char *note)
{
    return BenchRow{.name = name, .unit = "ms", .lowerIsBetter = true, .note = note};
}

Result<void> measureOpening(BenchRow &row, const fs::path &folder, bool keepCache)
{
    PHI1_ASSIGN(const CurveOpening opening, measureCurveOpening(folder, keepCache));
    row.ours.push_back(opening.seconds * 1000);
    return {};
}

} // namespace

Result<std::vector<Json>> benchCurves(const BenchContext &context)
{
    std::error_code error;
    const fs::path temporary = fs::temp_directory_path(error);
    std::string pattern = (temporary / "phi1-bench-XXXXXX").string();
    if (error || ::mkdtemp(pattern.data()) == nullptr)
        return failure(ErrorCode::Io, concat("no folder can be created in ", temporary));
    const TemporaryRun run{pattern};

    std::vector<BenchRow> rows = {
        row("curves/open 36 000 steps from events.jsonl", "no peer; at most 200 ms is wanted"),
        row("curves/open 36 000 steps with the cache", "no peer; at most 200 ms is wanted"),
        row("curves/follow 1 000 events", "no peer; a live run of 1 000 events/s"),
        row("curves/smooth 36 000 points", "no peer"),
    };
    PHI1_TRY(writeBenchRun(run.folder, paperSteps));
    for (int repetition = 0; repetition < context.repetitions; ++repetition) {
        PHI1_TRY(measureOpening(rows[0], run.folder, false));
        PHI1_TRY(measureOpening(rows[1], run.folder, true));
        rows[3].ours.push_back(measureSmoothing(paperSteps) * 1000);
    }
    for (int repetition = 0; repetition < context.repetitions; ++repetition) {
        PHI1_ASSIGN(const double seconds, measureCurveFollowing(run.folder, 1000));
        rows[2].ours.push_back(seconds * 1000);
    }

    const fs::space_info space = fs::space(temporary, error);
    if (error || space.available < bytesNeeded) {
        context.progress(concat("the run of 10 million steps is left out: it needs 6 GB in ",
                                temporary, " ($TMPDIR)"));
    } else {
        context.progress("writing a run of 10 million steps (3.5 GB)");
        PHI1_TRY(writeBenchRun(run.folder, manySteps));
        rows.push_back(row("curves/open 10 million steps from events.jsonl",
                           "no peer; writes the cache as well"));
        PHI1_TRY(measureOpening(rows.back(), run.folder, false));
        rows.push_back(row("curves/open 10 million steps with the cache",
                           "no peer; at most 1 000 ms is wanted"));
        for (int repetition = 0; repetition < context.repetitions; ++repetition)
            PHI1_TRY(measureOpening(rows.back(), run.folder, true));
        rows.push_back(row("curves/smooth 10 million points", "no peer"));
        rows.back().ours.push_back(measureSmoothing(manySteps) * 1000);
    }
    std::vector<Json> result;
    for (const BenchRow &each : rows)
        result.push_back(toJson(each));
    return result;
}

} // namespace phi1
