// SPDX-License-Identifier: Apache-2.0
#include "model/architecture/phi_config.h"

#include <cmath>
#include <limits>
#include <vector>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Typed access to the keys of one config.json; null counts as absent, as in transformers.
class ConfigReader
{
public:
    ConfigReader(const Json &config, std::string_view what)
        : m_config(config)
        , m_what(what)
    {}

    const Json *find(const char *key) const { return findIn(m_config, key); }
    static const Json *findIn(const Json &object, const char *key)
    {
        if (!object.is_object())
            return nullptr;
        const auto found = object.find(key);
        return found == object.end() || found->is_null() ? nullptr : &*found;
    }

    Result<void> integer(const char *key, std::int64_t &value) const
    {
        if (const Json *found = find(key)) {
            // An unsigned number beyond int64 would wrap to a negative one.
            if (!found->is_number_integer() ||
                (found->is_number_unsigned() &&
                 found->get<std::uint64_t>() >
                     std::uint64_t(std::numeric_limits<std::int64_t>::max())))
                return wrongType(key, *found, "an integer");
            value = found->get<std::int64_t>();
        }
        return {};
    }
    /// The shape of the model must be said, not guessed from defaults.
    Result<void> required(const char *key, std::int64_t &value) const
    {
        if (!find(key))
            return failure(ErrorCode::Corrupt, concat(m_what, " lacks the key ", key,
                                                      ", which gives the shape of the model"));
        return integer(key, value);
    }
    Result<void> number(const Json *found, const char *key, double &value) const
    {
        if (found) {
            if (!found->is_number())
                return wrongType(key, *found, "a number");
            value = found->get<double>();
        }
        return {};
    }
    Result<void> number(const char *key, double &value) const
    {
        return number(find(key), key, value);
    }
    Result<void> token(const char *key, std::optional<std::int64_t> &value) const
    {
        const Json *found = find(key);
        if (!found)
            return {};
        // Some configurations list several end tokens; the first is the one that ends a text.
        const Json &id = found->is_array() && !found->empty() ? found->front() : *found;
        if (!id.is_number_integer())
            return wrongType(key, id, "a token id");
        value = id.get<std::int64_t>();
        return {};
    }
    Result<std::string> string(const char *key, std::string fallback) const
    {
        const Json *found = find(key);
        if (!found)
            return fallback;
        if (!found->is_string())
            return wrongType(key, *found, "a string");
        return found->get<std::string>();
    }
    Result<void> mustBeFalse(const char *key, const char *why) const
    {
        const Json *found = find(key);
        if (!found)
            return {};
        if (!found->is_boolean())
            return wrongType(key, *found, "true or false");
        if (found->get<bool>())
            return failure(ErrorCode::Incompatible, concat(m_what, " has ", key, " = true; ", why));
        return {};
    }

private:
    tl::unexpected<Error> wrongType(const char *key, const Json &found, const char *expected) const
    {
        return failure(ErrorCode::Corrupt, concat(m_what, ": ", key, " should be ", expected,
                                                  ", found ", printable(dumpJson(found), 60)));
    }

    const Json &m_config;
    std::string_view m_what;
};

Result<void> checkArchitecture(const ConfigReader &reader, std::string_view what)
{
    PHI1_ASSIGN(const std::string type, reader.string("model_type", ""));
    if (type == "mixformer-sequential" || type == "phi-msft")
        return failure(ErrorCode::Incompatible,
                       concat(what,
                              " describes the layout of an earlier release of phi-1 (model_type \"",
                              type,
                              "\"), expected \"phi\"; convert the checkpoint with transformers' "
                              "convert_phi_weights_to_hf.py first"));
    if (type != "phi")
        return failure(ErrorCode::Incompatible,
                       type.empty() ? concat(what, " lacks the key model_type, expected \"phi\"")
                                    : concat(what, " describes a model of type \"",
                                             printable(type, 60), "\", expected \"phi\""));
    PHI1_ASSIGN(const std::string activation, reader.string("hidden_act", "gelu_new"));
    if (activation != "gelu_new" && activation != "gelu_pytorch_tanh")
        return failure(ErrorCode::Incompatible,
                       concat(what, " has hidden_act \"", printable(activation, 60),
                              "\", expected \"gelu_new\", the activation of phi-1"));
    PHI1_TRY(reader.mustBeFalse("qk_layernorm", "phi-1 has no LayerNorm on queries and keys"));
    PHI1_TRY(
        reader.mustBeFalse("tie_word_embeddings", "phi-1 does not tie the head to the embeddings"));
    if (const Json *scaling = reader.find("rope_scaling")) {
        // transformers 5 may mirror rope_parameters here; "default" scales nothing.
        const Json *kind = ConfigReader::findIn(*scaling, "rope_type");
        if (!kind || *kind != "default")
            return failure(ErrorCode::Incompatible,
                           concat(what, " has rope_scaling ", printable(dumpJson(*scaling), 80),
                                  ", expected null: phi-1 does not scale its rotary embedding"));
    }
    return {};
}

Result<void> readRotary(const ConfigReader &reader, std::string_view what, PhiConfig &config)
{
    double factor = 0.5;
    PHI1_TRY(reader.number("partial_rotary_factor", factor));
    PHI1_TRY(reader.number("rope_theta", config.ropeTheta));
    if (const Json *rope = reader.find("rope_parameters")) {
        if (!rope->is_object())
            return failure(
                ErrorCode::Corrupt,
                concat(what, ": rope_parameters should be an object, found ", rope->type_name()));
        PHI1_TRY(reader.number(ConfigReader::findIn(*rope, "partial_rotary_factor"),
                               "partial_rotary_factor", factor));
        PHI1_TRY(reader.number(ConfigReader::findIn(*rope, "rope_theta"), "rope_theta",
                               config.ropeTheta));
        const Json *kind = ConfigReader::findIn(*rope, "rope_type");
        if (kind && *kind != "default")
            return failure(ErrorCode::Incompatible,
                           concat(what, " has rope_type ", printable(dumpJson(*kind), 60),
                                  ", expected \"default\""));
    }
    if (!(factor > 0.0 && factor <= 1.0))
        return failure(ErrorCode::Incompatible, concat(what, " has partial_rotary_factor ", factor,
                                                       ", expected more than 0 and at most 1"));
    if (config.heads > 0)
        config.rotary =
            static_cast<std::int64_t>(static_cast<double>(config.headDimension()) * factor);
    return {};
}

/// The factor from which transformers' int(head_dim * factor) gets the rotary dimensions back.
double partialRotaryFactor(const PhiConfig &config)
{
    const auto head = static_cast<double>(config.headDimension());
    double factor = static_cast<double>(config.rotary) / head;
    if (static_cast<std::int64_t>(head * factor) < config.rotary)
        factor = std::nextafter(factor, 2.0);
    return factor;
}

Json tokenJson(const std::optional<std::int64_t> &token)
{
    return token ? Json(*token) : Json(nullptr);
}

} // namespace

std::int64_t PhiConfig::parameterCount() const
{
    const std::int64_t attention = 4 * (hidden * hidden + hidden);
    const std::int64_t feedForward = hidden * mlp + mlp + mlp * hidden + hidden;
    const std::int64_t layerNorm = 2 * hidden;
    const std::int64_t embedding = vocabulary * hidden;
    const std::int64_t head = vocabulary * hidden + vocabulary;
    return embedding + layers * (layerNorm + attention + feedForward) + layerNorm + head;
}

Result<void> PhiConfig::validate(std::string_view what) const
{
    struct Range {
        const char *name;
        std::int64_t value, most;
    };
    for (const Range &range : {Range{"layers (num_hidden_layers)", layers, 1024},
                               Range{"hidden (hidden_size)", hidden, 65536},
                               Range{"heads (num_attention_heads)", heads, 1024},
                               Range{"mlp (intermediate_size)", mlp, 1 << 20},
                               Range{"vocabulary (vocab_size)", vocabulary, 1'000'000},
                               Range{"context (max_position_embeddings)", context, 1'000'000}}) {
        if (range.value < 1 || range.value > range.most)
            return failure(ErrorCode::Incompatible,
                           concat(what, ": ", range.name, " is ", range.value, ", expected 1 to ",
                                  range.most));
    }
    if (hidden % heads != 0)
        return failure(ErrorCode::Incompatible,
                       concat(what, ": hidden (hidden_size) is ", hidden,
                              ", expected a multiple of the ", heads, " heads"));
    if (rotary < 2 || rotary % 2 != 0 || rotary > headDimension())
        return failure(ErrorCode::Incompatible,
                       concat(what, ": ", rotary, " dimensions of each head are rotary",
                              ", expected an even number from 2 to ", headDimension(),
                              ", the size of a head"));
    if (!(ropeTheta > 1.0 && ropeTheta <= 1e9))
        return failure(ErrorCode::Incompatible, concat(what, ": rope_theta is ", ropeTheta,
                                                       ", expected more than 1 and at most 1e9"));
    if (!(layerNormEpsilon > 0.0 && layerNormEpsilon <= 0.1))
        return failure(ErrorCode::Incompatible,
                       concat(what, ": layer_norm_eps is ", layerNormEpsilon,
                              ", expected more than 0 and at most 0.1"));
    if (!(initializerRange >= 0.0 && initializerRange <= 10.0))
        return failure(ErrorCode::Incompatible, concat(what, ": initializer_range is ",
                                                       initializerRange, ", expected 0 to 10"));
    struct Probability {
        const char *name;
        double value;
    };
    for (const Probability &dropout : {Probability{"attention_dropout", attentionDropout},
                                       Probability{"resid_pdrop", residualDropout},
                                       Probability{"embd_pdrop", embeddingDropout}}) {
        if (!(dropout.value >= 0.0 && dropout.value < 1.0))
            return failure(ErrorCode::Incompatible,
                           concat(what, ": ", dropout.name, " is ", dropout.value,
                                  ", expected at least 0 and less than 1"));
    }
    return {};
}

Result<PhiConfig> parsePhiConfig(const Json &json, std::string_view what)
{
    if (!json.is_object())
        return failure(ErrorCode::Corrupt,
                       concat(what, " should hold a JSON object, found ", json.type_name()));
    const ConfigReader reader(json, what);
    PHI1_TRY(checkArchitecture(reader, what));

    PhiConfig config;
    PHI1_TRY(reader.required("num_hidden_layers", config.layers));
    PHI1_TRY(reader.required("hidden_size", config.hidden));
    PHI1_TRY(reader.required("num_attention_heads", config.heads));
    PHI1_TRY(reader.required("intermediate_size", config.mlp));
    PHI1_TRY(reader.required("vocab_size", config.vocabulary));
    PHI1_TRY(reader.integer("max_position_embeddings", config.context));
    std::int64_t keyHeads = config.heads;
    PHI1_TRY(reader.integer("num_key_value_heads", keyHeads));
    if (keyHeads != config.heads)
        return failure(ErrorCode::Incompatible,
                       concat(what, " has num_key_value_heads ", keyHeads, ", expected ",
                              config.heads, ": in phi-1 every head has its own keys"));
    PHI1_TRY(readRotary(reader, what, config));
    PHI1_TRY(reader.number("layer_norm_eps", config.layerNormEpsilon));
    PHI1_TRY(reader.number("attention_dropout", config.attentionDropout));
    PHI1_TRY(reader.number("resid_pdrop", config.residualDropout));
    PHI1_TRY(reader.number("embd_pdrop", config.embeddingDropout));
    PHI1_TRY(reader.number("initializer_range", config.initializerRange));
    PHI1_TRY(reader.token("bos_token_id", config.bosToken));
    PHI1_TRY(reader.token("eos_token_id", config.eosToken));
    PHI1_TRY(reader.token("pad_token_id", config.padToken));
    PHI1_ASSIGN(const std::string oldDtype, reader.string("torch_dtype", "float32"));
    PHI1_ASSIGN(config.dtype, reader.string("dtype", oldDtype));
    if (const Json *quantisation = reader.find("quantization_config")) {
        const Json *method = ConfigReader::findIn(*quantisation, "quant_method");
        config.quantisation =
            method && method->is_string() ? method->get<std::string>() : "unknown";
    }
    PHI1_TRY(config.validate(what));
    return config;
}

Result<PhiConfig> readPhiConfig(const std::filesystem::path &folder)
{
    const std::filesystem::path path = folder / "config.json";
    // A real one has a few kilobytes; the limit only keeps a hostile one from filling the memory.
    PHI1_ASSIGN(const Json json, readJsonFile(path, 16u << 20));
    return parsePhiConfig(json, path.string());
}

Json toHuggingFaceJson(const PhiConfig &config)
{
    const double factor = partialRotaryFactor(config);
    Json json;
    json["architectures"] = Json::array({"PhiForCausalLM"});
    json["attention_dropout"] = config.attentionDropout;
    json["bos_token_id"] = tokenJson(config.bosToken);
    json["dtype"] = "float32";
    json["embd_pdrop"] = config.embeddingDropout;
    json["eos_token_id"] = tokenJson(config.eosToken);
    json["hidden_act"] = "gelu_new";
    json["hidden_size"] = config.hidden;
    json["initializer_range"] = config.initializerRange;
    json["intermediate_size"] = config.mlp;
    json["layer_norm_eps"] = config.layerNormEpsilon;
    json["max_position_embeddings"] = config.context;
    json["model_type"] = "phi";
    json["num_attention_heads"] = config.heads;
    json["num_hidden_layers"] = config.layers;
    json["num_key_value_heads"] = config.heads;
    json["pad_token_id"] = tokenJson(config.padToken);
    json["partial_rotary_factor"] = factor;
    json["qk_layernorm"] = false;
    json["resid_pdrop"] = config.residualDropout;
    json["rope_parameters"] = {{"partial_rotary_factor", factor},
                               {"rope_theta", config.ropeTheta},
                               {"rope_type", "default"}};
    json["rope_theta"] = config.ropeTheta;
    json["tie_word_embeddings"] = false;
    json["torch_dtype"] = "float32";
    json["use_cache"] = true;
    json["vocab_size"] = config.vocabulary;
    return json;
}

} // namespace phi1
