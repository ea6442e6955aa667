// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/phi1/corpora/corpora_commands.h"
#include "app/phi1/corpora/mixed_source.h"
#include "app/phi1/engine_choice.h"
#include "app/phi1/job.h"
#include "app/phi1/parallel_encoding.h"
#include "app/phi1/progress.h"
#include "core/base/files.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/labels/label_column.h"
#include "core/quality/embedding_file.h"
#include "model/cpu/thread_pool.h"
#include "model/inference/cpu_model.h"
#include "model/inference/text_embedder.h"
#include "model/inference/weights_fingerprint.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace {

constexpr std::uint64_t textLimit = 1ull << 30;
/// Texts that are read, encoded and computed together.
constexpr std::size_t textsAtATime = 128;
constexpr std::size_t bytesAtATime = 4u << 20;
/// What an interruption by SIGKILL may lose.
constexpr std::chrono::seconds flushEvery{2};

struct EmbedCommand {
    std::string checkpoint, workspace, corpus, filterFile, textFile, job;
    std::int64_t limit = 0;     ///< of samples; 0: all
    std::int64_t maxTokens = 0; ///< of a text that count; 0: the context
    bool labelled = false;
    HardwareOptions hardware;
    OutputOptions output;
};

struct Loaded {
    ModelSource source;
    std::shared_ptr<const CpuModel> model;
    std::shared_ptr<ThreadPool> pool;
    std::string fingerprint;
};

Result<Loaded> load(const EmbedCommand &command)
{
    if (command.hardware.device != "auto" && command.hardware.device != "cpu")
        return failure(ErrorCode::Usage,
                       concat("embeddings are computed on the CPU, --device is ",
                              printable(command.hardware.device), "; leave it out"));
    const auto pool = makeThreadPool(command.hardware.threads);
    PHI1_ASSIGN(LoadedCpuModel found,
                loadCpuModel(command.checkpoint,
                             {.dtype = command.hardware.dtype,
                              .memoryLimit = std::max<std::uint64_t>(1, memoryForModels())},
                             *pool));
    for (const std::string &warning : found.source.warnings)
        std::fprintf(stderr, "phi1: warning: %s\n", warning.c_str());
    if (!found.source.tokenizer)
        return failure(
            ErrorCode::Incompatible,
            concat(found.source.folder, " has no tokenizer; copy the one of its training there"));
    PHI1_ASSIGN(std::string fingerprint, found.source.fingerprint->wait());
    return Loaded{std::move(found.source), std::move(found.model), pool, std::move(fingerprint)};
}

/// A name that can be a file's: the checkpoint's and the beginning of its fingerprint.
std::string fileName(const Loaded &loaded, std::int64_t tokens)
{
    std::string name;
    for (const char c : loaded.source.name)
        name += std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' ? c : '-';
    while (name.starts_with('.'))
        name.erase(0, 1);
    name = concat(name.substr(0, 80), "-", loaded.fingerprint.substr(0, 12));
    return tokens < loaded.model->config.context ? concat(name, "-", tokens) : name;
}

EmbeddingFacts factsOf(const Loaded &loaded, const EmbedCommand &command, std::int64_t tokens)
{
    EmbeddingFacts facts;
    facts.name = fileName(loaded, tokens);
    facts.checkpoint = loaded.source.folder.string();
    facts.width = static_cast<std::uint32_t>(loaded.model->config.hidden);
    // What the numbers depend on beyond rounding.
    facts.model = concat(loaded.fingerprint, " ", loaded.source.tokenizer->fingerprint(), " ",
                         tokens, " mean");
    facts.extra = {{"pooling", "mean of the final LayerNorm over the tokens"},
                   {"tokens", tokens},
                   {"dtype", command.hardware.dtype}};
    return facts;
}

/// Labelled samples first, so that a forest can be trained long before the rest is there.
std::vector<SampleRow> inOrder(const MixedSource &source, const EmbedCommand &command)
{
    const std::span<const SampleRow> found = source.hits.rows();
    std::vector<SampleRow> rows(found.begin(), found.end());
    const Column *labels = source.view.column(columnKey::label);
    const auto isLabelled = [labels](SampleRow row) {
        return labels && row < labels->counts().size() && labels->counts()[row] != missingCount;
    };
    const auto end = std::stable_partition(rows.begin(), rows.end(), isLabelled);
    if (command.labelled)
        rows.erase(end, rows.end());
    if (command.limit > 0 && rows.size() > static_cast<std::size_t>(command.limit))
        rows.resize(static_cast<std::size_t>(command.limit));
    return rows;
}

Result<void> embedCorpus(const EmbedCommand &command, const Loaded &loaded)
{
    PHI1_ASSIGN(const Workspace workspace, workspaceAt(command.workspace));
    MixSource wanted;
    wanted.corpus = command.corpus;
    if (!command.filterFile.empty()) {
        PHI1_ASSIGN(const Json json, readJsonFile(command.filterFile));
        PHI1_ASSIGN(wanted.filter, sampleFilterFromJson(json));
    }
    PHI1_ASSIGN(const MixedSource source, findSamples(workspace, wanted));
    PHI1_ASSIGN(const CorpusLock lock, CorpusLock::take(source.files, "phi1 embed"));
    const std::int64_t context = loaded.model->config.context;
    const std::int64_t tokens =
        command.maxTokens > 0 ? std::min(command.maxTokens, context) : context;
    const EmbeddingFacts facts = factsOf(loaded, command, tokens);
    PHI1_ASSIGN(EmbeddingWriter writer, EmbeddingWriter::open(source.files, facts));
    const std::vector<SampleRow> rows = inOrder(source, command);
    std::vector<SampleRow> missing;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(missing),
                 [&writer](SampleRow row) { return !writer.has(row); });
    if (rows.empty())
        return failure(ErrorCode::Usage,
                       concat("no sample of ", printable(source.title),
                              " has a label; label some, or leave --labelled out"));

    TextEmbedder embedder(loaded.model, loaded.pool);
    Progress progress(command.output, "Embedding", "samples");
    const std::size_t before = rows.size() - missing.size();
    progress.startAt(static_cast<std::int64_t>(before));
    auto flushed = std::chrono::steady_clock::now();
    for (std::size_t first = 0; first < missing.size();) {
        if (StopSignals::stopRequested()) {
            PHI1_TRY(writer.flush());
            return failure(ErrorCode::Cancelled,
                           concat("interrupted after ", before + first, " of ", rows.size(),
                                  " samples; the same command goes on"));
        }
        const std::size_t count = std::min(textsAtATime, missing.size() - first);
        std::vector<std::string> texts;
        std::size_t bytes = 0;
        PHI1_TRY(source.store->eachText(std::span(missing).subspan(first, count),
                                        [&](SampleRow, std::string_view text) {
                                            texts.emplace_back(text);
                                            bytes += text.size();
                                            return bytes < bytesAtATime;
                                        }));
        const std::vector<std::string_view> views(texts.begin(), texts.end());
        auto ids = encodeTexts(*loaded.source.tokenizer, command.hardware.threads, views);
        for (std::vector<TokenId> &of : ids) {
            if (of.empty())
                of.push_back(loaded.source.tokenizer->endOfText());
            if (of.size() > static_cast<std::size_t>(tokens))
                of.resize(static_cast<std::size_t>(tokens));
        }
        const auto width = static_cast<std::size_t>(embedder.width());
        std::vector<float> vectors(ids.size() * width);
        PHI1_TRY(embedder.embed(ids, vectors));
        for (std::size_t i = 0; i < ids.size(); ++i)
            PHI1_TRY(writer.add(missing[first + i], std::span(vectors).subspan(i * width, width)));
        first += ids.size();
        if (std::chrono::steady_clock::now() - flushed > flushEvery) {
            PHI1_TRY(writer.flush());
            flushed = std::chrono::steady_clock::now();
        }
        progress.update(static_cast<std::int64_t>(before + first),
                        static_cast<std::int64_t>(rows.size()));
    }
    PHI1_TRY(writer.flush());
    progress.finish();
    if (command.output.json)
        std::printf("%s\n", dumpJson({{"corpus", command.corpus},
                                      {"embeddings", facts.name},
                                      {"width", facts.width},
                                      {"samples", rows.size()},
                                      {"computed", missing.size()},
                                      {"stored", writer.count()}})
                                .c_str());
    else
        std::printf("%s: embeddings of %zu samples, %zu of them computed now (%s)\n",
                    printable(command.corpus).c_str(), rows.size(), missing.size(),
                    facts.name.c_str());
    return {};
}

Result<void> embedText(const EmbedCommand &command, const Loaded &loaded)
{
    PHI1_ASSIGN(const std::string text, readFile(command.textFile, textLimit));
    std::vector<std::vector<TokenId>> ids(1);
    loaded.source.tokenizer->encode(text, SpecialTokens::AsText, ids[0]);
    if (command.maxTokens > 0 && ids[0].size() > static_cast<std::size_t>(command.maxTokens))
        ids[0].resize(static_cast<std::size_t>(command.maxTokens));
    if (ids[0].empty())
        return failure(ErrorCode::Usage, concat(command.textFile, " is empty, expected a text"));
    TextEmbedder embedder(loaded.model, loaded.pool);
    std::vector<float> vector(static_cast<std::size_t>(embedder.width()));
    PHI1_TRY(embedder.embed(ids, vector));
    Json values = Json::array();
    for (const float value : vector)
        values.push_back(jsonNumber(static_cast<double>(value)));
    const std::size_t counted =
        std::min(ids[0].size(), static_cast<std::size_t>(embedder.context()));
    if (command.output.json) {
        std::printf("%s\n", dumpJson({{"name", loaded.source.name},
                                      {"fingerprint", loaded.fingerprint},
                                      {"tokens", counted},
                                      {"text_tokens", ids[0].size()},
                                      {"embedding", std::move(values)}})
                                .c_str());
    } else {
        for (const float value : vector)
            std::printf("%.9g\n", static_cast<double>(value));
    }
    return {};
}

Result<void> embed(const EmbedCommand &command)
{
    if (command.textFile.empty() == command.corpus.empty())
        return failure(ErrorCode::Usage, "expected either --corpus NAME or --text-file FILE");
    StopSignals::install();
    PHI1_ASSIGN(const Loaded loaded, load(command));
    return command.corpus.empty() ? embedText(command, loaded) : embedCorpus(command, loaded);
}

} // namespace

void addEmbedCommand(CommandRegistry &registry)
{
    const auto command = std::make_shared<EmbedCommand>();
    CLI::App *app =
        registry.add("embed", "output embeddings of documents under a checkpoint", [command] {
            return runAsJob(command->job, "embed", [&] { return embed(*command); });
        });
    app->add_option("CHECKPOINT", command->checkpoint,
                    "checkpoint folder, or a run for its newest checkpoint")
        ->required();
    app->add_option("--workspace", command->workspace, "the workspace; without it the user's own");
    app->add_option("--corpus", command->corpus,
                    "embed the samples of this corpus; what is there already is kept");
    app->add_option("--rows-of", command->filterFile,
                    "only samples that pass this filter (JSON, docs/search.md)");
    app->add_flag("--labelled", command->labelled, "only samples that have a label");
    app->add_option("--limit", command->limit, "at most so many samples, labelled ones first")
        ->check(CLI::NonNegativeNumber);
    app->add_option("--max-tokens", command->maxTokens,
                    "tokens of a text that count, 0 for the model's context")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app->add_option("--text-file", command->textFile, "embed this text instead of a corpus");
    addInferenceOptions(*app, command->hardware);
    addOutputOptions(*app, command->output);
    addJobOption(*app, command->job);
}

} // namespace phi1
