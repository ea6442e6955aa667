// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "core/quality/embedding_file.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

const EmbeddingFacts facts = {
    "nano-abc", "/runs/nano/step-1", "fingerprint", 3, {{"pooling", "mean"}}};

std::vector<float> vectorOf(SampleRow row)
{
    return {static_cast<float>(row), 0.5f, -1.0f};
}

} // namespace

TEST_CASE("vectors come back with their rows, and a writer goes on after the last")
{
    test::TemporaryFolder folder;
    const CorpusFiles corpus{folder.path()};
    {
        auto writer = EmbeddingWriter::open(corpus, facts);
        REQUIRE(writer);
        for (const SampleRow row : {7u, 3u})
            REQUIRE(writer->add(row, vectorOf(row)));
        CHECK(writer->add(3, vectorOf(3)).error().code == ErrorCode::Usage);
        CHECK(writer->add(4, std::vector<float>{1}).error().code == ErrorCode::Usage);
        REQUIRE(writer->flush());
        REQUIRE(writer->add(9, vectorOf(9))); // never flushed: as if the process had died
    }
    // What a death between the two files leaves: half a vector, no row.
    std::ofstream(folder / "embeddings/nano-abc.f32", std::ios::app | std::ios::binary) << "torn!";
    {
        auto writer = EmbeddingWriter::open(corpus, facts);
        REQUIRE(writer);
        CHECK(writer->count() == 2);
        CHECK(writer->has(7));
        CHECK_FALSE(writer->has(9));
        REQUIRE(writer->add(9, vectorOf(9)));
        REQUIRE(writer->flush());
    }
    const auto file = EmbeddingFile::open(corpus, "nano-abc");
    REQUIRE(file);
    CHECK(file->facts() == facts);
    CHECK(std::vector(file->rows().begin(), file->rows().end()) == std::vector<SampleRow>{7, 3, 9});
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(std::vector(file->vector(i).begin(), file->vector(i).end()) ==
              vectorOf(file->rows()[i]));
    CHECK(file->check());
    CHECK(embeddingNames(corpus) == std::vector<std::string>{"nano-abc"});
}

TEST_CASE("vectors of another model or width are not mixed in")
{
    test::TemporaryFolder folder;
    const CorpusFiles corpus{folder.path()};
    REQUIRE(EmbeddingWriter::open(corpus, facts));
    EmbeddingFacts other = facts;
    other.model = "another";
    CHECK(EmbeddingWriter::open(corpus, other).error().code == ErrorCode::Incompatible);
    other = facts;
    other.width = 4;
    CHECK(EmbeddingWriter::open(corpus, other).error().code == ErrorCode::Incompatible);
    other = facts;
    other.extra["dtype"] = "int8"; // told, not compared
    CHECK(EmbeddingWriter::open(corpus, other));
    for (const char *name : {"", ".x", "a/b", "a\nb"}) {
        other.name = name;
        CHECK(EmbeddingWriter::open(corpus, other).error().code == ErrorCode::Usage);
    }
}

TEST_CASE("files that contradict each other are refused")
{
    test::TemporaryFolder folder;
    const CorpusFiles corpus{folder.path()};
    CHECK(EmbeddingFile::open(corpus, "none").error().code == ErrorCode::NotFound);
    {
        auto writer = EmbeddingWriter::open(corpus, facts);
        REQUIRE(writer);
        for (SampleRow row = 0; row < 10; ++row)
            REQUIRE(writer->add(row, vectorOf(row)));
        REQUIRE(writer->flush());
    }
    const auto code = [&] { return EmbeddingFile::open(corpus, "nano-abc").error().code; };
    const std::string rows = readFile(folder / "embeddings/nano-abc.rows").value();
    std::ofstream(folder / "embeddings/nano-abc.rows", std::ios::binary) << rows << rows;
    CHECK(code() == ErrorCode::Corrupt); // more rows than vectors
    std::ofstream(folder / "embeddings/nano-abc.rows", std::ios::binary)
        << rows.substr(0, 8) << rows.substr(4, 4);
    CHECK(code() == ErrorCode::Corrupt); // one twice
    std::ofstream(folder / "embeddings/nano-abc.rows", std::ios::binary) << rows;
    const std::string json = readFile(folder / "embeddings/nano-abc.json").value();
    const auto rewrite = [&](const std::string &from, const std::string &to) {
        std::string changed = json;
        changed.replace(changed.find(from), from.size(), to);
        std::ofstream(folder / "embeddings/nano-abc.json") << changed;
    };
    rewrite("\"version\": 1", "\"version\": 2");
    CHECK(code() == ErrorCode::Incompatible);
    for (const char *width : {"0", "-3", "\"x\"", "4000000000000", "null", "1.5"}) {
        CAPTURE(width);
        rewrite("\"width\": 3", std::string("\"width\": ") + width);
        CHECK(code() == ErrorCode::Corrupt);
    }
    rewrite("\"model\"", "\"m\"");
    CHECK(code() == ErrorCode::Corrupt);
}
