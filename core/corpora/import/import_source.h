// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/corpora/import/import_blocks.h"
#include "core/corpora/import/import_files.h"

namespace phi1 {

/// The half of an import that reads: files → records → blocks in a queue. Lives in a thread of its
/// own.
class ImportSource
{
public:
    /// @param known  inputs of earlier imports by path: what was interrupted goes on
    ImportSource(const std::vector<ImportFile> &files, const FieldMapping &mapping,
                 std::map<std::string, SampleWriter::OpenInput> known, ImportQueue &queue);

    void run(); ///< to the end of the files, or until the queue is abandoned
    std::uint64_t bytesRead() const { return m_bytesRead.load(std::memory_order_relaxed); }

private:
    bool readFile(std::size_t index);
    bool readRecords(RecordReader &records, std::uint64_t before, ImportItem &close);
    bool give(ImportItem item, std::size_t bytes);
    bool flush();

    const std::vector<ImportFile> &m_files;
    const FieldMapping &m_mapping;
    std::string m_fingerprint;
    std::map<std::string, SampleWriter::OpenInput> m_known;
    ImportQueue &m_queue;
    ImportBlock m_block;
    std::atomic<std::uint64_t> m_bytesRead{0};
};

} // namespace phi1
