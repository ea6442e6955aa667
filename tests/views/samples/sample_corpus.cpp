// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/samples/sample_corpus.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/corpora/store/column.h"
#include "core/corpora/store/sample_writer.h"

namespace phi1::test {

namespace {

template<typename T>
T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::abort();
    }
    return std::move(*result);
}
void must(const Result<void> &result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::abort();
    }
}

constexpr std::array topics = {"recursion",       "sorting",       "trees and graphs",
                               "string building", "files",         "dates and times",
                               "dictionaries",    "comprehension", "number theory"};
constexpr std::array audiences = {"beginner", "high school", "engineer"};

std::string textbook(int i)
{
    const std::string n = std::to_string(i);
    const std::string topic = topics[static_cast<std::size_t>(i) % topics.size()];
    std::string text = "# Chapter " + n + ": " + topic + "\n\n";
    if (i % 4 == 0)
        text += "A recursive function calls itself on a smaller piece of the same problem. That is "
                "what recursion is.\n";
    else
        text += "This page is about " + topic + " and how it is used in small programs.\n";
    text += "\nTwo questions help before any code is written:\n\n1. What is the smallest case?\n2. "
            "How does a bigger case use smaller ones?\n\n```python\nfrom pathlib import Path\n\n\n"
            "def measure_" +
            n +
            "(path):\n    \"\"\"Return the size in bytes of a file or of a whole folder.\"\"\"\n"
            "    if path.is_file():\n        return path.stat().st_size          # the base case\n"
            "    return sum(measure_" +
            n + "(child) for child in path.iterdir())\n```\n\nRead the last line aloud.\n";
    return text;
}

std::string exercise(int i)
{
    const std::string n = std::to_string(i);
    return "def solve_" + n + "(items):\n    \"\"\"Return the items of list " + n +
           " that are larger than the one before.\n\n    >>> solve_" + n +
           "([1, 3, 2, 5])\n    [3, 5]\n    \"\"\"\n    return [b for a, b in zip(items, "
           "items[1:]) "
           "if b > a]\n";
}

} // namespace

ExampleCorpus writeExampleCorpus(const CorpusFiles &files, int samples)
{
    ExampleCorpus made;
    std::filesystem::create_directories(files.folder);
    std::vector<float> scores;
    {
        SampleWriter writer = must(SampleWriter::open(files, "test"));
        for (int i = 0; i < samples; ++i) {
            const bool book = i % 3 != 2;
            SampleOrigin origin;
            origin.kind = book ? "textbook" : "exercise";
            origin.source = book ? "Synthetic textbook" : "Exercises";
            origin.licence = "CC0-1.0";
            origin.input = "example.jsonl";
            origin.line = static_cast<std::uint64_t>(i) + 1;
            if (book) {
                origin.topic = topics[static_cast<std::size_t>(i) % topics.size()];
                origin.audience = audiences[static_cast<std::size_t>(i) % audiences.size()];
                origin.generator = "local-model";
                origin.settings = R"({"temperature":0.8})";
                origin.prompt = "Write a chapter about " + origin.topic + ".";
            }
            std::string text = book ? textbook(i) : exercise(i);
            if (i == 10)
                text += "\xff\xfe bytes that are no text, \x1b[31m and an escape\n";
            must(writer.add(text, origin));
            ++made.samples;
            made.textbooks += book;
            made.beginners += origin.audience == "beginner";
            // As a word: in the sentence, or in the heading of every ninth.
            made.recursion += book && (i % 4 == 0 || i % 9 == 0);
            made.recursive += book && i % 4 == 0;
            scores.push_back(static_cast<float>((i * 37) % 100) / 100);
            made.highScores += scores.back() >= 0.5F;
        }
        must(writer.commit());
    }
    const auto write = [&](ColumnInfo info, auto value) {
        ColumnWriter writer = must(ColumnWriter::open(files, info));
        for (int i = 0; i < samples; ++i)
            value(writer, i);
        must(writer.finish());
    };
    ColumnInfo score;
    score.key = "score.textbook";
    score.type = ColumnType::Number;
    write(score,
          [&](ColumnWriter &writer, int i) { writer.add(scores[static_cast<std::size_t>(i)]); });
    ColumnInfo tokens;
    tokens.key = std::string(columnKey::tokens);
    tokens.type = ColumnType::Count;
    write(tokens, [](ColumnWriter &writer, int i) {
        writer.add(static_cast<std::uint32_t>(60 + (i * 53) % 700));
    });
    ColumnInfo parse;
    parse.key = std::string(columnKey::parse);
    parse.type = ColumnType::Category;
    write(parse, [](ColumnWriter &writer, int i) {
        writer.add(writer.valueOf(i % 29 == 0 ? "syntax error" : "parses"));
    });
    return made;
}

} // namespace phi1::test
