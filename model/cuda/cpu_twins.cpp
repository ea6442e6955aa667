// SPDX-License-Identifier: Apache-2.0
#include "model/cuda/cpu_twins.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

namespace phi1::cuda {

namespace {

double load(const void *data, Type type, std::int64_t index)
{
    if (type == Type::Float32)
        return static_cast<const float *>(data)[index];
    return fromBFloat16(static_cast<const std::uint16_t *>(data)[index]);
}

void store(void *data, Type type, std::int64_t index, double value)
{
    if (type == Type::Float32)
        static_cast<float *>(data)[index] = static_cast<float>(value);
    else
        static_cast<std::uint16_t *>(data)[index] = toBFloat16(static_cast<float>(value));
}

} // namespace

std::uint16_t toBFloat16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if (std::isnan(value))
        return static_cast<std::uint16_t>((bits >> 16) | 0x40u); // stays a quiet NaN
    return static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

float fromBFloat16(std::uint16_t value)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16);
}

AdamwStep adamwStep(double learningRate, double beta1, double beta2, double epsilon,
                    double weightDecay, std::int64_t step, double gradientScale)
{
    const auto number = static_cast<double>(step);
    return {
        .learningRate = static_cast<float>(learningRate),
        .beta1 = static_cast<float>(beta1),
        .beta2 = static_cast<float>(beta2),
        .epsilon = static_cast<float>(epsilon),
        .weightDecay = static_cast<float>(weightDecay),
        .gradientScale = static_cast<float>(gradientScale),
        .firstCorrection = static_cast<float>(1.0 - std::pow(beta1, number)),
        .secondCorrection = static_cast<float>(std::sqrt(1.0 - std::pow(beta2, number))),
    };
}

void crossEntropyTwin(void *logits, Type type, const std::int64_t *targets, float *losses,
                      std::int64_t rows, std::int64_t columns, float gradientScale)
{
    for (std::int64_t row = 0; row < rows; ++row) {
        const std::int64_t first = row * columns;
        const std::int64_t target = targets[row];
        if (target < 0 || target >= columns) {
            losses[row] = target == -1 ? 0.0f : std::numeric_limits<float>::quiet_NaN();
            for (std::int64_t column = 0; column < columns; ++column)
                store(logits, type, first + column, 0.0);
            continue;
        }
        double maximum = -std::numeric_limits<double>::infinity();
        for (std::int64_t column = 0; column < columns; ++column)
            maximum = std::max(maximum, load(logits, type, first + column));
        double sum = 0.0;
        for (std::int64_t column = 0; column < columns; ++column)
            sum += std::exp(load(logits, type, first + column) - maximum);
        losses[row] =
            static_cast<float>(std::log(sum) + maximum - load(logits, type, first + target));
        for (std::int64_t column = 0; column < columns; ++column) {
            const double share = std::exp(load(logits, type, first + column) - maximum) / sum;
            store(logits, type, first + column,
                  gradientScale * (share - (column == target ? 1.0 : 0.0)));
        }
    }
}

void layerNormTwin(const float *input, const float *weight, const float *bias, void *output,
                   Type outputType, float *mean, float *reciprocal, std::int64_t rows,
                   std::int64_t columns, float epsilon)
{
    const auto width = static_cast<double>(columns);
    for (std::int64_t row = 0; row < rows; ++row) {
        const float *x = input + row * columns;
        double sum = 0.0;
        for (std::int64_t column = 0; column < columns; ++column)
            sum += x[column];
        const double average = sum / width;
        double squares = 0.0;
        for (std::int64_t column = 0; column < columns; ++column)
            squares += (x[column] - average) * (x[column] - average);
        const double inverse = 1.0 / std::sqrt(squares / width + epsilon);
        mean[row] = static_cast<float>(average);
        reciprocal[row] = static_cast<float>(inverse);
        for (std::int64_t column = 0; column < columns; ++column)
            store(output, outputType, row * columns + column,
                  (x[column] - average) * inverse * weight[column] + bias[column]);
    }
}

void adamwTwin(float *values, float *gradients, float *firstMoment, float *secondMoment,
               std::int64_t count, const AdamwStep &step)
{
    for (std::int64_t i = 0; i < count; ++i) {
        const double gradient = static_cast<double>(step.gradientScale) * gradients[i];
        const double first = step.beta1 * firstMoment[i] + (1.0 - step.beta1) * gradient;
        const double second =
            step.beta2 * secondMoment[i] + (1.0 - step.beta2) * gradient * gradient;
        const double decayed = values[i] * (1.0 - step.learningRate * step.weightDecay);
        const double denominator = std::sqrt(second) / step.secondCorrection + step.epsilon;
        values[i] = static_cast<float>(decayed - step.learningRate *
                                                     (first / step.firstCorrection) / denominator);
        firstMoment[i] = static_cast<float>(first);
        secondMoment[i] = static_cast<float>(second);
        gradients[i] = 0.0f;
    }
}

} // namespace phi1::cuda
