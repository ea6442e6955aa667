// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/shell/shell_fixture.h"

#include "views/shell/rail_button.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QMenu>
#include <QScreen>
#include <QSet>
#include <QUndoCommand>
#include <QUndoStack>

using namespace Qt::StringLiterals;
using namespace phi1;

namespace {

class Rename : public QUndoCommand
{
public:
    explicit Rename(QString &name)
        : QUndoCommand(u"Rename to b"_s)
        , m_name(name)
    {}
    void redo() override { m_name = u"b"_s; }
    void undo() override { m_name = u"a"_s; }

private:
    QString &m_name;
};

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT
private slots:
    void everyPageHasAKey()
    {
        ShellFixture shell;
        shell.show();
        const QStringList ids{u"runs"_s, u"jobs"_s, u"samples"_s};
        for (int i = 0; i < ids.size(); ++i) {
            QTest::keyClick(shell.window.get(), static_cast<Qt::Key>(Qt::Key_1 + i),
                            Qt::ControlModifier);
            QCOMPARE(shell.window->currentPageId(), ids[i]);
            QCOMPARE(shell.window->rail().current(), ids[i]);
            QVERIFY(shell.page(ids[i])->isVisible());
        }
        QTest::keyClick(shell.window.get(), Qt::Key_Comma, Qt::ControlModifier);
        QCOMPARE(shell.window->currentPageId(), u"settings"_s);
    }

    void pagesAreBuiltAtTheirFirstVisit()
    {
        ShellFixture shell;
        QVERIFY(shell.window->page(u"runs"_s));
        QVERIFY(!shell.window->page(u"samples"_s));
        shell.window->navigate(u"samples"_s, {{u"run"_s, 7}});
        QVERIFY(shell.window->page(u"samples"_s));
        QCOMPARE(shell.page(u"samples"_s)->openedWith.value(u"run"_s).toInt(), 7);
        shell.window->navigate(u"no such page"_s);
        QCOMPARE(shell.window->currentPageId(), u"samples"_s);
    }

    void arrowsMoveInTheRail()
    {
        ShellFixture shell;
        shell.show();
        shell.window->rail().button(u"runs"_s)->setFocus(Qt::TabFocusReason);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        QCOMPARE(shell.window->currentPageId(), u"jobs"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up);
        QCOMPARE(shell.window->currentPageId(), u"runs"_s);
        QTest::mouseClick(shell.window->rail().button(u"samples"_s), Qt::LeftButton);
        QCOMPARE(shell.window->currentPageId(), u"samples"_s);
    }

    void keysOfAPageRestOnOtherPages()
    {
        ShellFixture shell;
        shell.show();
        QTest::keyClick(shell.window.get(), Qt::Key_2, Qt::ControlModifier);
        QTest::keyClick(shell.window.get(), Qt::Key_F);
        QCOMPARE(shell.page(u"jobs"_s)->fits, 1);
        QCOMPARE(shell.page(u"runs"_s)->fits, 0);
        QTest::keyClick(shell.window.get(), Qt::Key_1, Qt::ControlModifier);
        QTest::keyClick(shell.window.get(), Qt::Key_F);
        QCOMPARE(shell.page(u"runs"_s)->fits, 1);
        QTest::keyClick(shell.window.get(), Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(QApplication::focusWidget(), shell.page(u"runs"_s)->search);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F);
        QCOMPARE(shell.page(u"runs"_s)->fits, 1);
    }

    void theSheetListsEveryKeyOfThisPageAndNoOther()
    {
        ShellFixture shell;
        shell.show();
        QTest::keyClick(shell.window.get(), Qt::Key_2, Qt::ControlModifier);
        for (const Qt::Key key : {Qt::Key_F1, Qt::Key_Question}) {
            QTest::keyClick(shell.window.get(), key);
            ShortcutSheet &sheet = shell.actions->sheet();
            QVERIFY(sheet.isOpen());
            const QString lines = sheet.lines().join(u'\n');
            const ActionRegistry &registry = shell.window->actions();
            const QList<QAction *> actions = registry.all();
            int listed = 0;
            for (const QAction *action : actions) {
                const QList<QKeySequence> shortcuts = action->shortcuts();
                for (const QKeySequence &keys : shortcuts) {
                    const QString shown = keys.toString(QKeySequence::NativeText);
                    const bool expected = registry.isInSight(action);
                    QCOMPARE(lines.contains(action->text()), expected);
                    QVERIFY2(!expected || lines.contains(shown), qPrintable(shown));
                    ++listed;
                }
            }
            QVERIFY(listed > 15);
            QVERIFY(lines.contains(u"Fit all of jobs"_s));
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
            QVERIFY(!sheet.isOpen());
        }
    }

    void noTwoActionsInSightShareAKey()
    {
        ShellFixture shell;
        shell.show();
        QHash<QString, QString> owner;
        const ActionRegistry &registry = shell.window->actions();
        const QList<QAction *> actions = registry.all();
        for (const QAction *action : actions) {
            if (!registry.isInSight(action))
                continue;
            const QList<QKeySequence> shortcuts = action->shortcuts();
            for (const QKeySequence &keys : shortcuts) {
                const QString text = keys.toString();
                QVERIFY2(!owner.contains(text),
                         qPrintable(u"%1: %2 and %3"_s.arg(text, owner.value(text),
                                                           registry.idOf(action))));
                owner.insert(text, registry.idOf(action));
            }
        }
    }

    void tabReachesNamedWidgetsOnly()
    {
        ShellFixture shell;
        shell.show();
        for (const QString &id : shell.window->pageIds()) {
            shell.window->navigate(id);
            shell.window->setFocus();
            QSet<const QWidget *> seen;
            for (int i = 0; i < 400; ++i) {
                QTest::keyClick(shell.window.get(), Qt::Key_Tab);
                const QWidget *focused = QApplication::focusWidget();
                if (!focused || seen.contains(focused))
                    break;
                seen.insert(focused);
                const QAccessibleInterface *accessible =
                    QAccessible::queryAccessibleInterface(const_cast<QWidget *>(focused));
                const QString name = accessible ? accessible->text(QAccessible::Name) : QString();
                QVERIFY2(!name.isEmpty(),
                         qPrintable(id % u": " %
                                    QString::fromLatin1(focused->metaObject()->className()) % u' ' %
                                    focused->objectName()));
            }
            QVERIFY2(seen.size() >= 5, qPrintable(id));
        }
    }

    void undoSaysWhatItUndoes()
    {
        ShellFixture shell;
        shell.show();
        QString name = u"a"_s;
        QAction *undo = shell.window->actions().find(u"edit.undo"_s);
        QVERIFY(!undo->isEnabled());
        shell.window->undoStack().push(new Rename(name));
        QCOMPARE(name, u"b"_s);
        QVERIFY(undo->text().contains(u"Rename to b"_s));
        QTest::keyClick(shell.window.get(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(name, u"a"_s);
        QVERIFY(shell.window->workbenchStatusBar().resultText().contains(u"Rename to b"_s));
        QTest::keyClick(shell.window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(name, u"b"_s);
    }

    void f9TogglesTheInspectorOfThisPageAlone()
    {
        ShellFixture shell;
        shell.window->resize(1600, 900);
        shell.show();
        shell.window->resize(1600, 900);
        InspectorDock &dock = shell.window->inspector();
        QVERIFY(dock.isVisible());
        QTest::keyClick(shell.window.get(), Qt::Key_F9);
        QVERIFY(!dock.isVisible());
        QTest::keyClick(shell.window.get(), Qt::Key_2, Qt::ControlModifier);
        QVERIFY(dock.isVisible());
        QTest::keyClick(shell.window.get(), Qt::Key_1, Qt::ControlModifier);
        QVERIFY(!dock.isVisible());
        QTest::keyClick(shell.window.get(), Qt::Key_Comma, Qt::ControlModifier);
        QVERIFY(!dock.isVisible());
        QTest::keyClick(shell.window.get(), Qt::Key_F9); // no inspector there: nothing happens
        QVERIFY(!dock.isVisible());
    }

    void theInspectorKeepsItsWidthFromPageToPage()
    {
        ShellFixture shell;
        shell.show();
        shell.window->resize(1600, 900);
        InspectorDock &dock = shell.window->inspector();
        QTest::qWait(50);
        const int width = dock.width();
        QVERIFY(width >= Theme::instance().px(292));
        shell.window->navigate(u"jobs"_s);
        shell.page(u"jobs"_s)->lower->setMinimumWidth(1200); // which leaves no room for more
        for (const Qt::Key key : {Qt::Key_Comma, Qt::Key_2, Qt::Key_Comma, Qt::Key_1}) {
            QTest::keyClick(shell.window.get(), key, Qt::ControlModifier);
            QTest::qWait(50);
        }
        QCOMPARE(dock.width(), width);
    }

    void aNarrowWindowHidesTheInspectorUntilAsked()
    {
        ShellFixture shell;
        shell.show();
        shell.window->resize(1600, 900);
        InspectorDock &dock = shell.window->inspector();
        QTRY_VERIFY(dock.isVisible());
        shell.window->resize(1280, 720);
        QTRY_VERIFY(!dock.isVisible());
        QTest::keyClick(shell.window.get(), Qt::Key_F9);
        QVERIFY(dock.isVisible());
        shell.window->resize(1600, 900);
        QTRY_VERIFY(dock.isVisible());
        shell.window->resize(1280, 720);
        QTRY_VERIFY(dock.isVisible());
    }

    void theInspectorMovesToTheBottomAndFloats()
    {
        ShellFixture shell;
        shell.show();
        shell.window->resize(1600, 900);
        InspectorDock &dock = shell.window->inspector();
        shell.window->actions().find(u"view.inspectorBottom"_s)->trigger();
        QVERIFY(dock.isVisible() && !dock.isFloating());
        QTRY_VERIFY(dock.width() > 1000);
        shell.window->actions().find(u"view.inspectorFloats"_s)->trigger();
        QVERIFY(dock.isVisible() && dock.isFloating());
        QVERIFY(dock.width() < 520 && dock.height() > 300);
        shell.window->actions().find(u"view.inspectorRight"_s)->trigger();
        QVERIFY(dock.isVisible() && !dock.isFloating());
        QTRY_VERIFY(dock.width() < 520);
    }

    void f6WalksThroughThePanels()
    {
        ShellFixture shell;
        shell.show();
        shell.window->resize(1600, 900);
        ExamplePage *page = shell.page(u"runs"_s);
        page->search->setFocus();
        QTest::keyClick(shell.window.get(), Qt::Key_F6);
        QCOMPARE(QApplication::focusWidget(), page->button);
        QTest::keyClick(shell.window.get(), Qt::Key_F6);
        QVERIFY(shell.window->inspector().isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(shell.window.get(), Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(QApplication::focusWidget(), page->button);
        QTest::keyClick(shell.window.get(), Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(QApplication::focusWidget(), page->search);
        QSet<QWidget *> visited;
        for (int i = 0; i < 8; ++i) {
            QTest::keyClick(shell.window.get(), Qt::Key_F6);
            visited.insert(QApplication::focusWidget());
        }
        QVERIFY(visited.size() >= 4);
        QVERIFY(visited.contains(page->search));
    }

    void f10OpensAMenuOfEverythingInSight()
    {
        ShellFixture shell;
        shell.show();
        QTest::keyClick(shell.window.get(), Qt::Key_F10);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QSet<QAction *> offered;
        const QList<QAction *> groups = menu->actions();
        QVERIFY(groups.size() >= 5);
        QCOMPARE(menu->activeAction(), groups.first());
        for (const QAction *group : groups)
            for (QAction *action : group->menu()->actions())
                offered.insert(action);
        const ActionRegistry &registry = shell.window->actions();
        const QList<QAction *> actions = registry.all();
        for (QAction *action : actions)
            QCOMPARE(offered.contains(action), registry.isInSight(action));
        QTest::keyClick(menu, Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activePopupWidget());
    }

    void sizeAndThemeFollowTheKeysAndTheSettings()
    {
        ShellFixture shell;
        shell.show();
        QTest::keyClick(shell.window.get(), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(shell.settings->interfaceScale(), 1.1);
        QTest::keyClick(shell.window.get(), Qt::Key_Equal, Qt::ControlModifier);
        QCOMPARE(shell.settings->interfaceScale(), 1.2);
        QTest::keyClick(shell.window.get(), Qt::Key_Minus, Qt::ControlModifier);
        QCOMPARE(shell.settings->interfaceScale(), 1.1);
        QTest::keyClick(shell.window.get(), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(shell.settings->interfaceScale(), 1.0);
        for (int i = 0; i < 20; ++i)
            QTest::keyClick(shell.window.get(), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(shell.settings->interfaceScale(), 2.0);
        shell.window->actions().find(u"view.dark"_s)->trigger();
        QCOMPARE(shell.settings->themeMode(), Theme::Mode::Dark);
    }

    void stateComesBackAfterARestart()
    {
        const QTemporaryDir folder;
        {
            ShellFixture shell(folder.path());
            shell.show();
            shell.window->resize(1500, 850);
            shell.page(u"runs"_s)->search->setText(u"tag:sweep"_s);
            QTest::keyClick(shell.window.get(), Qt::Key_3, Qt::ControlModifier);
            QTest::keyClick(shell.window.get(), Qt::Key_F9);
            shell.window->close();
        }
        ShellFixture shell(folder.path());
        shell.show();
        // As far as the screen has room.
        QCOMPARE(shell.window->size(),
                 QSize(1500, 850).boundedTo(shell.window->screen()->availableSize()));
        shell.window->resize(1500, 850); // narrow pages hide the inspector
        QCOMPARE(shell.window->currentPageId(), u"samples"_s);
        QVERIFY(!shell.window->inspector().isVisible());
        QTest::keyClick(shell.window.get(), Qt::Key_1, Qt::ControlModifier);
        QVERIFY(shell.window->inspector().isVisible());
        QCOMPARE(shell.page(u"runs"_s)->search->text(), u"tag:sweep"_s);
        QCOMPARE(shell.page(u"runs"_s)->restored.value(u"bytes"_s).toByteArray(),
                 QByteArray("\0\xff\x01", 3));
    }

    void aPageChangeIsOnDiskWithinSecondsWithoutClosing()
    {
        const QTemporaryDir folder;
        ShellFixture shell(folder.path());
        shell.show();
        QTest::keyClick(shell.window.get(), Qt::Key_3, Qt::ControlModifier);
        const auto onDisk = [&folder] {
            QFile file(folder.filePath(u"window.json"_s));
            return file.open(QIODevice::ReadOnly) && file.readAll().contains("\"samples\"");
        };
        QTRY_VERIFY_WITH_TIMEOUT(onDisk(), 3000);
    }

    void aDamagedLayoutIsIgnored_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("rubbish") << QByteArray("\x00\x01\x02 rubbish", 11);
        QTest::newRow("wrong kinds") << QByteArray(
            R"({"version":1,"values":{"window.page":5,"window.geometry":[1],"window.inspector":
            {"runs":{"window":["a",-1,1e9,0],"extent":-5,"floating":"yes","bottom":{}}},
            "page.runs":["x"]}})");
        QTest::newRow("a page that is gone")
            << QByteArray(R"({"version":1,"values":{"window.page":"telegraph"}})");
        QTest::newRow("absurd sizes") << QByteArray(
            R"({"version":1,"values":{"window.inspector":{"runs":{"extent":2000000000,
            "floating":true,"window":[-999999,-999999,999999,999999]}}}})");
    }
    void aDamagedLayoutIsIgnored()
    {
        QFETCH(QByteArray, content);
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"window.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        ShellFixture shell(folder.path());
        shell.show();
        QCOMPARE(shell.window->currentPageId(), u"runs"_s);
        QVERIFY(shell.window->width() >= 760);
    }

    void diagnosticsAreCopied()
    {
        ShellFixture shell;
        shell.show();
        shell.window->actions().find(u"help.diagnostics"_s)->trigger();
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY(text.contains(u"phi-1 workbench: "_s));
        QVERIFY(text.contains(u"Workspace: "_s % shell.session->workspace()));
        QVERIFY(text.contains(u"Memory: "_s));
        QCOMPARE(shell.window->workbenchStatusBar().resultText(), u"Copied diagnostics"_s);
    }

    void closingAsksNothing()
    {
        ShellFixture shell;
        shell.show();
        shell.window->close();
        QVERIFY(!shell.window->isVisible());
        QVERIFY(!QApplication::activeModalWidget());
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    TestMainWindow test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_main_window.moc"
