// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/completion_routes.h"

#include "app/phi1/serve/completion_job.h"
#include "app/phi1/serve/inspection.h"
#include "app/phi1/serve/request_body.h"
#include "model/inference/engine.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

HttpResponse tokenize(const ModelRegistry &registry, const HttpRequest &request)
{
    const auto body = readBody(request);
    if (!body)
        return errorResponse(body.error());
    const auto model = modelOf(registry, *body);
    return model ? responseOf(tokenizeText(*body, **model)) : errorResponse(model.error());
}

void distributions(const ModelRegistry &registry, const std::shared_ptr<Exchange> &exchange)
{
    const auto body = readBody(exchange->request());
    if (!body)
        return exchange->answer(errorResponse(body.error()));
    const auto model = modelOf(registry, *body);
    if (!model)
        return exchange->answer(errorResponse(model.error()));
    answerDistributions(*body, *model, exchange);
}

void complete(const ModelRegistry &registry, const std::shared_ptr<Exchange> &exchange)
{
    const auto body = readBody(exchange->request());
    if (!body)
        return exchange->answer(errorResponse(body.error()));
    auto fields = readCompletionFields(*body);
    if (!fields)
        return exchange->answer(errorResponse(fields.error()));
    const auto model = readyModel(registry, fields->model);
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

} // namespace

void addCompletionRoutes(RouteTable &routes, const ModelRegistry &registry)
{
    using Call = std::shared_ptr<Exchange>;
    routes.add("POST", "/v1/completions",
               [&registry](const Call &call, const std::string &) { complete(registry, call); });
    routes.add("POST", "/v1/phi1/tokenize", [&registry](const Call &call, const std::string &) {
        call->answer(tokenize(registry, call->request()));
    });
    routes.add(
        "POST", "/v1/phi1/distributions",
        [&registry](const Call &call, const std::string &) { distributions(registry, call); });
}

} // namespace phi1
