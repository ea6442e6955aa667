// SPDX-License-Identifier: Apache-2.0
#include "core/base/failpoint.h"

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <map>
#include <mutex>
#include <vector>

#include <unistd.h>

namespace phi1 {

namespace {

struct Rule {
    std::string name;
    long long first = 0;
    long long last = 0;
    std::string action;
};

class Registry
{
public:
    Registry()
    {
        if (const char *text = std::getenv("PHI1_FAILPOINT"))
            set(text);
    }

    void set(std::string_view text)
    {
        const std::lock_guard lock(m_mutex);
        m_rules.clear();
        m_passages.clear();
        while (!text.empty()) {
            const std::size_t comma = text.find(',');
            addRule(text.substr(0, comma));
            text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
        }
        m_on.store(!m_rules.empty(), std::memory_order_relaxed);
    }

    Failpoint pass(std::string_view name)
    {
        if (!m_on.load(std::memory_order_relaxed))
            return {};
        const std::lock_guard lock(m_mutex);
        const long long passage = ++m_passages[std::string(name)];
        for (const Rule &rule : m_rules) {
            if (rule.name == name && passage >= rule.first && passage <= rule.last)
                return act(rule.action);
        }
        return {};
    }

private:
    void addRule(std::string_view text)
    {
        const std::size_t at = text.find('@');
        const std::size_t equals = text.find('=', at == std::string_view::npos ? 0 : at);
        if (at == std::string_view::npos || equals == std::string_view::npos)
            return;
        Rule rule{.name = std::string(text.substr(0, at)),
                  .action = std::string(text.substr(equals + 1))};
        const char *begin = text.data() + at + 1;
        const char *end = text.data() + equals;
        const auto parsed = std::from_chars(begin, end, rule.first);
        rule.last = rule.first;
        if (parsed.ptr != end && *parsed.ptr == '-')
            std::from_chars(parsed.ptr + 1, end, rule.last);
        m_rules.push_back(std::move(rule));
    }

    static Failpoint act(const std::string &action)
    {
        if (action == "nan")
            return {.action = FailpointAction::NotANumber};
        if (action == "kill")
            ::kill(::getpid(), SIGKILL);
        const int number = action == "ENOSPC"  ? ENOSPC
                           : action == "EROFS" ? EROFS
                           : action == "EINTR" ? EINTR
                                               : EIO;
        return {.action = FailpointAction::Error, .errorNumber = number};
    }

    std::mutex m_mutex;
    std::vector<Rule> m_rules;
    std::map<std::string, long long> m_passages;
    std::atomic<bool> m_on{false};
};

Registry &registry()
{
    static Registry instance;
    return instance;
}

} // namespace

Failpoint passFailpoint(std::string_view name)
{
    return registry().pass(name);
}

int failpointError(std::string_view name)
{
    return passFailpoint(name).errorNumber;
}

void setFailpoints(const std::string &text)
{
    registry().set(text);
}

} // namespace phi1
