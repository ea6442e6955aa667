// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/rollout.h"

#include <algorithm>
#include <stdexcept>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Cells of all heads' maps that a step looks through: some 50 ms of two cores.
constexpr std::int64_t cellsPerStep = 8'000'000;

} // namespace

AttentionRollout::AttentionRollout(AttentionCapture &capture, std::int64_t position)
    : m_capture(capture)
    , m_position(position)
    , m_layer(capture.layers() - 1)
    , m_row(position) // above the last layer all of it is at the position itself
    , m_share(static_cast<std::size_t>(position + 1))
    , m_below(m_share.size())
    , m_values(static_cast<std::size_t>(capture.layers() * capture.tokens()))
{
    m_share.back() = 1;
    m_below.back() = 0.5;
}

Result<bool> AttentionRollout::step(std::stop_token stop)
{
    if (m_layer < 0)
        return true;
    const std::int64_t tokens = m_capture.tokens();
    const std::int64_t heads = m_capture.heads();
    const std::int64_t count = std::min(m_position + 1 - m_row,
                                        std::max<std::int64_t>(1, cellsPerStep / (heads * tokens)));
    std::vector<HeadId> ofLayer;
    for (std::int64_t head = 0; head < heads; ++head)
        ofLayer.push_back({m_layer, head});
    m_map.resize(static_cast<std::size_t>(count * tokens));
    PHI1_TRY(m_capture.combinedRows(ofLayer, HeadCombination::Mean, m_row, count, {}, m_map,
                                    std::move(stop)));
    for (std::int64_t r = 0; r < count; ++r) {
        const double half = m_share[static_cast<std::size_t>(m_row + r)] / 2;
        const float *row = m_map.data() + r * tokens;
        for (std::int64_t j = 0; j <= m_row + r; ++j)
            m_below[static_cast<std::size_t>(j)] += half * static_cast<double>(row[j]);
    }
    m_row += count;
    if (m_row > m_position)
        finishLayer();
    return m_layer < 0;
}

void AttentionRollout::finishLayer()
{
    m_share.swap(m_below);
    std::transform(m_share.begin(), m_share.end(),
                   m_values.begin() + static_cast<std::ptrdiff_t>(m_layer * m_capture.tokens()),
                   [](double value) { return static_cast<float>(value); });
    // The next layer begins with what the residual connection carries over.
    std::transform(m_share.begin(), m_share.end(), m_below.begin(),
                   [](double value) { return value / 2; });
    --m_layer;
    m_row = 0;
}

double AttentionRollout::progress() const
{
    // Of the last layer one row, of the others all up to the position.
    const std::int64_t last = m_capture.layers() - 1;
    const std::int64_t rows = m_position + 1;
    const std::int64_t seen = m_layer == last ? 0 : 1 + (last - 1 - m_layer) * rows + m_row;
    return static_cast<double>(seen) / static_cast<double>(1 + last * rows);
}

Result<void> attentionRollout(AttentionCapture &capture, std::int64_t position,
                              std::span<float> out, std::stop_token stop)
{
    AttentionRollout rollout(capture, position);
    if (out.size() != rollout.values().size())
        throw std::invalid_argument(concat("a rollout has ", rollout.values().size(),
                                           " numbers, there is room for ", out.size()));
    for (bool complete = false; !complete;) {
        PHI1_ASSIGN(complete, rollout.step(stop));
    }
    std::copy(rollout.values().begin(), rollout.values().end(), out.begin());
    return {};
}

} // namespace phi1
