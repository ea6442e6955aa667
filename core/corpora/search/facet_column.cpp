// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/facet_column.h"

#include <cmath>
#include <limits>

namespace phi1 {

namespace {

/// Values spread over more than this factor are shown by their logarithm.
constexpr double wideSpread = 100;

struct Extremes {
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -std::numeric_limits<double>::infinity();
};

/// The value as a double; NaN: none.
double valueOf(const Column &column, std::size_t row)
{
    if (column.info().type == ColumnType::Number)
        return column.numbers()[row];
    const auto count = column.counts()[row];
    return count == missingCount ? std::nan("") : count;
}

std::size_t valuesOf(const Column &column, SampleRow rows)
{
    return std::min<std::size_t>(rows, column.info().type == ColumnType::Number
                                           ? column.numbers().size()
                                           : column.counts().size());
}

const void *identityOf(const Column &column)
{
    return column.info().type == ColumnType::Number
               ? static_cast<const void *>(column.numbers().data())
               : static_cast<const void *>(column.counts().data());
}

} // namespace

std::vector<double> histogramEdges(double lowest, double highest, bool whole, bool &logarithmic)
{
    std::vector<double> edges;
    logarithmic =
        whole ? lowest >= 0 && highest >= wideSpread && highest > wideSpread * std::max(lowest, 1.0)
              : lowest > 0 && highest > wideSpread * lowest;
    if (lowest == highest)
        return {lowest, whole ? lowest + 1 : highest};
    // Whole numbers: bins [edge, next edge) that end one above the highest.
    const double end = whole ? highest + 1 : highest;
    const double shift = whole ? 1 : 0; // log(1 + x): 0 is a count like others
    for (int i = 0; i <= facetBins; ++i) {
        const double part = static_cast<double>(i) / facetBins;
        double edge = logarithmic
                          ? std::exp(std::log(lowest + shift) +
                                     part * (std::log(end + shift) - std::log(lowest + shift))) -
                                shift
                          : lowest + part * (end - lowest);
        if (i == 0 || i == facetBins)
            edge = i == 0 ? lowest : end; // not what rounding makes of them
        else if (whole)
            edge = std::ceil(edge - 1e-9);
        if (edges.empty() || edge > edges.back())
            edges.push_back(edge);
    }
    return edges;
}

FacetColumn FacetColumn::of(const Column &column, SampleRow rows)
{
    FacetColumn prepared{column, rows, {}, {}, {}, 0, 0, false};
    const RowSet all(rows, true);
    const auto known = valuesOf(column, rows);
    if (column.info().type == ColumnType::Category) {
        prepared.totals =
            countCodes(all, column.counts().data(), known, column.info().names.size() + 1);
        return prepared;
    }
    Extremes extremes;
    for (std::size_t row = 0; row < known; ++row) {
        const auto value = valueOf(column, row);
        if (std::isfinite(value)) {
            extremes.lowest = std::min(extremes.lowest, value);
            extremes.highest = std::max(extremes.highest, value);
        }
    }
    auto &edges = prepared.edges;
    if (extremes.lowest <= extremes.highest) {
        prepared.lowest = extremes.lowest;
        prepared.highest = extremes.highest;
        edges = histogramEdges(extremes.lowest, extremes.highest,
                               column.info().type == ColumnType::Count, prepared.logarithmic);
    }
    const auto bins = edges.empty() ? 0 : edges.size() - 1;
    prepared.codes.resize(known);
    for (std::size_t row = 0; row < known; ++row) {
        const auto value = valueOf(column, row);
        std::size_t bin = bins; // no value; infinite ones stand at the ends
        if (bins > 0 && !std::isnan(value)) {
            const auto above = std::upper_bound(edges.begin(), edges.end(), value) - edges.begin();
            bin = std::clamp<std::size_t>(static_cast<std::size_t>(above), 1, bins) - 1;
        }
        prepared.codes[row] = static_cast<std::uint8_t>(bin);
    }
    prepared.totals = countCodes(all, prepared.codes.data(), known, bins + 1);
    return prepared;
}

bool FacetColumn::isOf(const Column &other, SampleRow otherRows) const
{
    return rows == otherRows && identityOf(column) == identityOf(other) &&
           column.info().rows == other.info().rows &&
           column.info().names.size() == other.info().names.size();
}

std::vector<SampleRow> FacetColumn::count(const RowSet &set) const
{
    const auto known = valuesOf(column, rows);
    return column.info().type == ColumnType::Category
               ? countCodes(set, column.counts().data(), known, totals.size())
               : countCodes(set, codes.data(), known, totals.size());
}

} // namespace phi1
