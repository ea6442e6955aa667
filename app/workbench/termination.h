// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace phi1 {

/// Turns SIGTERM, SIGINT and SIGHUP into a signal in the event loop, so that the window closes as
/// if by hand and everything is saved. One for each process.
class Termination : public QObject
{
    Q_OBJECT
public:
    explicit Termination(QObject *parent = nullptr);

signals:
    void requested();
};

} // namespace phi1
