// SPDX-License-Identifier: Apache-2.0
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace phi1 {

namespace {

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] =
                std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

std::string formatNumber(const char *format, double value)
{
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, value);
    return buffer.data();
}

} // namespace

std::string nearestName(std::string_view name, std::span<const std::string> known)
{
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(3, name.size() / 2) + 1;
    for (const std::string &candidate : known) {
        const std::size_t distance = editDistance(name, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

std::string formatBytes(std::uint64_t bytes)
{
    if (bytes < 1024)
        return std::to_string(bytes) + " bytes";
    static constexpr std::array<const char *, 5> units = {"KiB", "MiB", "GiB", "TiB", "PiB"};
    double value = static_cast<double>(bytes) / 1024.0;
    std::size_t unit = 0;
    while (value >= 1024.0 && unit + 1 < units.size()) {
        value /= 1024.0;
        ++unit;
    }
    return formatNumber(value < 10.0 ? "%.1f " : "%.0f ", value) + units[unit];
}

std::string formatDuration(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0.0)
        return "unknown";
    if (seconds < 60.0)
        return formatNumber(seconds < 10.0 ? "%.1f s" : "%.0f s", seconds);
    const long long whole = std::llround(seconds);
    std::array<char, 64> buffer{};
    if (whole < 3600)
        std::snprintf(buffer.data(), buffer.size(), "%lld min %02lld s", whole / 60, whole % 60);
    else
        std::snprintf(buffer.data(), buffer.size(), "%lld h %02lld min", whole / 3600,
                      whole % 3600 / 60);
    return buffer.data();
}

std::string printable(std::string_view text, std::size_t limit)
{
    std::string out;
    for (const char c : text) {
        if (out.size() >= limit) {
            out += "…";
            break;
        }
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            std::array<char, 8> buffer{};
            std::snprintf(buffer.data(), buffer.size(), "\\x%02x", byte);
            out += buffer.data();
        } else {
            out += c;
        }
    }
    return out;
}

bool isUtf8(std::string_view text)
{
    const auto *p = reinterpret_cast<const unsigned char *>(text.data());
    const auto *end = p + text.size();
    const auto continues = [&](const unsigned char *at) {
        return at < end && (*at & 0xc0) == 0x80;
    };
    while (p < end) {
        if (*p < 0x80) {
            ++p;
        } else if (*p >= 0xc2 && *p <= 0xdf && continues(p + 1)) {
            p += 2;
        } else if ((*p & 0xf0) == 0xe0 && continues(p + 1) && continues(p + 2)) {
            if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] >= 0xa0))
                return false;
            p += 3;
        } else if (*p >= 0xf0 && *p <= 0xf4 && continues(p + 1) && continues(p + 2) &&
                   continues(p + 3)) {
            if ((*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] >= 0x90))
                return false;
            p += 4;
        } else {
            return false;
        }
    }
    return true;
}

} // namespace phi1
