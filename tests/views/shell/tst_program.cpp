// SPDX-License-Identifier: GPL-3.0-or-later
// The built program, started as a desktop starts it.
#include <csignal>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class TestProgram : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    QProcessEnvironment environment() const
    {
        QProcessEnvironment result = QProcessEnvironment::systemEnvironment();
        result.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        result.insert(u"XDG_CONFIG_HOME"_s, m_folder.filePath(u"config"_s));
        result.insert(u"XDG_DATA_HOME"_s, m_folder.filePath(u"data"_s));
        result.insert(u"XDG_RUNTIME_DIR"_s, m_folder.path());
        result.insert(u"PHI1_STARTUP_LOG"_s, m_folder.filePath(u"startup"_s));
        result.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        return result;
    }
    void start(QProcess &process, const QString &workspace) const
    {
        QFile::remove(m_folder.filePath(u"startup"_s));
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(PHI1_WORKBENCH), {u"--workspace"_s, workspace});
        QVERIFY(process.waitForStarted());
    }
    QJsonObject startup() const
    {
        QFile file(m_folder.filePath(u"startup"_s));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        return QJsonDocument::fromJson(file.readLine()).object();
    }

private slots:
    void startsFastAndLean()
    {
        QProcess process;
        start(process, m_folder.filePath(u"fast"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!startup().isEmpty(), 20'000);
        // Bounds for a busy machine; what is wanted is below 1 s and 200 MB.
        QVERIFY(startup().value("usable_ms"_L1).toDouble() > 0);
        QVERIFY(startup().value("usable_ms"_L1).toDouble() < 10'000);
        QVERIFY(startup().value("resident_bytes"_L1).toDouble() < 200e6);
        process.terminate();
        QVERIFY(process.waitForFinished(10'000));
    }

    void sigtermClosesCleanly()
    {
        const QString workspace = m_folder.filePath(u"term"_s);
        QProcess process;
        start(process, workspace);
        QTRY_VERIFY_WITH_TIMEOUT(!startup().isEmpty(), 20'000);
        process.terminate();
        QVERIFY(process.waitForFinished(10'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        QFile layout(workspace % u"/window.json");
        QVERIFY(layout.open(QIODevice::ReadOnly));
        QVERIFY(layout.readAll().contains("\"runs\""));
    }

    void aSecondStartEndsWithSuccessAndTheFirstStays()
    {
        const QString workspace = m_folder.filePath(u"twice"_s);
        QProcess first;
        start(first, workspace);
        QTRY_VERIFY_WITH_TIMEOUT(!startup().isEmpty(), 20'000);
        QProcess second;
        start(second, workspace);
        QVERIFY(second.waitForFinished(10'000));
        QCOMPARE(second.exitCode(), 0);
        QCOMPARE(first.state(), QProcess::Running);
        QProcess other;
        start(other, m_folder.filePath(u"other"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!startup().isEmpty(), 20'000);
        QCOMPARE(other.state(), QProcess::Running);
        for (QProcess *process : {&first, &other}) {
            process->terminate();
            QVERIFY(process->waitForFinished(10'000));
        }
    }

    void startsAgainAfterAKill()
    {
        const QString workspace = m_folder.filePath(u"killed"_s);
        for (int i = 0; i < 2; ++i) {
            QProcess process;
            start(process, workspace);
            QTRY_VERIFY_WITH_TIMEOUT(!startup().isEmpty(), 20'000);
            process.kill();
            QVERIFY(process.waitForFinished(10'000));
        }
        QProcess process;
        start(process, workspace);
        QTRY_VERIFY_WITH_TIMEOUT(!startup().isEmpty(), 20'000);
        process.terminate();
        QVERIFY(process.waitForFinished(10'000));
        QCOMPARE(process.exitCode(), 0);
    }

    void saysWhatIsMissingWithoutADisplay()
    {
        QProcess process;
        QProcessEnvironment bare = environment();
        for (const QString &name : {u"QT_QPA_PLATFORM"_s, u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s})
            bare.remove(name);
        process.setProcessEnvironment(bare);
        process.start(QStringLiteral(PHI1_WORKBENCH), QStringList());
        QVERIFY(process.waitForFinished(10'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("no display was found"));
    }

    void tellsItsVersionAndOptionsWithoutADisplay()
    {
        for (const auto &[option, expected] :
             {std::pair{u"--version"_s, QByteArray("phi1-workbench 0.")},
              std::pair{u"--help"_s, QByteArray("--workspace")}}) {
            QProcess process;
            QProcessEnvironment bare = environment();
            bare.remove(u"QT_QPA_PLATFORM"_s);
            process.setProcessEnvironment(bare);
            process.start(QStringLiteral(PHI1_WORKBENCH), {option});
            QVERIFY(process.waitForFinished(10'000));
            QCOMPARE(process.exitCode(), 0);
            QVERIFY(process.readAllStandardOutput().contains(expected));
        }
    }

    void aWorkspaceThatCannotBeWrittenStillOpens()
    {
        QProcess process;
        start(process, u"/proc/1/phi1-workspace"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!startup().isEmpty(), 20'000);
        QCOMPARE(process.state(), QProcess::Running);
        process.terminate();
        QVERIFY(process.waitForFinished(10'000));
        QCOMPARE(process.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
