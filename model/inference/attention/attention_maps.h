// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "model/inference/attention/attention_capture.h"
#include "model/inference/attention/normed_layers.h"

namespace phi1 {

struct CpuModel;
class ThreadPool;

/// The part of a capture on the CPU that is about maps: any of them, or what is left of them at
/// some level of detail, from the outputs of the LayerNorms. Legend, meaning and errors of the
/// functions as in AttentionCapture. With a model in bfloat16 or int8 queries and keys are rounded
/// to bfloat16, as the cache of the engine holds them, so that the maps are those the model uses;
/// sums are in float32. Results do not depend on the number of threads.
class AttentionMaps
{
public:
    /// AttentionLook, with the other capture's maps.
    struct Look {
        bool withoutFirst = false;
        AttentionMaps *minus = nullptr; ///< of the same tokens
    };

    /// @param normed  outlives this
    AttentionMaps(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
                  const NormedLayers &normed);
    ~AttentionMaps();

    std::uint64_t bytes() const; ///< of memory held: queries and keys of the heads asked for last

    Result<void> tiles(std::span<const TileRequest> tiles, std::int64_t edge, const Look &look,
                       std::span<float> out, std::stop_token stop);
    Result<void> rows(HeadId head, std::int64_t first, std::int64_t count, const Look &look,
                      std::span<float> out, std::stop_token stop);
    Result<void> combinedRows(std::span<const HeadId> heads, HeadCombination combination,
                              std::int64_t first, std::int64_t count, const Look &look,
                              std::span<float> out, std::stop_token stop);
    Result<void> columns(HeadId head, std::int64_t first, std::int64_t count, const Look &look,
                         std::span<float> out, std::stop_token stop);
    Result<void> statistics(std::span<const HeadId> heads, std::span<const TokenRelation> relations,
                            const Look &look, std::span<HeadStatistics> statistics,
                            std::span<float> related, std::stop_token stop);

private:
    class Implementation;
    std::unique_ptr<Implementation> m_implementation;
};

} // namespace phi1
