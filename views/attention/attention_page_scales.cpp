// SPDX-License-Identifier: GPL-3.0-or-later
// In which colours maps and thumbnails are seen.
#include "views/attention/attention_page_p.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "views/attention/attention_bar.h"
#include "views/attention/grid_panel.h"
#include "views/attention/head_panel.h"
#include "views/attention/text_panel.h"
#include "views/attention_maps/colour_bar.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/attention_text/attention_text_view.h"
#include "views/attention_text/rollout_strip.h"
#include "views/attention_text/target_list.h"

namespace phi1 {

namespace {

constexpr int quantileShares = 255;
constexpr double leastWeight = 1e-6; ///< that a colour bar's range can begin with

} // namespace

AttentionSide AttentionPage::Private::gridSide() const
{
    return m_look.quantity == MapLook::Quantity::Difference && session->hasSecond()
               ? AttentionSide::Difference
               : AttentionSide::First;
}

void AttentionPage::Private::setLook(const MapLook &look)
{
    MapLook next = look;
    if (next.isLocked && !m_look.isLocked) {
        // What is locked is what is seen, unless the range is what was changed.
        const ColourScale &weights = m_head->bar()->scale();
        if (next.low == m_look.low && next.high == m_look.high && weights.high > weights.low &&
            m_look.quantity == MapLook::Quantity::Weights) {
            next.low = weights.low;
            next.high = weights.high;
        }
        const ColourScale &difference = m_head->differenceBar()->scale();
        if (next.differenceLow == m_look.differenceLow &&
            next.differenceHigh == m_look.differenceHigh && difference.isSigned() &&
            session->hasSecond()) {
            next.differenceLow = difference.low;
            next.differenceHigh = difference.high;
        }
    }
    const bool changed = !(next == m_look);
    m_look = next;
    m_setting = true;
    m_bar->setKind(m_look.kind);
    m_bar->setLocked(m_look.isLocked);
    m_bar->setQuantity(m_look.quantity);
    m_setting = false;
    session->setThumbnailSides({gridSide()});
    session->setPooling(m_look.pooling());
    m_head->matrix()->setPooling(m_look.mapPooling());
    m_head->matrix()->setSumsShown(m_look.showsSums);
    const bool entropy = m_look.quantity == MapLook::Quantity::Entropy;
    m_head->bar()->setTitle(entropy ? tr("Entropy, bits") : tr("Attention weight"));
    m_head->bar()->setLimits(leastWeight, entropy ? 16 : 1);
    m_head->differenceBar()->setLimits(leastWeight, 1);
    m_head->setReading(
        entropy ? tr("How undecided each row is, by the tokens it spreads over. Future tokens are "
                     "left grey.")
        : m_look.quantity == MapLook::Quantity::Difference
            ? tr("First checkpoint minus second. Rows look at columns; each row sums to 0.")
            : tr("Rows look at columns. Each row sums to 1. Future tokens are left grey."));
    showShape();
    showMaps();
    showScales();
    m_grid->grid()->refreshAll();
    if (changed)
        emit page.stateChanged();
}

double AttentionPage::Private::gridLargest() const
{
    double largest = 0;
    for (int layer = 0; layer < m_shownLayers; ++layer)
        for (int head = 0; head < m_shownHeads; ++head)
            if (const HeadThumbnail *found = session->thumbnail(gridSide(), {layer, head}))
                largest = std::max(largest, static_cast<double>(found->scale));
    return largest;
}

/// Of the numbers in all thumbnails that are there.
QVector<float> AttentionPage::Private::gridMarks() const
{
    std::array<qint64, 256> counts{};
    const HeadThumbnail *any = nullptr;
    for (int layer = 0; layer < m_shownLayers; ++layer)
        for (int head = 0; head < m_shownHeads; ++head) {
            const HeadThumbnail *found = session->thumbnail(gridSide(), {layer, head});
            if (!found || found->isEmpty() || found->isDifference)
                continue;
            any = found;
            for (const char code : found->codes)
                ++counts[static_cast<quint8>(code)];
        }
    if (!any)
        return {};
    qint64 all = 0;
    for (std::size_t code = 1; code < counts.size(); ++code)
        all += counts[code];
    QVector<float> marks;
    if (all == 0)
        return marks;
    qint64 passed = 0;
    int next = 0;
    for (std::size_t code = 1; code < counts.size(); ++code) {
        passed += counts[code];
        while (next <= quantileShares && passed * quantileShares >= next * all &&
               counts[code] > 0) {
            marks.append(any->valueOf(static_cast<quint8>(code)));
            ++next;
        }
    }
    return marks;
}

void AttentionPage::Private::showScales()
{
    HeadMatrixView *matrix = m_head->matrix();
    const bool quantile = m_look.kind == ColourScale::Kind::Quantile;
    double weight = 0, difference = 0;
    QVector<float> weightMarks, differenceMarks;
    for (int i = 0; i < m_shownMaps.size(); ++i) {
        const HeadMap &map = m_shownMaps[i].map;
        const MapPyramid *pyramid = matrix->isReady() ? matrix->pyramid(i) : nullptr;
        const double largest = pyramid ? static_cast<double>(pyramid->largest())
                                       : std::max(std::abs(static_cast<double>(map.largest())),
                                                  std::abs(static_cast<double>(map.smallest())));
        (map.isDifference() ? difference : weight) =
            std::max(map.isDifference() ? difference : weight, largest);
        QVector<float> &marks = map.isDifference() ? differenceMarks : weightMarks;
        if (quantile && pyramid && marks.isEmpty())
            marks = pyramid->quantiles(quantileShares);
    }
    const ColourScale weights = weightScale(m_look, weight, weightMarks);
    const ColourScale differences = differenceScale(m_look, difference, differenceMarks);
    matrix->setScale(weights);
    matrix->setDifferenceScale(differences);
    m_head->bar()->setScale(weights);
    m_head->differenceBar()->setScale(differences);
    const bool differs = gridSide() == AttentionSide::Difference && !showsProbes();
    // Of entropies the matrix has blocks, the text has rows of weights.
    MapLook textLook = m_look;
    textLook.quantity = MapLook::Quantity::Weights;
    const ColourScale text = differs ? differences
                             : m_look.quantity == MapLook::Quantity::Entropy
                                 ? weightScale(textLook, 1, {})
                                 : weights;
    m_text->text()->setScale(text);
    m_text->targets()->setScale(text);
    m_text->rollout()->setScale(weightScale(textLook, 1, {}));
    ColourScale grid;
    if (differs)
        grid = differenceScale(m_look, gridLargest(), {});
    else if (m_look.quantity == MapLook::Quantity::Entropy)
        grid = weightScale(m_look, std::log2(std::max<qsizetype>(2, shownTokens().size())),
                           quantile ? gridMarks() : QVector<float>());
    else
        grid = weightScale(m_look, 1, quantile ? gridMarks() : QVector<float>());
    m_grid->grid()->setScale(grid);
}

} // namespace phi1
