// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/duplicates/duplicate_files.h"

#include <algorithm>
#include <bit>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

static_assert(std::endian::native == std::endian::little, "the files are little-endian");

namespace {

constexpr int stateVersion = 1;

template<typename T>
std::string_view bytesOf(std::span<const T> values)
{
    return {reinterpret_cast<const char *>(values.data()), values.size_bytes()};
}

Result<FileDescriptor> openCut(const std::filesystem::path &path, std::uint64_t bytes)
{
    PHI1_ASSIGN(FileDescriptor file, openFile(path, O_RDWR | O_CREAT | O_APPEND));
    const off_t size = ::lseek(file.get(), 0, SEEK_END);
    if (size < 0)
        return failure(ErrorCode::Io,
                       concat("cannot tell the length of ", path, ": ", systemMessage(errno)));
    if (static_cast<std::uint64_t>(size) < bytes)
        return failure(ErrorCode::Corrupt,
                       concat(path, " has ", size, " bytes, its state.json promises ", bytes,
                              "; remove the folder to compare the samples anew"));
    if (::ftruncate(file.get(), static_cast<off_t>(bytes)) != 0)
        return failure(ErrorCode::Io, concat("cannot cut ", path, ": ", systemMessage(errno)));
    return file;
}

} // namespace

Result<DuplicateFiles> DuplicateFiles::open(const CorpusFiles &corpus)
{
    DuplicateFiles files(corpus.folder / "duplicates");
    std::error_code ignored;
    if (!std::filesystem::exists(files.stateFile(), ignored))
        return files;
    PHI1_ASSIGN(const Json json, readJsonFile(files.stateFile(), 1u << 20));
    const auto count = [&](const char *key, std::uint64_t limit) -> Result<std::uint64_t> {
        const auto found = json.find(key);
        if (found == json.end() || !found->is_number_unsigned() ||
            found->get<std::uint64_t>() > limit)
            return failure(ErrorCode::Corrupt,
                           concat(files.stateFile(), ": ", key, " is no number up to ", limit,
                                  "; remove the folder to compare the samples anew"));
        return found->get<std::uint64_t>();
    };
    if (!json.is_object())
        return failure(ErrorCode::Corrupt, concat(files.stateFile(), " is no JSON object"));
    PHI1_ASSIGN(const std::uint64_t version, count("version", 1u << 30));
    if (version != stateVersion)
        return failure(ErrorCode::Incompatible,
                       concat(files.stateFile(), " has version ", version,
                              ", this program reads version ", stateVersion,
                              "; use a newer program, or remove the folder"));
    DuplicateState &state = files.state;
    PHI1_ASSIGN(const std::uint64_t signedRows, count("signed_rows", noSample));
    PHI1_ASSIGN(const std::uint64_t bandedRows, count("band_rows", signedRows));
    PHI1_ASSIGN(const std::uint64_t bands, count("bands", bandCount));
    PHI1_ASSIGN(state.links, count("links", noSample));
    state.signedRows = static_cast<SampleRow>(signedRows);
    state.bandRows = static_cast<SampleRow>(bandedRows);
    state.bands = static_cast<std::uint32_t>(bands);
    const auto threshold = json.find("threshold"), hash = json.find("last_hash");
    if (threshold == json.end() || !threshold->is_number() || hash == json.end() ||
        !hash->is_string())
        return failure(ErrorCode::Corrupt,
                       concat(files.stateFile(), " lacks threshold or last_hash; remove the folder "
                                                 "to compare the samples anew"));
    state.threshold = threshold->get<double>();
    state.lastHash = hash->get<std::string>();
    return files;
}

Result<void> DuplicateFiles::beginWriting()
{
    PHI1_TRY(makeFolders(m_folder));
    PHI1_ASSIGN(m_signatures,
                openCut(signatures(), std::uint64_t{state.signedRows} * sizeof(MinHashSignature)));
    PHI1_ASSIGN(m_links, openCut(links(), state.links * sizeof(DuplicateLink)));
    return {};
}

Result<void> DuplicateFiles::append(std::span<const MinHashSignature> values)
{
    return writeAll(m_signatures.get(), bytesOf(values), signatures());
}

Result<void> DuplicateFiles::append(std::span<const DuplicateLink> values)
{
    return writeAll(m_links.get(), bytesOf(values), links());
}

Result<void> DuplicateFiles::saveState()
{
    for (const auto &[file, path] :
         {std::pair(m_signatures.get(), signatures()), std::pair(m_links.get(), links())}) {
        if (::fdatasync(file) != 0)
            return failure(ErrorCode::Io,
                           concat("cannot write ", path, ": ", systemMessage(errno)));
    }
    return writeFileAtomically(stateFile(), dumpJsonPretty({{"format", "phi1-duplicates"},
                                                            {"version", stateVersion},
                                                            {"threshold", state.threshold},
                                                            {"signed_rows", state.signedRows},
                                                            {"last_hash", state.lastHash},
                                                            {"band_rows", state.bandRows},
                                                            {"bands", state.bands},
                                                            {"links", state.links}}));
}

Result<MappedFile> DuplicateFiles::mapSignatures() const
{
    PHI1_ASSIGN(MappedFile file, MappedFile::open(signatures()));
    if (file.bytes().size() < std::uint64_t{state.signedRows} * sizeof(MinHashSignature))
        return failure(ErrorCode::Corrupt,
                       concat(signatures(), " has ", file.bytes().size(), " bytes, expected ",
                              std::uint64_t{state.signedRows} * sizeof(MinHashSignature),
                              "; remove the folder to compare the samples anew"));
    return file;
}

Result<std::vector<DuplicateLink>> DuplicateFiles::readLinks() const
{
    std::vector<DuplicateLink> found(state.links);
    if (found.empty())
        return found;
    PHI1_ASSIGN(const FileDescriptor file, openFile(links(), O_RDONLY));
    PHI1_TRY(
        readExactly(file.get(), std::as_writable_bytes(std::span(found)), 0, links().string()));
    const auto beyond = [&](const DuplicateLink &link) {
        return link.first >= state.signedRows || link.second >= state.signedRows;
    };
    if (std::any_of(found.begin(), found.end(), beyond))
        return failure(ErrorCode::Corrupt,
                       concat(links(), " names samples beyond the ", state.signedRows,
                              " that were signed; remove the folder to compare the samples anew"));
    return found;
}

std::span<const MinHashSignature> signaturesIn(const MappedFile &file, SampleRow rows)
{
    const auto bytes = file.bytes();
    return {reinterpret_cast<const MinHashSignature *>(bytes.data()),
            std::min<std::size_t>(rows, bytes.size() / sizeof(MinHashSignature))};
}

bool isEmptySignature(const MinHashSignature &signature)
{
    return std::all_of(signature.values.begin(), signature.values.end(),
                       [](std::uint16_t value) { return value == 0xffff; });
}

} // namespace phi1
