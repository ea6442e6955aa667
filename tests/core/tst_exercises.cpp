// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <zlib.h>

#include "core/evaluation/exercises.h"
#include "core/evaluation/samples.h"
#include "core/evaluation/scorer.h"
#include "tests/support/python_sandbox.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

const char *const line1 =
    R"({"task_id":"t/1","prompt":"def one(x):\n    \"\"\"One.\"\"\"\n","entry_point":"one","canonical_solution":"    return 1\n","test":"def check(candidate):\n    assert candidate(0) == 1\n","extra":[1]})";
const char *const line2 =
    R"({"task_id":"t/2","prompt":"def two(x):\n    \"\"\"Two.\"\"\"\n","entry_point":"two","canonical_solution":"    return 2\n","test":"def check(candidate):\n    assert candidate(0) == 2\n"})";

std::filesystem::path write(const std::filesystem::path &path, const std::string &text)
{
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

std::string messageOf(const Result<std::vector<Exercise>> &result)
{
    REQUIRE_FALSE(result);
    return result.error().message;
}

} // namespace

TEST_CASE("exercises are read, plain or gzipped, and written back the same")
{
    const test::TemporaryFolder folder;
    const std::string text = std::string(line1) + "\n\n" + line2;
    const Result<std::vector<Exercise>> plain = readExercises(write(folder / "plain.jsonl", text));
    REQUIRE(plain);
    REQUIRE(plain->size() == 2);
    CHECK(plain->at(0).entryPoint == "one");
    CHECK(plain->at(1).document() == "def two(x):\n    \"\"\"Two.\"\"\"\n    return 2\n");

    gzFile packed = gzopen((folder / "packed").c_str(), "wb");
    gzwrite(packed, text.data(), static_cast<unsigned>(text.size()));
    gzclose(packed);
    const Result<std::vector<Exercise>> unpacked = readExercises(folder / "packed");
    REQUIRE(unpacked);
    CHECK(exercisesToJsonLines(*unpacked) == exercisesToJsonLines(*plain));

    const Result<std::vector<Exercise>> again =
        readExercises(write(folder / "again.jsonl", exercisesToJsonLines(*plain)));
    REQUIRE(again);
    CHECK(exercisesToJsonLines(*again) == exercisesToJsonLines(*plain));
}

TEST_CASE("files that hold no exercises say what is wrong and where")
{
    const test::TemporaryFolder folder;
    struct Case {
        const char *text;
        const char *message;
    };
    const Case cases[] = {
        {"", "holds no exercises"},
        {"[1]\n", "line 1 of"},
        {"{\"task_id\":\"a\"}\n", "has no \"prompt\""},
        {"{\"task_id\":5}\n", "\"task_id\" is number, expected a string"},
        {"\n{nonsense\n", "line 2 of"},
        {R"({"task_id":"a","prompt":"p","test":"t","entry_point":"os.system"})",
         "the name of a Python function"},
    };
    for (const Case &item : cases) {
        CAPTURE(item.text);
        const std::string message =
            messageOf(readExercises(write(folder / "bad.jsonl", item.text)));
        CAPTURE(message);
        CHECK(message.find(item.message) != std::string::npos);
    }
    const std::string twice = std::string(line1) + "\n" + line1 + "\n";
    CHECK(messageOf(readExercises(write(folder / "twice.jsonl", twice)))
              .find("repeats the task_id") != std::string::npos);
    CHECK(messageOf(readExercises(folder / "missing.jsonl")).find("missing.jsonl") !=
          std::string::npos);
}

TEST_CASE("a gzip file that is cut off is an error")
{
    const test::TemporaryFolder folder;
    gzFile packed = gzopen((folder / "packed").c_str(), "wb");
    gzwrite(packed, line1, static_cast<unsigned>(std::string(line1).size()));
    gzclose(packed);
    std::filesystem::resize_file(folder / "packed",
                                 std::filesystem::file_size(folder / "packed") - 12);
    CHECK(messageOf(readExercises(folder / "packed")).find("damaged or cut off") !=
          std::string::npos);
}

TEST_CASE("samples are matched with exercises by task_id")
{
    const test::TemporaryFolder folder;
    const auto exercises =
        readExercises(write(folder / "e.jsonl", std::string(line1) + "\n" + line2)).value();
    const auto read = [&](const std::string &text) {
        return readSamples(write(folder / "s.jsonl", text), exercises);
    };
    const std::string one = "{\"task_id\":\"t/1\",\"completion\":\"a\"}\n";
    const std::string two = "{\"task_id\":\"t/2\",\"completion\":\"b\"}\n";
    CHECK(read(two + one).value() == std::vector<std::string>{"a", "b"});
    CHECK(read(one).error().message.find("no sample for the task \"t/2\"") != std::string::npos);
    CHECK(read(one + one).error().message.find("a second sample") != std::string::npos);
    CHECK(read("{\"task_id\":\"t/3\",\"completion\":\"\"}").error().message.find("not among") !=
          std::string::npos);
    CHECK(read("{\"completion\":\"\"}").error().message.find("is not a sample") !=
          std::string::npos);
}

TEST_CASE("a completion is cut where the function ends")
{
    struct Case {
        const char *completion;
        const char *body;
    };
    const Case cases[] = {
        {"", ""},
        {"\n", ""},
        {"    return 1", "    return 1\n"},
        {"    return 1\n\ndef other():\n    pass\n", "    return 1\n"},
        {"    return 1\nprint(1)\n", "    return 1\n"},
        {"    return 1\n# next\n    x", "    return 1\n"},
        {"    return 1\nclass A:\n", "    return 1\n"},
        {"    a = 1\n\n    return a\n\nif x:\n", "    a = 1\n\n    return a\n"},
        {"    return 1\n\n\n    return 2\n", "    return 1\n"},
        {"    return 1<|endoftext|>    return 2\n", "    return 1\n"},
        {" + 1\n    return 2\nx = 3\n", " + 1\n    return 2\n"},
    };
    for (const Case &item : cases) {
        CAPTURE(item.completion);
        CHECK(functionBody(item.completion) == item.body);
    }
}

TEST_CASE("completions are scored in the order of the exercises" *
          doctest::skip(test::sandboxMissing()))
{
    const test::TemporaryFolder folder;
    const auto exercises =
        readExercises(write(folder / "e.jsonl", std::string(line1) + "\n" + line2)).value();
    SandboxOptions sandboxOptions;
    sandboxOptions.limits.cpuSeconds = 1;
    const Sandbox sandbox = Sandbox::open(sandboxOptions).value();
    std::size_t calls = 0;
    ScorerOptions options;
    options.progress = [&](std::size_t, std::size_t) { ++calls; };

    const auto report =
        scoreCompletions(exercises, {"    return 1\n", "    raise ValueError('no')\n"}, sandbox,
                         options)
            .value();
    CHECK(report.passed == 1);
    CHECK(calls == 2);
    CHECK(report.rate() == doctest::Approx(0.5));
    CHECK(report.problems.at(0).passed());
    CHECK(report.problems.at(0).taskId == "t/1");
    CHECK(report.problems.at(1).message == "ValueError: no");
    const Json json = scoreToJson(report);
    CHECK(json["pass"] == 1);
    CHECK(json["total"] == 2);
    CHECK(json["problems"][1]["verdict"] == "failed");

    const auto slow =
        scoreCompletions(exercises, {"    while True: pass\n", "    return 2\n"}, sandbox, options)
            .value();
    CHECK(slow.timedOut == 1);
    CHECK(slow.problems.at(1).passed());

    CHECK_FALSE(scoreCompletions(exercises, {"one"}, sandbox));
    options.cancelled = [] { return true; };
    const auto stopped = scoreCompletions(exercises, {"", ""}, sandbox, options);
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().code == ErrorCode::Cancelled);
}
