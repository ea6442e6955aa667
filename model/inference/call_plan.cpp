// SPDX-License-Identifier: Apache-2.0
#include "model/inference/call_plan.h"

#include <algorithm>
#include <map>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Queries of one sequence that share a pass over its keys and values.
constexpr std::int64_t queriesPerTile = 32;

} // namespace

Result<void> CallPlan::make(std::span<const EngineRow> rows, std::int64_t vocabulary,
                            std::int64_t context, KeyValueCache &cache)
{
    runs.clear();
    positions.clear();
    wanted.clear();
    wantedPositions.clear();
    std::map<SlotId, std::int64_t> lengths;
    for (const EngineRow &row : rows) {
        if (row.token < 0 || row.token >= vocabulary)
            return failure(
                ErrorCode::Incompatible,
                concat("token ", row.token, " is outside the model's vocabulary of ", vocabulary));
        std::int64_t &length = lengths.try_emplace(row.slot, cache.length(row.slot)).first->second;
        if (length >= context)
            return failure(ErrorCode::Usage,
                           concat("a sequence of more than ", length,
                                  " tokens was asked for; the context has ", context));
        const auto index = static_cast<std::int64_t>(positions.size());
        if (runs.empty() || runs.back().slot != row.slot)
            runs.push_back({row.slot, index, 0, length});
        ++runs.back().count;
        positions.push_back(length);
        if (row.wantsLogits) {
            wanted.push_back(index);
            wantedPositions.push_back(length);
        }
        ++length;
    }
    std::vector<KeyValueCache::Growth> growths;
    for (const auto &[slot, length] : lengths)
        growths.push_back({slot, length});
    PHI1_TRY(cache.grow(growths));
    cutIntoTiles();
    return {};
}

void CallPlan::cutIntoTiles()
{
    tiles.clear();
    wantedTiles.clear();
    for (const auto &[slot, first, count, position] : runs) {
        for (std::int64_t at = 0; at < count; at += queriesPerTile)
            tiles.push_back(
                {slot, first + at, std::min(queriesPerTile, count - at), position + at});
    }
    for (std::size_t i = 0, run = 0; i < wanted.size(); ++i) {
        const std::size_t before = run;
        while (wanted[i] >= runs[run].first + runs[run].count)
            ++run;
        QueryTile *last = wantedTiles.empty() ? nullptr : &wantedTiles.back();
        if (last && run == before && last->position + last->count == wantedPositions[i] &&
            last->count < queriesPerTile)
            ++last->count;
        else
            wantedTiles.push_back(
                {runs[run].slot, static_cast<std::int64_t>(i), 1, wantedPositions[i]});
    }
}

} // namespace phi1
