// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/stall_watchdog.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace Qt::StringLiterals;
using phi1::StallWatchdog;

class TestStallWatchdog : public QObject
{
    Q_OBJECT
private slots:
    void notesAnEventLoopThatDoesNotAnswer()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"stalls"_s);
        {
            StallWatchdog watchdog(path);
            QTest::qWait(100);
            QThread::msleep(400);
            QTest::qWait(100);
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        double longest = 0;
        while (!file.atEnd()) {
            const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
            longest = std::max(longest, line.value("stall_ms"_L1).toDouble());
        }
        QVERIFY2(longest >= 350 && longest < 3000, qPrintable(QString::number(longest)));
    }

    void isGoneAtOnceWithItsThread()
    {
        const QTemporaryDir folder;
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 20; ++i)
            StallWatchdog watchdog(folder.filePath(u"stalls"_s));
        QVERIFY(timer.elapsed() < 2000);
    }
};

QTEST_GUILESS_MAIN(TestStallWatchdog)
#include "tst_stall_watchdog.moc"
