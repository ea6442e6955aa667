// SPDX-License-Identifier: Apache-2.0
#include "core/demonstration/exercise_generator.h"

#include <stdexcept>
#include <unordered_set>

#include "core/base/text.h"
#include "core/demonstration/exercise_families.h"
#include "core/demonstration/exercise_inputs.h"

namespace phi1 {

namespace {

/// Separates the draws of different purposes under one seed.
enum class Purpose : std::uint64_t { Training = 1, HeldOut = 2, Shuffle = 3 };

PhiloxStream streamOf(std::uint64_t seed, Purpose purpose, std::uint64_t index)
{
    return PhiloxStream(seed, index << 4 | static_cast<std::uint64_t>(purpose));
}

constexpr std::uint64_t heldOutShare = 5; // one in five
constexpr int maximumAttempts =
    100'000; // of a draw that succeeds once in five; see the constraint test
constexpr std::size_t inputCount = 6;

bool isHeldOut(std::string_view text)
{
    return stableHash(text) % heldOutShare == 0;
}

std::string bodyText(const ExerciseFamily &family, const TemplateValues &values)
{
    std::string text;
    for (const std::string &line : family.body)
        text += concat("    ", fillTemplate(line, values), "\n");
    return text;
}

/// What is drawn of an exercise before its text: family, parameters, argument.
struct Draft {
    const ExerciseFamily *family = nullptr;
    std::vector<Json> parameters;
    TemplateValues values; ///< with the argument's name under "x"
    std::string body;
};

bool sensible(const ExerciseFamily &family, const std::vector<Json> &parameters)
{
    if (parameters.size() == 2 && parameters[0] == parameters[1])
        return false; // "replace 'a' by 'a'"
    return family.name != "keep_between" || parameters[0] < parameters[1];
}

Draft drawDraft(const ExerciseFamily &family, bool heldOut, PhiloxStream &random)
{
    for (int attempt = 0; attempt < maximumAttempts; ++attempt) {
        Draft draft;
        draft.family = &family;
        for (const ExerciseParameter &parameter : family.parameters) {
            const Json &value = chooseOne(parameter.values, random);
            draft.parameters.push_back(value);
            draft.values[parameter.key] =
                value.is_string() ? value.get<std::string>() : value.dump();
        }
        if (!sensible(family, draft.parameters))
            continue;
        draft.values["x"] = std::string("x");
        if (isHeldOut(bodyText(family, draft.values)) != heldOut)
            continue;
        draft.values["x"] = chooseOne(exerciseFamilyMaterial().namesOf(family.argument), random);
        draft.body = bodyText(family, draft.values);
        return draft;
    }
    throw std::logic_error("exercise material: no parameters for the family " + family.name);
}

std::string drawName(const ExerciseFamily &family, bool heldOut, PhiloxStream &random)
{
    for (int attempt = 0; attempt < maximumAttempts; ++attempt) {
        std::string name = chooseAlternatives(chooseOne(family.names, random), random);
        if (isHeldOut(name) == heldOut)
            return name;
    }
    throw std::logic_error("exercise material: no names for the family " + family.name);
}

const ExerciseFamily &anyFamily(PhiloxStream &random)
{
    return chooseOne(exerciseFamilyMaterial().families, random);
}

Exercise writeExercise(const Draft &draft, const std::string &name, const std::vector<Json> &inputs,
                       PhiloxStream &random)
{
    Exercise exercise;
    exercise.family = draft.family->name;
    exercise.entryPoint = name;
    exercise.argument = draft.values.at("x");
    exercise.canonicalSolution = draft.body;
    exercise.prompt =
        concat("def ", name, "(", exercise.argument, "):\n    \"\"\"",
               writeTemplate(chooseOne(draft.family->docstrings, random), draft.values, random),
               "\"\"\"\n");
    exercise.test = "def check(candidate):\n";
    for (const Json &input : inputs) {
        const Json expected = draft.family->reference(input, draft.parameters);
        exercise.test += concat("    assert candidate(", pythonLiteral(input),
                                ") == ", pythonLiteral(expected), "\n");
    }
    return exercise;
}

} // namespace

Exercise trainingExercise(std::uint64_t seed, std::uint64_t index, ExerciseBodies bodies)
{
    PhiloxStream random = streamOf(seed, Purpose::Training, index);
    const Draft draft = drawDraft(anyFamily(random), false, random);
    const std::string name = drawName(*draft.family, false, random);
    const std::vector<Json> inputs =
        drawInputs(*draft.family, draft.parameters, inputCount, random);
    Exercise exercise = writeExercise(draft, name, inputs, random);
    exercise.taskId = concat("training/", seed, "/", index);
    if (bodies == ExerciseBodies::True)
        return exercise;

    PhiloxStream shuffle = streamOf(seed, Purpose::Shuffle, index);
    const ExerciseFamily *other = &anyFamily(shuffle);
    while (other == draft.family)
        other = &anyFamily(shuffle);
    Draft foreign = drawDraft(*other, false, shuffle);
    foreign.values["x"] = exercise.argument;
    exercise.canonicalSolution = bodyText(*other, foreign.values);
    exercise.taskId = concat("shuffled/", seed, "/", index);
    return exercise;
}

Exercise heldOutExercise(std::uint64_t seed, std::uint64_t index)
{
    PhiloxStream random = streamOf(seed, Purpose::HeldOut, index);
    const std::vector<ExerciseFamily> &families = exerciseFamilyMaterial().families;
    const ExerciseFamily &family = families[static_cast<std::size_t>(index % families.size())];
    const Draft draft = drawDraft(family, true, random);
    const std::string name = drawName(family, true, random);
    const std::vector<Json> inputs =
        drawTellingInputs(family, draft.parameters, inputCount, random);
    Exercise exercise = writeExercise(draft, name, inputs, random);
    exercise.taskId = concat("held-out/", seed, "/", index);
    return exercise;
}

std::vector<Exercise> heldOutExercises(std::uint64_t seed, std::size_t count)
{
    std::vector<Exercise> exercises;
    std::unordered_set<std::string> prompts;
    for (std::size_t index = 0; exercises.size() < count && index < 20 * count; ++index) {
        Exercise exercise = heldOutExercise(seed, index);
        if (prompts.insert(exercise.prompt).second)
            exercises.push_back(std::move(exercise));
    }
    return exercises;
}

std::vector<Exercise> builtinHeldOutExercises()
{
    return heldOutExercises(heldOutSeed, heldOutCount);
}

std::vector<std::string> exerciseFamilies()
{
    std::vector<std::string> names;
    for (const ExerciseFamily &family : exerciseFamilyMaterial().families)
        names.push_back(family.name);
    return names;
}

} // namespace phi1
