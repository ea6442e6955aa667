// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/engine_json.h"

#include "views/state/engine_json_p.h"

namespace phi1 {

using namespace engine_json;

namespace {

EngineResult<EngineModel> modelOf(const dom::element &object)
{
    EngineModel model;
    model.id = textAt(object, "id");
    if (model.id.isEmpty())
        return noField("id");
    model.name = textAt(object, "name");
    model.path = textAt(object, "path");
    model.state = textAt(object, "state");
    model.error = textAt(object, "error");
    model.dtype = textAt(object, "dtype");
    model.storedDtype = textAt(object, "stored_dtype");
    model.device = textAt(object, "device");
    model.kernels = textAt(object, "kernels");
    model.fingerprint = textAt(object, "fingerprint");
    model.tokenizer = textAt(object, "tokenizer");
    model.step = integerAt<qint64>(object, "step", -1);
    model.parameters = integerAt<qint64>(object, "parameters", 0);
    model.weightBytes = integerAt<qint64>(object, "weight_bytes", 0);
    model.memoryBytes = integerAt<qint64>(object, "memory_bytes", 0);
    model.threads = integerAt(object, "threads", 0);
    model.layers = integerAt(object, "layers", 0);
    model.heads = integerAt(object, "heads", 0);
    model.hidden = integerAt(object, "hidden", 0);
    model.context = integerAt(object, "context", 0);
    model.vocabulary = integerAt(object, "vocabulary", 0);
    model.tokenizerVocabulary = integerAt(object, "tokenizer_vocabulary", 0);
    model.loadSeconds = numberAt(object, "load_seconds");
    return model;
}

} // namespace

EngineResult<EngineModel> engineModelFrom(const QByteArray &bytes)
{
    const Body body(bytes);
    return body.isObject() ? modelOf(body.root()) : body.notAnObject();
}

EngineResult<QVector<EngineModel>> engineModelsFrom(const QByteArray &bytes)
{
    const Body body(bytes);
    if (!body.isObject())
        return body.notAnObject();
    dom::array list;
    if (body.root()["models"].get(list))
        return noField("models");
    QVector<EngineModel> models;
    for (const dom::element each : list) {
        auto model = modelOf(each);
        if (!model)
            return tl::unexpected(model.error());
        models += *model;
    }
    return models;
}

EngineResult<ModelComparison> modelComparisonFrom(const QByteArray &bytes)
{
    const Body body(bytes);
    if (!body.isObject())
        return body.notAnObject();
    ModelComparison comparison;
    if (body.root()["logits_equal"].get(comparison.logitsEqual))
        return noField("logits_equal");
    // null: a fingerprint is not known
    [[maybe_unused]] const auto ignored = body.root()["same_weights"].get(comparison.sameWeights);
    comparison.probeTokens = integerAt(body.root(), "probe_tokens", 0);
    comparison.maxLogitDifference = numberAt(body.root(), "max_logit_difference");
    return comparison;
}

EngineResult<TokenizedText> tokenizedTextFrom(const QByteArray &bytes)
{
    const Body body(bytes);
    if (!body.isObject())
        return body.notAnObject();
    TokenizedText text;
    dom::array list;
    if (body.root()["ids"].get(list))
        return noField("ids");
    for (const dom::element each : list) {
        std::int64_t id = 0;
        if (each.get(id) || id < 0 || id > std::numeric_limits<qint32>::max())
            return noField("ids");
        text.ids += static_cast<qint32>(id);
    }
    if (!body.root()["pieces"].get(list)) {
        for (const dom::element each : list) {
            std::string_view piece;
            text.pieces += each["bytes"].get(piece) ? QByteArray() : bytesOf(piece);
        }
    }
    text.context = integerAt(body.root(), "context", 0);
    return text;
}

EngineResult<QVector<PositionDistribution>> distributionsFrom(const QByteArray &bytes)
{
    const Body body(bytes);
    if (!body.isObject())
        return body.notAnObject();
    dom::array list;
    if (body.root()["positions"].get(list))
        return noField("positions");
    QVector<PositionDistribution> positions;
    for (const dom::element each : list) {
        PositionDistribution position;
        position.position = integerAt(each, "position", -1);
        if (position.position < 0)
            return noField("position");
        position.entropy = numberAt(each, "entropy");
        const auto read = [&](const char *key, QVector<TokenChoice> &into) {
            dom::array choices;
            if (each[key].get(choices))
                return;
            for (const dom::element choice : choices) {
                std::string_view text;
                into +=
                    {integerAt(choice, "id", -1), static_cast<float>(numberAt(choice, "logprob")),
                     choice["bytes"].get(text) ? QByteArray() : bytesOf(text)};
            }
        };
        read("top", position.top);
        read("probe", position.probed);
        positions += position;
    }
    return positions;
}

EngineResult<QVector<float>> promptScoresFrom(const QByteArray &bytes)
{
    const Body body(bytes);
    if (!body.isObject())
        return body.notAnObject();
    dom::array choices, prompt, completion;
    dom::element choice;
    if (body.root()["choices"].get(choices) || choices.at(0).get(choice) ||
        choice["phi1"]["prompt_tokens"].get(prompt) || choice["phi1"]["tokens"].get(completion))
        return noField("prompt_tokens");
    QVector<float> scores;
    for (const dom::array &tokens : {prompt, completion}) {
        for (const dom::element token : tokens)
            scores += static_cast<float>(numberAt(token, "lp"));
    }
    return scores;
}

EngineResult<EngineStatus> engineStatusFrom(const QByteArray &bytes)
{
    const Body body(bytes);
    if (!body.isObject())
        return body.notAnObject();
    EngineStatus status;
    status.queued = integerAt(body.root(), "queued", 0);
    status.active = integerAt(body.root(), "active", 0);
    status.models = integerAt(body.root(), "models", 0);
    status.memoryBytes = integerAt<qint64>(body.root(), "memory_bytes", 0);
    status.uptime = numberAt(body.root(), "uptime");
    status.device = textAt(body.root(), "device");
    return status;
}

EngineError engineErrorFrom(int httpStatus, const QByteArray &bytes)
{
    using Kind = EngineError::Kind;
    const Kind kind = httpStatus == 404   ? Kind::NotFound
                      : httpStatus == 429 ? Kind::Busy
                      : httpStatus == 507 ? Kind::NoMemory
                                          : Kind::Refused;
    const Body body(bytes);
    EngineError error{kind, {}, {}};
    if (body.isObject())
        error = errorOf(body.root(), kind);
    if (error.sentence.isEmpty())
        error.sentence =
            tr(QT_TRANSLATE_NOOP("EngineClient", "The engine refused with HTTP status %1 and said "
                                                 "nothing more; its log may"))
                .arg(httpStatus);
    return error;
}

struct CompletionEvents::Private {
    const QByteArray &bytesOfToken(qint32 id, std::string_view base64)
    {
        QByteArray &bytes = known[id];
        if (bytes.isEmpty() && !base64.empty())
            bytes = bytesOf(base64);
        return bytes;
    }
    bool readToken(const dom::element &object, ViewToken &token);
    bool readChoice(const dom::element &choice, Event &event);

    dom::parser parser;
    QHash<qint32, QByteArray> known;
};

CompletionEvents::CompletionEvents()
    : d(std::make_unique<Private>())
{}

CompletionEvents::~CompletionEvents() = default;

bool CompletionEvents::Private::readToken(const dom::element &object, ViewToken &token)
{
    std::string_view base64;
    token.id = integerAt(object, "id", -1);
    if (token.id < 0 || object["b"].get(base64))
        return false;
    token.bytes = bytesOfToken(token.id, base64);
    token.logProbability = static_cast<float>(numberAt(object, "lp"));
    dom::array list;
    if (object["top"].get(list))
        return true;
    token.top.reserve(static_cast<qsizetype>(list.size()));
    for (const dom::element each : list) {
        dom::array parts;
        std::int64_t id = 0;
        dom::element logarithm;
        if (each.get(parts) || parts.at(0).get(id) || id < 0 ||
            id > std::numeric_limits<qint32>::max() || parts.at(1).get(logarithm) ||
            parts.at(2).get(base64))
            return false;
        const auto number = static_cast<qint32>(id);
        token.top +=
            {number, static_cast<float>(numberOf(logarithm)), bytesOfToken(number, base64)};
    }
    return true;
}

bool CompletionEvents::Private::readChoice(const dom::element &choice, Event &event)
{
    const int sample = integerAt(choice, "index", -1);
    dom::element ours;
    if (sample < 0 || choice["phi1"].get(ours))
        return false;
    TokenBatch batch;
    batch.sample = sample;
    batch.text = textAt(ours, "text");
    dom::array tokens;
    if (!ours["tokens"].get(tokens)) {
        for (const dom::element each : tokens) {
            ViewToken token;
            if (!readToken(each, token))
                return false;
            batch.tokens += std::move(token);
        }
    }
    if (!batch.tokens.isEmpty() || !batch.text.isEmpty())
        event.batches += std::move(batch);
    dom::element summary;
    if (!ours["summary"].get(summary) && summary.is_object()) {
        CompletionSummary figures;
        figures.promptTokens = integerAt(summary, "prompt_tokens", 0);
        figures.completionTokens = integerAt(summary, "completion_tokens", 0);
        figures.drafted = integerAt(summary, "drafted", 0);
        figures.accepted = integerAt(summary, "accepted", 0);
        std::uint64_t seed = 0; // exact up to 2^63, which a double is not
        if (!summary["seed"].get(seed))
            figures.seed = seed;
        figures.queuedSeconds = numberAt(summary, "queued_seconds");
        figures.firstTokenSeconds = numberAt(summary, "time_to_first_token");
        figures.tokensPerSecond = numberAt(summary, "tokens_per_second");
        figures.promptTokensPerSecond = numberAt(summary, "prompt_tokens_per_second");
        figures.memoryBytes = integerAt<qint64>(summary, "memory_bytes", 0);
        figures.model = textAt(summary, "model");
        figures.fingerprint = textAt(summary, "fingerprint");
        figures.dtype = textAt(summary, "dtype");
        figures.device = textAt(summary, "device");
        event.ends += {sample, textAt(summary, "finish"), textAt(summary, "stop_string"), figures};
        return true;
    }
    if (const QString reason = textAt(choice, "finish_reason"); !reason.isEmpty())
        event.ends += {sample, reason, {}, {}};
    return true;
}

EngineResult<CompletionEvents::Event> CompletionEvents::parse(const QByteArray &data)
{
    Event event;
    if (data == "[DONE]") {
        event.isLast = true;
        return event;
    }
    dom::element root;
    if (d->parser.parse(data.constData(), static_cast<std::size_t>(data.size())).get(root) ||
        !root.is_object())
        return tl::unexpected(misunderstood(QStringLiteral("an event is no JSON object")));
    dom::element error;
    if (!root["error"].get(error) && !error.is_null()) {
        event.error = errorOf(root, EngineError::Kind::Refused);
        return event;
    }
    dom::array choices;
    if (root["choices"].get(choices))
        return noField("choices");
    for (const dom::element choice : choices) {
        if (!d->readChoice(choice, event))
            return noField("phi1");
    }
    return event;
}

QByteArray completionBody(const CompletionRequest &request)
{
    const CompareSampling &sampling = request.sampling;
    QJsonObject body{{QStringLiteral("model"), request.model},
                     {QStringLiteral("prompt"), arrayOf(request.prompt)},
                     {QStringLiteral("max_tokens"), sampling.maxTokens},
                     {QStringLiteral("temperature"), sampling.temperature},
                     {QStringLiteral("top_k"), sampling.topK},
                     {QStringLiteral("top_p"), sampling.topP},
                     {QStringLiteral("min_p"), sampling.minP},
                     {QStringLiteral("repetition_penalty"), sampling.repetitionPenalty},
                     {QStringLiteral("n"), sampling.samples},
                     {QStringLiteral("seed"), static_cast<qint64>(sampling.seed)},
                     {QStringLiteral("stop_at_end"), sampling.stopAtEnd},
                     {QStringLiteral("logprobs"), request.topTokens},
                     {QStringLiteral("lane"), request.lane},
                     {QStringLiteral("stream"), true},
                     {QStringLiteral("phi1"), true}};
    if (!sampling.stop.isEmpty())
        body[u"stop"] = QJsonArray::fromStringList(sampling.stop);
    if (!request.forced.isEmpty())
        body[u"forced_ids"] = arrayOf(request.forced);
    return compact(body);
}

QByteArray loadBody(const QString &path, PaneDtype dtype)
{
    return compact({{QStringLiteral("path"), path}, {QStringLiteral("dtype"), dtypeName(dtype)}});
}

QByteArray compareBody(const QString &a, const QString &b)
{
    return compact({{QStringLiteral("models"), QJsonArray{a, b}}});
}

QByteArray tokenizeBody(const QString &model, const QString &text)
{
    return compact({{QStringLiteral("model"), model}, {QStringLiteral("text"), text}});
}

QByteArray promptScoresBody(const QString &model, const QVector<qint32> &ids, int context,
                            const QString &lane)
{
    const QVector<qint32> beyond = ids.mid(context);
    QJsonObject body{{QStringLiteral("model"), model},
                     {QStringLiteral("prompt"), arrayOf(ids.mid(0, context))},
                     {QStringLiteral("max_tokens"), int(beyond.size())},
                     {QStringLiteral("echo"), true},
                     {QStringLiteral("logprobs"), 0},
                     {QStringLiteral("lane"), lane},
                     {QStringLiteral("phi1"), true}};
    if (!beyond.isEmpty())
        body[u"forced_ids"] = arrayOf(beyond);
    return compact(body);
}

QByteArray distributionsBody(const QString &model, const QVector<qint32> &ids,
                             const QVector<int> &positions, int top, const QVector<qint32> &probe)
{
    QJsonObject body{{QStringLiteral("model"), model},
                     {QStringLiteral("ids"), arrayOf(ids)},
                     {QStringLiteral("positions"), arrayOf(positions)},
                     {QStringLiteral("top"), top}};
    if (!probe.isEmpty())
        body[u"probe_ids"] = arrayOf(probe);
    return compact(body);
}

} // namespace phi1
