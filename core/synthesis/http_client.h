// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/synthesis/api_key.h"

namespace phi1 {

/// How a request ended. Texts of the server have been through ApiKey::redacted().
struct HttpAnswer {
    std::uint64_t tag = 0; ///< of the request
    int status = 0;        ///< 0: no answer came
    std::string body;
    std::string requestId;            ///< header x-request-id
    std::optional<double> retryAfter; ///< s, header Retry-After, as seconds or as a date
    std::string problem;              ///< why no answer, or not a whole one, came; empty: it did
    double seconds = 0;
};

/// POSTs JSON, several at once, in one thread. No redirects (the key would go elsewhere), no
/// cookies, no .netrc; certificates are checked. An answer beyond 16 MiB is a problem.
class HttpClient
{
public:
    /// @param key  sent with every request unless empty
    static Result<HttpClient> make(ApiKey key);
    HttpClient(HttpClient &&) noexcept;
    HttpClient &operator=(HttpClient &&) noexcept;
    ~HttpClient(); ///< drops what is under way

    /// @param timeout  s, for the whole answer
    Result<void> post(std::uint64_t tag, const std::string &url, std::string body, double timeout);
    /// Works for at most so many seconds and returns what ended, at once if something has.
    Result<std::vector<HttpAnswer>> wait(double seconds);
    std::size_t underWay() const;

private:
    struct State;
    explicit HttpClient(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
