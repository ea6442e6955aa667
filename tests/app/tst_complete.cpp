// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/json.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

const std::string checkpoints = PHI1_TEST_DATA "/checkpoints/";
const std::string tinyA = checkpoints + "tinyA-hf-fp32";

struct Outcome {
    int status = -1;
    std::string output;
    std::string messages;
};

/// The real program through a shell, in a folder of its own.
class Program
{
public:
    Outcome shell(const std::string &script)
    {
        const std::string command = "cd '" + m_folder.path().string() + "' && { " + script +
                                    " ; } >stdout 2>stderr </dev/null";
        const int status = std::system(command.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, readFile(m_folder / "stdout").value(),
                readFile(m_folder / "stderr").value()};
    }
    Outcome complete(const std::string &arguments)
    {
        return shell(PHI1_PROGRAM " complete --device cpu " + arguments);
    }
    void write(const std::string &name, const std::string &content)
    {
        std::ofstream(m_folder / name, std::ios::binary) << content;
    }
    std::filesystem::path path(const std::string &name) const { return m_folder / name; }

private:
    test::TemporaryFolder m_folder;
};

Json completions(const Outcome &outcome)
{
    CAPTURE(outcome.messages);
    REQUIRE(outcome.status == 0);
    return Json::parse(outcome.output).at("completions");
}

Json shortPrompt()
{
    return readJsonFile(checkpoints + "ref/tinyA-hf-fp32.json")->at("prompts").at("short");
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a greedy completion in JSON is that of transformers")
{
    Program program;
    const Json reference = shortPrompt();
    program.write("prompt", reference.at("text"));
    const Json all =
        completions(program.complete(tinyA + " --prompt-file prompt --max-new-tokens 32 --json"));
    REQUIRE(all.size() == 1);
    const Json &one = all[0];
    CHECK(one.at("checkpoint") == tinyA);
    CHECK(one.at("fingerprint").get<std::string>().size() == 32);
    CHECK(one.at("prompt_tokens") == reference.at("n_tokens"));
    CHECK(one.at("finish_reason") == "length");
    CHECK(one.at("seed") == 0);
    CHECK(one.at("time_to_first_token").get<double>() > 0);
    CHECK(one.at("tokens_per_second").get<double>() > 0);
    CHECK(one.at("logprobs").size() == 32);
    for (const Json &value : one.at("logprobs"))
        CHECK(value.get<double>() <= 0);

    const auto tokens = one.at("tokens").get<std::vector<int>>();
    const auto expected = reference.at("greedy32").get<std::vector<int>>();
    const auto margins = reference.at("greedy_margins").get<std::vector<double>>();
    REQUIRE(tokens.size() == 32);
    const auto steps =
        std::find_if(margins.begin(), margins.end(), [](double margin) { return margin < 2e-4; }) -
        margins.begin();
    CHECK(steps > 8);
    CHECK(std::equal(expected.begin(), expected.begin() + steps, tokens.begin()));
}

TEST_CASE("one checkpoint writes the text alone to standard output, the prompt may come from stdin")
{
    Program program;
    program.write("prompt", "def f(x):\n");
    const Json all =
        completions(program.complete(tinyA + " --prompt-file prompt --max-new-tokens 20 --json"));
    const Outcome streamed = program.shell("cat prompt | " PHI1_PROGRAM " complete " + tinyA +
                                           " --device cpu --prompt-file - --max-new-tokens 20");
    CHECK(streamed.status == 0);
    // JSON has no bytes that are not UTF-8; the stream has them as they are.
    CHECK(Json::parse(dumpJson(Json(streamed.output))) == all[0].at("text"));
    CHECK(contains(streamed.messages, "20 tokens"));
}

TEST_CASE("several checkpoints stand side by side, and equal weights are said to be equal")
{
    Program program;
    program.write("prompt", "def f(x):\n");
    const std::string options = " --prompt-file prompt --max-new-tokens 8";
    const Outcome same = program.complete(tinyA + " " + tinyA + options);
    CHECK(same.status == 0);
    CHECK(contains(same.output, "tinyA-hf-fp32"));
    CHECK(contains(same.output, " │ "));
    CHECK(contains(same.messages, "hold the same weights"));

    const Outcome different =
        program.complete(tinyA + " " + checkpoints + "tinyB-hf-fp16" + options + " --json");
    const Json all = completions(different);
    REQUIRE(all.size() == 2);
    CHECK(all[0].at("fingerprint") != all[1].at("fingerprint"));
    CHECK(all[0].at("tokens") != all[1].at("tokens"));
    CHECK(!contains(different.messages, "same weights"));
}

TEST_CASE("a seed repeats its samples, another seed does not")
{
    Program program;
    program.write("prompt", "def f(x):\n");
    const auto sampled = [&](const std::string &seed) {
        return completions(program.complete(
            tinyA +
            " --prompt-file prompt --max-new-tokens 16 --temperature 1 --top-p 0.95 "
            "--top-k 50 --n 3 --json --seed " +
            seed));
    };
    const Json first = sampled("7"), again = sampled("7"), other = sampled("8");
    REQUIRE(first.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(first[i].at("tokens") == again[i].at("tokens"));
        CHECK(first[i].at("tokens") != other[i].at("tokens"));
        CHECK(first[i].at("seed") == 7);
    }
    CHECK(first[0].at("tokens") != first[1].at("tokens"));
}

TEST_CASE("a stop string ends the text before it")
{
    Program program;
    program.write("prompt", "def f(x):\n");
    const std::string options = tinyA + " --prompt-file prompt --max-new-tokens 20 --json";
    const std::string whole = completions(program.complete(options))[0].at("text");
    // Plain letters from the middle, across a token or not.
    std::size_t at = whole.size() / 2;
    while (at + 3 < whole.size() &&
           !std::all_of(whole.begin() + static_cast<std::ptrdiff_t>(at),
                        whole.begin() + static_cast<std::ptrdiff_t>(at + 3),
                        [](char c) { return c >= 'a' && c <= 'z'; }))
        ++at;
    const std::string stop = whole.substr(at, 3);
    CAPTURE(whole);
    CAPTURE(stop);
    REQUIRE(stop.size() == 3);
    const Json stopped = completions(program.complete(options + " --stop ZZZZ --stop " + stop))[0];
    CHECK(stopped.at("finish_reason") == "stop");
    CHECK(stopped.at("text") == whole.substr(0, whole.find(stop)));
}

TEST_CASE("where two checkpoints part is marked, with both distributions and the changed words")
{
    Program program;
    program.write("prompt", "def f(x):\n");
    const std::string options = tinyA + " " + checkpoints +
                                "tinyB-hf-fp16 --prompt-file prompt --max-new-tokens 24 --diff "
                                "--logprobs 3";
    const Outcome outcome = program.complete(options + " --json");
    REQUIRE(outcome.status == 0);
    const Json document = Json::parse(outcome.output);
    const Json &all = document.at("completions");
    const auto first = document.at("first_difference").at("tokens").get<std::vector<std::size_t>>();
    REQUIRE(first.size() == 2);
    REQUIRE(first[0] == first[1]);
    for (std::size_t i = 0; i < first[0]; ++i)
        CHECK(all[0].at("tokens")[i] == all[1].at("tokens")[i]);
    CHECK(all[0].at("tokens")[first[0]] != all[1].at("tokens")[first[0]]);
    CHECK(document.at("warnings").empty());

    // The runs of the diff put both texts together again.
    std::string from, to;
    for (const Json &run : document.at("diff")[0].at("runs")) {
        const std::string text = run.at("text");
        from += run.at("kind") == "insert" ? "" : text;
        to += run.at("kind") == "delete" ? "" : text;
    }
    CHECK(from.size() > 20);
    CHECK(to.size() > 20);
    // Pieces that are not UTF-8 alone come as replacement characters; letters stay.
    const auto letters = [](std::string text) {
        std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
        return text;
    };
    CHECK(letters(from) == letters(all[0].at("text")));
    CHECK(letters(to) == letters(all[1].at("text")));

    for (const Json &completion : all) {
        REQUIRE(completion.at("top_logprobs").size() == 24);
        for (std::size_t i = 0; i < 24; ++i) {
            const Json &top = completion.at("top_logprobs")[i];
            REQUIRE(top.size() == 3);
            CHECK(top[0].at("id") == completion.at("tokens")[i]);
            CHECK(top[0].at("logprob") == completion.at("logprobs")[i]);
            CHECK(top[0].at("logprob").get<double>() >= top[1].at("logprob").get<double>());
        }
    }

    const Outcome text = program.complete(options);
    CHECK(text.status == 0);
    CHECK(contains(text.output, "▸"));
    CHECK(contains(text.output, "First difference at token " + std::to_string(first[0])));
    CHECK(contains(text.output, "[-"));
    CHECK(contains(text.output, "{+"));
    CHECK(contains(text.output, "float32 on cpu"));
    CHECK(contains(text.output, " %"));
}

TEST_CASE("identical samples stand together with their number")
{
    Program program;
    program.write("prompt", "def f(x):\n");
    const std::string options =
        tinyA + " --prompt-file prompt --max-new-tokens 6 --n 9 --temperature 0.02 --seed 5";
    const Outcome outcome = program.complete(options + " --json");
    REQUIRE(outcome.status == 0);
    const Json document = Json::parse(outcome.output);
    std::size_t total = 0;
    for (const Json &group : document.at("groups")) {
        total += group.at("count").get<std::size_t>();
        CHECK(group.at("samples").size() == group.at("count"));
        for (const Json &sample : group.at("samples"))
            CHECK(document.at("completions")[sample.get<std::size_t>()].at("text") ==
                  group.at("text"));
    }
    CHECK(total == 9);
    CHECK(document.at("groups").size() < 9);
    const Outcome text = program.complete(options);
    CHECK(contains(text.output, " of 9: #"));
    CHECK(contains(text.output, "9 samples"));
}

TEST_CASE("a checkpoint can be computed in int8 and in bfloat16, and the result says so")
{
    Program program;
    program.write("prompt", "def f(x):\n");
    for (const std::string dtype : {"float32", "bfloat16", "int8"}) {
        const Outcome outcome = program.complete(
            tinyA + " --prompt-file prompt --max-new-tokens 5 --json --dtype " + dtype);
        REQUIRE(outcome.status == 0);
        const Json model = Json::parse(outcome.output).at("models")[0];
        CHECK(model.at("dtype") == dtype);
        CHECK(model.at("stored_dtype") == "float32");
        CHECK(model.at("device") == "cpu");
        CHECK(!model.at("kernels").get<std::string>().empty());
        CHECK(model.at("weight_bytes").get<double>() > 0);
        CHECK(model.at("memory_bytes") > model.at("weight_bytes"));
        CHECK(model.at("context") == 2048);
    }
}

TEST_CASE("on the CPU nothing but the program itself is needed")
{
    Program program;
    program.write("prompt", "def f(x):\n");
    // No ../lib/libphi1_compute.so beside this copy.
    const Outcome outcome =
        program.shell("mkdir bin && cp " PHI1_PROGRAM " bin/ && bin/phi1 complete " + tinyA +
                      " --prompt-file prompt --max-new-tokens 5");
    CAPTURE(outcome.messages);
    CHECK(outcome.status == 0);
    CHECK(!outcome.output.empty());
}

TEST_CASE("on a terminal the columns grow in place and Ctrl+C keeps what came")
{
    Program program;
    program.write("prompt", "def f(x):\n");
    for (const bool interrupted : {false, true}) {
        CAPTURE(interrupted);
        int terminal = -1;
        const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
        REQUIRE(child >= 0);
        if (child == 0) {
            const std::string prompt = program.path("prompt").string();
            const std::string other = checkpoints + "tinyB-hf-fp16";
            ::execl(PHI1_PROGRAM, "phi1", "complete", tinyA.c_str(), other.c_str(), "--device",
                    "cpu", "--prompt-file", prompt.c_str(), "--max-new-tokens",
                    interrupted ? "2000" : "400", static_cast<char *>(nullptr));
            ::_exit(127);
        }
        std::string shown;
        char buffer[4096];
        bool sent = false;
        for (;;) {
            const ssize_t count = ::read(terminal, buffer, sizeof(buffer));
            if (count <= 0)
                break;
            shown.append(buffer, static_cast<std::size_t>(count));
            if (interrupted && !sent && contains(shown, "tokens/s")) {
                sent = true;
                REQUIRE(::write(terminal, "\x03", 1) == 1);
            }
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        ::close(terminal);
        CAPTURE(shown);
        REQUIRE(WIFEXITED(status));
        // An interrupt may come when all is done.
        CHECK((WEXITSTATUS(status) == 0 || (interrupted && WEXITSTATUS(status) == 130)));
        CHECK(contains(shown, "\x1b[J"));
        const std::string last = shown.substr(shown.rfind("\x1b[J"));
        CHECK(contains(last, " │ "));
        CHECK(contains(last, "\x1b[7m"));
        CHECK(contains(last, "First difference at token"));
        if (WEXITSTATUS(status) == 130) {
            CHECK(contains(last, "interrupted; what was generated until then is shown"));
            CHECK(contains(last, ", interrupted"));
        }
    }
}

TEST_CASE("a prompt of arbitrary bytes is completed")
{
    Program program;
    program.write("prompt", std::string("x\0\xff\xc3", 4));
    CHECK(program.complete(tinyA + " --prompt-file prompt --max-new-tokens 3").status == 0);
}

TEST_CASE("an interrupt ends the completions within a token and shows what there is")
{
    Program program;
    program.write("prompt", "def f(x):\n");
    const Outcome outcome = program.shell(
        PHI1_PROGRAM " complete " + tinyA +
        " --device cpu --prompt-file prompt --max-new-tokens 2000 --n 300 --json --progress json "
        "2>progress & pid=$!; until test -s progress; do sleep 0.02; kill -0 $pid || break; done; "
        "kill -INT $pid; wait $pid");
    CHECK(outcome.status == 130);
    const Json all = Json::parse(outcome.output).at("completions");
    REQUIRE(all.size() == 300);
    CHECK(all[299].at("finish_reason") == "cancelled");
    CHECK(contains(readFile(program.path("progress")).value(), "interrupted"));
}

TEST_CASE("what cannot be done is refused in one sentence with the right exit status")
{
    Program program;
    program.write("prompt", "def f(x):\n");
    program.write("empty", "");
    std::string words;
    for (int i = 0; i < 3000; ++i)
        words += " x";
    program.write("long", words);
    std::filesystem::create_directory(program.path("bare"));
    for (const char *name : {"config.json", "model.safetensors"})
        std::filesystem::create_symlink(tinyA + "/" + name, program.path("bare") / name);

    const std::string good = tinyA + " --prompt-file prompt --max-new-tokens 1 ";
    struct Case {
        std::string arguments;
        int status;
        std::string message;
    };
    const std::vector<Case> cases = {
        {good + "--temperature -1", 2, "temperature is -1"},
        {good + "--temperature nan", 2, "temperature"},
        {good + "--temperature hot", 2, "temperature"},
        {good + "--top-p 0", 2, "top-p is 0"},
        {good + "--top-k -1", 2, "top-k is -1"},
        {good + "--min-p 1.5", 2, "min-p is 1.5"},
        {good + "--repetition-penalty 0", 2, "repetition penalty is 0"},
        {good + "--stop ''", 2, "stop string is empty"},
        {good + "--n 0", 2, "--n"},
        {good + "--logprobs 21", 2, "--logprobs"},
        {good + "--dtype int4", 2, "--dtype"},
        {good + "--threads -5", 2, "--threads"},
        {tinyA + " --prompt-file prompt --max-new-tokens 0", 2, "max-new-tokens"},
        {tinyA, 2, "--prompt-file"},
        {"--prompt-file prompt", 2, "CHECKPOINT"},
        {tinyA + " --prompt-file empty", 2, "is empty"},
        {tinyA + " --prompt-file -", 2, "is empty"},
        {tinyA + " --prompt-file long", 2, "holds 2048"},
        {tinyA + " --prompt-file missing", 1, "missing"},
        {"nowhere --prompt-file prompt", 1, "nowhere"},
        {"bare --prompt-file prompt", 1, "has no tokenizer"},
    };
    for (const Case &wrong : cases) {
        CAPTURE(wrong.arguments);
        const Outcome outcome = program.complete(wrong.arguments);
        CAPTURE(outcome.messages);
        CHECK(outcome.status == wrong.status);
        CHECK(outcome.output.empty());
        CHECK(contains(outcome.messages, wrong.message));
        CHECK(std::count(outcome.messages.begin(), outcome.messages.end(), '\n') == 1);
    }
}
