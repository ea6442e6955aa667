// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "views/state/log_model.h"
#include "views/state/log_reader.h"

using namespace phi1;

namespace {

LogBatch batchOf(int first, int last, LogLevel level = LogLevel::Output)
{
    LogBatch batch;
    for (int i = first; i <= last; ++i)
        batch.lines += LogLine{level, 0, QStringLiteral("line %1").arg(i)};
    return batch;
}

} // namespace

class TestLogModel : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void linesAreUnderstood_data();
    void linesAreUnderstood();
    void theModelKeepsTheNewestLines();
    void levelsAreHiddenAndShownAgain();
    void searchFindsForwardAndBackward();
    void withoutFollowingLinesStayForAWhile();
    void aReplacedFileStartsTheLogAnew();
    void theReaderHandsOverWhatWasAppended();
    void anUnfinishedLineWaitsThenShows();
    void onlyTheEndOfALargeFileIsRead();
    void aFloodIsCountedNotShown();
    void aLineWithoutEndIsCut();
    void aFileThatWasCutOrReplacedIsReadAnew();
    void aFolderInPlaceOfTheLogIsTold();
};

void TestLogModel::linesAreUnderstood_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("level");
    QTest::addColumn<double>("time");
    const auto row = [](const char *name, const QByteArray &bytes, const QString &text,
                        LogLevel level = LogLevel::Output, double time = 0) {
        QTest::newRow(name) << bytes << text << int(level) << time;
    };
    row("plain", "hello", QStringLiteral("hello"));
    row("ours", "2026-03-12T09:14:02Z warning it is hot", QStringLiteral("it is hot"),
        LogLevel::Warning, 1773306842);
    row("unknown level", "2026-03-12T09:14:02Z louder words",
        QStringLiteral("2026-03-12T09:14:02Z louder words"));
    row("almost a time", "2026-03-1xT09:14:02Z info a",
        QStringLiteral("2026-03-1xT09:14:02Z info a"));
    row("colours", "\x1b[1;31mred\x1b[0m and \x1b]0;title\x07plain",
        QStringLiteral("red and plain"));
    row("title ended by a string terminator", "\x1b]8;;http://x\x1b\\link", QStringLiteral("link"));
    row("torn escape", "text\x1b[3", QStringLiteral("text"));
    row("progress bar", "10 %\r50 %\r100 %", QStringLiteral("100 %"));
    row("DOS", "line\r", QStringLiteral("line"));
    row("controls",
        QByteArray("a\0b\x07"
                   "c\td",
                   7),
        QStringLiteral("abc\td"));
    row("no UTF-8", "caf\xe9", QStringLiteral("caf\ufffd"));
    row("UTF-8", "caf\xc3\xa9", QStringLiteral("café"));
    row("long", QByteArray(10000, 'x'), QString(4000, u'x') + u'…');
}

void TestLogModel::linesAreUnderstood()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QFETCH(int, level);
    QFETCH(double, time);
    const LogLine line = parseLogLine({bytes.constData(), std::size_t(bytes.size())});
    QCOMPARE(line.text, text);
    QCOMPARE(int(line.level), level);
    QCOMPARE(line.time, time);
}

void TestLogModel::theModelKeepsTheNewestLines()
{
    LogModel model(nullptr, 100);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    for (int first = 1; first <= 1000; first += 30)
        model.append(batchOf(first, first + 29));
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.line(99).text, QStringLiteral("line 1020"));
    QCOMPARE(model.line(0).text, QStringLiteral("line 921"));
    QVERIFY(model.hasEarlier());
    model.append(batchOf(2000, 2999)); // more than fits
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.line(0).text, QStringLiteral("line 2900"));
    QCOMPARE(resets.count(), 0);
    LogBatch dropped;
    dropped.dropped = 1203000;
    model.append(dropped);
    QVERIFY(model.droppedText().startsWith(u"1\u2009203\u2009000"));
    QCOMPARE(model.lastLines(2),
             (QStringList{QStringLiteral("line 2998"), QStringLiteral("line 2999")}));
}

void TestLogModel::levelsAreHiddenAndShownAgain()
{
    LogModel model(nullptr, 10);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setMinimumLevel(LogLevel::Warning);
    model.append(batchOf(1, 5, LogLevel::Info));
    model.append(batchOf(6, 7, LogLevel::Error));
    model.append(batchOf(8, 9));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.line(0).text, QStringLiteral("line 6"));
    model.append(batchOf(10, 16, LogLevel::Info)); // pushes line 6 out
    QCOMPARE(model.rowCount(), 1);
    model.setMinimumLevel(LogLevel::Output);
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.line(0).text, QStringLiteral("line 7"));
}

void TestLogModel::searchFindsForwardAndBackward()
{
    LogModel model(nullptr, 100);
    model.append(batchOf(1, 20));
    model.setSearchText(QStringLiteral("LINE 1"));
    QCOMPARE(model.matchCount(), 11); // 1, 10…19
    QCOMPARE(model.nextMatch(0), 9);
    QCOMPARE(model.nextMatch(18), 0); // wraps
    QCOMPARE(model.nextMatch(0, false), 18);
    QVERIFY(model.index(9).data(LogModel::MatchRole).toBool());
    model.append(batchOf(100, 100));
    QCOMPARE(model.matchCount(), 12);
    model.setSearchText(QStringLiteral("nowhere"));
    QCOMPARE(model.nextMatch(3), -1);
    QCOMPARE(model.matchCount(), 0);
}

void TestLogModel::withoutFollowingLinesStayForAWhile()
{
    LogModel model(nullptr, 100);
    model.append(batchOf(1, 100));
    model.setFollowing(false);
    model.append(batchOf(101, 150));
    QCOMPARE(model.line(0).text, QStringLiteral("line 1"));
    QVERIFY(model.wantsMore());
    model.append(batchOf(151, 200));
    QVERIFY(!model.wantsMore());
    QCOMPARE(model.line(0).text, QStringLiteral("line 1"));
    model.setFollowing(true);
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.line(0).text, QStringLiteral("line 101"));
    QVERIFY(model.wantsMore());
}

void TestLogModel::aReplacedFileStartsTheLogAnew()
{
    LogModel model(nullptr, 100);
    model.append(batchOf(1, 10));
    LogBatch anew = batchOf(500, 501);
    anew.restarted = true;
    model.append(anew);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.line(0).text, QStringLiteral("line 500"));
}

/// A log file and who reads it.
struct LogFile {
    QTemporaryDir folder;
    std::filesystem::path path = folder.filePath(QStringLiteral("log.txt")).toStdString();
    LogReader reader{path};

    void append(const std::string &text) const
    {
        std::ofstream(path, std::ios::binary | std::ios::app) << text;
    }
    LogBatch poll(int lines = 5000)
    {
        auto batch = reader.poll(lines);
        if (!batch)
            qFatal("%s", batch.error().message.c_str());
        return std::move(*batch);
    }
    QStringList texts(int lines = 5000)
    {
        QStringList result;
        for (const LogLine &line : poll(lines).lines)
            result += line.text;
        return result;
    }
};

void TestLogModel::theReaderHandsOverWhatWasAppended()
{
    LogFile file;
    QCOMPARE(int(file.reader.poll().error().code), int(ErrorCode::NotFound));
    file.append("one\ntwo\n\nthr");
    QCOMPARE(file.texts(), (QStringList{QStringLiteral("one"), QStringLiteral("two"), QString()}));
    QCOMPARE(file.texts(), QStringList());
    file.append("ee\nfour\n");
    QCOMPARE(file.texts(), (QStringList{QStringLiteral("three"), QStringLiteral("four")}));
}

void TestLogModel::anUnfinishedLineWaitsThenShows()
{
    LogFile file;
    file.append("terminate called");
    QStringList seen;
    for (int i = 0; i < 20; ++i)
        seen += file.texts();
    QCOMPARE(seen, QStringList{QStringLiteral("terminate called")});
}

void TestLogModel::onlyTheEndOfALargeFileIsRead()
{
    LogFile file;
    std::string text;
    for (int i = 0; i < 200000; ++i)
        text += "line " + std::to_string(i) + "\n";
    file.append(text);
    const LogBatch batch = file.poll(100000);
    QVERIFY(batch.hasEarlier);
    QVERIFY(!batch.restarted);
    QCOMPARE(batch.lines.last().text, QStringLiteral("line 199999"));
    QVERIFY(batch.lines.size() > 30000);
    const QString first = batch.lines.first().text; // a whole line, not the end of one
    QCOMPARE(first, QStringLiteral("line %1").arg(200000 - batch.lines.size()));
}

void TestLogModel::aFloodIsCountedNotShown()
{
    LogFile file;
    file.append("begin\n");
    file.poll();
    qint64 told = 0;
    constexpr int lines = 300000;
    std::string text;
    for (int i = 0; i < lines; ++i)
        text += "line " + std::to_string(i) + " of a flood that nobody reads\n";
    file.append(text);
    QString last;
    for (int i = 0; i < 5; ++i) {
        const LogBatch batch = file.poll(5000);
        QVERIFY(batch.lines.size() <= 5000);
        told += batch.lines.size() + batch.dropped;
        if (!batch.lines.isEmpty())
            last = batch.lines.last().text;
    }
    QCOMPARE(told, qint64(lines));
    QVERIFY(last.startsWith(u"line 299999 "));
}

void TestLogModel::aLineWithoutEndIsCut()
{
    LogFile file;
    file.append("a\n");
    file.poll();
    for (int i = 0; i < 10; ++i) {
        file.append(std::string(1u << 20, 'x'));
        QVERIFY(file.poll().lines.isEmpty());
    }
    file.append("\nafter\n");
    const QStringList texts = file.texts();
    QCOMPARE(texts.size(), 2);
    QCOMPARE(texts[0].size(), 4001);
    QCOMPARE(texts[1], QStringLiteral("after"));
}

void TestLogModel::aFileThatWasCutOrReplacedIsReadAnew()
{
    LogFile file;
    file.append("old old old\n");
    file.poll();
    std::ofstream(file.path, std::ios::trunc) << "new\n";
    LogBatch batch = file.poll();
    QVERIFY(batch.restarted);
    QCOMPARE(batch.lines.size(), 1);
    QCOMPARE(batch.lines[0].text, QStringLiteral("new"));
    std::filesystem::remove(file.path);
    QVERIFY(!file.reader.poll());
    file.append("again, and longer than before\n");
    batch = file.poll();
    QVERIFY(batch.restarted);
    QCOMPARE(batch.lines[0].text, QStringLiteral("again, and longer than before"));
}

void TestLogModel::aFolderInPlaceOfTheLogIsTold()
{
    LogFile file;
    std::filesystem::create_directory(file.path);
    const auto batch = file.reader.poll();
    QVERIFY(!batch);
    QCOMPARE(int(batch.error().code), int(ErrorCode::Io));
}

QTEST_GUILESS_MAIN(TestLogModel)
#include "tst_log_model.moc"
