// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QObject>
#include <QString>

namespace phi1 {

/// Follows the light or dark preference of the desktop through its settings portal
/// (org.freedesktop.portal.Settings, read and SettingChanged). Where there is none nothing happens,
/// and the theme keeps to the lightness of the start palette.
class ThemeFollower : public QObject
{
    Q_OBJECT
public:
    explicit ThemeFollower(QObject *parent = nullptr);

    /// Asks without waiting. @param bus  the session bus but in tests
    void start(const QDBusConnection &bus = QDBusConnection::sessionBus());
    /// Whether there is a session bus at all; without one Qt would try to start one, and wait.
    static bool hasBus();

signals:
    void systemDarkChanged(bool dark);

private slots:
    // The whole message: a slot with a QDBusVariant is refused until Qt has used that type once.
    void onSettingChanged(const QDBusMessage &message);

private:
    void take(const QVariant &value);
};

} // namespace phi1
