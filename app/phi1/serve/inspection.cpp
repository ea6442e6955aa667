// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/inspection.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <vector>

#include "app/phi1/serve/json_fields.h"
#include "app/phi1/serve/token_text.h"
#include "core/base/text.h"
#include "model/inference/engine.h"
#include "model/inference/weights_fingerprint.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

constexpr std::size_t mostIds = 1u << 20;
constexpr std::size_t mostProbes = 1000;
/// Tokens of the text that two models are compared on.
constexpr std::size_t probeTokens = 32;
constexpr const char *probeText =
    "def count_words(text):\n    \"\"\"Count how often each word appears.\"\"\"\n    counts = {}\n"
    "    for word in text.split():\n        counts[word] = counts.get(word, 0) + 1\n";

std::string base64(const std::string &bytes)
{
    std::string out;
    appendBase64(out, bytes);
    return out;
}

/// Gathers the reports of a request that scores its prompt, and answers.
class DistributionSink final : public GenerationSink
{
public:
    DistributionSink(std::shared_ptr<Exchange> exchange, ServedModelPointer model,
                     std::vector<TokenId> probes)
        : m_exchange(std::move(exchange))
        , m_model(std::move(model))
        , m_probes(std::move(probes))
    {}

    void onPrompt(std::span<const TokenReport> tokens) override
    {
        for (const TokenReport &token : tokens)
            m_positions.push_back(position(token));
    }
    void onFinished(const GenerationSummary &) override
    {
        m_exchange->answer(jsonResponse(Json{{"positions", std::move(m_positions)}}));
    }
    void onFailed(const Error &error) override
    {
        ApiError told = apiError(error);
        if (error.code == ErrorCode::NotFound)
            told.status = 503;
        m_exchange->answer(errorResponse(told));
    }

private:
    Json position(const TokenReport &token) const
    {
        Json out = {{"position", token.index},
                    {"entropy", floatJson(token.entropy)},
                    {"top", alternativesJson(*m_model->loaded.source.tokenizer, token.top)}};
        if (!m_probes.empty()) {
            Json probe = Json::array();
            for (std::size_t i = 0; i < m_probes.size(); ++i)
                probe.push_back({{"id", m_probes[i]},
                                 {"logprob", floatJson(token.probeLogProbabilities.at(i))}});
            out["probe"] = std::move(probe);
        }
        return out;
    }

    const std::shared_ptr<Exchange> m_exchange;
    const ServedModelPointer m_model;
    const std::vector<TokenId> m_probes;
    Json m_positions = Json::array();
};

std::vector<std::int64_t> readPositions(JsonFields &fields, std::size_t ids)
{
    std::vector<std::int64_t> positions;
    const auto values = fields.ids("positions", ids);
    if (!values && fields.isGood())
        fields.fail("positions", "missing", "a list of positions is expected");
    for (const TokenId value : values.value_or(std::vector<TokenId>())) {
        if (value < 1 || static_cast<std::size_t>(value) > ids) {
            fields.fail("positions", concat("a list with ", value),
                        concat("positions from 1 to ", ids, ", the number of ids, are expected"));
            break;
        }
        positions.push_back(value);
    }
    if (values && values->empty())
        fields.fail("positions", "empty", "at least one position is expected");
    std::sort(positions.begin(), positions.end());
    positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
    return positions;
}

/// Logits of all tokens of a text [T, V].
Result<std::vector<float>> logitsOf(Engine &engine, const std::vector<TokenId> &ids)
{
    PHI1_ASSIGN(const SlotId slot, engine.open());
    const ScopedSlot scope(engine, slot);
    std::vector<EngineRow> rows;
    for (const TokenId id : ids)
        rows.push_back({slot, id, true});
    std::vector<float> logits(ids.size() * static_cast<std::size_t>(engine.vocabulary()));
    PHI1_TRY(engine.run(rows, logits));
    return logits;
}

/// The same on the thread of a model; waits for it.
Result<std::vector<float>> probe(const ServedModel &model, const std::vector<TokenId> &ids)
{
    const auto promise = std::make_shared<std::promise<Result<std::vector<float>>>>();
    auto answer = promise->get_future();
    PHI1_TRY(model.thread->runTask(
        model.model, Lane::Interactive,
        [promise, ids](Engine &engine) { promise->set_value(logitsOf(engine, ids)); },
        [promise](const Error &error) { promise->set_value(tl::unexpected<Error>(error)); }));
    return answer.get();
}

/// Whether both hold the same weights; null where that cannot be known.
Json sameWeights(const ServedModel &a, const ServedModel &b)
{
    const auto &first = a.loaded.source.fingerprint, &second = b.loaded.source.fingerprint;
    if (!first || !second)
        return nullptr;
    const auto firstValue = first->wait(), secondValue = second->wait();
    if (!firstValue || !secondValue)
        return nullptr;
    return *firstValue == *secondValue;
}

} // namespace

Json piecesJson(const Tokenizer &tokenizer, std::span<const TokenId> ids)
{
    Json pieces = Json::array();
    std::size_t at = 0;
    for (const TokenId id : ids) {
        const std::string bytes = tokenizer.tokenBytes(id);
        pieces.push_back(
            {{"id", id}, {"bytes", base64(bytes)}, {"start", at}, {"end", at + bytes.size()}});
        at += bytes.size();
    }
    return pieces;
}

Json alternativesJson(const Tokenizer &tokenizer, std::span<const TokenAlternative> top)
{
    Json out = Json::array();
    for (const TokenAlternative &each : top)
        out.push_back({{"id", each.id},
                       {"bytes", base64(tokenizer.tokenBytes(each.id))},
                       {"logprob", floatJson(each.logProbability)}});
    return out;
}

Json floatJson(float value)
{
    std::string digits;
    appendJsonFloat(digits, value);
    return Json::parse(digits);
}

tl::expected<Json, ApiError> tokenizeText(const Json &body, const ServedModel &model)
{
    JsonFields fields(body);
    fields.text("model");
    const std::string text = fields.requiredText("text");
    fields.refuseUnknown();
    if (fields.error())
        return tl::unexpected<ApiError>(*fields.error());
    const Tokenizer &tokenizer = *model.loaded.source.tokenizer;
    const std::vector<TokenId> ids = tokenizer.encode(text, SpecialTokens::Recognise);
    return Json{{"ids", ids},
                {"pieces", piecesJson(tokenizer, ids)},
                {"context", model.loaded.engine->context()}};
}

void answerDistributions(const Json &body, const ServedModelPointer &model,
                         const std::shared_ptr<Exchange> &exchange)
{
    JsonFields fields(body);
    GenerationRequest request;
    fields.text("model");
    const auto ids = fields.ids("ids", mostIds);
    if (!ids && fields.isGood())
        fields.fail("ids", "missing", "a list of ids is expected");
    request.prompt = ids.value_or(std::vector<TokenId>());
    request.promptPositions = readPositions(fields, request.prompt.size());
    request.topLogProbabilities = fields.integer("top", 0, maximumTopLogProbabilities).value_or(10);
    request.probes = fields.ids("probe_ids", mostProbes).value_or(std::vector<TokenId>());
    fields.refuseUnknown();
    if (fields.error()) {
        exchange->answer(errorResponse(*fields.error()));
        return;
    }
    request.entropy = true;
    request.promptLogProbabilities = true;
    request.options.maxNewTokens = 0;
    request.lane = Lane::Interactive;
    const auto sink = std::make_shared<DistributionSink>(exchange, model, request.probes);
    const auto ticket = model->thread->submit(model->model, std::move(request), sink);
    if (!ticket) {
        exchange->answer(errorResponse(apiError(ticket.error())));
        return;
    }
    exchange->post([exchange, ticket = *ticket, thread = std::weak_ptr(model->thread)] {
        exchange->onGone([ticket, thread] {
            if (const auto alive = thread.lock())
                alive->cancel(ticket);
        });
    });
}

tl::expected<Json, ApiError> compareModels(const ServedModel &a, const ServedModel &b)
{
    const auto refuse = [](const Error &error) {
        return tl::unexpected<ApiError>(apiError(error));
    };
    const Engine &first = *a.loaded.engine, &second = *b.loaded.engine;
    if (first.vocabulary() != second.vocabulary())
        return refuse(
            {ErrorCode::Incompatible,
             concat(a.id, " has a vocabulary of ", first.vocabulary(), ", ", b.id, " one of ",
                    second.vocabulary(), "; logits of equal length are expected")});
    std::vector<TokenId> ids = a.loaded.source.tokenizer->encode(probeText, SpecialTokens::AsText);
    const auto longest = std::min<std::size_t>(
        {probeTokens, static_cast<std::size_t>(std::min(first.context(), second.context())),
         static_cast<std::size_t>(
             std::min(first.promptRowsPerCall(), second.promptRowsPerCall()))});
    ids.resize(std::min(ids.size(), longest));
    auto left = probe(a, ids);
    if (!left)
        return refuse(left.error());
    auto right = probe(b, ids);
    if (!right)
        return refuse(right.error());
    double difference = 0;
    for (std::size_t i = 0; i < left->size(); ++i) {
        const double one = std::abs(double((*left)[i]) - double((*right)[i]));
        difference = std::isnan(one) ? one : std::max(difference, one);
    }
    return Json{{"same_weights", sameWeights(a, b)},
                {"probe_tokens", ids.size()},
                {"max_logit_difference", jsonNumber(difference)},
                {"logits_equal", *left == *right}};
}

} // namespace phi1
