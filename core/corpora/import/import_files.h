// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

enum class ImportFileKind {
    JsonLines, ///< .jsonl, .ndjson; also .gz, .zst
    Parquet,   ///< .parquet
    Document,  ///< any other file: one sample; also .gz, .zst
};

struct ImportFile {
    std::filesystem::path path;
    std::string
        inside; ///< the path below the folder that was named; the file name if it was itself
    ImportFileKind kind = ImportFileKind::Document;
    std::uint64_t size = 0; ///< bytes on the disk
    bool named = false;     ///< given itself, not found in a folder
};

/// The files of inputs, folders recursively in the order of their paths, without hidden ones, those
/// of `extensions` ("py", "txt"; empty: all). Absolute paths. NotFound or Usage if an input is not
/// there or nothing is to read.
Result<std::vector<ImportFile>> importFiles(const std::vector<std::filesystem::path> &inputs,
                                            const std::vector<std::string> &extensions);

} // namespace phi1
