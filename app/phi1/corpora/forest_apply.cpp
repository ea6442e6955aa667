// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdio>
#include <limits>

#include "app/phi1/corpora/forest.h"
#include "app/phi1/corpora/forest_samples.h"
#include "app/phi1/progress.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/store/column.h"
#include "core/quality/score_pass.h"
#include "core/quality/suggestions.h"

namespace phi1 {

namespace {

/// A forest with what it was trained on.
struct KnownForest {
    RandomForest forest;
    std::string fingerprint, model, checkpoint;
};

Result<KnownForest> openForest(const ForestFiles &files)
{
    PHI1_ASSIGN(RandomForest forest, RandomForest::load(files.forest()));
    PHI1_ASSIGN(std::string fingerprint, hash128OfFile(files.forest()));
    PHI1_ASSIGN(const Json report, readJsonFile(files.report()));
    const Json model = report.is_object() ? report.value("model", Json()) : Json();
    const Json checkpoint = report.is_object() ? report.value("checkpoint", Json()) : Json();
    if (!model.is_string() || !checkpoint.is_string())
        return failure(ErrorCode::Corrupt,
                       concat(files.report(), " does not say which model's embeddings the forest "
                                              "was trained on; train it again."));
    return KnownForest{std::move(forest), std::move(fingerprint), model, checkpoint};
}

/// Shares of all vectors of a file, in their order. Cancelled by a signal.
Result<std::vector<float>> sharesOf(const RandomForest &forest, const EmbeddingFile &embeddings,
                                    const OutputOptions &output)
{
    if (forest.width() != embeddings.facts().width)
        return failure(ErrorCode::Incompatible,
                       concat("The forest takes vectors of ", forest.width(), " numbers, ",
                              embeddings.facts().name, " has ", embeddings.facts().width, "."));
    constexpr std::size_t atATime = 1000;
    std::vector<float> shares(embeddings.rows().size());
    Progress progress(output, "Scoring", "samples");
    for (std::size_t at = 0; at < shares.size(); at += atATime) {
        if (StopSignals::stopRequested())
            return failure(ErrorCode::Cancelled, "Stopped; nothing was written.");
        const std::size_t count = std::min(atATime, shares.size() - at);
        forest.vote(embeddings.values().subspan(at * forest.width(), count * forest.width()),
                    std::span(shares).subspan(at, count));
        progress.update(static_cast<std::int64_t>(at + count),
                        static_cast<std::int64_t>(shares.size()));
    }
    PHI1_TRY(embeddings.check());
    return shares;
}

/// Whether scores in the way are an earlier forest's of the same name, which may be renewed.
bool mayReplace(const CorpusFiles &files, const std::string &key, const std::string &forest)
{
    const auto column = Column::open(files.column(key));
    if (!column)
        return false;
    const Json &facts = column->info().facts;
    return facts.value("kind", Json()) == "forest" && facts.value("forest", Json()) == forest;
}

} // namespace

Result<void> applyForest(const ForestCommand &command)
{
    StopSignals::install();
    PHI1_ASSIGN(const OpenCorpus corpus, openCorpus(command.corpus));
    PHI1_ASSIGN(const ForestFiles files, forestFiles(corpus.workspace, command.name));
    PHI1_ASSIGN(const KnownForest known, openForest(files));
    PHI1_ASSIGN(const std::string key,
                scoreKey(command.score.empty() ? command.name : command.score));
    PHI1_ASSIGN(const EmbeddingFile embeddings,
                embeddingsOf(corpus, known.model, known.checkpoint));
    PHI1_ASSIGN(const std::vector<float> shares,
                sharesOf(known.forest, embeddings, command.output));

    std::vector<float> scores(corpus.rows, std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (embeddings.rows()[i] < scores.size())
            scores[embeddings.rows()[i]] = shares[i];
    }
    PHI1_ASSIGN(const CorpusLock lock, CorpusLock::take(corpus.files, "forest apply"));
    ColumnInfo info;
    info.key = key;
    info.facts = {{"kind", "forest"},
                  {"forest", command.name},
                  {"fingerprint", known.fingerprint},
                  {"embeddings", embeddings.facts().name},
                  {"vectors", shares.size()}};
    const bool replace = command.replace || mayReplace(corpus.files, key, command.name);
    PHI1_ASSIGN(ColumnWriter writer, ColumnWriter::open(corpus.files, info, replace));
    for (SampleRow row = writer.rows(); row < corpus.rows; ++row)
        writer.add(scores[row]);
    PHI1_TRY(writer.finish());

    const Json spread = scoreSpread(scores);
    const Json json = {{"corpus", corpus.files.name()},
                       {"column", key},
                       {"samples", corpus.rows},
                       {"scored", spread["samples"]},
                       {"spread", spread}};
    const std::string text = command.output.json
                                 ? dumpJson(json) + "\n"
                                 : concat(key, ": ", spread["samples"].dump(), " of ", corpus.rows,
                                          " samples scored; the others have no embedding\n");
    std::fputs(text.c_str(), stdout);
    return {};
}

Result<void> suggestSamples(const ForestCommand &command)
{
    StopSignals::install();
    PHI1_ASSIGN(const OpenCorpus corpus, openCorpus(command.corpus));
    PHI1_ASSIGN(const ForestFiles files, forestFiles(corpus.workspace, command.name));
    auto known = openForest(files);
    const bool first = !known && known.error().code == ErrorCode::NotFound;
    if (!known && !first)
        return tl::unexpected(known.error());
    PHI1_ASSIGN(const EmbeddingFile embeddings,
                first ? openEmbeddings(corpus, command.embeddings)
                      : embeddingsOf(corpus, known->model, known->checkpoint));
    std::vector<float> shares;
    if (first) {
        shares.assign(embeddings.rows().size(), 0.5f); // nothing is known of any
    } else {
        PHI1_ASSIGN(shares, sharesOf(known->forest, embeddings, command.output));
    }
    PHI1_ASSIGN(const LabelledSamples labelled, labelledSamples(corpus, embeddings));
    std::vector<float> labelledVectors;
    for (const std::size_t index : labelled.vectors) {
        const auto vector = embeddings.vector(index);
        labelledVectors.insert(labelledVectors.end(), vector.begin(), vector.end());
        shares[index] = std::numeric_limits<float>::quiet_NaN(); // no candidate
    }
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (first && std::isnan(embeddings.vector(i)[0]))
            shares[i] = std::numeric_limits<float>::quiet_NaN(); // an empty text
    }
    SuggestionInput input;
    input.width = embeddings.facts().width;
    input.rows = embeddings.rows();
    input.shares = shares;
    input.vector = [&](std::size_t index) { return embeddings.vector(index); };
    input.labelled = labelledVectors;
    PHI1_ASSIGN(const std::vector<Suggestion> suggestions, suggest(input, command.count, {}));
    PHI1_TRY(embeddings.check());

    Json list = toJson(suggestions);
    const auto hashes = Column::open(corpus.files.column(columnKey::hash));
    for (Json &suggestion : list) {
        const SampleRow row = suggestion["row"];
        suggestion["hash"] =
            hashes && row < hashes->hashes().size() ? hashes->hashes()[row].hex() : "";
    }
    const Json json = {{"corpus", corpus.files.name()},
                       {"embeddings", embeddings.facts().name},
                       {"forest", first ? Json() : Json(command.name)},
                       {"labelled", labelled.rows.size()},
                       {"suggestions", std::move(list)}};
    PHI1_TRY(makeFolders(files.folder));
    PHI1_TRY(writeFileAtomically(files.suggestions(), dumpJsonPretty(json)));
    std::string text;
    for (const Suggestion &suggestion : suggestions) {
        char line[120];
        std::snprintf(line, sizeof line, "%9u  %3.0f %% of trees vote for good, distance %.2f\n",
                      suggestion.row + 1, double{suggestion.share} * 100,
                      double{suggestion.distance});
        text += line;
    }
    std::fputs((command.output.json ? dumpJson(json) + "\n" : text).c_str(), stdout);
    return {};
}

} // namespace phi1
