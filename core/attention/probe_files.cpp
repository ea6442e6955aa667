// SPDX-License-Identifier: Apache-2.0
#include "core/attention/probe_files.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <limits>
#include <map>
#include <optional>

#include "core/attention/array_file.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::string_view format = "phi1-attention-probe";
constexpr int version = 1;
constexpr std::uint64_t mostBytes = 1ull << 30;
constexpr std::int64_t mostSide = 1 << 16; ///< of layers, heads, prompts, cells, tokens

std::optional<std::int64_t> numberIn(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0)
        return std::nullopt;
    return value;
}

std::string named(std::size_t prompt, const char *what)
{
    return concat("prompt.", prompt, ".", what);
}

std::map<std::string, std::string, std::less<>> factsOf(const AttentionProbe &probe)
{
    Json prompts = Json::array();
    for (const ProbedPrompt &prompt : probe.prompts)
        prompts.push_back({{"text", prompt.text}, {"block", prompt.block}});
    Json scores = Json::array();
    for (const HeadScoreFacts &fact : headScoreFacts())
        scores.push_back(fact.key);
    return {{"format", std::string(format)},
            {"version", std::to_string(version)},
            {"step", std::to_string(probe.step)},
            {"prompts", dumpJson(prompts)},
            {"scores", dumpJson(scores)}};
}

/// Where each score of ours lies among the file's, -1 where it has none.
Result<std::vector<std::int64_t>> columnsOf(const Json &keys)
{
    std::vector<std::int64_t> columns(headScoreCount, -1);
    if (!keys.is_array())
        return failure(ErrorCode::Corrupt, "the list of scores is no list");
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!keys[i].is_string())
            return failure(ErrorCode::Corrupt, "the list of scores has something else than names");
        if (const auto score = headScoreNamed(keys[i].get<std::string>()))
            columns[static_cast<std::size_t>(*score)] = static_cast<std::int64_t>(i);
    }
    return columns;
}

class ProbeReader
{
public:
    explicit ProbeReader(const ArrayFile &file)
        : m_file(file)
    {}

    Result<AttentionProbe> read()
    {
        if (metadata("format") != format)
            return failure(ErrorCode::Corrupt, "it is no record of attention");
        const auto found = numberIn(metadata("version"));
        if (!found || *found > version)
            return failure(ErrorCode::Incompatible,
                           concat("its version is ", printable(metadata("version"), 20),
                                  ", this program knows up to ", version,
                                  "; open it with a newer one"));
        AttentionProbe probe;
        const auto step = numberIn(metadata("step"));
        if (!step)
            return failure(ErrorCode::Corrupt, "it names no step");
        probe.step = *step;
        PHI1_ASSIGN(const Json prompts, parseJson(metadata("prompts"), "the list of prompts"));
        PHI1_ASSIGN(const Json keys, parseJson(metadata("scores"), "the list of scores"));
        PHI1_ASSIGN(m_columns, columnsOf(keys));
        m_scores = std::ssize(keys);
        if (!prompts.is_array() || std::ssize(prompts) > mostSide)
            return failure(ErrorCode::Corrupt, "the list of prompts is no list");
        const std::vector<std::int64_t> pairs = {-1, 2};
        PHI1_ASSIGN(const ArrayView pinned, m_file.array("pinned", ArrayType::I32, pairs));
        const std::vector<std::int64_t> two = {2};
        PHI1_ASSIGN(const ArrayView shape, m_file.array("shape", ArrayType::I32, two));
        probe.layers = shape.integers()[0];
        probe.heads = shape.integers()[1];
        if (probe.layers < 1 || probe.layers > mostSide || probe.heads < 1 ||
            probe.heads > mostSide)
            return failure(ErrorCode::Corrupt, concat("it tells of ", probe.layers, " layers of ",
                                                      probe.heads, " heads"));
        const std::vector<std::int32_t> heads = pinned.integers();
        for (std::size_t i = 0; i + 1 < heads.size(); i += 2) {
            if (heads[i] < 0 || heads[i] >= probe.layers || heads[i + 1] < 0 ||
                heads[i + 1] >= probe.heads)
                return failure(ErrorCode::Corrupt,
                               concat("head ", heads[i], ".", heads[i + 1],
                                      " is pinned, but there are ", probe.layers, " layers of ",
                                      probe.heads, " heads"));
            probe.pinned.push_back({heads[i], heads[i + 1]});
        }
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            PHI1_ASSIGN(ProbedPrompt prompt, readPrompt(probe, prompts[i], i));
            probe.prompts.push_back(std::move(prompt));
        }
        return probe;
    }

private:
    std::string_view metadata(std::string_view key) const
    {
        const auto found = m_file.metadata.find(key);
        return found == m_file.metadata.end() ? std::string_view() : found->second;
    }

    Result<ProbedPrompt> readPrompt(const AttentionProbe &probe, const Json &facts,
                                    std::size_t index)
    {
        ProbedPrompt prompt;
        if (!facts.is_object() || !facts.contains("text") || !facts["text"].is_string() ||
            !facts.contains("block") || !facts["block"].is_number_integer())
            return failure(ErrorCode::Corrupt,
                           concat("prompt ", index, " has no text or no block"));
        prompt.text = facts["text"].get<std::string>();
        const auto block = facts["block"].get<std::int64_t>();
        const std::int64_t layers = probe.layers;
        const std::int64_t heads = probe.heads;
        const std::vector<std::int64_t> list = {-1};
        PHI1_ASSIGN(const ArrayView ids, m_file.array(named(index, "ids"), ArrayType::I32, list));
        const std::int64_t tokens = ids.elements();
        const std::vector<std::int64_t> alike = {tokens};
        PHI1_ASSIGN(const ArrayView lengths,
                    m_file.array(named(index, "lengths"), ArrayType::I32, alike));
        const std::vector<std::int64_t> grid = {layers, heads, -1, -1};
        PHI1_ASSIGN(const ArrayView thumbnails,
                    m_file.array(named(index, "thumbnails"), ArrayType::U8, grid));
        const std::int64_t cells = thumbnails.shape[2];
        if (cells != thumbnails.shape[3] || cells < 1 || cells > mostSide || block < 1 ||
            block > mostSide || tokens > cells * block)
            return failure(ErrorCode::Corrupt,
                           concat("prompt ", index, " has thumbnails of ", cells, " × ",
                                  thumbnails.shape[3], " cells of ", block, " for ", tokens,
                                  " tokens"));
        const std::vector<std::int64_t> table = {layers, heads, m_scores};
        PHI1_ASSIGN(const ArrayView scores,
                    m_file.array(named(index, "scores"), ArrayType::F32, table));
        const std::vector<std::int64_t> whole = {std::ssize(probe.pinned), tokens, tokens};
        PHI1_ASSIGN(const ArrayView maps,
                    m_file.array(named(index, "maps"), ArrayType::F16, whole));
        prompt.ids = ids.integers();
        prompt.lengths = lengths.integers();
        prompt.cells = static_cast<std::int32_t>(cells);
        prompt.block = static_cast<std::int32_t>(block);
        const auto codes = thumbnails.bytes;
        const auto *bytes = reinterpret_cast<const std::uint8_t *>(codes.data());
        prompt.thumbnails.assign(bytes, bytes + codes.size());
        const std::vector<float> values = scores.floats();
        for (std::int64_t head = 0; head < layers * heads; ++head) {
            for (const std::int64_t column : m_columns)
                prompt.scores.push_back(
                    column < 0 ? std::numeric_limits<float>::quiet_NaN()
                               : values[static_cast<std::size_t>(head * m_scores + column)]);
        }
        const auto *halves = maps.bytes.data();
        prompt.maps.resize(static_cast<std::size_t>(maps.elements()));
        std::copy_n(halves, maps.bytes.size(), reinterpret_cast<std::byte *>(prompt.maps.data()));
        return prompt;
    }

    const ArrayFile &m_file;
    std::vector<std::int64_t> m_columns;
    std::int64_t m_scores = 0;
};

} // namespace

Result<PinnedHead> parsePinnedHead(std::string_view text, std::int64_t layers, std::int64_t heads)
{
    const std::size_t dot = text.find('.');
    const auto layer = numberIn(text.substr(0, dot));
    const auto head = dot == std::string_view::npos ? std::nullopt : numberIn(text.substr(dot + 1));
    if (!layer || !head)
        return failure(ErrorCode::Usage, concat("\"", printable(text, 40),
                                                "\" names no head, expected layer.head like 1.3"));
    if (*layer >= layers || *head >= heads)
        return failure(ErrorCode::Usage, concat("there is no head ", *layer, ".", *head,
                                                ": the model has layers 0 to ", layers - 1,
                                                " and heads 0 to ", heads - 1));
    return PinnedHead{static_cast<std::int32_t>(*layer), static_cast<std::int32_t>(*head)};
}

std::filesystem::path probePath(const std::filesystem::path &run, std::int64_t step)
{
    std::array<char, 32> name{};
    (void)std::snprintf(name.data(), name.size(), "step-%08lld", static_cast<long long>(step));
    return run / "attention" / (std::string(name.data()) + ".safetensors");
}

std::vector<ProbeFile> listProbes(const std::filesystem::path &run)
{
    std::vector<ProbeFile> files;
    std::error_code error;
    std::filesystem::directory_iterator entry(run / "attention", error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        const std::string stem = entry->path().stem().string();
        if (entry->path().extension() != ".safetensors" || !stem.starts_with("step-"))
            continue;
        if (const auto step = numberIn(std::string_view(stem).substr(5)))
            files.push_back({*step, entry->path()});
    }
    std::sort(files.begin(), files.end(),
              [](const ProbeFile &a, const ProbeFile &b) { return a.step < b.step; });
    return files;
}

Result<void> writeProbe(const std::filesystem::path &run, const AttentionProbe &probe)
{
    std::vector<std::int32_t> pinned;
    for (const PinnedHead &head : probe.pinned)
        pinned.insert(pinned.end(), {head.layer, head.head});
    const std::vector<std::int32_t> shape = {probe.layers, probe.heads};
    std::map<std::string, ArrayView, std::less<>> arrays;
    arrays["shape"] = arrayOf(std::span(shape), {2});
    arrays["pinned"] =
        arrayOf(std::span<const std::int32_t>(pinned), {std::ssize(probe.pinned), 2});
    const std::int64_t layers = probe.layers;
    const std::int64_t heads = probe.heads;
    for (std::size_t i = 0; i < probe.prompts.size(); ++i) {
        const ProbedPrompt &prompt = probe.prompts[i];
        const auto tokens = std::ssize(prompt.ids);
        arrays[named(i, "ids")] = arrayOf(std::span(prompt.ids), {tokens});
        arrays[named(i, "lengths")] = arrayOf(std::span(prompt.lengths), {tokens});
        arrays[named(i, "thumbnails")] =
            arrayOf(std::span(prompt.thumbnails), {layers, heads, prompt.cells, prompt.cells});
        arrays[named(i, "scores")] =
            arrayOf(std::span(prompt.scores), {layers, heads, headScoreCount});
        arrays[named(i, "maps")] =
            halfArrayOf(prompt.maps, {std::ssize(probe.pinned), tokens, tokens});
    }
    PHI1_TRY(makeFolders(run / "attention"));
    return writeFileAtomically(probePath(run, probe.step),
                               safetensorsBytes(arrays, factsOf(probe)));
}

Result<AttentionProbe> readProbe(const std::filesystem::path &path)
{
    PHI1_ASSIGN(const std::string bytes, readFile(path, mostBytes));
    PHI1_ASSIGN(const ArrayFile file, readSafetensors(bytes, path.string()));
    auto probe = ProbeReader(file).read();
    if (!probe)
        return failure(probe.error().code, concat(path, ": ", probe.error().message));
    return probe;
}

} // namespace phi1
