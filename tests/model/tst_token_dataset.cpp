// SPDX-License-Identifier: Apache-2.0
#include "model/data/token_dataset.h"

#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"
#include "model/data/token_dataset_writer.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

std::string documentText(int i)
{
    return concat("document ", i, std::string(static_cast<std::size_t>(i % 37), 'x'));
}

void write(const std::filesystem::path &folder, const Tokenizer &tokenizer, int documents,
           double validation)
{
    auto writer = TokenDatasetWriter::create(folder, tokenizer, validation);
    REQUIRE(writer);
    for (int i = 0; i < documents; ++i) {
        const std::string text = documentText(i);
        const auto tokens = tokenizer.encode(text, SpecialTokens::AsText);
        const std::string source = concat("file-", i / 10);
        REQUIRE(writer->add({tokens, text, source, static_cast<std::uint64_t>(i % 10), {}}));
    }
    REQUIRE(writer->finish());
}

std::string textOf(const TokenDataset &dataset, const Tokenizer &tokenizer,
                   const DocumentEntry &entry)
{
    std::vector<std::int64_t> tokens(entry.tokens);
    REQUIRE(dataset.read(entry.firstToken, tokens));
    CHECK(tokens.back() == dataset.manifest().endOfText);
    return tokenizer.decode(std::vector<TokenId>(tokens.begin(), tokens.end() - 1));
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

void changeByte(const std::filesystem::path &path, std::streamoff at, char value)
{
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(at);
    file.put(value);
}

std::string openError(const std::filesystem::path &folder)
{
    const auto opened = TokenDataset::open(folder, Split::Train);
    return opened ? std::string() : opened.error().message;
}

} // namespace

TEST_CASE("documents come back byte for byte, with their sources, in u16 and u32")
{
    for (const std::int64_t vocabulary : {257, 70'000}) {
        CAPTURE(vocabulary);
        const test::TemporaryFolder folder;
        const test::ByteTokenizer tokenizer(vocabulary);
        write(folder / "data", tokenizer, 500, 0.2);
        std::vector<bool> seen(500);
        std::uint64_t tokens = 0;
        for (const Split split : {Split::Train, Split::Validation}) {
            const auto dataset = TokenDataset::open(folder / "data", split);
            REQUIRE(dataset);
            CHECK(dataset->verify());
            CHECK(dataset->vocabulary() == vocabulary);
            CHECK(dataset->manifest().tokenBytes == (vocabulary > 65536 ? 4 : 2));
            for (std::uint64_t i = 0; i < dataset->documentCount(); ++i) {
                const auto entry = dataset->document(i);
                REQUIRE(entry);
                const int number = std::stoi(entry->source.substr(5)) * 10 +
                                   static_cast<int>(entry->indexInSource);
                CHECK(textOf(*dataset, tokenizer, *entry) == documentText(number));
                CHECK_FALSE(seen[static_cast<std::size_t>(number)]);
                seen[static_cast<std::size_t>(number)] = true;
                tokens += entry->tokens;
                CHECK(dataset->documentAt(entry->firstToken) == i);
                CHECK(dataset->documentAt(entry->firstToken + entry->tokens - 1) == i);
                CHECK(splitOfDocument(documentText(number), 0.2) == split);
            }
            CHECK(dataset->documentCount() > (split == Split::Train ? 350u : 50u));
            tokens -= dataset->tokenCount();
        }
        CHECK(tokens == 0);
        CHECK(std::count(seen.begin(), seen.end(), true) == 500);
        CHECK(std::filesystem::exists(folder / "data" / "tokenizer" / "bytes.txt"));
    }
}

TEST_CASE("the same documents give the same content hash, others another")
{
    const test::TemporaryFolder folder;
    const test::ByteTokenizer tokenizer;
    write(folder / "a", tokenizer, 50, 0.1);
    write(folder / "b", tokenizer, 50, 0.1);
    write(folder / "c", tokenizer, 51, 0.1);
    write(folder / "d", test::ByteTokenizer(300), 50, 0.1);
    const auto hash = [&](const char *name) {
        return TokenDatasetManifest::read(folder / name)->contentHash;
    };
    CHECK(hash("a") == hash("b"));
    CHECK(hash("a") != hash("c"));
    CHECK(hash("a") != hash("d"));
}

TEST_CASE("a document keeps its side when the corpus or a growing fraction changes")
{
    int small = 0;
    for (int i = 0; i < 5000; ++i) {
        const std::string text = documentText(i);
        CHECK(splitOfDocument(text, 0.0) == Split::Train);
        if (splitOfDocument(text, 0.05) == Split::Validation) {
            ++small;
            CHECK(splitOfDocument(text, 0.3) == Split::Validation);
        }
    }
    CHECK(small > 180); // 250 expected, standard deviation 15
    CHECK(small < 320);
}

TEST_CASE("a document may be put on a side by hand")
{
    const test::TemporaryFolder folder;
    const test::ByteTokenizer tokenizer;
    auto writer = TokenDatasetWriter::create(folder / "data", tokenizer, 0.0);
    REQUIRE(writer);
    const std::vector<TokenId> tokens = {1, 2, 3};
    REQUIRE(writer->add({tokens, "text", "source", 0, Split::Validation}));
    const auto manifest = writer->finish();
    REQUIRE(manifest);
    CHECK(manifest->validation.documents == 1);
    CHECK(manifest->train.tokens == 0);
    CHECK(TokenDataset::open(folder / "data", Split::Train)->tokenCount() == 0);
}

TEST_CASE("a folder that exists is not touched, and an unfinished one leaves nothing behind")
{
    const test::TemporaryFolder folder;
    const test::ByteTokenizer tokenizer;
    std::filesystem::create_directory(folder / "there");
    CHECK(TokenDatasetWriter::create(folder / "there", tokenizer, 0.1).error().code ==
          ErrorCode::Usage);
    CHECK(TokenDatasetWriter::create(folder / "x", tokenizer, 1.0).error().code ==
          ErrorCode::Usage);
    {
        auto writer = TokenDatasetWriter::create(folder / "half", tokenizer, 0.1);
        REQUIRE(writer);
        REQUIRE(writer->add({{}, "", "source", 0, {}}));
    }
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a token outside the vocabulary is refused when written and found when read")
{
    const test::TemporaryFolder folder;
    const test::ByteTokenizer tokenizer;
    {
        auto writer = TokenDatasetWriter::create(folder / "data", tokenizer, 0.0);
        const std::vector<TokenId> tokens = {257};
        CHECK(contains(writer->add({tokens, "", "file.txt", 0, {}}).error().message,
                       "the token 257, expected 0 to 256"));
    }
    write(folder / "data", tokenizer, 5, 0.0);
    changeByte(folder / "data" / "train.tokens", 11, '\x7f'); // the high byte of token 5
    const auto dataset = TokenDataset::open(folder / "data", Split::Train);
    REQUIRE(dataset);
    std::vector<std::int64_t> tokens(5);
    CHECK(dataset->read(0, tokens));
    CHECK(contains(dataset->read(1, tokens).error().message,
                   "expected less than the vocabulary of 257"));
    CHECK(contains(dataset->verify().error().message, "by the manifest"));
}

TEST_CASE("ranges beyond the data are refused without overflow")
{
    const test::TemporaryFolder folder;
    write(folder / "data", test::ByteTokenizer(), 5, 0.0);
    const auto dataset = TokenDataset::open(folder / "data", Split::Train);
    REQUIRE(dataset);
    std::vector<std::int64_t> tokens(2);
    CHECK(dataset->read(dataset->tokenCount() - 2, tokens));
    CHECK_FALSE(dataset->read(dataset->tokenCount() - 1, tokens));
    CHECK_FALSE(dataset->read(dataset->tokenCount(), tokens));
    CHECK(dataset->read(dataset->tokenCount(), {}));
    CHECK_FALSE(dataset->read(~0ull, tokens));
    CHECK_FALSE(dataset->document(5));
}

TEST_CASE("files of the wrong size and files truncated while mapped are errors")
{
    const test::TemporaryFolder folder;
    write(folder / "data", test::ByteTokenizer(), 2000, 0.0);
    const auto dataset = TokenDataset::open(folder / "data", Split::Train);
    REQUIRE(dataset);
    REQUIRE(::truncate((folder / "data" / "train.tokens").c_str(), 4096) == 0);
    std::vector<std::int64_t> tokens(8000);
    CHECK(dataset->read(0, tokens).error().code == ErrorCode::Corrupt);
    CHECK(contains(openError(folder / "data"), "train.tokens has 4096 bytes, expected"));
    std::filesystem::remove(folder / "data" / "train.tokens");
    CHECK(contains(openError(folder / "data"), "train.tokens"));
}

TEST_CASE("an index that contradicts the tokens is found")
{
    const test::TemporaryFolder folder;
    write(folder / "data", test::ByteTokenizer(), 20, 0.0);
    changeByte(folder / "data" / "train.documents", 32 * 3 + 7,
               '\x7f'); // first token of document 3: astronomical
    const auto dataset = TokenDataset::open(folder / "data", Split::Train);
    REQUIRE(dataset);
    CHECK(contains(dataset->document(3).error().message, "places document 3"));
    CHECK(dataset->document(4));
    CHECK(dataset->documentAt(0) < 20);
    changeByte(folder / "data" / "train.documents", 32 * 4 + 26, '\x7f'); // source of document 4
    CHECK_FALSE(dataset->document(4));
}

TEST_CASE("a changed, newer or foreign manifest is refused by name")
{
    const test::TemporaryFolder folder;
    write(folder / "data", test::ByteTokenizer(), 20, 0.0);
    const auto path = folder / "data" / "manifest.json";
    const Json original = *readJsonFile(path);
    const auto errorWith = [&](auto change) {
        Json json = original;
        change(json);
        REQUIRE(writeFileAtomically(path, dumpJson(json)));
        return openError(folder / "data");
    };
    CHECK(errorWith([](Json &) {}).empty());
    CHECK(contains(errorWith([](Json &j) { j["version"] = 2; }),
                   "has version 2 of the format, this program reads version 1"));
    CHECK(contains(errorWith([](Json &j) { j["format"] = "other"; }),
                   "expected format \"phi1-tokens\""));
    CHECK(
        contains(errorWith([](Json &j) { j = Json::array(); }), "expected format \"phi1-tokens\""));
    CHECK(contains(errorWith([](Json &j) { j["dtype"] = "f32"; }), "dtype \"f32\""));
    CHECK(contains(errorWith([](Json &j) { j["train"]["tokens"] = 7; }), "content_hash"));
    CHECK(contains(errorWith([](Json &j) { j["train"]["tokens"] = -7; }),
                   "tokens should be an integer from 0"));
    CHECK(contains(errorWith([](Json &j) { j["train"]["tokens"] = ~0ull; }),
                   "tokens should be an integer from 0"));
    CHECK(contains(errorWith([](Json &j) { j["vocabulary"] = 1ull << 40; }),
                   "vocabulary should be an integer"));
    CHECK(contains(errorWith([](Json &j) { j["end_of_text"] = 500; }), "end_of_text is 500"));
    CHECK(contains(errorWith([](Json &j) { j.erase("tokenizer"); }),
                   "tokenizer should be an object, found nothing"));
    std::filesystem::remove(path);
    CHECK(contains(openError(folder / "data"),
                   "has no manifest.json; expected a folder made by phi1 prepare"));
}

TEST_CASE("another tokenizer or a smaller embedding is Incompatible, naming both")
{
    const test::TemporaryFolder folder;
    write(folder / "data", test::ByteTokenizer(), 20, 0.0);
    const auto dataset = TokenDataset::open(folder / "data", Split::Train);
    CHECK(dataset->requireTokenizer("byte tokenizer of 257"));
    const auto other = dataset->requireTokenizer("another");
    CHECK(other.error().code == ErrorCode::Incompatible);
    CHECK(contains(other.error().message, "byte tokenizer of 257"));
    CHECK(contains(other.error().message, "another"));
    CHECK(dataset->requireVocabulary(257));
    CHECK(dataset->requireVocabulary(1000));
    CHECK(contains(dataset->requireVocabulary(256).error().message,
                   "257 tokens, but the model has only 256"));
}
