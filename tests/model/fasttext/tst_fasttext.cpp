// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/json.h"
#include "model/formats/fasttext/classifier.h"
#include "tests/model/fasttext/model_file.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

const std::filesystem::path data = std::filesystem::path(PHI1_TEST_DATA) / "fasttext";

const Json &reference()
{
    static const Json json = readJsonFile(data / "reference.json").value();
    return json;
}

FastTextClassifier load(const std::filesystem::path &file)
{
    auto model = FastTextClassifier::load(file);
    REQUIRE_MESSAGE(model, (model ? "" : model.error().message));
    return std::move(*model);
}

/// Rows of the features of one word.
std::vector<std::int32_t> featuresOf(const FastTextDictionary &dictionary, const std::string &word)
{
    struct Rows final : FastTextDictionary::Sink {
        void add(std::span<const std::int32_t> more) override
        {
            rows.insert(rows.end(), more.begin(), more.end());
        }
        std::vector<std::int32_t> rows;
    } rows;
    FastTextDictionary::Scratch scratch;
    dictionary.features(word, scratch, rows);
    return rows.rows;
}

} // namespace

TEST_CASE("labels, order and probabilities are fastText's, bit for bit")
{
    FastTextClassifier::Scratch scratch;
    std::vector<FastTextPrediction> predictions;
    for (const auto &[name, expected] : reference()["models"].items()) {
        CAPTURE(name);
        const FastTextClassifier model = load(data / name);
        CHECK(model.dictionary().wordCount() == expected["n_words"].get<std::size_t>());
        CHECK(model.labels() == expected["labels"].get<std::vector<std::string>>());
        CHECK(model.isQuantised() == expected["quantized"].get<bool>());
        CHECK(model.settings().dimension == expected["dim"].get<int>());
        for (std::size_t text = 0; text < reference()["texts"].size(); ++text) {
            CAPTURE(text);
            model.predict(reference()["texts"][text].get<std::string>(), scratch, predictions);
            const Json &theirs = expected["predictions"][text];
            REQUIRE(predictions.size() == theirs["labels"].size());
            for (std::size_t i = 0; i < predictions.size(); ++i) {
                CHECK(model.labels()[static_cast<std::size_t>(predictions[i].label)] ==
                      theirs["labels"][i].get<std::string>());
                CHECK(predictions[i].probability ==
                      static_cast<float>(theirs["probs"][i].get<double>()));
            }
        }
    }
}

TEST_CASE("words and subwords have the rows that fastText gives them")
{
    for (const auto &[name, expected] : reference()["models"].items()) {
        CAPTURE(name);
        const FastTextClassifier model = load(data / name);
        const FastTextDictionary &dictionary = model.dictionary();
        for (std::size_t id = 0; id < expected["first_words"].size(); ++id)
            CHECK(dictionary.word(id) == expected["first_words"][id].get<std::string>());
        for (const auto &[word, id] : expected["word_ids"].items())
            CHECK(dictionary.find(word) == id.get<std::int32_t>());
        if (model.settings().wordNgrams > 1)
            continue; // the end of the line would be joined to the word
        for (const auto &[word, rows] : expected["subword_ids"].items()) {
            CAPTURE(word);
            auto wanted = rows.get<std::vector<std::int32_t>>();
            if (word != FastTextDictionary::endOfLine)
                wanted.push_back(dictionary.find(FastTextDictionary::endOfLine));
            CHECK(featuresOf(dictionary, word) == wanted);
        }
    }
}

TEST_CASE("what parts words, ends a line or is a label is no feature")
{
    const FastTextClassifier model = load(data / "textbook-ova.bin");
    const FastTextDictionary &dictionary = model.dictionary();
    const std::int32_t the = dictionary.find("the"), of = dictionary.find("of");
    const std::int32_t end = dictionary.find("</s>");
    const std::vector<std::int32_t> both = {the, of, end};
    using std::string_literals::operator""s;
    for (const std::string &text :
         {"the of"s, "the\nof"s, "\n\nthe\r\n\tof\v\f\n"s, "the\0of"s, "the __label__High of"s,
          "the __label__unseen of"s, "the unseenwordxyz of"s, "the of </s> the"s}) {
        CAPTURE(text);
        CHECK(featuresOf(dictionary, text) == both);
    }
    CHECK(featuresOf(dictionary, "") == std::vector<std::int32_t>{end});
    CHECK(featuresOf(dictionary, "the\xffof \xc3") == std::vector<std::int32_t>{end});
}

TEST_CASE("features of a text of any length come in bounded pieces")
{
    struct Largest final : FastTextDictionary::Sink {
        void add(std::span<const std::int32_t> rows) override
        {
            largest = std::max(largest, rows.size());
            count += rows.size();
        }
        std::size_t largest = 0, count = 0;
    } sizes;
    const FastTextClassifier model = load(data / "textbook-subword-hs.bin");
    FastTextDictionary::Scratch scratch;
    model.dictionary().features(std::string(5'000'000, 'x'), scratch, sizes);
    CHECK(sizes.count > 15'000'000); // one word of two to five characters from every place
    CHECK(sizes.largest < 10'000);
    CHECK(scratch.padded.capacity() < 2'000'000); // the next text does not pay for this one
}

TEST_CASE("a text without a known feature has no prediction, numbers that overflow neither")
{
    test::TemporaryFolder folder;
    const auto write = [&](const test::ModelFile &file) {
        test::writeBytes(folder / "model.bin", file.bytes());
        return load(folder / "model.bin");
    };
    FastTextClassifier::Scratch scratch;
    std::vector<FastTextPrediction> predictions;

    write({}).predict("good", scratch, predictions);
    REQUIRE(predictions.size() == 2);
    CHECK(predictions[0].label == 0);
    // hidden = ((0,0) + (1,0)) / 2, logits 2 and 0
    CHECK(predictions[0].probability == doctest::Approx(1 / (1 + std::exp(-2.0)) + 1e-5));

    test::ModelFile unknown;
    unknown.words[0] = "x";
    write(unknown).predict("never seen", scratch, predictions);
    CHECK(predictions.empty());

    test::ModelFile overflowing;
    overflowing.input = {3e38f, 3e38f, 3e38f, 3e38f, 0, 1};
    overflowing.output = {3e38f, -3e38f, 0, 4};
    write(overflowing).predict("good good", scratch, predictions);
    CHECK(predictions.empty());
}
