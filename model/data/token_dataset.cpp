// SPDX-License-Identifier: Apache-2.0
#include "model/data/token_dataset.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "model/data/document_record.h"

namespace phi1 {

static_assert(std::endian::native == std::endian::little, "token files are read as they lie");

namespace {

std::string hashOf(std::span<const std::byte> bytes)
{
    Hash128 hash;
    hash.update(bytes);
    return hash.hex();
}

Result<MappedFile> openPart(const std::filesystem::path &path, std::uint64_t count,
                            std::uint64_t size)
{
    PHI1_ASSIGN(MappedFile file, MappedFile::open(path));
    if (file.bytes().size() != count * size)
        return failure(ErrorCode::Corrupt,
                       concat(path, " has ", file.bytes().size(), " bytes, expected ", count * size,
                              " by the manifest; copy the folder again or make it again"));
    return file;
}

Result<std::vector<std::string>> readSources(const std::filesystem::path &path)
{
    PHI1_ASSIGN(const std::string text, readFile(path));
    std::vector<std::string> sources;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        PHI1_ASSIGN(const Json name, parseJson(std::string_view(text).substr(at, end - at),
                                               concat("line ", sources.size() + 1, " of ", path)));
        if (!name.is_string())
            return failure(ErrorCode::Corrupt,
                           concat("line ", sources.size() + 1, " of ", path,
                                  " should be a string, found ", name.type_name()));
        sources.push_back(name.get<std::string>());
        at = end + 1;
    }
    return sources;
}

/// Widens `count` tokens; the largest of them.
template<typename Stored>
std::uint64_t widen(const std::byte *from, std::span<std::int64_t> to)
{
    std::uint64_t largest = 0;
    for (std::size_t i = 0; i < to.size(); ++i) {
        Stored value;
        std::memcpy(&value, from + i * sizeof value, sizeof value);
        largest = std::max<std::uint64_t>(largest, value);
        to[i] = value;
    }
    return largest;
}

} // namespace

TokenDataset::TokenDataset(MappedFile tokens, MappedFile documents)
    : m_tokens(std::move(tokens))
    , m_documents(std::move(documents))
{}

Result<TokenDataset> TokenDataset::open(const std::filesystem::path &folder, Split split)
{
    PHI1_ASSIGN(TokenDatasetManifest manifest, TokenDatasetManifest::read(folder));
    const TokenDatasetManifest::Part &part = manifest.part(split);
    PHI1_ASSIGN(MappedFile tokens,
                openPart(folder / TokenDatasetManifest::tokensFile(split), part.tokens,
                         static_cast<std::uint64_t>(manifest.tokenBytes)));
    PHI1_ASSIGN(MappedFile documents, openPart(folder / TokenDatasetManifest::documentsFile(split),
                                               part.documents, sizeof(DocumentRecord)));
    TokenDataset dataset(std::move(tokens), std::move(documents));
    PHI1_ASSIGN(dataset.m_sources, readSources(folder / "sources.jsonl"));
    dataset.m_folder = folder;
    dataset.m_split = split;
    dataset.m_manifest = std::move(manifest);
    return dataset;
}

Result<void> TokenDataset::read(std::uint64_t firstToken, std::span<std::int64_t> tokens) const
{
    if (firstToken > tokenCount() || tokens.size() > tokenCount() - firstToken)
        return failure(ErrorCode::Corrupt,
                       concat("tokens ", firstToken, " to ", firstToken + tokens.size(), " of ",
                              m_tokens.path(), " do not exist, it has ", tokenCount()));
    const auto size = static_cast<std::size_t>(m_manifest.tokenBytes);
    const std::byte *from = m_tokens.bytes().data() + firstToken * size;
    const std::uint64_t largest =
        size == 2 ? widen<std::uint16_t>(from, tokens) : widen<std::uint32_t>(from, tokens);
    PHI1_TRY(m_tokens.check());
    if (largest >= static_cast<std::uint64_t>(vocabulary()) && !tokens.empty())
        return failure(ErrorCode::Corrupt,
                       concat(m_tokens.path(), " has the token ", largest, " after token ",
                              firstToken, ", expected less than the vocabulary of ", vocabulary()));
    return {};
}

std::uint64_t TokenDataset::firstTokenOf(std::uint64_t document) const
{
    std::uint64_t first = 0;
    std::memcpy(&first, m_documents.bytes().data() + document * sizeof(DocumentRecord),
                sizeof first);
    return first;
}

std::uint64_t TokenDataset::documentAt(std::uint64_t token) const
{
    std::uint64_t low = 0; // starts at or before the token
    std::uint64_t high = documentCount();
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (firstTokenOf(middle) <= token ? low : high) = middle;
    }
    return low;
}

Result<DocumentRecord> TokenDataset::record(std::uint64_t index) const
{
    if (index >= documentCount())
        return failure(ErrorCode::NotFound, concat(m_documents.path(), " has ", documentCount(),
                                                   " documents, there is no number ", index));
    DocumentRecord found;
    std::memcpy(&found, m_documents.bytes().data() + index * sizeof found, sizeof found);
    PHI1_TRY(m_documents.check());
    if (found.firstToken > tokenCount() || found.tokens > tokenCount() - found.firstToken ||
        found.source >= m_sources.size())
        return failure(ErrorCode::Corrupt,
                       concat(m_documents.path(), " places document ", index, " at tokens ",
                              found.firstToken, " to ", found.firstToken + found.tokens, " of ",
                              tokenCount(), ", source ", found.source, " of ", m_sources.size(),
                              "; make the folder again with phi1 prepare"));
    return found;
}

Result<DocumentEntry> TokenDataset::document(std::uint64_t index) const
{
    PHI1_ASSIGN(const DocumentRecord found, record(index));
    return DocumentEntry{found.firstToken, found.tokens, m_sources[found.source],
                         found.indexInSource};
}

Result<TokenRange> TokenDataset::rangeOf(std::uint64_t index) const
{
    PHI1_ASSIGN(const DocumentRecord found, record(index));
    return TokenRange{found.firstToken, found.tokens};
}

Result<void> TokenDataset::requireTokenizer(std::string_view fingerprint) const
{
    if (fingerprint == m_manifest.tokenizerFingerprint)
        return {};
    return failure(ErrorCode::Incompatible,
                   concat(m_folder, " was made with the tokenizer ",
                          m_manifest.tokenizerFingerprint, " (", m_manifest.tokenizerKind,
                          "), expected ", printable(fingerprint, 40),
                          "; prepare the data again with the tokenizer of the model"));
}

Result<void> TokenDataset::requireVocabulary(std::int64_t rows) const
{
    if (vocabulary() <= rows)
        return {};
    return failure(ErrorCode::Incompatible,
                   concat(m_folder, " uses a vocabulary of ", vocabulary(),
                          " tokens, but the model has only ", rows,
                          "; set model.vocabulary to at least ", vocabulary(),
                          " or prepare the data with the tokenizer of the model"));
}

Result<void> TokenDataset::verify() const
{
    const TokenDatasetManifest::Part &part = m_manifest.part(m_split);
    for (const auto &[file, expected] :
         {std::pair(&m_tokens, &part.tokensHash), std::pair(&m_documents, &part.documentsHash)}) {
        const std::string found = hashOf(file->bytes());
        PHI1_TRY(file->check());
        if (found != *expected)
            return failure(ErrorCode::Corrupt,
                           concat(file->path(), " has the hash ", found, ", expected ", *expected,
                                  " by the manifest; copy the folder again or make it again"));
    }
    std::vector<std::int64_t> buffer(1u << 16);
    for (std::uint64_t at = 0; at < tokenCount(); at += buffer.size()) {
        const std::uint64_t count = std::min<std::uint64_t>(buffer.size(), tokenCount() - at);
        PHI1_TRY(read(at, std::span(buffer).first(count)));
    }
    std::uint64_t next = 0;
    for (std::uint64_t i = 0; i < documentCount(); ++i) {
        PHI1_ASSIGN(const DocumentEntry entry, document(i));
        std::int64_t last = -1;
        if (entry.firstToken == next && entry.tokens > 0)
            PHI1_TRY(read(entry.firstToken + entry.tokens - 1, {&last, 1}));
        if (last != m_manifest.endOfText)
            return failure(ErrorCode::Corrupt,
                           concat(m_documents.path(), ": document ", i, " starts at token ",
                                  entry.firstToken, ", expected ", next,
                                  " and <|endoftext|> as its last token"));
        next += entry.tokens;
    }
    if (next != tokenCount())
        return failure(ErrorCode::Corrupt, concat(m_documents.path(), " covers ", next, " of ",
                                                  tokenCount(), " tokens"));
    return {};
}

} // namespace phi1
