// SPDX-License-Identifier: GPL-3.0-or-later
// Texts as pieces and rows, held against definitions that look at the whole text.
#include "views/sample_text/text_rows.h"
#include "views/theme/theme.h"

#include <QRandomGenerator>
#include <QTest>
#include <QTextLayout>

using namespace phi1;

namespace {

/// Texts of all kinds: lines and none, tabs, other scripts, bytes that are no text, lines longer
/// than a piece.
QByteArray randomText(quint32 seed, int size)
{
    QRandomGenerator random(seed);
    static const QVector<QByteArray> parts{"word ",
                                           "x",
                                           "\n",
                                           "\n\n",
                                           "\t",
                                           "größe ",
                                           "字字",
                                           "\xff",
                                           "\xe2\x82",
                                           "\r\n",
                                           "\xf0\x9f\x98\x80",
                                           "e\xcc\x81",
                                           QByteArray("\0", 1),
                                           "\xe2\x80\xae",
                                           "    ",
                                           "מילה "};
    QByteArray text;
    while (text.size() < size) {
        if (random.bounded(40) == 0)
            text += QByteArray(random.bounded(9000), 'a' + random.bounded(26));
        else
            text += parts[random.bounded(static_cast<int>(parts.size()))];
    }
    return text;
}

QVector<TextPiece> allPieces(const TextPieces &pieces)
{
    QVector<TextPiece> all;
    for (int block = 0; block < pieces.blockCount(); ++block)
        all += pieces.pieces(block);
    return all;
}

} // namespace

class SampleRowsTest final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void piecesAreTheTextInOrder_data();
    void piecesAreTheTextInOrder();
    void itDoesNotMatterHowMuchIsLookedThroughAtOnce();
    void placesOfEveryByteLeadBackToIt();
    void rowsCoverEveryPieceAndFitTheWidth_data();
    void rowsCoverEveryPieceAndFitTheWidth();
    void movingByRowsIsCounting();
    void countsOfPlainLinesAreThoseOfShownOnes();
    void shapedTextStandsInItsCells();

private:
    CellFont m_font;
};

void SampleRowsTest::initTestCase()
{
    Theme::instance().apply(*qApp);
    m_font = CellFont(Theme::instance().font(Theme::Font::Code));
}

void SampleRowsTest::piecesAreTheTextInOrder_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a line end") << QByteArray("\n");
    QTest::newRow("no line end at the end") << QByteArray("a\nb");
    QTest::newRow("a line as long as a piece") << QByteArray(TextPieces::longest, 'x') + "\ny";
    QTest::newRow("one byte longer") << QByteArray(TextPieces::longest + 1, 'x') + "\ny";
    QTest::newRow("many lines") << QByteArray("line\n").repeated(1000);
    QTest::newRow("a long line") << QByteArray("word ").repeated(100'000);
    QTest::newRow("a long line of characters of three bytes") << QByteArray("字").repeated(50'000);
    QTest::newRow("a long line that is no text") << QByteArray(30'000, '\x80');
    for (quint32 seed = 0; seed < 8; ++seed)
        QTest::addRow("random %u", seed) << randomText(seed, 60'000);
}

void SampleRowsTest::piecesAreTheTextInOrder()
{
    QFETCH(QByteArray, text);
    TextPieces pieces;
    pieces.setText(text);
    pieces.indexMore(text.size() + 1);
    QVERIFY(pieces.isComplete());
    QCOMPARE(pieces.lineCount(), text.count('\n') + 1);
    qint64 at = 0;
    qint64 line = 0;
    bool beginsLine = true;
    for (const TextPiece &piece : allPieces(pieces)) {
        QCOMPARE(piece.begin, at);
        QCOMPARE(piece.line, line);
        QCOMPARE(piece.isFirst, beginsLine);
        QVERIFY(piece.size() <= TextPieces::longest);
        QVERIFY(!text.mid(piece.begin, piece.size()).contains('\n'));
        if (piece.next > piece.end) {
            QCOMPARE(piece.next, piece.end + 1);
            QCOMPARE(text[piece.end], '\n');
        } else if (piece.next < text.size()) {
            QVERIFY(!piece.isLast);
            // A character that is one is not cut.
            const QByteArray around = text.mid(piece.end - 3, 6);
            if (QString::fromUtf8(around).count(QChar::ReplacementCharacter) == 0)
                QVERIFY((static_cast<quint8>(text[piece.end]) & 0xc0U) != 0x80);
        }
        bool isPlain = true;
        for (const char byte : text.mid(piece.begin, piece.size()))
            isPlain = isPlain && byte >= 0x20 && byte < 0x7f;
        QCOMPARE(piece.isPlain, isPlain);
        at = piece.next;
        beginsLine = piece.isLast;
        line += piece.isLast ? 1 : 0;
    }
    QCOMPARE(at, text.size());
    QVERIFY(beginsLine);
}

void SampleRowsTest::itDoesNotMatterHowMuchIsLookedThroughAtOnce()
{
    const QByteArray text = randomText(77, 400'000);
    TextPieces whole;
    whole.setText(text);
    whole.indexMore(text.size() + 1);
    TextPieces parts;
    parts.setText(text);
    TextRows rows(parts);
    rows.setFont(m_font);
    rows.setColumns(60);
    int portions = 0;
    for (; !parts.isComplete(); ++portions) {
        parts.indexMore(30'000);
        rows.grow();
        rows.countMore(0);
    }
    QVERIFY(portions > 4);
    QCOMPARE(parts.blockCount(), whole.blockCount());
    QCOMPARE(parts.lineCount(), whole.lineCount());
    for (int block = 0; block < whole.blockCount(); ++block)
        QCOMPARE(parts.blockBegin(block), whole.blockBegin(block));
    TextRows fresh(whole);
    fresh.setFont(m_font);
    fresh.setColumns(60);
    while (!fresh.isCounted())
        fresh.countMore(10);
    while (!rows.isCounted())
        rows.countMore(10);
    QCOMPARE(rows.rowCount(), fresh.rowCount());
}

void SampleRowsTest::placesOfEveryByteLeadBackToIt()
{
    const QByteArray text = randomText(5, 20'000);
    TextPieces pieces;
    pieces.setText(text);
    pieces.indexMore(text.size() + 1);
    for (const TextPiece &piece : allPieces(pieces)) {
        const ShownPiece shown = showPiece(text, piece, m_font);
        QCOMPARE(shown.columnOf(piece.begin), 0);
        QCOMPARE(shown.byteOf(0), piece.begin);
        // Walking by characters visits each once and ends at the end.
        int column = 0;
        qint64 last = piece.begin;
        while (column < shown.columns()) {
            QCOMPARE(shown.columnOf(shown.byteOf(column)), column);
            QCOMPARE(shown.columnOfCell(shown.cellOf(column)) >= column, true);
            const int next = shown.nextColumn(column);
            QVERIFY(next > column);
            QCOMPARE(shown.previousColumn(next), column);
            QVERIFY(shown.byteOf(next) > last);
            last = shown.byteOf(next);
            column = next;
        }
        QCOMPARE(last + (shown.endsInReturn ? 1 : 0), piece.end);
        if (piece.isPlain)
            QCOMPARE(shown.text.toLatin1(), text.mid(piece.begin, piece.size()));
    }
}

void SampleRowsTest::rowsCoverEveryPieceAndFitTheWidth_data()
{
    QTest::addColumn<int>("columns");
    for (const int columns : {0, 16, 40, 81, 300})
        QTest::addRow("%d", columns) << columns;
}

void SampleRowsTest::rowsCoverEveryPieceAndFitTheWidth()
{
    QFETCH(int, columns);
    const QByteArray text = randomText(9, 120'000);
    TextPieces pieces;
    pieces.setText(text);
    pieces.indexMore(text.size() + 1);
    TextRows rows(pieces);
    rows.setFont(m_font);
    rows.setColumns(columns);
    qint64 at = 0;
    qint64 count = 0;
    TextRows::Place place = rows.first();
    while (true) {
        const TextRows::Row row = rows.row(place);
        ++count;
        QCOMPARE(row.beginByte(), at);
        const bool endsPiece = row.end == row.piece->columns();
        at = endsPiece ? row.piece->piece.next : row.endByte();
        const int cells = row.piece->cellOf(row.end) - row.piece->cellOf(row.begin);
        if (columns > 0) {
            // The space that parts words may stand in the margin.
            const bool hangs = row.end > row.begin && row.piece->text[row.end - 1] == u' ';
            QVERIFY(cells <= columns + (hangs ? 1 : 0));
            QVERIFY(!row.piece->text.mid(row.end, 1).startsWith(QChar(0x0301)));
        }
        QVERIFY(row.end > row.begin || row.piece->columns() == 0);
        QCOMPARE(rows.placeOfByte(row.beginByte()), place);
        const TextRows::Place next = rows.moved(place, 1);
        if (next == place)
            break;
        place = next;
    }
    QCOMPARE(at, text.size());
    QCOMPARE(place, rows.last());
    while (!rows.isCounted())
        rows.countMore(10);
    QCOMPARE(rows.rowCount(), count);
}

void SampleRowsTest::movingByRowsIsCounting()
{
    const QByteArray text = randomText(11, 200'000);
    TextPieces pieces;
    pieces.setText(text);
    pieces.indexMore(text.size() + 1);
    TextRows rows(pieces);
    rows.setFont(m_font);
    rows.setColumns(50);
    while (!rows.isCounted())
        rows.countMore(10);
    QRandomGenerator random(3);
    for (int i = 0; i < 300; ++i) {
        const qint64 from = random.bounded(static_cast<int>(rows.rowCount()));
        const qint64 to = random.bounded(static_cast<int>(rows.rowCount()));
        const TextRows::Place place = rows.placeOf(from);
        QCOMPARE(rows.numberOf(place), from);
        const TextRows::Place moved = rows.moved(place, to - from);
        QCOMPARE(rows.numberOf(moved), to);
        QCOMPARE(rows.distance(place, moved, 1 << 30), to - from);
    }
    QCOMPARE(rows.moved(rows.first(), -5), rows.first());
    QCOMPARE(rows.moved(rows.first(), 1 << 30), rows.last());
}

void SampleRowsTest::countsOfPlainLinesAreThoseOfShownOnes()
{
    QRandomGenerator random(4);
    for (int i = 0; i < 2000; ++i) {
        QByteArray line;
        const int size = random.bounded(400);
        while (line.size() < size)
            line += random.bounded(5) == 0 ? ' ' : static_cast<char>('a' + random.bounded(26));
        TextPiece piece;
        piece.end = piece.next = line.size();
        const ShownPiece shown = showPiece(line, piece, m_font);
        const int cells = 16 + random.bounded(80);
        QCOMPARE(countRows(line.constData(), static_cast<int>(line.size()), cells),
                 static_cast<int>(breakRows(shown, cells).size()));
    }
}

void SampleRowsTest::shapedTextStandsInItsCells()
{
    // What is counted in cells is where the font puts it: Latin, Greek, Cyrillic, signs.
    const QString text = QStringLiteral("def größe(λ): → ≤ Жж é ñ ß");
    QTextLayout layout(text, m_font.font());
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(1e6);
    layout.endLayout();
    int cell = 0;
    for (int column = 0; column < text.size(); ++column) {
        const CellFont::Glyph &glyph = m_font.glyph(text[column].unicode());
        QVERIFY2(glyph.cells == 1, qPrintable(text.mid(column, 1)));
        if (glyph.isExact)
            QVERIFY(std::fabs(line.cursorToX(column) - cell * m_font.cell()) < 0.51);
        ++cell;
    }
    QCOMPARE(m_font.glyph(0x0301).cells, quint8(0));
}

QTEST_MAIN(SampleRowsTest)
#include "tst_sample_rows.moc"
