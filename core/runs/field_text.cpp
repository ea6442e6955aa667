// SPDX-License-Identifier: Apache-2.0
#include "core/runs/field_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <sstream>
#include <stdexcept>

#include "core/base/text.h"
#include "core/runs/toml_text.h"

namespace phi1 {

namespace {

std::string text(const std::string &value)
{
    return tomlText(std::string_view(value));
}

std::string text(double value)
{
    return tomlText(value);
}

std::string text(std::int64_t value)
{
    return std::to_string(value);
}

std::string text(bool value)
{
    return value ? "true" : "false";
}

std::string text(const std::vector<std::string> &values)
{
    std::string list;
    for (const std::string &value : values)
        list += (list.empty() ? "" : ", ") + text(value);
    return "[" + list + "]";
}

std::string text(const std::vector<DataSource> &sources)
{
    std::string list;
    for (const DataSource &source : sources)
        list += concat(list.empty() ? "" : ", ", "{ path = ", text(source.path),
                       ", weight = ", text(source.weight), " }");
    return "[" + list + "]";
}

} // namespace

std::string tomlText(std::string_view value)
{
    std::ostringstream out;
    toml::array holder;
    holder.push_back(std::string(value));
    out << toml::toml_formatter(holder, toml::format_flags::none);
    const std::string formatted = out.str();
    // "[ 'a' ]" → "'a'": the formatter prints values only inside a container.
    const std::size_t begin = formatted.find_first_not_of("[ \n");
    const std::size_t end = formatted.find_last_not_of("] \n");
    return formatted.substr(begin, end - begin + 1);
}

std::string tomlText(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    std::array<char, 64> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    std::string written(digits.data(), end);
    if (const std::size_t zero = written.find("e-0"); zero != std::string::npos)
        written.erase(zero + 2, 1); // 1e-4, not 1e-04
    if (written.find_first_of(".e") == std::string::npos)
        written += ".0"; // else it would be read as a whole number
    return written;
}

std::string fieldText(const RunField &field)
{
    return std::visit([](const auto *value) { return text(*value); }, field.value);
}

RunField runField(RunConfig &config, std::string_view name)
{
    for (RunField &field : runFields(config)) {
        if (field.name == name)
            return std::move(field);
    }
    throw std::invalid_argument(concat(name, " is no key of the configuration"));
}

} // namespace phi1
