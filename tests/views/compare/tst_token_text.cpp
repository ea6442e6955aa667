// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/compare/sample_tokens.h"
#include "views/code/python_lexer.h"
#include "views/code/shown_bytes.h"
#include "views/code/token_layout.h"
#include "views/code/token_text.h"
#include "views/compare/diff_rows.h"
#include "views/compare/line_alignment.h"
#include "views/compare/token_tint.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace phi1;
using namespace Qt::StringLiterals;

namespace {

QVector<ViewToken> tokens(const QVector<QByteArray> &pieces)
{
    QVector<ViewToken> result;
    for (const QByteArray &piece : pieces)
        result.append(test::tokenOf(piece));
    return result;
}

QString shown(const TokenText &text)
{
    QStringList lines;
    for (const TokenText::Line &line : text.lines())
        lines << line.text;
    return lines.join(u'\n');
}

/// What must hold of any text: spans ascend, cover their line, and know their tokens.
QString problemOf(const TokenText &text)
{
    qint32 before = -1;
    for (int number = 0; number < text.lines().size(); ++number) {
        const TokenText::Line &line = text.lines()[number];
        int covered = 0;
        for (int index = 0; index < line.spans.size(); ++index) {
            const TokenText::Span &span = line.spans[index];
            if (span.part == 0 && span.start != covered)
                return u"line %1 has a gap at %2"_s.arg(number).arg(covered);
            covered = span.start + span.length;
            if (span.token < before)
                return u"token %1 comes after %2"_s.arg(span.token).arg(before);
            before = span.token;
            if (span.mark == TokenText::Mark::Newline && number + 1 == text.lines().size())
                return u"the last line has an end"_s;
        }
        if (covered != line.text.size())
            return u"line %1 is covered up to %2 of %3"_s.arg(number).arg(covered).arg(
                line.text.size());
    }
    for (int token = 0; token < text.tokenCount(); ++token) {
        const TokenText::SpanAt at = text.firstSpan(token);
        if (at.line < 0)
            return u"token %1 is nowhere"_s.arg(token);
        if (text.lines()[at.line].spans[at.span].token != token)
            return u"token %1 is not where it should be"_s.arg(token);
    }
    return {};
}

QStringList roles(const QString &line, PythonState state = 0, PythonState *end = nullptr)
{
    static const QStringList names{u"keyword"_s, u"string"_s,     u"comment"_s,
                                   u"number"_s,  u"definition"_s, u"builtin"_s};
    QVector<PythonSpan> spans;
    const PythonState after = highlightPythonLine(line, state, &spans);
    if (end)
        *end = after;
    QStringList result;
    for (const PythonSpan &span : spans)
        result << names[static_cast<int>(span.role)] + u':' + line.mid(span.start, span.length);
    return result;
}

} // namespace

class TokenTextTest : public QObject
{
    Q_OBJECT
private slots:
    void aCharacterOfSeveralTokensIsShownOnceAndBelongsToAll()
    {
        TokenText text;
        text.append(tokens({"a\xe2\x82", "\xac", " b"}), 0);
        QCOMPARE(shown(text), u"a€ b"_s);
        const QVector<TokenText::Span> &spans = text.lines()[0].spans;
        QCOMPARE(spans.size(), 4);
        QCOMPARE(spans[1].token, 0);
        QCOMPARE(spans[2].token, 1);
        QCOMPARE(spans[1].start, spans[2].start);
        QCOMPARE(int(spans[2].part), 1);
        QCOMPARE(int(spans[2].parts), 2);
        QCOMPARE(text.source({0, 0}, text.end()), u"a€ b"_s);
        QVERIFY2(problemOf(text).isEmpty(), qPrintable(problemOf(text)));
    }

    void anUnfinishedCharacterIsShownAsItStandsUntilTheRestComes()
    {
        TokenText text;
        QVector<ViewToken> all = tokens({"x", "\xf0\x9f"});
        text.append(all, 0);
        QCOMPARE(shown(text), u"x‹f0›‹9f›"_s);
        all += tokens({"\x98\x80", "y"});
        QCOMPARE(text.append(all, 2), (TextPosition{0, 1}));
        QCOMPARE(shown(text), u"x😀y"_s);
        QVERIFY2(problemOf(text).isEmpty(), qPrintable(problemOf(text)));
    }

    void whatActsIsShownInsteadOfActing_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("seen");
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << u"a‹00›b"_s;
        QTest::newRow("escape") << QByteArray("\x1b[31m") << u"‹1b›[31m"_s;
        QTest::newRow("carriage return") << QByteArray("a\r\nb") << u"a‹0d›\nb"_s;
        QTest::newRow("right-to-left override") << QByteArray("\u202e"
                                                              "abc")
                                                << u"‹U+202E›abc"_s;
        QTest::newRow("isolate") << QByteArray("\u2066") << u"‹U+2066›"_s;
        QTest::newRow("line separator") << QByteArray("\u2028") << u"‹U+2028›"_s;
        QTest::newRow("zero width joiner") << QByteArray("\u200d") << u"‹U+200D›"_s;
        QTest::newRow("next line") << QByteArray("\xc2\x85") << u"‹U+0085›"_s;
        QTest::newRow("object") << QByteArray("\xef\xbf\xbc") << u"‹U+FFFC›"_s;
        QTest::newRow("no character") << QByteArray("\xef\xb7\x90") << u"‹U+FDD0›"_s;
        QTest::newRow("lone continuation") << QByteArray("\x80z") << u"‹80›z"_s;
        QTest::newRow("overlong") << QByteArray("\xc0\xaf") << u"‹c0›‹af›"_s;
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << u"‹ed›‹a0›‹80›"_s;
        QTest::newRow("beyond Unicode") << QByteArray("\xf4\x90\x80\x80") << u"‹f4›‹90›‹80›‹80›"_s;
        QTest::newRow("cut") << QByteArray("\xe2\x82z") << u"‹e2›‹82›z"_s;
        QTest::newRow("tab") << QByteArray("ab\tc") << u"ab  c"_s;
    }

    void whatActsIsShownInsteadOfActing()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, seen);
        TokenText whole;
        whole.append(tokens({bytes, "."}), 0);
        QCOMPARE(shown(whole), seen + u'.');
        // Cut into single bytes it looks the same.
        QVector<ViewToken> single;
        for (const char byte : bytes)
            single += test::tokenOf(QByteArray(1, byte));
        single += test::tokenOf(".");
        TokenText cut;
        cut.append(single, 0);
        QCOMPARE(shown(cut), seen + u'.');
        QVERIFY2(problemOf(cut).isEmpty(), qPrintable(problemOf(cut)));
    }

    /// However a text is cut into tokens and these into batches, it looks as if it came at once.
    void streamingLooksLikeTheWhole()
    {
        std::mt19937 engine(7);
        const QVector<QByteArray> alphabet{"a",      " ",    "\n",   "\t",       "é",
                                           "€",      "😀",    "\xff", "\xe2\x82", "\x80",
                                           "\u202e", "שלום", "字",   "\r"};
        for (int round = 0; round < 200; ++round) {
            QByteArray bytes;
            for (int i = 0; i < 40; ++i)
                bytes += alphabet[static_cast<qsizetype>(engine() % 14)];
            QVector<ViewToken> all;
            for (qsizetype at = 0; at < bytes.size();) {
                const auto length = static_cast<qsizetype>(1 + engine() % 5);
                all += test::tokenOf(bytes.mid(at, length));
                at += length;
            }
            TokenText whole;
            whole.append(all, 0);
            TokenText streamed;
            TokenLayout growing(streamed);
            growing.reset(QFont(u"Hack"_s), 18, 120, true);
            QVector<ViewToken> arrived;
            while (arrived.size() < all.size()) {
                const auto first = static_cast<int>(arrived.size());
                for (unsigned i = 0; i <= engine() % 4 && arrived.size() < all.size(); ++i)
                    arrived += all[arrived.size()];
                growing.update(streamed.append(arrived, first));
            }
            QCOMPARE(shown(streamed), shown(whole));
            QVERIFY2(problemOf(streamed).isEmpty(), qPrintable(problemOf(streamed)));
            QCOMPARE(streamed.source({0, 0}, streamed.end()), whole.source({0, 0}, whole.end()));
            // And breaks into the same rows.
            TokenLayout atOnce(whole);
            atOnce.reset(QFont(u"Hack"_s), 18, 120, true);
            QCOMPARE(growing.rows().size(), atOnce.rows().size());
            for (int row = 0; row < growing.rows().size(); ++row) {
                QCOMPARE(growing.rows()[row].line, atOnce.rows()[row].line);
                QCOMPARE(growing.rows()[row].start, atOnce.rows()[row].start);
                QCOMPARE(growing.rows()[row].length, atOnce.rows()[row].length);
            }
        }
    }

    void theSourceIsWhatWasWritten()
    {
        TokenText text;
        text.append(tokens({"a\tb", "\n\n", "  c\xff", QByteArray("\0", 1), "\u202e", "d"}), 0);
        QCOMPARE(text.source({0, 0}, text.end()),
                 u"a\tb\n\n  c\ufffd\0\u202ed"_s.replace(QChar(u'\0'), QChar(u'\ufffd')));
        QCOMPARE(text.source({0, 1}, {0, 4}), u"\t"_s);
        QCOMPARE(text.source({1, 0}, {2, 2}), u"\n  "_s);
    }

    void aPlainRowIsAsWideAsItsCells()
    {
        TokenText text;
        text.append(tokens({"def f(value):", " # \xe2\x80\xa6"}), 0);
        TokenText plain;
        plain.append(tokens({"def f(value): # "}), 0);
        QFont font(u"Hack"_s);
        font.setPixelSize(13);
        TokenLayout shaped(text);
        shaped.reset(font, 18, 1000, false);
        TokenLayout counted(plain);
        counted.reset(font, 18, 1000, false);
        for (int column = 0; column <= 16; ++column)
            QVERIFY(std::fabs(shaped.xOf(0, column) - counted.xOf(0, column)) < 0.6);
    }

    void rowsBreakBehindSpacesAndNowhereInACharacter()
    {
        TokenText text;
        text.append(tokens({"aaaa bbbb cccccccccccccccccccccccc 😀😀😀😀😀😀"}), 0);
        TokenLayout layout(text);
        QFont font(u"Hack"_s);
        font.setPixelSize(13);
        layout.reset(font, 18, 10 * layout.cellWidth(), true);
        layout.reset(font, 18, 10 * layout.cellWidth(), true);
        QString joined;
        for (const TokenLayout::Row &row : layout.rows()) {
            const QString part = text.lines()[row.line].text.mid(row.start, row.length);
            QVERIFY(!part.isEmpty());
            QVERIFY(!part.front().isLowSurrogate());
            joined += part;
        }
        QCOMPARE(joined, text.lines()[0].text);
        QVERIFY(layout.rows().size() > 3);
    }

    void tintsBeginAtTheirLimits()
    {
        const auto tint = [](double p) { return probabilityTint(static_cast<float>(std::log(p))); };
        QCOMPARE(tint(1), 0);
        QCOMPARE(tint(0.9), 0);
        QCOMPARE(tint(0.899), 1);
        QCOMPARE(tint(0.5), 1);
        QCOMPARE(tint(0.499), 2);
        QCOMPARE(tint(0.2), 2);
        QCOMPARE(tint(0.199), 3);
        QCOMPARE(tint(0.05), 3);
        QCOMPARE(tint(0.049), 4);
        QCOMPARE(probabilityTint(std::numeric_limits<float>::quiet_NaN()), 0);
        QCOMPARE(probabilityTint(-std::numeric_limits<float>::infinity()), 4);
        QCOMPARE(divergenceTint(0.04F), 0);
        QCOMPARE(divergenceTint(0.05F), 1);
        QCOMPARE(divergenceTint(0.2F), 2);
        QCOMPARE(divergenceTint(0.5F), 3);
        QCOMPARE(divergenceTint(1.0F), 4);
        QCOMPARE(divergenceTint(std::numeric_limits<float>::quiet_NaN()), 0);
    }

    void aTokenAloneShowsItsSpaces()
    {
        QCOMPARE(shownBytes(" list"), u"·list"_s);
        QCOMPARE(shownBytes("\n\n    "), u"↵↵····"_s);
        QCOMPARE(shownBytes("a b"), u"a b"_s);
        QCOMPARE(shownBytes(""), u"‹›"_s);
        QCOMPARE(shownBytes("\xf0\x9f"), u"‹f0›‹9f›"_s);
        QCOMPARE(shownBytes(QByteArray(100, 'x'), true, 10), QString(10, u'x') + u'…');
        QCOMPARE(shownLine(u"a\u202eb\tc"_s), u"a‹U+202E›b→c"_s);
        QCOMPARE(toolTipOf(u"<b>x</b>\ny"_s), u"<p>&lt;b&gt;x&lt;/b&gt;<br>y</p>"_s);
        QCOMPARE(escapedText(u"\n\t\\\u0007"_s), u"\\n\\t\\\\\\u0007"_s);
    }

    void pythonIsHighlighted_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QStringList>("spans");
        const auto row = [](const char *name, const QString &line, const QStringList &spans) {
            QTest::newRow(name) << line << spans;
        };
        row("definition", u"async def run(self):"_s,
            {u"keyword:async"_s, u"keyword:def"_s, u"definition:run"_s});
        row("class", u"class A(object): pass"_s,
            {u"keyword:class"_s, u"definition:A"_s, u"builtin:object"_s, u"keyword:pass"_s});
        row("decorator", u"  @app.route('/')"_s, {u"definition:@app.route"_s, u"string:'/'"_s});
        row("matrix product", u"a @ b"_s, {});
        row("numbers", u"x1 = 0xFF_0 + 1.5e-3j + .5 + 3"_s,
            {u"number:0xFF_0"_s, u"number:1.5e-3j"_s, u"number:.5"_s, u"number:3"_s});
        row("comment", u"x # def 'a'"_s, {u"comment:# def 'a'"_s});
        row("comment sign in a string", u"'#' # c"_s, {u"string:'#'"_s, u"comment:# c"_s});
        row("prefixes", u"rb'\\' + Rb\"a\" + u'x' + xr'y'"_s,
            {u"string:rb'\\' + Rb\""_s, u"string:\" + u'"_s, u"string:' + xr'"_s});
        row("attribute", u"a.list = list(a.print)"_s, {u"builtin:list"_s});
        row("formatted", u"f'a{x + len(\"b\")}c{{d}}'"_s,
            {u"string:f'a{"_s, u"builtin:len"_s, u"string:\"b\""_s, u"string:}c{{d}}'"_s});
        row("format of a number", u"f\"{x:>10}\""_s,
            {u"string:f\"{"_s, u"number:10"_s, u"string:}\""_s});
        row("match", u"match value:"_s, {u"keyword:match"_s});
        row("name match", u"match = 1"_s, {u"number:1"_s});
        row("unfinished string", u"x = 'abc"_s, {u"string:'abc"_s});
        row("unicode name", u"größe = None"_s, {u"keyword:None"_s});
        row("deep nesting", u"f'{f\"{f'"_s, {u"string:f'{f\"{"_s, u"string:f'"_s});
    }

    void pythonIsHighlighted()
    {
        QFETCH(QString, line);
        QFETCH(QStringList, spans);
        if (QByteArray(QTest::currentDataTag()) == "prefixes") {
            // A backslash before a quote keeps it, in raw strings too.
            QCOMPARE(roles(u"rb'\\'' + Rb\"a\" + u'x'"_s),
                     (QStringList{u"string:rb'\\''"_s, u"string:Rb\"a\""_s, u"string:u'x'"_s}));
            QCOMPARE(roles(u"xr'y'"_s), QStringList{u"string:'y'"_s});
            return;
        }
        if (QByteArray(QTest::currentDataTag()) == "deep nesting") {
            QCOMPARE(roles(line).join(QString()).remove(u"string:"_s), line);
            return;
        }
        QCOMPARE(roles(line), spans);
    }

    void stringsGoOnOverLines()
    {
        PythonState state = 0;
        QCOMPARE(roles(u"x = '''a"_s, 0, &state), QStringList{u"string:'''a"_s});
        QVERIFY(state != 0);
        QCOMPARE(roles(u"def \"\"\" b"_s, state, &state), QStringList{u"string:def \"\"\" b"_s});
        QCOMPARE(roles(u"c''' + 1"_s, state, &state),
                 (QStringList{u"string:c'''"_s, u"number:1"_s}));
        QCOMPARE(state, 0);
        roles(u"'not closed"_s, 0, &state);
        QCOMPARE(state, 0);
        roles(u"'goes on \\"_s, 0, &state);
        QCOMPARE(roles(u"here' + 2"_s, state, &state),
                 (QStringList{u"string:here'"_s, u"number:2"_s}));
        QCOMPARE(roles(u""_s, 0, &state), QStringList{});
    }

    /// No input makes it hang, overlap or leave the line.
    void anythingCanBeHighlighted()
    {
        std::mt19937 engine(3);
        const QString alphabet = u"fr'\"{}\\#@ \n:()12.exj_àdef"_s;
        for (int round = 0; round < 3000; ++round) {
            QString line;
            for (unsigned i = 0; i < engine() % 60; ++i)
                line += alphabet[static_cast<qsizetype>(engine() % alphabet.size())];
            QVector<PythonSpan> spans;
            const auto state = static_cast<PythonState>(engine() % 32);
            QVERIFY(highlightPythonLine(line, state, &spans) >= 0);
            int end = 0;
            for (const PythonSpan &span : spans) {
                QVERIFY2(span.start >= end && span.length > 0, qPrintable(line));
                end = span.start + span.length;
            }
            QVERIFY(end <= line.size());
        }
    }

    void likeLinesStandBesideEachOther()
    {
        const std::vector<std::string_view> a{"x = 1", "", "total = sum(values)", "return total"};
        const std::vector<std::string_view> b{
            "x = 1", "import os", "", "total = sum(values) / 2", "print(b)", "return total"};
        QCOMPARE(alignLines(a, b), (std::vector<int>{0, 2, 3, 5}));
        QCOMPARE(alignLines({}, b), std::vector<int>{});
        QCOMPARE(alignLines(a, {}), (std::vector<int>{-1, -1, -1, -1}));
    }

    /// Above the size where every pair is looked at, equal lines still find each other.
    void manyLinesAreAligned()
    {
        std::vector<std::string> lines;
        for (int i = 0; i < 400; ++i)
            lines.push_back("value_" + std::to_string(i) + " = compute()");
        std::vector<std::string_view> a(lines.begin(), lines.end());
        std::vector<std::string_view> b = a;
        b.insert(b.begin() + 200, "inserted");
        const std::vector<int> matches = alignLines(a, b);
        for (int i = 0; i < 400; ++i)
            QCOMPARE(matches[static_cast<std::size_t>(i)], i < 200 ? i : i + 1);
    }

    void rowsHoldEveryLineOnceAndInOrder()
    {
        const QVector<DiffColumn> columns{
            {u"a"_s, 0, test::baseCompletion()},
            {u"b"_s, 1, test::finetunedCompletion()},
            {u"c"_s, 2, test::tokensOf(u"    return []\n\n\ndef other():\n    pass"_s, 1)},
            {u"d"_s, 3, {}}};
        for (const auto unit : {DiffView::Unit::Words, DiffView::Unit::Tokens}) {
            const DiffRows rows = alignColumns(columns, unit);
            for (int column = 0; column < columns.size(); ++column) {
                int next = 0;
                for (const DiffRow &row : rows.rows) {
                    if (row.lines[column] >= 0)
                        QCOMPARE(row.lines[column], next++);
                }
                QByteArray bytes;
                for (const ViewToken &token : columns[column].tokens)
                    bytes += token.bytes;
                QCOMPARE(next, int(bytes.count('\n') +
                                   (bytes.isEmpty() || bytes.endsWith('\n') ? 0 : 1)));
            }
        }
    }

    void equalTextsHaveNoDifference()
    {
        // The same text cut in other places is the same text.
        DiffColumn whole{u"a"_s, 0, tokens({"def f():\n    return 1\n"})};
        DiffColumn cut{u"b"_s, 1, tokens({"def", " f():\n", "    ret", "urn 1\n"})};
        const DiffRows rows = alignColumns({whole, cut}, DiffView::Unit::Tokens);
        QCOMPARE(rows.differences, 0);
        QCOMPARE(rows.equalLines, 2);
        QCOMPARE(rows.rows.size(), 2);
    }

    void theChangedWordsOfALineAreMarked()
    {
        const DiffRows rows = alignColumns({{u"a"_s, 0, tokens({"x = list(values)\n"})},
                                            {u"b"_s, 1, tokens({"x = tuple(values)\n"})}},
                                           DiffView::Unit::Words);
        QCOMPARE(rows.rows.size(), 1);
        QCOMPARE(rows.differences, 1);
        const DiffText &left = rows.columns[0];
        QStringList changed;
        for (const TokenText::Span &span : left.text->lines()[0].spans) {
            if (left.isChanged[span.token])
                changed << left.text->lines()[0].text.mid(span.start, span.length);
        }
        QCOMPARE(changed, QStringList{u"list"_s});
    }
};

QTEST_MAIN(TokenTextTest)
#include "tst_token_text.moc"
