// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <dlfcn.h>

#include "app/phi1/compute/compute_commands.h"
#include "core/base/text.h"
#include "core/base/version.h"

namespace phi1 {

Result<const ComputeCommands *> computeCommands()
{
    static const ComputeCommands *loaded = nullptr;
    if (loaded)
        return loaded;
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::filesystem::path module =
        program.parent_path().parent_path() / "lib" / "libphi1_compute.so";
    // OpenMP's threads wait for each other by spinning, for milliseconds unless told otherwise.
    // Where other programs want the processor too, each then burns what the other needs: training a
    // nano model beside five compilers on two cores went from 1.0 to 3.6 k tokens/s with this.
    ::setenv("GOMP_SPINCOUNT", "2000", 0);
    void *handle = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return failure(ErrorCode::NotFound,
                       concat("the compute module cannot be loaded: ", ::dlerror(),
                              "; build it, or reinstall the program"));
    using Entry = const ComputeCommands *(*)();
    const auto entry = reinterpret_cast<Entry>(::dlsym(handle, "phi1ComputeCommands"));
    if (!entry)
        return failure(ErrorCode::Incompatible,
                       concat(module, " is not the compute module of this program"));
    const ComputeCommands *commands = entry();
    if (std::strcmp(commands->version, version) != 0)
        return failure(ErrorCode::Incompatible,
                       concat(module, " has version ", commands->version, ", expected ", version,
                              "; rebuild or reinstall both"));
    loaded = commands;
    return loaded;
}

} // namespace phi1
