// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "core/corpora/duplicates/minhash.h"
#include "core/corpora/store/corpus_files.h"
#include "core/corpora/store/sample.h"

namespace phi1 {

/// Two samples whose texts were compared and found alike.
struct DuplicateLink {
    SampleRow first = noSample, second = noSample;
    float jaccard = 0.0F;
};
static_assert(sizeof(DuplicateLink) == 12);

/// How far the pass over a corpus came: CORPUS/duplicates/state.json, version 1.
struct DuplicateState {
    double threshold = 0.8;
    SampleRow signedRows = 0; ///< whose signatures are in signatures.bin
    std::string lastHash;     ///< of the last of them: the corpus is still the one that was signed
    SampleRow bandRows = 0;   ///< rows that the bands below were made of
    std::uint32_t bands = 0;  ///< that are done
    std::uint64_t links = 0;  ///< in links.bin
};

/// Files of CORPUS/duplicates:
///   signatures.bin  256 bytes a sample, MinHashSignature in little-endian; all bits set: no token
///   links.bin       12 bytes a link
///   state.json      how much of both counts; what lies beyond is cut off by whoever goes on
class DuplicateFiles
{
public:
    /// A state that is damaged or of another version is Corrupt or Incompatible; none is empty.
    static Result<DuplicateFiles> open(const CorpusFiles &corpus);

    DuplicateState state;

    /// Cuts both files to what the state counts and opens them for appending; makes the folder.
    Result<void> beginWriting();
    Result<void> append(std::span<const MinHashSignature> signatures);
    Result<void> append(std::span<const DuplicateLink> links);
    Result<void> saveState(); ///< after what it counts has reached the disk

    Result<MappedFile> mapSignatures() const;
    Result<std::vector<DuplicateLink>> readLinks() const;

private:
    explicit DuplicateFiles(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {}
    std::filesystem::path signatures() const { return m_folder / "signatures.bin"; }
    std::filesystem::path links() const { return m_folder / "links.bin"; }
    std::filesystem::path stateFile() const { return m_folder / "state.json"; }

    std::filesystem::path m_folder;
    FileDescriptor m_signatures, m_links;
};

/// Signatures of a mapping, at most `rows` of them.
std::span<const MinHashSignature> signaturesIn(const MappedFile &file, SampleRow rows);
bool isEmptySignature(const MinHashSignature &signature);

} // namespace phi1
