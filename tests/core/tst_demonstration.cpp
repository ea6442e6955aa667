// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/demonstration/exercise_generator.h"
#include "core/demonstration/nearest_neighbour.h"
#include "core/demonstration/template_text.h"
#include "core/demonstration/textbook_generator.h"
#include "tests/support/python_sandbox.h"

using namespace phi1;

namespace {

/// A Python literal of any JSON of strings and lists: what JSON escapes, Python reads alike.
std::string pythonSource(const Json &json)
{
    return json.dump(-1, ' ', true);
}

std::vector<Exercise> trainingExercises(std::uint64_t seed, std::uint64_t count)
{
    std::vector<Exercise> exercises;
    for (std::uint64_t index = 0; index < count; ++index)
        exercises.push_back(trainingExercise(seed, index));
    return exercises;
}

Json asJson(const std::vector<Exercise> &exercises)
{
    Json list = Json::array();
    for (const Exercise &exercise : exercises)
        list.push_back({exercise.taskId, exercise.prompt, exercise.canonicalSolution, exercise.test,
                        exercise.entryPoint, exercise.argument});
    return list;
}

/// Defines `passes(prompt, body, test, name)` for programs that try many exercises at once.
const std::string tryMany = R"(
def passes(prompt, body, test, name):
    space = {}
    try:
        exec(prompt + body, space)
        exec(test, space)
        space['check'](space[name])
    except Exception:
        return False
    return True
)";

} // namespace

TEST_CASE("the textbook has topics and audiences enough, and all of them occur")
{
    CHECK(textbookTopics().size() >= 40);
    CHECK(textbookAudiences().size() >= 12);
    std::set<std::pair<std::string, std::string>> pairs;
    std::set<std::string> texts;
    for (std::uint64_t index = 0; index < 10'000; ++index) {
        const TextbookPassage passage = textbookPassage(1, index);
        pairs.emplace(passage.topic, passage.audience);
        texts.insert(passage.text);
    }
    CHECK(pairs.size() == textbookTopics().size() * textbookAudiences().size());
    CHECK(texts.size() > 9'990);
}

TEST_CASE("a passage is a function of seed and index")
{
    CHECK(textbookPassage(1, 7).text == textbookPassage(1, 7).text);
    CHECK(textbookPassage(1, 7).text != textbookPassage(2, 7).text);
    CHECK(textbookPassage(1, 7).text != textbookPassage(1, 8).text);
}

TEST_CASE("passages are prose around their code, without leftovers of the templates")
{
    for (std::uint64_t index = 0; index < 2'000; ++index) {
        const TextbookPassage passage = textbookPassage(3, index);
        CAPTURE(passage.text);
        REQUIRE_FALSE(passage.codeBlocks.empty());
        std::string prose = passage.text;
        for (const std::string &code : passage.codeBlocks) {
            const std::size_t place = prose.find("\n\n" + code);
            REQUIRE(place != std::string::npos);
            prose.erase(place, code.size() + 2);
        }
        CHECK(prose.find("print(") == std::string::npos);
        CHECK(prose.find('|') == std::string::npos);
        for (const char *key : {"{k}", "{j}", "{list}", "{person}", "{item}", "{small}"})
            CHECK(passage.text.find(key) == std::string::npos);
        CHECK(passage.text.ends_with('\n'));
        CHECK(passage.text.find("\n\n\n") == std::string::npos);
    }
}

TEST_CASE("the code of the textbook runs, and is not in the form of the exercises" *
          doctest::skip(test::sandboxMissing()))
{
    Json blocks = Json::array();
    for (std::uint64_t index = 0; index < 3'000; ++index) {
        for (const std::string &code : textbookPassage(1, index).codeBlocks) {
            CHECK(code.find("\"\"\"") == std::string::npos);
            CHECK(code.find("return") == std::string::npos);
            blocks.push_back(code);
        }
    }
    test::requirePasses(concat("import contextlib, io\nfor block in ", pythonSource(blocks), R"(:
    try:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(block, 'block', 'exec'), {})
    except Exception:
        raise SystemExit(block)
)"));
}

TEST_CASE("an exercise is a function of seed and index, and one document fits a small context")
{
    CHECK(exerciseFamilies().size() >= 30);
    CHECK(trainingExercise(1, 7).document() == trainingExercise(1, 7).document());
    CHECK(trainingExercise(1, 7).document() != trainingExercise(2, 7).document());
    CHECK(heldOutExercise(1, 7).test == heldOutExercise(1, 7).test);
    std::map<std::string, int> families;
    for (const Exercise &exercise : trainingExercises(1, 5'000)) {
        ++families[exercise.family];
        CHECK(exercise.document().size() < 240);
        CHECK(exercise.prompt.starts_with("def " + exercise.entryPoint + "(" + exercise.argument));
        CHECK(exercise.prompt.find('{') == std::string::npos);
    }
    CHECK(families.size() == exerciseFamilies().size());
}

TEST_CASE("held-out exercises are enough, all different, of all families, with five assertions")
{
    const std::vector<Exercise> heldOut = builtinHeldOutExercises();
    CHECK(heldOut.size() >= 200);
    std::set<std::string> prompts;
    std::set<std::string> families;
    for (const Exercise &exercise : heldOut) {
        prompts.insert(exercise.prompt);
        families.insert(exercise.family);
        std::size_t assertions = 0;
        for (std::size_t at = exercise.test.find("assert "); at != std::string::npos;
             at = exercise.test.find("assert ", at + 1))
            ++assertions;
        CHECK(assertions >= 5);
    }
    CHECK(prompts.size() == heldOut.size());
    CHECK(families.size() == exerciseFamilies().size());
}

TEST_CASE("no training exercise has a held-out body or a held-out name")
{
    const NeighbourReport report =
        compareWithTraining(builtinHeldOutExercises(), trainingExercises(1, 50'000));
    CHECK(report.training == 50'000);
    CHECK(report.trainingBodies > 4'000);
    CHECK(report.equalBodies == 0);
    CHECK(report.equalNames == 0);
    CHECK(report.distances.at(0) == 0);
    // What is held out is the parameter: the form of every body was seen.
    CHECK(std::ranges::all_of(report.nearest, [](const auto &n) { return n.distance <= 2; }));
}

TEST_CASE("the nearest-neighbour report sees through spacing and the argument's name")
{
    Exercise training;
    training.argument = "xs";
    training.canonicalSolution = "    return [n for n in xs if n > 17]\n";
    Exercise copy;
    copy.argument = "values";
    copy.canonicalSolution = "    return [n  for n in values if n>17]\n";
    Exercise changed = copy;
    changed.canonicalSolution = "    return [n for n in values if n > 18]\n";
    const NeighbourReport report = compareWithTraining({copy, changed}, {training});
    CHECK(report.equalBodies == 1);
    CHECK(report.nearest.at(0).distance == 0);
    CHECK(report.nearest.at(1).distance == 1);
    CHECK(pythonTokens("    x = 'a b'\n        y\n") ==
          std::vector<std::string>{"x", "=", "'a b'", "\n        ", "y"});
    CHECK(editDistance({1, 2, 3}, {2, 3, 4}, 10) == 2);
    CHECK(editDistance({1, 2, 3}, {4, 5, 6}, 2) == 2);
}

TEST_CASE("the canonical bodies of all held-out and of many training exercises pass" *
          doctest::skip(test::sandboxMissing()))
{
    std::vector<Exercise> exercises = builtinHeldOutExercises();
    for (const Exercise &exercise : trainingExercises(1, 1'000))
        exercises.push_back(exercise);
    test::requirePasses(
        concat(tryMany, "for task, prompt, body, test, name, argument in ",
               pythonSource(asJson(exercises)),
               ":\n    assert passes(prompt, body, test, name), prompt + body + test\n"));
}

TEST_CASE("wrong bodies of held-out exercises fail: other constants, trivial ones" *
          doctest::skip(test::sandboxMissing()))
{
    test::requirePasses(concat(tryMany, R"(
import re
def mutants(body, argument):
    for trivial in ['pass', 'return None', 'return ' + argument, 'return 0', 'return True', 'return False',
                    'return []', 'return {}', "return ''"]:
        yield '    ' + trivial + '\n'
    for match in re.finditer(r"\b\d+\b|'[a-z]+'", body):
        old = match.group()
        if old.isdigit():
            new = str(int(old) - 2 if int(old) >= 4 else int(old) + 2)
        elif len(old) == 3:
            new = "'%s'" % chr((ord(old[1]) - 96) % 26 + 97)
        else:
            new = "'dog'" if old == "'cat'" else "'cat'"
        yield body[:match.start()] + new + body[match.end():]
tried = 0
for task, prompt, body, test, name, argument in )",
                               pythonSource(asJson(builtinHeldOutExercises())), R"(:
    for mutant in mutants(body, argument):
        tried += 1
        assert not passes(prompt, mutant, test, name), prompt + mutant + test
assert tried > 2000, tried
)"));
}

TEST_CASE("shuffled bodies belong to other exercises" * doctest::skip(test::sandboxMissing()))
{
    std::vector<Exercise> shuffled;
    for (std::uint64_t index = 0; index < 400; ++index) {
        const Exercise exercise = trainingExercise(1, index);
        shuffled.push_back(trainingExercise(1, index, ExerciseBodies::Shuffled));
        CHECK(shuffled.back().prompt == exercise.prompt);
        CHECK(shuffled.back().canonicalSolution != exercise.canonicalSolution);
    }
    test::requirePasses(
        concat(tryMany, "right = 0\nfor task, prompt, body, test, name, argument in ",
               pythonSource(asJson(shuffled)),
               ":\n    compile(prompt + body, task, 'exec')\n"
               "    right += passes(prompt, body, test, name)\nassert right < 10, right\n"));
}

TEST_CASE("templates choose among alternatives and leave Python's braces alone")
{
    PhiloxStream random(1);
    const TemplateValues values = {{"x", "items"}, {"k", "12"}};
    CHECK(fillTemplate("{key: v for key, v in {x}.items() if v > {k}}", values) ==
          "{key: v for key, v in items.items() if v > 12}");
    CHECK(fillTemplate("the {k:th} of {y}", values) == "the 12th of {y}");
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i)
        seen.insert(writeTemplate("[Take|Keep] {x}[ now|]", values, random));
    CHECK(seen.size() == 4);
    CHECK(ordinal(1) == "1st");
    CHECK(ordinal(11) == "11th");
    CHECK(ordinal(22) == "22nd");
    CHECK(ordinal(113) == "113th");
}
