// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "core/corpora/store/column.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

CorpusFiles corpusIn(const TemporaryFolder &folder)
{
    return corpusFiles(folder.path(), "c").value();
}

ColumnInfo infoOf(std::string key, ColumnType type, Json facts = Json::object())
{
    ColumnInfo info;
    info.key = std::move(key);
    info.type = type;
    info.facts = std::move(facts);
    return info;
}

std::vector<float> numbersOf(const CorpusFiles &files, const std::string &key)
{
    const auto column = Column::open(files.column(key));
    REQUIRE(column);
    return {column->numbers().begin(), column->numbers().end()};
}

} // namespace

TEST_CASE("a column reads back what was flushed and goes on from there")
{
    const TemporaryFolder folder;
    const CorpusFiles files = corpusIn(folder);
    const ColumnInfo info = infoOf("score.x", ColumnType::Number, {{"kind", "loss"}});
    {
        auto writer = ColumnWriter::open(files, info);
        REQUIRE(writer);
        writer->add(1.5f);
        writer->add(std::numeric_limits<float>::quiet_NaN());
        REQUIRE(writer->flush());
        writer->add(9.0f); // never flushed: as after SIGKILL
    }
    auto writer = ColumnWriter::open(files, info);
    REQUIRE(writer);
    CHECK(writer->rows() == 2);
    writer->add(-3.0f);
    REQUIRE(writer->finish());
    const auto column = Column::open(files.column("score.x"));
    REQUIRE(column);
    CHECK(column->info().key == "score.x");
    CHECK(column->info().facts == info.facts);
    REQUIRE(column->numbers().size() == 3);
    CHECK(column->numbers()[0] == 1.5f);
    CHECK(std::isnan(column->numbers()[1]));
    CHECK(column->numbers()[2] == -3.0f);
    CHECK(column->counts().empty());
}

TEST_CASE("a value cut in the middle is not one, and is written again")
{
    const TemporaryFolder folder;
    const CorpusFiles files = corpusIn(folder);
    const ColumnInfo info = infoOf("n", ColumnType::Number);
    {
        auto writer = ColumnWriter::open(files, info);
        REQUIRE(writer);
        writer->add(1.0f);
        writer->add(2.0f);
        REQUIRE(writer->flush());
    }
    const std::filesystem::path file = files.column("n");
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
    CHECK(numbersOf(files, "n") == std::vector<float>{1.0f});
    auto writer = ColumnWriter::open(files, info);
    REQUIRE(writer);
    CHECK(writer->rows() == 1);
    writer->add(4.0f);
    REQUIRE(writer->flush());
    CHECK(numbersOf(files, "n") == std::vector<float>{1.0f, 4.0f});
}

TEST_CASE("categories keep their names over sessions, a torn name is dropped")
{
    const TemporaryFolder folder;
    const CorpusFiles files = corpusIn(folder);
    const ColumnInfo info = infoOf("kind", ColumnType::Category);
    {
        auto writer = ColumnWriter::open(files, info);
        REQUIRE(writer);
        for (const char *name : {"textbook", "code", "textbook", ""})
            writer->add(writer->valueOf(name));
        writer->add(missingCount);
        REQUIRE(writer->flush());
    }
    for (const auto &entry : std::filesystem::directory_iterator(files.columns()))
        if (entry.path().extension() == ".names")
            std::ofstream(entry.path(), std::ios::app | std::ios::binary) << "\x09\0\0\0half";
    auto writer = ColumnWriter::open(files, info);
    REQUIRE(writer);
    writer->add(writer->valueOf("ex\n\xff"));
    writer->add(writer->valueOf("code"));
    REQUIRE(writer->flush());
    const auto column = Column::open(files.column("kind"));
    REQUIRE(column);
    CHECK(column->info().names == std::vector<std::string>{"textbook", "code", "", "ex\n\xff"});
    const std::vector<std::uint32_t> values(column->counts().begin(), column->counts().end());
    CHECK(values == std::vector<std::uint32_t>{0, 1, 0, 2, missingCount, 3, 1});
}

TEST_CASE("a replacement leaves the old column readable until it is whole, and resumes")
{
    const TemporaryFolder folder;
    const CorpusFiles files = corpusIn(folder);
    const ColumnInfo old = infoOf("k", ColumnType::Category, {{"model", "a"}});
    const ColumnInfo renewed = infoOf("k", ColumnType::Category, {{"model", "b"}});
    {
        auto writer = ColumnWriter::open(files, old);
        REQUIRE(writer);
        writer->add(writer->valueOf("yes"));
        REQUIRE(writer->finish());
    }
    const auto refused = ColumnWriter::open(files, renewed);
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::Incompatible);
    {
        auto writer = ColumnWriter::open(files, renewed, true);
        REQUIRE(writer);
        writer->add(writer->valueOf("no"));
        REQUIRE(writer->flush());
    }
    CHECK(Column::open(files.column("k"))->info().names == std::vector<std::string>{"yes"});
    auto writer = ColumnWriter::open(files, renewed, true);
    REQUIRE(writer);
    CHECK(writer->rows() == 1);
    writer->add(writer->valueOf("perhaps"));
    REQUIRE(writer->finish());
    const auto column = Column::open(files.column("k"));
    REQUIRE(column);
    CHECK(column->info().names == std::vector<std::string>{"no", "perhaps"});
    CHECK(column->info().rows == 2);
    std::vector<std::string> problems;
    const auto all = openColumns(files, problems);
    REQUIRE(all);
    CHECK(all->size() == 1);
    CHECK(problems.empty());
}

TEST_CASE("damaged columns are refused in words, the others are opened")
{
    const TemporaryFolder folder;
    const CorpusFiles files = corpusIn(folder);
    for (const char *key : {"good", "short", "foreign", "newer", "header"}) {
        auto writer = ColumnWriter::open(files, infoOf(key, ColumnType::Count));
        REQUIRE(writer);
        writer->add(std::uint32_t{7});
        REQUIRE(writer->flush());
    }
    const auto overwrite = [&](const char *key, std::size_t offset, std::string bytes) {
        std::fstream file(files.column(key), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(offset));
        file << bytes;
    };
    std::filesystem::resize_file(files.column("short"), 20);
    overwrite("foreign", 0, "not a column");
    overwrite("newer", 8, std::string("\x02\0\0\0", 4));
    overwrite("header", 12, "\xf0\xff\xff\xff");
    CHECK(Column::open(files.column("short")).error().code == ErrorCode::Corrupt);
    CHECK(Column::open(files.column("foreign")).error().code == ErrorCode::Corrupt);
    CHECK(Column::open(files.column("newer")).error().code == ErrorCode::Incompatible);
    CHECK(Column::open(files.column("header")).error().code == ErrorCode::Corrupt);
    CHECK(Column::open(files.column("none")).error().code == ErrorCode::NotFound);
    std::vector<std::string> problems;
    const auto all = openColumns(files, problems);
    REQUIRE(all);
    REQUIRE(all->size() == 1);
    CHECK(all->front().info().key == "good");
    CHECK(problems.size() == 4);
}

TEST_CASE("keys and names of corpora cannot leave their folder")
{
    const CorpusFiles files = corpusFiles("/w/corpora", "c").value();
    CHECK(files.column("score.a/../b").parent_path() == files.columns());
    CHECK(files.column("..").filename() == "%2E..col");
    for (const std::string name : {"", ".", "..", ".hidden", "a/b", "a\nb"})
        CHECK(corpusFiles("/w/corpora", name).error().code == ErrorCode::Usage);
    CHECK(!corpusFiles("/w/corpora", std::string(101, 'a')));
    CHECK(corpusFiles("/w/corpora", "Größe 1"));
}
