// SPDX-License-Identifier: Apache-2.0
// Files that are not what they say.
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "model/formats/fasttext/classifier.h"
#include "tests/model/fasttext/model_file.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using test::ModelFile;

namespace {

/// The complaint about a file; "" if it is read, after a prediction with it.
Error complaint(const test::TemporaryFolder &folder, std::string_view bytes)
{
    test::writeBytes(folder / "model.bin", bytes);
    const auto model = FastTextClassifier::load(folder / "model.bin");
    if (!model)
        return model.error();
    FastTextClassifier::Scratch scratch;
    std::vector<FastTextPrediction> predictions;
    model->predict("good bad\nnever \xff\xc3 seen __label__a </s> more", scratch, predictions);
    return {};
}

struct BadModel {
    const char *what;
    std::function<void(ModelFile &)> change;
    ErrorCode code;
    const char *message;
};

constexpr float infinite = std::numeric_limits<float>::infinity();

const BadModel badModels[] = {
    {"not fastText", [](ModelFile &f) { f.magic = 1; }, ErrorCode::Incompatible, "instead of"},
    {"newer", [](ModelFile &f) { f.version = 13; }, ErrorCode::Incompatible, "version 13"},
    {"word vectors", [](ModelFile &f) { f.model = 2; }, ErrorCode::Incompatible, "word vectors"},
    {"unknown loss", [](ModelFile &f) { f.loss = 5; }, ErrorCode::Corrupt, "loss is number 5"},
    {"no dimension", [](ModelFile &f) { f.dimension = 0; }, ErrorCode::Corrupt, "dimension is 0"},
    {"other dimension", [](ModelFile &f) { f.dimension = 3; }, ErrorCode::Corrupt, "columns"},
    {"division by no buckets",
     [](ModelFile &f) {
         f.maxn = 3;
         f.bucket = 0;
     },
     ErrorCode::Corrupt, "0 buckets"},
    {"negative buckets",
     [](ModelFile &f) {
         f.wordNgrams = 2;
         f.bucket = -5;
     },
     ErrorCode::Corrupt, "-5 buckets"},
    {"n-grams beyond the matrix",
     [](ModelFile &f) {
         f.wordNgrams = 2;
         f.bucket = 1000;
     },
     ErrorCode::Corrupt, "take 1003 rows"},
    {"endless subwords",
     [](ModelFile &f) {
         f.maxn = 1 << 30;
         f.bucket = 1;
     },
     ErrorCode::Corrupt, "subwords of"},
    {"negative subwords", [](ModelFile &f) { f.maxn = -1; }, ErrorCode::Corrupt, "subwords of -1"},
    {"endless features",
     [](ModelFile &f) {
         f.wordNgrams = 1 << 30;
         f.bucket = 1;
     },
     ErrorCode::Corrupt, "features of"},
    {"sizes that do not add up", [](ModelFile &f) { f.size = 7; }, ErrorCode::Corrupt, "claims"},
    {"negative words",
     [](ModelFile &f) {
         f.nwords = -1;
         f.size = 1;
     },
     ErrorCode::Corrupt, "claims -1 words"},
    {"no labels",
     [](ModelFile &f) {
         f.nlabels = 0;
         f.size = 3;
         f.labels.clear();
     },
     ErrorCode::Corrupt, "0 labels"},
    {"words that are not there",
     [](ModelFile &f) {
         f.nwords = 2000000000;
         f.size = 2000000002;
     },
     ErrorCode::Corrupt, "does not fit"},
    {"a label among words",
     [](ModelFile &f) {
         f.nwords = 4;
         f.nlabels = 1;
     },
     ErrorCode::Corrupt, "type 1"},
    {"pruned, but whole", [](ModelFile &f) { f.pruned = 0; }, ErrorCode::Corrupt, "only quantised"},
    {"pruned n-grams that are not there", [](ModelFile &f) { f.pruned = std::int64_t{1} << 60; },
     ErrorCode::Corrupt, "pruneidx"},
    {"a count of pruned ones below none", [](ModelFile &f) { f.pruned = -2; }, ErrorCode::Corrupt,
     "keeps -2"},
    {"a pruned row below none",
     [](ModelFile &f) {
         f.pruned = 1;
         f.prunedPairs = {0, -1};
     },
     ErrorCode::Corrupt, "has row -1"},
    {"no rows", [](ModelFile &f) { f.inputRows = 0; }, ErrorCode::Corrupt, "0 × 2"},
    {"rows that multiply beyond 64 bits", [](ModelFile &f) { f.inputRows = std::int64_t{1} << 61; },
     ErrorCode::Corrupt, "claims"},
    {"fewer rows than words",
     [](ModelFile &f) {
         f.inputRows = 2;
         f.input.resize(4);
     },
     ErrorCode::Corrupt, "take 3 rows"},
    {"more rows of output than labels",
     [](ModelFile &f) {
         f.outputRows = 3;
         f.output.resize(6);
     },
     ErrorCode::Corrupt, "3 rows for 2 labels"},
    {"not finite", [](ModelFile &f) { f.input[3] = infinite; }, ErrorCode::Corrupt, "not finite"},
    {"not a number", [](ModelFile &f) { f.output[0] = std::nanf(""); }, ErrorCode::Corrupt,
     "not finite"},
    {"a flag of 7", [](ModelFile &f) { f.quantised = 7; }, ErrorCode::Corrupt, "is 7"},
    {"quantised, but whole", [](ModelFile &f) { f.quantised = 1; }, ErrorCode::Corrupt, "qnorm"},
    {"a tail", [](ModelFile &f) { f.tail = "x"; }, ErrorCode::Corrupt, "1 bytes follow"},
    {"a tree of negative counts",
     [](ModelFile &f) {
         f.loss = 1;
         f.labels[0].second = -1;
     },
     ErrorCode::Corrupt, "occurs -1"},
    {"a tree that would contain itself",
     [](ModelFile &f) {
         f.loss = 1;
         f.labels[0].second = f.labels[1].second = 999'999'999'999'999;
     },
     ErrorCode::Corrupt, "no tree"},
};

} // namespace

TEST_CASE("a file that is not sound is refused with what was found")
{
    test::TemporaryFolder folder;
    CHECK(complaint(folder, ModelFile().bytes()).message.empty());
    for (const BadModel &bad : badModels) {
        CAPTURE(bad.what);
        ModelFile file;
        bad.change(file);
        const Error error = complaint(folder, file.bytes());
        CAPTURE(error.message);
        CHECK(error.code == bad.code);
        CHECK(error.message.find(bad.message) != std::string::npos);
        CHECK(error.message.find("model.bin") != std::string::npos);
    }
    CHECK(FastTextClassifier::load(folder / "none.bin").error().code == ErrorCode::NotFound);
    CHECK_FALSE(FastTextClassifier::load(folder.path()));
    CHECK(complaint(folder, "").code == ErrorCode::Corrupt);
}

TEST_CASE("a file cut anywhere is refused")
{
    test::TemporaryFolder folder;
    const std::string small = ModelFile().bytes();
    for (std::size_t size = 0; size < small.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(complaint(folder, small.substr(0, size)).message.empty());
    }
    const auto quantised = readFile(std::string(PHI1_TEST_DATA) + "/fasttext/textbook-softmax.ftz");
    REQUIRE(quantised);
    for (std::size_t size = 0; size < quantised->size(); size += 997) {
        CAPTURE(size);
        CHECK_FALSE(complaint(folder, quantised->substr(0, size)).message.empty());
    }
}

TEST_CASE("bytes turned over at random are refused or predict something")
{
    test::TemporaryFolder folder;
    std::mt19937 random(7);
    std::string small = ModelFile().bytes();
    const auto quantised =
        readFile(std::string(PHI1_TEST_DATA) + "/fasttext/textbook-subword-hs.ftz");
    REQUIRE(quantised);
    int read = 0, refused = 0;
    for (int round = 0; round < 600; ++round) {
        std::string bytes = round % 5 == 0 ? *quantised : small;
        const std::size_t range = round % 10 == 0 ? std::size_t{200} : bytes.size();
        for (int change = 0; change < 3; ++change)
            bytes[random() % range] = static_cast<char>(random());
        (complaint(folder, bytes).message.empty() ? read : refused) += 1;
    }
    CHECK(read > 0);
    CHECK(refused > 0);
}

TEST_CASE("a tree as deep as it has labels needs no stack")
{
    test::TemporaryFolder folder;
    ModelFile file;
    file.loss = 1;
    file.labels.clear();
    constexpr int count = 200000;
    for (int label = 0; label < count; ++label)
        file.labels.emplace_back("__label__" + std::to_string(label), 0);
    file.nlabels = count;
    file.size = count + 3;
    file.outputRows = count;
    file.output.assign(2 * count, 1.0f);
    CHECK(complaint(folder, file.bytes()).message.empty());
}
