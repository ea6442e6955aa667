// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

/// A peer that stays loaded between measurements: it reads a line for each question and answers
/// with a line of JSON.
class PeerProcess
{
public:
    PeerProcess() = default;
    PeerProcess(const PeerProcess &) = delete;
    PeerProcess &operator=(const PeerProcess &) = delete;
    ~PeerProcess();

    Result<void> start(const std::vector<std::string> &arguments);
    Result<Json> ask(const std::string &question);

private:
    std::string m_name;
    pid_t m_pid = -1;
    std::FILE *m_questions = nullptr;
    std::FILE *m_answers = nullptr;
};

} // namespace phi1
