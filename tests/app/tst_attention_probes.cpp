// SPDX-License-Identifier: Apache-2.0
// What a run records of the attention of its probes while it trains.
#include <cmath>
#include <csignal>
#include <fstream>

#include <doctest/doctest.h>

#include "core/attention/array_file.h"
#include "core/attention/probe_files.h"
#include "core/base/hash.h"
#include "core/base/log_code.h"
#include "core/base/text.h"
#include "tests/app/run_process.h"

using namespace phi1;
using namespace phi1::test;

namespace {

std::vector<std::string> pinned(const Runs &runs, const std::string &name,
                                const std::string &heads = R"(["0.1"])")
{
    return runs.train(name, {"--set", "probes.every=20", "--set", "probes.heads=" + heads});
}

std::vector<std::int64_t> steps(const std::filesystem::path &run)
{
    std::vector<std::int64_t> found;
    for (const ProbeFile &file : listProbes(run))
        found.push_back(file.step);
    return found;
}

std::vector<Json> eventsOf(const std::filesystem::path &run, const std::string &kind,
                           const std::string &code = {})
{
    std::vector<Json> found;
    for (const Json &event : events(run)) {
        if (event["event"] == kind && (code.empty() || event.value("code", "") == code))
            found.push_back(event);
    }
    return found;
}

std::string weights(const std::filesystem::path &run)
{
    return hash128OfFile(run / "checkpoints/step-00000060/model.safetensors").value_or("missing");
}

} // namespace

TEST_CASE("a run records what phi1 attention finds in its checkpoint, and trains as without")
{
    Runs runs;
    std::string error;
    REQUIRE_MESSAGE(runs.run(pinned(runs, "a", R"(["0.1","0.0"])"), &error) == 0, error);
    const std::filesystem::path run = runs.path("a");
    CHECK(steps(run) == std::vector<std::int64_t>{20, 40, 60});
    const std::vector<Json> told = eventsOf(run, "attention");
    REQUIRE(told.size() == 3);
    CHECK(told[1].at("step") == 40);
    CHECK(told[1].at("path") == "attention/step-00000040.safetensors");
    CHECK(eventsOf(run, "warning").empty());

    const auto probe = readProbe(probePath(run, 60));
    REQUIRE_MESSAGE(probe, (probe ? "" : probe.error().message));
    CHECK(probe->layers == 1);
    CHECK(probe->heads == 2);
    CHECK(probe->pinned == std::vector<PinnedHead>{{0, 1}, {0, 0}});
    REQUIRE(probe->prompts.size() == 2);
    const ProbedPrompt &prompt = probe->prompts[1];
    CHECK(prompt.text == "def f(x):\n");
    const auto tokens = std::ssize(prompt.ids);
    REQUIRE(tokens > 2);
    CHECK(prompt.block == 1);
    CHECK(prompt.cells == tokens);

    std::ofstream(runs.folder / "prompt", std::ios::binary) << prompt.text;
    const std::string file = (runs.folder / "out.safetensors").string();
    const std::vector<std::string> command = {
        "attention", run.string(), "--prompt-file", (runs.folder / "prompt").string(),
        "--device",  "cpu",        "--dtype",       "float32",
        "--output",  file};
    for (std::size_t i = 0; i < 2; ++i) {
        std::vector<std::string> one = command;
        one.insert(one.end(), {"--layer", "0", "--head", std::to_string(1 - i)});
        REQUIRE_MESSAGE(runs.run(one, &error) == 0, error);
        const std::string bytes = readFile(file).value();
        const auto map = readSafetensors(bytes, "map")->arrays.at("attention").floats();
        REQUIRE(std::ssize(map) == tokens * tokens);
        for (std::size_t k = 0; k < map.size(); ++k) {
            CHECK(std::abs(floatOfHalf(prompt.maps[i * map.size() + k]) - map[k]) < 5e-4F);
            const std::uint8_t code = prompt.thumbnails[(1 - i) * map.size() + k];
            CHECK(std::abs(int(code) - int(logCodeOf(map[k]))) <= 1);
        }
    }
    REQUIRE_MESSAGE(runs.run(command, &error) == 0, error);
    const std::string bytes = readFile(file).value();
    const auto scores = readSafetensors(bytes, "scores")->arrays.at("scores").floats();
    REQUIRE(scores.size() == prompt.scores.size());
    for (std::size_t k = 0; k < scores.size(); ++k) {
        CAPTURE(k);
        CHECK((std::isnan(scores[k]) ? std::isnan(prompt.scores[k])
                                     : std::abs(scores[k] - prompt.scores[k]) < 1e-4F));
    }
    CHECK_FALSE(std::isnan(scores[std::size_t(HeadScore::InductionRandom)]));
    CHECK_FALSE(std::isnan(scores[std::size_t(HeadScore::Previous)]));

    SUBCASE("the weights are those of a run without records")
    {
        REQUIRE(runs.run(runs.train("b", {"--set", "probes.every=20"})) == 0);
        CHECK(weights(run) == weights(runs.path("b")));
        CHECK(steps(runs.path("b")).empty());
        CHECK(eventsOf(runs.path("b"), "attention").empty());
    }
}

TEST_CASE("a run that is resumed goes on recording")
{
    Runs runs;
    const std::filesystem::path run = runs.path("a");
    Process process(runs.folder, pinned(runs, "a"));
    REQUIRE(waitForStep(process, run, 25));
    process.signal(SIGTERM);
    CHECK(process.wait() == 130);
    std::string error;
    REQUIRE_MESSAGE(runs.run({"resume", run.string()}, &error) == 0, error);
    CHECK(steps(run) == std::vector<std::int64_t>{20, 40, 60});
    CHECK(readProbe(probePath(run, 60)));
}

TEST_CASE("a record that cannot be written is one warning, and the run is trained to its end")
{
    Runs runs;
    const std::filesystem::path run = runs.path("a");
    Process process(runs.folder, pinned(runs, "a"));
    REQUIRE(waitForStep(process, run, 5));
    process.signal(SIGTERM);
    process.wait();
    std::filesystem::remove_all(run / "attention");
    std::ofstream(run / "attention") << "in the way";
    std::string error;
    REQUIRE_MESSAGE(runs.run({"resume", run.string()}, &error) == 0, error);
    const std::vector<Json> warnings = eventsOf(run, "warning", "attention_failed");
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].at("step") == 20);
    CHECK(warnings[0].at("message").get<std::string>().find("attention") != std::string::npos);
    CHECK(weights(run) != "missing");
}

TEST_CASE("heads that are not there and prompts over the context are told before the first step")
{
    Runs runs;
    std::string error;
    CHECK(runs.run(pinned(runs, "a", R"(["0.2"])"), &error) == 2);
    CHECK(error.find("probes.heads: there is no head 0.2: the model has layers 0 to 0 and heads 0 "
                     "to 1") != std::string::npos);
    CHECK(runs.run(pinned(runs, "b", R"(["first"])"), &error) == 2);
    CHECK(error.find("names no head") != std::string::npos);

    std::vector<std::string> command = pinned(runs, "c");
    std::string words;
    for (int i = 0; i < 100; ++i)
        words += concat("word", i, ' ');
    command.insert(command.end(), {"--set", R"(probes.prompts=["One thing",")" + words + R"("])"});
    REQUIRE_MESSAGE(runs.run(command, &error) == 0, error);
    const std::vector<Json> warnings = eventsOf(runs.path("c"), "warning", "probes_prompts");
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].at("message").get<std::string>().find("prompt 2 of probes.prompts") !=
          std::string::npos);
    CHECK(steps(runs.path("c")).size() == 3);
    CHECK(readProbe(probePath(runs.path("c"), 60))->prompts.size() == 1);
}
