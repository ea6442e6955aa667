// SPDX-License-Identifier: GPL-3.0-or-later
// Compares what is painted with tests/data/plots/*.png. PHI1_RENEW_IMAGES=1 writes them anew; look
// at each of them before it is committed.
#include <QApplication>
#include <QDir>
#include <QImage>
#include <QTest>

#include "tests/views/plots/plot_support.h"
#include "views/plots/learning_rate_preview.h"

namespace phi1 {

using namespace Qt::StringLiterals;
using namespace test;

namespace {

/// Fonts are rasterised a little differently elsewhere; lines must not move.
constexpr int channelTolerance = 40;
constexpr double shareTolerance = 0.004;

bool isLike(const QImage &image, const QString &name, QString &reason)
{
    const QString path =
        QStringLiteral("%1/plots/%2.png").arg(QStringLiteral(PHI1_TEST_DATA), name);
    if (qEnvironmentVariableIntValue("PHI1_RENEW_IMAGES") == 1) {
        QDir().mkpath(QStringLiteral(PHI1_TEST_DATA "/plots"));
        return image.save(path);
    }
    const QImage reference = QImage(path).convertToFormat(QImage::Format_RGB32);
    if (reference.size() != image.size()) {
        reason = path + u" is missing or of another size"_s;
        return false;
    }
    QImage difference(image.size(), QImage::Format_RGB32);
    int different = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor a = image.pixelColor(x, y);
            const QColor b = reference.pixelColor(x, y);
            const int most = std::max({std::abs(a.red() - b.red()), std::abs(a.green() - b.green()),
                                       std::abs(a.blue() - b.blue())});
            different += most > channelTolerance;
            difference.setPixelColor(x, y,
                                     most > channelTolerance
                                         ? QColor(Qt::red)
                                         : QColor(b.lightness() / 2 + 120, b.lightness() / 2 + 120,
                                                  b.lightness() / 2 + 120));
        }
    const double share = different / static_cast<double>(image.width() * image.height());
    if (share <= shareTolerance)
        return true;
    const QString folder = QDir::tempPath() + u"/phi1-image-differences"_s;
    QDir().mkpath(folder);
    const QString base = QStringLiteral("%1/%2").arg(folder, name);
    image.save(base + u".png"_s);
    difference.save(base + u"-difference.png"_s);
    reason = u"%1 % of the pixels differ; see %2/%3-difference.png"_s.arg(share * 100, 0, 'f', 2)
                 .arg(folder, name);
    return false;
}

} // namespace

class ChartImagesTest : public QObject
{
    Q_OBJECT

    QImage picture(QWidget &widget)
    {
        return widget.grab().toImage().convertToFormat(QImage::Format_RGB32);
    }

private slots:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        QFont font(u"Noto Sans"_s);
        font.setPixelSize(13);
        Theme::instance().setSystemFont(font);
        Theme::instance().apply(*qApp);
    }

    void paintsCharts_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<double>("scale");
        for (const char *what : {"three-runs", "nan", "one-point", "constant", "empty", "log-axes",
                                 "groups", "hovered", "columns"})
            QTest::newRow(what) << QString::fromLatin1(what) << false << 1.0;
        QTest::newRow("three-runs dark") << u"three-runs"_s << true << 1.0;
        QTest::newRow("three-runs large") << u"three-runs"_s << false << 2.0;
        QTest::newRow("three-runs dark large") << u"three-runs"_s << true << 2.0;
    }

    void paintsCharts()
    {
        QFETCH(QString, what);
        QFETCH(bool, dark);
        QFETCH(double, scale);
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        Theme::instance().setInterfaceScale(scale);

        std::vector<std::unique_ptr<CurveData>> data;
        QVector<PlottedRun> runs;
        const auto add = [&](const QString &name, const RunPlan &plan) {
            data.push_back(makeRun(plan));
            PlottedRun run;
            run.id = run.name = name;
            run.data = data.back().get();
            run.plan = scheduleOf(plan);
            run.colourSlot = static_cast<int>(runs.size());
            runs.append(run);
        };
        RunPlan first;
        first.rows = 2685;
        first.stepsPerRow = 8;
        first.planned = 36'000;
        first.slowFrom = 19'200;
        first.resumedAt = 12'000;
        if (what == u"one-point"_s) {
            first.rows = 1;
            add(u"single"_s, first);
        } else if (what == u"constant"_s) {
            RunBatch batch;
            RunMaker maker(1);
            for (int step = 1; step < 500; ++step)
                batch.events.push_back(maker.stepEvent(step, {{"loss", 2.0},
                                                              {"learning_rate", 1e-4},
                                                              {"gradient_norm", 1.0},
                                                              {"tokens_per_second", 0.0}}));
            data.push_back(std::make_unique<CurveData>());
            data.back()->apply(batch);
            PlottedRun run;
            run.id = run.name = u"constant"_s;
            run.data = data.back().get();
            runs.append(run);
        } else if (what != u"empty"_s) {
            add(u"small-lr1e-3"_s, first);
            RunPlan second = first;
            second.rows = 3000;
            second.learningRate = 6e-4;
            second.floor = 1.44;
            second.slowFrom = second.resumedAt = -1;
            second.seed = 2;
            add(u"small-lr6e-4"_s, second);
            RunPlan third = second;
            third.rows = 1300;
            third.learningRate = 2e-3;
            third.nanFrom = 9312;
            third.seed = 3;
            add(u"small-lr2e-3"_s, third);
        }
        ChartArea area;
        area.resize(what == u"columns"_s ? QSize(1400, 400) : QSize(900, 340) * scale);
        area.setCharts(usualCharts());
        if (what == u"groups"_s)
            for (PlottedRun &run : runs)
                run.group = u"small"_s;
        area.setRuns(runs);
        area.setGrouped(what == u"groups"_s);
        if (!runs.isEmpty() && what != u"groups"_s)
            area.setSelectedRun(runs[0].id);
        if (what == u"columns"_s)
            area.setLayout(ChartLayout::Columns);
        if (what == u"log-axes"_s) {
            area.setLogX(true);
            area.setLogY(u"loss"_s, true);
        }
        if (what == u"hovered"_s)
            area.setHoveredRun(runs[1].id);
        area.show();
        area.replotNow();
        if (what == u"nan"_s) {
            area.setRuns({runs[2]});
            area.setSmoothing({SmoothingKind::TimeWeightedEma, 0});
            area.setClipOutliers(false);
            area.replotNow();
        }
        if (what == u"three-runs"_s) {
            area.moveCrosshair(runs[0].id, 17'680);
        }
        QString reason;
        const QString name =
            QStringLiteral("charts-%1%2%3")
                .arg(what, dark ? u"-dark"_s : QString(), scale > 1 ? u"-large"_s : QString());
        const bool same = isLike(picture(area), name, reason);
        Theme::instance().setInterfaceScale(1);
        Theme::instance().setMode(Theme::Mode::Light);
        QVERIFY2(same, qPrintable(reason));
    }

    void paintsPlannedLearningRates_data()
    {
        QTest::addColumn<bool>("ghost");
        QTest::addColumn<bool>("dark");
        QTest::newRow("plan") << false << false;
        QTest::newRow("plan dark") << false << true;
        QTest::newRow("ghost") << true << false;
        QTest::newRow("ghost dark") << true << true;
    }

    void paintsPlannedLearningRates()
    {
        QFETCH(bool, ghost);
        QFETCH(bool, dark);
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        LearningRatePreview preview;
        preview.setGhost(ghost);
        if (ghost) {
            preview.resize(640, 150);
            PlannedCurve pretrain{u"pretrain: learning rate to come"_s,
                                  {Schedule::Linear, 1e-3, 0, 120, 3000}};
            pretrain.colourSlot = 0;
            PlannedCurve finetune{u"finetune"_s, {Schedule::Linear, 4e-4, 0, 40, 600}};
            finetune.colourSlot = 1;
            finetune.offsetSteps = 3000;
            preview.setCurves({pretrain, finetune});
        } else {
            preview.resize(492, 160);
            PlannedCurve own{u"this run"_s, {Schedule::Linear, 1.5e-3, 0, 750, 36'000}};
            own.accent = true;
            PlannedCurve paper{u"paper"_s, {Schedule::Cosine, 1e-3, 0, 750, 36'000}};
            paper.style = Qt::DashLine;
            preview.setCurves({own, paper});
            QVector<qint64> checkpoints;
            for (qint64 step = 2000; step <= 36'000; step += 2000)
                checkpoints.append(step);
            preview.setCheckpoints(checkpoints);
            preview.setMarks({{24'000, u"24k: phi-1-base in the paper"_s}});
        }
        QVERIFY(preview.accessibleDescription().contains(ghost ? u"3\u2009000 steps"_s
                                                               : u"36\u2009000 steps"_s));
        QString reason;
        const QString name =
            QStringLiteral("preview-%1%2")
                .arg(ghost ? u"ghost"_s : u"plan"_s, dark ? u"-dark"_s : QString());
        const bool same = isLike(picture(preview), name, reason);
        Theme::instance().setMode(Theme::Mode::Light);
        QVERIFY2(same, qPrintable(reason));
    }

    void survivesPlansWithoutSense()
    {
        LearningRatePreview preview;
        preview.resize(300, 120);
        picture(preview); // no curve
        PlannedCurve curve{u"x"_s, {Schedule::Linear, 0, 0, 0, 0}};
        preview.setCurves({curve});
        picture(preview);
        curve.schedule = {Schedule::Cosine, std::nan(""), 0, 100, 50};
        preview.setCurves({curve});
        picture(preview);
        curve.schedule = {Schedule::Linear, 1e-3, 0, 1000, 100}; // warm-up beyond the end
        preview.setCurves({curve});
        preview.setCheckpoints({-5, 50, 100'000});
        preview.setMarks({{1'000'000, u"far"_s}});
        picture(preview);
        preview.resize(3, 3);
        picture(preview);
    }
};

} // namespace phi1

QTEST_MAIN(phi1::ChartImagesTest)
#include "tst_chart_images.moc"
