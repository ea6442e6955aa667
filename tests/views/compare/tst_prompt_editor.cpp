// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/prompt_editor.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace phi1;
using namespace Qt::StringLiterals;

class PromptEditorTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void init()
    {
        m_editor = std::make_unique<PromptEditor>();
        m_editor->resize(500, 200);
        m_editor->show();
        m_editor->setFocus();
        QVERIFY(QTest::qWaitForWindowExposed(m_editor.get()));
    }

    void cleanup() { m_editor.reset(); }

    void enterKeepsTheIndentationAndDeepensItBehindAColon()
    {
        type(u"def f(a):"_s);
        key(Qt::Key_Return);
        type(u"if a:"_s);
        key(Qt::Key_Return);
        type(u"return 1"_s);
        key(Qt::Key_Return);
        QCOMPARE(m_editor->text(), u"def f(a):\n    if a:\n        return 1\n        "_s);
    }

    void tabFillsUpToTheNextFour()
    {
        type(u"ab"_s);
        key(Qt::Key_Tab);
        type(u"c"_s);
        key(Qt::Key_Tab);
        QCOMPARE(m_editor->text(), u"ab  c   "_s);
    }

    void backspaceTakesAStepOfIndentation()
    {
        key(Qt::Key_Tab);
        key(Qt::Key_Tab);
        key(Qt::Key_Backspace);
        QCOMPARE(m_editor->text(), u"    "_s);
        type(u"  x"_s);
        key(Qt::Key_Backspace);
        QCOMPARE(m_editor->text(), u"      "_s);
        key(Qt::Key_Backspace);
        QCOMPARE(m_editor->text(), u"    "_s);
    }

    void tabShiftsSelectedLinesAndBack()
    {
        m_editor->setText(u"a\n\n  b\nc"_s);
        QTextCursor cursor(m_editor->document());
        cursor.setPosition(6, QTextCursor::KeepAnchor);
        m_editor->setTextCursor(cursor);
        key(Qt::Key_Tab);
        QCOMPARE(m_editor->text(), u"    a\n\n      b\nc"_s);
        key(Qt::Key_Backtab, Qt::ShiftModifier);
        key(Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(m_editor->text(), u"a\n\nb\nc"_s);
        m_editor->undo();
        QCOMPARE(m_editor->text(), u"a\n\n  b\nc"_s);
    }

    void controlAndEnterRunsWithoutALine()
    {
        QSignalSpy run(m_editor.get(), &PromptEditor::runRequested);
        QSignalSpy stop(m_editor.get(), &PromptEditor::stopRequested);
        type(u"x"_s);
        key(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(run.count(), 1);
        QCOMPARE(m_editor->text(), u"x"_s);
        key(Qt::Key_Escape);
        QCOMPARE(stop.count(), 1);
    }

    void tabAcceptsASuggestionAtTheEnd()
    {
        QSignalSpy accepted(m_editor.get(), &PromptEditor::suggestionAccepted);
        type(u"return "_s);
        m_editor->setSuggestion(u"None\n"_s);
        QCOMPARE(m_editor->text(), u"return "_s);
        key(Qt::Key_Tab);
        QCOMPARE(m_editor->text(), u"return None\n"_s);
        QCOMPARE(accepted.count(), 1);
        QCOMPARE(m_editor->suggestion(), QString());
        m_editor->setSuggestion(u"more"_s);
        type(u"x"_s); // typing on makes it obsolete
        QCOMPARE(m_editor->suggestion(), QString());
    }

    void aPasteKeepsWhatAPromptCanHold()
    {
        QSignalSpy cleaned(m_editor.get(), &PromptEditor::textCleaned);
        paste(u"a\r\nb\u2029c\td"_s);
        QCOMPARE(m_editor->text(), u"a\nb\nc\td"_s);
        QCOMPARE(cleaned.count(), 0);
        m_editor->clear();
        QString bad = u"x_y_z😀"_s;
        bad[1] = QChar(u'\0');
        bad[3] = QChar(0xd800);
        paste(bad);
        QCOMPARE(m_editor->text(), u"xyz😀"_s);
        QCOMPARE(cleaned.count(), 1);
        QVERIFY(cleaned[0][0].toString().contains(u'2'));
    }

    void aPasteOfMegabytesIsCut()
    {
        QSignalSpy cleaned(m_editor.get(), &PromptEditor::textCleaned);
        paste(QString(3'000'000, u'x'));
        QVERIFY(m_editor->text().size() <= 200'000);
        QVERIFY(m_editor->text().size() > 190'000);
        QCOMPARE(cleaned.count(), 1);
        QVERIFY(cleaned[0][0].toString().contains(u"200\u2009000"_s));
    }

    void aCopyIsPlainText()
    {
        m_editor->setText(u"def f():\n    pass"_s);
        m_editor->selectAll();
        m_editor->copy();
        const QMimeData *copied = QApplication::clipboard()->mimeData();
        QCOMPARE(copied->text(), u"def f():\n    pass"_s);
        QVERIFY(!copied->hasHtml());
    }

    void anotherTextCanBeUndone()
    {
        type(u"mine"_s);
        m_editor->setText(u"theirs"_s);
        QCOMPARE(m_editor->text(), u"theirs"_s);
        m_editor->undo();
        QCOMPARE(m_editor->text(), u"mine"_s);
    }

    void aStringIsHighlightedOverLinesAsItIsTyped()
    {
        m_editor->setText(u"x = 1\n\"\"\"\nreturn\n\"\"\"\nreturn"_s);
        QCOMPARE(colourAt(2, 0), Theme::instance().syntaxColor(Theme::Syntax::String));
        QCOMPARE(colourAt(4, 0), Theme::instance().syntaxColor(Theme::Syntax::Keyword));
        QTextCursor cursor(m_editor->document()->findBlockByNumber(3));
        cursor.select(QTextCursor::LineUnderCursor);
        cursor.removeSelectedText();
        QCOMPARE(colourAt(4, 0), Theme::instance().syntaxColor(Theme::Syntax::String));
        m_editor->setHighlighting(false);
        QVERIFY(!colourAt(4, 0).isValid());
    }

    void coloursFollowTheTheme()
    {
        Theme::instance().setMode(Theme::Mode::Light);
        m_editor->setText(u"return"_s);
        const QColor light = colourAt(0, 0);
        Theme::instance().setMode(Theme::Mode::Dark);
        QCOMPARE(colourAt(0, 0), Theme::instance().syntaxColor(Theme::Syntax::Keyword));
        QVERIFY(colourAt(0, 0) != light);
        Theme::instance().setMode(Theme::Mode::Light);
    }

    void tenThousandLinesKeepTheirNumbersInSight()
    {
        m_editor->setText(QString(10000, u'\n'));
        const QFontMetrics metrics(Theme::instance().font(Theme::Font::Caption));
        QVERIFY(m_editor->gutterWidth() > metrics.horizontalAdvance(u"10001"_s));
        m_editor->verticalScrollBar()->setValue(9000);
        m_editor->grab();
    }

private:
    void type(const QString &text) { QTest::keyClicks(m_editor.get(), text); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_editor.get(), key, modifiers);
    }
    void paste(const QString &text)
    {
        QApplication::clipboard()->setText(text);
        m_editor->paste();
    }
    QColor colourAt(int line, int column) const
    {
        const QTextBlock block = m_editor->document()->findBlockByNumber(line);
        for (const QTextLayout::FormatRange &range : block.layout()->formats()) {
            if (column >= range.start && column < range.start + range.length)
                return range.format.foreground().color();
        }
        return {};
    }

    std::unique_ptr<PromptEditor> m_editor;
};

QTEST_MAIN(PromptEditorTest)
#include "tst_prompt_editor.moc"
