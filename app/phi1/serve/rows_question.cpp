// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>

#include "app/phi1/serve/array_answer.h"
#include "app/phi1/serve/capture_fields.h"
#include "app/phi1/serve/capture_question.h"
#include "app/phi1/serve/head_slices.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::uint64_t mostBytes = 64u << 20;

/// The rows, or columns, of a request.
struct Lines {
    bool areColumns = false;
    std::int64_t first = 0, count = 0, tokens = 0;

    std::size_t cells() const { return static_cast<std::size_t>(count * tokens); }
};

/// Those of each head by itself.
class RowsQuestion final : public CaptureQuestion
{
public:
    RowsQuestion(const std::vector<HeadId> &heads, const Lines &lines)
        : m_heads(heads)
        , m_count(static_cast<std::int64_t>(heads.size()))
        , m_lines(lines)
        , m_values(heads.size() * lines.cells())
    {}

    std::uint64_t answerBytes() const override { return 2 * sizeof(float) * m_values.size(); }

    Result<SliceEnd> compute(const Turn &turn) override
    {
        const auto heads = m_heads.next(turn.layersReady);
        if (heads.empty())
            return SliceEnd::Waiting;
        const auto started = SlicePace::Clock::now();
        for (const HeadSlices::Head &head : heads) {
            const std::span<float> out =
                std::span(m_values).subspan(head.places.front() * m_lines.cells(), m_lines.cells());
            PHI1_TRY(m_lines.areColumns
                         ? turn.capture.columns(head.id, m_lines.first, m_lines.count, turn.look,
                                                out, turn.stop)
                         : turn.capture.rows(head.id, m_lines.first, m_lines.count, turn.look, out,
                                             turn.stop));
        }
        const std::chrono::duration<double> took = SlicePace::Clock::now() - started;
        m_heads.took(heads.size(), took.count());
        return m_heads.isDone() ? SliceEnd::Complete : SliceEnd::More;
    }

    HttpResponse answer() override
    {
        return arrayResponse({{"rows", arrayOf(std::span<const float>(m_values),
                                               {m_count, m_lines.count, m_lines.tokens})}});
    }

private:
    HeadSlices m_heads;
    const std::int64_t m_count;
    const Lines m_lines;
    std::vector<float> m_values; ///< [heads, count, T]
};

/// The mean or maximum over heads, some of them in each slice.
class CombinedRowsQuestion final : public CaptureQuestion
{
public:
    CombinedRowsQuestion(const std::vector<HeadId> &heads, HeadCombination combination,
                         const Lines &lines)
        : m_heads(heads)
        , m_count(heads.size())
        , m_combination(combination)
        , m_lines(lines)
    {}

    std::uint64_t answerBytes() const override { return 3 * sizeof(float) * m_lines.cells(); }

    Result<SliceEnd> compute(const Turn &turn) override
    {
        const auto heads = m_heads.next(turn.layersReady);
        if (heads.empty())
            return SliceEnd::Waiting;
        const auto started = SlicePace::Clock::now();
        std::vector<HeadId> ids;
        for (const HeadSlices::Head &head : heads)
            ids.push_back(head.id);
        const bool isFirst = m_values.empty();
        std::vector<float> &part = isFirst ? m_values : m_part;
        part.resize(m_lines.cells());
        PHI1_TRY(turn.capture.combinedRows(ids, m_combination, m_lines.first, m_lines.count,
                                           turn.look, part, turn.stop));
        if (m_combination == HeadCombination::Mean) {
            const float share = static_cast<float>(ids.size()) / static_cast<float>(m_count);
            std::transform(part.begin(), part.end(), part.begin(),
                           [share](float value) { return value * share; });
        }
        if (!isFirst)
            std::transform(m_values.begin(), m_values.end(), part.begin(), m_values.begin(),
                           m_combination == HeadCombination::Mean ? sum : farther);
        const std::chrono::duration<double> took = SlicePace::Clock::now() - started;
        m_heads.took(heads.size(), took.count());
        return m_heads.isDone() ? SliceEnd::Complete : SliceEnd::More;
    }

    HttpResponse answer() override
    {
        return arrayResponse({{"rows", arrayOf(std::span<const float>(m_values),
                                               {1, m_lines.count, m_lines.tokens})}});
    }

private:
    static float sum(float a, float b) { return a + b; }
    /// The one farther from 0; weights are not below it. NaN stays.
    static float farther(float a, float b)
    {
        return std::isnan(a) || std::abs(a) >= std::abs(b) ? a : b;
    }

    HeadSlices m_heads;
    const std::size_t m_count;
    const HeadCombination m_combination;
    const Lines m_lines;
    std::vector<float> m_values; ///< [count, T], of the slices so far
    std::vector<float> m_part;   ///< of one slice
};

Lines readLines(JsonFields &fields, const CaptureShape &shape)
{
    Lines lines;
    lines.tokens = shape.tokens;
    const std::string axis = fields.text("axis").value_or("rows");
    if (axis != "rows" && axis != "columns")
        fields.fail("axis", concat("\"", printable(axis, 40), "\""), "rows or columns is expected");
    lines.areColumns = axis == "columns";
    lines.first = fields.integer("first", 0, shape.tokens - 1).value_or(0);
    lines.count =
        fields.integer("count", 1, shape.tokens - lines.first).value_or(shape.tokens - lines.first);
    return lines;
}

std::optional<HeadCombination> readCombination(JsonFields &fields, bool areColumns)
{
    const auto name = fields.text("combine");
    if (!name)
        return std::nullopt;
    if (*name != "mean" && *name != "max")
        fields.fail("combine", concat("\"", printable(*name, 40), "\""), "mean or max is expected");
    if (areColumns)
        fields.fail("combine", concat("\"", printable(*name, 40), "\""),
                    "it is expected with rows only, of which columns can be taken");
    return *name == "mean" ? HeadCombination::Mean : HeadCombination::Maximum;
}

} // namespace

std::unique_ptr<CaptureQuestion> readRowsQuestion(JsonFields &fields, const CaptureShape &shape)
{
    const auto heads = readHeads(fields, "heads", shape);
    if (!heads)
        fields.fail("heads", "missing", "a list of pairs [layer, head] is expected");
    const Lines lines = readLines(fields, shape);
    const auto combination = readCombination(fields, lines.areColumns);
    fields.refuseUnknown();
    if (!fields.isGood())
        return nullptr;
    const std::uint64_t bytes = (combination ? 1 : heads->size()) * lines.cells() * sizeof(float);
    if (bytes > mostBytes) {
        fields.fail("heads",
                    concat(heads->size(), " times ", lines.count, " rows, ", formatBytes(bytes)),
                    concat("at most ", formatBytes(mostBytes), " together are expected"));
        return nullptr;
    }
    if (combination)
        return std::make_unique<CombinedRowsQuestion>(*heads, *combination, lines);
    return std::make_unique<RowsQuestion>(*heads, lines);
}

} // namespace phi1
