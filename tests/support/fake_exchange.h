// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "app/phi1/serve/http_types.h"

namespace phi1::test {

/// A request without a connection; the test waits for its answer or hangs up. What is posted runs
/// at once, on the thread that posts it.
class FakeExchange final : public Exchange
{
public:
    explicit FakeExchange(std::string body) { m_request.body = std::move(body); }

    const HttpRequest &request() const override { return m_request; }
    void post(std::function<void()> work) override { work(); }
    void after(std::chrono::milliseconds, std::function<void()> work) override { work(); }
    void answer(HttpResponse response) override
    {
        const std::lock_guard lock(m_mutex);
        ++m_answers;
        m_answer = std::move(response);
        m_changed.notify_all();
    }
    void beginStream(std::string_view) override {}
    void write(std::string_view) override {}
    void endStream() override {}
    void abandonStream() override {}
    std::size_t pendingBytes() const override { return 0; }
    void onGone(std::function<void()> gone) override
    {
        const std::lock_guard lock(m_mutex);
        m_gone = std::move(gone);
    }

    /// The answer; status 0 if none came within ten seconds.
    HttpResponse wait()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::seconds(10), [this] { return m_answer.has_value(); });
        return m_answer.value_or(HttpResponse{0, "no answer came", "", {}});
    }
    bool isAnswered() const
    {
        const std::lock_guard lock(m_mutex);
        return m_answer.has_value();
    }
    int answers() const
    {
        const std::lock_guard lock(m_mutex);
        return m_answers;
    }
    void hangUp()
    {
        std::function<void()> gone;
        {
            const std::lock_guard lock(m_mutex);
            gone = m_gone;
        }
        if (gone)
            gone();
    }

private:
    HttpRequest m_request;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<HttpResponse> m_answer;
    std::function<void()> m_gone;
    int m_answers = 0;
};

} // namespace phi1::test
