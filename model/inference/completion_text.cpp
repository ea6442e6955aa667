// SPDX-License-Identifier: Apache-2.0
#include "model/inference/completion_text.h"

#include <algorithm>

namespace phi1 {

namespace {

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

} // namespace

CompletionText::CompletionText(std::span<const std::string> stops)
    : m_stops(stops.begin(), stops.end())
{
    std::sort(m_stops.begin(), m_stops.end(),
              [](const std::string &a, const std::string &b) { return a.size() > b.size(); });
}

bool CompletionText::append(std::string_view bytes)
{
    if (m_stops.empty()) {
        m_text += bytes;
        return false;
    }
    for (const char c : bytes) {
        m_text += c;
        for (const std::string &stop : m_stops) {
            if (m_text.ends_with(stop)) {
                m_text.resize(m_text.size() - stop.size());
                m_found = stop;
                return true;
            }
        }
    }
    return false;
}

std::size_t CompletionText::settled() const
{
    const std::string_view text = m_text;
    std::size_t end = text.size();
    for (const std::string &stop : m_stops) {
        const std::size_t longest = std::min(stop.size() - 1, text.size());
        for (std::size_t length = longest; length > 0; --length) {
            if (text.ends_with(std::string_view(stop).substr(0, length))) {
                end = std::min(end, text.size() - length);
                break;
            }
        }
    }
    return withoutUnfinishedCharacter(text.substr(0, end));
}

std::string CompletionText::takeReady(bool last)
{
    const std::size_t end = last ? m_text.size() : settled();
    if (end <= m_shown)
        return {};
    std::string ready = m_text.substr(m_shown, end - m_shown);
    m_shown = end;
    return ready;
}

std::size_t withoutUnfinishedCharacter(std::string_view text)
{
    for (std::size_t tail = 1; tail <= 3 && tail <= text.size(); ++tail) {
        const char c = text[text.size() - tail];
        if (isContinuation(c))
            continue;
        const auto lead = static_cast<unsigned char>(c);
        const std::size_t length = lead >= 0xf0 && lead <= 0xf4   ? 4
                                   : lead >= 0xe0 && lead <= 0xef ? 3
                                   : lead >= 0xc2 && lead <= 0xdf ? 2
                                                                  : 1;
        return length > tail ? text.size() - tail : text.size();
    }
    return text.size();
}

} // namespace phi1
