// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/evaluation/exercises.h"

namespace phi1 {

/// Docstring exercises from families of functions with parameters ("the numbers greater than 17").
/// Everything here is a pure function of (seed, index), the same on every machine, and safe to call
/// from several threads.
///
/// What is held out does not depend on the seed: a body belongs to the held-out part if a hash of
/// its text, with the argument's name taken out, says so (about one combination of family and
/// parameters in five), and a function name likewise. Training exercises have neither, held-out
/// exercises have both, so no held-out body and no held-out name stands in any training exercise,
/// whatever seeds and counts are chosen.

enum class ExerciseBodies {
    True,
    Shuffled, ///< each prompt with a body of another family: what a model learns from form alone
};

Exercise trainingExercise(std::uint64_t seed, std::uint64_t index,
                          ExerciseBodies bodies = ExerciseBodies::True);

/// Families take turns: `count` consecutive indices cover every family about equally often. At
/// least five assertions; inputs are such that every other value of each parameter, and returning
/// the argument or a constant, fails.
Exercise heldOutExercise(std::uint64_t seed, std::uint64_t index);

/// The first `count` held-out exercises of a seed whose prompts differ; fewer if so many are not
/// found among the first 20 × `count`.
std::vector<Exercise> heldOutExercises(std::uint64_t seed, std::size_t count);

/// What `builtin:held-out` stands for.
inline constexpr std::uint64_t heldOutSeed = 1;
inline constexpr std::size_t heldOutCount = 240;
std::vector<Exercise> builtinHeldOutExercises();

std::vector<std::string> exerciseFamilies();

} // namespace phi1
