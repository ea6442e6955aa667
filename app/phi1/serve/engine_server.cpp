// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/engine_server.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "app/phi1/serve/access_policy.h"
#include "app/phi1/serve/api.h"
#include "app/phi1/serve/api_error.h"
#include "app/phi1/serve/http_server.h"
#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// How long answers may take to be written once it ends.
constexpr auto endingTime = std::chrono::seconds(5);

/// Descriptors for all connections: the usual soft limit, 1024, is near what they may take.
void raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit); // without it connections wait to be taken
}

std::string machineName()
{
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string urlOf(const std::string &host, std::uint16_t port)
{
    const bool isVersion6 = host.find(':') != std::string::npos;
    return concat("http://", isVersion6 ? "[" : "", host, isVersion6 ? "]" : "", ":", port);
}

/// The parts of a running engine and how it ends.
class EngineServer
{
public:
    EngineServer(const EngineServerOptions &options, ModelOpener opener, std::string token)
        : m_options(options)
        , m_registry(std::move(opener), options.inference)
        , m_token(std::move(token))
        , m_signals(m_context)
        , m_input(m_context)
        , m_deadline(m_context)
    {}

    Result<void> run()
    {
        AccessPolicy policy{m_token, true, m_options.host, machineName()};
        m_server.emplace(
            m_context, m_options.http,
            HttpHandler{
                [this](const HttpRequest &request) { return m_api->admit(request); },
                [this](std::shared_ptr<Exchange> exchange) { m_api->handle(std::move(exchange)); },
                [](int status, const std::string &sentence) {
                    return errorResponse({status, sentence, "", "", Json::object()});
                }});
        PHI1_TRY(m_server->listen(m_options.host, m_options.port));
        policy.isLoopback = m_server->isLoopback();
        if (m_options.noToken && !policy.isLoopback)
            return failure(ErrorCode::Usage,
                           concat("--no-token with --host ", m_options.host,
                                  " would let the whole network in; a token, or the loopback "
                                  "(127.0.0.1), is expected"));
        const auto captures =
            std::make_shared<CaptureStore>(m_options.captureMemory, m_options.availableMemory);
        m_api.emplace(m_registry, captures, m_options.inference.queuedRequests, std::move(policy),
                      [this] { return m_server->connections(); });
        PHI1_TRY(loadCheckpoints());
        watch();
        PHI1_TRY(sayWhere());
        m_context.run();
        if (m_ending.joinable())
            m_ending.join();
        // A checkpoint that is being loaded cannot be interrupted, and nobody waits for it any
        // more.
        if (m_api->isBusy())
            std::_Exit(EXIT_SUCCESS);
        return {};
    }

private:
    Result<void> loadCheckpoints()
    {
        for (const std::string &path : m_options.checkpoints) {
            const auto model = m_registry.load({path, "", "", ""});
            if (!model)
                return tl::unexpected<Error>(model.error().error);
            for (const std::string &warning : (*model)->loaded.source.warnings)
                std::fprintf(stderr, "phi1: warning: %s\n", warning.c_str());
        }
        return {};
    }

    Result<void> sayWhere()
    {
        Json models = Json::array();
        for (const auto &model : m_registry.all())
            models.push_back(model->id);
        const std::string line = dumpJson(Json{{"url", urlOf(m_options.host, m_server->port())},
                                               {"models", std::move(models)},
                                               {"protocol", 1}}) +
                                 "\n";
        if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size() ||
            std::fflush(stdout) != 0)
            return failure(ErrorCode::Io, "the address could not be written to standard output");
        return {};
    }

    void watch()
    {
        m_signals.add(SIGTERM);
        m_signals.add(SIGINT);
        waitForSignal();
        if (!m_options.untilStdinCloses)
            return;
        error_code error;
        m_input.assign(::dup(STDIN_FILENO), error);
        if (error) // a plain file: it has ended
            asio::post(m_context, [this] { end(); });
        else
            readInput();
    }

    void waitForSignal()
    {
        m_signals.async_wait([this](const error_code &error, int signal) {
            if (error)
                return;
            if (m_isEnding)
                std::_Exit(128 + signal);
            end();
            waitForSignal();
        });
    }

    void readInput()
    {
        m_input.async_read_some(asio::buffer(m_ignored),
                                [this](const error_code &error, std::size_t) {
                                    if (error)
                                        end();
                                    else
                                        readInput();
                                });
    }

    void end()
    {
        if (std::exchange(m_isEnding, true))
            return;
        m_api->beginToEnd();
        // Cancelled completions have answers to be written, by this thread.
        m_ending = std::thread([this] { m_registry.shutdown(); });
        m_deadline.expires_after(endingTime);
        m_deadline.async_wait([this](const error_code &error) {
            if (!error)
                m_server->closeAll();
        });
        m_server->drain([this] { m_context.stop(); });
    }

    const EngineServerOptions &m_options;
    // Connections, held by sinks and jobs, must end before the context they live in.
    asio::io_context m_context{1};
    std::optional<HttpServer> m_server;
    ModelRegistry m_registry;
    std::optional<Api> m_api;
    const std::string m_token;
    asio::signal_set m_signals;
    asio::posix::stream_descriptor m_input;
    asio::steady_timer m_deadline;
    std::array<char, 4096> m_ignored{};
    std::thread m_ending;
    bool m_isEnding = false;
};

} // namespace

Result<std::string> readTokenLine(int descriptor)
{
    constexpr std::size_t longest = 5000;
    std::string line;
    for (;;) {
        char byte = 0;
        const ssize_t count = ::read(descriptor, &byte, 1);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(
                ErrorCode::Io,
                concat("the token could not be read from standard input: ", systemMessage(errno)));
        if (count == 0 || byte == '\n')
            break;
        line += byte;
        if (line.size() > longest)
            return failure(ErrorCode::Usage,
                           concat("the first line of standard input has more than ", longest,
                                  " characters; the token, up to 4096, is expected there"));
    }
    if (!line.empty() && line.back() == '\r')
        line.pop_back();
    return line;
}

Result<void> runEngineServer(const EngineServerOptions &options, ModelOpener opener)
{
    std::signal(SIGPIPE, SIG_IGN);
    raiseDescriptorLimit();
    std::string token;
    if (!options.noToken) {
        if (::isatty(STDIN_FILENO) == 1)
            std::fprintf(stderr, "phi1: type a token of at least 16 characters, for those who may "
                                 "use the engine (or start it with --no-token)\n");
        PHI1_ASSIGN(token, readTokenLine(STDIN_FILENO));
        PHI1_TRY(checkToken(token));
    }
    EngineServer server(options, std::move(opener), std::move(token));
    return server.run();
}

} // namespace phi1
