// SPDX-License-Identifier: Apache-2.0
#include "core/attention/array_file.h"

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "core/base/text.h"
#include "tests/support/safetensors_builder.h"

using namespace phi1;

namespace {

std::string messageOf(const std::string &header, const std::string &data)
{
    const auto read = readSafetensors(test::safetensorsBytes(header, data), "FILE");
    return read ? std::string() : read.error().message;
}

std::string array(const std::string &name, const std::string &type, const std::string &shape,
                  const std::string &offsets)
{
    return concat('"', name, R"(":{"dtype":")", type, R"(","shape":)", shape, R"(,"data_offsets":)",
                  offsets, '}');
}

void checkRefused(const std::string &header, const std::string &data, const std::string &words)
{
    const std::string message = messageOf(header, data);
    CAPTURE(header);
    CAPTURE(message);
    CHECK(message.find(words) != std::string::npos);
    CHECK(message.starts_with("FILE is not a valid safetensors file: "));
}

} // namespace

TEST_CASE("what is written is read with every name, type, shape and number")
{
    const std::vector<float> floats = {1.5F, -0.0F, std::numeric_limits<float>::infinity()};
    const std::vector<std::int32_t> integers = {-7, 9};
    const std::vector<std::uint8_t> bytes = {0, 255, 3};
    const std::vector<std::uint16_t> halves = {halfOf(0.25F)};
    const std::string file = safetensorsBytes({{"b", arrayOf(std::span(bytes), {3})},
                                               {"f", arrayOf(std::span(floats), {1, 3})},
                                               {"h", halfArrayOf(halves, {1})},
                                               {"none", arrayOf(std::span(bytes).first(0), {0, 4})},
                                               {"i", arrayOf(std::span(integers), {2})}},
                                              {{"key", "value\n\"x\""}});
    const auto read = readSafetensors(file, "FILE");
    REQUIRE(read);
    CHECK(read->arrays.size() == 5);
    CHECK(read->metadata.at("key") == "value\n\"x\"");
    CHECK(read->arrays.at("f").floats() == floats);
    CHECK(std::signbit(read->arrays.at("f").floats()[1]));
    CHECK(read->arrays.at("f").shape == std::vector<std::int64_t>{1, 3});
    CHECK(read->arrays.at("i").integers() == integers);
    CHECK(read->arrays.at("b").floats() == std::vector<float>{0, 255, 3});
    CHECK(read->arrays.at("h").floats() == std::vector<float>{0.25F});
    CHECK(read->arrays.at("none").elements() == 0);
    for (const auto &[name, view] : read->arrays) // safetensors promises alignment to readers
        CHECK((view.bytes.data() - reinterpret_cast<const std::byte *>(file.data()) - 8) %
                  std::ptrdiff_t(bytesOf(view.type)) ==
              0);
    CHECK(file == safetensorsBytes(read->arrays, read->metadata));
    CHECK_THROWS_AS(safetensorsBytes({{"f", arrayOf(std::span(floats), {2})}}),
                    std::invalid_argument);
}

TEST_CASE("a checkpoint that the safetensors library wrote is read")
{
    const auto bytes = readFile(PHI1_TEST_DATA "/checkpoints/tinyA-hf-fp32/model.safetensors");
    REQUIRE(bytes);
    const auto read = readSafetensors(*bytes, "FILE");
    REQUIRE(read);
    CHECK(read->arrays.size() == 33);
    const std::array<std::int64_t, 2> shape = {1000, 64};
    const std::array<std::int64_t, 2> any = {-1, 64};
    const std::array<std::int64_t, 2> other = {1000, 65};
    CHECK(read->array("model.embed_tokens.weight", ArrayType::F32, shape));
    CHECK(read->array("model.embed_tokens.weight", ArrayType::F32, any));
    CHECK(read->array("model.embed_tokens.weight", ArrayType::F32, other).error().message ==
          "the array model.embed_tokens.weight is F32 [1000, 64], expected F32 [1000, 65]");
    CHECK_FALSE(read->array("model.embed_tokens.weight", ArrayType::F16, shape));
    CHECK(read->array("x", ArrayType::F16, shape).error().message == "the array x is missing");
}

TEST_CASE("files that contradict themselves are refused with what was found")
{
    CHECK(readSafetensors(std::string_view("1234567"), "FILE").error().message.find("7 bytes") !=
          std::string::npos);
    const std::string header = "{" + array("a", "U8", "[4]", "[0,4]") + "}";
    CHECK(messageOf(header, "1234").empty());
    CHECK(readSafetensors(test::safetensorsBytes(header, "1234", 1000), "FILE")
              .error()
              .message.find("cut off") != std::string::npos);
    CHECK(readSafetensors(test::safetensorsBytes(header, "1234", ~0ull), "FILE")
              .error()
              .message.find("at most") != std::string::npos);
    checkRefused("", "", "not a JSON object");
    checkRefused("[]", "", "not a JSON object");
    checkRefused("{", "", "not valid JSON");
    checkRefused("{} {}", "", "not valid JSON");
    checkRefused(R"({"a":1})", "", "lacks dtype");
    checkRefused("{" + array("a", "U8", "[4]", "[0,4]") + "}", "123", "cut off");
    checkRefused("{" + array("a", "U8", "[4]", "[0,4]") + "}", "12345", "5 bytes of data");
    checkRefused("{" + array("a", "U8", "[3]", "[0,4]") + "}", "1234", "expected 3");
    checkRefused("{" + array("a", "U8", "[4]", "[4,0]") + "}", "1234", "bytes 4 to 0");
    checkRefused("{" + array("a", "U8", "[-4]", "[0,4]") + "}", "1234", "another kind");
    checkRefused("{" + array("a", "U8", "[4.0]", "[0,4]") + "}", "1234", "another kind");
    checkRefused("{" + array("a", "U8", "[4]", "[0,4,4]") + "}", "1234", "another kind");
    checkRefused("{" + array("a", "F32", "[4611686018427387904,4]", "[0,0]") + "}", "", "2^64");
    checkRefused("{" + array("a", "U8", "[18446744073709551615]", "[0,0]") + "}", "", "2^64");
    checkRefused("{" + array("a", "U8", "[1,1,1,1,1,1,1,1,1]", "[0,1]") + "}", "1", "another kind");
    checkRefused("{" + array("a", "C64", "[1]", "[0,8]") + "}", "12345678", "has dtype C64");
    checkRefused("{" + array("a", "U8", "[2]", "[0,2]") + "," + array("b", "U8", "[2]", "[1,3]") +
                     "}",
                 "123", "overlap");
    checkRefused("{" + array("a", "U8", "[1]", "[0,1]") + "," + array("b", "U8", "[1]", "[2,3]") +
                     "}",
                 "123", "overlap");
    checkRefused("{" + array("a", "U8", "[1]", "[0,1]") + "," + array("a", "U8", "[1]", "[1,2]") +
                     "}",
                 "12", "occurs twice");
    checkRefused(R"({"__metadata__":{"a":1}})", "", "is not a string");
    checkRefused(R"({"__metadata__":[]})", "", "not an object");
    checkRefused(R"({"a":)" + std::string(1000, '[') + std::string(1000, ']') + "}", "", "nested");
    checkRefused("{" + array("\x1b[31m", "U8", "[3]", "[0,4]") + "}", "1234", "not valid JSON");
    checkRefused(std::string("{\0}", 3), "", "not a JSON object");
}

TEST_CASE("a file that is cut off or has one byte changed is refused or read, never more")
{
    const std::vector<float> floats = {1, 2, 3, 4};
    const std::string file = safetensorsBytes(
        {{"a", arrayOf(std::span(floats), {2, 2})}, {"b", arrayOf(std::span(floats), {4})}},
        {{"k", "v"}});
    for (std::size_t length = 0; length < file.size(); ++length)
        CHECK_FALSE(readSafetensors(std::string_view(file).substr(0, length), "FILE"));
    for (std::size_t at = 0; at < file.size(); ++at) {
        for (const char changed : {'\0', '9', '"', '}', '\xff'}) {
            std::string copy = file;
            copy[at] = changed;
            const auto read = readSafetensors(copy, "FILE");
            if (read)
                for (const auto &[name, view] : read->arrays)
                    CHECK(view.floats().size() == std::size_t(view.elements()));
        }
    }
}

TEST_CASE("every half becomes a float and the same half again; rounding is to nearest even")
{
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const float value = floatOfHalf(half);
        if (std::isnan(value))
            CHECK((half & 0x7c00u) == 0x7c00u);
        else
            CHECK(halfOf(value) == half);
    }
    CHECK(floatOfHalf(0x3c00) == 1.0F);
    CHECK(floatOfHalf(0x0001) == 0x1p-24F);
    CHECK(floatOfHalf(0x7bff) == 65504.0F);
    CHECK(std::isnan(floatOfHalf(halfOf(std::numeric_limits<float>::quiet_NaN()))));
    CHECK(halfOf(1.0F + 0x1p-11F) == 0x3c00);            // the middle: to the even one
    CHECK(halfOf(1.0F + 0x1p-11F + 0x1p-20F) == 0x3c01); // above the middle
    CHECK(halfOf(1.0F + 3 * 0x1p-11F) == 0x3c02);        // the middle, even above
    CHECK(halfOf(65519.0F) == 0x7bff);
    CHECK(halfOf(65520.0F) == 0x7c00);
    CHECK(halfOf(-1e30F) == 0xfc00);
    CHECK(halfOf(0x1p-25F) == 0); // half of the smallest: to even
    CHECK(halfOf(1.5F * 0x1p-25F) == 1);
}

TEST_CASE("a .npy file is what numpy.save writes")
{
    // numpy.save of [[1, 2, 3]] as float32, numpy 1.26.
    const std::vector<float> floats = {1, 2, 3};
    std::string expected = std::string("\x93NUMPY\x01\x00\x76\x00", 10) +
                           "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }";
    expected.resize(127, ' ');
    expected += '\n';
    expected += std::string("\0\0\x80\x3f\0\0\0\x40\0\0\x40\x40", 12);
    CHECK(npyBytes(arrayOf(std::span(floats), {1, 3})) == expected);
    CHECK(npyBytes(arrayOf(std::span(floats), {3})).find("'shape': (3,), }") != std::string::npos);
    CHECK(npyBytes(arrayOf(std::span(floats).first(1), {})).find("'shape': (), }") !=
          std::string::npos);
    const std::vector<std::uint8_t> bytes = {7};
    const std::string file = npyBytes(arrayOf(std::span(bytes), {1}));
    CHECK(file.find("'|u1'") != std::string::npos);
    CHECK(file.size() == 129);
    const std::uint16_t one = 0x3f80; // bfloat16, which numpy lacks
    const ArrayView brain{ArrayType::BF16, {1}, std::as_bytes(std::span(&one, 1))};
    CHECK(npyBytes(brain).ends_with(std::string("\0\0\x80\x3f", 4)));
}
