// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/cpu_capture.h"

#include "core/base/text.h"
#include "model/inference/attention/logit_lens.h"
#include "model/inference/attention/rollout.h"
#include "model/inference/cpu_model.h"

namespace phi1 {

CpuCapture::CpuCapture(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
                       std::vector<TokenId> ids, LayerNorms norms)
    : m_model(std::move(model))
    , m_pool(std::move(pool))
    , m_ids(std::move(ids))
    , m_norms(std::move(norms))
    , m_meanOutputs(static_cast<std::size_t>(m_norms.layers() * m_norms.width()))
    , m_maps(m_model, m_pool, m_norms)
{}

std::int64_t CpuCapture::heads() const
{
    return m_model->config.heads;
}

std::uint64_t CpuCapture::bytes() const
{
    return m_norms.bytes() + m_meanOutputs.size() * sizeof(float) + m_maps.bytes();
}

Result<AttentionMaps::Look> CpuCapture::lookOf(const AttentionLook &look) const
{
    AttentionMaps::Look found{.withoutFirst = look.withoutFirst, .minus = nullptr};
    if (!look.minus)
        return found;
    auto *const other = dynamic_cast<CpuCapture *>(look.minus);
    if (!other)
        return failure(ErrorCode::Usage,
                       "a capture on the CPU can be compared with another on the CPU only; capture "
                       "both on the same device");
    if (other->layers() != layers() || other->heads() != heads())
        return failure(ErrorCode::Usage,
                       concat("a capture of ", layers(), " layers with ", heads(),
                              " heads cannot be compared with one of ", other->layers(),
                              " layers with ", other->heads(), " heads"));
    if (other->m_ids != m_ids)
        return failure(ErrorCode::Usage,
                       concat("both captures must be of the same tokens; this one has ",
                              m_ids.size(), ", the other ", other->m_ids.size(),
                              m_ids.size() == other->m_ids.size() ? " different ones" : ""));
    found.minus = &other->m_maps;
    return found;
}

Result<void> CpuCapture::tiles(std::span<const TileRequest> tiles, std::int64_t edge,
                               const AttentionLook &look, std::span<float> out,
                               std::stop_token stop)
{
    PHI1_ASSIGN(const AttentionMaps::Look mapped, lookOf(look));
    return m_maps.tiles(tiles, edge, mapped, out, std::move(stop));
}

Result<void> CpuCapture::rows(HeadId head, std::int64_t first, std::int64_t count,
                              const AttentionLook &look, std::span<float> out, std::stop_token stop)
{
    PHI1_ASSIGN(const AttentionMaps::Look mapped, lookOf(look));
    return m_maps.rows(head, first, count, mapped, out, std::move(stop));
}

Result<void> CpuCapture::combinedRows(std::span<const HeadId> heads, HeadCombination combination,
                                      std::int64_t first, std::int64_t count,
                                      const AttentionLook &look, std::span<float> out,
                                      std::stop_token stop)
{
    PHI1_ASSIGN(const AttentionMaps::Look mapped, lookOf(look));
    return m_maps.combinedRows(heads, combination, first, count, mapped, out, std::move(stop));
}

Result<void> CpuCapture::columns(HeadId head, std::int64_t first, std::int64_t count,
                                 const AttentionLook &look, std::span<float> out,
                                 std::stop_token stop)
{
    PHI1_ASSIGN(const AttentionMaps::Look mapped, lookOf(look));
    return m_maps.columns(head, first, count, mapped, out, std::move(stop));
}

Result<void> CpuCapture::statistics(std::span<const HeadId> heads,
                                    std::span<const TokenRelation> relations,
                                    const AttentionLook &look, std::span<HeadStatistics> statistics,
                                    std::span<float> related, std::stop_token stop)
{
    PHI1_ASSIGN(const AttentionMaps::Look mapped, lookOf(look));
    return m_maps.statistics(heads, relations, mapped, statistics, related, std::move(stop));
}

Result<void> CpuCapture::checkPosition(std::int64_t position) const
{
    if (position < 0 || position >= tokens())
        return failure(ErrorCode::Usage, concat("there is no position ", position,
                                                ": the capture has tokens 0 to ", tokens() - 1));
    if (!m_norms.isComplete())
        return failure(ErrorCode::Usage, concat("the capture has ", layersReady(), " of ", layers(),
                                                " layers yet; wait until it is complete"));
    return {};
}

Result<void> CpuCapture::rollout(std::int64_t position, std::span<float> out, std::stop_token stop)
{
    PHI1_TRY(checkPosition(position));
    return attentionRollout(*this, position, out, std::move(stop));
}

Result<void> CpuCapture::lens(std::int64_t position, std::span<float> logits, std::stop_token stop)
{
    PHI1_TRY(checkPosition(position));
    return logitLens(*m_model, *m_pool, m_norms, position, logits, std::move(stop));
}

float *CpuCapture::meanOutputs(std::int64_t layer)
{
    return m_meanOutputs.data() + layer * m_norms.width();
}

std::span<const float> CpuCapture::meanOutput(HeadId head) const
{
    if (head.layer < 0 || head.layer >= layersReady() || head.head < 0 || head.head >= heads())
        return {};
    const std::int64_t dimension = m_model->config.headDimension();
    return std::span(m_meanOutputs)
        .subspan(static_cast<std::size_t>(head.layer * m_norms.width() + head.head * dimension),
                 static_cast<std::size_t>(dimension));
}

} // namespace phi1
