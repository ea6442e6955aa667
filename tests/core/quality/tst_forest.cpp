// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <opencv2/core.hpp>
#include <opencv2/ml.hpp>

#include "core/base/files.h"
#include "core/base/philox.h"
#include "core/quality/cross_validation.h"
#include "core/quality/random_forest.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

/// Vectors of noise, of which the first two values tell the verdict, `flipped` of them wrongly.
TrainingSamples noisy(std::size_t count, std::uint32_t width, double flipped, std::uint64_t seed)
{
    PhiloxStream random(seed);
    TrainingSamples samples;
    samples.width = width;
    for (std::size_t i = 0; i < count; ++i) {
        for (std::uint32_t column = 0; column < width; ++column)
            samples.values.push_back(static_cast<float>(random.uniform() * 2 - 1));
        const auto vector = samples.vector(i);
        const bool good = vector[0] + vector[1] > 0;
        samples.good.push_back(good != (random.uniform() < flipped) ? 1 : 0);
    }
    return samples;
}

std::vector<float> votes(const RandomForest &forest, const TrainingSamples &samples)
{
    std::vector<float> shares(samples.size());
    forest.vote(samples.values, shares);
    return shares;
}

} // namespace

TEST_CASE("our walk through the trees counts the votes that OpenCV counts")
{
    const TrainingSamples samples = noisy(300, 17, 0.1, 1), others = noisy(500, 17, 0, 2);
    const ForestOptions options{.trees = 40, .depth = 7, .leafSamples = 4, .seed = 5};
    const auto ours = RandomForest::train(samples, options);
    REQUIRE(ours);
    CHECK(ours->trees() == 40);
    CHECK(ours->width() == 17);

    cv::setRNGSeed(5);
    const auto theirs = cv::ml::RTrees::create();
    theirs->setMaxDepth(7);
    theirs->setMinSampleCount(4);
    theirs->setActiveVarCount(0);
    theirs->setTermCriteria(cv::TermCriteria(cv::TermCriteria::MAX_ITER, 40, 0));
    cv::Mat values(300, 17, CV_32F), verdicts(300, 1, CV_32S), tested(500, 17, CV_32F);
    std::copy(samples.values.begin(), samples.values.end(), values.ptr<float>());
    std::copy(others.values.begin(), others.values.end(), tested.ptr<float>());
    for (int i = 0; i < 300; ++i)
        verdicts.at<int>(i) = samples.good[static_cast<std::size_t>(i)];
    theirs->train(values, cv::ml::ROW_SAMPLE, verdicts);
    cv::Mat counts; // first the classes, then a row of votes a sample
    theirs->getVotes(tested, counts, 0);
    REQUIRE(counts.rows == 501);
    const int good = counts.at<int>(0, 0) == 1 ? 0 : 1;
    const std::vector<float> shares = votes(*ours, others);
    for (int i = 0; i < 500; ++i)
        CHECK(shares[static_cast<std::size_t>(i)] ==
              doctest::Approx(counts.at<int>(i + 1, good) / 40.0));
}

TEST_CASE("a forest finds what is there, and is a function of samples and seed")
{
    const TrainingSamples samples = noisy(600, 10, 0, 3), others = noisy(1000, 10, 0, 4);
    const auto forest = RandomForest::train(samples, {.trees = 60});
    REQUIRE(forest);
    const std::vector<float> shares = votes(*forest, others);
    int right = 0;
    for (std::size_t i = 0; i < others.size(); ++i)
        right += (shares[i] >= 0.5f) == (others.good[i] == 1);
    CHECK(right > 900);
    CHECK(votes(RandomForest::train(samples, {.trees = 60}).value(), others) == shares);
    CHECK(votes(RandomForest::train(samples, {.trees = 60, .seed = 2}).value(), others) != shares);
}

TEST_CASE("a forest comes back from its file; a vector that is no number has no share")
{
    test::TemporaryFolder folder;
    const TrainingSamples samples = noisy(100, 5, 0, 6);
    const auto forest = RandomForest::train(samples, {.trees = 20});
    REQUIRE(forest);
    REQUIRE(forest->save(folder / "forest.bin"));
    const auto again = RandomForest::load(folder / "forest.bin");
    REQUIRE(again);
    CHECK(votes(*again, samples) == votes(*forest, samples));
    TrainingSamples broken = samples;
    broken.values[7] = std::nanf("");
    CHECK(std::isnan(votes(*again, broken)[1]));
    CHECK_FALSE(std::isnan(votes(*again, broken)[2]));
}

TEST_CASE("a damaged or cut forest is refused")
{
    test::TemporaryFolder folder;
    const auto forest = RandomForest::train(noisy(60, 5, 0, 7), {.trees = 3, .depth = 3});
    REQUIRE(forest);
    REQUIRE(forest->save(folder / "forest.bin"));
    const std::string whole = readFile(folder / "forest.bin").value();
    const auto complaint = [&](const std::string &bytes) {
        std::ofstream(folder / "forest.bin", std::ios::binary) << bytes;
        const auto loaded = RandomForest::load(folder / "forest.bin");
        return loaded ? ErrorCode::Busy : loaded.error().code;
    };
    for (std::size_t size = 0; size < whole.size(); size += 5)
        CHECK(complaint(whole.substr(0, size)) == ErrorCode::Corrupt);
    for (std::size_t at = 16; at < whole.size(); at += 7) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ 0x41);
        CHECK(complaint(bytes) == ErrorCode::Corrupt);
    }
    std::string newer = whole;
    newer[12] = 9;
    CHECK(complaint(newer) == ErrorCode::Incompatible);
    CHECK(RandomForest::load(folder / "none").error().code == ErrorCode::NotFound);
}

TEST_CASE("too few of one verdict and numbers that are none are said")
{
    TrainingSamples samples = noisy(40, 4, 0, 8);
    TrainingSamples same = samples;
    std::fill(same.good.begin(), same.good.end(), std::uint8_t{1});
    const auto alike = RandomForest::train(same, {});
    REQUIRE_FALSE(alike);
    CHECK(alike.error().code == ErrorCode::Usage);
    CHECK(alike.error().message.find("40 are labelled good and 0 not") != std::string::npos);
    samples.values[3] = INFINITY;
    CHECK(RandomForest::train(samples, {}).error().code == ErrorCode::Usage);
}
