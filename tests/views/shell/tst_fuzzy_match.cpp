// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/fuzzy_match.h"

#include <QTest>

using namespace Qt::StringLiterals;
using phi1::fuzzyMatch;

class TestFuzzyMatch : public QObject
{
    Q_OBJECT
private slots:
    void findsWhatIsMeant_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::newRow("beginnings of words") << u"cn"_s << u"Checkpoint now"_s << u"Second run"_s;
        QTest::newRow("whole word") << u"run"_s << u"New run"_s << u"Return to unit"_s;
        QTest::newRow("neighbours") << u"stop"_s << u"Stop"_s << u"Show top"_s;
        QTest::newRow("shorter of equals") << u"stop"_s << u"Stop"_s << u"Stop and move to trash"_s;
        QTest::newRow("words in any order")
            << u"now check"_s << u"Checkpoint now"_s << u"Nowhere"_s;
    }
    void findsWhatIsMeant()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        const auto first = fuzzyMatch(pattern, better);
        QVERIFY(first.has_value());
        if (const auto second = fuzzyMatch(pattern, worse))
            QVERIFY2(first->score > second->score,
                     qPrintable(u"%1 <= %2"_s.arg(first->score).arg(second->score)));
    }

    void refusesWhatIsNotThere()
    {
        QVERIFY(!fuzzyMatch(u"xyz"_s, u"Checkpoint now"_s));
        QVERIFY(!fuzzyMatch(u"noww"_s, u"Checkpoint now"_s));
        QVERIFY(!fuzzyMatch(u"run zebra"_s, u"New run"_s));
    }

    void marksTheMatchedCharacters()
    {
        const auto match = fuzzyMatch(u"chn"_s, u"Checkpoint now"_s);
        QVERIFY(match.has_value());
        QCOMPARE(match->positions, (QVector<int>{0, 1, 11}));
    }

    void anEmptyPatternFindsEverything()
    {
        QVERIFY(fuzzyMatch(QString(), u"Anything"_s).has_value());
        QVERIFY(fuzzyMatch(u"  "_s, u"Anything"_s).has_value());
    }
};

QTEST_GUILESS_MAIN(TestFuzzyMatch)
#include "tst_fuzzy_match.moc"
