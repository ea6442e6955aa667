// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QVector>

namespace phi1 {

/// Takes a stream of server-sent events apart, however it was cut. Only `data` fields count: an
/// event is its data lines joined by line breaks. Comments and other fields are skipped; lines may
/// end in LF, CRLF or CR; a byte order mark at the beginning is skipped.
class EventStreamParser
{
public:
    static constexpr qsizetype largestEvent = 8 << 20; ///< bytes of data in one event

    /// @return the events that became complete, in order
    QVector<QByteArray> feed(const QByteArray &bytes);
    /// An event or a line grew over largestEvent; nothing is taken any more.
    bool isBroken() const { return m_broken; }
    /// Bytes of an event that did not end yet: the stream was cut if it ends now.
    bool isInsideEvent() const { return m_hasData || !m_line.isEmpty(); }

private:
    void takeLine(const QByteArray &line, QVector<QByteArray> &events);

    QByteArray m_line, m_data;
    bool m_hasData = false;
    bool m_afterReturn = false; ///< the last byte was CR: a LF belongs to it
    bool m_atStart = true;
    bool m_broken = false;
};

} // namespace phi1
