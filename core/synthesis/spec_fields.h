// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "core/synthesis/synthesis_spec.h"

namespace phi1 {

/// Whole numbers and others within bounds.
struct CountField {
    std::uint64_t *value;
    std::uint64_t low = 0, high = std::numeric_limits<std::int64_t>::max();
};
struct NumberField {
    double *value;
    double low, high;
};
struct ChoiceField {
    std::string *value;
    std::vector<std::string> choices;
};
struct TextField {
    std::string *value;
};
struct FlagField {
    bool *value;
};
/// In TOML a list of texts.
struct TextsField {
    std::vector<std::string> *value;
};
/// In TOML a list, "builtin", or the name of a file.
struct ListField {
    std::vector<std::string> *value;
};

/// One key of a specification: how it is spelled, "generation.max_tokens", and where its value
/// goes.
struct SynthesisField {
    std::string key;
    std::variant<CountField, NumberField, ChoiceField, TextField, FlagField, TextsField, ListField>
        place;
};

/// All keys, in the order in which they are written.
std::vector<SynthesisField> synthesisFields(SynthesisSpec &spec);

} // namespace phi1
