// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/markdown_lexer.h"
#include "views/sample_text/text_highlighter.h"

#include <QTest>

using namespace phi1;

namespace {

/// The roles of a text, one letter a character and "." for none; lines parted by "|".
QString rolesOf(const QString &text)
{
    static const QString letters = QStringLiteral("KSCNDBHF`*>");
    MarkdownState state;
    QStringList lines;
    for (const QString &line : text.split(u'\n')) {
        QVector<RoleSpan> spans;
        MarkdownState alone = state;
        highlightMarkdownLine(line, alone, nullptr);
        const bool isCode = highlightMarkdownLine(line, state, &spans);
        if (alone != state)
            return QStringLiteral("the state depends on who asks for spans");
        QString shown(line.size(), isCode ? u':' : u'.');
        for (const RoleSpan &span : spans)
            for (int at = span.begin; at < span.end; ++at)
                shown[at] = letters[static_cast<int>(span.role)];
        lines << shown;
    }
    return lines.join(u'|');
}

} // namespace

class MarkdownLexerTest final : public QObject
{
    Q_OBJECT
private slots:
    void linesHaveTheirRoles_data();
    void linesHaveTheirRoles();
    void theLanguageIsGuessed_data();
    void theLanguageIsGuessed();
    void whatIsReadInTheBackgroundIsWhatIsReadAtOnce();
};

void MarkdownLexerTest::linesHaveTheirRoles_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("roles");
    QTest::newRow("heading") << "# A b"
                             << "HHHHH";
    QTest::newRow("no heading without a space") << "#a"
                                                << "..";
    QTest::newRow("seven signs are none") << "####### a"
                                          << ".........";
    QTest::newRow("code in a line") << "a `b` c"
                                    << "..```..";
    QTest::newRow("code with a tick inside") << "``a`b`` c"
                                             << "```````..";
    QTest::newRow("a tick that is not closed") << "a `b c"
                                               << "......";
    QTest::newRow("bold") << "a **b c** d"
                          << "..*******..";
    QTest::newRow("an operator is not bold") << "2 ** 3 ** 4"
                                             << "...........";
    QTest::newRow("escaped tick") << "\\`a`"
                                  << "....";
    QTest::newRow("Python in its block") << "```python\nif x:\n```\nif x:"
                                         << "FFFFFFFFF|KK:::|FFF|.....";
    QTest::newRow("strings go on over lines") << "```py\n\"\"\"a\nb\"\"\"\n```"
                                              << "FFFFF|SSSS|SSSS|FFF";
    QTest::newRow("a block without a language is plain") << "```\nif x:\n```"
                                                         << "FFF|:::::|FFF";
    QTest::newRow("a session in it is not") << "```\n>>> if x:\n1\n```"
                                            << "FFF|>>>>KK:::|:|FFF";
    QTest::newRow("a fence is closed by one as long") << "````\n```\n````\na"
                                                      << "FFFF|:::|FFFF|.";
    QTest::newRow("tildes are not closed by ticks") << "~~~\n```\n~~~\na"
                                                    << "FFF|:::|FFF|.";
    QTest::newRow("a fence in a line is code") << "```a``` b"
                                               << "```````..";
    QTest::newRow("an open block ends with the text") << "```python\nx = 1"
                                                      << "FFFFFFFFF|::::N";
}

void MarkdownLexerTest::linesHaveTheirRoles()
{
    QFETCH(QString, text);
    QFETCH(QString, roles);
    QCOMPARE(rolesOf(text), roles);
}

void MarkdownLexerTest::theLanguageIsGuessed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("language");
    const int plain = static_cast<int>(TextLanguage::Plain);
    const int python = static_cast<int>(TextLanguage::Python);
    const int markdown = static_cast<int>(TextLanguage::Markdown);
    QTest::newRow("nothing") << QByteArray() << plain;
    QTest::newRow("a function") << QByteArray("def f(x):\n    return x + 1\n") << python;
    QTest::newRow("a comment first")
        << QByteArray("# Copyright\nimport os\n\nprint(os)\n") << python;
    QTest::newRow("a chapter") << QByteArray("# Recursion\n\nA function may call itself.\n\n"
                                             "```python\ndef f(x):\n    return f(x - 1)\n```\n")
                               << markdown;
    QTest::newRow("prose") << QByteArray("When a list is changed while it is walked, elements "
                                         "are missed.\nThis is a frequent mistake of beginners "
                                         "and easy to avoid.\n")
                           << markdown;
}

void MarkdownLexerTest::theLanguageIsGuessed()
{
    QFETCH(QByteArray, text);
    QFETCH(int, language);
    QCOMPARE(static_cast<int>(guessLanguage(text)), language);
}

void MarkdownLexerTest::whatIsReadInTheBackgroundIsWhatIsReadAtOnce()
{
    // A code block that is open over many blocks of the text: what is below is not code by itself.
    QByteArray text = "```python\n\"\"\"\n";
    for (int line = 0; line < 2000; ++line)
        text += "if line " + QByteArray::number(line) + " of a string\n";
    TextPieces pieces;
    pieces.setText(text);
    pieces.indexMore(text.size() + 1);
    TextHighlighter highlighter(pieces);
    highlighter.setText(TextLanguage::Markdown);
    const int last = pieces.blockCount() - 1;
    QVERIFY(last > 4);
    // Before the lines above are known it is taken for prose …
    QVERIFY(!highlighter.look(last, 0).isCode);
    int changed = -1;
    while (!highlighter.isComplete()) {
        const int block = highlighter.learnMore(1);
        changed = block >= 0 ? block : changed;
    }
    // … and afterwards for what it is, which is told.
    QCOMPARE(changed, last);
    const TextHighlighter::Look look = highlighter.look(last, 0);
    QVERIFY(look.isCode);
    QCOMPARE(look.spans.size(), 1);
    QCOMPARE(look.spans[0].role, TextRole::String);
}

QTEST_APPLESS_MAIN(MarkdownLexerTest)
#include "tst_markdown_lexer.moc"
