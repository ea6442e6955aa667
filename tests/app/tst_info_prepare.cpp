// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "model/data/token_dataset.h"
#include "model/formats/weights.h"
#include "model/text/tokenizer.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

namespace fs = std::filesystem;

const fs::path checkpoints = fs::path(PHI1_TEST_DATA) / "checkpoints";

struct Outcome {
    int status = -1;
    std::string out, err;
};

/// A run of the program that is waited for later.
class Started
{
public:
    explicit Started(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), PHI1_PROGRAM);
        std::vector<char *> raw;
        for (std::string &argument : arguments)
            raw.push_back(argument.data());
        raw.push_back(nullptr);
        const std::string out = (m_folder / "out").string();
        const std::string err = (m_folder / "err").string();
        m_child = ::fork();
        if (m_child == 0) {
            ::dup2(::open(out.c_str(), O_CREAT | O_WRONLY, 0600), STDOUT_FILENO);
            ::dup2(::open(err.c_str(), O_CREAT | O_WRONLY, 0600), STDERR_FILENO);
            ::execv(raw[0], raw.data());
            ::_exit(126);
        }
    }
    Outcome wait()
    {
        int status = 0;
        REQUIRE(::waitpid(m_child, &status, 0) == m_child);
        return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                *readFile(m_folder / "out"), *readFile(m_folder / "err")};
    }
    pid_t pid() const { return m_child; }

private:
    test::TemporaryFolder m_folder;
    pid_t m_child = -1;
};

Outcome run(std::vector<std::string> arguments)
{
    return Started(std::move(arguments)).wait();
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

bool isOneSentence(const std::string &err)
{
    return err.starts_with("phi1: ") && err.find('\n') == err.size() - 1;
}

std::size_t entriesOf(const fs::path &folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

void put(const fs::path &path, const std::string &bytes)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace

TEST_CASE("info describes a checkpoint in JSON")
{
    const Outcome outcome = run({"info", (checkpoints / "tinyA-hf-fp16").string(), "--json"});
    REQUIRE(outcome.status == 0);
    const Json json = *parseJson(outcome.out, "info");
    CHECK(json["format"] == "safetensors");
    CHECK(json["architecture"] == "phi");
    CHECK(json["parameters"] == 228840);
    CHECK(json["quantisation"] == nullptr);
    CHECK(json["fingerprint"] == Weights::open(checkpoints / "tinyA-hf-fp16")->fingerprint());
    CHECK(json["tokenizer"]["kind"] == "byte-level BPE");
    CHECK(json["tensors"].size() == 33);
    CHECK(json["tensors"][2] ==
          Json({{"name", "model.embed_tokens.weight"}, {"dtype", "F16"}, {"shape", {1000, 64}}}));
    const Json sharded = *parseJson(
        run({"info", (checkpoints / "tinyA-hf-fp16-sharded").string(), "--json"}).out, "info");
    CHECK(sharded["fingerprint"] == json["fingerprint"]);
    CHECK(sharded["files"] == 2);
}

TEST_CASE("info describes a bare safetensors file that is no phi model")
{
    const Outcome outcome =
        run({"info", (checkpoints / "ref" / "tinyA-hf-fp16.safetensors").string(), "--json"});
    REQUIRE(outcome.status == 0);
    const Json json = *parseJson(outcome.out, "info");
    CHECK(json["architecture"] == nullptr);
    CHECK(json["tokenizer"] == nullptr);
    CHECK(json["tensors"].size() > 10);
    const Outcome text =
        run({"info", (checkpoints / "ref" / "tinyA-hf-fp16.safetensors").string()});
    CHECK(contains(text.out, "architecture  not stated"));
}

TEST_CASE("info refuses pickles, GGUF and what is missing in one sentence")
{
    const test::TemporaryFolder folder;
    put(folder / "pickled" / "pytorch_model.bin", "PK\x03\x04");
    put(folder / "model.gguf", "GGUF and so on");
    for (const fs::path &path :
         {folder / "pickled", folder / "model.gguf", folder / "missing", folder.path()}) {
        const Outcome outcome = run({"info", path.string()});
        CAPTURE(outcome.err);
        CHECK(outcome.status == 1);
        CHECK(outcome.out.empty());
        CHECK(isOneSentence(outcome.err));
        CHECK(contains(outcome.err, path.string()));
    }
}

TEST_CASE("prepare makes a folder whose documents decode to the input")
{
    const test::TemporaryFolder folder;
    std::string lines;
    for (int i = 0; i < 200; ++i)
        lines +=
            dumpJson(
                {{"text", concat("def f", i, "():\n    return ", i, "\n<|endoftext|> as text")}}) +
            "\n";
    put(folder / "in" / "a.jsonl", lines);
    put(folder / "in" / "sub dir" / "b.py", "print('b')\n");
    const Outcome outcome = run(
        {"prepare", (folder / "in").string(), "--output", (folder / "data").string(), "--tokenizer",
         (checkpoints / "tinyA-hf-fp16").string(), "--validation", "0.2", "--json"});
    CAPTURE(outcome.err);
    REQUIRE(outcome.status == 0);
    const Json json = *parseJson(outcome.out, "prepare");
    CHECK(json["train"]["documents"].get<int>() + json["validation"]["documents"].get<int>() ==
          201);
    CHECK(json["validation"]["documents"].get<int>() > 15);

    const auto train = TokenDataset::open(folder / "data", Split::Train);
    REQUIRE(train);
    CHECK(train->verify());
    const auto tokenizer = loadTokenizer(train->tokenizerFolder());
    REQUIRE(tokenizer);
    CHECK(train->requireTokenizer((*tokenizer)->fingerprint()));
    const auto last = train->document(train->documentCount() - 1);
    const auto first = train->document(0);
    std::vector<std::int64_t> tokens(first->tokens);
    REQUIRE(train->read(first->firstToken, tokens));
    CHECK(std::count(tokens.begin(), tokens.end(), 999) ==
          1); // <|endoftext|> in the text stays text
    const std::string text =
        (*tokenizer)->decode(std::vector<TokenId>(tokens.begin(), tokens.end() - 1));
    CHECK(contains(text, concat("def f", first->indexInSource, "():")));
    CHECK(contains(text, "<|endoftext|> as text"));
    CHECK(last->source.ends_with(last->indexInSource > 0 ? "a.jsonl" : "b.py"));

    const Outcome again =
        run({"prepare", (folder / "in").string(), "--output", (folder / "again").string(),
             "--tokenizer", (checkpoints / "tinyA-hf-fp16").string(), "--validation", "0.2",
             "--threads", "1", "--json"});
    CHECK((*parseJson(again.out, "prepare"))["content_hash"] == json["content_hash"]);
}

TEST_CASE("prepare refuses an existing output and leaves nothing behind when it fails")
{
    const test::TemporaryFolder folder;
    const std::string tokenizer = (checkpoints / "tinyA-hf-fp16").string();
    put(folder / "broken.jsonl", "{\"text\":\"fine\"}\n{\"text\":\n");
    const std::size_t before = entriesOf(folder.path());
    const Outcome broken = run({"prepare", (folder / "broken.jsonl").string(), "--output",
                                (folder / "out").string(), "--tokenizer", tokenizer});
    CHECK(broken.status == 1);
    CHECK(contains(broken.err, "line 2 of "));
    CHECK(entriesOf(folder.path()) == before);

    const Outcome existing = run({"prepare", (folder / "broken.jsonl").string(), "--output",
                                  folder.path().string(), "--tokenizer", tokenizer});
    CHECK(existing.status == 2);
    CHECK(contains(existing.err, "exists already"));
    const Outcome missing = run({"prepare", (folder / "no").string(), "--output",
                                 (folder / "out").string(), "--tokenizer", tokenizer});
    CHECK(missing.status == 1);
    CHECK(contains(missing.err, "does not exist"));
    CHECK(run({"prepare", (folder / "broken.jsonl").string()}).status == 2);
}

TEST_CASE("an interrupted prepare leaves nothing behind and says so by 130")
{
    const test::TemporaryFolder folder;
    std::string text;
    for (int i = 0; i < 100'000; ++i)
        text += concat("line ", i, " of a text that takes a while to be turned into tokens\n");
    for (int i = 0; i < 8; ++i)
        put(folder / "in" / concat(i, ".txt"), text);
    Started started({"prepare", (folder / "in").string(), "--output", (folder / "out").string(),
                     "--tokenizer", (checkpoints / "tinyA-hf-fp16").string()});
    // As soon as the temporary folder shows that the work has begun.
    while (entriesOf(folder.path()) < 2)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    REQUIRE(::kill(started.pid(), SIGINT) == 0);
    const Outcome outcome = started.wait();
    CHECK(outcome.status == 130);
    CHECK(entriesOf(folder.path()) == 1);
}
