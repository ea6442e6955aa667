// SPDX-License-Identifier: Apache-2.0
#include "core/runs/toml_values.h"

#include <cmath>
#include <sstream>

#include "core/base/text.h"
#include "core/runs/run_fields.h"

namespace phi1 {

namespace {

std::string shown(const toml::node &node)
{
    if (const auto string = node.value<std::string>())
        return concat("\"", printable(*string, 80), "\"");
    std::ostringstream text;
    if (const auto *table = node.as_table())
        text << *table;
    else if (const auto *array = node.as_array())
        text << *array;
    else
        node.visit([&](const auto &value) {
            if constexpr (toml::is_value<decltype(value)>)
                text << value;
        });
    return printable(text.str(), 80);
}

/// Strings are shown without quotes in a value, so that --set data.tokenizer=1 means the folder
/// "1".
std::string asText(const toml::node &node)
{
    if (const auto text = node.value<std::string>())
        return *text;
    return shown(node);
}

/// Reads one value into one field; knows what to say when it does not fit.
class ValueReader
{
public:
    ValueReader(const RunField &field, const std::string &name, const std::filesystem::path &folder)
        : m_field(field)
        , m_name(name)
        , m_folder(folder)
    {}

    Result<void> read(const toml::node &node)
    {
        return std::visit([&](auto *target) { return readInto(node, *target); }, m_field.value);
    }

private:
    tl::unexpected<Error> wrong(const toml::node &node, const std::string &expected) const
    {
        return failure(ErrorCode::Usage, concat(m_name, ": ", m_field.name, " is ", shown(node),
                                                ", expected ", expected));
    }

    std::string range(const char *kind) const
    {
        const bool upper = std::isfinite(m_field.maximum) && m_field.maximum < 1e12;
        std::string text = concat(kind,
                                  m_field.aboveMinimum ? " above "
                                  : upper              ? " from "
                                                       : " of at least ",
                                  m_field.minimum);
        if (upper)
            text += concat(m_field.aboveMinimum ? " and at most " : " to ", m_field.maximum);
        return text;
    }

    bool inRange(double value) const
    {
        return value <= m_field.maximum &&
               (m_field.aboveMinimum ? value > m_field.minimum : value >= m_field.minimum);
    }

    Result<void> readInto(const toml::node &node, std::int64_t &target) const
    {
        const std::string expected = range("a whole number");
        std::int64_t value = 0;
        if (const auto *integer = node.as_integer()) {
            value = integer->get();
        } else if (const auto *real = node.as_floating_point();
                   real && std::floor(real->get()) == real->get() && std::abs(real->get()) < 1e15) {
            value = static_cast<std::int64_t>(real->get()); // 1e6 is a natural way to write a count
        } else {
            return wrong(node, expected);
        }
        if (!inRange(static_cast<double>(value)))
            return wrong(node, expected);
        target = value;
        return {};
    }

    Result<void> readInto(const toml::node &node, double &target) const
    {
        const auto value = node.is_number() ? node.value<double>() : std::nullopt;
        if (!value || !std::isfinite(*value) || !inRange(*value))
            return wrong(node, range("a number"));
        target = *value;
        return {};
    }

    Result<void> readInto(const toml::node &node, bool &target) const
    {
        if (!node.is_boolean())
            return wrong(node, "true or false");
        target = node.as_boolean()->get();
        return {};
    }

    Result<void> readInto(const toml::node &node, std::string &target) const
    {
        if (node.is_table() || node.is_array())
            return wrong(node, "a string");
        target = asText(node);
        if (!m_field.choices.empty()) {
            std::string list;
            for (const std::string &choice : m_field.choices) {
                if (choice == target)
                    return {};
                list += (list.empty() ? "" : ", ") + choice;
            }
            return wrong(node, "one of " + list);
        }
        if (m_field.isPath)
            target = absolute(target);
        return {};
    }

    Result<void> readInto(const toml::node &node, std::vector<std::string> &target) const
    {
        std::vector<std::string> values;
        if (const auto *array = node.as_array()) {
            for (const toml::node &element : *array) {
                if (element.is_table() || element.is_array())
                    return wrong(node, "a list of strings");
                values.push_back(asText(element));
            }
        } else if (!node.is_table()) {
            values.push_back(asText(node));
        } else {
            return wrong(node, "a list of strings");
        }
        target = std::move(values);
        return {};
    }

    Result<void> readInto(const toml::node &node, std::vector<DataSource> &target) const
    {
        std::vector<DataSource> sources;
        if (const auto *array = node.as_array()) {
            for (const toml::node &element : *array) {
                PHI1_ASSIGN(DataSource source, readSource(element));
                sources.push_back(std::move(source));
            }
        } else {
            PHI1_ASSIGN(DataSource source, readSource(node));
            sources.push_back(std::move(source));
        }
        target = std::move(sources);
        return {};
    }

    Result<DataSource> readSource(const toml::node &node) const
    {
        const char *expected = "a folder, builtin:textbook, builtin:exercises, or a list of such, "
                               "each as a string or as "
                               "{path = \"…\", weight = 1.0}";
        DataSource source;
        if (const auto *table = node.as_table()) {
            for (const auto &[key, value] : *table) {
                if (key == "path" && value.is_string())
                    source.path = value.as_string()->get();
                else if (key == "weight" && value.is_number())
                    source.weight = value.value<double>().value_or(0.0);
                else
                    return wrong(node, expected);
            }
        } else if (node.is_array()) {
            return wrong(node, expected);
        } else {
            source.path = asText(node);
        }
        if (source.path.empty())
            return wrong(node, expected);
        source.path = absolute(source.path);
        return source;
    }

    /// Relative paths start at the configuration's folder; one that is not there but under the
    /// current folder means that.
    std::string absolute(const std::string &text) const
    {
        if (text.empty() || text.starts_with("builtin:") || m_folder.empty())
            return text;
        const std::filesystem::path path = text;
        std::error_code error;
        if (path.is_relative() && !std::filesystem::exists(m_folder / path, error) &&
            std::filesystem::exists(path, error))
            return std::filesystem::absolute(path, error).lexically_normal().string();
        return (m_folder / path).lexically_normal().string();
    }

    const RunField &m_field;
    const std::string &m_name;
    const std::filesystem::path &m_folder;
};

tl::unexpected<Error> unknownKey(const std::string &name, const std::string &key,
                                 const std::vector<RunField> &fields)
{
    std::vector<std::string> known;
    for (const RunField &field : fields)
        known.push_back(field.name);
    std::string nearest = nearestName(key, known);
    if (nearest.empty()) { // the right key in the wrong section, or in none
        const auto last = [](const std::string &text) { return text.substr(text.rfind('.') + 1); };
        std::vector<std::string> ends;
        for (const RunField &field : fields)
            ends.push_back(last(field.name));
        const std::string end = nearestName(last(key), ends);
        for (std::size_t i = 0; i < ends.size() && nearest.empty(); ++i) {
            if (ends[i] == end)
                nearest = known[i];
        }
    }
    return failure(ErrorCode::Usage,
                   concat(name, ": unknown key ", printable(key),
                          nearest.empty() ? "" : concat("; did you mean ", nearest, "?")));
}

} // namespace

Result<void> takeFormat(toml::table &table, const std::string &name)
{
    const toml::node *node = table.get("format");
    if (!node)
        return {};
    const auto format = node->value<std::int64_t>();
    if (!format || *format < 1)
        return failure(ErrorCode::Corrupt, concat(name, ": format is ", shown(*node),
                                                  ", expected a whole number from 1"));
    if (*format > RunRecord::format)
        return failure(ErrorCode::Incompatible,
                       concat(name, " has format ", *format, ", this program reads up to format ",
                              RunRecord::format, "; use a newer phi1"));
    table.erase("format");
    return {};
}

Result<void> applyToml(const toml::table &table, RunConfig &config, const std::string &name,
                       const std::filesystem::path &folder, std::set<std::string> *given)
{
    const std::vector<RunField> fields = runFields(config);
    const auto fieldNamed = [&](const std::string &key) -> const RunField * {
        for (const RunField &field : fields) {
            if (field.name == key)
                return &field;
        }
        return nullptr;
    };
    for (const auto &[sectionKey, section] : table) {
        const std::string sectionName(sectionKey.str());
        if (sectionName == "resolved")
            continue;
        if (!section.is_table())
            return unknownKey(name, sectionName, fields);
        for (const auto &[valueKey, node] : *section.as_table()) {
            const std::string key = sectionName + "." + std::string(valueKey.str());
            const RunField *field = fieldNamed(key);
            if (!field)
                return unknownKey(name, key, fields);
            PHI1_TRY(ValueReader(*field, name, folder).read(node));
            if (given)
                given->insert(key);
        }
    }
    return {};
}

} // namespace phi1
