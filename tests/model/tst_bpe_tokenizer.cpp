// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/philox.h"
#include "core/base/text.h"
#include "model/text/tokenizer.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
namespace fs = std::filesystem;

namespace {

const fs::path data = fs::path(PHI1_TEST_DATA) / "tokenizer";
const fs::path codegen = fs::path(PHI1_SOURCE_DIR) / "resources/tokenizers/codegen";

std::string contentOf(const fs::path &path)
{
    return readFile(path).value();
}

std::shared_ptr<const Tokenizer> load(const fs::path &folder)
{
    auto tokenizer = loadTokenizer(folder);
    REQUIRE_MESSAGE(tokenizer.has_value(), tokenizer.error().message);
    return *tokenizer;
}

/// The full CodeGen tokenizer as one tokenizer.json, put together from its parts.
void writeCodegenTokenizerJson(const fs::path &folder, bool mergesAsPairs)
{
    Json merges = Json::array();
    const std::string text = contentOf(codegen / "merges.txt");
    for (std::size_t begin = text.find('\n') + 1; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        const std::string line = text.substr(begin, end - begin);
        const std::size_t space = line.find(' ');
        if (mergesAsPairs)
            merges.push_back(Json::array({line.substr(0, space), line.substr(space + 1)}));
        else
            merges.push_back(line);
        begin = end + 1;
    }
    std::string whole = contentOf(data / "tokenizer_without_vocabulary.json");
    const std::string model = "\"type\": \"BPE\",";
    const std::size_t at = whole.find(model);
    REQUIRE(at != std::string::npos);
    whole.insert(at + model.size(), " \"vocab\": " + contentOf(codegen / "vocab.json") +
                                        ", \"merges\": " + merges.dump() + ",");
    REQUIRE(writeFileAtomically(folder / "tokenizer.json", whole).has_value());
}

void checkReference(const Tokenizer &tokenizer)
{
    const Json reference = readJsonFile(data / "reference.json").value();
    REQUIRE(reference["cases"].size() == 400);
    for (const Json &entry : reference["cases"]) {
        const std::string text = entry["text"];
        const std::vector<TokenId> ids = entry["ids"];
        const std::vector<TokenId> asText = entry["ids_special_as_text"];
        CHECK(tokenizer.encode(text, SpecialTokens::Recognise) == ids);
        CHECK(tokenizer.encode(text, SpecialTokens::AsText) == asText);
        CHECK(tokenizer.decode(ids) == text);
        CHECK(tokenizer.decode(asText) == text);
        CHECK(tokenizer.decodeText(ids) == entry["decoded"].get<std::string>());
    }
    REQUIRE(reference["decode_cases"].size() == 60);
    for (const Json &entry : reference["decode_cases"]) {
        const std::vector<TokenId> ids = entry["ids"];
        CHECK(tokenizer.decodeText(ids) == entry["decoded"].get<std::string>());
    }
}

Json cutTokenizer()
{
    return readJsonFile(data / "cut/tokenizer.json").value();
}

std::string errorOf(const std::string &tokenizerJson)
{
    const test::TemporaryFolder folder;
    REQUIRE(writeFileAtomically(folder / "tokenizer.json", tokenizerJson).has_value());
    const auto tokenizer = loadTokenizer(folder.path());
    REQUIRE_FALSE(tokenizer.has_value());
    CHECK(tokenizer.error().message.find(folder.path().string()) != std::string::npos);
    return tokenizer.error().message;
}

} // namespace

TEST_CASE("CodeGen's vocab.json and merges.txt give the ids of Hugging Face tokenizers")
{
    const auto tokenizer = load(codegen);
    checkReference(*tokenizer);
    CHECK(tokenizer->vocabularySize() == 50295);
    CHECK(tokenizer->endOfText() == 50256);
    CHECK(tokenizer->kind() == "byte-level BPE");
}

TEST_CASE("CodeGen's tokenizer.json gives the ids of Hugging Face tokenizers")
{
    const auto other = load(codegen);
    for (const bool mergesAsPairs : {false, true}) {
        const test::TemporaryFolder folder;
        writeCodegenTokenizerJson(folder.path(), mergesAsPairs);
        const auto tokenizer = load(folder.path());
        checkReference(*tokenizer);
        CHECK(tokenizer->fingerprint() == other->fingerprint());
        CHECK(tokenizer->endOfText() == 50256);
    }
}

TEST_CASE("both file forms of a tokenizer have one fingerprint, another tokenizer has another")
{
    const test::TemporaryFolder folder;
    for (const char *name : {"vocab.json", "merges.txt"})
        fs::copy_file(data / "cut" / name, folder / name);
    CHECK(load(folder.path())->encode("a<|endoftext|>", SpecialTokens::AsText).size() > 2);
    const auto json = load(data / "cut");
    CHECK(json->endOfText() == 999);
    CHECK(json->vocabularySize() == 1000);
    CHECK(json->fingerprint() != load(codegen)->fingerprint());
}

TEST_CASE("saving a tokenizer writes the files it was loaded from, byte for byte")
{
    for (const fs::path &source : {codegen, data / "cut"}) {
        const auto tokenizer = load(source);
        const test::TemporaryFolder folder;
        REQUIRE(tokenizer->save(folder.path()).has_value());
        for (const auto &entry : fs::directory_iterator(folder.path()))
            CHECK(contentOf(entry.path()) == contentOf(source / entry.path().filename()));
        const auto again = load(folder.path());
        CHECK(again->fingerprint() == tokenizer->fingerprint());
        CHECK(again->endOfText() == tokenizer->endOfText());
    }
}

TEST_CASE("any bytes come back from their ids")
{
    const auto tokenizer = load(codegen);
    PhiloxStream random(20);
    for (int round = 0; round < 300; ++round) {
        std::string text;
        const std::uint64_t length = random.below(200);
        const std::string alphabet =
            " \t\n\r'sdtlrvem_9<|>endoftext\xc2\xa0\xe4\xb8\xad\xed\xa0\xff";
        for (std::uint64_t i = 0; i < length; ++i)
            text += round % 2 == 0 ? static_cast<char>(random.below(256))
                                   : alphabet[random.below(alphabet.size())];
        const auto ids = tokenizer->encode(text, SpecialTokens::Recognise);
        CHECK(tokenizer->decode(ids) == text);
        std::string joined;
        for (const TokenId id : ids)
            joined += tokenizer->tokenBytes(id);
        CHECK(joined == text);
    }
    CHECK(tokenizer->tokenBytes(-1).empty());
    CHECK(tokenizer->tokenBytes(50295).empty());
}

TEST_CASE("a piece of a megabyte costs no more than n log n and merges as the short ones do")
{
    const auto tokenizer = load(codegen);
    const std::string letters(1 << 20, 'a');
    const auto ids = tokenizer->encode(letters, SpecialTokens::Recognise);
    CHECK(tokenizer->decode(ids) == letters);
    // What Hugging Face tokenizers gives on both sides of the length from which on a heap is used.
    using Ids = std::vector<TokenId>;
    CHECK(tokenizer->encode(std::string(48, '-'), SpecialTokens::Recognise) == Ids{47232});
    CHECK(tokenizer->encode(std::string(49, '-'), SpecialTokens::Recognise) == Ids{47232, 12});
    CHECK(tokenizer->encode(std::string(60, '-'), SpecialTokens::Recognise) == Ids{47232, 10541});
    CHECK(tokenizer->encode(
              "selfingxingZZZZZZqtioningZZtheqqtheZZxtioningerthethethetheqtionqthetionZZ",
              SpecialTokens::Recognise) == Ids{944,  278, 87,    278,  30148, 30148, 30148, 80,
                                               5378, 278, 30148, 1169, 38227, 1169,  30148, 742,
                                               295,  278, 861,   258,  1169,  1169,  1169,  80,
                                               5378, 80,  1169,  5378, 30148});
}

TEST_CASE("threads that share a tokenizer get the same ids")
{
    const auto tokenizer = load(codegen);
    const auto other = load(data / "cut");
    const std::string text = contentOf(data / "ORIGIN.md");
    const auto expected = tokenizer->encode(text, SpecialTokens::Recognise);
    const auto otherExpected = other->encode(text, SpecialTokens::Recognise);
    CHECK(expected != otherExpected);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int round = 0; round < 20; ++round) {
                if (tokenizer->encode(text, SpecialTokens::Recognise) != expected ||
                    other->encode(text, SpecialTokens::Recognise) != otherExpected)
                    ++wrong;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    CHECK(wrong == 0);
}

TEST_CASE("added tokens take the longest of the leftmost, swallow white space where they say so")
{
    Json json = cutTokenizer();
    const auto add = [&](int id, const char *content, bool special, bool left, bool right,
                         bool normalized) {
        json["added_tokens"].push_back({{"id", id},
                                        {"content", content},
                                        {"single_word", false},
                                        {"lstrip", left},
                                        {"rstrip", right},
                                        {"normalized", normalized},
                                        {"special", special}});
    };
    add(1000, "zq", false, false, false, true);
    add(1001, "zqx", false, false, false, true);
    add(1002, "<mask>", true, true, true, false);
    add(1003, "<m", false, false, false, true);
    const test::TemporaryFolder folder;
    REQUIRE(writeFileAtomically(folder / "tokenizer.json", json.dump()).has_value());
    const auto tokenizer = load(folder.path());
    using Ids = std::vector<TokenId>;
    CHECK(tokenizer->encode("zqzq", SpecialTokens::Recognise) == Ids{1000, 1000});
    CHECK(tokenizer->encode("zqxzq", SpecialTokens::Recognise) == Ids{1001, 1000});
    CHECK(tokenizer->encode("zq \t<mask>\xc2\xa0\nzqx", SpecialTokens::Recognise) ==
          Ids{1000, 1002, 1001});
    CHECK(tokenizer->encode("<mask>", SpecialTokens::AsText).front() == 1003);
}

TEST_CASE("a tokenizer.json that cannot be used is refused with one sentence that names it")
{
    CHECK(errorOf("{").find("not valid JSON") != std::string::npos);
    CHECK(errorOf("[]").find("has no vocabulary") != std::string::npos);
    CHECK(errorOf(std::string(100000, '[')).find("nested deeper") != std::string::npos);
    Json json = cutTokenizer();
    json["model"]["vocab"]["quite new"] = 5;
    CHECK(errorOf(json.dump()).find("gives id 5 to both \"&\" and \"quite new\"") !=
          std::string::npos);
    json = cutTokenizer();
    json["model"]["vocab"]["new"] = 1000000;
    CHECK(errorOf(json.dump()).find("ids from 0 to 999999") != std::string::npos);
    json["model"]["vocab"]["new"] = -1;
    CHECK(errorOf(json.dump()).find("is -1") != std::string::npos);
    json["model"]["vocab"]["new"] = 1.5;
    CHECK(errorOf(json.dump()).find("whole number") != std::string::npos);
    json["model"]["vocab"]["new"] = "7";
    CHECK(errorOf(json.dump()).find("whole number") != std::string::npos);
    json = cutTokenizer();
    json["model"]["vocab"].erase("!");
    CHECK(errorOf(json.dump()).find("no token for the byte 33") != std::string::npos);
    json = cutTokenizer();
    json["model"]["merges"].push_back("zz yy");
    CHECK(errorOf(json.dump()).find("needs the token \"zz\"") != std::string::npos);
    json["model"]["merges"].back() = "z z z";
    CHECK(errorOf(json.dump()).find("one space between") != std::string::npos);
    json["model"]["merges"].back() = Json::array({"z"});
    CHECK(errorOf(json.dump()).find("names one token") != std::string::npos);
    json["model"]["merges"].back() = Json::array({"z", "z", "z"});
    CHECK(errorOf(json.dump()).find("exactly two") != std::string::npos);
    json["model"]["merges"].back() = 5;
    CHECK(errorOf(json.dump()).find("should be a text") != std::string::npos);
    json = cutTokenizer();
    json["model"]["type"] = "Unigram";
    CHECK(errorOf(json.dump()).find("Unigram") != std::string::npos);
    json = cutTokenizer();
    json["normalizer"] = {{"type", "NFC"}};
    CHECK(errorOf(json.dump()).find("normalizer") != std::string::npos);
    json = cutTokenizer();
    json["pre_tokenizer"] = nullptr;
    CHECK(errorOf(json.dump()).find("pre_tokenizer") != std::string::npos);
    json = cutTokenizer();
    json["pre_tokenizer"]["add_prefix_space"] = true;
    CHECK(errorOf(json.dump()).find("add_prefix_space") != std::string::npos);
    json = cutTokenizer();
    json["added_tokens"][0]["content"] = std::string(5000, 'x');
    CHECK(errorOf(json.dump()).find("5000 bytes") != std::string::npos);
    json = cutTokenizer();
    json["added_tokens"][0].erase("id");
    CHECK(errorOf(json.dump()).find("has no id") != std::string::npos);
    json = cutTokenizer();
    json["added_tokens"][0]["content"] = "!";
    CHECK(errorOf(json.dump()).find("gives id 999 to both") != std::string::npos);
}

TEST_CASE("files of a tokenizer that are missing or cut short are refused")
{
    const test::TemporaryFolder folder;
    CHECK(loadTokenizer(folder.path()).error().message.find("holds no tokenizer") !=
          std::string::npos);
    CHECK(loadTokenizer(folder / "absent").error().code == ErrorCode::NotFound);
    const std::string vocabulary = contentOf(data / "cut/vocab.json");
    REQUIRE(writeFileAtomically(folder / "vocab.json", vocabulary).has_value());
    CHECK(loadTokenizer(folder.path()).error().message.find("holds no tokenizer") !=
          std::string::npos);
    REQUIRE(writeFileAtomically(folder / "merges.txt", "#version: 0.2\nin\n").has_value());
    CHECK(loadTokenizer(folder.path()).error().message.find("Line 2 of ") != std::string::npos);
    REQUIRE(writeFileAtomically(folder / "merges.txt", "#version: 0.2\ni n\n").has_value());
    CHECK(loadTokenizer(folder.path()).has_value());
    REQUIRE(writeFileAtomically(folder / "added_tokens.json", R"({"  ": 5})").has_value());
    CHECK(loadTokenizer(folder.path()).error().message.find("gives id 5 to both") !=
          std::string::npos);
}
