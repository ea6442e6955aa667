// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace phi1 {

/// The key of an endpoint, in memory only: it goes into the header of requests and nowhere else.
/// Whatever a server sends is passed through redacted() before anything else sees it, for servers
/// repeat keys in their messages.
class ApiKey
{
public:
    ApiKey() = default; ///< none
    ApiKey(const ApiKey &) = default;
    ApiKey(ApiKey &&) noexcept = default;
    ApiKey &operator=(const ApiKey &) = default;
    ApiKey &operator=(ApiKey &&) noexcept = default;
    ~ApiKey(); ///< overwrites it

    /// Blanks and line breaks at the ends are left out; nothing left is no key. Usage, without
    /// repeating it, for what cannot stand in a header.
    static Result<ApiKey> fromText(std::string_view text);
    /// PHI1_API_KEY, else OPENAI_API_KEY, else none; both are taken out of the environment, so that
    /// no process started later has them.
    static Result<ApiKey> fromEnvironment();
    /// The first line of a file descriptor, standard input.
    static Result<ApiKey> fromDescriptor(int fd);

    bool isEmpty() const { return m_text.empty(); }
    /// "Authorization: Bearer …"
    std::string header() const;
    /// The text with every occurrence of the key replaced by "[key]". Keys of fewer than eight
    /// bytes
    /// ("none", "EMPTY") are passwords of nothing and occur in texts by accident.
    std::string redacted(std::string text) const;

private:
    std::string m_text;
};

} // namespace phi1
