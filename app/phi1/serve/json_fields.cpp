// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/json_fields.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"

namespace phi1 {

std::string shownValue(const Json &value)
{
    // Only a scalar is written out: a large list need not become text to be cut.
    if (value.is_array())
        return concat("a list of ", value.size());
    if (value.is_object())
        return "an object";
    if (value.is_string())
        return concat("\"", printable(value.get_ref<const std::string &>(), 40), "\"");
    return printable(dumpJson(value), 40);
}

JsonFields::JsonFields(const Json &object, std::string prefix)
    : m_object(object)
    , m_prefix(std::move(prefix))
{
    if (!object.is_object())
        fail({400,
              concat(m_prefix.empty() ? "the body" : m_prefix.substr(0, m_prefix.size() - 1),
                     " is ", shownValue(object), "; a JSON object is expected"),
              "", "", Json::object()});
}

const Json *JsonFields::find(const std::string &name)
{
    m_known.push_back(name);
    if (!m_object.is_object())
        return nullptr;
    const auto found = m_object.find(name);
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> JsonFields::text(const std::string &name)
{
    const Json *value = find(name);
    if (!value)
        return std::nullopt;
    if (!value->is_string()) {
        fail(name, shownValue(*value), "a text is expected");
        return std::nullopt;
    }
    return value->get<std::string>();
}

std::string JsonFields::requiredText(const std::string &name)
{
    const auto value = text(name);
    if (!value && isGood())
        fail(name, "missing", "a text is expected");
    return value.value_or("");
}

bool JsonFields::boolean(const std::string &name, bool otherwise)
{
    const Json *value = find(name);
    if (!value)
        return otherwise;
    if (!value->is_boolean()) {
        fail(name, shownValue(*value), "true or false is expected");
        return otherwise;
    }
    return value->get<bool>();
}

std::optional<std::int64_t> JsonFields::integer(const std::string &name, std::int64_t least,
                                                std::int64_t most)
{
    const Json *value = find(name);
    if (!value)
        return std::nullopt;
    // 16.0 is a whole number in every other language.
    const bool isInteger =
        value->is_number_integer() ||
        (value->is_number_float() &&
         value->get<double>() == static_cast<double>(static_cast<std::int64_t>(
                                     std::clamp(value->get<double>(), -9e15, 9e15))));
    const bool isIn =
        isInteger &&
        !(value->is_number_unsigned() &&
          value->get<std::uint64_t>() > std::uint64_t(std::numeric_limits<std::int64_t>::max())) &&
        value->get<std::int64_t>() >= least && value->get<std::int64_t>() <= most;
    if (!isIn) {
        fail(name, shownValue(*value),
             concat("a whole number from ", least, " to ", most, " is expected"));
        return std::nullopt;
    }
    return value->get<std::int64_t>();
}

std::optional<double> JsonFields::number(const std::string &name, double least, double most,
                                         bool leastExcluded)
{
    const Json *value = find(name);
    if (!value)
        return std::nullopt;
    const double found = value->is_number() ? value->get<double>() : least - 1;
    if (!value->is_number() || !(leastExcluded ? found > least : found >= least) ||
        !(found <= most)) {
        fail(name, shownValue(*value),
             leastExcluded ? concat("a number above ", least, ", to ", most, ", is expected")
                           : concat("a number from ", least, " to ", most, " is expected"));
        return std::nullopt;
    }
    return found;
}

std::optional<std::vector<TokenId>> JsonFields::ids(const std::string &name, std::size_t most)
{
    const Json *value = find(name);
    if (!value)
        return std::nullopt;
    if (!value->is_array()) {
        fail(name, shownValue(*value), "a list of ids is expected");
        return std::nullopt;
    }
    if (value->size() > most) {
        fail(name, shownValue(*value), concat("at most ", most, " are expected"));
        return std::nullopt;
    }
    return idsOf(*value, name);
}

std::vector<TokenId> JsonFields::idsOf(const Json &array, const std::string &name)
{
    std::vector<TokenId> ids;
    ids.reserve(array.size());
    for (const Json &value : array) {
        // The model's vocabulary is checked where the model is known.
        const bool isId =
            value.is_number_unsigned() &&
            value.get<std::uint64_t>() <= std::uint64_t(std::numeric_limits<TokenId>::max());
        if (!isId) {
            fail(name, concat("a list with ", shownValue(value), " at index ", ids.size()),
                 "ids, whole numbers from 0, are expected");
            return {};
        }
        ids.push_back(static_cast<TokenId>(value.get<std::uint64_t>()));
    }
    return ids;
}

void JsonFields::refuseUnknown()
{
    if (!m_object.is_object())
        return;
    for (const auto &[name, value] : m_object.items()) {
        if (std::find(m_known.begin(), m_known.end(), name) != m_known.end())
            continue;
        const std::string near = nearestName(name, m_known);
        fail({400,
              concat("the field ", m_prefix, printable(name, 60), " is not known here",
                     near.empty() ? "; docs/engine.md lists those that are"
                                  : concat("; did you mean ", near, "?")),
              m_prefix + printable(name, 60), "unknown_field", Json::object()});
        return;
    }
}

void JsonFields::fail(const std::string &name, const std::string &found,
                      const std::string &expected)
{
    fail({400, concat(m_prefix, name, " is ", found, "; ", expected), m_prefix + name,
          "invalid_value", Json::object()});
}

void JsonFields::fail(ApiError error)
{
    if (!m_error)
        m_error = std::move(error);
}

} // namespace phi1
