// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/theme_follower.h"

#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFileInfo>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

const auto service = "org.freedesktop.portal.Desktop"_L1;
const auto path = "/org/freedesktop/portal/desktop"_L1;
const auto interface = "org.freedesktop.portal.Settings"_L1;
const auto appearance = "org.freedesktop.appearance"_L1;
const auto colorScheme = "color-scheme"_L1;

} // namespace

ThemeFollower::ThemeFollower(QObject *parent)
    : QObject(parent)
{}

bool ThemeFollower::hasBus()
{
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") % u"/bus");
}

void ThemeFollower::start(const QDBusConnection &bus)
{
    QDBusConnection connection = bus;
    if (!connection.isConnected())
        return;
    connection.connect(service, path, interface, u"SettingChanged"_s, this,
                       SLOT(onSettingChanged(QDBusMessage)));
    // Read, not ReadOne: the latter came later, and this one still answers everywhere.
    QDBusMessage question = QDBusMessage::createMethodCall(service, path, interface, u"Read"_s);
    question << QString(appearance) << QString(colorScheme);
    auto *watcher = new QDBusPendingCallWatcher(connection.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher *finished) {
                finished->deleteLater();
                const QDBusPendingReply<QDBusVariant> reply = *finished;
                if (!reply.isError())
                    take(reply.value().variant());
            });
}

void ThemeFollower::onSettingChanged(const QDBusMessage &message)
{
    const QVariantList arguments = message.arguments();
    if (arguments.value(0).toString() == appearance && arguments.value(1).toString() == colorScheme)
        take(arguments.value(2));
}

void ThemeFollower::take(const QVariant &value)
{
    QVariant inner = value;
    while (inner.metaType() == QMetaType::fromType<QDBusVariant>()) // Read wraps it twice
        inner = inner.value<QDBusVariant>().variant();
    bool isNumber = false;
    const uint scheme = inner.toUInt(&isNumber);
    if (isNumber && scheme <= 2) // 0: no preference, 1: dark, 2: light
        emit systemDarkChanged(scheme == 1);
}

} // namespace phi1
