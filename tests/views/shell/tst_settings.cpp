// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/settings.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using phi1::Settings;
using phi1::Theme;

class TestSettings : public QObject
{
    Q_OBJECT
private slots:
    void whatWasChosenComesBack()
    {
        const QTemporaryDir folder;
        const QString user = folder.filePath(u"a/settings.json"_s);
        const QString own = folder.filePath(u"b/window.json"_s);
        const QByteArray bytes("\x00\xff\x01zoom", 7);
        {
            Settings settings(user, own);
            settings.setThemeMode(Theme::Mode::Dark);
            settings.setInterfaceScale(1.4);
            settings.setCodeScale(0.9);
            settings.setSmoothing(0.25);
            settings.setWorkspaceValue(u"page.runs"_s,
                                       QVariantMap{{u"zoom"_s, bytes},
                                                   {u"splitter"_s, QVariantList{0.62, 0.38}},
                                                   {u"filter"_s, u"tag:sweep"_s}});
        }
        Settings settings(user, own);
        QCOMPARE(settings.themeMode(), Theme::Mode::Dark);
        QCOMPARE(settings.interfaceScale(), 1.4);
        QCOMPARE(settings.codeScale(), 0.9);
        QCOMPARE(settings.smoothing(), 0.25);
        const QVariantMap page = settings.workspaceValue(u"page.runs"_s).toMap();
        QCOMPARE(page.value(u"zoom"_s).toByteArray(), bytes);
        QCOMPARE(page.value(u"splitter"_s).toList().at(0).toDouble(), 0.62);
        QCOMPARE(page.value(u"filter"_s).toString(), u"tag:sweep"_s);
    }

    void aChangeIsOnDiskWithinASecondWithoutClosing()
    {
        const QTemporaryDir folder;
        const QString user = folder.filePath(u"settings.json"_s);
        Settings settings(user, folder.filePath(u"window.json"_s));
        settings.setInterfaceScale(1.3);
        const auto onDisk = [&user] {
            QFile file(user);
            return file.open(QIODevice::ReadOnly) && file.readAll().contains("1.3");
        };
        QTRY_VERIFY_WITH_TIMEOUT(onDisk(), 1000);
    }

    void aStreamOfChangesIsWrittenMeanwhile()
    {
        const QTemporaryDir folder;
        const QString own = folder.filePath(u"window.json"_s);
        Settings settings(folder.filePath(u"settings.json"_s), own);
        // A splitter that is dragged without a pause must not put the writing off for ever.
        for (int i = 0; i < 20 && !QFile::exists(own); ++i) {
            settings.setWorkspaceValue(u"drag"_s, i);
            QTest::qWait(100);
        }
        QVERIFY(QFile::exists(own));
    }

    void damagedFilesCountAsEmpty_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("cut off") << QByteArray("{\"version\": 1, \"values\": {\"appea");
        QTest::newRow("not JSON") << QByteArray("\x7f\x45LF\x00\x01", 6);
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("an array") << QByteArray("[1, 2]");
        QTest::newRow("values are a number") << QByteArray(R"({"version": 1, "values": 7})");
        QTest::newRow("newer") << QByteArray(
            R"({"version": 9, "values": {"appearance.theme": "dark"}})");
        QTest::newRow("deeply nested") << QByteArray(200'000, '[');
    }
    void damagedFilesCountAsEmpty()
    {
        QFETCH(QByteArray, content);
        const QTemporaryDir folder;
        const QString user = folder.filePath(u"settings.json"_s);
        QFile file(user);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        Settings settings(user, folder.filePath(u"window.json"_s));
        QCOMPARE(settings.themeMode(), Theme::Mode::System);
        QCOMPARE(settings.interfaceScale(), 1.0);
        settings.setInterfaceScale(1.2);
        settings.flush();
        QCOMPARE(Settings(user, folder.filePath(u"window.json"_s)).interfaceScale(), 1.2);
    }

    void valuesOfTheWrongKindOrRangeAreBroughtBack()
    {
        const QTemporaryDir folder;
        const QString user = folder.filePath(u"settings.json"_s);
        QFile file(user);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"version": 1, "values": {"appearance.theme": 5,
            "appearance.interfaceScale": 90, "appearance.codeScale": "large",
            "charts.smoothing": -3, "charts.axis": ["step"]}})");
        file.close();
        const Settings settings(user, folder.filePath(u"window.json"_s));
        QCOMPARE(settings.themeMode(), Theme::Mode::System);
        QCOMPARE(settings.interfaceScale(), 2.0);
        QCOMPARE(settings.codeScale(), 1.0);
        QCOMPARE(settings.smoothing(), 0.0);
        QCOMPARE(settings.curveAxis(), u"step"_s);
        QVERIFY(settings.problem().isEmpty());
    }

    void aFolderThatCannotBeWrittenLosesTheLayoutOnly()
    {
        Settings settings(u"/proc/no/such/settings.json"_s, u"/proc/no/such/window.json"_s);
        settings.setInterfaceScale(1.5);
        settings.flush();
        QCOMPARE(settings.interfaceScale(), 1.5);
    }

    void tellsOnlyRealChanges()
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath(u"settings.json"_s), folder.filePath(u"window.json"_s));
        QSignalSpy spy(&settings, &Settings::changed);
        settings.setThemeMode(Theme::Mode::Light);
        settings.setThemeMode(Theme::Mode::Light);
        QCOMPARE(spy.count(), 1);
        settings.setWorkspaceValue(u"a"_s, QVariantList{1, 2.5});
        settings.setWorkspaceValue(u"a"_s, QVariantList{1, 2.5});
        QCOMPARE(spy.count(), 2);
    }
};

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
