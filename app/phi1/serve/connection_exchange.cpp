// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/connection_exchange.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "app/phi1/serve/http_connection.h"

namespace phi1 {

namespace asio = boost::asio;
using boost::system::error_code;

/// The side of an exchange that faces whoever answers. It says nothing to a connection that has
/// gone on to another one.
class ConnectionExchange final : public Exchange
{
public:
    ConnectionExchange(std::shared_ptr<HttpConnection> connection, HttpRequest request,
                       std::uint64_t number)
        : m_connection(std::move(connection))
        , m_request(std::move(request))
        , m_number(number)
    {}

    ~ConnectionExchange() override
    {
        if (m_connection)
            asio::post(m_connection->m_socket.get_executor(),
                       [connection = m_connection, number = m_number] {
                           if (connection->m_exchange == number)
                               connection->onExchangeDropped();
                       });
    }

    const HttpRequest &request() const override { return m_request; }

    void post(std::function<void()> work) override
    {
        asio::post(m_connection->m_socket.get_executor(), std::move(work));
    }

    void after(std::chrono::milliseconds delay, std::function<void()> work) override
    {
        auto timer =
            std::make_shared<asio::steady_timer>(m_connection->m_socket.get_executor(), delay);
        timer->async_wait([timer, work = std::move(work)](const error_code &error) {
            if (!error)
                work();
        });
    }

    void answer(HttpResponse response) override
    {
        asio::dispatch(
            m_connection->m_socket.get_executor(),
            [connection = m_connection, number = m_number, moved = std::move(response)]() mutable {
                if (connection->m_exchange == number)
                    connection->answer(std::move(moved));
            });
    }

    void beginStream(std::string_view contentType) override
    {
        if (isCurrent())
            m_connection->beginStream(contentType);
    }
    void write(std::string_view part) override
    {
        if (isCurrent())
            m_connection->writePart(part);
    }
    void endStream() override
    {
        if (isCurrent())
            m_connection->endStream();
    }
    void abandonStream() override
    {
        if (isCurrent())
            m_connection->close();
    }
    std::size_t pendingBytes() const override
    {
        return isCurrent() ? m_connection->pendingBytes() : 0;
    }

    void onGone(std::function<void()> gone) override
    {
        if (isCurrent())
            m_connection->m_gone = std::move(gone);
        else
            gone();
    }

private:
    bool isCurrent() const
    {
        return m_connection->m_exchange == m_number &&
               m_connection->m_state == HttpConnection::State::Answering;
    }

    std::shared_ptr<HttpConnection> m_connection;
    HttpRequest m_request;
    std::uint64_t m_number;
};

std::shared_ptr<Exchange> makeExchange(std::shared_ptr<HttpConnection> connection,
                                       HttpRequest request, std::uint64_t number)
{
    return std::make_shared<ConnectionExchange>(std::move(connection), std::move(request), number);
}

} // namespace phi1
