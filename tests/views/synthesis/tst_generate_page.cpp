// SPDX-License-Identifier: GPL-3.0-or-later
// The page that generates, over a workspace of its own, with the real program and a scripted
// endpoint. With PHI1_PICTURES=FOLDER it leaves pictures there.
#include <csignal>
#include <memory>

#include <unistd.h>

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/corpora/store/sample.h"
#include "core/corpora/store/sample_store.h"
#include "core/jobs/job_status.h"
#include "core/jobs/workspace.h"
#include "tests/support/scripted_http_server.h"
#include "views/shell/action_registry.h"
#include "views/shell/main_window.h"
#include "views/shell/session_feed.h"
#include "views/shell/settings.h"
#include "views/shell/window_actions.h"
#include "views/state/workspace_session.h"
#include "views/synthesis/coverage_model.h"
#include "views/synthesis/coverage_table.h"
#include "views/synthesis/generate_page.h"
#include "views/theme/theme.h"

using namespace phi1;
using namespace phi1::test;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *secret = "sk-window-0123456789";

HttpReply chapter(const HttpRequest &request)
{
    const std::string hash = hashOfSample(request.body).hex();
    std::string text = "# Chapter " + hash.substr(0, 8) + "\n\nA loop repeats.\n\n```python\n";
    for (std::size_t i = 0; i + 4 <= hash.size(); ++i)
        text += "print('" + hash.substr(i, 4) + "')\n";
    text += "```\n";
    HttpReply reply;
    reply.body =
        dumpJson({{"model", "served"},
                  {"choices", {{{"message", {{"content", text}}}, {"finish_reason", "stop"}}}},
                  {"usage", {{"prompt_tokens", 200}, {"completion_tokens", 412}}}});
    return reply;
}

class StandInPage final : public Page
{
public:
    explicit StandInPage(PageContext &context)
        : Page(context)
    {}
    QString id() const override { return u"samples"_s; }
    QString title() const override { return u"Samples"_s; }
    QString iconName() const override { return u"samples"_s; }
    void opened(const QVariantMap &arguments) override { openedWith = arguments; }
    QVariantMap openedWith;
};

struct Fixture {
    Fixture()
    {
        QStandardPaths::setTestModeEnabled(true);
        std::filesystem::create_directories(Workspace{root().toStdString()}.jobs());
    }
    ~Fixture()
    {
        close();
        for (std::error_code error; const auto &each : std::filesystem::directory_iterator(
                                        "/proc", error)) { // workers of this workspace
            const int pid = std::atoi(each.path().filename().c_str());
            const auto line = readFile(each.path() / "cmdline", 1u << 20);
            if (pid > 0 && pid != ::getpid() && line &&
                line->find(folder.path().toStdString()) != std::string::npos)
                ::kill(pid, SIGKILL);
        }
    }
    QString root() const { return folder.path() + u"/workspace"_s; }
    void open(const QSize &size = {1440, 900})
    {
        settings = std::make_unique<Settings>(folder.filePath(u"settings.json"_s),
                                              root() + u"/window.json"_s);
        session = std::make_unique<WorkspaceSession>(root(), QStringLiteral(PHI1_PROGRAM));
        session->open();
        window = std::make_unique<MainWindow>(*session, *settings);
        feed = std::make_unique<SessionFeed>(*window);
        actions = std::make_unique<WindowActions>(*window, [this] { return feed->load(); });
        window->addPage(
            {u"samples"_s, u"Samples"_s, u"samples"_s, {}, [](PageContext &context) -> Page * {
                 return new StandInPage(context);
             }});
        window->addPage({u"samples-generate"_s, u"Generate"_s, u"plus"_s, u"samples"_s,
                         [](PageContext &context) -> Page * { return new GeneratePage(context); }});
        actions->finish();
        window->restore();
        window->resize(size);
        window->navigate(u"samples-generate"_s, {});
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QVERIFY(QTest::qWaitFor([this] { return session->isListed(); }, 20000));
    }
    void close()
    {
        actions.reset();
        feed.reset();
        window.reset();
        session.reset();
        settings.reset();
    }
    template<typename Widget>
    Widget *named(const QString &accessibleName) const
    {
        for (Widget *each : window->findChildren<Widget *>()) {
            if (each->accessibleName() == accessibleName)
                return each;
        }
        return nullptr;
    }
    QPushButton *button(const QString &text) const
    {
        for (QPushButton *each : window->findChildren<QPushButton *>()) {
            if (each->text() == text && each->isVisible())
                return each;
        }
        return nullptr;
    }
    void fill(const QString &field, const QString &text) const
    {
        auto *edit = named<QLineEdit>(field);
        QVERIFY2(edit, qPrintable(field));
        edit->setText(text);
    }
    void fillAll(const ScriptedHttpServer &server) const
    {
        named<QComboBox>(u"Into corpus"_s)->setEditText(u"made"_s);
        fill(u"Endpoint"_s, QString::fromStdString(server.url()));
        fill(u"Model"_s, u"asked"_s);
    }
    bool canStart() const
    {
        QPushButton *start = button(u"Start"_s);
        return start && start->isEnabled();
    }
    Page *page() const { return window->page(u"samples-generate"_s); }
    std::filesystem::path job() const
    {
        return Workspace{root().toStdString()}.jobs() / "synthesize-made";
    }
    bool jobIs(JobCondition condition) const
    {
        const auto status = readJobStatus(job());
        return status && status->condition == condition;
    }
    void picture(const QString &name) const
    {
        const QString target = qEnvironmentVariable("PHI1_PICTURES");
        if (target.isEmpty())
            return;
        QDir().mkpath(target);
        QTest::qWait(300);
        window->grab().save(target + u'/' + name + u".png"_s);
    }

    QTemporaryDir folder;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<WorkspaceSession> session;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<SessionFeed> feed;
    std::unique_ptr<WindowActions> actions;
};

} // namespace

class TestGeneratePage final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void sayWhatIsMissingBeforeItCanStart()
    {
        Fixture test;
        test.open();
        QTRY_VERIFY(test.button(u"Start"_s));
        QVERIFY(!test.canStart());
        QCOMPARE(test.page()->facts(), u"name the endpoint first"_s);
        test.fill(u"Endpoint"_s, u"http://127.0.0.1:1/v1"_s);
        QCOMPARE(test.page()->facts(), u"name the model first"_s);
        test.fill(u"Model"_s, u"m"_s);
        QCOMPARE(test.page()->facts(), u"name the corpus first"_s);
        test.named<QComboBox>(u"Into corpus"_s)->setEditText(u"made"_s);
        QTRY_VERIFY_WITH_TIMEOUT(test.canStart(), 20000);
        QVERIFY(test.page()->facts().contains(u"1\u2009000 prompts"_s));
        test.fill(u"Temperature"_s, u"hot"_s);
        QVERIFY(!test.canStart());
        QVERIFY(test.page()->facts().contains(u"Temperature: A number from 0 to 100"_s));
    }

    void thePreviewIsWhatWillBeSent()
    {
        Fixture test;
        test.open();
        auto *text = test.named<QPlainTextEdit>(u"Template of the prompts"_s);
        auto *preview = test.named<QPlainTextEdit>(u"Prompt as it would be sent"_s);
        QVERIFY(text && preview);
        text->setPlainText(u"Tell {audience} of {topic}. {{kept}}"_s);
        QTRY_VERIFY_WITH_TIMEOUT(preview->toPlainText().contains(u". {kept}"_s), 20000);
        QVERIFY(preview->toPlainText().contains(u"Tell a"_s));
        const QString first = preview->toPlainText();
        QTest::mouseClick(test.named<QAbstractButton>(u"Next prompt"_s), Qt::LeftButton);
        QTRY_VERIFY(preview->toPlainText() != first);
        QTest::mouseClick(test.named<QAbstractButton>(u"Previous prompt"_s), Qt::LeftButton);
        QTRY_COMPARE(preview->toPlainText(), first);
        text->setPlainText(u"About {topik}"_s);
        QTRY_VERIFY(test.page()->facts().contains(u"topik"_s) || !preview->isVisible());
        QTRY_VERIFY(!preview->isVisible());
    }

    void samplesAreWrittenAndCountedByTopicAndAudience()
    {
        const ScriptedHttpServer server([](const HttpRequest &request) {
            HttpReply reply = chapter(request);
            if (request.head.find(std::string("Bearer ") + secret) == std::string::npos)
                reply.status = 401;
            reply.delay = std::chrono::milliseconds(2);
            return reply;
        });
        Fixture test;
        test.open();
        test.picture(u"empty"_s);
        test.fillAll(server);
        test.fill(u"Prompts"_s, u"60"_s);
        test.fill(u"Key"_s, QString::fromLatin1(secret));
        QTRY_VERIFY_WITH_TIMEOUT(test.canStart(), 20000);
        QTest::mouseClick(test.button(u"Start"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(test.jobIs(JobCondition::Finished), 60000);
        auto *list = test.named<QTreeView>(u"Last answers"_s);
        QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 50, 20000);
        QVERIFY(list->model()->index(0, 1).data().toString().startsWith(u"# Chapter"_s));
        auto *table = test.window->findChild<CoverageTable *>();
        const auto *model = qobject_cast<CoverageModel *>(table->model());
        QTRY_COMPARE_WITH_TIMEOUT(model->coverage().total().kept, std::uint64_t{60}, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(model->coverage().total().inCorpus, std::uint64_t{60}, 20000);
        QCOMPARE(model->index(0, 0).data().toString(), u"60 / 60"_s);
        // The key is in no file of the workspace, and not in what the window remembers.
        test.window->grab();
        const QVariantMap state = test.page()->saveState();
        QVERIFY(!QString::fromUtf8(QJsonDocument::fromVariant(state).toJson())
                     .contains(QString::fromLatin1(secret)));
        for (const auto &each :
             std::filesystem::recursive_directory_iterator(test.folder.path().toStdString())) {
            if (each.is_regular_file())
                QVERIFY2(readFile(each.path()).value_or("").find(secret) == std::string::npos,
                         each.path().c_str());
        }
        test.picture(u"light"_s);
        Theme::instance().setMode(Theme::Mode::Dark);
        test.picture(u"dark"_s);
        Theme::instance().setMode(Theme::Mode::Light);
        test.window->resize(1280, 720);
        test.picture(u"narrow"_s);
        test.window->resize(2560, 1440);
        test.picture(u"wide"_s);
    }

    void aRefusedKeyIsShownWhereTheWorkIs()
    {
        std::atomic<bool> open{false};
        const ScriptedHttpServer server([&](const HttpRequest &request) {
            HttpReply reply = chapter(request);
            if (!open) {
                reply.status = 401;
                reply.body = R"({"error":{"message":"who are you?"}})";
            }
            return reply;
        });
        Fixture test;
        test.open();
        test.fillAll(server);
        test.fill(u"Prompts"_s, u"8"_s);
        QTRY_VERIFY_WITH_TIMEOUT(test.canStart(), 20000);
        QTest::mouseClick(test.button(u"Start"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(test.jobIs(JobCondition::Paused), 30000);
        const auto shown = [&] {
            for (QLabel *label : test.window->findChildren<QLabel *>()) {
                if (label->isVisible() && label->text() == u"Paused: key needed"_s)
                    return true;
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(shown(), 20000);
        test.picture(u"paused"_s);
        QTRY_VERIFY_WITH_TIMEOUT(test.button(u"Resume"_s) && test.button(u"Resume"_s)->isEnabled(),
                                 20000);
        open = true;
        test.fill(u"Key"_s, QString::fromLatin1(secret));
        QTest::mouseClick(test.button(u"Resume"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(test.jobIs(JobCondition::Finished), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(!shown(), 20000);
    }

    void whatWasSetComesBack()
    {
        Fixture test;
        test.open();
        test.fill(u"Endpoint"_s, u"http://127.0.0.1:9/v1"_s);
        test.fill(u"Budget"_s, u"5000000"_s);
        test.named<QPlainTextEdit>(u"Template of the prompts"_s)->setPlainText(u"On {topic}"_s);
        const QVariantMap state = test.page()->saveState();
        Fixture other;
        other.open();
        other.page()->restoreState(state);
        QCOMPARE(other.named<QLineEdit>(u"Endpoint"_s)->text(), u"http://127.0.0.1:9/v1"_s);
        QCOMPARE(other.named<QLineEdit>(u"Budget"_s)->text(), u"5000000"_s);
        QCOMPARE(other.named<QPlainTextEdit>(u"Template of the prompts"_s)->toPlainText(),
                 u"On {topic}"_s);
        other.page()->restoreState(
            {{u"draft"_s, QVariantMap{{u"spec"_s, u"{{{"_s}}}, {u"kept_keys"_s, 7}}); // ignored
    }
};

QTEST_MAIN(TestGeneratePage)
#include "tst_generate_page.moc"
