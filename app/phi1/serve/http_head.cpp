// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/http_head.h"

#include <charconv>

#include "core/base/text.h"

namespace phi1 {

std::string_view statusPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 413:
        return "Payload Too Large";
    case 422:
        return "Unprocessable Entity";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 503:
        return "Service Unavailable";
    case 507:
        return "Insufficient Storage";
    default:
        return "Internal Server Error";
    }
}

std::string responseHead(const HttpResponse &response, const HeadOptions &options)
{
    std::string head =
        concat("HTTP/1.1 ", response.status, " ", statusPhrase(response.status), "\r\n");
    if (!response.contentType.empty() && response.status != 204)
        head += concat("Content-Type: ", response.contentType, "\r\n");
    if (options.isChunked)
        head += options.isOldHttp ? "" : "Transfer-Encoding: chunked\r\n";
    else if (response.status != 204)
        head += concat("Content-Length: ", response.body.size(), "\r\n");
    for (const auto &[name, value] : response.headers)
        head += concat(name, ": ", value, "\r\n");
    head += "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";
    if (options.closes)
        head += "Connection: close\r\n";
    else if (options.isOldHttp)
        head += "Connection: keep-alive\r\n";
    return head + "\r\n";
}

std::string chunk(std::string_view part)
{
    char digits[20];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), part.size(), 16).ptr;
    std::string out(digits, end);
    out.reserve(out.size() + part.size() + 4);
    out += "\r\n";
    out += part;
    out += "\r\n";
    return out;
}

std::optional<std::string> pathOfTarget(std::string_view target)
{
    // "*" of OPTIONS stands for the whole server.
    if (target == "*")
        return std::string(target);
    if (target.empty() || target.front() != '/')
        return std::nullopt;
    target = target.substr(0, target.find_first_of("?#"));
    std::string path;
    for (std::size_t i = 0; i < target.size(); ++i) {
        char byte = target[i];
        if (byte == '%') {
            unsigned value = 0;
            const char *first = target.data() + i + 1;
            if (i + 2 >= target.size() ||
                std::from_chars(first, first + 2, value, 16).ptr != first + 2)
                return std::nullopt;
            byte = static_cast<char>(value);
            i += 2;
        }
        if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f)
            return std::nullopt;
        path += byte;
    }
    return path;
}

} // namespace phi1
