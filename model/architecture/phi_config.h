// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

/// The shape of a phi-1 model: what a Hugging Face config.json of model_type "phi" says. Defaults
/// are those of transformers' PhiConfig where the file leaves a key out; presets live elsewhere.
struct PhiConfig {
    std::int64_t layers = 24;
    std::int64_t hidden = 2048;
    std::int64_t heads = 32;
    std::int64_t mlp = 8192;
    std::int64_t vocabulary = 51200;
    std::int64_t context = 2048; ///< positions
    std::int64_t rotary =
        32; ///< dimensions of each head that are rotated: the first ones, rotate-half pairing
    double ropeTheta = 10000.0;
    double layerNormEpsilon = 1e-5;
    double attentionDropout = 0.0;
    double residualDropout = 0.0;
    double embeddingDropout = 0.0;
    double initializerRange = 0.02;
    std::optional<std::int64_t> bosToken;
    std::optional<std::int64_t> eosToken;
    std::optional<std::int64_t> padToken;
    std::string dtype = "float32"; ///< of the weights beside the file, as the file says
    /// quant_method of quantization_config ("bitsandbytes"), empty if the weights are plain
    /// numbers. Parsing accepts it so that such a checkpoint can be described; loading its weights
    /// as numbers would be wrong.
    std::string quantisation;

    std::int64_t headDimension() const { return hidden / heads; }
    /// Embedding and head are not tied, so both count; all biases and LayerNorms included.
    std::int64_t parameterCount() const;
    /// Incompatible, naming the key, what was found and what is possible, if no model of this shape
    /// can exist or be held (limits: 1024 layers, a million vocabulary entries, a million
    /// positions, 65536 wide, 1024 heads).
    /// @param what  names the source in the message: a path, "the preset phi-1"
    Result<void> validate(std::string_view what) const;

    bool operator==(const PhiConfig &) const = default;
};

/// Reads a config.json of transformers 4 (partial_rotary_factor, rope_theta, torch_dtype at the top
/// level) or 5 (rope_parameters, dtype), and validates it. Options that change the computation and
/// that phi-1 does not have (grouped keys, query/key LayerNorm, tied embeddings, rope scaling,
/// another activation) are Incompatible by name, and so are the layouts of earlier releases
/// (mixformer-sequential, phi-msft) and other architectures.
/// @param what  names the source in errors
Result<PhiConfig> parsePhiConfig(const Json &config, std::string_view what);

/// parsePhiConfig() of `folder`/config.json.
Result<PhiConfig> readPhiConfig(const std::filesystem::path &folder);

/// A config.json that transformers 4 and 5 open as PhiForCausalLM: the rotary keys stand in both
/// styles. `dtype` and `quantisation` are not taken over: what this program writes is float32.
Json toHuggingFaceJson(const PhiConfig &config);

} // namespace phi1
