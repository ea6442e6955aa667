// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/kernel_table.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace phi1 {

namespace {

#if defined(__x86_64__)
KernelTable withVnni(KernelTable table)
{
    table.int8 = int8Avx512Vnni;
    return table;
}

KernelTable withBf16(KernelTable table)
{
    table.denseRounded = denseAvx512Bf16;
    table.roundedArePacked = true;
    table.roundRow = roundAvx512Bf16;
    table.attendBFloat16 = attendAvx512Bf16;
    table.maps.rowsBFloat16 = mapRowsAvx512Bf16;
    return table;
}

KernelTable withAmx(KernelTable table)
{
    table.int8 = int8Amx;
    return table;
}
#endif

} // namespace

const KernelTable &kernelTable(InstructionSet set)
{
    // The usable ones are found out with the help of the scalar table.
    if (set == InstructionSet::Scalar)
        return scalarKernels;
#if defined(__x86_64__)
    static const InstructionSet best = usableInstructionSets().back();
    if (set > best)
        throw std::invalid_argument("this machine lacks " + std::string(instructionSetName(set)) +
                                    "; the best it has is " +
                                    std::string(instructionSetName(best)));
    static const KernelTable vnni = withVnni(avx512Kernels);
    static const KernelTable bf16 = withBf16(vnni);
    static const KernelTable amx = withAmx(bf16);
    switch (set) {
    case InstructionSet::Avx2:
        return avx2Kernels;
    case InstructionSet::Avx512:
        return avx512Kernels;
    case InstructionSet::Avx512Vnni:
        return vnni;
    case InstructionSet::Avx512Bf16:
        return bf16;
    case InstructionSet::Amx:
        return amx;
    case InstructionSet::Scalar:
        break;
    }
#endif
    throw std::invalid_argument("kernels for " + std::string(instructionSetName(set)) +
                                " are not part of this program");
}

#if defined(__x86_64__)
bool tilesAgreeWithScalar()
{
    // 16 + 7 rows, more than a block of inputs, an incomplete panel: every path of the kernel.
    constexpr std::int64_t rows = 23, inputs = 192, outputs = 100, panels = 2, blocks = 2;
    std::vector<std::int8_t> in(rows * inputs);
    std::vector<std::uint8_t> weight(panels * int8Panel * inputs);
    std::uint32_t state = 1;
    const auto next = [&state] { return (state = state * 1664525u + 1013904223u) >> 24; };
    std::vector<std::int32_t> sums(rows * blocks);
    for (std::int64_t r = 0; r < rows; ++r) {
        for (std::int64_t k = 0; k < inputs; ++k) {
            const auto x = static_cast<std::int8_t>(static_cast<int>(next() % 255u) - 127);
            in[static_cast<std::size_t>(r * inputs + k)] = x;
            sums[static_cast<std::size_t>(r * blocks + k / int8Block)] += x;
        }
    }
    for (std::uint8_t &w : weight)
        w = static_cast<std::uint8_t>(1u + next() % 255u);
    const std::vector<float> inScales(rows * blocks, 0.5f);
    const std::vector<float> weightScales(panels * int8Panel, 0.25f);
    std::vector<float> expected(rows * outputs), found(rows * outputs);
    Int8Job job;
    job.in = in.data();
    job.inScales = inScales.data();
    job.inSums = sums.data();
    job.rows = rows;
    job.inputs = inputs;
    job.weight = weight.data();
    job.weightScales = weightScales.data();
    job.outputs = outputs;
    job.outStride = outputs;
    job.out = expected.data();
    scalarKernels.int8(job);
    job.out = found.data();
    int8Amx(job);
    return expected == found;
}
#endif

} // namespace phi1
