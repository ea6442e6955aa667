// SPDX-License-Identifier: Apache-2.0
//
// A worker that does what a script says, so that tests can meet every kind of bad luck.
//     phi1_fake_worker run SCRIPT          SCRIPT: one statement a line, see `statements` below
//     phi1_fake_worker run SCRIPT … --run DIR   the same; "job" without a folder means DIR
//     phi1_fake_worker run SCRIPT … --job DIR   the same
//     phi1_fake_worker resume DIR [--set KEY=VALUE]…   DIR/resume.script
//     phi1_fake_worker batch DIR --step N --json   documents of steps up to 100
//     phi1_fake_worker supervise --workspace DIR [IDLE_SECONDS]
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/stop_signals.h"
#include "core/jobs/job_worker.h"
#include "core/jobs/supervisor.h"
#include "tests/support/fake_curve.h"

namespace {

using namespace phi1;

/// The command line without the program, which a real worker writes into its status.json too.
std::vector<std::string> commandLine;

struct Worker {
    std::string folder;
    std::unique_ptr<JobWorker> job;

    void start(const std::string &where)
    {
        folder = where;
        auto started = JobWorker::start(folder, {"fake", commandLine, nullptr, 0.05});
        if (!started) {
            std::fprintf(stderr, "%s\n", started.error().message.c_str());
            std::exit(1);
        }
        job = std::move(*started);
    }
    void append(const std::string &bytes) const
    {
        const auto file = openFile(folder + "/events.jsonl", O_WRONLY | O_CREAT | O_APPEND);
        if (!file || !writeAll(file->get(), bytes, folder))
            std::exit(1);
    }
    void step(long step) const
    {
        if (!job->event(test::fakeStep(step)))
            std::exit(1);
    }
};

void sleepFor(const std::string &seconds)
{
    std::this_thread::sleep_for(std::chrono::duration<double>(std::stod(seconds)));
}

/// Calls `act` with 0, 1, … `perSecond` times a second until it returns false.
void atRate(double perSecond, const std::function<bool(long)> &act)
{
    const auto begin = std::chrono::steady_clock::now();
    for (long i = 0;; ++i) {
        std::this_thread::sleep_until(
            begin + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(i) / perSecond)));
        if (!act(i))
            return;
    }
}

int run(const std::string &script, const std::string &runFolder = {})
{
    Worker worker;
    const std::map<std::string, std::function<void(const std::string &)>> statements = {
        {"job",
         [&](const std::string &folder) { worker.start(folder.empty() ? runFolder : folder); }},
        {"folder",
         [&](const std::string &folder) { worker.folder = folder; }}, // no worker, only say
        {"hello",
         [&](const std::string &from) {
             if (!worker.job->hello({{"from_step", std::stol(from)}}))
                 std::exit(1);
         }},
        {"say", [&](const std::string &line) { worker.append(line + "\n"); }},
        {"torn", [&](const std::string &text) { worker.append(text); }},
        {"steps", // FIRST LAST, as fast as it can
         [&](const std::string &range) {
             long first = 0;
             long last = 0;
             std::istringstream(range) >> first >> last;
             for (long step = first; step <= last; ++step)
                 worker.step(step);
         }},
        {"print", [](const std::string &text) { std::fprintf(stderr, "%s\n", text.c_str()); }},
        {"flood", // BYTES of one line into the events
         [&](const std::string &bytes) { worker.append(std::string(std::stoul(bytes), 'x')); }},
        {"mark", // FILE: a line that says that it came here
         [](const std::string &file) {
             const auto opened = openFile(file, O_WRONLY | O_CREAT | O_APPEND);
             if (!opened || !writeAll(opened->get(), std::to_string(::getpid()) + "\n", file))
                 std::exit(1);
         }},
        {"ignore", [](const std::string &) { std::signal(SIGTERM, SIG_IGN); }},
        {"listen", [](const std::string &) { StopSignals::install(); }},
        {"until-stop",
         [&](const std::string &) {
             while (!StopSignals::stopRequested())
                 sleepFor("0.01");
         }},
        {"fork", // a child in the same process group that lives SECONDS
         [](const std::string &seconds) {
             if (::fork() == 0) {
                 sleepFor(seconds);
                 ::_exit(0);
             }
         }},
        {"pace", // FIRST LAST PER_SECOND: until then or until it is to stop
         [&](const std::string &range) {
             long first = 0;
             long last = 0;
             double perSecond = 0;
             std::istringstream(range) >> first >> last >> perSecond;
             atRate(perSecond, [&](long i) {
                 if (first + i > last || StopSignals::stopRequested())
                     return false;
                 worker.step(first + i);
                 return true;
             });
         }},
        {"log", // LEVEL TEXT
         [&](const std::string &words) {
             const std::size_t space = words.find(' ');
             worker.job->log(words.substr(0, space), words.substr(space + 1));
         }},
        {"log-flood", // LINES_PER_SECOND SECONDS, numbered
         [&](const std::string &range) {
             double perSecond = 0;
             double seconds = 0;
             std::istringstream(range) >> perSecond >> seconds;
             const auto file = openFile(worker.folder + "/log.txt", O_WRONLY | O_CREAT | O_APPEND);
             constexpr double bursts = 100;
             long line = 0;
             atRate(bursts, [&](long i) {
                 std::string text;
                 for (const long end =
                          static_cast<long>(perSecond * static_cast<double>(i + 1) / bursts);
                      line < end; ++line)
                     text += "line " + std::to_string(line) + " of a flood that nobody reads\n";
                 return file && writeAll(file->get(), text, worker.folder) &&
                        static_cast<double>(i + 1) < bursts * seconds;
             });
         }},
        {"status", // TEXT: as the whole status.json
         [&](const std::string &text) {
             if (!writeFileAtomically(worker.folder + "/status.json", text))
                 std::exit(1);
         }},
        {"sleep", sleepFor},
        {"finish",
         [&](const std::string &status) {
             worker.job->finish("as the script says", std::stoi(status));
         }},
        {"exit", [](const std::string &status) { ::_exit(std::stoi(status)); }},
        {"signal",
         [](const std::string &number) {
             std::signal(std::stoi(number), SIG_DFL); // sanitizers catch some
             ::kill(::getpid(), std::stoi(number));
             sleepFor("10");
         }},
    };
    std::istringstream lines(script);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t space = line.find(' ');
        const auto found = statements.find(line.substr(0, space));
        if (found == statements.end()) {
            std::fprintf(stderr, "no such statement: %s\n", line.c_str());
            return 2;
        }
        found->second(space == std::string::npos ? "" : line.substr(space + 1));
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    commandLine.assign(argv + std::min(1, argc), argv + argc);
    const std::string verb = argc > 1 ? argv[1] : "";
    if (verb == "run" && argc == 3)
        return run(argv[2]);
    if (verb == "run" && argc >= 5) // others may stand between
        return run(argv[2], argv[argc - 1]);
    if (verb == "resume" && argc >= 3) {
        const auto script = readFile(argv[2] + std::string("/resume.script"));
        return script ? run(*script, argv[2]) : 1;
    }
    if (verb == "batch" && argc >= 5) {
        if (std::atol(argv[4]) > 100) {
            std::fprintf(stderr, "phi1: --step is %s, expected 1 to 100\n", argv[4]);
            return 2;
        }
        // Step 77 has read something.
        std::printf(
            "{\"step\": %s, \"sequences\": [%s]}\n", argv[4],
            std::string_view(argv[4]) == "77"
                ? R"({"sequence":5,"documents":[{"document":3,"text":"def f():\n"},)"
                  R"({"document":4,"text":""},{"document":6,"text":"x = 1\n","text_cut":true}]})"
                : "");
        return 0;
    }
    if (verb == "supervise" && argc >= 4) {
        const auto result = supervise({argv[3]}, {argc > 4 ? std::atof(argv[4]) : 0.5, false});
        if (!result)
            std::fprintf(stderr, "%s\n", result.error().message.c_str());
        return result ? 0 : 1;
    }
    std::fprintf(stderr, "usage: phi1_fake_worker run SCRIPT | supervise --workspace DIR [IDLE]\n");
    return 2;
}
