// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/phi1/serve/api_error.h"
#include "core/base/json.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// Reads the fields of a request one by one and keeps the first thing that is wrong: a sentence
/// with the field, what was found and what is expected. A field that is null counts as absent.
class JsonFields
{
public:
    /// @param object  kept by the caller
    /// @param prefix  of the names in messages: "stream_options."
    explicit JsonFields(const Json &object, std::string prefix = "");

    /// The field, or null where it is absent.
    const Json *find(const std::string &name);

    std::optional<std::string> text(const std::string &name);
    std::string requiredText(const std::string &name);
    bool boolean(const std::string &name, bool otherwise);
    std::optional<std::int64_t> integer(const std::string &name, std::int64_t least,
                                        std::int64_t most);
    std::optional<double> number(const std::string &name, double least, double most,
                                 bool leastExcluded = false);
    std::optional<std::vector<TokenId>> ids(const std::string &name, std::size_t most);
    /// The ids in an array; the first that is none is reported under `name`.
    std::vector<TokenId> idsOf(const Json &array, const std::string &name);

    /// Reports the first field that nobody asked for, with the known one it resembles.
    void refuseUnknown();
    void fail(const std::string &name, const std::string &found, const std::string &expected);
    void fail(ApiError error);

    bool isGood() const { return !m_error; }
    const std::optional<ApiError> &error() const { return m_error; }

private:
    const Json &m_object;
    std::string m_prefix;
    std::vector<std::string> m_known;
    std::optional<ApiError> m_error;
};

/// A value as a message shows it, cut after some letters.
std::string shownValue(const Json &value);

} // namespace phi1
