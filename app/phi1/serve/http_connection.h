// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "app/phi1/serve/http_types.h"

namespace phi1 {

/// What a server does with requests; called on its thread.
struct HttpHandler {
    /// Looks at a request whose body has not been read: an answer refuses it unread.
    std::function<std::optional<HttpResponse>(const HttpRequest &)> admit;
    /// Sees to it that the exchange is answered, now or later.
    std::function<void(std::shared_ptr<Exchange>)> handle;
    /// The body of an error that the protocol itself makes: a status and a sentence.
    std::function<HttpResponse(int status, const std::string &sentence)> error;
};

/// One connection: reads a request, has it answered, and reads the next. It always reads on a
/// little, so that a client who hangs up is noticed; requests sent ahead wait in the buffer. Lives
/// as long as an operation of it is under way or an exchange is unanswered; everything happens on
/// the thread of its socket.
class HttpConnection : public std::enable_shared_from_this<HttpConnection>
{
public:
    using Socket = boost::asio::ip::tcp::socket;

    /// @param closed  called once, when the socket has been closed
    HttpConnection(Socket socket, const HttpLimits &limits, const HttpHandler &handler,
                   std::function<void()> closed);
    ~HttpConnection();

    void start();
    /// Answers 503 to whatever is asked and closes.
    void refuse();
    /// Ends the connection when the answer under way has been sent, or at once where there is none.
    void drain();
    void close();

private:
    friend class ConnectionExchange;
    enum class State { Idle, Head, Body, Answering, Lingering, Closed };
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    void read();
    void onRead(const boost::system::error_code &error, std::size_t count);
    void parse();
    void onHead();
    void onRequest();
    void onParseError(const boost::system::error_code &error);
    /// Answers without asking the handler; the connection ends then, since what follows is unknown.
    void fail(int status, const std::string &sentence);

    void answer(HttpResponse response);
    void beginStream(std::string_view contentType);
    void writePart(std::string_view part);
    void endStream();
    void onExchangeDropped();
    void send(std::string_view bytes);
    void writeSome();
    void onWritten(const boost::system::error_code &error, std::size_t count);
    void finishAnswer();
    void linger();
    void setDeadline(std::chrono::milliseconds delay);
    void clearDeadline();
    void onDeadline();
    std::size_t pendingBytes() const { return m_out.size() - m_outDone + m_next.size(); }

    Socket m_socket;
    boost::asio::steady_timer m_deadline;
    const HttpLimits &m_limits;
    const HttpHandler &m_handler;
    std::function<void()> m_closed;

    State m_state = State::Idle;
    std::array<char, 16u << 10> m_arrived; ///< of the read under way, which may last over parsing
    boost::beast::flat_buffer m_buffer;
    std::optional<Parser> m_parser;
    HttpRequest m_request; ///< of the head that was read last
    bool m_reading = false;
    bool m_keepAlive = true;
    bool m_isHead = false;      ///< the answer has no body
    bool m_isChunked = false;   ///< the stream is
    bool m_answerBegun = false; ///< its head has been sent
    bool m_answerDone = false;  ///< its end has
    bool m_unreadBody = false;  ///< the request was answered before it was read
    bool m_writing = false;
    std::string m_out, m_next; ///< being written, and what follows
    std::size_t m_outDone = 0;
    std::size_t m_discarded = 0; ///< while lingering
    std::function<void()> m_gone;
    std::uint64_t m_exchange = 0; ///< number of the exchange; older ones have no say any more
};

} // namespace phi1
