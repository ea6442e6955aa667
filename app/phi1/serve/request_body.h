// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/phi1/serve/api_error.h"
#include "app/phi1/serve/http_types.h"
#include "app/phi1/serve/model_registry.h"
#include "core/base/json.h"

namespace phi1 {

/// What most routes begin with.

/// The body as a JSON object.
tl::expected<Json, ApiError> readBody(const HttpRequest &request);

/// A model that can compute. @param id  empty: the only one there is
tl::expected<ServedModelPointer, ApiError> readyModel(const ModelRegistry &registry,
                                                      const std::string &id);

/// The model that a body names.
tl::expected<ServedModelPointer, ApiError> modelOf(const ModelRegistry &registry, const Json &body);

inline ApiError problem(int status, std::string message, std::string param = "",
                        std::string code = "")
{
    return {status, std::move(message), std::move(param), std::move(code), Json::object()};
}

inline HttpResponse responseOf(const tl::expected<Json, ApiError> &result)
{
    return result ? jsonResponse(*result) : errorResponse(result.error());
}

} // namespace phi1
