// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "app/phi1/serve/access_policy.h"
#include "app/phi1/serve/capture_store.h"
#include "app/phi1/serve/http_types.h"
#include "app/phi1/serve/model_registry.h"
#include "app/phi1/serve/route_table.h"

namespace phi1 {

/// The routes of the engine (docs/engine.md). Requests come on the server's thread; reading them,
/// cutting text into tokens and loading models happen on threads of its own.
class Api
{
public:
    /// @param mostQuestions  to captures that are in work at once
    /// @param connections  how many the server has, for the status; called on its thread
    Api(ModelRegistry &registry, std::shared_ptr<CaptureStore> captures, std::int64_t mostQuestions,
        AccessPolicy policy, std::function<std::size_t()> connections);
    ~Api();
    Api(const Api &) = delete;
    Api &operator=(const Api &) = delete;

    /// What refuses a request before its body is read: who asks, the path, the method.
    std::optional<HttpResponse> admit(const HttpRequest &request) const;
    void handle(std::shared_ptr<Exchange> exchange);

    /// New requests are answered with 503 from now on.
    void beginToEnd() { m_isEnding = true; }
    /// Whether a request is still being worked on that cannot be interrupted, such as a load.
    bool isBusy() const { return m_busy > 0; }

private:
    struct Threads;
    HttpResponse status() const;

    ModelRegistry &m_registry;
    const std::shared_ptr<CaptureStore> m_captures;
    const AccessPolicy m_policy;
    const std::function<std::size_t()> m_connectionCount;
    const std::chrono::steady_clock::time_point m_started;
    std::atomic<std::size_t> m_connections = 0;
    std::atomic<bool> m_isEnding = false;
    std::atomic<int> m_busy = 0;
    RouteTable m_routes;
    std::unique_ptr<Threads> m_threads;
};

} // namespace phi1
