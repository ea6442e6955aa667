// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/runs/fake_runs.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

#include "core/base/json.h"
#include "core/jobs/job_files.h"
#include "core/jobs/job_queue.h"
#include "core/runs/learning_rate.h"

namespace phi1::test {

namespace {

template<typename T>
T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::abort();
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

std::string stamp(double time)
{
    const auto seconds = static_cast<std::time_t>(time);
    std::tm utc;
    gmtime_r(&seconds, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

/// Writes the lines of events.jsonl and log.txt.
class Scribe
{
public:
    Scribe(const FakeRun &run, double begin)
        : m_run(run)
        , m_begin(begin)
        , m_random(run.seed)
    {}

    void write()
    {
        hello(0);
        const RunConfig &config = m_run.config;
        const double tokens = static_cast<double>(config.training.batchSize * config.model.context);
        for (std::int64_t step = m_run.every; step <= m_run.lastStep; step += m_run.every)
            writeStep(step, tokens);
        if (m_run.divergesAt > 0) {
            event("error", m_run.lastStep,
                  {{"code", "loss_not_finite"},
                   {"message", "three losses in a row were not finite: the run ended"},
                   {"step", m_run.lastStep}});
            log("error", m_run.lastStep, "three losses in a row were not finite: the run ended");
        }
        if (hasEnded(m_run.state))
            event("bye", m_run.lastStep,
                  {{"reason", m_run.exitReason},
                   {"exit_status", m_run.state == JobState::Failed ? 1 : 0}});
    }
    const std::string &events() const { return m_events; }
    const std::string &logText() const { return m_log; }

private:
    double elapsed(std::int64_t step) const
    {
        return static_cast<double>(step) * m_run.secondsPerStep;
    }
    void event(const char *kind, std::int64_t step, Json fields)
    {
        Json line = {{"event", kind},
                     {"v", 1},
                     {"seq", m_seq++},
                     {"segment", m_segment},
                     {"time", m_begin + elapsed(step)},
                     {"elapsed", elapsed(step)}};
        line.update(fields);
        m_events += dumpJson(line) + "\n";
    }
    void log(const char *level, std::int64_t step, const std::string &text)
    {
        m_log += stamp(m_begin + elapsed(step)) + " " + level + " " + text + "\n";
    }
    void hello(std::int64_t fromStep)
    {
        event("hello", fromStep,
              {{"program", "train"},
               {"version", "0.1.0"},
               {"host", m_run.host},
               {"pid", 1},
               {"from_step", fromStep},
               {"devices", m_run.devices}});
    }
    double noise() { return m_normal(m_random); }
    double loss(std::int64_t step)
    {
        const double s = static_cast<double>(step);
        double value = m_run.base + m_run.amplitude * std::pow(1 + s / 160, -0.46) -
                       0.045 * std::pow(s / 36000, 1.5) +
                       noise() * (0.014 + 0.05 * std::pow(1 + s / 500, -0.5));
        if (m_run.divergesAt > 0 && step > m_run.divergesAt) {
            const double beyond = s - static_cast<double>(m_run.divergesAt);
            value += 0.9 * std::exp(-std::pow((beyond - 350) / 150, 2));
            if (beyond > 800)
                value += 1.5 * std::pow((beyond - 800) / 600, 2);
        }
        return value;
    }
    void writeStep(std::int64_t step, double tokensOfStep)
    {
        if (m_run.resumedAt > 0 && step > m_run.resumedAt && m_segment == 0) {
            m_segment = 1;
            hello(m_run.resumedAt);
            event("resume_verified", m_run.resumedAt, {{"step", m_run.resumedAt}, {"equal", true}});
            log("info", m_run.resumedAt,
                "resumed at step " + std::to_string(m_run.resumedAt) +
                    ": the next batch and its loss are the same, bit for bit");
        }
        const bool notFinite = m_run.divergesAt > 0 && step > m_run.lastStep - 3 * m_run.every;
        const double value = notFinite ? std::numeric_limits<double>::quiet_NaN() : loss(step);
        const double s = static_cast<double>(step);
        double norm = 0.3 + 1.6 * std::pow(1 + s / 150, -0.6) + std::abs(noise()) * 0.05;
        if (m_run.divergesAt > 0 && step > m_run.divergesAt)
            norm += 0.004 * (s - static_cast<double>(m_run.divergesAt));
        const bool slow = m_run.slowsAt > 0 && step >= m_run.slowsAt;
        const double speed = m_run.tokensPerSecond * (slow ? 0.82 : 1.0) * (1 + 0.006 * noise());
        const double rate = learningRate(learningRateSchedule(m_run.config), step - 1);
        Json fields = {{"step", step},
                       {"tokens", s * tokensOfStep},
                       {"loss", jsonNumber(value)},
                       {"learning_rate", rate},
                       {"gradient_norm",
                        jsonNumber(notFinite ? std::numeric_limits<double>::quiet_NaN() : norm)},
                       {"tokens_per_second", speed}};
        if (m_run.mfu)
            fields["mfu"] = *m_run.mfu * (slow ? 0.82 : 1.0);
        if (m_run.memoryBytes > 0)
            fields["memory_bytes"] = m_run.memoryBytes;
        fields["sequences"] = {(step - 1) * m_run.config.training.batchSize,
                               m_run.config.training.batchSize};
        event("step", step, std::move(fields));
        if (step % (m_run.every * 50) == 0) {
            char text[128];
            std::snprintf(text, sizeof text, "step %lld  loss %.4f  lr %.2e  |g| %.2f  %.1fk tok/s",
                          static_cast<long long>(step), value, rate, norm, speed / 1000);
            log("info", step, text);
        }
        if (m_run.slowsAt > 0 && step - m_run.every < m_run.slowsAt && slow) {
            const std::string text =
                "GPU 3: 84 °C, clocks reduced (thermal); throughput 484k → 398k tok/s since step " +
                std::to_string(m_run.slowsAt);
            event("warning", step,
                  {{"code", "throughput_fell"}, {"message", text}, {"step", m_run.slowsAt}});
            log("warning", step, text);
        }
        if (m_run.evaluateEvery > 0 && step % m_run.evaluateEvery == 0) {
            event("eval", step,
                  {{"step", step},
                   {"name", "validation"},
                   {"loss", jsonNumber(loss(step) + 0.022)},
                   {"tokens", 4'200'000}});
            event("generation", step,
                  {{"step", step},
                   {"name", "validation"},
                   {"prompt", "def is_even(n):\n"},
                   {"text", "    return n % 2 == 0\n"}});
        }
        if (m_run.checkpointEvery > 0 && step % m_run.checkpointEvery == 0) {
            char path[64];
            std::snprintf(path, sizeof path, "checkpoints/step-%08lld",
                          static_cast<long long>(step));
            event("checkpoint", step,
                  {{"step", step}, {"path", path}, {"bytes", 4'200'000'000}, {"seconds", 3.1}});
            log("info", step,
                "checkpoint of step " + std::to_string(step) + " written: 4.2 GB in 3.1 s");
        }
    }

    const FakeRun &m_run;
    double m_begin;
    std::mt19937 m_random;
    std::normal_distribution<double> m_normal;
    std::string m_events;
    std::string m_log;
    std::int64_t m_seq = 0;
    int m_segment = 0;
};

StatusFile statusOf(const FakeRun &run, double begin)
{
    StatusFile status;
    status.state = run.state;
    status.program = "train";
    status.arguments = {"train", run.config.model.preset, "--run", run.name};
    status.process = ownIdentity();
    if (!run.held)
        status.process.startTime = 1; // this pid, but another process: gone
    if (!run.host.empty())
        status.process = {4242, 1, "another boot", run.host};
    status.heartbeat = unixTime() - run.heartbeatAge;
    status.started = begin;
    status.segment = run.resumedAt > 0 ? 1 : 0;
    status.elapsed = static_cast<double>(run.lastStep) * run.secondsPerStep;
    if (run.lastStep > 0) {
        status.step = run.lastStep;
        const std::int64_t steps = run.config.training.steps;
        status.progress = {{"done", run.lastStep},
                           {"total", steps},
                           {"unit", "steps"},
                           {"eta", static_cast<double>(steps - run.lastStep) * run.secondsPerStep}};
    }
    status.exitReason = run.exitReason;
    if (run.state == JobState::Failed)
        status.exitStatus = 1;
    else if (hasEnded(run.state))
        status.exitStatus = 0;
    return status;
}

} // namespace

RunConfig fakeConfig(const std::string &preset, const std::vector<std::string> &overrides)
{
    std::vector<std::string> all = {"data.train=/data/textbook"};
    all.insert(all.end(), overrides.begin(), overrides.end());
    return must(loadRunConfig(preset, all));
}

FileDescriptor writeFakeRun(const Workspace &workspace, const FakeRun &run)
{
    const std::filesystem::path folder = workspace.runs() / run.name;
    must(makeFolders(folder));
    const double begin = unixTime() - run.startedAgo;
    RunRecord record;
    record.config = run.config;
    record.inputs.program = "0.1.0";
    must(writeFileAtomically(folder / "run.toml", toToml(record)));
    Scribe scribe(run, begin);
    if (run.lastStep > 0) {
        scribe.write();
        must(writeFileAtomically(folder / eventsFileName, scribe.events()));
        must(writeFileAtomically(folder / logFileName, scribe.logText()));
        for (std::int64_t step = run.checkpointEvery;
             run.checkpointEvery > 0 && step <= run.lastStep; step += run.checkpointEvery) {
            char name[32];
            std::snprintf(name, sizeof name, "step-%08lld", static_cast<long long>(step));
            must(makeFolders(folder / "checkpoints" / name));
            must(writeFileAtomically(folder / "checkpoints" / name / "state.json", "{}"));
        }
    }
    must(writeStatusFile(folder, statusOf(run, begin)));
    if (!run.held)
        return {};
    return must(lockJobFolder(folder));
}

std::vector<FileDescriptor> writeExampleWorkspace(const Workspace &workspace)
{
    constexpr double hour = 3600;
    const std::vector<std::string> a100(8, "cuda");
    std::vector<FileDescriptor> locks;
    FakeRun run;
    run.name = "nano-textbook";
    run.config = fakeConfig("phi-1-nano", {"training.steps=3000"});
    run.state = JobState::Finished;
    run.lastStep = 3000;
    run.every = 5;
    run.checkpointEvery = run.evaluateEvery = 500;
    run.startedAgo = 18 * 24 * hour;
    run.secondsPerStep = 0.6;
    run.devices = {"cpu"};
    run.base = 1.32;
    run.amplitude = 3.2;
    run.tokensPerSecond = 11.4e3;
    run.memoryBytes = 1'900'000'000;
    run.exitReason = "all steps done";
    writeFakeRun(workspace, run);

    run = {};
    run.name = "cluster-pretrain-02";
    run.config = fakeConfig("phi-1-small", {"training.seed=7"});
    run.state = JobState::Running;
    run.lastStep = 14840;
    run.heartbeatAge = 14 * 60;
    run.startedAgo = 6 * 24 * hour;
    run.secondsPerStep = 5.3;
    run.devices = a100;
    run.base = 1.14;
    run.amplitude = 3.1;
    run.tokensPerSecond = 396e3;
    run.seed = 5;
    writeFakeRun(workspace, run); // of this machine, and its process is gone

    run = {};
    run.name = "small-lr2e-3";
    run.config = fakeConfig("phi-1-small", {"training.learning_rate=2e-3"});
    run.state = JobState::Failed;
    run.lastStep = 9320;
    run.startedAgo = 9 * 24 * hour;
    run.secondsPerStep = 4.3;
    run.devices = a100;
    run.base = 1.05;
    run.amplitude = 3.32;
    run.tokensPerSecond = 482e3;
    run.mfu = 0.437;
    run.memoryBytes = 61'200'000'000;
    run.divergesAt = 7900;
    run.exitReason = "three losses in a row were not finite, the first at step 9240";
    run.seed = 17;
    writeFakeRun(workspace, run);

    run = {};
    run.name = "small-lr6e-4";
    run.config = fakeConfig("phi-1-small", {"training.learning_rate=6e-4"});
    run.state = JobState::Stopped;
    run.lastStep = 24000;
    run.startedAgo = 8 * 24 * hour;
    run.secondsPerStep = 4.3;
    run.devices = a100;
    run.base = 1.148;
    run.amplitude = 3.15;
    run.tokensPerSecond = 479e3;
    run.mfu = 0.435;
    run.memoryBytes = 61'200'000'000;
    run.exitReason = "asked to stop";
    run.seed = 9;
    writeFakeRun(workspace, run);

    run = {};
    run.name = "small-lr1e-3";
    run.config = fakeConfig("phi-1-small", {"checkpoint.every=2000", "training.dropout=0.0"});
    run.state = JobState::Running;
    run.lastStep = 21480;
    run.startedAgo = 21480 * 5.2;
    run.secondsPerStep = 5.2;
    run.held = true;
    run.devices = a100;
    run.base = 1.092;
    run.amplitude = 3.15;
    run.tokensPerSecond = 484e3;
    run.mfu = 0.44;
    run.memoryBytes = 61'200'000'000;
    run.slowsAt = 19200;
    run.resumedAt = 12000;
    run.seed = 3;
    locks.push_back(writeFakeRun(workspace, run));

    run = {};
    run.name = "phi-1-exercises";
    run.config = fakeConfig("phi-1-small-finetune", {});
    must(makeFolders(workspace.runs() / run.name));
    RunRecord record;
    record.config = run.config;
    must(writeFileAtomically(workspace.runs() / run.name / "run.toml", toToml(record)));
    JobQueue queue = must(JobQueue::open(workspace));
    must(queue.setPaused(true)); // or a supervisor begins it at once
    must(queue.add({workspace.runs() / run.name,
                    "/bin/true",
                    {"train", "phi-1-small-finetune", "--run", run.name},
                    run.name,
                    {}}));
    return locks;
}

} // namespace phi1::test
