// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/scorer.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Whether a line at the left margin ends the function before it.
bool startsStatement(std::string_view line)
{
    return !line.empty() && line[0] != ' ' && line[0] != '\t' && line[0] != '\r';
}

std::string lastLineOf(std::string_view text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.remove_suffix(1);
    const std::size_t lineBreak = text.rfind('\n');
    return printable(lineBreak == std::string_view::npos ? text : text.substr(lineBreak + 1));
}

/// The work of several threads on one list; the first error stops all.
class ParallelScoring
{
public:
    ParallelScoring(const std::vector<Exercise> &exercises, std::vector<ExerciseScore> &scores,
                    const Sandbox &sandbox, const ScorerOptions &options)
        : m_exercises(exercises)
        , m_scores(scores)
        , m_sandbox(sandbox)
        , m_options(options)
    {}

    Result<void> run(const std::vector<std::size_t> &which, int workers)
    {
        m_which = &which;
        m_next = 0;
        m_count = 0;
        std::vector<std::jthread> threads;
        for (int i = 1; i < workers; ++i)
            threads.emplace_back([this] { work(); });
        work();
        threads.clear(); // joins
        return m_error;
    }

private:
    void work()
    {
        while (!m_stop) {
            const std::size_t position = m_next++;
            if (position >= m_which->size())
                return;
            if (m_options.cancelled && m_options.cancelled())
                return stop(
                    failure(ErrorCode::Cancelled, "the evaluation was stopped before its end"));
            const std::size_t index = (*m_which)[position];
            ExerciseScore &score = m_scores[index];
            Result<SandboxRun> run =
                m_sandbox.run(exerciseProgram(m_exercises[index], score.completion));
            if (!run)
                return stop(failure(std::move(run)));
            score.verdict = run->verdict;
            score.message = score.passed() ? std::string() : lastLineOf(run->output);
            report();
        }
    }

    void stop(Result<void> error)
    {
        const std::lock_guard lock(m_mutex);
        if (m_error)
            m_error = std::move(error);
        m_stop = true;
    }

    void report()
    {
        const std::lock_guard lock(m_mutex);
        ++m_count;
        if (m_options.progress)
            m_options.progress(m_count, m_which->size());
    }

    const std::vector<Exercise> &m_exercises;
    std::vector<ExerciseScore> &m_scores;
    const Sandbox &m_sandbox;
    const ScorerOptions &m_options;
    const std::vector<std::size_t> *m_which = nullptr;
    std::atomic<std::size_t> m_next{0};
    std::atomic<bool> m_stop{false};
    std::mutex m_mutex;
    std::size_t m_count = 0;
    Result<void> m_error;
};

} // namespace

std::string functionBody(std::string_view completion)
{
    completion = completion.substr(0, completion.find("<|endoftext|>"));
    completion = completion.substr(0, completion.find("\n\n\n"));
    std::string body;
    bool first = true;
    while (!completion.empty()) {
        const std::size_t end = std::min(completion.find('\n'), completion.size());
        const std::string_view line = completion.substr(0, end);
        if (!first && startsStatement(line))
            break;
        body.append(line) += '\n';
        first = false;
        completion.remove_prefix(std::min(end + 1, completion.size()));
    }
    while (body.ends_with("\n\n"))
        body.pop_back();
    return body == "\n" ? std::string() : body;
}

std::string exerciseProgram(const Exercise &exercise, std::string_view completion)
{
    return concat(exercise.prompt, functionBody(completion), "\n", exercise.test, "\ncheck(",
                  exercise.entryPoint, ")\n");
}

double ScoreReport::rate() const
{
    return problems.empty() ? 0.0
                            : static_cast<double>(passed) / static_cast<double>(problems.size());
}

Result<ScoreReport> scoreCompletions(const std::vector<Exercise> &exercises,
                                     const std::vector<std::string> &completions,
                                     const Sandbox &sandbox, const ScorerOptions &options)
{
    if (exercises.size() != completions.size())
        return failure(ErrorCode::Incompatible,
                       concat(completions.size(), " completions for ", exercises.size(),
                              " exercises; expected one for each"));
    ScoreReport report;
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < exercises.size(); ++i) {
        report.problems.push_back({exercises[i].taskId,
                                   SandboxVerdict::Failed,
                                   completions[i],
                                   functionBody(completions[i]),
                                   {}});
        all.push_back(i);
    }
    ParallelScoring scoring(exercises, report.problems, sandbox, options);
    PHI1_TRY(scoring.run(all, std::max(1, options.workers)));

    std::vector<std::size_t> again;
    for (const std::size_t i : all) {
        if (report.problems[i].verdict == SandboxVerdict::TimedOut)
            again.push_back(i);
    }
    if (options.workers > 1)
        PHI1_TRY(scoring.run(again, 1));
    for (const ExerciseScore &score : report.problems) {
        report.passed += score.passed() ? 1 : 0;
        report.timedOut += score.verdict == SandboxVerdict::TimedOut ? 1 : 0;
    }
    return report;
}

Json scoreToJson(const ScoreReport &report)
{
    Json problems = Json::array();
    for (const ExerciseScore &score : report.problems) {
        problems.push_back({{"task_id", score.taskId},
                            {"passed", score.passed()},
                            {"verdict", sandboxVerdictName(score.verdict)},
                            {"completion", score.completion},
                            {"body", score.body},
                            {"message", score.message}});
    }
    return {{"pass", report.passed},
            {"total", report.problems.size()},
            {"rate", report.rate()},
            {"timed_out", report.timedOut},
            {"problems", std::move(problems)}};
}

} // namespace phi1
