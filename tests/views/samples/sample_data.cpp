// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/samples/sample_data.h"

#include <cmath>

#include "views/format/number_text.h"

namespace phi1::test {

using namespace Qt::StringLiterals;

namespace {

CategoryFacet category(const char *column,
                       const std::vector<std::pair<const char *, SampleRow>> &values)
{
    CategoryFacet facet;
    facet.column = column;
    for (const auto &[name, count] : values)
        facet.values.push_back({name, count, count + count / 8, false});
    return facet;
}

/// Two hills over [low, high].
NumberFacet number(const char *column, double low, double high, bool logarithmic, double first,
                   double second)
{
    NumberFacet facet;
    facet.column = column;
    facet.logarithmic = logarithmic;
    facet.lowest = low;
    facet.highest = high;
    for (int i = 0; i <= facetBins; ++i) {
        const double share = static_cast<double>(i) / facetBins;
        facet.edges.push_back(logarithmic ? low * std::pow(high / low, share)
                                          : low + (high - low) * share);
    }
    for (int i = 0; i < facetBins; ++i) {
        const double x = (i + 0.5) / facetBins;
        const double one = std::exp(-std::pow((x - first) / 0.14, 2));
        const double two = 0.35 * std::exp(-std::pow((x - second) / 0.16, 2));
        facet.all.push_back(static_cast<SampleRow>(40000 * (one + two) + 300));
        facet.passing.push_back(static_cast<SampleRow>(900 * one + 90 * two));
    }
    return facet;
}

} // namespace

SampleFacets exampleFacets()
{
    SampleFacets facets;
    facets.categories = {
        category(
            "source",
            {{"Filtered code", 401026}, {"Synthetic textbook", 386104}, {"Exercises", 212870}}),
        category("parse", {{"parses", 541337}, {"no code", 49425}, {"syntax error", 8212}}),
        category("topic", {{"string formatting", 15331},
                           {"list comprehension", 14976},
                           {"trees and graphs", 12080},
                           {"recursion", 9412},
                           {"sorting", 9120},
                           {"files and folders", 8800},
                           {"dates and times", 7312},
                           {"regular expressions", 6120},
                           {"numbers", 5100},
                           {"", 812}}),
        category("audience", {{"beginner", 238411}, {"high school", 160204}, {"engineer", 142722}}),
        category("label", {{"textbook", 1206}, {"discard", 318}}),
        category("licence", {{"CC0-1.0", 1000000}}),
    };
    facets.numbers = {number("score.textbook", 0, 1, false, 0.74, 0.3),
                      number("tokens", 8, 8192, true, 0.52, 0.8),
                      number("undefined", 0, 12, false, 0.05, 0.2)};
    facets.numbers[2].missing = 1200;
    facets.numbers[2].missingPassing = 340;
    facets.nearDuplicates = 12080;
    facets.tokens = 5.4e6;
    facets.withTokens = 9412;
    return facets;
}

CorpusFacts exampleFacts()
{
    CorpusFacts facts;
    facts.name = u"demo-textbook"_s;
    facts.samples = 1000000;
    facts.bytes = 2'100'000'000;
    facts.tokens = 610'000'000;
    facts.tokensRows = facts.samples;
    const auto add = [&](const QString &key, ColumnType type) {
        facts.columns.append({key, type, facts.samples, columnTitle(key), {}});
    };
    add(u"audience"_s, ColumnType::Category);
    add(u"hash"_s, ColumnType::Hash);
    add(u"score.textbook"_s, ColumnType::Number);
    add(u"source"_s, ColumnType::Category);
    add(u"tokens"_s, ColumnType::Count);
    add(u"topic"_s, ColumnType::Category);
    add(u"undefined"_s, ColumnType::Count);
    return facts;
}

QVector<SampleEntry> exampleEntries(int first, int count)
{
    struct Row {
        const char *title, *excerpt, *kind, *audience;
        double score;
        int tokens, label;
    };
    static const std::vector<Row> rows = {
        {"Walking a directory tree by recursion",
         "A recursive function calls itself on a smaller piece of the same problem. A folder holds "
         "files and other folders, so",
         "textbook", "beginner", 0.94, 612, 5},
        {"Why every recursion needs a base case",
         "Imagine two mirrors that face each other. Without a base case a recursive call never",
         "textbook", "beginner", 0.92, 544, 0},
        {"def depth(tree):",
         "\"\"\"Return the depth of a nested list, counted by recursion. An empty list has depth 1",
         "exercise", "", 0.91, 148, 4},
        {"From recursion to an explicit stack",
         "Python keeps a frame for each call. When recursion grows deep, the interpreter stops at",
         "textbook", "engineer", 0.89, 701, 0},
        {"def flatten(items):",
         "\"\"\"Flatten nested lists recursively and keep the order of the elements.\"\"\"",
         "exercise", "", 0.88, 131, 0},
    };
    QVector<SampleEntry> entries;
    for (int i = first; i < first + count; ++i) {
        const Row &row = rows[static_cast<std::size_t>(i) % rows.size()];
        SampleEntry entry;
        entry.row = static_cast<SampleRow>(3 * i + 7);
        entry.title = QString::fromUtf8(row.title);
        if (i >= static_cast<int>(rows.size()))
            entry.title = u"Sample of rank %1"_s.arg(i);
        entry.excerpt = QString::fromUtf8(row.excerpt);
        for (QString *text : {&entry.title, &entry.excerpt}) {
            auto &hits = text == &entry.title ? entry.titleHits : entry.excerptHits;
            for (qsizetype at = text->indexOf("recurs"_L1); at >= 0;
                 at = text->indexOf("recurs"_L1, at + 1)) {
                qsizetype end = at;
                while (end < text->size() && text->at(end).isLetter())
                    ++end;
                hits.append({at, end});
            }
        }
        entry.kind = QString::fromUtf8(row.kind);
        entry.audience = QString::fromUtf8(row.audience);
        entry.tokens = row.tokens;
        entry.sortValue = row.score;
        entry.label = row.label;
        entry.isCode = entry.title.startsWith("def "_L1);
        entries.append(entry);
    }
    return entries;
}

SamplePage examplePage(SampleRow row)
{
    const auto sample = std::make_shared<Sample>();
    sample->row = row;
    sample->text =
        "# Walking a directory tree by recursion\n\nA recursive function calls itself on a "
        "smaller piece of the same problem.\nA folder holds files and other folders.\n\n"
        "```python\nfrom pathlib import Path\n\n\ndef total_size(path):\n"
        "    \"\"\"Return the size in bytes of a file or of a whole folder.\"\"\"\n"
        "    if path.is_file():\n        return path.stat().st_size\n"
        "    return sum(total_size(child) for child in path.iterdir())\n```\n";
    sample->hash = hashOfSample(sample->text);
    sample->origin.source = "Synthetic textbook";
    sample->origin.kind = "textbook";
    sample->origin.topic = "recursion › file trees";
    sample->origin.audience = "beginner";
    sample->origin.licence = "CC0-1.0";
    sample->origin.generator = "local-model";
    sample->origin.settings = R"({"temperature":0.8,"top_p":0.95})";
    sample->origin.prompt = "Write a chapter about recursion.";
    sample->origin.input = "textbooks.jsonl.zst";
    sample->origin.line = 1204;
    SamplePage page;
    page.sample = sample;
    for (std::size_t at = sample->text.find("recurs"); at != std::string::npos;
         at = sample->text.find("recurs", at + 1)) {
        std::size_t end = at;
        while (sample->text[end] >= 'a' && sample->text[end] <= 'z')
            ++end;
        page.hits.append({static_cast<qint64>(at), static_cast<qint64>(end)});
    }
    const auto add = [&](const QString &key, ColumnType type, double number,
                         const QString &name = {}) {
        page.values.append({key, columnTitle(key), type, number, name});
    };
    add(u"lines"_s, ColumnType::Count, 15);
    add(u"parse"_s, ColumnType::Category, 0, u"parses"_s);
    add(u"score.textbook"_s, ColumnType::Number, 0.94);
    add(u"tokens"_s, ColumnType::Count, 612);
    page.nearDuplicates = 3;
    page.label = 5;
    page.note = u"a good first chapter"_s;
    return page;
}

} // namespace phi1::test
