// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/doctor/inference_report.h"

namespace phi1 {

Json inferenceReport(InstructionSet set, const std::vector<KernelCheck> &checks)
{
    Json report = {{"instructions", instructionSetName(set)}, {"checks", Json::array()}};
    for (const KernelCheck &check : checks)
        report["checks"].push_back({{"name", check.name},
                                    {"error", jsonNumber(check.error)},
                                    {"bound", check.bound},
                                    {"agrees", check.agrees()}});
    return report;
}

Json inferenceReport()
{
    const InstructionSet set = bestInstructionSet();
    return inferenceReport(set, checkKernels(set));
}

} // namespace phi1
