// SPDX-License-Identifier: Apache-2.0
#include "core/mixing/training_set.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "core/base/files.h"
#include "core/base/text.h"

namespace fs = std::filesystem;

namespace phi1 {

namespace {

constexpr int setVersion = 1;

Error corrupt(const fs::path &file, std::string_view member)
{
    return {ErrorCode::Corrupt, concat(file, ": \"", member,
                                       "\" is missing or not what it has to be; the training set "
                                       "was damaged, make it again from its recipe")};
}

Result<std::uint64_t> countOf(const Json &json, const char *key, const fs::path &file)
{
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number_unsigned())
        return tl::unexpected(corrupt(file, key));
    return found->get<std::uint64_t>();
}

Result<std::string> textOf(const Json &json, const char *key, const fs::path &file)
{
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string())
        return tl::unexpected(corrupt(file, key));
    return found->get<std::string>();
}

Json partToJson(const TrainingSetPart &part)
{
    return {{"folder", part.folder},
            {"content_hash", part.contentHash},
            {"samples_hash", part.samplesHash},
            {"documents", part.documents},
            {"tokens", part.tokens},
            {"validation_documents", part.validationDocuments},
            {"validation_tokens", part.validationTokens},
            {"corpus_samples", part.corpusSamples},
            {"already_in_earlier", part.alreadyInEarlier}};
}

Result<TrainingSetPart> partFromJson(const Json &json, const fs::path &file)
{
    if (!json.is_object())
        return tl::unexpected(corrupt(file, "parts"));
    TrainingSetPart part;
    PHI1_ASSIGN(part.folder, textOf(json, "folder", file));
    if (part.folder.empty() || part.folder.front() == '.' ||
        part.folder.find('/') != std::string::npos)
        return tl::unexpected(corrupt(file, "folder"));
    PHI1_ASSIGN(part.contentHash, textOf(json, "content_hash", file));
    PHI1_ASSIGN(part.samplesHash, textOf(json, "samples_hash", file));
    PHI1_ASSIGN(part.documents, countOf(json, "documents", file));
    PHI1_ASSIGN(part.tokens, countOf(json, "tokens", file));
    PHI1_ASSIGN(part.validationDocuments, countOf(json, "validation_documents", file));
    PHI1_ASSIGN(part.validationTokens, countOf(json, "validation_tokens", file));
    PHI1_ASSIGN(part.corpusSamples, countOf(json, "corpus_samples", file));
    PHI1_ASSIGN(part.alreadyInEarlier, countOf(json, "already_in_earlier", file));
    return part;
}

/// A TOML basic string.
std::string quoted(const std::string &text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

} // namespace

std::uint64_t TrainingSet::tokens() const
{
    std::uint64_t sum = 0;
    for (const TrainingSetPart &part : parts)
        sum += part.tokens;
    return sum;
}

std::uint64_t TrainingSet::documents() const
{
    std::uint64_t sum = 0;
    for (const TrainingSetPart &part : parts)
        sum += part.documents;
    return sum;
}

fs::path TrainingSet::partFolder(std::size_t part) const
{
    return folder / parts[part].folder;
}

Json toJson(const TrainingSet &set)
{
    Json parts = Json::array();
    for (const TrainingSetPart &part : set.parts)
        parts.push_back(partToJson(part));
    return {{"format", "phi1-training-set"}, {"version", setVersion},
            {"created_at", set.createdAt},   {"tokenizer_fingerprint", set.tokenizerFingerprint},
            {"vocabulary", set.vocabulary},  {"recipe", toJson(set.recipe)},
            {"parts", std::move(parts)}};
}

Result<TrainingSet> readTrainingSet(const fs::path &folder)
{
    const fs::path file = folder / "set.json";
    PHI1_ASSIGN(const Json json, readJsonFile(file));
    if (!json.is_object() || json.value("format", Json()) != Json("phi1-training-set"))
        return tl::unexpected(corrupt(file, "format"));
    PHI1_ASSIGN(const std::uint64_t version, countOf(json, "version", file));
    if (version > setVersion)
        return failure(ErrorCode::Incompatible,
                       concat(file, " has version ", version, ", this program knows up to ",
                              setVersion, "; use a newer program"));
    TrainingSet set;
    set.folder = folder;
    const auto created = json.find("created_at");
    if (created == json.end() || !created->is_number())
        return tl::unexpected(corrupt(file, "created_at"));
    set.createdAt = created->get<double>();
    PHI1_ASSIGN(set.tokenizerFingerprint, textOf(json, "tokenizer_fingerprint", file));
    PHI1_ASSIGN(const std::uint64_t vocabulary, countOf(json, "vocabulary", file));
    set.vocabulary = static_cast<std::int64_t>(vocabulary);
    const auto recipe = json.find("recipe");
    if (recipe == json.end())
        return tl::unexpected(corrupt(file, "recipe"));
    PHI1_ASSIGN(set.recipe, mixRecipeFromJson(*recipe));
    const auto parts = json.find("parts");
    if (parts == json.end() || !parts->is_array() || parts->size() != set.recipe.sources.size())
        return tl::unexpected(corrupt(file, "parts"));
    for (const Json &part : *parts) {
        PHI1_ASSIGN(TrainingSetPart read, partFromJson(part, file));
        set.parts.push_back(std::move(read));
    }
    return set;
}

std::vector<TrainingSet> listTrainingSets(const fs::path &sets, std::vector<std::string> &problems)
{
    std::vector<TrainingSet> found;
    std::error_code error;
    for (fs::directory_iterator it(sets, error), end; !error && it != end; it.increment(error)) {
        if (it->path().filename().string().front() == '.')
            continue; // one that is being made
        auto set = readTrainingSet(it->path());
        if (set)
            found.push_back(*std::move(set));
        else
            problems.push_back(set.error().message);
    }
    std::sort(found.begin(), found.end(), [](const TrainingSet &a, const TrainingSet &b) {
        return a.createdAt != b.createdAt ? a.createdAt > b.createdAt
                                          : a.recipe.name < b.recipe.name;
    });
    return found;
}

Result<std::vector<SampleHash>> readPartSamples(const fs::path &partFolder, bool validation)
{
    const fs::path file = partFolder / (validation ? "validation.samples" : "train.samples");
    PHI1_ASSIGN(const std::string bytes, readFile(file, 16ull << 30));
    if (bytes.size() % sizeof(SampleHash::bytes) != 0)
        return failure(ErrorCode::Corrupt, concat(file, " has ", bytes.size(),
                                                  " bytes, expected 16 a document; make the "
                                                  "training set again from its recipe"));
    std::vector<SampleHash> hashes(bytes.size() / sizeof(SampleHash::bytes));
    for (std::size_t i = 0; i < hashes.size(); ++i)
        std::memcpy(hashes[i].bytes.data(), bytes.data() + i * sizeof(SampleHash::bytes),
                    sizeof(SampleHash::bytes));
    return hashes;
}

std::vector<MixShare> mixShares(const std::vector<double> &weights,
                                const std::vector<std::uint64_t> &tokens, double trainingTokens)
{
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<MixShare> shares;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        MixShare share;
        share.share = sum > 0 ? weights[i] / sum : 0.0;
        share.tokens = share.share * trainingTokens;
        share.epochs = tokens[i] > 0 ? share.tokens / static_cast<double>(tokens[i])
                                     : std::numeric_limits<double>::infinity();
        shares.push_back(share);
    }
    return shares;
}

std::string trainingDataValue(const TrainingSet &set)
{
    std::string value = "[";
    for (std::size_t i = 0; i < set.parts.size(); ++i)
        value += concat(i == 0 ? "" : ", ", "{path = ", quoted(set.partFolder(i).string()),
                        ", weight = ", jsonNumber(set.recipe.sources[i].weight).dump(), "}");
    return value + "]";
}

} // namespace phi1
