// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <stop_token>

#include "app/phi1/corpora/forest.h"
#include "app/phi1/corpora/forest_lesson.h"
#include "app/phi1/corpora/forest_samples.h"
#include "app/phi1/progress.h"
#include "core/base/files.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/quality/cross_validation.h"

namespace phi1 {

namespace {

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
    PHI1_ASSIGN(const ForestLesson lesson, forestLesson(command, corpus, embeddings));

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
                crossValidate(lesson.samples, lesson.labels, lesson.groups, command.forest,
                              command.folds, command.threshold, stop.get_token(), step));
    if (StopSignals::stopRequested())
        return failure(ErrorCode::Cancelled, "Stopped before the forest was trained.");
    PHI1_ASSIGN(const RandomForest forest, RandomForest::train(lesson.samples, command.forest));
    step(static_cast<int>(forests));
    progress.finish();

    std::vector<std::uint64_t> counts(5);
    for (const std::uint8_t label : lesson.labels)
        counts[label - std::size_t{1}] += 1;
    const Json json = {
        {"format", "phi1-forest-report"},
        {"version", 1},
        {"name", command.name},
        {"corpus", corpus.files.name()},
        {"also", command.also},
        {"embeddings", embeddings.facts().name},
        {"checkpoint", embeddings.facts().checkpoint},
        {"model", embeddings.facts().model},
        {"width", embeddings.facts().width},
        {"samples", lesson.samples.size()},
        {"good", std::count(lesson.samples.good.begin(), lesson.samples.good.end(), 1)},
        {"good_from", command.goodFrom},
        {"label_counts", counts},
        {"labelled_without_embedding", lesson.withoutEmbedding},
        {"trees", command.forest.trees},
        {"depth", command.forest.depth},
        {"leaf_samples", command.forest.leafSamples},
        {"seed", command.forest.seed},
        {"cross_validation", toJson(report)},
        {"doubtful", doubtfulLabels(lesson, report)}};
    PHI1_TRY(makeFolders(files.folder));
    PHI1_TRY(forest.save(files.forest()));
    PHI1_TRY(writeFileAtomically(files.report(), dumpJsonPretty(json)));
    std::fputs(
        (command.output.json ? dumpJson(json) + "\n" : toText(command.name, report, json)).c_str(),
        stdout);
    return {};
}

} // namespace phi1
