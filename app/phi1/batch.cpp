// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <memory>
#include <span>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/progress.h"
#include "app/phi1/training/run_folder.h"
#include "app/phi1/training/run_inputs.h"
#include "core/base/base64.h"
#include "core/base/json.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/jobs/job_files.h"
#include "core/runs/run_config.h"

namespace phi1 {

namespace {

struct BatchCommand {
    std::string run;
    std::int64_t step = 0;
    std::int64_t sequences = 0; ///< 0: all
    bool tokens = false;        ///< with ids and whole texts
    OutputOptions output;
};

/// The last step that can have been trained: a resumed run may go beyond run.toml's steps.
std::int64_t lastStep(const RunRecord &record, const std::filesystem::path &run)
{
    std::int64_t last = record.config.training.steps;
    if (const auto resumed = resumedConfig(run, {}))
        last = std::max(last, resumed->training.steps);
    if (const auto newest = newestNamedCheckpoint(run))
        last = std::max(last, newest->step);
    if (const auto status = readStatusFile(run))
        last = std::max(last, status->step.value_or(0));
    return last;
}

constexpr std::size_t excerptCharacters = 400;

/// What a document gives to a sequence, its first characters.
/// @param cut  set if there is more
Result<std::string> excerpt(const TokenDataset &dataset, const Tokenizer &tokenizer,
                            std::uint64_t firstToken, std::uint64_t count, bool &cut)
{
    // Few tokens are shorter than a character, those of runs of spaces much longer.
    std::vector<std::int64_t> tokens(std::min<std::uint64_t>(count, excerptCharacters));
    PHI1_TRY(dataset.read(firstToken, tokens));
    cut = tokens.size() < count;
    if (!cut && !tokens.empty() && tokens.back() == dataset.manifest().endOfText)
        tokens.pop_back();
    const std::vector<TokenId> ids(tokens.begin(), tokens.end());
    std::string text = tokenizer.decodeText(ids);
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool begins = (static_cast<unsigned char>(text[i]) & 0xc0u) != 0x80u;
        if (begins && characters++ == excerptCharacters) {
            text.resize(i);
            cut = true;
            break;
        }
    }
    return text;
}

/// The bytes that tokens stand for, and how many each of them. A token that ends the document
/// stands for none of them, and is left out.
Json describePiece(const Tokenizer &tokenizer, std::span<const std::int64_t> tokens,
                   std::int64_t endOfText)
{
    if (!tokens.empty() && tokens.back() == endOfText)
        tokens = tokens.first(tokens.size() - 1);
    std::string bytes;
    Json lengths = Json::array();
    for (const std::int64_t token : tokens) {
        const std::string piece = tokenizer.tokenBytes(static_cast<TokenId>(token));
        lengths.push_back(piece.size());
        bytes += piece;
    }
    return {{"bytes", toBase64(bytes)}, {"lengths", std::move(lengths)}};
}

/// One sequence: where it lies and the documents it runs through.
Result<Json> describeSequence(const SequenceSource &source, const Tokenizer &tokenizer,
                              const RunRecord &record, std::uint64_t sequence, bool withTokens)
{
    const SequenceLocation location = source.locate(sequence);
    const TokenDataset &dataset = source.datasets()[location.dataset];
    const auto length = static_cast<std::uint64_t>(source.context()) + 1;
    Json documents = Json::array();
    std::vector<std::int64_t> tokens;
    if (withTokens) {
        tokens.resize(length);
        PHI1_TRY(source.read(sequence, tokens));
    }
    const std::uint64_t end = location.firstToken + length;
    for (std::uint64_t token = location.firstToken; token < end;) {
        const std::uint64_t index = dataset.documentAt(token);
        PHI1_ASSIGN(const DocumentEntry document, dataset.document(index));
        const std::uint64_t documentEnd = document.firstToken + document.tokens;
        if (documentEnd <= token)
            return failure(ErrorCode::Corrupt, concat("the document index of ", dataset.folder(),
                                                      " contradicts itself at document ", index));
        const std::uint64_t count = std::min(end, documentEnd) - token;
        bool cut = false;
        PHI1_ASSIGN(std::string text, excerpt(dataset, tokenizer, token, count, cut));
        documents.push_back({{"document", index},
                             {"source", document.source},
                             {"index", document.indexInSource},
                             {"offset", token - document.firstToken},
                             {"tokens", count},
                             {"text", std::move(text)},
                             {"text_cut", cut}});
        if (withTokens)
            documents.back().update(describePiece(
                tokenizer, std::span(tokens).subspan(token - location.firstToken, count),
                dataset.manifest().endOfText));
        token = documentEnd;
    }
    Json result{
        {"sequence", sequence},    {"dataset", record.inputs.train[location.dataset].source},
        {"epoch", location.epoch}, {"first_token", location.firstToken},
        {"tokens", length},        {"documents", std::move(documents)}};
    if (withTokens)
        result["ids"] = std::move(tokens);
    return result;
}

Result<void> batch(const BatchCommand &command)
{
    const std::filesystem::path run = std::filesystem::absolute(command.run).lexically_normal();
    PHI1_ASSIGN(const RunRecord record, readRunRecord(run));
    const RunConfig &config = record.config;
    const std::int64_t last = lastStep(record, run);
    if (command.step < 1 || command.step > last)
        return failure(ErrorCode::Usage, concat("--step is ", command.step, ", expected 1 to ",
                                                last, ", the steps of ", run));
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
                SequenceSource::open(sequenceInputs(record.inputs.train, run), config.model.context,
                                     static_cast<std::uint64_t>(config.training.seed)));

    const std::int64_t size = config.training.batchSize;
    const std::int64_t first = (command.step - 1) * size;
    Json sequences = Json::array();
    const std::int64_t shown = command.sequences > 0 ? std::min(size, command.sequences) : size;
    for (std::int64_t i = first; i < first + shown; ++i) {
        PHI1_ASSIGN(Json sequence, describeSequence(source, *inputs.tokenizer, record,
                                                    static_cast<std::uint64_t>(i), command.tokens));
        sequences.push_back(std::move(sequence));
    }
    if (command.output.json) {
        std::printf("%s\n", dumpJson({{"run", run.string()},
                                      {"step", command.step},
                                      {"first_sequence", first},
                                      {"batch_size", size},
                                      {"sequences", std::move(sequences)}})
                                .c_str());
        return {};
    }
    for (const Json &sequence : sequences) {
        std::printf("sequence %llu: %s, epoch %llu, tokens from %llu\n",
                    sequence["sequence"].get<unsigned long long>(),
                    sequence["dataset"].get_ref<const std::string &>().c_str(),
                    sequence["epoch"].get<unsigned long long>(),
                    sequence["first_token"].get<unsigned long long>());
        for (const Json &document : sequence["documents"]) {
            std::printf("  %4llu tokens from offset %llu of document %llu (%s, number %llu)\n",
                        document["tokens"].get<unsigned long long>(),
                        document["offset"].get<unsigned long long>(),
                        document["document"].get<unsigned long long>(),
                        printable(document["source"].get_ref<const std::string &>()).c_str(),
                        document["index"].get<unsigned long long>());
            std::printf("    %s\n",
                        printable(document["text"].get_ref<const std::string &>(), 100).c_str());
        }
    }
    return {};
}

} // namespace

void addBatchCommand(CommandRegistry &registry)
{
    auto command = std::make_shared<BatchCommand>();
    CLI::App *app =
        registry.add("batch", "Name the documents that a training step was computed from",
                     [command] { return batch(*command); });
    app->add_option("run", command->run, "the run's folder")->required();
    app->add_option("--step", command->step, "the step, counted from 1 as in the events")
        ->required();
    app->add_option("--sequences", command->sequences, "only the first so many of the batch")
        ->check(CLI::NonNegativeNumber);
    app->add_flag("--tokens", command->tokens,
                  "with --json: also the ids of every sequence, and of every document the bytes "
                  "that its tokens stand for (base64) and how many each of them");
    addOutputOptions(*app, command->output);
}

} // namespace phi1
