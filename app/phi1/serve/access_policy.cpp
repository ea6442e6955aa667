// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/access_policy.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <strings.h>

#include "app/phi1/serve/api_error.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

bool equalNames(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

/// The host of a Host header without its port; an address in brackets stays without them. Empty for
/// what is malformed.
std::string hostName(std::string_view header)
{
    std::string_view port;
    std::string_view name;
    if (!header.empty() && header.front() == '[') {
        const std::size_t end = header.find(']');
        if (end == std::string_view::npos)
            return {};
        name = header.substr(1, end - 1);
        port = header.substr(end + 1);
    } else {
        const std::size_t colon = header.find(':');
        name = header.substr(0, colon);
        port = colon == std::string_view::npos ? "" : header.substr(colon);
    }
    const bool isPort = port.empty() || (port.front() == ':' &&
                                         std::all_of(port.begin() + 1, port.end(),
                                                     [](char c) { return c >= '0' && c <= '9'; }));
    return isPort ? std::string(name) : std::string();
}

bool isAddress(const std::string &name)
{
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return ::inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
           ::inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
}

bool isLoopbackName(const std::string &name)
{
    in_addr address{};
    if (::inet_pton(AF_INET, name.c_str(), &address) == 1)
        return (ntohl(address.s_addr) >> 24) == 127;
    return name == "::1" || equalNames(name, "localhost");
}

ApiError refused(int status, std::string message, std::string code)
{
    return {status, std::move(message), "", std::move(code), Json::object()};
}

} // namespace

std::optional<HttpResponse> AccessPolicy::refusal(const HttpRequest &request) const
{
    const std::string name = hostName(request.host);
    const bool isKnown = isLoopbackName(name) || equalNames(name, host) ||
                         (!isLoopback && (isAddress(name) || equalNames(name, machine)));
    // HTTP/1.0 may leave the header out; a browser never does.
    if (!isKnown && !(request.isOldHttp && request.host.empty()))
        return errorResponse(
            refused(403,
                    concat("the request is for the host ", printable(request.host, 80),
                           "; this machine is expected, by address or as localhost"),
                    "foreign_host"));
    if (request.hasOrigin)
        return errorResponse(refused(
            403, "the request has an Origin header; pages in a browser may not use the engine",
            "foreign_origin"));
    if (token.empty())
        return std::nullopt;
    constexpr std::string_view scheme = "Bearer ";
    const std::string_view given = request.authorization;
    const bool isBearer =
        given.size() > scheme.size() && equalNames(given.substr(0, scheme.size()), scheme);
    if (!isBearer)
        return errorResponse(
            refused(401, "the request has no token; \"Authorization: Bearer TOKEN\" is expected",
                    "missing_token"));
    if (!equalInConstantTime(given.substr(scheme.size()), token))
        return errorResponse(
            refused(401, "the request's token is not the one this engine was started with",
                    "invalid_api_key"));
    return std::nullopt;
}

Result<void> checkToken(std::string_view token)
{
    constexpr std::size_t shortest = 16, longest = 4096;
    if (token.size() < shortest || token.size() > longest)
        return failure(ErrorCode::Usage,
                       concat("the token on standard input has ", token.size(),
                              " characters; from ", shortest, " to ", longest, " are expected"));
    if (!std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; }))
        return failure(ErrorCode::Usage, "the token on standard input has a space, a control "
                                         "character or a letter that is not ASCII, which no header "
                                         "can carry");
    return {};
}

bool equalInConstantTime(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    // volatile: the compiler may not leave the loop early.
    volatile unsigned char difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
    return difference == 0;
}

} // namespace phi1
