// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/json.h"
#include "tests/support/temporary_folder.h"

/// What the tests of runs share: phi1 as a process, a small configuration, looking at events.
namespace phi1::test {

/// A phi1 process with its output in files.
class Process
{
public:
    Process(const TemporaryFolder &folder, const std::vector<std::string> &arguments,
            const std::vector<std::string> &environment = {})
        : m_output(folder / "stdout")
        , m_error(folder / "stderr")
    {
        m_pid = ::fork();
        if (m_pid != 0)
            return;
        const auto redirect = [](const std::filesystem::path &path, int fd) {
            ::dup2(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), fd);
        };
        redirect(m_output, STDOUT_FILENO);
        redirect(m_error, STDERR_FILENO);
        for (const std::string &assignment : environment)
            ::putenv(const_cast<char *>(assignment.c_str()));
        std::vector<char *> argv = {const_cast<char *>("phi1")};
        for (const std::string &argument : arguments)
            argv.push_back(const_cast<char *>(argument.c_str()));
        argv.push_back(nullptr);
        ::execv(PHI1_PROGRAM, argv.data());
        ::_exit(127);
    }

    void signal(int number) const { ::kill(m_pid, number); }

    bool running()
    {
        int status = 0;
        if (!m_ended && ::waitpid(m_pid, &status, WNOHANG) == m_pid)
            setEnded(status);
        return !m_ended;
    }

    /// The exit status, 128 + N for signal N.
    int wait()
    {
        int status = 0;
        if (!m_ended && ::waitpid(m_pid, &status, 0) == m_pid)
            setEnded(status);
        return m_status;
    }

    std::string output() const { return readFile(m_output).value_or(""); }
    std::string error() const { return readFile(m_error).value_or(""); }

private:
    void setEnded(int status)
    {
        m_ended = true;
        m_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

    std::filesystem::path m_output, m_error;
    pid_t m_pid = -1;
    bool m_ended = false;
    int m_status = -1;
};

inline constexpr const char *config = R"(
[model]
layers = 1
hidden = 32
heads = 2
context = 32
vocabulary = 400
[data]
train = "builtin:textbook"
passages = 60
exercises = 40
[training]
steps = 60
batch_size = 4
micro_batch_size = 2
learning_rate = 0.005
warmup_steps = 5
dropout = 0.1
[evaluation]
every = 20
sequences = 4
[checkpoint]
every = 7
keep = 3
[probes]
prompts = ["One thing", "def f(x):\n"]
[hardware]
devices = "cpu"
threads = 1
dtype = "float32"
)";

struct Runs {
    TemporaryFolder folder;

    Runs() { std::ofstream(folder / "config.toml") << config; }

    std::filesystem::path path(const std::string &name) const { return folder / name; }

    std::vector<std::string> train(const std::string &name,
                                   const std::vector<std::string> &more = {}) const
    {
        std::vector<std::string> arguments = {"train", (folder / "config.toml").string(), "--run",
                                              path(name).string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    /// Runs to the end; the exit status.
    int run(const std::vector<std::string> &arguments, std::string *error = nullptr,
            std::string *output = nullptr, const std::vector<std::string> &environment = {}) const
    {
        Process process(folder, arguments, environment);
        const int status = process.wait();
        INFO(process.error());
        if (error)
            *error = process.error();
        if (output)
            *output = process.output();
        return status;
    }
};

inline std::vector<Json> events(const std::filesystem::path &run)
{
    std::vector<Json> all;
    std::istringstream lines(readFile(run / "events.jsonl").value_or(""));
    for (std::string line; std::getline(lines, line);) {
        if (auto event = parseJson(line, "event"))
            all.push_back(std::move(*event));
    }
    return all;
}

inline std::size_t countEvents(const std::filesystem::path &run, const std::string &name)
{
    std::size_t count = 0;
    for (const Json &event : events(run))
        count += event["event"] == name ? 1 : 0;
    return count;
}

inline bool waitForStep(Process &process, const std::filesystem::path &run, std::size_t step)
{
    while (process.running()) {
        if (countEvents(run, "step") >= step)
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

} // namespace phi1::test
