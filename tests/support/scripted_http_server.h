// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace phi1::test {

struct HttpRequest {
    std::string target; ///< "/v1/chat/completions"
    std::string head;   ///< request line and headers
    std::string body;
    std::size_t number = 0; ///< of this server, from 0
};

/// What the server does with a request.
struct HttpReply {
    int status = 200;
    std::string body;
    std::string headers;                    ///< whole lines, each with \r\n
    std::chrono::milliseconds delay{0};     ///< before anything is sent
    std::size_t cutAfter = ~std::size_t{0}; ///< bytes of the body, then the connection is closed
    bool stall = false;                     ///< never answers, until the server ends
    bool hangUp = false;                    ///< closes the connection at once
};

/// An HTTP server on a port of the loopback interface whose answers a test scripts. One thread per
/// connection, one request each.
class ScriptedHttpServer
{
public:
    using Script = std::function<HttpReply(const HttpRequest &)>; ///< called by several threads

    explicit ScriptedHttpServer(Script script)
        : m_script(std::move(script))
    {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *plain = reinterpret_cast<sockaddr *>(&address);
        if (m_listener < 0 || ::bind(m_listener, plain, size) != 0 ||
            ::listen(m_listener, 64) != 0 || ::getsockname(m_listener, plain, &size) != 0)
            throw std::runtime_error("no port for the scripted server");
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { accept(); });
    }
    ~ScriptedHttpServer()
    {
        m_ending = true;
        m_thread.join();
        ::close(m_listener);
        for (std::thread &each : m_connections)
            each.join();
    }
    ScriptedHttpServer(const ScriptedHttpServer &) = delete;
    ScriptedHttpServer &operator=(const ScriptedHttpServer &) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port) + "/v1"; }
    std::size_t requests() const { return m_requests; }
    /// The largest number of requests that were answered at the same time.
    int mostAtOnce() const { return m_most; }

private:
    void accept()
    {
        while (!m_ending) {
            pollfd waiting{m_listener, POLLIN, 0};
            if (::poll(&waiting, 1, 20) <= 0)
                continue;
            const int connection = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection >= 0)
                m_connections.emplace_back([this, connection] { serve(connection); });
        }
    }
    bool receive(int connection, std::string &bytes) const
    {
        while (!m_ending) {
            pollfd waiting{connection, POLLIN, 0};
            if (::poll(&waiting, 1, 20) <= 0)
                continue;
            char buffer[65536];
            const ssize_t got = ::recv(connection, buffer, sizeof buffer, 0);
            if (got > 0)
                bytes.append(buffer, static_cast<std::size_t>(got));
            return got > 0;
        }
        return false;
    }
    void serve(int connection)
    {
        HttpRequest request;
        std::string bytes;
        std::size_t headEnd = std::string::npos;
        while ((headEnd = bytes.find("\r\n\r\n")) == std::string::npos) {
            if (!receive(connection, bytes)) {
                ::close(connection);
                return;
            }
        }
        request.head = bytes.substr(0, headEnd);
        const std::size_t length = request.head.find("Content-Length: ");
        const std::size_t size =
            length == std::string::npos ? 0 : std::stoul(request.head.substr(length + 16));
        while (bytes.size() < headEnd + 4 + size && receive(connection, bytes)) {
        }
        request.body = bytes.substr(headEnd + 4, size);
        const std::size_t begin = request.head.find(' ') + 1;
        request.target = request.head.substr(begin, request.head.find(' ', begin) - begin);
        request.number = m_requests++;
        const int now = ++m_atOnce;
        for (int most = m_most; now > most && !m_most.compare_exchange_weak(most, now);) {
        }
        answer(connection, m_script(request));
        --m_atOnce;
        ::close(connection);
    }
    void answer(int connection, const HttpReply &reply) const
    {
        const auto until = std::chrono::steady_clock::now() + reply.delay;
        while (!m_ending && (reply.stall || std::chrono::steady_clock::now() < until))
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (m_ending || reply.hangUp)
            return;
        std::string bytes = "HTTP/1.1 " + std::to_string(reply.status) +
                            " Scripted\r\nContent-Type: application/json\r\nConnection: close\r\n" +
                            reply.headers + "Content-Length: " + std::to_string(reply.body.size()) +
                            "\r\n\r\n";
        bytes += reply.body.substr(0, reply.cutAfter);
        for (std::size_t sent = 0; sent < bytes.size();) {
            const ssize_t put =
                ::send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (put <= 0)
                return;
            sent += static_cast<std::size_t>(put);
        }
    }

    Script m_script;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<bool> m_ending{false};
    std::atomic<std::size_t> m_requests{0};
    std::atomic<int> m_atOnce{0}, m_most{0};
    std::vector<std::thread> m_connections; ///< of the accepting thread until it has ended
    std::thread m_thread;
};

} // namespace phi1::test
