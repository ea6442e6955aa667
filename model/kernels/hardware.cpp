// SPDX-License-Identifier: Apache-2.0
#include "model/kernels/hardware.h"

#include <charconv>
#include <filesystem>

#include <dlfcn.h>
#include <sched.h>

#include <ATen/Parallel.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// The folder of the library or program that this function is linked into.
std::filesystem::path ownFolder()
{
    Dl_info info{};
    std::error_code error;
    if (::dladdr(reinterpret_cast<const void *>(&ownFolder), &info) == 0 || !info.dli_fname)
        return {};
    return std::filesystem::canonical(info.dli_fname, error).parent_path();
}

Result<DeviceBackend *> loadDeviceBackend()
{
    const std::filesystem::path folder = ownFolder();
    std::filesystem::path module = folder / "libphi1_cuda.so";
    std::error_code error;
    if (!std::filesystem::exists(module, error))
        module = folder.parent_path() / "lib" / "libphi1_cuda.so";
    if (!std::filesystem::exists(module, error))
        return failure(ErrorCode::NotFound,
                       "libphi1_cuda.so is absent: no nvcc of CUDA 13 was found when this program "
                       "was built; install one and build again to use a GPU");
    // Global, so that what libtorch_cuda registers with ATen is seen by every library.
    void *handle = ::dlopen(module.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (!handle) {
        const std::string_view text = ::dlerror();
        // Without LibTorch's CUDA part either the library is not there or its names are not.
        if (text.find("libtorch_cuda.so") != std::string_view::npos ||
            text.find("libc10_cuda.so") != std::string_view::npos ||
            text.find("undefined symbol") != std::string_view::npos)
            return failure(ErrorCode::Device,
                           concat("LibTorch's CUDA part is not installed (", text,
                                  "); run packaging/dependencies on a machine with an NVIDIA GPU "
                                  "and driver 580 or newer"));
        return failure(ErrorCode::Device, concat("the GPU module cannot be loaded: ", text));
    }
    const auto open =
        reinterpret_cast<OpenDeviceBackend *>(::dlsym(handle, openDeviceBackendSymbol));
    if (!open)
        return failure(ErrorCode::Incompatible,
                       concat(module, " is not the GPU module of this program; rebuild both"));
    const char *reason = nullptr;
    DeviceBackend *backend = open(deviceBackendAbi, &reason);
    if (!backend)
        return failure(ErrorCode::Device,
                       concat("no GPU can be used: ", reason ? reason : "no reason given"));
    return backend;
}

int usableCores()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    const int count = ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
    return count > 0 ? count : 1;
}

} // namespace

Result<DeviceBackend *> openDeviceBackend()
{
    static const Result<DeviceBackend *> backend = loadDeviceBackend();
    return backend;
}

bool multipliesBFloat16()
{
#ifdef __x86_64__
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512bf16") != 0 || __builtin_cpu_supports("amx-bf16") != 0;
#else
    return false;
#endif
}

Result<Hardware> chooseHardware(std::string_view device, std::string_view dtype, int threads)
{
    Hardware hardware;
    if (device == "auto") {
        if (openDeviceBackend())
            hardware.device = c10::Device(c10::kCUDA, 0);
    } else if (device == "cuda" || device.starts_with("cuda:")) {
        int index = 0;
        if (device.size() > 4) {
            const char *end = device.data() + device.size();
            const auto [stop, error] = std::from_chars(device.data() + 5, end, index);
            if (error != std::errc() || stop != end || index < 0 || index > 127)
                return failure(ErrorCode::Usage,
                               concat("device \"", printable(device),
                                      "\" is not one of auto, cpu, cuda, cuda:N"));
        }
        PHI1_ASSIGN(DeviceBackend * backend, openDeviceBackend());
        if (index >= backend->deviceCount())
            return failure(ErrorCode::Device,
                           concat("device ", device, " does not exist: there are ",
                                  backend->deviceCount(), " (counted from 0)"));
        hardware.device = c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
    } else if (device != "cpu") {
        return failure(ErrorCode::Usage, concat("device \"", printable(device),
                                                "\" is not one of auto, cpu, cuda, cuda:N"));
    }

    if (dtype == "bfloat16" ||
        (dtype == "auto" && (hardware.device.is_cuda() || multipliesBFloat16())))
        hardware.dtype = c10::kBFloat16;
    else if (dtype == "float16")
        return failure(ErrorCode::Incompatible,
                       "float16 is not offered by this version: use bfloat16, float32 or auto");
    else if (dtype != "float32" && dtype != "auto")
        return failure(ErrorCode::Usage,
                       concat("dtype \"", printable(dtype),
                              "\" is not one of auto, float32, bfloat16, float16"));

    if (threads < 0)
        return failure(ErrorCode::Usage, concat("threads is ", threads, ", expected 0 or more"));
    hardware.threads = threads > 0 ? threads : usableCores();
    at::set_num_threads(hardware.threads);
    return hardware;
}

} // namespace phi1
