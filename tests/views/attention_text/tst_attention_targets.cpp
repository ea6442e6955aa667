// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_text/sample_attention.h"
#include "views/attention_maps/colour_scale.h"
#include "views/attention_text/attention_arcs.h"
#include "views/attention_text/attention_targets.h"
#include "views/attention_text/weight_paint.h"
#include "views/theme/theme.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace phi1;

namespace {

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

QVector<int> tokensOf(const QVector<AttentionTarget> &targets)
{
    QVector<int> tokens;
    for (const AttentionTarget &target : targets)
        tokens.append(target.token);
    return tokens;
}

QVector<AttentionTarget> strongest(const QVector<float> &weights, int count)
{
    return strongestTargets({weights.constData(), static_cast<std::size_t>(weights.size())}, count);
}

/// WCAG 2, written down once more.
double contrast(const QColor &a, const QColor &b)
{
    const auto luminance = [](const QColor &color) {
        const auto part = [](double c) {
            return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) +
               0.0722 * part(color.blueF());
    };
    const double x = luminance(a) + 0.05;
    const double y = luminance(b) + 0.05;
    return std::max(x, y) / std::min(x, y);
}

} // namespace

class AttentionTargetsTest : public QObject
{
    Q_OBJECT
private slots:
    void aQueryHasItsRowAndAKeyItsColumn()
    {
        const HeadMap map(3, {1, 0, 0, 0.25F, 0.75F, 0, 0.5F, 0.125F, 0.375F});
        QCOMPARE(lookWeights(map, LookDirection::LooksAt, 1), (QVector<float>{0.25F, 0.75F, 0}));
        QCOMPARE(lookWeights(map, LookDirection::LookedAtBy, 1),
                 (QVector<float>{0, 0.75F, 0.125F}));
        QVERIFY(lookWeights(map, LookDirection::LooksAt, 3).isEmpty());
        QVERIFY(lookWeights(map, LookDirection::LooksAt, -1).isEmpty());
        QVERIFY(lookWeights(HeadMap(), LookDirection::LooksAt, 0).isEmpty());
    }

    void whatIsReachedDependsOnTheDirection()
    {
        QVERIFY(isReachable(LookDirection::LooksAt, 3, 3));
        QVERIFY(isReachable(LookDirection::LooksAt, 3, 0));
        QVERIFY(!isReachable(LookDirection::LooksAt, 3, 4));
        QVERIFY(isReachable(LookDirection::LookedAtBy, 3, 4));
        QVERIFY(!isReachable(LookDirection::LookedAtBy, 3, 2));
    }

    void targetsDescendByMagnitudeAndTiesAscendByPlace()
    {
        QCOMPARE(tokensOf(strongest({0.1F, 0.5F, 0.1F, -0.4F, 0}, 9)), (QVector<int>{1, 3, 0, 2}));
        QCOMPARE(tokensOf(strongest({0.1F, 0.5F, 0.1F, -0.4F, 0}, 2)), (QVector<int>{1, 3}));
        QVERIFY(strongest({0, 0}, 3).isEmpty());
        QVERIFY(strongest({0.5F}, 0).isEmpty());
    }

    void whatIsNoNumberComesFirst()
    {
        QCOMPARE(tokensOf(strongest({0.9F, notANumber, 0.1F, notANumber}, 3)),
                 (QVector<int>{1, 3, 0}));
    }

    void arcsGrowWiderWithTheWeightAndStayInTheirRoom()
    {
        const QRectF room(40, 0, 400, 200);
        const QRectF anchor(60, 150, 30, 20);
        const QVector<AttentionArc> arcs = attentionArcs(
            anchor, {{1, 1.0, QRectF(300, 10, 40, 20)}, {2, 0.2, QRectF(350, 60, 30, 20)}}, room,
            1);
        QCOMPARE(arcs.size(), 2);
        QVERIFY(arcs[0].width > arcs[1].width);
        for (const AttentionArc &arc : arcs) {
            QCOMPARE(arc.end, AttentionArc::End::Token);
            QVERIFY(arc.path.boundingRect().right() <= room.right());
        }
        // From the upper edge of the anchor to the lower edge of what stands above it.
        QCOMPARE(arcs[0].path.pointAtPercent(0), QPointF(75, 150));
        QCOMPARE(arcs[0].tip, QPointF(320, 30));
    }

    void arcsWithinARowRiseAboveIt()
    {
        const QVector<AttentionArc> arcs =
            attentionArcs(QRectF(200, 100, 30, 20), {{4, 1.0, QRectF(100, 100, 30, 20)}},
                          QRectF(0, 0, 400, 200), 1);
        QCOMPARE(arcs.size(), 1);
        QVERIFY(arcs[0].path.boundingRect().top() < 100);
        QVERIFY(arcs[0].path.boundingRect().top() >= 80);
        QVERIFY(arcs[0].path.boundingRect().bottom() <= 100.001);
    }

    void arcsBetweenLinesThatFollowEachOtherGoAroundTheTargetsLine()
    {
        const QRectF room(0, 0, 400, 200);
        const QVector<AttentionArc> up =
            attentionArcs(QRectF(50, 100, 30, 20), {{4, 1.0, QRectF(200, 80, 30, 20)}}, room, 1);
        QCOMPARE(up[0].tip, QPointF(215, 80));
        QVERIFY(up[0].path.boundingRect().top() < 75);
        const QVector<AttentionArc> down =
            attentionArcs(QRectF(50, 100, 30, 20), {{4, 1.0, QRectF(200, 120, 30, 20)}}, room, 1);
        QCOMPARE(down[0].tip, QPointF(215, 140));
        QVERIFY(down[0].path.boundingRect().bottom() > 145);
    }

    void arcsThatLeadOutOfSightEndAtTheEdge()
    {
        const QRectF room(0, 0, 400, 200);
        const QVector<AttentionArc> arcs = attentionArcs(
            QRectF(100, 100, 30, 20),
            {{1, 1, QRectF(50, -400, 30, 20)}, {2, 1, QRectF(390, 900, 30, 20)}}, room, 1);
        QCOMPARE(arcs[0].end, AttentionArc::End::Above);
        QCOMPARE(arcs[0].tip.y(), room.top());
        QCOMPARE(arcs[1].end, AttentionArc::End::Below);
        QCOMPARE(arcs[1].tip.y(), room.bottom());
        QVERIFY(arcs[1].tip.x() <= room.right());
        // Nothing is drawn between two places that are both out of sight on one side.
        const QVector<AttentionArc> none =
            attentionArcs(QRectF(100, -300, 30, 20), {{1, 1, QRectF(50, -400, 30, 20)}}, room, 1);
        QVERIFY(none[0].path.isEmpty());
        QCOMPARE(none[0].end, AttentionArc::End::Above);
    }

    void textOnAnyColourOfTheMapsCanBeRead()
    {
        // A tone between both inks is the worst case.
        for (const bool dark : {false, true}) {
            for (const ColourScale &scale : {ColourScale::weights(), ColourScale::difference()}) {
                for (const QRgb rgb : scale.table(dark)) {
                    const QColor ground(rgb);
                    QVERIFY2(contrast(inkOn(ground), ground) >= 4.0, qPrintable(ground.name()));
                }
            }
        }
    }

    void weightsAreNeverWrittenAsAZeroThatIsNone()
    {
        QCOMPARE(weightText(0.466), QStringLiteral("0.466"));
        QCOMPARE(weightText(0), QStringLiteral("0.000"));
        QCOMPARE(weightText(0.000412), QStringLiteral("4.1e-4"));
        QCOMPARE(weightText(-0.25), QStringLiteral("-0.250"));
        QCOMPARE(weightText(static_cast<double>(notANumber)), QStringLiteral("NaN"));
    }
};

QTEST_MAIN(AttentionTargetsTest)
#include "tst_attention_targets.moc"
