// SPDX-License-Identifier: Apache-2.0
#include "core/demonstration/exercise_inputs.h"

#include <algorithm>
#include <stdexcept>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Where one input comes from: the family, the parameters and the draws.
struct InputSource {
    const ExerciseFamily &family;
    const std::vector<Json> &parameters;
    PhiloxStream &random;

    std::int64_t between(std::int64_t low, std::int64_t high) const
    {
        return low +
               static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
    }
    /// One of the number parameters, or any number where there is none.
    std::int64_t numberParameter() const
    {
        std::vector<std::int64_t> numbers;
        for (const Json &parameter : parameters) {
            if (parameter.is_number())
                numbers.push_back(parameter.get<std::int64_t>());
        }
        return numbers.empty() ? between(2, 60) : chooseOne(numbers, random);
    }
    std::string textParameter() const
    {
        std::vector<std::string> texts;
        for (const Json &parameter : parameters) {
            if (parameter.is_string())
                texts.push_back(parameter.get<std::string>());
        }
        return texts.empty() ? word() : chooseOne(texts, random);
    }
    std::string word() const { return chooseOne(exerciseFamilyMaterial().words, random); }
    std::string letters(std::int64_t count) const
    {
        std::string text;
        for (std::int64_t i = 0; i < count; ++i)
            text += chooseOne(exerciseFamilyMaterial().letters, random);
        return text;
    }
};

std::int64_t numberNear(const InputSource &source)
{
    const std::int64_t parameter = source.numberParameter();
    switch (source.random.below(4)) {
    case 0:
        return std::max<std::int64_t>(0, parameter + source.between(-2, 2));
    case 1:
        return parameter * source.between(0, 5);
    case 2:
        return parameter * source.between(0, 4) + source.between(0, 3);
    default:
        return source.between(0, 99);
    }
}

Json numberList(const InputSource &source)
{
    Json list = Json::array();
    const std::int64_t parameter = source.numberParameter();
    if (source.family.inputs == InputStyle::Long) {
        const std::int64_t size = parameter + source.between(-1, 7);
        for (std::int64_t i = 0; i < size; ++i)
            list.push_back(source.between(0, 99));
        return list;
    }
    const std::uint64_t mode = source.random.below(6);
    const std::int64_t size = mode == 5 ? 1 : source.between(2, 6);
    for (std::int64_t i = 0; i < size; ++i) {
        if (source.family.inputs == InputStyle::Small)
            list.push_back(source.between(0, 4));
        else if (mode == 0)
            list.push_back(source.between(0, parameter));
        else if (mode == 1)
            list.push_back(source.between(parameter, parameter + 40));
        else if (mode == 5)
            list.push_back(std::max<std::int64_t>(0, parameter + source.between(-1, 1)));
        else
            list.push_back(numberNear(source));
    }
    return list;
}

std::string textAround(const InputSource &source)
{
    const std::string parameter = source.textParameter();
    switch (source.random.below(6)) {
    case 0:
        return parameter + source.word();
    case 1:
        return source.word() + parameter;
    case 2:
        return source.word() + parameter + source.word() + parameter;
    case 3:
        return source.letters(source.between(1, 9));
    case 4:
        return parameter + source.letters(1);
    default:
        return source.word() + " " + source.word();
    }
}

Json textInput(const InputSource &source)
{
    const bool counted = source.parameters[0].is_number();
    if (counted && source.family.inputs == InputStyle::Long)
        return source.letters(source.numberParameter() + source.between(-1, 6));
    if (counted && source.random.below(2) == 0)
        return source.letters(
            std::max<std::int64_t>(1, source.numberParameter() + source.between(-1, 2)) % 40);
    return textAround(source);
}

Json wordList(const InputSource &source)
{
    Json list = Json::array();
    const std::int64_t size = source.between(2, 5);
    for (std::int64_t i = 0; i < size; ++i) {
        if (source.parameters[0].is_number())
            list.push_back(source.letters(
                std::max<std::int64_t>(1, source.numberParameter() + source.between(-2, 3))));
        else
            list.push_back(source.random.below(2) == 0 ? source.word() : textAround(source));
    }
    return list;
}

Json tableInput(const InputSource &source)
{
    Json table = Json::object();
    const std::int64_t size = source.between(1, 5);
    for (std::int64_t i = 0; i < size; ++i)
        table[source.word()] = numberNear(source);
    if (source.random.below(2) == 0 && std::ranges::any_of(source.parameters, &Json::is_string))
        table[source.textParameter()] = numberNear(source);
    return table;
}

Json drawInput(const InputSource &source)
{
    switch (source.family.argument) {
    case ArgumentKind::Numbers:
        return numberList(source);
    case ArgumentKind::Text:
        return textInput(source);
    case ArgumentKind::Words:
        return wordList(source);
    case ArgumentKind::Number:
        return numberNear(source);
    case ArgumentKind::Table:
        return tableInput(source);
    }
    return {};
}

std::vector<Json> outputsOf(const ExerciseFamily &family, const std::vector<Json> &parameters,
                            const std::vector<Json> &inputs)
{
    std::vector<Json> outputs;
    for (const Json &input : inputs)
        outputs.push_back(family.reference(input, parameters));
    return outputs;
}

bool tellsOtherParameters(const ExerciseFamily &family, const std::vector<Json> &parameters,
                          const std::vector<Json> &inputs, const std::vector<Json> &outputs)
{
    std::vector<Json> others = parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        for (const Json &value : family.parameters[i].values) {
            if (value == parameters[i])
                continue;
            others[i] = value;
            bool equal = true;
            for (std::size_t j = 0; j < inputs.size() && equal; ++j)
                equal = family.reference(inputs[j], others) == outputs[j];
            if (equal)
                return false;
        }
        others[i] = parameters[i];
    }
    return true;
}

} // namespace

std::vector<Json> drawInputs(const ExerciseFamily &family, const std::vector<Json> &parameters,
                             std::size_t count, PhiloxStream &random)
{
    std::vector<Json> inputs;
    for (int attempt = 0; inputs.size() < count && attempt < 1000; ++attempt) {
        Json input = drawInput({family, parameters, random});
        if (std::find(inputs.begin(), inputs.end(), input) == inputs.end())
            inputs.push_back(std::move(input));
    }
    return inputs;
}

std::vector<Json> drawTellingInputs(const ExerciseFamily &family,
                                    const std::vector<Json> &parameters, std::size_t count,
                                    PhiloxStream &random)
{
    for (int attempt = 0; attempt < 400; ++attempt) {
        // Some parameters are told apart by more inputs only, so the wish grows with the attempts.
        const std::vector<Json> inputs =
            drawInputs(family, parameters, count + static_cast<std::size_t>(attempt / 40), random);
        const std::vector<Json> outputs = outputsOf(family, parameters, inputs);
        const bool constant =
            std::ranges::all_of(outputs, [&](const Json &o) { return o == outputs[0]; });
        if (!constant && outputs != inputs &&
            tellsOtherParameters(family, parameters, inputs, outputs))
            return inputs;
    }
    throw std::logic_error("exercise material: no telling inputs for the family " + family.name);
}

std::string pythonLiteral(const Json &value)
{
    if (value.is_null())
        return "None";
    if (value.is_boolean())
        return value.get<bool>() ? "True" : "False";
    if (value.is_string())
        return concat("'", value.get<std::string>(), "'");
    if (value.is_array()) {
        std::string text = "[";
        for (std::size_t i = 0; i < value.size(); ++i)
            text.append(i ? ", " : "").append(pythonLiteral(value[i]));
        return text + "]";
    }
    if (value.is_object()) {
        std::string text = "{";
        for (const auto &[key, item] : value.items())
            text += concat(text.size() > 1 ? ", '" : "'", key, "': ", pythonLiteral(item));
        return text + "}";
    }
    return value.dump();
}

} // namespace phi1
