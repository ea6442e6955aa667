// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/document_reader.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include <simdjson.h>

#include "core/base/text.h"
#include "core/corpora/byte_source.h"
#include "core/corpora/source_files.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

/// As far as git looks for a zero byte.
constexpr std::size_t binaryProbe = 8000;

bool isJsonLines(const fs::path &path)
{
    const std::string extension = contentExtension(path);
    return extension == ".jsonl" || extension == ".ndjson";
}

/// One line after the other, each with room behind it for the JSON parser.
class LineReader
{
public:
    LineReader(ByteSource &source, fs::path path, std::uint64_t longest)
        : m_source(source)
        , m_path(std::move(path))
        , m_longest(longest)
    {
        m_buffer.resize(chunk + simdjson::SIMDJSON_PADDING);
    }

    /// @return nothing at the end
    Result<std::optional<std::string_view>> next()
    {
        std::size_t searched = m_begin;
        for (;;) {
            const void *found = std::memchr(m_buffer.data() + searched, '\n', m_end - searched);
            if (found || (m_atEnd && m_begin < m_end)) {
                const std::size_t end =
                    found ? static_cast<std::size_t>(static_cast<const char *>(found) -
                                                     m_buffer.data())
                          : m_end;
                const std::string_view line(m_buffer.data() + m_begin, end - m_begin);
                m_begin = std::min(end + 1, m_end);
                ++m_number;
                if (line.size() > m_longest)
                    return tooLong();
                return std::optional(line);
            }
            if (m_atEnd)
                return std::optional<std::string_view>();
            if (m_end - m_begin > m_longest) {
                ++m_number;
                return tooLong();
            }
            std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
            m_end -= m_begin;
            searched = m_end;
            m_begin = 0;
            if (m_buffer.size() < m_end + chunk + simdjson::SIMDJSON_PADDING)
                m_buffer.resize(2 * m_end + chunk + simdjson::SIMDJSON_PADDING);
            PHI1_ASSIGN(const std::size_t count,
                        m_source.read({m_buffer.data() + m_end,
                                       m_buffer.size() - m_end - simdjson::SIMDJSON_PADDING}));
            m_end += count;
            m_atEnd = count == 0;
        }
    }
    std::uint64_t number() const { return m_number; } ///< of the last line, from 1

private:
    static constexpr std::size_t chunk = 1u << 20;

    tl::unexpected<Error> tooLong() const
    {
        return failure(ErrorCode::Corrupt,
                       concat("line ", m_number, " of ", m_path, " is longer than ",
                              formatBytes(m_longest), ", the longest document that is read"));
    }

    ByteSource &m_source;
    fs::path m_path;
    std::uint64_t m_longest;
    std::string m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    bool m_atEnd = false;
    std::uint64_t m_number = 0;
};

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// "a, b, c" of an object, for a message.
std::string keysOf(simdjson::dom::object object)
{
    std::string keys;
    for (const auto field : object) {
        if (keys.size() > 100)
            return keys + ", …";
        keys += concat(keys.empty() ? "" : ", ", printable(field.key, 40));
    }
    return keys.empty() ? "no keys" : keys;
}

/// The text of one JSON line, or what is wrong with it. `line` has padding behind it.
Result<void> parseLine(simdjson::dom::parser &parser, std::string_view line,
                       const std::string &field, std::string &text)
{
    const auto refuse = [](const auto &...parts) {
        return failure(ErrorCode::Corrupt, concat(parts...));
    };
    simdjson::dom::element root;
    if (const auto error = parser.parse(line.data(), line.size(), false).get(root))
        return refuse("is not valid JSON: ", simdjson::error_message(error));
    simdjson::dom::object object;
    if (root.get(object))
        return refuse("is not a JSON object");
    simdjson::dom::element value;
    if (object.at_key(field).get(value))
        return refuse("has no field \"", printable(field, 60), "\", found ", keysOf(object),
                      "; name the field that holds the text");
    std::string_view string;
    if (value.get(string))
        return refuse("has a field \"", printable(field, 60), "\" that is not a string");
    text.assign(string);
    return {};
}

} // namespace

struct DocumentReader::State {
    DocumentReaderOptions options;
    std::vector<SourceFile> files;
    std::size_t nextFile = 0;
    std::uint64_t total = 0;
    std::uint64_t finished = 0; ///< bytes of the files before the current one
    std::uint64_t binary = 0;
    std::uint64_t empty = 0;
    simdjson::dom::parser parser;

    const SourceFile *current = nullptr; ///< a JSONL file that is being read
    std::unique_ptr<ByteSource> source;
    std::unique_ptr<LineReader> lines;
    std::uint64_t documentsOfFile = 0;

    void closeFile()
    {
        finished += files[nextFile - 1].size;
        lines.reset();
        source.reset();
        current = nullptr;
    }

    /// @return whether there was another document in the current JSONL file
    Result<bool> nextLine(SourceDocument &document)
    {
        for (;;) {
            PHI1_ASSIGN(const std::optional<std::string_view> line, lines->next());
            if (!line)
                return false;
            std::string_view text = *line;
            if (lines->number() == 1 && text.starts_with("\xef\xbb\xbf"))
                text.remove_prefix(3); // a byte order mark, which some editors write
            if (isBlank(text))
                continue;
            if (auto parsed = parseLine(parser, text, options.field, document.text); !parsed)
                return failure(ErrorCode::Corrupt,
                               concat("line ", lines->number(), " of ", current->path, " ",
                                      parsed.error().message));
            document.index = documentsOfFile++;
            document.source = current->path.string();
            if (!document.text.empty())
                return true;
            ++empty;
        }
    }

    /// Reads a file that is one document. @return false if it was skipped
    Result<bool> readWhole(const SourceFile &file, SourceDocument &document)
    {
        document.text.clear();
        std::size_t length = 0;
        for (;;) {
            if (length > options.longestDocument)
                return failure(
                    ErrorCode::Corrupt,
                    concat(file.path, " is longer than ", formatBytes(options.longestDocument),
                           ", the longest document that is read; split it, or give it as JSONL"));
            document.text.resize(length + std::max<std::size_t>(1u << 16, length));
            PHI1_ASSIGN(const std::size_t count,
                        source->read(std::span(document.text).subspan(length)));
            const std::size_t probed = std::min(length, binaryProbe);
            const std::size_t probe = std::min(length + count, binaryProbe) - probed;
            if (std::memchr(document.text.data() + probed, '\0', probe)) {
                if (file.named)
                    return failure(ErrorCode::Incompatible,
                                   concat(file.path, " is a binary file, expected text or JSONL "
                                                     "(.jsonl, .jsonl.gz, .jsonl.zst)"));
                ++binary;
                return false;
            }
            length += count;
            if (count == 0)
                break;
        }
        document.text.resize(length);
        document.index = 0;
        document.source = file.path.string();
        empty += length == 0;
        return length > 0;
    }
};

DocumentReader::DocumentReader(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

DocumentReader::DocumentReader(DocumentReader &&) noexcept = default;
DocumentReader &DocumentReader::operator=(DocumentReader &&) noexcept = default;
DocumentReader::~DocumentReader() = default;

Result<DocumentReader> DocumentReader::open(const std::vector<fs::path> &inputs,
                                            const DocumentReaderOptions &options)
{
    auto state = std::make_unique<State>();
    state->options = options;
    PHI1_ASSIGN(state->files, listSourceFiles(inputs, options.extensions, "text or JSONL files"));
    for (const SourceFile &file : state->files)
        state->total += file.size;
    return DocumentReader(std::move(state));
}

Result<bool> DocumentReader::next(SourceDocument &document)
{
    State &state = *m_state;
    for (;;) {
        if (state.current) {
            PHI1_ASSIGN(const bool found, state.nextLine(document));
            if (found)
                return true;
            state.closeFile();
        }
        if (state.nextFile == state.files.size())
            return false;
        const SourceFile &file = state.files[state.nextFile++];
        PHI1_ASSIGN(state.source, ByteSource::open(file.path));
        if (isJsonLines(file.path)) {
            state.current = &file;
            state.documentsOfFile = 0;
            state.lines = std::make_unique<LineReader>(*state.source, file.path,
                                                       state.options.longestDocument);
            continue;
        }
        PHI1_ASSIGN(const bool found, state.readWhole(file, document));
        state.closeFile();
        if (found)
            return true;
    }
}

std::uint64_t DocumentReader::bytesTotal() const
{
    return m_state->total;
}

std::uint64_t DocumentReader::bytesRead() const
{
    return m_state->finished + (m_state->source ? m_state->source->consumed() : 0);
}

std::uint64_t DocumentReader::fileCount() const
{
    return m_state->files.size();
}

std::uint64_t DocumentReader::binaryFilesSkipped() const
{
    return m_state->binary;
}

std::uint64_t DocumentReader::emptyDocumentsSkipped() const
{
    return m_state->empty;
}

} // namespace phi1
