// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace phi1 {

/// Loops over the logits of one row, in vectors where the machine has them. Results are the same
/// bits on every instruction set: the order of the sums is fixed and nothing is contracted.
/// A block is `logitBlock` logits; the last one may be shorter.
constexpr std::size_t logitBlock = 64;

/// Highest number of each block; NaN counts as minus infinity.
void blockMaxima(const float *logits, std::size_t count, float *maxima);

/// Sum of exp((logit - highest) * scale) of each block; relative error below 1e-6, and what is
/// below exp(-87) counts as nothing. NaN if one of the logits is.
/// @param weights  [count], the single exponentials; may be null
void blockExponentials(const float *logits, std::size_t count, float highest, float scale,
                       float *sums, float *weights);

} // namespace phi1
