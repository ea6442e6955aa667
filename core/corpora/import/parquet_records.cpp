// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/corpora/import/parquet_table.h"
#include "core/corpora/import/record_reader.h"

namespace phi1 {

namespace {

class ParquetRecords final : public RecordReader
{
public:
    ParquetRecords(std::unique_ptr<ParquetTable> table, const ImportFile &file,
                   FieldMapping mapping)
        : m_table(std::move(table))
        , m_size(file.size)
        , m_mapping(std::move(mapping))
    {}

    Result<Found> next(ImportRecord &record) override
    {
        PHI1_ASSIGN(const bool found, m_table->next());
        if (!found)
            return Found::End;
        m_line = ++m_rows;
        m_taken.clear();
        const auto lookup = [this](std::string_view name) { return valueOf(name); };
        if (const auto wrong = m_mapping.apply(lookup, record.text, record.origin, m_taken)) {
            m_problem = *wrong;
            return Found::Problem;
        }
        if (record.text.size() > longestRecord) {
            m_problem = concat("is longer than ", formatBytes(longestRecord),
                               ", the longest that is imported");
            return Found::Problem;
        }
        record.origin.line = m_line;
        record.origin.extra = rest();
        return Found::Record;
    }

    InputPosition position() const override { return {m_rows, m_rows}; }
    Result<void> goOnAt(const InputPosition &position) override
    {
        m_rows = position.offset;
        return m_table->skip(position.offset);
    }
    std::uint64_t consumed() const override
    {
        // The file is read in groups of rows: how far it is, the rows tell.
        const double share = m_table->rows() == 0 ? 1.0
                                                  : static_cast<double>(m_rows) /
                                                        static_cast<double>(m_table->rows());
        return static_cast<std::uint64_t>(share * static_cast<double>(m_size));
    }

private:
    FieldValue valueOf(std::string_view name)
    {
        const std::vector<std::string> &columns = m_table->columns();
        const auto column = std::find(columns.begin(), columns.end(), name);
        if (column != columns.end())
            return m_table->value(static_cast<std::size_t>(column - columns.begin()));
        const std::size_t dot = name.find('.');
        if (dot == std::string_view::npos)
            return {};
        const FieldValue whole = valueOf(name.substr(0, dot));
        if (whole.kind != FieldValue::Kind::Other)
            return {};
        Json inner = Json::parse(whole.text, nullptr, false);
        for (std::string_view path = name.substr(dot + 1); !path.empty();) {
            const std::size_t end = std::min(path.find('.'), path.size());
            const std::string key(path.substr(0, end));
            if (!inner.is_object() || !inner.contains(key))
                return {};
            inner = Json(inner[key]);
            path.remove_prefix(std::min(end + 1, path.size()));
        }
        if (inner.is_null())
            return {FieldValue::Kind::Null, {}};
        m_scratch = inner.is_string() ? inner.get<std::string>() : dumpJson(inner);
        return {inner.is_string() ? FieldValue::Kind::String : FieldValue::Kind::Other, m_scratch};
    }

    std::string rest()
    {
        std::string extra;
        const std::vector<std::string> &columns = m_table->columns();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (std::find(m_taken.begin(), m_taken.end(), columns[i]) != m_taken.end())
                continue;
            const FieldValue value = m_table->value(i);
            if (value.kind == FieldValue::Kind::Absent)
                continue;
            extra += concat(extra.empty() ? "{" : ",", dumpJson(Json(columns[i])), ":");
            if (value.kind == FieldValue::Kind::Null)
                extra += "null";
            else if (value.kind == FieldValue::Kind::String)
                extra += dumpJson(Json(std::string(value.text)));
            else
                extra += value.text;
        }
        return extra.empty() ? extra : extra + "}";
    }

    std::unique_ptr<ParquetTable> m_table;
    std::uint64_t m_size;
    FieldMapping m_mapping;
    std::uint64_t m_rows = 0;
    std::vector<std::string_view> m_taken;
    std::string m_scratch;
};

} // namespace

Result<std::unique_ptr<RecordReader>> openParquetRecords(const ImportFile &file,
                                                         const FieldMapping &mapping)
{
    PHI1_ASSIGN(const ParquetModule *module, parquetModule());
    PHI1_ASSIGN(std::unique_ptr<ParquetTable> table, module->open(file.path));
    return std::make_unique<ParquetRecords>(std::move(table), file, mapping);
}

} // namespace phi1
