// SPDX-License-Identifier: Apache-2.0
// The loop of a synthesis against a server that fails in every way a server can.
#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/synthesis/answer_log.h"
#include "core/synthesis/synthesizer.h"
#include "tests/support/scripted_http_server.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

/// A text that is like no other, made from the prompt.
std::string uniqueText(const HttpRequest &request)
{
    const std::string hash = hashOfSample(request.body).hex();
    std::string text = "# Chapter " + hash + "\n";
    for (std::size_t i = 0; i + 4 <= hash.size(); ++i)
        text += hash.substr(i, 4) + " ";
    return text;
}

HttpReply chatReply(const std::string &text, const std::string &finish = "stop")
{
    HttpReply reply;
    reply.headers = "x-request-id: req-7\r\n";
    reply.body = dumpJson({{"id", "cmpl-1"},
                           {"model", "served-model"},
                           {"choices",
                            {{{"index", 0},
                              {"message", {{"role", "assistant"}, {"content", text}}},
                              {"finish_reason", finish}}}},
                           {"usage", {{"prompt_tokens", 20}, {"completion_tokens", 30}}}});
    return reply;
}

HttpReply status(int code, const std::string &message = "no", const std::string &headers = "")
{
    HttpReply reply;
    reply.status = code;
    reply.headers = headers;
    reply.body = dumpJson({{"error", {{"message", message}}}});
    return reply;
}

struct Bench {
    TemporaryFolder folder;
    SynthesisSpec spec;
    ApiKey key;
    std::atomic<bool> stop{false};
    std::vector<std::string> notices;
    SynthesisCounts last;

    Bench()
    {
        spec.samples = 12;
        spec.topics = {"lists", "sets", "text"};
        spec.audiences = {"a beginner", "an engineer"};
        spec.seedWords = {"kite", "loom", "tram"};
        spec.prompt.system = "You teach.";
        spec.prompt.text = "About {topic} for {audience}, with {seed_words}.";
        spec.endpoint.model = "asked-model";
        spec.requests.retryDelay = 0.004;
        spec.requests.timeout = 10;
        spec.requests.concurrency = 3;
    }

    Result<SynthesisResult> run(const ScriptedHttpServer &server)
    {
        spec.endpoint.url = server.url();
        const auto plan = PromptPlan::make(spec);
        REQUIRE_MESSAGE(plan, (plan ? "" : plan.error().message));
        SynthesisHooks hooks;
        hooks.stopRequested = [this] { return stop.load(); };
        hooks.notice = [this](const std::string &sentence) { notices.push_back(sentence); };
        hooks.progressed = [this](const SynthesisCounts &counts) { last = counts; };
        return synthesize(spec, *plan, key, folder.path(), AnswerFilter(spec.answers.nearDuplicate),
                          hooks);
    }
    std::vector<AnswerRecord> answers() const
    {
        std::vector<AnswerRecord> found;
        AnswerReader reader(folder / answersFileName);
        REQUIRE(reader.read([&](AnswerRecord &&record) {
            found.push_back(std::move(record));
            return true;
        }));
        return found;
    }
    std::set<std::uint64_t> items() const
    {
        std::set<std::uint64_t> items;
        for (const AnswerRecord &record : answers())
            CHECK(items.insert(record.item).second); // none twice
        return items;
    }
};

#define REQUIRE_END(result, wanted)                                                                \
    do {                                                                                           \
        REQUIRE_MESSAGE(result, (result ? "" : result.error().message));                           \
        CHECK(result->end == wanted);                                                              \
    } while (false)

} // namespace

TEST_CASE("every prompt is asked once and its answer kept with all that is known of it")
{
    std::mutex mutex;
    std::vector<HttpRequest> seen;
    const ScriptedHttpServer server([&](const HttpRequest &request) {
        const std::lock_guard lock(mutex);
        seen.push_back(request);
        return chatReply(uniqueText(request));
    });
    Bench bench;
    const auto result = bench.run(server);
    REQUIRE_END(result, SynthesisEnd::Complete);
    CHECK(result->counts.kept() == 12);
    CHECK(result->counts.promptTokens == 240);
    CHECK(result->counts.completionTokens == 360);
    CHECK(server.requests() == 12);
    CHECK(bench.items().size() == 12);

    CHECK(seen.front().target == "/v1/chat/completions");
    CHECK(seen.front().head.find("Authorization") == std::string::npos);
    const auto body = parseJson(seen.front().body, "the request");
    REQUIRE(body);
    CHECK((*body)["model"] == "asked-model");
    CHECK((*body)["messages"][0]["content"] == "You teach.");
    const AnswerRecord record = bench.answers().front();
    CHECK(record.model == "served-model");
    CHECK(record.requestedModel == "asked-model");
    CHECK(record.requestId == "req-7");
    CHECK(record.answerId == "cmpl-1");
    CHECK(record.finishReason == "stop");
    CHECK(record.prompt.find("About " + record.topic + " for " + record.audience) == 0);
    CHECK(record.settings["temperature"] == 0.9);
    CHECK(record.settings.contains("seed"));
    CHECK(record.endpoint == server.url() + "/chat/completions");

    // Nothing is left: a second start asks nothing.
    REQUIRE_END(bench.run(server), SynthesisEnd::Complete);
    CHECK(server.requests() == 12);
    // A longer plan asks for what is new only.
    bench.spec.samples = 15;
    REQUIRE_END(bench.run(server), SynthesisEnd::Complete);
    CHECK(server.requests() == 15);
}

TEST_CASE("not more requests run at once than allowed, but as many")
{
    const ScriptedHttpServer server([](const HttpRequest &request) {
        HttpReply reply = chatReply(uniqueText(request));
        reply.delay = std::chrono::milliseconds(40);
        return reply;
    });
    Bench bench;
    REQUIRE_END(bench.run(server), SynthesisEnd::Complete);
    CHECK(server.mostAtOnce() == 3);
}

TEST_CASE("what fails in passing is asked again until it comes")
{
    const char *failure = nullptr;
    HttpReply first;
    SUBCASE("errors of the server")
    {
        first = status(500);
        failure = "status 500";
    }
    SUBCASE("a connection that is closed")
    {
        first.hangUp = true;
        failure = "http";
    }
    SUBCASE("an answer that ends early")
    {
        first = chatReply("cut off here");
        first.cutAfter = 20;
        failure = "ended early, after 20 bytes";
    }
    SUBCASE("an answer that is no JSON")
    {
        first.body = "<html>proxy</html>";
        failure = "is not valid JSON";
    }
    SUBCASE("an answer without choices")
    {
        first.body = "{}";
        failure = "no list `choices`";
    }
    SUBCASE("an answer that does not come")
    {
        first.stall = true;
        failure = "no whole answer came within";
    }
    const ScriptedHttpServer server([&](const HttpRequest &request) {
        return request.number < 4 ? first : chatReply(uniqueText(request));
    });
    Bench bench;
    bench.spec.requests.timeout = first.stall ? 0.15 : 10;
    const auto result = bench.run(server);
    REQUIRE_END(result, SynthesisEnd::Complete);
    CHECK(result->counts.kept() == 12);
    CHECK(result->counts.retries == 4);
    CHECK(bench.items().size() == 12);
    REQUIRE_FALSE(bench.notices.empty());
    INFO(bench.notices.front());
    CHECK(bench.notices.front().find(failure) != std::string::npos);
}

TEST_CASE("an endpoint that asks to wait is not asked before, by no request")
{
    std::mutex mutex;
    std::optional<std::chrono::steady_clock::time_point> refused;
    double earliest = 1e9;
    const ScriptedHttpServer server([&](const HttpRequest &request) {
        const std::lock_guard lock(mutex);
        const auto now = std::chrono::steady_clock::now();
        if (request.number == 0) {
            refused = now;
            return status(429, "slow down", "Retry-After: 1\r\n");
        }
        // Those that were under way already do not count.
        if (request.number >= 3 && refused)
            earliest = std::min(earliest, std::chrono::duration<double>(now - *refused).count());
        return chatReply(uniqueText(request));
    });
    Bench bench;
    const auto result = bench.run(server);
    REQUIRE_END(result, SynthesisEnd::Complete);
    CHECK(result->counts.kept() == 12);
    CHECK(earliest >= 0.95);
}

TEST_CASE("repeats, too like ones, truncated and short ones are counted and not kept")
{
    std::string longText;
    for (int i = 0; i < 200; ++i)
        longText += "word" + std::to_string(i * 7919 % 1000) + " ";
    const ScriptedHttpServer server([&](const HttpRequest &request) {
        switch (request.number) {
        case 0:
        case 1:
            return chatReply(longText);
        case 2:
            return chatReply(longText + "and one more word");
        case 3:
            return chatReply("half of", "length");
        case 4:
            return chatReply("");
        default:
            return chatReply(uniqueText(request));
        }
    });
    Bench bench;
    bench.spec.requests.concurrency = 1;
    const auto result = bench.run(server);
    REQUIRE_END(result, SynthesisEnd::Complete);
    const auto count = [&](AnswerOutcome outcome) {
        return result->counts.outcomes[static_cast<std::size_t>(outcome)];
    };
    CHECK(count(AnswerOutcome::Duplicate) == 1);
    CHECK(count(AnswerOutcome::NearDuplicate) == 1);
    CHECK(count(AnswerOutcome::Truncated) == 1);
    CHECK(count(AnswerOutcome::TooShort) == 1);
    CHECK(result->counts.kept() == 8);
    // A repeat is one after a restart too.
    bench.spec.samples = 13;
    const ScriptedHttpServer again([&](const HttpRequest &) { return chatReply(longText); });
    const auto second = bench.run(again);
    REQUIRE_END(second, SynthesisEnd::Complete);
    CHECK(second->counts.outcomes[static_cast<std::size_t>(AnswerOutcome::Duplicate)] == 2);
}

TEST_CASE("truncated answers are kept where that is wanted, and code is taken out")
{
    const ScriptedHttpServer server([](const HttpRequest &request) {
        return chatReply("Here it is:\n```python\n" + uniqueText(request) + "\n```\n", "length");
    });
    Bench bench;
    bench.spec.answers.truncated = "keep";
    bench.spec.answers.take = "code";
    REQUIRE_END(bench.run(server), SynthesisEnd::Complete);
    for (const AnswerRecord &record : bench.answers()) {
        CHECK(record.outcome == AnswerOutcome::Kept);
        CHECK(record.text.find("# Chapter") == 0);
        CHECK(record.text.find("```") == std::string::npos);
    }
}

TEST_CASE("a server that continues texts is asked for completions, and the prompt can be kept")
{
    const ScriptedHttpServer server([](const HttpRequest &request) {
        HttpReply reply;
        const Json body = Json::parse(request.body);
        reply.body =
            dumpJson({{"choices", {{{"text", uniqueText(request)}, {"finish_reason", "length"}}}}});
        if (request.target != "/v1/completions" || !body["prompt"].is_string())
            return status(400);
        return reply;
    });
    Bench bench;
    bench.spec.generation.api = "completions";
    bench.spec.answers.truncated = "keep";
    bench.spec.answers.keepPrompt = true;
    bench.spec.prompt.system = "";
    const auto result = bench.run(server);
    REQUIRE_END(result, SynthesisEnd::Complete);
    CHECK(result->counts.tokensEstimated);
    for (const AnswerRecord &record : bench.answers()) {
        CHECK(record.text.find(record.prompt + "# Chapter") == 0);
        CHECK(record.tokensEstimated);
    }
}

TEST_CASE("a budget of tokens is never exceeded, one of requests is met, and both can be raised")
{
    const ScriptedHttpServer server(
        [](const HttpRequest &request) { return chatReply(uniqueText(request)); });
    Bench bench;
    bench.spec.generation.maxTokens = 100; // the answers take 50
    SUBCASE("tokens")
    {
        bench.spec.budget.tokens = 400;
        const auto result = bench.run(server);
        REQUIRE_END(result, SynthesisEnd::TokenBudget);
        CHECK(result->counts.tokens() <= 400);
        CHECK(result->counts.tokens() >= 250);
        CHECK(result->sentence.find("budget of 400 tokens") != std::string::npos);
        bench.spec.budget.tokens = 0;
    }
    SUBCASE("requests")
    {
        bench.spec.budget.requests = 5;
        const auto result = bench.run(server);
        REQUIRE_END(result, SynthesisEnd::RequestBudget);
        CHECK(result->counts.answered == 5);
        CHECK(server.requests() == 5);
        bench.spec.budget.requests = 12;
    }
    REQUIRE_END(bench.run(server), SynthesisEnd::Complete);
    CHECK(bench.items().size() == 12);
}

TEST_CASE("a key is sent, and what the server repeats of it is written nowhere")
{
    const std::string secret = "sk-test/very+secret=0123456789";
    const auto leaky = [&](const HttpRequest &request) {
        CHECK(request.head.find("Authorization: Bearer " + secret) != std::string::npos);
        if (request.number == 0)
            return status(500, "you sent " + secret);
        if (request.number == 1) {
            HttpReply reply = chatReply("x");
            reply.body = "not json but " + secret;
            return reply;
        }
        HttpReply reply = chatReply(uniqueText(request) + "the key is " + secret);
        reply.headers = "x-request-id: " + secret + "\r\n";
        if (request.number == 2) { // escaped, so that only the parsed text has it
            std::string escaped;
            for (const char c : secret) {
                char code[8];
                std::snprintf(code, sizeof code, "\\u%04x", c);
                escaped += code;
            }
            reply.body = R"({"choices":[{"message":{"content":"unlike others )" + escaped +
                         R"("},"finish_reason":"stop"}],"model":")" + escaped + "\"}";
        }
        if (request.number == 6)
            return status(401, "bad key " + secret);
        return reply;
    };
    const ScriptedHttpServer server(leaky);
    Bench bench;
    bench.key = *ApiKey::fromText(secret);
    bench.spec.requests.concurrency = 1;
    const auto result = bench.run(server);
    REQUIRE_END(result, SynthesisEnd::NeedsPerson);
    CHECK(result->sentence.find("key needed") == 0);
    CHECK(result->sentence.find("[key]") != std::string::npos);
    CHECK(result->sentence.find(secret) == std::string::npos);
    for (const std::string &sentence : bench.notices)
        CHECK(sentence.find(secret) == std::string::npos);
    const auto text = readFile(bench.folder / answersFileName);
    REQUIRE(text);
    CHECK(text->find(secret) == std::string::npos);
    CHECK(text->find("very+secret") == std::string::npos);
    CHECK(text->find("the key is [key]") != std::string::npos);
    CHECK(bench.answers().size() == 4);
}

TEST_CASE("a refused key ends it paused; with another it goes on where it was")
{
    const ScriptedHttpServer server([](const HttpRequest &request) {
        return request.head.find("Bearer sk-right") == std::string::npos
                   ? status(401, "who are you?")
                   : chatReply(uniqueText(request));
    });
    Bench bench;
    auto result = bench.run(server);
    REQUIRE_END(result, SynthesisEnd::NeedsPerson);
    CHECK(result->sentence.find("asks for one") != std::string::npos);
    CHECK(bench.answers().empty());
    bench.key = *ApiKey::fromText("sk-right");
    REQUIRE_END(bench.run(server), SynthesisEnd::Complete);
    CHECK(bench.items().size() == 12);
}

TEST_CASE("an empty account asks for a person, waiting would not help")
{
    const ScriptedHttpServer server([](const HttpRequest &) {
        HttpReply reply = status(429);
        reply.body = R"({"error":{"code":"insufficient_quota","message":"pay"}})";
        return reply;
    });
    Bench bench;
    const auto result = bench.run(server);
    REQUIRE_END(result, SynthesisEnd::NeedsPerson);
    CHECK(result->sentence.find("credit needed") == 0);
    CHECK(server.requests() <= 3);
}

TEST_CASE("an endpoint that never answers ends it, and nothing is lost")
{
    const ScriptedHttpServer dead([](const HttpRequest &) { return status(503); });
    Bench bench;
    bench.spec.requests.attempts = 3;
    const auto result = bench.run(dead);
    REQUIRE_FALSE(result);
    CHECK(result.error().message.find("no answer in 3 attempts") == 0);
    CHECK(result.error().message.find("status 503") != std::string::npos);
    CHECK(bench.answers().empty());
    const ScriptedHttpServer alive(
        [](const HttpRequest &request) { return chatReply(uniqueText(request)); });
    REQUIRE_END(bench.run(alive), SynthesisEnd::Complete);
}

TEST_CASE("a prompt that is refused is passed by; an endpoint that refuses all is an error")
{
    const ScriptedHttpServer server([](const HttpRequest &request) {
        return request.body.find("About sets for an engineer") != std::string::npos
                   ? status(400, "content policy")
                   : chatReply(uniqueText(request));
    });
    Bench bench;
    auto result = bench.run(server);
    REQUIRE_END(result, SynthesisEnd::Complete);
    CHECK(result->counts.outcomes[static_cast<std::size_t>(AnswerOutcome::Refused)] == 2);
    CHECK(result->counts.kept() == 10);

    Bench other;
    const ScriptedHttpServer strict(
        [](const HttpRequest &) { return status(422, "temperature is not supported"); });
    result = other.run(strict);
    REQUIRE_FALSE(result);
    CHECK(result.error().message.find("refuses every request") != std::string::npos);
    CHECK(result.error().message.find("temperature is not supported") != std::string::npos);
    CHECK(other.answers().empty());

    const ScriptedHttpServer elsewhere([](const HttpRequest &) { return status(404, "no model"); });
    result = other.run(elsewhere);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::NotFound);
}

TEST_CASE("asked to stop, it begins nothing new and keeps what comes")
{
    Bench bench;
    const ScriptedHttpServer server([&](const HttpRequest &request) {
        HttpReply reply = chatReply(uniqueText(request));
        reply.delay = std::chrono::milliseconds(60);
        if (request.number == 4)
            bench.stop = true;
        return reply;
    });
    const auto result = bench.run(server);
    REQUIRE_END(result, SynthesisEnd::Stopped);
    CHECK(bench.items().size() == server.requests());
    CHECK(server.requests() < 12);
    bench.stop = false;
    REQUIRE_END(bench.run(server), SynthesisEnd::Complete);
    CHECK(bench.items().size() == 12);
    CHECK(server.requests() == 12); // none was asked twice
}

TEST_CASE("a redirect is not followed: the key would go elsewhere")
{
    std::atomic<int> reached{0};
    const ScriptedHttpServer target([&](const HttpRequest &request) {
        ++reached;
        return chatReply(uniqueText(request));
    });
    const ScriptedHttpServer server([&](const HttpRequest &) {
        return status(307, "", "Location: " + target.url() + "/chat/completions\r\n");
    });
    Bench bench;
    const auto result = bench.run(server);
    REQUIRE_FALSE(result);
    CHECK(reached == 0);
}
