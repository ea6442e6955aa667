// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// The word material of the generators (resources/demonstration/*.json), compiled in: the program
/// runs without the source tree.

namespace phi1 {

std::string_view exerciseMaterial();
std::string_view textbookMaterial();

} // namespace phi1
