// SPDX-License-Identifier: Apache-2.0
#define PHI1_KERNEL_TABLE avx2Kernels
#define PHI1_KERNEL_NAME "AVX2"
#include "model/kernels/cpu_kernels.inc"
