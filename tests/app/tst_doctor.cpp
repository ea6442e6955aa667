// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "app/phi1/doctor/inference_report.h"
#include "app/phi1/doctor/machine_report.h"
#include "app/phi1/doctor/report_text.h"

using namespace phi1;

TEST_CASE("the processor is read from the kernel's words")
{
    const Json report = processorReport("processor\t: 0\nmodel name\t: Some Xeon\n"
                                        "flags\t\t: fpu sse4_2 avx2 fma avx512f amx_bf16\n\n"
                                        "processor\t: 1\nmodel name\t: Some Xeon\n",
                                        1);
    CHECK(report["model"] == "Some Xeon");
    CHECK(report["cores"] == 2);
    CHECK(report["usable_cores"] == 1);
    CHECK(report["instruction_sets"] == Json({"sse4_2", "avx2", "fma", "avx512f", "amx_bf16"}));
}

TEST_CASE("memory is read in bytes")
{
    const Json report =
        memoryReport("MemTotal:       1024 kB\nMemFree: 1 kB\nMemAvailable:   512 kB\n");
    CHECK(report["total_bytes"] == 1048576);
    CHECK(report["available_bytes"] == 524288);
}

TEST_CASE("a GPU with driver 580 or newer is usable")
{
    const Json report = graphicsReport("580.65.06, 81559, NVIDIA H100 80GB HBM3\n"
                                       "580.65.06, 24564, A card, with a comma\n");
    CHECK(report["usable"] == true);
    CHECK(report["driver"] == "580.65.06");
    REQUIRE(report["gpus"].size() == 2);
    CHECK(report["gpus"][0]["name"] == "NVIDIA H100 80GB HBM3");
    CHECK(report["gpus"][0]["memory_bytes"] == 81559ull << 20);
    CHECK(report["gpus"][1]["name"] == "A card, with a comma");
}

TEST_CASE("an older driver is named with what CUDA 13 needs")
{
    const Json report = graphicsReport("535.129.03, 24564, NVIDIA GeForce RTX 4090\n");
    CHECK(report["usable"] == false);
    CHECK(report["message"].get<std::string>().find("535.129.03, CUDA 13 needs 580") !=
          std::string::npos);
}

TEST_CASE("no driver, or one that talks nonsense, is no GPU")
{
    for (const char *output :
         {"", "NVIDIA-SMI has failed because it couldn't communicate\n", ",,\n", "\n\n"}) {
        CAPTURE(output);
        const Json report = graphicsReport(output);
        CHECK(report["usable"] == false);
        CHECK(report["gpus"].empty());
        CHECK_FALSE(report["message"].get<std::string>().empty());
    }
}

TEST_CASE("free space is told for a folder that does not exist yet")
{
    const Json report = diskReport("/tmp/there/is/no/such/folder");
    CHECK(report["path"] == "/tmp/there/is/no/such/folder");
    CHECK(report["free_bytes"].get<std::uint64_t>() > 0);
}

TEST_CASE("the report for people shows problems and kernels that disagree")
{
    Json report = machineReport();
    report["kernels"] = {
        {{"name", "GELU"}, {"device", "cpu"}, {"error", 0.0}, {"bound", 1e-5}, {"agrees", true}},
        {{"name", "AdamW"},
         {"device", "cpu"},
         {"error", "NaN"},
         {"bound", 1e-5},
         {"agrees", false}}};
    report["problems"] = {"something essential is broken"};
    const std::string text = doctorText(report);
    CHECK(text.find("1 of 2 agree") != std::string::npos);
    CHECK(text.find("AdamW on cpu: off by \"NaN\"") != std::string::npos);
    CHECK(text.find("problem        something essential is broken\n") != std::string::npos);
}

TEST_CASE("a kernel for completions that is wrong is counted and named with its error")
{
    const Json inference =
        inferenceReport(InstructionSet::Avx2, {{"linear int8", 0.0, 0.0}, {"rows", 0.5, 1e-4}});
    CHECK(inference["instructions"] == "avx2");
    REQUIRE(inference["checks"].size() == 2);
    CHECK(inference["checks"][0]["agrees"] == true);
    CHECK(inference["checks"][1]["agrees"] == false);
    CHECK(inference["checks"][1]["error"] == 0.5);

    Json report = machineReport();
    report["problems"] = Json::array();
    report["inference"] = inference;
    CHECK(doctorText(report).find("kernels for avx2, 1 of 2 agree with plain C++") !=
          std::string::npos);
    CHECK(inferenceReport()["checks"].size() == 8);
}
