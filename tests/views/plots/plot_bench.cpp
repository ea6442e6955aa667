// SPDX-License-Identifier: GPL-3.0-or-later
// phi1_plot_bench [--quick]: what one frame takes while a chart is panned and zoomed by the mouse,
// beside a stock QCPGraph of the same numbers. Writes one line of JSON per case.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QWheelEvent>

#include "tests/views/plots/plot_support.h"
#include "views/plots/plot_library.h"

namespace {

using namespace phi1;
using namespace phi1::test;

constexpr QSize size(1000, 420);

/// Loss alone, in pieces, so that ten million events do not lie in memory at once.
std::unique_ptr<CurveData> makeLoss(std::int64_t rows, unsigned seed)
{
    RunMaker maker(seed);
    auto data = std::make_unique<CurveData>();
    for (std::int64_t row = 1; row <= rows;) {
        RunBatch batch;
        for (; row <= rows && batch.events.size() < 20'000; ++row) {
            const double share = static_cast<double>(row) / static_cast<double>(rows);
            batch.events.push_back(maker.stepEvent(
                row, {{"loss", 1.4 + 0.01 * seed + std::exp(-9 * share) + 0.04 * maker.noise()}}));
        }
        data->apply(batch);
    }
    return data;
}

struct Percentiles {
    double p50 = 0, p99 = 0;
    double processor = 0; ///< mean of all threads together, which a busy machine does not stretch
};

double processorSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

Percentiles percentiles(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1) + 0.5)];
    };
    return {at(0.5), at(0.99)};
}

Percentiles measureArea(ChartArea &area, int frames, bool zoom)
{
    const QRect rect = area.plotRect(QStringLiteral("loss"));
    area.fit();
    area.replotNow();
    QPointF place = rect.center();
    const auto wheel = [&](int delta) {
        QWheelEvent event(place, area.mapToGlobal(place), {}, {0, delta}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&area, &event);
    };
    const auto mouse = [&](QEvent::Type type, Qt::MouseButton button) {
        QMouseEvent event(type, place, area.mapToGlobal(place), button, Qt::MiddleButton,
                          Qt::NoModifier);
        QApplication::sendEvent(&area, &event);
    };
    if (!zoom) {
        wheel(480);
        area.replotNow();
        mouse(QEvent::MouseButtonPress, Qt::MiddleButton);
    }
    std::vector<double> times;
    const double before = processorSeconds();
    for (int frame = 0; frame < frames; ++frame) {
        QElapsedTimer timer;
        timer.start();
        if (zoom) {
            wheel(frame / 12 % 2 == 0 ? 120 : -120);
        } else {
            place.setX(rect.center().x() + 150 * std::sin(frame * 0.21));
            mouse(QEvent::MouseMove, Qt::NoButton);
        }
        area.replotNow();
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    const double processor = processorSeconds() - before;
    if (!zoom)
        mouse(QEvent::MouseButtonRelease, Qt::MiddleButton);
    Percentiles result = percentiles(times);
    result.processor = 1e3 * processor / frames;
    return result;
}

Percentiles measureStock(const std::vector<QSharedPointer<QCPGraphDataContainer>> &data, int graphs,
                         double rows, int frames, bool zoom)
{
    QCustomPlot plot;
    plot.resize(size);
    for (int graph = 0; graph < graphs; ++graph)
        plot.addGraph()->setData(data[static_cast<std::size_t>(graph) % data.size()]);
    plot.show();
    plot.xAxis->setRange(0, rows);
    plot.yAxis->setRange(1.2, 2.6);
    plot.replot(QCustomPlot::rpImmediateRefresh);
    std::vector<double> times;
    const double before = processorSeconds();
    for (int frame = 0; frame < frames; ++frame) {
        QElapsedTimer timer;
        timer.start();
        if (zoom) {
            plot.xAxis->scaleRange(frame / 12 % 2 == 0 ? 1 / 1.2 : 1.2);
            plot.yAxis->scaleRange(frame / 12 % 2 == 0 ? 1 / 1.2 : 1.2);
        } else {
            const double middle = rows * (0.5 + 0.15 * std::sin(frame * 0.21));
            plot.xAxis->setRange(middle - rows * 0.24, middle + rows * 0.24);
        }
        plot.replot(QCustomPlot::rpImmediateRefresh);
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    const double processor = processorSeconds() - before;
    Percentiles result = percentiles(times);
    result.processor = 1e3 * processor / frames;
    return result;
}

void measure(const char *name, std::int64_t rows, int runs, int different, double smoothing,
             int frames, int stockFrames)
{
    std::vector<std::unique_ptr<CurveData>> data;
    std::vector<QSharedPointer<QCPGraphDataContainer>> stock;
    for (int index = 0; index < different; ++index) {
        data.push_back(makeLoss(rows, static_cast<unsigned>(index + 1)));
        const Series &steps = data.back()->axis(CurveAxis::Step);
        const Series &loss = *data.back()->column("loss");
        QVector<QCPGraphData> points;
        points.reserve(static_cast<qsizetype>(rows));
        for (std::size_t row = 0; row < steps.size(); ++row)
            points.append({steps[row], loss[row]});
        stock.push_back(QSharedPointer<QCPGraphDataContainer>::create());
        stock.back()->set(points, true);
    }
    QVector<PlottedRun> plotted;
    for (int index = 0; index < runs; ++index) {
        PlottedRun run;
        run.id = run.name = QStringLiteral("run %1").arg(index);
        run.data = data[static_cast<std::size_t>(index % different)].get();
        run.colourSlot = index;
        plotted.append(run);
    }
    ChartArea area;
    area.resize(size);
    area.setCharts({usualCharts().first()});
    area.setSmoothing({SmoothingKind::TimeWeightedEma, smoothing});
    area.setRuns(plotted);
    area.show();
    for (int i = 0; i < 400 && smoothing > 0; ++i)
        area.replotNow(); // until everything is smoothed
    for (const bool zoom : {false, true}) {
        const Percentiles own = measureArea(area, frames, zoom);
        const Percentiles other =
            measureStock(stock, runs, static_cast<double>(rows), stockFrames, zoom);
        std::printf("{\"case\":\"%s\",\"movement\":\"%s\",\"runs\":%d,\"different_runs\":%d,"
                    "\"points_each\":%lld,\"smoothing\":%.2f,\"frames\":%d,\"p50_ms\":%.2f,"
                    "\"p99_ms\":%.2f,\"processor_ms\":%.2f,\"stock_processor_ms\":%.2f,\"stock_p50_"
                    "ms\":%.2f,\"stock_p99_ms\":%.2f,"
                    "\"stock_to_own_p50\":%.1f,\"drawn\":\"%s\"}\n",
                    name, zoom ? "zoom" : "pan", runs, different, static_cast<long long>(rows),
                    smoothing, frames, own.p50, own.p99, own.processor, other.processor, other.p50,
                    other.p99, other.p50 / own.p50, qPrintable(area.drawnText()));
        std::fflush(stdout);
    }
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    phi1::Theme::instance().apply(application);
    const bool quick = application.arguments().contains(QStringLiteral("--quick"));
    const std::int64_t part = quick ? 10 : 1;
    const QString only = application.arguments().value(application.arguments().size() - 1);
    if (only == QStringLiteral("many")) {
        measure("many curves", 1'000'000 / part, 100, 5, 0, 100, 1);
        return 0;
    }
    measure("one curve", 10'000'000 / part, 1, 1, 0, 200, 30);
    measure("one curve, smoothed", 10'000'000 / part, 1, 1, 0.6, 200, 10);
    measure("many curves", 1'000'000 / part, 100, 5, 0, 100, 3);
    measure("usual", 36'000, 3, 3, 0.6, 200, 30);
    return 0;
}
