// SPDX-License-Identifier: GPL-3.0-or-later
// The page that compares, driven by mouse and keys against an engine that does as it is told.
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QPushButton>
#include <QTreeView>

#include "tests/views/compare/compare_fixture.h"
#include "views/choosers/checkpoint_chooser.h"
#include "views/choosers/history_list.h"
#include "views/choosers/prompt_tree.h"
#include "views/compare/compare_bar.h"
#include "views/compare/compare_layout.h"
#include "views/compare/diff_view.h"
#include "views/compare/distribution_table.h"
#include "views/compare/number_edit.h"
#include "views/compare/pane_footer.h"
#include "views/compare/prompt_editor.h"
#include "views/compare/prompt_panel.h"
#include "views/compare/sample_groups.h"
#include "views/compare/sampling_panel.h"
#include "views/compare/side_panel.h"
#include "views/compare/token_card.h"
#include "views/compare/votes_tab.h"
#include "views/state/compare_blind.h"
#include "views/state/compare_history.h"
#include "views/state/engine_hub.h"
#include "views/state/prompt_library.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/widget_accessibility.h"

using namespace phi1;
using namespace phi1::test;
using namespace Qt::StringLiterals;

namespace {

QStringList shownBanners(const CompareFixture &fixture)
{
    QStringList texts;
    for (const Banner *banner : fixture.page()->findChildren<Banner *>())
        if (banner->isVisible())
            texts << banner->accessibleName();
    return texts;
}

ActionButton *buttonNamed(QWidget *parent, const QString &text)
{
    for (ActionButton *button : parent->findChildren<ActionButton *>())
        if (button->isVisible() && button->text() == text)
            return button;
    return nullptr;
}

NumberEdit *field(const CompareFixture &fixture, const QString &name)
{
    for (NumberEdit *edit : fixture.page()->findChildren<NumberEdit *>())
        if (edit->accessibleName() == name)
            return edit;
    return nullptr;
}

void type(QWidget *field, const QString &text)
{
    field->setFocus();
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(field, text);
}

QString shownText(const CompareFixture &fixture, int pane)
{
    return fixture.tokens(pane)->text();
}

} // namespace

class tst_ComparePage : public QObject
{
    Q_OBJECT
private slots:
    void firstVisitHoldsThePapersCheckpointsAndAPrompt()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        QVERIFY(!fixture.compare()->prompt().isEmpty());
        QCOMPARE(fixture.page()->findChild<PromptEditor *>()->text(), fixture.compare()->prompt());
        QVERIFY(fixture.action("run")->isEnabled());
        QVERIFY(!fixture.action("stop")->isEnabled());
    }

    void withoutCheckpointsThePanesLeadToSome()
    {
        CompareFixture fixture;
        fixture.open();
        QVERIFY(fixture.pane(0)->isEmpty());
        QVERIFY(fixture.pane(1)->isEmpty());
        QVERIFY(buttonNamed(fixture.pane(0), u"Open from disk…"_s));
        ActionButton *demonstration = buttonNamed(fixture.pane(1), u"To the demonstration"_s);
        QVERIFY(demonstration);
        QTest::mouseClick(demonstration, Qt::LeftButton);
        QCOMPARE(fixture.window->currentPageId(), u"runs"_s);
    }

    void anEmptyPaneOffersTheChoice()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        fixture.compare()->setCheckpoint(0, {});
        QVERIFY(fixture.pane(0)->isEmpty());
        ActionButton *choose = buttonNamed(fixture.pane(0), u"Choose a checkpoint…"_s);
        QVERIFY(choose);
        QTest::mouseClick(choose, Qt::LeftButton);
        QTRY_VERIFY(fixture.page()->findChild<CheckpointChooser *>());
        fixture.page()->findChild<CheckpointChooser *>()->close();
    }

    void choosesACheckpointByTyping()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        QMetaObject::invokeMethod(fixture.pane(1), "chooseRequested",
                                  Q_ARG(QRect, fixture.pane(1)->chooserArea()));
        QTRY_VERIFY(fixture.page()->findChild<CheckpointChooser *>());
        auto *chooser = fixture.page()->findChild<CheckpointChooser *>();
        auto *search = chooser->findChild<QLineEdit *>();
        QTest::keyClicks(search, u"phi-1-base"_s);
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_COMPARE(fixture.compare()->pane(1).facts.checkpoint.path, fixture.base);
    }

    void runsWritesAndTellsWhereTheyPart()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        QCOMPARE(shownText(fixture, 0), baseText());
        QCOMPARE(shownText(fixture, 1), finetunedText());
        const PaneDivergence parts = fixture.compare()->divergence();
        QVERIFY(parts.exists);
        QCOMPARE(fixture.tokens(0)->difference(), parts.tokens[0]);
        QCOMPARE(fixture.tokens(1)->difference(), parts.tokens[1]);
        QTest::keyClick(fixture.window.get(), Qt::Key_F8);
        QCOMPARE(fixture.tokens(0)->currentToken(), parts.tokens[0]);
        QCOMPARE(fixture.tokens(1)->currentToken(), parts.tokens[1]);
    }

    void panesSayWhatTheEngineReported()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        QTRY_VERIFY(!fixture.compare()->pane(0).facts.fingerprint.isEmpty());
        QTRY_COMPARE(shortFingerprint(fixture.compare()->pane(0).facts.fingerprint).left(4),
                     u"9f3a"_s);
        const auto *footer = fixture.pane(0)->findChild<PaneFooter *>();
        QStringList facts;
        for (const LineFact &fact : footer->facts())
            facts << fact.text + fact.code;
        const QString line = facts.join(u" | "_s);
        QVERIFY2(line.contains(u"21"), qPrintable(line));  // ms to the first token
        QVERIFY2(line.contains(u"2.9"), qPrintable(line)); // GB
    }

    void stopsByEscapeAndKeepsWhatCame()
    {
        CompareFixture fixture;
        fixture.addPaperRuns(50);
        fixture.open();
        QVERIFY(fixture.isPreset());
        QVERIFY(fixture.runs());
        QVERIFY(fixture.writes(0, 3));
        fixture.tokens(0)->setFocus();
        QTest::keyClick(fixture.tokens(0), Qt::Key_Escape);
        QTRY_VERIFY(!fixture.compare()->isRunning());
        const int kept = fixture.tokens(0)->tokenCount();
        QVERIFY(kept >= 3);
        QTest::qWait(200);
        QCOMPARE(fixture.tokens(0)->tokenCount(), kept);
        QVERIFY(!fixture.action("stop")->isEnabled());
    }

    void typingAPromptReachesTheSessionAndAnEmptyOneCannotRun()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        auto *editor = fixture.page()->findChild<PromptEditor *>();
        editor->setFocus();
        QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(editor, u"def f(x)"_s);
        QCOMPARE(fixture.compare()->prompt(), u"def f(x)"_s);
        QVERIFY(fixture.compare()->promptEntry().isEmpty());
        QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(editor, Qt::Key_Delete);
        QVERIFY(!fixture.compare()->runProblem().isEmpty());
        QVERIFY(!fixture.action("run")->isEnabled());
    }

    void choosesAPromptOfTheLibraryByMouse()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        auto *tree = fixture.page()->findChild<PromptTree *>();
        QTRY_VERIFY(tree->model()->rowCount() > 1);
        const QModelIndex group = tree->model()->index(1, 0);
        const QModelIndex second = tree->model()->index(0, 0, group);
        tree->scrollTo(second);
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(second).center());
        QCOMPARE(fixture.compare()->title(), second.data().toString());
        QCOMPARE(fixture.page()->findChild<PromptEditor *>()->text(), fixture.compare()->prompt());
    }

    void samplingIsSharedThenPerPane()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        type(field(fixture, u"Temperature"_s), u"0.7"_s);
        QCOMPARE(fixture.compare()->sampling().temperature, 0.7);
        type(field(fixture, u"Seed"_s), u"18446744073709551615"_s);
        QCOMPARE(fixture.compare()->sampling().seed, std::numeric_limits<quint64>::max());
        type(field(fixture, u"Temperature"_s), u"abc"_s);
        QCOMPARE(fixture.compare()->sampling().temperature, 0.7);
        QCOMPARE(field(fixture, u"Temperature"_s)->property("phi1State").toString(), u"error"_s);
        type(field(fixture, u"Temperature"_s), u"0.7"_s);
        fixture.compare()->setSamplingPerPane(true);
        fixture.page()->findChild<SamplingPanel *>()->setPane(1);
        type(field(fixture, u"Temperature"_s), u"1.5"_s);
        QCOMPARE(fixture.compare()->effectiveSampling(0).temperature, 0.7);
        QCOMPARE(fixture.compare()->effectiveSampling(1).temperature, 1.5);
    }

    void hoveringATokenShowsItsDistributionAndABranchContinuesFromIt()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        TokenView *tokens = fixture.tokens(0);
        const QPoint place = tokens->tokenRect(2).center();
        QTest::mouseMove(tokens->viewport(), place + QPoint(1, 0));
        QTest::mouseMove(tokens->viewport(), place);
        auto *card = fixture.page()->findChild<TokenCard *>();
        QTRY_VERIFY(card->isVisible());
        QTRY_VERIFY(!card->data().rows.isEmpty());
        QCOMPARE(card->data().token, 2);
        QCOMPARE(card->data().columns.size(), 2);
        QTest::mouseClick(tokens->viewport(), Qt::LeftButton, {}, place);
        QTRY_VERIFY(card->isPinned());
        const int before = static_cast<int>(fixture.compare()->pane(0).completions.size());
        auto *table = card->findChild<DistributionTable *>();
        QTRY_VERIFY(!table->rowRect(1).isEmpty());
        QTest::mouseClick(table, Qt::LeftButton, {}, table->rowRect(1).center());
        QTRY_COMPARE(static_cast<int>(fixture.compare()->pane(0).completions.size()), before + 1);
        QVERIFY(fixture.ends());
        QCOMPARE(fixture.compare()->pane(0).currentCompletion()->branchIndex, 2);
        QVERIFY(!card->isVisible());
    }

    void keysChangeTintAndView()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        auto *bar = fixture.page()->findChild<CompareBar *>();
        fixture.tokens(0)->setFocus();
        QTest::keyClick(fixture.tokens(0), Qt::Key_T);
        QCOMPARE(bar->tint(), CompareBar::Tint::Divergence);
        QCOMPARE(fixture.tokens(1)->tint(), TokenView::Tint::Divergence);
        QTest::keyClick(fixture.tokens(0), Qt::Key_T);
        QCOMPARE(bar->tint(), CompareBar::Tint::Off);
        QTest::keyClick(fixture.tokens(0), Qt::Key_D);
        QCOMPARE(bar->view(), CompareBar::View::Diff);
        auto *diff = fixture.page()->findChild<DiffView *>();
        QVERIFY(diff->isVisible());
        QTRY_VERIFY(diff->differenceCount() > 0);
        QTest::keyClick(diff, Qt::Key_D);
        QCOMPARE(bar->view(), CompareBar::View::Tokens);
        QTest::keyClick(fixture.window.get(), Qt::Key_2, Qt::AltModifier);
        QCOMPARE(QApplication::focusWidget(), fixture.tokens(1));
    }

    void samplesThatAreAlikeStandTogether()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        type(field(fixture, u"Samples"_s), u"4"_s);
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        auto *groups = fixture.pane(0)->findChild<SampleGroups *>();
        QTRY_VERIFY(groups->isVisible());
        QCOMPARE(groups->groupCount(), 1);
        QCOMPARE(fixture.compare()->sampleGroups(0).first().count(), 4);
    }

    void saysThatTwoPanesHoldTheSameWeights()
    {
        CompareFixture fixture;
        const QJsonObject same{{u"fingerprint"_s, u"abcdef0123456789"_s}};
        fixture.addPaperRuns(0, same, same);
        fixture.open();
        QVERIFY(fixture.isPreset());
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        QTRY_VERIFY(!fixture.compare()->weightsWarning().isEmpty());
        QTRY_VERIFY(!shownBanners(fixture).isEmpty());
    }

    void anEngineThatDiesLeavesWhatCameAndIsStartedAgain()
    {
        CompareFixture fixture;
        fixture.addPaperRuns(100, {{u"die_at"_s, 8}});
        fixture.open();
        QVERIFY(fixture.isPreset());
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        QTRY_COMPARE(fixture.compare()->engine().process().state(), EngineProcess::State::Died);
        QCOMPARE(fixture.compare()->pane(0).state, PaneState::Failed);
        QCOMPARE(fixture.tokens(0)->tokenCount(), 8);
        QVERIFY(!shownBanners(fixture).isEmpty());
        for (Banner *banner : fixture.page()->findChildren<Banner *>())
            if (banner->isVisible()) {
                emit banner->linkActivated();
                break;
            }
        QTRY_COMPARE_WITH_TIMEOUT(fixture.compare()->engine().process().state(),
                                  EngineProcess::State::Ready, 10000);
        QTRY_VERIFY(shownBanners(fixture).size() <= 2);
    }

    void aCheckpointThatDoesNotFitIsRefusedWithItsNumbersInItsPane()
    {
        CompareFixture fixture;
        fixture.addPaperRuns(0, {{u"load_status"_s, 507},
                                 {u"load_message"_s, u"needs 96 GB of 80 GB; choose int8"_s},
                                 {u"needs"_s, 96e9},
                                 {u"available"_s, 80e9}});
        fixture.open();
        QVERIFY(fixture.isPreset());
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        QCOMPARE(fixture.compare()->pane(0).state, PaneState::Failed);
        QCOMPARE(fixture.compare()->pane(1).state, PaneState::Finished);
        QTRY_VERIFY(shownBanners(fixture).join(u' ').contains(u"96"));
        QCOMPARE(shownText(fixture, 1), finetunedText());
    }

    void blindModeHidesNamesTakesVotesAndTellsInTheEnd()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        QTest::keyClick(fixture.window.get(), Qt::Key_B, Qt::ControlModifier);
        QVERIFY(fixture.compare()->blind().isActive());
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        for (int i = 0; i < 2; ++i)
            QVERIFY(!fixture.pane(i)->accessibleName().contains(u"phi-1"));
        QVERIFY(!fixture.page()->facts().contains(u"phi-1"));
        QTest::keyClick(fixture.window.get(), Qt::Key_Right, Qt::AltModifier);
        QTRY_COMPARE(fixture.compare()->blind().votes().size(), 1);
        auto *votes = fixture.page()->findChild<VotesTab *>();
        QVERIFY(!votes->resultTexts().join(u' ').contains(u"phi-1"));
        const int winner = fixture.compare()->blind().order().value(1);
        QTest::keyClick(fixture.window.get(), Qt::Key_B, Qt::ControlModifier);
        QVERIFY(!fixture.compare()->blind().isActive());
        QVERIFY(fixture.pane(0)->accessibleName().contains(u"phi-1"));
        const VoteItem vote = fixture.compare()->blind().votes().first();
        QVERIFY(vote.names.value(vote.winner)
                    .startsWith(fixture.compare()->pane(winner).facts.checkpoint.name + u','));
        QTRY_VERIFY(votes->resultTexts().join(u' ').contains(u"phi-1"));
    }

    void aComparisonOfThePastIsShownAsItWasSeen()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        QTRY_VERIFY(fixture.compare()->recordId() > 0);
        const qint64 record = fixture.compare()->recordId();
        const QString prompt = fixture.compare()->prompt();
        fixture.compare()->setPrompt(u"def other():"_s);
        auto *side = fixture.page()->findChild<SidePanel *>();
        side->showTab(SidePanel::Tab::History);
        auto *history = side->history();
        QTRY_VERIFY(history->model()->rowCount() > 0);
        QTest::mouseClick(history->viewport(), Qt::LeftButton, {},
                          history->visualRect(history->model()->index(0, 0)).center());
        QTRY_VERIFY(fixture.compare()->isReopened());
        QCOMPARE(fixture.compare()->recordId(), record);
        QCOMPARE(fixture.page()->findChild<PromptEditor *>()->text(), prompt);
        QCOMPARE(shownText(fixture, 0), baseText());
        QCOMPARE(shownText(fixture, 1), finetunedText());
    }

    void comesBackAfterARestart()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        fixture.compare()->setPrompt(u"def kept(a, b):\n"_s);
        type(field(fixture, u"Max. tokens"_s), u"48"_s);
        fixture.action("tint")->trigger();
        fixture.window->saveState();
        fixture.close();
        fixture.open();
        QVERIFY(fixture.isPreset());
        QCOMPARE(fixture.page()->findChild<PromptEditor *>()->text(), u"def kept(a, b):\n"_s);
        QCOMPARE(fixture.compare()->sampling().maxTokens, 48);
        QCOMPARE(fixture.page()->findChild<CompareBar *>()->tint(), CompareBar::Tint::Divergence);
    }

    void aCheckpointFromElsewhereComesIntoAFreePane()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        const QString third = fixture.addFolder(u"third"_s, {{u"text"_s, u" pass"_s}});
        fixture.open();
        QVERIFY(fixture.isPreset());
        fixture.window->navigate(u"compare"_s, {{u"checkpoint"_s, fixture.finetuned}});
        QCOMPARE(fixture.compare()->paneCount(), 2);
        fixture.window->navigate(u"compare"_s, {{u"checkpoint"_s, third}});
        QCOMPARE(fixture.compare()->paneCount(), 3);
        QCOMPARE(fixture.compare()->pane(2).facts.checkpoint.path, third);
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        QCOMPARE(shownText(fixture, 2), u" pass"_s);
    }

    void narrowWindowsOpenLibraryAndSamplingFromALine()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open({1280, 720});
        QVERIFY(fixture.isPreset());
        auto *prompt = fixture.page()->findChild<PromptPanel *>();
        QVERIFY(prompt->isNarrow());
        auto *side = fixture.page()->findChild<SidePanel *>();
        QVERIFY(!side->isVisible());
        QTest::mouseClick(prompt->libraryButton(), Qt::LeftButton);
        QTRY_VERIFY(side->isVisible());
        QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!side->isVisible());
        fixture.window->resize(1440, 900);
        QTRY_VERIFY(side->isVisible());
        QVERIFY(!prompt->isNarrow());
    }

    void nothingMovesWhileFourPanesStreamAndTheWindowAnswers()
    {
        CompareFixture fixture;
        fixture.addPaperRuns(400);
        QString text;
        for (int line = 0; line < 60; ++line)
            text += u"    total = total + values[%1] * weights[%1]\n"_s.arg(line);
        const QJsonObject script{{u"text"_s, text}, {u"rate"_s, 400}};
        const QString third = fixture.addFolder(u"third"_s, script);
        const QString fourth = fixture.addFolder(u"fourth"_s, script);
        fixture.open();
        QVERIFY(fixture.isPreset());
        fixture.window->navigate(u"compare"_s, {{u"checkpoint"_s, third}});
        fixture.window->navigate(u"compare"_s, {{u"checkpoint"_s, fourth}});
        QCOMPARE(fixture.compare()->paneCount(), 4);
        CompareSampling sampling = fixture.compare()->sampling();
        sampling.maxTokens = 400;
        fixture.compare()->setSampling(sampling);
        QVERIFY(fixture.runs());
        QVERIFY(fixture.writes(3, 3));
        const QList<QWidget *> parts{fixture.pane(0), fixture.pane(3), fixture.tokens(0),
                                     fixture.tokens(3),
                                     fixture.page()->findChild<CompareBar *>()->runButton()};
        QVector<QRect> places;
        for (const QWidget *part : parts)
            places << QRect(part->mapTo(fixture.window.get(), QPoint()), part->size());
        StallMeter meter;
        while (fixture.compare()->isRunning()) {
            QTest::qWait(50);
            for (int i = 0; i < parts.size(); ++i)
                QCOMPARE(QRect(parts[i]->mapTo(fixture.window.get(), QPoint()), parts[i]->size()),
                         places[i]);
        }
        qInfo("longest stall while four panes streamed: %lld ms", meter.takeLongest());
        QVERIFY(fixture.ends());
    }

    void everyControlHasANameAndAFocusOrder()
    {
        CompareFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isPreset());
        QVERIFY(fixture.runs());
        QVERIFY(fixture.ends());
        for (const QString &id : {u"compare"_s, u"compare-set"_s}) {
            fixture.window->navigate(id);
            QSet<const QWidget *> seen;
            QStringList names;
            for (int i = 0; i < 120; ++i) {
                // Tab in the editor writes four blanks: there the keyboard leaves by F6.
                const bool inEditor = qobject_cast<PromptEditor *>(QApplication::focusWidget());
                QTest::keyClick(fixture.window.get(), inEditor ? Qt::Key_F6 : Qt::Key_Tab);
                QWidget *focused = QApplication::focusWidget();
                if (!focused)
                    continue;
                seen.insert(focused);
                const QAccessibleInterface *accessible =
                    QAccessible::queryAccessibleInterface(focused);
                QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
                         focused->metaObject()->className());
                names << accessible->text(QAccessible::Name);
            }
            names.removeDuplicates();
            QVERIFY2(seen.size() > 5, qPrintable(names.join(u" | "_s)));
        }
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    tst_ComparePage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_compare_page.moc"
