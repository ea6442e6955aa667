// SPDX-License-Identifier: GPL-3.0-or-later
// A workspace of 5,000 runs: the page comes up, and the event loop is never away for long.
#include <QApplication>
#include <QElapsedTimer>

#include "tests/views/runs/runs_fixture.h"
#include "views/runs/filter_bar.h"
#include "views/theme/theme.h"
#include "views/widgets/search_field.h"

using namespace phi1;
using namespace phi1::test;

class tst_ManyRuns : public QObject
{
    Q_OBJECT
private slots:
    void fiveThousandRunsAreListedSortedAndFiltered()
    {
        constexpr int runs = 5000;
        RunsFixture fixture;
        for (int i = 0; i < runs; ++i) {
            FakeRun run;
            run.name = "run-" + std::to_string(i);
            run.config = fakeConfig("phi-1-nano", {"training.seed=" + std::to_string(i % 7)});
            run.state = JobState::Finished;
            run.lastStep = 20;
            run.every = 10;
            run.startedAgo = 1000 + i;
            run.checkpointEvery = run.evaluateEvery = 0;
            writeFakeRun(fixture.workspace(), run);
        }
        StallMeter meter;
        QElapsedTimer since;
        since.start();
        fixture.open();
        QVERIFY(
            QTest::qWaitFor([&] { return fixture.table()->model()->rowCount() == runs; }, 60000));
        qInfo("%d runs listed after %lld ms, longest stall %lld ms", runs, since.elapsed(),
              meter.takeLongest());
        QTest::qWait(1500);
        const qint64 settling = meter.takeLongest();
        auto *field = fixture.page()->findChild<FilterBar *>()->findChild<SearchField *>();
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("run-49"));
        QTRY_COMPARE(fixture.table()->model()->rowCount(), 111);
        const qint64 filtering = meter.takeLongest();
        fixture.table()->sortByColumn(RunTableModel::Best, Qt::AscendingOrder);
        QTest::qWait(200);
        const qint64 sorting = meter.takeLongest();
        qInfo("longest stalls: %lld ms afterwards, %lld ms while filtering, %lld ms while sorting",
              settling, filtering, sorting);
        // Twice the limit of a live window: the machine that tests is shared.
        QVERIFY(settling < 200);
        QVERIFY(filtering < 200);
        QVERIFY(sorting < 200);
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    tst_ManyRuns test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_many_runs.moc"
