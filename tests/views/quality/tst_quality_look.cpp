// SPDX-License-Identifier: GPL-3.0-or-later
// What the page about quality is told, held against corpora whose scores are known by a formula.
#include <algorithm>
#include <cmath>
#include <set>

#include <QSignalSpy>
#include <QTest>

#include "tests/views/quality/quality_files.h"
#include "views/quality/quality_look.h"
#include "views/quality/quality_session.h"

using namespace phi1;
using namespace phi1::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int samples = 400;

QualityLook look(const CorpusFixture &files, const SampleFilter &among = {})
{
    auto opened = QualityLook::open(Workspace{files.path().toStdString()}, "made", among, {});
    if (!opened)
        qFatal("%s", opened.error().message.c_str());
    return std::move(*opened);
}

QualityCut cutAt(double low, QualityCut::Show show = QualityCut::Show::Nearest)
{
    QualityCut cut;
    cut.key = u"score.made"_s;
    cut.low = low;
    cut.show = show;
    return cut;
}

} // namespace

class QualityLookTest final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void aCutKeepsWhatItsDefinitionSays_data();
    void aCutKeepsWhatItsDefinitionSays();
    void aFilterGoesBeforeTheCut();
    void theNearestSamplesAreTheNearest();
    void randomSamplesAreThoseOfTheirSeed();
    void withoutTokensSizesAreBytes();
    void scoresSayWhereTheyComeFromAndHowFarTheyGo();
    void scorersDisagreeWhereOneWasTurnedAround();
    void forestsAreRead();
    void brokenReportsAreSaid();
    void onlyTheNewestQuestionIsAnswered();
    void whatCannotBeOpenedIsSaid();

private:
    std::unique_ptr<CorpusFixture> m_files;
};

void QualityLookTest::init()
{
    m_files = std::make_unique<CorpusFixture>();
    m_files->add(u"made"_s, 0, samples);
    m_files->measure(u"made"_s, samples);
}

void QualityLookTest::aCutKeepsWhatItsDefinitionSays_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    const double infinity = std::numeric_limits<double>::infinity();
    QTest::newRow("everything") << -infinity << infinity;
    QTest::newRow("at least") << 0.6 << infinity;
    QTest::newRow("at most") << -infinity << 0.25;
    QTest::newRow("between") << 0.2 << 0.4;
    QTest::newRow("nothing") << 2.0 << 3.0;
}

void QualityLookTest::aCutKeepsWhatItsDefinitionSays()
{
    QFETCH(const double, low);
    QFETCH(const double, high);
    QualityCut cut = cutAt(low);
    cut.high = high;
    const auto result = look(*m_files).cut(cut, 1000, {});
    QVERIFY(result);
    std::set<SampleRow> kept;
    double tokens = 0;
    double all = 0;
    for (int i = 0; i < samples; ++i) {
        all += CorpusFixture::tokens(i);
        // The last ten have no score yet.
        const auto value = static_cast<float>(CorpusFixture::score(i));
        if (i >= samples - 10 || value < low || value > high)
            continue;
        kept.insert(static_cast<SampleRow>(i));
        tokens += CorpusFixture::tokens(i);
    }
    QCOMPARE(result->kept, qint64(kept.size()));
    QCOMPARE(result->missing, 10);
    QCOMPARE(result->dropped, samples - 10 - qint64(kept.size()));
    QCOMPARE(result->keptTokens, tokens);
    QCOMPARE(result->allTokens, all);
    std::set<SampleRow> listed;
    for (const QualityEntry &entry : result->keptSamples)
        listed.insert(entry.row);
    QCOMPARE(listed, kept);
    for (const QualityEntry &entry : result->droppedSamples)
        QVERIFY(!kept.contains(entry.row));
}

void QualityLookTest::aFilterGoesBeforeTheCut()
{
    SampleFilter among;
    among.categories.push_back({"kind", {"exercise"}});
    const QualityLook narrowed = look(*m_files, among);
    QCOMPARE(narrowed.scores().among, SampleRow(samples / 4));
    QCOMPARE(narrowed.scores().samples, SampleRow(samples));
    const auto result = narrowed.cut(cutAt(0.5), 1000, {});
    QVERIFY(result);
    qint64 kept = 0;
    for (int i = 0; i < samples - 10; ++i)
        kept += CorpusFixture::kind(i) == "exercise" &&
                static_cast<float>(CorpusFixture::score(i)) >= 0.5f;
    QCOMPARE(result->kept, kept);
}

void QualityLookTest::theNearestSamplesAreTheNearest()
{
    const auto result = look(*m_files).cut(cutAt(0.5), 10, {});
    QVERIFY(result);
    QCOMPARE(result->keptSamples.size(), 10);
    double last = 0;
    std::set<SampleRow> listed;
    for (const QualityEntry &entry : result->keptSamples) {
        QVERIFY(entry.value - 0.5 >= last); // ascending from the threshold
        last = entry.value - 0.5;
        listed.insert(entry.row);
        QVERIFY(entry.title.contains(u"Lesson"_s));
    }
    for (int i = 0; i < samples - 10; ++i) {
        const double beyond =
            static_cast<double>(static_cast<float>(CorpusFixture::score(i))) - 0.5;
        if (beyond >= 0 && beyond < last)
            QVERIFY(listed.contains(static_cast<SampleRow>(i)));
    }
    for (const QualityEntry &entry : result->droppedSamples)
        QVERIFY(entry.value < 0.5 && entry.value > 0.45);
}

void QualityLookTest::randomSamplesAreThoseOfTheirSeed()
{
    const QualityLook opened = look(*m_files);
    const auto rows = [&](quint32 seed) {
        QualityCut cut = cutAt(0.5, QualityCut::Show::Random);
        cut.seed = seed;
        std::vector<SampleRow> drawn;
        const auto result = opened.cut(cut, 20, {});
        for (const QualityEntry &entry : result->keptSamples)
            drawn.push_back(entry.row);
        return drawn;
    };
    QCOMPARE(rows(1).size(), std::size_t(20));
    QCOMPARE(rows(1), rows(1));
    QVERIFY(rows(1) != rows(2));
}

void QualityLookTest::withoutTokensSizesAreBytes()
{
    m_files->add(u"plain"_s, 0, 20);
    writeScore(m_files->files(u"plain"_s), "score.made", 20, Json::object(), CorpusFixture::score);
    auto opened = QualityLook::open(Workspace{m_files->path().toStdString()}, "plain", {}, {});
    QVERIFY(opened);
    QVERIFY(!opened->scores().hasTokens);
    double bytes = 0;
    for (int i = 0; i < 20; ++i)
        bytes += static_cast<double>(CorpusFixture::text(i).size());
    QCOMPARE(opened->cut(cutAt(0), 5, {})->allTokens, bytes);
}

void QualityLookTest::scoresSayWhereTheyComeFromAndHowFarTheyGo()
{
    writeScore(m_files->files(u"made"_s), "score.textbook", samples,
               {{"kind", "fasttext"}, {"file", "/models/quality.ftz"}}, otherScore);
    writeScore(m_files->files(u"made"_s), "loss.nano", 100, {{"kind", "loss"}}, otherScore);
    const QualityLook opened = look(*m_files);
    const QualityScores &scores = opened.scores();
    const QualityScore *text = scores.find(u"score.textbook"_s);
    QVERIFY(text);
    QCOMPARE(text->title, u"textbook"_s);
    QCOMPARE(text->kind, QualityScore::Kind::FastText);
    QCOMPARE(text->origin, u"/models/quality.ftz"_s);
    QVERIFY(!text->isPartial(scores.samples));
    QVERIFY(scores.find(u"loss.nano"_s)->isPartial(scores.samples));
    QVERIFY(scores.find(u"tokens"_s));
    QVERIFY(!scores.find(u"kind"_s));
    // Scores stand before losses, losses before facts.
    QCOMPARE(scores.scores.first().kind, QualityScore::Kind::Other);
    QCOMPARE(scores.scores.last().kind, QualityScore::Kind::Fact);
    // All that have a value are in the histogram.
    quint64 counted = 0;
    for (const SampleRow count : text->spread.all)
        counted += count;
    QCOMPARE(counted, quint64(samples));
}

void QualityLookTest::scorersDisagreeWhereOneWasTurnedAround()
{
    writeScore(m_files->files(u"made"_s), "score.other", samples, Json::object(), otherScore);
    const auto result = look(*m_files).disagreements(u"score.made"_s, u"score.other"_s, 10, {});
    QVERIFY(result);
    QCOMPARE(result->samples, samples - 10);
    QVERIFY(result->correlation > 0.5 && result->correlation < 1);
    QCOMPARE(result->entries.size(), 10);
    double last = 1;
    for (const QualityEntry &entry : result->entries) {
        QCOMPARE(entry.row % 10, 0u);
        const double difference = std::fabs(entry.secondRank - entry.rank);
        QVERIFY(difference <= last);
        last = difference;
        QCOMPARE(static_cast<float>(entry.value),
                 static_cast<float>(CorpusFixture::score(static_cast<int>(entry.row))));
    }
    QVERIFY(!look(*m_files).disagreements(u"score.made"_s, u"score.none"_s, 10, {}));
}

void QualityLookTest::forestsAreRead()
{
    const std::string workspace = m_files->path().toStdString();
    const ForestReport report = writeForest(workspace, "paper", "made");
    writeForest(workspace, "elsewhere", "another corpus");
    const QualityForests forests = look(*m_files).forests();
    QCOMPARE(forests.forests.size(), 1);
    const QualityForest &forest = forests.forests[0];
    QCOMPARE(forest.name, u"paper"_s);
    QCOMPARE(forest.samples, 200);
    QCOMPARE(forest.goodFrom, 4);
    QCOMPARE(forest.report.accuracy.hits, report.accuracy.hits);
    QCOMPARE(forest.report.confusion, report.confusion);
    QCOMPARE(forest.report.bins.size(), report.bins.size());
    // A row that the corpus does not have is left out.
    QCOMPARE(forest.doubtful.size(), 1);
    QCOMPARE(forest.doubtful[0].row, SampleRow(3));
    QCOMPARE(forest.doubtful[0].title, u"Lesson 3"_s);
    QVERIFY(forests.hasSuggestions);
    QCOMPARE(forests.suggestions.size(), 3);
    QCOMPARE(forests.suggestions[1].row, SampleRow(2));
    QVERIFY(forests.remark.isEmpty());
}

void QualityLookTest::brokenReportsAreSaid()
{
    const std::string folder = m_files->path().toStdString() + "/forests/broken";
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/report.json") << R"({"corpus":"made","cross_validation":[1]})";
    std::filesystem::create_directories(m_files->path().toStdString() + "/forests/cut");
    std::ofstream(m_files->path().toStdString() + "/forests/cut/report.json") << R"({"corpus":)";
    const QualityForests forests = look(*m_files).forests();
    QVERIFY(forests.forests.isEmpty());
    QVERIFY(forests.remark.contains(u"report.json"_s) || !forests.remark.isEmpty());
}

void QualityLookTest::onlyTheNewestQuestionIsAnswered()
{
    m_files->add(u"second"_s, 0, 30);
    QualitySession session(m_files->path());
    QSignalSpy loaded(&session, &QualitySession::scoresLoaded);
    QSignalSpy cuts(&session, &QualitySession::cutLoaded);
    session.open(u"made"_s);
    session.open(u"second"_s);
    session.open(u"made"_s);
    QTRY_COMPARE(session.scores().corpus, u"made"_s);
    QTest::qWait(100);
    for (const QVariantList &one : loaded)
        QCOMPARE(one[0].value<QualityScores>().corpus, u"made"_s);
    for (int i = 0; i < 50; ++i)
        session.requestCut(cutAt(i / 50.0));
    QTRY_VERIFY(!cuts.isEmpty() && cuts.last()[0].value<QualityCutResult>().cut.low == 49 / 50.0);
    QSignalSpy texts(&session, &QualitySession::textLoaded);
    session.requestText(0, 5);
    QTRY_COMPARE(texts.count(), 1);
    QCOMPARE(texts[0][2].toByteArray(), QByteArray::fromStdString(CorpusFixture::text(5)));
}

void QualityLookTest::whatCannotBeOpenedIsSaid()
{
    QualitySession session(m_files->path());
    QSignalSpy failed(&session, &QualitySession::failed);
    session.open(u"absent"_s);
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed[0][0].toString().contains(u"absent"_s));
    session.open(u"made"_s);
    QTRY_COMPARE(session.scores().corpus, u"made"_s);
    QualityCut cut = cutAt(0);
    cut.key = u"score.gone"_s;
    session.requestCut(cut);
    QTRY_COMPARE(failed.count(), 2);
    QVERIFY(failed[1][0].toString().contains(u"score.gone"_s));
}

QTEST_MAIN(QualityLookTest)
#include "tst_quality_look.moc"
