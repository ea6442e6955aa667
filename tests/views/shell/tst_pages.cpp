// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the program as they stand in its window, over a workspace of six made runs.
#include "app/workbench/page_list.h"
#include "tests/views/runs/fake_runs.h"
#include "views/attention/attention_page.h"
#include "views/runs/run_inspector.h"
#include "views/shell/action_registry.h"
#include "views/shell/command_palette.h"
#include "views/shell/job_button.h"
#include "views/shell/main_window.h"
#include "views/shell/page.h"
#include "views/shell/session_feed.h"
#include "views/shell/settings.h"
#include "views/shell/shortcut_sheet.h"
#include "views/shell/status_bar.h"
#include "views/shell/window_actions.h"
#include "views/state/attention_session.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/icon_button.h"

#include <QAccessible>
#include <QApplication>
#include <QLineEdit>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace phi1;

namespace {

/// Class of a widget and of its parent; QVERIFY2 makes its text even if nothing fails, so any
/// widget will do, none as well.
QString describe(const QWidget *widget)
{
    if (!widget)
        return u"no widget"_s;
    const QString name = QString::fromLatin1(widget->metaObject()->className());
    const QWidget *parent = widget->parentWidget();
    return parent ? u"%1 of %2"_s.arg(name, QString::fromLatin1(parent->metaObject()->className()))
                  : name;
}

} // namespace

class TestPages : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    std::vector<FileDescriptor> m_held;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<WorkspaceSession> m_session;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<SessionFeed> m_feed;
    std::unique_ptr<WindowActions> m_actions;

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CACHE_HOME", m_folder.filePath(u"cache"_s).toUtf8());
        const Workspace workspace{m_folder.filePath(u"workspace"_s).toStdString()};
        m_held = test::writeExampleWorkspace(workspace);
        const QString root = QString::fromStdString(workspace.root.string());
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.json"_s),
                                                root % u"/window.json");
        m_session = std::make_unique<WorkspaceSession>(root, QStringLiteral(PHI1_FAKE_WORKER));
        m_window = std::make_unique<MainWindow>(*m_session, *m_settings);
        m_feed = std::make_unique<SessionFeed>(*m_window);
        m_actions = std::make_unique<WindowActions>(*m_window, [this] { return m_feed->load(); });
        addPages(*m_window);
        m_actions->finish();
        m_session->open();
        m_window->restore();
        m_window->resize(1600, 900);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTRY_VERIFY(m_session->isListed());
        QTRY_COMPARE(m_session->runs()->rowCount(), 6);
    }

    void cleanupTestCase()
    {
        m_actions.reset();
        m_feed.reset();
        m_window.reset();
        m_session.reset();
    }

    void everyPageIsReachedByAKeyOrACommand()
    {
        const ActionRegistry &registry = m_window->actions();
        int numbered = 0;
        for (const QString &id : m_window->pageIds()) {
            const QAction *action = registry.find(u"page." % id);
            if (!action) { // a sub-page: from the palette
                QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
                auto *field = m_actions->palette().findChild<QLineEdit *>();
                QTest::keyClicks(field, m_window->titleOf(id));
                QTest::keyClick(field, Qt::Key_Return);
            } else if (id == "settings"_L1) {
                QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
            } else {
                QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_1 + numbered++),
                                Qt::ControlModifier);
            }
            QCOMPARE(m_window->currentPageId(), id);
            QVERIFY(m_window->currentPage()->isVisible());
        }
        QVERIFY(numbered >= 2);
    }

    void noKeyHasTwoMeaningsOnAPage()
    {
        const ActionRegistry &registry = m_window->actions();
        for (const QString &id : m_window->pageIds()) {
            m_window->navigate(id);
            QHash<QString, QString> owners;
            const QList<QAction *> actions = registry.all();
            for (const QAction *action : actions) {
                if (!registry.isInSight(action))
                    continue;
                const QList<QKeySequence> shortcuts = action->shortcuts();
                for (const QKeySequence &keys : shortcuts) {
                    const QString text = keys.toString();
                    QVERIFY2(!owners.contains(text),
                             qPrintable(u"%1 on %2: %3 and %4"_s.arg(text, id, owners.value(text),
                                                                     registry.idOf(action))));
                    owners.insert(text, registry.idOf(action));
                }
            }
        }
    }

    void theSheetNamesEveryKeyOfEachPage()
    {
        const ActionRegistry &registry = m_window->actions();
        for (const QString &id : m_window->pageIds()) {
            m_window->navigate(id);
            QTest::keyClick(m_window.get(), Qt::Key_F1);
            ShortcutSheet &sheet = m_actions->sheet();
            QVERIFY2(sheet.isOpen(), qPrintable(id));
            const QString lines = sheet.lines().join(u'\n');
            const QList<QAction *> actions = registry.all();
            for (const QAction *action : actions)
                if (registry.isInSight(action) && !action->shortcuts().isEmpty())
                    QVERIFY2(lines.contains(action->shortcut().toString(QKeySequence::NativeText)),
                             qPrintable(registry.idOf(action)));
            sheet.dismiss();
        }
    }

    void tabReachesNamedWidgetsOnlyAndComesBack()
    {
        for (const QString &id : m_window->pageIds()) {
            m_window->navigate(id);
            QTest::qWait(100);
            m_window->setFocus();
            QSet<const QWidget *> seen;
            for (int i = 0; i < 600; ++i) {
                const QWidget *before = QApplication::focusWidget();
                QTest::keyClick(m_window.get(), Qt::Key_Tab);
                const QWidget *focused = QApplication::focusWidget();
                QVERIFY2(focused, qPrintable(u"%1: nothing has the focus after %2"_s.arg(
                                      id, describe(before))));
                QVERIFY2(focused != before,
                         qPrintable(u"%1: Tab does not leave %2"_s.arg(id, describe(before))));
                if (seen.contains(focused))
                    break;
                seen.insert(focused);
                const QAccessibleInterface *accessible =
                    QAccessible::queryAccessibleInterface(const_cast<QWidget *>(focused));
                const QString name = accessible ? accessible->text(QAccessible::Name) : QString();
                QVERIFY2(!name.isEmpty(),
                         qPrintable(u"%1: %2 has no name"_s.arg(id, describe(focused))));
            }
            QVERIFY2(seen.size() >= 6, qPrintable(u"%1: %2"_s.arg(id).arg(seen.size())));
        }
    }

    void thePaletteOpensARun()
    {
        m_window->navigate(u"settings"_s);
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *field = m_actions->palette().findChild<QLineEdit *>();
        QTest::keyClicks(field, u"nano-textbook"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(m_window->currentPageId(), u"runs"_s);
        QTRY_COMPARE(m_window->currentPage()->inspectorTitle(), u"nano-textbook"_s);
    }

    void theForemostJobStandsInTheStatusBar()
    {
        QTRY_COMPARE(liveRuns(*m_session->runs()), 1);
        QTRY_COMPARE(m_window->workbenchStatusBar().jobButton()->job().name, u"small-lr1e-3"_s);
    }

    void aDocumentOfAStepOpensAttention()
    {
        m_window->navigate(u"runs"_s);
        auto *inspector = m_window->findChild<RunInspector *>();
        QVERIFY(inspector);
        const RunInfo *run = nullptr;
        for (const RunInfo &each : m_session->runs()->runs())
            if (each.name == u"nano-textbook"_s)
                run = &each;
        QVERIFY(run);
        const QString id = run->id;
        inspector->setRun(id);
        inspector->activateStep(77);
        QVector<IconButton *> buttons;
        QTRY_VERIFY([&] {
            buttons.clear();
            for (IconButton *button : inspector->findChildren<IconButton *>())
                if (button->accessibleName().startsWith(u"Show attention on"_s))
                    buttons << button;
            return buttons.size() == 2; // the document without a text has none
        }());
        QTest::mouseClick(buttons[1], Qt::LeftButton);
        QCOMPARE(m_window->currentPageId(), u"attention"_s);
        const auto *page = qobject_cast<AttentionPage *>(m_window->currentPage());
        QVERIFY(page);
        const AttentionPrompt &prompt = page->session().prompt();
        QCOMPARE(prompt.text, u"x = 1\n"_s);
        QCOMPARE(prompt.source, AttentionPrompt::Source::Sample);
        QCOMPARE(prompt.id, id);
        QCOMPARE(prompt.step, 77);
        QCOMPARE(prompt.document, 2);
        QCOMPARE(page->session().capture(AttentionSide::First).facts.checkpoint.path,
                 m_session->checkpoints(id).last().folder);
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    TestPages test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_pages.moc"
