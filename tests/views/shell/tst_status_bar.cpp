// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/status_bar.h"

#include "views/shell/job_button.h"
#include "views/shell/machine_text.h"

#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace phi1;

namespace {

GpuLoad gpu(int index, double used, double temperature)
{
    GpuLoad load;
    load.index = index;
    load.used = static_cast<std::uint64_t>(used * 80e9);
    load.total = 80'000'000'000;
    load.temperature = temperature;
    return load;
}

} // namespace

class TestStatusBar : public QObject
{
    Q_OBJECT
private slots:
    void oneBarStandsForAllDevices()
    {
        MachineLoad load;
        load.gpus = {gpu(0, 0.76, 61), gpu(1, 0.765, 84), gpu(2, 0.76, 60)};
        const DeviceText alike = DeviceText::of(load);
        QCOMPARE(alike.label, u"GPU 0–2"_s);
        QVERIFY2(alike.value.endsWith(u"each"_s), qPrintable(alike.value));
        QVERIFY(alike.hot);
        QVERIFY(alike.temperature.startsWith(u"84"_s));

        load.gpus[1] = gpu(1, 0.99, 50);
        const DeviceText different = DeviceText::of(load);
        QVERIFY2(different.value.startsWith(u"fullest"_s), qPrintable(different.value));
        QVERIFY(different.share > 0.98);
        QVERIFY(!different.hot);
    }

    void withoutAGpuItSaysSoAndShowsTheCores()
    {
        MachineLoad load;
        load.cores = 2;
        load.cpuBusyCores = 0.1;
        const DeviceText text = DeviceText::of(load);
        QCOMPARE(text.label, u"CPU"_s);
        QCOMPARE(text.value, u"0.1 of 2 cores"_s);
        QVERIFY(!text.warns);
    }

    void theEngineIsShownOnceThereIsOne()
    {
        StatusBar bar;
        auto *engine = bar.findChild<QToolButton *>(u"status.engine"_s);
        QVERIFY(engine);
        QVERIFY(!engine->isVisibleTo(&bar));
        bar.setEngine(u"Engine ready, 2 models"_s, false);
        QVERIFY(engine->isVisibleTo(&bar));
        QCOMPARE(engine->accessibleName(), u"Engine ready, 2 models"_s);
        const QImage ready = engine->icon().pixmap(14).toImage();
        bar.setEngine(u"Engine stopped"_s, true);
        QVERIFY(engine->icon().pixmap(14).toImage() != ready);
        QSignalSpy activated(&bar, &StatusBar::engineActivated);
        engine->click();
        QCOMPARE(activated.size(), 1);
        bar.setEngine({}, false);
        QVERIFY(!engine->isVisibleTo(&bar));
    }

    void aResultTakesThePlaceOfTheJobForAWhile()
    {
        StatusBar bar;
        bar.resize(1200, 28);
        bar.show();
        ForemostJob job;
        job.runId = u"/w/runs/a"_s;
        job.name = u"small-lr1e-3"_s;
        job.progress = 0.597;
        bar.setJob(job);
        QVERIFY(bar.jobButton()->isVisible());
        bar.showResult(u"Copied command"_s);
        QCOMPARE(bar.resultText(), u"Copied command"_s);
        QVERIFY(!bar.jobButton()->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(bar.jobButton()->isVisible(), 6000);
        QVERIFY(bar.resultText().isEmpty());
    }

    void aClickOpensTheJob()
    {
        StatusBar bar;
        bar.resize(1200, 28);
        ForemostJob job;
        job.runId = u"/w/runs/a"_s;
        job.name = u"small-lr1e-3"_s;
        bar.setJob(job);
        bar.show();
        QSignalSpy spy(&bar, &StatusBar::jobActivated);
        QTest::mouseClick(bar.jobButton(), Qt::LeftButton);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy.first().first().toString(), u"/w/runs/a"_s);
        bar.setJob({});
        QTest::mouseClick(bar.jobButton(), Qt::LeftButton);
        QCOMPARE(spy.count(), 1);
    }

    void aProblemStaysUntilItIsGone()
    {
        StatusBar bar;
        bar.show();
        auto *button = bar.findChild<QToolButton *>(u"status.problem"_s);
        QVERIFY(button && !button->isVisible());
        bar.setProblem(u"The workspace cannot be written."_s);
        QVERIFY(button->isVisible());
        QCOMPARE(button->accessibleName(), u"The workspace cannot be written."_s);
        bar.setProblem({});
        QVERIFY(!button->isVisible());
    }
};

QTEST_MAIN(TestStatusBar)
#include "tst_status_bar.moc"
