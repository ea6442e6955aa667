// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "model/inference/inference_thread.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/recording_sink.h"
#include "tests/support/scripted_engine.h"

using namespace phi1;
using test::RecordingSink;
using test::ScriptedEngine;

namespace {

constexpr std::int64_t rows = 300; ///< more than the tokenizer's 257

std::shared_ptr<ScriptedEngine> mixing()
{
    auto engine = std::make_shared<ScriptedEngine>(ScriptedEngine::mixing(4), rows);
    engine->contextLength = 64;
    engine->promptRows = 16;
    return engine;
}

std::vector<TokenId> bytes(std::string_view text)
{
    std::vector<TokenId> ids;
    for (const char c : text)
        ids.push_back(static_cast<unsigned char>(c));
    return ids;
}

std::shared_ptr<RecordingSink> generate(const std::shared_ptr<ScriptedEngine> &engine,
                                        const GenerationRequest &request,
                                        const InferenceLimits &limits = {})
{
    InferenceThread thread(limits);
    const ModelId model = thread.add(engine, std::make_shared<test::ByteTokenizer>());
    auto sink = std::make_shared<RecordingSink>();
    const auto ticket = thread.submit(model, request, sink);
    if (!ticket)
        FAIL(ticket.error().message);
    REQUIRE(sink->wait());
    return sink;
}

/// log softmax of the script after `tokens`, in double.
std::vector<double> logProbabilities(std::span<const TokenId> tokens)
{
    std::vector<float> logits(rows, 0.0f);
    ScriptedEngine::mixing(4)(tokens, logits);
    double total = 0;
    for (const float logit : logits)
        total += std::exp(static_cast<double>(logit));
    std::vector<double> values;
    for (const float logit : logits)
        values.push_back(logit - std::log(total));
    return values;
}

void checkReport(const TokenReport &report, const std::vector<double> &expected, std::size_t top)
{
    if (report.id >= 0)
        CHECK(report.logProbability ==
              doctest::Approx(expected[static_cast<std::size_t>(report.id)]).epsilon(1e-5));
    else
        CHECK(std::isnan(report.logProbability));
    REQUIRE(report.top.size() == top);
    std::vector<double> sorted = expected;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    for (std::size_t i = 0; i < top; ++i) {
        CHECK(report.top[i].logProbability == doctest::Approx(sorted[i]).epsilon(1e-5));
        CHECK(expected[static_cast<std::size_t>(report.top[i].id)] == sorted[i]);
    }
    double entropy = 0;
    for (const double value : expected)
        entropy -= std::exp(value) * value;
    CHECK(report.entropy == doctest::Approx(entropy).epsilon(1e-5));
}

} // namespace

TEST_CASE("every token is reported with its alternatives, and so is every token of the prompt")
{
    GenerationRequest request;
    request.prompt = bytes("the prompt of this test");
    request.options.maxNewTokens = 20;
    request.options.stopAtEndOfText = false;
    request.topLogProbabilities = 20;
    request.probes = {7, 299};
    request.entropy = true;
    request.promptLogProbabilities = true;
    const auto sink = generate(mixing(), request);

    REQUIRE(sink->prompt.size() == request.prompt.size());
    CHECK(std::isnan(sink->prompt[0].logProbability));
    CHECK(sink->prompt[0].top.empty());
    std::vector<TokenId> text;
    for (std::size_t i = 0; i < request.prompt.size(); ++i) {
        const TokenReport &report = sink->prompt[i];
        CHECK(report.index == static_cast<std::int64_t>(i));
        CHECK(report.id == request.prompt[i]);
        CHECK(report.bytes == std::string(1, static_cast<char>(report.id)));
        if (i > 0)
            checkReport(report, logProbabilities(text), 20);
        text.push_back(report.id);
    }
    REQUIRE(sink->samples[0].tokens.size() == 20);
    for (const TokenReport &report : sink->samples[0].tokens) {
        const auto expected = logProbabilities(text);
        checkReport(report, expected, 20);
        CHECK(report.id == report.top[0].id);
        REQUIRE(report.probeLogProbabilities.size() == 2);
        CHECK(report.probeLogProbabilities[0] == doctest::Approx(expected[7]).epsilon(1e-5));
        CHECK(report.probeLogProbabilities[1] == doctest::Approx(expected[299]).epsilon(1e-5));
        text.push_back(report.id);
    }
}

TEST_CASE("scoring computes what is asked for and no more")
{
    GenerationRequest request;
    request.prompt = bytes("some text that is scored");
    request.options.maxNewTokens = 0;
    request.promptLogProbabilities = true;
    request.entropy = true;
    request.topLogProbabilities = 5;
    const auto engine = mixing();
    const auto whole = generate(engine, request);
    CHECK(engine->rowsComputed == 23); // the last token predicts nothing that is asked for
    REQUIRE(whole->prompt.size() == 24);
    CHECK(whole->summary->completionTokens == 0);
    CHECK(whole->samples[0].tokens.empty());
    CHECK(whole->samples[0].end->reason == FinishReason::Length);

    request.promptPositions = {3, 10, 24};
    const auto some = generate(engine, request);
    REQUIRE(some->prompt.size() == 3);
    CHECK(some->prompt[0].logProbability == whole->prompt[3].logProbability);
    CHECK(some->prompt[1].top == whole->prompt[10].top);
    CHECK(some->prompt[2].id == -1);
    checkReport(some->prompt[2], logProbabilities(request.prompt), 5);

    request.promptPositions = {5};
    engine->rowsComputed = 0;
    generate(engine, request);
    CHECK(engine->rowsComputed == 5);

    request.prompt = bytes("x");
    request.promptPositions = {};
    const auto single = generate(engine, request);
    REQUIRE(single->prompt.size() == 1);
    CHECK(std::isnan(single->prompt[0].logProbability));

    GenerationRequest nothing;
    nothing.prompt = bytes("abc");
    nothing.options.maxNewTokens = 0;
    engine->rowsComputed = 0;
    CHECK(generate(engine, nothing)->samples[0].end->reason == FinishReason::Length);
    CHECK(engine->rowsComputed == 0);
}

TEST_CASE("samples share the computation of their prompt")
{
    GenerationRequest request;
    request.prompt = bytes("a prompt of thirty tokens.....");
    request.options.maxNewTokens = 11;
    request.options.samples = 7;
    request.options.stopAtEndOfText = false;
    request.options.sampling = {.temperature = 1, .seed = 3};
    request.promptLookup = false;
    const auto engine = mixing();
    const auto sink = generate(engine, request);
    CHECK(sink->samples.size() == 7);
    CHECK(engine->rowsComputed == 30 + 7 * 10);
    CHECK(engine->forks == 6);
    CHECK(sink->summary->completionTokens == 77);
}

TEST_CASE("a completion begun by force goes on as if its tokens had been chosen")
{
    GenerationRequest request;
    request.prompt = bytes("branch");
    request.options.maxNewTokens = 20;
    request.options.stopAtEndOfText = false;
    request.topLogProbabilities = 3;
    request.entropy = true;
    const auto plain = generate(mixing(), request);
    std::vector<TokenId> chosen;
    for (const TokenReport &report : plain->samples[0].tokens)
        chosen.push_back(report.id);

    request.forced.assign(chosen.begin(), chosen.begin() + 9);
    CHECK(generate(mixing(), request)->fingerprint() == plain->fingerprint());

    // Another token at 4, and the text goes on from there.
    request.forced = {chosen[0], chosen[1], chosen[2], chosen[3], 77};
    const auto branch = generate(mixing(), request);
    std::vector<TokenId> text = request.prompt;
    REQUIRE(branch->samples[0].tokens.size() == 20);
    for (std::size_t i = 0; i < 20; ++i) {
        const TokenReport &report = branch->samples[0].tokens[i];
        checkReport(report, logProbabilities(text), 3);
        CHECK(report.id == (i < 5 ? request.forced[i] : report.top[0].id));
        text.push_back(report.id);
    }

    // Stop strings and the end of text count in what is forced, too.
    request.forced = bytes("one stop two");
    request.options.stop = {"stop"};
    const auto stopped = generate(mixing(), request);
    CHECK(stopped->samples[0].text == "one ");
    CHECK(stopped->samples[0].end->stopString == "stop");
    request.options.stopAtEndOfText = true;
    request.forced = {'a', 256, 'b'};
    const auto ended = generate(mixing(), request);
    CHECK(ended->samples[0].text == "a");
    CHECK(ended->samples[0].end->reason == FinishReason::EndOfText);
    CHECK(ended->samples[0].end->endOfTextChosen);
    CHECK(ended->samples[0].end->endOfText.id == 256);
    CHECK(std::isfinite(ended->samples[0].end->endOfText.logProbability));

    request.forced = bytes("longer than what is asked for");
    request.options.stop.clear();
    CHECK(generate(mixing(), request)->samples[0].text == "longer than what is ");
}

TEST_CASE("prompts of one token and of the whole context work, beyond it both numbers are named")
{
    const auto engine = mixing();
    InferenceThread thread;
    const ModelId model = thread.add(engine, std::make_shared<test::ByteTokenizer>());
    for (const std::size_t length : {1u, 2u, 63u, 64u}) {
        CAPTURE(length);
        GenerationRequest request;
        request.prompt.assign(length, 'x');
        request.options.maxNewTokens = 500;
        request.options.stopAtEndOfText = false;
        const auto sink = std::make_shared<RecordingSink>();
        REQUIRE(thread.submit(model, request, sink));
        REQUIRE(sink->wait());
        CHECK(sink->samples[0].tokens.size() == 65 - length);
        CHECK(sink->samples[0].end->reason == FinishReason::Context);
    }
    GenerationRequest request;
    request.prompt.assign(65, 'x');
    const auto refused = thread.submit(model, request, std::make_shared<RecordingSink>());
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::Usage);
    CHECK(refused.error().message.find("65 tokens") != std::string::npos);
    CHECK(refused.error().message.find("holds 64") != std::string::npos);
}

TEST_CASE("impossible requests are refused by name")
{
    const auto good = [] {
        GenerationRequest request;
        request.prompt = bytes("abc");
        return request;
    };
    const auto message = [](const GenerationRequest &request) {
        const auto checked = checkRequest(request, {64, 300});
        REQUIRE(!checked);
        return checked.error().message;
    };
    CHECK(checkRequest(good(), {64, 300}));
    GenerationRequest wrong = good();
    wrong.prompt.clear();
    CHECK(message(wrong).find("the prompt is empty") == 0);
    wrong = good();
    wrong.prompt[1] = 300;
    CHECK(message(wrong).find("the token 300") != std::string::npos);
    wrong = good();
    wrong.forced = {-1};
    CHECK(message(wrong).find("the token -1") != std::string::npos);
    wrong = good();
    wrong.probes = {1000};
    CHECK(message(wrong).find("the token 1000") != std::string::npos);
    wrong = good();
    wrong.topLogProbabilities = 21;
    CHECK(message(wrong).find("21; it must be 0 to 20") != std::string::npos);
    wrong = good();
    wrong.promptPositions = {1};
    CHECK(message(wrong).find("no log-probabilities") != std::string::npos);
    wrong.promptLogProbabilities = true;
    wrong.promptPositions = {4};
    CHECK(message(wrong).find("position 4") != std::string::npos);
    wrong.promptPositions = {2, 2};
    CHECK(message(wrong).find("ascending") != std::string::npos);
    wrong = good();
    wrong.options.sampling.topP = std::numeric_limits<double>::quiet_NaN();
    CHECK(message(wrong).find("top-p") != std::string::npos);
}

TEST_CASE("tokens the tokenizer does not know have no text and are no error")
{
    const auto engine =
        std::make_shared<ScriptedEngine>(ScriptedEngine::saying([](auto) { return 299; }), rows);
    GenerationRequest request;
    request.prompt = bytes("a");
    request.options.maxNewTokens = 4;
    const auto sink = generate(engine, request);
    CHECK(sink->samples[0].tokens.size() == 4);
    CHECK(sink->samples[0].text.empty());
    CHECK(sink->samples[0].end->reason == FinishReason::Length);
}

TEST_CASE("a prompt that begins like an earlier text is not computed again")
{
    const auto engine = mixing();
    InferenceThread thread;
    const ModelId model = thread.add(engine, std::make_shared<test::ByteTokenizer>());
    const auto run = [&](const std::vector<TokenId> &prompt, bool scored = false) {
        GenerationRequest request;
        request.prompt = prompt;
        request.options.maxNewTokens = 5;
        request.options.stopAtEndOfText = false;
        request.promptLookup = false;
        request.promptLogProbabilities = scored;
        const auto sink = std::make_shared<RecordingSink>();
        REQUIRE(thread.submit(model, request, sink));
        REQUIRE(sink->wait());
        return sink;
    };
    const auto prompt = bytes("def a_function(x):");
    const auto first = run(prompt);
    CHECK(first->summary->cachedPromptTokens == 0);
    // All but the last token, whose logits are needed.
    CHECK(run(prompt)->summary->cachedPromptTokens == 17);
    std::vector<TokenId> longer = prompt;
    for (const TokenReport &report : first->samples[0].tokens)
        longer.push_back(report.id);
    longer.push_back('!');
    // What was generated is kept as well, but for the last token, which was never computed.
    CHECK(run(longer)->summary->cachedPromptTokens == 22);
    CHECK(run(bytes("def another"))->summary->cachedPromptTokens == 5);
    CHECK(run(bytes("zzz"))->summary->cachedPromptTokens == 0);
    CHECK(run(prompt, true)->summary->cachedPromptTokens == 0); // every row is reported on
}
