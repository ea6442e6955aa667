// SPDX-License-Identifier: GPL-3.0-or-later
// The selection that grid, map, scores and text share.
#include "views/attention/attention_page_p.h"

#include <algorithm>
#include <cmath>

#include "views/attention/grid_panel.h"
#include "views/attention/head_panel.h"
#include "views/attention/scores_panel.h"
#include "views/attention/text_panel.h"
#include "views/attention_maps/colour_bar.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/attention_text/attention_text_view.h"
#include "views/attention_text/score_curves.h"
#include "views/attention_text/score_table.h"
#include "views/attention_text/target_list.h"

namespace phi1 {

void AttentionPage::Private::selectHead(HeadKey key)
{
    m_touched = true;
    session->selectHead(key);
}

void AttentionPage::Private::moveHead(int layers, int heads)
{
    HeadKey key = shownSelection().head;
    if (!key.isValid())
        key = {0, 0};
    selectHead({std::clamp(key.layer + layers, 0, std::max(0, m_shownLayers - 1)),
                std::clamp(key.head + heads, 0, std::max(0, m_shownHeads - 1))});
}

/// Probes have texts of their own, and so cells of their own.
AttentionSelection AttentionPage::Private::shownSelection() const
{
    AttentionSelection selection = session->selection();
    if (showsProbes()) {
        const auto tokens = static_cast<int>(shownTokens().size());
        selection.query = m_probeQuery < tokens ? m_probeQuery : -1;
        selection.key = m_probeKey < tokens ? m_probeKey : -1;
    }
    return selection;
}

void AttentionPage::Private::setToken(int query, int key)
{
    if (showsProbes()) {
        m_probeQuery = query;
        m_probeKey = key;
        showSelection();
    } else {
        session->setToken(query, key);
    }
    const int anchor = m_text->direction() == LookDirection::LooksAt ? query : key;
    if (anchor >= 0)
        m_text->text()->showToken(anchor);
}

void AttentionPage::Private::showSelection()
{
    const AttentionSelection selection = shownSelection();
    m_grid->grid()->setCurrentHead(selection.head);
    m_scores->table()->setCurrentHead(selection.head);
    m_scores->curves()->setSelectedHead(selection.head);
    HeadMatrixView *matrix = m_head->matrix();
    matrix->setPinned(selection.pinned);
    matrix->setCell(selection.query, selection.key);
    m_head->setPinned(selection.pinned);
    AttentionTextView *text = m_text->text();
    text->setPinned(selection.pinned);
    text->setSelection(selection.query, selection.key);
    m_text->targets()->setMarked(m_text->direction() == LookDirection::LooksAt ? selection.key
                                                                               : selection.query);
    if (showsProbes())
        showMaps();
    showHeadTitle();
    showAnchor();
    showTargets();
    updateActions();
}

/// With one end of a cell chosen, the other is the strongest.
void AttentionPage::Private::chooseCell(int query, int key)
{
    const HeadMap map = shownMap();
    const auto strongest = [](const std::vector<int> &tokens) {
        // The first token takes most of many heads and says little.
        for (const int token : tokens)
            if (token != 0)
                return token;
        return tokens.empty() ? -1 : tokens.front();
    };
    if (!map.isNull() && query >= 0 && query < map.tokens() && key < 0)
        key = strongest(map.strongestKeys(query, 2));
    else if (!map.isNull() && key >= 0 && key < map.tokens() && query < 0)
        query = strongest(map.strongestQueries(key, 2));
    setToken(query, key);
}

void AttentionPage::Private::hoverCell(int query, int key)
{
    if (query == m_hoveredQuery && key == m_hoveredKey)
        return;
    m_hoveredQuery = query;
    m_hoveredKey = key;
    const AttentionSelection selection = shownSelection();
    const HeadMap map = shownMap();
    const bool inside =
        query >= 0 && key >= 0 && !map.isNull() && query < map.tokens() && key <= query;
    m_head->bar()->setMarkedValue(inside && !map.isDifference() ? map.value(query, key) : NAN);
    m_head->differenceBar()->setMarkedValue(inside && map.isDifference() ? map.value(query, key)
                                                                         : NAN);
    if (selection.pinned)
        return;
    if (query >= 0)
        m_text->text()->setSelection(query, key);
    else
        m_text->text()->setSelection(selection.query, selection.key);
    showAnchor();
    showTargets();
}

/// The last token says most: what comes next is made from it.
void AttentionPage::Private::selectFirstToken()
{
    if (!m_wantsToken || session->tokens().isEmpty() || showsProbes())
        return;
    if (!shownSelection().head.isValid())
        session->selectHead({0, 0});
    const HeadMap map = session->map(AttentionSide::First);
    if (map.isNull() || map.tokens() != session->tokens().size())
        return;
    m_wantsToken = false;
    const int query = shownSelection().query;
    if (query < 0 || query >= map.tokens())
        chooseCell(map.tokens() - 1, -1);
}

} // namespace phi1
