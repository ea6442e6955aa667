// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/compare/sample_tokens.h"
#include "views/compare/token_view.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace phi1;
using namespace Qt::StringLiterals;

namespace {

QVector<ViewToken> pieces(const QVector<QByteArray> &bytes)
{
    QVector<ViewToken> result;
    for (const QByteArray &piece : bytes)
        result.append(test::tokenOf(piece));
    return result;
}

class PaintCounter : public QObject
{
public:
    explicit PaintCounter(QWidget *widget) { widget->installEventFilter(this); }
    int count = 0;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            ++count;
        return QObject::eventFilter(watched, event);
    }
};

} // namespace

class TokenViewTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        Theme::instance().apply(*qApp);
        Theme::instance().setMode(Theme::Mode::Light);
    }

    void init()
    {
        m_view = std::make_unique<TokenView>();
        m_view->resize(600, 200);
    }

    void cleanup() { m_view.reset(); }

    void everyTokenIsFoundWhereItIsShown()
    {
        m_view->setTokens(test::baseCompletion());
        m_view->resize(600, 600);
        show();
        for (int token = 0; token < m_view->tokenCount(); ++token) {
            const QRect area = m_view->tokenRect(token);
            QVERIFY2(!area.isEmpty(), qPrintable(QString::number(token)));
            QCOMPARE(m_view->tokenAt(area.center()), token);
        }
        QCOMPARE(m_view->tokenAt({580, 10}), -1);
        QCOMPARE(m_view->tokenAt({3, 10}), -1);
    }

    /// Also where a character is made of two tokens, and where lines wrap.
    void theHalvesOfACharacterAreFoundApart()
    {
        m_view->setTokens(pieces({"a", "\xe2\x82", "\xac", "b"}));
        show();
        QCOMPARE(m_view->tokenAt(m_view->tokenRect(1).center()), 1);
        QCOMPARE(m_view->tokenAt(m_view->tokenRect(2).center()), 2);
        QCOMPARE(m_view->tokenRect(1).top(), m_view->tokenRect(2).top());
        QVERIFY(m_view->tokenRect(1).left() < m_view->tokenRect(2).left());
        QVERIFY(m_view->tokenRect(2).right() <= m_view->tokenRect(3).left() + 1);
    }

    void linesWrapOrScroll()
    {
        m_view->setTokens(pieces({QByteArray(300, 'x'), " end"}));
        show();
        QCOMPARE(m_view->horizontalScrollBar()->maximum(), 0);
        const int wrapped = m_view->tokenRect(1).top();
        QVERIFY(wrapped > m_view->tokenRect(0).top());
        m_view->setWrapping(false);
        QVERIFY(m_view->horizontalScrollBar()->maximum() > 0);
        m_view->showToken(1);
        QVERIFY(!m_view->tokenRect(1).isEmpty());
        QCOMPARE(m_view->tokenRect(1).top(), m_view->tokenRect(0).isEmpty()
                                                 ? m_view->tokenRect(1).top()
                                                 : m_view->tokenRect(0).top());
    }

    void hoverAndClickTellTheTokenAndWhereItIs()
    {
        m_view->setTokens(test::baseCompletion());
        show();
        QSignalSpy hovered(m_view.get(), &TokenView::tokenHovered);
        QSignalSpy left(m_view.get(), &TokenView::tokenLeft);
        QSignalSpy clicked(m_view.get(), &TokenView::tokenClicked);
        const QRect area = m_view->tokenRect(3);
        QTest::mouseMove(m_view->viewport(), area.center());
        QTRY_COMPARE(hovered.count(), 1);
        QCOMPARE(hovered[0][0].toInt(), 3);
        QCOMPARE(hovered[0][1].toRect(), m_view->globalTokenRect(3));
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, area.center());
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toInt(), 3);
        QCOMPARE(m_view->currentToken(), 3);
        QVERIFY(!m_view->hasSelection());
        QTest::mouseMove(m_view->viewport(), {590, 190});
        QTRY_COMPARE(left.count(), 1);
    }

    void arrowsWalkTokensAndLines()
    {
        m_view->setTokens(pieces({"ab", " cd", "\n", "ef", " gh", " ij", "\n", "k"}));
        show();
        key(Qt::Key_Right);
        QCOMPARE(m_view->currentToken(), 0); // the first arrow only shows where one is
        key(Qt::Key_Right);
        QCOMPARE(m_view->currentToken(), 1);
        key(Qt::Key_Down);
        QCOMPARE(m_view->currentToken(), 4);
        key(Qt::Key_End);
        QCOMPARE(m_view->currentToken(), 6);
        key(Qt::Key_Home);
        QCOMPARE(m_view->currentToken(), 3);
        key(Qt::Key_Up);
        QCOMPARE(m_view->currentToken(), 0);
        key(Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(m_view->currentToken(), 7);
        key(Qt::Key_Left);
        key(Qt::Key_Left);
        QCOMPARE(m_view->currentToken(), 5);
        key(Qt::Key_Down);
        QCOMPARE(m_view->currentToken(), 7);
        key(Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(m_view->currentToken(), 0);
        key(Qt::Key_Left);
        QCOMPARE(m_view->currentToken(), 0);
    }

    void theFirstArrowGoesToTheDifference()
    {
        m_view->setTokens(test::baseCompletion());
        m_view->setDifference(3);
        show();
        key(Qt::Key_Right);
        QCOMPARE(m_view->currentToken(), 3);
    }

    void enterPinsAndBBranches()
    {
        m_view->setTokens(test::baseCompletion());
        show();
        QSignalSpy clicked(m_view.get(), &TokenView::tokenClicked);
        QSignalSpy branch(m_view.get(), &TokenView::branchRequested);
        QSignalSpy dismissed(m_view.get(), &TokenView::dismissed);
        key(Qt::Key_B);
        QCOMPARE(branch.count(), 0); // on no token
        m_view->setCurrentToken(5);
        key(Qt::Key_Return);
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toInt(), 5);
        key(Qt::Key_B);
        QCOMPARE(branch[0][0].toInt(), 5);
        key(Qt::Key_Escape);
        QCOMPARE(dismissed.count(), 1);
        QCOMPARE(m_view->currentToken(), -1);
    }

    void shiftAndArrowsSelectWholeTokens()
    {
        m_view->setTokens(pieces({"ab", "\xe2\x82", "\xac", "\n", "  cd"}));
        show();
        m_view->setCurrentToken(1);
        key(Qt::Key_Right, Qt::ShiftModifier);
        key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(m_view->selectedText(), u"€\n"_s);
        key(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), u"€\n"_s);
        key(Qt::Key_Left);
        QVERIFY(!m_view->hasSelection());
        key(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_view->selectedText(), u"ab€\n  cd"_s);
        QCOMPARE(m_view->text(), u"ab€\n  cd"_s);
    }

    void draggingSelectsCharacters()
    {
        m_view->setTokens(pieces({"abcdef", "\n", "ghi"}));
        show();
        const QRect first = m_view->tokenRect(0);
        const QRect last = m_view->tokenRect(2);
        QSignalSpy clicked(m_view.get(), &TokenView::tokenClicked);
        QTest::mousePress(m_view->viewport(), Qt::LeftButton, {},
                          QPoint(first.left() + first.width() / 2, first.center().y()));
        QTest::mouseMove(m_view->viewport(), last.center());
        QTest::mouseMove(m_view->viewport(), QPoint(last.right() + 20, last.center().y()));
        QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {},
                            QPoint(last.right() + 20, last.center().y()));
        QCOMPARE(m_view->selectedText(), u"def\nghi"_s);
        QCOMPARE(clicked.count(), 0);
    }

    void thePromptIsShownOnDemandAndIsNobodysToken()
    {
        m_view->setPrompt(u"def f():\n    "_s);
        m_view->setTokens(pieces({"return", " 1"}));
        show();
        const int top = m_view->tokenRect(0).top();
        m_view->setPromptShown(true);
        QVERIFY(m_view->tokenRect(0).top() > top);
        QCOMPARE(m_view->lineOf(0), 1);
        QCOMPARE(m_view->tokenAt({60, 10}), -1);
        QCOMPARE(m_view->text(), u"return 1"_s);
        key(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_view->selectedText(), u"return 1"_s);
    }

    void theEndIsFollowedUntilOneScrollsAway()
    {
        m_view->setLive(true);
        show();
        QSignalSpy follows(m_view.get(), &TokenView::followsEndChanged);
        for (int line = 0; line < 100; ++line)
            m_view->appendTokens(pieces({"line", "\n"}));
        QTRY_VERIFY(m_view->verticalScrollBar()->maximum() > 0);
        QCOMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
        m_view->verticalScrollBar()->setValue(18);
        QCOMPARE(follows.count(), 1);
        QCOMPARE(follows[0][0].toBool(), false);
        const int range = m_view->verticalScrollBar()->maximum();
        m_view->appendTokens(pieces({"more", "\n", "more", "\n"}));
        QTRY_VERIFY(m_view->verticalScrollBar()->maximum() > range);
        QCOMPARE(m_view->verticalScrollBar()->value(), 18);
        m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum());
        QCOMPARE(follows.last()[0].toBool(), true);
        m_view->appendTokens(pieces({"more", "\n", "more", "\n"}));
        QTRY_COMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
    }

    /// However often tokens come, the view is painted about 30 times a second.
    void aFloodIsPaintedSeldom()
    {
        m_view->setLive(true);
        show();
        PaintCounter paints(m_view->viewport());
        QElapsedTimer time;
        time.start();
        int batches = 0;
        while (time.elapsed() < 600) {
            m_view->appendTokens(pieces({" token"}));
            ++batches;
            QTest::qWait(1);
        }
        const auto most = static_cast<int>(time.elapsed() * 30 / 1000 + 4);
        QVERIFY2(paints.count <= most,
                 qPrintable(u"%1 paints for %2 batches"_s.arg(paints.count).arg(batches)));
        QVERIFY(paints.count > 0);
        QTRY_COMPARE(m_view->tokenCount(), batches);
    }

    void theModesTintOrColourNeverBoth()
    {
        m_view->setTokens(pieces({"return"}));
        QVector<ViewToken> unlikely{test::tokenOf("return", 0.01)};
        m_view->setTokens(unlikely);
        show();
        const QColor tint = Theme::instance().surpriseTints(false)[3];
        const QColor keyword = Theme::instance().syntaxColor(Theme::Syntax::Keyword);
        QVERIFY(hasColour(tint));
        QVERIFY(!hasColour(keyword));
        m_view->setMode(TokenView::Mode::Code);
        QVERIFY(!hasColour(tint));
        QVERIFY(hasColour(keyword));
        m_view->setMode(TokenView::Mode::Tokens);
        m_view->setTint(TokenView::Tint::Off);
        QVERIFY(!hasColour(tint));
        m_view->setTint(TokenView::Tint::Divergence);
        QVERIFY(!hasColour(tint)); // not known
        m_view->setDivergences(0, {2.0F, 1.0F});
        QVERIFY(hasColour(tint));
    }

    void whatIsNoResultIsPaleAndCanStillBeCopied()
    {
        m_view->setTokens({test::tokenOf("return", 0.01)});
        m_view->setDimmed(true);
        show();
        QVERIFY(!hasColour(Theme::instance().surpriseTints(false)[3]));
        QVERIFY(hasColour(Theme::instance().color(Theme::Token::Text3)));
        key(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_view->selectedText(), u"return"_s);
        key(Qt::Key_Escape);
        m_view->setDimmed(false);
        m_view->setEnabled(false);
        QVERIFY(!hasColour(Theme::instance().surpriseTints(false)[3]));
        m_view->setEnabled(true);
        QVERIFY(hasColour(Theme::instance().surpriseTints(false)[3]));
    }

    /// A branch begins with what it shares, which may fill the view already.
    void aStreamThatBeginsWithTokensIsFollowed()
    {
        QVector<ViewToken> shared;
        for (int line = 0; line < 60; ++line)
            shared += pieces({"line", "\n"});
        m_view->setTokens(shared);
        show();
        QCOMPARE(m_view->verticalScrollBar()->value(), 0);
        m_view->setLive(true);
        m_view->appendTokens(pieces({"more", "\n"}));
        QTRY_VERIFY(m_view->verticalScrollBar()->value() > 0);
        QCOMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
    }

    /// A completion inside a docstring of the prompt is a string, whether the prompt shows or not.
    void codeGoesOnFromThePrompt()
    {
        m_view->setMode(TokenView::Mode::Code);
        m_view->setPrompt(u"def f():\n    \"\"\"\n    Return "_s);
        m_view->setTokens(pieces({"None", "\n"}));
        show();
        const QColor text = Theme::instance().syntaxColor(Theme::Syntax::String);
        const QColor keyword = Theme::instance().syntaxColor(Theme::Syntax::Keyword);
        for (const bool shown : {false, true}) {
            m_view->setPromptShown(shown);
            QVERIFY(hasColour(text));
            QVERIFY(!hasColour(keyword));
        }
    }

    void itIsReadOutAsTextWithAttributes()
    {
        QVector<ViewToken> tokens = pieces({"a", "\n", " list"});
        tokens[2] = test::tokenOf(" list", 0.25);
        m_view->setTokens(tokens);
        m_view->setDifference(2);
        show();
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(m_view.get());
        QVERIFY(interface && interface->textInterface());
        QAccessibleTextInterface *text = interface->textInterface();
        QCOMPARE(text->characterCount(), 7);
        QCOMPARE(text->text(0, 7), u"a\n list"_s);
        int start = 0;
        int end = 0;
        QCOMPARE(text->attributes(4, &start, &end),
                 u"token:3;probability:0.25;mark:first-difference;"_s);
        QCOMPARE(start, 2);
        QCOMPARE(end, 7);
        m_view->setCurrentToken(2);
        QCOMPARE(text->cursorPosition(), 2);
        QVERIFY(interface->text(QAccessible::Value).contains(u"first difference"_s));
        const QRect fifth = text->characterRect(5);
        QCOMPARE(text->offsetAtPoint({fifth.left() + 1, fifth.center().y()}), 5);
    }

    void emptinessSaysWhy()
    {
        m_view->setPlaceholder(u"Nothing here yet"_s);
        show();
        QVERIFY(hasColour(Theme::instance().color(Theme::Token::Text3)));
        QCOMPARE(m_view->currentToken(), -1);
        key(Qt::Key_Right);
        key(Qt::Key_Down);
        key(Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(m_view->currentToken(), -1);
        m_view->setCurrentToken(7);
        QCOMPARE(m_view->currentToken(), -1);
        m_view->setDifference(7);
        m_view->grab();
    }

    void aNewTextForgetsWhatTheOldOneHad()
    {
        m_view->setTokens(test::baseCompletion());
        m_view->setDifference(60);
        m_view->setCurrentToken(70);
        show();
        key(Qt::Key_A, Qt::ControlModifier);
        m_view->setTokens(pieces({"a"}));
        QCOMPARE(m_view->currentToken(), -1);
        QCOMPARE(m_view->difference(), -1);
        QVERIFY(!m_view->hasSelection());
        m_view->grab();
        m_view->clear();
        QCOMPARE(m_view->text(), QString());
    }

    /// Whatever happens in whatever order, it can be painted, walked and copied.
    void anySequenceOfChangesCanBePainted()
    {
        show();
        std::mt19937 engine(11);
        const QVector<QByteArray> alphabet{"a",      " bc",  "\n",        "\t",        "\xe2\x82",
                                           "\xac",   "\xff", "\n\n    ",  "שלום",      "字",
                                           "\u202e", "'''",  "def f(x):", "e\xcc\x81", ""};
        const QList<Qt::Key> keys{Qt::Key_Left, Qt::Key_Right,  Qt::Key_Up,     Qt::Key_Down,
                                  Qt::Key_Home, Qt::Key_End,    Qt::Key_PageUp, Qt::Key_PageDown,
                                  Qt::Key_B,    Qt::Key_Return, Qt::Key_Escape};
        const auto below = [&engine](qsizetype most) {
            return static_cast<int>(engine() % static_cast<unsigned>(most));
        };
        const auto some = [&](int most) {
            QVector<ViewToken> tokens;
            for (int left = below(most); left > 0; --left)
                tokens += test::tokenOf(alphabet[below(alphabet.size())], 0.3);
            return tokens;
        };
        for (int step = 0; step < 500; ++step) {
            const bool on = below(2) == 1;
            switch (below(14)) {
            case 0:
                m_view->setTokens(some(60));
                break;
            case 1:
            case 2:
            case 3:
                m_view->appendTokens(some(20));
                break;
            case 4:
                m_view->setMode(on ? TokenView::Mode::Code : TokenView::Mode::Tokens);
                break;
            case 5:
                m_view->setPrompt(on ? u"def f():\n    \"\"\"x "_s : QString());
                m_view->setPromptShown(below(2) == 1);
                break;
            case 6:
                m_view->setWrapping(on);
                break;
            case 7:
                m_view->resize(60 + below(600), 120);
                break;
            case 8:
                m_view->setDifference(below(80) - 1);
                break;
            case 9:
                m_view->setLive(on);
                m_view->setWhitespaceShown(below(2) == 1);
                break;
            case 10:
                QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, {50, 20});
                m_view->appendTokens(some(5));
                QTest::mouseMove(m_view->viewport(), {200, 90});
                QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, {200, 90});
                break;
            default:
                key(keys[below(keys.size())], on ? Qt::ShiftModifier : Qt::NoModifier);
            }
            m_view->grab();
            m_view->selectedText();
            QVERIFY(m_view->currentToken() < m_view->tokenCount());
            if (m_view->tokenCount() > 0)
                m_view->tokenRect(below(m_view->tokenCount()));
        }
    }

private:
    void show()
    {
        m_view->show();
        m_view->setFocus();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_view.get(), key, modifiers);
    }
    bool hasColour(const QColor &color) const
    {
        const QImage image = m_view->grab().toImage();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == color)
                    return true;
            }
        }
        return false;
    }

    std::unique_ptr<TokenView> m_view;
};

QTEST_MAIN(TokenViewTest)
#include "tst_token_view.moc"
