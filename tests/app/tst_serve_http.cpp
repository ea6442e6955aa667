// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/phi1/serve/http_head.h"
#include "app/phi1/serve/http_server.h"

using namespace phi1;
using namespace std::chrono_literals;

namespace {

HttpResponse plain(int status, const std::string &text)
{
    return {status, text, "text/plain", {}};
}

/// A server that answers with what it was sent, on a thread of its own.
class EchoServer
{
public:
    explicit EchoServer(HttpLimits limits = {})
        : m_server(
              m_context, limits,
              {[](const HttpRequest &request) -> std::optional<HttpResponse> {
                   if (request.path == "/forbidden")
                       return plain(403, "no");
                   return std::nullopt;
               },
               [this](std::shared_ptr<Exchange> exchange) { handle(std::move(exchange)); },
               [](int status, const std::string &sentence) { return plain(status, sentence); }})
    {
        REQUIRE(m_server.listen("127.0.0.1", 0));
        m_port = m_server.port();
        m_thread = std::thread([this] { m_context.run(); });
    }
    ~EchoServer()
    {
        boost::asio::post(m_context, [this] {
            m_server.closeAll();
            m_held.reset();
            m_context.stop();
        });
        m_thread.join();
    }

    std::uint16_t port() const { return m_port; }
    std::atomic<int> gone = 0;
    std::atomic<std::size_t> pending = 0;

private:
    void handle(std::shared_ptr<Exchange> exchange)
    {
        const HttpRequest &request = exchange->request();
        if (request.path == "/drop")
            return;
        if (request.path == "/hold") {
            exchange->onGone([this] { ++gone; });
            m_held = std::move(exchange);
            return;
        }
        if (request.path == "/stream") {
            exchange->beginStream("text/event-stream");
            for (const char *part : {"one", "two", ""})
                exchange->write(part);
            exchange->endStream();
            return;
        }
        if (request.path == "/flood") {
            exchange->onGone([this] { ++gone; });
            exchange->beginStream("text/event-stream");
            flood(exchange);
            return;
        }
        exchange->answer(plain(200, request.method + " " + request.path + " " + request.body));
    }

    /// Writes until 4 MiB wait.
    void flood(const std::shared_ptr<Exchange> &exchange)
    {
        pending = exchange->pendingBytes();
        if (pending < (4u << 20)) {
            exchange->write(std::string(64 << 10, 'x'));
            exchange->post([this, exchange] { flood(exchange); });
        } else {
            exchange->abandonStream();
        }
    }

    boost::asio::io_context m_context;
    HttpServer m_server;
    std::shared_ptr<Exchange> m_held;
    std::uint16_t m_port = 0;
    std::thread m_thread;
};

/// A client that sends what it is told, byte for byte.
class Client
{
public:
    explicit Client(const EchoServer &server, int receiveBuffer = 0)
        : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        if (receiveBuffer > 0)
            ::setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof(receiveBuffer));
        const timeval patience{20, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(server.port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof(address)) == 0);
    }
    ~Client() { close(); }
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

    void close()
    {
        if (m_socket >= 0)
            ::close(m_socket);
        m_socket = -1;
    }
    /// false once the server has closed.
    bool send(const std::string &bytes) const
    {
        return ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(bytes.size());
    }
    /// Reads until `end` was seen or the connection ends.
    std::string readUntil(const std::string &end)
    {
        std::string all;
        char buffer[4096];
        while (end.empty() || all.find(end) == std::string::npos) {
            const ssize_t count = ::recv(m_socket, buffer, sizeof(buffer), 0);
            if (count <= 0)
                break;
            all.append(buffer, static_cast<std::size_t>(count));
        }
        return all;
    }
    std::string readAll() { return readUntil(""); }

private:
    int m_socket;
};

std::string get(const std::string &path, const std::string &headers = "")
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

bool waitFor(const auto &condition)
{
    for (int i = 0; i < 2000 && !condition(); ++i)
        std::this_thread::sleep_for(5ms);
    return condition();
}

} // namespace

TEST_CASE("requests sent ahead are answered one after the other, on one connection")
{
    EchoServer server;
    Client client(server);
    std::string requests;
    for (int i = 0; i < 50; ++i)
        requests += "POST /" + std::to_string(i) +
                    " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc";
    requests += get("/last", "Connection: close\r\n");
    CHECK(client.send(requests));
    const std::string answers = client.readAll();
    std::size_t at = 0;
    for (int i = 0; i < 50; ++i) {
        at = answers.find("POST /" + std::to_string(i) + " abc", at);
        REQUIRE(at != std::string::npos);
    }
    CHECK(answers.find("GET /last", at) != std::string::npos);
    CHECK(contains(answers, "Connection: close"));
}

TEST_CASE("a request may come byte by byte, in chunks, and with an escaped path")
{
    EchoServer server;
    Client client(server);
    const std::string request = "POST /a%20b?query=1 HTTP/1.1\r\nHost: localhost\r\n"
                                "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                                "3\r\nabc\r\n4;name=value\r\ndefg\r\n0\r\nTrailer: x\r\n\r\n";
    for (const char byte : request)
        REQUIRE(client.send(std::string(1, byte)));
    CHECK(contains(client.readAll(), "POST /a b abcdefg"));
}

TEST_CASE("a stream comes in chunks, to an old client until the end of the connection")
{
    EchoServer server;
    Client client(server);
    client.send(get("/stream"));
    const std::string answer = client.readUntil("0\r\n\r\n");
    CHECK(contains(answer, "Transfer-Encoding: chunked"));
    CHECK(contains(answer, "\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"));
    // The connection goes on.
    client.send(get("/again", "Connection: close\r\n"));
    CHECK(contains(client.readAll(), "GET /again"));

    Client old(server);
    old.send("GET /stream HTTP/1.0\r\n\r\n");
    const std::string whole = old.readAll();
    CHECK(!contains(whole, "chunked"));
    CHECK(whole.substr(whole.size() - 6) == "onetwo");
}

TEST_CASE("HEAD has the headers of GET and no body; a client that expects it is told to go on")
{
    EchoServer server;
    Client client(server);
    client.send("HEAD /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const std::string head = client.readAll();
    CHECK(contains(head, "Content-Length: 8\r\n"));
    CHECK(head.substr(head.size() - 4) == "\r\n\r\n");

    Client polite(server);
    polite.send("POST /y HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
                "4\r\nConnection: close\r\n\r\n");
    CHECK(polite.readUntil("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    polite.send("body");
    CHECK(contains(polite.readAll(), "POST /y body"));
}

TEST_CASE("what is not HTTP, or too much of it, is refused with the right status")
{
    HttpLimits limits;
    limits.headerBytes = 1000;
    limits.bodyBytes = 1000;
    EchoServer server(limits);
    const std::string host = "Host: localhost\r\n";
    const std::map<std::string, int> cases = {
        {"nonsense\r\n\r\n", 400},
        {"GET / HTTP/9.9\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" + host + host + "\r\n", 400},
        {"GET nowhere HTTP/1.1\r\n" + host + "\r\n", 400},
        {"GET /%0a HTTP/1.1\r\n" + host + "\r\n", 400},
        {"GET /%g1 HTTP/1.1\r\n" + host + "\r\n", 400},
        {"GET / HTTP/1.1\r\n" + host + " folded\r\nno colon here\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1001\r\n\r\n", 413},
        {"POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999999\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n" + "500\r\n" +
             std::string(0x500, 'x') + "\r\n",
         413},
        {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
        {"GET / HTTP/1.1\r\n" + host + "Long: " + std::string(2000, 'x') + "\r\n\r\n", 431},
        {"GET /forbidden HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", 403},
    };
    for (const auto &[request, status] : cases) {
        CAPTURE(request);
        Client client(server);
        client.send(request);
        const std::string answer = client.readAll();
        CHECK(answer.substr(0, 13) == "HTTP/1.1 " + std::to_string(status) + " ");
    }
    Client after(server);
    after.send(get("/alive", "Connection: close\r\n"));
    CHECK(contains(after.readAll(), "GET /alive"));
}

TEST_CASE("a refused body is not kept, and the client that goes on sending still sees why")
{
    HttpLimits limits;
    limits.bodyBytes = 1000;
    EchoServer server(limits);
    Client client(server);
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n");
    const std::string block(1 << 20, 'x');
    for (int i = 0; i < 30; ++i)
        client.send(block);
    CHECK(contains(client.readAll(), "413 Payload Too Large"));
}

TEST_CASE("who is too slow is given up: with headers, with a body, between requests")
{
    HttpLimits limits;
    limits.head = limits.body = limits.idle = 100ms;
    EchoServer server(limits);
    Client head(server), body(server), idle(server);
    head.send("GET / HTTP/1.1\r\nHost: loc");
    body.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
    CHECK(contains(head.readAll(), "408 Request Timeout"));
    CHECK(contains(body.readAll(), "408 Request Timeout"));
    CHECK(idle.readAll().empty());
}

TEST_CASE("connections beyond the limit are told so, those within are served")
{
    HttpLimits limits;
    limits.connections = 3;
    EchoServer server(limits);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<Client>(server));
        clients.back()->send(get("/" + std::to_string(i)));
        CHECK(contains(clients.back()->readUntil("GET /"), "200 OK"));
    }
    Client extra(server);
    extra.send(get("/"));
    const std::string refusal = extra.readAll();
    CHECK(contains(refusal, "503 Service Unavailable"));
    clients.back()->close();
    // Its place is free again.
    CHECK(waitFor([&] {
        Client next(server);
        next.send(get("/next", "Connection: close\r\n"));
        return contains(next.readAll(), "GET /next");
    }));
    clients.front()->send(get("/still"));
    CHECK(contains(clients.front()->readUntil("GET /still"), "200 OK"));
}

TEST_CASE("a client that hangs up is noticed, also behind requests it sent ahead")
{
    EchoServer server;
    Client client(server);
    client.send(get("/hold") + get("/never"));
    std::this_thread::sleep_for(20ms);
    CHECK(server.gone == 0);
    client.close();
    CHECK(waitFor([&] { return server.gone == 1; }));
}

TEST_CASE("a client that does not read does not make a stream grow, and its end is noticed")
{
    EchoServer server;
    Client client(server, 4096);
    client.send(get("/flood"));
    CHECK(waitFor([&] { return server.gone == 1; }));
    CHECK(server.pending >= 4u << 20);
    CHECK(server.pending < 5u << 20);
    // The stream is cut, so that it does not look whole.
    CHECK(!contains(client.readAll(), "\r\n0\r\n\r\n"));
}

TEST_CASE("a request that is forgotten is answered with 500")
{
    EchoServer server;
    Client client(server);
    client.send(get("/drop", "Connection: close\r\n"));
    CHECK(contains(client.readAll(), "500 Internal Server Error"));
}

TEST_CASE("a target becomes a path")
{
    CHECK(pathOfTarget("/a/b?c=d#e") == "/a/b");
    CHECK(pathOfTarget("/%41%2f") == "/A/");
    CHECK(pathOfTarget("*") == "*");
    CHECK(!pathOfTarget("/%0"));
    CHECK(!pathOfTarget("/%00"));
    CHECK(!pathOfTarget(""));
    CHECK(!pathOfTarget("http://x/"));
    CHECK(chunk("0123456789abcdef") == "10\r\n0123456789abcdef\r\n");
}
