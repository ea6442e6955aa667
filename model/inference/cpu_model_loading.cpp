// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <chrono>
#include <cstring>
#include <map>

#include "core/base/text.h"
#include "model/architecture/phi_tensors.h"
#include "model/checkpoints/checkpoint_files.h"
#include "model/cpu/cache_attention.h"
#include "model/inference/cpu_model.h"
#include "model/inference/weights_fingerprint.h"

namespace phi1 {

namespace {

std::atomic<std::uint64_t> mappedBytes = 0;

/// Counts the mapped bytes of one model for as long as it lives.
class MappedBytes
{
public:
    explicit MappedBytes(std::uint64_t bytes)
        : m_bytes(bytes)
    {
        mappedBytes += m_bytes;
    }
    ~MappedBytes() { mappedBytes -= m_bytes; }
    MappedBytes(const MappedBytes &) = delete;
    MappedBytes &operator=(const MappedBytes &) = delete;

private:
    std::uint64_t m_bytes;
};

/// From this size of a file on, time matters more than the last digits.
constexpr std::uint64_t largeBytes = 300'000'000;

std::string_view dtypeWord(DType dtype)
{
    switch (dtype) {
    case DType::BF16:
        return "bfloat16";
    case DType::F16:
        return "float16";
    case DType::F64:
        return "float64";
    default:
        return "float32";
    }
}

/// The type that most of the bytes have.
DType mainDtype(const Weights &weights, std::uint64_t &total)
{
    std::map<DType, std::uint64_t> bytes;
    total = 0;
    for (const TensorEntry &tensor : weights.tensors()) {
        bytes[tensor.dtype] += tensor.bytes.size();
        total += tensor.bytes.size();
    }
    DType most = DType::F32;
    for (const auto &[dtype, count] : bytes) {
        if (count > bytes[most])
            most = dtype;
    }
    return most;
}

/// The kernels read three types; float64, which nobody trains in, is narrowed.
StoredMatrix narrowed(const TensorEntry &tensor, std::int64_t outputs, std::int64_t inputs)
{
    auto values = std::make_shared<std::vector<float>>();
    values->resize(static_cast<std::size_t>(outputs * inputs));
    for (std::size_t i = 0; i < values->size(); ++i) {
        double value = 0;
        std::memcpy(&value, tensor.bytes.data() + i * sizeof value, sizeof value);
        (*values)[i] = static_cast<float>(value);
    }
    const float *data = values->data();
    return {data, DType::F32, outputs, inputs, std::move(values)};
}

TensorLookup lookupIn(const std::shared_ptr<const Weights> &weights)
{
    return [weights](const std::string &name, std::int64_t outputs,
                     std::int64_t inputs) -> Result<StoredMatrix> {
        const TensorEntry &tensor = *weights->find(name); // checkPhiTensors() found all of them
        if (tensor.dtype == DType::F64)
            return narrowed(tensor, outputs, inputs);
        return StoredMatrix{tensor.bytes.data(), tensor.dtype, outputs, inputs, weights};
    };
}

} // namespace

Result<WeightType> chooseWeightType(const std::string &dtype, const Weights &weights,
                                    InstructionSet set)
{
    if (dtype == "float32")
        return WeightType::Float32;
    if (dtype == "bfloat16")
        return WeightType::BFloat16;
    if (dtype == "int8")
        return WeightType::Int8;
    if (dtype != "auto" && dtype != "float16")
        return failure(ErrorCode::Usage,
                       concat("dtype \"", printable(dtype),
                              "\" is not one of auto, float32, bfloat16, float16, int8"));
    std::uint64_t total = 0;
    const DType stored = mainDtype(weights, total);
    const bool narrow = stored == DType::BF16 || (stored != DType::F16 && total > largeBytes);
    return narrow && multipliesBFloat16InHardware(set) ? WeightType::BFloat16 : WeightType::Float32;
}

std::uint64_t memoryNeed(const PhiConfig &config, const Weights &weights, WeightType type)
{
    std::uint64_t need = 0;
    for (const TensorEntry &tensor : weights.tensors()) {
        const bool isEmbedding = tensor.name == "model.embed_tokens.weight";
        if (tensor.shape.size() != 2 || isEmbedding || tensor.dtype == DType::F64) {
            need += tensor.bytes.size();
            continue;
        }
        const StoredMatrix matrix{tensor.bytes.data(), tensor.dtype, tensor.shape[0],
                                  tensor.shape[1], nullptr};
        const std::uint64_t owned = linearWeightBytes(std::span(&matrix, 1), type);
        need += owned > 0 ? owned : tensor.bytes.size();
    }
    const CacheLayout layout{type == WeightType::Float32 ? CacheType::Float32 : CacheType::BFloat16,
                             config.headDimension()};
    const std::int64_t pages = (config.context + cachePagePositions - 1) / cachePagePositions;
    return need +
           static_cast<std::uint64_t>(config.layers * config.heads * pages) * layout.pageBytes();
}

std::uint64_t mappedWeightBytes()
{
    return mappedBytes;
}

Result<LoadedCpuModel> loadCpuModel(const std::filesystem::path &path,
                                    const CpuModelOptions &options, ThreadPool &pool)
{
    const auto begin = std::chrono::steady_clock::now();
    PHI1_ASSIGN(OpenedCheckpoint opened, openCheckpoint(path, Verification::Remembered));
    PHI1_TRY(checkPhiTensors(opened.weights, opened.folder.string(), opened.config));
    PHI1_ASSIGN(const WeightType type,
                chooseWeightType(options.dtype, opened.weights, options.instructions));
    const std::uint64_t need = memoryNeed(opened.config, opened.weights, type);
    if (options.memoryLimit != 0 && need > options.memoryLimit)
        return failure(ErrorCode::Device,
                       concat(opened.folder, " needs ", formatBytes(need), " of memory in ",
                              weightTypeName(type), ", ", formatBytes(options.memoryLimit),
                              " are free: close another model, or load it as ",
                              type == WeightType::Float32 ? "bfloat16 or int8" : "int8"));
    const auto weights = std::make_shared<const Weights>(std::move(opened.weights));
    PHI1_ASSIGN(const std::shared_ptr<CpuModel> model,
                buildCpuModel(opened.config, type, lookupIn(weights), pool, options.instructions));
    const auto mapped = std::make_shared<const MappedBytes>(model->weightBytes - model->ownedBytes);
    model->check = [weights, mapped] { return weights->check(); };
    PHI1_TRY(model->check());
    LoadedCpuModel loaded;
    loaded.model = model;
    ModelSource &source = loaded.source;
    std::uint64_t total = 0;
    source.storedDtype = dtypeWord(mainDtype(*weights, total));
    source.folder = std::move(opened.folder);
    source.name = std::move(opened.name);
    source.config = std::move(opened.config);
    source.tokenizer = std::move(opened.tokenizer);
    source.step = opened.step;
    source.warnings = std::move(opened.warnings);
    source.fingerprint = std::make_shared<WeightsFingerprint>(weights);
    source.loadSeconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return loaded;
}

} // namespace phi1
