// SPDX-License-Identifier: Apache-2.0
#include "model/inference/cpu_model.h"

#include "core/base/text.h"
#include "model/architecture/rotary_tables.h"
#include "model/cpu/row_operations.h"

namespace phi1 {

namespace {

/// Assembles the parts of a model and counts their bytes.
class ModelBuilder
{
public:
    ModelBuilder(CpuModel &model, const TensorLookup &lookup, ThreadPool &pool)
        : m_model(model)
        , m_lookup(lookup)
        , m_pool(pool)
    {}

    Result<void> build()
    {
        const PhiConfig &config = m_model.config;
        const std::int64_t C = config.hidden;
        const std::int64_t V = config.vocabulary;
        PHI1_ASSIGN(m_model.embedding, m_lookup("model.embed_tokens.weight", V, C));
        m_model.layers.resize(static_cast<std::size_t>(config.layers));
        for (std::size_t i = 0; i < m_model.layers.size(); ++i)
            PHI1_TRY(buildLayer(m_model.layers[i], concat("model.layers.", i, "."),
                                i + 1 == m_model.layers.size()));
        PHI1_TRY(vector(m_model.finalNormWeight, {{"model.final_layernorm.weight", C}}));
        PHI1_TRY(vector(m_model.finalNormBias, {{"model.final_layernorm.bias", C}}));
        PHI1_TRY(matrix(m_model.head, {{"lm_head.weight", V}}, C));
        PHI1_TRY(vector(m_model.headBias, {{"lm_head.bias", V}}));
        const auto angles = static_cast<std::size_t>(config.context * (config.rotary / 2));
        m_model.cosines.resize(angles);
        m_model.sines.resize(angles);
        fillRotaryTables(config, m_model.cosines, m_model.sines);
        return {};
    }

private:
    struct Part {
        std::string name;
        std::int64_t outputs = 0;
    };

    Result<void> buildLayer(CpuModel::Layer &layer, const std::string &prefix, bool last)
    {
        const std::int64_t C = m_model.config.hidden;
        const std::int64_t M = m_model.config.mlp;
        const auto parts = [&](const char *what) {
            const std::string attention = prefix + "self_attn.";
            return std::vector<Part>{{concat(attention, "q_proj.", what), C},
                                     {concat(attention, "k_proj.", what), C},
                                     {concat(attention, "v_proj.", what), C},
                                     {concat(prefix, "mlp.fc1.", what), M}};
        };
        const auto weights = parts("weight");
        const auto biases = parts("bias");
        if (last) {
            PHI1_TRY(matrix(layer.keyValue, {weights[1], weights[2]}, C));
            PHI1_TRY(vector(layer.keyValueBias, {biases[1], biases[2]}));
            PHI1_TRY(matrix(layer.queryMlp, {weights[0], weights[3]}, C));
            PHI1_TRY(vector(layer.queryMlpBias, {biases[0], biases[3]}));
        } else {
            PHI1_TRY(matrix(layer.fused, weights, C));
            PHI1_TRY(vector(layer.fusedBias, biases));
        }
        PHI1_TRY(matrix(layer.dense, {{prefix + "self_attn.dense.weight", C}}, C));
        PHI1_TRY(vector(layer.denseBias, {{prefix + "self_attn.dense.bias", C}}));
        PHI1_TRY(matrix(layer.fc2, {{prefix + "mlp.fc2.weight", C}}, M));
        PHI1_TRY(vector(layer.fc2Bias, {{prefix + "mlp.fc2.bias", C}}));
        PHI1_TRY(vector(layer.normWeight, {{prefix + "input_layernorm.weight", C}}));
        return vector(layer.normBias, {{prefix + "input_layernorm.bias", C}});
    }

    Result<void> matrix(std::unique_ptr<LinearWeight> &to, const std::vector<Part> &parts,
                        std::int64_t inputs)
    {
        std::vector<StoredMatrix> sources;
        for (const Part &part : parts) {
            PHI1_ASSIGN(StoredMatrix source, m_lookup(part.name, part.outputs, inputs));
            sources.push_back(std::move(source));
        }
        PHI1_ASSIGN(to, makeLinearWeight(sources, m_model.type, m_pool, m_model.instructions));
        m_model.weightBytes += to->bytes();
        m_model.ownedBytes += to->ownedBytes();
        return {};
    }

    Result<void> vector(std::vector<float> &to, const std::vector<Part> &parts)
    {
        for (const Part &part : parts) {
            PHI1_ASSIGN(const StoredMatrix source, m_lookup(part.name, part.outputs, 1));
            const std::size_t before = to.size();
            to.resize(before + static_cast<std::size_t>(part.outputs));
            widenRow(source.data, source.dtype, part.outputs, to.data() + before);
        }
        return {};
    }

    CpuModel &m_model;
    const TensorLookup &m_lookup;
    ThreadPool &m_pool;
};

} // namespace

Result<std::shared_ptr<CpuModel>> buildCpuModel(const PhiConfig &config, WeightType type,
                                                const TensorLookup &lookup, ThreadPool &pool,
                                                InstructionSet set)
{
    auto model = std::make_shared<CpuModel>();
    model->config = config;
    model->type = type;
    model->instructions = set;
    PHI1_TRY(ModelBuilder(*model, lookup, pool).build());
    return model;
}

} // namespace phi1
