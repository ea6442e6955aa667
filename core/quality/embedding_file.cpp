// SPDX-License-Identifier: Apache-2.0
#include "core/quality/embedding_file.h"

#include <algorithm>
#include <bit>
#include <unordered_set>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/mapped_file.h"
#include "core/base/text.h"

namespace phi1 {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "the files are little-endian");

namespace {

constexpr const char *formatName = "phi1-embeddings";
constexpr int formatVersion = 1;
constexpr std::uint32_t widestVector = 1u << 20;

struct Paths {
    fs::path facts, values, rows;
};

fs::path folderOf(const CorpusFiles &corpus)
{
    return corpus.folder / "embeddings";
}

Result<Paths> pathsOf(const CorpusFiles &corpus, std::string_view name)
{
    const bool usable = !name.empty() && name.front() != '.' && name.size() <= 200 &&
                        std::none_of(name.begin(), name.end(), [](unsigned char byte) {
                            return byte < 0x20 || byte == 0x7f || byte == '/';
                        });
    if (!usable)
        return failure(ErrorCode::Usage, concat("'", printable(name),
                                                "' cannot name embeddings: a file name without a "
                                                "leading dot is expected."));
    const std::string stem(name);
    const fs::path folder = folderOf(corpus);
    return Paths{folder / (stem + ".json"), folder / (stem + ".f32"), folder / (stem + ".rows")};
}

Result<EmbeddingFacts> readFacts(const fs::path &file, std::string_view name)
{
    PHI1_ASSIGN(Json json, readJsonFile(file));
    const auto corrupt = [&](std::string_view what) {
        return failure(ErrorCode::Corrupt, concat(file, ": ", what));
    };
    if (!json.is_object() || json.value("format", Json()) != formatName)
        return corrupt("it does not describe embeddings.");
    const Json version = json.value("version", Json());
    if (!version.is_number_integer())
        return corrupt("it has no version.");
    if (version != formatVersion)
        return failure(ErrorCode::Incompatible, concat(file, " is of version ", version.dump(),
                                                       ", known is ", formatVersion, "."));
    const Json width = json.value("width", Json());
    if (!json.value("model", Json()).is_string() || !json.value("checkpoint", Json()).is_string() ||
        !width.is_number_integer() || width < 1 || width > widestVector)
        return corrupt("model, checkpoint or width is missing or impossible.");
    EmbeddingFacts facts;
    facts.name = name;
    facts.checkpoint = json["checkpoint"];
    facts.model = json["model"];
    facts.width = width;
    for (const char *own : {"format", "version", "checkpoint", "model", "width"})
        json.erase(own);
    facts.extra = std::move(json);
    return facts;
}

Json toJson(const EmbeddingFacts &facts)
{
    Json json = {{"format", formatName},
                 {"version", formatVersion},
                 {"checkpoint", facts.checkpoint},
                 {"model", facts.model},
                 {"width", facts.width}};
    for (const auto &[key, value] : facts.extra.items()) {
        if (!json.contains(key))
            json[key] = value;
    }
    return json;
}

template<typename T>
std::span<const T> valuesOf(const MappedFile &file, std::size_t count)
{
    // A mapping begins at a page, so that its numbers are aligned.
    return {reinterpret_cast<const T *>(file.bytes().data()), count};
}

} // namespace

struct EmbeddingFile::State {
    EmbeddingFacts facts;
    MappedFile values;
    std::vector<SampleRow> rows;
};

EmbeddingFile::EmbeddingFile(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
EmbeddingFile::EmbeddingFile(EmbeddingFile &&) noexcept = default;
EmbeddingFile &EmbeddingFile::operator=(EmbeddingFile &&) noexcept = default;
EmbeddingFile::~EmbeddingFile() = default;

Result<EmbeddingFile> EmbeddingFile::open(const CorpusFiles &corpus, std::string_view name)
{
    PHI1_ASSIGN(const Paths paths, pathsOf(corpus, name));
    PHI1_ASSIGN(EmbeddingFacts facts, readFacts(paths.facts, name));
    PHI1_ASSIGN(const MappedFile rowFile, MappedFile::open(paths.rows));
    PHI1_ASSIGN(MappedFile values, MappedFile::open(paths.values));
    const std::size_t count = rowFile.bytes().size() / sizeof(SampleRow);
    if (count > values.bytes().size() / sizeof(float) / facts.width)
        return failure(ErrorCode::Corrupt,
                       concat(paths.values, " holds ", formatBytes(values.bytes().size()),
                              ", too little for ", count, " vectors of ", facts.width,
                              " numbers; make the embeddings again."));
    const auto mapped = valuesOf<SampleRow>(rowFile, count);
    std::vector<SampleRow> rows(mapped.begin(), mapped.end());
    PHI1_TRY(rowFile.check());
    std::vector<SampleRow> sorted = rows;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end())
        return failure(ErrorCode::Corrupt, concat(paths.rows, " names sample ", *twice, " twice."));
    return EmbeddingFile(
        std::make_unique<State>(State{std::move(facts), std::move(values), std::move(rows)}));
}

const EmbeddingFacts &EmbeddingFile::facts() const
{
    return m_state->facts;
}

std::span<const SampleRow> EmbeddingFile::rows() const
{
    return m_state->rows;
}

std::span<const float> EmbeddingFile::values() const
{
    return valuesOf<float>(m_state->values, m_state->rows.size() * m_state->facts.width);
}

std::span<const float> EmbeddingFile::vector(std::size_t index) const
{
    return values().subspan(index * m_state->facts.width, m_state->facts.width);
}

Result<void> EmbeddingFile::check() const
{
    return m_state->values.check();
}

std::vector<std::string> embeddingNames(const CorpusFiles &corpus)
{
    std::vector<std::string> names;
    std::error_code ignored;
    for (fs::directory_iterator entry(folderOf(corpus), ignored), end; entry != end;
         entry.increment(ignored)) {
        if (ignored)
            break;
        if (entry->path().extension() == ".json")
            names.push_back(entry->path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

struct EmbeddingWriter::State {
    EmbeddingFacts facts;
    Paths paths;
    FileDescriptor values, rows;
    std::unordered_set<SampleRow> done;
    std::string pendingValues, pendingRows;
};

EmbeddingWriter::EmbeddingWriter(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
EmbeddingWriter::EmbeddingWriter(EmbeddingWriter &&) noexcept = default;
EmbeddingWriter &EmbeddingWriter::operator=(EmbeddingWriter &&) noexcept = default;
EmbeddingWriter::~EmbeddingWriter() = default;

Result<EmbeddingWriter> EmbeddingWriter::open(const CorpusFiles &corpus,
                                              const EmbeddingFacts &facts)
{
    auto state = std::make_unique<State>();
    state->facts = facts;
    PHI1_ASSIGN(state->paths, pathsOf(corpus, facts.name));
    if (facts.width < 1 || facts.width > widestVector)
        return failure(ErrorCode::Usage, concat("Vectors of ", facts.width, " numbers."));
    PHI1_TRY(makeFolders(folderOf(corpus)));
    std::error_code ignored;
    std::uint64_t count = 0;
    if (fs::exists(state->paths.facts, ignored)) {
        PHI1_ASSIGN(const EmbeddingFile before, EmbeddingFile::open(corpus, facts.name));
        if (before.facts().model != facts.model || before.facts().width != facts.width)
            return failure(ErrorCode::Incompatible,
                           concat(state->paths.facts, " holds vectors of ", before.facts().width,
                                  " numbers of model ", before.facts().model, ", not of ",
                                  facts.width, " of model ", facts.model,
                                  "; remove it or choose another name."));
        state->done.insert(before.rows().begin(), before.rows().end());
        count = before.rows().size();
    }
    constexpr int flags = O_WRONLY | O_CREAT;
    PHI1_ASSIGN(state->values, openFile(state->paths.values, flags));
    PHI1_ASSIGN(state->rows, openFile(state->paths.rows, flags));
    // What a death left behind the last whole vector goes.
    const auto cut = [](const FileDescriptor &file, std::uint64_t size,
                        const fs::path &path) -> Result<void> {
        if (::ftruncate(file.get(), static_cast<off_t>(size)) != 0 ||
            ::lseek(file.get(), 0, SEEK_END) < 0)
            return failure(ErrorCode::Io,
                           concat(path, " cannot be written: ", systemMessage(errno)));
        return {};
    };
    PHI1_TRY(cut(state->rows, count * sizeof(SampleRow), state->paths.rows));
    PHI1_TRY(cut(state->values, count * facts.width * sizeof(float), state->paths.values));
    if (count == 0) // last, so that a description never stands without its files
        PHI1_TRY(writeFileAtomically(state->paths.facts, dumpJsonPretty(toJson(facts))));
    return EmbeddingWriter(std::move(state));
}

bool EmbeddingWriter::has(SampleRow row) const
{
    return m_state->done.contains(row);
}

std::size_t EmbeddingWriter::count() const
{
    return m_state->done.size();
}

Result<void> EmbeddingWriter::add(SampleRow row, std::span<const float> vector)
{
    if (vector.size() != m_state->facts.width)
        return failure(ErrorCode::Usage, concat("A vector of ", vector.size(), " numbers, not ",
                                                m_state->facts.width, "."));
    if (!m_state->done.insert(row).second)
        return failure(ErrorCode::Usage, concat("Sample ", row, " has its vector already."));
    m_state->pendingValues.append(reinterpret_cast<const char *>(vector.data()),
                                  vector.size_bytes());
    m_state->pendingRows.append(reinterpret_cast<const char *>(&row), sizeof row);
    return {};
}

Result<void> EmbeddingWriter::flush()
{
    PHI1_TRY(writeAll(m_state->values.get(), m_state->pendingValues, m_state->paths.values));
    m_state->pendingValues.clear();
    PHI1_TRY(writeAll(m_state->rows.get(), m_state->pendingRows, m_state->paths.rows));
    m_state->pendingRows.clear();
    return {};
}

} // namespace phi1
