// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/command_palette.h"

#include "tests/views/shell/shell_fixture.h"
#include "views/shell/palette_list.h"

#include <QAbstractItemModelTester>
#include <QListView>

using namespace Qt::StringLiterals;
using namespace phi1;

class TestCommandPalette : public QObject
{
    Q_OBJECT

    static QLineEdit *field(const ShellFixture &shell)
    {
        return shell.actions->palette().findChild<QLineEdit *>();
    }
    static QStringList titles(const ShellFixture &shell)
    {
        const auto *model = shell.actions->palette().findChild<QListView *>()->model();
        QStringList texts;
        for (int row = 0; row < model->rowCount(); ++row)
            texts.append(model->index(row, 0).data().toString());
        return texts;
    }

private slots:
    void findsAndTriggersAnActionOfThePage()
    {
        ShellFixture shell;
        shell.show();
        ExamplePage *page = shell.page(u"runs"_s);
        page->button->setFocus();
        QTest::keyClick(shell.window.get(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(shell.actions->palette().isOpen());
        QCOMPARE(QApplication::focusWidget(), field(shell));
        QTest::keyClicks(field(shell), u"fit all"_s);
        QCOMPARE(titles(shell).value(0), u"Fit all of runs"_s);
        QTest::keyClick(field(shell), Qt::Key_Return);
        QCOMPARE(page->fits, 1);
        QVERIFY(!shell.actions->palette().isOpen());
        QCOMPARE(QApplication::focusWidget(), page->button);
    }

    void offersWhatCanBeReachedFromHereAlone()
    {
        ShellFixture shell;
        shell.show();
        QTest::keyClick(shell.window.get(), Qt::Key_2, Qt::ControlModifier);
        QTest::keyClick(shell.window.get(), Qt::Key_K, Qt::ControlModifier);
        const QStringList all = titles(shell);
        QVERIFY(all.contains(u"Fit all of jobs"_s));
        QVERIFY(!all.contains(u"Fit all of runs"_s));
        QVERIFY(all.contains(u"samples"_s));
        QVERIFY(all.contains(u"Copy diagnostics"_s));
    }

    void typedLettersAreTextNotKeysOfThePage()
    {
        ShellFixture shell;
        shell.show();
        QTest::keyClick(shell.window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(field(shell), u"f?"_s);
        QCOMPARE(field(shell)->text(), u"f?"_s);
        QCOMPARE(shell.page(u"runs"_s)->fits, 0);
        QVERIFY(!shell.actions->sheet().isOpen());
    }

    void arrowsMoveAndEscapeGoesBack()
    {
        ShellFixture shell;
        shell.show();
        shell.page(u"runs"_s)->search->setFocus();
        QTest::keyClick(shell.window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *view = shell.actions->palette().findChild<QListView *>();
        QCOMPARE(view->currentIndex().row(), 0);
        QTest::keyClick(field(shell), Qt::Key_Down);
        QTest::keyClick(field(shell), Qt::Key_Down);
        QCOMPARE(view->currentIndex().row(), 2);
        QTest::keyClick(field(shell), Qt::Key_Up);
        QCOMPARE(view->currentIndex().row(), 1);
        QTest::keyClick(field(shell), Qt::Key_Up);
        QTest::keyClick(field(shell), Qt::Key_Up);
        // Around to the last one that can be run: undo and redo, which rest, stand behind it.
        const int last = view->model()->rowCount() - 1;
        QCOMPARE(view->currentIndex().row(), last - 2);
        QVERIFY(!view->model()->index(last, 0).data(PaletteList::EnabledRole).toBool());
        QVERIFY(!view->model()->index(last - 1, 0).data(PaletteList::EnabledRole).toBool());
        QTest::keyClick(field(shell), Qt::Key_Escape);
        QVERIFY(!shell.actions->palette().isOpen());
        QCOMPARE(QApplication::focusWidget(), shell.page(u"runs"_s)->search);
    }

    void aClickRunsARowAndAClickBesideCloses()
    {
        ShellFixture shell;
        shell.show();
        QTest::keyClick(shell.window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(field(shell), u"samples"_s);
        auto *view = shell.actions->palette().findChild<QListView *>();
        const QRect row = view->visualRect(view->model()->index(0, 0));
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, row.center());
        QCOMPARE(shell.window->currentPageId(), u"samples"_s);
        QTest::keyClick(shell.window.get(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(shell.actions->palette().isOpen());
        QTest::mouseClick(&shell.window->workbenchStatusBar(), Qt::LeftButton);
        QVERIFY(!shell.actions->palette().isOpen());
    }

    void leavingThePageClosesIt()
    {
        ShellFixture shell;
        shell.show();
        QTest::keyClick(shell.window.get(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(shell.actions->palette().isOpen());
        QTest::keyClick(field(shell), Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(shell.window->currentPageId(), u"jobs"_s);
        QVERIFY(!shell.actions->palette().isOpen());
    }

    void whatRestsIsShownButNotRun()
    {
        ShellFixture shell;
        shell.show();
        QAction *fit = shell.window->actions().find(u"runs.fit"_s);
        QVERIFY(fit);
        fit->setEnabled(false);
        QTest::keyClick(shell.window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(field(shell), u"fit all of runs"_s);
        QVERIFY(titles(shell).contains(u"Fit all of runs"_s));
        QTest::keyClick(field(shell), Qt::Key_Return);
        QCOMPARE(shell.page(u"runs"_s)->fits, 0);
    }

    void includesWhatSourcesOffer()
    {
        ShellFixture shell;
        shell.show();
        int opened = 0;
        QObject context;
        shell.window->actions().addPaletteSource(&context, [&opened] {
            return QList<PaletteEntry>{
                {u"nano-textbook"_s, u"Run · finished"_s, u"runs"_s, [&opened] { ++opened; }}};
        });
        QTest::keyClick(shell.window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(field(shell), u"textbook finished"_s);
        QTest::keyClick(field(shell), Qt::Key_Return);
        QCOMPARE(opened, 1);
    }

    void itsListIsAProperModel()
    {
        ShellFixture shell;
        PaletteList list(shell.window->actions());
        const QAbstractItemModelTester tester(&list);
        list.load();
        list.setQuery(u"theme"_s);
        QVERIFY(list.rowCount() >= 3);
        list.setQuery(u"qqqqq"_s);
        QCOMPARE(list.rowCount(), 0);
    }
};

QTEST_MAIN(TestCommandPalette)
#include "tst_command_palette.moc"
