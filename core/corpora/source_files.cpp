// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/source_files.h"

#include <algorithm>

#include "core/base/text.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

bool isWanted(const fs::path &path, const std::vector<std::string> &extensions)
{
    if (extensions.empty())
        return true;
    const std::string extension = contentExtension(path);
    return std::any_of(extensions.begin(), extensions.end(), [&](const std::string &wanted) {
        return extension == (wanted.starts_with('.') ? wanted : concat('.', wanted));
    });
}

Result<void> addFolder(const fs::path &folder, const std::vector<std::string> &extensions,
                       std::vector<SourceFile> &files)
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
            files.push_back(
                {path, path.lexically_relative(folder).string(), entry->file_size(ignored), false});
    }
    if (error)
        return failure(ErrorCode::Io, concat(folder, " cannot be listed: ", error.message()));
    // The order of a directory is the file system's; ours is the same everywhere.
    std::sort(files.begin() + before, files.end(), [](const SourceFile &a, const SourceFile &b) {
        return a.path.native() < b.path.native();
    });
    return {};
}

} // namespace

std::string contentExtension(const fs::path &path)
{
    const std::string last = path.extension().string();
    return last == ".gz" || last == ".zst" ? path.stem().extension().string() : last;
}

Result<std::vector<SourceFile>> listSourceFiles(const std::vector<fs::path> &inputs,
                                                const std::vector<std::string> &extensions,
                                                std::string_view expected)
{
    std::vector<SourceFile> files;
    for (const fs::path &input : inputs) {
        std::error_code error;
        const fs::file_status status = fs::status(input, error);
        if (!fs::exists(status))
            return failure(ErrorCode::NotFound,
                           concat(input, " does not exist; expected a file or folder with text"));
        if (fs::is_directory(status)) {
            PHI1_TRY(addFolder(input, extensions, files));
            continue;
        }
        const std::uintmax_t size = fs::is_regular_file(status) ? fs::file_size(input, error) : 0;
        files.push_back({input, input.filename().string(), size, true});
    }
    if (files.empty())
        return failure(ErrorCode::Usage,
                       concat(inputs.empty() ? "there is no input"
                                             : concat(inputs.front(), " holds no file to read"),
                              extensions.empty() ? "" : " with the extensions asked for",
                              "; expected ", expected));
    return files;
}

} // namespace phi1
