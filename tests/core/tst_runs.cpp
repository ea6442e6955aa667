// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <fstream>

#include "core/base/files.h"
#include "core/runs/run_config.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

constexpr const char *smallConfig = R"(
[model]
layers = 2
hidden = 32
heads = 2
context = 16
vocabulary = 300
[data]
train = ["builtin:textbook", { path = "/data/code", weight = 2.5 }]
[training]
steps = 40
batch_size = 8
learning_rate = 0.01
warmup_steps = 4
)";

Result<RunConfig> parse(const std::string &text, std::vector<std::string> overrides = {})
{
    return parseRunConfig(text, "run.toml", overrides, "/config");
}

} // namespace

TEST_CASE("a configuration fills in what is left open")
{
    const Result<RunConfig> config = parse(smallConfig);
    REQUIRE_MESSAGE(config, config.error().message);
    CHECK(config->model.mlp == 128);
    CHECK(config->model.rotary == 8);
    CHECK(config->training.microBatchSize == 8);
    CHECK(config->data.train.size() == 2);
    CHECK(config->data.train[0].weight == 1.0);
    CHECK(config->data.train[1].path == "/data/code");
    CHECK(config->data.train[1].weight == 2.5);
    CHECK(config->training.schedule == "linear");
}

TEST_CASE("relative paths start at the configuration's folder, overridden ones at the current one")
{
    const Result<RunConfig> config =
        parse("model.preset = \"phi-1-nano\"\ndata.train = \"corpus\"\ntraining.steps = 200\n",
              {"training.init_from=base"});
    REQUIRE_MESSAGE(config, config.error().message);
    CHECK(config->data.train[0].path == "/config/corpus");
    CHECK(config->training.initFrom == (std::filesystem::current_path() / "base").string());
}

TEST_CASE("wrong values are refused with key, value and what was expected")
{
    struct Row {
        std::string assignment;
        std::string message;
    };
    const std::vector<Row> rows = {
        {"training.stpes=3", "--set: unknown key training.stpes; did you mean training.steps?"},
        {"steps=3", "unknown key steps; did you mean training.steps?"},
        {"modle.layers=3", "unknown key modle.layers; did you mean model.layers?"},
        {"training.steps=0", "training.steps is 0, expected a whole number of at least 1"},
        {"training.steps=ten", "training.steps is \"ten\", expected a whole number"},
        {"training.steps=1.5", "training.steps is 1.5, expected a whole number"},
        {"training.learning_rate=-1e-3",
         "training.learning_rate is -0.001, expected a number above 0"},
        {"training.learning_rate=0", "training.learning_rate is 0, expected a number above 0"},
        {"training.learning_rate=nan", "training.learning_rate is nan, expected a number"},
        {"training.learning_rate=1e6", "expected a number above 0 and at most 10"},
        {"training.batch_size=12",
         "training.batch_size is 12, expected a multiple of training.micro_batch_size, 8"},
        {"training.warmup_steps=41",
         "training.warmup_steps is 41, expected at most training.steps, 40"},
        {"training.final_learning_rate=0.5", "expected at most training.learning_rate, 0.01"},
        {"training.schedule=step",
         "training.schedule is \"step\", expected one of linear, cosine, constant"},
        {"training.dropout=1.5", "training.dropout is 1.5, expected a number from 0 to 0.95"},
        {"training.beta2=1.0", "training.beta2 is 1.0, expected a number from 0 to"},
        {"training.gradient_clip=-1", "training.gradient_clip is -1, expected a number from 0"},
        {"training.seed=-3", "training.seed is -3, expected a whole number"},
        {"model.heads=3", "model.hidden is 32, expected a multiple of model.heads, 3"},
        {"model.rotary=3", "model.rotary is 3, expected an even number from 2 to 16"},
        {"model.rotary=32", "model.rotary is 32, expected an even number from 2 to 16"},
        {"model.layers=0", "model.layers is 0, expected a whole number from 1"},
        {"model.preset=phi-2", "model.preset is \"phi-2\", expected one of phi-1, "},
        {"data.train=builtin:poems", "there is no builtin:poems"},
        {"data.train={ path = \"a\", weight = -1 }", "weight of"},
        {"data.train={ folder = \"a\" }", "expected a folder"},
        {"data.train=[]", "data.train is missing"},
        {"hardware.dtype=float64", "hardware.dtype is \"float64\", expected one of auto, float32"},
        {"hardware.devices=gpu", "hardware.devices names gpu, expected auto, cpu, cuda or cuda:N"},
        {"hardware.recompute=1", "hardware.recompute is 1, expected true or false"},
        {"checkpoint.keep=-1", "checkpoint.keep is -1, expected a whole number of at least 0"},
        {"nonsense", "--set nonsense is not key=value"},
    };
    for (const Row &row : rows) {
        CAPTURE(row.assignment);
        std::string text = smallConfig;
        text += "micro_batch_size = 8\n";
        const Result<RunConfig> config = parse(text, {row.assignment});
        REQUIRE_FALSE(config);
        CHECK(config.error().code == ErrorCode::Usage);
        INFO(config.error().message);
        CHECK(config.error().message.find(row.message) != std::string::npos);
    }
}

TEST_CASE("text that is no TOML is named with its line")
{
    const Result<RunConfig> config = parse("[training]\nsteps = \n");
    REQUIRE_FALSE(config);
    CHECK(config.error().code == ErrorCode::Corrupt);
    CHECK(config.error().message.find("run.toml is not valid TOML: line 2") != std::string::npos);
}

TEST_CASE("a --set value is TOML, else a string")
{
    const Result<RunConfig> config =
        parse(smallConfig,
              {"training.steps=1e3", "hardware.devices=[\"cpu\"]", "hardware.recompute = true",
               "data.tokenizer=/a b/c", "probes.prompts=[\"def f():\", \"x = 1\"]"});
    REQUIRE_MESSAGE(config, config.error().message);
    CHECK(config->training.steps == 1000);
    CHECK(config->hardware.devices == std::vector<std::string>{"cpu"});
    CHECK(config->hardware.recompute);
    CHECK(config->data.tokenizer == "/a b/c");
    CHECK(config->probes.prompts == std::vector<std::string>{"def f():", "x = 1"});
}

TEST_CASE("every preset is complete but for what only the user knows")
{
    const std::vector<std::string> data = {"data.train=/prepared"};
    for (const std::string &name : presetNames()) {
        CAPTURE(name);
        const bool nano = name.find("nano") != std::string::npos;
        const Result<RunConfig> config =
            loadRunConfig(name, nano ? std::span<const std::string>() : std::span(data));
        REQUIRE_MESSAGE(config, config.error().message);
        CHECK(config->model.layers > 0);
        CHECK(config->model.hidden % config->model.heads == 0);
        if (name.starts_with("phi-1-finetune")) {
            CHECK(config->model.preset == "phi-1");
            CHECK(config->training.batchSize == 256);
            CHECK(config->training.learningRate == 1e-4);
            CHECK(config->training.steps == 6000);
            CHECK(config->checkpoint.every == 1000);
        }
        if (name == "phi-1") {
            CHECK(config->training.batchSize == 1024);
            CHECK(config->training.warmupSteps == 750);
            CHECK(config->training.steps == 36000);
            CHECK(config->training.weightDecay == 0.1);
            CHECK(config->model.rotary == 32);
        }
    }
}

TEST_CASE("a preset bends to what the user says, what the user says does not bend")
{
    const std::vector<std::string> fewSteps = {"training.steps=20"};
    const Result<RunConfig> bent = loadRunConfig("phi-1-nano", fewSteps);
    REQUIRE_MESSAGE(bent, bent.error().message);
    CHECK(bent->training.warmupSteps <= 20);
    const std::vector<std::string> both = {"training.steps=20", "training.warmup_steps=30"};
    CHECK_FALSE(loadRunConfig("phi-1-nano", both));
    const std::vector<std::string> shape = {"model.preset=phi-1-nano", "data.train=/d"};
    const Result<RunConfig> exchanged = loadRunConfig("phi-1-finetune", shape);
    REQUIRE_MESSAGE(exchanged, exchanged.error().message);
    CHECK(exchanged->model.hidden == loadRunConfig("phi-1-nano", {})->model.hidden);
    CHECK(exchanged->training.learningRate == 1e-4);
}

TEST_CASE("a name that is neither a file nor a preset is answered with the presets")
{
    const Result<RunConfig> config = loadRunConfig("phi-1-nanoo", {});
    REQUIRE_FALSE(config);
    CHECK(config.error().code == ErrorCode::NotFound);
    CHECK(config.error().message.find("phi-1-nano-finetune") != std::string::npos);
}

TEST_CASE("run.toml reads back as it was written")
{
    RunRecord record;
    record.config =
        *parse(smallConfig, {"training.learning_rate=0.1234567890123456789",
                             "training.epsilon=1e-300", "data.tokenizer=/with \"quotes\" and \\",
                             "probes.prompts=[\"a\\nb\", \"]\"]", "data.seed=9000000000000000"});
    record.inputs.program = "9.8.7";
    record.inputs.tokenizerFingerprint = "feed";
    record.inputs.initCheckpoint = "/runs/a/checkpoints/step-00000010";
    record.inputs.initFingerprint = "beef";
    record.inputs.train = {{"builtin:textbook", "data/textbook", "0123", 1.0},
                           {"/data/code", "/data/code", "4567", 2.5}};
    record.inputs.validation = {{"builtin:textbook", "data/textbook", "0123", 1.0}};
    const std::string text = toToml(record);
    INFO(text);
    const Result<RunRecord> back = parseRunRecord(text, "run.toml");
    REQUIRE_MESSAGE(back, back.error().message);
    CHECK(*back == record);
    CHECK(toToml(*back) == text);
    // A run's record is a configuration too: the same run again, elsewhere.
    const Result<RunConfig> again = parse(text);
    REQUIRE_MESSAGE(again, again.error().message);
    CHECK(*again == record.config);
}

TEST_CASE("a run folder of a newer version is refused naming both numbers")
{
    test::TemporaryFolder folder;
    std::ofstream(folder / "run.toml") << "format = 7\n[training]\nnew_idea = 1\n";
    const Result<RunRecord> record = readRunRecord(folder.path());
    REQUIRE_FALSE(record);
    CHECK(record.error().code == ErrorCode::Incompatible);
    CHECK(record.error().message.find("format 7") != std::string::npos);
    CHECK(record.error().message.find("format 1") != std::string::npos);
}

TEST_CASE("a folder without run.toml is not a run")
{
    test::TemporaryFolder folder;
    const Result<RunRecord> record = readRunRecord(folder.path());
    REQUIRE_FALSE(record);
    CHECK(record.error().message.find("is not a run") != std::string::npos);
}

TEST_CASE("resume accepts only what does not change what was learned so far")
{
    const RunConfig config = *parse(smallConfig);
    const std::vector<std::string> fine = {"training.steps=80", "checkpoint.every=5",
                                           "evaluation.every=7", "hardware.threads=3"};
    const Result<RunConfig> changed = overrideResumed(config, fine);
    REQUIRE_MESSAGE(changed, changed.error().message);
    CHECK(changed->training.steps == 80);
    CHECK(changed->hardware.threads == 3);
    for (const char *assignment : {"training.learning_rate=1e-4", "model.layers=3", "data.train=/x",
                                   "training.seed=2", "probes.every=1"}) {
        CAPTURE(assignment);
        const std::vector<std::string> one = {assignment};
        const Result<RunConfig> refused = overrideResumed(config, one);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == ErrorCode::Usage);
        CHECK(refused.error().message.find("cannot be changed") != std::string::npos);
    }
}

TEST_CASE("the learning rate warms up linearly and decays as its schedule says")
{
    LearningRateSchedule schedule{
        .shape = Schedule::Linear, .peak = 1.0, .final = 0.1, .warmupSteps = 4, .steps = 10};
    const std::array<double, 11> linear = {0.25, 0.5,  0.75, 1.0,  1.0, 0.85,
                                           0.7,  0.55, 0.4,  0.25, 0.1};
    for (std::size_t step = 0; step < linear.size(); ++step)
        CHECK(learningRate(schedule, static_cast<std::int64_t>(step)) ==
              doctest::Approx(linear[step]).epsilon(1e-12));
    schedule.shape = Schedule::Cosine;
    CHECK(learningRate(schedule, 4) == doctest::Approx(1.0));
    CHECK(learningRate(schedule, 7) == doctest::Approx(0.55));
    CHECK(learningRate(schedule, 10) == doctest::Approx(0.1));
    schedule.shape = Schedule::Constant;
    CHECK(learningRate(schedule, 1) == doctest::Approx(0.5));
    CHECK(learningRate(schedule, 9) == 1.0);
}

TEST_CASE("a schedule without warm-up starts at the peak, one of warm-up alone ends there")
{
    const LearningRateSchedule none{.peak = 2.0, .final = 0.0, .warmupSteps = 0, .steps = 4};
    CHECK(learningRate(none, 0) == 2.0);
    CHECK(learningRate(none, 3) == doctest::Approx(0.5));
    const LearningRateSchedule all{.peak = 2.0, .final = 0.0, .warmupSteps = 4, .steps = 4};
    CHECK(learningRate(all, 3) == 2.0);
    CHECK(learningRate(all, 4) == 0.0);
}
