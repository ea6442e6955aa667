// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"
#include "core/base/text.h"
#include "model/data/token_dataset.h"

namespace phi1 {

namespace {

constexpr const char *formatName = "phi1-tokens";
constexpr int formatVersion = 1;

Json partJson(const TokenDatasetManifest::Part &part)
{
    Json json;
    json["tokens"] = part.tokens;
    json["documents"] = part.documents;
    json["tokens_hash"] = part.tokensHash;
    json["documents_hash"] = part.documentsHash;
    return json;
}

/// The typed members of an object; the first that is missing or of another type is kept as the
/// error.
class Members
{
public:
    Members(const Json &object, std::string_view what)
        : m_object(object)
        , m_what(what)
    {}

    std::string string(const char *key)
    {
        const Json *value = find(key);
        if (value && value->is_string())
            return value->get<std::string>();
        return complain(key, "a string"), std::string();
    }
    std::uint64_t count(const char *key, std::uint64_t most)
    {
        const Json *value = find(key);
        if (value && value->is_number_unsigned() && value->get<std::uint64_t>() <= most)
            return value->get<std::uint64_t>();
        return complain(key, concat("an integer from 0 to ", most)), 0;
    }
    double number(const char *key)
    {
        const Json *value = find(key);
        if (value && value->is_number())
            return value->get<double>();
        return complain(key, "a number"), 0;
    }
    Members object(const char *key)
    {
        static const Json nothing = Json::object();
        const Json *value = find(key);
        if (!value || !value->is_object())
            complain(key, "an object");
        return Members(value && value->is_object() ? *value : nothing, m_what);
    }
    void takeComplaint(const Members &other)
    {
        if (m_complaint.empty())
            m_complaint = other.m_complaint;
    }
    const std::string &complaint() const { return m_complaint; }

private:
    const Json *find(const char *key) const
    {
        const auto found = m_object.find(key);
        return found == m_object.end() ? nullptr : &*found;
    }
    void complain(const char *key, std::string_view expected)
    {
        if (!m_complaint.empty())
            return;
        const Json *value = find(key);
        m_complaint = concat(m_what, ": ", key, " should be ", expected, ", found ",
                             value ? printable(dumpJson(*value), 60) : "nothing");
    }

    const Json &m_object;
    std::string_view m_what;
    std::string m_complaint;
};

TokenDatasetManifest::Part readPart(Members &members, const char *key)
{
    Members values = members.object(key);
    TokenDatasetManifest::Part part;
    part.tokens = values.count("tokens", 1ull << 60);
    part.documents = values.count("documents", 1ull << 56);
    part.tokensHash = values.string("tokens_hash");
    part.documentsHash = values.string("documents_hash");
    members.takeComplaint(values);
    return part;
}

} // namespace

std::string_view splitName(Split split)
{
    return split == Split::Train ? "train" : "validation";
}

std::filesystem::path TokenDatasetManifest::tokensFile(Split split)
{
    return concat(splitName(split), ".tokens");
}

std::filesystem::path TokenDatasetManifest::documentsFile(Split split)
{
    return concat(splitName(split), ".documents");
}

std::string TokenDatasetManifest::expectedContentHash() const
{
    Hash128 hash;
    hash.update(formatName);
    hash.updateInteger(formatVersion);
    hash.updateInteger(static_cast<std::uint64_t>(tokenBytes));
    hash.updateInteger(static_cast<std::uint64_t>(vocabulary));
    hash.updateInteger(static_cast<std::uint64_t>(endOfText));
    for (const Part *values : {&train, &validation}) {
        hash.updateInteger(values->tokens);
        hash.updateInteger(values->documents);
        hash.update(values->tokensHash);
        hash.update(values->documentsHash);
    }
    return hash.hex();
}

Json TokenDatasetManifest::toJson() const
{
    Json json;
    json["format"] = formatName;
    json["version"] = formatVersion;
    json["dtype"] = tokenBytes == 2 ? "u16" : "u32";
    json["vocabulary"] = vocabulary;
    json["end_of_text"] = endOfText;
    json["tokenizer"] = {{"kind", tokenizerKind}, {"fingerprint", tokenizerFingerprint}};
    json["validation_fraction"] = validationFraction;
    json["train"] = partJson(train);
    json["validation"] = partJson(validation);
    json["content_hash"] = contentHash;
    return json;
}

Result<TokenDatasetManifest> TokenDatasetManifest::fromJson(const Json &json, std::string_view what)
{
    const auto format = json.is_object() ? json.find("format") : json.end();
    if (format == json.end() || *format != formatName)
        return failure(ErrorCode::Incompatible,
                       concat(what, " is not the manifest of prepared data: expected format \"",
                              formatName, "\"; make the folder with phi1 prepare"));
    Members members(json, what);
    if (const std::uint64_t version = members.count("version", 1u << 30); version != formatVersion)
        return failure(ErrorCode::Incompatible,
                       concat(what, " has version ", version,
                              " of the format, this program reads version ", formatVersion,
                              "; make the folder again with phi1 prepare"));
    TokenDatasetManifest manifest;
    const std::string dtype = members.string("dtype");
    manifest.tokenBytes = dtype == "u32" ? 4 : 2;
    manifest.vocabulary = static_cast<std::int64_t>(members.count("vocabulary", 1'000'000));
    manifest.endOfText = static_cast<std::int64_t>(members.count("end_of_text", 1'000'000));
    Members tokenizer = members.object("tokenizer");
    manifest.tokenizerKind = tokenizer.string("kind");
    manifest.tokenizerFingerprint = tokenizer.string("fingerprint");
    members.takeComplaint(tokenizer);
    manifest.validationFraction = members.number("validation_fraction");
    manifest.train = readPart(members, "train");
    manifest.validation = readPart(members, "validation");
    manifest.contentHash = members.string("content_hash");
    if (!members.complaint().empty())
        return failure(ErrorCode::Corrupt, members.complaint());
    if (dtype != "u16" && dtype != "u32")
        return failure(ErrorCode::Incompatible, concat(what, " has dtype \"", printable(dtype, 40),
                                                       "\", expected u16 or u32"));
    if (manifest.endOfText >= manifest.vocabulary)
        return failure(ErrorCode::Corrupt,
                       concat(what, ": end_of_text is ", manifest.endOfText,
                              ", expected less than the vocabulary of ", manifest.vocabulary));
    if (const std::string expected = manifest.expectedContentHash();
        manifest.contentHash != expected)
        return failure(ErrorCode::Corrupt,
                       concat(what, " has content_hash ", printable(manifest.contentHash, 40),
                              ", expected ", expected, " for what else it says; it was changed"));
    return manifest;
}

Result<TokenDatasetManifest> TokenDatasetManifest::read(const std::filesystem::path &folder)
{
    const std::filesystem::path path = folder / "manifest.json";
    Result<Json> json = readJsonFile(path, 16u << 20);
    if (!json && json.error().code == ErrorCode::NotFound)
        return failure(
            ErrorCode::NotFound,
            concat(folder, " has no manifest.json; expected a folder made by phi1 prepare"));
    if (!json)
        return failure(std::move(json));
    return fromJson(*json, path.string());
}

} // namespace phi1
