// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/philox.h"
#include "core/base/text.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

TEST_CASE("Philox gives the known answers of its authors")
{
    // kat_vectors of Random123 1.14.0, philox4x32 with 10 rounds.
    CHECK(Philox::block(0, 0, 0) == Philox::Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(Philox::block(~0ull, ~0ull, ~0ull) ==
          Philox::Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(Philox::block(0x299f31d0a4093822ull, 0x85a308d3243f6a88ull, 0x0370734413198a2eull) ==
          Philox::Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a bounded draw covers its range evenly")
{
    PhiloxStream stream(7);
    std::vector<int> counts(10);
    for (int i = 0; i < 100000; ++i)
        ++counts[stream.below(10)];
    for (const int count : counts)
        CHECK(std::abs(count - 10000) < 500);
}

TEST_CASE("numbers read back bit-equal from JSON, non-finite ones as strings")
{
    PhiloxStream stream(11);
    for (int i = 0; i < 10000; ++i) {
        const auto value = std::bit_cast<double>(stream.next64());
        const Json written = Json::parse(dumpJson(jsonNumber(value)));
        const auto read = numberFromJson(written, "value");
        REQUIRE(read);
        if (std::isnan(value))
            CHECK(std::isnan(*read));
        else
            CHECK(std::bit_cast<std::uint64_t>(*read) == std::bit_cast<std::uint64_t>(value));
    }
    CHECK(dumpJson(jsonNumber(-std::numeric_limits<double>::infinity())) == "\"-Infinity\"");
}

TEST_CASE("a misspelt name finds its nearest neighbour, a strange one none")
{
    const std::vector<std::string> known = {"training.learning_rate", "training.steps",
                                            "model.layers"};
    CHECK(nearestName("training.learnig_rate", known) == "training.learning_rate");
    CHECK(nearestName("zzz", known).empty());
}

TEST_CASE("an atomic write replaces the file and leaves nothing beside it")
{
    test::TemporaryFolder folder;
    REQUIRE(writeFileAtomically(folder / "a", "one"));
    REQUIRE(writeFileAtomically(folder / "a", "two"));
    CHECK(*readFile(folder / "a") == "two");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
    const auto refused = writeFileAtomically(folder / "missing" / "a", "x");
    REQUIRE(!refused);
    CHECK(refused.error().message.find("missing/a") != std::string::npos);
}

TEST_CASE("a file beyond the limit is refused with its name")
{
    test::TemporaryFolder folder;
    REQUIRE(writeFileAtomically(folder / "big", std::string(100, 'x')));
    const auto result = readFile(folder / "big", 99);
    REQUIRE(!result);
    CHECK(result.error().message.find("big is larger than 99 bytes") != std::string::npos);
}

TEST_CASE("XXH3-128 of the empty string is the published one")
{
    CHECK(hash128Hex("") == "99aa06d3014798d86001c324468d497f");
}

TEST_CASE("UTF-8 is recognised by the book")
{
    CHECK(isUtf8("na\xc3\xafve \xf0\x9f\x90\x8d"));
    CHECK_FALSE(isUtf8("\xc0\x80"));
    CHECK_FALSE(isUtf8("\xed\xa0\x80"));
    CHECK_FALSE(isUtf8("\xf4\x90\x80\x80"));
    CHECK_FALSE(isUtf8("\xe2\x82"));
}
