// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace phi1 {

/// How a model computes its matrix products. Everything else is float32.
enum class InferenceDtype {
    Float32,
    BFloat16, ///< weights and their inputs rounded to bfloat16, sums in float32
    Int8,     ///< weights quantised when loaded, their inputs per row; sums exact
};

/// "float32", "bfloat16", "int8".
std::string_view inferenceDtypeName(InferenceDtype dtype);
/// The reverse; nothing for another name.
std::optional<InferenceDtype> inferenceDtypeFromName(std::string_view name);

} // namespace phi1
