// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/training/run_inputs.h"

#include <algorithm>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/demonstration/exercise_generator.h"
#include "core/demonstration/textbook_generator.h"
#include "model/data/token_dataset_writer.h"
#include "model/text/sentencepiece_trainer.h"

namespace phi1 {

namespace {

constexpr double builtinValidationFraction = 0.02;
// More text does not change a vocabulary of some thousand pieces, it only takes longer.
constexpr std::int64_t tokenizerPassages = 6000;
constexpr std::int64_t tokenizerExercises = 3000;

std::string builtinName(const std::string &source)
{
    return source.substr(std::string_view("builtin:").size());
}

std::int64_t builtinCount(const RunConfig::Data &data, const std::string &name)
{
    return name == "textbook" ? data.passages : data.exercises;
}

std::string builtinDocument(const RunConfig::Data &data, const std::string &name,
                            std::int64_t index)
{
    const auto seed = static_cast<std::uint64_t>(data.seed);
    const auto at = static_cast<std::uint64_t>(index);
    if (name == "textbook")
        return textbookPassage(seed, at).text;
    return trainingExercise(seed, at,
                            name == "exercises-shuffled" ? ExerciseBodies::Shuffled
                                                         : ExerciseBodies::True)
        .document();
}

tl::unexpected<Error> cancelled()
{
    return failure(ErrorCode::Cancelled, "stopped while the training data was being made");
}

/// One vocabulary serves pretraining and finetuning, so it has seen both kinds of text.
Result<std::shared_ptr<const Tokenizer>> trainTokenizer(const RunConfig &config,
                                                        const InputProgress &progress)
{
    const std::int64_t passages = std::min(tokenizerPassages, config.data.passages);
    const std::int64_t exercises = std::min(tokenizerExercises, config.data.exercises);
    const std::int64_t total = passages + exercises;
    std::vector<std::string> documents;
    documents.reserve(static_cast<std::size_t>(total));
    for (std::int64_t i = 0; i < total; ++i) {
        if (!progress("Tokenizer", i + 1, total))
            return cancelled();
        documents.push_back(i < passages ? builtinDocument(config.data, "textbook", i)
                                         : builtinDocument(config.data, "exercises", i - passages));
    }
    const std::vector<std::string_view> views(documents.begin(), documents.end());
    SentencePieceOptions options;
    if (config.model.vocabulary > 0)
        options.vocabularySize = config.model.vocabulary;
    return trainSentencePiece(views, options);
}

Result<void> makeBuiltin(const RunConfig::Data &data, const std::string &name,
                         const std::filesystem::path &folder, const Tokenizer &tokenizer,
                         const InputProgress &progress)
{
    PHI1_TRY(makeFolders(folder.parent_path()));
    PHI1_ASSIGN(TokenDatasetWriter writer,
                TokenDatasetWriter::create(folder, tokenizer, builtinValidationFraction));
    const std::int64_t count = builtinCount(data, name);
    const std::string source = "builtin:" + name;
    std::vector<TokenId> ids;
    for (std::int64_t i = 0; i < count; ++i) {
        if (!progress(name, i + 1, count))
            return cancelled();
        const std::string text = builtinDocument(data, name, i);
        ids.clear();
        tokenizer.encode(text, SpecialTokens::AsText, ids);
        PHI1_TRY(writer.add({.tokens = ids,
                             .text = text,
                             .source = source,
                             .indexInSource = static_cast<std::uint64_t>(i)}));
    }
    PHI1_TRY(writer.finish());
    return {};
}

bool isThere(const std::filesystem::path &path)
{
    std::error_code error;
    return std::filesystem::exists(path, error);
}

} // namespace

Result<std::shared_ptr<const Tokenizer>>
chooseTokenizer(const RunConfig &config, std::shared_ptr<const Tokenizer> ofCheckpoint)
{
    std::shared_ptr<const Tokenizer> tokenizer = std::move(ofCheckpoint);
    if (!config.data.tokenizer.empty()) {
        PHI1_ASSIGN(std::shared_ptr<const Tokenizer> asked, loadTokenizer(config.data.tokenizer));
        if (tokenizer && tokenizer->fingerprint() != asked->fingerprint())
            return failure(ErrorCode::Incompatible,
                           concat("data.tokenizer (", config.data.tokenizer, ", fingerprint ",
                                  asked->fingerprint(),
                                  ") is not the tokenizer of training.init_from (fingerprint ",
                                  tokenizer->fingerprint(), "); leave data.tokenizer out"));
        tokenizer = std::move(asked);
    }
    for (const auto *sources : {&config.data.train, &config.data.validation}) {
        for (const DataSource &source : *sources) {
            if (source.isBuiltin())
                continue;
            PHI1_ASSIGN(const TokenDataset dataset, TokenDataset::open(source.path, Split::Train));
            if (!tokenizer) {
                PHI1_ASSIGN(tokenizer, loadTokenizer(dataset.tokenizerFolder()));
            }
            PHI1_TRY(dataset.requireTokenizer(tokenizer->fingerprint()));
        }
    }
    return tokenizer;
}

Result<RunInputs> prepareRunInputs(const RunConfig &config, const std::filesystem::path &run,
                                   std::shared_ptr<const Tokenizer> tokenizer,
                                   const InputProgress &progress)
{
    RunInputs inputs;
    inputs.tokenizer = std::move(tokenizer);
    if (!inputs.tokenizer) {
        PHI1_ASSIGN(inputs.tokenizer, trainTokenizer(config, progress));
    }
    const auto resolve = [&](const std::vector<DataSource> &sources,
                             std::vector<ResolvedInputs::Dataset> &datasets) -> Result<void> {
        for (const DataSource &source : sources) {
            std::filesystem::path folder = source.path;
            std::filesystem::path stored = folder;
            if (source.isBuiltin()) {
                stored = std::filesystem::path("data") / builtinName(source.path);
                folder = run / stored;
                if (!isThere(folder / "manifest.json"))
                    PHI1_TRY(makeBuiltin(config.data, builtinName(source.path), folder,
                                         *inputs.tokenizer, progress));
            }
            PHI1_ASSIGN(const TokenDataset dataset, TokenDataset::open(folder, Split::Train));
            PHI1_TRY(dataset.requireTokenizer(inputs.tokenizer->fingerprint()));
            datasets.push_back(
                {source.path, stored.string(), dataset.contentHash(), source.weight});
        }
        return {};
    };
    PHI1_TRY(resolve(config.data.train, inputs.train));
    PHI1_TRY(resolve(config.data.validation.empty() ? config.data.train : config.data.validation,
                     inputs.validation));
    return inputs;
}

Result<RunInputs> restoreRunInputs(const RunRecord &record, const std::filesystem::path &run,
                                   std::shared_ptr<const Tokenizer> tokenizer,
                                   const InputProgress &progress)
{
    for (const ResolvedInputs::Dataset &dataset : record.inputs.train) {
        const std::filesystem::path beside =
            (dataset.source.starts_with("builtin:") ? run / dataset.folder
                                                    : std::filesystem::path(dataset.folder)) /
            "tokenizer";
        if (!tokenizer && isThere(beside)) {
            PHI1_ASSIGN(tokenizer, loadTokenizer(beside));
        }
    }
    PHI1_ASSIGN(RunInputs inputs,
                prepareRunInputs(record.config, run, std::move(tokenizer), progress));
    if (inputs.tokenizer->fingerprint() != record.inputs.tokenizerFingerprint)
        return failure(ErrorCode::Incompatible,
                       concat("the tokenizer of ", run, " has fingerprint ",
                              inputs.tokenizer->fingerprint(), ", run.toml says ",
                              record.inputs.tokenizerFingerprint));
    const auto compare = [&](const auto &found, const auto &expected) -> Result<void> {
        for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
            if (found[i].contentHash != expected[i].contentHash)
                return failure(ErrorCode::Incompatible,
                               concat(expected[i].source, " has content hash ",
                                      found[i].contentHash, ", run.toml says ",
                                      expected[i].contentHash,
                                      "; the data was changed since the run began"));
        }
        return {};
    };
    PHI1_TRY(compare(inputs.train, record.inputs.train));
    PHI1_TRY(compare(inputs.validation, record.inputs.validation));
    return inputs;
}

std::vector<std::filesystem::path>
datasetFolders(const std::vector<ResolvedInputs::Dataset> &datasets,
               const std::filesystem::path &run)
{
    std::vector<std::filesystem::path> folders;
    for (const ResolvedInputs::Dataset &dataset : datasets)
        folders.push_back(run / dataset.folder); // an absolute folder stays what it is
    return folders;
}

std::vector<SequenceSource::Input>
sequenceInputs(const std::vector<ResolvedInputs::Dataset> &datasets,
               const std::filesystem::path &run)
{
    std::vector<SequenceSource::Input> inputs;
    for (const ResolvedInputs::Dataset &dataset : datasets)
        inputs.push_back({run / dataset.folder, dataset.weight});
    return inputs;
}

} // namespace phi1
