// SPDX-License-Identifier: Apache-2.0
#include "model/kernels/optimizer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/sum.h>

#include "model/kernels/cpu_kernels.h"

namespace phi1 {

namespace {

void adamwOnDevice(const at::Tensor &values, const at::Tensor &gradients,
                   const at::Tensor &firstMoment, const at::Tensor &secondMoment,
                   std::int64_t first, std::int64_t count, const AdamwConstants &constants)
{
    const at::Tensor value = values.narrow(0, first, count);
    const at::Tensor gradient = gradients.narrow(0, first, count);
    const at::Tensor m = firstMoment.narrow(0, first, count);
    const at::Tensor v = secondMoment.narrow(0, first, count);
    gradient.mul_(constants.gradientScale);
    m.lerp_(gradient, 1.0 - constants.beta1);
    v.mul_(constants.beta2).addcmul_(gradient, gradient, 1.0 - constants.beta2);
    const at::Tensor denominator =
        v.sqrt().mul_(constants.inverseRootCorrection2).add_(constants.epsilon);
    value.mul_(constants.decayFactor).addcdiv_(m, denominator, -constants.stepSize);
    gradient.zero_();
}

} // namespace

void adamwUpdate(const at::Tensor &values, const at::Tensor &gradients,
                 const at::Tensor &firstMoment, const at::Tensor &secondMoment,
                 std::int64_t decayedCount, double learningRate, double beta1, double beta2,
                 double epsilon, double weightDecay, std::int64_t step, double gradientScale)
{
    const double correction1 = 1.0 - std::pow(beta1, static_cast<double>(step));
    const double correction2 = 1.0 - std::pow(beta2, static_cast<double>(step));
    AdamwConstants constants{};
    constants.gradientScale = static_cast<float>(gradientScale);
    constants.beta1 = static_cast<float>(beta1);
    constants.beta2 = static_cast<float>(beta2);
    constants.stepSize = static_cast<float>(learningRate / correction1);
    constants.inverseRootCorrection2 = static_cast<float>(1.0 / std::sqrt(correction2));
    constants.epsilon = static_cast<float>(epsilon);

    const auto update = [&](std::int64_t begin, std::int64_t end, double decay) {
        constants.decayFactor = static_cast<float>(1.0 - learningRate * decay);
        if (!values.device().is_cpu()) {
            adamwOnDevice(values, gradients, firstMoment, secondMoment, begin, end - begin,
                          constants);
            return;
        }
        at::parallel_for(begin, end, 65536, [&](std::int64_t first, std::int64_t last) {
            flatKernels().adamw(values.mutable_data_ptr<float>() + first,
                                gradients.mutable_data_ptr<float>() + first,
                                firstMoment.mutable_data_ptr<float>() + first,
                                secondMoment.mutable_data_ptr<float>() + first, last - first,
                                constants);
        });
    };
    if (decayedCount > 0)
        update(0, decayedCount, weightDecay);
    if (decayedCount < values.numel())
        update(decayedCount, values.numel(), 0.0);
}

double squaredNorm(const at::Tensor &gradients)
{
    if (!gradients.device().is_cpu())
        return gradients.to(at::kDouble).square_().sum().item<double>();
    constexpr std::int64_t block = 65536;
    const std::int64_t count = gradients.numel();
    const std::int64_t blocks = (count + block - 1) / block;
    std::vector<double> partial(static_cast<std::size_t>(blocks), 0.0);
    const float *values = gradients.const_data_ptr<float>();
    at::parallel_for(0, blocks, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t b = first; b < last; ++b)
            partial[static_cast<std::size_t>(b)] =
                flatKernels().squaredSum(values + b * block, std::min(block, count - b * block));
    });
    double total = 0.0;
    for (const double sum : partial)
        total += sum;
    return total;
}

} // namespace phi1
