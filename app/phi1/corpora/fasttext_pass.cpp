// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/corpora/fasttext_pass.h"

#include <cctype>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "app/phi1/progress.h"
#include "core/base/hash.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/store/column.h"
#include "core/quality/label_weights.h"
#include "core/quality/score_pass.h"
#include "model/formats/fasttext/classifier.h"

namespace phi1 {

namespace {

namespace fs = std::filesystem;

/// Sum of weight × probability; labels that the classifier leaves out count 0.
class FastTextScorer
{
public:
    FastTextScorer(std::shared_ptr<const FastTextClassifier> model, std::vector<double> weights)
        : m_model(std::move(model))
        , m_weights(std::move(weights))
    {}

    float operator()(std::string_view text)
    {
        m_model->predict(text, m_scratch, m_predictions);
        if (m_predictions.empty())
            return std::numeric_limits<float>::quiet_NaN();
        double score = 0;
        for (const FastTextPrediction &prediction : m_predictions)
            score += m_weights[static_cast<std::size_t>(prediction.label)] *
                     double{prediction.probability};
        return static_cast<float>(score);
    }

private:
    std::shared_ptr<const FastTextClassifier> m_model;
    std::vector<double> m_weights;
    FastTextClassifier::Scratch m_scratch;
    std::vector<FastTextPrediction> m_predictions;
};

/// The name of a file as one that a score can have.
std::string nameOf(const fs::path &file)
{
    std::string name = file.stem().string().substr(0, 80);
    for (char &byte : name) {
        if (std::isalnum(static_cast<unsigned char>(byte)) == 0 && byte != '.' && byte != '_')
            byte = '-';
    }
    return name;
}

std::string toText(const std::string &key, const ScoreReport &report, const Json &spread)
{
    std::string text = concat(key, ": ", report.scored, " samples scored, ", report.withoutScore,
                              " without a score (", formatBytes(report.bytes), " in ",
                              formatDuration(report.seconds), ")\n");
    if (report.begun > 0)
        text += concat("the first ", report.begun, " had theirs already\n");
    if (spread.contains("mean")) {
        const Json &quantiles = spread["quantiles"];
        char line[160];
        std::snprintf(line, sizeof line,
                      "mean %.3f, median %.3f, a tenth below %.3f, a tenth above %.3f\n",
                      spread["mean"].get<double>(), quantiles["0.5"].get<double>(),
                      quantiles["0.1"].get<double>(), quantiles["0.9"].get<double>());
        text += line;
    }
    return text;
}

} // namespace

Result<void> runFastTextPass(const FastTextPass &command)
{
    PHI1_ASSIGN(const OpenCorpus corpus, openCorpus(command.corpus));
    const fs::path file = command.classifier;
    PHI1_ASSIGN(const std::string key,
                scoreKey(command.name.empty() ? nameOf(file) : command.name));
    PHI1_ASSIGN(FastTextClassifier loaded, FastTextClassifier::load(file));
    LabelWeights weights = LabelWeights::standard();
    if (!command.weights.empty()) {
        PHI1_ASSIGN(weights, LabelWeights::parse(command.weights));
    }
    PHI1_ASSIGN(const std::vector<double> numbers, weights.of(loaded.labels()));
    PHI1_ASSIGN(const std::string fingerprint, hash128OfFile(file));
    const auto model = std::make_shared<const FastTextClassifier>(std::move(loaded));

    ScoreOptions options;
    options.key = key;
    options.facts = {{"kind", "fasttext"},
                     {"file", file.filename().string()},
                     {"fingerprint", fingerprint},
                     {"weights", weights.toJson()}};
    if (!command.filter.empty()) {
        Json filter;
        PHI1_ASSIGN(options.only, rowsOfFilter(corpus, command.filter, filter));
        options.facts["rows_of"] = std::move(filter);
    }
    options.replace = command.replace;
    options.threads = command.threads;
    options.scorer = [&model, &numbers] { return FastTextScorer(model, numbers); };
    options.stopRequested = StopSignals::stopRequested;
    Progress progress(command.output, "Scoring", "samples");
    bool started = false;
    options.progress = [&](std::uint64_t done, std::uint64_t total) {
        if (!started)
            progress.startAt(static_cast<std::int64_t>(done));
        started = true;
        progress.update(static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
    };
    PHI1_ASSIGN(const CorpusLock lock, CorpusLock::take(corpus.files, "score"));
    PHI1_ASSIGN(const ScoreReport report,
                writeScores(corpus.files, corpus.rows, textsOfCorpus(corpus.files), options));
    progress.finish();

    PHI1_ASSIGN(const Column column, Column::open(corpus.files.column(key)));
    const Json spread = scoreSpread(column.numbers());
    const Json json = {{"corpus", corpus.files.name()},
                       {"column", key},
                       {"samples", report.samples},
                       {"begun", report.begun},
                       {"scored", report.scored},
                       {"without_score", report.withoutScore},
                       {"bytes", report.bytes},
                       {"seconds", report.seconds},
                       {"spread", spread}};
    std::fputs((command.output.json ? dumpJson(json) + "\n" : toText(key, report, spread)).c_str(),
               stdout);
    return {};
}

} // namespace phi1
