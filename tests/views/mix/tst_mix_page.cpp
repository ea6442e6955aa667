// SPDX-License-Identifier: GPL-3.0-or-later
// The page that mixes training sets, over a workspace of its own, with the real program. With
// PHI1_PICTURES=FOLDER it leaves pictures there.
#include <memory>

#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/corpora/store/column.h"
#include "core/corpora/store/sample_writer.h"
#include "core/jobs/workspace.h"
#include "views/mix/mix_look.h"
#include "views/mix/mix_page.h"
#include "views/mix/recipe_panel.h"
#include "views/mix/sets_panel.h"
#include "views/mix/source_row.h"
#include "views/shell/action_registry.h"
#include "views/shell/main_window.h"
#include "views/shell/session_feed.h"
#include "views/shell/settings.h"
#include "views/shell/window_actions.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"

using namespace phi1;
using namespace Qt::StringLiterals;

namespace {

class StandInPage final : public Page
{
public:
    StandInPage(PageContext &context, QString id)
        : Page(context)
        , m_id(std::move(id))
    {}
    QString id() const override { return m_id; }
    QString title() const override { return m_id; }
    QString iconName() const override { return u"samples"_s; }
    void opened(const QVariantMap &arguments) override { openedWith = arguments; }
    QVariantMap openedWith;

private:
    QString m_id;
};

/// Samples "text N of NAME"; those of `shared` are the same in every corpus. Sample N has N + 1
/// tokens; the tokens of the last `uncounted` are not known.
void makeCorpus(const Workspace &workspace, const std::string &name, int own, int shared,
                int uncounted)
{
    const auto files = corpusFiles(workspace.corpora(), name);
    auto writer = SampleWriter::open(*files, "test");
    QVERIFY2(bool(writer), writer ? "" : writer.error().message.c_str());
    SampleOrigin origin;
    origin.kind = name;
    for (int i = 0; i < shared; ++i)
        QVERIFY(
            bool(writer->add(concat("def shared_", i, "(x):\n    return x + ", i, "\n"), origin)));
    for (int i = 0; i < own; ++i) {
        origin.title = concat("Chapter ", i);
        QVERIFY(bool(writer->add(concat("# Chapter ", i, " of ", name, "\n\nwords about loops ",
                                        i % 2 == 0 ? "even" : "odd", "\n"),
                                 origin)));
    }
    QVERIFY(bool(writer->commit()));
    ColumnInfo info;
    info.key = columnKey::tokens;
    info.type = ColumnType::Count;
    info.facts = {{"tokenizer", "CodeGen"}};
    auto tokens = ColumnWriter::open(*files, info);
    QVERIFY(bool(tokens));
    for (int i = 0; i < own + shared - uncounted; ++i)
        tokens->add(std::uint32_t(i + 1));
    QVERIFY(bool(tokens->finish()));
}

MixSource source(const std::string &corpus, const std::string &text = {}, double weight = 1.0)
{
    MixSource made;
    made.corpus = corpus;
    made.filter.text.text = text;
    made.weight = weight;
    return made;
}

} // namespace

class MixPageTest final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }
    void init()
    {
        QStandardPaths::setTestModeEnabled(true);
        folder = std::make_unique<QTemporaryDir>();
        makeCorpus(workspace(), "textbooks", 40, 10, 0);
        makeCorpus(workspace(), "exercises", 20, 10, 5);
    }
    void cleanup()
    {
        actions.reset();
        feed.reset();
        window.reset();
        session.reset();
        settings.reset();
        folder.reset();
    }

    void countsWhatEachSourceAddsToTheEarlierOnes()
    {
        MixLook look(workspace());
        MixRecipe recipe;
        recipe.sources = {source("textbooks", "even"), source("textbooks"), source("exercises"),
                          source("gone"), source("textbooks", "\"unclosed")};
        const MixCounts counts = look.count(recipe, {});
        QCOMPARE(counts.sources.size(), 5);
        QCOMPARE(counts.sources[0].samples, 20);
        QCOMPARE(counts.sources[0].corpusSamples, 50);
        qint64 even = 0, all = 0;
        for (int row = 0; row < 50; ++row) {
            all += row + 1;
            even += row >= 10 && row % 2 == 0 ? row + 1 : 0;
        }
        QCOMPARE(counts.sources[0].tokens, even);
        QCOMPARE(counts.sources[0].tokenizer, u"CodeGen"_s);
        QCOMPARE(counts.sources[1].passing, 50);
        QCOMPARE(counts.sources[1].samples, 30);
        QCOMPARE(counts.sources[1].inEarlier, QVector<qint64>{20});
        QCOMPARE(counts.sources[1].tokens, all - even);
        QCOMPARE(counts.sources[2].samples, 20);
        QCOMPARE(counts.sources[2].inEarlier, (QVector<qint64>{0, 10}));
        QCOMPARE(counts.sources[2].uncounted, 5);
        QVERIFY(counts.sources[3].failed);
        QVERIFY(counts.sources[3].sentence.contains(u"gone"_s));
        QVERIFY(counts.sources[4].failed);
        QVERIFY(!counts.sources[4].sentence.isEmpty());
        QCOMPARE(counts.samples(), 70);
        QVERIFY(counts.failed());
    }

    void showsCountsAndOverlapsAndWhyItCannotBeWritten()
    {
        open();
        RecipePanel *recipe = page()->recipePanel();
        QCOMPARE(page()->facts(), u"add a source first"_s);
        window->navigate(u"samples-mix"_s,
                         {{u"corpus"_s, u"textbooks"_s}, {u"filter"_s, filterOf("odd")}});
        window->navigate(u"samples-mix"_s, {{u"corpus"_s, u"exercises"_s}});
        window->navigate(u"samples-mix"_s, {{u"corpus"_s, u"textbooks"_s}});
        QCOMPARE(recipe->rows().size(), 3);
        QTRY_VERIFY(recipe->counts() != nullptr);
        QTRY_COMPARE(recipe->counts()->sources.size(), 3);
        QVERIFY2(recipe->rows()[0]->facts().contains(u"20 of 50 samples"_s),
                 qPrintable(recipe->rows()[0]->facts()));
        QCOMPARE(recipe->counts()->sources[2].inEarlier, (QVector<qint64>{20, 10}));
        QCOMPARE(recipe->uncountedCorpora(), QStringList{u"exercises"_s});
        QCOMPARE(page()->facts(), u"name the set first"_s);
        picture(u"mix-light"_s);
        Theme::instance().setMode(Theme::Mode::Dark);
        picture(u"mix-dark"_s);
        Theme::instance().setMode(Theme::Mode::Light);
        window->resize(1280, 720);
        picture(u"mix-narrow"_s);

        // The filter that was sent to Samples comes back to its own source.
        auto *choose = button(u"Choose in Samples"_s);
        QVERIFY(choose);
        QTest::mouseClick(choose, Qt::LeftButton);
        auto *samples = dynamic_cast<StandInPage *>(window->page(u"samples"_s));
        QVERIFY(samples);
        QCOMPARE(samples->openedWith.value(u"corpus"_s).toString(), u"textbooks"_s);
        QVERIFY(samples->openedWith.value(u"filter"_s).toString().contains(u"odd"_s));
        window->navigate(u"samples-mix"_s,
                         {{u"corpus"_s, u"textbooks"_s}, {u"filter"_s, filterOf("even")}});
        QCOMPARE(recipe->rows().size(), 3);
        QCOMPARE(recipe->recipe().sources[0].filter.text.text, std::string("even"));

        // What was written comes back after a restart.
        const QVariantMap state = page()->saveState();
        const MixRecipe before = recipe->recipe();
        recipe->setRecipe({});
        page()->restoreState(state);
        QVERIFY(recipe->recipe() == before);
        page()->restoreState({{u"recipe"_s, 7}, {u"columns"_s, u"x"_s}});
        QVERIFY(recipe->recipe() == before);
    }

    void writesTheSetAndOpensNewRunWithIt()
    {
        open();
        MixRecipe recipe;
        recipe.name = "first";
        recipe.validation = 0.1;
        recipe.sources = {source("textbooks", "even", 2.0), source("exercises")};
        page()->recipePanel()->setRecipe(recipe);
        QTRY_VERIFY(page()->recipePanel()->counts() != nullptr);
        QCOMPARE(page()->facts(), QString());
        QTest::mouseClick(button(u"Write the set"_s), Qt::LeftButton);
        SetsPanel *sets = page()->setsPanel();
        QTRY_VERIFY_WITH_TIMEOUT(sets->names() == QStringList{u"first"_s}, 60000);
        const auto set = sets->current();
        QVERIFY(set != nullptr);
        QVERIFY(set->recipe == recipe);
        QCOMPARE(qint64(set->documents() + set->parts[0].validationDocuments +
                        set->parts[1].validationDocuments),
                 50);
        QTRY_VERIFY(page()->facts().contains(u"first already"_s));
        picture(u"mix-set"_s);

        QTest::mouseClick(sets->trainButton(), Qt::LeftButton);
        auto *run = dynamic_cast<StandInPage *>(window->page(u"new-run"_s));
        QVERIFY(run);
        const QString value =
            run->openedWith.value(u"set"_s).toMap().value(u"data.train"_s).toString();
        QCOMPARE(value, QString::fromStdString(trainingDataValue(*set)));
        QVERIFY(value.contains(u"weight = 2"_s));

        MixLook look(workspace());
        const SetDocuments documents = look.documents(*set, 0, false, 5);
        QCOMPARE(documents.total, qint64(set->parts[0].documents));
        QCOMPARE(documents.documents.size(), 5);
        for (const SetDocument &document : documents.documents) {
            QVERIFY(document.row >= 10 && document.row % 2 == 0);
            QVERIFY(document.title.startsWith(u"Chapter "_s));
        }
    }

private:
    Workspace workspace() const { return {folder->filePath(u"workspace"_s).toStdString()}; }
    static QString filterOf(const std::string &text)
    {
        return QString::fromStdString(dumpJson(toJson(source("", text).filter)));
    }
    void open()
    {
        Theme::instance().setMode(Theme::Mode::Light);
        const QString root = folder->path() + u"/workspace"_s;
        settings = std::make_unique<Settings>(folder->filePath(u"settings.json"_s),
                                              root + u"/window.json"_s);
        session = std::make_unique<WorkspaceSession>(root, QStringLiteral(PHI1_PROGRAM));
        session->open();
        window = std::make_unique<MainWindow>(*session, *settings);
        feed = std::make_unique<SessionFeed>(*window);
        actions = std::make_unique<WindowActions>(*window, [this] { return feed->load(); });
        for (const QString &id : {u"samples"_s, u"new-run"_s})
            window->addPage({id, id, u"samples"_s, {}, [id](PageContext &context) -> Page * {
                                 return new StandInPage(context, id);
                             }});
        window->addPage({u"samples-mix"_s, u"Mix"_s, u"mix"_s, u"samples"_s,
                         [](PageContext &context) -> Page * { return new MixPage(context); }});
        actions->finish();
        window->restore();
        window->resize(1440, 900);
        window->navigate(u"samples-mix"_s, {});
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QVERIFY(QTest::qWaitFor([this] { return session->isListed(); }, 20000));
    }
    MixPage *page() const { return dynamic_cast<MixPage *>(window->page(u"samples-mix"_s)); }
    QPushButton *button(const QString &text) const
    {
        for (QPushButton *each : window->findChildren<QPushButton *>()) {
            if (each->text() == text && each->isVisible())
                return each;
        }
        return nullptr;
    }
    void picture(const QString &name) const
    {
        const QString target = qEnvironmentVariable("PHI1_PICTURES");
        if (target.isEmpty())
            return;
        QTest::qWait(300);
        window->grab().save(QDir(target).filePath(name + u".png"_s));
    }

    std::unique_ptr<QTemporaryDir> folder;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<WorkspaceSession> session;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<SessionFeed> feed;
    std::unique_ptr<WindowActions> actions;
};

QTEST_MAIN(MixPageTest)
#include "tst_mix_page.moc"
