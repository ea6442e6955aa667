// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "model/cpu/aligned_memory.h"
#include "model/cpu/cache_attention.h"
#include "model/inference/attention/attention_capture.h"
#include "model/inference/attention/normed_layers.h"

namespace phi1 {

struct CpuModel;
class ThreadPool;

/// Queries and keys of one head, [T, D], as its weights are computed from them.
struct ProjectedHead {
    HeadId head;
    std::vector<float> queries; ///< [T, D], rotated
    AlignedMemory keys;         ///< rotated and packed (packedKeyBytes())
};

/// Makes queries and keys from the outputs of the LayerNorms, which is most of the work of a map,
/// and keeps those asked for last: at phi-1's size a layer's heads.
class ProjectedHeads
{
public:
    /// @param normed  outlives this
    ProjectedHeads(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
                   const NormedLayers &normed);

    const NormedLayers &normed() const { return m_normed; }
    const CpuModel &model() const { return *m_model; }
    ThreadPool &pool() const { return *m_pool; }
    const CacheLayout &layout() const { return m_layout; }
    std::uint64_t bytes() const { return m_held.size() * m_bytesEach; }

    /// Heads worth asking for at a time.
    std::int64_t headsAtOnce() const;
    /// @param heads  of one layer that is ready, ascending, at most headsAtOnce()
    /// @return those heads, until the next call; Cancelled, or Device without the memory
    Result<std::vector<const ProjectedHead *>> get(std::span<const HeadId> heads,
                                                   const std::stop_token &stop);

private:
    using Entry = std::list<ProjectedHead>::iterator;

    Result<void> makeRoom(HeadId head);
    /// Heads that follow each other in a layer.
    Result<void> project(std::span<const Entry> run, const std::stop_token &stop);

    std::shared_ptr<const CpuModel> m_model;
    std::shared_ptr<ThreadPool> m_pool;
    const NormedLayers &m_normed;
    CacheLayout m_layout;
    std::uint64_t m_bytesEach;
    std::list<ProjectedHead> m_held; ///< the last used first
};

} // namespace phi1
