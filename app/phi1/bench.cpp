// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/phi1/bench/bench.h"
#include "app/phi1/commands.h"
#include "app/phi1/compute/bench_options.h"
#include "app/phi1/compute/compute_commands.h"
#include "core/base/child_process.h"
#include "core/base/text.h"
#include "core/base/version.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

struct BenchArguments {
    std::string name;
    std::string peers;
    int repetitions = 5;
    std::uint64_t samples = 1'000'000;
    std::vector<std::string> texts;
    HardwareOptions hardware;
    OutputOptions output;
};

struct Bench {
    const char *name;
    const char *measures;
    Result<std::vector<Json>> (*run)(const BenchContext &);
};

/// Those that compute go through the module that holds LibTorch, where compute/bench_run.cpp has
/// its own table.
template<const char *const &name>
Result<std::vector<Json>> runInModule(const BenchContext &context)
{
    PHI1_ASSIGN(const ComputeCommands *commands, computeCommands());
    Json rows = Json::array();
    BenchOptions options;
    options.name = name;
    options.peerPython = context.peerPython;
    options.peerScripts = context.sourceRoot / "tests/peers";
    options.repetitions = context.repetitions;
    options.threads = context.threads;
    options.dtype = context.dtype;
    options.rows = &rows;
    PHI1_TRY(commands->bench(options));
    return std::vector<Json>(rows.begin(), rows.end());
}

constexpr const char *trainingName = "training";

constexpr Bench benches[] = {
    {"startup", "the time of whole processes that do not compute", benchStartup},
    {"tokenizer", "CodeGen's tokenizer against Hugging Face tokenizers and tiktoken, on one core",
     benchTokenizer},
    {"curves", "opening, following and smoothing the curves of long runs", benchCurves},
    {"training", "optimizer steps of a small model against transformers",
     runInModule<trainingName>},
    {"linear", "the linear layers of phi-1 on the CPU against reading memory", benchLinear},
    {"inference",
     "decoding and prefill at phi-1's size against llama.cpp, CTranslate2 and transformers (makes "
     "random checkpoints, 11 GB)",
     benchInference},
    {"serving", "two checkpoints at once, and prompt lookup, against plain decoding", benchServing},
    {"attention", "capturing attention and its maps at phi-1's size against the plain forward pass",
     benchAttention},
    {"fasttext", "classifying texts against Debian's fasttext, on one core", benchFastText},
#ifdef PHI1_HAS_CORPORA
    {"corpora", "importing a corpus of --samples samples (keeps some 5 GB in $PHI1_BENCH_FOLDER)",
     benchCorpora},
    {"search", "searching the corpus that `phi1 bench corpora` made: pages, totals, facets",
     benchSearch},
    {"duplicates",
     "near-duplicates of a corpus of --samples samples with planted pairs (keeps some 5 GB in "
     "$PHI1_BENCH_FOLDER)",
     benchDuplicates},
#endif
    {"first-token", "whole processes up to their first token", benchFirstToken},
};

/// The checkout whose build folder holds this program; empty for an installed one.
fs::path sourceRoot()
{
    std::error_code ignored;
    for (fs::path folder = fs::path(ownProgram()).parent_path(); folder != folder.parent_path();
         folder = folder.parent_path()) {
        if (fs::exists(folder / "tests/peers/setup", ignored))
            return folder;
    }
    return {};
}

fs::path peerPython(const BenchArguments &arguments, const fs::path &root)
{
    const char *environment = std::getenv("PHI1_PEERS");
    fs::path folder = arguments.peers;
    if (folder.empty() && environment != nullptr)
        folder = environment;
    if (folder.empty() && !root.empty())
        folder = root / "build/peers";
    std::error_code ignored;
    const fs::path python = folder / "bin/python";
    return !folder.empty() && fs::exists(python, ignored) ? python : fs::path();
}

Json machine()
{
    Json json = {{"phi1", version}};
    std::string line;
    std::ifstream cpuInfo("/proc/cpuinfo");
    while (std::getline(cpuInfo, line)) {
        if (line.starts_with("model name"))
            json["processor"] = line.substr(std::min(line.find(':') + 2, line.size()));
    }
    double load[1] = {0};
    if (::getloadavg(load, 1) == 1)
        json["load_average"] =
            load[0]; // other work makes every figure worthless: say how much there was
    return json;
}

std::string rowText(const Json &row)
{
    const auto number = [](const Json &value) {
        char text[32];
        std::snprintf(text, sizeof text, "%.2f", value.is_number() ? value.get<double>() : 0.0);
        return std::string(text);
    };
    const std::string unit = row["unit"];
    std::string text = concat(row["name"].get<std::string>(), ": ", number(row["ours"]), " ", unit);
    if (row.contains("min"))
        text += concat(" (", number(row["min"]), " to ", number(row["max"]), ")");
    if (!row["peer"].is_null())
        text += concat(", ", row["peer_name"].get<std::string>(), " ", number(row["peer"]), " ",
                       unit, ": ", number(row["ratio"]), " times as good");
    if (row.contains("ids_identical"))
        text +=
            row["ids_identical"].get<bool>() ? ", all ids identical" : ", NOT ALL IDS IDENTICAL";
    if (row.contains("note"))
        text += concat(" (", row["note"].get<std::string>(), ")");
    return text + "\n";
}

Result<void> runBenchCommand(const BenchArguments &arguments)
{
    BenchContext context;
    context.sourceRoot = sourceRoot();
    context.peerPython = peerPython(arguments, context.sourceRoot);
    context.repetitions = arguments.repetitions;
    context.samples = arguments.samples;
    context.texts = {arguments.texts.begin(), arguments.texts.end()};
    context.threads = arguments.hardware.threads;
    context.dtype = arguments.hardware.dtype == "auto" ? "float32" : arguments.hardware.dtype;
    context.device = arguments.hardware.device;
    context.progress = [](const std::string &text) { std::fprintf(stderr, "%s\n", text.c_str()); };
    Json report = {{"bench", arguments.name}, {"machine", machine()}, {"rows", Json::array()}};
    for (const Bench &bench : benches) {
        if (arguments.name != bench.name && arguments.name != "all")
            continue;
        PHI1_ASSIGN(std::vector<Json> rows, bench.run(context));
        for (Json &row : rows)
            report["rows"].push_back(std::move(row));
    }
    std::string text;
    for (const Json &row : report["rows"])
        text += rowText(row);
    std::fputs((arguments.output.json ? dumpJsonPretty(report) : text).c_str(), stdout);
    return {};
}

} // namespace

void addBenchCommand(CommandRegistry &registry)
{
    const auto arguments = std::make_shared<BenchArguments>();
    CLI::App *command = registry.add("bench", "Measure this program against others in the same run",
                                     [arguments] { return runBenchCommand(*arguments); });
    std::vector<std::string> names = {"all"};
    std::string help = "which figure:";
    for (const Bench &bench : benches) {
        names.emplace_back(bench.name);
        help += concat(" ", bench.name, " (", bench.measures, ");");
    }
    command->add_option("name", arguments->name, help + " or all")
        ->required()
        ->check(CLI::IsMember(names));
    command->add_option(
        "--peers", arguments->peers,
        "environment of the peers; else $PHI1_PEERS, else build/peers of the checkout");
    command
        ->add_option("--repetitions", arguments->repetitions,
                     "how often ours and the peer take turns")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--samples", arguments->samples, "samples of a corpus that is measured")
        ->check(CLI::Range(std::uint64_t{1000}, std::uint64_t{100'000'000}))
        ->capture_default_str();
    command
        ->add_option("--text", arguments->texts,
                     "file or folder that samples are made from (default: Python's library)")
        ->allow_extra_args(false);
    addHardwareOptions(*command, arguments->hardware);
    addOutputOptions(*command, arguments->output);
}

} // namespace phi1
