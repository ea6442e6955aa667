// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/json_reader.h"

#include <cmath>
#include <limits>
#include <utility>

#include "core/base/base64.h"
#include "core/base/text.h"

namespace phi1 {

Json textToJson(std::string_view text)
{
    if (isUtf8(text))
        return std::string(text);
    return Json{{"base64", toBase64(text)}};
}

std::string shortText(const Json &json)
{
    constexpr std::size_t limit = 40;
    return json.is_structured() ? json.type_name() : printable(dumpJson(json), limit);
}

Result<std::string> bytesFromJson(const Json &json, std::string_view where)
{
    if (json.is_string()) {
        if (auto bytes = fromBase64(json.get_ref<const std::string &>()))
            return std::move(*bytes);
    }
    return failure(ErrorCode::Corrupt, concat(where, " should be bytes in base64"));
}

Result<std::string> textFromJson(const Json &json, std::string_view where)
{
    if (json.is_string())
        return json.get<std::string>();
    if (json.is_object() && json.contains("base64"))
        return bytesFromJson(json.at("base64"), where);
    return failure(ErrorCode::Corrupt,
                   concat(where, " should be a text, found ", json.type_name()));
}

Result<float> floatFromJson(const Json &json, std::string_view where)
{
    PHI1_ASSIGN(const double value, numberFromJson(json, where));
    if (std::isfinite(value) &&
        std::abs(value) > static_cast<double>(std::numeric_limits<float>::max()))
        return failure(ErrorCode::Corrupt,
                       concat(where, " should be a number of single precision, found ", value));
    return static_cast<float>(value);
}

Result<std::int64_t> integerFromJson(const Json &json, std::string_view where, std::int64_t low,
                                     std::int64_t high)
{
    const bool tooLarge = json.is_number_unsigned() &&
                          json.get<std::uint64_t>() >
                              static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!json.is_number_integer() || tooLarge || json.get<std::int64_t>() < low ||
        json.get<std::int64_t>() > high)
        return failure(ErrorCode::Corrupt, concat(where, " should be a whole number from ", low,
                                                  " to ", high, ", found ", shortText(json)));
    return json.get<std::int64_t>();
}

JsonReader::JsonReader(const Json &json, std::string where)
    : m_json(json)
    , m_where(std::move(where))
{
    if (!json.is_object())
        m_result =
            failure(ErrorCode::Corrupt, concat(m_where.empty() ? "The file" : m_where,
                                               " should be an object, found ", json.type_name()));
}

const Json *JsonReader::find(const char *key) const
{
    if (!m_result)
        return nullptr;
    const auto found = m_json.find(key);
    return found == m_json.end() ? nullptr : &*found;
}

std::string JsonReader::place(const char *key) const
{
    return m_where.empty() ? key : m_where + '.' + key;
}

JsonReader &
JsonReader::value(const char *key,
                  const std::function<Result<void>(const Json &, const std::string &)> &read)
{
    if (const Json *found = find(key))
        m_result = read(*found, place(key));
    return *this;
}

JsonReader &JsonReader::text(const char *key, std::string &value)
{
    return this->value(key, [&](const Json &json, const std::string &where) -> Result<void> {
        PHI1_ASSIGN(value, textFromJson(json, where));
        return {};
    });
}

JsonReader &JsonReader::integer(const char *key, std::int64_t &value)
{
    using Limits = std::numeric_limits<std::int64_t>;
    return this->value(key, [&](const Json &json, const std::string &where) -> Result<void> {
        PHI1_ASSIGN(value, integerFromJson(json, where, Limits::min(), Limits::max()));
        return {};
    });
}

JsonReader &JsonReader::integer(const char *key, std::int32_t &value, std::int64_t low,
                                std::int64_t high)
{
    return this->value(key, [&](const Json &json, const std::string &where) -> Result<void> {
        PHI1_ASSIGN(const std::int64_t wide, integerFromJson(json, where, low, high));
        value = static_cast<std::int32_t>(wide);
        return {};
    });
}

JsonReader &JsonReader::integer(const char *key, std::int32_t &value)
{
    using Limits = std::numeric_limits<std::int32_t>;
    return integer(key, value, Limits::min(), Limits::max());
}

JsonReader &JsonReader::unsignedInteger(const char *key, std::uint64_t &value)
{
    return this->value(key, [&](const Json &json, const std::string &where) -> Result<void> {
        if (!json.is_number_integer() ||
            (!json.is_number_unsigned() && json.get<std::int64_t>() < 0))
            return failure(
                ErrorCode::Corrupt,
                concat(where, " should be a whole number from 0, found ", shortText(json)));
        value = json.get<std::uint64_t>();
        return {};
    });
}

JsonReader &JsonReader::number(const char *key, double &value)
{
    return this->value(key, [&](const Json &json, const std::string &where) -> Result<void> {
        PHI1_ASSIGN(value, numberFromJson(json, where));
        return {};
    });
}

JsonReader &JsonReader::boolean(const char *key, bool &value)
{
    return this->value(key, [&](const Json &json, const std::string &where) -> Result<void> {
        if (!json.is_boolean())
            return failure(ErrorCode::Corrupt,
                           concat(where, " should be true or false, found ", json.type_name()));
        value = json.get<bool>();
        return {};
    });
}

JsonReader &
JsonReader::list(const char *key, std::size_t limit,
                 const std::function<Result<void>(const Json &, const std::string &)> &read)
{
    return value(key, [&](const Json &json, const std::string &where) -> Result<void> {
        if (!json.is_array())
            return failure(ErrorCode::Corrupt,
                           concat(where, " should be a list, found ", json.type_name()));
        if (json.size() > limit)
            return failure(ErrorCode::Corrupt, concat(where, " holds ", json.size(),
                                                      " elements, at most ", limit, " fit"));
        for (std::size_t i = 0; i < json.size(); ++i)
            PHI1_TRY(read(json[i], where + '[' + std::to_string(i) + ']'));
        return {};
    });
}

JsonReader &JsonReader::texts(const char *key, std::size_t limit, std::vector<std::string> &values)
{
    if (find(key))
        values.clear();
    return list(key, limit, [&](const Json &json, const std::string &where) -> Result<void> {
        PHI1_ASSIGN(std::string text, textFromJson(json, where));
        values.push_back(std::move(text));
        return {};
    });
}

Result<void> checkFormat(const Json &json, std::string_view format, int version)
{
    std::string found;
    int number = 0;
    PHI1_TRY(JsonReader(json, {}).text("format", found).integer("version", number).result());
    if (found != format)
        return failure(ErrorCode::Corrupt, concat("The file's format is \"", printable(found, 40),
                                                  "\", expected \"", format, '"'));
    if (number != version)
        return failure(ErrorCode::Incompatible,
                       concat("The file has version ", number, " of the format ", format,
                              ", this program knows version ", version,
                              "; use the program that wrote it"));
    return {};
}

} // namespace phi1
