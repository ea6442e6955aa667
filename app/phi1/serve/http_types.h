// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace phi1 {

/// What bounds the memory and the patience that one client can cost.
struct HttpLimits {
    std::uint32_t headerBytes = 16u << 10;
    std::uint64_t bodyBytes = 8ull << 20;
    std::size_t connections = 512;
    std::chrono::milliseconds idle = std::chrono::seconds(120); ///< between two requests
    std::chrono::milliseconds head = std::chrono::seconds(10);  ///< for all headers of a request
    std::chrono::milliseconds body = std::chrono::seconds(60);
    std::chrono::milliseconds write = std::chrono::seconds(30); ///< without any progress
    std::chrono::milliseconds linger = std::chrono::seconds(2); ///< what is still sent is discarded
};

struct HttpRequest {
    std::string method; ///< as it came: "GET"
    std::string path;   ///< decoded, without the query
    std::string host;   ///< of the header; empty without one
    bool hasOrigin = false;
    std::string authorization;
    bool isOldHttp = false; ///< HTTP/1.0
    std::string body;
};

struct HttpResponse {
    int status = 200;
    std::string body;
    std::string contentType = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
};

/// "Not Found".
std::string_view statusPhrase(int status);

/// One request and the way to its answer. Unless it says otherwise a member is called on the thread
/// of the server. What is sent after the client went is dropped.
class Exchange
{
public:
    virtual ~Exchange() = default; ///< an answer that never came becomes a 500

    virtual const HttpRequest &request() const = 0;
    /// Any thread. Runs `work` on the server's thread; never, if the server has ended.
    virtual void post(std::function<void()> work) = 0;
    virtual void after(std::chrono::milliseconds delay, std::function<void()> work) = 0;

    /// Any thread; the whole answer.
    virtual void answer(HttpResponse response) = 0;

    /// Begins an answer (status 200) that is sent in parts.
    virtual void beginStream(std::string_view contentType) = 0;
    virtual void write(std::string_view part) = 0;
    virtual void endStream() = 0;
    /// The rest of a stream cannot be sent: the connection is closed, so that it does not look
    /// whole.
    virtual void abandonStream() = 0;
    /// Bytes of the stream that the client has not taken yet.
    virtual std::size_t pendingBytes() const = 0;

    /// `gone` is called, once, if the client hangs up before the answer is complete; at once if it
    /// has.
    virtual void onGone(std::function<void()> gone) = 0;
};

} // namespace phi1
