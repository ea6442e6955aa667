// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/head_map.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace phi1 {

struct HeadMap::Data {
    int tokens = 0;
    bool isDifference = false;
    bool isFinite = true;
    float largest = 0, smallest = 0;
    std::vector<float> values, rowSums, columnSums;
};

namespace {

std::size_t indexOf(int tokens, int query, int key)
{
    return static_cast<std::size_t>(query) * static_cast<std::size_t>(tokens) +
           static_cast<std::size_t>(key);
}

/// The first `count` of 0 … size-1 by magnitude; NaN last.
template<typename ValueAt>
std::vector<int> strongest(int first, int size, int count, ValueAt valueAt)
{
    std::vector<int> order;
    order.reserve(static_cast<std::size_t>(std::max(size - first, 0)));
    for (int i = first; i < size; ++i) {
        if (!std::isnan(valueAt(i)))
            order.push_back(i);
    }
    const auto kept = std::min(order.size(), static_cast<std::size_t>(std::max(count, 0)));
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(),
                      [&](int a, int b) {
                          const float x = std::abs(valueAt(a)), y = std::abs(valueAt(b));
                          return x != y ? x > y : a < b;
                      });
    order.resize(kept);
    return order;
}

} // namespace

HeadMap::HeadMap(int tokens, std::vector<float> values, bool isDifference)
{
    const auto size = static_cast<std::size_t>(std::max(tokens, 0));
    if (tokens <= 0 || values.size() != size * size)
        throw std::invalid_argument("HeadMap: " + std::to_string(values.size()) +
                                    " values for a map of " + std::to_string(tokens) + " tokens");
    auto data = std::make_shared<Data>();
    data->tokens = tokens;
    data->isDifference = isDifference;
    data->values = std::move(values);
    data->rowSums.resize(size);
    std::vector<double> columns(size);
    float largest = -INFINITY, smallest = INFINITY;
    for (std::size_t i = 0; i < size; ++i) {
        const float *row = data->values.data() + i * size;
        double sum = 0;
        for (std::size_t j = 0; j <= i; ++j) {
            const float value = row[j];
            sum += static_cast<double>(value);
            columns[j] += static_cast<double>(value);
            if (std::isfinite(value)) {
                largest = std::max(largest, value);
                smallest = std::min(smallest, value);
            }
        }
        data->isFinite = data->isFinite && std::isfinite(sum);
        data->rowSums[i] = static_cast<float>(sum);
    }
    data->columnSums.assign(columns.begin(), columns.end());
    data->largest = largest >= smallest ? largest : NAN;
    data->smallest = largest >= smallest ? smallest : NAN;
    d = std::move(data);
}

int HeadMap::tokens() const
{
    return d ? d->tokens : 0;
}

bool HeadMap::isDifference() const
{
    return d && d->isDifference;
}

bool HeadMap::isFinite() const
{
    return !d || d->isFinite;
}

float HeadMap::value(int query, int key) const
{
    return d->values[indexOf(d->tokens, query, key)];
}

std::span<const float> HeadMap::row(int query) const
{
    return values().subspan(indexOf(d->tokens, query, 0), static_cast<std::size_t>(d->tokens));
}

std::span<const float> HeadMap::values() const
{
    return d ? std::span<const float>(d->values) : std::span<const float>();
}

float HeadMap::rowSum(int query) const
{
    return d->rowSums[static_cast<std::size_t>(query)];
}

float HeadMap::columnSum(int key) const
{
    return d->columnSums[static_cast<std::size_t>(key)];
}

float HeadMap::largest() const
{
    return d ? d->largest : NAN;
}

float HeadMap::smallest() const
{
    return d ? d->smallest : NAN;
}

std::size_t HeadMap::bytes() const
{
    return d ? (d->values.size() + 2 * d->rowSums.size()) * sizeof(float) : 0;
}

HeadMap HeadMap::withoutFirst() const
{
    if (!d)
        return {};
    std::vector<float> values = d->values;
    const auto size = static_cast<std::size_t>(d->tokens);
    for (std::size_t i = 0; i < size; ++i) {
        float *row = values.data() + i * size;
        row[0] = std::isnan(row[0]) ? row[0] : 0.0F;
        // Of what is left and not of 1 - p: that would be all rounding where the first token has
        // nearly everything.
        double left = 0;
        for (std::size_t j = 1; j <= i; ++j)
            left += static_cast<double>(row[j]);
        if (left == 0)
            continue;
        for (std::size_t j = 1; j <= i; ++j)
            row[j] = static_cast<float>(static_cast<double>(row[j]) / left);
    }
    return {d->tokens, std::move(values), d->isDifference};
}

HeadMap HeadMap::minus(const HeadMap &other) const
{
    if (!d || !other.d || d->tokens != other.d->tokens)
        return {};
    std::vector<float> values(d->values.size());
    std::transform(d->values.begin(), d->values.end(), other.d->values.begin(), values.begin(),
                   [](float a, float b) { return a - b; });
    return {d->tokens, std::move(values), true};
}

std::vector<int> HeadMap::strongestKeys(int query, int count) const
{
    return strongest(0, query + 1, count, [&](int key) { return value(query, key); });
}

std::vector<int> HeadMap::strongestQueries(int key, int count) const
{
    return strongest(key, tokens(), count, [&](int query) { return value(query, key); });
}

} // namespace phi1
