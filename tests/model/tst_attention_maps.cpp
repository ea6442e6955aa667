// SPDX-License-Identifier: Apache-2.0
// Maps and what is made of them against transformers' eager attention and against plain sums in
// double.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <new>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "model/formats/weights.h"
#include "model/inference/attention/attention_maps.h"
#include "model/inference/attention/map_sweep.h"
#include "tests/model/attention_twin.h"

using namespace phi1;
using namespace phi1::test;

namespace fs = std::filesystem;

namespace {

const fs::path data = fs::path(PHI1_TEST_DATA) / "checkpoints";

/// A model of random weights, the outputs of its LayerNorms and its maps.
struct Subject {
    std::shared_ptr<const CpuModel> model;
    RandomNorms norms;
    AttentionMaps maps;

    Subject(std::shared_ptr<const CpuModel> from, std::int64_t tokens, int threads = 2,
            unsigned seed = 1)
        : model(std::move(from))
        , norms(model->config, tokens, model->type == WeightType::BFloat16, seed)
        , maps(model, std::make_shared<ThreadPool>(threads), norms)
    {}

    std::int64_t tokens() const { return norms.tokens(); }
    std::vector<float> rows(HeadId head, const AttentionMaps::Look &look = {})
    {
        std::vector<float> out(static_cast<std::size_t>(tokens() * tokens()), 77.0f);
        const auto done = maps.rows(head, 0, tokens(), look, out, {});
        REQUIRE_MESSAGE(done, (done ? "" : done.error().message));
        return out;
    }
    std::vector<float> tile(const TileRequest &tile, std::int64_t edge,
                            const AttentionMaps::Look &look = {})
    {
        std::vector<float> out(static_cast<std::size_t>(edge * edge), 77.0f);
        const auto done = maps.tiles({&tile, 1}, edge, look, out, {});
        REQUIRE_MESSAGE(done, (done ? "" : done.error().message));
        return out;
    }
};

std::shared_ptr<const CpuModel> modelOf(WeightType type, std::int64_t dimension,
                                        InstructionSet set = bestInstructionSet(),
                                        RandomWeights::Change change = {})
{
    PhiConfig config = oddConfig();
    config.layers = 2;
    config.hidden = 5 * dimension;
    config.rotary = dimension / 2 * 2 > 6 ? 6 : dimension / 2 * 2;
    config.context = 300;
    ThreadPool pool(1);
    const auto model = buildCpuModel(
        config, type, RandomWeights(DType::F32, std::move(change)).lookup(), pool, set);
    REQUIRE_MESSAGE(model, (model ? "" : model.error().message));
    return *model;
}

/// Some tokens look at one, at several, at none.
TokenRelation relationOf(std::int64_t tokens)
{
    TokenRelation relation{"some", {}, {0}, {}};
    for (std::int32_t i = 0; i < tokens; i += 7) {
        relation.queries.push_back(i);
        for (std::int32_t j = i; j >= 0 && j > i - i % 3; --j)
            relation.keys.push_back(j);
        relation.offsets.push_back(static_cast<std::int32_t>(relation.keys.size()));
    }
    return relation;
}

void checkFigures(Subject &subject, HeadId head, const AttentionMaps::Look &look,
                  const TwinMap &map, const TwinMap *other)
{
    const std::int64_t T = subject.tokens();
    const TokenRelation relations[] = {relationOf(T), {"none", {}, {0}, {}}};
    HeadStatistics found;
    std::vector<float> related(2);
    REQUIRE(subject.maps.statistics({&head, 1}, relations, look, {&found, 1}, related, {}));
    double previous = 0, sink = 0, self = 0, distance = 0, change = 0, weight = 0;
    for (std::int64_t i = 1; i < T; ++i) {
        previous += map.at(i, i - 1);
        sink += map.at(i, 0);
        self += map.at(i, i);
        for (std::int64_t j = 0; j <= i; ++j) {
            distance += map.at(i, j) * static_cast<double>(i - j);
            if (other)
                change += std::abs(map.at(i, j) - other->at(i, j)) / 2;
        }
    }
    for (std::size_t n = 0; n < relations[0].queries.size(); ++n)
        for (std::int32_t k = relations[0].offsets[n]; k < relations[0].offsets[n + 1]; ++k)
            weight +=
                map.at(relations[0].queries[n], relations[0].keys[static_cast<std::size_t>(k)]);
    CHECK(std::abs(related[0] - weight / static_cast<double>(relations[0].queries.size())) < 1e-5);
    CHECK(std::isnan(related[1]));
    if (T == 1) {
        for (const float figure :
             {found.previous, found.sink, found.self, found.entropy, found.distance, found.change})
            CHECK(std::isnan(figure));
        return;
    }
    const auto rows = static_cast<double>(T - 1);
    CHECK(std::abs(found.previous - previous / rows) < 1e-5);
    CHECK(std::abs(found.sink - sink / rows) < 1e-5);
    CHECK(std::abs(found.self - self / rows) < 1e-5);
    CHECK(std::abs(found.entropy - map.entropy(1, T, 0, T) / rows) < 2e-5);
    CHECK(std::abs(found.distance - distance / rows) < 1e-5 * static_cast<double>(T));
    if (other)
        CHECK(std::abs(found.change - change / rows) < 1e-5);
    else
        CHECK(std::isnan(found.change));
}

/// @param shown  the rows as they were given out: Maximum is exact
void checkTile(Subject &subject, const TileRequest &request, std::int64_t edge,
               const AttentionMaps::Look &look, const std::vector<float> &shown, const TwinMap &map,
               const TwinMap *other)
{
    CAPTURE(request.level);
    CAPTURE(edge);
    const std::int64_t T = subject.tokens();
    const auto found = subject.tile(request, edge, look);
    for (std::int64_t r = 0; r < edge; ++r) {
        for (std::int64_t c = 0; c < edge; ++c) {
            const auto clip = [&](std::int64_t cell) { return std::min(cell << request.level, T); };
            const std::int64_t row = clip(request.y * edge + r),
                               rowEnd = clip(request.y * edge + r + 1);
            const std::int64_t column = clip(request.x * edge + c),
                               columnEnd = clip(request.x * edge + c + 1);
            float most = 0, least = 0;
            double sum = 0;
            int cells = 0;
            for (std::int64_t i = row; i < rowEnd; ++i) {
                for (std::int64_t j = column; j < std::min(columnEnd, i + 1); ++j) {
                    const float value = shown[static_cast<std::size_t>(i * T + j)];
                    most = std::max(most, value);
                    least = std::min(least, value);
                    sum += map.at(i, j) - (other ? other->at(i, j) : 0.0);
                    ++cells;
                }
            }
            const float value = found[static_cast<std::size_t>(r * edge + c)];
            if (request.pooling == Pooling::Maximum) {
                // Of two that are equally far from 0 either.
                REQUIRE((value == most || value == least));
                REQUIRE(std::abs(value) == std::max(most, -least));
            } else if (request.pooling == Pooling::Mean) {
                REQUIRE(std::abs(value - (cells > 0 ? sum / cells : 0.0)) < 1e-5);
            } else {
                double entropy = map.entropy(row, rowEnd, column, columnEnd);
                if (other)
                    entropy -= other->entropy(row, rowEnd, column, columnEnd);
                const auto rows = static_cast<double>(std::max<std::int64_t>(1, rowEnd - row));
                REQUIRE(std::abs(value - entropy / rows) < 2e-5);
            }
        }
    }
}

void checkMaps(Subject &subject, Subject *minus, HeadId head, bool withoutFirst)
{
    const std::int64_t T = subject.tokens();
    const AttentionMaps::Look look{withoutFirst, minus ? &minus->maps : nullptr};
    const TwinMap map = twinMap(*subject.model, subject.norms, head, withoutFirst);
    TwinMap other;
    if (minus)
        other = twinMap(*minus->model, minus->norms, head, withoutFirst);
    const TwinMap expected = minus ? map - other : map;
    const auto rows = subject.rows(head, look);
    for (std::int64_t i = 0; i < T; ++i) {
        double sum = 0, expectedSum = 0;
        for (std::int64_t j = 0; j < T; ++j) {
            const float value = rows[static_cast<std::size_t>(i * T + j)];
            REQUIRE(std::abs(value - expected.at(i, j)) < 1e-5);
            if (j > i)
                REQUIRE(value == 0.0f);
            sum += value;
            expectedSum += expected.at(i, j);
        }
        REQUIRE(std::abs(sum - expectedSum) < 1e-5);
        if (!minus)
            CHECK(std::abs(sum - (withoutFirst && i == 0 ? 0.0 : 1.0)) < 1e-5);
    }
    // Some rows alone, and columns: the same numbers.
    for (const std::int64_t first : {std::int64_t(0), T / 3, T - 1}) {
        const std::int64_t count = std::min<std::int64_t>(T - first, 35);
        std::vector<float> some(static_cast<std::size_t>(count * T));
        REQUIRE(subject.maps.rows(head, first, count, look, some, {}));
        CHECK(std::equal(some.begin(), some.end(), rows.begin() + first * T));
        REQUIRE(subject.maps.columns(head, first, count, look, some, {}));
        for (std::int64_t c = 0; c < count; ++c)
            for (std::int64_t i = 0; i < T; ++i)
                REQUIRE(some[static_cast<std::size_t>(c * T + i)] ==
                        rows[static_cast<std::size_t>(i * T + first + c)]);
    }
    for (const Pooling pooling : {Pooling::Maximum, Pooling::Mean, Pooling::Entropy}) {
        CAPTURE(static_cast<int>(pooling));
        std::int64_t level = 0;
        for (; (std::int64_t(1) << level) < T; level += 2)
            checkTile(subject, {head, level, 0, 0, pooling}, 64, look, rows, map,
                      minus ? &other : nullptr);
        for (level = 0; (std::int64_t(1) << level) < T; ++level) {
        }
        for (const std::int64_t beyond : {0, 1, 5})
            checkTile(subject, {head, level + beyond, 0, 0, pooling}, 3, look, rows, map,
                      minus ? &other : nullptr);
        if (T > 40)
            checkTile(subject, {head, 1, 1, 2, pooling}, 9, look, rows, map,
                      minus ? &other : nullptr);
    }
    checkFigures(subject, head, look, map, minus ? &other : nullptr);
}

} // namespace

TEST_CASE("maps are those of transformers' eager attention")
{
    for (const std::string name : {"tinyA-hf-fp32", "tinyA-hf-fp16", "tinyB-hf-fp16"}) {
        CAPTURE(name);
        const Json reference = readJsonFile(data / "ref" / (name + ".json")).value();
        const std::string prompt = reference["attention_prompt"];
        const Weights tensors = Weights::open(data / "ref" / (name + ".safetensors")).value();
        const auto pool = std::make_shared<ThreadPool>(2);
        for (const InstructionSet set : usableInstructionSets()) {
            CAPTURE(instructionSetName(set));
            const auto loaded =
                loadCpuModel(data / name, {.dtype = "float32", .instructions = set}, *pool);
            REQUIRE(loaded);
            const PhiConfig &config = loaded->model->config;
            const auto tokens =
                static_cast<std::int64_t>(reference["prompts"][prompt]["ids"].size());
            RandomNorms norms(config, tokens, false);
            std::vector<std::vector<float>> expected;
            for (std::int64_t layer = 0; layer < config.layers; ++layer) {
                const auto read = [&](const char *what) {
                    const TensorEntry *entry =
                        tensors.find(concat(prompt, ".block", layer, ".", what));
                    REQUIRE(entry);
                    std::vector<float> numbers(entry->bytes.size() / sizeof(float));
                    std::memcpy(numbers.data(), entry->bytes.data(), entry->bytes.size());
                    return numbers;
                };
                const auto normed = read("ln_out");
                REQUIRE(normed.size() * static_cast<std::size_t>(config.layers) ==
                        norms.numbers.size());
                std::copy(normed.begin(), normed.end(),
                          norms.numbers.begin() + layer * static_cast<std::int64_t>(normed.size()));
                expected.push_back(read("attn_probs"));
            }
            AttentionMaps maps(loaded->model, pool, norms);
            std::vector<float> rows(static_cast<std::size_t>(tokens * tokens));
            for (std::int64_t layer = 0; layer < config.layers; ++layer) {
                for (std::int64_t head = 0; head < config.heads; ++head) {
                    REQUIRE(maps.rows({layer, head}, 0, tokens, {}, rows, {}));
                    const float *from =
                        expected[static_cast<std::size_t>(layer)].data() + head * tokens * tokens;
                    for (std::size_t i = 0; i < rows.size(); ++i)
                        REQUIRE(std::abs(rows[i] - from[i]) < 1e-5);
                }
            }
        }
    }
}

TEST_CASE("maps, tiles, columns and figures are those of plain sums, whatever the sizes")
{
    for (const auto &[dimension, tokens] : {std::pair(12, 1), std::pair(13, 2), std::pair(1, 63),
                                            std::pair(64, 65), std::pair(13, 300)}) {
        CAPTURE(dimension);
        CAPTURE(tokens);
        Subject subject(modelOf(WeightType::Float32, dimension), tokens);
        for (const bool withoutFirst : {false, true})
            checkMaps(subject, nullptr, {0, 4}, withoutFirst);
        checkMaps(subject, nullptr, {1, 0}, false); // the last layer keeps its weights otherwise
    }
}

TEST_CASE("every type of weights and every instruction set gives the maps its model uses")
{
    for (const WeightType type : {WeightType::Float32, WeightType::BFloat16, WeightType::Int8}) {
        CAPTURE(weightTypeName(type));
        for (const InstructionSet set : usableInstructionSets()) {
            CAPTURE(instructionSetName(set));
            Subject subject(modelOf(type, 13, set), 150);
            checkMaps(subject, nullptr, {0, 3}, false);
            checkMaps(subject, nullptr, {1, 2}, true);
        }
    }
}

TEST_CASE("a difference is that of two maps, with the sign of what is farthest from 0")
{
    Subject first(modelOf(WeightType::Float32, 12), 131);
    Subject second(modelOf(WeightType::Int8, 12), 131, 1, 2);
    for (const bool withoutFirst : {false, true})
        checkMaps(first, &second, {1, 3}, withoutFirst);
    const auto rows = first.rows({0, 1}, {false, &second.maps});
    const auto tile = first.tile({{0, 1}, 8, 0, 0, Pooling::Maximum}, 1, {false, &second.maps});
    float farthest = 0;
    for (const float number : rows)
        farthest = std::max(farthest, std::abs(number));
    CHECK(std::abs(tile[0]) == farthest);
    CHECK(std::find(rows.begin(), rows.end(), tile[0]) != rows.end());
    // From itself nothing is left.
    for (const float number : first.rows({0, 1}, {false, &first.maps}))
        REQUIRE(number == 0.0f);
    Subject shorter(first.model, 130);
    std::vector<float> out(131 * 131);
    CHECK(first.maps.rows({0, 0}, 0, 131, {false, &shorter.maps}, out, {}).error().code ==
          ErrorCode::Usage);
}

TEST_CASE("heads are combined cell by cell")
{
    Subject subject(modelOf(WeightType::Float32, 12), 70);
    const std::vector<HeadId> heads = {{1, 4}, {0, 0}, {0, 2}, {0, 3}};
    std::vector<std::vector<float>> maps;
    for (const HeadId head : heads)
        maps.push_back(subject.rows(head));
    for (const HeadCombination how : {HeadCombination::Mean, HeadCombination::Maximum}) {
        std::vector<float> found(50 * 70);
        REQUIRE(subject.maps.combinedRows(heads, how, 20, 50, {}, found, {}));
        for (std::size_t i = 0; i < found.size(); ++i) {
            double sum = 0, most = 0;
            for (const auto &map : maps) {
                sum += map[20 * 70 + i];
                most = std::max<double>(most, map[20 * 70 + i]);
            }
            if (how == HeadCombination::Mean)
                REQUIRE(std::abs(found[i] - sum / 4) < 1e-6);
            else
                REQUIRE(found[i] == most);
        }
    }
}

TEST_CASE("weights that are not finite make NaN of the rows that see them, of no others")
{
    const auto model = modelOf(WeightType::Float32, 12, bestInstructionSet(),
                               [](const std::string &name, std::vector<float> &values) {
                                   if (name == "model.layers.0.self_attn.q_proj.bias")
                                       values[12] = std::numeric_limits<float>::quiet_NaN();
                               });
    constexpr std::int64_t T = 90;
    Subject subject(model, T);
    // A token that is not finite in layer 1: all heads' queries and keys from there on.
    subject.norms.numbers[static_cast<std::size_t>((T + 40) * 60)] =
        std::numeric_limits<float>::infinity();
    const auto spoiled = subject.rows({0, 1});
    const auto late = subject.rows({1, 3});
    for (std::int64_t i = 0; i < T; ++i) {
        for (std::int64_t j = 0; j < T; ++j) {
            const auto at = static_cast<std::size_t>(i * T + j);
            REQUIRE(std::isnan(spoiled[at]) == (j <= i));
            REQUIRE(std::isnan(late[at]) == (i >= 40 && j <= i));
            if (j > i)
                REQUIRE((spoiled[at] == 0.0f && late[at] == 0.0f));
        }
    }
    for (const float number : subject.rows({0, 0}))
        REQUIRE(std::isfinite(number));
    for (const Pooling pooling : {Pooling::Maximum, Pooling::Mean, Pooling::Entropy}) {
        const auto tile = subject.tile({{1, 3}, 4, 0, 0, pooling}, 8);
        for (std::int64_t r = 0; r < 8; ++r)
            for (std::int64_t c = 0; c < 8; ++c) // rows 32 to 47 hold row 40
                CHECK(std::isnan(tile[static_cast<std::size_t>(r * 8 + c)]) ==
                      (r >= 2 && r <= 5 && c <= r && !(r == 2 && c > 2)));
    }
    const HeadId heads[] = {{0, 0}, {0, 1}};
    HeadStatistics found[2];
    REQUIRE(subject.maps.statistics(heads, {}, {}, found, {}, {}));
    CHECK(std::isfinite(found[0].entropy));
    CHECK(std::isnan(found[1].entropy));
    CHECK(std::isnan(found[1].previous));
    std::vector<float> both(static_cast<std::size_t>(T * T));
    for (const HeadCombination how : {HeadCombination::Mean, HeadCombination::Maximum}) {
        REQUIRE(subject.maps.combinedRows(heads, how, 0, T, {}, both, {}));
        CHECK(std::isnan(both[static_cast<std::size_t>(5 * T + 5)]));
        CHECK(both[static_cast<std::size_t>(5 * T + 6)] == 0.0f);
    }
}

TEST_CASE("many heads at once, in any order and with any number of threads, give the same bits")
{
    const auto model = modelOf(WeightType::BFloat16, 13);
    Subject alone(model, 257, 1), together(model, 257, 3);
    std::vector<TileRequest> requests;
    for (std::int64_t head = 4; head >= 0; --head)
        for (std::int64_t layer = 0; layer < 2; ++layer)
            requests.push_back(
                {{layer, head}, 3, 0, 0, head % 2 ? Pooling::Mean : Pooling::Maximum});
    requests.push_back({{1, 2}, 0, 1, 1, Pooling::Entropy});
    constexpr std::int64_t edge = 40;
    std::vector<float> found(requests.size() * edge * edge);
    REQUIRE(together.maps.tiles(requests, edge, {}, found, {}));
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto expected = alone.tile(requests[i], edge);
        CHECK(std::memcmp(expected.data(), found.data() + i * edge * edge,
                          expected.size() * sizeof(float)) == 0);
    }
    std::vector<HeadId> heads = {{1, 3}, {0, 0}, {1, 3}};
    const TokenRelation relation = relationOf(257);
    HeadStatistics three[3], one;
    std::vector<float> related(3), relatedOne(1);
    REQUIRE(together.maps.statistics(heads, {&relation, 1}, {}, three, related, {}));
    for (std::size_t i = 0; i < 3; ++i) {
        REQUIRE(
            alone.maps.statistics({&heads[i], 1}, {&relation, 1}, {}, {&one, 1}, relatedOne, {}));
        CHECK(three[i].entropy == one.entropy);
        CHECK(three[i].distance == one.distance);
        CHECK(related[i] == relatedOne[0]);
    }
}

TEST_CASE("a stop ends the work at once, and leaves nothing half done behind")
{
    Subject subject(modelOf(WeightType::Float32, 12), 200);
    std::vector<float> out(200 * 200);
    std::stop_source before;
    before.request_stop();
    CHECK(subject.maps.rows({0, 0}, 0, 200, {}, out, before.get_token()).error().code ==
          ErrorCode::Cancelled);
    // While the second layer is computed.
    std::stop_source during;
    subject.norms.asked = [&](std::int64_t layer) {
        if (layer == 1)
            during.request_stop();
    };
    const std::vector<HeadId> heads = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    std::vector<HeadStatistics> found(4);
    CHECK(subject.maps.statistics(heads, {}, {}, found, {}, during.get_token()).error().code ==
          ErrorCode::Cancelled);
    subject.norms.asked = {};
    for (const HeadId head : heads)
        checkMaps(subject, nullptr, head, false);
}

TEST_CASE("a head whose making failed is made anew, not taken for a finished one")
{
    const auto model = modelOf(WeightType::Float32, 16);
    Subject subject(model, 40), untouched(model, 40);
    bool fails = true;
    subject.norms.asked = [&](std::int64_t) {
        if (fails)
            throw std::bad_alloc();
    };
    std::vector<float> out(40 * 40);
    CHECK_THROWS_AS((void)subject.maps.rows({1, 1}, 0, 40, {}, out, {}), std::bad_alloc);
    CHECK(subject.maps.bytes() == 0);
    fails = false;
    CHECK(subject.rows({1, 1}) == untouched.rows({1, 1}));
}

TEST_CASE("a thread without memory is an error, and the sweep can be run again")
{
    const auto model = modelOf(WeightType::Float32, 16);
    const RandomNorms norms(model->config, 200, false);
    ProjectedHeads heads(model, std::make_shared<ThreadPool>(2), norms);
    const std::vector<MapSweep::Part> parts = {{{0, 0}, 0, 200}, {{0, 1}, 0, 200}};
    const std::vector<HeadId> both = {{0, 0}, {0, 1}};
    std::atomic<std::int64_t> rowsSeen = 0;
    std::atomic<bool> fails = true;
    const auto consumer = [&](const MapRows &rows) {
        if (fails)
            throw std::bad_alloc();
        rowsSeen += rows.count;
    };
    const auto run = [&](bool together) {
        MapSweep sweep(heads, nullptr, false, {});
        return together ? sweep.runTogether(both, 0, 200, consumer)
                        : sweep.run(parts, [&](std::size_t) { return consumer; });
    };
    for (const bool together : {false, true}) {
        fails = true;
        CHECK(run(together).error().code == ErrorCode::Device);
        fails = false;
        rowsSeen = 0;
        CHECK(run(together));
        CHECK(rowsSeen == 400);
    }
}

TEST_CASE("what is not there is refused by name")
{
    Subject subject(modelOf(WeightType::Float32, 12), 100);
    std::vector<float> out(100 * 100);
    const auto refusal = [&](const Result<void> &result) {
        REQUIRE(!result);
        CHECK(result.error().code == ErrorCode::Usage);
        return result.error().message;
    };
    CHECK(refusal(subject.maps.rows({0, 5}, 0, 100, {}, out, {})) ==
          "there is no head 5 in layer 0; the model has layers 0 to 1 with heads 0 to 4");
    for (const HeadId head : {HeadId{-1, 0}, HeadId{2, 0}, HeadId{0, -1}})
        refusal(subject.maps.rows(head, 0, 100, {}, out, {}));
    CHECK(refusal(subject.maps.rows({0, 0}, 50, 51, {}, out, {})) ==
          "there are no rows 50 to 100; the text has 100 tokens");
    refusal(subject.maps.rows({0, 0}, -1, 1, {}, out, {}));
    refusal(subject.maps.columns({0, 0}, 100, 1, {}, out, {}));
    refusal(subject.maps.combinedRows({}, HeadCombination::Mean, 0, 100, {}, out, {}));
    for (const TileRequest &tile : {TileRequest{{0, 0}, 31, 0, 0}, TileRequest{{0, 0}, 8, 1, 0},
                                    TileRequest{{0, 0}, -1, 0, 0}, TileRequest{{0, 0}, 0, 2, 0},
                                    TileRequest{{0, 0}, 0, 0, -1}, TileRequest{{2, 0}, 0, 0, 0}})
        refusal(subject.maps.tiles({&tile, 1}, 50, {}, out, {}));
    const HeadId head = {0, 0};
    HeadStatistics figures;
    std::vector<float> related(1);
    for (const TokenRelation &wrong :
         {TokenRelation{"a", {100}, {0, 1}, {0}}, TokenRelation{"b", {3}, {0, 1}, {4}},
          TokenRelation{"c", {4, 3}, {0, 0, 0}, {}}, TokenRelation{"d", {3}, {0, 2}, {1}},
          TokenRelation{"e", {3}, {0}, {}}})
        refusal(subject.maps.statistics({&head, 1}, {&wrong, 1}, {}, {&figures, 1}, related, {}));
    subject.norms.layersReady = 1;
    CHECK(refusal(subject.maps.rows({1, 0}, 0, 100, {}, out, {})) ==
          "layer 1 is not captured yet; 1 layers are");
    CHECK(subject.maps.rows({0, 0}, 0, 100, {}, out, {}));
}
