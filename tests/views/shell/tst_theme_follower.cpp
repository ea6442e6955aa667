// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/theme_follower.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using phi1::ThemeFollower;

/// The settings portal as far as the program uses it.
class FakePortal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    using QObject::QObject;
    uint scheme = 0;

public slots:
    QDBusVariant Read(const QString &, const QString &) // wraps twice, as the portal does
    {
        return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme)));
    }
};

void announce(const QDBusConnection &service, const QString &space, const QString &key,
              const QVariant &value)
{
    QDBusMessage message =
        QDBusMessage::createSignal(u"/org/freedesktop/portal/desktop"_s,
                                   u"org.freedesktop.portal.Settings"_s, u"SettingChanged"_s);
    message << space << key << QVariant::fromValue(QDBusVariant(value));
    QVERIFY(service.send(message));
}

class TestThemeFollower : public QObject
{
    Q_OBJECT
    QProcess m_bus;
    QString m_address;

    QDBusConnection connectTo(const QString &name) const
    {
        return QDBusConnection::connectToBus(m_address, name);
    }

private slots:
    void initTestCase()
    {
        const QString program = QStandardPaths::findExecutable(u"dbus-daemon"_s);
        if (program.isEmpty())
            QSKIP("dbus-daemon was not found: a private session bus cannot be started");
        m_bus.start(program, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
        QVERIFY(m_bus.waitForStarted());
        QVERIFY(m_bus.waitForReadyRead(5000));
        m_address = QString::fromUtf8(m_bus.readLine()).trimmed();
        QVERIFY(!m_address.isEmpty());
    }

    void cleanupTestCase()
    {
        m_bus.terminate();
        m_bus.waitForFinished();
    }

    void readsAndFollowsThePreference()
    {
        QDBusConnection service = connectTo(u"portal"_s);
        QVERIFY(service.isConnected());
        FakePortal portal;
        portal.scheme = 1;
        QVERIFY(service.registerObject(u"/org/freedesktop/portal/desktop"_s, &portal,
                                       QDBusConnection::ExportAllContents));
        QVERIFY(service.registerService(u"org.freedesktop.portal.Desktop"_s));

        ThemeFollower follower;
        QSignalSpy spy(&follower, &ThemeFollower::systemDarkChanged);
        follower.start(connectTo(u"window"_s));
        QTRY_COMPARE(spy.count(), 1);
        QCOMPARE(spy.takeFirst().at(0).toBool(), true);

        announce(service, u"org.freedesktop.appearance"_s, u"accent-color"_s, 1u);
        announce(service, u"org.gnome.desktop.interface"_s, u"color-scheme"_s, u"prefer-dark"_s);
        announce(service, u"org.freedesktop.appearance"_s, u"color-scheme"_s, 2u);
        QTRY_COMPARE(spy.count(), 1);
        QCOMPARE(spy.takeFirst().at(0).toBool(), false);

        announce(service, u"org.freedesktop.appearance"_s, u"color-scheme"_s, 77u);
        announce(service, u"org.freedesktop.appearance"_s, u"color-scheme"_s, 0u);
        QTRY_COMPARE(spy.count(), 1);
        QCOMPARE(spy.takeFirst().at(0).toBool(), false);
        service.unregisterService(u"org.freedesktop.portal.Desktop"_s);
        QDBusConnection::disconnectFromBus(u"portal"_s);
        QDBusConnection::disconnectFromBus(u"window"_s);
    }

    void staysSilentWithoutAPortal()
    {
        ThemeFollower follower;
        QSignalSpy spy(&follower, &ThemeFollower::systemDarkChanged);
        follower.start(connectTo(u"lonely"_s));
        QTest::qWait(300);
        QCOMPARE(spy.count(), 0);
        QDBusConnection::disconnectFromBus(u"lonely"_s);
    }
};

QTEST_GUILESS_MAIN(TestThemeFollower)
#include "tst_theme_follower.moc"
