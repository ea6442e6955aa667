// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/philox.h"
#include "model/text/sentencepiece_trainer.h"
#include "model/text/tokenizer.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;
namespace fs = std::filesystem;

namespace {

const fs::path data = fs::path(PHI1_TEST_DATA) / "sentencepiece";

/// Sources of this project as a corpus: code with indentation, in a fixed order.
std::vector<std::string> corpus()
{
    std::vector<fs::path> paths;
    for (const char *folder : {"model/text", "core/base"}) {
        for (const auto &entry : fs::directory_iterator(fs::path(PHI1_SOURCE_DIR) / folder))
            if (entry.path().extension() == ".cpp")
                paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> documents;
    for (const fs::path &path : paths)
        documents.push_back(readFile(path).value());
    return documents;
}

std::shared_ptr<const Tokenizer> train(std::int64_t size)
{
    const std::vector<std::string> documents = corpus();
    const std::vector<std::string_view> views(documents.begin(), documents.end());
    SentencePieceOptions options;
    options.vocabularySize = size;
    auto tokenizer = trainSentencePiece(views, options);
    REQUIRE_MESSAGE(tokenizer.has_value(), tokenizer.error().message);
    return *tokenizer;
}

const Tokenizer &trained()
{
    static const std::shared_ptr<const Tokenizer> tokenizer = train(700);
    return *tokenizer;
}

void checkKeeps(const Tokenizer &tokenizer, const std::string &text)
{
    for (const auto special : {SpecialTokens::Recognise, SpecialTokens::AsText})
        CHECK(tokenizer.decode(tokenizer.encode(text, special)) == text);
}

std::string errorOf(const std::string &model)
{
    const test::TemporaryFolder folder;
    REQUIRE(writeFileAtomically(folder / "tokenizer.model", model).has_value());
    const auto tokenizer = loadTokenizer(folder.path());
    REQUIRE_FALSE(tokenizer.has_value());
    CHECK(tokenizer.error().message.find(folder.path().string()) != std::string::npos);
    return tokenizer.error().message;
}

std::string field(int number, const std::string &content)
{
    std::string bytes(1, static_cast<char>(number << 3 | 2));
    for (std::size_t size = content.size();; size >>= 7) {
        if (size < 0x80) {
            bytes += static_cast<char>(size);
            break;
        }
        bytes += static_cast<char>((size & 0x7f) | 0x80);
    }
    return bytes + content;
}

std::string piece(const std::string &text, int type)
{
    return field(1, field(1, text) + std::string("\x18") + static_cast<char>(type));
}

std::shared_ptr<const Tokenizer> loadModel(const fs::path &model)
{
    const test::TemporaryFolder folder;
    fs::copy_file(model, folder / "tokenizer.model");
    auto tokenizer = loadTokenizer(folder.path());
    REQUIRE_MESSAGE(tokenizer.has_value(), tokenizer.error().message);
    return *tokenizer;
}

} // namespace

TEST_CASE("models of the library give its ids and its text")
{
    const Json reference = readJsonFile(data / "reference.json").value();
    REQUIRE(reference["models"].size() == 4);
    for (const auto &[name, model] : reference["models"].items()) {
        const auto tokenizer = loadModel(data / name);
        CHECK(tokenizer->vocabularySize() == static_cast<std::int64_t>(model["vocab"].size()));
        CHECK(tokenizer->kind() == "SentencePiece");
        CHECK(tokenizer->endOfText() == 2); // </s>
        REQUIRE(model["encodings"].size() == 100);
        for (const Json &entry : model["encodings"]) {
            const std::vector<TokenId> ids = entry["ids"];
            const std::string text = entry["text"];
            CHECK_MESSAGE(tokenizer->encode(text, SpecialTokens::AsText) == ids, name, ": ", text);
            CHECK_MESSAGE(tokenizer->decode(ids) == entry["decoded"].get<std::string>(), name, ": ",
                          text);
        }
    }
}

TEST_CASE("a trained vocabulary has the symbols that code needs")
{
    const Tokenizer &tokenizer = trained();
    CHECK(tokenizer.vocabularySize() == 700);
    CHECK(tokenizer.tokenBytes(tokenizer.endOfText()) == "<|endoftext|>");
    using Ids = std::vector<TokenId>;
    CHECK(tokenizer.encode("<|endoftext|>", SpecialTokens::Recognise) ==
          Ids{tokenizer.endOfText()});
    CHECK(tokenizer.encode("<|endoftext|>", SpecialTokens::AsText).size() > 1);
    CHECK(tokenizer.encode("\n", SpecialTokens::AsText).size() == 1);
    for (std::size_t spaces = 2; spaces <= 16; ++spaces)
        CHECK(tokenizer.encode(std::string(spaces, ' '), SpecialTokens::AsText).size() == 1);
    CHECK(tokenizer.encode(std::string(33, ' '), SpecialTokens::AsText).size() == 3);
    CHECK(tokenizer.encode("1234", SpecialTokens::AsText).size() == 4);
    CHECK(tokenizer.encode("return", SpecialTokens::AsText).size() < 6);
}

TEST_CASE("the same documents train the same vocabulary, more of them fill a larger one")
{
    CHECK(train(700)->fingerprint() == trained().fingerprint());
    CHECK(train(500)->vocabularySize() == 500);
    CHECK(train(500)->fingerprint() != trained().fingerprint());
}

TEST_CASE("a corpus too small for the vocabulary asked for gives a smaller one")
{
    const std::string_view document = "def add(a, b):\n    return a + b\n";
    const auto tokenizer = trainSentencePiece(std::span(&document, 1), {.vocabularySize = 5000});
    REQUIRE_MESSAGE(tokenizer.has_value(), tokenizer.error().message);
    CHECK((*tokenizer)->vocabularySize() < 400);
    checkKeeps(**tokenizer, "class Größe:\n\tpass");
}

TEST_CASE("what cannot be trained is refused with one sentence")
{
    const std::string_view document = "a b";
    const auto tooSmall = trainSentencePiece(std::span(&document, 1), {.vocabularySize = 10});
    REQUIRE_FALSE(tooSmall.has_value());
    CHECK(tooSmall.error().message.find("vocabulary of 10") != std::string::npos);
    CHECK_FALSE(
        trainSentencePiece(std::span(&document, 1), {.vocabularySize = 1 << 30}).has_value());
    CHECK_FALSE(trainSentencePiece({}, {}).has_value());
    const std::string_view noText = "\xff\n\t\n";
    CHECK_FALSE(trainSentencePiece(std::span(&noText, 1), {}).has_value());
    std::string manyCharacters;
    for (int i = 0; i < 2000; ++i) {
        manyCharacters += static_cast<char>(0xe4 + i / 1000);
        manyCharacters += static_cast<char>(0x80 + i % 1000 / 32);
        manyCharacters += static_cast<char>(0x80 + i % 32);
    }
    const std::string_view many = manyCharacters;
    const auto crowded = trainSentencePiece(std::span(&many, 1), {.vocabularySize = 600});
    REQUIRE_FALSE(crowded.has_value());
    CHECK(crowded.error().message.find("cannot train") != std::string::npos);
}

TEST_CASE("text that the library would not keep comes back byte for byte")
{
    const Tokenizer &tokenizer = trained();
    for (const std::string &text :
         {std::string(), std::string("a\0b\0", 4),
          std::string("\xe2\x96\x81 a\xe2\x96\x81\xe2\x96\x81 b"),
          std::string("\xff\xfe\xe2\x96 caf\xc3\xa9 caf\xe9 \xed\xa0\x80"),
          std::string("\r\n\t \t\n  \n"), std::string("  leading, trailing  "),
          std::string("<|endoftext|><|endoftext|> <|endof"),
          std::string("<unk><0x0A>\xe2\x96\x85 \xe2\x81\x87 \xef\xbf\xbd"), std::string(70, ' '),
          std::string("\xf0\x9f\x98\x80\xe4\xb8\xad\xe6\x96\x87"), std::string(5000, 'x')})
        checkKeeps(tokenizer, text);
}

TEST_CASE("any bytes come back from the ids of a trained vocabulary")
{
    const Tokenizer &tokenizer = trained();
    PhiloxStream random(21);
    const std::string alphabet = "ab \t\n\r<|endoftext|>\xe2\x96\x81\x85\xc3\xa9\xff";
    for (int round = 0; round < 400; ++round) {
        std::string text;
        const std::uint64_t length = random.below(120);
        for (std::uint64_t i = 0; i < length; ++i)
            text += round % 2 == 0 ? static_cast<char>(random.below(256))
                                   : alphabet[random.below(alphabet.size())];
        checkKeeps(tokenizer, text);
    }
}

TEST_CASE("a saved vocabulary loads with the same ids and saves the same files")
{
    const Tokenizer &tokenizer = trained();
    const test::TemporaryFolder folder;
    REQUIRE(tokenizer.save(folder.path()).has_value());
    CHECK(readJsonFile(folder / "tokenizer_config.json").value()["eos_token"] == "<|endoftext|>");
    const auto again = loadTokenizer(folder.path());
    REQUIRE(again.has_value());
    CHECK((*again)->fingerprint() == tokenizer.fingerprint());
    const std::string text = corpus().front();
    CHECK((*again)->encode(text, SpecialTokens::Recognise) ==
          tokenizer.encode(text, SpecialTokens::Recognise));
    const test::TemporaryFolder second;
    REQUIRE((*again)->save(second.path()).has_value());
    for (const char *name : {"tokenizer.model", "tokenizer_config.json"})
        CHECK(readFile(folder / name).value() == readFile(second / name).value());
}

TEST_CASE("words encoded one by one and remembered give what the library gives for the whole text")
{
    const Tokenizer &tokenizer = trained();
    const test::TemporaryFolder folder;
    REQUIRE(tokenizer.save(folder.path()).has_value());
    // The same model with its end-of-text renamed counts as another's, which goes to the library as
    // a whole.
    std::string model = readFile(folder / "tokenizer.model").value();
    for (std::size_t at = 0; (at = model.find("<|endoftext|>", at)) != std::string::npos;)
        model.replace(at, 13, "<|ENDOFTEXT|>");
    REQUIRE(writeFileAtomically(folder / "tokenizer.model", model).has_value());
    const auto whole = loadTokenizer(folder.path());
    REQUIRE_MESSAGE(whole.has_value(), whole.error().message);
    for (const std::string &document : corpus())
        CHECK((*whole)->encode(document, SpecialTokens::AsText) ==
              tokenizer.encode(document, SpecialTokens::AsText));
}

TEST_CASE("a model file that cannot be used is refused with one sentence that names it")
{
    CHECK(errorOf("").find("not a SentencePiece model") != std::string::npos);
    CHECK(errorOf("{\"json\": 1}").find("not a SentencePiece model") != std::string::npos);
    CHECK(errorOf(std::string(17 << 20, '\n')).find("at most") != std::string::npos);
    const std::string whole = readFile(data / "bpe-bytefallback.model").value();
    CHECK(errorOf(whole.substr(0, whole.size() / 2)).find("not a SentencePiece model") !=
          std::string::npos);
    CHECK(errorOf(piece("a", 1)).find("0 pieces for unknown text") != std::string::npos);
    CHECK(errorOf(piece("a", 2) + piece("b", 2)).find("2 pieces for unknown text") !=
          std::string::npos);
    CHECK(errorOf(piece("a", 2) + piece("", 1)).find("piece 1 is empty") != std::string::npos);
    CHECK(errorOf(piece("a", 2) + piece("\xff", 1)).find("piece 1 is empty or not") !=
          std::string::npos);
    CHECK(errorOf(piece("a", 2) + piece("<0xZZ>", 6)).find("<0xZZ>") != std::string::npos);
    CHECK(errorOf(piece("a", 2) + piece("b", 1) + piece("b", 1)).find("refused by SentencePiece") !=
          std::string::npos);
}

TEST_CASE("a normaliser that points outside its own table is refused")
{
    const std::string whole = readFile(data / "bpe.model").value();
    const auto tokenizer = loadModel(data / "bpe.model");
    CHECK(tokenizer->encode("\xef\xbc\xa1", SpecialTokens::AsText) ==
          tokenizer->encode("A", SpecialTokens::AsText)); // NFKC
    // The character map is the largest field by far: spoil its first unit's offset.
    const std::size_t near = whole.find("nmt_nfkc");
    REQUIRE(near != std::string::npos);
    std::string spoilt = whole;
    for (std::size_t i = 20; i < 4020; ++i)
        spoilt[near + i] = static_cast<char>(0x7f);
    CHECK(errorOf(spoilt).find("points outside itself") != std::string::npos);
}

TEST_CASE("flipped bytes of a model never do more than change ids or refuse it")
{
    const std::string whole = readFile(data / "bpe-bytefallback.model").value();
    PhiloxStream random(22);
    for (int round = 0; round < 200; ++round) {
        std::string model = whole;
        for (std::uint64_t flips = 1 + random.below(4); flips > 0; --flips)
            model[random.below(model.size())] = static_cast<char>(random.below(256));
        const test::TemporaryFolder folder;
        REQUIRE(writeFileAtomically(folder / "tokenizer.model", model).has_value());
        const auto tokenizer = loadTokenizer(folder.path());
        if (!tokenizer.has_value()) {
            CHECK_FALSE(tokenizer.error().message.empty());
            continue;
        }
        const auto ids =
            (*tokenizer)->encode("def f(x):\n    return x\xff", SpecialTokens::Recognise);
        CHECK(std::all_of(ids.begin(), ids.end(), [&](TokenId id) {
            return id >= 0 && id < (*tokenizer)->vocabularySize();
        }));
    }
}
