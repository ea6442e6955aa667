// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/import/field_mapping.h"
#include "core/corpora/import/import_files.h"
#include "core/corpora/store/sample_store.h"

namespace phi1 {

struct ImportProgress {
    std::uint64_t bytesRead = 0, bytesTotal = 0; ///< of the files on the disk
    std::uint64_t documents = 0;                 ///< of this import
    std::uint64_t textBytes = 0;
};

/// What an import did; of this call alone, except `samples`.
struct ImportSummary {
    SampleRow samples = 0;          ///< of the corpus now
    std::uint64_t imported = 0;     ///< stored
    std::uint64_t duplicates = 0;   ///< texts that were there already
    std::uint64_t duplicateIds = 0; ///< identifiers met before with another text; both are kept
    std::uint64_t problems = 0;     ///< lines and files that could not be imported
    std::uint64_t binaryFiles = 0;  ///< of folders, skipped, with empty ones
    std::uint64_t textBytes = 0;    ///< of what was imported and of duplicates
    std::vector<ImportProblem> brokenLines; ///< the first 1000 of the problems
    std::vector<std::string>
        errors;               ///< inputs that could not be read to their end, a sentence each
    bool interrupted = false; ///< by `stop`; the same call goes on
};

/// Brings files into a corpus: one thread reads and parses, the calling one writes, in batches of
/// some 100 ms. What is committed stays; the same call again goes on where an earlier one was
/// interrupted, by whatever means. Errors are those of the corpus (a full disk …), inputs that
/// cannot be read are told in the summary.
Result<ImportSummary> importCorpus(const CorpusFiles &corpus, const std::vector<ImportFile> &files,
                                   const FieldMapping &mapping, const std::function<bool()> &stop,
                                   const std::function<void(const ImportProgress &)> &progress);

} // namespace phi1
