// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fcntl.h>

#include "app/phi1/commands.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/jobs/curve_export.h"
#include "core/jobs/run_curve.h"

namespace phi1 {

namespace {

struct ExportOptions {
    std::string run;
    std::string format;
    std::string output;
    bool json = false;
};

/// TensorBoard reads folders and takes from them what is named like this.
Result<std::filesystem::path> tensorBoardFile(const std::filesystem::path &folder,
                                              const RunCurve &curve)
{
    PHI1_TRY(makeFolders(folder));
    // Named after the run's start, so that a second export replaces the first.
    const auto &times = curve.steps().times;
    const auto second = static_cast<long long>(times.empty() ? 0 : times.front());
    return folder / concat("events.out.tfevents.", second, ".phi1");
}

Result<void> exportRun(const ExportOptions &options)
{
    PHI1_ASSIGN(const RunCurve curve, readRunCurve(options.run));
    std::filesystem::path path = options.output;
    const bool isCsv = options.format == "csv";
    if (!isCsv) {
        PHI1_ASSIGN(path, tensorBoardFile(path, curve));
    }
    const std::filesystem::path temporary = path.string() + ".part";
    const auto write = [&]() -> Result<void> {
        PHI1_ASSIGN(const FileDescriptor file, openFile(temporary, O_WRONLY | O_CREAT | O_TRUNC));
        const AppendBytes append = [&](std::string_view bytes) {
            return writeAll(file.get(), bytes, temporary);
        };
        return isCsv ? exportCsv(curve, append) : exportTensorBoard(curve, append);
    };
    std::error_code error;
    if (auto written = write(); !written) {
        std::filesystem::remove(temporary, error);
        return written;
    }
    std::filesystem::rename(temporary, path, error);
    if (error)
        return failure(ErrorCode::Io, concat(path, " cannot be replaced: ", error.message()));
    std::size_t evaluations = 0;
    for (const auto &evaluation : curve.evaluations())
        evaluations += evaluation.table.steps.size();
    if (options.json)
        std::fputs(dumpJsonPretty({{"output", path.string()},
                                   {"steps", curve.steps().steps.size()},
                                   {"evaluations", evaluations}})
                       .c_str(),
                   stdout);
    else
        std::printf("%s: %zu steps, %zu evaluations\n", path.c_str(), curve.steps().steps.size(),
                    evaluations);
    return {};
}

} // namespace

void addExportCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<ExportOptions>();
    CLI::App *command = registry.add("export", "the curve of a run in other people's formats",
                                     [options] { return exportRun(*options); });
    command->add_option("run", options->run, "folder of the run")->required();
    command->add_option("--to", options->format, "csv or tensorboard")
        ->required()
        ->check(CLI::IsMember({"csv", "tensorboard"}));
    command
        ->add_option("--output", options->output,
                     "the file to write; for tensorboard the folder to write one into")
        ->required();
    command->add_flag("--json", options->json, "print the result as one JSON document");
}

} // namespace phi1
