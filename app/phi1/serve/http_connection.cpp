// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/http_connection.h"

#include <boost/asio/post.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "app/phi1/serve/connection_exchange.h"
#include "app/phi1/serve/http_head.h"
#include "core/base/text.h"

namespace phi1 {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

/// What a client may send ahead of the answer it waits for.
constexpr std::size_t aheadLimit = 64u << 10;
/// What is read and thrown away, so that a client in the middle of sending sees why it was refused.
constexpr std::size_t lingerBytes = 256u << 20;

} // namespace

HttpConnection::HttpConnection(Socket socket, const HttpLimits &limits, const HttpHandler &handler,
                               std::function<void()> closed)
    : m_socket(std::move(socket))
    , m_deadline(m_socket.get_executor())
    , m_limits(limits)
    , m_handler(handler)
    , m_closed(std::move(closed))
{}

HttpConnection::~HttpConnection()
{
    if (m_closed)
        m_closed();
}

void HttpConnection::start()
{
    error_code ignored; // an option that cannot be set costs speed, nothing else
    m_socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    setDeadline(m_limits.idle);
    read();
}

void HttpConnection::refuse()
{
    m_state = State::Answering;
    m_unreadBody = true;
    m_keepAlive = false;
    answer(m_handler.error(503, concat("the engine has ", m_limits.connections,
                                       " connections already, which is all it takes; try again "
                                       "in a second")));
}

void HttpConnection::drain()
{
    m_keepAlive = false;
    if (m_state != State::Answering && m_state != State::Lingering)
        close();
}

void HttpConnection::close()
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    error_code ignored; // it is gone either way
    m_deadline.cancel();
    m_socket.close(ignored);
    // What waits for an answer is told; it may hold the last reference to this.
    const auto self = shared_from_this();
    if (const auto gone = std::exchange(m_gone, nullptr))
        gone();
    if (const auto closed = std::exchange(m_closed, nullptr))
        closed();
}

void HttpConnection::read()
{
    if (m_reading || m_state == State::Closed)
        return;
    if (m_state == State::Answering && m_buffer.size() >= aheadLimit)
        return;
    m_reading = true;
    m_socket.async_read_some(
        asio::buffer(m_arrived),
        [self = shared_from_this()](const error_code &error, std::size_t count) {
            self->m_reading = false;
            self->onRead(error, count);
        });
}

void HttpConnection::onRead(const error_code &error, std::size_t count)
{
    if (m_state == State::Closed)
        return;
    if (error) {
        close();
        return;
    }
    asio::buffer_copy(m_buffer.prepare(count), asio::buffer(m_arrived));
    m_buffer.commit(count);
    switch (m_state) {
    case State::Lingering:
        m_discarded += m_buffer.size();
        m_buffer.consume(m_buffer.size());
        if (m_discarded > lingerBytes)
            close();
        else
            read();
        break;
    case State::Answering:
        read();
        break;
    default:
        parse();
    }
}

void HttpConnection::parse()
{
    if (m_state == State::Idle) {
        m_state = State::Head;
        m_parser.emplace();
        m_parser->header_limit(m_limits.headerBytes);
        m_parser->body_limit(m_limits.bodyBytes);
        setDeadline(m_limits.head);
    }
    while (m_buffer.size() > 0 && !m_parser->is_done()) {
        error_code error;
        const std::size_t used = m_parser->put(m_buffer.data(), error);
        m_buffer.consume(used);
        if (error == http::error::need_more)
            break;
        if (error) {
            onParseError(error);
            return;
        }
        if (m_state == State::Head && m_parser->is_header_done()) {
            onHead();
            if (m_state != State::Body)
                return;
        }
    }
    if (m_parser->is_done())
        onRequest();
    else if (m_buffer.size() > aheadLimit) // a chunk's own header or trailer without an end
        fail(400, "the request is not HTTP: a line of its body does not end");
    else
        read();
}

void HttpConnection::onHead()
{
    const auto &head = m_parser->get();
    m_keepAlive = head.keep_alive();
    m_isHead = head.method() == http::verb::head;
    m_request = {};
    m_request.method = std::string(head.method_string());
    m_request.isOldHttp = head.version() < 11;
    m_request.host = std::string(head[http::field::host]);
    m_request.hasOrigin = head.count(http::field::origin) > 0;
    m_request.authorization = std::string(head[http::field::authorization]);
    if (head.count(http::field::host) > 1)
        return fail(400, "the request has several Host headers; one is expected");
    if (!m_request.isOldHttp && head.count(http::field::host) == 0)
        return fail(400, "the request has no Host header, which HTTP/1.1 demands");
    if (head.version() != 10 && head.version() != 11)
        return fail(400, concat("the request is HTTP/", head.version() / 10, ".",
                                head.version() % 10, "; 1.0 or 1.1 is expected"));
    const auto path = pathOfTarget(std::string_view(head.target().data(), head.target().size()));
    if (!path)
        return fail(400,
                    concat("the request's target is ", printable(std::string(head.target()), 60),
                           "; a path that begins with / is expected"));
    m_request.path = *path;
    if (auto refusal = m_handler.admit(m_request)) {
        m_state = State::Answering;
        m_unreadBody = !m_parser->is_done();
        m_keepAlive = m_keepAlive && !m_unreadBody;
        answer(std::move(*refusal));
        return;
    }
    m_state = State::Body;
    m_parser->eager(true);
    if (m_parser->is_done())
        return;
    setDeadline(m_limits.body);
    if (boost::beast::iequals(head[http::field::expect], "100-continue"))
        send("HTTP/1.1 100 Continue\r\n\r\n");
}

void HttpConnection::onRequest()
{
    m_state = State::Answering;
    m_answerBegun = m_answerDone = false;
    m_request.body = std::move(m_parser->get().body());
    m_parser.reset();
    clearDeadline();
    read(); // to notice a hang-up
    m_handler.handle(makeExchange(shared_from_this(), std::move(m_request), m_exchange));
}

void HttpConnection::onParseError(const error_code &error)
{
    m_request.isOldHttp = m_parser->is_header_done() && m_parser->get().version() < 11;
    if (error == http::error::body_limit)
        return fail(413, concat("the body is larger than ", formatBytes(m_limits.bodyBytes),
                                ", the most a request may have"));
    if (error == http::error::header_limit)
        return fail(431, concat("the headers are larger than ", formatBytes(m_limits.headerBytes),
                                ", the most a request may have"));
    fail(400, concat("the request is not HTTP: ", error.message()));
}

void HttpConnection::fail(int status, const std::string &sentence)
{
    m_state = State::Answering;
    m_unreadBody = true;
    m_keepAlive = false;
    answer(m_handler.error(status, sentence));
}

void HttpConnection::answer(HttpResponse response)
{
    if (m_state != State::Answering || m_answerBegun)
        return;
    m_answerBegun = m_answerDone = true;
    send(responseHead(response, {!m_keepAlive, m_request.isOldHttp, false}));
    if (!m_isHead && response.status != 204)
        send(response.body);
}

void HttpConnection::beginStream(std::string_view contentType)
{
    if (m_answerBegun)
        return;
    m_answerBegun = true;
    m_isChunked = !m_request.isOldHttp;
    m_keepAlive =
        m_keepAlive && m_isChunked; // without chunks only the end of the connection ends it
    HttpResponse response;
    response.contentType = std::string(contentType);
    send(responseHead(response, {!m_keepAlive, m_request.isOldHttp, true}));
}

void HttpConnection::writePart(std::string_view part)
{
    if (part.empty() || !m_answerBegun || m_answerDone)
        return;
    send(m_isChunked ? chunk(part) : std::string(part));
}

void HttpConnection::endStream()
{
    if (m_answerDone)
        return;
    m_answerDone = true;
    if (m_isChunked)
        send(lastChunk);
    else if (!m_writing)
        finishAnswer();
}

void HttpConnection::onExchangeDropped()
{
    if (m_answerDone || m_state != State::Answering)
        return;
    if (m_answerBegun)
        close();
    else
        answer(m_handler.error(500,
                               "the request was dropped without an answer, which is a fault of "
                               "the engine; please report it"));
}

void HttpConnection::send(std::string_view bytes)
{
    if (m_state == State::Closed)
        return;
    m_next += bytes;
    if (!m_writing && !m_next.empty()) {
        m_writing = true;
        setDeadline(m_limits.write);
        // A head and its body, added one after the other, go out together.
        asio::post(m_socket.get_executor(), [self = shared_from_this()] { self->writeSome(); });
    }
}

void HttpConnection::writeSome()
{
    if (m_state == State::Closed)
        return;
    if (m_outDone == m_out.size()) {
        m_out.clear();
        m_outDone = 0;
        std::swap(m_out, m_next);
    }
    m_socket.async_write_some(
        asio::buffer(m_out.data() + m_outDone, m_out.size() - m_outDone),
        [self = shared_from_this()](const error_code &error, std::size_t count) {
            self->onWritten(error, count);
        });
}

void HttpConnection::onWritten(const error_code &error, std::size_t count)
{
    if (m_state == State::Closed)
        return;
    if (error) {
        close();
        return;
    }
    m_outDone += count;
    setDeadline(m_limits.write);
    if (pendingBytes() > 0) {
        writeSome();
        return;
    }
    m_writing = false;
    // A large answer is not kept for the sake of the next small one.
    m_out = {};
    m_outDone = 0;
    if (m_state == State::Body) // "100 Continue" was sent
        setDeadline(m_limits.body);
    else if (m_state == State::Answering && m_answerDone)
        finishAnswer();
    else
        clearDeadline();
}

void HttpConnection::finishAnswer()
{
    const auto self = shared_from_this();
    m_gone = nullptr;
    ++m_exchange;
    if (!m_keepAlive) {
        linger();
        return;
    }
    m_parser.reset();
    m_answerBegun = m_answerDone = false;
    m_isHead = m_unreadBody = false;
    m_state = State::Idle;
    setDeadline(m_limits.idle);
    if (m_buffer.size() > 0)
        asio::post(m_socket.get_executor(), [self] {
            if (self->m_state == State::Idle && self->m_buffer.size() > 0)
                self->parse();
        });
    read();
}

void HttpConnection::linger()
{
    // Closing while the client still sends would reset the connection, and it might never see the
    // answer.
    m_state = State::Lingering;
    m_buffer.consume(m_buffer.size());
    error_code error;
    m_socket.shutdown(Socket::shutdown_send, error);
    if (error) {
        close();
        return;
    }
    setDeadline(m_limits.linger);
    read();
}

void HttpConnection::setDeadline(std::chrono::milliseconds delay)
{
    m_deadline.expires_after(delay);
    m_deadline.async_wait([self = shared_from_this()](const error_code &error) {
        if (!error)
            self->onDeadline();
    });
}

void HttpConnection::clearDeadline()
{
    // Not cancel(): a wait that has just ended would still be answered.
    m_deadline.expires_at(asio::steady_timer::time_point::max());
}

void HttpConnection::onDeadline()
{
    if (m_state == State::Closed || m_deadline.expiry() > asio::steady_timer::clock_type::now())
        return;
    if ((m_state == State::Head || m_state == State::Body) && !m_writing) {
        fail(408, "the request did not arrive in time");
        return;
    }
    close();
}

} // namespace phi1
