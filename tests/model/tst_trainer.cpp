// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <memory>

#include <ATen/Parallel.h>

#include "core/base/failpoint.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/philox.h"
#include "core/base/sealed_folder.h"
#include "core/base/text.h"
#include "model/checkpoints/checkpoint.h"
#include "model/data/token_dataset_writer.h"
#include "model/training/trainer.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

constexpr std::int64_t context = 12;

/// Remembers everything; stops when told.
struct Recorder final : TrainingObserver {
    std::vector<StepReport> steps;
    std::map<std::int64_t, double> evaluations;
    std::vector<GenerationReport> generations;
    std::vector<std::int64_t> checkpoints;
    std::vector<bool> verified;
    std::vector<std::string> warnings; ///< codes
    std::int64_t stopAt = -1;          ///< asks to stop once this step is done
    bool stopNow = false;
    std::int64_t checkpointAt = -1;

    void onStep(const StepReport &report) override { steps.push_back(report); }
    void onEvaluation(const EvaluationReport &report) override
    {
        evaluations[report.step] = report.loss;
    }
    void onGeneration(const GenerationReport &report) override { generations.push_back(report); }
    void onCheckpoint(const CheckpointReport &report) override
    {
        checkpoints.push_back(report.step);
    }
    void onResumeVerified(std::int64_t, bool equal) override { verified.push_back(equal); }
    void onWarning(std::string_view code, const std::string &, std::int64_t) override
    {
        warnings.emplace_back(code);
    }
    bool reached(std::int64_t step) const
    {
        return step >= 0 && !steps.empty() && steps.back().step >= step;
    }
    bool stopRequested() override { return reached(stopAt); }
    bool stopNowRequested() override { return stopNow && reached(stopAt); }
    bool takeCheckpointRequest() override
    {
        return reached(checkpointAt) && std::exchange(checkpointAt, -1) >= 0;
    }
    void onStopping() override {}

    std::vector<double> losses() const
    {
        std::vector<double> all;
        for (const StepReport &step : steps)
            all.push_back(step.loss);
        return all;
    }
};

/// A prepared folder, a run folder and the options of a small run.
class Bench
{
public:
    Bench()
    {
        at::set_num_threads(1); // far too small a model for two
        auto writer = TokenDatasetWriter::create(m_folder / "prepared", m_tokenizer, 0.2);
        REQUIRE(writer);
        PhiloxStream random(7);
        for (std::uint64_t document = 0; document < 60; ++document) {
            std::string text;
            for (int i = 0; i < 40; ++i)
                text += static_cast<char>('a' + random.below(6));
            std::vector<TokenId> ids = m_tokenizer.encode(text, SpecialTokens::AsText);
            REQUIRE(writer->add(
                {.tokens = ids, .text = text, .source = "test", .indexInSource = document}));
        }
        REQUIRE(writer->finish());
    }

    struct Outcome {
        Result<TrainingEnd> end = TrainingEnd::Complete;
        std::string weights; ///< hash
        Recorder recorder;
    };

    /// Trains in RUN `name`, from its newest checkpoint if `resume`.
    Outcome train(const std::string &name, bool resume,
                  const std::function<void(Recorder &)> &plan = {},
                  const std::function<void(TrainerOptions &)> &change = {})
    {
        Outcome outcome;
        if (plan)
            plan(outcome.recorder);
        auto source = SequenceSource::open({{m_folder / "prepared", 1.0}}, context, 3);
        REQUIRE(source);
        PhiConfig config{.layers = 2,
                         .hidden = 16,
                         .heads = 2,
                         .mlp = 32,
                         .vocabulary = 257,
                         .context = context,
                         .rotary = 4,
                         .attentionDropout = 0.1,
                         .residualDropout = 0.1,
                         .embeddingDropout = 0.1};
        PhiModel model(config, at::kCPU, at::kFloat);
        model.initialise(5);
        TrainerOptions options;
        options.steps = 12;
        options.batchSize = 4;
        options.microBatchSize = 2;
        options.learningRate = [](std::int64_t step) {
            return 0.01 / (1.0 + static_cast<double>(step));
        };
        options.weightDecay = 0.1;
        options.gradientClip = 0.5;
        options.dropout = true;
        options.seed = 11;
        options.evaluationEvery = 4;
        auto validation = validationSequences({m_folder / "prepared"}, context, 6);
        REQUIRE(validation);
        options.validation = *validation;
        options.checkpoints = checkpoints(name);
        options.checkpointEvery = 3;
        options.tokenizer = &m_tokenizer;
        if (change)
            change(options);
        Trainer trainer(model, *source, options, outcome.recorder);
        if (resume) {
            auto newest = newestCheckpoint(checkpoints(name), true);
            REQUIRE_MESSAGE(newest, newest.error().message);
            const auto resumed = trainer.resume(newest->entry.folder, newest->state);
            REQUIRE_MESSAGE(resumed, resumed.error().message);
        }
        outcome.end = trainer.run();
        const at::Tensor &values = model.parameters().values();
        outcome.weights = hash128Hex(
            std::string_view(reinterpret_cast<const char *>(values.const_data_ptr<float>()),
                             static_cast<std::size_t>(values.numel()) * sizeof(float)));
        return outcome;
    }

    std::filesystem::path checkpoints(const std::string &name) const
    {
        return m_folder / (name + "/checkpoints");
    }

private:
    test::TemporaryFolder m_folder;
    test::ByteTokenizer m_tokenizer;
};

struct FailpointsOff {
    ~FailpointsOff() { setFailpoints(""); }
};

} // namespace

TEST_CASE("training lowers the loss and reports every step, evaluation and checkpoint")
{
    Bench bench;
    const Bench::Outcome run = bench.train("a", false);
    REQUIRE_MESSAGE(run.end, run.end.error().message);
    CHECK(*run.end == TrainingEnd::Complete);
    REQUIRE(run.recorder.steps.size() == 12);
    CHECK(run.recorder.steps.front().step == 1);
    CHECK(run.recorder.steps[5].firstSequence == 20);
    CHECK(run.recorder.steps[5].sequences == 4);
    CHECK(run.recorder.steps.back().tokens == 12 * 4 * context);
    CHECK(run.recorder.steps.back().loss < run.recorder.steps.front().loss - 0.3);
    CHECK(run.recorder.evaluations.contains(4));
    CHECK(run.recorder.evaluations.contains(12));
    CHECK(run.recorder.checkpoints.back() == 12);
    CHECK(std::filesystem::exists(bench.checkpoints("a") / "step-00000012/model.safetensors"));
    CHECK(run.recorder.warnings.empty());
}

TEST_CASE("a run stopped after any step and resumed is the run that was never stopped")
{
    Bench bench;
    const Bench::Outcome whole = bench.train("whole", false);
    for (const std::int64_t stop : {1, 2, 3, 5, 9, 11}) {
        CAPTURE(stop);
        const std::string name = concat("stop", stop);
        const Bench::Outcome first =
            bench.train(name, false, [&](Recorder &r) { r.stopAt = stop; });
        REQUIRE(first.end);
        CHECK(*first.end == TrainingEnd::Stopped);
        CHECK(first.recorder.checkpoints.back() == stop);
        const Bench::Outcome second = bench.train(name, true);
        REQUIRE_MESSAGE(second.end, second.end.error().message);
        CHECK(second.recorder.verified == std::vector<bool>{true});
        std::vector<double> losses = first.recorder.losses();
        for (const double loss : second.recorder.losses())
            losses.push_back(loss);
        CHECK(losses == whole.recorder.losses());
        CHECK(second.weights == whole.weights);
        CHECK(second.recorder.evaluations.at(12) == whole.recorder.evaluations.at(12));
    }
}

TEST_CASE("resuming from an earlier checkpoint repeats the same steps bit for bit")
{
    Bench bench;
    const Bench::Outcome whole = bench.train("a", false);
    for (const std::int64_t step : {12, 9, 6})
        std::filesystem::remove_all(bench.checkpoints("a") / checkpointName(step));
    const Bench::Outcome again = bench.train("a", true);
    CHECK(again.recorder.steps.front().step == 4);
    CHECK(again.weights == whole.weights);
}

TEST_CASE("other data than at the checkpoint is noticed before the first update")
{
    Bench bench;
    bench.train("a", false, [](Recorder &r) { r.stopAt = 4; });
    const Bench::Outcome resumed =
        bench.train("a", true, {}, [](TrainerOptions &options) { options.batchSize = 2; });
    CHECK(resumed.recorder.verified == std::vector<bool>{false});
}

TEST_CASE("stopping at once writes no checkpoint")
{
    Bench bench;
    const Bench::Outcome run = bench.train("a", false, [](Recorder &r) {
        r.stopAt = 2;
        r.stopNow = true;
    });
    REQUIRE(run.end);
    CHECK(*run.end == TrainingEnd::StoppedNow);
    CHECK(listCheckpoints(bench.checkpoints("a")).empty());
}

TEST_CASE("a requested checkpoint is written and training goes on")
{
    Bench bench;
    const Bench::Outcome run = bench.train(
        "a", false, [](Recorder &r) { r.checkpointAt = 1; },
        [](TrainerOptions &options) { options.checkpointEvery = 0; });
    REQUIRE(run.end);
    CHECK(run.recorder.checkpoints == std::vector<std::int64_t>{1, 12});
}

TEST_CASE("micro-batches add up to the batch")
{
    Bench bench;
    const auto without = [](TrainerOptions &options) { options.dropout = false; };
    const Bench::Outcome two = bench.train("two", false, {}, without);
    const Bench::Outcome four = bench.train("four", false, {}, [&](TrainerOptions &options) {
        without(options);
        options.microBatchSize = 4;
    });
    for (std::size_t i = 0; i < two.recorder.steps.size(); ++i)
        CHECK(two.recorder.steps[i].loss ==
              doctest::Approx(four.recorder.steps[i].loss).epsilon(1e-5));
}

TEST_CASE("a step whose loss is no number is skipped, reported, and leaves the weights alone")
{
    const FailpointsOff off;
    Bench bench;
    setFailpoints("training-loss@5=nan");
    const Bench::Outcome run = bench.train("a", false);
    REQUIRE(run.end);
    CHECK(std::isnan(run.recorder.steps[4].loss));
    CHECK(std::isfinite(run.recorder.steps[5].loss));
    CHECK(run.recorder.warnings == std::vector<std::string>{"non_finite"});
}

TEST_CASE("three such steps in a row end the run and name the last good checkpoint")
{
    const FailpointsOff off;
    Bench bench;
    setFailpoints("training-loss@5-7=nan");
    const Bench::Outcome run = bench.train("a", false);
    REQUIRE_FALSE(run.end);
    CHECK(run.recorder.steps.size() == 7);
    CHECK(run.end.error().message.find("not finite") != std::string::npos);
    CHECK(run.end.error().message.find((bench.checkpoints("a") / "step-00000006").string()) !=
          std::string::npos);
    CHECK(newestCheckpoint(bench.checkpoints("a"), true));
}

TEST_CASE("a full disk during a checkpoint is a warning; training goes on, the last good one stays")
{
    const FailpointsOff off;
    Bench bench;
    const Bench::Outcome calm = bench.train("calm", false);
    bench.train("a", false, [](Recorder &r) { r.stopAt = 4; });
    setFailpoints("sealed-folder@3-40=ENOSPC");
    const Bench::Outcome run = bench.train("a", true);
    setFailpoints("");
    const auto &warnings = run.recorder.warnings;
    CHECK(std::find(warnings.begin(), warnings.end(), "checkpoint_failed") != warnings.end());
    CHECK(run.weights == calm.weights);
    const auto newest = newestCheckpoint(bench.checkpoints("a"), true);
    REQUIRE(newest);
    CHECK(newest->entry.step >= 4);
    for (const auto &entry : std::filesystem::directory_iterator(bench.checkpoints("a")))
        CHECK_FALSE(entry.path().filename().string().starts_with("."));
}

TEST_CASE("a damaged checkpoint is passed over for the newest that verifies, and named")
{
    Bench bench;
    bench.train("a", false);
    const std::filesystem::path newest = bench.checkpoints("a") / "step-00000012";
    for (const auto &entry : std::filesystem::directory_iterator(newest)) {
        CAPTURE(entry.path());
        const std::string bytes = *readFile(entry.path());
        std::string damaged = bytes;
        damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
        std::ofstream(entry.path(), std::ios::binary) << damaged;
        const auto found = newestCheckpoint(bench.checkpoints("a"), true);
        REQUIRE(found);
        CHECK(found->entry.step == 9);
        REQUIRE(found->warnings.size() == 1);
        CHECK(found->warnings[0].find(entry.path().filename().string()) != std::string::npos);
        std::ofstream(entry.path(), std::ios::binary) << bytes;
    }
    CHECK(newestCheckpoint(bench.checkpoints("a"), true)->entry.step == 12);
}

TEST_CASE("retention keeps the newest, the best and those another run started from")
{
    Bench bench;
    bench.train("a", false, {}, [](TrainerOptions &options) { options.checkpointEvery = 2; });
    const std::filesystem::path folder = bench.checkpoints("a");
    double lowest = 1e9;
    std::int64_t best = 0;
    for (const CheckpointEntry &entry : listCheckpoints(folder)) {
        const Json state = *readSealedState(entry.folder);
        if (state.contains("validation_loss") && state["validation_loss"] < lowest) {
            lowest = state["validation_loss"];
            best = entry.step;
        }
    }
    CHECK(best > 0);
    const std::int64_t used = best == 4 ? 6 : 4;
    REQUIRE(markUsed(folder / checkpointName(used), "/runs/finetuned"));
    REQUIRE(markUsed(folder / checkpointName(used), "/runs/finetuned"));
    CHECK(*readFile(folder / (checkpointName(used) + ".used-by")) == "/runs/finetuned\n");
    pruneCheckpoints(folder, 1);
    std::vector<std::int64_t> left;
    for (const CheckpointEntry &entry : listCheckpoints(folder))
        left.push_back(entry.step);
    std::vector<std::int64_t> expected = {12, best, used};
    std::sort(expected.begin(), expected.end(), std::greater<>());
    expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
    CHECK(left == expected);
}

TEST_CASE("a checkpoint is a model that loads, also through its run folder")
{
    Bench bench;
    const Bench::Outcome run = bench.train("a", false);
    const std::filesystem::path checkpoint = bench.checkpoints("a") / "step-00000012";
    const auto loaded = loadCheckpoint(checkpoint, at::kCPU, at::kFloat);
    REQUIRE_MESSAGE(loaded, loaded.error().message);
    CHECK(loaded->step == 12);
    CHECK(loaded->name == "a step 12");
    std::ofstream(bench.checkpoints("a").parent_path() / "run.toml") << "format = 1\n";
    const auto through = loadCheckpoint(bench.checkpoints("a").parent_path(), at::kCPU, at::kFloat);
    REQUIRE_MESSAGE(through, through.error().message);
    CHECK(through->folder == checkpoint);
    CHECK(through->fingerprint == loaded->fingerprint);
    const Json config = *readJsonFile(checkpoint / "config.json");
    CHECK(config["model_type"] == "phi");
    CHECK(std::filesystem::exists(checkpoint / "generation_config.json"));
    CHECK(std::filesystem::exists(checkpoint / "bytes.txt"));
}

TEST_CASE("prompts are completed with each evaluation, and the training is the same without them")
{
    Bench bench;
    const auto plain = bench.train("plain", false);
    const auto probed = bench.train("probed", false, {}, [](TrainerOptions &options) {
        options.probes = {.prompts = {"abc", "f"}, .newTokens = 6};
    });
    REQUIRE(probed.end);
    CHECK(probed.weights == plain.weights);
    CHECK(probed.recorder.losses() == plain.recorder.losses());
    CHECK(plain.recorder.generations.empty());
    const auto &generations = probed.recorder.generations;
    REQUIRE(generations.size() == 2 * probed.recorder.evaluations.size());
    std::size_t i = 0;
    for (const auto &[step, loss] : probed.recorder.evaluations) {
        for (const char *prompt : {"abc", "f"}) {
            CAPTURE(step);
            CHECK(generations[i].step == step);
            CHECK(generations[i].prompt == prompt);
            CHECK(generations[i].tokens > 0);
            CHECK(generations[i].tokens <= 6);
            CHECK(isUtf8(generations[i].text));
            ++i;
        }
    }

    SUBCASE("also in steps of their own, and at the end")
    {
        const auto often = bench.train("often", false, {}, [](TrainerOptions &options) {
            options.probes = {.prompts = {"abc"}, .newTokens = 6};
            options.probesEvery = 5;
        });
        std::vector<std::int64_t> steps;
        for (const GenerationReport &each : often.recorder.generations)
            steps.push_back(each.step);
        CHECK(steps == std::vector<std::int64_t>{5, 10, 12});
        CHECK(often.weights == plain.weights);
        CHECK(often.recorder.generations.back().text ==
              generations[generations.size() - 2].text); // the same weights
    }
    SUBCASE("also when no time is left for them")
    {
        const auto none = bench.train("none", false, {}, [](TrainerOptions &options) {
            options.probes = {.prompts = {"abc"}, .newTokens = 6, .seconds = 0};
        });
        CHECK(none.end);
        REQUIRE(none.recorder.generations.size() == none.recorder.evaluations.size());
        CHECK(none.recorder.generations.front().tokens == 0);
    }
    SUBCASE("one that cannot be completed is told once and hinders nothing")
    {
        const auto failed = bench.train("failed", false, {}, [](TrainerOptions &options) {
            options.probes = {.prompts = {std::string(context + 1, 'a')}};
        });
        CHECK(failed.end);
        CHECK(failed.weights == plain.weights);
        CHECK(failed.recorder.generations.empty());
        CHECK(failed.recorder.warnings == std::vector<std::string>{"probes_failed"});
    }
    SUBCASE("a run that is stopped and resumed completes them alike")
    {
        const auto change = [](TrainerOptions &options) {
            options.probes = {.prompts = {"abc", "f"}, .newTokens = 6};
        };
        bench.train(
            "stopped", false, [](Recorder &recorder) { recorder.stopAt = 6; }, change);
        const auto resumed = bench.train("stopped", true, {}, change);
        CHECK(resumed.weights == plain.weights);
        REQUIRE(resumed.recorder.generations.size() >= 2);
        CHECK(resumed.recorder.generations.back().text == generations.back().text);
    }
}
