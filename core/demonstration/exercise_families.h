// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/demonstration/template_text.h"

namespace phi1 {

/// The argument of an exercise's function decides its names and the inputs it is tried with.
enum class ArgumentKind { Numbers, Text, Words, Number, Table };
enum class InputStyle {
    Ordinary,
    Long,  ///< longer than the parameter, for slices
    Small, ///< numbers whose powers fit 64 bits
};

/// One parameter of a family with all its values: integers, or strings.
struct ExerciseParameter {
    std::string key; ///< as it stands in the templates
    std::vector<Json> values;
};

/// Computes what the function returns for one input, independently of its Python body.
using ExerciseReference = Json (*)(const Json &input, const std::vector<Json> &parameters);

struct ExerciseFamily {
    std::string name;
    ArgumentKind argument = ArgumentKind::Numbers;
    InputStyle inputs = InputStyle::Ordinary;
    std::vector<ExerciseParameter> parameters; ///< one or two, in the order of the reference's
    std::vector<std::string> names;
    std::vector<std::string> docstrings;
    std::vector<std::string> body; ///< lines, without the indentation of the function
    ExerciseReference reference = nullptr;
};

struct ExerciseMaterial {
    std::vector<ExerciseFamily> families;
    std::vector<std::vector<std::string>> argumentNames; ///< by ArgumentKind
    std::vector<std::string> words;                      ///< for inputs and for parameters
    std::vector<std::string> letters;

    const std::vector<std::string> &namesOf(ArgumentKind kind) const
    {
        return argumentNames[static_cast<std::size_t>(kind)];
    }
};

/// The compiled-in material, read once. Throws std::logic_error where the material contradicts
/// itself.
const ExerciseMaterial &exerciseFamilyMaterial();

/// The function that belongs to a family; throws std::logic_error for an unknown one.
ExerciseReference exerciseReference(std::string_view family);

} // namespace phi1
