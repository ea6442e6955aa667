// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/demonstration/report.h"

#include <cmath>
#include <ctime>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "app/phi1/columns.h"
#include "app/phi1/demonstration/curve_svg.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/demonstration/exercise_generator.h"
#include "core/demonstration/nearest_neighbour.h"
#include "core/jobs/run_curve.h"
#include "core/runs/run_config.h"

namespace phi1 {

namespace {

std::string fixed(double value, int digits)
{
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
    return buffer;
}

std::string processorName()
{
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("model name"))
            return line.substr(line.find(':') + 2);
    }
    return "unknown processor";
}

double lastOf(const CurveColumn *column)
{
    if (column)
        for (std::size_t i = column->values.size(); i-- > 0;)
            if (column->present[i])
                return column->values[i];
    return std::nan("");
}

struct StageFigures {
    std::int64_t steps = 0;
    double seconds = 0;
    double loss = 0;
    double validationLoss = std::nan("");
    double tokens = 0;
    std::string svg;
};

Result<StageFigures> readStage(const std::filesystem::path &run, const std::string &title)
{
    PHI1_ASSIGN(const RunCurve curve, readRunCurve(run));
    const CurveTable &steps = curve.steps();
    StageFigures figures;
    if (steps.steps.empty())
        return failure(ErrorCode::Corrupt, concat(run, " has no step in its events"));
    figures.steps = steps.steps.back();
    figures.seconds = steps.elapsed.back();
    figures.loss = lastOf(steps.find("loss"));
    figures.tokens = lastOf(steps.find("tokens"));
    std::vector<Curve> curves;
    const auto addCurve = [&](const CurveTable &table, const std::string &name,
                              const std::string &colour, bool faint) {
        if (const CurveColumn *column = table.find("loss")) {
            Curve drawn{name, colour, faint, !faint, {}};
            for (std::size_t i = 0; i < table.steps.size(); ++i)
                if (column->present[i])
                    drawn.points.emplace_back(static_cast<double>(table.steps[i]),
                                              column->values[i]);
            curves.push_back(std::move(drawn));
        }
    };
    addCurve(steps, "training loss", "#4c78a8", true);
    for (const RunCurve::Evaluation &evaluation : curve.evaluations()) {
        addCurve(evaluation.table, concat(evaluation.name, " loss"), "#e45756", false);
        figures.validationLoss = lastOf(evaluation.table.find("loss"));
    }
    figures.svg = curveSvg(title, "step", "loss (nats per token)", curves);
    return figures;
}

const Json *problemOf(const StageScore &score, const std::string &task)
{
    for (const Json &problem : score.problems)
        if (problem.value("task_id", "") == task)
            return &problem;
    return nullptr;
}

std::string verdictLine(const Json &problem)
{
    if (problem.value("passed", false))
        return "passes";
    const std::string verdict = problem.value("verdict", "");
    return verdict == "failed" ? "fails" : concat("fails: ", verdict);
}

std::string familyTable(const std::vector<StageScore> &scores)
{
    std::map<std::string, std::string> familyOfTask;
    for (const Exercise &exercise : builtinHeldOutExercises())
        familyOfTask[exercise.taskId] = exercise.family;
    std::map<std::string, std::vector<std::pair<int, int>>> table;
    for (std::size_t s = 0; s < scores.size(); ++s) {
        for (const Json &problem : scores[s].problems) {
            auto &row = table[familyOfTask[problem.value("task_id", "")]];
            row.resize(scores.size());
            row[s].first += problem.value("passed", false) ? 1 : 0;
            row[s].second += 1;
        }
    }
    std::string out = "| family |";
    for (const StageScore &score : scores)
        out += concat(" ", score.name, " |");
    out += "\n|---|";
    for (std::size_t s = 0; s < scores.size(); ++s)
        out += "---|";
    out += "\n";
    for (const auto &[family, row] : table) {
        out += concat("| ", family, " |");
        for (const auto &[passed, total] : row)
            out += concat(" ", passed, " / ", total, " |");
        out += "\n";
    }
    return out;
}

std::string neighbourSection(const NeighbourReport &report)
{
    std::string out =
        concat("## Nothing is copied\n\nBodies compared as Python tokens, the argument's name "
               "taken out: of ",
               report.heldOut, " held-out bodies ", report.equalBodies, " stand in the ",
               report.training, " training exercises (", report.trainingBodies,
               " different bodies), of their names ", report.equalNames,
               ".\n\n| tokens from the nearest training body | held-out bodies |\n|---|---|\n");
    for (std::size_t distance = 0; distance < report.distances.size(); ++distance)
        if (report.distances[distance] > 0)
            out += concat("| ", distance, " | ", report.distances[distance], " |\n");
    return out;
}

} // namespace

std::string exampleColumns(const StageScore &base, const StageScore &finetuned, std::size_t count,
                           std::size_t width)
{
    std::map<std::string, Exercise> exercises;
    for (Exercise &exercise : builtinHeldOutExercises())
        exercises.emplace(exercise.taskId, std::move(exercise));
    std::set<std::string> families;
    std::string out;
    for (const Json &problem : finetuned.problems) {
        const std::string task = problem.value("task_id", "");
        const Json *other = problemOf(base, task);
        const auto exercise = exercises.find(task);
        if (!other || exercise == exercises.end() || !problem.value("passed", false) ||
            other->value("passed", false) || !families.insert(exercise->second.family).second)
            continue;
        out += concat(exercise->second.prompt, "\n");
        out += renderColumns(
            {{concat("base · ", verdictLine(*other)), other->value("completion", "")},
             {concat("finetuned · ", verdictLine(problem)), problem.value("completion", "")}},
            width);
        out += "\n";
        if (families.size() == count)
            break;
    }
    return out;
}

Result<void> writeReport(const DemonstrationReport &report, const std::filesystem::path &file)
{
    std::string text = "# phi-1-nano: the paper's effect on a laptop's CPU\n\n"
                       "A model of phi-1's architecture is pretrained on a synthetic textbook and "
                       "finetuned on docstring exercises; both "
                       "checkpoints then complete held-out exercises whose combination of family "
                       "and parameters, and whose function names, "
                       "stand in no training exercise. Made by\n\n```\n" +
                       report.command + "\n```\n\n";
    const std::time_t now = std::time(nullptr);
    char date[32];
    std::strftime(date, sizeof date, "%Y-%m-%d", std::gmtime(&now));
    text += concat("on ", date, ", ", processorName(), ", ", std::thread::hardware_concurrency(),
                   " cores.\n\n");

    text += "| stage | steps | tokens | wall time | tokens/s | training loss | validation loss | "
            "held-out exercises passed |\n"
            "|---|---|---|---|---|---|---|---|\n";
    std::string pictures;
    double seconds = 0;
    for (std::size_t i = 0; i < report.stages.size(); ++i) {
        const DemonstrationStage &stage = report.stages[i];
        PHI1_ASSIGN(const StageFigures figures, readStage(report.folder / stage.name, stage.title));
        const StageScore &score = report.scores[i];
        text += concat(
            "| ", stage.title, " | ", figures.steps, " | ", fixed(figures.tokens / 1e6, 2), " M | ",
            formatDuration(figures.seconds), " | ", fixed(figures.tokens / figures.seconds, 0),
            " | ", fixed(figures.loss, 3), " | ", fixed(figures.validationLoss, 3), " | ",
            score.passed, " of ", score.total, " (", fixed(score.percent(), 1), " %) |\n");
        if (i < 2)
            seconds += figures.seconds;
        const std::filesystem::path svg = file.parent_path() / (stage.name + ".svg");
        PHI1_TRY(writeFileAtomically(svg, figures.svg));
        pictures += concat("![", stage.title, "](", svg.filename(), ")\n\n");
    }
    text += concat(
        "\nPretraining and finetuning together took ", formatDuration(seconds),
        " of training (making the data and scoring not counted). The finetuned model passes ",
        fixed(report.scores[1].percent() - report.scores[0].percent(), 1),
        " percentage points more than the base. The control is finetuned on the same prompts with "
        "bodies of other families: "
        "form alone does not pass.\n\n");
    text += pictures;
    text += "## By family\n\n" + familyTable(report.scores) + "\n";
    text += "## Completions\n\n```\n" + exampleColumns(report.scores[0], report.scores[1], 4, 110) +
            "```\n\n";

    PHI1_ASSIGN(const RunRecord record, readRunRecord(report.folder / report.stages[1].name));
    const auto count = static_cast<std::uint64_t>(record.config.data.exercises);
    std::vector<Exercise> training;
    for (std::uint64_t index = 0; index < count; ++index)
        training.push_back(
            trainingExercise(static_cast<std::uint64_t>(record.config.data.seed), index));
    text += neighbourSection(compareWithTraining(builtinHeldOutExercises(), training));
    return writeFileAtomically(file, text);
}

} // namespace phi1
