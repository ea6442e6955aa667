// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <span>
#include <vector>

#include "model/cpu/number_formats.h"
#include "model/cpu/row_operations.h"
#include "model/inference/attention/attention_capture.h"
#include "model/inference/attention/normed_layers.h"
#include "tests/support/random_model.h"

namespace phi1::test {

/// Outputs of LayerNorms out of a hat.
class RandomNorms final : public NormedLayers
{
public:
    RandomNorms(const PhiConfig &config, std::int64_t tokens, bool isBFloat16, unsigned seed = 1)
        : m_layers(config.layers)
        , m_tokens(tokens)
        , m_isBFloat16(isBFloat16)
    {
        std::mt19937 random(seed);
        std::normal_distribution<float> normal;
        numbers.resize(static_cast<std::size_t>(config.layers * tokens * config.hidden));
        for (float &number : numbers)
            number =
                isBFloat16 ? floatFromBFloat16(bfloat16FromFloat(normal(random))) : normal(random);
        for (const float number : numbers)
            m_bits.push_back(bfloat16FromFloat(number));
    }

    std::int64_t tokens() const override { return m_tokens; }
    std::int64_t ready() const override { return layersReady < 0 ? m_layers : layersReady; }
    NormedRows rows(std::int64_t layer) const override
    {
        if (asked)
            asked(layer);
        const std::size_t first =
            numbers.size() / static_cast<std::size_t>(m_layers) * static_cast<std::size_t>(layer);
        if (m_isBFloat16)
            return {m_bits.data() + first, true};
        return {numbers.data() + first, false};
    }

    std::vector<float> numbers; ///< [L, T, C]
    std::int64_t layersReady = -1;
    std::function<void(std::int64_t layer)> asked;

private:
    std::int64_t m_layers, m_tokens;
    bool m_isBFloat16;
    std::vector<std::uint16_t> m_bits;
};

/// A whole map, [T, T], by plain sums in double.
struct TwinMap {
    std::int64_t tokens = 0;
    std::vector<double> weights;

    double at(std::int64_t i, std::int64_t j) const
    {
        return weights[static_cast<std::size_t>(i * tokens + j)];
    }
    TwinMap operator-(const TwinMap &other) const
    {
        TwinMap difference = *this;
        for (std::size_t i = 0; i < weights.size(); ++i)
            difference.weights[i] -= other.weights[i];
        return difference;
    }
    /// Σ -p log2 p of the cells [row, rowEnd) × [column, columnEnd)
    double entropy(std::int64_t row, std::int64_t rowEnd, std::int64_t column,
                   std::int64_t columnEnd) const
    {
        double sum = 0;
        for (std::int64_t i = row; i < rowEnd; ++i)
            for (std::int64_t j = column; j < columnEnd; ++j)
                if (at(i, j) > 0)
                    sum -= at(i, j) * std::log2(at(i, j));
        return sum;
    }
};

/// The projections of a whole layer with its own arithmetic, everything after them in double.
inline TwinMap twinMap(const CpuModel &model, const RandomNorms &norms, HeadId head,
                       bool withoutFirst)
{
    const PhiConfig &config = model.config;
    const std::int64_t T = norms.tokens(), C = config.hidden, D = config.headDimension();
    const CpuModel::Layer &layer = model.layers[static_cast<std::size_t>(head.layer)];
    const float *in = norms.numbers.data() + head.layer * T * C;
    ThreadPool pool(1);
    const auto projected = [&](const LinearWeight &weight, const std::vector<float> &bias,
                               std::int64_t first) {
        const std::int64_t outputs = weight.outputs();
        std::vector<float> all(static_cast<std::size_t>(T * outputs));
        weight.apply(pool, in, C, T, bias.data(), all.data(), outputs, false);
        std::vector<float> own;
        for (std::int64_t i = 0; i < T; ++i) {
            float *row = all.data() + i * outputs + first + head.head * D;
            const std::int64_t half = config.rotary / 2;
            rotateHead(row, model.cosines.data() + i * half, model.sines.data() + i * half, half);
            own.insert(own.end(), row, row + D);
        }
        return own;
    };
    const bool isLast = head.layer + 1 == config.layers;
    const auto queries = isLast ? projected(*layer.queryMlp, layer.queryMlpBias, 0)
                                : projected(*layer.fused, layer.fusedBias, 0);
    const auto keys = isLast ? projected(*layer.keyValue, layer.keyValueBias, 0)
                             : projected(*layer.fused, layer.fusedBias, C);
    const auto rounded = [&](float value) {
        return model.type == WeightType::Float32 ? value
                                                 : floatFromBFloat16(bfloat16FromFloat(value));
    };
    const float scale = 1.0f / std::sqrt(static_cast<float>(D));
    TwinMap map{T, std::vector<double>(static_cast<std::size_t>(T * T))};
    for (std::int64_t i = 0; i < T; ++i) {
        double *row = map.weights.data() + i * T;
        double highest = -std::numeric_limits<double>::infinity(), total = 0;
        for (std::int64_t j = 0; j <= i; ++j) {
            for (std::int64_t d = 0; d < D; ++d)
                row[j] += static_cast<double>(
                              rounded(queries[static_cast<std::size_t>(i * D + d)] * scale)) *
                          rounded(keys[static_cast<std::size_t>(j * D + d)]);
            highest = std::max(highest, row[j]);
        }
        for (std::int64_t j = 0; j <= i; ++j) {
            row[j] = withoutFirst && j == 0 ? 0.0 : std::exp(row[j] - highest);
            total += row[j];
        }
        for (std::int64_t j = 0; j <= i; ++j)
            row[j] = total > 0 ? row[j] / total : 0.0;
    }
    return map;
}

} // namespace phi1::test
