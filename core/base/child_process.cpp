// SPDX-License-Identifier: Apache-2.0
#include "core/base/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"

extern char **environ;

namespace phi1 {

namespace {

int waitFor(pid_t pid)
{
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

Result<ChildResult> runChild(const std::vector<std::string> &arguments, bool captureOutput,
                             std::size_t limit)
{
    std::array<int, 2> ends = {-1, -1};
    if (captureOutput && ::pipe2(ends.data(), O_CLOEXEC) != 0)
        return failure(ErrorCode::Io,
                       concat("no pipe for ", arguments.front(), ": ", systemMessage(errno)));
    FileDescriptor reader(ends[0]);
    FileDescriptor writer(ends[1]);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (captureOutput)
        posix_spawn_file_actions_adddup2(&actions, writer.get(), STDOUT_FILENO);
    std::vector<char *> argv;
    argv.reserve(arguments.size() + 1);
    for (const std::string &argument : arguments)
        argv.push_back(const_cast<char *>(argument.c_str()));
    argv.push_back(nullptr);
    pid_t pid = 0;
    const int spawned = ::posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (spawned != 0)
        return failure(ErrorCode::NotFound,
                       concat(arguments.front(), " cannot be started: ", systemMessage(spawned)));

    ChildResult result;
    writer.reset();
    if (captureOutput) {
        std::string block(1u << 16, '\0');
        while (true) {
            const ssize_t count = ::read(reader.get(), block.data(), block.size());
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                break;
            result.output.append(block, 0, static_cast<std::size_t>(count));
            if (result.output.size() > limit) {
                ::kill(pid, SIGKILL);
                waitFor(pid);
                return failure(ErrorCode::Corrupt, concat(arguments.front(), " printed more than ",
                                                          formatBytes(limit)));
            }
        }
    }
    result.exitStatus = waitFor(pid);
    return result;
}

std::string ownProgram()
{
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

} // namespace phi1
