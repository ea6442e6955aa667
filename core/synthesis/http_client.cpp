// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/http_client.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <map>
#include <mutex>

#include <curl/curl.h>

#include "core/base/text.h"
#include "core/base/version.h"

namespace phi1 {

namespace {

constexpr std::size_t largestAnswer = 16u << 20;
constexpr long connectSeconds = 20;

struct ListDelete {
    void operator()(curl_slist *list) const { ::curl_slist_free_all(list); }
};
struct EasyDelete {
    void operator()(CURL *easy) const { ::curl_easy_cleanup(easy); }
};

struct Transfer {
    std::unique_ptr<CURL, EasyDelete> easy;
    std::string request;
    HttpAnswer answer;
    bool tooLarge = false;
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
};

std::size_t takeBody(const char *bytes, std::size_t, std::size_t count, void *context)
{
    auto *transfer = static_cast<Transfer *>(context);
    if (transfer->answer.body.size() + count > largestAnswer) {
        transfer->tooLarge = true;
        return 0; // ends the transfer
    }
    transfer->answer.body.append(bytes, count);
    return count;
}

/// "7" or a date → seconds from now.
std::optional<double> secondsUntil(const std::string &text)
{
    if (text.empty())
        return std::nullopt;
    char *end = nullptr;
    const double seconds = std::strtod(text.c_str(), &end);
    if (end && *end == '\0' && std::isfinite(seconds))
        return std::max(0.0, seconds);
    const time_t date = ::curl_getdate(text.c_str(), nullptr);
    if (date < 0)
        return std::nullopt;
    return std::max(0.0, std::difftime(date, std::time(nullptr)));
}

std::string headerOf(CURL *easy, const char *name)
{
    curl_header *header = nullptr;
    if (::curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return {};
    return header->value;
}

std::string problemOf(const Transfer &transfer, CURLcode code)
{
    if (code == CURLE_OK)
        return {};
    if (transfer.tooLarge)
        return concat("its answer is longer than ", formatBytes(largestAnswer));
    if (code == CURLE_OPERATION_TIMEDOUT)
        return concat("no whole answer came within ", formatDuration(transfer.answer.seconds));
    if (code == CURLE_PARTIAL_FILE)
        return concat("its answer ended early, after ", transfer.answer.body.size(), " bytes");
    return ::curl_easy_strerror(code);
}

} // namespace

struct HttpClient::State {
    CURLM *multi = nullptr;
    ApiKey key;
    std::unique_ptr<curl_slist, ListDelete> headers;
    std::map<CURL *, std::unique_ptr<Transfer>> transfers;

    State() = default;
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State()
    {
        for (auto &[easy, transfer] : transfers)
            ::curl_multi_remove_handle(multi, easy);
        transfers.clear();
        if (multi)
            ::curl_multi_cleanup(multi);
    }
    bool addHeader(const std::string &line)
    {
        curl_slist *longer = ::curl_slist_append(headers.get(), line.c_str());
        if (!longer)
            return false;
        [[maybe_unused]] curl_slist *same = headers.release(); // its first element is longer's
        headers.reset(longer);
        return true;
    }
    HttpAnswer finish(CURL *easy, CURLcode code);
};

HttpAnswer HttpClient::State::finish(CURL *easy, CURLcode code)
{
    const auto found = transfers.find(easy);
    Transfer &transfer = *found->second;
    HttpAnswer &answer = transfer.answer;
    answer.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - transfer.begun).count();
    long status = 0;
    ::curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    answer.problem = problemOf(transfer, code);
    answer.retryAfter = secondsUntil(headerOf(easy, "retry-after"));
    answer.requestId = key.redacted(printable(headerOf(easy, "x-request-id"), 200));
    answer.body = key.redacted(std::move(answer.body));
    ::curl_multi_remove_handle(multi, easy);
    HttpAnswer result = std::move(answer);
    transfers.erase(found);
    return result;
}

Result<HttpClient> HttpClient::make(ApiKey key)
{
    static std::once_flag once; // curl_global_init is not safe from several threads
    std::call_once(once, [] { ::curl_global_init(CURL_GLOBAL_DEFAULT); });
    auto state = std::make_unique<State>();
    state->multi = ::curl_multi_init();
    state->key = std::move(key);
    bool complete = state->multi && state->addHeader("Content-Type: application/json") &&
                    state->addHeader("Expect:"); // some servers never answer a 100-continue
    if (complete && !state->key.isEmpty())
        complete = state->addHeader(state->key.header());
    if (!complete)
        return failure(ErrorCode::Io, "libcurl has no memory to begin with");
    return HttpClient(std::move(state));
}

HttpClient::HttpClient(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
HttpClient::HttpClient(HttpClient &&) noexcept = default;
HttpClient &HttpClient::operator=(HttpClient &&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<void> HttpClient::post(std::uint64_t tag, const std::string &url, std::string body,
                              double timeout)
{
    auto transfer = std::make_unique<Transfer>();
    transfer->easy.reset(::curl_easy_init());
    CURL *easy = transfer->easy.get();
    if (!easy)
        return failure(ErrorCode::Io, "libcurl has no memory for another request");
    transfer->request = std::move(body);
    transfer->answer.tag = tag;
    const std::string agent = concat("phi1-workbench/", version);
    ::curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    ::curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(easy, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
    ::curl_easy_setopt(easy, CURLOPT_USERAGENT, agent.c_str());
    ::curl_easy_setopt(easy, CURLOPT_HTTPHEADER, m_state->headers.get());
    ::curl_easy_setopt(easy, CURLOPT_POST, 1L);
    ::curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer->request.data());
    ::curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(transfer->request.size()));
    ::curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    ::curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, connectSeconds);
    ::curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::ceil(timeout * 1000)));
    ::curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBody);
    ::curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer.get());
    if (const CURLMcode code = ::curl_multi_add_handle(m_state->multi, easy); code != CURLM_OK)
        return failure(ErrorCode::Io,
                       concat("libcurl takes no more requests: ", ::curl_multi_strerror(code)));
    m_state->transfers.emplace(easy, std::move(transfer));
    return {};
}

Result<std::vector<HttpAnswer>> HttpClient::wait(double seconds)
{
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + std::chrono::duration<double>(seconds);
    std::vector<HttpAnswer> ended;
    while (true) {
        int running = 0;
        if (const CURLMcode code = ::curl_multi_perform(m_state->multi, &running); code != CURLM_OK)
            return failure(ErrorCode::Io,
                           concat("libcurl cannot go on: ", ::curl_multi_strerror(code)));
        int left = 0;
        while (const CURLMsg *message = ::curl_multi_info_read(m_state->multi, &left)) {
            if (message->msg == CURLMSG_DONE)
                ended.push_back(m_state->finish(message->easy_handle, message->data.result));
        }
        const double rest = std::chrono::duration<double>(until - Clock::now()).count();
        if (!ended.empty() || rest <= 0)
            return ended;
        ::curl_multi_poll(m_state->multi, nullptr, 0, static_cast<int>(std::ceil(rest * 1000)),
                          nullptr);
    }
}

std::size_t HttpClient::underWay() const
{
    return m_state->transfers.size();
}

} // namespace phi1
