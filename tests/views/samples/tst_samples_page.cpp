// SPDX-License-Identifier: GPL-3.0-or-later
// The page in its window, over a corpus made for it, with real keys and the mouse.
#include "tests/views/samples/samples_fixture.h"
#include "views/sample_text/sample_text_view.h"
#include "views/samples/batch_panel.h"
#include "views/samples/details_popup.h"
#include "views/samples/facet_list.h"
#include "views/samples/facet_panel.h"
#include "views/samples/facet_section.h"
#include "views/samples/filter_chips.h"
#include "views/samples/label_bar.h"
#include "views/samples/near_pane.h"
#include "views/samples/provenance_panel.h"
#include "views/samples/sample_list_panel.h"
#include "views/samples/sample_list_view.h"
#include "views/samples/sample_panel.h"
#include "views/samples/sample_search_bar.h"
#include "views/samples/samples_layout.h"
#include "views/state/sample_list_model.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/histogram_slider.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/note_edit.h"
#include "views/widgets/panel.h"
#include "views/widgets/search_field.h"
#include "views/widgets/segmented_choice.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QTest>

using namespace phi1;
using namespace phi1::test;
using namespace Qt::StringLiterals;

class SamplesPageTest : public QObject
{
    Q_OBJECT

    static bool isDone(const SamplesFixture &shown)
    {
        return QTest::qWaitFor(
            [&] { return shown.samples()->search().stage == SearchState::Stage::Done; }, 20000);
    }
    static bool isRead(const SamplesFixture &shown)
    {
        return QTest::qWaitFor(
            [&] {
                return shown.samples()->page() != nullptr &&
                       shown.part<SamplePanel>()->text()->text().toStdString() ==
                           shown.samples()->page()->sample->text;
            },
            20000);
    }

private slots:
    void initTestCase()
    {
        Theme::instance().apply(*qApp);
        Theme::instance().setMode(Theme::Mode::Light);
    }

    void withoutTextItOffersToImportSome()
    {
        SamplesFixture shown;
        shown.open();
        auto *list = shown.part<SampleListPanel>();
        QTRY_VERIFY(list->isEmpty());
        QTest::mouseClick(list->empty()->button(), Qt::LeftButton);
        QVERIFY(shown.other("samples-import"));
    }

    void theFirstSampleIsReadAtOnce()
    {
        SamplesFixture shown;
        const ExampleCorpus made = writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown) && isRead(shown));
        QCOMPARE(shown.samples()->search().found, made.samples);
        QCOMPARE(shown.part<SampleListPanel>()->countText(), u"300"_s);
        QCOMPARE(shown.part<SampleListView>()->current(), 0);
        QCOMPARE(shown.part<SamplePanel>()->panel()->title(), u"Sample 1"_s);
        QVERIFY(shown.page()->facts().startsWith(u"books · 300 samples"_s));
        QCOMPARE(shown.part<ProvenancePanel>()->value(u"Licence"_s), u"CC0-1.0"_s);
        QCOMPARE(shown.part<ProvenancePanel>()->value(u"Generator"_s), u"local-model, T = 0.8"_s);
    }

    void keysGoThroughTheSamples()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown) && isRead(shown));
        auto *list = shown.part<SampleListView>();
        QVERIFY(list->hasFocus());
        QTest::keyClick(shown.window.get(), Qt::Key_J);
        QTest::keyClick(list, Qt::Key_Down);
        QTRY_COMPARE(shown.samples()->current(), 2U);
        QCOMPARE(list->current(), 2);
        QTest::keyClick(shown.window.get(), Qt::Key_K);
        QTRY_COMPARE(shown.samples()->current(), 1U);
        QTest::keyClick(list, Qt::Key_End);
        QTRY_COMPARE(shown.samples()->current(), 299U);
        QCOMPARE(list->lastVisible(), 299);
        QTest::keyClick(list, Qt::Key_Home);
        QTRY_COMPARE(shown.samples()->current(), 0U);
        QVERIFY(isRead(shown));
        QTest::keyClick(list, Qt::Key_Return);
        QVERIFY(shown.part<SamplePanel>()->text()->hasFocus());
        QTest::keyClick(shown.part<SamplePanel>()->text(), Qt::Key_Escape);
        QVERIFY(list->hasFocus());
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->rowRect(3).center());
        QTRY_COMPARE(shown.samples()->current(), 3U);
    }

    void searchingFindsWhatIsThereAndShowsWhere()
    {
        SamplesFixture shown;
        const ExampleCorpus made = writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown));
        QTest::keyClick(shown.window.get(), Qt::Key_Slash);
        SearchField *field = shown.part<SampleSearchBar>()->field();
        QVERIFY(field->hasFocus());
        QTest::keyClicks(field, u"recursion"_s);
        QTRY_COMPARE(shown.samples()->search().found, made.recursion);
        QVERIFY(isDone(shown) && isRead(shown));
        QTRY_VERIFY(shown.part<SamplePanel>()->text()->hitCount() > 0);
        QTRY_VERIFY(shown.samples()->list().entry(0) != nullptr);
        const SampleEntry *first = shown.samples()->list().entry(0);
        QVERIFY((!first->titleHits.isEmpty() || !first->excerptHits.isEmpty()));
        // Letters go into the field, not to the page's keys.
        QCOMPARE(field->text(), u"recursion"_s);
        QTest::keyClick(field, Qt::Key_Down);
        QVERIFY(shown.part<SampleListView>()->hasFocus());
    }

    void aPrefixAndAPartOfTheTextFindMore()
    {
        SamplesFixture shown;
        const ExampleCorpus made = writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown));
        auto *bar = shown.part<SampleSearchBar>();
        bar->focusField();
        QTest::keyClicks(bar->field(), u"recurs*"_s);
        QTRY_COMPARE(shown.samples()->search().found, made.recursion);
        QTest::mouseClick(bar->mode(), Qt::LeftButton, {}, bar->mode()->optionRect(1).center());
        bar->focusField();
        QTest::keyClicks(bar->field(), u"ecursive fun"_s);
        QTRY_COMPARE(shown.samples()->search().found, made.recursive);
        QTest::mouseClick(bar->mode(), Qt::LeftButton, {}, bar->mode()->optionRect(2).center());
        bar->focusField();
        QTest::keyClicks(bar->field(), u"solve_[0-9]+\\("_s);
        QTRY_COMPARE(shown.samples()->search().found, made.samples - made.textbooks);
        QVERIFY(bar->matchCase()->isVisible());
    }

    void aQuestionThatIsWrongIsExplained()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown) && isRead(shown));
        auto *bar = shown.part<SampleSearchBar>();
        bar->focusField();
        QTest::keyClicks(bar->field(), u"\"open phrase"_s);
        QTRY_COMPARE(shown.samples()->search().stage, SearchState::Stage::Failed);
        QTRY_VERIFY(!bar->sentence().isEmpty());
        QVERIFY(bar->sentence().size() > 20);
        // What was found before stays in sight.
        QVERIFY(!shown.part<SampleListPanel>()->isEmpty());
        bar->field()->clear();
        QTRY_VERIFY(bar->sentence().isEmpty());
    }

    void facetsNarrowTheListAndCountEachOther()
    {
        SamplesFixture shown;
        const ExampleCorpus made = writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown));
        auto *facets = shown.part<FacetPanel>();
        QTRY_VERIFY(facets->category(u"source"_s) != nullptr);
        FacetList *source = facets->category(u"source"_s)->list();
        int place = 0;
        while (source->shownRow(place).name != "Synthetic textbook"_L1)
            ++place;
        QCOMPARE(source->shownRow(place).count, made.textbooks);
        QTest::mouseClick(source, Qt::LeftButton, {}, source->rowRect(place).center());
        QTRY_COMPARE(shown.samples()->search().found, made.textbooks);
        FacetList *audience = facets->category(u"audience"_s)->list();
        place = 0;
        while (audience->shownRow(place).name != "beginner"_L1)
            ++place;
        QTRY_COMPARE(audience->shownRow(place).count, made.beginners);
        // A column's own filter does not count against it.
        QCOMPARE(source->shownRow(0).count + source->shownRow(1).count, made.samples);
    }

    void theHistogramNarrowsAndEveryCountFollows()
    {
        SamplesFixture shown;
        const ExampleCorpus made = writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown));
        auto *facets = shown.part<FacetPanel>();
        QTRY_VERIFY(facets->number(u"score.textbook"_s) != nullptr);
        HistogramSlider *score = facets->number(u"score.textbook"_s)->slider();
        score->moveHandle(HistogramSlider::Handle::Lower, 0.495);
        QTRY_COMPARE(shown.samples()->search().found, made.highScores);
        QTest::keyClick(score, Qt::Key_Delete);
        QTRY_COMPARE(shown.samples()->search().found, made.samples);
    }

    void nothingFoundSaysSoAndOffersTheWayBack()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown));
        auto *bar = shown.part<SampleSearchBar>();
        bar->focusField();
        QTest::keyClicks(bar->field(), u"xylophone"_s);
        auto *list = shown.part<SampleListPanel>();
        QTRY_VERIFY(list->isEmpty());
        QTest::mouseClick(list->empty()->button(), Qt::LeftButton);
        QTRY_COMPARE(shown.samples()->search().found, 300);
        QVERIFY(!list->isEmpty());
        QVERIFY(bar->field()->text().isEmpty());
    }

    void ordersAreChosenFromTheMenu()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown));
        auto *list = shown.part<SampleListPanel>();
        QTest::mouseClick(list->orderButton(), Qt::LeftButton);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QAction *chosen = nullptr;
        for (QAction *action : menu->actions())
            if (action->text() == columnTitle(u"score.textbook"_s))
                chosen = action;
        QVERIFY(chosen);
        chosen->trigger();
        menu->close();
        QTRY_COMPARE(shown.samples()->order().column, "score.textbook");
        QVERIFY(shown.samples()->order().descending);
        QTRY_VERIFY(shown.samples()->list().entry(0) != nullptr &&
                    shown.samples()->list().entry(0)->sortValue > 0.985);
        QVERIFY(list->orderButton()->text().contains(u"↓"_s));
    }

    void labelsAreGivenByKeysAndTakenBack()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown) && isRead(shown));
        auto *bar = shown.part<LabelBar>();
        QTest::keyClick(shown.window.get(), Qt::Key_5);
        QTRY_COMPARE(bar->label(), 5);
        QTRY_COMPARE(shown.samples()->labelled(), 1);
        QTest::mouseClick(bar->button(4), Qt::LeftButton);
        QTRY_COMPARE(bar->label(), 4);
        QVERIFY(shown.action("undo")->isEnabled());
        QTest::keyClick(shown.window.get(), Qt::Key_U);
        QTRY_COMPARE(bar->label(), 5);
        // The label it has is taken away by another click.
        QTest::mouseClick(bar->button(5), Qt::LeftButton);
        QTRY_COMPARE(bar->label(), noLabel);
        QTest::keyClick(shown.window.get(), Qt::Key_2);
        QTRY_COMPARE(bar->label(), 2);
        QTest::keyClick(shown.window.get(), Qt::Key_0);
        QTRY_COMPARE(bar->label(), noLabel);
    }

    void labelsAndNotesAreThereAfterARestart()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown) && isRead(shown));
        QTest::keyClick(shown.window.get(), Qt::Key_4);
        QTRY_COMPARE(shown.part<LabelBar>()->label(), 4);
        NoteEdit *note = shown.part<SamplePanel>()->note();
        note->setFocus();
        QTest::keyClicks(note, u"jokes 5 times"_s); // digits are letters here
        QTest::keyClick(shown.window.get(), Qt::Key_G, Qt::ControlModifier);
        auto *popup = QApplication::activePopupWidget();
        QVERIFY(popup);
        auto *field = popup->findChild<QLineEdit *>();
        field->setText(u"20"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(shown.samples()->current(), 19U);
        QTRY_COMPARE(shown.samples()->unsavedLabels(), 0);
        QTest::qWait(100);
        shown.close();
        shown.open();
        QVERIFY(isDone(shown) && isRead(shown));
        QTRY_COMPARE(shown.samples()->current(), 19U); // where it was left
        QTest::keyClick(shown.part<SampleListView>(), Qt::Key_Home);
        QTRY_COMPARE(shown.samples()->current(), 0U);
        QTRY_COMPARE(shown.part<LabelBar>()->label(), 4);
        QTRY_COMPARE(shown.part<SamplePanel>()->note()->toPlainText(), u"jokes 5 times"_s);
    }

    void aNumberThatIsNoSampleIsRefused()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown) && isRead(shown));
        QTest::keyClick(shown.window.get(), Qt::Key_G, Qt::ControlModifier);
        auto *popup = QApplication::activePopupWidget();
        QVERIFY(popup);
        auto *field = popup->findChild<QLineEdit *>();
        field->setText(u"301"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTest::qWait(50);
        QCOMPARE(shown.samples()->current(), 0U);
    }

    void bytesThatAreNoTextAreCopiedAsTheyAre()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown) && isRead(shown));
        shown.samples()->setCurrent(10);
        QTRY_COMPARE(shown.samples()->current(), 10U);
        QVERIFY(isRead(shown));
        QVERIFY(shown.part<SamplePanel>()->text()->text().contains("\xff\xfe"));
        shown.action("details")->trigger();
        auto *details = qobject_cast<DetailsPopup *>(QApplication::activePopupWidget());
        QVERIFY(details);
        QVERIFY(details->text().contains(u"no UTF-8"_s));
        QVERIFY(details->text().contains(u"example.jsonl, line 11"_s));
        QVERIFY(details->text().contains(u"Write a chapter about sorting."_s));
        details->close();
    }

    void keysChangeHowTheTextIsShown()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown) && isRead(shown));
        SampleTextView *text = shown.part<SamplePanel>()->text();
        const bool wrapped = text->isWrapping();
        QTest::keyClick(shown.window.get(), Qt::Key_W);
        QCOMPARE(text->isWrapping(), !wrapped);
        QCOMPARE(shown.part<SamplePanel>()->wrapButton()->isChecked(), !wrapped);
        QTest::keyClick(shown.window.get(), Qt::Key_I);
        QVERIFY(text->isWhitespaceShown());
        QTest::keyClick(shown.window.get(), Qt::Key_T);
        QVERIFY(text->areTokensShown());
    }

    void nearDuplicatesStandBesideTheSample()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown) && isRead(shown));
        auto *layout = shown.part<SamplesLayout>();
        QVERIFY(shown.part<FacetPanel>()->isVisible());
        QTest::keyClick(shown.window.get(), Qt::Key_D);
        QVERIFY(layout->isSecondShown());
        QVERIFY(!shown.part<FacetPanel>()->isVisible()); // there is no room for both
        // Without the pass there are none, which is said.
        QTRY_VERIFY(shown.part<NearPane>()->summary().contains(u"duplicates"_s));
        QTest::keyClick(shown.window.get(), Qt::Key_D);
        QVERIFY(!layout->isSecondShown());
        QVERIFY(shown.part<FacetPanel>()->isVisible());
    }

    void narrowWindowsHaveChipsForFilters()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open({1280, 720});
        QVERIFY(isDone(shown) && isRead(shown));
        auto *chips = shown.part<FilterChips>();
        QVERIFY(chips->isVisible());
        QVERIFY(!shown.part<FacetPanel>()->isVisible());
        QTest::mouseClick(chips->button(), Qt::LeftButton);
        auto *facets = QApplication::activePopupWidget()->findChild<FacetPanel *>();
        QVERIFY(facets && facets->isVisible());
        FacetList *source = facets->category(u"source"_s)->list();
        QTest::mouseClick(source, Qt::LeftButton, {}, source->rowRect(0).center());
        QTest::keyClick(facets, Qt::Key_Escape);
        QTRY_COMPARE(chips->chips().size(), 1);
        shown.window->resize(1440, 900);
        QTRY_VERIFY(shown.page()->findChild<FacetPanel *>()->isVisible());
        QVERIFY(!chips->isVisible());
    }

    void anotherCorpusIsChosen()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        writeExampleCorpus(shown.corpus("exercises"), 30);
        shown.open();
        QVERIFY(isDone(shown));
        auto *corpora = shown.part<QComboBox>();
        QTRY_COMPARE(corpora->count(), 2);
        corpora->setFocus();
        QTest::keyClick(corpora, Qt::Key_Down);
        QTRY_COMPARE(shown.samples()->corpus(), u"exercises"_s);
        QTRY_COMPARE(shown.samples()->search().found, 30);
        QVERIFY(isRead(shown));
    }

    void subPagesBeginWithWhatIsInSight()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown));
        shown.page()->opened(
            {{u"corpus"_s, u"books"_s},
             {u"filter"_s, uR"({"categories":[{"column":"kind","names":["exercise"]}]})"_s}});
        QTRY_COMPARE(shown.samples()->search().found, 100);
        QTRY_COMPARE(shown.samples()->currentRank(), 0);
        shown.action("mix")->trigger();
        QVERIFY(shown.other("samples-mix"));
        const QVariantMap sent = shown.other("samples-mix")->openedWith;
        QCOMPARE(sent.value(u"corpus"_s).toString(), u"books"_s);
        QVERIFY(sent.value(u"filter"_s).toString().contains(u"exercise"_s));
    }

    void documentsOfAStepTakeTheListsPlaceAndGiveItBack()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown) && isRead(shown));
        shown.page()->opened({{u"run"_s, u"/no/such/run"_s}, {u"step"_s, 12}});
        auto *documents = shown.part<BatchPanel>();
        QVERIFY(documents->isVisible());
        QVERIFY(!shown.part<SampleSearchBar>()->isVisible());
        QVERIFY(!shown.part<LabelBar>()->isVisible());  // documents are no samples of a corpus
        QTRY_VERIFY(documents->sentence().size() > 20); // there is no such run
        // Keys that label act on samples alone.
        QTest::keyClick(shown.window.get(), Qt::Key_5);
        QCOMPARE(shown.samples()->labelled(), 0);
        QTest::mouseClick(documents->backButton(), Qt::LeftButton);
        QVERIFY(!documents->isVisible());
        QVERIFY(shown.part<SampleListView>()->isVisible());
        QVERIFY(isRead(shown));
        QVERIFY(shown.part<LabelBar>()->isVisible());
    }

    void aFilterThatIsNoneIsRefused()
    {
        SamplesFixture shown;
        writeExampleCorpus(shown.corpus("books"));
        shown.open();
        QVERIFY(isDone(shown));
        shown.page()->opened({{u"corpus"_s, u"books"_s}, {u"filter"_s, u"{\"categories\":7}"_s}});
        QVERIFY(shown.samples()->filter().isEmpty());
        QTest::qWait(20);
        QCOMPARE(shown.samples()->search().found, 300);
    }
};

QTEST_MAIN(SamplesPageTest)
#include "tst_samples_page.moc"
