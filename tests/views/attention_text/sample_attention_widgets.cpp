// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_text/sample_attention_widgets.h"

#include "tests/views/attention_text/sample_attention.h"
#include "views/attention_text/ablation_panel.h"
#include "views/attention_text/attention_text_view.h"
#include "views/attention_text/lens_panel.h"
#include "views/attention_text/rollout_strip.h"
#include "views/attention_text/score_curves.h"
#include "views/attention_text/score_table.h"
#include "views/attention_text/target_list.h"
#include "views/state/head_score_model.h"
#include "views/theme/theme.h"
#include "views/widgets/panel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <limits>

namespace phi1::test {
namespace {

using namespace Qt::StringLiterals;

QWidget *framed(const QString &title, const QVector<QWidget *> &parts, int width, int height)
{
    const Theme &theme = Theme::instance();
    auto *page = new QWidget;
    page->setAutoFillBackground(true);
    auto *outer = new QVBoxLayout(page);
    outer->setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8));
    auto *panel = new Panel(title);
    auto *content = new QWidget;
    auto *layout = new QHBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (QWidget *part : parts)
        layout->addWidget(part,
                          part->sizePolicy().horizontalPolicy() == QSizePolicy::Fixed ? 0 : 1);
    panel->setContentMargin(0);
    panel->setContent(content);
    outer->addWidget(panel);
    page->setFixedSize(theme.px(width), theme.px(height));
    return page;
}

QWidget *textSample(const QVector<AttentionToken> &tokens, const HeadMap &map, int query, int key,
                    LookDirection direction, int arcs, int height, const ColourScale &scale)
{
    auto *view = new AttentionTextView;
    view->setTokens(tokens);
    view->setMap(map);
    view->setScale(scale);
    view->setArcCount(arcs);
    view->setDirection(direction);
    view->setSelection(query, key);
    auto *list = new TargetList;
    list->setFixedWidth(list->sizeHint().width());
    list->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    list->setTokens(tokens);
    list->setScale(scale);
    list->setTargets(view->strongest(12), direction);
    list->setMarked(direction == LookDirection::LooksAt ? key : query);
    return framed(u"Text"_s, {view, list}, 648, height);
}

QWidget *looksAt()
{
    const QVector<AttentionToken> tokens = threeFunctions();
    return textSample(tokens, inductionMap(tokens), 38, 24, LookDirection::LooksAt, 3, 260,
                      ColourScale::weights());
}

QWidget *lookedAtBy()
{
    const QVector<AttentionToken> tokens = threeFunctions();
    return textSample(tokens, inductionMap(tokens), 24, 9, LookDirection::LookedAtBy, 6, 260,
                      ColourScale::weights(ColourScale::Kind::Linear));
}

QWidget *nothingChosen()
{
    const QVector<AttentionToken> tokens = threeFunctions();
    return textSample(tokens, inductionMap(tokens), -1, -1, LookDirection::LooksAt, 3, 260,
                      ColourScale::weights());
}

QWidget *outOfSight()
{
    const QVector<AttentionToken> tokens = manyAttentionTokens(400);
    auto *page = textSample(tokens, inductionMap(tokens), 212, -1, LookDirection::LooksAt, 6, 260,
                            ColourScale::weights());
    auto *view = page->findChild<AttentionTextView *>();
    page->ensurePolished();
    page->grab(); // lays everything out
    view->showToken(212);
    return page;
}

QWidget *oddBytes()
{
    const QVector<AttentionToken> tokens =
        attentionTokens({"x", " =", " '", "gr\xc3\xb6", "\xc3", "\x9f", "e", "\xe2\x82", "'", "\n",
                         "\ty", " =", " 1", "\xff", "   ", "#", " \xe5\xad\x97", "\n"});
    std::vector<float> values;
    for (int query = 0; query < tokens.size(); ++query) {
        for (int key = 0; key < tokens.size(); ++key)
            values.push_back(key > query ? 0.0F : 1.0F / static_cast<float>(query + 1));
    }
    for (const int key : {4, 11})
        values[17 * tokens.size() + key] = std::numeric_limits<float>::quiet_NaN();
    return textSample(tokens, HeadMap(static_cast<int>(tokens.size()), values), 17, 7,
                      LookDirection::LooksAt, 4, 200, ColourScale::weights());
}

QWidget *difference()
{
    const QVector<AttentionToken> tokens = threeFunctions();
    const HeadMap map = inductionMap(tokens).minus(previousMap(static_cast<int>(tokens.size())));
    return textSample(tokens, map, 38, -1, LookDirection::LooksAt, 4, 260,
                      ColourScale::difference());
}

QWidget *scores()
{
    auto *table = new ScoreTable;
    auto *model = new HeadScoreModel(table);
    fillScores(*model);
    table->setScores(model);
    auto *page = framed(u"Scores"_s, {table}, 668, 270);
    table->sortByScore(attentionScoreIndex(u"induction"_s));
    page->ensurePolished();
    page->grab();
    table->setCurrentHead(model->ranked(attentionScoreIndex(u"induction"_s))[1]);
    return page;
}

QWidget *narrowScores()
{
    auto *table = new ScoreTable;
    auto *model = new HeadScoreModel(table);
    fillScores(*model);
    model->setPending({attentionScoreIndex(u"change"_s)}, true);
    table->setScores(model);
    table->setScoreShown(attentionScoreIndex(u"docstring"_s), true);
    for (const char *key : {"previous", "sink", "bracket", "definition", "self", "distance",
                            "return", "indentation", "induction_random"})
        table->setScoreShown(attentionScoreIndex(QString::fromLatin1(key)), false);
    table->setScoreShown(attentionScoreIndex(u"change"_s), true);
    return framed(u"Scores"_s, {table}, 440, 200);
}

QWidget *comparedScores()
{
    auto *table = new ScoreTable;
    auto *model = new HeadScoreModel(table);
    fillScores(*model);
    fillChange(*model);
    table->setScores(model);
    auto *page = framed(u"Scores"_s, {table}, 640, 270);
    const int change = attentionScoreIndex(u"change"_s);
    table->sortByScore(change);
    page->ensurePolished();
    page->grab();
    table->setCurrentHead(model->ranked(change)[1]);
    return page;
}

QWidget *curves()
{
    constexpr int steps = 12;
    auto *curves = new ScoreCurves;
    QVector<double> places;
    for (int step = 0; step < steps; ++step)
        places.append(500.0 * (step + 1));
    const QVector<float> values = scoreSeries(steps);
    curves->setCurves(places, 24, 32, values);
    curves->setScore(attentionScores()[attentionScoreIndex(u"induction"_s)]);
    // The one that is strongest at the end, and two that are not.
    int top = 0;
    for (int curve = 0; curve < 24 * 32; ++curve) {
        if (values[curve * steps + steps - 1] > values[top * steps + steps - 1])
            top = curve;
    }
    curves->setSelectedHead({top / 32, top % 32});
    curves->setMarkedHeads({{3, 7}, {12, 27}});
    curves->setShownStep(7);
    return framed(u"Induction"_s, {curves}, 600, 280);
}

AblationPanel::Shown shownAblation()
{
    AblationPanel::Shown shown;
    shown.heads = {{9, 14}, {12, 27}};
    shown.untouched = untouchedArm();
    shown.ablated = ablatedArm();
    shown.divergence = 0.47;
    shown.firstDifference = 4;
    shown.position = 36;
    return shown;
}

QWidget *ablation()
{
    auto *panel = new AblationPanel;
    panel->setPromptTokens(threeFunctions().mid(0, 37));
    panel->setShown(shownAblation());
    return framed(u"Switched off"_s, {panel}, 760, 400);
}

QWidget *lowAblation()
{
    auto *panel = new AblationPanel;
    panel->setPromptTokens(threeFunctions().mid(0, 37));
    panel->setShown(shownAblation());
    return framed(u"Switched off"_s, {panel}, 660, 300);
}

QWidget *failedAblation()
{
    auto *panel = new AblationPanel;
    panel->setPromptTokens(threeFunctions().mid(0, 37));
    AblationPanel::Shown shown = shownAblation();
    shown.heads = {{9, 14}};
    shown.ablated = {};
    shown.ablated.state = PaneState::Failed;
    shown.ablated.sentence = u"The engine ended while it wrote; start it again."_s;
    shown.ablated.isDistributionPending = true;
    shown.divergence = std::numeric_limits<double>::quiet_NaN();
    shown.firstDifference = -1;
    panel->setShown(shown);
    return framed(u"Switched off"_s, {panel}, 760, 400);
}

QWidget *lens()
{
    auto *panel = new LensPanel;
    panel->setPosition(36, "):", 7);
    panel->setLayers(lensLayers());
    panel->setCurrentLayer(20);
    return framed(u"Logit lens"_s, {panel}, 668, 720);
}

QWidget *rollout()
{
    auto *strip = new RolloutStrip;
    const QVector<AttentionToken> tokens = threeFunctions();
    strip->setTokens(tokens);
    QVector<QVector<float>> shares = rolloutShares(24, static_cast<int>(tokens.size()));
    shares[5][20] = std::numeric_limits<float>::quiet_NaN();
    strip->setShares(shares);
    strip->setPosition(42);
    strip->setCurrentLayer(9);
    strip->setCurrentToken(24);
    return framed(u"Rollout"_s, {strip}, 600, 280);
}

} // namespace

QVector<Sample> sampleAttentionText()
{
    return {{u"text-looks-at"_s, looksAt},
            {u"text-looked-at-by"_s, lookedAtBy},
            {u"text-nothing"_s, nothingChosen},
            {u"text-out-of-sight"_s, outOfSight},
            {u"text-odd-bytes"_s, oddBytes},
            {u"text-difference"_s, difference},
            {u"scores"_s, scores},
            {u"scores-narrow"_s, narrowScores},
            {u"scores-compared"_s, comparedScores},
            {u"curves"_s, curves},
            {u"ablation"_s, ablation},
            {u"ablation-low"_s, lowAblation},
            {u"ablation-failed"_s, failedAblation},
            {u"lens"_s, lens},
            {u"rollout"_s, rollout}};
}

} // namespace phi1::test
