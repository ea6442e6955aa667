// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

/// A text as JSON: a string, or {"base64":…} where it is not UTF-8.
Json textToJson(std::string_view text);
Result<std::string> textFromJson(const Json &json, std::string_view where);
/// A number of single precision that reads back bit-equal.
Result<float> floatFromJson(const Json &json, std::string_view where);
Result<std::int64_t> integerFromJson(const Json &json, std::string_view where, std::int64_t low,
                                     std::int64_t high);
Result<std::string> bytesFromJson(const Json &json, std::string_view where);

/// The value for an error message: a list or an object by its kind alone, however deep it is.
std::string shortText(const Json &json);

/// Reads the keys of an object that may come from anywhere. A missing key leaves the value as it
/// is; the first thing that does not fit is kept as the error, and what follows is not read.
class JsonReader
{
public:
    /// @param where  names the object in errors: "panes[2]"
    JsonReader(const Json &json, std::string where);

    JsonReader &text(const char *key, std::string &value);
    JsonReader &integer(const char *key, std::int32_t &value);
    JsonReader &integer(const char *key, std::int64_t &value);
    JsonReader &integer(const char *key, std::int32_t &value, std::int64_t low, std::int64_t high);
    JsonReader &unsignedInteger(const char *key, std::uint64_t &value);
    JsonReader &number(const char *key, double &value);
    JsonReader &boolean(const char *key, bool &value);
    /// Calls `read` with each element and its place; more than `limit` are refused.
    JsonReader &list(const char *key, std::size_t limit,
                     const std::function<Result<void>(const Json &, const std::string &)> &read);
    JsonReader &texts(const char *key, std::size_t limit, std::vector<std::string> &values);
    /// Calls `read` where the key is there.
    JsonReader &value(const char *key,
                      const std::function<Result<void>(const Json &, const std::string &)> &read);

    Result<void> result() const { return m_result; }

private:
    const Json *find(const char *key) const;
    std::string place(const char *key) const;

    const Json &m_json;
    std::string m_where;
    Result<void> m_result;
};

/// Checks {"format":…,"version":…}: another format is Corrupt, another version Incompatible.
Result<void> checkFormat(const Json &json, std::string_view format, int version);

} // namespace phi1
