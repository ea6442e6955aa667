// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <random>

#include "core/runs/checkpoint_shape.h"
#include "core/runs/field_text.h"
#include "core/runs/paper_values.h"
#include "core/runs/run_draft.h"
#include "core/runs/run_estimate.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

RunConfig preset(const std::string &name, std::vector<std::string> overrides = {})
{
    overrides.insert(overrides.begin(), "data.train=builtin:textbook");
    const Result<RunConfig> config = loadRunConfig(name, overrides);
    REQUIRE_MESSAGE(config, config.error().message);
    return *config;
}

double relative(double estimated, double measured)
{
    return estimated / measured - 1.0;
}

} // namespace

TEST_CASE("parameters of known models are counted, embedding and head apart")
{
    const ParameterCounts large = parameterCounts(preset("phi-1").model);
    CHECK(large.total() == 1418270720); // microsoft/phi-1
    CHECK(large.embedding == 51200LL * 2048);
    CHECK(large.head == 51200LL * 2048 + 51200);
    CHECK(parameterCounts(preset("phi-1-small").model).total() == 356794368);

    // `phi1 info` of these fixtures prints 228840 and 2092008.
    const std::filesystem::path data = PHI1_TEST_DATA "/checkpoints";
    const Result<RunConfig::Model> a = checkpointShape(data / "tinyA-hf-fp16");
    REQUIRE_MESSAGE(a, a.error().message);
    CHECK(parameterCounts(*a).total() == 228840);
    CHECK(a->rotary == 8);
    const Result<RunConfig::Model> b = checkpointShape(data / "tinyB-hf-fp16");
    REQUIRE_MESSAGE(b, b.error().message);
    CHECK(parameterCounts(*b).total() == 2092008);
    CHECK(b->rotary == 32);
}

TEST_CASE("memory comes within 6 % of what real runs on a CPU held at most")
{
    struct Case {
        const char *name;
        bool bfloat16;
        double
            peak; ///< bytes of resident memory, measured at the end of four steps with evaluation
        std::vector<std::string> overrides;
    };
    const std::vector<Case> cases = {
        {"tiny",
         true,
         157499392,
         {"model.layers=1", "model.hidden=16", "model.heads=1", "model.mlp=16", "model.context=16",
          "model.rotary=8", "training.batch_size=1", "training.micro_batch_size=1"}},
        {"nano", true, 307589120, {}},
        {"nanofp32", false, 357830656, {}},
        {"recompute", true, 257785856, {"hardware.recompute=true"}},
        {"dropout", true, 304295936, {"training.dropout=0.1"}},
        {"micro8", true, 225734656, {"training.micro_batch_size=8"}},
        {"batch128", true, 601411584, {"training.batch_size=128"}},
        {"batch128fp32", false, 862285824, {"training.batch_size=128"}},
        {"wide",
         true,
         1021165568,
         {"model.hidden=512", "model.mlp=2048", "model.heads=8", "model.rotary=32"}},
        {"widefp32",
         false,
         1260158976,
         {"model.hidden=512", "model.mlp=2048", "model.heads=8", "model.rotary=32"}},
        {"ctx512do",
         true,
         319041536,
         {"model.context=512", "training.dropout=0.1", "training.batch_size=8"}},
    };
    for (const Case &run : cases) {
        const RunConfig config = preset("phi-1-nano", run.overrides);
        const MemoryEstimate memory =
            estimateMemory(config, {.gpu = false, .bfloat16 = run.bfloat16});
        const double deviation = relative(static_cast<double>(memory.total()), run.peak);
        CHECK_MESSAGE(std::abs(deviation) < 0.06,
                      run.name << " is off by " << 100 * deviation << " %");
    }
}

TEST_CASE("a micro-batch that fits is a divisor of the batch and the largest such")
{
    const RunConfig config = preset("phi-1", {"training.micro_batch_size=64"});
    const ComputeTarget gpu{.gpu = true, .bfloat16 = true};
    const std::uint64_t limit = 80'000'000'000;
    REQUIRE(estimateMemory(config, gpu).total() > limit);
    const std::int64_t fits = microBatchThatFits(config, gpu, limit);
    REQUIRE(fits > 0);
    CHECK(config.training.batchSize % fits == 0);
    RunConfig smaller = config;
    smaller.training.microBatchSize = fits;
    CHECK(estimateMemory(smaller, gpu).total() <= limit);
    smaller.training.microBatchSize = 2 * fits;
    CHECK(estimateMemory(smaller, gpu).total() > limit);
    CHECK(microBatchThatFits(config, gpu, 1'000'000'000) == 0);
}

TEST_CASE("checkpoints are as many and as large as real ones")
{
    const RunConfig nano = preset("phi-1-nano");
    const CheckpointPlan plan = checkpointPlan(nano);
    CHECK(plan.steps == std::vector<std::int64_t>{300, 600, 900});
    CHECK(plan.written == 3);
    CHECK(plan.kept == 3);
    CHECK(relative(static_cast<double>(plan.bytesEach), 12703735) < 0.001); // of a checkpoint event
    CHECK(relative(static_cast<double>(plan.bytesEach), 12703735) > -0.001);

    // The last step is a checkpoint whether it falls due or not.
    const CheckpointPlan odd = checkpointPlan(preset("phi-1-nano", {"training.steps=901"}));
    CHECK(odd.steps == std::vector<std::int64_t>{300, 600, 900, 901});
    CHECK(odd.kept == 4); // three newest and the best
    const CheckpointPlan last = checkpointPlan(preset("phi-1-nano", {"checkpoint.every=0"}));
    CHECK(last.steps == std::vector<std::int64_t>{900});
    const CheckpointPlan all =
        checkpointPlan(preset("phi-1-nano", {"checkpoint.keep=0", "checkpoint.every=1"}));
    CHECK(all.kept == 900);
}

TEST_CASE("tokens and epochs of data that is still to be made come near what the run then has")
{
    RunConfig config = preset("phi-1-nano");
    TokenPlan plan = tokenPlan(config);
    CHECK(plan.perStep == 32 * 128);
    CHECK(plan.total == 3686400);
    CHECK(plan.estimated);
    // manifest.json of a real run: 3754271 tokens, 29419 documents
    CHECK(std::abs(relative(static_cast<double>(plan.available), 3754271)) < 0.03);
    CHECK(plan.epochs == doctest::Approx(3686400 / 3754271.0).epsilon(0.03));
    config = preset("phi-1-nano-finetune", {"data.train=builtin:exercises"});
    CHECK(std::abs(relative(static_cast<double>(tokenPlan(config).available), 1104915)) < 0.03);

    const DiskEstimate disk = estimateDisk(config, tokenPlan(config));
    CHECK(disk.data > 2 * 1104915);
    CHECK(disk.checkpoints == 3 * checkpointPlan(config).bytesEach);
}

TEST_CASE("prepared folders are counted from their manifests, and what is wrong there is said")
{
    const test::TemporaryFolder folder;
    const auto write = [&](const char *name, const std::string &text) {
        std::filesystem::create_directories(folder.path() / name);
        std::ofstream(folder.path() / name / "manifest.json") << text;
        return (folder.path() / name).string();
    };
    const std::string code = write("code", R"({"format": "phi1-tokens", "version": 1,
        "vocabulary": 50295, "validation_fraction": 0.01,
        "tokenizer": {"kind": "bpe", "fingerprint": "f"},
        "train": {"tokens": 6000001, "documents": 990},
        "validation": {"tokens": 60000, "documents": 10}})");
    const std::string book = write("book", R"({"format": "phi1-tokens",
        "train": {"tokens": 1000001, "documents": 99},
        "validation": {"tokens": 10000, "documents": 1}})");
    RunConfig config = preset("phi-1-small");
    config.data.train = {{code, 3.0}, {book, 1.0}};
    config.model.context = 100;
    config.training.batchSize = 100;
    config.training.steps = 800;
    const TokenPlan plan = tokenPlan(config);
    CHECK(plan.available == 7000002);
    CHECK(plan.heldOut == 70000);
    CHECK(plan.heldOutFraction == doctest::Approx(0.01));
    CHECK(plan.complete);
    CHECK_FALSE(plan.estimated);
    REQUIRE(plan.sources.size() == 2);
    CHECK(plan.sources[0].share == 0.75);
    CHECK(plan.sources[0].epochs == doctest::Approx(1.0)); // 60000 of 80000 sequences, of 60000
    CHECK(plan.sources[1].epochs == doctest::Approx(2.0));

    config.data.train = {
        {write("other", R"({"format": 7})"), 1.0},
        {write("broken", R"({"format": "phi1-tokens", "train": {"tokens": "x"}})"), 1},
        {(folder.path() / "nothing").string(), 1.0}};
    const TokenPlan bad = tokenPlan(config);
    CHECK_FALSE(bad.complete);
    CHECK(bad.sources[0].problem.find("not the manifest of prepared data") != std::string::npos);
    CHECK(bad.sources[1].problem.find("how many tokens") != std::string::npos);
    CHECK(bad.sources[2].problem.find("does not exist") != std::string::npos);
}

TEST_CASE("presets of the paper's models agree with every value the paper states")
{
    for (const char *name : {"phi-1", "phi-1-finetune", "phi-1-small", "phi-1-small-finetune"}) {
        const RunDraft draft(name);
        RunConfig config = draft.presetConfig();
        int stated = 0;
        for (const RunField &field : runFields(config)) {
            const std::optional<PaperValue> paper = paperValue(name, field.name);
            if (!paper || paper->value.empty())
                continue;
            ++stated;
            CHECK_MESSAGE(paper->value == fieldText(field), name << ", " << field.name);
        }
        CHECK(stated >= 14);
    }
    CHECK_FALSE(paperValue("phi-1-nano", "training.steps"));
    CHECK_FALSE(paperValue("phi-1", "training.beta2"));
    CHECK(paperValue("phi-1", "hardware.devices")->words == "8 × A100");
}

TEST_CASE("a draft keeps a wrong value with its sentence and goes on estimating")
{
    RunDraft draft("phi-1-nano");
    CHECK(draft.isValid());
    CHECK(draft.overrides().empty());
    draft.set("training.steps", "many");
    draft.set("training.learning_rate", "0.003");
    REQUIRE(draft.errors().contains("training.steps"));
    CHECK(draft.errors().at("training.steps") ==
          "training.steps is \"many\", expected a whole number of at least 1");
    CHECK(draft.config().training.learningRate == 0.003);
    CHECK(draft.config().training.steps == 900);
    draft.set("training.steps", "50");
    CHECK(draft.isValid());
    CHECK(draft.config().training.warmupSteps == 5); // the preset bends
    CHECK(draft.overrides() ==
          std::vector<std::string>{"training.steps=50", "training.learning_rate=0.003"});
    draft.set("training.micro_batch_size", "7");
    REQUIRE(draft.errors().size() == 1);
    CHECK(draft.errors().begin()->first == "training.batch_size");
    draft.unset("training.micro_batch_size");
    draft.set("training.warmup_steps", "51");
    CHECK(draft.errors().begin()->first == "training.warmup_steps");

    RunDraft large("phi-1");
    REQUIRE(large.errors().contains("data.train"));
    large.set("data.train", "\"builtin:nothing\"");
    CHECK_FALSE(large.isValid());
}

TEST_CASE("the command of any draft means exactly what the draft means")
{
    std::mt19937_64 random(20240613);
    const auto pick = [&](std::int64_t most) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most));
    };
    int valid = 0;
    for (int round = 0; round < 400; ++round) {
        const std::vector<std::string> presets = presetNames();
        RunDraft draft(
            presets[static_cast<std::size_t>(pick(static_cast<std::int64_t>(presets.size())))]);
        draft.set("data.train", "[{ path = \"/data/it's a\\tfolder\", weight = 0.25 }, "
                                "\"builtin:exercises\"]");
        RunConfig scratch;
        const std::vector<RunField> fields = runFields(scratch);
        for (std::int64_t changes = pick(8); changes > 0; --changes) {
            const RunField &field =
                fields[static_cast<std::size_t>(pick(static_cast<std::int64_t>(fields.size())))];
            if (field.name == "model.preset" || field.name == "data.train")
                continue;
            std::string value;
            if (!field.choices.empty())
                value = tomlText(field.choices[static_cast<std::size_t>(
                    pick(static_cast<std::int64_t>(field.choices.size())))]);
            else if (std::holds_alternative<std::int64_t *>(field.value))
                value = std::to_string(1 + pick(1 + pick(3000)));
            else if (std::holds_alternative<double *>(field.value))
                value = tomlText(static_cast<double>(pick(1000)) / 1000.0);
            else if (std::holds_alternative<bool *>(field.value))
                value = pick(2) ? "true" : "false";
            else if (std::holds_alternative<std::string *>(field.value))
                value = tomlText("/some \"where\"/1");
            else if (field.name == "hardware.devices")
                value = "[\"cpu\"]";
            else if (std::holds_alternative<std::vector<std::string> *>(field.value))
                value = "[\"def f(x):\\n    \\\"\\\"\\\"It's = [1]\\\"\\\"\\\"\\n\", \"1.0\"]";
            else
                value = "[\"builtin:textbook\"]";
            draft.set(field.name, value);
        }
        if (!draft.isValid())
            continue;
        ++valid;
        const Result<RunConfig> again = loadRunConfig(draft.preset(), draft.overrides());
        REQUIRE_MESSAGE(again, again.error().message);
        CHECK(configurationToml(*again) == configurationToml(draft.config()));
        CHECK(*again == draft.config());
        // The TOML means the same, and a draft made of the result too.
        const Result<RunConfig> read =
            parseRunConfig(configurationToml(draft.config()), "run.toml", {}, {});
        REQUIRE_MESSAGE(read, read.error().message);
        CHECK(*read == draft.config());
        const RunDraft copy = RunDraft::of(draft.config());
        CHECK(copy.isValid());
        CHECK(copy.config() == draft.config());
    }
    CHECK(valid > 100);
}

TEST_CASE("a shell reads quoted arguments back as they were")
{
    CHECK(shellQuoted("training.steps=50") == "training.steps=50");
    CHECK(shellQuoted("~/runs/a b") == "~/'runs/a b'");
    CHECK(shellQuoted("~/runs/a") == "~/runs/a");
    CHECK(shellQuoted("") == "''");
    const std::string nasty = "a'b \"c\" $HOME `id` \\ \n{x,y} *";
    const std::string command = "printf %s " + shellQuoted(nasty);
    std::FILE *pipe = popen(command.c_str(), "r");
    REQUIRE(pipe);
    std::string out(200, '\0');
    out.resize(std::fread(out.data(), 1, out.size(), pipe));
    pclose(pipe);
    CHECK(out == nasty);
}
