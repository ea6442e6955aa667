// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include <doctest/doctest.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/corpora/duplicates/duplicate_pass.h"
#include "core/corpora/duplicates/minhash.h"
#include "core/corpora/duplicates/near_duplicates.h"
#include "core/corpora/store/column.h"
#include "tests/core/duplicates/planted_texts.h"

using namespace phi1;

namespace {

struct Corpus {
    CorpusFiles files;
    std::vector<std::string> texts;

    Corpus()
    {
        static int number = 0;
        files.folder = std::filesystem::temp_directory_path() /
                       concat("phi1-duplicates-", ::getpid(), "-", ++number);
        std::filesystem::create_directories(files.folder);
    }
    Corpus(const Corpus &) = delete;
    ~Corpus() { std::filesystem::remove_all(files.folder); }

    Result<DuplicateReport> find(DuplicateOptions options = {},
                                 std::function<void(SampleRow)> onRead = {})
    {
        if (options.threads == 0)
            options.threads = 2;
        return findDuplicates(files, static_cast<SampleRow>(texts.size()), opener(texts, onRead),
                              options);
    }
    std::vector<std::uint32_t> clusters() const
    {
        const auto column = Column::open(files.column(columnKey::duplicateOf));
        REQUIRE_MESSAGE(column, column.error().message);
        const auto values = column->counts();
        return {values.begin(), values.end()};
    }
};

struct Planted {
    SampleRow first = 0, second = 0;
    double jaccard = 0.0;
};

/// 1 200 texts that have nothing to do with each other, and near copies of the first ones behind.
std::vector<Planted> plant(Corpus &corpus, double highest, std::size_t pairs)
{
    std::mt19937 random(5);
    std::vector<Words> words;
    for (int i = 0; i < 1200; ++i)
        words.push_back(randomWords(random, 100 + random() % 300));
    std::vector<Planted> planted;
    for (std::size_t i = 0; i < pairs; ++i) {
        words.push_back(nearCopy(random, words[i], highest));
        planted.push_back({static_cast<SampleRow>(i), static_cast<SampleRow>(words.size() - 1),
                           jaccardByDefinition(words[i], words.back())});
    }
    for (const Words &each : words)
        corpus.texts.push_back(joined(each));
    return planted;
}

} // namespace

TEST_CASE("planted pairs are found at the threshold and none below it")
{
    Corpus corpus;
    const std::vector<Planted> planted = plant(corpus, 0.84, 400);
    const auto report = corpus.find();
    REQUIRE_MESSAGE(report, report.error().message);
    const std::vector<std::uint32_t> clusters = corpus.clusters();
    REQUIRE(clusters.size() == corpus.texts.size());
    std::size_t alike = 0, found = 0;
    for (const Planted &pair : planted) {
        if (pair.jaccard < 0.8) {
            CHECK(clusters[pair.second] == missingCount);
            continue;
        }
        ++alike;
        found += clusters[pair.second] == pair.first && clusters[pair.first] == pair.first ? 1 : 0;
    }
    CHECK(alike > 300);
    CHECK(static_cast<double>(found) >= 0.97 * static_cast<double>(alike));
    CHECK(report->clusters == found);
    CHECK(report->clustered == 2 * found);
    for (SampleRow row = 400; row < 1200; ++row)
        CHECK(clusters[row] == missingCount);
}

TEST_CASE("the number of threads and the memory for bands change nothing")
{
    Corpus one, two;
    plant(one, 0.84, 300);
    two.texts = one.texts;
    // Copies of copies make buckets that several threads meet.
    for (int i = 0; i < 3000; ++i) {
        one.texts.push_back(one.texts[static_cast<std::size_t>(i) % 700]);
        two.texts.push_back(one.texts.back());
    }
    DuplicateOptions single;
    single.threads = 1;
    DuplicateOptions parts;
    parts.threads = 3;
    parts.memory = 1; // in two parts then
    REQUIRE(one.find(single));
    REQUIRE(two.find(parts));
    CHECK(one.clusters() == two.clusters());
}

TEST_CASE("what is like everything is one cluster, however many there are")
{
    Corpus corpus;
    for (int i = 0; i < 500; ++i)
        corpus.texts.push_back(concat("the same licence stands before every text that we have here "
                                      "and its words are many more than the one at the end ",
                                      i));
    corpus.texts.emplace_back();
    corpus.texts.emplace_back(" \n");
    const auto report = corpus.find();
    REQUIRE(report);
    CHECK(report->clusters == 1);
    CHECK(report->clustered == 500);
    CHECK(report->empty == 2);
    CHECK(report->compared < 20000); // not all 124 750 pairs
    const auto clusters = corpus.clusters();
    CHECK(std::count(clusters.begin(), clusters.end(), 0u) == 500);
    CHECK(clusters[500] == missingCount);
    CHECK(clusters[501] == missingCount);
}

TEST_CASE("a pass that is stopped anywhere goes on there and comes to the same")
{
    Corpus whole, stopped;
    plant(whole, 0.84, 400);
    for (int i = 0; i < 40000; ++i)
        whole.texts.push_back(concat("filler number ", i, " so that signing takes several pieces"));
    stopped.texts = whole.texts;
    REQUIRE(whole.find());
    int calls = 0;
    std::size_t signedTwice = 0;
    std::map<SampleRow, int> signings;
    for (int limit : {20, 40, 60, 75, 90, 105, 120}) {
        // Progress comes once a piece of 1 024 samples and once a band.
        int progress = 0;
        DuplicateOptions options;
        std::atomic<bool> stop = false, isSigning = true;
        options.progress = [&](std::string_view stage, std::uint64_t, std::uint64_t) {
            isSigning = stage == "Signing";
            stop = ++progress >= limit % 25 + 1;
        };
        options.stopRequested = [&] { return stop.load(); };
        options.threads = 1;
        const auto result = stopped.find(options, [&](SampleRow row) {
            if (isSigning)
                ++signings[row];
        });
        ++calls;
        if (!result)
            CHECK(result.error().code == ErrorCode::Cancelled);
    }
    CHECK(calls == 7);
    const auto report = stopped.find();
    REQUIRE_MESSAGE(report, report.error().message);
    CHECK(stopped.clusters() == whole.clusters());
    for (const auto &[row, times] : signings)
        signedTwice += times > 1 ? 1 : 0;
    CHECK(signings.size() == whole.texts.size());
    CHECK(signedTwice > 0); // pieces behind the last state are signed again
    CHECK(signedTwice < signings.size());
}

TEST_CASE("samples that came later are compared with the earlier ones, which are not signed again")
{
    Corpus corpus;
    const auto planted = plant(corpus, 0.84, 200);
    std::vector<std::string> later(corpus.texts.begin() + 1200, corpus.texts.end());
    corpus.texts.resize(1200);
    REQUIRE(corpus.find());
    CHECK(corpus.clusters().size() == 1200);
    corpus.texts.insert(corpus.texts.end(), later.begin(), later.end());
    std::atomic<int> reads = 0;
    const auto report = corpus.find({}, [&](SampleRow row) { reads += row >= 200 && row < 1199; });
    REQUIRE(report);
    CHECK(reads == 0);
    CHECK(report->clusters > 150);
    Corpus fresh;
    fresh.texts = corpus.texts;
    REQUIRE(fresh.find());
    CHECK(fresh.clusters() == corpus.clusters());
}

TEST_CASE("another corpus of the same name and another threshold begin anew")
{
    Corpus corpus, fresh;
    const auto planted = plant(corpus, 0.84, 100);
    REQUIRE(corpus.find());
    std::reverse(corpus.texts.begin(), corpus.texts.end());
    REQUIRE(corpus.find());
    fresh.texts = corpus.texts;
    REQUIRE(fresh.find());
    CHECK(fresh.clusters() == corpus.clusters());

    DuplicateOptions strict;
    strict.threshold = 0.9;
    const auto none = corpus.find(strict);
    REQUIRE(none);
    CHECK(none->clusters == 0);
    DuplicateOptions lenient;
    lenient.threshold = 0.7;
    const auto all = corpus.find(lenient);
    REQUIRE(all);
    CHECK(all->clusters == 100);
    DuplicateOptions wrong;
    wrong.threshold = 0.2;
    const auto refused = corpus.find(wrong);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::Usage);
}

TEST_CASE("the cluster of a sample is told with exact indices, most alike first")
{
    Corpus corpus;
    std::mt19937 random(9);
    const Words words = randomWords(random, 300);
    std::map<SampleRow, double> exact;
    corpus.texts.push_back("something else that nobody has written before or after it");
    corpus.texts.push_back(joined(words));
    for (const double highest : {0.95, 0.85, 0.9}) {
        const Words copy = nearCopy(random, words, highest);
        exact[static_cast<SampleRow>(corpus.texts.size())] = jaccardByDefinition(words, copy);
        corpus.texts.push_back(joined(copy));
    }
    const auto before = NearDuplicates::open(corpus.files);
    REQUIRE_FALSE(before);
    CHECK(before.error().code == ErrorCode::NotFound);
    REQUIRE(corpus.find());
    const auto near = NearDuplicates::open(corpus.files);
    REQUIRE_MESSAGE(near, near.error().message);
    CHECK(near->rows() == corpus.texts.size());
    CHECK(near->threshold() == 0.8);
    CHECK(near->clusterSize(1) == 4);
    CHECK(near->clusterSize(0) == 0);
    CHECK(near->clusterSize(1000) == 0);
    TextsInMemory texts(corpus.texts, {});
    const auto members = near->of(1, &texts);
    REQUIRE(members);
    REQUIRE(members->size() == 3);
    const SampleRow order[] = {2, 4, 3};
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK((*members)[i].row == order[i]);
        CHECK((*members)[i].exact == doctest::Approx(exact[order[i]]).epsilon(1e-12));
        CHECK(std::abs((*members)[i].estimated - exact[order[i]]) < 0.15);
    }
    const auto quick = near->of(3, nullptr, 2);
    REQUIRE(quick);
    REQUIRE(quick->size() == 2);
    CHECK(std::isnan((*quick)[0].exact));
    CHECK(near->of(0, &texts)->empty());
}

TEST_CASE("a damaged state is refused with what to do, and signatures that were cut too")
{
    Corpus corpus;
    plant(corpus, 0.84, 10);
    REQUIRE(corpus.find());
    const std::filesystem::path folder = corpus.files.folder / "duplicates";
    const auto state = readFile(folder / "state.json");
    REQUIRE(state);
    for (const char *text : {"", "[]", "{\"version\":1}", "{\"version\":\"x\"}"}) {
        std::ofstream(folder / "state.json") << text;
        const auto result = corpus.find();
        REQUIRE_FALSE(result);
        CHECK(result.error().code == ErrorCode::Corrupt);
        CHECK_FALSE(NearDuplicates::open(corpus.files));
    }
    std::ofstream(folder / "state.json") << "{\"version\":2}";
    CHECK(corpus.find().error().code == ErrorCode::Incompatible);
    std::ofstream(folder / "state.json") << *state;
    REQUIRE(corpus.find());
    std::filesystem::resize_file(folder / "signatures.bin", 1000);
    const auto cut = corpus.find();
    REQUIRE_FALSE(cut);
    CHECK(cut.error().code == ErrorCode::Corrupt);
    CHECK(cut.error().message.find("remove the folder") != std::string::npos);
    CHECK_FALSE(NearDuplicates::open(corpus.files));
    std::filesystem::remove_all(folder);
    CHECK(corpus.find());
}

TEST_CASE("a corpus without samples has no duplicates")
{
    Corpus corpus;
    const auto report = corpus.find();
    REQUIRE_MESSAGE(report, report.error().message);
    CHECK(report->clusters == 0);
    CHECK(corpus.clusters().empty());
}
