// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/import/import_files.h"

#include "core/corpora/source_files.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

ImportFileKind kindOf(const fs::path &path)
{
    const std::string extension = contentExtension(path);
    if (extension == ".jsonl" || extension == ".ndjson")
        return ImportFileKind::JsonLines;
    return extension == ".parquet" ? ImportFileKind::Parquet : ImportFileKind::Document;
}

} // namespace

Result<std::vector<ImportFile>> importFiles(const std::vector<fs::path> &inputs,
                                            const std::vector<std::string> &extensions)
{
    PHI1_ASSIGN(std::vector<SourceFile> found,
                listSourceFiles(inputs, extensions, "text, JSONL or Parquet files"));
    std::vector<ImportFile> files;
    for (SourceFile &file : found) {
        std::error_code error;
        const fs::path path = fs::absolute(file.path, error).lexically_normal();
        files.push_back({path, std::move(file.inside), kindOf(path), file.size, file.named});
    }
    return files;
}

} // namespace phi1
