// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <cmath>
#include <filesystem>
#include <set>

#include <doctest/doctest.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/quality/facts/facts_pass.h"
#include "tests/core/duplicates/planted_texts.h"

using namespace phi1;

namespace {

struct Corpus {
    CorpusFiles files;
    std::vector<std::string> texts;
    std::atomic<int> reads = 0;

    Corpus()
    {
        static int number = 0;
        files.folder = std::filesystem::temp_directory_path() /
                       concat("phi1-facts-", ::getpid(), "-", ++number);
        std::filesystem::create_directories(files.folder);
        for (int i = 0; i < 2600; ++i) {
            switch (i % 4) {
            case 0:
                texts.push_back(concat("def f", i, "(x):\n    # a comment\n    return x + 1\n"));
                break;
            case 1:
                texts.push_back(concat("Prose number ", i, " about nothing at all."));
                break;
            case 2:
                texts.push_back(concat("import numpy\nprint(missing", i, ", other)\n"));
                break;
            default:
                texts.push_back(concat("def broken(:\n    x = ", i, "\n"));
            }
        }
    }
    Corpus(const Corpus &) = delete;
    ~Corpus() { std::filesystem::remove_all(files.folder); }

    Result<FactsReport> write(FactsOptions options = {}, bool withTokens = true)
    {
        options.threads = 2;
        if (withTokens && !options.tokens.count)
            options.tokens = {[](std::string_view text) { return text.size() / 3; }, "thirds",
                              "t3"};
        reads = 0;
        return writeFacts(files, static_cast<SampleRow>(texts.size()),
                          opener(texts, [this](SampleRow) { ++reads; }), options);
    }
    Column column(std::string_view key) const
    {
        auto column = Column::open(files.column(key));
        REQUIRE_MESSAGE(column, column.error().message);
        return *column;
    }
    std::string name(std::string_view key, SampleRow row) const
    {
        const Column values = column(key);
        const std::uint32_t value = values.counts()[row];
        return value == missingCount ? "" : values.info().names[value];
    }
    /// Everything that the columns hold, as text.
    std::string all() const
    {
        std::string text;
        for (SampleRow row = 0; row < texts.size(); row += 13)
            text += concat(
                column(columnKey::tokens).counts()[row], " ", name(columnKey::parse, row), " ",
                column(columnKey::comments).numbers()[row], " ",
                column(columnKey::undefinedNames).counts()[row], " ", name(columnKey::imports, row),
                " ", name(columnKey::selfContained, row), "\n");
        return text;
    }
};

} // namespace

TEST_CASE("each column holds what is true of its sample")
{
    Corpus corpus;
    const auto report = corpus.write();
    REQUIRE_MESSAGE(report, report.error().message);
    CHECK(report->parses == 1300);
    CHECK(report->noCode == 650);
    CHECK(report->syntaxErrors == 650);
    std::uint64_t bytes = 0, tokens = 0;
    for (const std::string &text : corpus.texts) {
        bytes += text.size();
        tokens += text.size() / 3;
    }
    CHECK(report->bytes == bytes);
    CHECK(report->tokens == tokens);
    for (const std::string_view key :
         {columnKey::tokens, columnKey::parse, columnKey::comments, columnKey::undefinedNames,
          columnKey::imports, columnKey::selfContained})
        CHECK(corpus.column(key).info().rows == corpus.texts.size());

    CHECK(corpus.name(columnKey::parse, 2000) == "parses");
    CHECK(corpus.name(columnKey::imports, 2000) == "none");
    CHECK(corpus.name(columnKey::selfContained, 2000) == "yes");
    CHECK(corpus.column(columnKey::undefinedNames).counts()[2000] == 0);
    CHECK(corpus.column(columnKey::comments).numbers()[2000] ==
          doctest::Approx(11.0 / static_cast<double>(corpus.texts[2000].size())));
    CHECK(corpus.column(columnKey::tokens).counts()[2000] == corpus.texts[2000].size() / 3);

    CHECK(corpus.name(columnKey::parse, 2001) == "no code");
    CHECK(corpus.name(columnKey::selfContained, 2001).empty());
    CHECK(std::isnan(corpus.column(columnKey::comments).numbers()[2001]));
    CHECK(corpus.name(columnKey::imports, 2002) == "third party");
    CHECK(corpus.name(columnKey::selfContained, 2002) == "no");
    CHECK(corpus.column(columnKey::undefinedNames).counts()[2002] == 2);
    CHECK(corpus.name(columnKey::parse, 2003) == "syntax error");
    CHECK(corpus.name(columnKey::imports, 2003).empty());
    CHECK(corpus.name(columnKey::selfContained, 2003) == "no");
    CHECK(corpus.column(columnKey::undefinedNames).counts()[2003] == missingCount);
}

TEST_CASE("a pass that is stopped goes on where it was and reads nothing twice")
{
    Corpus whole, stopped;
    REQUIRE(whole.write());
    int reads = 0, cancelled = 0;
    for (int limit = 1; limit < 40; limit += 3) {
        int calls = 0;
        std::atomic<bool> stop = false;
        FactsOptions options;
        options.progress = [&](std::uint64_t, std::uint64_t) { stop = ++calls >= limit % 4 + 1; };
        options.stopRequested = [&] { return stop.load(); };
        const auto result = stopped.write(options);
        reads += stopped.reads;
        if (result)
            break;
        CHECK(result.error().code == ErrorCode::Cancelled);
        ++cancelled;
    }
    CHECK(cancelled > 2);
    const auto report = stopped.write();
    REQUIRE(report);
    CHECK(stopped.all() == whole.all());
}

TEST_CASE("only what is missing is made: later samples, another tokenizer, no tokenizer")
{
    Corpus corpus;
    const std::vector<std::string> all = corpus.texts;
    corpus.texts.resize(1500);
    REQUIRE(corpus.write({}, false));
    CHECK_FALSE(Column::open(corpus.files.column(columnKey::tokens)));
    const auto parses = corpus.column(columnKey::parse).info().rows;
    CHECK(parses == 1500);
    REQUIRE(corpus.write());
    CHECK(corpus.reads == 1500);
    const auto nothing = corpus.write();
    REQUIRE(nothing);
    CHECK(corpus.reads == 0);
    CHECK(nothing->begun == 1500);
    corpus.texts = all;
    REQUIRE(corpus.write());
    CHECK(corpus.reads == static_cast<int>(all.size()) - 1500);

    FactsOptions other;
    other.tokens = {[](std::string_view text) { return text.size(); }, "bytes", "b1"};
    REQUIRE(corpus.write(other));
    CHECK(corpus.column(columnKey::tokens).counts()[7] == corpus.texts[7].size());
    CHECK(corpus.column(columnKey::tokens).info().facts["fingerprint"] == "b1");
}

TEST_CASE("a corpus that fails to give a text is an error, not a short column")
{
    Corpus corpus;
    FactsOptions options;
    options.threads = 2;
    const auto result = writeFacts(corpus.files, static_cast<SampleRow>(corpus.texts.size()) + 10,
                                   opener(corpus.texts), options);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::Corrupt);
    CHECK(result.error().message.find("samples") != std::string::npos);
}
