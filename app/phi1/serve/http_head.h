// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/phi1/serve/http_types.h"

namespace phi1 {

/// How the connection goes on after an answer, as far as the head must say it.
struct HeadOptions {
    bool closes = false;
    bool isOldHttp = false;
    bool isChunked = false; ///< else the length of the body is named
};

/// Status line and headers of a response, with the empty line.
std::string responseHead(const HttpResponse &response, const HeadOptions &options);

/// One part of a chunked body; an empty one would end it, so there is none for it.
std::string chunk(std::string_view part);
inline constexpr std::string_view lastChunk = "0\r\n\r\n";

/// The path of a request's target without the query, percent signs resolved; nothing for a target
/// that is no path or resolves to one with control characters.
std::optional<std::string> pathOfTarget(std::string_view target);

} // namespace phi1
