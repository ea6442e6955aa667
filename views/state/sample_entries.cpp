// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/sample_entries.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace phi1 {

namespace {

constexpr std::size_t titleBytes = 200;
constexpr std::size_t excerptBytes = 240;

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\f\v";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// The first line with more than blanks. @param end  where the next line begins
std::string_view firstLine(std::string_view text, std::size_t &end)
{
    for (end = 0; end < text.size();) {
        const std::size_t begin = end;
        const std::size_t newline = text.find('\n', begin);
        end = newline == std::string_view::npos ? text.size() : newline + 1;
        if (const auto line = trimmed(text.substr(begin, end - begin)); !line.empty())
            return line;
    }
    return {};
}

std::string_view withoutHeading(std::string_view line)
{
    return trimmed(line.substr(std::min(line.find_first_not_of('#'), line.size())));
}

bool looksLikeCode(std::string_view line)
{
    constexpr std::array<std::string_view, 9> beginnings = {
        "def ", "class ", "import ", "from ", "async def ", "@", "#!", "\"\"\"", "if __name__"};
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view each) { return line.starts_with(each); });
}

} // namespace

EntryLine entryLine(const HitExcerpt &excerpt)
{
    EntryLine line;
    line.text = qt(excerpt.text);
    std::size_t byte = 0;
    qint64 character = 0;
    const auto charactersUpTo = [&](std::size_t end) { // spans ascend
        character += qt(std::string_view(excerpt.text).substr(byte, end - byte)).size();
        byte = end;
        return character;
    };
    for (const ByteSpan &span : excerpt.spans) {
        if (span.begin < byte || span.end > excerpt.text.size())
            continue;
        const qint64 begin = charactersUpTo(span.begin);
        line.hits += TextSpan{begin, charactersUpTo(span.end)};
    }
    return line;
}

EntryTitle titleOf(std::string_view title, std::string_view text, const CompiledFilter *filter)
{
    const CompiledFilter none;
    EntryTitle result;
    std::size_t end = 0;
    const std::string_view line = firstLine(text, end);
    const std::string_view shown = title.empty() ? withoutHeading(line) : title;
    if (title.empty() || withoutHeading(line) == trimmed(title))
        result.textFrom = end;
    result.isCode = title.empty() && looksLikeCode(line);
    EntryLine made =
        entryLine(hitExcerpt(shown.substr(0, entryTextBytes), filter ? *filter : none, titleBytes));
    result.text = std::move(made.text);
    result.hits = std::move(made.hits);
    return result;
}

SampleEntry entryOf(const SampleContext &context, const SampleHead &head)
{
    const CorpusView &view = context.corpus->view;
    const CompiledFilter none;
    const CompiledFilter &filter = context.filter ? *context.filter : none;
    SampleEntry entry;
    entry.row = head.row;
    EntryTitle title = titleOf(head.title, head.excerpt, &filter);
    entry.title = std::move(title.text);
    entry.titleHits = std::move(title.hits);
    entry.isCode = title.isCode;
    EntryLine line = entryLine(
        hitExcerpt(std::string_view(head.excerpt).substr(title.textFrom), filter, excerptBytes));
    entry.excerpt = std::move(line.text);
    entry.excerptHits = std::move(line.hits);
    entry.source = nameIn(view, columnKey::source, head.row);
    entry.kind = nameIn(view, columnKey::kind, head.row);
    entry.topic = nameIn(view, columnKey::topic, head.row);
    entry.audience = nameIn(view, columnKey::audience, head.row);
    entry.bytes = qint64(head.bytes);
    if (const double tokens = numberIn(view, columnKey::tokens, head.row); !std::isnan(tokens))
        entry.tokens = qint64(tokens);
    if (const double copies = numberIn(view, columnKey::copies, head.row); !std::isnan(copies))
        entry.copies = quint32(copies);
    const QString encoding = nameIn(view, columnKey::encoding, head.row);
    entry.isDamaged = !encoding.isEmpty() && encoding != u"UTF-8";
    if (context.order.by == SampleOrder::By::Column)
        entry.sortValue = numberIn(view, context.order.column, head.row);
    return entry;
}

QVector<SampleValue> valuesOf(const CorpusView &view, SampleRow row)
{
    QVector<SampleValue> values;
    for (const auto &[key, column] : view.columns()) {
        if (key == columnKey::label)
            continue; // of the moment when the corpus was looked at
        SampleValue value;
        value.key = qt(key);
        value.title = columnTitle(value.key);
        value.type = column.info().type;
        switch (value.type) {
        case ColumnType::Hash:
            continue;
        case ColumnType::Category:
            value.name = nameIn(view, key, row);
            if (value.name.isEmpty())
                continue;
            break;
        case ColumnType::Number:
        case ColumnType::Count:
            value.number = numberIn(view, key, row);
            if (std::isnan(value.number))
                continue;
            break;
        }
        values += value;
    }
    return values;
}

} // namespace phi1
