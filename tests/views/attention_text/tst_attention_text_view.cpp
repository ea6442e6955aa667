// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_text/sample_attention.h"
#include "views/attention_text/attention_text_view.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace phi1;
using namespace Qt::StringLiterals;

class AttentionTextViewTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        Theme::instance().apply(*qApp);
        Theme::instance().setMode(Theme::Mode::Dark);
    }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".?"_s));
        m_tokens = test::threeFunctions();
        m_view = std::make_unique<AttentionTextView>();
        m_view->resize(560, 320);
        m_view->setTokens(m_tokens);
        m_view->setMap(test::inductionMap(m_tokens));
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        QTest::mouseMove(m_view->viewport(), QPoint(550, 310));
    }

    void aClickSelectsTheQueryAndTintsItsRow()
    {
        QSignalSpy selected(m_view.get(), &AttentionTextView::querySelected);
        click(38);
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected[0][0].toInt(), 38);
        QCOMPARE(m_view->query(), 38);
        QCOMPARE(m_view->anchor(), 38);
        for (int key = 0; key < m_tokens.size(); ++key)
            QCOMPARE(m_view->weights()[key], key <= 38 ? m_view->map().value(38, key) : 0.0F);
    }

    void lookedAtByTintsTheColumn()
    {
        m_view->setDirection(LookDirection::LookedAtBy);
        QSignalSpy selected(m_view.get(), &AttentionTextView::keySelected);
        click(9);
        QCOMPARE(selected.size(), 1);
        QCOMPARE(m_view->key(), 9);
        for (int query = 0; query < m_tokens.size(); ++query)
            QCOMPARE(m_view->weights()[query], query >= 9 ? m_view->map().value(query, 9) : 0.0F);
    }

    void aTokenBeyondTheTextIsNoAnchor()
    {
        const auto count = static_cast<int>(m_tokens.size());
        for (const LookDirection direction : {LookDirection::LooksAt, LookDirection::LookedAtBy}) {
            m_view->setDirection(direction);
            for (const int beyond : {count, 1'000'000, -9}) {
                m_view->setSelection(beyond, beyond);
                QCOMPARE(m_view->anchor(), -1);
                QVERIFY(m_view->weights().isEmpty());
                QVERIFY(m_view->arcs().isEmpty());
                QVERIFY(m_view->describe(beyond).isEmpty());
                m_view->showToken(beyond);
                m_view->grab();
                m_view->setWeights(QVector<float>(count, 0.5F), beyond);
                QCOMPARE(m_view->anchor(), -1);
                m_view->grab();
                m_view->setWeights({}, -1);
            }
        }
        // Nor has a map of fewer tokens weights for a token of the text that it lacks.
        m_view->setMap(test::previousMap(10));
        m_view->setSelection(38, 38);
        QVERIFY(m_view->weights().isEmpty());
        m_view->grab();
    }

    void theTintIsTheScalesColour()
    {
        ColourScale scale = ColourScale::weights(ColourScale::Kind::Linear);
        m_view->setScale(scale);
        m_view->setSelection(38, -1);
        const AttentionTarget target = m_view->strongest(1).first();
        QImage picture = m_view->viewport()->grab().toImage();
        // Inside of the tint, beside the letters.
        const QRect area = m_view->tokenRect(target.token);
        const QColor seen = picture.pixelColor(area.left() + 3, area.center().y() + 7);
        const QColor wanted = scale.colour(static_cast<double>(target.weight), true);
        QCOMPARE(seen, wanted);
        // A token after the query is not tinted, whatever the numbers say.
        const QRect after = m_view->tokenRect(40);
        QCOMPARE(picture.pixelColor(after.left() + 2, after.center().y() + 7),
                 Theme::instance().color(Theme::Token::Surface));
    }

    void whatIsFaintOrBelowTheThresholdIsNotTinted()
    {
        ColourScale scale = ColourScale::weights(ColourScale::Kind::Linear);
        m_view->setScale(scale);
        m_view->setSelection(38, -1);
        m_view->setArcCount(0);
        const QVector<AttentionTarget> targets = m_view->strongest(50);
        const auto ground = [&](int token) {
            const QRect area = m_view->tokenRect(token);
            const QImage picture = m_view->viewport()->grab().toImage();
            return picture.pixelColor(area.left() + 3, area.center().y() + 7);
        };
        const QColor surface = Theme::instance().color(Theme::Token::Surface);
        int faint = -1;
        for (const AttentionTarget &target : targets) {
            if (target.weight < 0.05F * targets.first().weight && target.token != 38 &&
                m_tokens[target.token].bytes.size() > 2)
                faint = target.token;
        }
        QVERIFY(faint >= 0);
        QCOMPARE(ground(faint), surface);
        QVERIFY(ground(targets[1].token) != surface);
        scale.threshold = static_cast<double>(targets[1].weight) + 1e-3;
        m_view->setScale(scale);
        QCOMPARE(ground(targets[1].token), surface);
        QVERIFY(ground(targets[0].token) != surface);
    }

    void hoveringShowsAnotherRowForTheMoment()
    {
        m_view->setSelection(38, -1);
        QSignalSpy anchors(m_view.get(), &AttentionTextView::anchorChanged);
        QSignalSpy selected(m_view.get(), &AttentionTextView::querySelected);
        QTest::mouseMove(m_view->viewport(), m_view->tokenRect(24).center());
        QTRY_COMPARE(m_view->anchor(), 24);
        QCOMPARE(m_view->selectedAnchor(), 38);
        QCOMPARE(m_view->weights()[20], m_view->map().value(24, 20));
        QTest::mouseMove(m_view->viewport(), QPoint(550, 310));
        QTRY_COMPARE(m_view->anchor(), 38);
        QCOMPARE(selected.size(), 0);
        QCOMPARE(anchors.size(), 2);
    }

    void hoveringChangesNothingWhilePinned()
    {
        m_view->setSelection(38, 24);
        m_view->setPinned(true);
        QTest::mouseMove(m_view->viewport(), m_view->tokenRect(24).center());
        QTest::qWait(20);
        QCOMPARE(m_view->anchor(), 38);
    }

    void controlAndClickSelectsTheOtherEnd()
    {
        m_view->setSelection(38, -1);
        QSignalSpy keys(m_view.get(), &AttentionTextView::keySelected);
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          m_view->tokenRect(24).center());
        QCOMPARE(keys.size(), 1);
        QCOMPARE(keys[0][0].toInt(), 24);
        QCOMPARE(m_view->query(), 38);
    }

    void arrowsWalkTokensAndLines()
    {
        m_view->setFocus();
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QCOMPARE(m_view->query(), 0); // the first arrow goes to where one looks
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QCOMPARE(m_view->query(), 1);
        QTest::keyClick(m_view.get(), Qt::Key_Left);
        QCOMPARE(m_view->query(), 0);
        QTest::keyClick(m_view.get(), Qt::Key_Left);
        QCOMPARE(m_view->query(), 0);
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QCOMPARE(m_view->query(), 8); // the indentation of the second line
        QTest::keyClick(m_view.get(), Qt::Key_End);
        QCOMPARE(m_tokens[m_view->query()].bytes, QByteArray("\n"));
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QCOMPARE(m_view->query(), 8);
        QTest::keyClick(m_view.get(), Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(m_view->query(), int(m_tokens.size()) - 1);
        QTest::keyClick(m_view.get(), Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(m_view->query(), 0);
        QSignalSpy selected(m_view.get(), &AttentionTextView::querySelected);
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QCOMPARE(m_view->query(), -1);
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected[0][0].toInt(), -1);
    }

    void enterGoesFromTargetToTarget()
    {
        m_view->setFocus();
        m_view->setSelection(38, -1);
        const QVector<AttentionTarget> arcs = m_view->arcs();
        QCOMPARE(arcs.size(), 3);
        for (const AttentionTarget &target : arcs) {
            QTest::keyClick(m_view.get(), Qt::Key_Return);
            QCOMPARE(m_view->key(), target.token);
        }
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QCOMPARE(m_view->key(), arcs.first().token);
        QCOMPARE(m_view->query(), 38);
    }

    void arcsLeadToTheStrongestButNotToTheAnchorItself()
    {
        const int count = 6;
        std::vector<float> values(count * count);
        for (int query = 0; query < count; ++query)
            values[query * count + query] = 0.9F;
        values[5 * count + 2] = 0.07F;
        values[5 * count + 3] = 0.03F;
        m_view->setTokens(m_tokens.mid(0, count));
        m_view->setMap(HeadMap(count, values));
        m_view->setSelection(5, -1);
        m_view->setArcCount(1);
        QCOMPARE(m_view->arcs().size(), 1);
        QCOMPARE(m_view->arcs().first().token, 2);
        m_view->setArcCount(0);
        QVERIFY(m_view->arcs().isEmpty());
    }

    void arcsOutOfSightEndInChipsThatGoThere()
    {
        const QVector<AttentionToken> tokens = test::manyAttentionTokens(400);
        m_view->setTokens(tokens);
        m_view->setMap(test::inductionMap(tokens));
        m_view->setArcCount(6);
        m_view->setSelection(212, -1);
        m_view->showToken(212);
        QVERIFY(!m_view->tokenRect(212).isEmpty());
        int out = -1;
        for (const AttentionTarget &target : m_view->arcs()) {
            if (out < 0 && m_view->tokenRect(target.token).isEmpty())
                out = target.token;
        }
        QVERIFY(out >= 0);
        const QRect chip = m_view->chipRect(out);
        QVERIFY(m_view->viewport()->rect().contains(chip));
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, chip.center());
        QVERIFY(!m_view->tokenRect(out).isEmpty());
        QCOMPARE(m_view->query(), 212); // going there selects nothing
        // Now the anchor is out of sight, and a chip goes back to it.
        const QRect back = m_view->chipRect(212);
        QVERIFY(!back.isEmpty());
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, back.center());
        QVERIFY(!m_view->tokenRect(212).isEmpty());
    }

    void chipsDoNotLieOnEachOther()
    {
        const QVector<AttentionToken> tokens = test::manyAttentionTokens(2000);
        m_view->setTokens(tokens);
        m_view->setMap(test::inductionMap(tokens));
        m_view->setArcCount(12);
        m_view->setSelection(1900, -1);
        m_view->showToken(1900);
        QVector<QRect> chips;
        for (const AttentionTarget &target : m_view->arcs()) {
            const QRect chip = m_view->chipRect(target.token);
            if (!chip.isEmpty())
                chips.append(chip);
        }
        QVERIFY(chips.size() > 1);
        for (int i = 0; i < chips.size(); ++i) {
            QVERIFY(m_view->viewport()->rect().contains(chips[i]));
            for (int j = 0; j < i; ++j)
                QVERIFY(!chips[i].intersects(chips[j]));
        }
    }

    void bytesThatAreNoTextAreShownAndCopied()
    {
        m_view->setTokens(test::attentionTokens({"gr\xc3", "\xb6", "\xff", "\n", "x"}));
        // Two tokens share one character, each has its half.
        QVERIFY(!m_view->tokenRect(0).isEmpty());
        QVERIFY(!m_view->tokenRect(1).isEmpty());
        QVERIFY(!m_view->tokenRect(0).intersects(m_view->tokenRect(1).adjusted(1, 0, -1, 0)));
        QVERIFY(m_view->describe(2).contains(u"‹ff›"_s));
        QCOMPARE(m_view->text(), u"gr\u00f6\ufffd\nx"_s);
        m_view->setFocus();
        QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), u"gr\u00f6\ufffd\nx"_s);
    }

    void aMapOfAnotherTextTintsNothing()
    {
        m_view->setSelection(3, -1);
        m_view->setMap(test::previousMap(7));
        QVERIFY(m_view->weights().isEmpty());
        QVERIFY(m_view->arcs().isEmpty());
        m_view->setMap(HeadMap());
        QVERIFY(m_view->weights().isEmpty());
        m_view->grab();
    }

    void givenWeightsTakeThePlaceOfTheMaps()
    {
        m_view->setSelection(38, 24);
        QVector<float> shares(m_tokens.size());
        shares[3] = 1;
        m_view->setWeights(shares, 41);
        QCOMPARE(m_view->weights(), shares);
        QCOMPARE(m_view->anchor(), 41);
        QTest::mouseMove(m_view->viewport(), m_view->tokenRect(9).center());
        QTest::qWait(10);
        QCOMPARE(m_view->weights(), shares);
        m_view->setWeights({});
        QCOMPARE(m_view->selectedAnchor(), 38);
    }

    void oneTokenAndNoneAreFine()
    {
        m_view->setTokens(test::attentionTokens({"def"}));
        m_view->setMap(HeadMap(1, {1.0F}));
        m_view->setSelection(0, 0);
        QCOMPARE(m_view->weights(), QVector<float>{1});
        QVERIFY(m_view->arcs().isEmpty());
        m_view->grab();
        m_view->setTokens({});
        QCOMPARE(m_view->anchor(), -1);
        m_view->setFocus();
        for (const int key : {Qt::Key_Right, Qt::Key_Down, Qt::Key_End, Qt::Key_Return})
            QTest::keyClick(m_view.get(), Qt::Key(key));
        m_view->grab();
    }

    void whatIsNoNumberIsHatchedAndHasNoArc()
    {
        std::vector<float> values(9);
        values[0] = values[3] = values[4] = values[6] = 0.5F;
        values[7] = std::numeric_limits<float>::quiet_NaN();
        m_view->setTokens(test::attentionTokens({"aaaa", " bbbb", " cccc"}));
        m_view->setMap(HeadMap(3, values));
        m_view->setSelection(2, -1);
        QVERIFY(m_view->describe(2).contains(u"NaN"_s));
        const QImage picture = m_view->viewport()->grab().toImage();
        const QRect area = m_view->tokenRect(1);
        int hatched = 0;
        const QColor error = Theme::instance().color(Theme::Token::Error);
        for (int x = area.left(); x < area.right(); ++x)
            hatched += picture.pixelColor(x, area.center().y() + 8) == error ? 1 : 0;
        QVERIFY(hatched > 2);
    }

    void assistiveTechnologyReadsTextTokenAndTargets()
    {
        QAccessible::setActive(true);
        m_view->setSelection(38, -1);
        QAccessibleInterface *access = QAccessible::queryAccessibleInterface(m_view.get());
        QVERIFY(access);
        const AttentionTarget best = m_view->strongest(1).first();
        QVERIFY(access->text(QAccessible::Value).startsWith(u"token 38, ···, line 8"_s));
        QVERIFY(access->text(QAccessible::Value).contains(u"looks at"_s));
        QVERIFY(access->text(QAccessible::Value).contains(u"at %1 "_s.arg(best.token)));
        QAccessibleTextInterface *text = access->textInterface();
        QVERIFY(text);
        QCOMPARE(text->text(0, 13), u"def add(a, b)"_s);
        int start = 0;
        int end = 0;
        QVERIFY(text->attributes(4, &start, &end).contains(u"token:1;"_s));
        QCOMPARE(start, 3);
        QCOMPARE(end, 7);
        QAccessible::setActive(false);
    }

    void theKeysOfThePageDoNotTakeItsArrows()
    {
        m_view->setFocus();
        QKeyEvent arrow(QEvent::ShortcutOverride, Qt::Key_Left, Qt::NoModifier);
        arrow.ignore();
        QApplication::sendEvent(m_view.get(), &arrow);
        QVERIFY(arrow.isAccepted());
        QKeyEvent shifted(QEvent::ShortcutOverride, Qt::Key_Left, Qt::ShiftModifier);
        shifted.ignore();
        QApplication::sendEvent(m_view.get(), &shifted);
        QVERIFY(!shifted.isAccepted());
    }

private:
    void click(int token)
    {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {},
                          m_view->tokenRect(token).center());
    }

    QVector<AttentionToken> m_tokens;
    std::unique_ptr<AttentionTextView> m_view;
};

QTEST_MAIN(AttentionTextViewTest)
#include "tst_attention_text_view.moc"
