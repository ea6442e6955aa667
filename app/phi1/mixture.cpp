// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/progress.h"
#include "app/phi1/training/run_folder.h"
#include "app/phi1/training/run_inputs.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/jobs/job_files.h"
#include "core/runs/run_config.h"
#include "model/data/consumption.h"

namespace phi1 {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t hashBytes = 16; ///< a document of N-CORPUS/train.samples

struct MixtureCommand {
    std::string run;
    std::int64_t step = -1; ///< -1: where the run is
    std::vector<std::string> hashes;
    OutputOptions output;
};

/// Where the run is: the last step that its worker reported, else its newest checkpoint.
std::int64_t reachedStep(const fs::path &run)
{
    std::int64_t step = 0;
    if (const auto status = readStatusFile(run))
        step = status->step.value_or(0);
    if (const auto newest = newestNamedCheckpoint(run))
        step = std::max(step, newest->step);
    return step;
}

/// What the training set of a prepared folder says about it: title and corpus; empty where it is
/// no part of one (its set.json is only told, so what does not fit is left out).
Json partOfSet(const fs::path &folder)
{
    Json facts = Json::object();
    const auto set = readJsonFile(folder.parent_path() / "set.json");
    if (!set || !set->is_object() || set->value("format", Json()) != Json("phi1-training-set"))
        return facts;
    const Json parts = set->value("parts", Json::array());
    const Json recipe = set->value("recipe", Json::object());
    const Json sources = recipe.is_object() ? recipe.value("sources", Json::array()) : Json();
    for (std::size_t i = 0; parts.is_array() && i < parts.size(); ++i) {
        if (!parts[i].is_object() ||
            parts[i].value("folder", Json()) != Json(folder.filename().string()))
            continue;
        facts["set"] = folder.parent_path().filename().string();
        if (sources.is_array() && i < sources.size() && sources[i].is_object()) {
            facts["corpus"] = sources[i].value("corpus", Json());
            const Json title = sources[i].value("title", Json());
            facts["title"] = title.is_string() && title != Json("") ? title : facts["corpus"];
        }
    }
    return facts;
}

/// Documents whose text has one of the hashes, by train.samples of a part of a training set.
Result<Json> findDocuments(const TokenDataset &dataset, const DatasetConsumption &consumed,
                           const std::vector<std::string> &hashes)
{
    Json found = Json::array();
    const fs::path file = dataset.folder() / "train.samples";
    std::error_code ignored;
    if (hashes.empty() || !fs::exists(file, ignored))
        return found;
    PHI1_ASSIGN(const std::string bytes, readFile(file, dataset.documentCount() * hashBytes));
    static constexpr char digits[] = "0123456789abcdef";
    for (std::uint64_t i = 0; i + 1 <= bytes.size() / hashBytes; ++i) {
        std::string hex;
        for (std::size_t b = 0; b < hashBytes; ++b) {
            const auto byte = static_cast<unsigned char>(bytes[i * hashBytes + b]);
            hex += {digits[byte >> 4], digits[byte & 15]};
        }
        if (std::find(hashes.begin(), hashes.end(), hex) == hashes.end())
            continue;
        PHI1_ASSIGN(const TokenRange range, dataset.rangeOf(i));
        found.push_back(
            {{"hash", hex},
             {"document", i},
             {"tokens", range.tokens},
             {"tokens_consumed", consumed.documentTokens[i]},
             {"passes", static_cast<double>(consumed.documentTokens[i]) /
                            static_cast<double>(std::max<std::uint64_t>(1, range.tokens))}});
    }
    return found;
}

Json passesToJson(const DatasetConsumption &consumed)
{
    Json passes = Json::array();
    for (std::size_t n = 0; n < consumed.documentsByPasses.size(); ++n) {
        if (consumed.documentsByPasses[n] > 0)
            passes.push_back({{"passes", n}, {"documents", consumed.documentsByPasses[n]}});
    }
    return passes;
}

void printText(const Json &mixture)
{
    std::printf("%lld steps, %llu sequences, %llu tokens\n", mixture["step"].get<long long>(),
                mixture["sequences"].get<unsigned long long>(),
                mixture["tokens"].get<unsigned long long>());
    for (const Json &source : mixture["sources"]) {
        const std::string name = source.contains("title") && source["title"].is_string()
                                     ? source["title"].get<std::string>()
                                     : source["dataset"].get<std::string>();
        std::printf("  %s: %llu tokens (%.2f %%), %.3f epochs of %llu tokens in %llu documents\n",
                    printable(name).c_str(), source["tokens_consumed"].get<unsigned long long>(),
                    100 * source["share"].get<double>(), source["epochs"].get<double>(),
                    source["tokens"].get<unsigned long long>(),
                    source["documents"].get<unsigned long long>());
        for (const Json &passes : source["passes"])
            std::printf("    %llu documents were passed %llu times\n",
                        passes["documents"].get<unsigned long long>(),
                        passes["passes"].get<unsigned long long>());
    }
}

Result<void> mixture(const MixtureCommand &command)
{
    const fs::path run = fs::absolute(command.run).lexically_normal();
    PHI1_ASSIGN(const RunRecord record, readRunRecord(run));
    const std::int64_t reached = reachedStep(run);
    const std::int64_t step = command.step < 0 ? reached : command.step;
    StopSignals::install();
    std::unique_ptr<Progress> bar;
    const InputProgress progress = [&](const std::string &what, std::int64_t done,
                                       std::int64_t total) {
        if (!bar)
            bar = std::make_unique<Progress>(command.output, "Making " + what + " again",
                                             "documents");
        bar->update(done, total);
        return !StopSignals::stopRequested();
    };
    PHI1_ASSIGN(const RunInputs inputs, restoreRunInputs(record, run, nullptr, progress));
    PHI1_ASSIGN(const SequenceSource source,
                SequenceSource::open(sequenceInputs(record.inputs.train, run),
                                     record.config.model.context,
                                     static_cast<std::uint64_t>(record.config.training.seed)));
    const auto sequences = static_cast<std::uint64_t>(step) *
                           static_cast<std::uint64_t>(record.config.training.batchSize);
    PHI1_ASSIGN(const std::vector<DatasetConsumption> consumed,
                consumedBy(source, sequences, [] { return !StopSignals::stopRequested(); }));
    Json sources = Json::array();
    std::uint64_t tokens = 0;
    for (std::size_t d = 0; d < consumed.size(); ++d) {
        const TokenDataset &dataset = source.datasets()[d];
        Json facts = {{"dataset", record.inputs.train[d].source},
                      {"folder", dataset.folder().string()}};
        facts.update(partOfSet(dataset.folder()));
        facts["weight"] = jsonNumber(record.config.data.train[d].weight);
        facts["tokens"] = dataset.tokenCount();
        facts["documents"] = dataset.documentCount();
        facts["sequences"] = consumed[d].sequences;
        facts["tokens_consumed"] = consumed[d].tokens;
        facts["share"] = sequences == 0 ? 0.0
                                        : static_cast<double>(consumed[d].sequences) /
                                              static_cast<double>(sequences);
        facts["epochs"] = consumed[d].epochs;
        facts["untouched_documents"] = consumed[d].untouchedDocuments;
        facts["passes"] = passesToJson(consumed[d]);
        PHI1_ASSIGN(facts["samples"], findDocuments(dataset, consumed[d], command.hashes));
        tokens += consumed[d].tokens;
        sources.push_back(std::move(facts));
    }
    const Json result = {{"run", run.string()},     {"step", step},
                         {"reached_step", reached}, {"sequences", sequences},
                         {"tokens", tokens},        {"sources", std::move(sources)}};
    if (command.output.json)
        std::printf("%s\n", dumpJson(result).c_str());
    else
        printText(result);
    return {};
}

} // namespace

void addMixtureCommand(CommandRegistry &registry)
{
    auto command = std::make_shared<MixtureCommand>();
    CLI::App *app = registry.add(
        "mixture", "Tell what a run was trained on so far, source by source, and how often",
        [command] { return mixture(*command); });
    app->add_option("run", command->run, "the run's folder")->required();
    app->add_option("--step", command->step,
                    "as if the run stood there; without it where it really is")
        ->check(CLI::NonNegativeNumber);
    app->add_option("--sample", command->hashes,
                    "hash of a sample of a training set: how often it was passed");
    addOutputOptions(*app, command->output);
}

} // namespace phi1
