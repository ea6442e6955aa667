// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/corpora/synthesis_job.h"

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <thread>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/phi1/progress.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/store/column.h"
#include "core/jobs/job_files.h"
#include "core/jobs/job_worker.h"
#include "core/synthesis/answer_log.h"
#include "core/synthesis/coverage.h"
#include "core/synthesis/prompt_plan.h"
#include "core/synthesis/sample_feeder.h"
#include "core/synthesis/synthesizer.h"

namespace phi1 {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char *recordFileName = "synthesis.json";
constexpr std::size_t answersOfBatch = 200; ///< handed on to the corpus at once
constexpr auto batchPatience = std::chrono::seconds(15);
constexpr auto busyPatience = std::chrono::seconds(60); ///< at the end, for the corpus' lock
constexpr auto eventInterval = std::chrono::seconds(2);

/// Refuses what the corpus has already, whoever brought it.
Result<AnswerFilter> filterOf(const SynthesisStart &start)
{
    AnswerFilter filter(start.spec.answers.nearDuplicate);
    const auto hashes = Column::open(start.corpus.column(columnKey::hash));
    if (hashes) {
        for (const SampleHash &hash : hashes->hashes().first(hashes->info().rows))
            filter.addKnown(hash);
    } else if (hashes.error().code != ErrorCode::NotFound) {
        return failure(ErrorCode::Corrupt, hashes.error().message);
    }
    return filter;
}

Json countsJson(const SynthesisCounts &counts)
{
    Json json = {{"planned", counts.planned}, {"answered", counts.answered}};
    for (int i = 0; i < answerOutcomes; ++i) {
        std::string name(outcomeName(static_cast<AnswerOutcome>(i)));
        for (char &c : name)
            c = c == ' ' ? '_' : c;
        json[name] = counts.outcomes[static_cast<std::size_t>(i)];
    }
    json["prompt_tokens"] = counts.promptTokens;
    json["completion_tokens"] = counts.completionTokens;
    json["tokens_estimated"] = counts.tokensEstimated;
    json["retries"] = counts.retries;
    json["set_aside"] = counts.setAside;
    return json;
}

std::string_view endName(SynthesisEnd end)
{
    switch (end) {
    case SynthesisEnd::Complete:
        return "complete";
    case SynthesisEnd::RequestBudget:
        return "request budget";
    case SynthesisEnd::TokenBudget:
        return "token budget";
    case SynthesisEnd::Stopped:
        return "stopped";
    case SynthesisEnd::NeedsPerson:
        return "paused";
    }
    return "";
}

std::string summary(const SynthesisCounts &counts)
{
    const std::uint64_t refused = counts.answered - counts.kept();
    return concat(counts.kept(), " kept, ", refused, " not, ",
                  counts.tokensEstimated ? "about " : "", counts.tokens(), " tokens");
}

/// One start with everything that watches it.
class Run
{
public:
    Run(SynthesisStart &&start, PromptPlan plan, JobWorker &worker)
        : m_start(std::move(start))
        , m_plan(std::move(plan))
        , m_worker(worker)
        , m_feeder(m_start.corpus, m_start.spec, m_start.job.filename().string())
        , m_coverage(m_plan)
        , m_progress(m_start.output, "Generating", "prompts")
    {}

    Result<SynthesisResult> work();
    std::uint64_t added() const { return m_feeder.added(); }
    const Coverage &coverage() const { return m_coverage.coverage(); }
    bool json() const { return m_start.output.json; }
    std::string corpusName() const { return m_start.corpus.name(); }

private:
    void answered(const AnswerRecord &record);
    void progressed(const SynthesisCounts &counts);
    /// @param atEnd  waits for the corpus a while
    Result<void> feed(bool atEnd);

    SynthesisStart m_start;
    PromptPlan m_plan;
    JobWorker &m_worker;
    SampleFeeder m_feeder;
    CoverageCounter m_coverage;
    Progress m_progress;
    Clock::time_point m_fed = Clock::now();
    Clock::time_point m_told{};
    std::optional<Error> m_feedError;
};

Result<void> Run::feed(bool atEnd)
{
    m_fed = Clock::now();
    const auto until = Clock::now() + busyPatience;
    while (true) {
        Result<void> flushed = m_feeder.flush();
        if (flushed || flushed.error().code != ErrorCode::Busy)
            return flushed;
        if (!atEnd)
            return {}; // they wait, and stand in answers.jsonl
        if (Clock::now() > until || StopSignals::stopRequested())
            return failure(ErrorCode::Busy,
                           concat(m_feeder.waiting(), " answers are in ", answersFileName,
                                  " but not in the corpus yet: ", flushed.error().message,
                                  "; start it again to hand them on"));
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

void Run::answered(const AnswerRecord &record)
{
    m_coverage.add(record);
    m_feeder.add(record);
    if (m_feedError ||
        (m_feeder.waiting() < answersOfBatch && Clock::now() - m_fed < batchPatience))
        return;
    if (auto fed = feed(false); !fed)
        m_feedError = fed.error(); // stops it: the answers have nowhere to go
}

void Run::progressed(const SynthesisCounts &counts)
{
    std::string detail = summary(counts);
    if (counts.waiting > 1)
        detail += concat(", the endpoint asks to wait ", formatDuration(counts.waiting));
    m_progress.update(static_cast<std::int64_t>(counts.answered),
                      static_cast<std::int64_t>(counts.planned), detail);
    if (Clock::now() - m_told < eventInterval)
        return;
    m_told = Clock::now();
    Json event = {{"event", "synthesis"}};
    event.update(countsJson(counts));
    event["under_way"] = counts.underWay;
    event["waiting"] = counts.waiting;
    (void)m_worker.event(std::move(event)); // a full disk delays events; the job says so itself
}

Result<SynthesisResult> Run::work()
{
    PHI1_ASSIGN(AnswerFilter filter, filterOf(m_start));
    SynthesisHooks hooks;
    std::uint64_t before = 0;
    hooks.stopRequested = [this] {
        if (StopSignals::stopRequested())
            m_worker.setState(JobState::Stopping);
        return StopSignals::stopRequested() || m_feedError;
    };
    hooks.stopNow = [] { return StopSignals::stopNowRequested(); };
    hooks.read = [&](const AnswerRecord &record) {
        m_progress.startAt(static_cast<std::int64_t>(++before));
        answered(record);
    };
    hooks.answered = [this](const AnswerRecord &record) { answered(record); };
    hooks.progressed = [this](const SynthesisCounts &counts) { progressed(counts); };
    hooks.notice = [this](const std::string &sentence) {
        m_worker.warning("endpoint", sentence);
        m_progress.note("phi1: " + sentence);
    };
    auto result = synthesize(m_start.spec, m_plan, std::move(m_start.key), m_start.job,
                             std::move(filter), hooks);
    if (result)
        progressed(result->counts);
    m_progress.finish();
    if (m_feedError)
        return tl::unexpected<Error>(*m_feedError);
    // Also of a start that failed: what was answered is paid for.
    if (auto fed = feed(true); !fed && result)
        return failure(std::move(fed));
    return result;
}

void printResult(const Run &run, const SynthesisResult &result, const std::filesystem::path &job)
{
    if (!run.json()) {
        std::printf("%s: %s; %llu samples are new in the corpus %s\n", result.sentence.c_str(),
                    summary(result.counts).c_str(), static_cast<unsigned long long>(run.added()),
                    run.corpusName().c_str());
        return;
    }
    Json json = {{"corpus", run.corpusName()},
                 {"job", job.string()},
                 {"end", endName(result.end)},
                 {"sentence", result.sentence},
                 {"added", run.added()}};
    json.update(countsJson(result.counts));
    json["coverage"] = toJson(run.coverage());
    std::fputs(dumpJsonPretty(json).c_str(), stdout);
}

Result<void> runInJob(SynthesisStart &&start, JobWorker &worker)
{
    const std::string needed =
        start.record.keyUsed && start.key.isEmpty()
            ? "key needed: this job was begun with a key, and none was given; give one in "
              "PHI1_API_KEY or with --key-stdin and start it again"
            : "";
    if (!needed.empty()) {
        worker.log("warning", needed);
        worker.finishPaused(needed);
        return failure(ErrorCode::NotFound, "paused: " + needed);
    }
    const std::filesystem::path job = start.job;
    start.record.keyUsed = start.record.keyUsed || !start.key.isEmpty();
    Result<void> settled = settleSynthesisPlan(start);
    if (settled)
        settled = writeSynthesisRecord(job, start.record);
    auto plan = PromptPlan::make(start.spec);
    if (!plan && settled)
        settled = tl::unexpected<Error>(plan.error());
    Result<SynthesisResult> result = tl::unexpected<Error>(Error{});
    if (settled) {
        Run run(std::move(start), std::move(*plan), worker);
        Progress::reportTo(&worker);
        result = run.work();
        Progress::reportTo(nullptr);
        if (result)
            printResult(run, *result, job);
    } else {
        result = tl::unexpected<Error>(settled.error());
    }
    if (!result) {
        const Error &error = result.error();
        worker.error("failed", error.message);
        worker.finish(error.message, error.code == ErrorCode::Usage ? 2 : 1);
        return tl::unexpected<Error>(error);
    }
    switch (result->end) {
    case SynthesisEnd::NeedsPerson:
        worker.log("warning", result->sentence);
        worker.finishPaused(result->sentence);
        return failure(ErrorCode::NotFound, "paused: " + result->sentence);
    case SynthesisEnd::Stopped:
        worker.setState(JobState::Stopping);
        worker.finish("stopped", 130);
        return failure(ErrorCode::Cancelled, concat("stopped; ", summary(result->counts),
                                                    ", and the same command goes on"));
    default:
        worker.finish(result->sentence, 0);
        return {};
    }
}

Result<std::unique_ptr<JobWorker>> startWorker(const SynthesisStart &start)
{
    Json hello = {{"from_step", 0},
                  {"overrides", Json::array()},
                  {"threads", 1},
                  {"devices", Json::array({"cpu"})},
                  {"cpu_capability", ""},
                  {"endpoint", start.spec.endpoint.url},
                  {"model", start.spec.endpoint.model},
                  {"corpus", start.corpus.name()}};
    return JobWorker::start(start.job, {.program = "synthesize",
                                        .arguments = {"synthesize", "--job", start.job.string()},
                                        .hello = std::move(hello)});
}

} // namespace

Result<SynthesisRecord> readSynthesisRecord(const std::filesystem::path &job)
{
    const std::filesystem::path file = job / recordFileName;
    PHI1_ASSIGN(const Json json, readJsonFile(file, 1u << 20));
    try {
        if (json.at("v").get<int>() != 1)
            return failure(ErrorCode::Incompatible,
                           concat(file, " has version ", json.at("v").get<int>(),
                                  "; this program reads version 1"));
        return SynthesisRecord{json.at("workspace").get<std::string>(),
                               json.at("corpus").get<std::string>(),
                               json.at("key_used").get<bool>()};
    } catch (const nlohmann::json::exception &) {
        return failure(ErrorCode::Corrupt, concat(file, " is not what `phi1 synthesize` writes"));
    }
}

Result<void> writeSynthesisRecord(const std::filesystem::path &job, const SynthesisRecord &record)
{
    return writeFileAtomically(job / recordFileName,
                               dumpJsonPretty({{"v", 1},
                                               {"workspace", record.workspace.string()},
                                               {"corpus", record.corpus},
                                               {"key_used", record.keyUsed}}));
}

Result<SynthesisSpec> readSynthesisPlan(const std::filesystem::path &job)
{
    const std::filesystem::path file = job / planFileName;
    PHI1_ASSIGN(const std::string text, readFile(file));
    return readSynthesisSpec(text, file.string(), job);
}

Result<void> settleSynthesisPlan(const SynthesisStart &start)
{
    const auto before = readSynthesisPlan(start.job);
    if (before && planFingerprint(*before) != planFingerprint(start.spec))
        return failure(ErrorCode::Incompatible,
                       concat(start.job, " was begun with another plan: its prompts, lists or seed "
                                         "differ; give a new folder with --job"));
    if (!before && before.error().code != ErrorCode::NotFound)
        return tl::unexpected<Error>(before.error());
    return writeFileAtomically(start.job / planFileName, specToml(start.spec));
}

Result<void> runSynthesis(SynthesisStart &&start)
{
    StopSignals::install();
    PHI1_ASSIGN(const std::unique_ptr<JobWorker> worker, startWorker(start));
    return runInJob(std::move(start), *worker);
}

Result<void> detachSynthesis(SynthesisStart &&start)
{
    PHI1_TRY(makeFolders(start.job));
    PHI1_ASSIGN(const FileDescriptor input, openFile("/dev/null", O_RDONLY));
    PHI1_ASSIGN(const FileDescriptor log,
                openFile(start.job / logFileName, O_WRONLY | O_CREAT | O_APPEND));
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return failure(ErrorCode::Io, concat("no pipe to the new process: ", systemMessage(errno)));
    FileDescriptor told(ends[0]);
    FileDescriptor tell(ends[1]);
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child < 0)
        return failure(ErrorCode::Io, concat("no process for the job: ", systemMessage(errno)));
    if (child == 0) {
        ::setsid();
        if (const pid_t second = ::fork(); second != 0) // the worker is nobody's child
            ::_exit(second < 0 ? 1 : 0);
        ::setpgid(0, 0); // of its own, as stopping a job expects
        ::dup2(input.get(), STDIN_FILENO);
        ::dup2(log.get(), STDOUT_FILENO);
        ::dup2(log.get(), STDERR_FILENO);
        if (::chdir("/") != 0)
            ::_exit(1);
        told.reset();
        StopSignals::install();
        auto worker = startWorker(start);
        const std::string said = worker ? "ok" : worker.error().message;
        [[maybe_unused]] const auto written = writeAll(tell.get(), said, "the pipe");
        tell.reset();
        if (!worker)
            ::_exit(1);
        const auto result = runInJob(std::move(start), **worker);
        worker->reset();
        if (!result)
            std::fprintf(stderr, "phi1: %s\n", result.error().message.c_str());
        std::fflush(nullptr);
        ::_exit(result ? 0 : result.error().code == ErrorCode::Cancelled ? 130 : 1);
    }
    tell.reset();
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    std::string said;
    char bytes[512];
    while (true) {
        const ssize_t got = ::read(told.get(), bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        said.append(bytes, static_cast<std::size_t>(got));
    }
    if (said != "ok")
        return failure(ErrorCode::Io,
                       said.empty() ? "the new process ended before it began" : said);
    return {};
}

} // namespace phi1
