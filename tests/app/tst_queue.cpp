// SPDX-License-Identifier: Apache-2.0
// phi1 queue, --detach, stop and checkpoint as processes, with real training below them.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "core/base/text.h"
#include "tests/app/run_process.h"

using namespace phi1;
using namespace phi1::test;

namespace {

/// Runs of a workspace of their own.
struct QueuedRuns : Runs {
    std::string workspace = (folder / "workspace").string();

    ~QueuedRuns()
    {
        for (const Json &entry : entries()) {
            if (entry["state"] == "running")
                run({"stop", entry["job"].get<std::string>(), "--kill"});
        }
    }

    std::string queue(std::vector<std::string> arguments, int expected = 0) const
    {
        arguments.insert(arguments.begin(), {"queue", "--workspace", workspace});
        std::string output;
        std::string error;
        CHECK_MESSAGE(run(arguments, &error, &output) == expected, error);
        return expected == 0 ? output : error;
    }
    Json entries() const
    {
        std::string output;
        run({"queue", "--workspace", workspace, "--json", "list"}, nullptr, &output);
        const auto json = parseJson(output, "the queue");
        return json && json->contains("entries") ? (*json)["entries"] : Json::array();
    }
    Json entry(const std::string &id) const
    {
        for (const Json &each : entries()) {
            if (each["id"] == id)
                return each;
        }
        FAIL("there is no entry " << id);
        return {};
    }
    bool eventuallyIs(const std::string &id, const std::string &state) const
    {
        return eventually([&] { return entry(id)["state"] == state; });
    }
    static bool eventually(const std::function<bool()> &condition)
    {
        const auto begin = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - begin < std::chrono::seconds(120)) {
            if (condition())
                return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }
};

} // namespace

TEST_CASE("an entry of the queue knows its folder and its devices from the command")
{
    QueuedRuns runs;
    runs.queue({"pause"});
    const std::string config = (runs.folder / "config.toml").string();
    const std::string a = runs.path("a").string();
    runs.queue({"add", "--", "train", config, "--run", a});
    runs.queue({"add", "--device", "cuda:1", "--share", "--", "train", config, "--run",
                runs.path("b").string()});
    runs.queue({"add", "--", "train", config, "--run", runs.path("c").string(), "--set",
                "hardware.devices=cuda:3"});
    runs.queue(
        {"add", "--", "train", "--device", "cuda", config, "--run", runs.path("d").string()});
    runs.queue({"add", "--job", runs.path("e").string(), "--", "prepare", "x.txt"});

    CHECK(runs.entry("1")["job"] == a);
    CHECK(runs.entry("1")["devices"] == Json{"cpu"});
    CHECK(runs.entry("1")["share_device"] == false);
    CHECK(runs.entry("2")["devices"] == Json{"cuda:1"});
    CHECK(runs.entry("2")["share_device"] == true);
    CHECK(runs.entry("2")["arguments"].back() == "cuda:1"); // and the command is told
    CHECK(runs.entry("3")["devices"] == Json{"cuda:3"});
    CHECK(runs.entry("4")["devices"] == Json{"cuda:0"});
    CHECK(runs.entry("5")["devices"] == Json{"cpu"});
    CHECK(runs.entry("5")["device_holder"] == "1");
    CHECK(runs.entry("3")["device_holder"].is_null());

    runs.queue({"next", "4"});
    CHECK(runs.entries().front()["id"] == "4");
    const std::string plain = runs.queue({"list"});
    CHECK(plain.find("cuda:1+") != std::string::npos);
    CHECK(plain.find("waits for entry 1 to leave its device") != std::string::npos);
    CHECK(runs.queue({"add", "--", "prepare", "x.txt"}, 2).find("--job DIR") != std::string::npos);
    CHECK(runs.queue({"add", "--device", "gpu", "--", "train", config, "--run",
                      runs.path("f").string()},
                     2)
              .find("device \"gpu\"") != std::string::npos);
    CHECK(runs.queue({"next", "9"}, 1).find("no entry 9") != std::string::npos);
}

TEST_CASE("the options for hardware mean the same to train, resume and the queue")
{
    QueuedRuns runs;
    std::string error;
    const std::filesystem::path a = runs.path("a");
    REQUIRE_MESSAGE(runs.run(runs.train("a", {"--set", "hardware.devices=cuda:7", "--device", "cpu",
                                              "--threads", "2", "--dtype", "float32", "--set",
                                              "training.steps=6"}),
                             &error) == 0,
                    error);
    CHECK(events(a).front()["threads"] == 2);
    CHECK(events(a).front()["devices"] == Json{"cpu"});
    CHECK(events(a).front()["dtype"] == "float32");
    REQUIRE_MESSAGE(runs.run({"resume", a.string(), "--threads", "1", "--device", "cpu", "--set",
                              "training.steps=9"},
                             &error) == 0,
                    error);
    std::vector<Json> hellos;
    for (const Json &event : events(a)) {
        if (event["event"] == "hello")
            hellos.push_back(event);
    }
    REQUIRE(hellos.size() == 2);
    CHECK(hellos[1]["threads"] == 1);
    CHECK(runs.run(runs.train("b", {"--device", "gpu"}), &error) == 2);
    CHECK(error.find("hardware.devices names gpu") != std::string::npos);
    CHECK(runs.run(runs.train("b", {"--dtype", "float64"}), &error) == 2);
    CHECK(runs.run(runs.train("b", {"--share"}), &error) == 2); // belongs to --detach
    CHECK_FALSE(std::filesystem::exists(runs.path("b")));

    runs.queue({"pause"});
    std::string output;
    REQUIRE_MESSAGE(runs.run(runs.train("c", {"--detach", "--workspace", runs.workspace, "--device",
                                              "cuda:2", "--share", "--json"}),
                             &error, &output) == 0,
                    error);
    CHECK(parseJson(output, "train")->at("queued") == "1");
    CHECK(runs.entry("1")["devices"] == Json{"cuda:2"});
    CHECK(runs.entry("1")["share_device"] == true);
    REQUIRE_MESSAGE(runs.run({"resume", a.string(), "--set", "training.steps=12", "--detach",
                              "--workspace", runs.workspace, "--after", "1"},
                             &error) == 0,
                    error);
    CHECK(runs.entry("2")["devices"] == Json{"cpu"});
    CHECK(runs.entry("2")["after"] == "1");
}

TEST_CASE("phi1 info of a run describes its newest checkpoint and says so")
{
    Runs runs;
    std::string error;
    std::string output;
    REQUIRE_MESSAGE(runs.run(runs.train("a", {"--set", "training.steps=9"}), &error) == 0, error);
    CHECK(runs.run({"info", runs.path("a").string(), "--json"}, &error, &output) == 0);
    CHECK(error.find("its newest checkpoint, of step 9") != std::string::npos);
    CHECK(parseJson(output, "info")->at("path") ==
          (runs.path("a") / "checkpoints/step-00000009").string());
    std::filesystem::remove_all(runs.path("a") / "checkpoints");
    CHECK(runs.run({"info", runs.path("a").string()}, &error) == 1);
    CHECK(error.find("has no checkpoint yet") != std::string::npos);
}

TEST_CASE("a training is told to write a checkpoint, to stop, and what is left of it")
{
    QueuedRuns runs;
    const std::filesystem::path run = runs.path("a");
    std::string output;
    std::string error;
    REQUIRE(runs.run(runs.train("a", {"--set", "training.steps=1000000", "--set",
                                      "checkpoint.every=0", "--set", "evaluation.every=0",
                                      "--detach", "--workspace", runs.workspace}),
                     &error) == 0);
    REQUIRE(QueuedRuns::eventually([&] { return countEvents(run, "step") > 3; }));

    REQUIRE_MESSAGE(runs.run({"checkpoint", run.string(), "--json"}, &error, &output) == 0, error);
    const auto written = parseJson(output, "checkpoint");
    REQUIRE(written);
    CHECK((*written)["step"] >= 3);
    CHECK(std::filesystem::exists(
        std::filesystem::path((*written)["checkpoint"].get<std::string>()) / "state.json"));

    CHECK(runs.queue({"remove", "1"}, 1).find("phi1 stop " + run.string()) != std::string::npos);
    REQUIRE_MESSAGE(runs.run({"stop", run.string()}, &error, &output) == 0, error);
    CHECK(output.find("is stopped: stopped, at step ") != std::string::npos);
    CHECK(output.find("nothing is left running") != std::string::npos);
    CHECK(runs.eventuallyIs("1", "stopped"));
    CHECK(countEvents(run, "checkpoint") == 2);
    CHECK(runs.run({"stop", run.string()}, &error, &output) == 0);
    CHECK(output.find("does not run: stopped") != std::string::npos);
    CHECK(runs.run({"checkpoint", run.string()}, &error) == 1);
    CHECK(error.find("no process works on") != std::string::npos);

    // Resumed by the queue, and killed: its last checkpoint is what is left.
    runs.queue({"add", "--", "resume", run.string()});
    REQUIRE(QueuedRuns::eventually([&] { return countEvents(run, "resume_verified") == 1; }));
    CHECK(runs.entry("2")["job"] == run.string());
    REQUIRE_MESSAGE(runs.run({"stop", run.string(), "--kill", "--json"}, &error, &output) == 0,
                    error);
    const auto stopped = parseJson(output, "stop");
    REQUIRE(stopped);
    CHECK((*stopped)["state"] == "stopped");
    CHECK((*stopped)["left_running"].empty());
    CHECK(runs.eventuallyIs("2", "stopped"));
    CHECK(runs.entry("2")["reason"] == "killed on request");
    CHECK(countEvents(run, "checkpoint") == 2);

    CHECK(runs.run({"stop", runs.path("nowhere").string()}, &error) == 1);
    CHECK(runs.run({"checkpoint", runs.path("nowhere").string()}, &error) == 1);
    CHECK(error.find("is not the folder of a run") != std::string::npos);
    CHECK(runs.run({"stop", run.string(), "--now", "--kill"}, &error) == 2);
}

TEST_CASE("a run that waits in the queue is not stopped but taken out")
{
    QueuedRuns runs;
    runs.queue({"pause"});
    REQUIRE(runs.run(runs.train("a", {"--detach", "--workspace", runs.workspace})) == 0);
    std::string error;
    CHECK(runs.run({"stop", runs.path("a").string()}, &error) == 2);
    CHECK(error.find("phi1 queue remove ID") != std::string::npos);
    runs.queue({"remove", "1"});
    CHECK(runs.entries().empty());
}
