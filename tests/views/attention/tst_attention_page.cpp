// SPDX-License-Identifier: GPL-3.0-or-later
// The page of attention, driven by mouse and keys against an engine that does as it is told.
#include <csignal>

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>

#include "core/attention/probe_files.h"
#include "tests/support/fake_attention.h"
#include "tests/views/attention/attention_fixture.h"
#include "views/attention/attention_bar.h"
#include "views/attention/attention_figures.h"
#include "views/attention/attention_layout.h"
#include "views/attention/choice_button.h"
#include "views/attention/compare_strip.h"
#include "views/attention/export_popup.h"
#include "views/attention/grid_panel.h"
#include "views/attention/head_panel.h"
#include "views/attention/map_look.h"
#include "views/attention/prompt_chooser.h"
#include "views/attention/scores_panel.h"
#include "views/attention/series_strip.h"
#include "views/attention/text_panel.h"
#include "views/attention_maps/colour_bar.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/attention_maps/head_matrix_view.h"
#include "views/attention_text/attention_text_view.h"
#include "views/attention_text/score_table.h"
#include "views/choosers/checkpoint_chooser.h"
#include "views/compare/prompt_editor.h"
#include "views/state/attention_ablation.h"
#include "views/state/attention_series.h"
#include "views/state/engine_hub.h"
#include "views/state/head_score_model.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/widget_accessibility.h"

using namespace phi1;
using namespace phi1::test;
using namespace Qt::StringLiterals;

namespace {

ActionButton *buttonNamed(QWidget *parent, const QString &text)
{
    for (ActionButton *button : parent->findChildren<ActionButton *>())
        if (button->isVisible() && button->text() == text)
            return button;
    return nullptr;
}

QStringList shownBanners(const AttentionFixture &fixture)
{
    QStringList texts;
    for (const Banner *banner : fixture.page()->findChildren<Banner *>())
        if (banner->isVisible())
            texts << banner->accessibleName();
    return texts;
}

Banner *bannerWithLink(const AttentionFixture &fixture, const QString &text)
{
    for (Banner *banner : fixture.page()->findChildren<Banner *>())
        for (const QLabel *label : banner->findChildren<QLabel *>())
            if (banner->isVisible() && label->text().contains(text))
                return banner;
    return nullptr;
}

void useText(const AttentionFixture &fixture, const QString &text)
{
    fixture.action("prompt")->trigger();
    auto *chooser = fixture.part<PromptChooser>();
    QTRY_VERIFY(chooser->isVisible());
    chooser->editor()->setText(text);
    QTest::keyClick(chooser->editor(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(!chooser->isVisible());
}

} // namespace

class tst_AttentionPage : public QObject
{
    Q_OBJECT
private slots:
    void firstVisitShowsTheNewestFinetunedCheckpoint()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        const AttentionCaptureInfo &info = fixture.attention().capture(AttentionSide::First);
        QCOMPARE(info.facts.checkpoint.path, fixture.finetuned);
        const auto *grid = fixture.part<HeadGridView>();
        QVERIFY(grid->isVisible());
        QCOMPARE(grid->layers(), info.layers);
        QCOMPARE(grid->heads(), info.heads);
        QVERIFY(fixture.page()->facts().contains(u"captured in"_s));
        // The last token is the selected one; its key is where it looks most, the first left out.
        const int query = fixture.attention().selection().query;
        QCOMPARE(query, int(fixture.attention().tokens().size()) - 1);
        const HeadMap map = fixture.attention().map(AttentionSide::First);
        const int key = fixture.attention().selection().key;
        QVERIFY(key > 0);
        for (int other = 1; other <= query; ++other)
            QVERIFY(map.value(query, key) >= map.value(query, other));
    }

    void withoutCheckpointsThePageLeadsToSome()
    {
        AttentionFixture fixture;
        fixture.open();
        QVERIFY(buttonNamed(fixture.page(), u"Choose a checkpoint…"_s));
        QVERIFY(!fixture.action("export")->isEnabled());
        QVERIFY(!fixture.action("compare")->isEnabled());
    }

    void theViewsShareOneSelection()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        auto *grid = fixture.part<HeadGridView>();
        QVERIFY(grid->hasFocus());
        QTest::keyClick(grid, Qt::Key_Down);
        QTest::keyClick(grid, Qt::Key_Right);
        const HeadKey expected{1, 1};
        QTRY_COMPARE(fixture.attention().selection().head, expected);
        QCOMPARE(fixture.part<ScoreTable>()->currentHead(), expected);
        QCOMPARE(fixture.part<HeadPanel>()->title(), u"Layer 1, head 1"_s);
        // From the table to the grid.
        emit fixture.part<ScoreTable>()->headSelected({0, 1});
        QCOMPARE(grid->currentHead(), (HeadKey{0, 1}));
        // From the map to the text.
        QTRY_VERIFY(!fixture.attention().map(AttentionSide::First).isNull());
        QTRY_VERIFY(fixture.part<HeadMatrixView>()->isReady());
        auto *matrix = fixture.part<HeadMatrixView>();
        QTest::mouseClick(matrix, Qt::LeftButton, {}, matrix->cellRect(5, 2).center().toPoint());
        QCOMPARE(fixture.attention().selection().query, 5);
        QCOMPARE(fixture.attention().selection().key, 2);
        const auto *text = fixture.part<AttentionTextView>();
        QCOMPARE(text->query(), 5);
        QCOMPARE(text->key(), 2);
        // From the text to the map.
        emit const_cast<AttentionTextView *>(text)->querySelected(3);
        QCOMPARE(fixture.attention().selection().query, 3);
        QCOMPARE(matrix->query(), 3);
        QVERIFY(matrix->key() >= 0);
    }

    void theMapIsTheEngines()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        fixture.attention().selectHead({1, 0});
        QTRY_VERIFY(!fixture.attention().map(AttentionSide::First).isNull());
        const HeadMap map = fixture.attention().map(AttentionSide::First);
        const std::vector<float> expected = fakeMap(map.tokens(), 1, 0, 5);
        for (int query = 0; query < map.tokens(); ++query)
            for (int key = 0; key <= query; ++key)
                QCOMPARE(
                    map.value(query, key),
                    expected[std::size_t(query) * std::size_t(map.tokens()) + std::size_t(key)]);
    }

    void keysChangeHowMapsAreSeen()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        auto *bar = fixture.part<AttentionBar>();
        QCOMPARE(bar->kind(), ColourScale::Kind::Log);
        QTest::keyClick(fixture.window.get(), Qt::Key_G);
        QCOMPARE(bar->kind(), ColourScale::Kind::Quantile);
        QCOMPARE(fixture.part<HeadMatrixView>()->scale().kind, ColourScale::Kind::Quantile);
        QTest::keyClick(fixture.window.get(), Qt::Key_G);
        QCOMPARE(bar->kind(), ColourScale::Kind::Linear);
        QCOMPARE(fixture.part<HeadGridView>()->scale().kind, ColourScale::Kind::Linear);
        QTest::keyClick(fixture.window.get(), Qt::Key_K);
        QVERIFY(bar->isLocked());
        fixture.action("first-token")->trigger();
        QVERIFY(fixture.attention().isWithoutFirst());
        QVERIFY(bar->isWithoutFirst());
        QTRY_VERIFY(!fixture.attention().map(AttentionSide::First).isNull());
        QTRY_COMPARE(fixture.attention().map(AttentionSide::First).value(3, 0), 0.0F);
        QTest::keyClick(fixture.window.get(), Qt::Key_R);
        QCOMPARE(fixture.part<TextPanel>()->direction(), LookDirection::LookedAtBy);
    }

    void draggingTheRangeLocksIt()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        auto *bar = fixture.part<ColourBar>();
        emit bar->rangeChanged(0.01, 0.2);
        QVERIFY(fixture.part<AttentionBar>()->isLocked());
        for (const HeadKey key : {HeadKey{0, 0}, HeadKey{1, 1}}) {
            fixture.attention().selectHead(key);
            QCOMPARE(fixture.part<HeadMatrixView>()->scale().low, 0.01);
            QCOMPARE(fixture.part<HeadMatrixView>()->scale().high, 0.2);
            QCOMPARE(fixture.part<HeadGridView>()->scale().high, 0.2);
        }
        emit bar->rangeResetRequested();
        QVERIFY(!fixture.part<AttentionBar>()->isLocked());
    }

    void aTypedTextIsCaptured()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        useText(fixture, u"x = [1]\n"_s);
        QTRY_COMPARE(fixture.attention().prompt().text, u"x = [1]\n"_s);
        QTRY_COMPARE(fixture.attention().text(), QByteArray("x = [1]\n"));
        QVERIFY(fixture.isReady());
        QTRY_COMPARE(fixture.part<HeadMatrixView>()->tokenCount(),
                     int(fixture.attention().tokens().size()));
    }

    void oneTokenIsShownWithoutScores()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        useText(fixture, u"x"_s);
        QTRY_COMPARE(fixture.attention().tokens().size(), 1);
        QTRY_COMPARE(fixture.attention().map(AttentionSide::First).tokens(), 1);
        QCOMPARE(fixture.attention().map(AttentionSide::First).value(0, 0), 1.0F);
        QCOMPARE(fixture.attention().selection().query, 0);
    }

    void ofATooLongTextTheBeginningIsOffered()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns({{u"context"_s, 12}});
        fixture.open();
        QTRY_COMPARE(fixture.attention().capture(AttentionSide::First).state,
                     AttentionState::Failed);
        Banner *offer = nullptr;
        QTRY_VERIFY((offer = bannerWithLink(fixture, u"Use the first 12 tokens"_s)));
        emit offer->linkActivated();
        QVERIFY(fixture.isReady());
        QCOMPARE(fixture.attention().tokens().size(), 12);
    }

    void aSecondCheckpointIsSubtracted()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        QTest::keyClick(fixture.window.get(), Qt::Key_C);
        QTRY_VERIFY(fixture.page()->findChild<CheckpointChooser *>());
        auto *chooser = fixture.page()->findChild<CheckpointChooser *>();
        auto *search = chooser->findChild<QLineEdit *>();
        QTest::keyClicks(search, u"phi-1-base"_s);
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_COMPARE(fixture.attention().capture(AttentionSide::Second).facts.checkpoint.path,
                     fixture.base);
        QVERIFY(fixture.part<CompareStrip>()->isVisible());
        QTRY_VERIFY(!fixture.attention().map(AttentionSide::Difference).isNull());
        QTRY_VERIFY(fixture.action("difference")->isEnabled());
        fixture.action("difference")->trigger();
        QCOMPARE(fixture.part<AttentionBar>()->quantity(), AttentionBar::Quantity::Difference);
        QVERIFY(fixture.part<HeadGridView>()->scale().isSigned());
        const HeadMap first = fixture.attention().map(AttentionSide::First);
        const HeadMap second = fixture.attention().map(AttentionSide::Second);
        const HeadMap difference = fixture.attention().map(AttentionSide::Difference);
        QCOMPARE(difference.value(4, 2), first.value(4, 2) - second.value(4, 2));
        fixture.action("end-comparison")->trigger();
        QVERIFY(!fixture.attention().hasSecond());
        QVERIFY(!fixture.part<CompareStrip>()->isVisible());
        QCOMPARE(fixture.part<AttentionBar>()->quantity(), AttentionBar::Quantity::Weights);
    }

    void headsAreOrderedByAScore()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        const int sink = attentionScoreIndex(u"sink"_s);
        QTRY_VERIFY(fixture.attention().scores().measured(sink) > 0);
        fixture.part<GridPanel>()->setSortedScore(sink);
        QVERIFY(!fixture.part<HeadGridView>()->isByPosition());
        const QVector<HeadKey> ranked = fixture.attention().scores().ranked(sink);
        QTRY_COMPARE(fixture.part<HeadGridView>()->visibleHeads().first(), ranked.first());
        fixture.part<GridPanel>()->setSortedScore(-1);
        QVERIFY(fixture.part<HeadGridView>()->isByPosition());
    }

    void aRunIsWalkedAlong()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns({}, 3);
        fixture.open();
        QVERIFY(fixture.isReady());
        fixture.attention().setCheckpoint(AttentionSide::First, fixture.base);
        QVERIFY(fixture.isReady());
        QTRY_VERIFY(fixture.action("along")->isEnabled());
        fixture.action("along")->trigger();
        auto *strip = fixture.part<SeriesStrip>();
        QVERIFY(strip->isVisible());
        QCOMPARE(strip->slider()->stops().size(), 3);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.attention().series().done(), 3, 20000);
        strip->slider()->setCurrentIndex(0);
        QTRY_VERIFY(fixture.attention()
                        .capture(AttentionSide::First)
                        .facts.checkpoint.path.endsWith(u"step-00024000"_s));
        fixture.action("leave-run")->trigger();
        QVERIFY(!strip->isVisible());
    }

    void anEndedRunIsWalkedByWhatItWrote()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns(); // one checkpoint each
        AttentionProbe probe;
        probe.layers = 1;
        probe.heads = 2;
        ProbedPrompt prompt;
        prompt.text = "ab\nc";
        prompt.ids = {1, 2, 3};
        prompt.lengths = {2, 1, 1};
        prompt.cells = 4;
        prompt.block = 1;
        prompt.thumbnails.assign(2 * 16, 0);
        prompt.scores.assign(2 * headScoreCount, 0.25F);
        probe.prompts = {prompt};
        for (probe.step = 100; probe.step <= 300; probe.step += 100)
            QVERIFY(writeProbe(fixture.workspace().runs() / "phi-1-base", probe));
        fixture.open();
        QVERIFY(fixture.isReady());
        QTest::mouseClick(buttonNamed(fixture.window.get(), u"Along the run…"_s), Qt::LeftButton);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QCOMPARE(menu->actions().size(), 1); // the other run wrote none
        QCOMPARE(menu->actions().first()->text(), u"phi-1-base (probes)"_s);
        menu->actions().first()->trigger();
        menu->close();
        const auto *strip = fixture.part<SeriesStrip>();
        QVERIFY(strip->isVisible());
        QCOMPARE(strip->source(), SeriesStrip::Source::Probes);
        QTRY_COMPARE(strip->slider()->stops().size(), 3);
        QTRY_COMPARE(fixture.part<HeadGridView>()->heads(), 2);
    }

    void headsAreSwitchedOff()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        QTest::keyClick(fixture.window.get(), Qt::Key_X);
        QCOMPARE(fixture.attention().ablation().heads(),
                 QVector<HeadKey>{fixture.attention().selection().head});
        QCOMPARE(fixture.part<TextPanel>()->tab(), TextPanel::Tab::Ablation);
        QTest::keyClick(fixture.window.get(), Qt::Key_X);
        QVERIFY(fixture.attention().ablation().heads().isEmpty());
    }

    void numbersThatAreNoneAreSaid()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns({{u"nan_head"_s, QJsonArray{0, 1}}});
        fixture.open();
        QVERIFY(fixture.isReady());
        QTRY_VERIFY(shownBanners(fixture).join(u' ').contains(u"NaN"_s));
    }

    void aDeadEngineIsStartedAgain()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        const qint64 process = fixture.attention().engine().process().processId();
        QVERIFY(process > 0);
        ::kill(static_cast<pid_t>(process), SIGKILL);
        QTRY_COMPARE(fixture.attention().engine().process().state(), EngineProcess::State::Died);
        QTRY_VERIFY(shownBanners(fixture).join(u' ').contains(u"signal 9"_s));
        // What came stays.
        QVERIFY(fixture.part<HeadGridView>()->isVisible());
        for (Banner *banner : fixture.page()->findChildren<Banner *>())
            if (banner->isVisible())
                emit banner->linkActivated();
        QTRY_VERIFY_WITH_TIMEOUT(
            fixture.attention().engine().process().state() == EngineProcess::State::Ready, 20000);
        QVERIFY(fixture.isReady());
        QTRY_VERIFY(shownBanners(fixture).isEmpty());
    }

    void theTokensRowIsExportedInFull()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        const HeadMap map = fixture.attention().map(AttentionSide::First);
        const QVector<AttentionToken> &tokens = fixture.attention().tokens();
        const QList<QByteArray> lines = tokenCsv(map, tokens, 4).trimmed().split('\n');
        QCOMPARE(lines.first(), QByteArray("token,id,text,looks_at,looked_at_by"));
        for (int key = 0; key < 4; ++key) {
            QByteArray line;
            for (const QByteArray &each : lines)
                if (each.startsWith(QByteArray(QByteArray::number(key) + ',')))
                    line = each;
            const QList<QByteArray> cells = line.split(',');
            QCOMPARE(cells[cells.size() - 2].toFloat(), map.value(4, key));
            QCOMPARE(cells[cells.size() - 1].toFloat(), 0.0F);
        }
        const QJsonObject settings =
            exportSettings(fixture.attention().provenance(), MapLook(), u"token"_s);
        const QByteArray text = QJsonDocument(settings).toJson();
        QVERIFY(text.contains(fixture.finetuned.toUtf8()));
        QVERIFY(text.contains("\"log\""));
    }

    void exportsAreOfferedByWhatThereIs()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        QTRY_VERIFY(fixture.part<HeadMatrixView>()->isReady());
        fixture.action("export")->trigger();
        QTRY_VERIFY(fixture.page()->findChild<ExportPopup *>());
        auto *popup = fixture.page()->findChild<ExportPopup *>();
        QCOMPARE(popup->order().format, u"png"_s);
        QVERIFY(popup->order().isPicture());
        popup->close();
    }

    void narrowWindowsHaveTabs()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open({1280, 720});
        QVERIFY(fixture.isReady());
        QCOMPARE(fixture.part<AttentionLayout>()->pageWidth(), PageWidth::Narrow);
        QVERIFY(fixture.part<HeadGridView>()->isVisible());
        QVERIFY(!fixture.part<HeadMatrixView>()->isVisible());
        QVERIFY(!fixture.page()->inspectorIsIdle());
        auto *grid = fixture.part<HeadGridView>();
        grid->setFocus();
        QTest::keyClick(grid, Qt::Key_Return);
        QVERIFY(fixture.part<HeadMatrixView>()->isVisible());
    }

    void theLookComesBack()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        fixture.part<AttentionBar>()->setKind(ColourScale::Kind::Linear);
        fixture.part<TextPanel>()->setArcCount(7);
        fixture.attention().selectHead({1, 1});
        const QVariantMap state = fixture.page()->saveState();
        fixture.close();
        fixture.open();
        fixture.page()->restoreState(state);
        QVERIFY(fixture.isReady());
        QCOMPARE(fixture.part<AttentionBar>()->kind(), ColourScale::Kind::Linear);
        QCOMPARE(fixture.part<TextPanel>()->arcCount(), 7);
        QTRY_COMPARE(fixture.attention().selection().head, (HeadKey{1, 1}));
    }

    void anOrderByChangeNeedsASecondCheckpoint()
    {
        AttentionFixture fixture;
        fixture.addPaperRuns();
        fixture.open();
        QVERIFY(fixture.isReady());
        QVariantMap state = fixture.page()->saveState();
        state[u"sort"_s] = u"sink"_s;
        fixture.page()->restoreState(state);
        QVERIFY(!fixture.part<HeadGridView>()->isByPosition());
        state[u"sort"_s] = u"change"_s;
        fixture.page()->restoreState(state);
        QVERIFY(fixture.part<HeadGridView>()->isByPosition());
    }

    void foreignStatesAreIgnored()
    {
        const MapLook look = MapLook::restored(
            {{u"scale"_s, u"spiral"_s}, {u"low"_s, 0.7}, {u"high"_s, 0.2}, {u"threshold"_s, -3}});
        QCOMPARE(look.kind, ColourScale::Kind::Log);
        QVERIFY(look.low < look.high);
        QCOMPARE(look.threshold, 0.0);
    }

    void rangesEndAtNumbersThatCanBeRead()
    {
        QCOMPARE(roundRangeEnd(0.93), 1.0);
        QCOMPARE(roundRangeEnd(0.5), 0.5);
        QCOMPARE(roundRangeEnd(0.21), 0.5);
        QCOMPARE(roundRangeEnd(0.011), 0.02);
        QCOMPARE(roundRangeEnd(0), 1.0);
        QCOMPARE(roundRangeEnd(std::numeric_limits<double>::quiet_NaN()), 1.0);
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    installWidgetAccessibility();
    tst_AttentionPage test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_attention_page.moc"
