// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/api_error.h"

namespace phi1 {

namespace {

const char *errorType(int status)
{
    switch (status) {
    case 401:
    case 403:
        return "authentication_error";
    case 429:
        return "rate_limit_error";
    default:
        return status < 500 ? "invalid_request_error" : "server_error";
    }
}

Json textOrNull(const std::string &text)
{
    return text.empty() ? Json() : Json(text);
}

int statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::Usage:
        return 400;
    case ErrorCode::Corrupt:
    case ErrorCode::Incompatible:
        return 422;
    case ErrorCode::Busy:
        return 429;
    case ErrorCode::Device:
        return 507;
    case ErrorCode::Cancelled:
        return 503;
    case ErrorCode::Io:
        break;
    }
    return 500;
}

} // namespace

Json errorBody(const ApiError &error)
{
    Json inner = {{"message", error.message},
                  {"type", errorType(error.status)},
                  {"param", textOrNull(error.param)},
                  {"code", textOrNull(error.code)}};
    inner.update(error.more);
    return Json{{"error", std::move(inner)}};
}

HttpResponse errorResponse(const ApiError &error)
{
    HttpResponse response{error.status, dumpJson(errorBody(error)), "application/json", {}};
    if (error.status == 429 || error.status == 503)
        response.headers.emplace_back("Retry-After", "1");
    if (error.status == 401)
        response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

ApiError apiError(const Error &error)
{
    return {statusOf(error.code), error.message, "", "", Json::object()};
}

} // namespace phi1
