// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/bench/random_checkpoint.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "app/phi1/bundled_tokenizer.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/philox.h"
#include "core/base/text.h"
#include "model/formats/safetensors_writer.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

constexpr std::uint16_t bfloat16One = 0x3F80;

std::uint16_t bfloat16Of(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}

/// Normal numbers for 16 random bits: much faster than drawing each, and as good for a measurement.
std::vector<std::uint16_t> normalTable(double deviation)
{
    std::vector<std::uint16_t> table(1u << 16);
    for (std::size_t i = 0; i < table.size(); ++i) {
        const Philox::Block draw = Philox::block(0, i);
        const double u = (static_cast<double>(draw[0]) + 0.5) * 0x1.0p-32;
        const double v = static_cast<double>(draw[1]) * 0x1.0p-32;
        table[i] = bfloat16Of(static_cast<float>(deviation * std::sqrt(-2.0 * std::log(u)) *
                                                 std::cos(2.0 * std::numbers::pi * v)));
    }
    return table;
}

Result<void> produceNormal(const std::vector<std::uint16_t> &table, std::uint64_t seed,
                           std::uint64_t stream, std::int64_t count, const ByteSink &sink)
{
    std::vector<std::uint16_t> piece;
    std::uint64_t counter = 0;
    while (count > 0) {
        piece.clear();
        const auto size = static_cast<std::size_t>(std::min<std::int64_t>(count, 1 << 20));
        while (piece.size() < size) {
            for (const std::uint32_t word : Philox::block(seed, counter++, stream)) {
                piece.push_back(table[word & 0xFFFFu]);
                piece.push_back(table[word >> 16]);
            }
        }
        piece.resize(size);
        PHI1_TRY(sink(std::as_bytes(std::span(piece))));
        count -= static_cast<std::int64_t>(size);
    }
    return {};
}

class CheckpointTensors
{
public:
    CheckpointTensors(const PhiConfig &config, std::uint64_t seed)
        : m_table(normalTable(config.initializerRange))
        , m_seed(seed)
    {
        matrix("model.embed_tokens.weight", config.vocabulary, config.hidden);
        for (std::int64_t i = 0; i < config.layers; ++i) {
            const std::string layer = concat("model.layers.", i, ".");
            norm(layer + "input_layernorm", config.hidden);
            for (const char *name : {"q_proj", "k_proj", "v_proj", "dense"})
                linear(layer + "self_attn." + name, config.hidden, config.hidden);
            linear(layer + "mlp.fc1", config.mlp, config.hidden);
            linear(layer + "mlp.fc2", config.hidden, config.mlp);
        }
        norm("model.final_layernorm", config.hidden);
        linear("lm_head", config.vocabulary, config.hidden);
    }

    std::vector<OutgoingTensor> take() { return std::move(m_tensors); }

private:
    void matrix(const std::string &name, std::int64_t rows, std::int64_t columns)
    {
        const std::uint64_t stream = ++m_stream;
        m_tensors.push_back(
            {.name = name,
             .dtype = DType::BF16,
             .shape = {rows, columns},
             .bytes = {},
             .produce = [this, stream, count = rows * columns](const ByteSink &sink) {
                 return produceNormal(m_table, m_seed, stream, count, sink);
             }});
    }
    void vector(const std::string &name, std::int64_t count, std::uint16_t value)
    {
        m_tensors.push_back({.name = name,
                             .dtype = DType::BF16,
                             .shape = {count},
                             .bytes = {},
                             .produce = [count, value](const ByteSink &sink) {
                                 const std::vector<std::uint16_t> numbers(
                                     static_cast<std::size_t>(count), value);
                                 return sink(std::as_bytes(std::span(numbers)));
                             }});
    }
    void linear(const std::string &name, std::int64_t outputs, std::int64_t inputs)
    {
        matrix(name + ".weight", outputs, inputs);
        vector(name + ".bias", outputs, 0);
    }
    void norm(const std::string &name, std::int64_t width)
    {
        vector(name + ".weight", width, bfloat16One);
        vector(name + ".bias", width, 0);
    }

    std::vector<std::uint16_t> m_table;
    std::uint64_t m_seed;
    std::uint64_t m_stream = 0;
    std::vector<OutgoingTensor> m_tensors;
};

} // namespace

Result<void> writeRandomCheckpoint(const fs::path &folder, const PhiConfig &config,
                                   std::uint64_t seed)
{
    std::error_code error;
    if (fs::exists(folder, error))
        return failure(ErrorCode::Usage,
                       concat(folder, " exists already; name a folder that does not"));
    PHI1_TRY(config.validate("the random checkpoint"));
    const fs::path temporary = folder.string() + ".tmp";
    fs::remove_all(temporary, error);
    PHI1_TRY(makeFolders(temporary));
    CheckpointTensors tensors(config, seed);
    PHI1_TRY(writeSafetensors(temporary / "model.safetensors", tensors.take()));
    Json json = toHuggingFaceJson(config);
    json["dtype"] = json["torch_dtype"] = "bfloat16";
    PHI1_TRY(writeFileAtomically(temporary / "config.json", dumpJsonPretty(json)));
    if (config.vocabulary == PhiConfig{}.vocabulary) {
        const fs::path tokenizer = bundledTokenizer();
        fs::copy(tokenizer, temporary, fs::copy_options::recursive, error);
        if (error)
            return failure(ErrorCode::Io, concat("the tokenizer cannot be copied to ", temporary,
                                                 ": ", error.message()));
    }
    fs::rename(temporary, folder, error);
    if (error)
        return failure(ErrorCode::Io, concat(folder, " cannot be made: ", error.message()));
    return {};
}

} // namespace phi1
