// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QString>

namespace phi1 {

/// Notes when the event loop of the thread it was made in does not answer for longer than 100 ms:
/// one JSON line each ({"at_ms":…,"stall_ms":…}, milliseconds since it began), appended at once.
/// For tests and benchmarks; the workbench has one only where PHI1_STALL_LOG names a file.
class StallWatchdog : public QObject
{
    Q_OBJECT
public:
    explicit StallWatchdog(const QString &logFile, QObject *parent = nullptr);
    ~StallWatchdog() override;

    static constexpr int limit = 100; // ms

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace phi1
