// SPDX-License-Identifier: GPL-3.0-or-later
// The page about quality in a window, with real keys and a real pointer. With PHI1_PICTURES=FOLDER
// its pictures are kept.
#include <cmath>

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "core/base/json.h"
#include "core/storage/label_store.h"
#include "tests/views/quality/quality_files.h"
#include "views/quality/cut_panel.h"
#include "views/quality/disagreement_panel.h"
#include "views/quality/forest_panel.h"
#include "views/quality/quality_page.h"
#include "views/quality/reading_pane.h"
#include "views/quality/scorer_panel.h"
#include "views/sample_text/sample_text_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/main_window.h"
#include "views/shell/session_feed.h"
#include "views/shell/settings.h"
#include "views/shell/window_actions.h"
#include "views/state/job_table_model.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/histogram_slider.h"
#include "views/widgets/segmented_choice.h"

using namespace phi1;
using namespace phi1::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int samples = 400;

/// Stands for another page and keeps what was sent there.
class StandIn final : public Page
{
public:
    StandIn(PageContext &context, const QString &id)
        : Page(context)
        , m_id(id)
    {}
    QString id() const override { return m_id; }
    QString title() const override { return m_id; }
    QString iconName() const override { return u"samples"_s; }
    void opened(const QVariantMap &arguments) override { openedWith = arguments; }
    QVariantMap openedWith;

private:
    QString m_id;
};

/// A window with the page over a workspace in a temporary folder.
struct Shown {
    CorpusFixture files;
    QTemporaryDir folder;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<WorkspaceSession> session;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<SessionFeed> feed;
    std::unique_ptr<WindowActions> actions;

    ~Shown()
    {
        actions.reset();
        feed.reset();
        window.reset();
        session.reset();
    }

    void open(const QSize &size = {1440, 900}, const QVariantMap &arguments = {})
    {
        const QString other = qEnvironmentVariable("PHI1_PICTURES_WORKSPACE");
        settings = std::make_unique<Settings>(folder.filePath(u"settings.json"_s),
                                              folder.filePath(u"window.json"_s));
        session = std::make_unique<WorkspaceSession>(other.isEmpty() ? files.path() : other,
                                                     QStringLiteral(PHI1_FAKE_WORKER));
        session->open();
        window = std::make_unique<MainWindow>(*session, *settings);
        feed = std::make_unique<SessionFeed>(*window);
        actions = std::make_unique<WindowActions>(*window, [this] { return feed->load(); });
        for (const QString &id : {u"runs"_s, u"samples"_s})
            window->addPage({id, id, id, {}, [id](PageContext &context) -> Page * {
                                 return new StandIn(context, id);
                             }});
        window->addPage({u"samples-quality"_s, u"Quality"_s, u"filter"_s, u"samples"_s,
                         [](PageContext &context) -> Page * { return new QualityPage(context); }});
        actions->finish();
        window->restore();
        window->resize(size);
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        window->navigate(u"samples-quality"_s, arguments);
        QVERIFY(page());
    }
    QualityPage *page() const
    {
        return qobject_cast<QualityPage *>(window->page(u"samples-quality"_s));
    }
    template<typename Part>
    Part *part() const
    {
        return page()->findChild<Part *>();
    }
    StandIn *samplesPage() const { return dynamic_cast<StandIn *>(window->page(u"samples"_s)); }
    QPushButton *button(const QString &text) const
    {
        for (QPushButton *button : window->findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button;
        }
        return nullptr;
    }
    void chooseView(int view) const
    {
        for (SegmentedChoice *choice : page()->findChildren<SegmentedChoice *>()) {
            if (choice->count() == 3)
                choice->setCurrentIndex(view);
        }
    }
};

bool waitFor(const std::function<bool()> &condition)
{
    return QTest::qWaitFor(condition, CorpusFixture::patience);
}

} // namespace

class QualityPageTest final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void theThresholdShowsBothSides();
    void theThresholdBecomesAFilter();
    void aScoreIsStartedWithItsArguments();
    void labelsAreGivenByKeysAndKept();
    void aForestIsShownWithItsFigures();
    void disagreementsAreListed();
    void theStateComesBack();
    void itWorksWithoutACorpus();
    void rendersAtEachSize_data();
    void rendersAtEachSize();

private:
    void make(Shown &shown) const;
    std::unique_ptr<Shown> m;
};

void QualityPageTest::initTestCase()
{
    Theme::instance().apply(*qApp);
    Theme::instance().setMode(Theme::Mode::Light);
}

void QualityPageTest::make(Shown &shown) const
{
    shown.files.add(u"made"_s, 0, samples);
    shown.files.measure(u"made"_s, samples);
    writeScore(shown.files.files(u"made"_s), "score.other", samples,
               {{"kind", "fasttext"}, {"file", "/models/textbook-quality.ftz"}}, otherScore);
    writeForest(shown.files.path().toStdString(), "paper", "made");
}

void QualityPageTest::init()
{
    m = std::make_unique<Shown>();
    make(*m);
}

void QualityPageTest::cleanup()
{
    m.reset();
}

void QualityPageTest::theThresholdShowsBothSides()
{
    m->open();
    auto *cut = m->part<CutPanel>();
    QVERIFY(waitFor([&] { return !cut->kept()->list()->entries().isEmpty(); }));
    QVERIFY(cut->dropped()->list()->entries().isEmpty());
    // The slider is moved by keys, and both sides follow.
    cut->slider()->setFocus();
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(cut->slider(), Qt::Key_PageUp);
    QVERIFY(std::isfinite(cut->cut().low));
    QVERIFY(waitFor([&] { return !cut->dropped()->list()->entries().isEmpty(); }));
    for (const QualityEntry &entry : cut->kept()->list()->entries())
        QVERIFY(entry.value >= cut->cut().low);
    for (const QualityEntry &entry : cut->dropped()->list()->entries())
        QVERIFY(entry.value < cut->cut().low);
    // The text beside is that of the sample that is current.
    QVERIFY(waitFor([&] {
        return cut->kept()->text()->text() ==
               QByteArray::fromStdString(
                   CorpusFixture::text(static_cast<int>(cut->kept()->list()->currentRow())));
    }));
    cut->dropped()->list()->setFocus();
    QTest::keyClick(cut->dropped()->list(), Qt::Key_Down);
    QVERIFY(waitFor([&] {
        return cut->dropped()->text()->text() ==
               QByteArray::fromStdString(
                   CorpusFixture::text(static_cast<int>(cut->dropped()->list()->currentRow())));
    }));
}

void QualityPageTest::theThresholdBecomesAFilter()
{
    SampleFilter among;
    among.categories.push_back({"kind", {"exercise"}});
    m->open({1440, 900}, {{u"corpus"_s, u"made"_s},
                          {u"filter"_s, QString::fromStdString(toJson(among).dump())},
                          {u"score"_s, u"score.made"_s}});
    auto *cut = m->part<CutPanel>();
    QVERIFY(waitFor([&] { return cut->cut().key == u"score.made"_s; }));
    QPushButton *use = m->button(u"Use as filter"_s);
    QVERIFY(use && !use->isEnabled());
    cut->slider()->moveHandle(HistogramSlider::Handle::Lower, 0.6);
    QVERIFY(waitFor([&] { return use->isEnabled(); }));
    QTest::mouseClick(use, Qt::LeftButton);
    QVERIFY(m->samplesPage());
    const QVariantMap sent = m->samplesPage()->openedWith;
    QCOMPARE(sent.value(u"corpus"_s).toString(), u"made"_s);
    const auto json = parseJson(sent.value(u"filter"_s).toString().toStdString(), "the filter");
    QVERIFY(json);
    const auto filter = sampleFilterFromJson(*json);
    QVERIFY(filter);
    QCOMPARE(filter->categories, among.categories);
    QCOMPARE(filter->numbers.size(), std::size_t(1));
    QCOMPARE(filter->numbers[0].column, std::string("score.made"));
    QVERIFY(std::fabs(filter->numbers[0].low - 0.6) < 0.03);
    QVERIFY(std::isinf(filter->numbers[0].high));
}

void QualityPageTest::aScoreIsStartedWithItsArguments()
{
    m->open();
    auto *scorers = m->part<ScorerPanel>();
    QVERIFY(waitFor([&] { return scorers->list()->count() > 0; }));
    QPushButton *start = scorers->startButton(ScorerPanel::Kind::FastText);
    QVERIFY(!start->isEnabled());
    scorers->setFile(u"/models/quality.ftz"_s);
    QVERIFY(start->isEnabled());
    QSignalSpy queued(m->session.get(), &WorkspaceSession::jobQueued);
    QTest::mouseClick(start, Qt::LeftButton);
    QVERIFY(waitFor([&] { return !queued.isEmpty(); }));
    const QString job = queued[0][1].toString();
    QVERIFY(waitFor([&] { return m->session->jobs()->rowOf(job) >= 0; }));
    QVERIFY(waitFor([&] {
        return !m->session->jobs()->job(m->session->jobs()->rowOf(job)).arguments.isEmpty();
    }));
    const QString line =
        m->session->jobs()->job(m->session->jobs()->rowOf(job)).arguments.join(u' ');
    QVERIFY2(line.contains(u"score --fasttext /models/quality.ftz"_s), qPrintable(line));
    QVERIFY2(line.contains(u"--corpus made"_s), qPrintable(line));
    QVERIFY2(line.contains(u"--weights Low=0,Mid=1,High=2"_s), qPrintable(line));
}

void QualityPageTest::labelsAreGivenByKeysAndKept()
{
    m->open();
    auto *forest = m->part<ForestPanel>();
    m->chooseView(1);
    QVERIFY(waitFor([&] { return forest->next()->list()->entries().size() == 3; }));
    EntryList *list = forest->next()->list();
    list->setFocus();
    QCOMPARE(list->currentRow(), SampleRow(7));
    QTest::keyClick(m->window.get(), Qt::Key_4);
    QVERIFY(waitFor([&] { return list->entries()[0].label == 4; }));
    QCOMPARE(list->currentRow(), SampleRow(2)); // on to the next one
    QTest::keyClick(m->window.get(), Qt::Key_1);
    QVERIFY(waitFor([&] { return list->entries()[1].label == 1; }));
    QTest::keyClick(m->window.get(), Qt::Key_U);
    QVERIFY(waitFor([&] { return list->entries()[1].label == 0; }));
    const auto stored = [&] {
        const auto store = LabelStore::openToRead(m->files.path().toStdString() + "/workbench.db");
        int labels = 0;
        const auto all = store ? store->all("made")
                               : Result<std::vector<StoredLabel>>(std::vector<StoredLabel>());
        for (const StoredLabel &label : *all)
            labels += label.label != 0 ? 1 : 0;
        return labels;
    };
    QVERIFY(waitFor([&] { return stored() == 1; }));
    // Too few to train on, which is said.
    QVERIFY(!forest->trainButton()->isEnabled());
    QVERIFY(forest->reason().contains(u"10"_s));
}

void QualityPageTest::aForestIsShownWithItsFigures()
{
    m->open();
    auto *forest = m->part<ForestPanel>();
    m->chooseView(1);
    QVERIFY(waitFor([&] { return forest->forestName() == u"paper"_s; }));
    QVERIFY(forest->applyButton()->isVisibleTo(forest));
    const ForestReport report = writeForest(m->files.path().toStdString(), "paper", "made");
    bool shown = false;
    for (const QLabel *label : forest->findChildren<QLabel *>())
        shown =
            shown || label->text() ==
                         QStringLiteral("%1\u202f%").arg(report.accuracy.share * 100, 0, 'f', 1);
    QVERIFY(shown);
}

void QualityPageTest::disagreementsAreListed()
{
    m->open();
    m->chooseView(2);
    auto *panel = m->part<DisagreementPanel>();
    panel->choose(u"score.made"_s, u"score.other"_s);
    QVERIFY(waitFor([&] { return !panel->pane()->list()->entries().isEmpty(); }));
    QCOMPARE(panel->pane()->list()->entries().first().row % 10, 0u);
    // How far apart they are is read out with the sample.
    QCOMPARE(panel->pane()->list()->currentIndex().data(Qt::AccessibleTextRole).toString(),
             u"Lesson 0, +99\u202f%"_s);
    panel->choose(u"score.made"_s, u"score.made"_s);
    QVERIFY(panel->pane()->list()->entries().isEmpty());
}

void QualityPageTest::theStateComesBack()
{
    m->open({1440, 900}, {{u"corpus"_s, u"made"_s}, {u"score"_s, u"score.other"_s}});
    auto *cut = m->part<CutPanel>();
    QVERIFY(waitFor([&] { return cut->cut().key == u"score.other"_s; }));
    cut->slider()->moveHandle(HistogramSlider::Handle::Lower, 0.5);
    const double low = cut->cut().low;
    m->chooseView(2);
    const QVariantMap state = m->page()->saveState();
    QualityPage again(m->page()->context());
    again.restoreState(state);
    auto *other = again.findChild<CutPanel *>();
    QVERIFY(
        waitFor([&] { return other->cut().key == u"score.other"_s && other->cut().low == low; }));
    QCOMPARE(again.saveState().value(u"view"_s).toInt(), 2);
    // A state that makes no sense does no harm.
    again.restoreState({{u"view"_s, 99}, {u"cut"_s, 3}, {u"corpus"_s, u"absent"_s}});
}

void QualityPageTest::itWorksWithoutACorpus()
{
    Shown empty;
    empty.open();
    QTest::qWait(300);
    auto *scorers = empty.part<ScorerPanel>();
    QVERIFY(!scorers->startButton(ScorerPanel::Kind::Facts)->isEnabled());
    QVERIFY(!empty.window->grab().isNull());
}

void QualityPageTest::rendersAtEachSize_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const bool dark : {false, true}) {
        const char *theme = dark ? "dark" : "light";
        QTest::addRow("1280x720 %s", theme) << QSize(1280, 720) << dark;
        QTest::addRow("1440x900 %s", theme) << QSize(1440, 900) << dark;
        QTest::addRow("2560x1440 %s", theme) << QSize(2560, 1440) << dark;
    }
}

void QualityPageTest::rendersAtEachSize()
{
    QFETCH(const QSize, size);
    QFETCH(const bool, dark);
    Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
    m->open(size, {{u"corpus"_s, qEnvironmentVariable("PHI1_PICTURES_CORPUS", u"made"_s)}});
    auto *cut = m->part<CutPanel>();
    QVERIFY(waitFor([&] { return !cut->kept()->list()->entries().isEmpty(); }));
    const HistogramBins &bins = cut->slider()->bins();
    cut->slider()->moveHandle(HistogramSlider::Handle::Lower,
                              bins.low + 0.55 * (bins.high - bins.low));
    QTest::qWait(300);
    const QStringList names{u"threshold"_s, u"forest"_s, u"disagreements"_s};
    for (int view = 0; view < 3; ++view) {
        m->chooseView(view);
        QTest::qWait(400);
        const QPixmap picture = m->window->grab();
        QCOMPARE(picture.size(), size);
        const QString folder = qEnvironmentVariable("PHI1_PICTURES");
        if (!folder.isEmpty()) {
            QDir().mkpath(folder);
            QVERIFY(picture.save(u"%1/quality-%2-%3-%4.png"_s.arg(folder, names[view],
                                                                  QString::number(size.width()),
                                                                  dark ? u"dark"_s : u"light"_s)));
        }
    }
    Theme::instance().setMode(Theme::Mode::Light);
}

QTEST_MAIN(QualityPageTest)
#include "tst_quality_page.moc"
