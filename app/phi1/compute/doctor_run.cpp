// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <string>

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <torch/headeronly/version.h>

#include "app/phi1/compute/compute_commands.h"
#include "app/phi1/compute/doctor_options.h"
#include "app/phi1/compute/kernel_checks.h"
#include "core/base/text.h"
#include "model/kernels/hardware.h"

namespace phi1 {

namespace {

/// Seconds of one call: the best of those that fit into `budget` seconds, at least one. The first
/// one only warms up, unless it takes far longer than all of them may.
template<typename Work>
double secondsOf(Work &&work, double budget)
{
    using Clock = std::chrono::steady_clock;
    const auto timed = [&] {
        const auto start = Clock::now();
        work();
        return std::chrono::duration<double>(Clock::now() - start).count();
    };
    const double first = timed();
    if (first > 5.0 * budget)
        return first;
    double best = timed();
    for (double total = best; total < budget;) {
        const double seconds = timed();
        best = std::min(best, seconds);
        total += seconds;
    }
    return best;
}

Json speedOf(at::Device device, DeviceBackend *backend)
{
    Json results = Json::array();
    const auto wait = [&] {
        if (device.is_cuda())
            backend->synchronize(device.index());
    };
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
        // Without instructions for it, a bfloat16 product on the CPU is a hundred times slower.
        const bool slow = type == at::kBFloat16 && !multipliesBFloat16();
        const std::int64_t size = device.is_cuda() ? 8192 : slow ? 384 : 1024;
        const auto options = at::TensorOptions(device).dtype(type);
        const at::Tensor a = at::ones({size, size}, options), b = at::ones({size, size}, options);
        at::Tensor c = at::empty({size, size}, options);
        const double seconds = secondsOf(
            [&] {
                at::mm_out(c, a, b);
                wait();
            },
            0.4);
        const auto operations =
            2.0 * static_cast<double>(size) * static_cast<double>(size) * static_cast<double>(size);
        results.push_back(
            {{"name", concat("matrix product ", type == at::kFloat ? "float32" : "bfloat16")},
             {"device", device.is_cuda() ? "cuda" : "cpu"},
             {"value", operations / seconds / 1e9},
             {"unit", "GFLOP/s"}});
    }
    // Larger than any cache; a copy reads and writes each byte once.
    const std::int64_t count = (device.is_cuda() ? 1ll << 30 : 1ll << 28) / 4;
    const at::Tensor from = at::ones({count}, at::TensorOptions(device).dtype(at::kFloat));
    const at::Tensor to = at::empty_like(from);
    const double seconds = secondsOf(
        [&] {
            to.copy_(from);
            wait();
        },
        0.4);
    results.push_back({{"name", "memory copy, read and written"},
                       {"device", device.is_cuda() ? "cuda" : "cpu"},
                       {"value", 2.0 * 4.0 * static_cast<double>(count) / seconds / 1e9},
                       {"unit", "GB/s"}});
    return results;
}

void append(Json &to, Json from)
{
    for (Json &value : from)
        to.push_back(std::move(value));
}

Result<void> examine(const DoctorOptions &options)
{
    Json &report = *options.report;
    PHI1_ASSIGN(const Hardware hardware, chooseHardware("auto", "auto", options.threads));
    report["libtorch"] = {{"version", TORCH_VERSION},
                          {"threads", at::get_num_threads()},
                          {"cpu_capability", at::get_cpu_capability()},
                          {"openmp", at::get_openmp_version()}};
    const Result<DeviceBackend *> backend = openDeviceBackend();
    report["cuda_module"] = {{"present", backend.has_value()},
                             {"name", backend ? Json((*backend)->name()) : Json()},
                             {"message", backend ? std::string() : backend.error().message}};
    report["auto"] = {{"device", hardware.device.str()},
                      {"dtype", hardware.dtype == at::kBFloat16 ? "bfloat16" : "float32"}};
    report["kernels"] = checkCpuKernels();
    if (backend)
        append(report["kernels"], checkDeviceKernels(**backend));
    if (options.speed) {
        report["speed"] = speedOf(at::kCPU, nullptr);
        if (backend)
            append(report["speed"], speedOf(at::Device(at::kCUDA, 0), *backend));
    }
    for (const Json &kernel : report["kernels"]) {
        if (!kernel["agrees"].get<bool>())
            return failure(ErrorCode::Device,
                           concat("the kernel ", kernel["name"].get<std::string>(), " on ",
                                  kernel["device"].get<std::string>(), " is off by ",
                                  kernel["error"].dump(), " from its twin, expected at most ",
                                  kernel["bound"].dump(), ": its results cannot be trusted here"));
    }
    return {};
}

} // namespace

Result<void> runDoctor(const DoctorOptions &options)
{
    try {
        return examine(options);
    } catch (const std::exception &error) {
        return failure(ErrorCode::Device, concat("LibTorch failed: ", error.what()));
    }
}

} // namespace phi1
