// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/compute/compute_commands.h"
#include "app/phi1/compute/doctor_options.h"
#include "app/phi1/doctor/inference_report.h"
#include "app/phi1/doctor/machine_report.h"
#include "app/phi1/doctor/report_text.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

struct DoctorArguments {
    OutputOptions output;
    DoctorOptions compute;
    bool noSpeed = false;
};

/// Prints everything that was found, also what is broken, and then fails if that is essential:
/// without LibTorch or with kernels that compute wrong numbers nothing can be trained or completed.
Result<void> runDoctorCommand(DoctorArguments &arguments)
{
    Json report = machineReport();
    report["inference"] = inferenceReport();
    report["problems"] = Json::array();
    for (const Json &check : report["inference"]["checks"]) {
        if (!check["agrees"].get<bool>())
            report["problems"].push_back(
                concat("the kernel \"", check["name"].get<std::string>(), "\" for ",
                       report["inference"]["instructions"].get<std::string>(),
                       " computes wrong numbers; set PHI1_KERNELS to a lesser one, say avx2"));
    }
    arguments.compute.report = &report;
    arguments.compute.speed = !arguments.noSpeed;
    Result<void> computed;
    if (const auto commands = computeCommands(); commands)
        computed = (*commands)->doctor(arguments.compute);
    else
        computed = tl::unexpected<Error>(commands.error());
    if (!computed)
        report["problems"].push_back(computed.error().message);
    report["usable"] = report["problems"].empty();
    const std::string text = arguments.output.json ? dumpJsonPretty(report) : doctorText(report);
    std::fputs(text.c_str(), stdout);
    if (!report["problems"].empty())
        return failure(ErrorCode::Device, report["problems"].front().get<std::string>());
    return {};
}

} // namespace

void addDoctorCommand(CommandRegistry &registry)
{
    const auto arguments = std::make_shared<DoctorArguments>();
    CLI::App *command = registry.add(
        "doctor", "What this machine can do: devices, kernels against their twins, speed",
        [arguments] { return runDoctorCommand(*arguments); });
    addOutputOptions(*command, arguments->output);
    command->add_option("--threads", arguments->compute.threads, "CPU threads, 0 for one per core")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    command->add_flag("--no-speed", arguments->noSpeed, "skip the measurements");
}

} // namespace phi1
