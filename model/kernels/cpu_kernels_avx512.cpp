// SPDX-License-Identifier: Apache-2.0
#define PHI1_KERNEL_TABLE avx512Kernels
#define PHI1_KERNEL_NAME "AVX-512"
#include "model/kernels/cpu_kernels.inc"
