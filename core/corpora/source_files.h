// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// A file to read text from.
struct SourceFile {
    std::filesystem::path path;
    std::string
        inside; ///< the path below the folder that was named; the file's name if it was itself
    std::uint64_t size = 0; ///< bytes on the disk
    bool named = false;     ///< given itself, not found in a folder
};

/// The extension below a compression's: ".py" of "a.py.gz".
std::string contentExtension(const std::filesystem::path &path);

/// The files of inputs, folders recursively in the order of their paths, without hidden ones, those
/// of `extensions` ("py", "txt"; empty: all). NotFound or Usage if an input is not there or nothing
/// is to read; `expected` ends that sentence: "text or JSONL files".
Result<std::vector<SourceFile>> listSourceFiles(const std::vector<std::filesystem::path> &inputs,
                                                const std::vector<std::string> &extensions,
                                                std::string_view expected);

} // namespace phi1
