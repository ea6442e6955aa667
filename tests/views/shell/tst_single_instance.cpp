// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/single_instance.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using phi1::SingleInstance;

class TestSingleInstance : public QObject
{
    Q_OBJECT
private slots:
    void theSecondRaisesTheFirst()
    {
        const QTemporaryDir folder;
        SingleInstance first(folder.path());
        QCOMPARE(first.claim(), SingleInstance::Outcome::First);
        QSignalSpy raised(&first, &SingleInstance::raiseRequested);
        qputenv("XDG_ACTIVATION_TOKEN", "token-7");
        // In another thread, since the second waits for the answer of the first.
        SingleInstance::Outcome outcome = SingleInstance::Outcome::First;
        std::atomic<bool> ended = false;
        std::thread thread([&] {
            SingleInstance second(folder.path() % u"/../" % QFileInfo(folder.path()).fileName());
            outcome = second.claim();
            ended = true;
        });
        const bool inTime = QTest::qWaitFor([&] { return ended.load(); }, 5000);
        thread.join();
        qunsetenv("XDG_ACTIVATION_TOKEN");
        QVERIFY(inTime);
        QCOMPARE(outcome, SingleInstance::Outcome::Raised);
        QCOMPARE(raised.count(), 1);
        QCOMPARE(raised.first().at(0).toString(), u"token-7"_s);
    }

    void differentWorkspacesDoNotKnowEachOther()
    {
        const QTemporaryDir one;
        const QTemporaryDir other;
        SingleInstance first(one.path());
        SingleInstance second(other.path());
        QCOMPARE(first.claim(), SingleInstance::Outcome::First);
        QCOMPARE(second.claim(), SingleInstance::Outcome::First);
    }

    void whatAKilledWindowLeftIsTakenOver()
    {
        const QTemporaryDir folder;
        const QString runtime = folder.filePath(u"run"_s);
        QVERIFY(QDir().mkpath(runtime));
        qputenv("XDG_RUNTIME_DIR", QFile::encodeName(runtime));
        {
            SingleInstance first(folder.path());
            QCOMPARE(first.claim(), SingleInstance::Outcome::First);
            // As after SIGKILL: the socket's name stays behind, the lock does not.
            const QString name = QDir(runtime).entryList(QDir::System | QDir::Files).value(0);
            QVERIFY(!name.isEmpty());
            QVERIFY(QFile::rename(runtime % u'/' % name, runtime % u"/kept"));
            QVERIFY(::link(QFile::encodeName(runtime % u"/kept").constData(),
                           QFile::encodeName(runtime % u'/' % name).constData()) == 0);
        }
        SingleInstance second(folder.path());
        const auto outcome = second.claim();
        qunsetenv("XDG_RUNTIME_DIR");
        QCOMPARE(outcome, SingleInstance::Outcome::First);
    }

    void namesTheHolderThatDoesNotAnswer()
    {
        const QTemporaryDir folder;
        QFile lock(folder.filePath(u"workbench.lock"_s));
        QVERIFY(lock.open(QIODevice::WriteOnly));
        lock.write("process 4711 on node17\n");
        lock.flush();
        QCOMPARE(flock(lock.handle(), LOCK_EX | LOCK_NB), 0);
        SingleInstance second(folder.path());
        QCOMPARE(second.claim(), SingleInstance::Outcome::Held);
        QCOMPARE(second.holder(), u"process 4711 on node17"_s);
    }

    void aReadOnlyWorkspaceStillOpens()
    {
        SingleInstance window(u"/proc/self"_s);
        QCOMPARE(window.claim(), SingleInstance::Outcome::First);
    }
};

QTEST_GUILESS_MAIN(TestSingleInstance)
#include "tst_single_instance.moc"
