// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/store/sample_columns.h"

#include <algorithm>

#include "core/base/text.h"

namespace phi1 {

namespace {

enum Plain { Hash, Id, Bytes, Lines, Copies, Encoding, plainCount };

/// In the order of Plain.
std::array<ColumnInfo, plainCount> plainColumns()
{
    const auto info = [](std::string_view key, ColumnType type) {
        ColumnInfo column;
        column.key = key;
        column.type = type;
        column.facts = {{"made_by", "import"}};
        return column;
    };
    std::array<ColumnInfo, plainCount> columns = {
        info(columnKey::hash, ColumnType::Hash),    info(idColumn, ColumnType::Hash),
        info(columnKey::bytes, ColumnType::Count),  info(columnKey::lines, ColumnType::Count),
        info(columnKey::copies, ColumnType::Count), info(columnKey::encoding, ColumnType::Category),
    };
    columns[Encoding].names = {"UTF-8", "invalid UTF-8", "UTF-8 with NUL"};
    return columns;
}

std::uint32_t encodingOf(const TextFacts &facts)
{
    if (!facts.validUtf8)
        return 1;
    return facts.hasNul ? 2 : 0;
}

std::uint32_t asCount(std::uint64_t value)
{
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, missingCount - 1));
}

} // namespace

SampleHash hashOfId(std::string_view externalId)
{
    return externalId.empty() ? SampleHash{} : hashOfSample(externalId);
}

Result<SampleColumns> SampleColumns::open(const CorpusFiles &files,
                                          const SqliteConnection &database, SampleRow rows)
{
    SampleColumns columns;
    const auto openOne = [&](const ColumnInfo &info) -> Result<ColumnWriter> {
        auto writer = ColumnWriter::open(files, info);
        if (writer || writer.error().code != ErrorCode::Corrupt)
            return writer;
        // The database can make it again.
        std::error_code error;
        std::filesystem::remove(files.column(info.key), error);
        return ColumnWriter::open(files, info);
    };
    for (const ColumnInfo &info : plainColumns()) {
        PHI1_ASSIGN(ColumnWriter writer, openOne(info));
        columns.m_plain.push_back(std::move(writer));
    }
    for (const CategoryField &field : categoryMembers) {
        ColumnInfo info;
        info.key = field.key;
        info.type = ColumnType::Category;
        info.facts = {{"made_by", "import"}};
        PHI1_ASSIGN(ColumnWriter writer, openOne(info));
        columns.m_categories.push_back(std::move(writer));
    }
    PHI1_TRY(columns.mend(database, rows));
    PHI1_TRY(columns.mendCopies(files, database));
    return columns;
}

std::vector<ColumnWriter *> SampleColumns::all()
{
    std::vector<ColumnWriter *> writers;
    for (ColumnWriter &writer : m_plain)
        writers.push_back(&writer);
    for (ColumnWriter &writer : m_categories)
        writers.push_back(&writer);
    return writers;
}

Result<void> SampleColumns::mend(const SqliteConnection &database, SampleRow rows)
{
    SampleRow first = rows;
    for (ColumnWriter *writer : all()) {
        PHI1_TRY(writer->truncate(rows));
        first = std::min(first, writer->rows());
    }
    if (first == rows)
        return {};
    PHI1_ASSIGN(SqliteStatement query,
                database.prepare("SELECT hash, external_id, length(CAST(text AS BLOB)), lines, "
                                 "flags, source, kind, topic, audience, licence, generator "
                                 "FROM samples WHERE id > ? ORDER BY id"));
    std::array<std::vector<std::string>, categoryMembers.size()> names;
    PHI1_ASSIGN(SqliteStatement list,
                database.prepare("SELECT field, name FROM names ORDER BY field, code"));
    for (;;) {
        PHI1_ASSIGN(const bool found, list.step());
        if (!found)
            break;
        if (list.integer(0) >= 0 && list.integer(0) < static_cast<std::int64_t>(names.size()))
            names[static_cast<std::size_t>(list.integer(0))].push_back(list.text(1));
    }
    query.bind(std::int64_t{first});
    for (SampleRow row = first; row < rows; ++row) {
        PHI1_ASSIGN(const bool found, query.step());
        if (!found)
            return failure(ErrorCode::Corrupt,
                           concat(database.file(), " has gaps in its samples; import them anew"));
        const auto lacks = [&](ColumnWriter &writer) { return writer.rows() == row; };
        SampleHash hash;
        const std::string_view bytes = query.view(0);
        std::copy_n(bytes.begin(), std::min(bytes.size(), hash.bytes.size()), hash.bytes.begin());
        const std::int64_t flags = query.integer(4);
        if (lacks(m_plain[Hash]))
            m_plain[Hash].add(hash);
        if (lacks(m_plain[Id]))
            m_plain[Id].add(hashOfId(query.view(1)));
        if (lacks(m_plain[Bytes]))
            m_plain[Bytes].add(asCount(static_cast<std::uint64_t>(query.integer(2))));
        if (lacks(m_plain[Lines]))
            m_plain[Lines].add(asCount(static_cast<std::uint64_t>(query.integer(3))));
        if (lacks(m_plain[Copies]))
            m_plain[Copies].add(std::uint32_t{0});
        if (lacks(m_plain[Encoding])) {
            TextFacts facts;
            facts.validUtf8 = (flags & 1) == 0;
            facts.hasNul = (flags & 2) != 0;
            m_plain[Encoding].add(encodingOf(facts));
        }
        for (std::size_t field = 0; field < m_categories.size(); ++field) {
            if (!lacks(m_categories[field]))
                continue;
            const int column = 5 + static_cast<int>(field);
            const auto code = static_cast<std::size_t>(query.integer(column));
            m_categories[field].add(query.isNull(column) || code >= names[field].size()
                                        ? missingCount
                                        : m_categories[field].valueOf(names[field][code]));
        }
    }
    return flush();
}

Result<void> SampleColumns::mendCopies(const CorpusFiles &files, const SqliteConnection &database)
{
    PHI1_ASSIGN(const Column written, Column::open(files.column(columnKey::copies)));
    m_copies.assign(written.counts().size(), 0);
    PHI1_ASSIGN(SqliteStatement query,
                database.prepare("SELECT sample, count(*) FROM copies GROUP BY sample"));
    for (;;) {
        PHI1_ASSIGN(const bool found, query.step());
        if (!found)
            break;
        const auto row = static_cast<std::size_t>(query.integer(0) - 1);
        if (row < m_copies.size())
            m_copies[row] = asCount(static_cast<std::uint64_t>(query.integer(1)));
    }
    for (std::size_t row = 0; row < m_copies.size(); ++row)
        if (m_copies[row] != written.counts()[row])
            m_changed.push_back(static_cast<SampleRow>(row));
    return flush();
}

void SampleColumns::add(std::uint64_t bytes, const TextFacts &facts, const SampleHash &id,
                        const SampleOrigin &origin)
{
    m_plain[Hash].add(facts.hash);
    m_plain[Id].add(id);
    m_plain[Bytes].add(asCount(bytes));
    m_plain[Lines].add(facts.lines);
    m_plain[Copies].add(std::uint32_t{0});
    m_plain[Encoding].add(encodingOf(facts));
    for (std::size_t field = 0; field < m_categories.size(); ++field) {
        const std::string &name = origin.*categoryMembers[field].member;
        m_categories[field].add(name.empty() ? missingCount : m_categories[field].valueOf(name));
    }
    m_copies.push_back(0);
}

void SampleColumns::addCopy(SampleRow row)
{
    ++m_copies[row];
    m_changed.push_back(row);
}

Result<void> SampleColumns::flush()
{
    for (ColumnWriter *writer : all())
        PHI1_TRY(writer->flush());
    std::sort(m_changed.begin(), m_changed.end());
    m_changed.erase(std::unique(m_changed.begin(), m_changed.end()), m_changed.end());
    for (const SampleRow row : m_changed)
        PHI1_TRY(m_plain[Copies].change(row, m_copies[row]));
    m_changed.clear();
    return {};
}

} // namespace phi1
