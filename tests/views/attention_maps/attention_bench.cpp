// SPDX-License-Identifier: GPL-3.0-or-later
// phi1_attention_bench: what a frame of the attention maps costs the window's thread at 2 048
// tokens: the wheel zooms in and out, the map is dragged, recoloured, hovered; the same for three
// maps side by side, and the grid of 768 heads. Writes one line of JSON per case: milliseconds of
// processor time of a frame (the event and all painting it causes) in the middle, at 99 % and at
// worst.
#include <cmath>
#include <vector>

#include <QApplication>
#include <QMouseEvent>
#include <QScrollBar>
#include <QThread>
#include <QWheelEvent>

#include "tests/views/attention_maps/sample_attention_maps.h"
#include "tests/views/support/frame_bench.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/attention_maps/head_matrix_view.h"
#include "views/attention_maps/map_pyramid.h"
#include "views/theme/theme.h"

namespace {

using namespace phi1;

void send(QWidget &widget, QEvent &&event)
{
    QCoreApplication::sendEvent(&widget, &event);
}

void wheel(QWidget &widget, const QPointF &place, int delta)
{
    send(widget, QWheelEvent(place, widget.mapToGlobal(place), {}, {0, delta}, Qt::NoButton,
                             Qt::NoModifier, Qt::NoScrollPhase, false));
}

void mouse(QWidget &widget, QEvent::Type type, const QPointF &place, Qt::MouseButtons buttons)
{
    send(widget, QMouseEvent(type, place, widget.mapToGlobal(place),
                             type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, buttons,
                             Qt::NoModifier));
}

void waitFor(const HeadMatrixView &view)
{
    while (!view.isReady()) {
        QThread::msleep(1);
        QCoreApplication::processEvents();
    }
}

void measureMatrix(const QString &name, HeadMatrixView &view, int frames)
{
    const auto call = [&](const char *what) { return (name + QLatin1String(what)).toLatin1(); };
    const QPointF middle = QRectF(view.matrixRect(0)).center();
    // From all of it to single cells and back.
    test::measureFrames(call(", zoom").constData(), view, frames, [&](int frame) {
        wheel(view, middle - QPointF(frame % 17, frame % 13), frame / 40 % 2 == 0 ? 60 : -60);
    });
    view.fit();
    view.zoomAt(middle, 3);
    mouse(view, QEvent::MouseButtonPress, middle, Qt::LeftButton);
    test::measureFrames(call(", pan").constData(), view, frames, [&](int frame) {
        const double turn = frame * 0.1;
        mouse(view, QEvent::MouseMove, middle + 200 * QPointF(std::cos(turn), std::sin(turn)),
              Qt::LeftButton);
    });
    mouse(view, QEvent::MouseButtonRelease, middle, Qt::NoButton);
    view.fit();
    test::measureFrames(call(", recolour").constData(), view, frames, [&](int frame) {
        ColourScale scale =
            ColourScale::weights(frame % 2 ? ColourScale::Kind::Log : ColourScale::Kind::Linear);
        scale.high = 1 - 0.001 * frame;
        scale.threshold = 1e-5 * frame;
        view.setScale(scale);
        view.setDifferenceScale(ColourScale::difference(scale.kind, scale.high));
    });
    test::measureFrames(call(", hover").constData(), view, frames, [&](int frame) {
        mouse(view, QEvent::MouseMove, middle + QPointF(frame % 200 - 100, frame % 150 - 60),
              Qt::NoButton);
    });
}

void measureGrid(int frames)
{
    constexpr int tokens = 2048;
    std::vector<HeadMap> maps;
    for (const auto kind : {test::HeadKind::Previous, test::HeadKind::Induction,
                            test::HeadKind::Sink, test::HeadKind::Local, test::HeadKind::Wide})
        maps.push_back(test::sampleMap(kind, tokens, 7));
    std::vector<HeadThumbnail> thumbnails;
    for (const HeadMap &map : maps)
        thumbnails.push_back(test::sampleThumbnail({}, map, 128));
    HeadGridView view;
    view.setShape(24, 32);
    view.setThumbnailSource([&](HeadKey head) -> std::optional<HeadThumbnail> {
        return thumbnails[static_cast<std::size_t>(test::sampleKind(head))];
    });
    view.resize(668, 496);
    view.setAttribute(Qt::WA_DontShowOnScreen);
    view.show();
    QImage first(view.size(), QImage::Format_RGB32);
    view.render(&first);
    test::measureFrames("grid 17 px, recolour", view, frames, [&](int frame) {
        ColourScale scale = ColourScale::weights();
        scale.high = 1 - 0.001 * frame;
        view.setScale(scale);
    });
    test::measureFrames("grid 17 px, hover", view, frames, [&](int frame) {
        mouse(*view.viewport(), QEvent::MouseMove,
              QPointF(40 + frame * 7 % 600, 20 + frame * 3 % 440), Qt::NoButton);
    });
    // Differences have a table each.
    const HeadThumbnail difference = test::sampleThumbnail({}, maps[1].minus(maps[3]), 128);
    view.setThumbnailSource([&](HeadKey) -> std::optional<HeadThumbnail> { return difference; });
    view.render(&first);
    test::measureFrames("grid 17 px, recolour of differences", view, frames, [&](int frame) {
        view.setScale(ColourScale::difference(
            frame % 2 ? ColourScale::Kind::Log : ColourScale::Kind::Linear, 1 - 0.001 * frame));
    });
    view.setScale(ColourScale::weights());
    view.setCellSize(128);
    view.render(&first);
    test::measureFrames("grid 128 px, scroll", view, frames, [&](int frame) {
        view.verticalScrollBar()->setValue(frame * 9 % view.verticalScrollBar()->maximum());
    });
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    Theme::instance().setMode(Theme::Mode::Dark);
    constexpr int tokens = 2048;
    constexpr int frames = 400;
    const HeadMap map = test::sampleMap(test::HeadKind::Induction, tokens, 5);
    const HeadMap other = test::sampleMap(test::HeadKind::Local, tokens, 6);
    {
        // On the worker thread, before a head that was opened is seen.
        QWidget nothing;
        test::measureFrames("prepare, maximum", nothing, 20,
                            [&](int) { MapPyramid::make(map, MapPooling::Maximum); });
        test::measureFrames("prepare, mean", nothing, 20,
                            [&](int) { MapPyramid::make(map, MapPooling::Mean); });
    }
    {
        HeadMatrixView view;
        view.resize(1000, 960);
        view.setTokens(test::sampleTokens(tokens));
        view.setMaps({{map, {}}});
        waitFor(view);
        measureMatrix(QStringLiteral("1 map of 900 px"), view, frames);
    }
    {
        HeadMatrixView view;
        view.resize(1700, 640);
        view.setTokens(test::sampleTokens(tokens));
        view.setMaps({{map, QStringLiteral("base")},
                      {other, QStringLiteral("finetuned")},
                      {map.minus(other), QStringLiteral("difference")}});
        view.setSumsShown(true);
        waitFor(view);
        measureMatrix(QStringLiteral("3 maps of 500 px"), view, frames);
    }
    measureGrid(frames);
    return 0;
}
