// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/compute/kernel_checks.h"

#include <cmath>
#include <functional>
#include <string>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include "core/base/text.h"
#include "model/kernels/optimizer.h"
#include "model/kernels/tensor_kernels.h"

namespace phi1 {

namespace {

constexpr std::int64_t rows = 37, width = 96, vocabulary = 211; // no multiples of a vector's length
constexpr double floatBound = 1e-5;
constexpr double bfloatBound = 1.0 / 64; // two roundings to 8 bits

/// Random numbers that do not depend on ATen's global generator.
class Numbers
{
public:
    at::Tensor operator()(at::IntArrayRef shape, at::ScalarType type = at::kFloat)
    {
        return at::randn(shape, m_generator, at::TensorOptions(at::kFloat)).to(type);
    }

private:
    at::Generator m_generator = at::detail::createCPUGenerator(17);
};

double difference(const at::Tensor &found, const at::Tensor &expected)
{
    const at::Tensor a = found.to(at::kCPU, at::kDouble), b = expected.to(at::kCPU, at::kDouble);
    const at::Tensor off = (a - b).abs() / (b.abs() + 1.0);
    return off.isnan().any().item<bool>() ? NAN : off.max().item<double>();
}

Json verdict(const std::string &name, const char *device, double error, double bound)
{
    return {{"name", name},
            {"device", device},
            {"error", jsonNumber(error)},
            {"bound", bound},
            {"agrees", error <= bound}}; // false for NaN
}

Json checkLayerNorm(at::ScalarType type, double bound)
{
    Numbers numbers;
    const at::Tensor input = numbers({rows, width}), weight = numbers({width}),
                     bias = numbers({width});
    const auto run = [&](auto &&kernel) {
        const at::Tensor output = at::empty({rows, width}, type);
        kernel(input, weight, bias, 1e-5, output, at::empty({rows}), at::empty({rows}),
               at::Tensor(), at::Tensor());
        return output;
    };
    return verdict(concat("LayerNorm ", c10::toString(type)), "cpu",
                   difference(run(&layerNorm), run(&reference::layerNorm)), bound);
}

Json checkGelu(at::ScalarType type, double bound)
{
    Numbers numbers;
    const at::Tensor start = numbers({rows, width}, type), bias = numbers({width});
    const auto run = [&](auto &&kernel) {
        const at::Tensor input = start.clone(), output = at::empty({rows, width}, type);
        kernel(input, bias, output);
        return output;
    };
    return verdict(concat("GELU ", c10::toString(type)), "cpu",
                   difference(run(&biasGelu), run(&reference::biasGelu)), bound);
}

Json checkCrossEntropy(at::ScalarType type, double bound)
{
    Numbers numbers;
    const at::Tensor start = numbers({rows, vocabulary}, type), bias = numbers({vocabulary});
    const at::Tensor targets = at::arange(rows, at::kLong);
    const auto run = [&](auto &&kernel) {
        const at::Tensor logits = start.clone();
        kernel(logits, bias, targets, at::empty({rows}), 1.0f, true);
        return logits;
    };
    return verdict(concat("cross-entropy ", c10::toString(type)), "cpu",
                   difference(run(&crossEntropy), run(&reference::crossEntropy)), bound);
}

/// One AdamW step in plain ATen, in float64.
at::Tensor adamwExpected(const at::Tensor &values, const at::Tensor &gradients)
{
    const at::Tensor g = gradients.to(at::kDouble) * 0.5;
    const at::Tensor first = g * (1.0 - 0.9), second = g * g * (1.0 - 0.95);
    return values.to(at::kDouble) * (1.0 - 1e-3 * 0.1) -
           (first / (1.0 - 0.9)) / ((second / (1.0 - 0.95)).sqrt() + 1e-8) * 1e-3;
}

Json checkAdamw()
{
    Numbers numbers;
    const at::Tensor values = numbers({1003}), gradients = numbers({1003});
    const at::Tensor expected = adamwExpected(values, gradients);
    adamwUpdate(values, gradients, at::zeros({1003}), at::zeros({1003}), 1003, 1e-3, 0.9, 0.95,
                1e-8, 0.1, 1, 0.5);
    return verdict("AdamW", "cpu", difference(values, expected), floatBound);
}

} // namespace

Json checkCpuKernels()
{
    Json results = Json::array();
    for (const auto &[type, bound] :
         {std::pair(at::kFloat, floatBound), std::pair(at::kBFloat16, bfloatBound)}) {
        results.push_back(checkLayerNorm(type, bound));
        results.push_back(checkGelu(type, bound));
        results.push_back(checkCrossEntropy(type, bound));
    }
    results.push_back(checkAdamw());
    return results;
}

Json checkDeviceKernels(DeviceBackend &backend)
{
    using Type = DeviceBackend::Type;
    const at::Device device(at::kCUDA, 0);
    Numbers numbers;
    Json results = Json::array();
    for (const auto &[type, raw, bound] :
         {std::tuple(at::kFloat, Type::Float32, floatBound),
          std::tuple(at::kBFloat16, Type::BFloat16, bfloatBound)}) {
        const at::Tensor start = numbers({rows, vocabulary}, type);
        const at::Tensor targets = at::arange(rows, at::kLong);
        at::Tensor expected = start.clone();
        reference::crossEntropy(expected, at::zeros({vocabulary}), targets, at::empty({rows}), 1.0f,
                                true);
        const at::Tensor logits = start.to(device), deviceTargets = targets.to(device);
        const at::Tensor losses = at::empty({rows}, at::TensorOptions(device).dtype(at::kFloat));
        bool ran = backend.crossEntropyInPlace(
            logits.data_ptr(), raw, deviceTargets.const_data_ptr<std::int64_t>(),
            losses.mutable_data_ptr<float>(), rows, vocabulary, 1.0f);
        results.push_back(verdict(concat("cross-entropy ", c10::toString(type)), "cuda",
                                  ran ? difference(logits, expected) : NAN, bound));

        const at::Tensor input = numbers({rows, width}), weight = numbers({width});
        const at::Tensor bias = numbers({width});
        expected = at::empty({rows, width}, type);
        reference::layerNorm(input, weight, bias, 1e-5, expected, at::empty({rows}),
                             at::empty({rows}), at::Tensor(), at::Tensor());
        const at::Tensor x = input.to(device), w = weight.to(device), b = bias.to(device);
        const at::Tensor output = at::empty_like(x, type);
        const at::Tensor mean = at::empty_like(losses), reciprocal = at::empty_like(losses);
        ran = backend.layerNorm(x.const_data_ptr<float>(), w.const_data_ptr<float>(),
                                b.const_data_ptr<float>(), output.data_ptr(), raw,
                                mean.mutable_data_ptr<float>(),
                                reciprocal.mutable_data_ptr<float>(), rows, width, 1e-5f);
        results.push_back(verdict(concat("LayerNorm ", c10::toString(type)), "cuda",
                                  ran ? difference(output, expected) : NAN, bound));
    }
    const at::Tensor values = numbers({1003}), gradients = numbers({1003});
    const at::Tensor expected = adamwExpected(values, gradients);
    const at::Tensor w = values.to(device), g = gradients.to(device);
    const at::Tensor m = at::zeros_like(w), v = at::zeros_like(w);
    const bool ran = backend.adamw(w.mutable_data_ptr<float>(), g.mutable_data_ptr<float>(),
                                   m.mutable_data_ptr<float>(), v.mutable_data_ptr<float>(), 1003,
                                   1e-3, 0.9, 0.95, 1e-8, 0.1, 1, 0.5);
    results.push_back(verdict("AdamW", "cuda", ran ? difference(w, expected) : NAN, floatBound));
    return results;
}

} // namespace phi1
