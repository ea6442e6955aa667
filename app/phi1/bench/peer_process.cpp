// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/bench/peer_process.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"

extern char **environ;

namespace phi1 {

PeerProcess::~PeerProcess()
{
    if (m_questions != nullptr)
        std::fclose(m_questions); // the end of its input ends the peer
    if (m_answers != nullptr)
        std::fclose(m_answers);
    if (m_pid > 0)
        ::waitpid(m_pid, nullptr, 0);
}

Result<void> PeerProcess::start(const std::vector<std::string> &arguments)
{
    m_name = arguments.size() > 1 ? arguments[1] : arguments.front();
    std::signal(SIGPIPE, SIG_IGN); // a peer that died is an error to report, not our end
    int input[2];
    int output[2];
    if (::pipe2(input, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0)
        return failure(ErrorCode::Io, concat("No pipe to the peer: ", systemMessage(errno)));
    FileDescriptor childInput(input[0]);
    FileDescriptor childOutput(output[1]);
    m_questions = ::fdopen(input[1], "w");
    m_answers = ::fdopen(output[0], "r");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, childInput.get(), 0);
    posix_spawn_file_actions_adddup2(&actions, childOutput.get(), 1);
    std::vector<char *> argv;
    for (const std::string &argument : arguments)
        argv.push_back(const_cast<char *>(argument.c_str()));
    argv.push_back(nullptr);
    const int error = ::posix_spawn(&m_pid, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        m_pid = -1;
        return failure(ErrorCode::NotFound, concat("The peer ", arguments.front(),
                                                   " does not start: ", systemMessage(error)));
    }
    return {};
}

Result<Json> PeerProcess::ask(const std::string &question)
{
    const bool isSent =
        std::fputs((question + "\n").c_str(), m_questions) >= 0 && std::fflush(m_questions) == 0;
    char *line = nullptr;
    std::size_t capacity = 0;
    const ssize_t length = isSent ? ::getline(&line, &capacity, m_answers) : -1;
    const std::string answer(line == nullptr || length < 0 ? "" : line);
    std::free(line);
    if (length < 0)
        return failure(ErrorCode::Io, concat("The peer ", m_name, " ended without an answer to \"",
                                             question, "\"; its message stands above"));
    return parseJson(answer, concat("The answer of ", m_name));
}

} // namespace phi1
