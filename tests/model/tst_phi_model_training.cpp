// SPDX-License-Identifier: Apache-2.0
// Gradients and optimizer steps against transformers and torch.optim.AdamW.
// Bounds: tests/data/checkpoints/ORIGIN.md.
#include <cmath>

#include <ATen/ops/index_select.h>
#include <ATen/ops/zeros_like.h>

#include "model/kernels/optimizer.h"
#include "tests/support/torch_compare.h"

using namespace phi1;
using namespace phi1::test;

namespace {

const char *const checkpoint = "tinyA-hf-fp32";

/// The rows of `value` that the reference keeps of the two vocabulary tables and the head bias.
at::Tensor keptRows(const at::Tensor &value, const Parameter &parameter, const at::Tensor &rows)
{
    const bool vocabulary =
        parameter.name == "model.embed_tokens.weight" || parameter.name.starts_with("lm_head.");
    return vocabulary ? value.index_select(0, rows) : value;
}

/// One step of the reference: mean loss over the batch, gradients into the parameters.
double gradientsOfBatch(PhiModel &model, const at::Tensor &batch)
{
    const std::int64_t n = batch.size(1) - 1;
    const auto targets = static_cast<float>(batch.size(0) * n);
    return model
               .accumulateGradients(batch.narrow(1, 0, n), batch.narrow(1, 1, n), 1.0f / targets,
                                    nullptr)
               .item<double>() /
           static_cast<double>(targets);
}

/// How far rounding moves a parameter. A key's bias shifts all scores of a query alike where
/// nothing is rotated, so in exact arithmetic its gradient is zero there and AdamW scales up
/// rounding noise: the reference's own float32 differs from float64 by up to 2e-4, and so do we
/// (2.2e-4 at three steps).
double parameterBound(const std::string &name)
{
    return name.ends_with("k_proj.bias") ? 4e-4 : 5e-5;
}

/// The rotated elements of k_proj.bias, whose gradient is not zero.
at::Tensor rotatedPart(const at::Tensor &bias, const PhiConfig &config)
{
    return bias.view({config.heads, config.headDimension()}).narrow(1, 0, config.rotary);
}

struct Moments {
    at::Tensor first, second;
};

void adamwStep(PhiModel &model, Moments &moments, const Json &hyper, std::int64_t decayed,
               std::int64_t step)
{
    adamwUpdate(model.parameters().values(), model.parameters().gradients(), moments.first,
                moments.second, decayed, hyper["lr"], hyper["betas"][0], hyper["betas"][1],
                hyper["eps"], hyper["weight_decay"], step, 1.0);
    model.weightsChanged();
}

} // namespace

TEST_CASE("the gradients of the first batch are those of transformers")
{
    PhiModel model = loadModel(checkpoint);
    const Json train = referenceJson(checkpoint)["train"];
    const Weights tensors =
        openWeights(checkpointData() / "ref" / (std::string(checkpoint) + ".safetensors"));
    const at::Tensor rows = idsTensor(train["rows_kept_of_vocab_tensors"])[0];
    const Json &figures = train["variants"]["decay_all"];

    const double loss = gradientsOfBatch(model, idsTensor(train["batches"][0]));
    CHECK(std::abs(loss - figures["losses"][0].get<double>()) < 1e-5);
    double squares = 0.0;
    for (const Parameter &parameter : model.parameters().list()) {
        CAPTURE(parameter.name);
        CHECK(distance(keptRows(parameter.gradient, parameter, rows),
                       referenceTensor(tensors, "train.grad_step1." + parameter.name)) < 2e-6);
        const double square = squaredNorm(parameter.gradient.reshape({-1}));
        squares += square;
        // In exact arithmetic most of k_proj.bias' gradient is zero: its norm is rounding noise.
        CHECK(std::sqrt(square) ==
              doctest::Approx(figures["grad_norms_step1"][parameter.name].get<double>())
                  .epsilon(1e-4));
    }
    CHECK(std::sqrt(squares) ==
          doctest::Approx(figures["total_grad_norm"][0].get<double>()).epsilon(1e-5));
    CHECK(squaredNorm(model.parameters().gradients()) == doctest::Approx(squares).epsilon(1e-9));
}

TEST_CASE("three AdamW steps give the parameters of torch.optim.AdamW")
{
    const Json train = referenceJson(checkpoint)["train"];
    const Weights tensors =
        openWeights(checkpointData() / "ref" / (std::string(checkpoint) + ".safetensors"));
    const at::Tensor rows = idsTensor(train["rows_kept_of_vocab_tensors"])[0];

    for (const std::string variant : {"decay_all", "decay_matrices_only"}) {
        CAPTURE(variant);
        PhiModel model = loadModel(checkpoint);
        const Json &figures = train["variants"][variant];
        Moments moments{at::zeros_like(model.parameters().values()),
                        at::zeros_like(model.parameters().values())};
        const std::int64_t decayed =
            variant == "decay_all" ? model.parameters().count() : model.parameters().decayedCount();
        for (std::int64_t step = 1; step <= 3; ++step) {
            CAPTURE(step);
            const auto index = static_cast<std::size_t>(step - 1);
            const double loss = gradientsOfBatch(model, idsTensor(train["batches"][index]));
            CHECK(std::abs(loss - figures["losses"][index].get<double>()) < 1e-5);
            CHECK(std::sqrt(squaredNorm(model.parameters().gradients())) ==
                  doctest::Approx(figures["total_grad_norm"][index].get<double>()).epsilon(1e-4));
            adamwStep(model, moments, train["hyper"], decayed, step);
            CHECK(squaredNorm(model.parameters().gradients()) == 0.0);
            const std::string after = concat("step", step);
            if (!figures["params_after"].contains(after))
                continue;
            for (const Parameter &parameter : model.parameters().list()) {
                CAPTURE(parameter.name);
                const Json &sums = figures["params_after"][after][parameter.name];
                const double bound = parameterBound(parameter.name);
                CHECK(std::abs(parameter.value.sum(at::kDouble).item<double>() -
                               sums["sum"].get<double>()) <
                      bound * std::sqrt(static_cast<double>(parameter.count)));
                if (variant != "decay_all")
                    continue;
                const at::Tensor expected =
                    referenceTensor(tensors, concat("train.after_", after, ".", parameter.name));
                CHECK(distance(keptRows(parameter.value, parameter, rows), expected) < bound);
                if (parameter.name.ends_with("k_proj.bias"))
                    CHECK(distance(rotatedPart(parameter.value, model.config()),
                                   rotatedPart(expected, model.config())) < 5e-5);
            }
        }
    }
}

TEST_CASE("micro-batches accumulate to the gradient of the whole batch")
{
    PhiModel model = loadModel(checkpoint);
    const at::Tensor batch = idsTensor(referenceJson(checkpoint)["train"]["batches"][0]);
    const at::Tensor ids = batch.narrow(1, 0, 47);
    const at::Tensor targets = batch.narrow(1, 1, 47);
    const float scale = 1.0f / 94.0f;
    const at::Tensor whole = model.accumulateGradients(ids, targets, scale, nullptr);
    const at::Tensor expected = model.parameters().gradients().clone();
    model.parameters().gradients().zero_();
    double sum = 0.0;
    for (std::int64_t b = 0; b < 2; ++b)
        sum +=
            model.accumulateGradients(ids.narrow(0, b, 1), targets.narrow(0, b, 1), scale, nullptr)
                .item<double>();
    CHECK(sum == doctest::Approx(whole.item<double>()).epsilon(1e-6));
    CHECK(distance(model.parameters().gradients(), expected) < 1e-6);
}

TEST_CASE("recomputation changes nothing, bit for bit")
{
    PhiModel model = loadModel(checkpoint);
    const at::Tensor batch = idsTensor(referenceJson(checkpoint)["train"]["batches"][0]);
    const at::Tensor ids = batch.narrow(1, 0, 47);
    const at::Tensor targets = batch.narrow(1, 1, 47);
    model.accumulateGradients(ids, targets, 1.0f, nullptr);
    const at::Tensor expected = model.parameters().gradients().clone();
    for (const bool recompute : {true, false}) {
        model.parameters().gradients().zero_();
        model.setRecomputation(recompute);
        model.accumulateGradients(ids, targets, 1.0f, nullptr);
        CHECK(model.parameters().gradients().equal(expected));
    }
}
