// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <random>

#include <doctest/doctest.h>
#include <zlib.h>
#include <zstd.h>

#include "core/base/files.h"
#include "core/corpora/import/corpus_import.h"
#include "core/corpora/store/column.h"
#include "core/corpora/store/sample_store.h"
#include "core/storage/sqlite_connection.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;
using namespace std::string_literals;

namespace {

struct Import {
    TemporaryFolder folder;
    CorpusFiles corpus = corpusFiles(folder.path() / "corpora", "c").value();
    FieldMapping mapping;

    std::filesystem::path write(const std::string &name, const std::string &bytes) const
    {
        const std::filesystem::path path = folder.path() / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    /// Stops after so many looks of the writer at `stop`.
    ImportSummary run(const std::vector<std::filesystem::path> &inputs, int looks = -1) const
    {
        const auto files = importFiles(inputs, {});
        REQUIRE(files);
        const auto summary = importCorpus(
            corpus, *files, mapping, [&] { return looks >= 0 && looks-- == 0; },
            [](const ImportProgress &) {});
        REQUIRE_MESSAGE(summary, (summary ? "" : summary.error().message));
        return *summary;
    }
    std::vector<std::string> texts() const
    {
        const SampleStore store = SampleStore::open(corpus).value();
        std::vector<std::string> texts;
        REQUIRE(store.eachText(0, store.rows().value(), [&](SampleRow, std::string_view text) {
            texts.emplace_back(text);
            return true;
        }));
        return texts;
    }
    /// The database, its index against its texts, and the columns agree.
    void checkWhole() const
    {
        const auto database =
            SqliteConnection::open(corpus.database(), SqliteConnection::Access::ReadWrite);
        REQUIRE(database);
        CHECK(database->queryText("PRAGMA integrity_check").value() == "ok");
        CHECK(database->execute("INSERT INTO words(words, rank) VALUES('integrity-check', 1)"));
        const auto rows = database->queryInteger("SELECT count(*) FROM samples").value();
        std::vector<std::string> problems;
        const auto columns = openColumns(corpus, problems);
        REQUIRE(columns);
        for (const Column &column : *columns)
            CHECK(column.info().rows == static_cast<SampleRow>(rows));
        CHECK(problems.empty());
    }
};

std::string lineOf(const std::string &text)
{
    return dumpJson({{"text", text}}) + "\n";
}

std::string gzipped(const std::string &bytes)
{
    std::string out(bytes.size() + 1000, '\0');
    z_stream stream = {};
    REQUIRE(::deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    return out;
}

std::string zstandard(const std::string &bytes)
{
    std::string out(::ZSTD_compressBound(bytes.size()), '\0');
    out.resize(::ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
    return out;
}

/// Many lines of words that do not compress to nothing.
std::vector<std::string> randomTexts(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::vector<std::string> texts(count);
    for (std::size_t i = 0; i < count; ++i) {
        texts[i] = "number " + std::to_string(i) + ":";
        for (unsigned word = 0; word < 20 + random() % 200; ++word)
            texts[i] += " word_" + std::to_string(random() % 5000);
    }
    return texts;
}

std::string linesOf(const std::vector<std::string> &texts)
{
    std::string lines;
    for (const std::string &text : texts)
        lines += lineOf(text);
    return lines;
}

} // namespace

TEST_CASE("broken lines are counted with their numbers, the rest is imported byte for byte")
{
    const Import import;
    const std::string lines =
        "\xef\xbb\xbf{\"text\": \"after a mark\"}\r\n"
        "\n"
        "{\"text\": \"zero \\u0000 byte\"}\n"
        "not json\n"
        "{\"text\": \"stray \xff\xfe byte \\u00e9\", \"title\": \"\xc0\"}\n"
        "{\"body\": \"no text\"}\n"
        "[1, 2]\n"
        "{\"text\": 7}\n"
        "{\"text\": \"\\ud800 alone\"}\n"
        "{\"text\": \"\"}\n"
        "{\"text\": \"<script>\\u001b[2J\", \"nested\": {\"a\": [1, \"\\n\"]}}\n"
        "{\"text\": \"after a mark\"}\n"
        "{\"text\": \"last without a line break\"}";
    const auto file = import.write("in.jsonl", lines);
    const ImportSummary summary = import.run({file});
    CHECK(import.texts() ==
          std::vector<std::string>{"after a mark", "zero \0 byte"s, "stray \xff\xfe byte \xc3\xa9",
                                   "<script>\x1b[2J", "last without a line break"});
    CHECK(summary.imported == 5);
    CHECK(summary.duplicates == 1);
    CHECK(summary.problems == 6);
    std::vector<std::uint64_t> numbers;
    for (const ImportProblem &problem : summary.brokenLines) {
        CHECK(problem.input == file.string());
        CHECK_FALSE(problem.message.empty());
        numbers.push_back(problem.line);
    }
    CHECK(numbers == std::vector<std::uint64_t>{4, 6, 7, 8, 9, 10});
    const SampleStore store = SampleStore::open(import.corpus).value();
    CHECK(store.problemCount().value() == 6);
    CHECK(store.problems().value().size() == 6);
    CHECK(store.sample(2)->origin.title == "\xc0");
    CHECK(store.sample(2)->origin.line == 5);
    CHECK_FALSE(store.sample(2)->validUtf8);
    CHECK(Json::parse(store.sample(3)->origin.extra) == Json{{"nested", {{"a", {1, "\n"}}}}});
    import.checkWhole();
}

TEST_CASE("compressed files give the same samples as plain ones")
{
    const std::vector<std::string> texts = randomTexts(300, 1);
    const std::string lines = linesOf(texts);
    const Import import;
    import.write("z/a.jsonl.gz", gzipped(lines.substr(0, 20000)) + gzipped(lines.substr(20000)));
    import.run({import.folder / "z"});
    CHECK(import.texts() == texts);
    const Import other;
    other.run({other.write("a.jsonl.zst", zstandard(lines))});
    CHECK(other.texts() == texts);
}

TEST_CASE("of a damaged file everything before the damage is imported")
{
    const std::vector<std::string> texts = randomTexts(1500, 7);
    std::string bytes = gzipped(linesOf(texts));
    bytes.replace(bytes.size() / 2, 4, "\xff\xff\xff\xff");
    const Import import;
    const ImportSummary summary = import.run({import.write("a.jsonl.gz", bytes)});
    REQUIRE(summary.errors.size() == 1);
    const std::vector<std::string> found = import.texts();
    REQUIRE(found.size() > 600); // damage shows within a block of the compression
    CHECK(std::equal(texts.begin(), texts.begin() + 600, found.begin()));
}

TEST_CASE("of a file that stops in the middle what came is imported, and the whole file later adds "
          "the rest once")
{
    const std::vector<std::string> texts = randomTexts(2000, 2);
    for (const std::string name : {"a.jsonl.gz", "a.jsonl.zst"}) {
        CAPTURE(name);
        const std::string whole =
            name.ends_with("gz") ? gzipped(linesOf(texts)) : zstandard(linesOf(texts));
        const Import import;
        const auto file = import.write(name, whole.substr(0, whole.size() / 2));
        const ImportSummary summary =
            import.run({file, import.write("b.jsonl", lineOf("the next input"))});
        REQUIRE(summary.errors.size() == 1);
        CHECK(summary.errors[0].find("stops in the middle") != std::string::npos);
        CHECK(summary.imported > 500);
        CHECK(summary.imported < 2000);
        std::vector<std::string> expected(
            texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(summary.imported - 1));
        expected.emplace_back("the next input");
        CHECK(import.texts() == expected);
        const SampleStore store = SampleStore::open(import.corpus).value();
        CHECK(store.inputs()->at(0).state == InputState::Broken);

        import.write(name, whole);
        const ImportSummary again = import.run({file});
        CHECK(again.errors.empty());
        CHECK(again.imported == 2000 - (summary.imported - 1));
        CHECK(import.texts().size() == 2001);
        import.checkWhole();
    }
}

TEST_CASE("an import that was stopped anywhere goes on to the same corpus")
{
    const std::vector<std::string> texts = randomTexts(3000, 3);
    const std::string lines = linesOf(texts);
    for (const std::string name : {"a.jsonl", "a.jsonl.zst"}) {
        const Import import;
        const auto file = import.write(name, name.ends_with("zst") ? zstandard(lines) : lines);
        std::mt19937 random(4);
        int starts = 0;
        for (bool interrupted = true; interrupted; ++starts) {
            const ImportSummary summary = import.run({file}, static_cast<int>(random() % 900));
            interrupted = summary.interrupted;
            CHECK(summary.duplicates == 0); // it went on, it did not begin anew
        }
        CHECK(starts > 3);
        CHECK(import.texts() == texts);
        const auto inputs = SampleStore::open(import.corpus)->inputs().value();
        REQUIRE(inputs.size() == 1);
        CHECK(inputs[0].state == InputState::Finished);
        CHECK(inputs[0].documents == 3000);
        CHECK(inputs[0].samples == 3000);
        import.checkWhole();
    }
}

TEST_CASE("importing the same file again adds nothing and counts no copies; a changed one adds "
          "what is new")
{
    const Import import;
    const auto file = import.write("a.jsonl", linesOf({"one", "two", "two"}));
    import.run({file});
    const ImportSummary again = import.run({file});
    CHECK(again.imported == 0);
    CHECK(again.duplicates == 3);
    CHECK(again.samples == 2);
    const SampleStore store = SampleStore::open(import.corpus).value();
    CHECK(store.sample(0)->copies == 0);
    CHECK(store.sample(1)->copies == 1);
    import.write("a.jsonl", linesOf({"zero", "one", "two", "two", "one"}));
    CHECK(import.run({file}).imported == 1);
    CHECK(import.texts() == std::vector<std::string>{"one", "two", "zero"});
    CHECK(store.sample(0)->origin.line == 2); // it moved; that is no copy of it
    CHECK(store.sample(0)->copies == 1);      // the last line is
}

TEST_CASE("identifiers that come twice are counted")
{
    const Import import;
    const ImportSummary summary = import.run({import.write(
        "a.jsonl",
        "{\"id\":1,\"text\":\"a\"}\n{\"id\":1,\"text\":\"b\"}\n{\"id\":1,\"text\":\"a\"}\n")});
    CHECK(summary.imported == 2);
    CHECK(summary.duplicateIds == 1);
    CHECK(summary.duplicates == 1);
}

TEST_CASE("folders give a sample a file, without hidden and binary ones, titled by their paths")
{
    Import import;
    REQUIRE(import.mapping.setConstant("source", "tree"));
    import.write("t/b/two.py", "print(2)\n");
    import.write("t/a.py", "print(1)\n");
    import.write("t/.git/config", "hidden");
    import.write("t/image.bin", "\x89PNG\0\0"s);
    import.write("t/empty.py", "");
    import.write("t/more.jsonl", linesOf({"of a line"}));
    const ImportSummary summary = import.run({import.folder / "t"});
    CHECK(import.texts() == std::vector<std::string>{"print(1)\n", "print(2)\n", "of a line"});
    CHECK(summary.binaryFiles == 2);
    CHECK(summary.problems == 0);
    const Sample sample = SampleStore::open(import.corpus)->sample(1).value();
    CHECK(sample.origin.path == "b/two.py");
    CHECK(sample.origin.title == "b/two.py");
    CHECK(sample.origin.source == "tree");
    CHECK(sample.origin.line == 0);
}

TEST_CASE("inputs that cannot be used are told one by one")
{
    const Import import;
    const auto gone = import.write("gone.jsonl", lineOf("x"));
    const auto files = importFiles(
        {gone, import.write("b.jsonl", lineOf("y")), import.write("picture.png", "\x89PNG\0"s)},
        {});
    REQUIRE(files);
    std::filesystem::remove(gone); // vanishes before its turn
    const auto summary = importCorpus(
        import.corpus, *files, {}, [] { return false; }, [](const ImportProgress &) {});
    REQUIRE(summary);
    CHECK(import.texts() == std::vector<std::string>{"y"});
    REQUIRE(summary->errors.size() == 1);
    CHECK(summary->errors[0].find("gone.jsonl") != std::string::npos);
    REQUIRE(summary->brokenLines.size() == 2);
    CHECK(summary->brokenLines[1].message.find("binary") != std::string::npos);
    CHECK(importFiles({import.folder / "none"}, {}).error().code == ErrorCode::NotFound);
    CHECK(importFiles({import.folder / "corpora"}, {"py"}).error().code == ErrorCode::Usage);
}

TEST_CASE("a file that grows while it is read is said to have changed, and begins anew next time")
{
    const Import import;
    // More than fits between the threads: the reader cannot be done when the writer begins.
    std::vector<std::string> texts(250);
    for (std::size_t i = 0; i < texts.size(); ++i)
        texts[i] = std::to_string(i) + std::string(150'000, 'x');
    const auto file = import.write("a.jsonl", linesOf(texts));
    const auto files = importFiles({file}, {});
    bool grown = false;
    const auto summary = importCorpus(
        import.corpus, *files, {},
        [&] {
            if (!grown)
                std::ofstream(file, std::ios::app | std::ios::binary) << lineOf("appended");
            grown = true;
            return false;
        },
        [](const ImportProgress &) {});
    REQUIRE(summary);
    REQUIRE(summary->errors.size() == 1);
    CHECK(summary->errors[0].find("changed while it was read") != std::string::npos);
    CHECK(import.run({file}).errors.empty());
    CHECK(import.texts().size() == 251);
}

TEST_CASE("a line of 100 MB is a sample, the ones beside it too")
{
    const Import import;
    std::string large(100u << 20, 'x');
    for (std::size_t i = 0; i < large.size(); i += 997)
        large[i] = ' ';
    const auto file = import.write("a.jsonl", lineOf("before") + "{\"text\":\"" + large + "\"}\n" +
                                                  lineOf("behind"));
    const ImportSummary summary = import.run({file});
    CHECK(summary.imported == 3);
    const SampleStore store = SampleStore::open(import.corpus).value();
    CHECK(store.text(1).value() == large);
    CHECK(store.text(2).value() == "behind");
    CHECK(store.heads(std::vector<SampleRow>{1}, 10)->at(0).bytes == large.size());
}
