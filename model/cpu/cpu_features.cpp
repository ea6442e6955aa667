// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/cpu_features.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "model/cpu/kernel_table.h"

namespace phi1 {

namespace {

constexpr std::array<std::string_view, 6> names = {"scalar",      "avx2",        "avx512",
                                                   "avx512-vnni", "avx512-bf16", "amx"};

#if defined(__x86_64__)
/// Tile registers are large, so Linux saves them only for processes that asked (since 5.16).
bool systemGrantsTiles()
{
    constexpr long requestPermission = 0x1023; // ARCH_REQ_XCOMP_PERM
    constexpr long tileData = 18;              // XFEATURE_XTILEDATA
    return ::syscall(SYS_arch_prctl, requestPermission, tileData) == 0;
}

InstructionSet detect()
{
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
        !__builtin_cpu_supports("f16c"))
        return InstructionSet::Scalar;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl"))
        return InstructionSet::Avx2;
    if (!__builtin_cpu_supports("avx512vnni"))
        return InstructionSet::Avx512;
    if (!__builtin_cpu_supports("avx512bf16"))
        return InstructionSet::Avx512Vnni;
    if (!__builtin_cpu_supports("amx-tile") || !__builtin_cpu_supports("amx-int8") ||
        !systemGrantsTiles() || !tilesAgreeWithScalar())
        return InstructionSet::Avx512Bf16;
    return InstructionSet::Amx;
}
#else
InstructionSet detect()
{
    return InstructionSet::Scalar;
}
#endif

InstructionSet detected()
{
    static const InstructionSet set = detect();
    return set;
}

} // namespace

InstructionSet bestInstructionSet()
{
    static const InstructionSet best = [] {
        const char *wanted = std::getenv("PHI1_KERNELS");
        const auto name = std::find(names.begin(), names.end(), wanted != nullptr ? wanted : "");
        if (name == names.end())
            return detected();
        return std::min(detected(), static_cast<InstructionSet>(name - names.begin()));
    }();
    return best;
}

std::vector<InstructionSet> usableInstructionSets()
{
    std::vector<InstructionSet> sets;
    for (int set = 0; set <= static_cast<int>(detected()); ++set)
        sets.push_back(static_cast<InstructionSet>(set));
    return sets;
}

std::string_view instructionSetName(InstructionSet set)
{
    return names[static_cast<std::size_t>(set)];
}

bool multipliesBFloat16InHardware(InstructionSet set)
{
    return set >= InstructionSet::Avx512Bf16;
}

int usableCores()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    const int count = ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
    return count > 0 ? count : 1;
}

} // namespace phi1
