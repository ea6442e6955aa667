// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/request_body.h"

#include "app/phi1/serve/json_fields.h"
#include "app/phi1/serve/strict_json.h"
#include "core/base/text.h"

namespace phi1 {

tl::expected<Json, ApiError> readBody(const HttpRequest &request)
{
    auto body = parseStrictJson(request.body);
    if (!body)
        return tl::unexpected<ApiError>(problem(400, body.error().message, "", "invalid_json"));
    if (!body->is_object())
        return tl::unexpected<ApiError>(
            problem(400, concat("the body is ", shownValue(*body), "; a JSON object is expected"),
                    "", "invalid_json"));
    return std::move(*body);
}

tl::expected<ServedModelPointer, ApiError> readyModel(const ModelRegistry &registry,
                                                      const std::string &id)
{
    ServedModelPointer model;
    const auto all = registry.all();
    if (id.empty() && all.size() == 1)
        model = all.front();
    else
        model = registry.find(id);
    if (!model) {
        std::string known;
        for (const auto &each : all)
            known += (known.empty() ? "" : ", ") + each->id;
        return tl::unexpected<ApiError>(
            problem(404,
                    concat(id.empty() ? "the request names no model"
                                      : concat("there is no model ", printable(id, 80)),
                           known.empty() ? "; none is loaded" : concat("; loaded are ", known)),
                    "model", "model_not_found"));
    }
    if (!model->isReady)
        return tl::unexpected<ApiError>(
            problem(503, concat("the model ", model->id, " is still being loaded"), "model",
                    "model_loading"));
    return model;
}

tl::expected<ServedModelPointer, ApiError> modelOf(const ModelRegistry &registry, const Json &body)
{
    JsonFields fields(body);
    const std::string id = fields.text("model").value_or("");
    if (fields.error())
        return tl::unexpected<ApiError>(*fields.error());
    return readyModel(registry, id);
}

} // namespace phi1
