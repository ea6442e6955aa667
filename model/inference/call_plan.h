// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "model/inference/engine.h"
#include "model/inference/kv_cache.h"

namespace phi1 {

/// Rows [first, first + count) of a call: consecutive tokens of one slot from `position` on.
struct RowRun {
    SlotId slot = 0;
    std::int64_t first = 0, count = 0, position = 0;
};

/// Queries of one sequence at consecutive positions that are attended to together.
struct QueryTile {
    SlotId slot = 0;
    std::int64_t row = 0; ///< of the first query
    std::int64_t count = 0;
    std::int64_t position = 0;
};

/// Which rows of a call lie where.
struct CallPlan {
    std::vector<RowRun> runs;
    std::vector<QueryTile> tiles;        ///< of all rows
    std::vector<std::int64_t> positions; ///< of all rows
    std::vector<std::int64_t> wanted;    ///< rows that want logits
    /// Of those rows, which the last layer moves together: row i here is wanted[i].
    std::vector<QueryTile> wantedTiles;
    std::vector<std::int64_t> wantedPositions;

    /// Plans a call and lets its sequences grow. Errors as Engine::run(); nothing grew then.
    Result<void> make(std::span<const EngineRow> rows, std::int64_t vocabulary,
                      std::int64_t context, KeyValueCache &cache);

private:
    void cutIntoTiles();
};

} // namespace phi1
