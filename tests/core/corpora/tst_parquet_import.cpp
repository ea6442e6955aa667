// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <random>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "core/corpora/import/corpus_import.h"
#include "core/corpora/store/sample_store.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using namespace phi1::test;

namespace {

const std::filesystem::path data = PHI1_TEST_DATA "/parquet";

ImportSummary importFrom(const CorpusFiles &corpus, const std::filesystem::path &file,
                         const FieldMapping &mapping = {}, int looks = -1)
{
    const auto files = importFiles({file}, {});
    REQUIRE(files);
    const auto summary = importCorpus(
        corpus, *files, mapping, [&] { return looks >= 0 && looks-- == 0; },
        [](const ImportProgress &) {});
    REQUIRE_MESSAGE(summary, (summary ? "" : summary.error().message));
    return *summary;
}

/// As make.py writes it; row 5 has none.
std::string textOf(int row)
{
    const std::string number = std::to_string(row);
    return "row " + number + ": def f_" + number + "(): return " + std::to_string(row * 7) + "\n";
}

void checkTexts(const CorpusFiles &corpus)
{
    const SampleStore store = SampleStore::open(corpus).value();
    REQUIRE(store.rows().value() == 699);
    for (int row = 0, sample = 0; row < 700; ++row)
        if (row != 5)
            REQUIRE(store.text(static_cast<SampleRow>(sample++)).value() == textOf(row));
}

} // namespace

TEST_CASE("Parquet files of every codec give their rows, with nested fields, numbers and nulls")
{
    for (const std::string codec : {"snappy", "zstd", "gzip"}) {
        CAPTURE(codec);
        const TemporaryFolder folder;
        const CorpusFiles corpus = corpusFiles(folder.path(), "c").value();
        FieldMapping mapping;
        REQUIRE(mapping.setField("title=meta.title"));
        const ImportSummary summary = importFrom(corpus, data / (codec + ".parquet"), mapping);
        CHECK(summary.imported == 699);
        REQUIRE(summary.problems == 1);
        CHECK(summary.brokenLines[0].line == 6);
        checkTexts(corpus);
        const Sample sample = SampleStore::open(corpus)->sample(449).value(); // of the second group
        CHECK(sample.origin.externalId == "450");
        CHECK(sample.origin.source == "repo-0");
        CHECK(sample.origin.licence == "MIT");
        CHECK(sample.origin.title == "T450");
        CHECK(sample.origin.line == 451);
        const Json extra = Json::parse(sample.origin.extra);
        CHECK(extra.at("score").is_null());
        CHECK(extra.at("flag") == true);
        CHECK(extra.at("when") == "2024-01-03");
        CHECK(extra.at("meta").at("tags") == Json::array());
        CHECK(Json::parse(SampleStore::open(corpus)->sample(0)->origin.extra).at("when") ==
              "2024-01-01");
        CHECK(Json::parse(SampleStore::open(corpus)->sample(450)->origin.extra).at("score") ==
              451 / 8.0);
    }
}

TEST_CASE("an import of a Parquet file that was stopped goes on at its row")
{
    const TemporaryFolder folder;
    const CorpusFiles corpus = corpusFiles(folder.path(), "c").value();
    std::mt19937 random(3);
    int starts = 0;
    for (bool interrupted = true; interrupted; ++starts) {
        const ImportSummary summary =
            importFrom(corpus, data / "zstd.parquet", {}, static_cast<int>(random() % 200));
        CHECK(summary.duplicates == 0);
        interrupted = summary.interrupted;
    }
    CHECK(starts > 3);
    checkTexts(corpus);
}

TEST_CASE("damaged Parquet files are told, whatever is damaged")
{
    const TemporaryFolder folder;
    const std::string whole = readFile(data / "snappy.parquet").value();
    std::mt19937 random(9);
    int refused = 0;
    const CorpusFiles corpus = corpusFiles(folder.path(), "c").value();
    for (int round = 0; round < 60; ++round) {
        std::string bytes = whole;
        if (round == 0)
            bytes.clear();
        else if (round % 3 == 0)
            bytes.resize(random() % bytes.size());
        else // the metadata lie at the end
            for (int i = 0; i < 8; ++i)
                bytes[bytes.size() - 1 - random() % (round % 3 == 1 ? bytes.size() : 2500)] =
                    static_cast<char>(random());
        const std::filesystem::path file = folder / "damaged.parquet";
        std::ofstream(file, std::ios::binary) << bytes;
        const ImportSummary summary = importFrom(corpus, file);
        CHECK(summary.imported + summary.duplicates + summary.problems <= 701);
        refused += !summary.errors.empty();
        for (const std::string &error : summary.errors)
            CHECK(error.find("damaged.parquet") != std::string::npos);
    }
    CHECK(refused > 20);
}
