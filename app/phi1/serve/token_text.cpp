// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/token_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

void appendJsonText(std::string &out, std::string_view bytes)
{
    out += dumpJson(Json(std::string(bytes)));
}

void appendBase64(std::string &out, std::string_view bytes)
{
    static constexpr char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        unsigned value = 0;
        for (std::size_t k = 0; k < 3; ++k)
            value = (value << 8) | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        out += letters[value >> 18];
        out += letters[(value >> 12) & 63];
        out += count > 1 ? letters[(value >> 6) & 63] : '=';
        out += count > 2 ? letters[value & 63] : '=';
    }
}

void appendJsonFloat(std::string &out, float value)
{
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    char digits[32];
    out.append(digits, std::to_chars(std::begin(digits), std::end(digits), value).ptr);
}

void appendJsonInteger(std::string &out, long long value)
{
    char digits[24];
    out.append(digits, std::to_chars(std::begin(digits), std::end(digits), value).ptr);
}

std::string tokenName(TokenId id, std::string_view bytes)
{
    if (bytes.empty())
        return concat("token_id:", id);
    if (isUtf8(bytes))
        return std::string(bytes);
    static constexpr char digits[] = "0123456789abcdef";
    std::string name = "bytes:";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        name += "\\x";
        name += digits[byte >> 4];
        name += digits[byte & 15];
    }
    return name;
}

long long charactersBegun(std::string_view bytes)
{
    return std::count_if(bytes.begin(), bytes.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

} // namespace phi1
