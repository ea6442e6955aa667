// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/phi1/serve/http_types.h"
#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

/// What a client is told of an error, in OpenAI's form.
struct ApiError {
    int status = 400;
    std::string message;        ///< a sentence
    std::string param;          ///< the field it is about; empty: none
    std::string code;           ///< a short name; empty: none
    Json more = Json::object(); ///< further members of "error"
};

/// {"error":{"message","type","param","code",…}}
Json errorBody(const ApiError &error);
HttpResponse errorResponse(const ApiError &error);

/// For errors of the layers below; `param` is empty.
ApiError apiError(const Error &error);

inline HttpResponse jsonResponse(const Json &body)
{
    return {200, dumpJson(body), "application/json", {}};
}

} // namespace phi1
