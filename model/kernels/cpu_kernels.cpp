// SPDX-License-Identifier: Apache-2.0
#include "model/kernels/cpu_kernels.h"

namespace phi1 {

static KernelTable chooseKernels()
{
#ifdef PHI1_X86_KERNELS
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return avx512Kernels();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return avx2Kernels();
#endif
    return baselineKernels();
}

static const KernelTable &kernels()
{
    static const KernelTable table = chooseKernels();
    return table;
}

template<>
const ActivationKernels<float> &activationKernels<float>()
{
    return *kernels().floats;
}

template<>
const ActivationKernels<Bf16Bits> &activationKernels<Bf16Bits>()
{
    return *kernels().bfloats;
}

const FlatKernels &flatKernels()
{
    return *kernels().flat;
}

} // namespace phi1
