// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "app/phi1/serve/capture_routes.h"
#include "app/phi1/serve/completion_routes.h"
#include "app/phi1/serve/model_routes.h"
#include "app/phi1/serve/sliced_work.h"
#include "core/attention/array_file.h"
#include "model/inference/attention/tile_encoding.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/fake_capture.h"
#include "tests/support/fake_exchange.h"

using namespace phi1;
using namespace phi1::test;
using namespace std::chrono_literals;

namespace {

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

bool soon(const std::function<bool()> &condition)
{
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

/// Holds the computing thread until the test lets it go on.
class Gate
{
public:
    void close() { m_open = false; }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    void pass()
    {
        std::unique_lock lock(m_mutex);
        ++arrivals;
        m_changed.wait_for(lock, 10s, [this] { return m_open.load(); });
    }
    std::atomic<int> arrivals = 0;

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::atomic<bool> m_open = true;
};

/// The routes of an engine with a model that needs no checkpoint.
class Served
{
public:
    explicit Served(std::int64_t mostQuestions = 64)
    {
        REQUIRE(registry.load({"fake", "", "", "fake"}));
        addModelRoutes(routes, registry, store);
        addCompletionRoutes(routes, registry);
        addCaptureRoutes(routes, registry, store, mostQuestions);
    }
    ~Served()
    {
        gate.open();
        registry.shutdown();
    }

    std::shared_ptr<FakeExchange> ask(const std::string &path, const std::string &body,
                                      const std::string &method = "POST")
    {
        const auto exchange = std::make_shared<FakeExchange>(body);
        const auto match = routes.find(method, path);
        REQUIRE(match.route);
        match.route->handler(exchange, match.id);
        return exchange;
    }
    HttpResponse answer(const std::string &path, const std::string &body,
                        const std::string &method = "POST")
    {
        return ask(path, body, method)->wait();
    }
    /// The path of a new capture of three tokens.
    std::string capture(bool waits = true)
    {
        const HttpResponse response =
            answer("/v1/phi1/captures",
                   std::string(R"({"prompt":"abc","wait":)") + (waits ? "true}" : "false}"));
        REQUIRE(response.status == 200);
        return "/v1/phi1/captures/" + Json::parse(response.body)["capture"].get<std::string>();
    }
    Json facts(const std::string &path)
    {
        const HttpResponse response = answer(path, "", "GET");
        return response.status == 200 ? Json::parse(response.body) : Json();
    }

    std::shared_ptr<CaptureScript> script = std::make_shared<CaptureScript>();
    Gate gate;
    std::shared_ptr<CapturingEngine> engine =
        std::make_shared<CapturingEngine>(ScriptedEngine::mixing(), script);
    ModelRegistry registry{
        ModelOpener{[](const ModelSettings &settings) -> Result<InspectedModel> {
                        InspectedModel inspected;
                        inspected.folder = settings.path;
                        return inspected;
                    },
                    [this](const ModelSettings &settings) -> Result<LoadedEngine> {
                        LoadedEngine loaded;
                        loaded.source.folder = settings.path;
                        loaded.source.name = settings.path;
                        loaded.source.config.layers = script->layers;
                        loaded.source.config.heads = script->heads;
                        loaded.source.config.hidden = 4;
                        loaded.source.tokenizer = std::make_shared<ByteTokenizer>();
                        loaded.engine = engine;
                        return loaded;
                    }},
        {}};
    std::shared_ptr<CaptureStore> store =
        std::make_shared<CaptureStore>(1u << 20, [] { return std::uint64_t{1} << 40; });
    RouteTable routes;
};

} // namespace

TEST_CASE("a capture that is waited for is answered when it is complete")
{
    Served s;
    const std::string path = s.capture();
    const Json facts = s.facts(path);
    CHECK(facts["state"] == "ready");
    CHECK(facts["layers_ready"] == 3);
    CHECK(facts["bytes"] == 1000);
    CHECK(facts["ids"] == Json::array({97, 98, 99}));
    CHECK(facts["pieces"][1]["bytes"] == "Yg==");
    CHECK(s.script->steps == 3);
}

TEST_CASE("tiles come back in the order in which they were asked for, each with its scale")
{
    Served s;
    const std::string path = s.capture();
    const HttpResponse response =
        s.answer(path + "/tiles",
                 R"({"tiles":[[2,1],[0,0],[2,1],[1,0]],"size":8,"statistics":true,"relations":
            [{"name":"a","queries":[1],"offsets":[0,1],"keys":[0]},
             {"name":"b","queries":[2],"offsets":[0,2],"keys":[0,1]}]})");
    REQUIRE(response.status == 200);
    const auto file = readSafetensors(std::string_view(response.body), "the answer");
    REQUIRE(file);
    const auto tiles = file->arrays.at("tiles");
    CHECK(tiles.shape == std::vector<std::int64_t>{4, 8, 8});
    const auto codes = tiles.floats();
    const auto scales = file->arrays.at("scale").floats();
    const auto statistics = file->arrays.at("statistics").floats();
    const auto related = file->arrays.at("relations").floats();
    const std::vector<HeadId> heads = {{2, 1}, {0, 0}, {2, 1}, {1, 0}};
    for (std::size_t n = 0; n < 4; ++n) {
        const float largest = FakeCapture::weight(heads[n], 0, 0);
        CHECK(scales[n] == largest);
        CHECK(codes[n * 64] == 255);
        CHECK(codes[n * 64 + 8] == 128); // p(1, 0), half of it
        CHECK(codes[n * 64 + 1] == 0);
        CHECK(codes[n * 64 + 3 * 8] == 0); // beyond the text
        CHECK(statistics[n * 6] == largest / 2);
        CHECK(statistics[n * 6 + 5] == 3);
        CHECK(related[n * 2 + 1] == 2 * largest);
    }
}

TEST_CASE("rows of many heads that are combined in slices are those of all heads")
{
    Served s;
    const std::string path = s.capture();
    for (const bool isMean : {true, false}) {
        const HttpResponse response = s.answer(
            path + "/rows", std::string(R"({"heads":[[0,0],[0,1],[1,0],[1,1],[2,0]],"combine":)") +
                                (isMean ? R"("mean"})" : R"("max"})"));
        REQUIRE(response.status == 200);
        const auto file = readSafetensors(std::string_view(response.body), "the answer");
        REQUIRE(file);
        const auto rows = file->arrays.at("rows").floats();
        const float all = isMean ? (1.0F / 2 + 1.0F / 3 + 1 + 2.0F / 3 + 3.0F / 2) / 5 : 1.5F;
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t j = 0; j <= i; ++j)
                CHECK(rows[i * 3 + j] == doctest::Approx(all * std::ldexp(1.0F, int(j) - int(i))));
        }
        CHECK(rows[1] == 0);
    }
}

TEST_CASE("who hangs up while a capture is made cancels it")
{
    Served s;
    s.gate.close();
    s.script->beforeStep = [&] { s.gate.pass(); };
    const auto exchange = s.ask("/v1/phi1/captures", R"({"prompt":"abc"})");
    REQUIRE(soon([&] { return s.gate.arrivals == 1; }));
    exchange->hangUp();
    CHECK(s.store->totals().captures == 0);
    s.gate.open();
    exchange->wait();
    CHECK(s.script->steps == 1);
    CHECK(soon([&] { return s.script->alive == 0; }));
    CHECK(s.store->totals().bytes == 0);
}

TEST_CASE("who hangs up while tiles are computed cancels them, and the capture stays")
{
    Served s;
    const std::string path = s.capture();
    std::atomic<bool> isStopped = false;
    s.script->beforeQuestion = [&](std::stop_token stop) -> Result<void> {
        s.gate.arrivals = 1;
        if (soon([&] { return stop.stop_requested(); }))
            isStopped = true;
        return {};
    };
    const auto exchange = s.ask(path + "/tiles", R"({"tiles":[[0,0],[1,0],[2,0]],"size":8})");
    REQUIRE(soon([&] { return s.gate.arrivals == 1; }));
    exchange->hangUp();
    exchange->wait();
    CHECK(isStopped);
    CHECK(s.script->questions == 1);
    CHECK(s.facts(path)["state"] == "ready");
    // It is not in use any more.
    CHECK(soon([&] { return s.store->all().front().use_count() == 2; }));
}

TEST_CASE("tiles wait for layers that are still captured, and those that are there come first")
{
    Served s;
    s.gate.close();
    s.script->beforeStep = [&] {
        if (s.script->steps == 2)
            s.gate.pass();
    };
    const std::string path = s.capture(false);
    REQUIRE(soon([&] { return s.gate.arrivals == 1; }));
    CHECK(s.facts(path)["state"] == "capturing");
    CHECK(s.facts(path)["layers_ready"] == 1);
    CHECK(s.facts(path)["finite"].is_null());
    // The fake throws at who asks for a layer too early.
    const auto tiles = s.ask(path + "/tiles", R"({"tiles":[[2,0],[0,0],[1,1]],"size":8})");
    const auto lens = s.ask(path + "/lens", R"({"position":1,"top":2})");
    s.gate.open();
    CHECK(tiles->wait().status == 200);
    CHECK(lens->wait().status == 200);
    CHECK(s.facts(path)["state"] == "ready");
}

TEST_CASE("a question that waits is cancelled by who hangs up")
{
    Served s;
    s.gate.close();
    s.script->beforeStep = [&] { s.gate.pass(); };
    const std::string path = s.capture(false);
    const auto tiles = s.ask(path + "/tiles", R"({"tiles":[[2,0]],"size":8})");
    tiles->hangUp();
    s.gate.open();
    CHECK(tiles->wait().status == 503); // which nobody reads
    CHECK(soon([&] { return s.facts(path)["state"] == "ready"; }));
    CHECK(s.script->questions == 0);
}

TEST_CASE("work that waits for what never comes is ended by a cancellation, once")
{
    Served s;
    std::atomic<int> slices = 0, waits = 0, ends = 0;
    std::atomic<ErrorCode> code = ErrorCode::Io;
    const auto work = SlicedWork::start(s.registry.find("fake"),
                                        {[&](Engine &, std::stop_token) -> Result<SliceEnd> {
                                             ++slices;
                                             return SliceEnd::Waiting;
                                         },
                                         [&](const std::function<void()> &resume) {
                                             if (++waits == 1)
                                                 resume(); // and then never again
                                         },
                                         [&](const Result<void> &result) {
                                             code = result.error().code;
                                             ++ends;
                                         }});
    REQUIRE(soon([&] { return waits == 2; }));
    work->cancel();
    work->cancel();
    CHECK(soon([&] { return ends == 1; }));
    s.registry.shutdown();
    CHECK(code == ErrorCode::Cancelled);
    CHECK(slices == 2);
    CHECK(ends == 1);
}

TEST_CASE("work is not ended while it is told what it waits for, even if its model has gone")
{
    Served s;
    const auto model = s.registry.find("fake");
    std::promise<std::shared_ptr<SlicedWork>> started;
    auto work = started.get_future();
    std::future<void> removed;
    std::atomic<bool> isTelling = false, endedThen = false;
    std::atomic<int> ends = 0;
    started.set_value(SlicedWork::start(
        model, {[](Engine &, std::stop_token) -> Result<SliceEnd> { return SliceEnd::Waiting; },
                [&](const std::function<void()> &) {
                    isTelling = true;
                    removed = std::async(std::launch::async,
                                         [&] { model->thread->remove(model->model); });
                    // From now on nothing more can be posted for the model, so cancel() ends the
                    // work.
                    CHECK(soon([&] {
                        return !model->thread->runTask(model->model, Lane::Interactive, {}, {});
                    }));
                    std::async(std::launch::async, [&] { work.get()->cancel(); }).get();
                    isTelling = false;
                },
                [&](const Result<void> &result) {
                    endedThen = isTelling.load();
                    CHECK(!result);
                    ++ends;
                }}));
    CHECK(soon([&] { return ends == 1; }));
    s.registry.shutdown();
    CHECK(!endedThen);
    CHECK(ends == 1);
}

TEST_CASE("a capture whose model goes before it begins does not keep the model")
{
    Served s;
    // The store asks for the memory of the machine between the look for the model and the making.
    s.store = std::make_shared<CaptureStore>(1u << 20, [&] {
        for (const auto &model : s.registry.remove("fake"))
            s.store->removeOf(*model);
        return std::uint64_t{1} << 40;
    });
    RouteTable routes;
    addCaptureRoutes(routes, s.registry, s.store, 64);
    const std::weak_ptr<const ServedModel> model = s.registry.find("fake");
    const auto exchange = std::make_shared<FakeExchange>(R"({"prompt":"abc","wait":false})");
    routes.find("POST", "/v1/phi1/captures").route->handler(exchange, "");
    exchange->wait();
    CHECK(s.store->totals().captures == 0);
    CHECK(soon([&] { return model.expired(); }));
}

TEST_CASE("a capture that fails tells who waits for it, in a sentence")
{
    Served s;
    s.script->stepFails = [&]() -> Result<void> {
        return s.script->steps == 2
                   ? Result<void>(failure(ErrorCode::Device, "the memory is used up"))
                   : Result<void>();
    };
    const HttpResponse refused = s.answer("/v1/phi1/captures", R"({"prompt":"abc"})");
    CHECK(refused.status == 507);
    CHECK(contains(refused.body, "the memory is used up"));
    CHECK(s.store->totals().captures == 0);

    s.script->steps = 0;
    s.gate.close();
    s.script->beforeStep = [&] { s.gate.pass(); };
    const std::string path = s.capture(false);
    const auto rows = s.ask(path + "/rows", R"({"heads":[[2,1]]})");
    s.gate.open();
    CHECK(rows->wait().status == 507);
    CHECK(contains(rows->wait().body, "was not made: the memory is used up"));
    CHECK(s.facts(path)["state"] == "failed");
    CHECK(s.facts(path)["error"] == "the memory is used up");
    CHECK(s.script->alive == 0);
}

TEST_CASE("what throws while a question is computed is an answer, and the engine goes on")
{
    Served s;
    const std::string path = s.capture();
    s.script->beforeQuestion = [](std::stop_token) -> Result<void> { throw std::bad_alloc(); };
    CHECK(s.answer(path + "/statistics", "{}").status == 507);
    s.script->beforeQuestion = nullptr;
    CHECK(s.answer(path + "/statistics", "{}").status == 200);
}

TEST_CASE("deleting a capture that is made ends it, and answers under way are finished")
{
    Served s;
    s.gate.close();
    s.script->beforeStep = [&] { s.gate.pass(); };
    const auto waiting = s.ask("/v1/phi1/captures", R"({"prompt":"abc"})");
    REQUIRE(soon([&] { return s.gate.arrivals == 1; }));
    const std::string id = s.store->all().front()->id();
    const auto asking = s.ask("/v1/phi1/captures/" + id + "/tiles", R"({"tiles":[[2,0]]})");
    CHECK(s.answer("/v1/phi1/captures/" + id, "", "DELETE").status == 200);
    s.gate.open();
    CHECK(contains(waiting->wait().body, "was deleted"));
    CHECK(asking->wait().status == 404);
    CHECK(s.script->steps == 1);

    const std::string path = s.capture();
    s.gate.close();
    s.gate.arrivals = 0;
    s.script->beforeQuestion = [&](std::stop_token) -> Result<void> {
        s.gate.pass();
        return {};
    };
    const auto rows = s.ask(path + "/rows", R"({"heads":[[2,1],[0,0]]})");
    REQUIRE(soon([&] { return s.gate.arrivals == 1; }));
    CHECK(s.answer(path, "", "DELETE").status == 200);
    CHECK(s.answer(path + "/rows", R"({"heads":[[2,1]]})").status == 404);
    s.gate.open();
    CHECK(rows->wait().status == 200);
}

TEST_CASE("completions take their turn between slices")
{
    Served s;
    std::mutex mutex;
    std::string order;
    const auto note = [&](char what) {
        const std::lock_guard lock(mutex);
        order += what;
    };
    s.script->layers = 40; // before the model is asked; its own shape stays
    s.script->beforeStep = [&] {
        if (s.script->steps == 1)
            s.gate.pass();
        note('c');
    };
    s.engine->beforeRun = [&](std::span<const EngineRow>) { note('t'); };
    s.gate.close();
    const auto made = s.ask("/v1/phi1/captures", R"({"prompt":"abc"})");
    REQUIRE(soon([&] { return s.gate.arrivals == 1; }));
    const auto said = s.ask("/v1/completions",
                            R"({"prompt":"x","max_tokens":20,"temperature":0,"stop_at_end":false,
                                "prompt_lookup":false})");
    s.gate.open();
    CHECK(made->wait().status == 200);
    CHECK(said->wait().status == 200);
    const std::string seen = [&] {
        const std::lock_guard lock(mutex);
        return order;
    }();
    CAPTURE(seen);
    const std::size_t first = seen.find('t');
    REQUIRE(first != std::string::npos);
    // A step of the completion after each slice of the capture, until it has ended.
    CHECK(first <= 2);
    const std::size_t last = seen.rfind('t');
    CHECK(!contains(seen.substr(first, last - first), "cc"));
    CHECK(seen.find("ct") != std::string::npos);
}

TEST_CASE("two questions take turns")
{
    Served s;
    const std::string path = s.capture();
    std::mutex mutex;
    std::vector<std::thread::id> threads;
    s.gate.close();
    s.script->beforeQuestion = [&](std::stop_token) -> Result<void> {
        s.gate.pass();
        std::this_thread::sleep_for(70ms); // a slice each
        return {};
    };
    // Six heads that take a slice each would be 420 ms before the other's single one.
    const auto many = s.ask(path + "/statistics", "{}");
    REQUIRE(soon([&] { return s.gate.arrivals == 1; }));
    const auto single = s.ask(path + "/statistics", R"({"heads":[[0,0]]})");
    s.gate.open();
    CHECK(single->wait().status == 200);
    CHECK(!many->isAnswered());
    CHECK(many->wait().status == 200);
    CHECK(s.script->questions == 7);
}

TEST_CASE("no more is asked at once than may be, and then again")
{
    Served s(2);
    const std::string path = s.capture();
    s.gate.close();
    s.script->beforeQuestion = [&](std::stop_token) -> Result<void> {
        s.gate.pass();
        return {};
    };
    const auto first = s.ask(path + "/rows", R"({"heads":[[0,0]]})");
    const auto second = s.ask(path + "/rows", R"({"heads":[[0,0]]})");
    const HttpResponse third = s.answer(path + "/rows", R"({"heads":[[0,0]]})");
    CHECK(third.status == 429);
    CHECK(contains(third.body, "2 questions"));
    CHECK(s.answer("/v1/phi1/captures", R"({"prompt":"abc"})").status == 429);
    s.gate.open();
    CHECK(first->wait().status == 200);
    CHECK(second->wait().status == 200);
    CHECK(soon([&] { return s.answer(path + "/rows", R"({"heads":[[0,0]]})").status == 200; }));
}

TEST_CASE("a model that is removed ends what is asked of its captures")
{
    Served s;
    s.gate.close();
    s.script->beforeStep = [&] { s.gate.pass(); };
    const std::string path = s.capture(false);
    const auto tiles = s.ask(path + "/tiles", R"({"tiles":[[2,0]],"size":8})");
    REQUIRE(soon([&] { return s.gate.arrivals == 1; }));
    auto removed = std::async(std::launch::async,
                              [&] { return s.answer("/v1/phi1/models/fake", "", "DELETE"); });
    std::this_thread::sleep_for(20ms); // likely waits for the step by now; either way is fine
    s.gate.open();
    CHECK(removed.get().status == 200);
    const HttpResponse answer = tiles->wait();
    CHECK(answer.status == 404);
    CHECK(contains(answer.body, "unloaded"));
    CHECK(tiles->answers() == 1);
    CHECK(soon([&] { return s.script->alive == 0; }));
    CHECK(s.answer(path, "", "GET").status == 404);
}

TEST_CASE("the end of the engine answers what is under way")
{
    Served s;
    s.gate.close();
    s.script->beforeStep = [&] { s.gate.pass(); };
    const auto making = s.ask("/v1/phi1/captures", R"({"prompt":"abc"})");
    REQUIRE(soon([&] { return s.gate.arrivals == 1; }));
    auto ending = std::async(std::launch::async, [&] { s.registry.shutdown(); });
    std::this_thread::sleep_for(20ms);
    s.gate.open();
    ending.get();
    const HttpResponse answer = making->wait();
    // Where the shutdown came after its last step it is complete.
    CHECK((answer.status == 503 || answer.status == 200));
    CHECK(making->answers() == 1);
    CHECK(s.answer("/v1/phi1/captures", R"({"prompt":"abc"})").status == 503);
}

TEST_CASE("a model that is found while it loads does not change under who reads it")
{
    Served s;
    ServedModelPointer loading;
    ModelRegistry registry{
        ModelOpener{[](const ModelSettings &) { return Result<InspectedModel>(InspectedModel{}); },
                    [&](const ModelSettings &) -> Result<LoadedEngine> {
                        loading = registry.find("other");
                        return s.registry.find("fake")->loaded;
                    }},
        {}};
    const auto loaded = registry.load({"other", "", "", "other"});
    REQUIRE(loaded);
    REQUIRE(loading);
    CHECK(!loading->isReady);
    CHECK(!loading->thread);
    CHECK((*loaded)->isReady);
    CHECK(registry.all() == std::vector<ServedModelPointer>{*loaded});
}

TEST_CASE("means of a capture stand in for heads that are switched off")
{
    Served s;
    const std::string path = s.capture();
    const std::string id = path.substr(path.rfind('/') + 1);
    const HttpResponse response =
        s.answer("/v1/phi1/models", R"({"base":"fake","id":"off","ablate":{"heads":[[2,1],[0,0]],
                                        "mode":"mean","capture":")" +
                                        id + R"("}})");
    CAPTURE(response.body);
    REQUIRE(response.status == 200);
    CHECK(s.engine->ablation.heads == std::vector<HeadId>{{2, 1}, {0, 0}});
    CHECK(s.engine->ablation.replacement == std::vector<float>{0.25F, 0.5F, 0.25F, 0.5F});
    CHECK(Json::parse(response.body)["ablated"] == Json::parse("[[2,1],[0,0]]"));
    REQUIRE(s.answer("/v1/phi1/models", R"({"base":"fake","ablate":{"heads":[[1,1]]}})").status ==
            200);
    CHECK(s.engine->ablation.replacement.empty());
    CHECK(s.registry.all().back()->id == "fake-without-heads");
}
