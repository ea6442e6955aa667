// SPDX-License-Identifier: Apache-2.0
#include "core/curves/curve_bench.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <fcntl.h>

#include "core/base/files.h"
#include "core/base/philox.h"
#include "core/base/text.h"
#include "core/curves/curve_cache.h"
#include "core/curves/run_tail.h"
#include "core/curves/smoothing.h"
#include "core/jobs/job_files.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Appends printf-formatted text.
template<typename... Values>
void format(std::string &out, const char *text, Values... values)
{
    std::array<char, 512> line{};
    const int size = std::snprintf(line.data(), line.size(), text, values...);
    out.append(line.data(), static_cast<std::size_t>(size));
}

class BenchWriter
{
public:
    explicit BenchWriter(std::int64_t steps)
        : m_steps(static_cast<double>(steps))
    {}

    void hello(std::string &out)
    {
        format(out, R"({"event":"hello","v":1,"seq":0,"segment":0,"time":1.7e9,"elapsed":0.0,)"
                    R"("program":"phi1","host":"node7","pid":4711,"from_step":0})"
                    "\n");
    }
    void step(std::string &out, std::int64_t step)
    {
        const double part = static_cast<double>(step) / m_steps;
        const double noise = m_random.uniform() - 0.5;
        const double loss = 1.9 + 8.8 * std::exp(-9 * part) + 0.2 * noise;
        const double elapsed = 2.1375 * static_cast<double>(step) + 0.01 * noise;
        const auto number = static_cast<long long>(step);
        format(out,
               R"({"event":"step","v":1,"seq":%lld,"segment":0,"time":%.6f,"elapsed":%.6f,)"
               R"("step":%lld,"tokens":%lld,"loss":%.17g,"learning_rate":%.17g,)"
               R"("gradient_norm":%.17g,"tokens_per_second":%.17g,"mfu":%.17g,)"
               R"("memory_bytes":17179869184,"sequences":[%lld,32]})"
               "\n",
               ++m_seq, 1.7e9 + elapsed, elapsed, number, number * 65536, loss, 1e-3 * (1 - part),
               0.4 + 0.3 * noise, 398000 + 4000 * noise, 0.41 + 0.01 * noise,
               number * 32 % 9'000'000);
        if (step % 1000 == 0)
            format(out,
                   R"({"event":"eval","v":1,"seq":%lld,"segment":0,"time":%.6f,"elapsed":%.6f,)"
                   R"("step":%lld,"name":"validation","loss":%.17g,"tokens":1000000,"seconds":4.2})"
                   "\n"
                   R"({"event":"checkpoint","v":1,"seq":%lld,"segment":0,"time":%.6f,)"
                   R"("elapsed":%.6f,"step":%lld,"path":"checkpoints/step-%lld",)"
                   R"("bytes":16000000000,"seconds":8.5})"
                   "\n",
                   m_seq + 1, 1.7e9 + elapsed, elapsed, number, loss + 0.1, m_seq + 2,
                   1.7e9 + elapsed, elapsed, number, number);
    }

private:
    PhiloxStream m_random{1};
    double m_steps;
    long long m_seq = 0;
};

Result<void> appendSteps(const fs::path &folder, std::int64_t first, std::int64_t last, bool isNew)
{
    const fs::path path = folder / eventsFileName;
    PHI1_ASSIGN(const FileDescriptor file,
                openFile(path, O_WRONLY | O_CREAT | (isNew ? O_TRUNC : O_APPEND)));
    BenchWriter writer(last);
    std::string block;
    if (isNew)
        writer.hello(block);
    constexpr std::size_t blockSize = 1u << 20;
    for (std::int64_t step = first; step <= last; ++step) {
        writer.step(block, step);
        if (block.size() < blockSize && step != last)
            continue;
        PHI1_TRY(writeAll(file.get(), block, path));
        block.clear();
    }
    return {};
}

} // namespace

Result<void> writeBenchRun(const fs::path &folder, std::int64_t steps)
{
    return appendSteps(folder, 1, steps, true);
}

Result<CurveOpening> measureCurveOpening(const fs::path &folder, bool keepCache)
{
    std::error_code ignored;
    if (!keepCache)
        fs::remove(folder / CurveCache::fileName, ignored);
    const auto begin = Clock::now();
    RunTail tail(folder, {});
    PHI1_ASSIGN(const std::unique_ptr<CurveData> data, tail.load());
    const Series *loss = data->column("loss");
    const Series &steps = data->axis(CurveAxis::Step);
    if (loss == nullptr || !loss->extremes(0, loss->size()).any ||
        !steps.extremes(0, steps.size()).any)
        return failure(ErrorCode::Corrupt, concat(folder, " holds no curve"));
    return CurveOpening{secondsSince(begin), data->rows(), tail.usedCache()};
}

Result<double> measureCurveFollowing(const fs::path &folder, std::int64_t steps)
{
    RunTail tail(folder, {});
    PHI1_ASSIGN(const std::unique_ptr<CurveData> data, tail.load());
    const std::int64_t last = data->summary().step;
    const std::size_t before = data->rows();
    PHI1_TRY(appendSteps(folder, last + 1, last + steps, false));
    const auto begin = Clock::now();
    while (true) {
        PHI1_ASSIGN(const RunBatch batch, tail.poll());
        data->apply(batch);
        if (batch.atEnd)
            break;
    }
    const double seconds = secondsSince(begin);
    if (data->rows() != before + static_cast<std::size_t>(steps))
        return failure(ErrorCode::Corrupt, concat(folder, " did not grow by ", steps, " rows"));
    return seconds;
}

double measureSmoothing(std::int64_t points)
{
    PhiloxStream random(2);
    std::vector<double> keys(static_cast<std::size_t>(points));
    std::vector<double> values(keys.size());
    for (std::size_t row = 0; row < keys.size(); ++row) {
        keys[row] = static_cast<double>(row);
        values[row] = 2 + random.uniform();
    }
    const auto begin = Clock::now();
    SmoothedSeries series;
    series.extend(keys, values);
    return secondsSince(begin);
}

} // namespace phi1
