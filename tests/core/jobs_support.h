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
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/jobs/event_reader.h"
#include "core/jobs/job_files.h"
#include "core/jobs/run_curve.h"

namespace phi1::test {

/// What the tests of jobs share: the fake worker, waiting, looking at files.
class Child
{
public:
    explicit Child(std::vector<std::string> words)
    {
        words.insert(words.begin(), PHI1_FAKE_WORKER);
        std::vector<char *> argv;
        for (std::string &word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
        REQUIRE(::posix_spawn(&pid, argv[0], nullptr, &attributes, argv.data(), environ) == 0);
        posix_spawnattr_destroy(&attributes);
    }
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;
    ~Child()
    {
        ::kill(-pid, SIGKILL);
        wait();
    }
    int wait()
    {
        if (!m_waited)
            ::waitpid(pid, &m_status, 0);
        m_waited = true;
        return m_status;
    }

    pid_t pid = 0;

private:
    bool m_waited = false;
    int m_status = 0;
};

inline Child *runScript(const std::string &script)
{
    return new Child({"run", script});
}

/// Waits until the condition holds; false if it does not within ten seconds.
inline bool eventually(const std::function<bool()> &condition)
{
    for (int i = 0; i < 2000; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

inline std::string textOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline void appendTo(const std::filesystem::path &path, const std::string &text)
{
    std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

inline std::size_t linesOf(const std::filesystem::path &path)
{
    const std::string text = textOf(path);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace phi1::test
