// SPDX-License-Identifier: GPL-3.0-or-later
// phi1_samples_page_bench CORPUS: what browsing costs the window's thread. The page of samples is
// opened on the folder of a corpus, through links in a temporary workspace, so that labels are kept
// elsewhere and nothing in CORPUS is written. Prints one line of JSON per case: milliseconds of
// processor time that everything the window's thread does in a frame takes (event, answers of
// threads, painting), in the middle, at 99 % and at worst; of waiting, milliseconds by the clock.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <random>
#include <vector>

#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QScrollBar>
#include <QThread>
#include <QWheelEvent>

#include "tests/views/samples/samples_fixture.h"
#include "tests/views/support/frame_bench.h"
#include "views/samples/facet_panel.h"
#include "views/samples/facet_section.h"
#include "views/samples/sample_list_view.h"
#include "views/state/sample_list_model.h"
#include "views/theme/theme.h"
#include "views/widgets/histogram_slider.h"

namespace {

using namespace phi1;
using test::threadMilliseconds;

constexpr qint64 frameMilliseconds = 16;
constexpr QSize smallest{1280, 720}, largest{2560, 1440};

struct Figures {
    std::vector<double> milliseconds;

    void print(const char *name, const char *unit)
    {
        std::sort(milliseconds.begin(), milliseconds.end());
        const auto at = [&](double share) {
            return milliseconds[static_cast<std::size_t>(
                std::ceil(share * static_cast<double>(milliseconds.size() - 1)))];
        };
        std::printf("{\"case\":\"%s\",\"%s\":%zu,\"p50_ms\":%.2f,\"p99_ms\":%.2f,"
                    "\"worst_ms\":%.2f}\n",
                    name, unit, milliseconds.size(), at(0.5), at(0.99), at(1));
        std::fflush(stdout);
    }
};

/// Each frame is given its 16 ms, in which threads answer and the page shows what they found.
void frames(const char *name, int count, const std::function<void(int)> &change)
{
    Figures figures;
    for (int frame = 0; frame < count; ++frame) {
        QElapsedTimer clock;
        clock.start();
        const double start = threadMilliseconds();
        change(frame);
        do {
            QApplication::processEvents();
            QThread::usleep(500);
        } while (clock.elapsed() < frameMilliseconds);
        figures.milliseconds.push_back(threadMilliseconds() - start);
    }
    figures.print(name, "frames");
}

void settle(int milliseconds)
{
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < milliseconds) {
        QApplication::processEvents();
        QThread::usleep(500);
    }
}

void waits(const char *name, int count, const std::function<void(int)> &ask,
           const std::function<bool()> &isShown)
{
    Figures figures;
    for (int i = 0; i < count; ++i) {
        QElapsedTimer clock;
        clock.start();
        ask(i);
        while (!isShown()) {
            QApplication::processEvents();
            QThread::usleep(100);
        }
        QApplication::processEvents(); // painting
        figures.milliseconds.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        settle(30);
    }
    figures.print(name, "times");
}

void mouse(QWidget *widget, QEvent::Type type, const QPointF &at)
{
    const bool pressed = type != QEvent::MouseButtonRelease;
    QMouseEvent event(type, at, widget->mapToGlobal(at),
                      type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                      pressed ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(widget, &event);
}

void key(QWidget *widget, Qt::Key code)
{
    QKeyEvent event(QEvent::KeyPress, code, Qt::NoModifier);
    QApplication::sendEvent(widget, &event);
}

HistogramSlider *sliderInSight(FacetPanel &panel)
{
    for (auto *section : panel.findChildren<NumberSection *>()) {
        if (section->slider()->isVisible() && !section->slider()->bins().all.isEmpty())
            return section->slider();
    }
    return nullptr;
}

/// Files of a corpus under another folder; its lock stays where it is.
void link(const std::filesystem::path &from, const std::filesystem::path &to)
{
    std::filesystem::create_directories(to);
    for (const auto &each : std::filesystem::directory_iterator(from)) {
        const auto name = each.path().filename();
        if (name != "lock")
            std::filesystem::create_symlink(std::filesystem::canonical(each.path()), to / name);
    }
}

void measure(test::SamplesFixture &shown, const char *size)
{
    std::printf("{\"window\":\"%s\"}\n", size);
    auto *list = shown.part<SampleListView>();
    SamplesSession &samples = *shown.samples();
    std::mt19937_64 random(7);
    const auto anywhere = [&](qint64 end) {
        return std::uniform_int_distribution<qint64>(0, end - 1)(random);
    };
    QScrollBar *bar = list->verticalScrollBar();
    const auto rowsShown = [&] {
        for (qint64 rank = list->firstVisible(); rank <= list->lastVisible(); ++rank) {
            if (!samples.list().entry(static_cast<int>(rank)))
                return false;
        }
        return true;
    };
    frames("scrolled by the wheel", 600, [&](int frame) {
        const QPointF at(list->viewport()->rect().center());
        QWheelEvent wheel(at, list->viewport()->mapToGlobal(at), {}, {0, frame < 400 ? -120 : 120},
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(list->viewport(), &wheel);
    });
    frames("PageDown", 300, [&](int) { key(list, Qt::Key_PageDown); });
    frames("scroll bar dragged anywhere", 300,
           [&](int) { bar->setValue(static_cast<int>(anywhere(bar->maximum()))); });
    waits(
        "from a jump of the scroll bar to its rows", 100,
        [&](int) { bar->setValue(static_cast<int>(anywhere(bar->maximum()))); }, rowsShown);
    frames("another sample anywhere", 300,
           [&](int) { samples.setCurrentRank(anywhere(samples.search().found)); });
    waits(
        "from a jump to a sample to its text and rows", 100,
        [&](int) { samples.setCurrentRank(anywhere(samples.search().found)); },
        [&] { return rowsShown() && samples.page() != nullptr; });
    if (HistogramSlider *slider = sliderInSight(*shown.part<FacetPanel>())) {
        const QPointF from = slider->handleRect(HistogramSlider::Handle::Lower).center();
        mouse(slider, QEvent::MouseButtonPress, from);
        frames("handle of a histogram dragged", 300, [&](int frame) {
            const int place = frame % 150;
            mouse(slider, QEvent::MouseMove, from + QPointF(place < 75 ? place : 150 - place, 0));
        });
        mouse(slider, QEvent::MouseButtonRelease, from);
    }
    samples.setFilter({});
    settle(500);
    bool counted = false;
    const auto connection = QObject::connect(&samples, &SamplesSession::facetsChanged, &samples,
                                             [&](const SampleFacets &) { counted = true; });
    waits(
        "from a filter to its facets", 50,
        [&](int i) {
            SampleFilter filter;
            filter.numbers.push_back({std::string(columnKey::bytes), 500.0 + 10 * i, 4000, false});
            counted = false;
            samples.setFilter(filter);
        },
        [&] { return counted; });
    QObject::disconnect(connection);
    samples.setFilter({});
    settle(500);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    const std::filesystem::path corpus = argc > 1 ? argv[1] : "";
    if (!std::filesystem::exists(corpus / "samples.db")) {
        std::fprintf(stderr, "usage: phi1_samples_page_bench CORPUS: a folder with samples.db\n");
        return 2;
    }
    test::SamplesFixture shown;
    link(corpus, shown.corpus("corpus").folder);
    shown.open(smallest);
    SamplesSession &samples = *shown.samples();
    const bool opened = QTest::qWaitFor(
        [&] { return samples.search().stage == SearchState::Stage::Done && samples.page(); },
        60'000);
    if (!opened) {
        std::fprintf(stderr, "%s could not be opened\n", argv[1]);
        return 1;
    }
    settle(1000);
    measure(shown, "1280x720");
    frames("resized between 1280x720 and 2560x1440", 240, [&](int frame) {
        const double share = std::abs(frame % 120 - 60) / 60.0;
        shown.window->resize(smallest + (largest - smallest) * share);
    });
    shown.window->resize(largest);
    settle(1000);
    measure(shown, "2560x1440");
    return 0;
}
