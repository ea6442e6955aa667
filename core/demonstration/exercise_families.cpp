// SPDX-License-Identifier: Apache-2.0
#include "core/demonstration/exercise_families.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/base/text.h"
#include "core/demonstration/material.h"

namespace phi1 {

namespace {

constexpr std::array<std::string_view, 5> kindNames = {"numbers", "text", "words", "number",
                                                       "table"};

ArgumentKind argumentKind(const std::string &name)
{
    const auto found = std::find(kindNames.begin(), kindNames.end(), name);
    if (found == kindNames.end())
        throw std::logic_error("exercise material: unknown kind of argument " + name);
    return static_cast<ArgumentKind>(found - kindNames.begin());
}

InputStyle inputStyle(const std::string &name)
{
    if (name == "long")
        return InputStyle::Long;
    if (name == "small")
        return InputStyle::Small;
    throw std::logic_error("exercise material: unknown inputs " + name);
}

void append(std::vector<Json> &values, const std::vector<std::string> &strings)
{
    values.insert(values.end(), strings.begin(), strings.end());
}

ExerciseParameter readParameter(const std::string &key, const Json &json,
                                const ExerciseMaterial &material)
{
    ExerciseParameter parameter{key, {}};
    if (json.is_array()) {
        // Smallest, largest, and the step where neighbours mean the same ("even and above 4",
        // "above 5").
        const int step = json.size() > 2 ? json.at(2).get<int>() : 1;
        for (int value = json.at(0).get<int>(); value <= json.at(1).get<int>(); value += step)
            parameter.values.emplace_back(value);
        return parameter;
    }
    const auto kind = json.get<std::string>();
    if (kind == "letter" || kind == "string")
        append(parameter.values, material.letters);
    if (kind == "word" || kind == "string")
        append(parameter.values, material.words);
    if (parameter.values.empty())
        throw std::logic_error("exercise material: unknown kind of parameter " + kind);
    return parameter;
}

ExerciseMaterial readMaterial()
{
    const Json json = Json::parse(exerciseMaterial());
    ExerciseMaterial material;
    for (const std::string_view kind : kindNames)
        material.argumentNames.push_back(
            json.at("arguments").at(std::string(kind)).get<std::vector<std::string>>());
    material.words = json.at("words").get<std::vector<std::string>>();
    material.letters = json.at("letters").get<std::vector<std::string>>();
    for (const Json &item : json.at("families")) {
        ExerciseFamily family;
        family.name = item.at("name").get<std::string>();
        family.argument = argumentKind(item.at("argument").get<std::string>());
        if (item.contains("inputs"))
            family.inputs = inputStyle(item.at("inputs").get<std::string>());
        for (const auto &[key, parameter] : item.at("parameters").items())
            family.parameters.push_back(readParameter(key, parameter, material));
        family.names = item.at("names").get<std::vector<std::string>>();
        family.docstrings = item.at("docstrings").get<std::vector<std::string>>();
        family.body = item.at("body").get<std::vector<std::string>>();
        family.reference = exerciseReference(family.name);
        material.families.push_back(std::move(family));
    }
    return material;
}

} // namespace

const ExerciseMaterial &exerciseFamilyMaterial()
{
    static const ExerciseMaterial material = readMaterial();
    return material;
}

} // namespace phi1
