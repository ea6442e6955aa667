// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <limits>

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include "core/corpora/duplicates/duplicate_pass.h"
#include "tests/views/state/corpus_fixture.h"

using namespace Qt::StringLiterals;

namespace phi1::test {

using Stage = SearchState::Stage;

namespace {

constexpr int samples = 1000;

SampleFilter words(const char *text)
{
    SampleFilter filter;
    filter.text.text = text;
    return filter;
}

} // namespace

/// Samples through the real store and search.
class TestSamplesSession : public QObject
{
    Q_OBJECT

    std::unique_ptr<CorpusFixture> m;

    SamplesSession &openBook()
    {
        m->add(u"book"_s, 0, samples);
        m->measure(u"book"_s, samples);
        return m->open(u"book"_s);
    }

private slots:
    void init() { m = std::make_unique<CorpusFixture>(); }
    void cleanup() { m.reset(); }

    void listsAndOpens();
    void scrolls();
    void findsWords();
    void ordersByScore();
    void countsBesideFilters();
    void explainsErrors_data();
    void explainsErrors();
    void answersTheNewestQuestionOnly();
    void movesThroughWhatWasFound();
    void keepsTheCurrentSample();
    void growsWithTheCorpus();
    void findsNearDuplicates();
    void restores();
    void cutsTokens();
    void saysThatACorpusCannotBeOpened_data();
    void saysThatACorpusCannotBeOpened();
    void survivesBeingClosedAtAnyTime();
};

void TestSamplesSession::listsAndOpens()
{
    m->add(u"b"_s, 0, 3);
    m->add(u"a"_s, 0, 5);
    SamplesSession &session = m->open();
    QTRY_COMPARE(session.corpora(), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(session.search().stage, Stage::Closed);
    session.openCorpus(u"a"_s);
    QCOMPARE(session.search().stage, Stage::Opening);
    QVERIFY(m->settles());
    QCOMPARE(session.search().stage, Stage::Done);
    QCOMPARE(session.facts().samples, 5U);
    QCOMPARE(session.facts().tokens, -1);
    qint64 bytes = 0;
    for (int i = 0; i < 5; ++i)
        bytes += qint64(CorpusFixture::text(i).size());
    QCOMPARE(session.facts().bytes, bytes);
    QCOMPARE(session.list().rowCount(), 5);
    QCOMPARE(session.currentRank(), 0);
    session.openCorpus(u"b"_s);
    QCOMPARE(session.list().rowCount(), 0);
    QVERIFY(m->settles());
    QCOMPARE(session.list().rowCount(), 3);
    session.openCorpus({});
    QCOMPARE(session.search().stage, Stage::Closed);
    QCOMPARE(session.current(), noSample);
}

void TestSamplesSession::scrolls()
{
    SamplesSession &session = openBook();
    QAbstractItemModelTester tester(&session.list(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(m->settles());
    QCOMPARE(session.list().rowCount(), samples);
    QCOMPARE(session.facts().tokensRows, SampleRow(samples));
    for (const int rank : {0, 999, 500, 64, 63, 1}) {
        const SampleEntry *entry = m->entry(rank);
        QVERIFY(entry);
        QCOMPARE(entry->row, SampleRow(rank)); // order of import
        QCOMPARE(entry->title, u"Lesson %1"_s.arg(rank));
        QVERIFY2(entry->excerpt.startsWith(u"A line that says <b>nothing</b>"),
                 qPrintable(entry->excerpt)); // without the title, and as it stands
        QCOMPARE(entry->kind, QString::fromStdString(CorpusFixture::kind(rank)));
        QCOMPARE(entry->tokens, qint64(CorpusFixture::tokens(rank)));
        QCOMPARE(entry->bytes, qint64(CorpusFixture::text(rank).size()));
        QCOMPARE(session.list().loadedRank(entry->row), rank);
    }
    const QModelIndex index = session.list().index(500);
    QCOMPARE(index.data(SampleListModel::FactsRole).toString(),
             u"exercise · beginner · 10 tokens"_s);
    QCOMPARE(session.list().index(501).data(SampleListModel::FactsRole).toString(),
             u"textbook · 11 tokens"_s);
    // What is looked at comes, whatever was asked for before it.
    for (int first = 0; first < samples; first += 17)
        session.list().setVisible(first, first + 10);
    session.list().setVisible(700, 712);
    QVERIFY(QTest::qWaitFor([&] { return session.list().loadedRank(705) == 705; },
                            CorpusFixture::patience));
}

void TestSamplesSession::findsWords()
{
    SamplesSession &session = openBook();
    QVERIFY(m->settles());
    QSignalSpy loaded(&session, &SamplesSession::sampleLoaded);
    session.setFilter(words("recurs*"));
    QCOMPARE(session.search().stage, Stage::Searching);
    QVERIFY(m->settles());
    QCOMPARE(session.search().stage, Stage::Done);
    QCOMPARE(session.search().found, qint64((samples + 2) / 3));
    QVERIFY(session.search().milliseconds >= 0);
    for (const int rank : {0, 1, 333}) {
        const SampleEntry *entry = m->entry(rank);
        QVERIFY(entry);
        QCOMPARE(entry->row, SampleRow(3 * rank));
        QCOMPARE(entry->excerptHits.size(), 1); // also where it is far from the beginning
        const TextSpan hit = entry->excerptHits.first();
        QCOMPARE(entry->excerpt.mid(hit.begin, hit.end - hit.begin), u"recursion"_s);
    }
    QTRY_VERIFY(session.page() && !session.page()->hits.isEmpty());
    const SamplePage &page = *session.page();
    QCOMPARE(page.sample->text, CorpusFixture::text(0));
    QCOMPARE(page.hits.size(), 1);
    QCOMPARE(page.sample->text.substr(std::size_t(page.hits[0].begin),
                                      std::size_t(page.hits[0].end - page.hits[0].begin)),
             std::string("recursion"));
    QCOMPARE(page.value(u"tokens"_s)->number, double(CorpusFixture::tokens(0)));
    QCOMPARE(page.value(u"kind"_s)->name, u"exercise"_s);
    QVERIFY(!page.value(u"hash"_s));
    QCOMPARE(page.nearDuplicates, -1);
    session.setFilter({});
    QVERIFY(m->settles());
    QTRY_VERIFY(session.page() && session.page()->hits.isEmpty());
    QCOMPARE(session.search().found, qint64(samples));
}

void TestSamplesSession::ordersByScore()
{
    SamplesSession &session = openBook();
    QVERIFY(m->settles());
    session.setOrder({SampleOrder::By::Column, "score.made", true});
    QVERIFY(m->settles());
    std::vector<int> expected(samples - 10);
    for (int i = 0; i < int(expected.size()); ++i)
        expected[std::size_t(i)] = i;
    std::stable_sort(expected.begin(), expected.end(), [](int a, int b) {
        return float(CorpusFixture::score(a)) > float(CorpusFixture::score(b));
    });
    for (int i = samples - 10; i < samples; ++i)
        expected.push_back(i); // without a score: last
    for (const int rank : {0, 1, 500, 989, 990, 999}) {
        const SampleEntry *entry = m->entry(rank);
        QVERIFY(entry);
        QCOMPARE(int(entry->row), expected[std::size_t(rank)]);
        if (rank >= 990)
            QVERIFY(std::isnan(entry->sortValue));
        else
            QCOMPARE(float(entry->sortValue), float(CorpusFixture::score(int(entry->row))));
    }
    QVERIFY(!session.list().index(995).data(SampleListModel::ScoreRole).isValid());
    // By place in this order.
    session.setCurrentRank(500);
    QCOMPARE(int(session.current()), expected[500]);
    session.setCurrent(SampleRow(expected[7]));
    QCOMPARE(session.currentRank(), 7);
}

void TestSamplesSession::countsBesideFilters()
{
    SamplesSession &session = openBook();
    QVERIFY(m->settles());
    QSignalSpy counted(&session, &SamplesSession::facetsChanged);
    SampleFilter filter = words("recursion");
    filter.categories = {{"kind", {"exercise"}}};
    filter.numbers = {{"score.made", 0.5, std::numeric_limits<double>::infinity(), false}};
    session.setFilter(filter);
    QVERIFY(m->settles());
    int all = 0, exercises = 0, textbooks = 0;
    double tokens = 0;
    for (int i = 0; i < samples; ++i) {
        const bool scored = i < samples - 10 && float(CorpusFixture::score(i)) >= 0.5F;
        if (i % 3 != 0 || !scored)
            continue;
        ++(CorpusFixture::kind(i) == "exercise" ? exercises : textbooks);
        if (CorpusFixture::kind(i) == "exercise") {
            ++all;
            tokens += CorpusFixture::tokens(i);
        }
    }
    QCOMPARE(session.search().found, qint64(all));
    QTRY_VERIFY(counted.count() > 0);
    QTRY_COMPARE(session.facets().tokens, tokens);
    const auto kind =
        std::find_if(session.facets().categories.begin(), session.facets().categories.end(),
                     [](const CategoryFacet &each) { return each.column == "kind"; });
    QVERIFY(kind != session.facets().categories.end());
    for (const CategoryFacet::Value &value : kind->values)
        QCOMPARE(int(value.count), value.name == "exercise" ? exercises : textbooks);
}

void TestSamplesSession::explainsErrors_data()
{
    QTest::addColumn<SampleFilter>("filter");
    QTest::newRow("quote") << words("\"never closed");
    QTest::newRow("operator") << words("a AND");
    SampleFilter regex;
    regex.text = {TextMode::Regex, "(unclosed", false};
    QTest::newRow("regex") << regex;
    SampleFilter column;
    column.numbers = {{"score.none", 0, 1, false}};
    QTest::newRow("column") << column;
}

void TestSamplesSession::explainsErrors()
{
    QFETCH(const SampleFilter, filter);
    SamplesSession &session = openBook();
    QVERIFY(m->settles());
    session.setFilter(filter);
    QVERIFY(m->settles());
    QCOMPARE(session.search().stage, Stage::Failed);
    QVERIFY(session.search().sentence.size() > 20);
    QCOMPARE(session.list().rowCount(), samples); // the last good content stays
    session.setFilter(words("recursion"));
    QVERIFY(m->settles());
    QCOMPARE(session.search().stage, Stage::Done);
    QCOMPARE(session.search().sentence, QString());
}

void TestSamplesSession::answersTheNewestQuestionOnly()
{
    SamplesSession &session = openBook();
    QVERIFY(m->settles());
    QVector<qint64> answers;
    connect(&session, &SamplesSession::searchChanged, this, [&](const SearchState &state) {
        if (state.stage == Stage::Done)
            answers += state.found;
    });
    for (int i = 0; i < 50; ++i) {
        session.setFilter(words(i % 2 ? "recursion" : "nothing"));
        if (i % 7 == 0)
            QTest::qWait(1);
    }
    session.setFilter(words("\"lesson 77\""));
    const qsizetype before = answers.size();
    QVERIFY(m->settles());
    QTest::qWait(200);
    QCOMPARE(answers.mid(before), QVector<qint64>{1});
    QCOMPARE(session.list().rowCount(), 1);
    QCOMPARE(m->entry(0)->row, 77U);
    QCOMPARE(session.current(), 77U);
}

void TestSamplesSession::movesThroughWhatWasFound()
{
    SamplesSession &session = openBook();
    QVERIFY(m->settles());
    session.setFilter(words("recursion"));
    QVERIFY(m->settles());
    session.previous(); // nothing is before the first
    QCOMPARE(session.currentRank(), 0);
    session.next();
    session.next();
    QCOMPARE(session.current(), 6U);
    QCOMPARE(session.currentRank(), 2);
    session.previous();
    QCOMPARE(session.current(), 3U);
    QSet<SampleRow> drawn;
    for (int i = 0; i < 60; ++i) {
        const SampleRow before = session.current();
        session.random();
        QVERIFY(session.current() != before);
        QCOMPARE(session.current() % 3, 0U); // one of those found
        drawn.insert(session.current());
    }
    QVERIFY(drawn.size() > 20);
    session.setCurrent(100); // that is no hit
    QCOMPARE(session.current(), 100U);
    QCOMPARE(session.currentRank(), -1);
    QTRY_VERIFY(session.page() && session.page()->sample->row == 100);
    session.setCurrentRank(333);
    QCOMPARE(session.current(), 999U);
    session.next();
    QCOMPARE(session.current(), 999U);
    session.setCurrent(SampleRow(samples)); // that there is none of
    QCOMPARE(session.current(), 999U);
}

void TestSamplesSession::keepsTheCurrentSample()
{
    SamplesSession &session = openBook();
    QVERIFY(m->settles());
    session.setCurrent(600);
    session.setFilter(words("recursion"));
    QVERIFY(m->settles());
    QCOMPARE(session.current(), 600U);
    QCOMPARE(session.currentRank(), 200);
    session.setFilter(words("\"lesson 5\""));
    QVERIFY(m->settles());
    QCOMPARE(session.current(), 5U);
    session.setFilter(words("notthere"));
    QVERIFY(m->settles());
    QCOMPARE(session.search().found, 0);
    QCOMPARE(session.current(), noSample);
    QCOMPARE(session.page(), nullptr);
}

void TestSamplesSession::growsWithTheCorpus()
{
    m->add(u"book"_s, 0, 100);
    SamplesSession &session = m->open(u"book"_s);
    QVERIFY(m->settles());
    QVERIFY(m->entry(99));
    session.setCurrent(50);
    QSignalSpy resets(&session.list(), &QAbstractItemModel::modelReset);
    m->add(u"book"_s, 100, 230);
    m->measure(u"book"_s, 230);
    session.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(session.list().rowCount(), 230, CorpusFixture::patience);
    QCOMPARE(resets.count(), 0); // nothing moves under the reader
    QCOMPARE(session.facts().samples, 230U);
    QVERIFY(session.facts().column(u"score.made"_s));
    QCOMPARE(session.search().found, 230);
    QCOMPARE(session.current(), 50U);
    QTRY_COMPARE(m->entry(99)->tokens, qint64(CorpusFixture::tokens(99))); // it is known now
    QCOMPARE(m->entry(120)->title, u"Lesson 120"_s);
    QTRY_VERIFY(session.page() && session.page()->value(u"tokens"_s));
    // Another question, whose answer grows as well.
    session.setFilter(words("recursion"));
    QVERIFY(m->settles());
    QCOMPARE(session.search().found, 77);
    m->add(u"book"_s, 230, 300);
    session.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(session.search().found, 100, CorpusFixture::patience);
    // Nothing new is nothing to tell.
    QSignalSpy facts(&session, &SamplesSession::factsChanged);
    session.refresh();
    QTest::qWait(300);
    QCOMPARE(facts.count(), 0);
}

void TestSamplesSession::findsNearDuplicates()
{
    m->add(u"book"_s, 0, 20);
    {
        auto writer = SampleWriter::open(m->files(u"book"_s), "test");
        QVERIFY(writer);
        QVERIFY(writer->add(CorpusFixture::text(9) + "# one more line\n", {}));
        QVERIFY(writer->commit());
    }
    SamplesSession &session = m->open(u"book"_s);
    QVERIFY(m->settles());
    QSignalSpy told(&session, &SamplesSession::nearDuplicatesLoaded);
    session.requestNearDuplicates(9);
    QTRY_COMPARE(told.count(), 1);
    QVERIFY(told[0][0].value<SimilarSamples>().sentence.contains(u"phi1 duplicates"_s));
    const auto found = findDuplicates(m->files(u"book"_s), 21, textsOfCorpus(m->files(u"book"_s)));
    QVERIFY(found);
    session.refresh();
    QTRY_VERIFY(session.facts().column(u"duplicate_of"_s));
    session.requestNearDuplicates(9);
    QTRY_COMPARE(told.count(), 2);
    const auto similar = told[1][0].value<SimilarSamples>();
    QCOMPARE(similar.row, 9U);
    const auto other = std::find_if(similar.others.begin(), similar.others.end(),
                                    [](const SimilarSample &each) { return each.row == 20; });
    QVERIFY(other != similar.others.end());
    QVERIFY(other->exact > 0.8 && other->exact < 1);
    QVERIFY(std::abs(other->exact - other->estimated) < 0.2);
    QCOMPARE(other->sample->text, CorpusFixture::text(9) + "# one more line\n");
    session.setCurrent(9);
    QTRY_VERIFY(session.page() && session.page()->sample->row == 9);
    QCOMPARE(session.page()->nearDuplicates, int(similar.others.size()));
}

void TestSamplesSession::restores()
{
    SamplesSession &session = openBook();
    QVERIFY(m->settles());
    SampleFilter filter = words("recursion");
    filter.numbers = {{"tokens", 20, 40, true}};
    session.setFilter(filter);
    session.setOrder({SampleOrder::By::Column, "score.made", true});
    QVERIFY(m->settles());
    session.setCurrentRank(5);
    const SampleRow current = session.current();
    const QVariantMap state = session.state();
    SamplesSession &again = m->open();
    again.restoreState(state);
    QVERIFY(m->settles());
    QCOMPARE(again.corpus(), u"book"_s);
    QVERIFY(again.filter() == filter);
    QVERIFY(again.order() == SampleOrder({SampleOrder::By::Column, "score.made", true}));
    QCOMPARE(again.current(), current);
    QCOMPARE(again.currentRank(), 5);
    QCOMPARE(again.state(), state);
    again.openCorpus({});
    again.restoreState({{u"corpus"_s, u"book"_s}, {u"filter"_s, u"{\"text\": 7}"_s}});
    QVERIFY(m->settles());
    QVERIFY(again.filter().isEmpty());
    QCOMPARE(again.search().stage, Stage::Done);
}

void TestSamplesSession::cutsTokens()
{
    SamplesSession &session = m->open();
    QSignalSpy loaded(&session, &SamplesSession::tokensLoaded);
    const QString folder = QStringLiteral(PHI1_TEST_DATA "/checkpoints/tinyA-hf-fp16");
    QByteArray text("def add(a, b):\n    return a + b  # \xff\xc3( and ");
    text += '\0';
    text += QByteArray("<|endoftext|> \xe2\x82\xac\n");
    session.requestTokens("dropped", folder);
    const quint64 request = session.requestTokens(text, folder);
    QTRY_VERIFY_WITH_TIMEOUT(!loaded.isEmpty() && loaded.last()[0].toULongLong() == request,
                             CorpusFixture::patience);
    const auto tokens = loaded.last()[1].value<SampleTokens>();
    QCOMPARE(tokens.begins.size(), tokens.ids.size() + 1);
    QCOMPARE(tokens.begins.first(), 0);
    QCOMPARE(tokens.begins.last(), qint64(text.size()));
    QVERIFY(std::is_sorted(tokens.begins.begin(), tokens.begins.end()));
    QVERIFY(tokens.begins.contains(3)); // behind "def"
    QSignalSpy failed(&session, &SamplesSession::tokensFailed);
    session.requestTokens(text, m->path());
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed[0][1].toString().contains(m->path()));
}

void TestSamplesSession::saysThatACorpusCannotBeOpened_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("says");
    QTest::newRow("missing") << u"nowhere"_s << u"nowhere"_s;
    QTest::newRow("name") << u"../../etc"_s << u"../../etc"_s;
    QTest::newRow("other file") << u"broken"_s << u"samples.db"_s;
}

void TestSamplesSession::saysThatACorpusCannotBeOpened()
{
    QFETCH(const QString, name);
    QFETCH(const QString, says);
    m->add(u"good"_s, 0, 3);
    std::filesystem::create_directories(m->files(u"broken"_s).folder);
    QFile file(QString::fromStdString(m->files(u"broken"_s).database().string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();
    SamplesSession &session = m->open(name);
    QVERIFY(m->settles());
    QCOMPARE(session.search().stage, Stage::Failed);
    QVERIFY2(session.search().sentence.contains(says), qPrintable(session.search().sentence));
    session.openCorpus(u"good"_s);
    QVERIFY(m->settles());
    QCOMPARE(session.list().rowCount(), 3);
}

void TestSamplesSession::survivesBeingClosedAtAnyTime()
{
    m->add(u"book"_s, 0, samples);
    m->add(u"other"_s, 0, 10);
    for (int i = 0; i < 20; ++i) {
        SamplesSession &session = m->open(u"book"_s);
        session.setFilter(words("recurs*"));
        session.list().entry(i * 20);
        session.requestOther(SampleRow(i));
        session.requestNearDuplicates(SampleRow(i));
        session.setLabel(SampleRow(i), 1);
        if (i % 3 == 0)
            session.openCorpus(u"other"_s);
        QTest::qWait(i * 2);
    }
    m->close();
}

} // namespace phi1::test

QTEST_GUILESS_MAIN(phi1::test::TestSamplesSession)
#include "tst_samples_session.moc"
