// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/result.h"

/// The border between `phi1` and the module that holds LibTorch (libphi1_compute.so). Commands that
/// do not compute never open the module: LibTorch costs 0.2 s and 115 MB a start. Both sides are
/// built together, so C++ types may cross.

namespace phi1 {

struct ForwardOptions;
struct TrainOptions;
struct ResumeOptions;
struct BenchOptions;
struct DoctorOptions;
struct HardwareOptions;
struct LoadedEngine;

struct ComputeCommands {
    const char *version = nullptr; ///< of the module; must equal the program's
    Result<void> (*forward)(const ForwardOptions &) = nullptr;
    Result<void> (*train)(const TrainOptions &) = nullptr;
    Result<void> (*resume)(const ResumeOptions &) = nullptr;
    Result<void> (*bench)(const BenchOptions &) = nullptr;
    Result<void> (*doctor)(const DoctorOptions &) = nullptr;
    Result<LoadedEngine> (*openEngine)(const std::filesystem::path &,
                                       const HardwareOptions &) = nullptr;
};

Result<void> runForward(const ForwardOptions &options);
Result<void> runTrain(const TrainOptions &options);
Result<void> runResume(const ResumeOptions &options);
Result<void> runBench(const BenchOptions &options);
Result<void> runDoctor(const DoctorOptions &options);
/// A checkpoint on an accelerator, behind the engine's interface; on the CPU the program needs no
/// module (openEngine() in app/phi1/engine_choice.h).
Result<LoadedEngine> openTorchEngine(const std::filesystem::path &checkpoint,
                                     const HardwareOptions &options);

/// Opens the module beside the program (../lib/libphi1_compute.so) once; the error names what is
/// missing.
Result<const ComputeCommands *> computeCommands();

} // namespace phi1
