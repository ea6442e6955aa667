// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/corpora/byte_source.h"

namespace phi1 {

/// One line after the other, in memory of about twice the longest one; what is longer than the
/// limit is passed over.
class LineScanner
{
public:
    /// @param padding  readable bytes behind each line, for a parser
    LineScanner(ByteSource &source, std::uint64_t longestLine, std::size_t padding);

    struct Line {
        std::string_view text; ///< without its line break; valid until the next call
        bool tooLong = false;  ///< `text` is then empty
        bool ended = true;     ///< false: the file stopped before a line break
    };
    /// @return false at the end; the source's error after the last whole line before it
    Result<bool> next(Line &line);

    std::uint64_t number() const { return m_number; } ///< of the last line, from 1
    std::uint64_t offset() const { return m_offset; } ///< of the line after it, in bytes
    /// Says where the source stands: at the beginning of the line behind this many.
    void startAt(std::uint64_t offset, std::uint64_t lines);

private:
    Result<void> fill();

    ByteSource &m_source;
    std::uint64_t m_longest;
    std::size_t m_padding;
    std::string m_buffer;
    std::size_t m_begin = 0, m_end = 0;
    bool m_atEnd = false;
    std::uint64_t m_number = 0, m_offset = 0;
};

} // namespace phi1
