// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

struct SourceDocument {
    std::string text;        ///< the bytes of the file or of the JSON string, unchanged
    std::string source;      ///< the path of the file, below the input as it was given
    std::uint64_t index = 0; ///< 0-based among the documents of the file
};

struct DocumentReaderOptions {
    std::string field = "text"; ///< of a JSON line
    /// Only these files of folders ("py", "txt"); empty: all. Files named as inputs are always
    /// read.
    std::vector<std::string> extensions;
    std::uint64_t longestDocument = 256u << 20; ///< bytes of a line or a file
};

/// The documents of files and folders, one after the other, in bounded memory. A folder gives its
/// files recursively in the order of their paths, without hidden ones; a file whose name ends in
/// .jsonl or .ndjson holds a JSON object a line, any other file is one document; either may end in
/// .gz or .zst. Binary files (a zero byte near the beginning) inside folders are skipped and
/// counted, and so are empty documents.
class DocumentReader
{
public:
    /// NotFound or Usage if an input is not there or the inputs hold no file to read.
    static Result<DocumentReader> open(const std::vector<std::filesystem::path> &inputs,
                                       const DocumentReaderOptions &options);
    DocumentReader(DocumentReader &&) noexcept;
    DocumentReader &operator=(DocumentReader &&) noexcept;
    ~DocumentReader();

    /// Moves the next document into `document`. @return false at the end.
    /// Corrupt, naming file and line, for what is no JSON object with a string in the field.
    Result<bool> next(SourceDocument &document);

    /// Size of all files on the disk, and how much of it is read: for progress.
    std::uint64_t bytesTotal() const;
    std::uint64_t bytesRead() const;
    std::uint64_t fileCount() const;
    std::uint64_t binaryFilesSkipped() const;
    std::uint64_t emptyDocumentsSkipped() const;

private:
    struct State;
    explicit DocumentReader(std::unique_ptr<State> state);

    std::unique_ptr<State> m_state;
};

} // namespace phi1
