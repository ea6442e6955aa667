// SPDX-License-Identifier: GPL-3.0-or-later
// The grid of all heads: shape, order, size.
#include "views/attention/attention_page_p.h"

#include <QSet>

#include "views/attention/attention_layout.h"
#include "views/attention/grid_panel.h"
#include "views/attention/head_panel.h"
#include "views/attention/scores_panel.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/attention_text/score_curves.h"
#include "views/attention_text/score_table.h"
#include "views/format/number_text.h"
#include "views/state/attention_ablation.h"
#include "views/state/attention_probes.h"
#include "views/state/head_score_model.h"
#include "views/theme/theme.h"

namespace phi1 {

using namespace Qt::StringLiterals;

void AttentionPage::Private::connectGrid()
{
    HeadGridView *grid = m_grid->grid();
    grid->setThumbnailSource([this](HeadKey key) { return thumbnail(key); });
    grid->setFactSource([this](HeadKey key) { return headFacts(key); });
    connect(grid, &HeadGridView::currentHeadChanged, this, &Private::selectHead);
    connect(grid, &HeadGridView::headActivated, this, [this](HeadKey key) {
        selectHead(key);
        m_layout->showTab(AttentionLayout::Tab::Head);
        m_head->matrix()->setFocus(Qt::OtherFocusReason);
    });
    connect(grid, &HeadGridView::chosenHeadsChanged, session.get(),
            &AttentionSession::setMarkedHeads);
    connect(grid, &HeadGridView::switchOffRequested, this, [this](HeadKey key) {
        selectHead(key);
        toggleSwitchedOff();
    });
    connect(grid, &HeadGridView::headHovered, this,
            [this](HeadKey key) { m_scores->curves()->setHoveredHead(key); });
    connect(grid, &HeadGridView::visibleHeadsChanged, session.get(),
            &AttentionSession::setVisibleHeads);
    connect(grid, &HeadGridView::cellSizeChanged, this, &Private::showCellSize);
    connect(m_grid, &GridPanel::cellSizeChanged, this, [this] {
        showCellSize();
        emit page.stateChanged();
    });
    connect(m_grid, &GridPanel::sortedScoreChanged, this, [this] {
        showOrder();
        emit page.stateChanged();
    });
    connect(m_grid, &GridPanel::exportRequested, this, &Private::openExport);
    connect(&m_scaleTimer, &QTimer::timeout, this, &Private::showScales);
    connect(&m_orderTimer, &QTimer::timeout, this, &Private::showOrder);
}

std::optional<HeadThumbnail> AttentionPage::Private::thumbnail(HeadKey key) const
{
    const HeadThumbnail *found =
        showsProbes() ? session->probes().thumbnail(key) : session->thumbnail(gridSide(), key);
    return found ? std::optional(*found) : std::nullopt;
}

void AttentionPage::Private::showShape()
{
    int layers = 0, heads = 0;
    if (showsProbes()) {
        layers = session->probes().layers();
        heads = session->probes().heads();
    } else {
        const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
        layers = info.layers;
        heads = info.heads;
    }
    if (layers != m_shownLayers || heads != m_shownHeads) {
        m_shownLayers = layers;
        m_shownHeads = heads;
        m_grid->grid()->setShape(layers, heads);
        m_grid->grid()->setSwitchedOff(session->ablation().heads());
        m_grid->grid()->setCurrentHead(shownSelection().head);
        m_grid->setCellSize(m_grid->sizeFollows() ? 0 : m_grid->cellSize());
        showOrder();
        showCellSize();
    }
    if (m_shownLayers == 0) {
        m_grid->setCaption({});
        return;
    }
    QString pooling;
    switch (m_look.quantity) {
    case MapLook::Quantity::Weights:
        pooling = m_look.isMean ? tr("block mean") : tr("block maximum");
        break;
    case MapLook::Quantity::Entropy:
        pooling = tr("entropy of blocks");
        break;
    case MapLook::Quantity::Difference:
        pooling = tr("largest difference of blocks");
        break;
    }
    m_grid->setCaption(
        tr("%1 layers × %2 heads, %3").arg(grouped(m_shownLayers), grouped(m_shownHeads), pooling));
}

void AttentionPage::Private::showCellSize()
{
    const double pixels = Theme::instance().px(m_grid->cellSize()) * page.devicePixelRatioF();
    int cells = 16;
    while (cells < pixels && cells < 256)
        cells *= 2;
    session->setThumbnailCells(cells);
}

void AttentionPage::Private::showOrder()
{
    const int score = m_grid->sortedScore();
    HeadGridView *grid = m_grid->grid();
    const HeadScoreProxy *proxy = m_scores->table()->proxy();
    const bool filters = !proxy->filterText().isEmpty() && proxy->problem().isEmpty();
    const QVector<HeadKey> shown = filters ? proxy->shownHeads() : QVector<HeadKey>();
    const int change = attentionScoreIndex(u"change"_s);
    if (score < 0) {
        grid->setOrder({});
        grid->setHighlighted(shown);
    } else {
        QVector<HeadKey> order = shownScores().ranked(score);
        if (filters) {
            const QSet<HeadKey> kept(shown.begin(), shown.end());
            order.removeIf([&](HeadKey key) { return !kept.contains(key); });
        }
        grid->setHighlighted({});
        grid->setOrder(order, score == change
                                  ? tr("by change, most changed first")
                                  : tr("by %1, highest first").arg(attentionScores()[score].title));
    }
    grid->setChosenHeads(session->markedHeads());
    grid->setCurrentHead(shownSelection().head);
    m_setting = true;
    showComparison();
    m_setting = false;
}

} // namespace phi1
