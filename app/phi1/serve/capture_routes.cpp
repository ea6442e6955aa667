// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/capture_routes.h"

#include "app/phi1/serve/capture_desk.h"
#include "app/phi1/serve/capture_maker.h"
#include "app/phi1/serve/request_body.h"
#include "core/base/text.h"
#include "model/inference/engine.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

constexpr std::size_t mostIds = 1u << 20; ///< beyond any context; the model's is checked then

using Ids = std::vector<TokenId>;

/// The ids of a prompt, as many as the context holds and none that the model lacks.
tl::expected<Ids, ApiError> readPrompt(JsonFields &fields, const ServedModel &model)
{
    const Json *prompt = fields.find("prompt");
    const bool isText = prompt && prompt->is_string();
    Ids ids;
    if (isText)
        ids = model.loaded.source.tokenizer->encode(prompt->get_ref<const std::string &>(),
                                                    SpecialTokens::Recognise);
    else if (prompt && prompt->is_array() && prompt->size() <= mostIds)
        ids = fields.idsOf(*prompt, "prompt");
    else
        fields.fail("prompt", prompt ? shownValue(*prompt) : "missing",
                    "a text or a list of ids is expected");
    const std::int64_t context = model.loaded.engine->context();
    const std::int64_t vocabulary = model.loaded.engine->vocabulary();
    if (ids.empty())
        fields.fail("prompt", "empty", "at least one token is expected");
    if (static_cast<std::int64_t>(ids.size()) > context)
        fields.fail("prompt", concat(ids.size(), " tokens long"),
                    concat("at most ", context, ", the context of ", model.id, ", are expected"));
    for (const TokenId id : ids) {
        if (id < vocabulary)
            continue;
        if (isText)
            fields.fail(problem(422,
                                concat("the text has the token ", id, ", the vocabulary of ",
                                       model.id, " ends at ", vocabulary - 1,
                                       ": its tokenizer does not match; copy the one of its "
                                       "training beside the weights, or give ids"),
                                "prompt", "tokenizer_mismatch"));
        else
            fields.fail("prompt", concat("a list with ", id),
                        concat("ids from 0 to ", vocabulary - 1, " are expected"));
    }
    if (fields.error())
        return tl::unexpected<ApiError>(*fields.error());
    return ids;
}

/// What a request keeps until it is answered.
struct Held {
    StoredCapturePointer capture;
    std::shared_ptr<void> place;
};

/// What the routes share.
struct Captures {
    const ModelRegistry &registry;
    std::shared_ptr<CaptureStore> store;
    std::shared_ptr<QuestionPlaces> places;

    HttpResponse list() const
    {
        Json captures = Json::array();
        for (const auto &capture : store->all())
            captures.push_back(captureJson(*capture, false));
        return jsonResponse(Json{{"captures", std::move(captures)}});
    }

    HttpResponse one(const std::string &id) const
    {
        const auto capture = store->look(id);
        return capture ? jsonResponse(captureJson(**capture, true))
                       : errorResponse(capture.error());
    }

    HttpResponse remove(const std::string &id) const
    {
        const auto capture = store->remove(id, "it was deleted");
        return capture ? jsonResponse(Json{{"capture", id}, {"deleted", true}})
                       : errorResponse(capture.error());
    }

    void make(const std::shared_ptr<Exchange> &exchange) const
    {
        const auto refuse = [&](const ApiError &error) { exchange->answer(errorResponse(error)); };
        const auto body = readBody(exchange->request());
        if (!body)
            return refuse(body.error());
        const auto model = modelOf(registry, *body);
        if (!model)
            return refuse(model.error());
        JsonFields fields(*body);
        fields.text("model");
        const bool waits = fields.boolean("wait", true);
        auto ids = readPrompt(fields, **model);
        fields.refuseUnknown();
        if (fields.error())
            return refuse(*fields.error());
        auto place = QuestionPlaces::take(places, 0);
        if (!place)
            return refuse(place.error());
        const std::uint64_t need = captureNeed(**model, ids->size());
        auto capture = store->add(*model, std::move(*ids), need);
        if (!capture)
            return refuse(capture.error());
        if (waits)
            makeAndAnswer(exchange, *capture, std::move(*place));
        else
            makeMeanwhile(exchange, *capture, std::move(*place));
    }

    void makeAndAnswer(const std::shared_ptr<Exchange> &exchange,
                       const StoredCapturePointer &capture, std::shared_ptr<void> place) const
    {
        // Before it is made: after the answer it would seem as if the client had gone.
        watchClient(exchange, [weak = std::weak_ptr(capture), captures = store] {
            if (const auto alive = weak.lock())
                (void)captures->remove(alive->id(), "who asked for it hung up");
        });
        const auto held = std::make_shared<Held>(Held{capture, std::move(place)});
        makeCapture(capture, [exchange, held, captures = store](const Result<void> &made) {
            HttpResponse response;
            if (made) {
                response = jsonResponse(captureJson(*held->capture, true));
            } else {
                // Nobody knows its id, or who does is told why.
                (void)captures->remove(held->capture->id(),
                                       concat("it was not made: ", made.error().message));
                response = errorResponse(workError(made.error()));
            }
            // Before the client, who may ask for more at once, and not find all in use.
            *held = {};
            exchange->answer(std::move(response));
        });
    }

    void makeMeanwhile(const std::shared_ptr<Exchange> &exchange,
                       const StoredCapturePointer &capture, std::shared_ptr<void> place) const
    {
        makeCapture(
            capture, [place, id = capture->id(), captures = store](const Result<void> &made) {
                // Nobody takes it out for the model, which would stay in memory with it.
                if (!made && made.error().code == ErrorCode::NotFound)
                    (void)captures->remove(id, concat("it was not made: ", made.error().message));
            });
        exchange->answer(jsonResponse(captureJson(*capture, true)));
    }

    using Reader = std::unique_ptr<CaptureQuestion> (*)(JsonFields &, const CaptureShape &);

    void ask(const std::shared_ptr<Exchange> &exchange, const std::string &id, Reader read) const
    {
        const auto refuse = [&](const ApiError &error) { exchange->answer(errorResponse(error)); };
        const auto body = readBody(exchange->request());
        if (!body)
            return refuse(body.error());
        const auto capture = store->use(id);
        if (!capture)
            return refuse(capture.error());
        JsonFields fields(*body);
        const bool withoutFirst = fields.boolean("without_first", false);
        const StoredCapturePointer minus = readMinus(fields, **capture);
        if (fields.error())
            return refuse(*fields.error());
        auto question = read(fields, shapeOf(**capture, minus != nullptr));
        if (fields.error())
            return refuse(*fields.error());
        auto place = QuestionPlaces::take(places, question->answerBytes());
        if (!place)
            return refuse(place.error());
        answerQuestion(exchange, *capture, minus, withoutFirst, std::move(question),
                       std::move(*place));
    }

    StoredCapturePointer readMinus(JsonFields &fields, const StoredCapture &capture) const
    {
        const auto id = fields.text("minus");
        if (!id)
            return nullptr;
        auto other = store->use(*id);
        if (!other) {
            ApiError error = other.error();
            error.param = "minus";
            fields.fail(std::move(error));
            return nullptr;
        }
        const PhiConfig &mine = capture.model()->loaded.source.config;
        const PhiConfig &its = (*other)->model()->loaded.source.config;
        const auto mismatch = [&](const std::string &what) {
            fields.fail(problem(422, concat("the captures ", capture.id(), " and ", *id, " ", what),
                                "minus", "captures_differ"));
        };
        if (mine.layers != its.layers || mine.heads != its.heads)
            mismatch(concat("have ", mine.layers, " layers of ", mine.heads, " heads and ",
                            its.layers, " of ", its.heads, "; as many are expected"));
        else if (capture.ids() != (*other)->ids())
            mismatch("are of different tokens; the same ids are expected");
        else if (capture.model()->thread != (*other)->model()->thread)
            mismatch("are on different devices; one is expected");
        return *other;
    }

    static CaptureShape shapeOf(const StoredCapture &capture, bool isDifference)
    {
        const LoadedEngine &loaded = capture.model()->loaded;
        return {loaded.source.config.layers,
                loaded.source.config.heads,
                static_cast<std::int64_t>(capture.ids().size()),
                loaded.engine->vocabulary(),
                isDifference,
                loaded.source.tokenizer};
    }
};

} // namespace

void addCaptureRoutes(RouteTable &routes, const ModelRegistry &registry,
                      const std::shared_ptr<CaptureStore> &captures, std::int64_t mostQuestions)
{
    using Call = std::shared_ptr<Exchange>;
    const auto all = std::make_shared<Captures>(
        Captures{registry, captures, std::make_shared<QuestionPlaces>(mostQuestions)});
    const std::string path = "/v1/phi1/captures";
    routes.add("GET", path,
               [all](const Call &call, const std::string &) { call->answer(all->list()); });
    routes.add("POST", path, [all](const Call &call, const std::string &) { all->make(call); });
    routes.add("GET", path + "/*",
               [all](const Call &call, const std::string &id) { call->answer(all->one(id)); });
    routes.add("DELETE", path + "/*",
               [all](const Call &call, const std::string &id) { call->answer(all->remove(id)); });
    const std::pair<const char *, Captures::Reader> questions[] = {
        {"/*/tiles", readTilesQuestion},
        {"/*/rows", readRowsQuestion},
        {"/*/statistics", readStatisticsQuestion},
        {"/*/rollout", readRolloutQuestion},
        {"/*/lens", readLensQuestion},
    };
    for (const auto &[end, read] : questions)
        routes.add("POST", path + end, [all, read = read](const Call &call, const std::string &id) {
            all->ask(call, id, read);
        });
}

} // namespace phi1
