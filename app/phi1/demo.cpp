// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/demonstration/exercise_generator.h"
#include "core/demonstration/nearest_neighbour.h"
#include "core/demonstration/textbook_generator.h"

namespace phi1 {

namespace {

struct DemoOptions {
    std::string what;
    std::uint64_t count = 0;
    std::uint64_t seed = 1;
    bool shuffled = false;
    std::string output;
};

Json textbookLine(const TextbookPassage &passage)
{
    return {{"topic", passage.topic}, {"audience", passage.audience}, {"text", passage.text}};
}

/// `text` is what finetuning reads (`phi1 prepare --field text`).
Json exerciseLine(const Exercise &exercise)
{
    Json line = exerciseToJson(exercise);
    line["text"] = exercise.document();
    return line;
}

Json demoLine(const DemoOptions &options, std::uint64_t index)
{
    if (options.what == "textbook")
        return textbookLine(textbookPassage(options.seed, index));
    const ExerciseBodies bodies =
        options.shuffled ? ExerciseBodies::Shuffled : ExerciseBodies::True;
    return exerciseLine(trainingExercise(options.seed, index, bodies));
}

/// Collects whole lines and writes them in large pieces, to a file or to standard output.
class LineOutput
{
public:
    static Result<LineOutput> open(const std::string &path)
    {
        LineOutput output;
        output.m_path = path.empty() ? "standard output" : path;
        if (!path.empty()) {
            PHI1_ASSIGN(output.m_file, openFile(path, O_WRONLY | O_CREAT | O_TRUNC));
        }
        return output;
    }
    Result<void> add(const Json &line)
    {
        m_lines += dumpJson(line) + "\n";
        return m_lines.size() < 1u << 20 ? Result<void>() : flush();
    }
    Result<void> flush()
    {
        PHI1_TRY(writeAll(m_file.isOpen() ? m_file.get() : 1, m_lines, m_path));
        m_lines.clear();
        return {};
    }

private:
    std::string m_path;
    FileDescriptor m_file;
    std::string m_lines;
};

/// How many training exercises the held-out ones are compared with: more than any preset trains on.
constexpr std::uint64_t comparedExercises = 50'000;

Result<void> printNeighbours(const DemoOptions &options)
{
    const std::uint64_t count = options.count == 0 ? comparedExercises : options.count;
    std::vector<Exercise> training;
    for (std::uint64_t index = 0; index < count; ++index)
        training.push_back(trainingExercise(options.seed, index));
    const NeighbourReport report = compareWithTraining(builtinHeldOutExercises(), training);
    PHI1_ASSIGN(LineOutput output, LineOutput::open(options.output));
    PHI1_TRY(output.add(neighbourReportToJson(report)));
    return output.flush();
}

Result<void> writeDemo(const DemoOptions &options)
{
    if (options.shuffled && options.what != "exercises")
        return failure(ErrorCode::Usage, "--shuffled belongs to \"phi1 demo exercises\" only");
    if (options.what == "neighbours")
        return printNeighbours(options);
    std::uint64_t count = options.count;
    if (count == 0)
        count = options.what == "held-out" ? heldOutCount : 1000;
    PHI1_ASSIGN(LineOutput output, LineOutput::open(options.output));
    if (options.what == "held-out") {
        for (const Exercise &exercise : heldOutExercises(options.seed, count))
            PHI1_TRY(output.add(exerciseLine(exercise)));
        return output.flush();
    }
    for (std::uint64_t index = 0; index < count; ++index)
        PHI1_TRY(output.add(demoLine(options, index)));
    return output.flush();
}

} // namespace

void addDemoCommand(CommandRegistry &registry)
{
    auto options = std::make_shared<DemoOptions>();
    CLI::App *command =
        registry.add("demo", "Print the synthetic textbook and its exercises as JSON lines",
                     [options] { return writeDemo(*options); });
    command
        ->add_option("WHAT", options->what,
                     "textbook, exercises, held-out, or neighbours: how close held-out bodies come "
                     "to training")
        ->required()
        ->check(CLI::IsMember({"textbook", "exercises", "held-out", "neighbours"}));
    command->add_option("--count", options->count, "How many (default: 1000, or all held-out ones)")
        ->check(CLI::PositiveNumber);
    command->add_option("--seed", options->seed, "Other seeds give other texts (default: 1)");
    command->add_flag("--shuffled", options->shuffled,
                      "Exercises with the bodies of others, for comparison");
    command->add_option("--output", options->output, "A file instead of standard output");
}

} // namespace phi1
