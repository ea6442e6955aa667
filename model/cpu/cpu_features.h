// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace phi1 {

/// What the kernels of this folder are written for; each level can do what the ones before it can.
/// Scalar is plain C++, the oracle of the others.
enum class InstructionSet {
    Scalar,
    Avx2,       ///< AVX2, FMA and F16C
    Avx512,     ///< F, BW, DQ, VL
    Avx512Vnni, ///< + VNNI: integer dot products
    Avx512Bf16, ///< + BF16: bfloat16 dot products
    Amx         ///< + AMX-INT8 tiles, which the kernel of the system must grant
};

/// The best one this processor and system offer and whose kernels agree with the scalar ones here.
/// The environment variable PHI1_KERNELS=NAME lowers it (for comparisons and to get around a
/// fault).
InstructionSet bestInstructionSet();

/// Scalar up to bestInstructionSet() of this machine, PHI1_KERNELS aside.
std::vector<InstructionSet> usableInstructionSets();

/// "scalar", "avx2", "avx512", "avx512-vnni", "avx512-bf16", "amx".
std::string_view instructionSetName(InstructionSet set);

/// Whether bfloat16 products take one instruction: bfloat16 is then the fastest floating type.
bool multipliesBFloat16InHardware(InstructionSet set);

/// Cores that this process may run on, at least 1.
int usableCores();

} // namespace phi1
