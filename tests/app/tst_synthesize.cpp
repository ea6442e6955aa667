// SPDX-License-Identifier: Apache-2.0
// phi1 synthesize as a process against a scripted server: where samples, keys and states end up.
#include <doctest/doctest.h>

#include <atomic>
#include <set>

#include "core/corpora/store/sample_store.h"
#include "core/corpora/store/sample_writer.h"
#include "core/jobs/job_status.h"
#include "tests/app/run_process.h"
#include "tests/support/scripted_http_server.h"

using namespace phi1;
using namespace phi1::test;

namespace {

constexpr const char *secret = "sk-test-0123456789abcdef";

constexpr const char *specText = R"(
kind = "exercise"
samples = 10
topics = ["lists › slicing", "sets"]
audiences = ["a beginner"]
seed_words = ["kite", "loom"]
function_names = ["count_a", "find_b", "sum_c", "sort_d", "join_e"]
seed_words_per_prompt = 1
[prompt]
template = "{function_name} about {topic} for {audience} with {seed_words}"
[answers]
take = "code"
licence = "CC0-1.0"
[requests]
concurrency = 2
retry_delay = 0.01
)";

std::string answerTo(const HttpRequest &request)
{
    const std::string hash = hashOfSample(request.body).hex();
    std::string text = "```python\ndef f():\n    return '" + hash + "'\n";
    for (std::size_t i = 0; i + 3 <= hash.size(); ++i)
        text += "# " + hash.substr(i, 3) + "\n";
    return text + "```\n";
}

HttpReply reply(const HttpRequest &request)
{
    HttpReply result;
    result.body = dumpJson(
        {{"model", "served"},
         {"choices", {{{"message", {{"content", answerTo(request)}}}, {"finish_reason", "stop"}}}},
         {"usage", {{"prompt_tokens", 11}, {"completion_tokens", 22}}}});
    return result;
}

bool hasKey(const HttpRequest &request)
{
    return request.head.find(std::string("Authorization: Bearer ") + secret) != std::string::npos;
}

struct Synthesis {
    TemporaryFolder folder;
    std::filesystem::path workspace = folder / "ws";
    std::filesystem::path job = workspace / "jobs" / "made";
    std::string output, error;

    Synthesis() { std::ofstream(folder / "spec.toml") << specText; }

    std::vector<std::string> arguments(const ScriptedHttpServer &server,
                                       const std::vector<std::string> &more = {}) const
    {
        std::vector<std::string> all = {"synthesize",  (folder / "spec.toml").string(),
                                        "--endpoint",  server.url(),
                                        "--model",     "asked",
                                        "--workspace", workspace.string(),
                                        "--corpus",    "made",
                                        "--job",       job.string()};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    /// @param input  for its standard input
    int run(const std::vector<std::string> &arguments, const std::string &input = {},
            const std::vector<std::string> &environment = {})
    {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        REQUIRE(writeAll(ends[1], input, "pipe"));
        ::close(ends[1]);
        const int before = ::dup(STDIN_FILENO);
        ::dup2(ends[0], STDIN_FILENO);
        ::close(ends[0]);
        Process process(folder, arguments, environment);
        ::dup2(before, STDIN_FILENO);
        ::close(before);
        const int status = process.wait();
        output = process.output();
        error = process.error();
        return status;
    }
    SampleStore store() const
    {
        auto opened = SampleStore::open({workspace / "corpora" / "made"});
        REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
        return std::move(*opened);
    }
    /// Files below the folder that hold the key, byte for byte.
    std::set<std::string> filesWithKey() const
    {
        std::set<std::string> found;
        for (const auto &each : std::filesystem::recursive_directory_iterator(folder.path())) {
            if (each.is_regular_file() &&
                readFile(each.path()).value_or("").find(secret) != std::string::npos)
                found.insert(each.path().string());
        }
        return found;
    }
    JobStatus status() const
    {
        const auto status = readJobStatus(job);
        REQUIRE_MESSAGE(status, (status ? "" : status.error().message));
        return *status;
    }
};

} // namespace

TEST_CASE("answers become samples of the corpus with all of their provenance")
{
    const ScriptedHttpServer server(reply);
    Synthesis test;
    REQUIRE_MESSAGE(test.run(test.arguments(server, {"--json"})) == 0, test.error);
    const auto result = parseJson(test.output, "the result");
    REQUIRE(result);
    CHECK((*result)["end"] == "complete");
    CHECK((*result)["kept"] == 10);
    CHECK((*result)["added"] == 10);
    CHECK((*result)["prompt_tokens"] == 110);
    CHECK((*result)["coverage"].size() == 2);

    const SampleStore store = test.store();
    REQUIRE(store.rows() == 10u);
    std::set<std::string> names, ids;
    for (SampleRow row = 0; row < 10; ++row) {
        const auto sample = store.sample(row);
        REQUIRE(sample);
        const SampleOrigin &origin = sample->origin;
        CHECK(sample->text.find("def f():\n    return '") == 0);
        CHECK(sample->text.find("```") == std::string::npos);
        CHECK(origin.kind == "exercise");
        CHECK(origin.audience == "a beginner");
        CHECK(origin.generator == "served");
        CHECK(origin.source == "generated by served");
        CHECK(origin.licence == "CC0-1.0");
        CHECK(origin.prompt.find(origin.title + " about " + origin.topic) == 0);
        CHECK(Json::parse(origin.settings)["max_tokens"] == 1500);
        const Json extra = Json::parse(origin.extra);
        CHECK(extra["requested_model"] == "asked");
        CHECK(extra["completion_tokens"] == 22);
        CHECK(extra["function_name"] == origin.title);
        names.insert(origin.topic + origin.title);
        ids.insert(origin.externalId);
    }
    CHECK(names.size() == 10);
    CHECK(ids.size() == 10);
    CHECK(test.status().condition == JobCondition::Finished);

    // The same command has nothing to do; the job alone is enough to ask for more.
    REQUIRE(test.run(test.arguments(server)) == 0);
    CHECK(server.requests() == 10);
    REQUIRE_MESSAGE(test.run({"synthesize", "--job", test.job.string(), "--samples", "12"}) == 0,
                    test.error);
    CHECK(server.requests() == 12);
    CHECK(test.store().rows() == 12u);
    // Another plan does not go on in this folder.
    std::ofstream(test.folder / "spec.toml", std::ios::app) << "[generation]\ntemperature = 0.1\n";
    CHECK(test.run(test.arguments(server)) == 0); // another temperature does
    std::ofstream(test.folder / "spec.toml") << "seed = 9" << specText;
    CHECK(test.run(test.arguments(server)) == 1);
    CHECK(test.error.find("was begun with another plan") != std::string::npos);
}

TEST_CASE("the key goes to the server and into no file, log, argument or output")
{
    const ScriptedHttpServer server([](const HttpRequest &request) {
        if (!hasKey(request)) {
            HttpReply refused;
            refused.status = 401;
            refused.body = R"({"error":{"message":"no key"}})";
            return refused;
        }
        if (request.number < 2) {
            HttpReply failing;
            failing.status = 500;
            failing.body = std::string("you are ") + secret;
            return failing;
        }
        return reply(request);
    });
    Synthesis test;
    SUBCASE("from standard input")
    {
        CHECK(test.run(test.arguments(server, {"--key-stdin"}), secret + std::string("\n")) == 0);
    }
    SUBCASE("from the environment")
    {
        CHECK(test.run(test.arguments(server), "", {"OPENAI_API_KEY=" + std::string(secret)}) == 0);
    }
    SUBCASE("from the environment, with an empty line on standard input")
    {
        CHECK(test.run(test.arguments(server, {"--key-stdin"}), "\n",
                       {"PHI1_API_KEY=" + std::string(secret)}) == 0);
    }
    SUBCASE("detached")
    {
        // As the window starts it: key and specification through standard input.
        std::vector<std::string> arguments =
            test.arguments(server, {"--spec-stdin", "--key-stdin", "--detach"});
        arguments.erase(arguments.begin() + 1);
        CHECK(test.run(arguments, secret + std::string("\n") + specText) == 0);
        for (int i = 0; i < 2000 && !hasEnded(test.status().file.state); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    INFO(test.error);
    CHECK(test.status().description().find("finished") == 0);
    CHECK(test.store().rows() == 10u);
    CHECK(test.filesWithKey().empty());
    CHECK(readFile(test.job / "log.txt").value_or("").find("[key]") != std::string::npos);
    CHECK(test.output.find(secret) == std::string::npos);
    CHECK(test.error.find(secret) == std::string::npos);
}

TEST_CASE("without its key a job is paused, and says what it needs")
{
    std::atomic<bool> revoked{false};
    const ScriptedHttpServer server([&](const HttpRequest &request) {
        if (!hasKey(request) || (revoked && request.number >= 4)) {
            HttpReply refused;
            refused.status = 401;
            refused.body = R"({"error":{"message":"no key"}})";
            return refused;
        }
        return reply(request);
    });
    Synthesis test;
    CHECK(test.run(test.arguments(server)) == 1); // never had one
    CHECK(test.status().condition == JobCondition::Paused);
    CHECK(test.status().description().find("paused: key needed") == 0);

    revoked = true; // while it runs
    const std::vector<std::string> key = {"PHI1_API_KEY=" + std::string(secret)};
    CHECK(test.run(test.arguments(server), "", key) == 1);
    CHECK(test.status().description().find("paused: key needed") == 0);
    CHECK(test.error.find("refuses this one") != std::string::npos);
    const std::size_t asked = server.requests();

    // A resume without a key asks nothing: the job knows that it had one.
    revoked = false;
    CHECK(test.run({"synthesize", "--job", test.job.string()}) == 1);
    CHECK(test.status().condition == JobCondition::Paused);
    CHECK(server.requests() == asked);
    CHECK(test.run({"synthesize", "--job", test.job.string()}, "", key) == 0);
    CHECK(test.status().condition == JobCondition::Finished);
    CHECK(test.store().rows() == 10u);
    CHECK(test.filesWithKey().empty());
}

TEST_CASE("stopped or killed at any moment it goes on, asks nothing twice and loses no answer")
{
    std::mutex mutex;
    std::set<std::string> bodies;
    std::size_t repeated = 0;
    const ScriptedHttpServer server([&](const HttpRequest &request) {
        {
            const std::lock_guard lock(mutex);
            repeated += bodies.insert(request.body).second ? 0 : 1;
        }
        HttpReply slow = reply(request);
        slow.delay = std::chrono::milliseconds(25);
        return slow;
    });
    Synthesis test;
    const std::vector<std::string> arguments = test.arguments(server, {"--samples", "40"});
    std::size_t underWay = 0;
    for (int round = 0; round < 6; ++round) {
        Process process(test.folder, arguments);
        const std::size_t before = server.requests();
        while (process.running() && server.requests() < before + 4)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        const bool kill = round % 2 == 0;
        process.signal(kill ? SIGKILL : SIGTERM);
        CHECK(process.wait() == (kill ? 137 : 130));
        underWay += kill ? 2 : 0; // what a killed one had asked for is asked again
        if (!kill)
            CHECK(test.status().condition == JobCondition::Stopped);
    }
    REQUIRE(test.run(arguments) == 0);
    CHECK(repeated <= underWay);
    CHECK(test.store().rows() == 40u);
}

TEST_CASE("answers wait while another job holds the corpus")
{
    const ScriptedHttpServer server(reply);
    Synthesis test;
    const CorpusFiles corpus{test.workspace / "corpora" / "made"};
    auto other = SampleWriter::open(corpus, "phi1 import");
    REQUIRE(other);
    std::thread release([&] {
        while (server.requests() < 10)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        other = failure(ErrorCode::Cancelled, "");
    });
    const int status = test.run(test.arguments(server));
    release.join();
    REQUIRE_MESSAGE(status == 0, test.error);
    CHECK(test.store().rows() == 10u);
}

TEST_CASE("what cannot be begun is one sentence")
{
    const ScriptedHttpServer server(reply);
    Synthesis test;
    CHECK(test.run({"synthesize"}) == 2);
    CHECK(test.error.find("what is to be generated?") != std::string::npos);
    CHECK(test.run({"synthesize", "builtin:textbooks", "--corpus", "x", "--workspace",
                    test.workspace.string()}) == 2);
    CHECK(test.error.find("which model is asked") != std::string::npos);
    CHECK(test.run({"synthesize", "builtin:textbooks", "--corpus", "../x", "--endpoint",
                    server.url(), "--model", "m"}) == 2);
    CHECK(test.run({"synthesize", "builtin:textbooks", "--corpus", "x", "--endpoint",
                    std::string("http://u:") + secret + "@h/v1", "--model", "m"}) == 2);
    CHECK(test.error.find(secret) == std::string::npos);
    CHECK(test.filesWithKey().empty());
    REQUIRE(test.run({"synthesize", "builtin:exercises", "--preview", "2", "--json"}) == 0);
    const auto preview = parseJson(test.output, "the preview");
    REQUIRE(preview);
    CHECK((*preview)["prompts"].size() == 2);
    CHECK(server.requests() == 0);
}
