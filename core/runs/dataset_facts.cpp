// SPDX-License-Identifier: Apache-2.0
#include "core/runs/dataset_facts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr double builtinValidationFraction = 0.02; // as `phi1 train` makes it

/// Tokens of a document by vocabulary, counted in data that `phi1 train` made.
struct DocumentLength {
    double vocabulary, passage, exercise;
};
constexpr std::array lengths = {
    DocumentLength{512, 181.2, 60.8},
    DocumentLength{1024, 127.6, 46.9},
    DocumentLength{2048, 108.5, 40.0},
    DocumentLength{4096, 107.5, 38.4},
};

double documentLength(std::int64_t vocabulary, double DocumentLength::*kind)
{
    const double at = std::log2(std::clamp(static_cast<double>(vocabulary),
                                           lengths.front().vocabulary, lengths.back().vocabulary));
    for (std::size_t i = 1; i < lengths.size(); ++i) {
        const double left = std::log2(lengths[i - 1].vocabulary);
        const double right = std::log2(lengths[i].vocabulary);
        if (at <= right) {
            const double share = (at - left) / (right - left);
            return lengths[i - 1].*kind * (1 - share) + lengths[i].*kind * share;
        }
    }
    return lengths.back().*kind;
}

DatasetFacts builtinFacts(const std::string &path, const RunConfig &config)
{
    const bool textbook = path == "builtin:textbook";
    const std::int64_t documents = textbook ? config.data.passages : config.data.exercises;
    const double length =
        documentLength(config.model.vocabulary > 0 ? config.model.vocabulary : 1024,
                       textbook ? &DocumentLength::passage : &DocumentLength::exercise);
    DatasetFacts facts;
    facts.estimated = true;
    facts.vocabulary = config.model.vocabulary;
    facts.validationFraction = builtinValidationFraction;
    facts.validation.documents = static_cast<std::uint64_t>(
        std::llround(static_cast<double>(documents) * builtinValidationFraction));
    facts.train.documents = static_cast<std::uint64_t>(documents) - facts.validation.documents;
    for (DatasetFacts::Part *part : {&facts.train, &facts.validation})
        part->tokens = static_cast<std::uint64_t>(static_cast<double>(part->documents) * length);
    return facts;
}

Result<DatasetFacts::Part> partOf(const Json &manifest, const char *name,
                                  const std::filesystem::path &file)
{
    const auto part = manifest.find(name);
    const auto number = [&](const char *key) -> const Json * {
        if (part == manifest.end() || !part->is_object())
            return nullptr;
        const auto found = part->find(key);
        return found != part->end() && found->is_number_unsigned() ? &*found : nullptr;
    };
    const Json *tokens = number("tokens");
    const Json *documents = number("documents");
    if (!tokens || !documents)
        return failure(ErrorCode::Corrupt,
                       concat(file, " does not say how many tokens and documents ", name,
                              " has; make the folder again with phi1 "
                              "prepare"));
    return DatasetFacts::Part{tokens->get<std::uint64_t>(), documents->get<std::uint64_t>()};
}

} // namespace

Result<DatasetFacts> datasetFacts(const DataSource &source, const RunConfig &config)
{
    if (source.isBuiltin())
        return builtinFacts(source.path, config);
    const std::filesystem::path folder = source.path;
    const std::filesystem::path file = folder / "manifest.json";
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return failure(ErrorCode::NotFound,
                       concat(folder, " does not exist; expected a folder made by phi1 prepare"));
    if (!std::filesystem::exists(file, error))
        return failure(
            ErrorCode::NotFound,
            concat(folder, " has no manifest.json; expected a folder made by phi1 prepare"));
    PHI1_ASSIGN(const Json manifest, readJsonFile(file, 16u << 20));
    const auto format = manifest.is_object() ? manifest.find("format") : manifest.end();
    if (format == manifest.end() || *format != "phi1-tokens")
        return failure(ErrorCode::Incompatible,
                       concat(file, " is not the manifest of prepared data; make the folder with "
                                    "phi1 prepare"));
    DatasetFacts facts;
    PHI1_ASSIGN(facts.train, partOf(manifest, "train", file));
    PHI1_ASSIGN(facts.validation, partOf(manifest, "validation", file));
    if (const auto value = manifest.find("vocabulary");
        value != manifest.end() && value->is_number_integer())
        facts.vocabulary = value->get<std::int64_t>();
    if (const auto value = manifest.find("validation_fraction");
        value != manifest.end() && value->is_number())
        facts.validationFraction = value->get<double>();
    if (const auto value = manifest.find("tokenizer");
        value != manifest.end() && value->is_object() && value->contains("fingerprint") &&
        (*value)["fingerprint"].is_string())
        facts.tokenizerFingerprint = (*value)["fingerprint"].get<std::string>();
    return facts;
}

} // namespace phi1
