// SPDX-License-Identifier: Apache-2.0
#include "model/architecture/phi_config.h"

#include <doctest/doctest.h>

#include "core/base/files.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

const std::filesystem::path checkpoints = std::filesystem::path(PHI1_TEST_DATA) / "checkpoints";

Json tinyA()
{
    return *readJsonFile(checkpoints / "tinyA-hf-fp32" / "config.json");
}

std::string messageWith(const char *key, const Json &value)
{
    Json json = tinyA();
    json[key] = value;
    const auto config = parsePhiConfig(json, "config.json");
    return config ? std::string() : config.error().message;
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the configuration styles of transformers 4 and 5 give the same model")
{
    const auto five = readPhiConfig(checkpoints / "tinyA-hf-fp16");
    const auto four = readPhiConfig(checkpoints / "tinyA-hf-fp16-bin");
    REQUIRE(five);
    REQUIRE(four);
    CHECK(*five == *four);
    CHECK(five->layers == 2);
    CHECK(five->hidden == 64);
    CHECK(five->heads == 4);
    CHECK(five->headDimension() == 16);
    CHECK(five->rotary == 8);
    CHECK(five->mlp == 256);
    CHECK(five->vocabulary == 1000);
    CHECK(five->context == 2048);
    CHECK(five->ropeTheta == 10000.0);
    CHECK(five->layerNormEpsilon == 1e-5);
    CHECK(five->dtype == "float16");
    CHECK_FALSE(five->eosToken);
    CHECK(five->parameterCount() == 228840);
}

TEST_CASE("phi-1 itself has 1.42 billion parameters")
{
    CHECK(PhiConfig{}.parameterCount() == 1'418'270'720);
    CHECK(PhiConfig{}.validate("the default"));
}

TEST_CASE("what is written is read back, in the style of either version alone")
{
    PhiConfig config;
    config.layers = 3;
    config.hidden = 144;
    config.heads = 6; // heads of 24: 10/24 is no binary fraction
    config.rotary = 10;
    config.mlp = 100;
    config.vocabulary = 777;
    config.context = 99;
    config.ropeTheta = 5000;
    config.residualDropout = 0.1;
    config.eosToken = 776;
    const Json json = toHuggingFaceJson(config);
    CHECK(*parsePhiConfig(json, "x") == config);
    Json four = json;
    four.erase("rope_parameters");
    four.erase("dtype");
    CHECK(*parsePhiConfig(four, "x") == config);
    Json five = json;
    five.erase("partial_rotary_factor");
    five.erase("rope_theta");
    five.erase("torch_dtype");
    CHECK(*parsePhiConfig(five, "x") == config);
}

TEST_CASE("every even rotary dimension survives the detour over its fraction of the head")
{
    for (std::int64_t head = 2; head <= 130; ++head) {
        for (std::int64_t rotary = 2; rotary <= head; rotary += 2) {
            PhiConfig config;
            config.hidden = head * 2;
            config.heads = 2;
            config.rotary = rotary;
            const auto back = parsePhiConfig(toHuggingFaceJson(config), "x");
            REQUIRE(back);
            CHECK(back->rotary == rotary);
        }
    }
}

TEST_CASE("layouts of earlier releases and other architectures are refused by name")
{
    CHECK(contains(readPhiConfig(checkpoints / "tinyA-mixformer-bin").error().message,
                   "\"mixformer-sequential\""));
    CHECK(contains(readPhiConfig(checkpoints / "tinyA-phimsft-safetensors").error().message,
                   "\"phi-msft\""));
    CHECK(contains(messageWith("model_type", "llama"), "\"llama\", expected \"phi\""));
    CHECK(contains(messageWith("model_type", nullptr), "lacks the key model_type"));
}

TEST_CASE("quantised checkpoints are described as such")
{
    const auto config = readPhiConfig(checkpoints / "tinyA-bnb-nf4-dq");
    REQUIRE(config);
    CHECK(config->quantisation == "bitsandbytes");
}

TEST_CASE("absurd values are refused with the key, what was found and what is possible")
{
    CHECK(contains(messageWith("num_hidden_layers", 0),
                   "num_hidden_layers) is 0, expected 1 to 1024"));
    CHECK(contains(messageWith("num_hidden_layers", 1025), "is 1025, expected 1 to 1024"));
    CHECK(contains(messageWith("num_hidden_layers", -2), "is -2"));
    CHECK(contains(messageWith("vocab_size", 1'000'001), "is 1000001, expected 1 to 1000000"));
    CHECK(contains(messageWith("max_position_embeddings", 2'000'000),
                   "is 2000000, expected 1 to 1000000"));
    CHECK(contains(messageWith("hidden_size", 66), "is 66, expected a multiple of the 4 heads"));
    CHECK(contains(messageWith("hidden_size", 1ll << 40), "expected 1 to 65536"));
    CHECK(contains(messageWith("hidden_size", ~0ull), "should be an integer"));
    CHECK(contains(messageWith("hidden_size", "64"), "should be an integer, found \"64\""));
    CHECK(contains(messageWith("hidden_size", 64.5), "should be an integer"));
    CHECK(contains(messageWith("hidden_size", nullptr), "lacks the key hidden_size"));
    CHECK(contains(messageWith("intermediate_size", 1 << 30), "intermediate_size) is 1073741824"));
    CHECK_FALSE(messageWith("num_attention_heads", 0).empty());
    CHECK(contains(messageWith("num_key_value_heads", 2), "num_key_value_heads 2, expected 4"));
    CHECK(contains(messageWith("layer_norm_eps", 0.0), "layer_norm_eps is 0"));
    CHECK(contains(messageWith("resid_pdrop", 1.0), "resid_pdrop is 1"));
    CHECK(contains(messageWith("embd_pdrop", "no"), "should be a number"));
    CHECK(contains(messageWith("attention_dropout", -0.1), "attention_dropout is -0.1"));
    CHECK(contains(messageWith("rope_parameters", {{"partial_rotary_factor", 0.0}}),
                   "partial_rotary_factor 0"));
    CHECK(contains(messageWith("rope_parameters", {{"partial_rotary_factor", 1.5}}),
                   "partial_rotary_factor 1.5"));
    CHECK(contains(messageWith("rope_parameters", {{"partial_rotary_factor", 0.2}}),
                   "3 dimensions of each head"));
    CHECK(contains(messageWith("rope_parameters", {{"rope_theta", 0.5}}), "rope_theta is 0.5"));
    CHECK(contains(messageWith("rope_parameters", {{"rope_type", "yarn"}}), "rope_type \"yarn\""));
    CHECK(contains(messageWith("rope_parameters", 3), "rope_parameters should be an object"));
}

TEST_CASE("options that phi-1 does not have are refused")
{
    CHECK(contains(messageWith("qk_layernorm", true), "qk_layernorm = true"));
    CHECK(contains(messageWith("tie_word_embeddings", true), "tie_word_embeddings = true"));
    CHECK(contains(messageWith("tie_word_embeddings", 1), "should be true or false"));
    CHECK(contains(messageWith("hidden_act", "relu"), "hidden_act \"relu\""));
    CHECK(
        contains(messageWith("rope_scaling", {{"type", "linear"}, {"factor", 2}}), "rope_scaling"));
}

TEST_CASE("a missing or broken config.json is named")
{
    const test::TemporaryFolder folder;
    CHECK(
        contains(readPhiConfig(folder.path()).error().message, (folder / "config.json").string()));
    REQUIRE(writeFileAtomically(folder / "config.json", "{\"model_type\": \"phi\","));
    CHECK(contains(readPhiConfig(folder.path()).error().message, "is not valid JSON"));
    REQUIRE(writeFileAtomically(folder / "config.json", "[]"));
    CHECK(contains(readPhiConfig(folder.path()).error().message, "should hold a JSON object"));
}
