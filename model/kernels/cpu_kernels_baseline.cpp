// SPDX-License-Identifier: Apache-2.0
#define PHI1_KERNEL_TABLE baselineKernels
#define PHI1_KERNEL_NAME "baseline"
#include "model/kernels/cpu_kernels.inc"
