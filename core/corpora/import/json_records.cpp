// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include <simdjson.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/corpora/byte_source.h"
#include "core/corpora/import/lenient_json.h"
#include "core/corpora/import/line_scanner.h"
#include "core/corpora/import/record_reader.h"

namespace phi1 {

namespace {

/// A parser that one long line blew up is replaced when that is done.
constexpr std::size_t keptParser = 16u << 20;

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

simdjson::dom::element elementAt(simdjson::dom::object object, std::string_view dotted, bool &found)
{
    simdjson::dom::element element;
    found = false;
    // A name with dots in it may also be meant as it is.
    if (!object.at_key(dotted).get(element)) {
        found = true;
        return element;
    }
    for (std::size_t dot = dotted.find('.'); dot != std::string_view::npos;
         dot = dotted.find('.')) {
        if (object.at_key(dotted.substr(0, dot)).get(element) || element.get(object))
            return element;
        dotted.remove_prefix(dot + 1);
    }
    found = !object.at_key(dotted).get(element);
    return element;
}

class JsonRecords final : public RecordReader
{
public:
    JsonRecords(std::unique_ptr<ByteSource> source, const ImportFile &file, FieldMapping mapping)
        : m_source(std::move(source))
        , m_scanner(*m_source, longestRecord, simdjson::SIMDJSON_PADDING)
        , m_path(file.path)
        , m_mapping(std::move(mapping))
    {}

    Result<Found> next(ImportRecord &record) override
    {
        for (;;) {
            LineScanner::Line line;
            PHI1_ASSIGN(const bool found, m_scanner.next(line));
            if (!found)
                return Found::End;
            m_line = m_scanner.number();
            if (line.tooLong)
                return refuse(concat("is longer than ", formatBytes(longestRecord),
                                     ", the longest that is imported"));
            if (m_line == 1 && line.text.starts_with("\xef\xbb\xbf"))
                line.text.remove_prefix(3); // a byte order mark, which some editors write
            if (isBlank(line.text))
                continue;
            return parse(line.text, record);
        }
    }

    InputPosition position() const override { return {m_scanner.offset(), m_scanner.number()}; }
    Result<void> goOnAt(const InputPosition &position) override
    {
        PHI1_ASSIGN(const std::uint64_t skipped, m_source->skip(position.offset));
        if (skipped != position.offset)
            return failure(ErrorCode::Corrupt,
                           concat(m_path, " has become shorter than what was imported of it"));
        m_scanner.startAt(position.offset, position.line);
        return {};
    }
    std::uint64_t consumed() const override { return m_source->consumed(); }

private:
    Result<Found> refuse(std::string why)
    {
        m_problem = std::move(why);
        return Found::Problem;
    }

    Result<Found> parse(std::string_view line, ImportRecord &record)
    {
        if (!m_parser)
            m_parser.emplace();
        simdjson::dom::element root;
        auto error = m_parser->parse(line.data(), line.size(), false).get(root);
        std::optional<ByteDisguise> disguise;
        if (error == simdjson::UTF8_ERROR) {
            disguise = ByteDisguise::of(line);
            if (disguise)
                error = m_parser->parse(disguise->line()).get(root);
        }
        const Result<Found> result =
            error ? refuse(concat("is not valid JSON: ", simdjson::error_message(error)))
                  : take(root, record);
        if (disguise && result && *result == Found::Record)
            unmask(*disguise, record);
        if (line.size() > keptParser)
            m_parser.reset();
        return result;
    }

    Result<Found> take(simdjson::dom::element root, ImportRecord &record)
    {
        simdjson::dom::object object;
        if (root.get(object))
            return refuse("is not a JSON object");
        m_taken.clear();
        const auto lookup = [&](std::string_view name) {
            bool found = false;
            const simdjson::dom::element element = elementAt(object, name, found);
            FieldValue value;
            if (!found)
                return value;
            if (element.is_null()) {
                value.kind = FieldValue::Kind::Null;
            } else if (element.is_string()) {
                value.kind = FieldValue::Kind::String;
                value.text = element.get_string().value_unsafe();
            } else {
                value.kind = FieldValue::Kind::Other;
                m_scratch = simdjson::minify(element);
                value.text = m_scratch;
            }
            return value;
        };
        if (const auto wrong = m_mapping.apply(lookup, record.text, record.origin, m_taken))
            return refuse(*wrong);
        record.origin.line = m_line;
        std::string &extra = record.origin.extra;
        extra.clear();
        for (const auto field : object) {
            if (std::find(m_taken.begin(), m_taken.end(), field.key) != m_taken.end())
                continue;
            extra += extra.empty() ? "{" : ",";
            extra += dumpJson(Json(std::string(field.key)));
            extra += ':';
            extra += simdjson::minify(field.value);
        }
        if (!extra.empty())
            extra += '}';
        return Found::Record;
    }

    static void unmask(const ByteDisguise &disguise, ImportRecord &record)
    {
        record.text = disguise.undo(record.text);
        SampleOrigin &origin = record.origin;
        for (std::string *value :
             {&origin.source, &origin.kind, &origin.topic, &origin.audience, &origin.licence,
              &origin.generator, &origin.title, &origin.prompt, &origin.settings, &origin.path,
              &origin.externalId, &origin.extra})
            *value = disguise.undo(*value);
    }

    std::unique_ptr<ByteSource> m_source;
    LineScanner m_scanner;
    std::filesystem::path m_path;
    FieldMapping m_mapping;
    std::optional<simdjson::dom::parser> m_parser;
    std::vector<std::string_view> m_taken;
    std::string m_scratch;
};

} // namespace

Result<std::unique_ptr<RecordReader>> openJsonRecords(const ImportFile &file,
                                                      const FieldMapping &mapping)
{
    PHI1_ASSIGN(std::unique_ptr<ByteSource> source, ByteSource::open(file.path));
    return std::make_unique<JsonRecords>(std::move(source), file, mapping);
}

} // namespace phi1
