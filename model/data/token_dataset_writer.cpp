// SPDX-License-Identifier: Apache-2.0
#include "model/data/token_dataset_writer.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <unordered_map>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "model/data/document_record.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

/// A file that is written in large pieces and hashed on the way.
class HashedOutput
{
public:
    Result<void> open(const fs::path &path)
    {
        m_path = path;
        PHI1_ASSIGN(m_file, openFile(path, O_WRONLY | O_CREAT | O_EXCL));
        return {};
    }
    Result<void> append(std::string_view bytes)
    {
        m_buffer += bytes;
        return m_buffer.size() < 1u << 20 ? Result<void>() : flush();
    }
    /// @return the hash of the file, which is then on the disk
    Result<std::string> close()
    {
        PHI1_TRY(flush());
        if (::fsync(m_file.get()) != 0)
            return failure(ErrorCode::Io, concat(m_path, " could not be written to the disk: ",
                                                 systemMessage(errno)));
        m_file.reset();
        return m_hash.hex();
    }

private:
    Result<void> flush()
    {
        m_hash.update(m_buffer);
        PHI1_TRY(writeAll(m_file.get(), m_buffer, m_path));
        m_buffer.clear();
        return {};
    }

    fs::path m_path;
    FileDescriptor m_file;
    std::string m_buffer;
    Hash128 m_hash;
};

/// rename(2) that does not replace an empty folder, where the file system can say so.
Result<void> renameTo(const fs::path &from, const fs::path &to)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return {};
    if (errno == EINVAL || errno == ENOSYS) {
        if (::rename(from.c_str(), to.c_str()) == 0)
            return {};
    }
    return failure(
        errno == EEXIST ? ErrorCode::Usage : ErrorCode::Io,
        concat("the prepared data cannot be given the name ", to, ": ", systemMessage(errno)));
}

} // namespace

Split splitOfDocument(std::string_view text, double validationFraction)
{
    const std::string hash = hash128Hex(text);
    std::uint64_t leading = 0;
    std::from_chars(hash.data(), hash.data() + 13, leading, 16); // 52 bits, exact in a double
    return static_cast<double>(leading) * 0x1.0p-52 < validationFraction ? Split::Validation
                                                                         : Split::Train;
}

struct TokenDatasetWriter::State {
    fs::path folder;
    fs::path temporary;
    TokenDatasetManifest manifest;
    struct Output {
        HashedOutput tokens;
        HashedOutput documents;
    };
    std::array<Output, 2> outputs;
    HashedOutput sources;
    std::unordered_map<std::string, std::uint32_t> sourceNumbers;
    std::string lastSource;
    std::uint32_t lastSourceNumber = 0;
    std::string encoded;

    State() = default;
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State()
    {
        std::error_code ignored;
        if (!temporary.empty())
            fs::remove_all(temporary, ignored);
    }

    Result<std::uint32_t> sourceNumber(std::string_view name)
    {
        if (!sourceNumbers.empty() && name == lastSource)
            return lastSourceNumber;
        const auto [found, isNew] = sourceNumbers.try_emplace(
            std::string(name), static_cast<std::uint32_t>(sourceNumbers.size()));
        if (isNew)
            PHI1_TRY(sources.append(concat(dumpJson(Json(name)), "\n")));
        lastSource = name;
        lastSourceNumber = found->second;
        return lastSourceNumber;
    }

    template<typename Stored>
    void encodeTokens(std::span<const std::int32_t> tokens)
    {
        encoded.resize((tokens.size() + 1) * sizeof(Stored));
        auto *to = encoded.data();
        const auto put = [&](std::int64_t token) {
            const auto value = static_cast<Stored>(token);
            std::copy_n(reinterpret_cast<const char *>(&value), sizeof value, to);
            to += sizeof value;
        };
        for (const std::int32_t token : tokens)
            put(token);
        put(manifest.endOfText);
    }
};

TokenDatasetWriter::TokenDatasetWriter(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

TokenDatasetWriter::TokenDatasetWriter(TokenDatasetWriter &&) noexcept = default;
TokenDatasetWriter &TokenDatasetWriter::operator=(TokenDatasetWriter &&) noexcept = default;
TokenDatasetWriter::~TokenDatasetWriter() = default;

Result<TokenDatasetWriter> TokenDatasetWriter::create(const fs::path &folder,
                                                      const Tokenizer &tokenizer,
                                                      double validationFraction)
{
    if (!(validationFraction >= 0.0 && validationFraction < 1.0))
        return failure(ErrorCode::Usage,
                       concat("the validation part is ", validationFraction,
                              ", expected a fraction of at least 0 and less than 1"));
    std::error_code ignored;
    const fs::path target = fs::absolute(folder, ignored).lexically_normal();
    const fs::path name =
        target.has_filename() ? target.filename() : target.parent_path().filename();
    const fs::path parent =
        target.has_filename() ? target.parent_path() : target.parent_path().parent_path();
    if (fs::exists(fs::symlink_status(parent / name, ignored)))
        return failure(
            ErrorCode::Usage,
            concat(folder, " exists already; choose another output folder or remove it"));

    auto state = std::make_unique<State>();
    state->folder = parent / name;
    TokenDatasetManifest &manifest = state->manifest;
    manifest.vocabulary = tokenizer.vocabularySize();
    manifest.endOfText = tokenizer.endOfText();
    if (manifest.endOfText < 0 || manifest.endOfText >= manifest.vocabulary)
        return failure(
            ErrorCode::Incompatible,
            "the tokenizer has no <|endoftext|> token, which is needed between documents");
    manifest.tokenBytes = manifest.vocabulary <= 65536 ? 2 : 4;
    manifest.tokenizerKind = tokenizer.kind();
    manifest.tokenizerFingerprint = tokenizer.fingerprint();
    manifest.validationFraction = validationFraction;

    PHI1_TRY(makeFolders(parent));
    std::string pattern = concat(parent / concat(".", name, ".tmp-XXXXXX"));
    if (!::mkdtemp(pattern.data()))
        return failure(ErrorCode::Io,
                       concat("no folder can be made in ", parent, ": ", systemMessage(errno)));
    state->temporary = pattern;
    fs::permissions(state->temporary, fs::perms(0755), ignored); // mkdtemp makes it private
    for (const Split split : {Split::Train, Split::Validation}) {
        auto &output = state->outputs[static_cast<std::size_t>(split)];
        PHI1_TRY(output.tokens.open(state->temporary / TokenDatasetManifest::tokensFile(split)));
        PHI1_TRY(
            output.documents.open(state->temporary / TokenDatasetManifest::documentsFile(split)));
    }
    PHI1_TRY(state->sources.open(state->temporary / "sources.jsonl"));
    PHI1_TRY(makeFolders(state->temporary / "tokenizer"));
    PHI1_TRY(tokenizer.save(state->temporary / "tokenizer"));
    return TokenDatasetWriter(std::move(state));
}

Result<void> TokenDatasetWriter::add(const Document &document)
{
    TokenDatasetManifest &manifest = m_state->manifest;
    for (const std::int32_t token : document.tokens) {
        if (token < 0 || token >= manifest.vocabulary)
            return failure(ErrorCode::Incompatible,
                           concat("a document of ", printable(document.source), " has the token ",
                                  token, ", expected 0 to ", manifest.vocabulary - 1));
    }
    const Split split = document.split
                            ? *document.split
                            : splitOfDocument(document.text, manifest.validationFraction);
    TokenDatasetManifest::Part &part = split == Split::Train ? manifest.train : manifest.validation;
    State::Output &output = m_state->outputs[static_cast<std::size_t>(split)];
    DocumentRecord record;
    record.firstToken = part.tokens;
    record.tokens = document.tokens.size() + 1;
    record.indexInSource = document.indexInSource;
    PHI1_ASSIGN(record.source, m_state->sourceNumber(document.source));
    if (manifest.tokenBytes == 2)
        m_state->encodeTokens<std::uint16_t>(document.tokens);
    else
        m_state->encodeTokens<std::uint32_t>(document.tokens);
    PHI1_TRY(output.tokens.append(m_state->encoded));
    PHI1_TRY(output.documents.append({reinterpret_cast<const char *>(&record), sizeof record}));
    part.tokens += record.tokens;
    ++part.documents;
    return {};
}

Result<TokenDatasetManifest> TokenDatasetWriter::finish()
{
    TokenDatasetManifest &manifest = m_state->manifest;
    for (const Split split : {Split::Train, Split::Validation}) {
        auto &part = split == Split::Train ? manifest.train : manifest.validation;
        auto &output = m_state->outputs[static_cast<std::size_t>(split)];
        PHI1_ASSIGN(part.tokensHash, output.tokens.close());
        PHI1_ASSIGN(part.documentsHash, output.documents.close());
    }
    PHI1_TRY(m_state->sources.close());
    manifest.contentHash = manifest.expectedContentHash();
    PHI1_TRY(writeFileAtomically(m_state->temporary / "manifest.json",
                                 dumpJsonPretty(manifest.toJson())));
    PHI1_TRY(syncFolder(m_state->temporary / "tokenizer"));
    PHI1_TRY(renameTo(m_state->temporary, m_state->folder));
    m_state->temporary.clear();
    PHI1_TRY(syncFolder(m_state->folder.parent_path()));
    return manifest;
}

} // namespace phi1
