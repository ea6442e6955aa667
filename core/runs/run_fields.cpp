// SPDX-License-Identifier: Apache-2.0
#include "core/runs/run_fields.h"

namespace phi1 {

namespace {

constexpr double largeCount =
    1e12; // far beyond any run, far below what would overflow a product of two

RunField count(std::string name, std::int64_t *value, double minimum, double maximum = largeCount)
{
    return {.name = std::move(name), .value = value, .minimum = minimum, .maximum = maximum};
}

RunField number(std::string name, double *value, double minimum, double maximum)
{
    return {.name = std::move(name), .value = value, .minimum = minimum, .maximum = maximum};
}

RunField positive(std::string name, double *value, double maximum)
{
    return {.name = std::move(name),
            .value = value,
            .minimum = 0.0,
            .maximum = maximum,
            .aboveMinimum = true};
}

RunField path(std::string name, std::string *value)
{
    return {.name = std::move(name), .value = value, .isPath = true};
}

} // namespace

std::vector<RunField> runFields(RunConfig &config)
{
    auto &[model, data, training, evaluation, checkpoint, probes, hardware] = config;
    std::vector<RunField> fields;
    fields.push_back({.name = "model.preset", .value = &model.preset});
    fields.push_back(count("model.layers", &model.layers, 1, 1024));
    fields.push_back(count("model.hidden", &model.hidden, 1, 1 << 20));
    fields.push_back(count("model.heads", &model.heads, 1, 1 << 16));
    fields.push_back(count("model.mlp", &model.mlp, 1, 1 << 24));
    fields.push_back(count("model.vocabulary", &model.vocabulary, 1, 1e6));
    fields.push_back(count("model.context", &model.context, 1, 1 << 20));
    fields.push_back(count("model.rotary", &model.rotary, 2, 1 << 16));
    fields.push_back({.name = "data.train", .value = &data.train, .isPath = true});
    fields.push_back({.name = "data.validation", .value = &data.validation, .isPath = true});
    fields.push_back(path("data.tokenizer", &data.tokenizer));
    fields.push_back(count("data.passages", &data.passages, 1, 1e8));
    fields.push_back(count("data.exercises", &data.exercises, 1, 1e8));
    fields.push_back(count("data.seed", &data.seed, 0, 9e15));
    fields.push_back(count("training.steps", &training.steps, 1));
    fields.push_back(count("training.batch_size", &training.batchSize, 1, 1 << 24));
    fields.push_back(count("training.micro_batch_size", &training.microBatchSize, 1, 1 << 24));
    fields.push_back(positive("training.learning_rate", &training.learningRate, 10.0));
    fields.push_back(count("training.warmup_steps", &training.warmupSteps, 0));
    fields.push_back({.name = "training.schedule",
                      .value = &training.schedule,
                      .choices = {"linear", "cosine", "constant"}});
    fields.push_back(
        number("training.final_learning_rate", &training.finalLearningRate, 0.0, 10.0));
    fields.push_back(number("training.weight_decay", &training.weightDecay, 0.0, 10.0));
    fields.push_back(number("training.beta1", &training.beta1, 0.0, 0.999999));
    fields.push_back(number("training.beta2", &training.beta2, 0.0, 0.99999999));
    fields.push_back(positive("training.epsilon", &training.epsilon, 1.0));
    fields.push_back(number("training.gradient_clip", &training.gradientClip, 0.0, 1e9));
    fields.push_back(number("training.dropout", &training.dropout, 0.0, 0.95));
    fields.push_back(count("training.seed", &training.seed, 0, 9e15));
    fields.push_back(path("training.init_from", &training.initFrom));
    fields.push_back(count("evaluation.every", &evaluation.every, 0));
    fields.push_back(count("evaluation.sequences", &evaluation.sequences, 1, 1 << 24));
    fields.push_back(count("checkpoint.every", &checkpoint.every, 0));
    fields.push_back(count("checkpoint.keep", &checkpoint.keep, 0));
    fields.push_back(count("probes.every", &probes.every, 0));
    fields.push_back({.name = "probes.prompts", .value = &probes.prompts});
    fields.push_back({.name = "probes.heads", .value = &probes.heads});
    fields.push_back({.name = "hardware.devices", .value = &hardware.devices});
    fields.push_back({.name = "hardware.dtype",
                      .value = &hardware.dtype,
                      .choices = {"auto", "float32", "bfloat16", "float16"}});
    fields.push_back(count("hardware.threads", &hardware.threads, 0, 1024));
    fields.push_back({.name = "hardware.recompute", .value = &hardware.recompute});
    return fields;
}

} // namespace phi1
