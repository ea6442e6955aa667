// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/sample_context.h"

#include <numeric>

namespace phi1 {

namespace {

QString qt(const std::string &text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Sum of a Count over the rows that have one. @return how many have
SampleRow sumOf(const Column &column, qint64 &sum)
{
    SampleRow rows = 0;
    sum = 0;
    for (const std::uint32_t value : column.counts()) {
        if (value == missingCount)
            continue;
        sum += value;
        ++rows;
    }
    return rows;
}

} // namespace

CorpusFacts factsOf(const CorpusView &view)
{
    CorpusFacts facts;
    facts.name = qt(view.files().name());
    facts.samples = view.rows();
    for (const auto &[key, column] : view.columns()) {
        const ColumnInfo &info = column.info();
        facts.columns += SampleColumn{qt(key), info.type, info.rows, columnTitle(qt(key)),
                                      qt(dumpJson(info.facts))};
    }
    if (const Column *bytes = view.column(columnKey::bytes))
        sumOf(*bytes, facts.bytes);
    if (const Column *tokens = view.column(columnKey::tokens))
        facts.tokensRows = sumOf(*tokens, facts.tokens);
    for (const std::string &problem : view.problems())
        facts.problems += qt(problem);
    return facts;
}

QString nameIn(const CorpusView &view, std::string_view key, SampleRow row)
{
    const Column *column = view.column(key);
    if (!column || column->info().type != ColumnType::Category || row >= column->counts().size())
        return {};
    const std::uint32_t value = column->counts()[row];
    return value < column->info().names.size() ? qt(column->info().names[value]) : QString();
}

double numberIn(const CorpusView &view, std::string_view key, SampleRow row)
{
    const Column *column = view.column(key);
    if (!column)
        return unknownFigure;
    if (column->info().type == ColumnType::Number)
        return row < column->numbers().size() ? double(column->numbers()[row]) : unknownFigure;
    if (column->info().type != ColumnType::Count || row >= column->counts().size() ||
        column->counts()[row] == missingCount)
        return unknownFigure;
    return double(column->counts()[row]);
}

} // namespace phi1
