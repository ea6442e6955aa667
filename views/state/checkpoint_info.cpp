// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/checkpoint_info.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <sys/stat.h>

#include "core/base/files.h"

namespace phi1 {

QVector<CheckpointInfo> readCheckpoints(const QString &runFolder)
{
    QVector<CheckpointInfo> result;
    const std::filesystem::path folder =
        std::filesystem::path(runFolder.toStdString()) / "checkpoints";
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        const std::string name = it->path().filename().string();
        constexpr std::string_view prefix = "step-";
        if (!name.starts_with(prefix))
            continue;
        CheckpointInfo checkpoint;
        const char *last = name.data() + name.size();
        const auto parsed = std::from_chars(name.data() + prefix.size(), last, checkpoint.step);
        struct stat state {};
        if (parsed.ec != std::errc() || parsed.ptr != last ||
            ::stat((it->path() / "state.json").c_str(), &state) != 0)
            continue;
        checkpoint.folder = QString::fromStdString(it->path().string());
        checkpoint.written = double(state.st_mtim.tv_sec);
        if (const auto users = readFile(it->path().string() + ".used-by", 1u << 20))
            checkpoint.usedBy = QString::fromStdString(*users).split(u'\n', Qt::SkipEmptyParts);
        result += checkpoint;
    }
    std::sort(result.begin(), result.end(),
              [](const CheckpointInfo &a, const CheckpointInfo &b) { return a.step < b.step; });
    return result;
}

} // namespace phi1
