// SPDX-License-Identifier: GPL-3.0-or-later
// phi1_attention_text_bench: what a frame of the text and the curves costs the window's thread: a
// text of 2 048 tokens while the pointer and the arrows move over it and while it scrolls, 768
// curves while one after the other is pointed at. Writes one line of JSON per case: milliseconds of
// processor time in the middle, at 99 % and at worst.
#include "tests/views/attention_text/sample_attention.h"
#include "tests/views/support/frame_bench.h"
#include "views/attention_text/attention_text_view.h"
#include "views/attention_text/score_curves.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QScrollBar>

using namespace phi1;

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    const QVector<AttentionToken> tokens = test::manyAttentionTokens(2048);
    const HeadMap map = test::inductionMap(tokens);
    AttentionTextView text;
    text.resize(1000, 1300);
    text.setTokens(tokens);
    text.setMap(map);
    text.setArcCount(8);
    text.show();
    test::measureFrames("text of 2048 tokens, another query", *text.viewport(), 400,
                        [&](int frame) { text.setSelection((frame * 37 + 1200) % 2048, -1); });
    text.setSelection(2000, -1);
    test::measureFrames("text of 2048 tokens, scrolled", *text.viewport(), 400, [&](int frame) {
        text.verticalScrollBar()->setValue(frame * 30 % text.verticalScrollBar()->maximum());
    });
    test::measureFrames("text of 2048 tokens, another width", *text.viewport(), 40,
                        [&](int frame) { text.resize(900 + frame, 1300); });
    ScoreCurves curves;
    curves.resize(1200, 400);
    constexpr int steps = 40;
    QVector<double> places;
    for (int step = 0; step < steps; ++step)
        places.append(500.0 * step);
    const QVector<float> values = test::scoreSeries(steps);
    curves.setCurves(places, 24, 32, values);
    curves.show();
    test::measureFrames("768 curves of 40 steps, drawn anew", curves, 20,
                        [&](int) { curves.setCurves(places, 24, 32, values); });
    test::measureFrames("768 curves of 40 steps, pointed at", curves, 400, [&](int frame) {
        curves.setHoveredHead(curves.headAt({200.0 + frame * 2, 200.0}));
        curves.setSelectedHead({frame / 32 % 24, frame % 32});
    });
    return 0;
}
