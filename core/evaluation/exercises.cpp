// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/exercises.h"

#include <algorithm>
#include <unordered_set>

#include <zlib.h>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::uint64_t fileLimit = 256ull << 20;

Result<std::string> textField(const Json &json, const char *key, bool required,
                              std::string_view what)
{
    const auto found = json.find(key);
    if (found == json.end() || found->is_null()) {
        if (required)
            return failure(ErrorCode::Corrupt,
                           concat(what, " has no \"", key, "\", which an exercise needs"));
        return std::string();
    }
    if (!found->is_string())
        return failure(ErrorCode::Corrupt, concat(what, ": \"", key, "\" is ", found->type_name(),
                                                  ", expected a string"));
    auto value = found->get<std::string>();
    if (required && value.empty())
        return failure(ErrorCode::Corrupt, concat(what, ": \"", key, "\" is empty"));
    return value;
}

bool isIdentifier(std::string_view name)
{
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && !(c >= '0' && c <= '9'))
            return false;
    }
    return !name.empty() && !(name[0] >= '0' && name[0] <= '9');
}

Result<std::string> inflateGzip(std::string_view packed, const std::filesystem::path &path,
                                std::uint64_t limit)
{
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK)
        return failure(ErrorCode::Io, "zlib could not be started");
    struct End {
        z_stream *stream;
        ~End() { inflateEnd(stream); }
    } end{&stream};
    // zlib does not write through next_in; its type predates const.
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string text;
    std::string buffer(1 << 16, '\0');
    while (true) {
        stream.next_out = reinterpret_cast<Bytef *>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        const int status = inflate(&stream, Z_NO_FLUSH);
        text.append(buffer, 0, buffer.size() - stream.avail_out);
        if (text.size() > limit)
            return failure(ErrorCode::Incompatible, concat(path, " unpacks to more than ",
                                                           formatBytes(limit), ", the limit"));
        if (status == Z_STREAM_END && stream.avail_in == 0)
            return text;
        if (status == Z_STREAM_END) // a further member
            inflateReset(&stream);
        else if (status != Z_OK || (stream.avail_in == 0 && stream.avail_out != 0))
            return failure(ErrorCode::Corrupt,
                           concat(path, " is damaged or cut off: its gzip data do not unpack"));
    }
}

} // namespace

Json exerciseToJson(const Exercise &exercise)
{
    Json json = {{"task_id", exercise.taskId},
                 {"prompt", exercise.prompt},
                 {"entry_point", exercise.entryPoint},
                 {"canonical_solution", exercise.canonicalSolution},
                 {"test", exercise.test}};
    if (!exercise.family.empty())
        json["family"] = exercise.family;
    if (!exercise.argument.empty())
        json["argument"] = exercise.argument;
    return json;
}

Result<Exercise> exerciseFromJson(const Json &json, std::string_view what)
{
    if (!json.is_object())
        return failure(ErrorCode::Corrupt,
                       concat(what, " is ", json.type_name(), ", expected an object"));
    Exercise exercise;
    PHI1_ASSIGN(exercise.taskId, textField(json, "task_id", true, what));
    PHI1_ASSIGN(exercise.prompt, textField(json, "prompt", true, what));
    PHI1_ASSIGN(exercise.entryPoint, textField(json, "entry_point", true, what));
    PHI1_ASSIGN(exercise.test, textField(json, "test", true, what));
    PHI1_ASSIGN(exercise.canonicalSolution, textField(json, "canonical_solution", false, what));
    PHI1_ASSIGN(exercise.family, textField(json, "family", false, what));
    PHI1_ASSIGN(exercise.argument, textField(json, "argument", false, what));
    if (!isIdentifier(exercise.entryPoint))
        return failure(ErrorCode::Corrupt,
                       concat(what, ": \"entry_point\" is \"", printable(exercise.entryPoint),
                              "\", expected the name of a Python function"));
    return exercise;
}

Result<std::string> readTextMaybeGzip(const std::filesystem::path &path, std::uint64_t limit)
{
    Result<std::string> bytes = readFile(path, limit);
    if (!bytes || !bytes->starts_with("\x1f\x8b"))
        return bytes;
    return inflateGzip(*bytes, path, limit);
}

Result<void>
forEachJsonLine(const std::filesystem::path &path,
                const std::function<Result<void>(const Json &json, const std::string &what)> &use)
{
    PHI1_ASSIGN(const std::string text, readTextMaybeGzip(path, fileLimit));
    std::size_t lineNumber = 0;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const std::string_view line = std::string_view(text).substr(start, end - start);
        start = end + 1;
        ++lineNumber;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        const std::string what = concat("line ", lineNumber, " of ", path);
        PHI1_ASSIGN(const Json json, parseJson(line, what));
        PHI1_TRY(use(json, what));
    }
    return {};
}

Result<std::vector<Exercise>> readExercises(const std::filesystem::path &path)
{
    std::vector<Exercise> exercises;
    std::unordered_set<std::string> seen;
    PHI1_TRY(forEachJsonLine(path, [&](const Json &json, const std::string &what) -> Result<void> {
        PHI1_ASSIGN(Exercise exercise, exerciseFromJson(json, what));
        if (!seen.insert(exercise.taskId).second)
            return failure(ErrorCode::Corrupt,
                           concat(what, " repeats the task_id \"", printable(exercise.taskId),
                                  "\", which must be unique"));
        exercises.push_back(std::move(exercise));
        return {};
    }));
    if (exercises.empty())
        return failure(ErrorCode::Corrupt,
                       concat(path, " holds no exercises; expected one JSON object a line"));
    return exercises;
}

std::string exercisesToJsonLines(const std::vector<Exercise> &exercises)
{
    std::string text;
    for (const Exercise &exercise : exercises)
        text += dumpJson(exerciseToJson(exercise)) + "\n";
    return text;
}

} // namespace phi1
