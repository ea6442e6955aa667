// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/engine_events.h"

#include <algorithm>
#include <utility>

namespace phi1 {

QVector<QByteArray> EventStreamParser::feed(const QByteArray &bytes)
{
    QVector<QByteArray> events;
    qsizetype from = 0;
    for (qsizetype at = 0; at < bytes.size() && !m_broken; ++at) {
        const char byte = bytes[at];
        const bool continuesReturn = std::exchange(m_afterReturn, false) && byte == '\n';
        if (byte != '\n' && byte != '\r')
            continue;
        if (continuesReturn) {
            from = at + 1;
            continue;
        }
        m_afterReturn = byte == '\r';
        // The usual line came in one piece: no copy into the buffer and out of it.
        if (m_line.isEmpty()) {
            takeLine(QByteArray::fromRawData(bytes.constData() + from, at - from), events);
        } else {
            m_line.append(bytes.constData() + from, at - from);
            takeLine(m_line, events);
            m_line.clear();
        }
        from = at + 1;
    }
    if (!m_broken)
        m_line.append(bytes.constData() + from, bytes.size() - from);
    m_broken = m_broken || m_line.size() > largestEvent;
    if (m_broken) {
        m_line = {};
        m_data = {};
    }
    return events;
}

void EventStreamParser::takeLine(const QByteArray &whole, QVector<QByteArray> &events)
{
    QByteArrayView line = whole;
    if (std::exchange(m_atStart, false) && line.startsWith("\xef\xbb\xbf"))
        line = line.sliced(3);
    if (line.isEmpty()) {
        if (m_hasData)
            events += std::exchange(m_data, {});
        m_hasData = false;
        return;
    }
    constexpr QByteArrayView field = "data";
    if (!line.startsWith(field) || (line.size() > field.size() && line[field.size()] != ':'))
        return;
    QByteArrayView value = line.sliced(std::min(line.size(), field.size() + 1));
    if (value.startsWith(' '))
        value = value.sliced(1);
    if (m_data.size() + value.size() > largestEvent) {
        m_broken = true;
        return;
    }
    if (m_hasData)
        m_data += '\n';
    m_data.append(value.data(), value.size());
    m_hasData = true;
}

} // namespace phi1
