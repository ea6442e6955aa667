// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/api_key.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <string.h> // explicit_bzero is not in <cstring>'s namespace
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::size_t longestKey = 8192;
constexpr std::size_t shortestSecret = 8;

} // namespace

ApiKey::~ApiKey()
{
    if (!m_text.empty())
        ::explicit_bzero(m_text.data(), m_text.size());
}

Result<ApiKey> ApiKey::fromText(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    ApiKey key;
    if (begin == std::string_view::npos)
        return key;
    text = text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
    const bool fits =
        std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
    if (!fits || text.size() > longestKey)
        return failure(ErrorCode::Usage,
                       concat("the key has ", text.size(), " bytes",
                              fits ? "" : ", with blanks or signs that are not ASCII,",
                              " and cannot be one; one line of at most ", longestKey,
                              " printable signs is expected"));
    key.m_text = text;
    return key;
}

Result<ApiKey> ApiKey::fromEnvironment()
{
    Result<ApiKey> key = ApiKey();
    for (const char *name : {"PHI1_API_KEY", "OPENAI_API_KEY"}) {
        const char *value = std::getenv(name);
        if (value && key && key->isEmpty())
            key = fromText(value);
        ::unsetenv(name);
    }
    return key;
}

Result<ApiKey> ApiKey::fromDescriptor(int fd)
{
    std::string line;
    char c = 0;
    while (line.size() <= longestKey) {
        const ssize_t got = ::read(fd, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(ErrorCode::Io, concat("the key cannot be read from standard input: ",
                                                 systemMessage(errno)));
        if (got == 0 || c == '\n')
            break;
        line += c;
    }
    Result<ApiKey> key = fromText(line);
    ::explicit_bzero(line.data(), line.size());
    return key;
}

std::string ApiKey::header() const
{
    return "Authorization: Bearer " + m_text;
}

std::string ApiKey::redacted(std::string text) const
{
    if (m_text.size() < shortestSecret)
        return text;
    constexpr std::string_view mark = "[key]";
    for (std::size_t at = text.find(m_text); at != std::string::npos;
         at = text.find(m_text, at + mark.size()))
        text.replace(at, m_text.size(), mark);
    return text;
}

} // namespace phi1
