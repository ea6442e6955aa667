// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <random>

#include "app/phi1/bench/bench.h"
#include "app/phi1/bench/bench_corpus.h"
#include "app/phi1/bench/python_library.h"
#include "core/base/child_process.h"
#include "core/base/text.h"
#include "core/corpora/duplicates/shingles.h"
#include "core/corpora/store/column.h"
#include "core/corpora/store/sample_writer.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t pairsPlanted = 2000;
constexpr double lowest = 0.80, highest = 0.83; ///< Jaccard index of planted pairs

/// A copy with so many words exchanged that its index with `text` lies between lowest and highest.
std::optional<std::string> nearCopy(const std::string &text, std::uint32_t seed)
{
    std::mt19937 random(seed);
    const std::vector<std::uint64_t> shingles = shinglesOf(text);
    // Each exchanged word changes five shingles of n: (n − 5k) / (n + 5k) is to be 0.815.
    double words = 0.02 * static_cast<double>(shingles.size());
    for (int attempt = 0; attempt < 40; ++attempt) {
        std::string copy = text;
        for (int k = 0; k < std::max(1, static_cast<int>(words)); ++k) {
            std::size_t at = random() % copy.size();
            while (at < copy.size() && copy[at] != ' ')
                ++at;
            const std::size_t end = std::min(copy.find_first_of(" \n", at + 1), copy.size());
            if (at < copy.size())
                copy.replace(at, end - at, concat(" other", random() % 100000));
        }
        const double index = jaccard(shingles, shinglesOf(copy));
        if (index >= lowest && index <= highest)
            return copy;
        words *= index < lowest ? 0.9 : 1.1;
    }
    return std::nullopt;
}

struct Plan {
    CorpusFiles files;
    std::vector<std::pair<SampleRow, SampleRow>> pairs;
    std::uint64_t bytes = 0;
};

/// The corpus with its pairs, made unless an earlier run left it.
Result<Plan> makeCorpus(const BenchContext &context, const fs::path &folder)
{
    std::vector<fs::path> inputs = context.texts;
    if (inputs.empty()) {
        PHI1_ASSIGN(inputs, pythonStandardLibrary(context.peerPython));
    }
    context.progress("reading the text that samples are made from");
    PHI1_ASSIGN(const BenchCorpus texts, BenchCorpus::read(inputs));
    Plan plan;
    PHI1_ASSIGN(plan.files, corpusFiles(folder / "corpora", concat("near-", context.samples)));
    PHI1_ASSIGN(SampleWriter writer, SampleWriter::open(plan.files, "phi1 bench duplicates"));
    const std::uint64_t step = std::max<std::uint64_t>(1, context.samples / pairsPlanted);
    std::uint64_t added = 0;
    // Texts that are there are found by their hash, so the corpus is made once only.
    const auto add = [&](const std::string &text) -> Result<SampleRow> {
        const SampleHash hash = hashOfSample(text);
        if (const std::optional<SampleRow> row = writer.rowOfHash(hash))
            return *row;
        PHI1_ASSIGN(const AddedSample sample, writer.add(text, SampleOrigin{}));
        plan.bytes += text.size();
        if (++added % 5000 == 0)
            PHI1_TRY(writer.commit());
        if (added % 100'000 == 0)
            context.progress(concat(added, " samples made"));
        return sample.row;
    };
    const bool isComplete = writer.rows() >= context.samples;
    for (std::uint64_t i = 0; i < context.samples; ++i) {
        const bool isPlanted = i % step == 0 && i / step < pairsPlanted;
        if (isComplete && !isPlanted)
            continue;
        const std::string text = texts.text(i);
        PHI1_ASSIGN(const SampleRow first, add(text));
        const auto copy = isPlanted ? nearCopy(text, static_cast<std::uint32_t>(i)) : std::nullopt;
        if (!copy)
            continue;
        PHI1_ASSIGN(const SampleRow second, add(*copy));
        plan.pairs.emplace_back(first, second);
    }
    PHI1_TRY(writer.commit());
    return plan;
}

struct Timed {
    Json summary;
    double seconds = 0.0;
};

Result<Timed> runCommand(const char *name, const Plan &plan, const fs::path &folder,
                         const BenchContext &context)
{
    const auto begin = std::chrono::steady_clock::now();
    PHI1_ASSIGN(
        const ChildResult child,
        runChild({ownProgram(), name, "--workspace", folder.string(), "--corpus", plan.files.name(),
                  "--threads", std::to_string(context.threads), "--json"},
                 true));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    if (child.exitStatus != 0)
        return failure(ErrorCode::Io, concat("phi1 ", name, " ended with ", child.exitStatus));
    PHI1_ASSIGN(Json summary, parseJson(child.output, concat("what phi1 ", name, " printed")));
    context.progress(concat("phi1 ", name, " took ", formatDuration(seconds.count())));
    return Timed{std::move(summary), seconds.count()};
}

} // namespace

Result<std::vector<Json>> benchDuplicates(const BenchContext &context)
{
    const char *environment = std::getenv("PHI1_BENCH_FOLDER");
    std::error_code error;
    const fs::path folder = (environment ? fs::path(environment) : fs::temp_directory_path(error)) /
                            "phi1-bench-duplicates";
    PHI1_ASSIGN(const Plan plan, makeCorpus(context, folder));
    BenchRow time{.name = "duplicates/MinHash of a corpus", .unit = "s", .lowerIsBetter = true};
    time.note = "no peer; for 1 000 000 samples at most 600 s are wanted";
    BenchRow recall{.name = "duplicates/recall of planted pairs", .unit = "%"};
    recall.note =
        concat("no peer; pairs of index ", lowest, " to ", highest, ", at least 95 % are wanted");
    BenchRow memory{
        .name = "duplicates/memory beside mapped files", .unit = "MB", .lowerIsBetter = true};
    for (int repetition = 0; repetition < context.repetitions; ++repetition) {
        fs::remove_all(plan.files.folder / "duplicates", error);
        PHI1_ASSIGN(const Timed found, runCommand("duplicates", plan, folder, context));
        memory.ours.push_back(found.summary.value("memory_bytes", 0.0) / 1e6);
        time.ours.push_back(found.seconds);
        time.details = found.summary;
        PHI1_ASSIGN(const Column column, Column::open(plan.files.column(columnKey::duplicateOf)));
        const auto clusters = column.counts();
        const auto together = [&](const std::pair<SampleRow, SampleRow> &pair) {
            return clusters[pair.first] != missingCount &&
                   clusters[pair.first] == clusters[pair.second];
        };
        const auto hits = std::count_if(plan.pairs.begin(), plan.pairs.end(), together);
        recall.ours.push_back(100.0 * static_cast<double>(hits) /
                              static_cast<double>(std::max<std::size_t>(1, plan.pairs.size())));
        recall.details = {{"pairs", plan.pairs.size()}, {"found", hits}};
    }
    return std::vector<Json>{toJson(time), toJson(recall), toJson(memory)};
}

} // namespace phi1
