// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/bench/python_library.h"

#include <algorithm>
#include <system_error>

#include "core/base/child_process.h"
#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> pythonStandardLibrary(const fs::path &interpreter)
{
    const std::string script = "import sysconfig; print(sysconfig.get_paths()['stdlib'], end='')";
    const std::string program = interpreter.empty() ? "python3" : interpreter.string();
    PHI1_ASSIGN(const ChildResult child, runChild({"/usr/bin/env", program, "-c", script}, true));
    std::error_code error;
    fs::recursive_directory_iterator entry(child.output, error);
    if (child.exitStatus != 0 || error)
        return failure(
            ErrorCode::NotFound,
            "The benchmark's corpus is Python's standard library, and no python3 was found "
            "to say where that is; install python3");
    std::vector<fs::path> files;
    while (entry != fs::recursive_directory_iterator()) {
        const fs::path &path = entry->path();
        if (path.filename() == "site-packages" || path.filename() == "__pycache__")
            entry.disable_recursion_pending();
        else if (path.extension() == ".py" && entry->is_regular_file(error)) {
            const auto content = readFile(path);
            if (content && isUtf8(*content))
                files.push_back(path);
        }
        entry.increment(error);
        if (error)
            break;
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace phi1
