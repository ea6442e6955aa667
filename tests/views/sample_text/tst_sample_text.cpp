// SPDX-License-Identifier: GPL-3.0-or-later
// The view of one sample, with real keys and a real pointer.
#include "views/sample_text/sample_text_view.h"
#include "views/theme/theme.h"
#include "views/widgets/facts_grid.h"
#include "views/widgets/hover_card.h"
#include "views/widgets/search_field.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace phi1;

namespace {

const QByteArray chapter = "# Walking a tree\n"
                           "\n"
                           "A recursive function calls itself.\n"
                           "\n"
                           "```python\n"
                           "def total_size(path):\n"
                           "\treturn path  # the base case\n"
                           "```\n";

SampleTokens tokensOf(const QVector<QByteArray> &parts)
{
    SampleTokens tokens;
    qint64 at = 0;
    for (const QByteArray &part : parts) {
        tokens.begins.append(at);
        tokens.ids.append(static_cast<qint32>(100 + tokens.ids.size()));
        at += part.size();
    }
    tokens.begins.append(at);
    return tokens;
}

SampleLossMap lossMap(const QVector<QByteArray> &parts, const QVector<float> &losses,
                      const QVector<float> &others = {})
{
    SampleLossMap map;
    map.tokens = tokensOf(parts);
    map.loss = losses;
    map.otherLoss = others;
    map.checkpoint.name = QStringLiteral("first");
    map.other.name = QStringLiteral("second");
    map.mean = 1.25;
    map.otherMean = 1.5;
    return map;
}

/// The colour that fills most of the area.
QRgb groundOf(SampleTextView &view, const QRect &area)
{
    const QImage picture = view.viewport()->grab(area).toImage();
    QHash<QRgb, int> counts;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            ++counts[picture.pixel(x, y)];
    return std::max_element(counts.keyValueBegin(), counts.keyValueEnd(),
                            [](const auto &a, const auto &b) { return a.second < b.second; })
        ->first;
}

bool hasColour(SampleTextView &view, const QRect &area, const QColor &wanted)
{
    const QImage picture = view.viewport()->grab(area).toImage();
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            if (picture.pixel(x, y) == wanted.rgb())
                return true;
    return false;
}

QRect areaOf(const SampleTextView &view, qint64 begin, qint64 end)
{
    QRect area;
    for (qint64 byte = begin; byte < end; ++byte)
        area |= view.rectOf(byte);
    return area;
}

} // namespace

class SampleTextTest final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void copiesAreTheBytes_data();
    void copiesAreTheBytes();
    void whatIsNoTextIsSaidWithTheCopy();
    void controlCharactersAreShownAndDoNotAct();
    void hitsAreHighlightedAndStepped();
    void findTakesThePlaceOfTheHits();
    void findIgnoresCaseUnlessSomeIsTyped();
    void keysMoveTheCaretAndSelect();
    void theCaretStepsOverCharactersAsAWhole();
    void thePointerSelectsWordsAndLines();
    void headingsAndCodeHaveTheirColours();
    void aTintIsTheLossOfItsToken();
    void differencesAreSigned();
    void theCardNamesTokenLossAndProbability();
    void aTintTurnsTheColoursOfTheLanguageOff();
    void wrappedRowsStayInSight();
    void wideLinesScrollWhereNothingWraps();
    void theTopStaysWhenTheWidthChanges();
    void aLineOf100MegabytesIsShownAtOnce();
    void theEndOfALongTextCanBeReached();
    void linesThatDifferAreMarked();
    void escapeLetsGoStepByStep();
    void assistiveTechnologyReadsText();
    void aNewTextForgetsTheOldOne();

private:
    void give(const QByteArray &text);
    std::unique_ptr<SampleTextView> m_view;
};

void SampleTextTest::initTestCase()
{
    Theme::instance().apply(*qApp);
    Theme::instance().setMode(Theme::Mode::Light);
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
}

void SampleTextTest::init()
{
    m_view = std::make_unique<SampleTextView>();
    m_view->resize(640, 420);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void SampleTextTest::give(const QByteArray &text)
{
    m_view->setText(text);
    m_view->setFocus(Qt::TabFocusReason);
    QApplication::processEvents(); // the scroll bar takes its room
}

void SampleTextTest::copiesAreTheBytes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("ASCII") << chapter;
    QTest::newRow("CR and tabs") << QByteArray("a\tb\r\nc\r\n");
    QTest::newRow("other scripts") << QByteArray("größe 字\xf0\x9f\x98\x80\n");
    QTest::newRow("NUL") << QByteArray("a\0b\n", 4);
    QTest::newRow("marks that turn the direction") << QByteArray("a\xe2\x80\xae"
                                                                 "b");
    QTest::newRow("a long line") << QByteArray("word ").repeated(5000);
}

void SampleTextTest::copiesAreTheBytes()
{
    QFETCH(QByteArray, text);
    give(text);
    QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text().toUtf8(), text);
    QCOMPARE(m_view->selectedBytes(), text);
}

void SampleTextTest::whatIsNoTextIsSaidWithTheCopy()
{
    const QByteArray text("a\xff\xe2\x82z");
    give(text);
    m_view->copy();
    const QMimeData *data = QGuiApplication::clipboard()->mimeData();
    QCOMPARE(data->data(QStringLiteral("application/octet-stream")), text);
    QVERIFY(data->text().startsWith(u'a'));
    // Each of the bytes is a step of its own, and has a place on the screen.
    for (qint64 byte = 0; byte < text.size(); ++byte)
        QVERIFY(!m_view->rectOf(byte).isEmpty());
    QVERIFY(m_view->rectOf(1).width() > 2 * m_view->rectOf(0).width());
}

void SampleTextTest::controlCharactersAreShownAndDoNotAct()
{
    // What would turn "b" and "c" around, ring, and clear a terminal.
    const QByteArray text("a\xe2\x80\xae"
                          "bc\x07\x1b[2J<b>d</b>");
    give(text);
    const QRect a = m_view->rectOf(0);
    QVERIFY(m_view->rectOf(4).left() > a.left());
    QVERIFY(m_view->rectOf(5).left() > m_view->rectOf(4).left());
    // ‹U+202E› takes eight cells.
    QCOMPARE((m_view->rectOf(1).width() + 1) / a.width(), 8);
    QVERIFY(hasColour(*m_view, m_view->rectOf(1), Theme::instance().color(Theme::Token::Error)));
}

void SampleTextTest::hitsAreHighlightedAndStepped()
{
    QByteArray text;
    QVector<TextSpan> hits;
    for (int line = 0; line < 300; ++line) {
        text += "line " + QByteArray::number(line) + '\n';
        if (line % 100 == 50)
            hits.append({text.size() - 8, text.size() - 4});
    }
    give(text);
    QSignalSpy spy(m_view.get(), &SampleTextView::currentHitChanged);
    m_view->setHits(hits);
    QCOMPARE(spy.last(), QVariantList({0, 3}));
    for (int hit = 0; hit < 3; ++hit) {
        QCOMPARE(m_view->currentHit(), hit);
        const QRect area = areaOf(*m_view, hits[hit].begin, hits[hit].end);
        QVERIFY(!area.isEmpty());
        QVERIFY(m_view->viewport()->rect().contains(area));
        QCOMPARE(groundOf(*m_view, area.adjusted(1, 2, -1, -2)),
                 Theme::instance().color(Theme::Token::Hit).rgb());
        QTest::keyClick(m_view.get(), Qt::Key_F3);
    }
    QCOMPARE(m_view->currentHit(), 0);
    QTest::keyClick(m_view.get(), Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(m_view->currentHit(), 2);
}

void SampleTextTest::findTakesThePlaceOfTheHits()
{
    give(chapter);
    m_view->setHits({{0, 1}});
    QTest::keyClick(m_view.get(), Qt::Key_F, Qt::ControlModifier);
    auto *field = m_view->findChild<SearchField *>();
    QVERIFY(field && field->isVisible());
    QTest::keyClicks(field, QStringLiteral("the base"));
    QTRY_COMPARE(m_view->hitCount(), 1);
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!m_view->isFindOpen());
    QVERIFY(m_view->hasFocus());
    QCOMPARE(m_view->selectedBytes(), QByteArray("the base"));
    QCOMPARE(m_view->hitCount(), 1);
    QCOMPARE(m_view->currentHit(), 0);
}

void SampleTextTest::findIgnoresCaseUnlessSomeIsTyped()
{
    // Over the border of two portions, too.
    QByteArray text = QByteArray("x").repeated((1 << 20) - 2) + "Word and word";
    give(text);
    m_view->openFind();
    auto *field = m_view->findChild<SearchField *>();
    field->setText(QStringLiteral("word"));
    QTRY_COMPARE(m_view->hitCount(), 2);
    field->setText(QStringLiteral("Word"));
    QTRY_COMPARE(m_view->hitCount(), 1);
    field->setText(QStringLiteral("absent"));
    QTRY_COMPARE(m_view->hitCount(), 0);
    QCOMPARE(m_view->currentHit(), -1);
}

void SampleTextTest::keysMoveTheCaretAndSelect()
{
    give("one two\nthree\n\nfour");
    SampleTextView *view = m_view.get();
    QTest::keyClick(view, Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(view->caret(), 4);
    QTest::keyClick(view, Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(view->selectedBytes(), QByteArray("two"));
    QTest::keyClick(view, Qt::Key_Right);
    QVERIFY(!view->hasSelection());
    QCOMPARE(view->caret(), 8);
    QTest::keyClick(view, Qt::Key_Left);
    QCOMPARE(view->caret(), 7);
    // Up and down keep to the column where lines are shorter.
    QTest::keyClick(view, Qt::Key_Down);
    QCOMPARE(view->caret(), 13);
    QTest::keyClick(view, Qt::Key_Down);
    QCOMPARE(view->caret(), 14);
    QTest::keyClick(view, Qt::Key_Down);
    QCOMPARE(view->caret(), 19);
    QTest::keyClick(view, Qt::Key_Home, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(view->selectedBytes(), view->text());
    QTest::keyClick(view, Qt::Key_Up);
    QCOMPARE(view->caret(), 0);
}

void SampleTextTest::theCaretStepsOverCharactersAsAWhole()
{
    // ü, 字, an emoji of two UTF-16 units, e with an accent of its own, a tab, a broken byte.
    give("\xc3\xbc\xe5\xad\x97\xf0\x9f\x98\x80"
         "e\xcc\x81\t\xff.");
    const QVector<qint64> stops{0, 2, 5, 9, 12, 13, 14, 15};
    for (const qint64 stop : stops) {
        QCOMPARE(m_view->caret(), stop);
        QTest::keyClick(m_view.get(), Qt::Key_Right);
    }
    for (auto stop = stops.rbegin(); stop != stops.rend(); ++stop) {
        QCOMPARE(m_view->caret(), *stop);
        QTest::keyClick(m_view.get(), Qt::Key_Left);
    }
}

void SampleTextTest::thePointerSelectsWordsAndLines()
{
    give("first line\nsecond_word here\n");
    const QPoint place = m_view->rectOf(14).center();
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, place);
    QCOMPARE(m_view->hasSelection(), false);
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, place);
    QCOMPARE(m_view->selectedBytes(), QByteArray("second_word"));
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, place);
    QCOMPARE(m_view->selectedBytes(), QByteArray("second_word here\n"));
    // Dragged from one place to another.
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, m_view->rectOf(6).topLeft());
    QTest::mouseMove(m_view->viewport(), m_view->rectOf(17).bottomLeft());
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, m_view->rectOf(17).bottomLeft());
    QCOMPARE(m_view->selectedBytes(), m_view->text().mid(6, 11));
}

void SampleTextTest::headingsAndCodeHaveTheirColours()
{
    give(chapter);
    QCOMPARE(m_view->effectiveLanguage(), SampleTextView::Language::Markdown);
    const Theme &theme = Theme::instance();
    const qint64 keyword = chapter.indexOf("def");
    QVERIFY(
        hasColour(*m_view, areaOf(*m_view, 2, 8), theme.syntaxColor(Theme::Syntax::Definition)));
    QVERIFY(hasColour(*m_view, areaOf(*m_view, keyword, keyword + 3),
                      theme.syntaxColor(Theme::Syntax::Keyword)));
    // A code block has a ground of its own over the whole width.
    const QRect row = m_view->rectOf(keyword);
    const QRect end(m_view->viewport()->width() - 20, row.top(), 10, row.height());
    QCOMPARE(groundOf(*m_view, end), theme.color(Theme::Token::Alt).rgb());
    m_view->setLanguage(SampleTextView::Language::Plain);
    QCOMPARE(groundOf(*m_view, end), theme.color(Theme::Token::Surface).rgb());
    QVERIFY(!hasColour(*m_view, areaOf(*m_view, keyword, keyword + 3),
                       theme.syntaxColor(Theme::Syntax::Keyword)));
}

void SampleTextTest::aTintIsTheLossOfItsToken()
{
    const QVector<QByteArray> parts{"total", "_size", "\n", "(path", ")"};
    give("total_size\n(path)");
    m_view->setLoss(lossMap(parts, {NAN, 0.5F, 4, 8, 20}));
    QVERIFY(m_view->hasLoss());
    m_view->setTint(SampleTextView::Tint::Loss);
    QApplication::processEvents();
    const QVector<QColor> tide = Theme::instance().tideStops(false);
    const auto ground = [&](qint64 begin, qint64 end) {
        return groundOf(*m_view, areaOf(*m_view, begin, end).adjusted(2, 3, -2, -3));
    };
    // The first token has none; what is beyond the scale has its last colour.
    QCOMPARE(ground(0, 5), Theme::instance().color(Theme::Token::Surface).rgb());
    QVERIFY(ground(5, 10) != ground(0, 5));
    // Half of the scale, on the line end; the table of 256 colours has no middle one.
    const QColor middle(ground(10, 11));
    QVERIFY(std::abs(middle.red() - tide[4].red()) <= 1 &&
            std::abs(middle.green() - tide[4].green()) <= 1 &&
            std::abs(middle.blue() - tide[4].blue()) <= 1);
    QCOMPARE(ground(11, 16), tide[8].rgb());
    QCOMPARE(ground(16, 17), tide[8].rgb());
    m_view->setTint(SampleTextView::Tint::Off);
    QCOMPARE(ground(11, 16), Theme::instance().color(Theme::Token::Surface).rgb());
}

void SampleTextTest::differencesAreSigned()
{
    const QVector<QByteArray> parts{"same", "better", "worse"};
    give("samebetterworse");
    m_view->setLoss(lossMap(parts, {1, 5, 1}, {1, 1, 5}));
    m_view->setTint(SampleTextView::Tint::Difference);
    QApplication::processEvents();
    const QVector<QColor> map = Theme::instance().emberTideStops(false);
    const auto ground = [&](qint64 begin, qint64 end) {
        return groundOf(*m_view, areaOf(*m_view, begin, end).adjusted(2, 3, -2, -3));
    };
    QCOMPARE(ground(0, 4), map[4].rgb());
    QCOMPARE(ground(4, 10), map[0].rgb());
    QCOMPARE(ground(10, 15), map[8].rgb());
}

void SampleTextTest::theCardNamesTokenLossAndProbability()
{
    const QVector<QByteArray> parts{"one", " two"};
    give("one two");
    m_view->setLoss(lossMap(parts, {NAN, 0.6931472F}));
    m_view->setTint(SampleTextView::Tint::Loss);
    QApplication::processEvents();
    auto *card = m_view->findChild<HoverCard *>();
    QTest::mouseMove(m_view->viewport(), m_view->rectOf(5).center());
    QTRY_VERIFY(card->isVisible());
    auto *facts = card->findChild<FactsGrid *>();
    QCOMPARE(facts->value(QStringLiteral("Loss")), QStringLiteral("0.6931\u202fnats"));
    QCOMPARE(facts->value(QStringLiteral("Probability")), QStringLiteral("50.00\u202f%"));
    QVERIFY(facts->value(QStringLiteral("Token")).startsWith(QStringLiteral("2 of 2")));
    QTest::mouseMove(m_view->viewport(), m_view->rectOf(1).center());
    QTRY_VERIFY(card->findChild<FactsGrid *>()
                    ->value(QStringLiteral("Loss"))
                    .startsWith(QStringLiteral("none")));
    QTest::mouseMove(m_view->viewport(), QPoint(300, 300));
    QTRY_VERIFY(!card->isVisible());
    // By keyboard: the token at the caret.
    m_view->setCaret(5);
    QTest::keyClick(m_view.get(), Qt::Key_Return);
    QTRY_VERIFY(card->isVisible());
}

void SampleTextTest::aTintTurnsTheColoursOfTheLanguageOff()
{
    give("def f(): pass\n");
    m_view->setLanguage(SampleTextView::Language::Python);
    const QColor keyword = Theme::instance().syntaxColor(Theme::Syntax::Keyword);
    QVERIFY(hasColour(*m_view, areaOf(*m_view, 9, 13), keyword));
    m_view->setLoss(lossMap({"def", " f", "(): pass\n"}, {NAN, 0.1F, 0.1F}));
    m_view->setTint(SampleTextView::Tint::Loss);
    QVERIFY(!hasColour(*m_view, areaOf(*m_view, 9, 13), keyword));
}

void SampleTextTest::wrappedRowsStayInSight()
{
    give(QByteArray("some words of a long line ").repeated(40));
    QVERIFY(m_view->isWrapping());
    QCOMPARE(m_view->horizontalScrollBar()->maximum(), 0);
    int below = 0;
    for (qint64 byte = 0; byte < m_view->text().size(); ++byte) {
        const QRect area = m_view->rectOf(byte);
        if (area.isEmpty())
            continue;
        // The space between two words may stand in the margin.
        if (m_view->text()[byte] != ' ')
            QVERIFY(area.right() < m_view->viewport()->width());
        below = std::max(below, area.top());
        QCOMPARE(m_view->byteAt(area.center()), byte);
    }
    QVERIFY(below > 100);
}

void SampleTextTest::wideLinesScrollWhereNothingWraps()
{
    give(QByteArray("x").repeated(3000) + "\nshort\n");
    m_view->setWrapping(false);
    QVERIFY(m_view->horizontalScrollBar()->maximum() > 10'000);
    m_view->showByte(2990);
    QVERIFY(m_view->viewport()->rect().contains(m_view->rectOf(2990)));
    m_view->showByte(0);
    QCOMPARE(m_view->horizontalScrollBar()->value(), 0);
    m_view->setWrapping(true);
    QCOMPARE(m_view->horizontalScrollBar()->maximum(), 0);
}

void SampleTextTest::theTopStaysWhenTheWidthChanges()
{
    QByteArray text;
    for (int line = 0; line < 400; ++line)
        text += "line " + QByteArray::number(line) +
                QByteArray(" and some more words").repeated(9) + '\n';
    give(text);
    const qint64 place = text.indexOf("line 200");
    m_view->showByte(place);
    m_view->verticalScrollBar()->setValue(
        m_view->verticalScrollBar()->value() +
        (m_view->rectOf(place).top() / m_view->rectOf(place).height()) *
            m_view->rectOf(place).height());
    const qint64 top = m_view->firstVisibleByte();
    for (const int width : {500, 300, 900, 420, 640}) {
        m_view->resize(width, 420);
        QApplication::processEvents();
        // The row that holds what was at the top stays there.
        QVERIFY(m_view->firstVisibleByte() <= top);
        QVERIFY(top - m_view->firstVisibleByte() < 120);
    }
    QCOMPARE(m_view->firstVisibleByte(), top);
}

void SampleTextTest::aLineOf100MegabytesIsShownAtOnce()
{
    QByteArray text = QByteArray("word ").repeated(20'000'000);
    text += "end";
    m_view->setText(text);
    m_view->viewport()->grab();
    QVERIFY(!m_view->rectOf(0).isEmpty());
    // The end is looked for in the background; meanwhile the view answers.
    QTRY_COMPARE_WITH_TIMEOUT(m_view->verticalScrollBar()->maximum() > 20'000'000, true, 60'000);
    m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum());
    m_view->viewport()->grab();
    QVERIFY(m_view->viewport()->rect().contains(m_view->rectOf(text.size() - 1)));
    QCOMPARE(m_view->lineCount(), 1);
    m_view->select({text.size() - 8, text.size()});
    QCOMPARE(m_view->selectedBytes(), QByteArray("word end"));
}

void SampleTextTest::theEndOfALongTextCanBeReached()
{
    QByteArray text;
    for (int line = 0; line < 40'000; ++line)
        text += line % 7 == 0 ? QByteArray("many words ").repeated(30) + '\n' : QByteArray("x\n");
    give(text);
    QTest::keyClick(m_view.get(), Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(m_view->caret(), text.size());
    const QRect last = m_view->rectOf(text.size() - 1);
    QVERIFY(!last.isEmpty());
    QCOMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
    QTest::keyClick(m_view.get(), Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(m_view->firstVisibleByte(), 0);
    QCOMPARE(m_view->verticalScrollBar()->value(), 0);
    // Page by page down and up again ends where it began.
    QTest::qWait(50);
    for (int page = 0; page < 30; ++page)
        m_view->verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepAdd);
    for (int page = 0; page < 30; ++page)
        m_view->verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepSub);
    QCOMPARE(m_view->firstVisibleByte(), 0);
}

void SampleTextTest::linesThatDifferAreMarked()
{
    SampleTextView other;
    other.resize(640, 420);
    other.show();
    give("same\nold\nsame too\ngone\nend\n");
    other.setText("same\nnew\nsame too\nend\n");
    QCOMPARE(markDifferences(*m_view, other), QStringLiteral("3 of 5 lines are equal"));
    const Theme &theme = Theme::instance();
    const auto ground = [](SampleTextView &view, qint64 byte) {
        const QRect row = view.rectOf(byte);
        return groundOf(view, QRect(view.viewport()->width() - 20, row.top(), 10, row.height()));
    };
    QCOMPARE(ground(*m_view, 0), theme.color(Theme::Token::Surface).rgb());
    QCOMPARE(ground(*m_view, 5), theme.color(Theme::Token::WarningTint).rgb());
    QCOMPARE(ground(other, 5), theme.color(Theme::Token::WarningTint).rgb());
    QCOMPARE(ground(*m_view, 18), theme.color(Theme::Token::InfoTint).rgb());
    other.setText(m_view->text());
    QCOMPARE(markDifferences(*m_view, other), QStringLiteral("5 of 5 lines are equal"));
    QCOMPARE(ground(*m_view, 5), theme.color(Theme::Token::Surface).rgb());
}

void SampleTextTest::escapeLetsGoStepByStep()
{
    give(chapter);
    QSignalSpy spy(m_view.get(), &SampleTextView::dismissed);
    m_view->select({0, 5});
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QVERIFY(!m_view->hasSelection());
    QCOMPARE(spy.count(), 0);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QCOMPARE(spy.count(), 1);
}

void SampleTextTest::assistiveTechnologyReadsText()
{
    const QByteArray text("gr\xc3\xbc\xc3\x9f"
                          "e\n\xf0\x9f\x98\x80 \xff end");
    give(text);
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(m_view.get());
    QVERIFY(interface && interface->textInterface());
    QAccessibleTextInterface *read = interface->textInterface();
    QCOMPARE(read->characterCount(), 14);
    QCOMPARE(read->text(0, 5), QStringLiteral("grüße"));
    QCOMPARE(read->text(8, 14), QStringLiteral(" \ufffd end").left(6));
    QVERIFY(interface->state().readOnly && interface->state().multiLine);
    m_view->setCaret(8);
    QCOMPARE(read->cursorPosition(), 6);
    read->setCursorPosition(6);
    QCOMPARE(m_view->caret(), 8);
    for (int offset : {0, 2, 3, 4, 8, 10}) {
        const QRect area = read->characterRect(offset);
        QCOMPARE(read->offsetAtPoint(area.center()), offset);
    }
    read->addSelection(2, 4);
    QCOMPARE(m_view->selectedBytes(), QByteArray("\xc3\xbc\xc3\x9f"));
    m_view->setLoss(lossMap({"gr\xc3\xbc",
                             "\xc3\x9f"
                             "e\n",
                             "\xf0\x9f\x98\x80 \xff end"},
                            {NAN, 2, 3}));
    m_view->setTint(SampleTextView::Tint::Loss);
    int start = 0;
    int end = 0;
    QCOMPARE(read->attributes(4, &start, &end), QStringLiteral("token:2;loss:2.0000;"));
    QCOMPARE(start, 3);
    QCOMPARE(end, 6);
}

void SampleTextTest::aNewTextForgetsTheOldOne()
{
    give(QByteArray("line\n").repeated(500));
    m_view->setHits({{0, 4}, {5, 9}});
    m_view->setLoss(lossMap({"line"}, {1}));
    m_view->setTint(SampleTextView::Tint::Loss);
    m_view->showByte(2000);
    m_view->setText("short");
    QCOMPARE(m_view->hitCount(), 0);
    QVERIFY(!m_view->hasLoss());
    QCOMPARE(m_view->firstVisibleByte(), 0);
    QCOMPARE(m_view->verticalScrollBar()->maximum(), 0);
    QCOMPARE(m_view->tint(), SampleTextView::Tint::Loss); // how to look at texts stays
    m_view->setText({});
    QCOMPARE(m_view->caret(), 0);
    QVERIFY(!m_view->grab().isNull());
}

QTEST_MAIN(SampleTextTest)
#include "tst_sample_text.moc"
