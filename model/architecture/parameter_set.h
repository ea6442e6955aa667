// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <ATen/core/Tensor.h>

#include "model/architecture/phi_config.h"

namespace phi1 {

/// One parameter: a window into the flat buffers of its ParameterSet.
struct Parameter {
    std::string name; ///< as transformers calls it; part of the checkpoint format
    std::vector<std::int64_t> shape;
    std::int64_t offset = 0; ///< of its first element in the flat buffers
    std::int64_t count = 0;  ///< elements
    bool decays = false; ///< whether weight decay applies: matrices, yes; biases and LayerNorm, no
    at::Tensor value;    ///< view of ParameterSet::values()
    at::Tensor gradient; ///< view of ParameterSet::gradients()
};

/// Where the parameters of one block stand in the list of a ParameterSet.
struct LayerParameters {
    std::size_t query, key, value, fc1, dense, fc2;
    std::size_t queryBias, keyBias, valueBias, fc1Bias, denseBias, fc2Bias;
    std::size_t normWeight, normBias;
};

/// All parameters of a phi-1 model in one flat float32 buffer, their gradients in another of the
/// same layout, so that the optimizer, the norm and a checkpoint walk memory once.
///
/// The first decayedCount() elements are those that weight decay applies to. Within a layer q, k, v
/// and fc1 stand next to each other, so that their weights are one [3C+M, C] matrix and their
/// biases one vector (fused*()). Legend: C width, M width of the MLP, V vocabulary.
class ParameterSet
{
public:
    /// Allocates zeros on `device`. @throws std::invalid_argument if `config` is not valid.
    ParameterSet(const PhiConfig &config, at::Device device);

    const at::Tensor &values() const { return m_values; }       ///< [count()] float32
    const at::Tensor &gradients() const { return m_gradients; } ///< [count()] float32
    std::int64_t count() const { return m_count; }
    std::int64_t decayedCount() const { return m_decayedCount; }

    const std::vector<Parameter> &list() const { return m_list; } ///< in the order of the buffer
    const Parameter *find(std::string_view name) const;           ///< null if there is none

    const Parameter &embedding() const { return m_list[m_embedding]; } ///< [V, C]
    const Parameter &head() const { return m_list[m_head]; }           ///< [V, C]
    const Parameter &headBias() const { return m_list[m_headBias]; }
    const Parameter &finalNormWeight() const { return m_list[m_finalNormWeight]; }
    const Parameter &finalNormBias() const { return m_list[m_finalNormBias]; }
    const LayerParameters &layer(std::int64_t layer) const
    {
        return m_layers[static_cast<std::size_t>(layer)];
    }
    const Parameter &parameter(std::size_t index) const { return m_list[index]; }

    /// The stacked q, k, v and fc1 weights of a layer as one view of a flat buffer of this layout
    /// (values(), gradients() or a copy in another type). @return [3C+M, C]
    at::Tensor fusedWeight(const at::Tensor &flat, std::int64_t layer) const;
    /// The same for their biases. @return [3C+M]
    at::Tensor fusedBias(const at::Tensor &flat, std::int64_t layer) const;
    /// `parameter` as a view of a flat buffer of this layout, in its own shape.
    at::Tensor view(const at::Tensor &flat, const Parameter &parameter) const;

private:
    std::size_t add(std::string name, std::vector<std::int64_t> shape, bool decays);

    std::int64_t m_hidden = 0;
    std::int64_t m_fusedRows = 0; ///< 3C+M
    std::int64_t m_count = 0;
    std::int64_t m_decayedCount = 0;
    at::Tensor m_values;
    at::Tensor m_gradients;
    std::vector<Parameter> m_list;
    std::vector<LayerParameters> m_layers;
    std::unordered_map<std::string, std::size_t> m_byName;
    std::size_t m_embedding = 0, m_head = 0, m_headBias = 0;
    std::size_t m_finalNormWeight = 0, m_finalNormBias = 0;
};

} // namespace phi1
