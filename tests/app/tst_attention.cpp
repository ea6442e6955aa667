// SPDX-License-Identifier: Apache-2.0
// phi1 attention without LibTorch, against the attention of transformers (eager).
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <string>

#include <doctest/doctest.h>
#include <sys/wait.h>

#include "core/attention/array_file.h"
#include "core/attention/relations.h"
#include "core/attention/scores.h"
#include "core/base/child_process.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "model/text/tokenizer.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

const std::string checkpoints = PHI1_TEST_DATA "/checkpoints/";
const std::string tinyA = checkpoints + "tinyA-hf-fp32";
constexpr int layers = 2;
constexpr int heads = 4;

struct Outcome {
    int status = -1;
    std::string output;
    std::string messages;
};

/// The program without its compute module, so that nothing of LibTorch can be loaded.
class LightProgram
{
public:
    LightProgram()
    {
        std::filesystem::create_directory(m_folder / "bin");
        std::filesystem::copy_file(PHI1_PROGRAM, m_folder / "bin/phi1");
        write("prompt", reference().at("text").get<std::string>());
    }

    static Json reference(const std::string &prompt = "humaneval0")
    {
        return readJsonFile(checkpoints + "ref/tinyA-hf-fp32.json")->at("prompts").at(prompt);
    }
    Outcome run(const std::string &arguments)
    {
        const std::string folder = m_folder.path().string();
        const std::string command = "cd '" + folder + "' && XDG_CACHE_HOME='" + folder +
                                    "/cache' bin/phi1 attention --device cpu " + arguments +
                                    " >stdout 2>stderr </dev/null";
        const int status = std::system(command.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, readFile(m_folder / "stdout").value(),
                readFile(m_folder / "stderr").value()};
    }
    std::string done(const std::string &arguments)
    {
        const Outcome outcome = run(arguments);
        CAPTURE(arguments);
        CAPTURE(outcome.messages);
        REQUIRE(outcome.status == 0);
        return outcome.output;
    }
    Json json(const std::string &arguments) { return Json::parse(done(arguments + " --json")); }
    /// A head's map, through a file.
    std::vector<float> map(const std::string &arguments, int layer, int head)
    {
        done(concat(arguments, " --layer ", layer, " --head ", head, " --output map.safetensors"));
        const std::string bytes = read("map.safetensors");
        const auto file = readSafetensors(bytes, "map");
        REQUIRE(file);
        return file->arrays.at("attention").floats();
    }
    void write(const std::string &name, const std::string &content)
    {
        std::ofstream(m_folder / name, std::ios::binary) << content;
    }
    std::string read(const std::string &name) { return readFile(m_folder / name).value(); }
    std::filesystem::path path(const std::string &name) { return m_folder / name; }

private:
    test::TemporaryFolder m_folder;
};

/// transformers' maps of the prompt, [L][H * T * T].
std::vector<std::vector<float>> transformers()
{
    const std::string bytes = readFile(checkpoints + "ref/tinyA-hf-fp32.safetensors").value();
    const auto file = readSafetensors(bytes, "reference");
    REQUIRE(file);
    std::vector<std::vector<float>> maps;
    for (int layer = 0; layer < layers; ++layer)
        maps.push_back(file->arrays.at(concat("humaneval0.block", layer, ".attn_probs")).floats());
    return maps;
}

/// A map in double with what is asked of it.
struct Map {
    std::vector<double> cells;
    std::int64_t tokens = 0;

    double at(std::int64_t i, std::int64_t j) const
    {
        return cells[static_cast<std::size_t>(i * tokens + j)];
    }
    double mean(const std::function<double(std::int64_t)> &ofRow) const
    {
        double sum = 0;
        for (std::int64_t i = 1; i < tokens; ++i)
            sum += ofRow(i);
        return sum / static_cast<double>(tokens - 1);
    }
    double related(const TokenRelation &relation) const
    {
        double sum = 0;
        for (std::size_t q = 0; q < relation.queries.size(); ++q)
            for (std::int32_t k = relation.offsets[q]; k < relation.offsets[q + 1]; ++k)
                sum += at(relation.queries[q], relation.keys[static_cast<std::size_t>(k)]);
        return sum / static_cast<double>(relation.queries.size());
    }
};

Map mapOf(const std::vector<float> &layer, int head, std::int64_t tokens)
{
    const auto size = static_cast<std::size_t>(tokens * tokens);
    const auto cells = std::span(layer).subspan(static_cast<std::size_t>(head) * size, size);
    return {{cells.begin(), cells.end()}, tokens};
}

/// The scores by their formulas, one after another.
std::map<std::string, double> expectedScores(const Map &map, const Json &found)
{
    std::map<std::string, double> scores;
    scores["previous"] = map.mean([&](auto i) { return map.at(i, i - 1); });
    scores["sink"] = map.mean([&](auto i) { return map.at(i, 0); });
    scores["self"] = map.mean([&](auto i) { return map.at(i, i); });
    scores["entropy"] = map.mean([&](auto i) {
        double bits = 0;
        for (std::int64_t j = 0; j <= i; ++j)
            bits -= map.at(i, j) > 0 ? map.at(i, j) * std::log2(map.at(i, j)) : 0;
        return bits;
    });
    scores["distance"] = map.mean([&](auto i) {
        double distance = 0;
        for (std::int64_t j = 0; j <= i; ++j)
            distance += map.at(i, j) * static_cast<double>(i - j);
        return distance;
    });
    std::vector<std::int32_t> ids;
    std::vector<TokenSpan> spans;
    for (const Json &token : found.at("tokens")) {
        ids.push_back(token.at("id"));
        spans.push_back({token.at("start"), token.at("end")});
    }
    const std::string text = LightProgram::reference().at("text");
    for (const CodeRelation &relation : textRelations(text, ids, spans)) {
        if (relation.isApplicable())
            scores[relation.relation.name] = map.related(relation.relation);
    }
    return scores;
}

} // namespace

TEST_CASE("the map of every head is that of transformers within 1e-5, in every form")
{
    LightProgram program;
    const auto expected = transformers();
    const std::int64_t tokens = std::ssize(LightProgram::reference().at("ids"));
    const auto size = static_cast<std::size_t>(tokens * tokens);
    for (int layer = 0; layer < layers; ++layer) {
        for (int head = 0; head < heads; ++head) {
            CAPTURE(layer);
            CAPTURE(head);
            const auto found = program.map(tinyA + " --prompt-file prompt", layer, head);
            REQUIRE(found.size() == size);
            double worst = 0;
            for (std::size_t i = 0; i < size; ++i)
                worst = std::max(
                    worst,
                    double(std::abs(found[i] -
                                    expected[std::size_t(layer)][std::size_t(head) * size + i])));
            CHECK(worst < 1e-5);
            for (std::size_t i = 0; i < std::size_t(tokens); ++i)
                for (std::size_t j = i + 1; j < std::size_t(tokens); ++j)
                    REQUIRE(found[i * std::size_t(tokens) + j] == 0.0F);
        }
    }
    const std::string head = tinyA + " --prompt-file prompt --layer 1 --head 2";
    const auto found = program.map(tinyA + " --prompt-file prompt", 1, 2);
    program.done(head + " --output map.npy");
    CHECK(program.read("map.npy") == npyBytes(arrayOf(std::span(found), {tokens, tokens})));
    const Json json = program.json(head);
    CHECK(json.at("layer") == 1);
    CHECK(json.at("head") == 2);
    CHECK(json.at("dtype") == "float32");
    CHECK(json.at("fingerprint").get<std::string>().size() == 32);
    REQUIRE(json.at("attention").size() == std::size_t(tokens));
    for (std::size_t i = 0; i < std::size_t(tokens); ++i) {
        REQUIRE(json.at("attention")[i].size() == i + 1);
        for (std::size_t j = 0; j <= i; ++j)
            REQUIRE(json.at("attention")[i][j].get<float>() == found[i * std::size_t(tokens) + j]);
    }
    for (std::size_t i = 0; i < std::size_t(tokens); ++i)
        CHECK(json.at("tokens")[i].at("id") == LightProgram::reference().at("ids")[i]);
    program.done(head + " --output map.json");
    CHECK(Json::parse(program.read("map.json")) == json);
    CHECK(program.done(head + " --top 2").starts_with("layer 1, head 2 of "));
}

TEST_CASE("every score of every head is its formula on transformers' maps")
{
    LightProgram program;
    const Json found = program.json(tinyA + " --prompt-file prompt --scores");
    const auto reference = transformers();
    const std::int64_t tokens = std::ssize(found.at("tokens"));
    REQUIRE(found.at("scores").size() == layers * heads);
    // The prompt is a function of which there is only the docstring yet.
    CHECK(found.at("not_applicable") == Json{{"return", "no function returns"},
                                             {"indentation", "no indented block has a second line"},
                                             {"docstring", "no code follows a docstring"},
                                             {"change", "there is no second checkpoint"}});
    for (int layer = 0; layer < layers; ++layer) {
        for (int head = 0; head < heads; ++head) {
            const Json &row = found.at("scores")[std::size_t(layer * heads + head)];
            CHECK(row.at("layer") == layer);
            CHECK(row.at("head") == head);
            const Map map = mapOf(reference[std::size_t(layer)], head, tokens);
            const auto expected = expectedScores(map, found);
            CHECK(expected.count("induction") == 1);
            for (const auto &[key, value] : expected) {
                CAPTURE(key);
                const double tolerance = key == "distance" ? 1e-3 : key == "entropy" ? 1e-4 : 1e-5;
                CHECK(std::abs(row.at(key).get<double>() - value) < tolerance);
            }
            CHECK(row.at("return").is_null());
            CHECK(row.at("induction_random").get<double>() >= 0);
        }
    }
    program.done(tinyA + " --prompt-file prompt --scores --output scores.safetensors");
    const std::string bytes = program.read("scores.safetensors");
    const auto file = readSafetensors(bytes, "scores");
    REQUIRE(file);
    const ArrayView &scores = file->arrays.at("scores");
    CHECK(scores.shape == std::vector<std::int64_t>{layers, heads, headScoreCount});
    CHECK(Json::parse(file->metadata.at("scores")).size() == headScoreCount);
    CHECK(file->metadata.at("without_first") == "false");
    for (std::size_t i = 0; i < headScoreCount; ++i) {
        const float value = scores.floats()[i];
        const Json &other = found.at("scores")[0].at(std::string(headScoreFacts()[i].key));
        CHECK((other.is_null() ? std::isnan(value) : other.get<float>() == value));
    }
    program.done(tinyA + " --prompt-file prompt --output scores.npy");
    CHECK(program.read("scores.npy") == npyBytes({ArrayType::F32, scores.shape, scores.bytes}));
}

TEST_CASE("induction on random tokens is what the network of the trainer attends to")
{
    LightProgram program;
    const Json found = program.json(tinyA + " --prompt-file prompt");
    const auto tokenizer = loadTokenizer(tinyA);
    REQUIRE(tokenizer);
    const std::vector<std::int32_t> ids =
        repeatedRandomIds(std::min<std::int64_t>((*tokenizer)->vocabularySize(), 1000),
                          randomInductionTokens, randomInductionSeed);
    program.write("ids.json", dumpJson(Json(ids)));
    const auto forward =
        runChild({PHI1_PROGRAM, "forward", tinyA, "--ids", program.path("ids.json"), "--output",
                  program.path("forward"), "--attention", "--device", "cpu", "--dtype", "float32"},
                 true);
    REQUIRE(forward);
    REQUIRE(forward->exitStatus == 0);
    const std::string bytes = program.read("forward");
    const auto file = readSafetensors(bytes, "forward");
    REQUIRE(file);
    for (int layer = 0; layer < layers; ++layer) {
        const auto maps = file->arrays.at(concat("attention.", layer)).floats();
        for (int head = 0; head < heads; ++head) {
            const double expected =
                mapOf(maps, head, std::ssize(ids)).related(repeatedRelation(std::ssize(ids)));
            const Json &row = found.at("scores")[std::size_t(layer * heads + head)];
            CHECK(std::abs(row.at("induction_random").get<double>() - expected) < 1e-5);
        }
    }
}

TEST_CASE("the table can be sorted by a score, and the strongest heads are its first rows")
{
    LightProgram program;
    const Json found = program.json(tinyA + " --prompt-file prompt");
    std::vector<std::pair<double, std::string>> order;
    for (const Json &row : found.at("scores"))
        order.emplace_back(-row.at("sink").get<double>(),
                           concat(row.at("layer").get<int>(), '.', row.at("head").get<int>()));
    std::sort(order.begin(), order.end());
    const std::string table = program.done(tinyA + " --prompt-file prompt --sort sink");
    std::size_t at = 0;
    for (const auto &[score, head] : order) {
        const std::size_t next = table.find("\n  " + head + ' ', at);
        CHECK(next != std::string::npos);
        CHECK(next >= at);
        at = next;
    }
    const std::string strongest = program.done(tinyA + " --prompt-file prompt --top 1");
    const std::size_t line = strongest.find("\nsink ");
    REQUIRE(line != std::string::npos);
    CHECK(strongest.substr(line, 60).find("  " + order.front().second + ' ') != std::string::npos);
    CHECK(strongest.find("not applicable: return") != std::string::npos);
}

TEST_CASE("without the first token rows are divided by what is left")
{
    LightProgram program;
    const std::int64_t tokens = std::ssize(LightProgram::reference().at("ids"));
    const Map whole = mapOf(transformers()[0], 1, tokens);
    const auto found = program.map(tinyA + " --prompt-file prompt --without-first", 0, 1);
    for (std::int64_t i = 0; i < tokens; ++i)
        for (std::int64_t j = 0; j < tokens; ++j) {
            const double rest = 1.0 - whole.at(i, 0);
            const double expected = i == 0 || j == 0 ? 0.0 : whole.at(i, j) / rest;
            REQUIRE(std::abs(double(found[std::size_t(i * tokens + j)]) - expected) < 2e-5);
        }
    const Json scores = program.json(tinyA + " --prompt-file prompt --without-first");
    CHECK(scores.at("without_first") == true);
    CHECK(scores.at("scores")[0].at("sink") == 0.0);
}

TEST_CASE("a second checkpoint is subtracted, and change is the total variation")
{
    LightProgram program;
    // Another model: the matrices of the second layer's queries are doubled.
    const std::filesystem::path other = program.path("other");
    std::filesystem::copy(tinyA, other);
    std::string bytes = readFile(other / "model.safetensors").value();
    const auto file = readSafetensors(bytes, "model");
    REQUIRE(file);
    const auto &weights = file->arrays.at("model.layers.1.self_attn.q_proj.weight");
    const std::size_t place =
        std::size_t(weights.bytes.data() - reinterpret_cast<const std::byte *>(bytes.data()));
    std::vector<float> changed = weights.floats();
    for (float &value : changed)
        value *= 2;
    std::memcpy(bytes.data() + place, changed.data(), changed.size() * sizeof(float));
    std::filesystem::permissions(other / "model.safetensors", std::filesystem::perms::owner_all);
    std::ofstream(other / "model.safetensors", std::ios::binary) << bytes;

    const std::string prompt = " --prompt-file prompt";
    const Json found = program.json(tinyA + prompt + " --minus other");
    CHECK(found.at("minus") == "other");
    CHECK(found.at("minus_fingerprint") != found.at("fingerprint"));
    CHECK_FALSE(found.at("not_applicable").contains("change"));
    const Json plain = program.json(tinyA + prompt);
    const std::int64_t tokens = std::ssize(found.at("tokens"));
    for (int layer = 0; layer < layers; ++layer) {
        for (int head = 0; head < heads; ++head) {
            const Json &row = found.at("scores")[std::size_t(layer * heads + head)];
            const auto first = program.map(tinyA + prompt, layer, head);
            const auto second = program.map("other" + prompt, layer, head);
            const auto difference = program.map(tinyA + prompt + " --minus other", layer, head);
            double change = 0;
            for (std::size_t i = 0; i < first.size(); ++i) {
                REQUIRE(std::abs(difference[i] - (first[i] - second[i])) < 1e-6F);
                change += i < std::size_t(tokens) ? 0 : std::abs(double(first[i]) - second[i]) / 2;
            }
            CHECK(row.at("change").get<double>() ==
                  doctest::Approx(change / double(tokens - 1)).epsilon(1e-4));
            CHECK((layer == 0) == (row.at("change") == 0.0));
            CHECK(row.at("previous") ==
                  plain.at("scores")[std::size_t(layer * heads + head)].at("previous"));
        }
    }
}

TEST_CASE("bfloat16 and int8 give the maps that they compute with, near the exact ones")
{
    LightProgram program;
    const std::vector<std::pair<std::string, double>> bounds = {{"bfloat16", 0.04}, {"int8", 0.1}};
    std::vector<double> worst(bounds.size());
    for (int head = 0; head < layers * heads; ++head) {
        const auto mapIn = [&](const std::string &dtype) {
            return program.map(tinyA + " --prompt-file prompt --dtype " + dtype, head / heads,
                               head % heads);
        };
        const auto exact = mapIn("float32");
        for (std::size_t k = 0; k < bounds.size(); ++k) {
            const auto found = mapIn(bounds[k].first);
            for (std::size_t i = 0; i < exact.size(); ++i)
                worst[k] = std::max(worst[k], std::abs(double(found[i]) - exact[i]));
        }
    }
    for (std::size_t k = 0; k < bounds.size(); ++k) {
        MESSAGE(bounds[k].first, " differs from float32 by at most ", worst[k]);
        CHECK(worst[k] > 0);
        CHECK(worst[k] < bounds[k].second);
    }
}

TEST_CASE("texts that are no Python, of one token or of weights that are no numbers say so")
{
    LightProgram program;
    program.write("prose", "This text (which is one) is no program.\n");
    const Json prose = program.json(tinyA + " --prompt-file prose");
    for (const char *key : {"bracket", "definition", "return", "indentation", "docstring"}) {
        CHECK(prose.at("not_applicable").at(key) == "line 1 is not Python");
        CHECK(prose.at("scores")[0].at(key).is_null());
    }
    CHECK(prose.at("scores")[0].at("previous").is_number());
    CHECK(program.done(tinyA + " --prompt-file prose")
              .find("not applicable: bracket, definition, return, indentation, docstring (line 1 "
                    "is not Python)") != std::string::npos);

    program.write("one", "d");
    const Json one = program.json(tinyA + " --prompt-file one");
    REQUIRE(one.at("tokens").size() == 1);
    CHECK(one.at("not_applicable").at("sink") == "the text has one token");
    CHECK(one.at("scores")[0].at("sink").is_null());
    CHECK(one.at("scores")[0].at("induction_random").is_number());
    CHECK(program.map(tinyA + " --prompt-file one", 0, 0) == std::vector<float>{1});

    const std::filesystem::path broken = program.path("broken");
    std::filesystem::copy(tinyA, broken);
    std::string bytes = readFile(broken / "model.safetensors").value();
    const auto file = readSafetensors(bytes, "model");
    REQUIRE(file);
    const auto &weights = file->arrays.at("model.layers.1.self_attn.k_proj.weight");
    const float none = std::numeric_limits<float>::quiet_NaN();
    std::memcpy(bytes.data() +
                    (weights.bytes.data() - reinterpret_cast<const std::byte *>(bytes.data())),
                &none, sizeof none);
    std::filesystem::permissions(broken / "model.safetensors", std::filesystem::perms::owner_all);
    std::ofstream(broken / "model.safetensors", std::ios::binary) << bytes;
    const Json nan = program.json("broken --prompt-file prompt");
    CHECK(nan.at("scores")[0].at("previous").is_number());
    CHECK(nan.at("scores")[heads].at("previous") == "NaN"); // head 0 of layer 1 reads the weight
    CHECK(nan.at("scores")[heads + 1].at("previous").is_number());
    CHECK(std::isnan(program.map("broken --prompt-file prompt", 1, 0).back()));
    CHECK(program.done("broken --prompt-file prompt --scores").find("NaN") != std::string::npos);
}

TEST_CASE("what cannot be shown is refused in a sentence")
{
    LightProgram program;
    program.write("empty", "");
    std::string longText;
    for (int i = 0; i < 3000; ++i)
        longText += "x = 1\n";
    program.write("long", longText);
    const auto refused = [&](const std::string &arguments, int status, const std::string &words) {
        const Outcome outcome = program.run(arguments);
        CAPTURE(arguments);
        CAPTURE(outcome.messages);
        CHECK(outcome.status == status);
        CHECK(outcome.messages.find(words) != std::string::npos);
        CHECK(outcome.output.empty());
    };
    const std::string prompt = tinyA + " --prompt-file prompt";
    refused(prompt + " --layer 2 --head 0", 2, "there is no head 0 in layer 2");
    refused(prompt + " --layer 0 --head 4", 2, "layers 0 to 1 of heads 0 to 3");
    refused(prompt + " --layer -1 --head 0", 2, "layer -1");
    refused(prompt + " --layer 1", 2, "--layer and --head together");
    refused(prompt + " --layer 1 --head 1 --scores", 2, "give either");
    refused(prompt + " --sort sinks", 2, "expected one of previous, induction");
    refused(prompt + " --output scores.txt", 2, ".npy, .safetensors and .json");
    refused(prompt + " --output nowhere/scores.npy", 1, "nowhere");
    refused(tinyA + " --prompt-file empty", 2, "is empty");
    refused(tinyA + " --prompt-file absent", 1, "absent");
    refused(tinyA + " --prompt-file long", 2, "2048");
    refused("nowhere --prompt-file prompt", 1, "nowhere does not exist");
    // The same matrices cut into other heads.
    std::filesystem::copy(tinyA, program.path("other"));
    Json config = readJsonFile(program.path("other") / "config.json").value();
    config["num_attention_heads"] = config["num_key_value_heads"] = 2;
    std::filesystem::remove(program.path("other") / "config.json");
    program.write("other/config.json", dumpJson(config));
    refused(prompt + " --minus other", 1,
            "other has 2 layers of 2 heads, tinyA-hf-fp32 2 of 4: only heads of models of one "
            "shape can be compared");
}
