// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/complete/live_columns.h"

#include <algorithm>
#include <cerrno>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::chrono::milliseconds interval(66);

std::size_t terminalHeight(int descriptor)
{
    winsize size = {};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_row > 0)
        return size.ws_row;
    return 24;
}

/// Moves up over what was drawn and erases it.
std::string eraseLines(std::size_t lines)
{
    return lines > 0 ? concat("\x1b[", lines, "A\r\x1b[J") : std::string("\r\x1b[J");
}

} // namespace

LiveColumns::LiveColumns(int descriptor)
    : m_descriptor(descriptor)
{}

LiveColumns::~LiveColumns()
{
    if (m_lines > 0)
        write(eraseLines(m_lines));
}

bool LiveColumns::due() const
{
    return std::chrono::steady_clock::now() - m_drawn >= interval;
}

void LiveColumns::write(const std::string &text) const
{
    std::string_view rest = text;
    while (!rest.empty()) {
        const ssize_t count = ::write(m_descriptor, rest.data(), rest.size());
        if (count < 0 && errno != EINTR)
            return; // the result is written again at the end, with its error
        if (count > 0)
            rest.remove_prefix(static_cast<std::size_t>(count));
    }
}

void LiveColumns::draw(const std::vector<TextColumn> &columns)
{
    m_drawn = std::chrono::steady_clock::now();
    const std::string all = renderColumns(columns, terminalWidth(m_descriptor), true);
    const auto total = static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n'));
    const std::size_t room = std::max<std::size_t>(2, terminalHeight(m_descriptor)) - 1;
    std::size_t from = 0;
    for (std::size_t skipped = 0; skipped + room < total; ++skipped)
        from = all.find('\n', from) + 1;
    // One write, so that nothing flickers.
    write(eraseLines(m_lines) + all.substr(from));
    m_lines = std::min(total, room);
}

} // namespace phi1
