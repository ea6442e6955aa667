// SPDX-License-Identifier: Apache-2.0
#include "model/checkpoints/checkpoint_files.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <limits>
#include <set>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/sealed_folder.h"
#include "core/base/text.h"
#include "model/checkpoints/file_memory.h"

namespace phi1 {

namespace {

bool isOptimizerFile(const std::string &name)
{
    return name.starts_with("optimizer");
}

bool isThere(const std::filesystem::path &path)
{
    std::error_code error;
    return std::filesystem::exists(path, error);
}

Result<Json> verify(const std::filesystem::path &folder, bool wholly, Verification verification)
{
    if (wholly)
        return verifySealedFolder(folder);
    // Sizes and the list itself are checked in any case.
    PHI1_ASSIGN(Json state, readSealedState(folder));
    std::vector<std::filesystem::path> files;
    for (const auto &[name, entry] : state["files"].items()) {
        if (!isOptimizerFile(name))
            files.push_back(folder / name);
    }
    const std::string hashes = hash128Hex(dumpJson(state["files"]));
    const FileMemory memory("sound files", files);
    if (verification == Verification::Remembered && memory.recall() == hashes)
        return state;
    PHI1_TRY(
        verifySealedFolder(folder, [](const std::string &name) { return !isOptimizerFile(name); }));
    memory.remember(hashes);
    return state;
}

bool hasTokenizer(const std::filesystem::path &folder)
{
    return isThere(folder / "tokenizer.json") || isThere(folder / "vocab.json") ||
           isThere(folder / "tokenizer.model");
}

} // namespace

std::string checkpointName(std::int64_t step)
{
    char name[32];
    std::snprintf(name, sizeof name, "step-%08lld", static_cast<long long>(step));
    return name;
}

std::vector<CheckpointEntry> listCheckpoints(const std::filesystem::path &checkpoints)
{
    std::vector<CheckpointEntry> entries;
    std::error_code error;
    for (std::filesystem::directory_iterator it(checkpoints, error), end; !error && it != end;
         it.increment(error)) {
        const std::string name = it->path().filename().string();
        constexpr std::string_view prefix = "step-";
        if (!name.starts_with(prefix))
            continue;
        std::int64_t step = 0;
        const char *last = name.data() + name.size();
        const auto parsed = std::from_chars(name.data() + prefix.size(), last, step);
        if (parsed.ec == std::errc() && parsed.ptr == last && it->is_directory(error))
            entries.push_back({it->path(), step});
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto &a, const auto &b) { return a.step > b.step; });
    return entries;
}

Result<VerifiedCheckpoint> newestCheckpoint(const std::filesystem::path &checkpoints, bool wholly,
                                            Verification verification)
{
    std::vector<std::string> warnings;
    for (const CheckpointEntry &entry : listCheckpoints(checkpoints)) {
        Result<Json> state = verify(entry.folder, wholly, verification);
        if (state)
            return VerifiedCheckpoint{entry, std::move(*state), std::move(warnings)};
        warnings.push_back(concat("checkpoint ", entry.folder.filename(),
                                  " is passed over: ", state.error().message));
    }
    if (warnings.empty())
        return failure(ErrorCode::NotFound, concat(checkpoints, " holds no checkpoint yet"));
    return failure(ErrorCode::Corrupt, concat("none of the checkpoints in ", checkpoints,
                                              " verifies; ", warnings.front()));
}

Result<OpenedCheckpoint> openCheckpoint(const std::filesystem::path &path,
                                        Verification verification)
{
    if (!isThere(path))
        return failure(ErrorCode::NotFound,
                       concat(path, " does not exist; expected a checkpoint or a run folder"));
    if (!std::filesystem::is_directory(path))
        return failure(ErrorCode::Incompatible,
                       concat(path,
                              " is a file; expected a run folder, or a checkpoint folder with "
                              "config.json and weights as safetensors"));
    std::filesystem::path folder = path;
    std::filesystem::path named = std::filesystem::absolute(path).lexically_normal();
    if (!named.has_filename())
        named = named.parent_path();
    std::optional<std::int64_t> step;
    std::vector<std::string> warnings;
    if (isThere(path / "run.toml")) {
        PHI1_ASSIGN(VerifiedCheckpoint newest,
                    newestCheckpoint(path / "checkpoints", false, verification));
        folder = newest.entry.folder;
        step = newest.entry.step;
        warnings = std::move(newest.warnings);
    } else if (isThere(path / "state.json")) {
        PHI1_ASSIGN(const Json state, verify(path, false, verification));
        if (state.contains("step") && state["step"].is_number_integer()) {
            step = state["step"].get<std::int64_t>();
            named = named.parent_path().parent_path();
        }
    }
    const std::string name =
        concat(named.filename(), step ? concat(" step ", *step) : std::string());

    PHI1_ASSIGN(PhiConfig config, readPhiConfig(folder));
    if (!config.quantisation.empty())
        return failure(ErrorCode::Incompatible,
                       concat(folder, " holds quantised weights (", config.quantisation,
                              "), which are not read yet; expected float32, float16 or bfloat16: "
                              "use the checkpoint they were made from"));
    PHI1_ASSIGN(Weights weights, Weights::open(folder));
    std::shared_ptr<const Tokenizer> tokenizer;
    if (hasTokenizer(folder)) {
        PHI1_ASSIGN(tokenizer, loadTokenizer(folder));
    }
    return OpenedCheckpoint{std::move(folder),    name, std::move(config),  std::move(weights),
                            std::move(tokenizer), step, std::move(warnings)};
}

Result<void> markUsed(const std::filesystem::path &checkpoint, const std::filesystem::path &user)
{
    const std::filesystem::path marker = checkpoint.string() + ".used-by";
    const std::string line = user.string() + "\n";
    std::string content;
    if (isThere(marker)) {
        PHI1_ASSIGN(content, readFile(marker, 1u << 20));
        if (("\n" + content).find("\n" + line) != std::string::npos)
            return {};
    }
    return writeFileAtomically(marker, content + line);
}

std::vector<std::filesystem::path> pruneCheckpoints(const std::filesystem::path &checkpoints,
                                                    std::int64_t keep)
{
    std::vector<std::filesystem::path> removed;
    if (keep <= 0)
        return removed;
    const std::vector<CheckpointEntry> entries = listCheckpoints(checkpoints);
    std::set<std::int64_t> kept;
    double lowest = std::numeric_limits<double>::infinity();
    std::optional<std::int64_t> best;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const CheckpointEntry &entry = entries[i];
        if (static_cast<std::int64_t>(i) < keep || isThere(entry.folder.string() + ".used-by"))
            kept.insert(entry.step);
        const Result<Json> state = readSealedState(entry.folder);
        if (!state || !state->contains("validation_loss") ||
            !(*state)["validation_loss"].is_number())
            continue;
        const double loss = (*state)["validation_loss"].get<double>();
        if (loss < lowest) {
            lowest = loss;
            best = entry.step;
        }
    }
    if (best)
        kept.insert(*best);
    for (const CheckpointEntry &entry : entries) {
        if (kept.contains(entry.step))
            continue;
        // Renamed first: what is half removed must not look like a checkpoint.
        const std::filesystem::path doomed =
            checkpoints / concat(".", entry.folder.filename(), ".tmp-removed");
        std::error_code error;
        std::filesystem::rename(entry.folder, doomed, error);
        if (error)
            continue;
        std::filesystem::remove_all(doomed, error);
        removed.push_back(entry.folder);
    }
    return removed;
}

} // namespace phi1
