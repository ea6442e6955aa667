// SPDX-License-Identifier: Apache-2.0
// The CPU loops against ATen (reference::) or plain scalar loops.
#include <cmath>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include "core/base/philox.h"
#include "model/kernels/matrix_product.h"
#include "model/kernels/optimizer.h"
#include "model/kernels/tensor_kernels.h"
#include "tests/support/torch_compare.h"

using namespace phi1;
using namespace phi1::test;

namespace {

at::Tensor random(std::vector<std::int64_t> shape, std::uint64_t seed, double spread = 1.0)
{
    const at::Tensor tensor = at::empty(shape, at::TensorOptions().dtype(at::kFloat));
    PhiloxStream draw(seed);
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        tensor.mutable_data_ptr<float>()[i] =
            static_cast<float>(spread * (2.0 * draw.uniform() - 1.0));
    return tensor;
}

struct TypeCase {
    at::ScalarType type;
    double bound; ///< rounding: float32 or bfloat16 results of size about 1
};
const TypeCase types[] = {{at::kFloat, 5e-6}, {at::kBFloat16, 2e-2}};

} // namespace

TEST_CASE("LayerNorm and its gradient are those of ATen")
{
    const at::Tensor x = random({37, 52}, 1, 3.0);
    const at::Tensor weight = random({52}, 2), bias = random({52}, 3), nextBias = random({52}, 4);
    for (const auto &[type, bound] : types) {
        at::Tensor out[2], mean[2], reciprocal[2], next[2], dx[2], dWeight[2], dBias[2];
        const at::Tensor dy = random({37, 52}, 5).to(type);
        for (int i = 0; i < 2; ++i) {
            out[i] = at::empty({37, 52}, x.options().dtype(type));
            mean[i] = at::empty({37}, x.options());
            reciprocal[i] = at::empty({37}, x.options());
            next[i] = at::empty_like(x);
            dx[i] = random({37, 52}, 6);
            dWeight[i] = random({52}, 7);
            dBias[i] = random({52}, 8);
            const auto forward = i ? &reference::layerNorm : &layerNorm;
            const auto backward = i ? &reference::layerNormBackward : &layerNormBackward;
            forward(x, weight, bias, 1e-5, out[i], mean[i], reciprocal[i], nextBias, next[i]);
            backward(dy, x, mean[i], reciprocal[i], weight, dx[i], dWeight[i], dBias[i]);
        }
        CHECK(distance(out[0], out[1]) < bound);
        CHECK(distance(mean[0], mean[1]) < 1e-6);
        CHECK(distance(reciprocal[0], reciprocal[1]) < 1e-6);
        CHECK(distance(next[0], next[1]) == 0.0);
        CHECK(distance(dx[0], dx[1]) < 5e-6);
        CHECK(distance(dWeight[0], dWeight[1]) < 2e-5);
        CHECK(distance(dBias[0], dBias[1]) < 2e-5);
    }
}

TEST_CASE("GELU and its gradient are those of ATen, far out too")
{
    for (const auto &[type, bound] : types) {
        at::Tensor wide[2], out[2];
        const at::Tensor dy = random({9, 70}, 2).to(type);
        for (int i = 0; i < 2; ++i) {
            wide[i] = random({9, 100}, 1, 8.0).to(type); // the preactivation is a window of it
            wide[i][0][31] = 90.0;
            wide[i][0][32] = -90.0;
            out[i] = at::empty({9, 70}, wide[i].options());
            const at::Tensor pre = wide[i].narrow(1, 30, 70);
            (i ? &reference::biasGelu : &biasGelu)(pre, random({70}, 3), out[i]);
            (i ? &reference::geluBackward : &geluBackward)(dy, pre);
        }
        CHECK(distance(out[0], out[1]) < 4.0 * bound);
        CHECK(distance(wide[0], wide[1]) < 2.0 * bound);
    }
}

TEST_CASE("rotation with bias is that of ATen, and its inverse undoes it")
{
    const at::Tensor angles = random({11, 3}, 9, 3.0);
    const RotaryShape shape{11, 4, 10, 6, at::cos(angles), at::sin(angles)};
    for (const auto &[type, bound] : types) {
        at::Tensor wide[2];
        for (int i = 0; i < 2; ++i) {
            wide[i] = random({22, 140}, 1).to(type);
            (i ? &reference::biasRotary : &biasRotary)(wide[i].narrow(1, 0, 120), random({120}, 2),
                                                       shape);
        }
        CHECK(distance(wide[0], wide[1]) < 2.0 * bound);
        for (int i = 0; i < 2; ++i)
            (i ? &reference::rotaryInverse : &rotaryInverse)(wide[i].narrow(1, 0, 120), shape);
        CHECK(distance(wide[0], wide[1]) < 2.0 * bound);
        at::Tensor expected = random({22, 140}, 1);
        expected.narrow(1, 0, 120).add_(random({120}, 2));
        CHECK(distance(wide[0], expected) < 3.0 * bound);
    }
}

TEST_CASE("cross entropy and its gradient are those of ATen")
{
    for (const std::int64_t vocabulary : {51, 3000}) {
        const at::Tensor targets = at::empty({6}, at::TensorOptions().dtype(at::kLong));
        for (std::int64_t i = 0; i < 6; ++i)
            targets.mutable_data_ptr<std::int64_t>()[i] = i == 4 ? -1 : i * 7;
        for (const auto &[type, bound] : types) {
            at::Tensor logits[2], losses[2];
            for (int i = 0; i < 2; ++i) {
                logits[i] = random({6, vocabulary}, 1, 20.0).to(type);
                losses[i] = at::empty({6}, at::TensorOptions().dtype(at::kFloat));
                (i ? &reference::crossEntropy : &crossEntropy)(logits[i], random({vocabulary}, 2),
                                                               targets, losses[i], 0.5f, true);
            }
            CHECK(distance(losses[0], losses[1]) < 1e-5);
            CHECK(losses[0][4].item<float>() == 0.0f);
            CHECK(distance(logits[0], logits[1]) < bound);
        }
    }
    // A value that is not a number must be seen in the loss, not lost in a maximum.
    const at::Tensor logits = at::zeros({1, 51});
    logits[0][17] = NAN;
    const at::Tensor loss = at::zeros({1});
    crossEntropy(logits, at::zeros({51}), at::zeros({1}, at::TensorOptions().dtype(at::kLong)),
                 loss, 1.0f, true);
    CHECK(std::isnan(loss.item<float>()));
}

TEST_CASE("column sums and embeddings are those of ATen")
{
    const at::Tensor ids = at::empty({300}, at::TensorOptions().dtype(at::kLong));
    PhiloxStream draw(3);
    for (std::int64_t i = 0; i < 300; ++i)
        ids.mutable_data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(draw.below(20));
    const at::Tensor weight = random({20, 13}, 1);
    at::Tensor out[2], gradient[2], sums[2];
    for (int i = 0; i < 2; ++i) {
        out[i] = at::empty({300, 13}, weight.options());
        gradient[i] = random({20, 13}, 4);
        sums[i] = random({13}, 6);
        (i ? &reference::embeddingLookup : &embeddingLookup)(weight, ids, out[i]);
        (i ? &reference::embeddingBackward : &embeddingBackward)(random({300, 13}, 5), ids, 0.5f,
                                                                 gradient[i]);
        (i ? &reference::addColumnSums : &addColumnSums)(random({300, 40}, 7).narrow(1, 9, 13),
                                                         sums[i]);
    }
    CHECK(distance(out[0], out[1]) == 0.0);
    CHECK(distance(gradient[0], gradient[1]) < 1e-5);
    CHECK(distance(sums[0], sums[1]) < 1e-5);
}

TEST_CASE("dropout keeps the elements that the scalar Philox names")
{
    const DropoutMask mask{77, 123ull << 32 | 5, 1u << 30, 4.0f / 3.0f};
    const at::Tensor in = random({9, 23}, 1), bias = random({23}, 2);
    for (const std::int64_t first : {0, 6}) {
        const at::Tensor out = random({9, 23}, 3);
        const at::Tensor before = out.clone();
        dropout(in, bias, out, true, mask, first);
        for (std::int64_t e = 0; e < in.numel(); ++e) {
            const std::int64_t row = e / 23, column = e % 23, place = first + e;
            const auto words = Philox::block(77, static_cast<std::uint64_t>(place) / 4, mask.high);
            const bool kept = words[static_cast<std::size_t>(place) % 4] >= mask.threshold;
            const double value =
                before[row][column].item<double>() +
                (kept ? (in[row][column].item<double>() + bias[column].item<double>()) * 4.0 / 3.0
                      : 0.0);
            CHECK(out[row][column].item<double>() == doctest::Approx(value).epsilon(1e-6));
        }
    }
}

TEST_CASE("matrix products of every shape and transposition are those of ATen")
{
    const int threads = at::get_num_threads();
    at::set_num_threads(1);
    for (const auto &[m, n, k] : {std::array<std::int64_t, 3>{16, 1, 1},
                                  {17, 33, 5},
                                  {61, 100, 300},
                                  {130, 16, 512},
                                  {300, 700, 257}}) {
        for (const bool transposeA : {false, true})
            for (const bool transposeB : {false, true})
                for (const float beta : {0.0f, 1.0f, 0.5f}) {
                    CAPTURE(m);
                    CAPTURE(transposeA);
                    CAPTURE(transposeB);
                    CAPTURE(beta);
                    const at::Tensor a =
                        random(transposeA ? std::vector{k, m + 3} : std::vector{m, k + 3}, 1)
                            .narrow(1, 1, transposeA ? m : k);
                    const at::Tensor b =
                        random(transposeB ? std::vector{n, k} : std::vector{k, n}, 2);
                    const at::Tensor c = random({m, n + 2}, 3);
                    const at::Tensor before = c.clone();
                    matrixProduct(a, transposeA ? Transpose::Yes : Transpose::No, b,
                                  transposeB ? Transpose::Yes : Transpose::No, beta,
                                  c.narrow(1, 1, n));
                    const at::Tensor product = at::matmul((transposeA ? a.t() : a).to(at::kDouble),
                                                          (transposeB ? b.t() : b).to(at::kDouble));
                    const at::Tensor expected = before.to(at::kDouble);
                    expected.narrow(1, 1, n).mul_(beta).add_(product);
                    CHECK(distance(c, expected) < 1e-5 * std::sqrt(static_cast<double>(k)));
                }
    }
    at::set_num_threads(threads);
}

TEST_CASE("AdamW is that of the formula in float64, and zeroes the gradients")
{
    const std::int64_t count = 70001, decayed = 65;
    const at::Tensor values = random({count}, 1), gradients = random({count}, 2);
    const at::Tensor m = random({count}, 3, 0.1), v = random({count}, 4).square();
    const at::Tensor w0 = values.clone(), g0 = gradients.clone(), m0 = m.clone(), v0 = v.clone();
    adamwUpdate(values, gradients, m, v, decayed, 1e-2, 0.9, 0.95, 1e-8, 0.1, 7, 0.5);
    const double correction1 = 1.0 - std::pow(0.9, 7), correction2 = 1.0 - std::pow(0.95, 7);
    double worst = 0.0;
    for (std::int64_t i = 0; i < count; ++i) {
        const double g = 0.5 * static_cast<double>(g0.const_data_ptr<float>()[i]);
        const double first = 0.9 * static_cast<double>(m0.const_data_ptr<float>()[i]) + 0.1 * g;
        const double second =
            0.95 * static_cast<double>(v0.const_data_ptr<float>()[i]) + 0.05 * g * g;
        const double decay = i < decayed ? 0.1 : 0.0;
        const double w = static_cast<double>(w0.const_data_ptr<float>()[i]) * (1.0 - 1e-2 * decay) -
                         1e-2 * first / correction1 / (std::sqrt(second / correction2) + 1e-8);
        worst =
            std::max(worst, std::abs(w - static_cast<double>(values.const_data_ptr<float>()[i])));
        worst =
            std::max(worst, std::abs(first - static_cast<double>(m.const_data_ptr<float>()[i])));
        worst =
            std::max(worst, std::abs(second - static_cast<double>(v.const_data_ptr<float>()[i])));
    }
    CHECK(worst < 1e-6);
    CHECK(gradients.abs().max().item<float>() == 0.0f);
}

TEST_CASE("the squared norm is exact to float64 and sees what is not a number")
{
    const at::Tensor values = random({200003}, 1);
    const double expected = values.to(at::kDouble).square().sum().item<double>();
    CHECK(squaredNorm(values) == doctest::Approx(expected).epsilon(1e-12));
    values[150000] = NAN;
    CHECK(std::isnan(squaredNorm(values)));
}
