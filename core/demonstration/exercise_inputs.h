// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/philox.h"
#include "core/demonstration/exercise_families.h"

namespace phi1 {

/// Inputs for a family's function, close to where the parameters make a difference.
std::vector<Json> drawInputs(const ExerciseFamily &family, const std::vector<Json> &parameters,
                             std::size_t count, PhiloxStream &random);

/// Inputs on which every other value of any one parameter, returning the argument, and returning a
/// constant give at least one wrong answer. Throws std::logic_error if none are found.
std::vector<Json> drawTellingInputs(const ExerciseFamily &family,
                                    const std::vector<Json> &parameters, std::size_t count,
                                    PhiloxStream &random);

/// The value as Python writes it.
std::string pythonLiteral(const Json &value);

} // namespace phi1
