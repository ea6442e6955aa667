// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <random>

#include <doctest/doctest.h>

#include "core/corpora/duplicates/minhash.h"
#include "core/corpora/duplicates/shingles.h"
#include "tests/core/duplicates/planted_texts.h"

using namespace phi1;

TEST_CASE("the index of two texts is what its definition over words says")
{
    std::mt19937 random(7);
    for (int i = 0; i < 50; ++i) {
        const Words words = randomWords(random, 40 + random() % 400);
        const Words copy = nearCopy(random, words, 0.3 + 0.012 * i);
        CHECK(jaccard(shinglesOf(joined(words)), shinglesOf(joined(copy))) ==
              doctest::Approx(jaccardByDefinition(words, copy)).epsilon(1e-12));
    }
}

TEST_CASE("blanks, line breaks and the case of letters make no difference, signs and order do")
{
    const auto same = [](std::string_view a, std::string_view b) {
        return jaccard(shinglesOf(a), shinglesOf(b));
    };
    CHECK(same("def f(x): return x + 1", "DEF  f ( x ) :\n\treturn x+1") == 1.0);
    CHECK(same("a b c d e", "a b c e d") == 0.0);
    CHECK(same("total_size of it all", "total size of it all") == 0.0);
    CHECK(same("f(x) + g(x)", "f(x) - g(x)") < 0.5);
}

TEST_CASE("a short text is one shingle, one without tokens none, and repetitions count once")
{
    CHECK(shinglesOf("one two").size() == 1);
    CHECK(shinglesOf("one two") != shinglesOf("one two three"));
    CHECK(shinglesOf("a b c d e").size() == 1);
    CHECK(shinglesOf("a b c d e f").size() == 2);
    CHECK(shinglesOf("a a a a a a a a a a").size() == 1);
    CHECK(shinglesOf("").empty());
    CHECK(shinglesOf(" \n\t\r\f").empty());
    CHECK(shinglesOf(std::string(3, '\0')).empty());
    CHECK(shinglesOf("\xff\xfe \xc3").size() == 1); // bytes that are no characters are words
    CHECK(jaccard({}, {}) == 0.0);
}

TEST_CASE("a sample of the shingles of long texts keeps the index")
{
    std::mt19937 random(11);
    const Words words = randomWords(random, 20000);
    Words copy = words;
    for (int i = 0; i < 700; ++i)
        copy[random() % copy.size()] = "new" + std::to_string(random());
    const std::string a = joined(words), b = joined(copy);
    const double exact = jaccard(shinglesOf(a), shinglesOf(b));
    CHECK(exact > 0.6);
    CHECK(exact < 0.8);
    const auto sampled = shinglesOf(a, 3);
    CHECK(std::abs(static_cast<double>(sampled.size()) - 2500.0) < 250.0);
    CHECK(std::abs(jaccard(sampled, shinglesOf(b, 3)) - exact) < 0.05);
    CHECK(shingleSampling(unsampledBytes) == 0);
    CHECK(shingleSampling(unsampledBytes + 1) == 1);
    CHECK(shingleSampling(100u << 20) == 5);
}

TEST_CASE("signatures estimate the index without bias and as closely as 128 values can")
{
    std::mt19937 random(3);
    for (const double target : {0.3, 0.5, 0.8, 0.95}) {
        double sum = 0.0, squares = 0.0, variance = 0.0;
        constexpr int pairs = 300;
        for (int i = 0; i < pairs; ++i) {
            const Words words = randomWords(random, 300);
            const Words copy = nearCopy(random, words, target);
            const double exact = jaccardByDefinition(words, copy);
            bool isEmpty = true;
            const double error = estimatedJaccard(minHashOf(joined(words), isEmpty),
                                                  minHashOf(joined(copy), isEmpty)) -
                                 exact;
            CHECK_FALSE(isEmpty);
            sum += error;
            squares += error * error;
            variance += exact * (1.0 - exact) / minHashCount;
        }
        // Four standard deviations of the mean of the pairs, and of the spread itself.
        CHECK(std::abs(sum / pairs) < 4.0 * std::sqrt(variance / pairs / pairs));
        CHECK(squares < 1.5 * variance);
    }
}

TEST_CASE("texts without tokens are told and the bands of a text are not one")
{
    bool isEmpty = false;
    (void)minHashOf("  \n", isEmpty);
    CHECK(isEmpty);
    const MinHashSignature signature = minHashOf("some words that make a signature", isEmpty);
    CHECK_FALSE(isEmpty);
    std::set<std::uint64_t> hashes;
    for (std::size_t band = 0; band < bandCount; ++band)
        hashes.insert(bandHash(signature, band));
    CHECK(hashes.size() == bandCount);
}
