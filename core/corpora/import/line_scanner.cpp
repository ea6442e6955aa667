// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/import/line_scanner.h"

#include <cstring>

namespace phi1 {

namespace {

constexpr std::size_t chunk = 1u << 20;
/// A buffer that one long line blew up is given back when this much is more than it needs.
constexpr std::size_t keptBuffer = 16u << 20;

} // namespace

LineScanner::LineScanner(ByteSource &source, std::uint64_t longestLine, std::size_t padding)
    : m_source(source)
    , m_longest(longestLine)
    , m_padding(padding)
{
    m_buffer.resize(chunk + padding);
}

void LineScanner::startAt(std::uint64_t offset, std::uint64_t lines)
{
    m_offset = offset;
    m_number = lines;
}

Result<void> LineScanner::fill()
{
    std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
    m_end -= m_begin;
    m_begin = 0;
    if (m_buffer.size() > keptBuffer && m_end + chunk < keptBuffer / 2) {
        m_buffer.resize(m_end + chunk + m_padding);
        m_buffer.shrink_to_fit();
    }
    if (m_buffer.size() < m_end + chunk / 2 + m_padding)
        m_buffer.resize(m_end + m_end / 2 + chunk + m_padding);
    PHI1_ASSIGN(const std::size_t count,
                m_source.read({m_buffer.data() + m_end, m_buffer.size() - m_end - m_padding}));
    m_end += count;
    m_atEnd = count == 0;
    return {};
}

Result<bool> LineScanner::next(Line &line)
{
    line = {};
    std::size_t searched = 0; // of what lies in the buffer from m_begin on
    for (;;) {
        const char *begin = m_buffer.data() + m_begin;
        const std::size_t length = m_end - m_begin;
        const void *found = std::memchr(begin + searched, '\n', length - searched);
        if (found || (m_atEnd && (length > 0 || line.tooLong))) {
            const std::size_t size =
                found ? static_cast<std::size_t>(static_cast<const char *>(found) - begin) : length;
            line.ended = found != nullptr;
            if (size > m_longest)
                line.tooLong = true;
            if (!line.tooLong)
                line.text = {begin, size};
            m_begin += size + (found ? 1 : 0);
            m_offset += size + (found ? 1 : 0);
            ++m_number;
            return true;
        }
        if (m_atEnd)
            return false;
        if (line.tooLong || length > m_longest) {
            line.tooLong = true;
            m_offset += length;
            m_begin = m_end;
        }
        searched = m_end - m_begin;
        PHI1_TRY(fill());
    }
}

} // namespace phi1
