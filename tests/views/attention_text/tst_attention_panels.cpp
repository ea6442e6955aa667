// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_text/sample_attention.h"
#include "views/attention_text/ablation_card.h"
#include "views/attention_text/ablation_panel.h"
#include "views/attention_text/lens_panel.h"
#include "views/attention_text/rollout_strip.h"
#include "views/attention_text/score_curves.h"
#include "views/attention_text/target_list.h"
#include "views/compare/distribution_table.h"
#include "views/compare/token_view.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/chip.h"
#include "views/widgets/segmented_choice.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>

using namespace phi1;
using namespace Qt::StringLiterals;

namespace {

constexpr int steps = 12;
constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

QVector<double> stepsOfRun()
{
    QVector<double> places;
    for (int step = 0; step < steps; ++step)
        places.append(500.0 * (step + 1));
    return places;
}

template<typename Widget>
void expose(Widget &widget, int width, int height)
{
    widget.resize(width, height);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
}

QString spoken(QWidget &widget)
{
    return QAccessible::queryAccessibleInterface(&widget)->text(QAccessible::Value);
}

AblationPanel::Shown twoHeads()
{
    AblationPanel::Shown shown;
    shown.heads = {{9, 14}, {12, 27}};
    shown.untouched = test::untouchedArm();
    shown.ablated = test::ablatedArm();
    shown.divergence = 0.47;
    shown.firstDifference = 4;
    shown.position = 36;
    return shown;
}

} // namespace

class AttentionPanelsTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        Theme::instance().apply(*qApp);
        Theme::instance().setMode(Theme::Mode::Dark);
        Theme::instance().setInterfaceScale(1);
    }

    void targetsAreListedWalkedAndGoneTo()
    {
        TargetList list;
        expose(list, 240, 160);
        list.setTokens(test::threeFunctions());
        list.setTargets({{24, 0.466F}, {9, 0.364F}, {0, 0.079F}, {99, 0.01F}},
                        LookDirection::LooksAt);
        QCOMPARE(list.targets().size(), 3); // 99 is no token of this text
        QCOMPARE(list.rowText(0), u"·return at 24, line 5, 0.466"_s);
        QSignalSpy activated(&list, &TargetList::targetActivated);
        QSignalSpy hovered(&list, &TargetList::targetHovered);
        QTest::mouseClick(&list, Qt::LeftButton, {}, list.rowRect(1).center());
        QCOMPARE(activated.takeFirst()[0].toInt(), 9);
        QTest::mouseMove(&list, list.rowRect(2).center());
        QTRY_VERIFY(!hovered.isEmpty());
        QCOMPARE(hovered.takeLast()[0].toInt(), 0);
        list.setFocus();
        QTest::keyClick(&list, Qt::Key_Home);
        QTest::keyClick(&list, Qt::Key_Down);
        QTest::keyClick(&list, Qt::Key_Down);
        QTest::keyClick(&list, Qt::Key_Down);
        QCOMPARE(list.currentRow(), 2);
        QTest::keyClick(&list, Qt::Key_Return);
        QCOMPARE(activated.takeFirst()[0].toInt(), 0);
        QCOMPARE(spoken(list), u"def at 0, line 1, 0.079"_s);
        QTest::keyClick(&list, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QApplication::clipboard()->text().startsWith(
            u"token\tplace\tline\tweight\n·return\t24\t5\t0.46"_s));
    }

    void aShortListShowsWhatFits()
    {
        TargetList list;
        expose(list, 240, 20 + 2 * 20 + 5);
        list.setTokens(test::threeFunctions());
        list.setTargets({{24, 0.4F}, {9, 0.3F}, {0, 0.2F}}, LookDirection::LooksAt);
        QCOMPARE(list.shownRows(), 2);
        list.setTargets({}, LookDirection::LookedAtBy);
        QCOMPARE(list.shownRows(), 0);
        list.grab();
    }

    void curvesAreFoundWhereTheyAreDrawn()
    {
        ScoreCurves curves;
        expose(curves, 600, 260);
        curves.setScore(attentionScores()[attentionScoreIndex(u"induction"_s)]);
        curves.setCurves(stepsOfRun(), 24, 32, test::scoreSeries(steps));
        // The largest one is alone up there.
        HeadKey top;
        float most = 0;
        for (int layer = 0; layer < 24; ++layer) {
            for (int head = 0; head < 32; ++head) {
                const float value = curves.value({layer, head}, steps - 1);
                if (value > most) {
                    most = value;
                    top = {layer, head};
                }
            }
        }
        const QPointF place = curves.pointOf(top, steps - 1);
        QCOMPARE(curves.headAt(place), top);
        QSignalSpy hovered(&curves, &ScoreCurves::headHovered);
        QSignalSpy selected(&curves, &ScoreCurves::headSelected);
        QTest::mouseMove(&curves, place.toPoint());
        QTRY_COMPARE(hovered.size(), 1);
        QTest::mouseClick(&curves, Qt::LeftButton, {}, place.toPoint());
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected[0][0].value<HeadKey>(), top);
        QCOMPARE(curves.selectedHead(), top);
        QVERIFY(!curves.headAt({2, 2}).isValid());
    }

    void aMissingValueIsAGapAndNotANumber()
    {
        ScoreCurves curves;
        expose(curves, 600, 260);
        curves.setCurves(stepsOfRun(), 24, 32, test::scoreSeries(steps));
        QVERIFY(std::isnan(curves.value({3, 7}, 4)));
        QVERIFY(curves.pointOf({3, 7}, 4).isNull());
        QVERIFY(!curves.pointOf({3, 7}, 3).isNull());
        curves.setCurves(stepsOfRun(), 24, 32, QVector<float>(24 * 32 * steps, notANumber));
        curves.setPlaceholder(u"Nothing is measured yet"_s);
        curves.grab();
        QVERIFY(!curves.headAt({300, 100}).isValid());
        // Numbers that do not fit the heads are none.
        curves.setCurves(stepsOfRun(), 24, 32, QVector<float>(5, 0.5F));
        QCOMPARE(curves.stepCount(), 0);
        curves.grab();
    }

    void everyCurveIsDrawnAndManyAreDarkerThanOne()
    {
        ScoreCurves curves;
        expose(curves, 600, 260);
        // A steep one, and forty that lie on each other.
        QVector<float> values{0.1F, 0.9F, 0.1F};
        for (int curve = 0; curve < 40; ++curve)
            values += {0.5F, 0.5F, 0.5F};
        curves.setCurves({100, 200, 300}, 1, 41, values);
        const QImage picture = curves.grab().toImage();
        const int ground = Theme::instance().color(Theme::Token::Surface).lightness();
        const auto strongest = [&](QPointF place) {
            int most = 0;
            for (int y = -2; y <= 2; ++y)
                most = std::max(most,
                                picture.pixelColor(int(place.x()), int(place.y()) + y).lightness() -
                                    ground);
            return most;
        };
        const int alone =
            strongest((curves.pointOf({0, 0}, 0) + curves.pointOf({0, 0}, 1) * 3) / 4);
        const int together =
            strongest((curves.pointOf({0, 5}, 0) + curves.pointOf({0, 5}, 1) * 3) / 4);
        QVERIFY2(alone > 10, qPrintable(QString::number(alone)));
        QVERIFY2(together > 3 * alone, qPrintable(QString::number(together)));
    }

    void keysWalkCurvesByValueAndSteps()
    {
        ScoreCurves curves;
        expose(curves, 600, 260);
        const QVector<double> places{100, 200, 300};
        // Three heads: 0.0 low, 0.1 high, 0.2 between; at the last step two are equal.
        curves.setCurves(places, 1, 3, {0.1F, 0.1F, 0.2F, 0.9F, 0.8F, 0.7F, 0.5F, 0.4F, 0.2F});
        curves.setSelectedHead({0, 0});
        curves.setShownStep(0);
        curves.setFocus();
        QTest::keyClick(&curves, Qt::Key_Up);
        QCOMPARE(curves.selectedHead(), (HeadKey{0, 2}));
        QTest::keyClick(&curves, Qt::Key_Up);
        QCOMPARE(curves.selectedHead(), (HeadKey{0, 1}));
        QTest::keyClick(&curves, Qt::Key_Up);
        QCOMPARE(curves.selectedHead(), (HeadKey{0, 1}));
        QTest::keyClick(&curves, Qt::Key_Down);
        QTest::keyClick(&curves, Qt::Key_Down);
        QCOMPARE(curves.selectedHead(), (HeadKey{0, 0}));
        QSignalSpy stepped(&curves, &ScoreCurves::stepSelected);
        QTest::keyClick(&curves, Qt::Key_Right);
        QTest::keyClick(&curves, Qt::Key_Right);
        QTest::keyClick(&curves, Qt::Key_Right);
        QCOMPARE(stepped.size(), 2);
        QCOMPARE(stepped[1][0].toInt(), 2);
        QTest::keyClick(&curves, Qt::Key_Up); // its equal is not skipped
        QCOMPARE(curves.selectedHead(), (HeadKey{0, 2}));
        QVERIFY(spoken(curves).contains(u"step 300"_s));
    }

    void chipsTakeHeadsBack()
    {
        AblationPanel panel;
        expose(panel, 760, 420);
        panel.setPromptTokens(test::threeFunctions().mid(0, 37));
        panel.setShown(twoHeads());
        QSignalSpy heads(&panel, &AblationPanel::headsRequested);
        QList<Chip *> chips = panel.findChildren<Chip *>();
        QCOMPARE(chips.size(), 2);
        QCOMPARE(chips[0]->text(), u"9.14"_s);
        QTest::mouseClick(chips[0], Qt::LeftButton, {}, chips[0]->removeRect().center());
        QCOMPARE(heads.takeFirst()[0].value<QVector<HeadKey>>(), (QVector<HeadKey>{{12, 27}}));
        chips[1]->setFocus();
        QTest::keyClick(chips[1], Qt::Key_Delete);
        QCOMPARE(heads.takeFirst()[0].value<QVector<HeadKey>>(), (QVector<HeadKey>{{9, 14}}));
        QSignalSpy opened(&panel, &AblationPanel::headActivated);
        QTest::mouseClick(chips[1], Qt::LeftButton, {}, QPoint(8, chips[1]->height() / 2));
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].value<HeadKey>(), (HeadKey{12, 27}));
        auto *all = button(panel, u"All on again"_s);
        QVERIFY(all && all->isVisible());
        QTest::mouseClick(all, Qt::LeftButton);
        QVERIFY(heads.takeFirst()[0].value<QVector<HeadKey>>().isEmpty());
    }

    void aLowPanelScrollsItsTableInsteadOfGrowing()
    {
        AblationPanel panel;
        AblationPanel::Shown shown = twoHeads();
        for (int i = 0; i < 8; ++i) {
            TokenChoice more;
            more.id = 60000 + i;
            more.bytes = " x" + QByteArray::number(i);
            more.logProbability = -8;
            shown.untouched.top.append(more);
        }
        panel.setShown(shown);
        QVERIFY2(panel.minimumSizeHint().height() <= 250,
                 qPrintable(QString::number(panel.minimumSizeHint().height())));
        expose(panel, 640, 250);
        auto *table = panel.findChild<DistributionTable *>();
        QCOMPARE(table->data().rows.size(), 10);
        table->setFocus();
        for (int row = 0; row < 10; ++row)
            QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(table->currentRow(), 9);
        QVERIFY(!table->visibleRegion().intersected(table->rowRect(9)).isEmpty());
    }

    void zeroAndMeanAreAskedFor()
    {
        AblationPanel panel;
        expose(panel, 760, 420);
        panel.setShown(twoHeads());
        QSignalSpy modes(&panel, &AblationPanel::modeRequested);
        auto *choice = panel.findChild<SegmentedChoice *>();
        QTest::mouseClick(choice, Qt::LeftButton, {}, choice->optionRect(1).center());
        QCOMPARE(modes.size(), 1);
        QCOMPARE(modes[0][0].value<AttentionAblation::Mode>(), AttentionAblation::Mode::Mean);
        // What is shown from outside is not asked for.
        AblationPanel::Shown shown = twoHeads();
        shown.mode = AttentionAblation::Mode::Mean;
        panel.setShown(shown);
        QCOMPARE(modes.size(), 1);
        QCOMPARE(choice->currentIndex(), 1);
    }

    void bothDistributionsStandSideBySide()
    {
        AblationPanel panel;
        expose(panel, 760, 420);
        panel.setPromptTokens(test::threeFunctions().mid(0, 37));
        panel.setShown(twoHeads());
        const TokenCardData &data = panel.findChild<DistributionTable *>()->data();
        QCOMPARE(data.columns.size(), 2);
        QCOMPARE(data.columns[1].name, u"2 heads off"_s);
        QCOMPARE(data.rows.size(), 4);
        QCOMPARE(data.rows[0].bytes, QByteArray("\n   "));
        QCOMPARE(float(data.rows[0].probabilities[0]), 0.83F);
        QCOMPARE(float(data.rows[0].probabilities[1]), 0.41F);
        // 0.47 nats of divergence, 0.64 and 1.52 of entropy: read in bits as the scores are.
        QCOMPARE(float(data.divergence), 0.678067F);
        QCOMPARE(float(data.columns[0].entropy), 0.923325F);
        const QString foot = panel.findChild<DistributionTable *>()->accessibleDescription();
        QVERIFY2(foot.contains(u"0.68 bits"_s) && foot.contains(u"entropy 0.92 and 2.19 bits"_s),
                 qPrintable(foot));
        QCOMPARE(data.before, u"def mul(a, b):"_s);
        QCOMPARE(data.line, 7);
        QVERIFY(!data.canBranch);
    }

    void aTokenOnlyOneModelListsIsNotGivenANumber()
    {
        AblationPanel::Shown shown = twoHeads();
        TokenChoice only;
        only.id = 77;
        only.bytes = " xyz";
        only.logProbability = std::log(0.3F);
        shown.ablated.top.prepend(only);
        TokenCardData data = ablationCard(shown, {});
        const auto row = std::find_if(data.rows.begin(), data.rows.end(),
                                      [](const CardRow &one) { return one.id == 77; });
        QVERIFY(row != data.rows.end());
        QVERIFY(std::isnan(row->probabilities[0]));
        QCOMPARE(float(row->probabilities[1]), 0.3F);
        // Unless it was asked for.
        only.logProbability = std::log(0.01F);
        shown.untouched.probed = {only};
        data = ablationCard(shown, {});
        const auto probed = std::find_if(data.rows.begin(), data.rows.end(),
                                         [](const CardRow &one) { return one.id == 77; });
        QCOMPARE(float(probed->probabilities[0]), 0.01F);
    }

    void theFirstTokenThatDiffersIsMarkedInBothTexts()
    {
        AblationPanel panel;
        expose(panel, 760, 420);
        panel.setShown(twoHeads());
        const QList<TokenView *> texts = panel.findChildren<TokenView *>();
        QCOMPARE(texts.size(), 2);
        for (TokenView *text : texts) {
            QCOMPARE(text->tokenCount(), 7);
            QCOMPARE(text->difference(), 4);
        }
        QCOMPARE(texts[0]->text(), u"\n    return a * b\n"_s);
        QCOMPARE(texts[1]->text(), u"\n    return a + b\n"_s);
    }

    void writingCanBeAskedForAndStopped()
    {
        AblationPanel panel;
        expose(panel, 760, 420);
        QSignalSpy run(&panel, &AblationPanel::runRequested);
        QSignalSpy stop(&panel, &AblationPanel::stopRequested);
        auto *write = button(panel, u"Write both"_s);
        QVERIFY(write);
        QVERIFY(!write->isEnabled()); // all heads are on
        QVERIFY(!write->toolTip().isEmpty());
        AblationPanel::Shown shown = twoHeads();
        shown.untouched.completion.tokens.clear();
        shown.ablated.completion.tokens.clear();
        panel.setShown(shown);
        QTest::mouseClick(write, Qt::LeftButton);
        QCOMPARE(run.size(), 1);
        shown.isRunning = true;
        shown.untouched.state = shown.ablated.state = PaneState::Writing;
        panel.setShown(shown);
        QCOMPARE(write->text(), u"Stop"_s);
        QTest::mouseClick(write, Qt::LeftButton);
        QCOMPARE(stop.size(), 1);
        QVERIFY(panel.findChildren<TokenView *>()[0]->isLive());
    }

    void failuresSayTheirSentence()
    {
        AblationPanel panel;
        expose(panel, 760, 420);
        auto *banner = panel.findChild<Banner *>();
        QVERIFY(!banner->isVisible());
        AblationPanel::Shown shown = twoHeads();
        shown.ablated = {};
        shown.ablated.state = PaneState::Failed;
        shown.ablated.sentence = u"The engine ended while it wrote."_s;
        panel.setShown(shown);
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->kind(), Banner::Kind::Error);
        shown = twoHeads();
        shown.problem = u"No checkpoint is chosen."_s;
        panel.setShown(shown);
        QCOMPARE(banner->kind(), Banner::Kind::Warning);
        QVERIFY(!button(panel, u"Write both"_s)->isEnabled());
        panel.setShown({});
        QVERIFY(!banner->isVisible());
    }

    void theLensWalksLayersFromTheBottomToTheOutput()
    {
        LensPanel panel;
        expose(panel, 700, 300);
        panel.setPosition(36, "):", 7);
        panel.setLayers(test::lensLayers());
        QVERIFY(panel.rowRect(24).top() < panel.rowRect(0).top());
        QSignalSpy selected(&panel, &LensPanel::layerSelected);
        panel.setFocus();
        QTest::keyClick(&panel, Qt::Key_End);
        QCOMPARE(panel.currentLayer(), 0);
        QVERIFY(panel.viewport()->rect().contains(panel.rowRect(0)));
        QTest::keyClick(&panel, Qt::Key_Up);
        QCOMPARE(panel.currentLayer(), 1);
        QTest::keyClick(&panel, Qt::Key_Home);
        QCOMPARE(panel.currentLayer(), 24);
        QCOMPARE(selected.size(), 3);
        QVERIFY(spoken(panel).startsWith(u"the model's output, ↵··· 85.7"_s));
        const double nats = panel.layers().last().entropy;
        const QString bits = QString::number(nats * 1.4426950408889634, 'f', 2);
        QVERIFY2(spoken(panel).endsWith(u", entropy %1 bits"_s.arg(bits)),
                 qPrintable(spoken(panel)));
        QTest::mouseClick(panel.viewport(), Qt::LeftButton, {}, panel.rowRect(22).center());
        QCOMPARE(panel.currentLayer(), 22);
        QVERIFY(panel.rowText(3).contains(u"cannot be recovered"_s));
        QTest::keyClick(&panel, Qt::Key_C, Qt::ControlModifier);
        const QString text = QApplication::clipboard()->text();
        QVERIFY(text.contains(u"3\t\t\tnot recoverable"_s));
        QVERIFY(text.startsWith(u"layer\trank\tid\ttoken\tprobability\tentropy_bits\n"_s));
        QCOMPARE(text.count(u'\n'), 1 + 24 * 5 + 1);
    }

    void theModelsOwnTokenIsLitWhereverItStands()
    {
        LensPanel panel;
        expose(panel, 700, 720);
        panel.setLayers(test::lensLayers());
        const QImage picture = panel.viewport()->grab().toImage();
        const QColor accent = Theme::instance().color(Theme::Token::Accent);
        const auto isLit = [&](int layer, int choice) {
            const QRect box = panel.choiceRect(layer, choice);
            int lit = 0;
            for (int x = box.left(); x <= box.right(); ++x)
                lit += picture.pixelColor(x, box.top() + 2) == accent ? 1 : 0;
            return lit > box.width() / 2;
        };
        QVERIFY(isLit(24, 0));
        QVERIFY(isLit(14, 0));
        QVERIFY(!isLit(24, 1));
        QVERIFY(!isLit(10, 0));
    }

    void aModelOfNoNumbersIsNotCalledUnrecoverable()
    {
        LensPanel panel;
        expose(panel, 500, 200);
        QVector<LensLayer> layers = test::lensLayers();
        for (int layer = 10; layer < layers.size(); ++layer)
            layers[layer].top.clear();
        panel.setLayers(layers);
        for (const int layer : {3, 10, 24}) {
            QVERIFY(panel.rowText(layer).contains(u"not finite"_s));
            QVERIFY(!panel.rowText(layer).contains(u"recovered"_s));
        }
        panel.grab();
    }

    void theLensSaysWhatItWaitsFor()
    {
        LensPanel panel;
        expose(panel, 500, 200);
        panel.grab();
        panel.setPending(true);
        panel.grab();
        panel.setProblem(u"The engine has dropped the capture."_s);
        QCOMPARE(panel.accessibleDescription(), u"The engine has dropped the capture."_s);
        panel.setFocus();
        QTest::keyClick(&panel, Qt::Key_Up);
        QCOMPARE(panel.currentLayer(), -1);
        panel.grab();
    }

    void rolloutCellsAreFoundChosenAndWalked()
    {
        RolloutStrip strip;
        expose(strip, 600, 240);
        const QVector<AttentionToken> tokens = test::threeFunctions();
        strip.setTokens(tokens);
        const QVector<QVector<float>> shares =
            test::rolloutShares(24, static_cast<int>(tokens.size()));
        strip.setShares(shares);
        strip.setPosition(42);
        QSignalSpy layers(&strip, &RolloutStrip::layerSelected);
        QSignalSpy places(&strip, &RolloutStrip::tokenSelected);
        QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.cellRect(9, 24).center().toPoint());
        QCOMPARE(layers.takeFirst()[0].toInt(), 9);
        QCOMPARE(places.takeFirst()[0].toInt(), 24);
        strip.setFocus();
        QTest::keyClick(&strip, Qt::Key_Up);
        QCOMPARE(strip.currentLayer(), 10);
        QTest::keyClick(&strip, Qt::Key_Left);
        QCOMPARE(strip.currentToken(), 23);
        QTest::keyClick(&strip, Qt::Key_End);
        QCOMPARE(strip.currentToken(), 42);
        QVERIFY(spoken(strip).startsWith(u"layer 10: "_s));
        QTest::keyClick(&strip, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 45);
        QCOMPARE(lines[1].split(u'\t')[3].toFloat(), shares[10][0]);
    }

    void narrowTokensShowTheLargestOfThem()
    {
        RolloutStrip strip;
        const QVector<AttentionToken> tokens = test::manyAttentionTokens(2048);
        strip.setTokens(tokens);
        QVector<float> shares(2048);
        shares[1000] = 1;
        strip.setShares({shares});
        strip.setScale(ColourScale::weights(ColourScale::Kind::Linear));
        expose(strip, 400, 120);
        const QImage picture = strip.grab().toImage();
        const QColor strongest =
            strip.cellRect(0, 0).isNull()
                ? QColor()
                : ColourScale::weights(ColourScale::Kind::Linear).colour(1, true);
        const QRectF cell = strip.cellRect(0, 1000);
        bool found = false;
        for (int x = int(cell.left()) - 1; x <= int(cell.right()) + 1; ++x)
            found |= picture.pixelColor(x, int(cell.center().y())) == strongest;
        QVERIFY(found);
    }

    void rolloutWithoutNumbersSaysWhy()
    {
        RolloutStrip strip;
        expose(strip, 400, 120);
        strip.setProblem(u"The capture was dropped."_s);
        strip.setFocus();
        QTest::keyClick(&strip, Qt::Key_Up);
        QCOMPARE(strip.currentLayer(), -1);
        strip.grab();
        strip.setTokens(test::threeFunctions());
        strip.setShares({QVector<float>(43, notANumber)});
        strip.grab();
        QTest::keyClick(&strip, Qt::Key_Up);
        QVERIFY(strip.cellText(0, 0).contains(u"NaN"_s));
    }

private:
    static ActionButton *button(const QWidget &panel, const QString &text)
    {
        for (ActionButton *one : panel.findChildren<ActionButton *>()) {
            if (one->text() == text)
                return one;
        }
        return nullptr;
    }
};

QTEST_MAIN(AttentionPanelsTest)
#include "tst_attention_panels.moc"
