// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/window_placement.h"

#include "views/shell/settings.h"

#include <QGuiApplication>
#include <QScreen>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using phi1::Settings;
using phi1::WindowPlacement;

class TestWindowPlacement : public QObject
{
    Q_OBJECT
private slots:
    void bringsAWindowIntoSight_data()
    {
        QTest::addColumn<QRect>("frame");
        QTest::addColumn<QRect>("expected");
        const QRect left(0, 0, 1920, 1080);
        QTest::newRow("in sight") << QRect(100, 100, 800, 600) << QRect(100, 100, 800, 600);
        QTest::newRow("partly beside, but its title can be taken hold of")
            << QRect(1500, 300, 800, 600) << QRect(1500, 300, 800, 600);
        QTest::newRow("on a screen that is gone")
            << QRect(5000, 200, 800, 600) << QRect(1920 + 1280 - 800, 200, 800, 600);
        QTest::newRow("title above the screen")
            << QRect(100, -300, 800, 600) << QRect(100, 0, 800, 600);
        QTest::newRow("larger than the screen and away")
            << QRect(-9000, 0, 4000, 3000) << QRect(left);
        QTest::newRow("in sight, but larger than all screens")
            << QRect(0, 0, 2560, 1440) << QRect(left);
    }
    void bringsAWindowIntoSight()
    {
        QFETCH(QRect, frame);
        QFETCH(QRect, expected);
        const QList<QRect> screens{QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 720)};
        const QRect moved = WindowPlacement::broughtIntoSight(frame, screens);
        if (QTest::currentDataTag() == QByteArray("on a screen that is gone")) {
            // Whichever screen takes it, all of it is in sight.
            QVERIFY(screens[0].contains(moved) || screens[1].contains(moved));
            return;
        }
        QCOMPARE(moved, expected);
    }

    void aWindowThatWasLeftElsewhereComesBackOntoTheScreen()
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath(u"s.json"_s), folder.filePath(u"w.json"_s));
        QWidget window;
        WindowPlacement placement(&window, settings);
        window.resize(400, 300);
        window.move(20'000, 20'000);
        window.show();
        placement.ensureVisible();
        QVERIFY(QGuiApplication::primaryScreen()->availableGeometry().intersects(
            window.frameGeometry()));
    }

    void damagedGeometryGivesAWindowInSight_data()
    {
        QTest::addColumn<QVariant>("saved");
        QTest::newRow("bytes") << QVariant(QByteArray("\x01\xd9\xd0\xcb rubbish"));
        QTest::newRow("three numbers") << QVariant(QVariantList{1, 2, 3});
        QTest::newRow("words") << QVariant(QVariantList{u"a"_s, u"b"_s, u"c"_s, u"d"_s});
        QTest::newRow("negative size") << QVariant(QVariantList{0, 0, -5, -5});
        QTest::newRow("far away and huge")
            << QVariant(QVariantList{2'000'000'000, -2'000'000'000, 2'000'000'000, 2'000'000'000});
    }
    void damagedGeometryGivesAWindowInSight()
    {
        QFETCH(QVariant, saved);
        const QTemporaryDir folder;
        Settings settings(folder.filePath(u"s.json"_s), folder.filePath(u"w.json"_s));
        settings.setWorkspaceValue(u"window.geometry"_s, saved);
        QWidget window;
        WindowPlacement placement(&window, settings);
        placement.restore();
        QVERIFY(window.width() >= 400);
        QVERIFY(QGuiApplication::primaryScreen()->availableGeometry().contains(
            window.geometry().topLeft()));
    }

    void keepsSizeOverARestart()
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath(u"s.json"_s), folder.filePath(u"w.json"_s));
        {
            QWidget window;
            WindowPlacement placement(&window, settings);
            window.resize(611, 402);
            window.show();
            placement.save();
        }
        QWidget window;
        WindowPlacement placement(&window, settings);
        placement.restore();
        QCOMPARE(window.size(), QSize(611, 402));
        window.show();
        const QRect place = window.geometry();
        for (int i = 0; i < 3; ++i) { // nor does it wander from start to start
            window.show();
            placement.save();
            placement.restore();
        }
        QCOMPARE(window.geometry(), place);
    }
};

QTEST_MAIN(TestWindowPlacement)
#include "tst_window_placement.moc"
