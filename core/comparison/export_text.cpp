// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/export_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ctime>

#include "core/base/text.h"

namespace phi1 {

namespace {

struct Character {
    std::size_t size = 1;
    std::uint32_t codePoint = 0;
    bool isValid = false;
};

Character characterAt(std::string_view text)
{
    const auto first = static_cast<unsigned char>(text.front());
    Character result;
    if (first < 0x80)
        return {1, first, true};
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (size > text.size() || !isUtf8(text.substr(0, size)))
        return result;
    std::uint32_t codePoint = first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i)
        codePoint = codePoint << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    return {size, codePoint, true};
}

/// Controls of C0 and C1, and what turns the direction of writing or hides.
bool isActive(std::uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

std::string hexText(std::uint32_t value, int digits)
{
    std::string text(static_cast<std::size_t>(digits), '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4U)
        *digit = "0123456789abcdef"[value & 15U];
    return text;
}

/// Calls `append` with each character as it is shown, and what it was.
template<typename Append>
void forEachVisible(std::string_view text, Append &&append)
{
    while (!text.empty()) {
        const Character c = characterAt(text);
        if (!c.isValid)
            append("\\x" + hexText(static_cast<unsigned char>(text.front()), 2), 0U);
        else if (c.codePoint == '\n' || c.codePoint == '\t' || !isActive(c.codePoint))
            append(std::string(text.substr(0, c.size)), c.codePoint);
        else if (c.codePoint < 0x100)
            append("\\x" + hexText(c.codePoint, 2), 0U);
        else
            append("\\u" + hexText(c.codePoint, 4), 0U);
        text.remove_prefix(c.size);
    }
}

std::string_view htmlEntity(std::uint32_t codePoint)
{
    switch (codePoint) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return {};
    }
}

} // namespace

std::string fixedText(double value, int decimals)
{
    if (!std::isfinite(value))
        return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    if (std::abs(value) >= 1e15)
        decimals = 0;
    std::array<char, 400> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                       std::chars_format::fixed, decimals);
    return {buffer.data(), written.ptr};
}

std::string probabilityText(double logProbability)
{
    const double percent = 100 * std::exp(logProbability);
    return percent > 0 && percent < 0.05 ? "< 0.1 %" : fixedText(percent, 1) + " %";
}

std::string secondsText(double seconds)
{
    return seconds < 1 ? fixedText(seconds * 1000, 0) + " ms" : fixedText(seconds, 2) + " s";
}

std::string byteText(std::int64_t bytes)
{
    const auto value = static_cast<double>(bytes);
    if (bytes >= 1'000'000'000)
        return fixedText(value / 1e9, 1) + " GB";
    if (bytes >= 1'000'000)
        return fixedText(value / 1e6, 0) + " MB";
    return fixedText(value / 1e3, 0) + " kB";
}

std::string isoTime(double unixSeconds)
{
    constexpr double firstOfYearTenThousand = 253402300800;
    if (!(unixSeconds >= 0 && unixSeconds < firstOfYearTenThousand))
        return fixedText(unixSeconds, 0);
    const auto seconds = static_cast<std::time_t>(unixSeconds);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> buffer{};
    const std::size_t size =
        std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {buffer.data(), size};
}

std::string fingerprintText(std::string_view fingerprint)
{
    constexpr std::size_t shown = 12;
    constexpr std::size_t group = 4;
    if (fingerprint.size() <= shown)
        return std::string(fingerprint);
    std::string text;
    for (std::size_t i = 0; i < shown; i += group)
        text += (i == 0 ? "" : "-") + std::string(fingerprint.substr(i, group));
    return text;
}

std::string visibleText(std::string_view text)
{
    std::string result;
    forEachVisible(text, [&](const std::string &shown, std::uint32_t) { result += shown; });
    return result;
}

std::string visibleLine(std::string_view text)
{
    std::string result;
    forEachVisible(text, [&](const std::string &shown, std::uint32_t c) {
        result += c == '\n' ? "\\n" : c == '\t' ? "\\t" : shown;
    });
    return result;
}

std::string htmlText(std::string_view text)
{
    std::string result;
    forEachVisible(text, [&](const std::string &shown, std::uint32_t c) {
        const std::string_view entity = htmlEntity(c);
        result += entity.empty() ? std::string_view(shown) : entity;
    });
    return result;
}

std::string htmlLine(std::string_view text)
{
    return htmlText(visibleLine(text));
}

std::string markdownLine(std::string_view text)
{
    std::string result;
    for (const char c : visibleLine(text)) {
        const bool isPunctuation = (c > ' ' && c < '0') || (c > '9' && c < 'A') ||
                                   (c > 'Z' && c < 'a') || (c > 'z' && c < 0x7F);
        // Harmless ones stay as they are, so that the file reads well as it is.
        if (isPunctuation && std::string_view("\\`*_[]<>&#|~!{}").find(c) != std::string_view::npos)
            result += '\\';
        result += c;
    }
    return result;
}

std::string markdownBlock(std::string_view text, std::string_view language)
{
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
    std::string result = fence + std::string(language) + '\n' + visibleText(text);
    if (result.back() != '\n')
        result += '\n';
    return result + fence + '\n';
}

} // namespace phi1
