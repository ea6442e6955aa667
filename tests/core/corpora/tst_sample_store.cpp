// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <doctest/doctest.h>

#include "core/base/failpoint.h"
#include "core/base/files.h"
#include "core/corpora/store/column.h"
#include "core/corpora/store/sample_store.h"
#include "core/corpora/store/sample_writer.h"
#include "core/storage/sqlite_connection.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;
using namespace std::string_literals;

namespace {

struct Corpus {
    TemporaryFolder folder;
    CorpusFiles files = corpusFiles(folder.path(), "c").value();

    SampleWriter writer() const
    {
        auto opened = SampleWriter::open(files, "a test");
        REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
        return std::move(*opened);
    }
    SampleStore store() const
    {
        auto opened = SampleStore::open(files);
        REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
        return std::move(*opened);
    }
    Column column(std::string_view key) const { return Column::open(files.column(key)).value(); }
    std::int64_t found(const std::string &query) const
    {
        const SampleStore reader = store();
        auto statement =
            reader.sqlite().prepare("SELECT count(*) FROM words WHERE words MATCH ?").value();
        REQUIRE(statement.bind(std::string_view(query)).step().value());
        return statement.integer(0);
    }
};

SampleOrigin originOf(std::uint64_t line)
{
    SampleOrigin origin;
    origin.input = "/in.jsonl";
    origin.line = line;
    return origin;
}

/// Texts that a careless store would change.
std::vector<std::string> hostileTexts()
{
    return {"plain",
            "a\0b after a zero byte"s,
            "\xff\xfe no UTF-8 \xc3",
            "\xef\xbb\xbf mark",
            " \r\n\t ",
            "\x1b[31m<b onload=x>&amp;",
            std::string(3 << 20, 'x') + " needle_at_the_end",
            "\xed\xa0\x80 surrogate",
            "'quoted\" -- ; DROP TABLE samples"};
}

} // namespace

TEST_CASE("samples come back byte for byte, with their origin")
{
    const Corpus corpus;
    SampleOrigin origin = originOf(3);
    origin.source = "CPython";
    origin.kind = "code";
    origin.topic = "lists › slices";
    origin.audience = "beginner";
    origin.licence = "PSF-2.0";
    origin.generator = "phi-1";
    origin.title = "T";
    origin.prompt = "Write\0it"s;
    origin.settings = R"({"temperature":0.8})";
    origin.path = "a/b.py";
    origin.externalId = "id-1";
    origin.extra = R"({"stars":3})";
    const std::vector<std::string> texts = hostileTexts();
    {
        SampleWriter writer = corpus.writer();
        for (const std::string &text : texts) {
            const auto added = writer.add(text, origin);
            REQUIRE(added);
            CHECK(added->isNew);
        }
        REQUIRE(writer.commit());
    }
    const SampleStore store = corpus.store();
    REQUIRE(store.rows().value() == texts.size());
    for (SampleRow row = 0; row < texts.size(); ++row) {
        CAPTURE(row);
        const Sample sample = store.sample(row).value();
        CHECK(sample.text == texts[row]);
        CHECK(store.text(row).value() == texts[row]);
        CHECK(sample.hash == hashOfSample(texts[row]));
        CHECK(sample.origin == origin);
        CHECK(store.rowOfHash(sample.hash).value() == row);
        CHECK(corpus.column("hash").hashes()[row] == sample.hash);
        CHECK(corpus.column("bytes").counts()[row] == texts[row].size());
    }
    CHECK(store.sample(1)->hasNul);
    CHECK_FALSE(store.sample(2)->validUtf8);
    CHECK_FALSE(store.sample(7)->validUtf8);
    CHECK(store.sample(3)->validUtf8);
    const Column encoding = corpus.column("encoding");
    CHECK(encoding.info().names[encoding.counts()[1]] == "UTF-8 with NUL");
    CHECK(encoding.info().names[encoding.counts()[2]] == "invalid UTF-8");
    CHECK(corpus.found("needle_at_the_end") == 1);
    CHECK(corpus.found("after") == 1);  // behind a zero byte
    CHECK(corpus.found("needle") == 0); // identifiers are one word
    CHECK(store.sample(99).error().code == ErrorCode::NotFound);
    const auto heads = store.heads(std::vector<SampleRow>{6, 1}, 5);
    REQUIRE(heads);
    CHECK(heads->at(0).excerpt == "xxxxx");
    CHECK(heads->at(0).bytes == texts[6].size());
    CHECK(heads->at(1).excerpt == "a\0b a"s);
    CHECK(heads->at(1).title == "T");
}

TEST_CASE("a text is stored once, and every other place of it is noted once")
{
    const Corpus corpus;
    SampleWriter writer = corpus.writer();
    REQUIRE(writer.add("same", originOf(1))->isNew);
    CHECK_FALSE(writer.add("same", originOf(2))->isNew);
    CHECK_FALSE(writer.add("same", originOf(2))->isNew); // the same line imported again
    CHECK_FALSE(writer.add("same", originOf(1))->isNew); // the sample itself
    REQUIRE(writer.add("other", originOf(3))->isNew);
    REQUIRE(writer.commit());
    CHECK_FALSE(writer.add("same", originOf(9))->isNew); // after it was committed
    REQUIRE(writer.commit());
    const SampleStore store = corpus.store();
    CHECK(store.rows().value() == 2);
    CHECK(store.sample(0)->copies == 2);
    const auto copies = store.copies(0);
    REQUIRE(copies->size() == 2);
    CHECK(copies->at(0).line == 2);
    CHECK(copies->at(1).line == 9);
    const Column column = corpus.column("copies");
    CHECK(column.counts()[0] == 2);
    CHECK(column.counts()[1] == 0);
}

TEST_CASE("an identifier met again with another text is said, and both are kept")
{
    const Corpus corpus;
    SampleOrigin origin = originOf(1);
    origin.externalId = "x";
    {
        SampleWriter writer = corpus.writer();
        CHECK_FALSE(writer.add("first", origin)->idMetBefore);
        REQUIRE(writer.commit());
    }
    SampleWriter writer = corpus.writer();
    origin.line = 2;
    const auto added = writer.add("second", origin);
    CHECK(added->isNew);
    CHECK(added->idMetBefore);
    CHECK_FALSE(writer.add("third", originOf(3))->idMetBefore); // none is not the same
    CHECK_FALSE(writer.add("fourth", originOf(4))->idMetBefore);
}

TEST_CASE("what was not committed is gone, readers see commits while the writer goes on")
{
    const Corpus corpus;
    {
        SampleWriter writer = corpus.writer();
        REQUIRE(writer.add("one", originOf(1)));
        REQUIRE(writer.commit());
        const SampleStore store = corpus.store();
        REQUIRE(writer.add("two", originOf(2)));
        CHECK(store.rows().value() == 1);
        REQUIRE(writer.commit());
        CHECK(store.rows().value() == 2);
        CHECK(store.text(1).value() == "two");
        const auto other = SampleWriter::open(corpus.files, "another test");
        REQUIRE(!other);
        CHECK(other.error().code == ErrorCode::Busy);
        CHECK(other.error().message.find("a test (process") != std::string::npos);
        REQUIRE(writer.add("three", originOf(3)));
    }
    CHECK(corpus.store().rows().value() == 2);
    SampleWriter writer = corpus.writer();
    CHECK(writer.add("three", originOf(3))->row == 2);
}

TEST_CASE("columns that a crash left behind or ahead are mended from the database")
{
    const Corpus corpus;
    SampleOrigin origin = originOf(1);
    origin.kind = "code";
    {
        SampleWriter writer = corpus.writer();
        REQUIRE(writer.add("one", origin));
        REQUIRE(writer.commit());
        setFailpoints("corpus-columns@1=EIO"); // committed, but the columns never heard of it
        origin.kind = "textbook";
        REQUIRE(writer.add("two\nlines", origin));
        origin.line = 2;
        REQUIRE(writer.add("one", origin));
        CHECK(!writer.commit());
        setFailpoints("");
    }
    CHECK(corpus.column("kind").info().rows == 1);
    std::filesystem::remove(corpus.files.column("lines"));
    std::ofstream(corpus.files.column("bytes"), std::ios::binary) << "damaged";
    corpus.writer();
    const auto counts = [&](const char *key) {
        const Column column = corpus.column(key);
        return std::vector<std::uint32_t>(column.counts().begin(), column.counts().end());
    };
    CHECK(counts("lines") == std::vector<std::uint32_t>{1, 2});
    CHECK(counts("bytes") == std::vector<std::uint32_t>{3, 9});
    CHECK(counts("copies") == std::vector<std::uint32_t>{1, 0});
    CHECK(corpus.column("kind").info().names == std::vector<std::string>{"code", "textbook"});
    CHECK(counts("kind") == std::vector<std::uint32_t>{0, 1});
    std::ofstream(corpus.files.column("hash"), std::ios::binary | std::ios::app)
        << std::string(48, 'h'); // ahead: the power failed before the database was on the disk
    corpus.writer();
    const Column hashes = corpus.column("hash");
    REQUIRE(hashes.hashes().size() == 2);
    CHECK(hashes.hashes()[1] == hashOfSample("two\nlines"));
}

TEST_CASE("a full disk loses nothing that was committed and says so")
{
    const Corpus corpus;
    {
        SampleWriter writer = corpus.writer();
        REQUIRE(writer.add("kept", originOf(1)));
        REQUIRE(writer.commit());
        REQUIRE(writer.add("lost", originOf(2)));
        setFailpoints("workbench-database@1=ENOSPC");
        const auto failed = writer.commit();
        setFailpoints("");
        REQUIRE(!failed);
        CHECK(failed.error().message.find("No space left on device") != std::string::npos);
    }
    SampleWriter writer = corpus.writer();
    CHECK(writer.rows() == 1);
    CHECK(writer.add("lost", originOf(2))->isNew);
    REQUIRE(writer.commit());
    CHECK(corpus.store().text(1).value() == "lost");
}

TEST_CASE("what is no corpus, or is from a newer version, is refused and stays as it is")
{
    const Corpus corpus;
    std::filesystem::create_directories(corpus.files.folder);
    const auto refusedAs = [&](ErrorCode code) {
        const std::string before = readFile(corpus.files.database()).value();
        CHECK(SampleStore::open(corpus.files).error().code == code);
        CHECK(SampleWriter::open(corpus.files, "a test").error().code == code);
        CHECK(readFile(corpus.files.database()).value() == before);
    };
    std::ofstream(corpus.files.database(), std::ios::binary) << std::string(20000, 'x');
    refusedAs(ErrorCode::Corrupt);
    std::filesystem::remove(corpus.files.database());
    {
        const auto other =
            SqliteConnection::open(corpus.files.database(), SqliteConnection::Access::ReadWrite);
        REQUIRE(other->execute("CREATE TABLE theirs(x)"));
    }
    refusedAs(ErrorCode::Corrupt);
    std::filesystem::remove(corpus.files.database());
    corpus.writer();
    {
        const auto newer =
            SqliteConnection::open(corpus.files.database(), SqliteConnection::Access::ReadWrite);
        REQUIRE(newer->execute("PRAGMA user_version = 9; PRAGMA journal_mode = DELETE"));
    }
    refusedAs(ErrorCode::Incompatible);
    CHECK(SampleStore::open(corpusFiles(corpus.folder.path(), "none").value()).error().code ==
          ErrorCode::NotFound);
}

TEST_CASE("going through the texts gives each once, in order, and stops when told")
{
    const Corpus corpus;
    SampleWriter writer = corpus.writer();
    for (int i = 0; i < 5000; ++i)
        REQUIRE(writer.add("text " + std::to_string(i), originOf(1)));
    REQUIRE(writer.commit());
    const SampleStore store = corpus.store();
    SampleRow expected = 3;
    REQUIRE(store.eachText(3, 4999, [&](SampleRow row, std::string_view text) {
        CHECK(row == expected);
        CHECK(text == "text " + std::to_string(expected));
        ++expected;
        return true;
    }));
    CHECK(expected == 4999);
    int visited = 0;
    REQUIRE(store.eachText(std::vector<SampleRow>{4, 2, 0},
                           [&](SampleRow, std::string_view) { return ++visited < 2; }));
    CHECK(visited == 2);
}
