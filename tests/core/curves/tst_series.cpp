// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "core/curves/series.h"

using namespace phi1;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Few different values, so that equal extremes occur, and all that is no number.
double drawn(PhiloxStream &random)
{
    switch (random.below(12)) {
    case 0:
        return missingValue();
    case 1:
        return std::numeric_limits<double>::quiet_NaN();
    case 2:
        return random.below(2) == 0 ? infinity : -infinity;
    default:
        return static_cast<double>(random.below(200)) - 100;
    }
}

Series::ExtremeRows expectedRows(const std::vector<double> &values, std::size_t first,
                                 std::size_t last)
{
    Series::ExtremeRows rows;
    for (std::size_t row = first; row < std::min(last, values.size()); ++row) {
        if (!std::isfinite(values[row]))
            continue;
        if (!rows.any)
            rows = {row, row, true};
        if (values[row] < values[rows.minimum])
            rows.minimum = row;
        if (values[row] > values[rows.maximum])
            rows.maximum = row;
    }
    return rows;
}

void checkQueries(const Series &series, const std::vector<double> &values, PhiloxStream &random)
{
    for (int query = 0; query < 20; ++query) {
        const std::size_t first = random.below(values.size() + 2);
        const std::size_t last = first + random.below(values.size() + 20);
        CAPTURE(values.size());
        CAPTURE(first);
        CAPTURE(last);
        const auto expected = expectedRows(values, first, last);
        const auto rows = series.extremeRows(first, last);
        const auto extremes = series.extremes(first, last);
        REQUIRE(rows.any == expected.any);
        REQUIRE(extremes.any == expected.any);
        if (!expected.any)
            continue;
        REQUIRE(rows.minimum == expected.minimum);
        REQUIRE(rows.maximum == expected.maximum);
        REQUIRE(extremes.minimum == values[expected.minimum]);
        REQUIRE(extremes.maximum == values[expected.maximum]);
    }
}

} // namespace

TEST_CASE("a missing number is not the NaN that a run reports")
{
    CHECK(std::isnan(missingValue()));
    CHECK(isMissing(missingValue()));
    CHECK_FALSE(isMissing(std::numeric_limits<double>::quiet_NaN()));
    CHECK_FALSE(isMissing(std::nan("1")));
    CHECK_FALSE(isMissing(0.0));
    std::vector<double> copy(3, missingValue());
    copy.push_back(copy[1]);
    CHECK(isMissing(copy.back()));
}

TEST_CASE("extremes are those of a plain search after any appending and cutting")
{
    PhiloxStream random(11);
    for (int round = 0; round < 30; ++round) {
        Series series;
        std::vector<double> values;
        for (int change = 0; change < 30; ++change) {
            switch (random.below(4)) {
            case 0: {
                const double value = drawn(random);
                series.append(value);
                values.push_back(value);
                break;
            }
            case 1: {
                std::vector<double> more(random.below(round % 3 == 0 ? 9000 : 300));
                std::generate(more.begin(), more.end(), [&] { return drawn(random); });
                series.append(more);
                values.insert(values.end(), more.begin(), more.end());
                break;
            }
            case 2: {
                const std::size_t rows = random.below(values.size() + 10);
                series.truncate(rows);
                values.resize(std::min(rows, values.size()));
                break;
            }
            default: {
                std::vector<double> more(random.below(40));
                std::generate(more.begin(), more.end(), [&] { return drawn(random); });
                series.appendWith(more.size(), [&](std::span<double> places) {
                    std::copy(more.begin(), more.end(), places.begin());
                });
                values.insert(values.end(), more.begin(), more.end());
            }
            }
            REQUIRE(series.size() == values.size());
            checkQueries(series, values, random);
        }
        std::vector<std::size_t> nonFinite;
        for (std::size_t row = 0; row < values.size(); ++row) {
            if (!std::isfinite(values[row]) && !isMissing(values[row]))
                nonFinite.push_back(row);
        }
        CHECK(series.nonFiniteRows() == nonFinite);
    }
}

TEST_CASE("sizes around the powers of the fan-out hold")
{
    PhiloxStream random(12);
    for (const std::size_t around : {16u, 256u, 4096u, 65536u}) {
        for (std::size_t size = around - 2; size <= around + 2; ++size) {
            std::vector<double> values(size);
            std::generate(values.begin(), values.end(), [&] { return drawn(random); });
            Series series;
            series.append(values);
            checkQueries(series, values, random);
            series.truncate(size - 1);
            values.pop_back();
            checkQueries(series, values, random);
        }
    }
}

TEST_CASE("a series can take in a part of itself")
{
    Series series;
    for (int i = 0; i < 100; ++i)
        series.append(i);
    series.append(series.values().subspan(10, 50));
    REQUIRE(series.size() == 150);
    CHECK(series[100] == 10);
    CHECK(series[149] == 59);
    CHECK(series.extremeRows(100, 150).maximum == 149);
}

TEST_CASE("an empty range has no extremes")
{
    Series series;
    CHECK_FALSE(series.extremes(0, 10).any);
    CHECK_FALSE(series.extremeRows(0, 0).any);
    series.append(missingValue());
    series.append(infinity);
    CHECK_FALSE(series.extremes(0, 2).any);
    CHECK_FALSE(series.extremes(5, 2).any);
    CHECK(series.nonFiniteRows() == std::vector<std::size_t>{1});
    series.clear();
    CHECK(series.size() == 0);
    CHECK(series.nonFiniteRows().empty());
}
