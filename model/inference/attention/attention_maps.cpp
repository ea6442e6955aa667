// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/attention_maps.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "core/base/text.h"
#include "model/inference/attention/map_statistics.h"
#include "model/inference/attention/tile_pooling.h"
#include "model/inference/cpu_model.h"

namespace phi1 {

namespace {

void checkRoom(std::size_t found, std::size_t expected)
{
    if (found != expected)
        throw std::invalid_argument(
            concat("the result has room for ", found, " numbers, expected ", expected));
}

/// Cells of a side of a tile.
constexpr std::int64_t mostCells = 1 << 14;
/// Far beyond the one at which a cell holds every text.
constexpr std::int64_t highestLevel = 30;

/// The one farther from 0; NaN if either is.
float farther(float a, float b)
{
    return std::abs(b) > std::abs(a) || std::isnan(b) ? b : a;
}

} // namespace

class AttentionMaps::Implementation
{
public:
    Implementation(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
                   const NormedLayers &normed)
        : m_heads(std::move(model), std::move(pool), normed)
    {}

    ProjectedHeads &heads() { return m_heads; }
    std::int64_t tokens() const { return m_heads.normed().tokens(); }
    InstructionSet instructions() const { return m_heads.model().instructions; }

    Result<void> checkHead(HeadId head) const
    {
        const PhiConfig &config = m_heads.model().config;
        if (head.layer < 0 || head.layer >= config.layers || head.head < 0 ||
            head.head >= config.heads)
            return failure(ErrorCode::Usage,
                           concat("there is no head ", head.head, " in layer ", head.layer,
                                  "; the model has layers 0 to ", config.layers - 1,
                                  " with heads 0 to ", config.heads - 1));
        if (head.layer >= m_heads.normed().ready())
            return failure(ErrorCode::Usage, concat("layer ", head.layer, " is not captured yet; ",
                                                    m_heads.normed().ready(), " layers are"));
        return {};
    }

    Result<void> checkRange(std::int64_t first, std::int64_t count, const char *what) const
    {
        if (first < 0 || count < 0 || first > tokens() || count > tokens() - first)
            return failure(ErrorCode::Usage,
                           concat("there are no ", what, " ", first, " to ", first + count - 1,
                                  "; the text has ", tokens(), " tokens"));
        return {};
    }

    Result<void> checkTile(const TileRequest &tile, std::int64_t edge) const
    {
        PHI1_TRY(checkHead(tile.head));
        const auto isThere = [&](std::int64_t place) {
            return place >= 0 && place <= (tokens() - 1) / edge &&
                   (place * edge << tile.level) < tokens();
        };
        if (edge < 1 || edge > mostCells || tile.level < 0 || tile.level > highestLevel ||
            !isThere(tile.x) || !isThere(tile.y))
            return failure(ErrorCode::Usage, concat("there is no tile ", tile.x, ", ", tile.y,
                                                    " of ", edge, " cells at level ", tile.level,
                                                    "; the text has ", tokens(), " tokens"));
        return {};
    }

    /// Those of the other capture, which is of the same text and shape.
    Result<ProjectedHeads *> minus(const Look &look) const
    {
        if (!look.minus)
            return nullptr;
        ProjectedHeads &other = look.minus->m_implementation->m_heads;
        const PhiConfig &config = m_heads.model().config;
        const PhiConfig &otherConfig = other.model().config;
        if (other.normed().tokens() != tokens() || otherConfig.layers != config.layers ||
            otherConfig.heads != config.heads)
            return failure(ErrorCode::Usage,
                           concat("the capture to subtract has ", other.normed().tokens(),
                                  " tokens, ", otherConfig.layers, " layers and ",
                                  otherConfig.heads, " heads; expected ", tokens(), ", ",
                                  config.layers, " and ", config.heads));
        return &other;
    }

    /// Checks the heads in both captures. @return what computes them
    Result<MapSweep> sweep(std::span<const HeadId> heads, const Look &look, std::stop_token stop)
    {
        for (const HeadId head : heads) {
            PHI1_TRY(checkHead(head));
            if (look.minus)
                PHI1_TRY(look.minus->m_implementation->checkHead(head));
        }
        PHI1_ASSIGN(ProjectedHeads *const other, minus(look));
        return MapSweep(m_heads, other, look.withoutFirst, std::move(stop));
    }

private:
    ProjectedHeads m_heads;
};

AttentionMaps::AttentionMaps(std::shared_ptr<const CpuModel> model,
                             std::shared_ptr<ThreadPool> pool, const NormedLayers &normed)
    : m_implementation(std::make_unique<Implementation>(std::move(model), std::move(pool), normed))
{}

AttentionMaps::~AttentionMaps() = default;

std::uint64_t AttentionMaps::bytes() const
{
    return m_implementation->heads().bytes();
}

Result<void> AttentionMaps::tiles(std::span<const TileRequest> tiles, std::int64_t edge,
                                  const Look &look, std::span<float> out, std::stop_token stop)
{
    Implementation &self = *m_implementation;
    for (const TileRequest &tile : tiles)
        PHI1_TRY(self.checkTile(tile, edge));
    checkRoom(out.size(), tiles.size() * static_cast<std::size_t>(edge * edge));
    std::fill(out.begin(), out.end(), 0.0f);
    // By head, then by how they are pooled.
    std::map<HeadId, std::vector<TileLevel>> wanted;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        TileRequest tile = tiles[i];
        // From some level on the first cell holds the whole text.
        while (tile.level > 0 && std::int64_t(1) << (tile.level - 1) >= self.tokens())
            --tile.level;
        auto &levels = wanted[tile.head];
        auto level = std::find_if(levels.begin(), levels.end(), [&](const TileLevel &known) {
            return known.level == tile.level && known.pooling == tile.pooling;
        });
        if (level == levels.end())
            level = levels.insert(level, {tile.level, tile.pooling, {}});
        level->tiles.push_back(
            {tile.x, tile.y, out.data() + i * static_cast<std::size_t>(edge * edge)});
    }
    std::vector<HeadId> heads;
    std::vector<MapSweep::Part> parts;
    std::vector<std::span<const TileLevel>> levelsOf;
    for (const auto &[head, levels] : wanted) {
        MapSweep::Part part{head, self.tokens(), 0, MapSweep::rowsAtOnce};
        for (const TileLevel &level : levels) {
            part.band = std::max(part.band, std::int64_t(1) << level.level);
            for (const TileLevel::Tile &tile : level.tiles) {
                const std::int64_t first = tile.y * edge << level.level;
                part.first = std::min(part.first, first);
                part.end =
                    std::max(part.end, std::min(first + (edge << level.level), self.tokens()));
            }
        }
        heads.push_back(head);
        parts.push_back(part);
        levelsOf.push_back(levels);
    }
    PHI1_ASSIGN(MapSweep sweep, self.sweep(heads, look, stop));
    return sweep.run(parts, [&](std::size_t part) -> MapSweep::Consumer {
        const auto pooling =
            std::make_shared<TilePooling>(levelsOf[part], edge, self.tokens(), self.instructions());
        return [pooling](const MapRows &rows) { pooling->add(rows); };
    });
}

Result<void> AttentionMaps::rows(HeadId head, std::int64_t first, std::int64_t count,
                                 const Look &look, std::span<float> out, std::stop_token stop)
{
    return combinedRows({&head, 1}, HeadCombination::Mean, first, count, look, out,
                        std::move(stop));
}

Result<void> AttentionMaps::combinedRows(std::span<const HeadId> heads, HeadCombination combination,
                                         std::int64_t first, std::int64_t count, const Look &look,
                                         std::span<float> out, std::stop_token stop)
{
    Implementation &self = *m_implementation;
    PHI1_TRY(self.checkRange(first, count, "rows"));
    if (heads.empty())
        return failure(ErrorCode::Usage, "there is no head to combine; expected at least one");
    const auto tokens = static_cast<std::size_t>(self.tokens());
    checkRoom(out.size(), static_cast<std::size_t>(count) * tokens);
    std::fill(out.begin(), out.end(), 0.0f);
    std::vector<HeadId> sorted(heads.begin(), heads.end());
    std::sort(sorted.begin(), sorted.end());
    PHI1_ASSIGN(MapSweep sweep, self.sweep(sorted, look, stop));
    PHI1_TRY(sweep.runTogether(sorted, first, first + count, [&](const MapRows &rows) {
        for (std::int64_t i = rows.first; i < rows.first + rows.count; ++i) {
            const float *from = rows.row(rows.shown, i);
            float *to = out.data() + static_cast<std::size_t>(i - first) * tokens;
            if (combination == HeadCombination::Mean)
                for (std::int64_t j = 0; j <= i; ++j)
                    to[j] += from[j];
            else
                for (std::int64_t j = 0; j <= i; ++j)
                    to[j] = farther(to[j], from[j]);
        }
    }));
    if (combination == HeadCombination::Mean && heads.size() > 1)
        for (float &number : out)
            number /= static_cast<float>(heads.size());
    return {};
}

Result<void> AttentionMaps::columns(HeadId head, std::int64_t first, std::int64_t count,
                                    const Look &look, std::span<float> out, std::stop_token stop)
{
    Implementation &self = *m_implementation;
    PHI1_TRY(self.checkRange(first, count, "columns"));
    const std::int64_t tokens = self.tokens();
    checkRoom(out.size(), static_cast<std::size_t>(count * tokens));
    std::fill(out.begin(), out.end(), 0.0f);
    PHI1_ASSIGN(MapSweep sweep, self.sweep({&head, 1}, look, stop));
    const MapSweep::Part part{head, std::min(first, tokens - 1), tokens, MapSweep::rowsAtOnce};
    return sweep.run({&part, 1}, [&](std::size_t) -> MapSweep::Consumer {
        return [&](const MapRows &rows) {
            const std::int64_t end = std::min(first + count, rows.first + rows.count);
            for (std::int64_t j = first; j < end; ++j)
                for (std::int64_t i = rows.first; i < rows.first + rows.count; ++i)
                    out[static_cast<std::size_t>((j - first) * tokens + i)] =
                        rows.row(rows.shown, i)[j];
        };
    });
}

Result<void> AttentionMaps::statistics(std::span<const HeadId> heads,
                                       std::span<const TokenRelation> relations, const Look &look,
                                       std::span<HeadStatistics> statistics,
                                       std::span<float> related, std::stop_token stop)
{
    Implementation &self = *m_implementation;
    const std::int64_t tokens = self.tokens();
    for (const TokenRelation &relation : relations)
        PHI1_TRY(checkRelation(relation, tokens));
    checkRoom(statistics.size(), heads.size());
    checkRoom(related.size(), heads.size() * relations.size());
    std::vector<HeadId> sorted(heads.begin(), heads.end());
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    PHI1_ASSIGN(MapSweep sweep, self.sweep(sorted, look, stop));
    std::vector<MapSweep::Part> parts;
    std::vector<MapStatistics> sums;
    for (const HeadId head : sorted) {
        parts.push_back({head, 0, tokens, MapStatistics::band});
        sums.emplace_back(relations, tokens, self.instructions());
    }
    PHI1_TRY(sweep.run(parts, [&](std::size_t part) -> MapSweep::Consumer {
        return [&sum = sums[part]](const MapRows &rows) { sum.add(rows); };
    }));
    for (std::size_t i = 0; i < heads.size(); ++i) {
        const auto place = std::lower_bound(sorted.begin(), sorted.end(), heads[i]);
        sums[static_cast<std::size_t>(place - sorted.begin())].finish(
            look.minus != nullptr, statistics[i],
            related.subspan(i * relations.size(), relations.size()));
    }
    return {};
}

} // namespace phi1
