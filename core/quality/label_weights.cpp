// SPDX-License-Identifier: Apache-2.0
#include "core/quality/label_weights.h"

#include <charconv>
#include <cmath>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::string_view prefix = "__label__";

std::string nameOf(std::string_view label)
{
    return std::string(label.starts_with(prefix) ? label.substr(prefix.size()) : label);
}

} // namespace

LabelWeights LabelWeights::standard()
{
    LabelWeights weights;
    weights.m_weights = {{"Low", 0}, {"Mid", 1}, {"High", 2}};
    return weights;
}

Result<LabelWeights> LabelWeights::parse(std::string_view text)
{
    LabelWeights weights;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(','));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        const std::size_t equals = part.rfind('=');
        double value = 0;
        const bool hasValue = equals != std::string_view::npos && equals != 0;
        const char *end = part.data() + part.size();
        if (hasValue) {
            const auto parsed = std::from_chars(part.data() + equals + 1, end, value);
            if (parsed.ec == std::errc() && parsed.ptr == end && std::isfinite(value) &&
                weights.m_weights.emplace(nameOf(part.substr(0, equals)), value).second)
                continue;
        }
        return failure(ErrorCode::Usage, concat("'", printable(part),
                                                "' is no weight: LABEL=NUMBER is expected, each "
                                                "label once, as in Low=0,Mid=1,High=2."));
    }
    if (weights.m_weights.empty())
        return failure(ErrorCode::Usage,
                       "No weights: LABEL=NUMBER is expected, as in Low=0,Mid=1,High=2.");
    return weights;
}

Result<std::vector<double>> LabelWeights::of(std::span<const std::string> labels) const
{
    std::vector<double> weights;
    std::string names, missing;
    for (const std::string &label : labels) {
        const std::string name = nameOf(label);
        if (names.size() < 400)
            names += (names.empty() ? "" : ", ") + printable(name, 60);
        const auto found = m_weights.find(name);
        if (found == m_weights.end())
            missing = missing.empty() ? name : missing;
        else
            weights.push_back(found->second);
    }
    if (weights.size() == labels.size() && weights.size() == m_weights.size())
        return weights;
    std::string found = "it has labels without a weight";
    if (missing.empty())
        found = "a weight is for no label of it";
    return failure(ErrorCode::Usage,
                   concat("The weights do not fit the classifier: ", found, ". Its labels are ",
                          names, "; give --weights with a number for each of them."));
}

Json LabelWeights::toJson() const
{
    Json json = Json::object();
    for (const auto &[label, weight] : m_weights)
        json[label] = weight;
    return json;
}

} // namespace phi1
