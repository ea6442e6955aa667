// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/http_server.h"

#include <algorithm>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/base/text.h"

namespace phi1 {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// Connections over the limit that are told so at the same time; what comes beyond is closed
/// without a word.
constexpr std::size_t refusedAtOnce = 256;
/// Without descriptors or memory for a connection, a moment helps more than trying again.
constexpr auto acceptPause = std::chrono::milliseconds(50);

} // namespace

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
    State(asio::io_context &io, const HttpLimits &httpLimits, HttpHandler httpHandler)
        : context(io)
        , acceptor(io)
        , pause(io)
        , limits(httpLimits)
        , handler(std::move(httpHandler))
    {}

    void accept()
    {
        acceptor.async_accept(
            [self = shared_from_this()](const error_code &error, tcp::socket socket) {
                if (!self->acceptor.is_open())
                    return;
                if (!error)
                    self->take(std::move(socket));
                if (!error || error == asio::error::connection_aborted) {
                    self->accept();
                    return;
                }
                self->pause.expires_after(acceptPause);
                self->pause.async_wait([self](const error_code &cancelled) {
                    if (!cancelled && self->acceptor.is_open())
                        self->accept();
                });
            });
    }

    void take(tcp::socket socket)
    {
        const bool isOver = open.size() >= limits.connections;
        if (isOver && refused >= refusedAtOnce)
            return;
        if (isOver) {
            ++refused;
            std::make_shared<HttpConnection>(std::move(socket), limits, handler,
                                             [self = shared_from_this()] { --self->refused; })
                ->refuse();
            return;
        }
        const auto place = std::make_shared<HttpConnection *>(nullptr);
        auto connection = std::make_shared<HttpConnection>(
            std::move(socket), limits, handler,
            [self = shared_from_this(), place] { self->forget(*place); });
        *place = connection.get();
        open.push_back(connection);
        connection->start();
    }

    void forget(const HttpConnection *connection)
    {
        std::erase_if(open, [&](const auto &each) {
            const auto known = each.lock();
            return !known || known.get() == connection;
        });
        sayDrained();
    }

    void sayDrained()
    {
        if (open.empty() && drained)
            std::exchange(drained, nullptr)();
    }

    /// A copy, since closing takes connections out of the list.
    std::vector<std::shared_ptr<HttpConnection>> all() const
    {
        std::vector<std::shared_ptr<HttpConnection>> connections;
        for (const auto &each : open) {
            if (auto connection = each.lock())
                connections.push_back(std::move(connection));
        }
        return connections;
    }

    asio::io_context &context;
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    const HttpLimits limits;
    const HttpHandler handler;
    std::vector<std::weak_ptr<HttpConnection>> open;
    std::size_t refused = 0;
    std::function<void()> drained;
};

HttpServer::HttpServer(asio::io_context &context, const HttpLimits &limits, HttpHandler handler)
    : m_state(std::make_shared<State>(context, limits, std::move(handler)))
{}

HttpServer::~HttpServer()
{
    error_code ignored;
    m_state->acceptor.close(ignored);
}

Result<void> HttpServer::listen(const std::string &host, std::uint16_t port)
{
    error_code error;
    tcp::resolver resolver(m_state->context);
    const auto found = resolver.resolve(host, std::to_string(port), error);
    if (error || found.empty())
        return failure(ErrorCode::Usage,
                       concat("--host is ", printable(host),
                              ", which stands for no address: ", error.message()));
    const tcp::endpoint endpoint = found.begin()->endpoint();
    auto &acceptor = m_state->acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (!error)
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
        error_code ignored;
        acceptor.close(ignored);
        return failure(ErrorCode::Io,
                       concat("it cannot listen on ", printable(host), " port ", port, ": ",
                              error.message(), "; another --port or --host may be free"));
    }
    m_state->accept();
    return {};
}

std::uint16_t HttpServer::port() const
{
    error_code error;
    return m_state->acceptor.local_endpoint(error).port();
}

bool HttpServer::isLoopback() const
{
    error_code error;
    const auto endpoint = m_state->acceptor.local_endpoint(error);
    return !error && endpoint.address().is_loopback();
}

std::size_t HttpServer::connections() const
{
    return m_state->open.size();
}

void HttpServer::drain(std::function<void()> drained)
{
    error_code ignored;
    m_state->acceptor.close(ignored);
    m_state->drained = std::move(drained);
    for (const auto &connection : m_state->all())
        connection->drain();
    m_state->sayDrained();
}

void HttpServer::closeAll()
{
    for (const auto &connection : m_state->all())
        connection->close();
}

} // namespace phi1
