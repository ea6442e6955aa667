// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "app/phi1/serve/http_connection.h"
#include "core/base/result.h"

namespace boost::asio {
class io_context;
}

namespace phi1 {

/// Listens and takes connections. Lives, with all its connections, on the thread that runs the
/// context.
class HttpServer
{
public:
    HttpServer(boost::asio::io_context &context, const HttpLimits &limits, HttpHandler handler);
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    /// Binds and listens; connections are taken from then on. Usage for a host that is no address
    /// of this machine, Io naming address and reason.
    /// @param host  an IP address or a name that stands for one
    /// @param port  0: a free one
    Result<void> listen(const std::string &host, std::uint16_t port);
    std::uint16_t port() const;
    bool isLoopback() const; ///< whether only this machine can reach it
    std::size_t connections() const;

    /// Takes no more connections and ends each one after the answer it waits for.
    void drain(std::function<void()> drained);
    void closeAll();

private:
    struct State;
    std::shared_ptr<State> m_state; ///< outlived by no connection
};

} // namespace phi1
