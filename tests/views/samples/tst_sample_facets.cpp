// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/samples/sample_data.h"
#include "views/samples/facet_header.h"
#include "views/samples/facet_list.h"
#include "views/samples/facet_panel.h"
#include "views/samples/facet_section.h"
#include "views/samples/filter_chips.h"
#include "views/samples/filter_edit.h"
#include "views/samples/value_chooser.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/histogram_slider.h"
#include "views/widgets/search_field.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace phi1;
using namespace Qt::StringLiterals;

namespace {

constexpr double open = std::numeric_limits<double>::infinity();

/// Shown, with the figures of the example; what is edited is taken as the page would.
struct Shown {
    Shown()
    {
        panel.resize(256, 900);
        panel.showFacets(test::exampleFacets(), test::exampleFacts());
        panel.show();
        QObject::connect(&panel, &FacetPanel::filterEdited, &panel, [this](const SampleFilter &f) {
            filter = f;
            ++edits;
        });
        QApplication::processEvents();
    }
    FacetPanel panel;
    SampleFilter filter;
    int edits = 0;
};

void clickRow(FacetList *list, int place)
{
    QTest::mouseClick(list, Qt::LeftButton, {}, list->rowRect(place).center());
}

} // namespace

class SampleFacetsTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        Theme::instance().apply(*qApp);
        Theme::instance().setMode(Theme::Mode::Light);
    }
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not).*"_s)); }

    void aFilterHasOneEntryAColumnAndNoneThatLetsEverythingPass()
    {
        SampleFilter filter;
        setNamePasses(filter, u"source"_s, u"a"_s, true);
        setNamePasses(filter, u"source"_s, u"b"_s, true);
        setNamePasses(filter, u"source"_s, u"b"_s, true);
        QCOMPARE(filter.categories.size(), 1U);
        QCOMPARE(filter.categories[0].names.size(), 2U);
        QVERIFY(passesName(filter, u"source"_s, u"a"_s));
        QVERIFY(!passesName(filter, u"topic"_s, u"a"_s));
        setNumberFilter(filter, u"tokens"_s, 64, open);
        setNumberFilter(filter, u"tokens"_s, 64, 2000);
        setWithMissing(filter, u"tokens"_s, true);
        QCOMPARE(filter.numbers.size(), 1U);
        QCOMPARE(filter.numbers[0].high, 2000.0);
        QVERIFY(filter.numbers[0].withMissing);
        QCOMPARE(facetCount(filter), 2);
        setNumberFilter(filter, u"tokens"_s, -open, open);
        setNamePasses(filter, u"source"_s, u"a"_s, false);
        setNamePasses(filter, u"source"_s, u"b"_s, false);
        QVERIFY(filter.isEmpty());
    }

    void chipsSayWhatIsFilteredAndTakeItAway()
    {
        SampleFilter filter;
        for (const char *name : {"a", "b", "c", "d", "e"})
            setNamePasses(filter, u"topic"_s, QString::fromLatin1(name), true);
        setNamePasses(filter, u"label"_s, u"textbook"_s, true);
        setNumberFilter(filter, u"tokens"_s, 64, 2000);
        setNumberFilter(filter, u"score.x"_s, 0.6, open);
        filter.withoutNearDuplicates = true;
        filter.text.text = "recursion";
        const QVector<FilterChip> chips = filterChips(filter);
        QCOMPARE(chips.size(), 5);
        QCOMPARE(chips[0].text, u"%1: a, b, c and 2 more"_s.arg(columnTitle(u"topic"_s)));
        QVERIFY(chips[2].text.endsWith(u"64 to 2\u2009000"_s));
        QVERIFY(chips[3].text.endsWith(u"at least 0.6"_s));
        for (const FilterChip &chip : chips)
            removeChip(filter, chip);
        QCOMPARE(facetCount(filter), 0);
        QCOMPARE(filter.text.text, "recursion"); // it stands in the field
    }

    void namesThatActAreShownAsTheyAre()
    {
        QCOMPARE(nameText(u"source"_s, {}), u"none"_s);
        const QString evil = nameText(u"source"_s, u"a\u202Eb\nc"_s);
        QVERIFY(!evil.contains(QChar(0x202E)) && !evil.contains(u'\n'));
    }

    void tickingNamesFiltersByThem()
    {
        Shown shown;
        FacetList *source = shown.panel.category(u"source"_s)->list();
        QCOMPARE(source->shownCount(), 3);
        clickRow(source, 1);
        QCOMPARE(shown.filter.categories.size(), 1U);
        QCOMPARE(shown.filter.categories[0].names, std::vector<std::string>{"Synthetic textbook"});
        clickRow(source, 2);
        QCOMPARE(shown.filter.categories[0].names.size(), 2U);
        QVERIFY(source->shownRow(1).ticked && source->shownRow(2).ticked);
        clickRow(source, 1);
        clickRow(source, 2);
        QVERIFY(shown.filter.isEmpty());
        QCOMPARE(shown.edits, 4);
    }

    void keysGoThroughTheValues()
    {
        Shown shown;
        FacetList *source = shown.panel.category(u"source"_s)->list();
        QTest::keyClick(source, Qt::Key_Down);
        QTest::keyClick(source, Qt::Key_Down);
        QTest::keyClick(source, Qt::Key_Space);
        QCOMPARE(shown.filter.categories[0].names, std::vector<std::string>{"Exercises"});
        QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(source);
        QCOMPARE(spoken->text(QAccessible::Value), u"Exercises, ticked, 212\u2009870 samples"_s);
        QTest::keyClick(source, Qt::Key_Home);
        QCOMPARE(spoken->text(QAccessible::Value),
                 u"Filtered code, not ticked, 401\u2009026 samples"_s);
    }

    void manyValuesAreFoldedButThoseThatAreTicked()
    {
        Shown shown;
        FacetList *topic = shown.panel.category(u"topic"_s)->list();
        QVERIFY(topic->hasMore());
        QCOMPARE(topic->shownCount(), 6);
        SampleFilter filter;
        setNamePasses(filter, u"topic"_s, u"numbers"_s, true);
        setNamePasses(filter, u"topic"_s, u"of no sample"_s, true);
        shown.panel.setFilter(filter);
        QCOMPARE(topic->shownCount(), 8);
        QCOMPARE(topic->shownRow(6).name, u"numbers"_s);
        QCOMPARE(topic->shownRow(7).text, u"of no sample"_s);
        QCOMPARE(topic->shownRow(7).count, 0);
        QVERIFY(shown.panel.category(u"topic"_s)->header()->aside().contains(u"2 of 11"_s));
    }

    void allValuesCanBeLookedThrough()
    {
        Shown shown;
        FacetList *topic = shown.panel.category(u"topic"_s)->list();
        clickRow(topic, topic->shownCount());
        auto *chooser = qobject_cast<ValueChooser *>(QApplication::activePopupWidget());
        QVERIFY(chooser);
        QCOMPARE(chooser->shownCount(), 10);
        auto *field = chooser->findChild<SearchField *>();
        QVERIFY(field->hasFocus());
        QTest::keyClicks(field, u"numb"_s);
        QTRY_COMPARE(chooser->shownCount(), 1);
        QTest::keyClick(field, Qt::Key_Down);
        auto *list = chooser->findChild<QListView *>();
        QTest::keyClick(list, Qt::Key_Space);
        QVERIFY(passesName(shown.filter, u"topic"_s, u"numbers"_s));
        QTest::keyClick(list, Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activePopupWidget());
    }

    void aHistogramNarrowsItsColumn()
    {
        Shown shown;
        HistogramSlider *score = shown.panel.number(u"score.textbook"_s)->slider();
        QTest::mouseClick(score, Qt::LeftButton, {},
                          QPoint(static_cast<int>(score->xOf(0.25)), 10));
        QCOMPARE(shown.filter.numbers.size(), 1U);
        QCOMPARE(shown.filter.numbers[0].column, "score.textbook");
        QVERIFY(std::abs(shown.filter.numbers[0].low - 0.25) < 0.01);
        QCOMPARE(shown.filter.numbers[0].high, open);
        QTest::keyClick(score, Qt::Key_Delete);
        QVERIFY(shown.filter.isEmpty());
    }

    void samplesWithoutAValueAreAskedForOnlyWhereItMatters()
    {
        Shown shown;
        NumberSection *undefined = shown.panel.number(u"undefined"_s);
        undefined->setOpen(true);
        QVERIFY(undefined->missing()->isHidden());
        HistogramSlider *slider = undefined->slider();
        QVERIFY(slider->bins().isWhole); // a count
        QTest::keyClick(slider, Qt::Key_Up);
        QTest::keyClick(slider, Qt::Key_PageDown);
        QVERIFY(!undefined->missing()->isHidden());
        QCOMPARE(undefined->missing()->text(), u"or no value · 340"_s);
        QVERIFY(!shown.filter.numbers[0].withMissing);
        undefined->missing()->click();
        QVERIFY(shown.filter.numbers[0].withMissing);
    }

    void sectionsStandInTheirOrderAndOnlyWhereThereIsAChoice()
    {
        Shown shown;
        QCOMPARE(shown.panel.sectionColumns(),
                 (QStringList{u"source"_s, u"score.textbook"_s, u"tokens"_s, u"parse"_s, u"topic"_s,
                              u"audience"_s, u"label"_s, u"undefined"_s}));
        QVERIFY(shown.panel.category(u"source"_s)->isOpen());
        QVERIFY(!shown.panel.number(u"undefined"_s)->isOpen());    // matters less
        QVERIFY(!shown.panel.category(u"licence"_s)->isVisible()); // one value alone
        const int source = shown.panel.category(u"source"_s)->y();
        QVERIFY(source < shown.panel.number(u"score.textbook"_s)->y());
    }

    void foldsAreKept()
    {
        QVariantMap kept;
        {
            Shown shown;
            QSignalSpy changed(&shown.panel, &FacetPanel::stateChanged);
            FacetHeader *header = shown.panel.category(u"source"_s)->header();
            QTest::mouseClick(header, Qt::LeftButton);
            QCOMPARE(changed.size(), 1);
            QVERIFY(!shown.panel.category(u"source"_s)->list()->isVisible());
            kept = shown.panel.saveState();
        }
        FacetPanel again;
        again.restoreState(kept);
        again.showFacets(test::exampleFacets(), test::exampleFacts());
        QVERIFY(!again.category(u"source"_s)->isOpen());
        QVERIFY(again.category(u"topic"_s)->isOpen());
    }

    void clearTakesAwayTheFacetsAlone()
    {
        Shown shown;
        SampleFilter filter;
        filter.text.text = "recursion";
        filter.withoutNearDuplicates = true;
        setNumberFilter(filter, u"tokens"_s, 64, 2000);
        shown.panel.setFilter(filter);
        QVERIFY(shown.panel.duplicatesBox()->isChecked());
        auto *clear = shown.panel.findChild<ActionButton *>();
        QVERIFY(clear->isVisible());
        clear->click();
        SampleFilter rest;
        rest.text.text = "recursion";
        QVERIFY(shown.filter == rest);
        QVERIFY(!clear->isVisible());
    }

    void nearDuplicatesAreLeftOutByATick()
    {
        Shown shown;
        QVERIFY(shown.panel.duplicatesBox()->isVisible());
        shown.panel.duplicatesBox()->click();
        QVERIFY(shown.filter.withoutNearDuplicates);
        SampleFacets without = test::exampleFacets();
        without.nearDuplicates = noSample;
        shown.panel.showFacets(without, test::exampleFacts());
        QVERIFY(!shown.panel.duplicatesBox()->isVisible());
    }

    void chipsInNarrowWindowsCanBeTakenAwayByHand()
    {
        FilterChips chips;
        chips.resize(900, 60);
        chips.show();
        SampleFilter filter;
        setNumberFilter(filter, u"tokens"_s, 64, 2000);
        setNamePasses(filter, u"topic"_s, u"recursion"_s, true);
        chips.setFilter(filter);
        QApplication::processEvents();
        SampleFilter edited = filter;
        connect(&chips, &FilterChips::filterEdited, this,
                [&](const SampleFilter &rest) { edited = rest; });
        const auto shown = chips.findChildren<Chip *>();
        QCOMPARE(shown.size(), 2);
        QTest::mouseClick(shown[0], Qt::LeftButton, {}, shown[0]->removeRect().center());
        QCOMPARE(edited.categories.size(), 0U);
        QCOMPARE(edited.numbers.size(), 1U);
        QTest::keyClick(shown[1], Qt::Key_Delete);
        QCOMPARE(edited.numbers.size(), 0U);
        QSignalSpy opened(&chips, &FilterChips::panelRequested);
        chips.button()->click();
        QCOMPARE(opened.size(), 1);
    }
};

QTEST_MAIN(SampleFacetsTest)
#include "tst_sample_facets.moc"
