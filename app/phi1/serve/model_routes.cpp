// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/model_routes.h"

#include "app/phi1/serve/capture_fields.h"
#include "app/phi1/serve/inspection.h"
#include "app/phi1/serve/json_fields.h"
#include "app/phi1/serve/request_body.h"
#include "core/base/text.h"
#include "model/inference/engine.h"

namespace phi1 {

namespace {

Json openAiModel(const ServedModel &model)
{
    return {{"id", model.id},
            {"object", "model"},
            {"created", model.created},
            {"owned_by", "phi1"},
            {"phi1", modelJson(model)}};
}

HttpResponse listForOpenAi(const ModelRegistry &registry)
{
    Json data = Json::array();
    for (const auto &model : registry.all())
        data.push_back(openAiModel(*model));
    return jsonResponse(Json{{"object", "list"}, {"data", std::move(data)}});
}

HttpResponse list(const ModelRegistry &registry)
{
    Json models = Json::array();
    for (const auto &model : registry.all())
        models.push_back(modelJson(*model));
    return jsonResponse(Json{{"models", std::move(models)}});
}

HttpResponse one(const ModelRegistry &registry, const std::string &id, bool asOpenAi)
{
    const auto model = registry.find(id);
    if (!model)
        return errorResponse(readyModel(registry, id).error());
    return jsonResponse(asOpenAi ? openAiModel(*model) : modelJson(*model));
}

std::string readId(JsonFields &fields)
{
    const std::string id = fields.text("id").value_or("");
    const bool isId =
        id.size() <= 200 && id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
                                                 "VWXYZ0123456789._-") == std::string::npos;
    if (!isId)
        fields.fail("id", concat("\"", printable(id, 40), "\""),
                    "at most 200 letters, digits, points, lines and hyphens are expected");
    return id;
}

HttpResponse load(ModelRegistry &registry, const Json &body)
{
    JsonFields fields(body);
    ModelSettings settings;
    settings.path = fields.requiredText("path");
    settings.dtype = fields.text("dtype").value_or("");
    settings.device = fields.text("device").value_or("");
    settings.id = readId(fields);
    fields.refuseUnknown();
    if (settings.path.empty() || settings.path.find('\0') != std::string::npos)
        fields.fail("path", concat("\"", printable(settings.path, 80), "\""),
                    "the path of a checkpoint or a run is expected");
    if (fields.error())
        return errorResponse(*fields.error());
    const auto model = registry.load(settings);
    if (model)
        return jsonResponse(modelJson(**model));
    ApiError error = apiError(model.error().error);
    if (model.error().needBytes > 0)
        error.more = {{"needs_bytes", model.error().needBytes},
                      {"available_bytes", model.error().availableBytes}};
    return errorResponse(error);
}

/// The means over the text of a capture, of what the heads put out; called on the computing thread.
Result<HeadAblation> meanAblation(const StoredCapture &stored, const std::vector<HeadId> &heads)
{
    if (stored.facts().state != StoredCapture::State::Ready)
        return failure(ErrorCode::Usage,
                       concat("the capture ", stored.id(),
                              " is not complete; the mean of a head is known when it is ready"));
    const auto capture = stored.capture();
    HeadAblation ablation{heads, {}};
    for (const HeadId &head : heads) {
        const auto mean = capture->meanOutput(head);
        ablation.replacement.insert(ablation.replacement.end(), mean.begin(), mean.end());
    }
    return ablation;
}

/// What {"base","ablate","id"} asks for.
struct AblationRequest {
    ServedModelPointer base;
    Derivation derivation;
    StoredCapturePointer capture; ///< for the means
    std::string id;
};

void readAblate(JsonFields &ablate, CaptureStore &captures, AblationRequest &request)
{
    const PhiConfig &config = request.base->loaded.source.config;
    Derivation &derivation = request.derivation;
    CaptureShape shape;
    shape.layers = config.layers;
    shape.heads = config.heads;
    const auto heads = readHeads(ablate, "heads", shape);
    if (!heads)
        ablate.fail("heads", "missing", "a list of pairs [layer, head] is expected");
    derivation.heads = heads.value_or(std::vector<HeadId>());
    derivation.mode = ablate.text("mode").value_or("zero");
    if (derivation.mode != "zero" && derivation.mode != "mean")
        ablate.fail("mode", concat("\"", printable(derivation.mode, 40), "\""),
                    "zero or mean is expected");
    const auto capture = ablate.text("capture");
    ablate.refuseUnknown();
    if (derivation.mode == "zero" && capture)
        ablate.fail("capture", "set", "it is expected with the mode mean only");
    if (derivation.mode == "mean" && !capture)
        ablate.fail("capture", "missing", "the capture whose means are taken is expected");
    if (!capture || !ablate.isGood())
        return;
    const auto stored = captures.use(*capture);
    if (!stored)
        ablate.fail(stored.error());
    else if ((*stored)->model() != request.base)
        ablate.fail(problem(422,
                            concat("the capture ", *capture, " is of ", (*stored)->model()->id,
                                   "; one of the base, ", request.base->id, ", is expected"),
                            "ablate.capture", "captures_differ"));
    else
        request.capture = *stored;
}

tl::expected<AblationRequest, ApiError> readAblation(const ModelRegistry &registry,
                                                     CaptureStore &captures, const Json &body)
{
    JsonFields fields(body);
    AblationRequest request;
    const std::string base = fields.requiredText("base");
    const Json *ablate = fields.find("ablate");
    request.id = readId(fields);
    fields.refuseUnknown();
    if (!ablate)
        fields.fail("ablate", "missing", "an object with the heads to switch off is expected");
    if (fields.error())
        return tl::unexpected<ApiError>(*fields.error());
    auto model = readyModel(registry, base);
    if (!model) {
        model.error().param = "base";
        return tl::unexpected<ApiError>(model.error());
    }
    request.base = std::move(*model);
    if (request.base->derived)
        return tl::unexpected<ApiError>(
            problem(422,
                    concat(base, " is itself made from ", request.base->derived->base,
                           ", which is expected as the base, with all heads to switch off"),
                    "base", "derived_base"));
    request.derivation.base = request.base->id;
    JsonFields inner(*ablate, "ablate.");
    if (inner.isGood())
        readAblate(inner, captures, request);
    if (inner.error())
        return tl::unexpected<ApiError>(*inner.error());
    return request;
}

HttpResponse derive(ModelRegistry &registry, CaptureStore &captures, const Json &body)
{
    const auto request = readAblation(registry, captures, body);
    if (!request)
        return errorResponse(request.error());
    const auto heads = request->derivation.heads;
    const auto model = registry.derive(
        request->base, request->id, request->derivation,
        [heads, capture = request->capture]() -> Result<HeadAblation> {
            return capture ? meanAblation(*capture, heads) : HeadAblation{heads, {}};
        });
    return model ? jsonResponse(modelJson(**model)) : errorResponse(apiError(model.error()));
}

HttpResponse add(ModelRegistry &registry, CaptureStore &captures, const HttpRequest &request)
{
    const auto body = readBody(request);
    if (!body)
        return errorResponse(body.error());
    const bool isDerived = body->contains("base") || body->contains("ablate");
    return isDerived ? derive(registry, captures, *body) : load(registry, *body);
}

HttpResponse remove(ModelRegistry &registry, CaptureStore &captures, const std::string &id)
{
    const auto removed = registry.remove(id);
    if (removed.empty())
        return errorResponse(readyModel(registry, id).error());
    for (const auto &model : removed)
        captures.removeOf(*model);
    return jsonResponse(Json{{"id", id}, {"deleted", true}});
}

HttpResponse compare(const ModelRegistry &registry, const HttpRequest &request)
{
    const auto body = readBody(request);
    if (!body)
        return errorResponse(body.error());
    JsonFields fields(*body);
    const Json *names = fields.find("models");
    fields.refuseUnknown();
    const bool areTwo = names && names->is_array() && names->size() == 2 &&
                        names->at(0).is_string() && names->at(1).is_string();
    if (!areTwo)
        fields.fail("models", names ? shownValue(*names) : "missing",
                    "a list of two ids is expected");
    if (fields.error())
        return errorResponse(*fields.error());
    const auto first = readyModel(registry, names->at(0).get<std::string>());
    if (!first)
        return errorResponse(first.error());
    const auto second = readyModel(registry, names->at(1).get<std::string>());
    if (!second)
        return errorResponse(second.error());
    return responseOf(compareModels(**first, **second));
}

} // namespace

void addModelRoutes(RouteTable &routes, ModelRegistry &registry,
                    const std::shared_ptr<CaptureStore> &captures)
{
    using Call = std::shared_ptr<Exchange>;
    constexpr auto slow = RouteTable::Pace::Slow;
    routes.add("GET", "/v1/models", [&registry](const Call &call, const std::string &) {
        call->answer(listForOpenAi(registry));
    });
    routes.add("GET", "/v1/models/*", [&registry](const Call &call, const std::string &id) {
        call->answer(one(registry, id, true));
    });
    routes.add("GET", "/v1/phi1/models", [&registry](const Call &call, const std::string &) {
        call->answer(list(registry));
    });
    routes.add("GET", "/v1/phi1/models/*", [&registry](const Call &call, const std::string &id) {
        call->answer(one(registry, id, false));
    });
    routes.add(
        "POST", "/v1/phi1/models",
        [&registry, captures](const Call &call, const std::string &) {
            call->answer(add(registry, *captures, call->request()));
        },
        slow);
    routes.add(
        "DELETE", "/v1/phi1/models/*",
        [&registry, captures](const Call &call, const std::string &id) {
            call->answer(remove(registry, *captures, id));
        },
        slow);
    routes.add(
        "POST", "/v1/phi1/compare",
        [&registry](const Call &call, const std::string &) {
            call->answer(compare(registry, call->request()));
        },
        slow);
}

} // namespace phi1
