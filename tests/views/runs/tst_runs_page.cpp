// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSlider>
#include <QUndoStack>

#include "tests/views/runs/runs_fixture.h"
#include "views/plots/chart_area.h"
#include "views/runs/comparison_table.h"
#include "views/runs/filter_bar.h"
#include "views/runs/log_panel.h"
#include "views/runs/log_view.h"
#include "views/runs/note_popup.h"
#include "views/runs/plot_bar.h"
#include "views/runs/run_delegates.h"
#include "views/runs/run_plots.h"
#include "views/state/log_model.h"
#include "views/state/run_table_model.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/chip.h"
#include "views/widgets/colour_popup.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/note_edit.h"
#include "views/widgets/search_field.h"
#include "views/widgets/toast_host.h"

using namespace phi1;
using namespace phi1::test;

namespace {

constexpr const char *running = "small-lr1e-3";
constexpr const char *stopped = "small-lr6e-4";
constexpr const char *diverged = "small-lr2e-3";

QString name(const char *run)
{
    return QString::fromLatin1(run);
}

/// The middle of a cell of the table, in its viewport.
QPoint cell(const RunTableView *table, const QString &run, int column)
{
    const auto *model = table->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        const QModelIndex index = model->index(row, column);
        if (index.data(RunTableModel::RunIdRole).toString() == run)
            return table->visualRect(index).center();
    }
    return {};
}

QPoint eye(const RunTableView *table, const QString &run)
{
    const QPoint middle = cell(table, run, RunTableModel::Swatch);
    const QRect whole = table->visualRect(table->indexAt(middle));
    return SwatchDelegate::eyeRect(whole).center();
}

ActionButton *button(const QWidget *parent, const QString &text)
{
    for (ActionButton *each : parent->findChildren<ActionButton *>())
        if (each->text() == text && each->isVisible())
            return each;
    return nullptr;
}

template<typename T>
T *visible(const QWidget *parent)
{
    for (T *each : parent->findChildren<T *>())
        if (each->isVisible())
            return each;
    return nullptr;
}

} // namespace

class tst_RunsPage : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_fixture = std::make_unique<RunsFixture>();
        m_locks = writeExampleWorkspace(m_fixture->workspace());
    }
    void cleanup()
    {
        m_fixture.reset();
        m_locks.clear();
    }

    void selectsTheFirstRunAndShowsItEverywhere()
    {
        open();
        QTRY_VERIFY(!table()->currentRun().isEmpty());
        select(running);
        QCOMPARE(m_fixture->page()->inspectorTitle(), name(running));
        QVERIFY(m_fixture->page()->facts().startsWith(QStringLiteral("6 runs · 1 running")));
        QTRY_VERIFY(log()->view()->model()->rowCount() > 0);
    }

    void aClickOnARowShowsThatRun()
    {
        open();
        select(running);
        click(stopped, RunTableModel::Name);
        QCOMPARE(table()->currentRun(), m_fixture->run(name(stopped)));
        QCOMPARE(m_fixture->page()->inspectorTitle(), name(stopped));
        QTest::keyClick(table(), Qt::Key_Up);
        QVERIFY(table()->currentRun() != m_fixture->run(name(stopped)));
    }

    void aClickOnTheEyeHidesTheCurveAndSelectsNothing()
    {
        open();
        select(running);
        QVERIFY(shown(stopped));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, Qt::NoModifier,
                          eye(table(), m_fixture->run(name(stopped))));
        QTRY_VERIFY(!shown(stopped));
        QCOMPARE(table()->currentRun(), m_fixture->run(name(running)));
        QTRY_COMPARE(plots()->drawnRuns(), shownCount());
    }

    void altClickOnTheEyeShowsNoOtherCurveAndASecondOneAll()
    {
        open();
        const int before = shownCount();
        QVERIFY(before > 1);
        const QPoint place = eye(table(), m_fixture->run(name(stopped)));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, Qt::AltModifier, place);
        QTRY_COMPARE(shownCount(), 1);
        QVERIFY(shown(stopped));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, Qt::AltModifier, place);
        QTRY_COMPARE(shownCount(), before);
    }

    void spaceHidesTheCurrentCurve()
    {
        open();
        select(stopped);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Space);
        QTRY_VERIFY(!shown(stopped));
        QTest::keyClick(table(), Qt::Key_Space);
        QTRY_VERIFY(shown(stopped));
    }

    void aClickOnTheSwatchOpensTheColours()
    {
        open();
        const QPoint middle = cell(table(), m_fixture->run(name(stopped)), RunTableModel::Swatch);
        const QRect whole = table()->visualRect(table()->indexAt(middle));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, Qt::NoModifier,
                          SwatchDelegate::swatchRect(whole).center());
        QPointer<ColourPopup> popup = m_fixture->page()->findChild<ColourPopup *>();
        QVERIFY(popup);
        emit popup->slotChosen(7);
        QTRY_COMPARE(info(stopped)->annotation.colourSlot, 7);
        m_fixture->window->undoStack().undo();
        QTRY_VERIFY(info(stopped)->annotation.colourSlot != 7);
        popup->close();
    }

    void pinsTheBaselineByKey()
    {
        open();
        select(stopped);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_P);
        QTRY_VERIFY(info(stopped)->annotation.baseline);
        QTest::keyClick(table(), Qt::Key_P);
        QTRY_VERIFY(!info(stopped)->annotation.baseline);
    }

    void typingInTheFilterNarrowsTableAndCharts()
    {
        open();
        auto *field = filter()->findChild<SearchField *>();
        m_fixture->page()->focusSearch();
        QVERIFY(field->hasFocus());
        QTest::keyClicks(field, QStringLiteral("small-lr"));
        QTRY_COMPARE(table()->model()->rowCount(), 3);
        QTRY_COMPARE(plots()->drawnRuns(), 3);
        QTest::keyClick(field, Qt::Key_Escape);
        QTRY_COMPARE(table()->model()->rowCount(), 6);
    }

    void aFilterThatMatchesNothingSaysSoAndCanBeCleared()
    {
        open();
        auto *field = filter()->findChild<SearchField *>();
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("no such run"));
        QTRY_COMPARE(table()->model()->rowCount(), 0);
        QTRY_VERIFY(button(m_fixture->page(), QStringLiteral("Clear the filter")));
        QTest::mouseClick(button(m_fixture->page(), QStringLiteral("Clear the filter")),
                          Qt::LeftButton);
        QTRY_COMPARE(table()->model()->rowCount(), 6);
        QVERIFY(table()->isVisible());
    }

    void aTagBecomesAChipThatCanBeRemoved()
    {
        open();
        RunAnnotation annotation = info(stopped)->annotation;
        annotation.tags = {"sweep"};
        m_fixture->session->setAnnotation(m_fixture->run(name(stopped)), annotation);
        auto *field = filter()->findChild<SearchField *>();
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("tag:sweep"));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        QVERIFY(field->text().isEmpty());
        auto *chip = filter()->findChild<Chip *>();
        QVERIFY(chip);
        QCOMPARE(chip->text(), QStringLiteral("sweep"));
        QTest::mouseClick(chip, Qt::LeftButton, Qt::NoModifier, chip->removeRect().center());
        QTRY_COMPARE(table()->model()->rowCount(), 6);
    }

    void groupsByAKeyOfTheConfiguration()
    {
        open();
        filter()->setGroupKey(QStringLiteral("training.learning_rate"));
        QVERIFY(button(filter(), QStringLiteral("Grouped by training.learning_rate")));
        filter()->setGroupKey({});
        QVERIFY(button(filter(), QStringLiteral("Group by…")));
    }

    void aNanIsFoundAndLeadsToItsStep()
    {
        open();
        select(diverged);
        QTRY_VERIFY(visible<Banner>(m_fixture->window.get()));
        QVERIFY(m_fixture->curvesLoaded({name(diverged)}));
        const auto finding = [this]() -> Banner * {
            for (Banner *banner : m_fixture->window->findChildren<Banner *>())
                if (banner->isVisible() &&
                    banner->accessibleName().contains(QStringLiteral("not a number")))
                    return banner;
            return nullptr;
        };
        QTRY_VERIFY(finding());
        QTest::qWait(200); // the charts draw what was loaded
        emit finding()->linkActivated();
        QTRY_VERIFY(plots()->charts()->crosshairStep() > 9000);
    }

    void lostContactOffersToMarkAsStopped()
    {
        open();
        select("cluster-pretrain-02");
        QVERIFY(m_fixture->reaches(QStringLiteral("cluster-pretrain-02"), RunState::LostContact));
        QTRY_VERIFY(button(m_fixture->window.get(), QStringLiteral("Mark as stopped")));
        QVERIFY(button(m_fixture->window.get(), QStringLiteral("Check again")));
        QTest::mouseClick(button(m_fixture->window.get(), QStringLiteral("Mark as stopped")),
                          Qt::LeftButton);
        QVERIFY(m_fixture->reaches(QStringLiteral("cluster-pretrain-02"), RunState::Stopped));
    }

    void deleteMovesToTheTrashAndUndoBringsBack()
    {
        open();
        select(stopped);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Delete);
        QTRY_VERIFY_WITH_TIMEOUT(!info(stopped), 20000);
        QVERIFY(!std::filesystem::exists(m_fixture->run(name(stopped)).toStdString()));
        QTest::keyClick(m_fixture->window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(
            std::filesystem::exists(m_fixture->run(name(stopped)).toStdString()), 20000);
        QVERIFY(m_fixture->reaches(name(stopped), RunState::Stopped));
    }

    void theToastOfATrashedRunBringsItBackWhateverCameLater()
    {
        open();
        select(stopped);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Delete);
        QTRY_VERIFY_WITH_TIMEOUT(!info(stopped), 20000);
        select(diverged);
        m_fixture->window->actions().find(QStringLiteral("runs.archive"))->trigger();
        QTRY_VERIFY(info(diverged)->annotation.archived);
        QAbstractButton *undo = nullptr;
        for (auto *each : m_fixture->window->findChildren<QAbstractButton *>()) {
            if (!each->isVisible() || each->text() != QStringLiteral("Undo"))
                continue;
            for (const QLabel *label : each->parentWidget()->findChildren<QLabel *>())
                if (label->text().contains(QStringLiteral("to trash")))
                    undo = each;
        }
        QVERIFY(undo);
        QTest::mouseClick(undo, Qt::LeftButton);
        QVERIFY(m_fixture->reaches(name(stopped), RunState::Stopped));
        QVERIFY(info(diverged)->annotation.archived);
    }

    void aRunningRunIsNotTrashed()
    {
        open();
        select(running);
        QTRY_VERIFY(!m_fixture->window->actions().find(QStringLiteral("runs.trash"))->isEnabled());
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Delete);
        QTest::qWait(200);
        QVERIFY(info(running));
    }

    void notesAreSavedAMomentAfterTyping()
    {
        open();
        select(stopped);
        auto *notes = visible<NoteEdit>(m_fixture->window.get());
        QVERIFY(notes);
        notes->setFocus();
        QTest::keyClicks(notes, QStringLiteral("best of the sweep"));
        QTRY_COMPARE(QString::fromStdString(info(stopped)->annotation.notes),
                     QStringLiteral("best of the sweep"));
    }

    void notesTypedBeforeAnotherRunIsChosenBelongToTheFirst()
    {
        open();
        select(stopped);
        auto *notes = visible<NoteEdit>(m_fixture->window.get());
        notes->setFocus();
        QTest::keyClicks(notes, QStringLiteral("mine"));
        select(diverged);
        QTRY_COMPARE(QString::fromStdString(info(stopped)->annotation.notes),
                     QStringLiteral("mine"));
        QVERIFY(info(diverged)->annotation.notes.empty());
        QVERIFY(notes->toPlainText().isEmpty());
    }

    void tagsAreAddedInTheInspector()
    {
        open();
        select(stopped);
        QLineEdit *field = nullptr;
        for (QLineEdit *each : m_fixture->window->findChildren<QLineEdit *>())
            if (each->isVisible() && each->accessibleName() == QStringLiteral("Add a tag"))
                field = each;
        QVERIFY(field);
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("sweep"));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(info(stopped)->annotation.tags, std::vector<std::string>{"sweep"});
    }

    void f2RenamesInPlace()
    {
        open();
        select(stopped);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_F2);
        auto *editor = table()->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("lower rate"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(info(stopped)->title, QStringLiteral("lower rate"));
    }

    void searchingTheLogFindsALineAndStopsFollowing()
    {
        open();
        select(running);
        QTRY_VERIFY(log()->view()->model()->rowCount() > 10);
        auto *field = log()->findChild<SearchField *>();
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("thermal"));
        QTRY_COMPARE(log()->view()->model()->matchCount(), 1);
        QTRY_VERIFY(log()->view()->currentRow() >= 0);
        QVERIFY(log()->view()->selectedText().contains(QStringLiteral("thermal")));
        QVERIFY(!log()->view()->model()->isFollowing());
    }

    void keysOfTheChartsWorkFromTheTable()
    {
        open();
        table()->setFocus();
        auto *bar = plots()->bar();
        const double strength = bar->smoothing().strength;
        QTest::keyClick(table(), Qt::Key_S);
        QCOMPARE(bar->smoothing().strength, 0.0);
        QTest::keyClick(table(), Qt::Key_S);
        QCOMPARE(bar->smoothing().strength, strength);
        QTest::keyClick(table(), Qt::Key_L);
        QVERIFY(plots()->charts()->isLogY(QStringLiteral("loss")));
        QTest::keyClick(table(), Qt::Key_L);
        QVERIFY(!plots()->charts()->isLogY(QStringLiteral("loss")));
    }

    void theSliderSmoothsTheCharts()
    {
        open();
        auto *slider = plots()->bar()->findChild<QSlider *>();
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_End);
        QCOMPARE(plots()->charts()->smoothing().strength, 0.99);
        QCOMPARE(slider->accessibleName(), QStringLiteral("Smoothing 0.99"));
    }

    void aNoteIsPinnedAtTheCrosshair()
    {
        open();
        select(stopped);
        QVERIFY(m_fixture->curvesLoaded({name(stopped)}));
        QTest::qWait(200); // the charts draw what was loaded
        plots()->charts()->moveCrosshair(m_fixture->run(name(stopped)), 8000);
        QCOMPARE(plots()->charts()->crosshairStep(), 8000);
        QTest::keyClick(table(), Qt::Key_N);
        auto *popup = m_fixture->page()->findChild<NotePopup *>();
        QVERIFY(popup);
        auto *line = popup->findChild<QLineEdit *>();
        QTest::keyClicks(line, QStringLiteral("data changed here"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(m_fixture->session->notes(m_fixture->run(name(stopped))).size(), 1);
        QCOMPARE(m_fixture->session->notes(m_fixture->run(name(stopped))).first().step, 8000);
    }

    void aRemovedNoteComesBackByUndo()
    {
        open();
        const QString run = m_fixture->run(name(stopped));
        m_fixture->session->addNote(run, 8000, QStringLiteral("kink"));
        select(stopped);
        QTRY_COMPARE(m_fixture->session->notes(run).size(), 1);
        IconButton *remove = nullptr;
        QTRY_VERIFY([&] {
            for (IconButton *each : m_fixture->window->findChildren<IconButton *>())
                if (each->isVisible() &&
                    each->accessibleName() == QStringLiteral("Remove the note"))
                    remove = each;
            return remove != nullptr;
        }());
        QTest::mouseClick(remove, Qt::LeftButton);
        QTRY_VERIFY(m_fixture->session->notes(run).isEmpty());
        m_fixture->window->undoStack().undo();
        QTRY_COMPARE(m_fixture->session->notes(run).size(), 1);
        QCOMPARE(m_fixture->session->notes(run).first().text, QStringLiteral("kink"));
    }

    void twoSelectedRunsAreCompared()
    {
        open();
        click(stopped, RunTableModel::Name);
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          cell(table(), m_fixture->run(name(diverged)), RunTableModel::Name));
        QTRY_VERIFY(visible<ComparisonTable>(m_fixture->window.get()));
        const QString text = visible<ComparisonTable>(m_fixture->window.get())->text();
        QVERIFY2(text.contains(QStringLiteral("training.learning_rate\t")), qPrintable(text));
        QVERIFY(!text.contains(QStringLiteral("model.layers")));
    }

    void theDocumentsOfAStepAreAskedForByAButton()
    {
        open();
        select(stopped);
        QVERIFY(m_fixture->curvesLoaded({name(stopped)}));
        QTest::qWait(200);
        plots()->charts()->moveCrosshair(m_fixture->run(name(stopped)), 40);
        const QString ask = QStringLiteral("Show those of step 40");
        QTRY_VERIFY(button(m_fixture->window.get(), ask));
        QTest::mouseClick(button(m_fixture->window.get(), ask), Qt::LeftButton);
        QTRY_VERIFY([&] {
            for (const QLabel *label : m_fixture->window->findChildren<QLabel *>())
                if (label->isVisible() && label->text().startsWith(QStringLiteral("Step 40:")))
                    return true;
            return false;
        }());
    }

    void aClosedFindingStaysClosed()
    {
        open();
        select(diverged);
        QTRY_VERIFY(visible<Banner>(m_fixture->window.get()));
        QTest::qWait(200);
        const QString said = visible<Banner>(m_fixture->window.get())->accessibleName();
        emit visible<Banner>(m_fixture->window.get())->closed();
        select(stopped);
        select(diverged);
        QTest::qWait(200);
        for (const Banner *banner : m_fixture->window->findChildren<Banner *>())
            QVERIFY(!banner->isVisible() || banner->accessibleName() != said);
    }

    void copiesTheSelectedRowsAsTsvWithPlainNumbers()
    {
        open();
        select(stopped);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QApplication::clipboard()->text().split(u'\n');
        QVERIFY(lines.value(0).contains(QStringLiteral("Name\tState")));
        QVERIFY(lines.value(1).startsWith(name(stopped)));
        for (const QChar c : lines.value(1))
            QVERIFY2(c.unicode() < 128, qPrintable(lines.value(1)));
    }

    void newRunAndDuplicateLeadToTheForm()
    {
        open();
        select(stopped);
        table()->setFocus();
        QTest::keyClick(m_fixture->window.get(), Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(m_fixture->window->currentPageId(), QStringLiteral("new-run"));
        m_fixture->window->navigate(QStringLiteral("runs"));
        QTest::keyClick(m_fixture->window.get(), Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(m_fixture->window->currentPageId(), QStringLiteral("new-run"));
    }

    void tagsAndNotesStandInTheTableWhereTheyFit()
    {
        open();
        QVERIFY(table()->isColumnHidden(RunTableModel::Notes));
        m_fixture->window->resize(2560, 1440);
        QTRY_VERIFY(!table()->isColumnHidden(RunTableModel::Tags));
        QVERIFY(!table()->isColumnHidden(RunTableModel::Notes));
        m_fixture->window->resize(1280, 720);
        QTRY_VERIFY(table()->isColumnHidden(RunTableModel::Notes));
    }

    void layoutFilterAndSelectionComeBack()
    {
        open();
        select(diverged);
        filter()->setText(QStringLiteral("small-lr"));
        plots()->bar()->setLogX(true);
        const QVariantMap state = m_fixture->page()->saveState();
        m_fixture->close();
        m_fixture->open();
        m_fixture->page()->restoreState(state);
        QTRY_COMPARE(table()->model()->rowCount(), 3);
        QCOMPARE(filter()->text(), QStringLiteral("small-lr"));
        QTRY_COMPARE(table()->currentRun(), m_fixture->run(name(diverged)));
        QVERIFY(plots()->charts()->isLogX());
    }

    void aStateOfNonsenseIsIgnored()
    {
        open();
        QVariantMap state;
        for (const QString &key : m_fixture->page()->saveState().keys())
            state.insert(key, QVariant(QStringLiteral("nonsense")));
        m_fixture->page()->restoreState(state);
        filter()->clear();
        QTRY_COMPARE(table()->model()->rowCount(), 6);
        QVERIFY(table()->isVisible());
        QVERIFY(plots()->charts()->height() > 100);
    }

    void manyOpenEyesAreDrawnWhenAskedFor()
    {
        for (int i = 0; i < RunPlots::mostRuns + 5; ++i) {
            FakeRun run;
            run.name = "many-" + std::to_string(i);
            run.config = fakeConfig("phi-1-nano", {});
            run.state = JobState::Finished;
            run.lastStep = 200;
            run.every = 10;
            run.startedAgo = 1000 + i;
            writeFakeRun(m_fixture->workspace(), run);
        }
        m_fixture->open();
        QTRY_COMPARE(plots()->drawnRuns(), RunPlots::mostRuns);
        QTRY_VERIFY(plots()->leftOut() > 0);
        Chip *drawn = nullptr;
        for (Chip *chip : plots()->bar()->findChildren<Chip *>())
            if (chip->text().contains(QStringLiteral("click for all")))
                drawn = chip;
        QVERIFY(drawn);
        QTest::mouseClick(drawn, Qt::LeftButton);
        QTRY_COMPARE(plots()->leftOut(), 0);
        QVERIFY(plots()->drawnRuns() > RunPlots::mostRuns);
    }

    void everyInteractiveWidgetHasAName()
    {
        open();
        select(running);
        QVERIFY(m_fixture->curvesLoaded({name(running)}));
        QTest::qWait(200);
        QList<QWidget *> all = m_fixture->page()->findChildren<QWidget *>();
        all << m_fixture->page()->inspector()->findChildren<QWidget *>();
        for (QWidget *widget : all) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus ||
                !widget->isEnabled())
                continue;
            QString text = widget->accessibleName();
            if (const auto *pressed = qobject_cast<QAbstractButton *>(widget))
                text += pressed->text();
            if (const auto *chip = qobject_cast<Chip *>(widget))
                text += chip->text();
            if (const auto *label = qobject_cast<QLabel *>(widget))
                text += label->text();
            if (widget->focusProxy())
                continue;
            QVERIFY2(!text.isEmpty(), widget->metaObject()->className());
        }
    }

private:
    void open()
    {
        m_fixture->open();
        QVERIFY(m_fixture->reaches(name(running), RunState::Running));
        QTRY_COMPARE(table()->model()->rowCount(), 6);
    }
    void select(const char *run)
    {
        m_fixture->page()->opened({{QStringLiteral("run"), m_fixture->run(name(run))}});
        QTRY_COMPARE(table()->currentRun(), m_fixture->run(name(run)));
    }
    void click(const char *run, int column)
    {
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, Qt::NoModifier,
                          cell(table(), m_fixture->run(name(run)), column));
    }
    const RunInfo *info(const char *run) const { return m_fixture->info(name(run)); }
    bool shown(const char *run) const { return info(run) && info(run)->annotation.shown; }
    /// Runs with an open eye that can have a curve.
    int shownCount() const
    {
        int count = 0;
        for (const RunInfo &run : m_fixture->session->runs()->runs())
            count += run.annotation.shown && run.state != RunState::Queued ? 1 : 0;
        return count;
    }
    RunTableView *table() const { return m_fixture->table(); }
    FilterBar *filter() const { return m_fixture->page()->findChild<FilterBar *>(); }
    RunPlots *plots() const { return m_fixture->page()->findChild<RunPlots *>(); }
    LogPanel *log() const { return m_fixture->page()->findChild<LogPanel *>(); }

    std::unique_ptr<RunsFixture> m_fixture;
    std::vector<FileDescriptor> m_locks;
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    tst_RunsPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_runs_page.moc"
