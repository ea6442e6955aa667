// SPDX-License-Identifier: Apache-2.0
#include "model/formats/weights.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include <doctest/doctest.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "model/formats/safetensors_header.h"
#include "model/formats/safetensors_writer.h"
#include "tests/support/safetensors_builder.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
using test::safetensorsBytes;

namespace {

const std::filesystem::path checkpoints = std::filesystem::path(PHI1_TEST_DATA) / "checkpoints";

Result<SafetensorsHeader> parse(const std::string &file)
{
    return parseSafetensorsHeader(std::as_bytes(std::span(file)), "FILE");
}

std::string messageOf(const std::string &header, const std::string &data)
{
    const auto parsed = parse(safetensorsBytes(header, data));
    return parsed ? std::string() : parsed.error().message;
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

std::string tensor(const std::string &name, const std::string &dtype, const std::string &shape,
                   const std::string &offsets)
{
    return concat('"', name, R"(":{"dtype":")", dtype, R"(","shape":)", shape,
                  R"(,"data_offsets":)", offsets, '}');
}

std::string object(const std::string &first, const std::string &second = {})
{
    return concat('{', first, second.empty() ? "" : ",", second, '}');
}

std::vector<OutgoingTensor> outgoing(const Weights &weights)
{
    std::vector<OutgoingTensor> tensors;
    for (const TensorEntry &entry : weights.tensors())
        tensors.push_back({entry.name, entry.dtype, entry.shape, entry.bytes, {}});
    return tensors;
}

} // namespace

TEST_CASE("a checkpoint written by transformers is read with all names, shapes and dtypes")
{
    const auto weights = Weights::open(checkpoints / "tinyA-hf-fp32");
    REQUIRE(weights);
    CHECK(weights->tensors().size() == 33);
    std::int64_t parameters = 0;
    for (const TensorEntry &entry : weights->tensors()) {
        CHECK(entry.dtype == DType::F32);
        parameters += entry.elementCount();
    }
    CHECK(parameters == 228840);
    const TensorEntry *embedding = weights->find("model.embed_tokens.weight");
    REQUIRE(embedding);
    CHECK(embedding->shape == std::vector<std::int64_t>{1000, 64});
    CHECK(embedding->bytes.size() == 1000 * 64 * 4);
    CHECK(weights->metadata().at("format") == "pt");
    CHECK_FALSE(weights->find("model.embed_tokens"));
    CHECK(weights->check());
}

TEST_CASE("a sharded checkpoint has the fingerprint of the same weights in one file")
{
    const auto single = Weights::open(checkpoints / "tinyA-hf-fp16");
    const auto sharded = Weights::open(checkpoints / "tinyA-hf-fp16-sharded");
    REQUIRE(single);
    REQUIRE(sharded);
    CHECK(sharded->files().size() == 2);
    CHECK(single->fingerprint() == sharded->fingerprint());
    CHECK(single->fingerprint() != Weights::open(checkpoints / "tinyA-hf-fp32")->fingerprint());
}

TEST_CASE("the fingerprint sees names, dtypes, shapes and bytes")
{
    const test::TemporaryFolder folder;
    const std::string data(16, '\1');
    std::string changed = data;
    changed[15] = '\2';
    const auto fingerprint = [&](const char *name, DType dtype, std::vector<std::int64_t> shape,
                                 const std::string &bytes) {
        REQUIRE(writeSafetensors(
            folder / "file",
            {{name, dtype, std::move(shape), std::as_bytes(std::span(bytes)), {}}}));
        return Weights::open(folder / "file")->fingerprint();
    };
    const std::string base = fingerprint("a", DType::F32, {4}, data);
    CHECK(base == fingerprint("a", DType::F32, {4}, data));
    CHECK(base != fingerprint("b", DType::F32, {4}, data));
    CHECK(base != fingerprint("a", DType::I32, {4}, data));
    CHECK(base != fingerprint("a", DType::F32, {2, 2}, data));
    CHECK(base != fingerprint("a", DType::F32, {4}, changed));
}

TEST_CASE("writing what was read gives the file of the safetensors library byte for byte")
{
    const test::TemporaryFolder folder;
    for (const char *name : {"tinyA-hf-fp32", "tinyA-hf-fp16", "tinyB-hf-fp16"}) {
        const auto weights = Weights::open(checkpoints / name);
        REQUIRE(weights);
        auto tensors = outgoing(*weights);
        std::shuffle(tensors.begin(), tensors.end(),
                     std::mt19937(7)); // the order given does not matter
        const auto written = writeSafetensors(folder / "copy", tensors);
        REQUIRE(written);
        const auto original = hash128OfFile(checkpoints / name / "model.safetensors");
        CHECK(written->hash == *original);
        CHECK(*hash128OfFile(folder / "copy") == *original);
        CHECK(written->size == std::filesystem::file_size(folder / "copy"));
    }
}

TEST_CASE("mixed dtypes, scalars and empty tensors survive a round trip and stay aligned")
{
    const test::TemporaryFolder folder;
    const std::string bytes(64, 'q');
    const auto part = [&](std::size_t n) { return std::as_bytes(std::span(bytes)).first(n); };
    REQUIRE(writeSafetensors(folder / "file", {{"step", DType::I64, {}, part(8), {}},
                                               {"flag", DType::Bool, {3}, part(3), {}},
                                               {"half", DType::BF16, {1, 5}, part(10), {}},
                                               {"none", DType::F32, {0, 7}, part(0), {}},
                                               {"full", DType::F32, {2, 2}, part(16), {}}}));
    const auto weights = Weights::open(folder / "file");
    REQUIRE(weights);
    CHECK(weights->tensors().size() == 5);
    CHECK(weights->find("step")->shape.empty());
    CHECK(weights->find("step")->elementCount() == 1);
    CHECK(weights->find("none")->bytes.empty());
    CHECK(weights->find("half")->shape == std::vector<std::int64_t>{1, 5});
    for (const TensorEntry &entry : weights->tensors())
        CHECK(reinterpret_cast<std::uintptr_t>(entry.bytes.data()) % dtypeSize(entry.dtype) == 0);
}

TEST_CASE("tensors can be produced piece by piece, and must give exactly their bytes")
{
    const test::TemporaryFolder folder;
    const std::string bytes = "0123456789ab";
    const auto inPieces = [&](std::size_t count) {
        return std::vector<OutgoingTensor>{
            {"t", DType::F32, {3}, {}, [&bytes, count](const ByteSink &sink) -> Result<void> {
                 for (std::size_t i = 0; i < count; ++i)
                     PHI1_TRY(sink(std::as_bytes(std::span(bytes)).subspan(i % 12, 1)));
                 return {};
             }}};
    };
    const auto streamed = writeSafetensors(folder / "a", inPieces(12));
    const auto direct = writeSafetensors(
        folder / "b", {{"t", DType::F32, {3}, std::as_bytes(std::span(bytes)), {}}});
    REQUIRE(streamed);
    CHECK(streamed->hash == direct->hash);
    CHECK(contains(writeSafetensors(folder / "c", inPieces(11)).error().message, "expected 12"));
    CHECK(
        contains(writeSafetensors(folder / "c", inPieces(13)).error().message, "more than the 12"));
    CHECK_FALSE(std::filesystem::exists(folder / "c"));
}

TEST_CASE("impossible tensors and a full disk are errors of the writer")
{
    const test::TemporaryFolder folder;
    const std::string bytes(8, 'x');
    const auto data = std::as_bytes(std::span(bytes));
    CHECK(
        contains(writeSafetensors(folder / "f", {{"t", DType::F32, {3}, data, {}}}).error().message,
                 "expected 12"));
    CHECK(contains(writeSafetensors(folder / "f", {{"t", DType::F32, {2}, data, {}},
                                                   {"t", DType::F32, {2}, data, {}}})
                       .error()
                       .message,
                   "two tensors named \"t\""));
    CHECK(writeSafetensors(folder / "f", {{"t", DType::F32, {-2}, data, {}}}).error().code ==
          ErrorCode::Usage);
    CHECK(writeSafetensors(folder / "no" / "f", {}).error().code == ErrorCode::NotFound);
    const auto full = writeSafetensors("/dev/full", {{"t", DType::F32, {2}, data, {}}});
    REQUIRE_FALSE(full);
    CHECK(full.error().code == ErrorCode::Io);
    CHECK(contains(full.error().message, "No space left on device"));
}

TEST_CASE("a file without tensors is valid")
{
    const auto parsed = parse(safetensorsBytes("{}", ""));
    REQUIRE(parsed);
    CHECK(parsed->entries.empty());
    CHECK(parse(safetensorsBytes("{}      ", ""))); // padding
}

TEST_CASE("a header longer than the file or than 100 MB is refused before anything is allocated")
{
    CHECK(contains(parse("short").error().message, "expected at least 8"));
    CHECK(contains(parse("").error().message, "expected at least 8"));
    CHECK(contains(parse(safetensorsBytes("{}", "", 3)).error().message, "only 2 follow"));
    CHECK(contains(parse(safetensorsBytes("{}", "", 100'000'001)).error().message,
                   "at most 100000000"));
    CHECK(contains(parse(safetensorsBytes("{}", "", ~0ull)).error().message, "at most 100000000"));
    CHECK(contains(parse(safetensorsBytes("{}", "", ~0ull - 7)).error().message,
                   "at most 100000000"));
    CHECK(
        contains(parse(safetensorsBytes("{}", "", 0)).error().message, "does not start with '{'"));
}

TEST_CASE("a header that is no object or does not start with a brace is refused")
{
    CHECK(contains(messageOf(" {}", ""), "does not start with '{'"));
    CHECK(contains(messageOf("[]", ""), "does not start with '{'"));
    CHECK(contains(messageOf("\xef\xbb\xbf{}", ""), "does not start with '{'"));
    CHECK(contains(messageOf("{} x", ""), "not valid JSON"));
    CHECK(contains(messageOf("{}{}", ""), "not valid JSON"));
    CHECK(contains(messageOf("{", ""), "not valid JSON"));
    CHECK(contains(messageOf(std::string("{}\0hidden", 9), ""), "zero byte"));
    CHECK(contains(messageOf("{\"\xff\":1}", ""), "not valid JSON"));
}

TEST_CASE("a name that occurs twice is refused, also as an escape")
{
    const std::string a = tensor("a", "U8", "[1]", "[0,1]");
    CHECK(contains(messageOf(object(a, a), "x"), "\"a\" occurs twice"));
    CHECK(contains(messageOf(object(a, tensor("\\u0061", "U8", "[0]", "[1,1]")), "x"),
                   "\"a\" occurs twice"));
    CHECK(contains(
        messageOf(R"({"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}})", "x"),
        "key dtype twice"));
    CHECK(contains(messageOf(R"({"__metadata__":{"a":"1","a":"2"}})", ""), "\"a\" occurs twice"));
    CHECK(contains(messageOf(R"({"__metadata__":{},"__metadata__":{}})", ""), "occurs twice"));
}

TEST_CASE("sizes that wrap around 64 bits are refused")
{
    // 2^62 floats are 2^64 bytes, which wraps to the 0 bytes of the range.
    CHECK(contains(messageOf(object(tensor("a", "F32", "[4611686018427387904]", "[0,0]")), ""),
                   "more than 2^64"));
    CHECK(contains(messageOf(object(tensor("a", "U8", "[4294967296,4294967296]", "[0,0]")), ""),
                   "more than 2^64"));
    CHECK(contains(messageOf(object(tensor("a", "F32", "[4611686018427387905]", "[0,4]")), "1234"),
                   "more than 2^64"));
    CHECK(contains(messageOf(object(tensor("a", "U8", "[18446744073709551615]", "[0,1]")), "1"),
                   "has a dimension of"));
    CHECK(contains(messageOf(object(tensor("a", "U8", "[18446744073709551616]", "[0,1]")), "1"),
                   "no 64-bit integer"));
    CHECK(contains(messageOf(object(tensor("a", "U8", "[1]", "[18446744073709551615,0]")), "1"),
                   "lies at bytes"));
}

TEST_CASE("a shape that does not match the range is refused")
{
    CHECK(contains(messageOf(object(tensor("a", "F32", "[2]", "[0,4]")), "1234"), "expected 8"));
    CHECK(contains(messageOf(object(tensor("a", "F32", "[]", "[0,8]")), "12345678"), "expected 4"));
    CHECK(contains(messageOf(object(tensor("a", "F32", "[0]", "[0,4]")), "1234"), "expected 0"));
}

TEST_CASE("ranges that overlap, leave holes, run backwards or end beyond the file are refused")
{
    const auto two = [](const char *first, const char *second) {
        return object(tensor("a", "U8", "[2]", first), tensor("b", "U8", "[2]", second));
    };
    CHECK(messageOf(two("[0,2]", "[2,4]"), "abcd").empty());
    CHECK(messageOf(two("[2,4]", "[0,2]"), "abcd").empty());
    CHECK(contains(messageOf(two("[0,2]", "[1,3]"), "abc"), "neither overlap nor leave holes"));
    CHECK(contains(messageOf(two("[0,2]", "[0,2]"), "ab"), "neither overlap nor leave holes"));
    CHECK(contains(messageOf(two("[0,2]", "[3,5]"), "abcde"), "neither overlap nor leave holes"));
    CHECK(contains(messageOf(two("[1,3]", "[3,5]"), "abcde"), "neither overlap nor leave holes"));
    CHECK(contains(messageOf(two("[2,0]", "[2,4]"), "abcd"), "lies at bytes 2 to 0"));
    CHECK(contains(messageOf(two("[0,2]", "[2,4]"), "abc"), "may be cut off"));
    CHECK(contains(messageOf(two("[0,2]", "[2,4]"), "abcde"), "5 bytes of data, expected 4"));
}

TEST_CASE("what is neither a tensor nor string metadata is refused by name")
{
    CHECK(contains(messageOf(R"({"a":1})", ""), "\"a\" is a number"));
    CHECK(contains(messageOf(R"({"a":null})", ""), "\"a\" is null"));
    CHECK(contains(messageOf(R"({"a":[]})", ""), "\"a\" is a list"));
    CHECK(contains(messageOf(R"({"a":{}})", ""), "lacks dtype"));
    CHECK(contains(messageOf(R"({"a":{"dtype":"U8","shape":[0]}})", ""), "lacks data_offsets"));
    CHECK(contains(messageOf(R"({"a":{"dtype":"U8","data_offsets":[0,0]}})", ""), "lacks shape"));
    CHECK(contains(messageOf(R"({"a":{"dtype":"U8","shape":{},"data_offsets":[0,0]}})", ""),
                   "an object in shape"));
    CHECK(contains(messageOf(R"({"a":{"dtype":["U8"],"shape":[0],"data_offsets":[0,0]}})", ""),
                   "a list in dtype"));
    CHECK(contains(messageOf(R"({"a":{"dtype":"U8","shape":[[0]],"data_offsets":[0,0]}})", ""),
                   "a list"));
    CHECK(contains(messageOf(R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}})", ""),
                   "a negative number"));
    CHECK(contains(messageOf(R"({"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,0]}})", ""),
                   "no 64-bit integer"));
    CHECK(contains(messageOf(R"({"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,0]}})", ""),
                   "a string"));
    CHECK(contains(messageOf(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0]}})", ""),
                   "1 data_offsets"));
    CHECK(contains(messageOf(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0,0]}})", ""),
                   "more than two"));
    CHECK(contains(messageOf(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":1}})", ""),
                   "the key \"x\""));
    CHECK(contains(messageOf(R"({"__metadata__":{"a":1}})", ""), "expected a string"));
    CHECK(contains(messageOf(R"({"__metadata__":{"a":{}}})", ""), "expected a string"));
    CHECK(contains(messageOf(R"({"__metadata__":1})", ""), "is a number"));
}

TEST_CASE("an unknown dtype is named")
{
    const auto parsed = parse(safetensorsBytes(object(tensor("a", "Q4_K", "[0]", "[0,0]")), ""));
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == ErrorCode::Incompatible);
    CHECK(contains(parsed.error().message, "\"Q4_K\""));
}

TEST_CASE("more than eight dimensions, too many tensors and endless names are refused")
{
    CHECK(messageOf(object(tensor("a", "U8", "[1,1,1,1,1,1,1,1]", "[0,1]")), "x").empty());
    CHECK(contains(messageOf(object(tensor("a", "U8", "[1,1,1,1,1,1,1,1,1]", "[0,1]")), "x"),
                   "more than 8 dimensions"));
    CHECK(contains(messageOf(object(tensor(std::string(5000, 'n'), "U8", "[0]", "[0,0]")), ""),
                   "5000 bytes"));
    std::string many = "{";
    for (std::size_t i = 0; i < maximalTensors + 2; ++i)
        many +=
            concat(i > 0 ? ",\"" : "\"", i, R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})");
    CHECK(contains(messageOf(many + "}", ""), "more than 100000 tensors"));
}

TEST_CASE("deep nesting is refused at once instead of filling the stack")
{
    CHECK(contains(messageOf(concat("{\"a\":", std::string(1'000'000, '[')), ""), "a list"));
    std::string nested;
    for (int i = 0; i < 100'000; ++i)
        nested += "{\"a\":";
    CHECK(contains(messageOf(nested, ""), "has the key"));
}

TEST_CASE("control characters of a hostile name do not reach the terminal")
{
    const std::string message = messageOf(R"({"\u001b[2Jx\n":1})", "");
    CHECK(message.find('\x1b') == std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
}

TEST_CASE("no bit flip or truncation of a real header crashes, and none changes a tensor unseen")
{
    const auto original = readFile(checkpoints / "tinyA-hf-fp16" / "model.safetensors");
    REQUIRE(original);
    std::uint64_t headerBytes = 0;
    std::memcpy(&headerBytes, original->data(), 8);
    const auto reference = parse(*original);
    REQUIRE(reference);
    std::mt19937_64 random(20240607);
    int refused = 0;
    for (int i = 0; i < 1000; ++i) {
        std::string changed = *original;
        changed[random() % (8 + headerBytes)] ^= static_cast<char>(1u << random() % 8);
        const auto parsed = parse(changed);
        refused += !parsed;
        if (!parsed) {
            CHECK_FALSE(parsed.error().message.empty());
            continue;
        }
        // What is left: another letter in a name or metadata, white space, or two dimensions'
        // digits whose product is the same. Every range is still inside the file and of the size
        // its shape asks for.
        for (const SafetensorsEntry &entry : parsed->entries) {
            CHECK(entry.end <= original->size());
            std::uint64_t elements = 1;
            for (const std::int64_t dimension : entry.shape)
                elements *= static_cast<std::uint64_t>(dimension);
            CHECK(entry.end - entry.begin == elements * dtypeSize(entry.dtype));
        }
    }
    CHECK(refused > 300);
    for (int i = 0; i < 1000; ++i) {
        const std::size_t length =
            i < 500 ? random() % (8 + headerBytes) : random() % original->size();
        CHECK_FALSE(parse(original->substr(0, length)));
    }
}

TEST_CASE("structured mutations of a header never crash and never yield a range outside the file")
{
    // Tokens of the grammar are exchanged, doubled and dropped, so that mutants get past the JSON
    // parser.
    const std::vector<std::string> tokens = {"{",
                                             "}",
                                             "[",
                                             "]",
                                             ":",
                                             ",",
                                             "\"a\"",
                                             "\"b\"",
                                             "\"\"",
                                             "\"dtype\"",
                                             "\"shape\"",
                                             "\"data_offsets\"",
                                             "\"__metadata__\"",
                                             "\"F32\"",
                                             "\"U8\"",
                                             "\"BF16\"",
                                             "0",
                                             "1",
                                             "4",
                                             "8",
                                             "16",
                                             "-1",
                                             "1e3",
                                             "9223372036854775807",
                                             "18446744073709551615",
                                             "4611686018427387904",
                                             "null",
                                             "true",
                                             " "};
    const std::vector<std::string> seed = {"{",
                                           "\"__metadata__\"",
                                           ":",
                                           "{",
                                           "\"format\"",
                                           ":",
                                           "\"pt\"",
                                           "}",
                                           ",",
                                           "\"a\"",
                                           ":",
                                           "{",
                                           "\"dtype\"",
                                           ":",
                                           "\"F32\"",
                                           ",",
                                           "\"shape\"",
                                           ":",
                                           "[",
                                           "2",
                                           "]",
                                           ",",
                                           "\"data_offsets\"",
                                           ":",
                                           "[",
                                           "0",
                                           ",",
                                           "8",
                                           "]",
                                           "}",
                                           ",",
                                           "\"b\"",
                                           ":",
                                           "{",
                                           "\"dtype\"",
                                           ":",
                                           "\"U8\"",
                                           ",",
                                           "\"shape\"",
                                           ":",
                                           "[",
                                           "2",
                                           ",",
                                           "4",
                                           "]",
                                           ",",
                                           "\"data_offsets\"",
                                           ":",
                                           "[",
                                           "8",
                                           ",",
                                           "16",
                                           "]",
                                           "}",
                                           "}"};
    std::mt19937_64 random(99);
    int accepted = 0;
    for (int round = 0; round < 100'000; ++round) {
        std::vector<std::string> mutant = seed;
        const int edits = 1 + static_cast<int>(random() % 4);
        for (int i = 0; i < edits && !mutant.empty(); ++i) {
            const auto at = static_cast<std::ptrdiff_t>(random() % mutant.size());
            switch (random() % 4) {
            case 0:
                mutant[static_cast<std::size_t>(at)] = tokens[random() % tokens.size()];
                break;
            case 1:
                mutant.insert(mutant.begin() + at, tokens[random() % tokens.size()]);
                break;
            case 2:
                mutant.erase(mutant.begin() + at);
                break;
            default:
                std::swap(mutant[static_cast<std::size_t>(at)], mutant[random() % mutant.size()]);
            }
        }
        std::string header;
        for (const std::string &token : mutant)
            header += token;
        const std::string file = safetensorsBytes(header, std::string(random() % 20, 'd'));
        const auto parsed = parse(file);
        if (!parsed)
            continue;
        ++accepted;
        std::uint64_t at = 8 + header.size();
        for (const SafetensorsEntry &entry : parsed->entries) {
            REQUIRE(entry.begin == at);
            REQUIRE(entry.end >= entry.begin);
            at = entry.end;
        }
        REQUIRE(at == file.size());
    }
    CHECK(accepted > 0);
}

TEST_CASE("weights truncated while mapped are an error")
{
    const test::TemporaryFolder folder;
    const auto path = folder / "model.safetensors";
    std::filesystem::copy_file(checkpoints / "tinyA-hf-fp32" / "model.safetensors", path);
    const auto weights = Weights::open(folder.path());
    REQUIRE(weights);
    CHECK(weights->check());
    REQUIRE(::truncate(path.c_str(), 10'000) == 0);
    CHECK_FALSE(weights->fingerprint().empty()); // reads everything and lives
    CHECK(weights->check().error().code == ErrorCode::Corrupt);
}

TEST_CASE("NaN and infinity are counted in every floating dtype")
{
    const std::vector<float> floats = {0.f, -1.f,     std::numeric_limits<float>::max(),
                                       NAN, INFINITY, -INFINITY};
    CHECK(countNonFinite(DType::F32, std::as_bytes(std::span(floats))) == 3);
    CHECK(countNonFinite(DType::I32, std::as_bytes(std::span(floats))) == 0);
    const std::vector<double> doubles = {1e308, NAN, -INFINITY};
    CHECK(countNonFinite(DType::F64, std::as_bytes(std::span(doubles))) == 2);
    const std::vector<std::uint16_t> halves = {0x7bff, 0x7c00, 0xfc01, 0x0000, 0x3c00};
    CHECK(countNonFinite(DType::F16, std::as_bytes(std::span(halves))) == 2);
    const std::vector<std::uint16_t> brains = {0x7f7f, 0x7f80, 0xffc0, 0x7c00};
    CHECK(countNonFinite(DType::BF16, std::as_bytes(std::span(brains))) == 2);
    const std::vector<std::uint8_t> eights = {0x7f, 0xff, 0x7c, 0x7e, 0x00};
    CHECK(countNonFinite(DType::F8E4M3, std::as_bytes(std::span(eights))) == 2);
    CHECK(countNonFinite(DType::F8E5M2, std::as_bytes(std::span(eights))) == 4);
}

TEST_CASE("dtypes have a name each and are found by it")
{
    for (int i = 0; i <= static_cast<int>(DType::F8E5M2); ++i) {
        const auto dtype = static_cast<DType>(i);
        CHECK(dtypeFromName(dtypeName(dtype)) == dtype);
        CHECK(dtypeSize(dtype) > 0);
    }
    CHECK(dtypeName(DType::F8E5M2) == "F8_E5M2");
    CHECK_FALSE(dtypeFromName("f32"));
}
