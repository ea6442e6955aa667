// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "app/phi1/serve/array_answer.h"
#include "app/phi1/serve/capture_fields.h"
#include "app/phi1/serve/capture_question.h"
#include "app/phi1/serve/head_figures.h"
#include "app/phi1/serve/head_slices.h"
#include "core/base/text.h"
#include "model/inference/attention/tile_encoding.h"

namespace phi1 {

namespace {

constexpr std::size_t mostTiles = 1024;
constexpr std::int64_t leastEdge = 8, mostEdge = 256;
/// Cells that are computed at once, as float32, whatever a client asks of one head.
constexpr std::size_t mostCells = 4u << 20;

/// The level whose single cell holds the whole map.
std::int64_t lastLevel(std::int64_t tokens)
{
    std::int64_t level = 0;
    while ((std::int64_t{1} << level) < tokens)
        ++level;
    return level;
}

std::optional<Pooling> poolingNamed(const Json &value)
{
    if (value.is_string()) {
        const auto &name = value.get_ref<const std::string &>();
        if (name == "max")
            return Pooling::Maximum;
        if (name == "mean")
            return Pooling::Mean;
        if (name == "entropy")
            return Pooling::Entropy;
    }
    return std::nullopt;
}

/// Reads the tiles of a request, in either form.
class TileReader
{
public:
    TileReader(JsonFields &fields, const CaptureShape &shape, std::int64_t edge)
        : m_fields(fields)
        , m_shape(shape)
        , m_edge(edge)
        , m_lastLevel(lastLevel(shape.tokens))
    {}

    std::vector<TileRequest> read(const Json *list)
    {
        std::vector<TileRequest> tiles;
        if (!list || !list->is_array() || list->empty() || list->size() > mostTiles) {
            m_fields.fail("tiles", list ? shownValue(*list) : "missing",
                          concat("a list of 1 to ", mostTiles, " tiles is expected"));
            return tiles;
        }
        for (const Json &each : *list) {
            const auto tile = each.is_array() ? ofList(each) : ofObject(each);
            if (!m_fields.isGood())
                break;
            tiles.push_back(tile);
        }
        return tiles;
    }

private:
    static constexpr const char *names[] = {"layer", "head", "level", "x", "y"};

    TileRequest ofList(const Json &list)
    {
        if (list.size() < 2 || list.size() > 6)
            fail(list, "[layer, head, level, x, y, pooling] is expected");
        std::int64_t numbers[5] = {};
        for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), 5); ++i)
            numbers[i] = number(list[i], names[i]);
        return checked(numbers, list.size() == 6 ? &list[5] : nullptr);
    }

    TileRequest ofObject(const Json &object)
    {
        JsonFields inner(object, concat("tiles[", m_count, "]."));
        std::int64_t numbers[5] = {};
        for (std::size_t i = 0; i < 5; ++i) {
            const Json *value = inner.find(names[i]);
            if (!value && i < 2)
                inner.fail(names[i], "missing", "a whole number from 0 is expected");
            if (value)
                numbers[i] = number(*value, names[i]);
        }
        const Json *pooling = inner.find("pooling");
        inner.refuseUnknown();
        if (inner.error())
            m_fields.fail(*inner.error());
        return checked(numbers, pooling);
    }

    std::int64_t number(const Json &value, const char *name)
    {
        const auto whole = wholeNumber(value);
        if (!whole)
            fail(value, concat("a whole number as ", name, " is expected"));
        return whole.value_or(0);
    }

    TileRequest checked(const std::int64_t (&numbers)[5], const Json *poolingName)
    {
        const auto [layer, head, level, x, y] = numbers;
        checkHead(m_fields, "tiles", layer, head, m_count, m_shape);
        if (level < 0 || level > m_lastLevel)
            fail(level, concat("levels 0 to ", m_lastLevel, " are expected"));
        const std::int64_t span = m_edge << std::clamp<std::int64_t>(level, 0, m_lastLevel);
        const std::int64_t tiles = (m_shape.tokens + span - 1) / span;
        for (const std::int64_t index : {x, y}) {
            if (index < 0 || index >= tiles)
                fail(index, concat("x and y from 0 to ", tiles - 1, " are expected at level ",
                                   level, " with size ", m_edge));
        }
        TileRequest tile{{layer, head}, level, x, y, Pooling::Maximum};
        if (poolingName) {
            const auto pooling = poolingNamed(*poolingName);
            if (!pooling)
                fail(*poolingName, "max, mean or entropy is expected as pooling");
            tile.pooling = pooling.value_or(Pooling::Maximum);
        }
        ++m_count;
        return tile;
    }

    void fail(const Json &found, const std::string &expected)
    {
        m_fields.fail("tiles", concat("a list with ", shownValue(found), " at index ", m_count),
                      expected);
    }

    JsonFields &m_fields;
    const CaptureShape &m_shape;
    const std::int64_t m_edge, m_lastLevel;
    std::size_t m_count = 0;
};

class TilesQuestion final : public CaptureQuestion
{
public:
    TilesQuestion(std::vector<TileRequest> tiles, std::int64_t edge, TileEncoding encoding,
                  std::int64_t tokens, bool wantsStatistics, std::vector<TokenRelation> relations)
        : m_tiles(std::move(tiles))
        , m_edge(edge)
        , m_encoding(encoding)
        , m_tokens(tokens)
        , m_heads(headsOf(m_tiles))
        , m_figures(m_tiles.size(), std::move(relations))
        , m_wantsStatistics(wantsStatistics)
        , m_codes(m_tiles.size() * cells())
        , m_scales(m_tiles.size())
        , m_nans(m_tiles.size())
    {}

    std::uint64_t answerBytes() const override { return 2 * m_codes.size(); }

    Result<SliceEnd> compute(const Turn &turn) override
    {
        if (m_heads.isDone())
            return SliceEnd::Complete;
        const auto heads = m_heads.next(turn.layersReady);
        if (heads.empty())
            return SliceEnd::Waiting;
        const auto started = SlicePace::Clock::now();
        std::vector<std::size_t> places;
        for (const HeadSlices::Head &head : heads)
            places.insert(places.end(), head.places.begin(), head.places.end());
        const std::size_t atOnce = std::max<std::size_t>(1, mostCells / cells());
        for (std::size_t at = 0; at < places.size(); at += atOnce)
            PHI1_TRY(computeTiles(
                turn, std::span(places).subspan(at, std::min(atOnce, places.size() - at))));
        if (m_wantsStatistics || m_figures.hasRelations())
            PHI1_TRY(m_figures.compute(turn, heads));
        const std::chrono::duration<double> took = SlicePace::Clock::now() - started;
        m_heads.took(heads.size(), took.count());
        return m_heads.isDone() ? SliceEnd::Complete : SliceEnd::More;
    }

    HttpResponse answer() override
    {
        const auto tiles = static_cast<std::int64_t>(m_tiles.size());
        std::map<std::string, ArrayView, std::less<>> arrays = {
            {"tiles", arrayOf(std::span<const std::uint8_t>(m_codes), {tiles, m_edge, m_edge})},
            {"scale", arrayOf(std::span<const float>(m_scales), {tiles})},
            {"nan", arrayOf(std::span<const std::uint8_t>(m_nans), {tiles})}};
        if (m_wantsStatistics)
            arrays.emplace("statistics", m_figures.statistics());
        if (m_figures.hasRelations())
            arrays.emplace("relations", m_figures.related());
        return arrayResponse(arrays);
    }

private:
    std::size_t cells() const { return static_cast<std::size_t>(m_edge * m_edge); }

    static HeadSlices headsOf(const std::vector<TileRequest> &tiles)
    {
        std::vector<HeadId> heads;
        for (const TileRequest &tile : tiles)
            heads.push_back(tile.head);
        return HeadSlices(heads);
    }

    Result<void> computeTiles(const Turn &turn, std::span<const std::size_t> places)
    {
        std::vector<TileRequest> wanted;
        for (const std::size_t place : places)
            wanted.push_back(m_tiles[place]);
        m_values.resize(places.size() * cells());
        PHI1_TRY(turn.capture.tiles(wanted, m_edge, turn.look, m_values, turn.stop));
        for (std::size_t i = 0; i < places.size(); ++i) {
            const std::size_t place = places[i];
            const EncodedTile tile =
                encodeTile(m_encoding, std::span(m_values).subspan(i * cells(), cells()),
                           fullScale(wanted[i].pooling, m_tokens),
                           std::span(m_codes).subspan(place * cells(), cells()));
            m_scales[place] = tile.scale;
            m_nans[place] = tile.hasNan ? 1 : 0;
        }
        return {};
    }

    const std::vector<TileRequest> m_tiles;
    const std::int64_t m_edge;
    const TileEncoding m_encoding;
    const std::int64_t m_tokens;
    HeadSlices m_heads;
    HeadFigures m_figures;
    const bool m_wantsStatistics;
    std::vector<std::uint8_t> m_codes; ///< [tiles, edge, edge]
    std::vector<float> m_scales;       ///< [tiles]
    std::vector<std::uint8_t> m_nans;  ///< [tiles]
    std::vector<float> m_values;       ///< of one call, [.., edge, edge]
};

TileEncoding readEncoding(JsonFields &fields, const CaptureShape &shape)
{
    const std::string name = fields.text("encoding").value_or("linear");
    if (name != "linear" && name != "log")
        fields.fail("encoding", concat("\"", printable(name, 40), "\""),
                    "linear or log is expected");
    if (shape.isDifference && name == "log")
        fields.fail("encoding", "log", "a difference is below 0 too; linear is expected for it");
    if (shape.isDifference)
        return TileEncoding::Signed;
    return name == "log" ? TileEncoding::Logarithmic : TileEncoding::Linear;
}

} // namespace

std::unique_ptr<CaptureQuestion> readTilesQuestion(JsonFields &fields, const CaptureShape &shape)
{
    const std::int64_t edge = fields.integer("size", leastEdge, mostEdge).value_or(mostEdge);
    const TileEncoding encoding = readEncoding(fields, shape);
    const bool wantsStatistics = fields.boolean("statistics", false);
    auto relations = readRelations(fields, shape);
    auto tiles = TileReader(fields, shape, edge).read(fields.find("tiles"));
    fields.refuseUnknown();
    if (!fields.isGood())
        return nullptr;
    return std::make_unique<TilesQuestion>(std::move(tiles), edge, encoding, shape.tokens,
                                           wantsStatistics, std::move(relations));
}

} // namespace phi1
