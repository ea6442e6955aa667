// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/phi1/bundled_tokenizer.h"
#include "app/phi1/commands.h"
#ifdef PHI1_HAS_CORPORA
#include "app/phi1/corpora/training_set_writer.h"
#endif
#include "app/phi1/job.h"
#include "app/phi1/parallel_encoding.h"
#include "app/phi1/progress.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/corpora/document_reader.h"
#include "model/data/token_dataset_writer.h"
#include "model/text/sentencepiece_trainer.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

/// Documents are encoded together up to this many bytes: enough for all threads, little enough to
/// hold.
constexpr std::size_t batchBytes = 8u << 20;
/// A vocabulary needs no more text than this to be trained on.
constexpr std::size_t trainingTextBytes = 16u << 20;

struct PrepareOptions {
    std::vector<std::string> inputs;
    std::string output;
    std::string tokenizer;
    std::int64_t vocabulary = 0; ///< of a SentencePiece tokenizer to be trained; 0: none
    DocumentReaderOptions reader;
    double validation = 0.01;
    int threads = 0;
    OutputOptions display;
    std::string job;
    std::string recipe; ///< instead of inputs and output
    std::string workspace;

    std::vector<fs::path> paths() const { return {inputs.begin(), inputs.end()}; }
};

struct Batch {
    std::vector<SourceDocument> documents;
    std::vector<std::vector<TokenId>> tokens;
};

Error interrupted(const std::string &output)
{
    return {ErrorCode::Cancelled, concat("interrupted; ", output, " was not made")};
}

Result<Batch> readBatch(DocumentReader &reader)
{
    Batch batch;
    std::size_t bytes = 0;
    SourceDocument document;
    while (bytes < batchBytes && !StopSignals::stopRequested()) {
        PHI1_ASSIGN(const bool found, reader.next(document));
        if (!found)
            break;
        bytes += document.text.size() + sizeof document;
        batch.documents.push_back(std::move(document));
    }
    return batch;
}

void encode(const Tokenizer &tokenizer, int threads, Batch &batch)
{
    std::vector<std::string_view> texts;
    for (const SourceDocument &document : batch.documents)
        texts.push_back(document.text);
    batch.tokens = encodeTexts(tokenizer, threads, texts);
}

/// The tokenizer asked for, one trained on the beginning of the inputs, or else phi-1's own.
Result<std::shared_ptr<const Tokenizer>> makeTokenizer(const PrepareOptions &options)
{
    if (options.vocabulary == 0)
        return loadTokenizer(options.tokenizer.empty() ? bundledTokenizer()
                                                       : fs::path(options.tokenizer));
    PHI1_ASSIGN(DocumentReader reader, DocumentReader::open(options.paths(), options.reader));
    std::vector<std::string> texts;
    std::size_t bytes = 0;
    SourceDocument document;
    while (bytes < trainingTextBytes) {
        if (StopSignals::stopRequested())
            return tl::unexpected<Error>(interrupted(options.output));
        PHI1_ASSIGN(const bool found, reader.next(document));
        if (!found)
            break;
        bytes += document.text.size();
        texts.push_back(std::move(document.text));
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    SentencePieceOptions training;
    training.vocabularySize = options.vocabulary;
    return trainSentencePiece(views, training);
}

std::string rate(std::uint64_t bytes, double seconds)
{
    return seconds > 0
               ? concat(
                     formatBytes(static_cast<std::uint64_t>(static_cast<double>(bytes) / seconds)),
                     "/s")
               : std::string();
}

Result<void> prepare(const PrepareOptions &options)
{
    StopSignals::install();
    // Before a vocabulary is trained for nothing.
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(options.output, ignored)))
        return failure(
            ErrorCode::Usage,
            concat(options.output, " exists already; choose another output folder or remove it"));
    using SharedTokenizer = std::shared_ptr<const Tokenizer>;
    PHI1_ASSIGN(DocumentReader reader, DocumentReader::open(options.paths(), options.reader));
    PHI1_ASSIGN(const SharedTokenizer tokenizer, makeTokenizer(options));
    PHI1_ASSIGN(TokenDatasetWriter writer,
                TokenDatasetWriter::create(options.output, *tokenizer, options.validation));

    const auto begin = std::chrono::steady_clock::now();
    Progress progress(options.display, "Preparing", "bytes");
    std::uint64_t documents = 0;
    for (;;) {
        PHI1_ASSIGN(Batch batch, readBatch(reader));
        if (StopSignals::stopRequested())
            return tl::unexpected<Error>(interrupted(options.output));
        if (batch.documents.empty())
            break;
        encode(*tokenizer, options.threads, batch);
        for (std::size_t i = 0; i < batch.documents.size(); ++i) {
            const SourceDocument &document = batch.documents[i];
            PHI1_TRY(
                writer.add({batch.tokens[i], document.text, document.source, document.index, {}}));
        }
        documents += batch.documents.size();
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
        progress.update(
            static_cast<std::int64_t>(reader.bytesRead()),
            static_cast<std::int64_t>(reader.bytesTotal()),
            concat(documents, " documents, ", rate(reader.bytesRead(), elapsed.count())));
    }
    if (documents == 0)
        return failure(ErrorCode::Usage,
                       concat("the inputs hold no text: ", reader.fileCount(), " files, of which ",
                              reader.binaryFilesSkipped(), " binary, and ",
                              reader.emptyDocumentsSkipped(), " empty documents"));
    PHI1_ASSIGN(const TokenDatasetManifest manifest, writer.finish());
    progress.finish();

    if (options.display.json) {
        Json json;
        json["output"] = options.output;
        json["files"] = reader.fileCount();
        json["binary_files_skipped"] = reader.binaryFilesSkipped();
        json["empty_documents_skipped"] = reader.emptyDocumentsSkipped();
        json.update(manifest.toJson());
        std::printf("%s\n", dumpJson(json).c_str());
        return {};
    }
    std::string text =
        concat(options.output, ": ", manifest.train.documents, " documents with ",
               manifest.train.tokens, " tokens for training, ", manifest.validation.documents,
               " with ", manifest.validation.tokens, " for validation; vocabulary ",
               manifest.vocabulary, ", content ", manifest.contentHash, "\n");
    if (reader.binaryFilesSkipped() + reader.emptyDocumentsSkipped() > 0)
        text += concat("skipped: ", reader.binaryFilesSkipped(), " binary files, ",
                       reader.emptyDocumentsSkipped(), " empty documents\n");
    std::fputs(text.c_str(), stdout);
    return {};
}

#ifdef PHI1_HAS_CORPORA
Result<void> prepareRecipe(const PrepareOptions &options)
{
    StopSignals::install();
    TrainingSetRequest request;
    PHI1_ASSIGN(const Json json, readJsonFile(options.recipe));
    PHI1_ASSIGN(request.recipe, mixRecipeFromJson(json));
    PHI1_ASSIGN(request.workspace, workspaceAt(options.workspace));
    request.threads = options.threads;
    request.display = options.display;
    PHI1_ASSIGN(const TrainingSet set, writeTrainingSet(request));
    if (options.display.json) {
        Json written = toJson(set);
        written["folder"] = set.folder.string();
        std::printf("%s\n", dumpJson(written).c_str());
    } else {
        std::fputs(trainingSetText(set).c_str(), stdout);
    }
    return {};
}
#endif

/// What the command line asks for: a recipe, or inputs into an output.
Result<void> prepareAsAsked(const PrepareOptions &options)
{
#ifdef PHI1_HAS_CORPORA
    if (!options.recipe.empty())
        return prepareRecipe(options);
#endif
    if (options.inputs.empty() || options.output.empty())
        return failure(ErrorCode::Usage,
                       concat(options.inputs.empty() ? "there is no input" : "--output is missing",
                              "; expected INPUT… --output FOLDER"));
    return prepare(options);
}

} // namespace

void addPrepareCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<PrepareOptions>();
    CLI::App *command =
        registry.add("prepare", "turn text into memory-mapped token files for training", [options] {
            return runAsJob(options->job, "prepare", [&] { return prepareAsAsked(*options); });
        });
    CLI::Option *inputs =
        command->add_option("INPUT", options->inputs,
                            "text files, .jsonl files (each also .gz or .zst) and folders of them");
    CLI::Option *output = command->add_option("--output", options->output, "folder to make");
    CLI::Option *tokenizer = command->add_option(
        "--tokenizer", options->tokenizer, "folder of a tokenizer; without it phi-1's own is used");
    command
        ->add_option("--vocabulary", options->vocabulary,
                     "train a SentencePiece tokenizer with this many tokens on the text")
        ->check(CLI::Range(std::int64_t{300}, std::int64_t{65536}))
        ->excludes(tokenizer);
    command
        ->add_option("--field", options->reader.field, "field of a JSON line that holds the text")
        ->capture_default_str();
    command->add_option("--extension", options->reader.extensions,
                        "only these files of folders: py, txt");
    command
        ->add_option("--validation", options->validation,
                     "fraction of the documents held out for validation")
        ->capture_default_str();
    command->add_option("--threads", options->threads, "CPU threads, 0 for one per core")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
#ifdef PHI1_HAS_CORPORA
    command
        ->add_option("--recipe", options->recipe,
                     "make a training set of the workspace's corpora as this file says "
                     "(docs/mix.md), instead of INPUT and --output")
        ->excludes(inputs)
        ->excludes(output);
    command->add_option("--workspace", options->workspace,
                        "the workspace; without it the user's own");
#else
    (void)inputs;
    (void)output;
#endif
    addOutputOptions(*command, options->display);
    addJobOption(*command, options->job);
}

} // namespace phi1
