// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
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

std::vector<TokenId> bytes(std::string_view text)
{
    std::vector<TokenId> ids;
    for (const char c : text)
        ids.push_back(static_cast<unsigned char>(c));
    return ids;
}

/// Repeats the last letter for ever.
std::shared_ptr<ScriptedEngine> echo()
{
    auto engine = std::make_shared<ScriptedEngine>(
        ScriptedEngine::saying([](std::span<const TokenId> sequence) { return sequence.back(); }));
    engine->contextLength = 100000;
    return engine;
}

std::shared_ptr<const Tokenizer> tokenizer()
{
    return std::make_shared<test::ByteTokenizer>();
}

GenerationRequest request(std::string_view prompt, std::int64_t tokens, Lane lane = Lane::Decode)
{
    GenerationRequest request;
    request.prompt = bytes(prompt);
    request.options.maxNewTokens = tokens;
    request.lane = lane;
    request.promptLookup = false;
    return request;
}

/// Holds an engine's thread in its first call until open() is called.
class Gate
{
public:
    explicit Gate(ScriptedEngine &engine)
    {
        engine.beforeRun = [this](auto) {
            if (!m_reached.exchange(true))
                m_entered.set_value();
            m_opened.wait();
        };
    }
    void waitUntilReached() { m_entered.get_future().wait(); }
    void open() { m_open.set_value(); }

private:
    std::promise<void> m_entered;
    std::atomic<bool> m_reached = false;
    std::promise<void> m_open;
    std::shared_future<void> m_opened = m_open.get_future().share();
};

std::shared_ptr<RecordingSink> submitTo(InferenceThread &thread, ModelId model,
                                        GenerationRequest wanted, Ticket *ticket = nullptr)
{
    auto sink = std::make_shared<RecordingSink>();
    const auto submitted = thread.submit(model, std::move(wanted), sink);
    if (!submitted)
        FAIL(submitted.error().message);
    if (ticket != nullptr)
        *ticket = *submitted;
    return sink;
}

} // namespace

TEST_CASE("a full queue refuses, and takes requests again when it has room")
{
    const auto engine = echo();
    Gate gate(*engine);
    InferenceThread thread({.queuedRequests = 2, .activeSequences = 1});
    const ModelId model = thread.add(engine, tokenizer());
    const auto running = submitTo(thread, model, request("a", 3));
    gate.waitUntilReached();
    const auto first = submitTo(thread, model, request("b", 3));
    const auto second = submitTo(thread, model, request("c", 3));
    const auto refused = std::make_shared<RecordingSink>();
    const auto third = thread.submit(model, request("d", 3), refused);
    REQUIRE(!third);
    CHECK(third.error().code == ErrorCode::Busy);
    CHECK(third.error().message.find("2 requests are waiting") != std::string::npos);
    CHECK(thread.status().queued == 2);
    gate.open();
    for (const auto &sink : {running, first, second})
        REQUIRE(sink->wait());
    CHECK(second->samples[0].text == "ccc");
    CHECK(!refused->summary);
    CHECK(!refused->error);
    const auto later = submitTo(thread, model, request("e", 2));
    REQUIRE(later->wait());
    CHECK(later->samples[0].text == "ee");
}

TEST_CASE("a cancelled request ends within one token with what it has")
{
    InferenceThread thread;
    const ModelId model = thread.add(echo(), tokenizer());
    const auto sink = std::make_shared<RecordingSink>();
    std::atomic<Ticket> ticket = 0;
    sink->onEveryToken = [&] {
        while (ticket == 0)
            std::this_thread::yield();
        if (sink->samples[0].tokens.size() == 5)
            thread.cancel(ticket);
    };
    const auto submitted = thread.submit(model, request("x", 90000), sink);
    REQUIRE(submitted);
    ticket = *submitted;
    REQUIRE(sink->wait());
    CHECK(sink->samples[0].text == "xxxxx");
    REQUIRE(sink->samples[0].end);
    CHECK(sink->samples[0].end->reason == FinishReason::Cancelled);
    REQUIRE(sink->summary);
    CHECK(sink->summary->cancelled);
    CHECK(sink->summary->completionTokens == 5);
}

TEST_CASE("a request cancelled in the queue or amid its prompt ends as cancelled, every sample")
{
    const auto engine = echo();
    Gate gate(*engine);
    InferenceThread thread({.activeSequences = 1});
    const ModelId model = thread.add(engine, tokenizer());
    Ticket first = 0, second = 0;
    GenerationRequest many = request("ab", 5);
    many.options.samples = 3;
    const auto inPrompt = submitTo(thread, model, request(std::string(100, 'a'), 5), &first);
    gate.waitUntilReached();
    const auto queued = submitTo(thread, model, many, &second);
    thread.cancel(first);
    thread.cancel(second);
    thread.cancel(999); // nobody's
    gate.open();
    REQUIRE(inPrompt->wait());
    REQUIRE(queued->wait());
    CHECK(engine->calls == 1);
    CHECK(inPrompt->samples[0].end->reason == FinishReason::Cancelled);
    REQUIRE(queued->samples.size() == 3);
    for (const auto &[index, sample] : queued->samples)
        CHECK(sample.end->reason == FinishReason::Cancelled);
}

TEST_CASE("shutting down cancels what runs, or lets it finish in the time it gets")
{
    for (const bool patient : {false, true}) {
        CAPTURE(patient);
        const auto engine = echo();
        Gate gate(*engine);
        InferenceThread thread;
        const ModelId model = thread.add(engine, tokenizer());
        const auto sink = submitTo(thread, model, request("x", patient ? 50 : 90000));
        gate.waitUntilReached();
        std::thread opener([&] { gate.open(); });
        thread.shutdown(std::chrono::seconds(patient ? 60 : 0));
        opener.join();
        REQUIRE(sink->summary); // no wait: the last call has been
        CHECK(sink->summary->cancelled == !patient);
        CHECK(engine->openSlots() == 0);
        const auto late = thread.submit(model, request("x", 1), std::make_shared<RecordingSink>());
        REQUIRE(!late);
        CHECK(late.error().code == ErrorCode::Busy);
        CHECK(late.error().message.find("shutting down") != std::string::npos);
        thread.cancel(1);
        thread.remove(model);
    }
}

TEST_CASE("a removed model fails its requests and is let go before remove() returns")
{
    auto engine = echo();
    const std::weak_ptr<ScriptedEngine> watched = engine;
    InferenceThread thread;
    const ModelId model = thread.add(engine, tokenizer());
    const ModelId other = thread.add(echo(), tokenizer());
    engine.reset();
    const auto sink = submitTo(thread, model, request("x", 90000));
    const auto unharmed = submitTo(thread, other, request("y", 300));
    thread.remove(model);
    CHECK(watched.expired());
    REQUIRE(sink->wait());
    REQUIRE(sink->error);
    CHECK(sink->error->code == ErrorCode::NotFound);
    REQUIRE(unharmed->wait());
    CHECK(unharmed->samples[0].text == std::string(300, 'y'));
    const auto late = thread.submit(model, request("x", 1), std::make_shared<RecordingSink>());
    REQUIRE(!late);
    CHECK(late.error().code == ErrorCode::NotFound);
    thread.remove(model); // again, and one that never was
    thread.remove(77);
}

TEST_CASE("a sink that throws loses its request, the others go on")
{
    InferenceThread thread;
    const auto engine = echo();
    const ModelId model = thread.add(engine, tokenizer());
    const auto bad = std::make_shared<RecordingSink>();
    bad->onEveryToken = [] { throw std::runtime_error("the client is gone"); };
    REQUIRE(thread.submit(model, request("b", 90000), bad));
    const auto good = submitTo(thread, model, request("g", 20));
    REQUIRE(good->wait());
    CHECK(good->samples[0].text == std::string(20, 'g'));
    // The thread is idle at some time, so the other one did end.
    thread.shutdown(std::chrono::seconds(60));
    CHECK(bad->samples[0].tokens.size() == 1);
    CHECK(!bad->summary);
    CHECK(!bad->error);
    CHECK(engine->openSlots() == 0);
}

TEST_CASE("what fails for one request does not touch those computed with it")
{
    const auto engine = std::make_shared<ScriptedEngine>(
        [](std::span<const TokenId> sequence, std::span<float> logits) {
            if (sequence.front() == 'n')
                std::fill(logits.begin(), logits.end(), std::numeric_limits<float>::quiet_NaN());
            else
                logits[static_cast<std::size_t>(sequence.back())] = 5.0f;
        });
    engine->beforeRun = [](std::span<const EngineRow> rows) {
        for (const EngineRow &row : rows) {
            if (row.token == 't')
                throw std::runtime_error("a device error");
        }
    };
    InferenceThread thread;
    const ModelId model = thread.add(engine, tokenizer());
    std::vector<std::shared_ptr<RecordingSink>> good, notFinite, throwing;
    for (int i = 0; i < 6; ++i) {
        good.push_back(submitTo(thread, model, request("g", 30)));
        notFinite.push_back(submitTo(thread, model, request("n", 30)));
        throwing.push_back(submitTo(thread, model, request("at", 30)));
    }
    for (int i = 0; i < 6; ++i) {
        const auto at = static_cast<std::size_t>(i);
        REQUIRE(good[at]->wait());
        CHECK(good[at]->samples[0].text == std::string(30, 'g'));
        REQUIRE(notFinite[at]->wait());
        REQUIRE(notFinite[at]->error);
        CHECK(notFinite[at]->error->code == ErrorCode::Corrupt);
        REQUIRE(throwing[at]->wait());
        REQUIRE(throwing[at]->error);
        CHECK(throwing[at]->error->message.find("a device error") != std::string::npos);
    }
    thread.shutdown();
    CHECK(engine->openSlots() == 0);
}

TEST_CASE("a long prompt comes in pieces, and who decodes gets a token with each")
{
    const auto engine = echo();
    engine->promptRows = 400;
    std::vector<std::vector<EngineRow>> calls;
    InferenceThread thread;
    const ModelId model = thread.add(engine, tokenizer());
    std::shared_ptr<RecordingSink> late = std::make_shared<RecordingSink>();
    const auto sink = std::make_shared<RecordingSink>();
    sink->onEveryToken = [&] {
        if (sink->samples[0].tokens.size() == 3)
            REQUIRE(thread.submit(model, request(std::string(2000, 'p'), 1), late));
    };
    engine->beforeRun = [&](std::span<const EngineRow> rows) {
        calls.emplace_back(rows.begin(), rows.end());
    };
    REQUIRE(thread.submit(model, request("d", 300), sink));
    REQUIRE(sink->wait());
    REQUIRE(late->wait());
    thread.shutdown();
    int pieces = 0;
    for (const auto &rows : calls) {
        const auto decoding = std::count_if(rows.begin(), rows.end(),
                                            [](const EngineRow &row) { return row.token == 'd'; });
        CHECK(decoding == 1);
        CHECK(rows.size() <= 101);
        pieces += rows.size() > 1 ? 1 : 0;
    }
    CHECK(pieces == 20);
    CHECK(late->samples[0].text == "p");
}

TEST_CASE("models take turns, a step each")
{
    const auto a = echo(), b = echo();
    Gate gate(*a);
    std::string order;
    InferenceThread thread;
    const ModelId modelA = thread.add(a, tokenizer());
    const ModelId modelB = thread.add(b, tokenizer());
    const auto hold = submitTo(thread, modelA, request("h", 1));
    gate.waitUntilReached();
    const auto first = std::make_shared<RecordingSink>();
    const auto second = std::make_shared<RecordingSink>();
    first->onEveryToken = [&] { order += 'a'; };
    second->onEveryToken = [&] { order += 'b'; };
    REQUIRE(thread.submit(modelA, request("x", 40), first));
    REQUIRE(thread.submit(modelB, request("y", 40), second));
    gate.open();
    REQUIRE(first->wait());
    REQUIRE(second->wait());
    REQUIRE(order.size() == 80);
    for (std::size_t i = 0; i + 1 < order.size(); ++i)
        CHECK(order[i] != order[i + 1]);
}

TEST_CASE("urgent requests begin first, and the batch lane goes on slowly beside them")
{
    const auto engine = echo();
    Gate gate(*engine);
    InferenceThread thread({.activeSequences = 2});
    const ModelId model = thread.add(engine, tokenizer());
    const auto hold = submitTo(thread, model, request("h", 1, Lane::Batch));
    gate.waitUntilReached();
    std::string order;
    const auto batch = std::make_shared<RecordingSink>();
    const auto decode = std::make_shared<RecordingSink>();
    const auto interactive = std::make_shared<RecordingSink>();
    batch->onEveryToken = [&] { order += 'b'; };
    decode->onEveryToken = [&] { order += 'd'; };
    interactive->onEveryToken = [&] { order += 'i'; };
    REQUIRE(thread.submit(model, request("b", 100, Lane::Batch), batch));
    REQUIRE(thread.submit(model, request("d", 100, Lane::Decode), decode));
    REQUIRE(thread.submit(model, request("i", 100, Lane::Interactive), interactive));
    gate.open();
    for (const auto &sink : {batch, decode, interactive})
        REQUIRE(sink->wait());
    CHECK(order.substr(0, 2) == "id");
    // Two places for three: the batch lane began when one of the others had ended.
    CHECK(order.find('b') > 190);

    order.clear();
    const auto slow = std::make_shared<RecordingSink>();
    const auto quick = std::make_shared<RecordingSink>();
    slow->onEveryToken = [&] { order += 'b'; };
    quick->onEveryToken = [&] {
        order += 'i';
        if (quick->samples[0].tokens.size() == 1)
            REQUIRE(thread.submit(model, request("b", 200, Lane::Batch), slow));
    };
    REQUIRE(thread.submit(model, request("i", 100, Lane::Interactive), quick));
    REQUIRE(slow->wait());
    const std::string both = order.substr(0, order.rfind('i'));
    const auto slowTokens = std::count(both.begin(), both.end(), 'b');
    CHECK(slowTokens > 15);
    CHECK(slowTokens < 35);
}

TEST_CASE("beside urgent work few completions of the batch lane are computed at once, in turns")
{
    const auto engine = echo();
    std::size_t mostRows = 0;
    engine->beforeRun = [&](std::span<const EngineRow> rows) {
        mostRows = std::max(mostRows, rows.size());
    };
    InferenceThread thread;
    const ModelId model = thread.add(engine, tokenizer());
    const auto batch = std::make_shared<RecordingSink>();
    const auto urgent = std::make_shared<RecordingSink>();
    std::vector<std::size_t> counts;
    std::size_t mostBeside = 0; // before the urgent one ends and the others get its room
    urgent->onEveryToken = [&] {
        const std::size_t tokens = urgent->samples[0].tokens.size();
        if (tokens == 1) {
            GenerationRequest many = request("b", 1000, Lane::Batch);
            many.options.samples = 12;
            REQUIRE(thread.submit(model, many, batch));
        }
        if (tokens == 400) {
            mostBeside = mostRows;
            for (const auto &[index, sample] : batch->samples)
                counts.push_back(sample.tokens.size());
        }
    };
    REQUIRE(thread.submit(model, request("u", 400, Lane::Interactive), urgent));
    REQUIRE(urgent->wait());
    CHECK(urgent->samples[0].text == std::string(400, 'u'));
    REQUIRE(counts.size() == 12);
    const auto [fewest, most] = std::minmax_element(counts.begin(), counts.end());
    CHECK(*fewest > 20);
    CHECK(*most - *fewest <= 2);
    CHECK(mostBeside == 5); // the urgent one and four
    REQUIRE(batch->wait());
    CHECK(mostRows == 12);
}

TEST_CASE("tasks run between steps, by lane, and fail with their model")
{
    const auto engine = echo();
    Gate gate(*engine);
    InferenceThread thread;
    const ModelId model = thread.add(engine, tokenizer());
    const auto hold = submitTo(thread, model, request("h", 2));
    gate.waitUntilReached();
    std::string order;
    std::promise<void> done;
    REQUIRE(thread.runTask(model, Lane::Batch, [&](Engine &) {
        order += 'b';
        done.set_value();
    }));
    REQUIRE(thread.runTask(model, Lane::Interactive, [&](Engine &used) {
        order += 'i';
        CHECK(&used == engine.get());
    }));
    Error thrown;
    REQUIRE(thread.runTask(
        model, Lane::Decode,
        [&](Engine &) {
            order += 'd';
            throw std::runtime_error("a failed probe");
        },
        [&](const Error &error) { thrown = error; }));
    gate.open();
    done.get_future().wait();
    CHECK(order == "idb");
    CHECK(thrown.message.find("a failed probe") != std::string::npos);
    thread.remove(model);
    CHECK(!thread.runTask(model, Lane::Batch, [](Engine &) {}));
}

TEST_CASE("the status counts what waits and what runs")
{
    const auto engine = echo();
    Gate gate(*engine);
    InferenceThread thread({.activeSequences = 1});
    const ModelId model = thread.add(engine, tokenizer());
    const auto first = submitTo(thread, model, request("a", 5));
    gate.waitUntilReached();
    const auto second = submitTo(thread, model, request("b", 90000));
    CHECK(thread.status().queued == 1);
    gate.open();
    REQUIRE(first->wait());
    InferenceStatus status;
    for (int i = 0; i < 1000 && status.active == 0; ++i) {
        status = thread.status();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    CHECK(status.active == 1);
    REQUIRE(status.models.size() == 1);
    CHECK(status.models[0].id == model);
}
