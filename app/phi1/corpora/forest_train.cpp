// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <stop_token>

#include "app/phi1/corpora/forest.h"
#include "app/phi1/corpora/forest_samples.h"
#include "app/phi1/progress.h"
#include "core/base/files.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/store/column.h"
#include "core/quality/cross_validation.h"

namespace phi1 {

namespace {

constexpr std::size_t doubtfulListed = 50;

TrainingSamples trainingSamples(const EmbeddingFile &embeddings, const LabelledSamples &labelled,
                                int goodFrom)
{
    TrainingSamples samples;
    samples.width = embeddings.facts().width;
    samples.values.reserve(labelled.rows.size() * samples.width);
    for (std::size_t i = 0; i < labelled.rows.size(); ++i) {
        const auto vector = embeddings.vector(labelled.vectors[i]);
        samples.values.insert(samples.values.end(), vector.begin(), vector.end());
        samples.good.push_back(labelled.labels[i] >= goodFrom ? 1 : 0);
    }
    return samples;
}

/// Leaves out samples whose embedding is no number (an empty text has none).
void dropUnusable(const EmbeddingFile &embeddings, LabelledSamples &samples)
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < samples.rows.size(); ++i) {
        const auto vector = embeddings.vector(samples.vectors[i]);
        if (!std::all_of(vector.begin(), vector.end(), [](float v) { return std::isfinite(v); })) {
            samples.withoutEmbedding += 1;
            continue;
        }
        samples.vectors[kept] = samples.vectors[i];
        samples.rows[kept] = samples.rows[i];
        samples.labels[kept] = samples.labels[i];
        samples.groups[kept] = samples.groups[i];
        ++kept;
    }
    samples.vectors.resize(kept);
    samples.rows.resize(kept);
    samples.labels.resize(kept);
    samples.groups.resize(kept);
}

/// Labels that the forests which had not seen them contradict most: slips of the hand, perhaps.
Json doubtfulLabels(const LabelledSamples &labelled, const TrainingSamples &samples,
                    const ForestReport &report, std::span<const SampleHash> hashes)
{
    std::vector<std::size_t> order(labelled.rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto doubt = [&](std::size_t i) {
        return std::abs(report.shares[i] - static_cast<float>(samples.good[i]));
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return doubt(a) > doubt(b); });
    Json list = Json::array();
    for (const std::size_t i : order) {
        if (list.size() == doubtfulListed || doubt(i) <= 0.5f)
            break;
        const SampleRow row = labelled.rows[i];
        list.push_back({{"row", row},
                        {"hash", row < hashes.size() ? hashes[row].hex() : ""},
                        {"label", int{labelled.labels[i]}},
                        {"share", jsonNumber(report.shares[i])}});
    }
    return list;
}

std::string percent(const Proportion &value)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.1f %% (%.1f to %.1f)", value.share * 100, value.low * 100,
                  value.high * 100);
    return text;
}

std::string toText(const std::string &name, const ForestReport &report, const Json &json)
{
    std::string text = concat(
        "forest ", name, ": ", json["samples"].dump(), " labelled samples, ", json["good"].dump(),
        " of them good\n", "accuracy on samples it had not seen: ", percent(report.accuracy),
        ", always saying the more frequent verdict: ", percent(report.majority), "\n");
    char numbers[160];
    std::snprintf(numbers, sizeof numbers,
                  "area under the curve %.3f, Brier score %.3f, calibration error %.3f\n",
                  report.areaUnderCurve, report.brier, report.calibrationError);
    text += numbers;
    text += "label  below  above the threshold\n";
    for (std::size_t label = 0; label < report.confusion.size(); ++label)
        text += concat("    ", label + 1, "  ", report.confusion[label][0], "  ",
                       report.confusion[label][1], "\n");
    text += "predicted   observed   samples\n";
    for (const CalibrationBin &bin : report.bins) {
        if (bin.good.of == 0)
            continue;
        std::snprintf(numbers, sizeof numbers, "   %.2f   %s   %llu\n", bin.meanPredicted,
                      percent(bin.good).c_str(), static_cast<unsigned long long>(bin.good.of));
        text += numbers;
    }
    return text;
}

} // namespace

Result<void> trainForest(const ForestCommand &command)
{
    StopSignals::install();
    PHI1_ASSIGN(const OpenCorpus corpus, openCorpus(command.corpus));
    PHI1_ASSIGN(const ForestFiles files, forestFiles(corpus.workspace, command.name));
    PHI1_ASSIGN(const EmbeddingFile embeddings, openEmbeddings(corpus, command.embeddings));
    PHI1_ASSIGN(LabelledSamples labelled, labelledSamples(corpus, embeddings));
    dropUnusable(embeddings, labelled);
    const TrainingSamples samples = trainingSamples(embeddings, labelled, command.goodFrom);
    PHI1_TRY(embeddings.check());

    Progress progress(command.output, "Training", "forests");
    const std::int64_t forests = command.folds + 1;
    std::stop_source stop;
    const auto step = [&](int done) {
        progress.update(done, forests);
        if (StopSignals::stopRequested())
            stop.request_stop();
    };
    step(0);
    PHI1_ASSIGN(const ForestReport report,
                crossValidate(samples, labelled.labels, labelled.groups, command.forest,
                              command.folds, command.threshold, stop.get_token(), step));
    if (StopSignals::stopRequested())
        return failure(ErrorCode::Cancelled, "Stopped before the forest was trained.");
    PHI1_ASSIGN(const RandomForest forest, RandomForest::train(samples, command.forest));
    step(static_cast<int>(forests));
    progress.finish();

    std::vector<std::uint64_t> counts(5);
    for (const std::uint8_t label : labelled.labels)
        counts[label - std::size_t{1}] += 1;
    const auto hashes = Column::open(corpus.files.column(columnKey::hash));
    Json json = {
        {"format", "phi1-forest-report"},
        {"version", 1},
        {"name", command.name},
        {"corpus", corpus.files.name()},
        {"embeddings", embeddings.facts().name},
        {"checkpoint", embeddings.facts().checkpoint},
        {"model", embeddings.facts().model},
        {"width", embeddings.facts().width},
        {"samples", samples.size()},
        {"good", std::count(samples.good.begin(), samples.good.end(), 1)},
        {"good_from", command.goodFrom},
        {"label_counts", counts},
        {"labelled_without_embedding", labelled.withoutEmbedding},
        {"trees", command.forest.trees},
        {"depth", command.forest.depth},
        {"leaf_samples", command.forest.leafSamples},
        {"seed", command.forest.seed},
        {"cross_validation", toJson(report)},
        {"doubtful", doubtfulLabels(labelled, samples, report,
                                    hashes ? hashes->hashes() : std::span<const SampleHash>())}};
    PHI1_TRY(makeFolders(files.folder));
    PHI1_TRY(forest.save(files.forest()));
    PHI1_TRY(writeFileAtomically(files.report(), dumpJsonPretty(json)));
    std::fputs(
        (command.output.json ? dumpJson(json) + "\n" : toText(command.name, report, json)).c_str(),
        stdout);
    return {};
}

} // namespace phi1
