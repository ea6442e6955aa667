// SPDX-License-Identifier: Apache-2.0
// phi1 train, resume and batch as processes: what they leave on disk, what they say, how they end.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/philox.h"
#include "core/base/text.h"
#include "tests/app/run_process.h"

using namespace phi1;
using namespace phi1::test;

namespace {

/// What a step came to, without times: steps beyond the from_step of a later start are history.
std::map<std::int64_t, std::string> curve(const std::filesystem::path &run)
{
    std::map<std::int64_t, std::string> steps;
    for (const Json &event : events(run)) {
        if (event["event"] == "hello")
            steps.erase(steps.upper_bound(event["from_step"].get<std::int64_t>()), steps.end());
        if (event["event"] == "step")
            steps[event["step"].get<std::int64_t>()] =
                concat(dumpJson(event["loss"]), " ", dumpJson(event["learning_rate"]), " ",
                       dumpJson(event["gradient_norm"]), " ", dumpJson(event["sequences"]));
    }
    return steps;
}

std::string weights(const std::filesystem::path &run)
{
    return hash128OfFile(run / "checkpoints/step-00000060/model.safetensors").value_or("missing");
}

} // namespace

TEST_CASE("a run leaves what the contract says")
{
    Runs runs;
    std::string error;
    REQUIRE_MESSAGE(runs.run(runs.train("a"), &error) == 0, error);
    const std::filesystem::path run = runs.path("a");
    for (const char *name :
         {"run.toml", "status.json", "events.jsonl", "log.txt", "lock",
          "checkpoints/step-00000060/model.safetensors",
          "checkpoints/step-00000060/optimizer.safetensors",
          "checkpoints/step-00000060/config.json",
          "checkpoints/step-00000060/generation_config.json",
          "checkpoints/step-00000060/tokenizer.model", "checkpoints/step-00000060/state.json"})
        CHECK_MESSAGE(std::filesystem::exists(run / name), name);
    CHECK_FALSE(std::filesystem::exists(run / "run.pending.toml"));
    const std::vector<Json> all = events(run);
    CHECK(all.front()["event"] == "hello");
    CHECK(all.front()["from_step"] == 0);
    CHECK(all.front()["threads"] == 1);
    CHECK(all.back()["event"] == "bye");
    CHECK(all.back()["exit_status"] == 0);
    CHECK(countEvents(run, "step") == 60);
    CHECK(countEvents(run, "eval") > 0);
    CHECK(countEvents(run, "checkpoint") > 0);
    CHECK(countEvents(run, "generation") == 2 * countEvents(run, "eval"));
    for (const Json &event : all) {
        if (event["event"] != "generation")
            continue;
        for (const char *key : {"step", "prompt", "text", "tokens", "seconds"})
            CHECK_MESSAGE(event.contains(key), key);
        CHECK(event["tokens"].get<int>() <= 48);
    }
    for (const Json &event : all) {
        if (event["event"] != "step")
            continue;
        for (const char *key :
             {"v", "seq", "segment", "time", "elapsed", "step", "tokens", "loss", "learning_rate",
              "gradient_norm", "tokens_per_second", "memory_bytes", "sequences"})
            CHECK_MESSAGE(event.contains(key), key);
    }

    SUBCASE("a complete run is not resumed, and says so")
    {
        std::string output;
        CHECK(runs.run({"resume", run.string()}, nullptr, &output) == 0);
        CHECK(output.find("is complete") != std::string::npos);
    }
    SUBCASE("training into an existing run is wrong usage")
    {
        CHECK(runs.run(runs.train("a"), &error) == 2);
        CHECK(error.find("already holds a run") != std::string::npos);
    }
    SUBCASE("a run trains on when it is given more steps")
    {
        REQUIRE_MESSAGE(
            runs.run({"resume", run.string(), "--set", "training.steps=65"}, &error) == 0, error);
        CHECK(curve(run).rbegin()->first == 65);
        CHECK(std::filesystem::exists(run / "checkpoints/step-00000065"));
    }
    SUBCASE("resume refuses to change the recipe")
    {
        CHECK(runs.run({"resume", run.string(), "--set", "training.seed=4"}, &error) == 2);
        CHECK(error.find("training.seed cannot be changed") != std::string::npos);
    }
    SUBCASE("batch names the documents of a step, also when the data has to be made again")
    {
        std::string before;
        std::string after;
        CHECK(runs.run({"batch", run.string(), "--step", "3", "--json"}, &error, &before) == 0);
        std::filesystem::remove_all(run / "data");
        CHECK(runs.run({"batch", run.string(), "--step", "3", "--json"}, &error, &after) == 0);
        CHECK(before == after);
        const auto batch = parseJson(before, "batch");
        REQUIRE(batch);
        CHECK((*batch)["sequences"].size() == 4);
        CHECK((*batch)["batch_size"] == 4);
        CHECK((*batch)["sequences"][0]["sequence"] == 8);
        std::int64_t tokens = 0;
        for (const Json &document : (*batch)["sequences"][0]["documents"]) {
            CHECK(document["source"] == "builtin:textbook");
            CHECK(document["text"].get<std::string>().size() > 0);
            CHECK(document["text_cut"] == false);
            tokens += document["tokens"].get<std::int64_t>();
        }
        CHECK(tokens == 33);
        CHECK(runs.run({"batch", run.string(), "--step", "3", "--sequences", "2", "--json"}, &error,
                       &after) == 0);
        CHECK(parseJson(after, "batch")->at("sequences").size() == 2);
        CHECK(runs.run({"batch", run.string(), "--step", "61"}, &error) == 2);
        CHECK(runs.run({"batch", run.string(), "--step", "0"}, &error) == 2);
    }
    SUBCASE("a finetune starts from it, keeps its tokenizer and marks the checkpoint as used")
    {
        const std::vector<std::string> finetune = {"--set", "training.init_from=" + run.string(),
                                                   "--set", "data.train=builtin:exercises"};
        REQUIRE_MESSAGE(runs.run(runs.train("b", finetune), &error) == 0, error);
        CHECK(*readFile(runs.path("b") / "checkpoints/step-00000060/tokenizer.model") ==
              *readFile(run / "checkpoints/step-00000060/tokenizer.model"));
        CHECK(readFile(run / "checkpoints/step-00000060.used-by")
                  .value_or("")
                  .find(runs.path("b").string()) != std::string::npos);
    }
    SUBCASE("a finetune of another shape is refused with what was found and expected")
    {
        CHECK(runs.run(runs.train("b", {"--set", "training.init_from=" + run.string(), "--set",
                                        "model.layers=2"}),
                       &error) == 1);
        CHECK(error.find("layers = 1") != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(runs.path("b")));
    }
    SUBCASE("damaged checkpoints are passed over, and the run says so")
    {
        std::ofstream(run / "checkpoints/step-00000060/model.safetensors", std::ios::app) << "x";
        REQUIRE_MESSAGE(runs.run({"resume", run.string()}, &error) == 0, error);
        CHECK(error.find("is passed over") != std::string::npos);
        CHECK(curve(run).size() == 60);
    }
}

TEST_CASE("SIGTERM writes a checkpoint and ends with 130; resumed, the run is the same")
{
    Runs runs;
    REQUIRE(runs.run(runs.train("whole")) == 0);
    Process process(runs.folder, runs.train("a"));
    REQUIRE(waitForStep(process, runs.path("a"), 4));
    process.signal(SIGTERM);
    CHECK(process.wait() == 130);
    const std::vector<Json> all = events(runs.path("a"));
    CHECK(all.back()["event"] == "bye");
    CHECK(all.back()["reason"] == "stopped");
    CHECK(all.back()["exit_status"] == 130);
    CHECK((*readJsonFile(runs.path("a") / "status.json"))["state"] == "stopped");
    std::string error;
    REQUIRE_MESSAGE(runs.run({"resume", runs.path("a").string()}, &error) == 0, error);
    CHECK(curve(runs.path("a")) == curve(runs.path("whole")));
    CHECK(weights(runs.path("a")) == weights(runs.path("whole")));
    CHECK(countEvents(runs.path("a"), "resume_verified") == 1);
}

TEST_CASE("killed at twenty random moments, a run resumes to the identical curve twenty times")
{
    Runs runs;
    const auto begin = std::chrono::steady_clock::now();
    REQUIRE(runs.run(runs.train("whole")) == 0);
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const auto expected = curve(runs.path("whole"));
    REQUIRE(expected.size() == 60);
    PhiloxStream random(static_cast<std::uint64_t>(::getpid()));
    for (int round = 0; round < 20; ++round) {
        const std::string name = concat("killed", round);
        const std::filesystem::path run = runs.path(name);
        const double moment = 1.1 * seconds * random.uniform();
        CAPTURE(moment);
        {
            Process process(runs.folder, runs.train(name));
            // Before the run has a record of what it is to be there is nothing to resume.
            while (process.running() && !std::filesystem::exists(run / "run.pending.toml") &&
                   !std::filesystem::exists(run / "run.toml"))
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            std::this_thread::sleep_for(std::chrono::duration<double>(moment));
            process.signal(SIGKILL);
            process.wait();
        }
        std::string error;
        REQUIRE_MESSAGE(runs.run({"resume", run.string()}, &error) == 0, error);
        CHECK(curve(run) == expected);
        CHECK(weights(run) == weights(runs.path("whole")));
        for (const Json &event : events(run)) {
            if (event["event"] == "resume_verified")
                CHECK(event["equal"] == true);
        }
        std::filesystem::remove_all(run);
    }
}

TEST_CASE("a live run is not resumed; its pid and host are named")
{
    Runs runs;
    Process process(runs.folder, runs.train("a", {"--set", "training.steps=100000"}));
    REQUIRE(waitForStep(process, runs.path("a"), 1));
    TemporaryFolder other;
    Process resume(other, {"resume", runs.path("a").string()});
    CHECK(resume.wait() == 1);
    CHECK(resume.error().find("process") != std::string::npos);

    // The documents of its steps are named meanwhile, also of those that have no checkpoint.
    for (const std::string step : {"1", "99999"}) {
        Process batch(other, {"batch", runs.path("a").string(), "--step", step, "--json"});
        CHECK(batch.wait() == 0);
        const auto json = parseJson(batch.output(), "batch");
        REQUIRE(json);
        REQUIRE((*json)["sequences"].size() == 4);
        for (const Json &sequence : (*json)["sequences"]) {
            REQUIRE(sequence["documents"].size() > 0);
            for (const Json &document : sequence["documents"]) {
                for (const char *key :
                     {"document", "source", "index", "offset", "tokens", "text", "text_cut"})
                    CHECK_MESSAGE(document.contains(key), key);
            }
        }
    }
    process.signal(SIGTERM);
    process.signal(SIGTERM);
    CHECK(process.wait() == 130);
}

TEST_CASE("three losses that are no numbers end the run with 1 and the last good checkpoint's name")
{
    Runs runs;
    std::string error;
    CHECK(runs.run(runs.train("a"), &error, nullptr, {"PHI1_FAILPOINT=training-loss@20-22=nan"}) ==
          1);
    CHECK(error.find("The last good checkpoint is ") != std::string::npos);
    CHECK(countEvents(runs.path("a"), "warning") == 3);
    CHECK(events(runs.path("a")).back()["exit_status"] == 1);
}

TEST_CASE("what cannot be is refused in one sentence, with the right status and no run folder")
{
    Runs runs;
    struct Row {
        std::vector<std::string> more;
        int status;
        std::string message;
    };
    const std::vector<Row> rows = {
        {{"--set", "training.stpes=4"}, 2, "did you mean training.steps?"},
        {{"--set", "training.batch_size=5"}, 2, "expected a multiple"},
        {{"--set", "training.learning_rate=-1"}, 2, "training.learning_rate is -1"},
        {{"--set", "data.train=/nowhere"}, 1, "/nowhere"},
        {{"--set", "data.tokenizer=/nowhere"}, 1, "/nowhere"},
        {{"--set", "training.init_from=/nowhere"}, 1, "/nowhere does not exist"},
        {{"--set", "hardware.dtype=float16"}, 1, "float16"},
    };
    for (const Row &row : rows) {
        CAPTURE(row.more[1]);
        std::string error;
        CHECK(runs.run(runs.train("a", row.more), &error) == row.status);
        CHECK_MESSAGE(error.find(row.message) != std::string::npos, error);
        CHECK(std::count(error.begin(), error.end(), '\n') == 1);
        CHECK_FALSE(std::filesystem::exists(runs.path("a")));
    }
    std::string error;
    CHECK(runs.run({"train", "phi-9", "--run", runs.path("a").string()}, &error) == 1);
    CHECK(error.find("neither a file nor a preset") != std::string::npos);
    CHECK(runs.run({"resume", runs.path("a").string()}, &error) == 1);
    CHECK(error.find("is not a run") != std::string::npos);
    CHECK(runs.run({"train", (runs.folder / "config.toml").string(), "--run", "/proc/run"},
                   &error) == 1);
    CHECK(std::count(error.begin(), error.end(), '\n') == 1);
}

TEST_CASE("a run of a newer version is left untouched and both numbers are named")
{
    Runs runs;
    std::filesystem::create_directories(runs.path("a"));
    std::ofstream(runs.path("a") / "run.toml") << "format = 9\n";
    std::string error;
    CHECK(runs.run({"resume", runs.path("a").string()}, &error) == 1);
    CHECK(error.find("format 9") != std::string::npos);
    CHECK(error.find("format 1") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(runs.path("a") / "events.jsonl"));
}
