// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/import/import_files.h"

#include <algorithm>

#include "core/base/text.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

/// The extension below a compression's: ".py" of "a.py.gz".
std::string contentExtension(const fs::path &path)
{
    const std::string last = path.extension().string();
    return last == ".gz" || last == ".zst" ? path.stem().extension().string() : last;
}

ImportFileKind kindOf(const fs::path &path)
{
    const std::string extension = contentExtension(path);
    if (extension == ".jsonl" || extension == ".ndjson")
        return ImportFileKind::JsonLines;
    return extension == ".parquet" ? ImportFileKind::Parquet : ImportFileKind::Document;
}

bool isWanted(const fs::path &path, const std::vector<std::string> &extensions)
{
    const std::string extension = contentExtension(path);
    return extensions.empty() ||
           std::any_of(extensions.begin(), extensions.end(), [&](const std::string &wanted) {
               return extension == (wanted.starts_with('.') ? wanted : concat('.', wanted));
           });
}

Result<void> addFolder(const fs::path &folder, const std::vector<std::string> &extensions,
                       std::vector<ImportFile> &files)
{
    const auto before = static_cast<std::ptrdiff_t>(files.size());
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        const fs::path &path = entry->path();
        std::error_code ignored;
        if (path.filename().string().starts_with('.')) {
            if (entry->is_directory(ignored))
                entry.disable_recursion_pending();
            continue;
        }
        if (entry->is_regular_file(ignored) && isWanted(path, extensions))
            files.push_back({path, path.lexically_relative(folder).string(), kindOf(path),
                             entry->file_size(ignored), false});
    }
    if (error)
        return failure(ErrorCode::Io, concat(folder, " cannot be listed: ", error.message()));
    // The order of a directory is the file system's; ours is the same everywhere.
    std::sort(files.begin() + before, files.end(), [](const ImportFile &a, const ImportFile &b) {
        return a.path.native() < b.path.native();
    });
    return {};
}

} // namespace

Result<std::vector<ImportFile>> importFiles(const std::vector<fs::path> &inputs,
                                            const std::vector<std::string> &extensions)
{
    std::vector<ImportFile> files;
    for (const fs::path &given : inputs) {
        std::error_code error;
        const fs::path input = fs::absolute(given, error).lexically_normal();
        const fs::file_status status = fs::status(input, error);
        if (!fs::exists(status))
            return failure(ErrorCode::NotFound,
                           concat(given, " does not exist; expected a file or folder with text"));
        if (fs::is_directory(status)) {
            PHI1_TRY(addFolder(input, extensions, files));
            continue;
        }
        const std::uintmax_t size = fs::is_regular_file(status) ? fs::file_size(input, error) : 0;
        files.push_back({input, input.filename().string(), kindOf(input), size, true});
    }
    if (files.empty())
        return failure(ErrorCode::Usage,
                       concat(inputs.empty() ? "there is no input"
                                             : concat(inputs.front(), " holds no file to read"),
                              extensions.empty() ? "" : " with the extensions asked for",
                              "; expected text, JSONL or Parquet files"));
    return files;
}

} // namespace phi1
