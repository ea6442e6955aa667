// SPDX-License-Identifier: Apache-2.0
// The hand-written backward pass against automatic differentiation of a plain float64 network,
// dropout included; the masks come from the scalar Philox and the naming in docs/model.md.
#include <cmath>
#include <map>
#include <string>

#include <ATen/Parallel.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/outer.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/softmax.h>

#include "core/base/philox.h"
#include "tests/support/torch_compare.h"

using namespace phi1;
using namespace phi1::test;

namespace {

PhiConfig smallConfig()
{
    PhiConfig config;
    config.layers = 2;
    config.hidden = 32;
    config.heads = 4;
    config.mlp = 48;
    config.vocabulary = 50;
    config.context = 16;
    config.rotary = 4;
    config.initializerRange = 0.3;
    return config;
}

PhiModel smallModel(const PhiConfig &config, at::ScalarType type = at::kFloat)
{
    PhiModel model(config, at::kCPU, type);
    model.initialise(7);
    // Biases and LayerNorm as in a trained model: zeros and ones would hide mistakes.
    PhiloxStream draw(11);
    for (const Parameter &parameter : model.parameters().list()) {
        if (parameter.decays)
            continue;
        float *value = parameter.value.mutable_data_ptr<float>();
        for (std::int64_t i = 0; i < parameter.count; ++i)
            value[i] += static_cast<float>(0.4 * draw.uniform() - 0.2);
    }
    model.weightsChanged();
    return model;
}

at::Tensor randomIds(std::int64_t batch, std::int64_t positions, std::uint64_t seed)
{
    const at::Tensor ids = at::empty({batch, positions}, at::TensorOptions().dtype(at::kLong));
    PhiloxStream draw(seed);
    for (std::int64_t i = 0; i < ids.numel(); ++i)
        ids.mutable_data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(draw.below(50));
    return ids;
}

/// The plain network: float64, one operation after the other, differentiated by autograd.
class PlainPhi
{
public:
    PlainPhi(const PhiModel &model, const DropoutKey *dropout)
        : m_config(model.config())
        , m_dropout(dropout)
    {
        for (const Parameter &parameter : model.parameters().list())
            weights[parameter.name] =
                parameter.value.to(at::kDouble).clone().set_requires_grad(true);
    }

    at::Tensor loss(const at::Tensor &ids, const at::Tensor &targets)
    {
        const std::int64_t B = ids.size(0), T = ids.size(1), C = m_config.hidden;
        at::Tensor x =
            weights["model.embed_tokens.weight"].index_select(0, ids.reshape({-1})).view({B, T, C});
        x = drop(x, 0, 0, m_config.embeddingDropout);
        for (std::int64_t i = 0; i < m_config.layers; ++i)
            x = block(x, i);
        const at::Tensor logits = linear(norm(x, "model.final_layernorm"), "lm_head");
        return at::log_softmax(logits, -1).gather(2, targets.unsqueeze(2)).sum().neg();
    }

    std::map<std::string, at::Tensor> weights;

private:
    at::Tensor linear(const at::Tensor &x, const std::string &name)
    {
        return at::linear(x, weights[name + ".weight"], weights[name + ".bias"]);
    }
    at::Tensor norm(const at::Tensor &x, const std::string &name)
    {
        return at::layer_norm(x, {m_config.hidden}, weights[name + ".weight"],
                              weights[name + ".bias"], m_config.layerNormEpsilon);
    }
    at::Tensor drop(const at::Tensor &x, std::int64_t layer, std::uint64_t place,
                    double probability)
    {
        if (!m_dropout || probability == 0.0)
            return x;
        const at::Tensor mask = at::empty(x.sizes(), x.options());
        const std::uint64_t high = m_dropout->step << 32 | m_dropout->microStep << 16 |
                                   static_cast<std::uint64_t>(layer) << 2 | place;
        for (std::int64_t e = 0; e < x.numel(); ++e) {
            const auto words =
                Philox::block(m_dropout->seed, static_cast<std::uint64_t>(e) / 4, high);
            const double draw = words[static_cast<std::size_t>(e) % 4] * 0x1.0p-32;
            mask.mutable_data_ptr<double>()[e] =
                draw < probability ? 0.0 : 1.0 / (1.0 - probability);
        }
        return x.mul(mask);
    }
    at::Tensor rotate(const at::Tensor &x) // [B, H, T, D]
    {
        const std::int64_t R = m_config.rotary, D = m_config.headDimension();
        const at::Tensor exponents = at::arange(0, R, 2, x.options()).div(static_cast<double>(R));
        const at::Tensor angles = at::outer(at::arange(x.size(2), x.options()),
                                            at::pow(m_config.ropeTheta, exponents.neg()));
        const at::Tensor full = at::cat({angles, angles}, 1);
        const at::Tensor turned = x.narrow(3, 0, R);
        const at::Tensor half =
            at::cat({turned.narrow(3, R / 2, R / 2).neg(), turned.narrow(3, 0, R / 2)}, 3);
        return at::cat({turned.mul(full.cos()).add(half.mul(full.sin())), x.narrow(3, R, D - R)},
                       3);
    }
    at::Tensor block(const at::Tensor &x, std::int64_t i)
    {
        const std::int64_t B = x.size(0), T = x.size(1), H = m_config.heads;
        const std::string prefix = concat("model.layers.", i, ".");
        const at::Tensor h = norm(x, prefix + "input_layernorm");
        const auto heads = [&](const char *name) {
            return linear(h, prefix + "self_attn." + name).view({B, T, H, -1}).transpose(1, 2);
        };
        const at::Tensor q = rotate(heads("q_proj"));
        const at::Tensor k = rotate(heads("k_proj"));
        const at::Tensor future = at::ones({T, T}, x.options().dtype(at::kBool)).triu(1);
        at::Tensor p = at::matmul(q, k.transpose(2, 3))
                           .div(std::sqrt(static_cast<double>(m_config.headDimension())))
                           .masked_fill(future, -INFINITY);
        p = drop(at::softmax(p, -1), i, 1, m_config.attentionDropout);
        const at::Tensor attended =
            at::matmul(p, heads("v_proj")).transpose(1, 2).reshape({B, T, m_config.hidden});
        const at::Tensor first =
            drop(linear(attended, prefix + "self_attn.dense"), i, 2, m_config.residualDropout);
        const at::Tensor inner = at::gelu(linear(h, prefix + "mlp.fc1"), "tanh");
        const at::Tensor second =
            drop(linear(inner, prefix + "mlp.fc2"), i, 3, m_config.residualDropout);
        return x.add(first).add(second);
    }

    PhiConfig m_config;
    const DropoutKey *m_dropout;
};

void compare(const PhiConfig &config, const DropoutKey *dropout, std::int64_t positions,
             at::ScalarType type, double bound)
{
    PhiModel model = smallModel(config, type);
    PlainPhi plain(model, dropout);
    const at::Tensor ids = randomIds(3, positions, 1);
    const at::Tensor targets = randomIds(3, positions, 2);
    const float scale = 0.25f;
    const double loss = model.accumulateGradients(ids, targets, scale, dropout).item<double>();
    const at::Tensor expected = plain.loss(ids, targets);
    expected.mul(scale).backward();
    CHECK(std::abs(loss - expected.item<double>()) < bound * expected.item<double>());
    for (const Parameter &parameter : model.parameters().list()) {
        CAPTURE(parameter.name);
        const at::Tensor gradient = plain.weights[parameter.name].grad();
        REQUIRE(gradient.defined());
        // Against the largest gradient of its kind, so that rounding in the zero gradient of the
        // unrotated key biases is seen in proportion.
        const double size = std::max(gradient.abs().max().item<double>(), 0.1);
        CHECK(distance(parameter.gradient, gradient) < bound * size);
    }
}

} // namespace

TEST_CASE("gradients without dropout are those of automatic differentiation")
{
    compare(smallConfig(), nullptr, 16, at::kFloat, 2e-5);
}

TEST_CASE("gradients with every dropout are those of automatic differentiation")
{
    PhiConfig config = smallConfig();
    config.attentionDropout = 0.1;
    config.residualDropout = 0.2;
    config.embeddingDropout = 0.3;
    const DropoutKey key{5, 9, 2};
    compare(config, &key, 7, at::kFloat, 2e-5); // rows of 7: masks that do not start at a block
    config.attentionDropout = 0.0;
    compare(config, &key, 16, at::kFloat, 2e-5);
}

TEST_CASE(
    "gradients of sequences longer than a block of queries are those of automatic differentiation")
{
    PhiConfig config = smallConfig();
    config.context = 256;
    config.attentionDropout = 0.1;
    const DropoutKey key{5, 9, 2};
    compare(config, &key, 200, at::kFloat, 5e-5);
    compare(config, nullptr, 200, at::kFloat, 5e-5);
}

TEST_CASE("bfloat16 gradients stay within its rounding")
{
    compare(smallConfig(), nullptr, 16, at::kBFloat16, 0.1);
}

TEST_CASE("a dropout key draws the same masks again, another key others")
{
    PhiConfig config = smallConfig();
    config.attentionDropout = 0.1;
    config.residualDropout = 0.1;
    PhiModel model = smallModel(config);
    const at::Tensor ids = randomIds(2, 16, 1);
    const auto lossWith = [&](DropoutKey key) {
        return model.accumulateGradients(ids, ids, 1.0f, &key).item<float>();
    };
    const float first = lossWith({1, 2, 3});
    CHECK(lossWith({1, 2, 3}) == first);
    CHECK(lossWith({2, 2, 3}) != first);
    CHECK(lossWith({1, 3, 3}) != first);
    CHECK(lossWith({1, 2, 4}) != first);
}

TEST_CASE("gradients do not depend on the thread count")
{
    PhiConfig config = smallConfig();
    config.hidden = 64;
    config.mlp = 256;
    PhiModel model = smallModel(config);
    const at::Tensor ids = randomIds(24, 16, 1);
    const int threads = at::get_num_threads();
    at::Tensor expected;
    for (const int count : {1, 2, 3}) {
        at::set_num_threads(count);
        model.parameters().gradients().zero_();
        model.accumulateGradients(ids, ids, 1.0f, nullptr);
        if (!expected.defined())
            expected = model.parameters().gradients().clone();
        CHECK(model.parameters().gradients().equal(expected));
    }
    at::set_num_threads(threads);
}
