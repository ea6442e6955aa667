// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the page.
#include "views/attention/attention_page_p.h"

#include <QAction>
#include <QMenu>

#include "views/attention/attention_bar.h"
#include "views/attention/attention_layout.h"
#include "views/attention/choice_button.h"
#include "views/attention/grid_panel.h"
#include "views/attention/head_panel.h"
#include "views/attention/prompt_chooser.h"
#include "views/attention/text_panel.h"
#include "views/attention_maps/head_matrix_view.h"
#include "views/shell/action_registry.h"
#include "views/state/attention_ablation.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"

namespace phi1 {

using namespace Qt::StringLiterals;

void AttentionPage::Private::addActions()
{
    ActionRegistry &registry = context.actions;
    const auto add = [&](const QString &id, const QString &text, const QList<QKeySequence> &keys,
                         const QString &group, std::function<void()> act) {
        m_actions.insert(
            id, registry.add(u"attention."_s + id, text, keys, group, &page, std::move(act)));
    };
    const QString group = tr("Attention");
    add(u"checkpoint"_s, tr("Choose the checkpoint…"), {}, group,
        [this] { openChooser(AttentionSide::First, m_bar->checkpoint()->globalArea()); });
    add(u"prompt"_s, tr("Choose the prompt…"), {QKeySequence(Qt::CTRL | Qt::Key_P)}, group,
        [this] { m_prompts->openBelow(m_bar->prompt()->globalArea()); });
    add(u"samples"_s, tr("Choose a training sample…"), {}, group, [this] {
        m_prompts->openBelow(m_bar->prompt()->globalArea(), PromptChooser::Tab::Samples);
    });
    add(u"completions"_s, tr("Choose a completion…"), {}, group, [this] {
        m_prompts->openBelow(m_bar->prompt()->globalArea(), PromptChooser::Tab::Completions);
    });
    add(u"reload"_s, tr("Capture again"), {QKeySequence(Qt::CTRL | Qt::Key_R)}, group,
        [this] { reload(); });
    add(u"compare"_s, tr("Compare with…"), {QKeySequence(Qt::Key_C)}, group,
        [this] { openCompare(); });
    add(u"end-comparison"_s, tr("End the comparison"), {}, group, [this] { setComparing(false); });
    add(u"swap"_s, tr("Swap both checkpoints"), {}, group, [this] { session->swapCheckpoints(); });
    add(u"along"_s, tr("Along the run of this checkpoint"), {}, group,
        [this] { startSeries(session->capture(AttentionSide::First).facts.checkpoint.runId); });
    add(u"leave-run"_s, tr("Leave the run"), {}, group, [this] { closeSeries(); });
    add(u"previous-checkpoint"_s, tr("Previous checkpoint along the run"),
        {QKeySequence(Qt::Key_BracketLeft)}, group, [this] { stepAlong(-1); });
    add(u"next-checkpoint"_s, tr("Next checkpoint along the run"),
        {QKeySequence(Qt::Key_BracketRight)}, group, [this] { stepAlong(1); });
    add(u"export"_s, tr("Export…"), {QKeySequence(Qt::CTRL | Qt::Key_E)}, group,
        [this] { openExport(m_exportButton ? static_cast<QWidget *>(m_exportButton) : &page); });

    const QString maps = tr("Maps");
    add(u"first-token"_s, tr("Without the first token, or with it"), {QKeySequence(Qt::Key_Home)},
        maps, [this] { session->setWithoutFirst(!session->isWithoutFirst()); });
    add(u"scale"_s, tr("Linear, logarithmic or quantile colours"), {QKeySequence(Qt::Key_G)}, maps,
        [this] { cycleKind(); });
    add(u"lock"_s, tr("Lock the range of colours, or not"), {QKeySequence(Qt::Key_K)}, maps,
        [this] { m_bar->setLocked(!m_bar->isLocked()); });
    const auto show = [&](const QString &id, const QString &text, MapLook::Quantity quantity,
                          const QList<QKeySequence> &keys) {
        add(id, text, keys, maps, [this, quantity] { m_bar->setQuantity(quantity); });
    };
    show(u"weights"_s, tr("Show weights"), MapLook::Quantity::Weights, {});
    show(u"entropy"_s, tr("Show entropy"), MapLook::Quantity::Entropy, {});
    show(u"difference"_s, tr("Show the difference"), MapLook::Quantity::Difference,
         {QKeySequence(Qt::Key_D)});
    add(u"merge"_s, tr("Mean, maximum or none of the marked heads"), {QKeySequence(Qt::Key_M)},
        maps, [this] { cycleMerge(); });
    add(u"larger"_s, tr("Larger thumbnails, or zoom into the map"),
        {QKeySequence(Qt::Key_Plus), QKeySequence(Qt::Key_Equal)}, maps, [this] { grow(1); });
    add(u"smaller"_s, tr("Smaller thumbnails, or zoom out of the map"),
        {QKeySequence(Qt::Key_Minus)}, maps, [this] { grow(-1); });
    add(u"fit-grid"_s, tr("Thumbnails as large as there is room"), {}, maps, [this] {
        m_grid->setCellSize(0);
        showCellSize();
        emit page.stateChanged();
    });
    add(u"fit"_s, tr("Show the whole map"), {QKeySequence(Qt::Key_F)}, maps,
        [this] { m_head->matrix()->fit(); });
    add(u"pin"_s, tr("Pin the cell, or let it go"), {QKeySequence(Qt::Key_P)}, maps,
        [this] { session->setPinned(!shownSelection().pinned); });
    add(u"copy-map"_s, tr("Copy the map as a picture"), {}, maps, [this] { copyMap(); });

    const QString token = tr("At the token");
    add(u"direction"_s, tr("Looks at, or looked at by"), {QKeySequence(Qt::Key_R)}, token, [this] {
        setDirection(m_text->direction() == LookDirection::LooksAt ? LookDirection::LookedAtBy
                                                                   : LookDirection::LooksAt);
    });
    const auto tab = [&](const QString &id, const QString &text, TextPanel::Tab which,
                         Qt::Key key) {
        add(id, text, {QKeySequence(Qt::ALT | key)}, token, [this, which] {
            m_layout->showTab(AttentionLayout::Tab::Text);
            m_text->setTab(which);
        });
    };
    tab(u"text"_s, tr("Text"), TextPanel::Tab::Text, Qt::Key_1);
    tab(u"lens"_s, tr("Logit lens"), TextPanel::Tab::Lens, Qt::Key_2);
    tab(u"rollout"_s, tr("Rollout"), TextPanel::Tab::Rollout, Qt::Key_3);
    tab(u"switched-off"_s, tr("Heads that are switched off"), TextPanel::Tab::Ablation, Qt::Key_4);
    add(u"switch-off"_s, tr("Switch the head off, or on again"), {QKeySequence(Qt::Key_X)}, token,
        [this] { toggleSwitchedOff(); });
    add(u"all-on"_s, tr("Switch all heads on again"), {}, token,
        [this] { session->ablation().setHeads({}); });
    add(u"ablation-run"_s, tr("Complete with and without the heads"),
        {QKeySequence(Qt::CTRL | Qt::Key_Return)}, token, [this] {
            m_text->setTab(TextPanel::Tab::Ablation);
            session->ablation().run();
        });
    registry.describeKeys(maps, tr("Layer"), tr("↑ ↓"), &page);
    registry.describeKeys(maps, tr("Head"), tr("← →"), &page);
    registry.describeKeys(maps, tr("Open the head"), tr("Enter"), &page);
    registry.describeKeys(maps, tr("Mark the head"), tr("Space"), &page);
    registry.describeKeys(token, tr("Query and key token, in the map"), tr("Shift+arrows"), &page);
    registry.describeKeys(token, tr("Strongest target and back, in the text"),
                          tr("Enter, Backspace"), &page);
}

QList<QWidget *> AttentionPage::Private::headerActions()
{
    auto *along = new ActionButton(tr("Along the run…"), u"clock"_s, ActionButton::Role::Flat);
    connect(along, &QPushButton::clicked, this, [this, along] {
        auto *menu = new QMenu(along);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillSeriesMenu(menu);
        menu->popup(along->mapToGlobal(QPoint(0, along->height())));
    });
    m_alongButton = along;
    auto *compare = new ActionButton(tr("Compare with…"), u"compare"_s);
    connect(compare, &QPushButton::clicked, this, &Private::openCompare);
    m_compareButton = compare;
    auto *exports = new ActionButton(tr("Export"), u"export"_s);
    connect(exports, &QPushButton::clicked, this, [this, exports] { openExport(exports); });
    m_exportButton = exports;
    updateActions();
    return {along, compare, exports};
}

void AttentionPage::Private::updateActions()
{
    if (m_actions.isEmpty())
        return;
    const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
    const bool hasHeads = m_shownLayers > 0;
    const bool hasCheckpoint = !info.facts.checkpoint.path.isEmpty();
    const auto enable = [this](const QString &id, bool on) { m_actions.value(id)->setEnabled(on); };
    enable(u"reload"_s, hasCheckpoint);
    enable(u"compare"_s, hasCheckpoint);
    enable(u"end-comparison"_s, m_comparing);
    enable(u"swap"_s, session->hasSecond());
    enable(u"difference"_s, session->hasSecond() && session->differenceProblem().isEmpty());
    enable(u"along"_s, session->catalogue().ofRun(info.facts.checkpoint.runId).size() > 1);
    enable(u"leave-run"_s, m_alongRun);
    for (const QString &id : {u"previous-checkpoint"_s, u"next-checkpoint"_s})
        enable(id,
               m_alongRun || session->catalogue().ofRun(info.facts.checkpoint.runId).size() > 1);
    enable(u"export"_s, hasHeads);
    enable(u"copy-map"_s, !m_shownMaps.isEmpty());
    enable(u"merge"_s, session->markedHeads().size() > 1);
    for (const QString &id : {u"switch-off"_s, u"ablation-run"_s, u"larger"_s, u"smaller"_s,
                              u"fit-grid"_s, u"fit"_s, u"pin"_s})
        enable(id, hasHeads);
    enable(u"all-on"_s, !session->ablation().heads().isEmpty());
    enable(u"ablation-run"_s, session->ablation().problem().isEmpty());
    if (m_compareButton) {
        m_compareButton->setEnabled(hasCheckpoint);
        m_compareButton->setToolTip(hasCheckpoint ? QString() : tr("Choose a checkpoint first"));
    }
    if (m_exportButton && !m_exportButton->isBusy()) {
        m_exportButton->setEnabled(hasHeads);
        m_exportButton->setToolTip(hasHeads ? QString() : tr("Nothing was captured yet"));
    }
}

void AttentionPage::Private::toggleSwitchedOff()
{
    const QVector<HeadKey> &marked = session->markedHeads();
    AttentionAblation &ablation = session->ablation();
    if (marked.size() > 1) {
        QVector<HeadKey> heads = ablation.heads();
        bool all = true;
        for (const HeadKey &key : marked)
            all = all && ablation.isSwitchedOff(key);
        for (const HeadKey &key : marked) {
            heads.removeAll(key);
            if (!all)
                heads.append(key);
        }
        ablation.setHeads(heads);
    } else if (shownSelection().head.isValid()) {
        ablation.toggle(shownSelection().head);
    }
    if (!ablation.heads().isEmpty())
        m_text->setTab(TextPanel::Tab::Ablation);
}

void AttentionPage::Private::grow(int steps)
{
    HeadMatrixView *matrix = m_head->matrix();
    if (matrix->hasFocus())
        matrix->zoomAt(QRectF(matrix->matrixRect()).center(), steps > 0 ? 1.25 : 0.8);
    else
        m_grid->growCells(steps);
}

void AttentionPage::Private::cycleKind()
{
    MapLook look = m_look;
    look.kind = look.kind == ColourScale::Kind::Linear ? ColourScale::Kind::Log
                : look.kind == ColourScale::Kind::Log  ? ColourScale::Kind::Quantile
                                                       : ColourScale::Kind::Linear;
    setLook(look);
}

void AttentionPage::Private::cycleMerge()
{
    session->setMerge(session->merge() == HeadMerge::None   ? HeadMerge::Mean
                      : session->merge() == HeadMerge::Mean ? HeadMerge::Maximum
                                                            : HeadMerge::None);
}

} // namespace phi1
