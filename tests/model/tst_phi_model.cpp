// SPDX-License-Identifier: Apache-2.0
// The forward pass against transformers' figures. Bounds: tests/data/checkpoints/ORIGIN.md.
#include <array>
#include <stdexcept>

#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#include "tests/support/torch_compare.h"

using namespace phi1;
using namespace phi1::test;

namespace {

constexpr std::array<const char *, 3> checkpoints = {"tinyA-hf-fp32", "tinyA-hf-fp16",
                                                     "tinyB-hf-fp16"};

double meanLoss(const PhiModel &model, const at::Tensor &ids)
{
    const std::int64_t n = ids.size(1) - 1;
    return model.loss(ids.narrow(1, 0, n), ids.narrow(1, 1, n)).item<double>() /
           static_cast<double>(n);
}

} // namespace

TEST_CASE("logits and loss of every prompt are those of transformers")
{
    for (const std::string name : checkpoints) {
        CAPTURE(name);
        const PhiModel model = loadModel(name);
        const Json reference = referenceJson(name);
        const Weights tensors = openWeights(checkpointData() / "ref" / (name + ".safetensors"));
        for (const auto &[prompt, figures] : reference["prompts"].items()) {
            CAPTURE(prompt);
            const at::Tensor ids = idsTensor(figures["ids"]);
            const at::Tensor logits = model.forward(ids).logits[0];
            CHECK(distance(logits[-1], referenceTensor(tensors, prompt + ".last_logits")) < 1e-4);
            const TensorEntry *top = tensors.find(prompt + ".top10_ids");
            REQUIRE(top);
            const at::Tensor topIds = at::empty(top->shape, at::TensorOptions().dtype(at::kInt));
            std::memcpy(topIds.mutable_data_ptr(), top->bytes.data(), top->bytes.size());
            CHECK(distance(logits.gather(1, topIds.to(at::kLong)),
                           referenceTensor(tensors, prompt + ".top10_logits")) < 1e-4);
            CHECK(meanLoss(model, ids) ==
                  doctest::Approx(figures["loss"].get<double>()).epsilon(1e-6));
        }
    }
}

TEST_CASE("attention maps and hidden states are those of transformers")
{
    for (const std::string name : checkpoints) {
        CAPTURE(name);
        const PhiModel model = loadModel(name);
        const Json reference = referenceJson(name);
        const Weights tensors = openWeights(checkpointData() / "ref" / (name + ".safetensors"));
        const std::string prompt = reference["attention_prompt"];
        const at::Tensor ids = idsTensor(reference["prompts"][prompt]["ids"]);
        const PhiModel::ForwardResult result = model.forward(ids, {true, true});
        REQUIRE(result.attention.size() == 2);
        REQUIRE(result.hidden.size() == 3);
        for (std::size_t layer = 0; layer < 2; ++layer)
            CHECK(distance(result.attention[layer][0],
                           referenceTensor(tensors,
                                           concat(prompt, ".block", layer, ".attn_probs"))) < 1e-5);
        CHECK(distance(result.hidden[0][0], referenceTensor(tensors, prompt + ".embed")) == 0.0);
        CHECK(distance(result.hidden[1][0], referenceTensor(tensors, prompt + ".block0.out")) <
              1e-4);
        CHECK(distance(result.hidden[2][0], referenceTensor(tensors, prompt + ".final_ln_out")) <
              1e-4);
    }
}

TEST_CASE("each sequence of a batch gets the logits and the loss it has alone")
{
    const PhiModel model = loadModel("tinyA-hf-fp32");
    const Json reference = referenceJson("tinyA-hf-fp32");
    const at::Tensor batch = idsTensor(reference["train"]["batches"][0]);
    REQUIRE(batch.size(0) == 2);
    const at::Tensor together = model.forward(batch).logits;
    double sum = 0.0;
    for (std::int64_t b = 0; b < 2; ++b) {
        const at::Tensor alone = batch.narrow(0, b, 1);
        CHECK(distance(model.forward(alone).logits[0], together[b]) < 1e-5);
        sum += meanLoss(model, alone) * 47.0;
    }
    const double both = model.loss(batch.narrow(1, 0, 47), batch.narrow(1, 1, 47)).item<double>();
    CHECK(both == doctest::Approx(sum).epsilon(1e-6));
}

TEST_CASE("a target of -1 does not count")
{
    PhiModel model = loadModel("tinyA-hf-fp32");
    const at::Tensor batch = idsTensor(referenceJson("tinyA-hf-fp32")["train"]["batches"][0]);
    const at::Tensor ids = batch.narrow(1, 0, 47);
    at::Tensor targets = batch.narrow(1, 1, 47).clone();
    const double first = model.loss(ids.narrow(0, 0, 1), targets.narrow(0, 0, 1)).item<double>();
    targets[1].fill_(-1);
    CHECK(model.loss(ids, targets).item<double>() == doctest::Approx(first).epsilon(1e-6));

    model.accumulateGradients(ids, targets, 1.0f, nullptr);
    const at::Tensor gradient = model.parameters().gradients().clone();
    model.parameters().gradients().zero_();
    model.accumulateGradients(ids.narrow(0, 0, 1), targets.narrow(0, 0, 1), 1.0f, nullptr);
    CHECK(distance(gradient, model.parameters().gradients()) < 1e-4);
}

TEST_CASE("bfloat16 compute stays near float32")
{
    // Measured: logits differ by up to 0.10 where their standard deviation is 1.9, losses by 4e-3.
    for (const std::string name : checkpoints) {
        CAPTURE(name);
        const PhiModel exact = loadModel(name);
        const PhiModel coarse = loadModel(name, at::kBFloat16);
        const at::Tensor ids = idsTensor(referenceJson(name)["prompts"]["short"]["ids"]);
        const double logits = distance(exact.forward(ids).logits, coarse.forward(ids).logits);
        CHECK(logits > 0.0);
        CHECK(logits < 0.2);
        CHECK(std::abs(meanLoss(exact, ids) - meanLoss(coarse, ids)) < 0.01);
    }
}

TEST_CASE("impossible ids are refused in a sentence that names the limit")
{
    const PhiModel model = loadModel("tinyA-hf-fp32");
    const auto options = at::TensorOptions().dtype(at::kLong);
    CHECK_THROWS_WITH_AS(model.forward(at::full({1, 2}, 1000, options)),
                         doctest::Contains("the vocabulary of the model has 1000 entries"),
                         std::invalid_argument);
    CHECK_THROWS_AS(model.forward(at::full({1, 2}, -1, options)), std::invalid_argument);
    CHECK_THROWS_AS(model.forward(at::zeros({1, 0}, options)), std::invalid_argument);
    CHECK_THROWS_WITH_AS(model.forward(at::zeros({1, model.config().context + 1}, options)),
                         doctest::Contains("the context of the model is"), std::invalid_argument);
}
