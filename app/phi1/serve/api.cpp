// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/api.h"

#include <exception>
#include <fstream>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <unistd.h>

#include "app/phi1/serve/capture_routes.h"
#include "app/phi1/serve/completion_routes.h"
#include "app/phi1/serve/model_routes.h"
#include "app/phi1/serve/request_body.h"
#include "core/base/text.h"
#include "core/base/version.h"

namespace phi1 {

namespace {

/// Resident memory of this process.
std::uint64_t processBytes()
{
    std::ifstream file("/proc/self/statm");
    std::uint64_t total = 0, resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

/// Slow: two, so that a comparison need not wait for a load.
struct Api::Threads {
    boost::asio::thread_pool quick{1};
    boost::asio::thread_pool slow{2};
};

Api::Api(ModelRegistry &registry, std::shared_ptr<CaptureStore> captures,
         std::int64_t mostQuestions, AccessPolicy policy, std::function<std::size_t()> connections)
    : m_registry(registry)
    , m_captures(std::move(captures))
    , m_policy(std::move(policy))
    , m_connectionCount(std::move(connections))
    , m_started(std::chrono::steady_clock::now())
    , m_threads(std::make_unique<Threads>())
{
    addModelRoutes(m_routes, m_registry, m_captures);
    addCompletionRoutes(m_routes, m_registry);
    addCaptureRoutes(m_routes, m_registry, m_captures, mostQuestions);
    m_routes.add("GET", "/v1/phi1/status",
                 [this](const std::shared_ptr<Exchange> &exchange, const std::string &) {
                     exchange->answer(status());
                 });
}

Api::~Api()
{
    for (boost::asio::thread_pool *pool : {&m_threads->quick, &m_threads->slow}) {
        pool->stop();
        pool->join();
    }
}

std::optional<HttpResponse> Api::admit(const HttpRequest &request) const
{
    if (auto refusal = m_policy.refusal(request))
        return refusal;
    if (m_isEnding)
        return errorResponse(problem(503, "the engine is ending", "", "ending"));
    const RouteTable::Match match = m_routes.find(request.method, request.path);
    if (match.route)
        return std::nullopt;
    if (!match.isPath && request.path != "*")
        return errorResponse(problem(404,
                                     concat("there is no ", printable(request.path, 100),
                                            "; docs/engine.md lists what there is"),
                                     "", "not_found"));
    const std::string allowed = m_routes.allowedMethods(request.path);
    HttpResponse response{204, "", "", {}};
    if (request.method != "OPTIONS")
        response = errorResponse(
            problem(405,
                    concat(printable(request.path, 100), " does not know ",
                           printable(request.method, 20), "; ", allowed, " are expected"),
                    "", "method_not_allowed"));
    response.headers.emplace_back("Allow", allowed);
    return response;
}

void Api::handle(std::shared_ptr<Exchange> exchange)
{
    const HttpRequest &request = exchange->request();
    const RouteTable::Match match = m_routes.find(request.method, request.path); // was admitted
    m_connections = m_connectionCount();
    ++m_busy;
    const auto work = [this, match, exchange = std::move(exchange)] {
        try {
            match.route->handler(exchange, match.id);
        } catch (const std::exception &error) {
            exchange->answer(errorResponse(
                problem(500, concat("the engine failed on this request: ", error.what()))));
        }
        --m_busy;
    };
    const bool isSlow = match.route->pace == RouteTable::Pace::Slow;
    boost::asio::post(isSlow ? m_threads->slow : m_threads->quick, work);
}

HttpResponse Api::status() const
{
    const InferenceStatus inference = m_registry.status();
    const CaptureStore::Totals captures = m_captures->totals();
    std::string device;
    std::size_t models = 0;
    for (const auto &model : m_registry.all()) {
        ++models;
        const std::string &one = model->inspected.device;
        if (device.find(one) == std::string::npos)
            device += (device.empty() ? "" : ", ") + one;
    }
    const std::chrono::duration<double> uptime = std::chrono::steady_clock::now() - m_started;
    return jsonResponse(Json{{"queued", inference.queued},
                             {"active", inference.active},
                             {"uptime", uptime.count()},
                             {"memory_bytes", processBytes()},
                             {"models", models},
                             {"captures", captures.captures},
                             {"capture_bytes", captures.bytes},
                             {"device", device},
                             {"connections", m_connections.load()},
                             {"protocol", 1},
                             {"version", version}});
}

} // namespace phi1
