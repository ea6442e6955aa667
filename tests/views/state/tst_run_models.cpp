// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include "tests/views/state/session_fixture.h"
#include "views/state/job_table_model.h"
#include "views/state/queue_table_model.h"
#include "views/state/run_filter_proxy.h"
#include "views/state/run_table_model.h"
#include "views/state/shell_words.h"

using namespace phi1;

namespace {

RunInfo makeRun(const QString &name, double loss = RunInfo::unknown, double started = 1)
{
    RunInfo run;
    run.id = QStringLiteral("/w/runs/") + name;
    run.name = run.title = name;
    run.state = RunState::Finished;
    run.stateText = runStateText(run.state);
    run.summary.loss = loss;
    run.started = started;
    return run;
}

std::shared_ptr<const ConfigTexts> config(const std::vector<std::string> &overrides)
{
    RunRecord record;
    record.config = *loadRunConfig("phi-1-nano", overrides);
    return configTexts(record);
}

QStringList shown(const RunFilterProxy &proxy)
{
    QStringList names;
    for (int row = 0; row < proxy.rowCount(); ++row)
        names += proxy.runId(row).section(u'/', -1);
    return names;
}

QueueInfo queued(const QString &id, QueueState state, int position)
{
    QueueInfo entry;
    entry.id = id;
    entry.name = QStringLiteral("job ") + id;
    entry.state = state;
    entry.position = position;
    return entry;
}

} // namespace

class TestRunModels : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void rowsAreUpdatedInPlace();
    void onlyChangedCellsAreToldOf();
    void whatIsNotKnownIsNoNumberAndAReportedNanIsOne();
    void editsGoOutAsAnnotations();
    void groupsFollowConfigurationAndTags();
    void filters_data();
    void filters();
    void anUnfinishedOrWrongFilterSaysSo();
    void archivedRunsAreHidden();
    void runsStayWhereTheyAreWhileTheirValuesChange();
    void unknownValuesSortLastInBothDirections();
    void groupsStandTogether();
    void configurationsDifferInChangedKeysOnly();
    void jobsAreUpdatedInPlace();
    void theForemostJobIsTheNewestLiveOne();
    void queueRowsFollowTheirOrder();
    void draggingAQueueRowAsksForAPosition_data();
    void draggingAQueueRowAsksForAPosition();
    void wordsAreQuotedForAShell();
};

void TestRunModels::rowsAreUpdatedInPlace()
{
    RunTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.update({makeRun(QStringLiteral("a")), makeRun(QStringLiteral("b"))});
    model.update({makeRun(QStringLiteral("b"), 2.5), makeRun(QStringLiteral("c"))});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.rowOf(QStringLiteral("/w/runs/c")), 2);
    QCOMPARE(model.index(1, RunTableModel::Loss).data(RunTableModel::ValueRole).toDouble(), 2.5);
    model.remove(QStringLiteral("/w/runs/a"));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.rowOf(QStringLiteral("/w/runs/b")), 0);
    QCOMPARE(model.rowOf(QStringLiteral("/w/runs/c")), 1);
    QCOMPARE(model.rowOf(QStringLiteral("/w/runs/a")), -1);
    QCOMPARE(resets.count(), 0);
}

void TestRunModels::onlyChangedCellsAreToldOf()
{
    RunTableModel model;
    model.update({makeRun(QStringLiteral("a"), 3)});
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    model.update({makeRun(QStringLiteral("a"), 3)});
    QCOMPARE(changes.count(), 0);
    model.update({makeRun(QStringLiteral("a"), 2)});
    QCOMPARE(changes.count(), 1);
    QCOMPARE(changes[0][0].toModelIndex().column(), int(RunTableModel::Loss));
    QCOMPARE(changes[0][1].toModelIndex().column(), int(RunTableModel::Loss));
}

void TestRunModels::whatIsNotKnownIsNoNumberAndAReportedNanIsOne()
{
    RunTableModel model;
    model.update({makeRun(QStringLiteral("none")),
                  makeRun(QStringLiteral("nan"), std::numeric_limits<double>::quiet_NaN())});
    const auto loss = [&](int row) { return model.index(row, RunTableModel::Loss); };
    QVERIFY(!loss(0).data(RunTableModel::ValueRole).isValid());
    QCOMPARE(loss(0).data().toString(), QString());
    QVERIFY(std::isnan(loss(1).data(RunTableModel::ValueRole).toDouble()));
    QCOMPARE(loss(1).data().toString(), QStringLiteral("NaN"));
}

void TestRunModels::editsGoOutAsAnnotations()
{
    RunTableModel model;
    model.update({makeRun(QStringLiteral("a"))});
    QVector<RunAnnotation> edits;
    connect(&model, &RunTableModel::annotationEdited, this,
            [&](const QString &, const RunAnnotation &annotation) { edits += annotation; });
    QVERIFY(model.setData(model.index(0, RunTableModel::Name), QStringLiteral("  new   name ")));
    QVERIFY(model.setData(model.index(0, RunTableModel::Tags), QStringLiteral("x, y,x,, ")));
    QVERIFY(model.setData(model.index(0, 0), false, RunTableModel::ShownRole));
    QVERIFY(!model.setData(model.index(0, RunTableModel::Loss), 3));
    QCOMPARE(edits.size(), 3);
    QCOMPARE(edits[0].title, std::string("new name"));
    QCOMPARE(edits[1].tags, (std::vector<std::string>{"x", "y"}));
    QVERIFY(!edits[2].shown);
    // Nothing moved yet: the session says when it did.
    QCOMPARE(model.run(0).title, QStringLiteral("a"));
    // The folder's own name is no title.
    QVERIFY(model.setData(model.index(0, RunTableModel::Name), QStringLiteral("a")));
    QCOMPARE(edits.size(), 3);
}

void TestRunModels::groupsFollowConfigurationAndTags()
{
    RunTableModel model;
    RunInfo a = makeRun(QStringLiteral("a"));
    RunInfo b = makeRun(QStringLiteral("b"));
    a.config = config({"training.seed=10"});
    b.config = config({"training.seed=9"});
    b.annotation.tags = {"sweep"};
    model.update({a, b, makeRun(QStringLiteral("c"))});
    QCOMPARE(model.groupOf(0, QStringLiteral("training.seed")), QStringLiteral("10"));
    QCOMPARE(model.groupNames(QStringLiteral("training.seed")),
             (QStringList{QString(), QStringLiteral("9"), QStringLiteral("10")}));
    QCOMPARE(model.groupOf(1, QStringLiteral("tag")), QStringLiteral("sweep"));
    QCOMPARE(model.groupNames(QStringLiteral("state")), QStringList{QStringLiteral("finished")});
}

void TestRunModels::filters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("names");
    const auto row = [](const char *text, const QStringList &names) {
        QTest::newRow(text) << QString::fromUtf8(text) << names;
    };
    const QString a = QStringLiteral("nano-a");
    const QString b = QStringLiteral("nano-b");
    const QString c = QStringLiteral("large");
    row("", {a, b, c});
    row("NANO", {a, b});
    row("nano large", {});
    row("-nano", {c});
    row("tag:sweep", {b});
    row("-tag:sweep", {a, c});
    row("state:fail", {c});
    row("failed", {c});
    row("training.learning_rate=0.001", {a});
    row("learning_rate=1e-3", {a});
    row("-learning_rate=1e-3", {b, c});
    row("/o-[ab]$/", {a, b});
    row("-/o-a/", {b, c});
    row("\"two words\"", {b});
    row("learning_rate=0.5", {b});
}

void TestRunModels::filters()
{
    QFETCH(QString, text);
    QFETCH(QStringList, names);
    RunTableModel model;
    RunFilterProxy proxy;
    QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
    proxy.setSourceModel(&model);
    RunInfo a = makeRun(QStringLiteral("nano-a"));
    RunInfo b = makeRun(QStringLiteral("nano-b"));
    RunInfo c = makeRun(QStringLiteral("large"));
    a.config = config({"training.learning_rate=1e-3"});
    b.config = config({"training.learning_rate=0.5"});
    b.annotation.tags = {"sweep"};
    b.annotation.notes = "these are two words more";
    c.state = RunState::Failed;
    c.stateText = runStateText(c.state);
    model.update({a, b, c});
    proxy.setFilterText(text);
    QCOMPARE(shown(proxy), names);
    QCOMPARE(proxy.filterProblem(), QString());
}

void TestRunModels::anUnfinishedOrWrongFilterSaysSo()
{
    RunTableModel model;
    RunFilterProxy proxy;
    proxy.setSourceModel(&model);
    model.update({makeRun(QStringLiteral("a"))});
    for (const char *text : {"/unfinished", "/[/", "no_such_key=3", "seed=1"}) {
        proxy.setFilterText(QString::fromUtf8(text));
        QVERIFY2(!proxy.filterProblem().isEmpty(), text);
        QCOMPARE(proxy.rowCount(), 1); // what is not understood hides nothing
    }
    QVERIFY(proxy.filterProblem().contains(u"seed")); // of the data or of the training?
}

void TestRunModels::archivedRunsAreHidden()
{
    RunTableModel model;
    RunFilterProxy proxy;
    proxy.setSourceModel(&model);
    RunInfo archived = makeRun(QStringLiteral("old"));
    archived.annotation.archived = true;
    model.update({archived, makeRun(QStringLiteral("new"))});
    QCOMPARE(shown(proxy), QStringList{QStringLiteral("new")});
    proxy.setArchivedShown(true);
    QCOMPARE(proxy.rowCount(), 2);
    proxy.setArchivedShown(false);
    RunInfo now = makeRun(QStringLiteral("new"));
    now.annotation.archived = true;
    model.update({now});
    QTRY_COMPARE_WITH_TIMEOUT(proxy.rowCount(), 0, 4000);
}

void TestRunModels::runsStayWhereTheyAreWhileTheirValuesChange()
{
    RunTableModel model;
    RunFilterProxy proxy;
    proxy.setSourceModel(&model);
    proxy.sort(RunTableModel::Loss);
    model.update({makeRun(QStringLiteral("a"), 1), makeRun(QStringLiteral("b"), 2)});
    proxy.setHeld(true);
    model.update({makeRun(QStringLiteral("a"), 3)});
    QTest::qWait(2500);
    QCOMPARE(shown(proxy), (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
    proxy.setHeld(false);
    QTRY_COMPARE_WITH_TIMEOUT(shown(proxy), (QStringList{QStringLiteral("b"), QStringLiteral("a")}),
                              4000);
}

void TestRunModels::unknownValuesSortLastInBothDirections()
{
    RunTableModel model;
    RunFilterProxy proxy;
    proxy.setSourceModel(&model);
    model.update({makeRun(QStringLiteral("none")), makeRun(QStringLiteral("b"), 2),
                  makeRun(QStringLiteral("nan"), std::nan("")), makeRun(QStringLiteral("a"), 1)});
    proxy.sort(RunTableModel::Loss, Qt::AscendingOrder);
    QCOMPARE(shown(proxy).mid(0, 2), (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
    proxy.sort(RunTableModel::Loss, Qt::DescendingOrder);
    QCOMPARE(shown(proxy).mid(0, 2), (QStringList{QStringLiteral("b"), QStringLiteral("a")}));
}

void TestRunModels::groupsStandTogether()
{
    RunTableModel model;
    RunFilterProxy proxy;
    proxy.setSourceModel(&model);
    QVector<RunInfo> runs;
    for (int i = 0; i < 6; ++i) {
        RunInfo run = makeRun(QStringLiteral("r%1").arg(i), i);
        run.stage = i % 2 ? QStringLiteral("finetune") : QStringLiteral("pretrain");
        runs += run;
    }
    model.update(runs);
    proxy.setGroupKey(QStringLiteral("stage"));
    for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        proxy.sort(RunTableModel::Loss, order);
        QStringList stages;
        for (int row = 0; row < 6; ++row)
            stages += model.find(proxy.runId(row))->stage;
        QCOMPARE(stages.mid(0, 3).count(stages.first()), 3);
        QCOMPARE(stages.first(), QStringLiteral("finetune"));
    }
}

void TestRunModels::configurationsDifferInChangedKeysOnly()
{
    const auto difference = configDifference({config({"training.learning_rate=1e-3"}), nullptr,
                                              config({"training.learning_rate=2e-3"})});
    QCOMPARE(difference.size(), 1);
    QCOMPARE(difference[0].key, QStringLiteral("training.learning_rate"));
    QCOMPARE(difference[0].values,
             (QVector<QString>{QStringLiteral("0.001"), QString(), QStringLiteral("0.002")}));
    QVERIFY(configDifference({config({}), config({})}).isEmpty());
}

void TestRunModels::jobsAreUpdatedInPlace()
{
    JobTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QSignalSpy told(&model, &JobTableModel::jobsChanged);
    JobInfo a;
    a.id = QStringLiteral("/w/jobs/a");
    a.name = QStringLiteral("a");
    JobInfo b = a;
    b.id = QStringLiteral("/w/jobs/b");
    model.setJobs({a, b});
    model.setJobs({a, b});
    QCOMPARE(told.count(), 1);
    b.progress = 0.5;
    model.setJobs({b});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.rowOf(b.id), 0);
    QCOMPARE(model.index(0, 0).data(JobTableModel::ProgressRole).toDouble(), 0.5);
    QCOMPARE(resets.count(), 0);
}

void TestRunModels::theForemostJobIsTheNewestLiveOne()
{
    JobTableModel model;
    QVERIFY(!model.foremost());
    const auto job = [](const QString &id, RunState state, double started) {
        JobInfo info;
        info.id = id;
        info.state = state;
        info.started = started;
        return info;
    };
    model.setJobs({job(QStringLiteral("old"), RunState::Running, 1),
                   job(QStringLiteral("new"), RunState::Pausing, 2),
                   job(QStringLiteral("over"), RunState::Finished, 3)});
    QCOMPARE(model.foremost()->id, QStringLiteral("new"));
    QCOMPARE(model.liveCount(), 2);
}

void TestRunModels::queueRowsFollowTheirOrder()
{
    QueueTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    const auto a = queued(QStringLiteral("1"), QueueState::Running, 0);
    auto b = queued(QStringLiteral("2"), QueueState::Waiting, 1);
    auto c = queued(QStringLiteral("3"), QueueState::Waiting, 2);
    model.setEntries({a, b, c}, false);
    QPersistentModelIndex ofC = model.index(2, 0);
    std::swap(b.position, c.position);
    model.setEntries({a, c, b}, true);
    QCOMPARE(ofC.row(), 1); // moved, not made anew
    QCOMPARE(model.entry(2).id, QStringLiteral("2"));
    QVERIFY(model.isPaused());
    model.setEntries({c}, true);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.waitingCount(), 1);
    QCOMPARE(resets.count(), 0);
}

void TestRunModels::draggingAQueueRowAsksForAPosition_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("position"); // 0: nothing is asked
    QTest::newRow("last to first waiting") << 3 << 1 << 1;
    QTest::newRow("above what runs is first of those that wait") << 3 << 0 << 1;
    QTest::newRow("first to the end") << 1 << 4 << 3;
    QTest::newRow("first behind the second") << 1 << 3 << 2;
    QTest::newRow("onto itself") << 2 << 2 << 0;
    QTest::newRow("behind itself") << 2 << 3 << 0;
    QTest::newRow("what runs stays") << 0 << 4 << 0;
}

void TestRunModels::draggingAQueueRowAsksForAPosition()
{
    QFETCH(int, from);
    QFETCH(int, before);
    QFETCH(int, position);
    QueueTableModel model;
    model.setEntries({queued(QStringLiteral("1"), QueueState::Running, 0),
                      queued(QStringLiteral("2"), QueueState::Waiting, 1),
                      queued(QStringLiteral("3"), QueueState::Waiting, 2),
                      queued(QStringLiteral("4"), QueueState::Waiting, 3)},
                     false);
    QSignalSpy asked(&model, &QueueTableModel::moveRequested);
    QCOMPARE(bool(model.index(from, 0).flags() & Qt::ItemIsDragEnabled), from != 0);
    const std::unique_ptr<QMimeData> data(model.mimeData({model.index(from, 0)}));
    QVERIFY(!model.dropMimeData(data.get(), Qt::MoveAction, before, 0, {}));
    QCOMPARE(asked.count(), position ? 1 : 0);
    if (position) {
        QCOMPARE(asked[0][0].toString(), QString::number(from + 1));
        QCOMPARE(asked[0][1].toInt(), position);
    }
    QCOMPARE(model.rowCount(), 4);
    QMimeData other;
    other.setText(QStringLiteral("2"));
    QVERIFY(!model.canDropMimeData(&other, Qt::MoveAction, 1, 0, {}));
}

void TestRunModels::wordsAreQuotedForAShell()
{
    QCOMPARE(shellLine({QStringLiteral("phi1"), QStringLiteral("--set"),
                        QStringLiteral("training.learning_rate=1e-3"), QStringLiteral("it's $HOME"),
                        QString()}),
             QStringLiteral("phi1 --set training.learning_rate=1e-3 'it'\\''s $HOME' ''"));
}

QTEST_GUILESS_MAIN(TestRunModels)
#include "tst_run_models.moc"
