// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// The files of one corpus, WORKSPACE/corpora/NAME; none of them need exist.
///   samples.db     texts, origins, full-text index (sample_store.h)
///   columns/       one dense array a property, beside the database (column.h)
///   substrings.db  index of trigrams, made by `phi1 index`
///   lock           flock of the job that writes, whichever it is; readers take none
struct CorpusFiles {
    std::filesystem::path folder;

    std::string name() const { return folder.filename().string(); }
    std::filesystem::path database() const { return folder / "samples.db"; }
    std::filesystem::path columns() const { return folder / "columns"; }
    std::filesystem::path column(std::string_view key) const;
    std::filesystem::path substrings() const { return folder / "substrings.db"; }
    std::filesystem::path lock() const { return folder / "lock"; }
};

/// Usage for a name that is empty, begins with a dot, has a slash or control characters, or is
/// longer than 100 bytes.
Result<CorpusFiles> corpusFiles(const std::filesystem::path &workspaceCorpora,
                                std::string_view name);
/// Names of the folders in WORKSPACE/corpora that have a samples.db, in the order of their names.
std::vector<std::string> corpusNames(const std::filesystem::path &workspaceCorpora);

/// Whoever writes into a corpus (import, scores, duplicates, index) holds one. Freed by the death
/// of the process.
class CorpusLock
{
public:
    /// Busy, naming pid and command of the holder.
    static Result<CorpusLock> take(const CorpusFiles &files, std::string_view command);
    CorpusLock(CorpusLock &&other) noexcept;
    CorpusLock &operator=(CorpusLock &&) = delete;
    ~CorpusLock();

private:
    explicit CorpusLock(int descriptor);
    int m_descriptor = -1;
};

} // namespace phi1
