// SPDX-License-Identifier: GPL-3.0-or-later
// Scores, and what is seen at the selected token.
#include "views/attention/attention_page_p.h"

#include "views/attention/attention_layout.h"
#include "views/attention/grid_panel.h"
#include "views/attention/head_panel.h"
#include "views/attention/scores_panel.h"
#include "views/attention/text_panel.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/attention_text/ablation_panel.h"
#include "views/attention_text/attention_text_view.h"
#include "views/attention_text/lens_panel.h"
#include "views/attention_text/rollout_strip.h"
#include "views/attention_text/score_curves.h"
#include "views/attention_text/score_table.h"
#include "views/attention_text/target_list.h"
#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/state/attention_ablation.h"
#include "views/state/attention_lens.h"
#include "views/state/attention_probes.h"
#include "views/state/head_score_model.h"
#include "views/widgets/search_field.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostTargets = 64;

} // namespace

const QVector<AttentionToken> &AttentionPage::Private::shownTokens() const
{
    static const QVector<AttentionToken> none;
    if (!showsProbes())
        return session->tokens();
    const AttentionProbes &probes = session->probes();
    return probes.prompt() >= 0 && probes.prompt() < probes.prompts().size()
               ? probes.prompts()[probes.prompt()].tokens
               : none;
}

HeadScoreModel &AttentionPage::Private::shownScores() const
{
    return showsProbes() ? *m_probeScores : session->scores();
}

void AttentionPage::Private::connectScores()
{
    ScoreTable *table = m_scores->table();
    table->setScores(&session->scores());
    connect(table, &ScoreTable::headSelected, this, &Private::selectHead);
    connect(table, &ScoreTable::headActivated, this, [this](const HeadKey &key) {
        selectHead(key);
        m_layout->showTab(AttentionLayout::Tab::Head);
    });
    connect(table, &ScoreTable::selectedHeadsChanged, this, [this] {
        const QVector<HeadKey> heads = m_scores->table()->selectedHeads();
        if (heads.size() > 1)
            session->setMarkedHeads(heads);
    });
    connect(table, &ScoreTable::headHovered, this,
            [this](const HeadKey &key) { m_scores->curves()->setHoveredHead(key); });
    connect(m_scores, &ScoresPanel::filterChanged, this, [this](const QString &text) {
        m_scores->table()->setFilterText(text);
        m_scores->filter()->setInvalid(m_scores->table()->proxy()->problem());
        m_scores->filter()->setCount(
            text.isEmpty() ? QString()
                           : tr("%1").arg(grouped(m_scores->table()->proxy()->rowCount())));
        showOrder();
    });
    connect(m_scores, &ScoresPanel::exportRequested, this, &Private::openExport);
    connect(m_scores, &ScoresPanel::stateChanged, &page, &AttentionPage::stateChanged);
    connect(&session->scores(), &HeadScoreModel::scoresChanged, this, &Private::showScores);
    connect(&session->scores(), &QAbstractItemModel::modelReset, this, &Private::showScores);
}

void AttentionPage::Private::showScores()
{
    m_scores->setCaption(showsProbes() ? tr("of the watched prompt, as the run wrote them")
                                       : session->scoresFact());
    QVector<QString> problems;
    for (int score = 0; score < attentionScores().size(); ++score)
        problems.append(shownScores().problem(score));
    m_grid->setScoreProblems(problems);
    if (m_grid->sortedScore() >= 0 && !m_orderTimer.isActive())
        m_orderTimer.start();
    showHeadTitle();
}

void AttentionPage::Private::connectText()
{
    AttentionTextView *text = m_text->text();
    connect(text, &AttentionTextView::querySelected, this, [this](int token) {
        if (token < 0)
            setToken(-1, -1);
        else
            chooseCell(token, -1);
    });
    connect(text, &AttentionTextView::keySelected, this, [this](int token) {
        if (token < 0)
            setToken(-1, -1);
        else if (m_text->direction() == LookDirection::LookedAtBy)
            chooseCell(-1, token);
        else
            setToken(shownSelection().query, token);
    });
    connect(text, &AttentionTextView::anchorChanged, this, [this](int token) {
        showAnchor();
        showTargets();
        // The row or column of the hovered token is found in the map, too.
        const AttentionSelection selection = shownSelection();
        if (selection.pinned || m_hoveredQuery >= 0)
            return;
        const bool looksAt = m_text->direction() == LookDirection::LooksAt;
        if (token < 0 || token == m_text->text()->selectedAnchor())
            m_head->matrix()->setCell(selection.query, selection.key);
        else
            m_head->matrix()->setCell(looksAt ? token : -1, looksAt ? -1 : token);
    });
    connect(m_text, &TextPanel::directionChanged, this, &Private::setDirection);
    connect(m_text, &TextPanel::arcCountChanged, this, [this](int count) {
        m_text->text()->setArcCount(count);
        emit page.stateChanged();
    });
    connect(m_text, &TextPanel::tabChanged, this, [this] {
        wantTab();
        showAnchor();
        emit page.stateChanged();
    });
    connect(m_text, &TextPanel::exportRequested, this, &Private::openExport);
    TargetList *targets = m_text->targets();
    connect(targets, &TargetList::targetHovered, this, [this](int token) {
        const AttentionSelection selection = shownSelection();
        if (token < 0)
            m_head->matrix()->setCell(selection.query, selection.key);
        else if (m_text->direction() == LookDirection::LooksAt)
            m_head->matrix()->setCell(m_text->text()->anchor(), token);
        else
            m_head->matrix()->setCell(token, m_text->text()->anchor());
    });
    connect(targets, &TargetList::targetActivated, this, [this](int token) {
        const int anchor = m_text->text()->selectedAnchor();
        if (m_text->direction() == LookDirection::LooksAt)
            setToken(anchor, token);
        else
            setToken(token, anchor);
        m_text->text()->showToken(token);
    });
    connect(&session->lens(), &AttentionLens::changed, this, [this](AttentionLens::Part part) {
        if (part == AttentionLens::Part::Lens)
            showLens();
        else
            showRollout();
    });
    RolloutStrip *rollout = m_text->rollout();
    connect(rollout, &RolloutStrip::tokenSelected, this, [this](int token) {
        setToken(shownSelection().query, token);
        m_text->text()->showToken(token);
    });
    AttentionAblation &ablation = session->ablation();
    m_text->ablation()->setAblation(&ablation);
    connect(m_text->ablation(), &AblationPanel::headsRequested, &ablation,
            &AttentionAblation::setHeads);
    connect(m_text->ablation(), &AblationPanel::modeRequested, &ablation,
            &AttentionAblation::setMode);
    connect(m_text->ablation(), &AblationPanel::headActivated, this, &Private::selectHead);
    connect(m_text->ablation(), &AblationPanel::runRequested, &ablation,
            [&ablation] { ablation.run(); });
    connect(m_text->ablation(), &AblationPanel::stopRequested, &ablation, &AttentionAblation::stop);
    connect(&ablation, &AttentionAblation::headsChanged, this, &Private::showAblation);
}

void AttentionPage::Private::showTokens()
{
    const QVector<AttentionToken> &tokens = shownTokens();
    m_head->matrix()->setTokens(tokens);
    m_text->text()->setTokens(tokens);
    m_text->targets()->setTokens(tokens);
    m_text->rollout()->setTokens(tokens);
    m_text->ablation()->setPromptTokens(tokens);
    m_text->text()->setPlaceholder(tokens.isEmpty() ? tr("The text stands here once it is read.")
                                                    : QString());
    showAnchor();
}

void AttentionPage::Private::showTextMap()
{
    const HeadMap map = shownMap();
    const bool pending = !showsProbes() && session->isMapPending(gridSide());
    AttentionTextView *text = m_text->text();
    if (!(map.isNull() && pending))
        text->setMap(map);
    text->setDimmed(pending);
    showTargets();
}

void AttentionPage::Private::showTargets()
{
    const AttentionTextView *text = m_text->text();
    m_text->targets()->setTargets(text->strongest(mostTargets), m_text->direction());
    m_text->targets()->setPlaceholder(shownMap().isNull()  ? tr("No map yet")
                                      : text->anchor() < 0 ? tr("Point at a token")
                                                           : tr("Nothing above 0"));
}

void AttentionPage::Private::showAnchor()
{
    const QVector<AttentionToken> &tokens = shownTokens();
    const int anchor =
        m_text->tab() == TextPanel::Tab::Text ? m_text->text()->anchor() : shownSelection().query;
    QString caption;
    if (anchor >= 0 && anchor < tokens.size()) {
        const QString token = shownBytes(tokens[anchor].bytes);
        const QString line = grouped(tokens[anchor].line);
        if (m_text->tab() != TextPanel::Tab::Text)
            caption = tr("at %1 on line %2").arg(token, line);
        else if (m_text->direction() == LookDirection::LooksAt)
            caption = tr("from %1 on line %2").arg(token, line);
        else
            caption = tr("to %1 on line %2").arg(token, line);
    }
    m_text->setCaption(caption);
}

void AttentionPage::Private::setDirection(LookDirection direction)
{
    m_text->setDirection(direction);
    m_text->text()->setDirection(direction);
    const AttentionSelection selection = shownSelection();
    m_text->targets()->setMarked(direction == LookDirection::LooksAt ? selection.key
                                                                     : selection.query);
    showAnchor();
    showTargets();
    emit page.stateChanged();
}

/// Only what is looked at is asked of the engine.
void AttentionPage::Private::wantTab()
{
    const TextPanel::Tab tab = m_text->tab();
    session->lens().setWanted(AttentionLens::Part::Lens, m_shown && tab == TextPanel::Tab::Lens);
    session->lens().setWanted(AttentionLens::Part::Rollout,
                              m_shown && tab == TextPanel::Tab::Rollout);
    session->ablation().setWanted(m_shown && tab == TextPanel::Tab::Ablation);
    showLens();
    showRollout();
}

void AttentionPage::Private::showLens()
{
    const AttentionLens &lens = session->lens();
    LensPanel *panel = m_text->lens();
    const int position = lens.shownPosition(AttentionLens::Part::Lens);
    const QVector<AttentionToken> &tokens = session->tokens();
    panel->setLayers(lens.layers());
    panel->setPending(lens.isPending(AttentionLens::Part::Lens));
    panel->setProblem(lens.problem(AttentionLens::Part::Lens));
    if (position >= 0 && position < tokens.size())
        panel->setPosition(position, tokens[position].bytes, tokens[position].line);
    else
        panel->setPosition(-1, {}, 1);
}

void AttentionPage::Private::showRollout()
{
    const AttentionLens &lens = session->lens();
    RolloutStrip *strip = m_text->rollout();
    QVector<QVector<float>> shares;
    for (int layer = 0; layer < lens.rolloutLayers(); ++layer)
        shares.append(lens.rollout(layer));
    strip->setShares(shares);
    strip->setPosition(lens.shownPosition(AttentionLens::Part::Rollout));
    strip->setPending(lens.isPending(AttentionLens::Part::Rollout));
    strip->setProblem(lens.problem(AttentionLens::Part::Rollout));
}

void AttentionPage::Private::showAblation()
{
    const QVector<HeadKey> &heads = session->ablation().heads();
    m_grid->grid()->setSwitchedOff(heads);
    m_text->setSwitchedOff(static_cast<int>(heads.size()));
    showHeadTitle();
    updateActions();
}

} // namespace phi1
