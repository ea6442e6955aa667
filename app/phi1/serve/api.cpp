// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/api.h"

#include <array>
#include <exception>
#include <fstream>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <unistd.h>

#include "app/phi1/serve/completion_job.h"
#include "app/phi1/serve/inspection.h"
#include "app/phi1/serve/json_fields.h"
#include "app/phi1/serve/strict_json.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "model/inference/engine.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

ApiError problem(int status, std::string message, std::string param = "", std::string code = "")
{
    return {status, std::move(message), std::move(param), std::move(code), Json::object()};
}

/// The last part of /v1/models/ID.
std::string idOf(const HttpRequest &request)
{
    return request.path.substr(request.path.rfind('/') + 1);
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

/// The model that a body names.
tl::expected<ServedModelPointer, ApiError> modelOf(const ModelRegistry &registry, const Json &body)
{
    JsonFields fields(body);
    const std::string id = fields.text("model").value_or("");
    if (fields.error())
        return tl::unexpected<ApiError>(*fields.error());
    return readyModel(registry, id);
}

template<typename T>
HttpResponse responseOf(const tl::expected<T, ApiError> &result)
{
    return result ? jsonResponse(*result) : errorResponse(result.error());
}

Json openAiModel(const ServedModel &model)
{
    return {{"id", model.id},
            {"object", "model"},
            {"created", model.created},
            {"owned_by", "phi1"},
            {"phi1", modelJson(model)}};
}

/// Resident memory of this process.
std::uint64_t processBytes()
{
    std::ifstream file("/proc/self/statm");
    std::uint64_t total = 0, resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

/// Quick: reading and tokenizing. Slow: two, so that a comparison need not wait for a load.
struct Api::Threads {
    boost::asio::thread_pool quick{1};
    boost::asio::thread_pool slow{2};
};

struct Api::Route {
    enum class Name {
        Models,
        Model,
        Served,
        ServedOne,
        Load,
        Remove,
        Compare,
        Tokenize,
        Distributions,
        Completions,
        Status,
    };
    std::string_view method;
    std::string_view path; ///< with a / at its end: an id follows
    Name name;
    bool isSlow = false;
};

Api::Api(ModelRegistry &registry, AccessPolicy policy, std::function<std::size_t()> connections)
    : m_registry(registry)
    , m_policy(std::move(policy))
    , m_connectionCount(std::move(connections))
    , m_started(std::chrono::steady_clock::now())
    , m_threads(std::make_unique<Threads>())
{}

Api::~Api()
{
    for (boost::asio::thread_pool *pool : {&m_threads->quick, &m_threads->slow}) {
        pool->stop();
        pool->join();
    }
}

const Api::Route *Api::findRoute(const HttpRequest &request, bool &isPath)
{
    using Name = Route::Name;
    static constexpr std::array<Route, 11> routes = {{
        {"GET", "/v1/models", Name::Models},
        {"GET", "/v1/models/", Name::Model},
        {"POST", "/v1/completions", Name::Completions},
        {"GET", "/v1/phi1/models", Name::Served},
        {"POST", "/v1/phi1/models", Name::Load, true},
        {"GET", "/v1/phi1/models/", Name::ServedOne},
        {"DELETE", "/v1/phi1/models/", Name::Remove, true},
        {"POST", "/v1/phi1/compare", Name::Compare, true},
        {"POST", "/v1/phi1/tokenize", Name::Tokenize},
        {"POST", "/v1/phi1/distributions", Name::Distributions},
        {"GET", "/v1/phi1/status", Name::Status},
    }};
    isPath = false;
    const std::string_view method = request.method == "HEAD" ? "GET" : request.method;
    for (const Route &route : routes) {
        const bool hasId = route.path.back() == '/';
        const std::string_view path = request.path;
        const bool fits = hasId ? path.size() > route.path.size() &&
                                      path.substr(0, route.path.size()) == route.path &&
                                      path.find('/', route.path.size()) == std::string_view::npos
                                : path == route.path;
        if (!fits)
            continue;
        isPath = true;
        if (route.method == method)
            return &route;
    }
    return nullptr;
}

std::optional<HttpResponse> Api::admit(const HttpRequest &request) const
{
    if (auto refusal = m_policy.refusal(request))
        return refusal;
    if (m_isEnding)
        return errorResponse(problem(503, "the engine is ending", "", "ending"));
    bool isPath = false;
    if (findRoute(request, isPath))
        return std::nullopt;
    if (!isPath && request.path != "*")
        return errorResponse(problem(404,
                                     concat("there is no ", printable(request.path, 100),
                                            "; docs/engine.md lists what there is"),
                                     "", "not_found"));
    std::string allowed = "OPTIONS";
    HttpRequest probe = request;
    for (const char *method : {"GET", "HEAD", "POST", "DELETE"}) {
        probe.method = method;
        if (findRoute(probe, isPath) || request.path == "*")
            allowed += concat(", ", method);
    }
    HttpResponse response{204, "", "", {}};
    if (request.method != "OPTIONS")
        response = errorResponse(
            problem(405,
                    concat(printable(request.path, 100), " does not know ",
                           printable(request.method, 20), "; ", allowed, " are expected"),
                    "", "method_not_allowed"));
    response.headers.emplace_back("Allow", allowed);
    return response;
}

void Api::handle(std::shared_ptr<Exchange> exchange)
{
    bool isPath = false;
    const Route *route = findRoute(exchange->request(), isPath); // admitted, so there is one
    m_connections = m_connectionCount();
    ++m_busy;
    const auto work = [this, route, exchange = std::move(exchange)] {
        try {
            answer(*route, exchange);
        } catch (const std::exception &error) {
            exchange->answer(errorResponse(
                problem(500, concat("the engine failed on this request: ", error.what()))));
        }
        --m_busy;
    };
    boost::asio::post(route->isSlow ? m_threads->slow : m_threads->quick, work);
}

void Api::answer(const Route &route, const std::shared_ptr<Exchange> &exchange)
{
    const HttpRequest &request = exchange->request();
    switch (route.name) {
    case Route::Name::Models:
        return exchange->answer(listModels());
    case Route::Name::Model:
        return exchange->answer(oneModel(request, true));
    case Route::Name::Served: {
        Json models = Json::array();
        for (const auto &model : m_registry.all())
            models.push_back(modelJson(*model));
        return exchange->answer(jsonResponse(Json{{"models", std::move(models)}}));
    }
    case Route::Name::ServedOne:
        return exchange->answer(oneModel(request, false));
    case Route::Name::Load:
        return exchange->answer(loadModel(request));
    case Route::Name::Remove:
        return exchange->answer(removeModel(request));
    case Route::Name::Compare:
        return exchange->answer(compare(request));
    case Route::Name::Tokenize:
        return exchange->answer(tokenize(request));
    case Route::Name::Distributions:
        return distributions(exchange);
    case Route::Name::Completions:
        return complete(exchange);
    case Route::Name::Status:
        return exchange->answer(status());
    }
}

HttpResponse Api::listModels() const
{
    Json data = Json::array();
    for (const auto &model : m_registry.all())
        data.push_back(openAiModel(*model));
    return jsonResponse(Json{{"object", "list"}, {"data", std::move(data)}});
}

HttpResponse Api::oneModel(const HttpRequest &request, bool asOpenAi) const
{
    const std::string id = idOf(request);
    const auto model = m_registry.find(id);
    if (!model)
        return errorResponse(readyModel(m_registry, id).error());
    return jsonResponse(asOpenAi ? openAiModel(*model) : modelJson(*model));
}

HttpResponse Api::loadModel(const HttpRequest &request)
{
    const auto body = readBody(request);
    if (!body)
        return errorResponse(body.error());
    JsonFields fields(*body);
    ModelSettings settings;
    settings.path = fields.requiredText("path");
    settings.dtype = fields.text("dtype").value_or("");
    settings.device = fields.text("device").value_or("");
    settings.id = fields.text("id").value_or("");
    fields.refuseUnknown();
    const bool isId =
        settings.id.size() <= 200 &&
        settings.id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
                                      "VWXYZ0123456789._-") == std::string::npos;
    if (!isId)
        fields.fail("id", concat("\"", printable(settings.id, 40), "\""),
                    "at most 200 letters, digits, points, lines and hyphens are expected");
    if (settings.path.empty() || settings.path.find('\0') != std::string::npos)
        fields.fail("path", concat("\"", printable(settings.path, 80), "\""),
                    "the path of a checkpoint or a run is expected");
    if (fields.error())
        return errorResponse(*fields.error());
    const auto model = m_registry.load(settings);
    if (model)
        return jsonResponse(modelJson(**model));
    ApiError error = apiError(model.error().error);
    if (model.error().needBytes > 0)
        error.more = {{"needs_bytes", model.error().needBytes},
                      {"available_bytes", model.error().availableBytes}};
    return errorResponse(error);
}

HttpResponse Api::removeModel(const HttpRequest &request)
{
    const std::string id = idOf(request);
    if (!m_registry.remove(id))
        return errorResponse(readyModel(m_registry, id).error());
    return jsonResponse(Json{{"id", id}, {"deleted", true}});
}

HttpResponse Api::compare(const HttpRequest &request) const
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
    const auto first = readyModel(m_registry, names->at(0).get<std::string>());
    if (!first)
        return errorResponse(first.error());
    const auto second = readyModel(m_registry, names->at(1).get<std::string>());
    if (!second)
        return errorResponse(second.error());
    return responseOf(compareModels(**first, **second));
}

HttpResponse Api::tokenize(const HttpRequest &request) const
{
    const auto body = readBody(request);
    if (!body)
        return errorResponse(body.error());
    const auto model = modelOf(m_registry, *body);
    return model ? responseOf(tokenizeText(*body, **model)) : errorResponse(model.error());
}

void Api::distributions(const std::shared_ptr<Exchange> &exchange) const
{
    const auto body = readBody(exchange->request());
    if (!body)
        return exchange->answer(errorResponse(body.error()));
    const auto model = modelOf(m_registry, *body);
    if (!model)
        return exchange->answer(errorResponse(model.error()));
    answerDistributions(*body, *model, exchange);
}

void Api::complete(const std::shared_ptr<Exchange> &exchange) const
{
    const auto body = readBody(exchange->request());
    if (!body)
        return exchange->answer(errorResponse(body.error()));
    auto fields = readCompletionFields(*body);
    if (!fields)
        return exchange->answer(errorResponse(fields.error()));
    const auto model = readyModel(m_registry, fields->model);
    if (!model)
        return exchange->answer(errorResponse(model.error()));
    const LoadedEngine &loaded = (*model)->loaded;
    const ModelLimits limits{loaded.engine->context(), loaded.engine->vocabulary()};
    std::vector<CompletionJob::Prompt> prompts;
    for (auto &given : fields->prompts) {
        CompletionJob::Prompt prompt;
        if (auto *text = std::get_if<std::string>(&given)) {
            prompt.ids = loaded.source.tokenizer->encode(*text, SpecialTokens::Recognise);
            prompt.text = std::move(*text);
        } else {
            prompt.ids = std::move(std::get<std::vector<TokenId>>(given));
        }
        GenerationRequest request = fields->request;
        request.prompt = prompt.ids;
        if (const auto fine = checkRequest(request, limits); !fine)
            return exchange->answer(errorResponse(problem(400, fine.error().message, "prompt")));
        if (prompt.text.empty())
            prompt.text = loaded.source.tokenizer->decode(prompt.ids);
        prompts.push_back(std::move(prompt));
    }
    fields->prompts.clear();
    if (const auto refusal = refuseHugeAnswer(*fields, prompts, limits.context))
        return exchange->answer(errorResponse(*refusal));
    const auto job =
        std::make_shared<CompletionJob>(exchange, *model, std::move(*fields), std::move(prompts));
    exchange->post([job] { job->start(); });
}

HttpResponse Api::status() const
{
    const InferenceStatus inference = m_registry.status();
    std::string device;
    std::size_t models = 0;
    for (const auto &model : m_registry.all()) {
        ++models;
        const std::string &one = model->inspected.device;
        if (device.find(one) == std::string::npos)
            device += (device.empty() ? "" : ", ") + one;
    }
    const std::chrono::duration<double> uptime = std::chrono::steady_clock::now() - m_started;
    return jsonResponse(Json{{"queued", inference.queued},
                             {"active", inference.active},
                             {"uptime", uptime.count()},
                             {"memory_bytes", processBytes()},
                             {"models", models},
                             {"device", device},
                             {"connections", m_connections.load()},
                             {"protocol", 1},
                             {"version", version}});
}

} // namespace phi1
