// SPDX-License-Identifier: Apache-2.0
#include "model/checkpoints/checkpoint_writer.h"

#include <chrono>
#include <cstdlib>
#include <cstring>

#include <ATen/ops/empty_like.h>

#include "core/base/failpoint.h"
#include "core/base/files.h"
#include "core/base/sealed_folder.h"
#include "core/base/text.h"
#include "model/checkpoints/checkpoint.h"
#include "model/formats/safetensors_writer.h"
#include "model/formats/weights.h"

namespace phi1 {

namespace {

constexpr const char *firstPrefix = "exp_avg.";
constexpr const char *secondPrefix = "exp_avg_sq.";

/// The files a tokenizer saves, by name, taken from a temporary folder.
Result<std::map<std::string, std::string>> tokenizerFiles(const Tokenizer &tokenizer)
{
    std::error_code error;
    std::string pattern =
        (std::filesystem::temp_directory_path(error) / "phi1-tokenizer-XXXXXX").string();
    if (error || !::mkdtemp(pattern.data()))
        return failure(ErrorCode::Io, concat("no temporary folder can be made in ",
                                             std::filesystem::path(pattern).parent_path()));
    const std::filesystem::path folder = pattern;
    const auto collect = [&]() -> Result<std::map<std::string, std::string>> {
        PHI1_TRY(tokenizer.save(folder));
        std::map<std::string, std::string> files;
        for (const auto &entry : std::filesystem::directory_iterator(folder)) {
            PHI1_ASSIGN(files[entry.path().filename().string()], readFile(entry.path()));
        }
        return files;
    };
    Result<std::map<std::string, std::string>> files = collect();
    std::filesystem::remove_all(folder, error);
    return files;
}

/// A file of `prefix` + name tensors over pieces of flat buffers, through the failpoint so that
/// tests reach the middle of a file too.
Result<void> writeTensors(SealedFolderWriter &folder, const std::string &name,
                          const CheckpointLayout &layout,
                          const std::vector<std::pair<std::string, const at::Tensor *>> &buffers)
{
    std::vector<OutgoingTensor> tensors;
    for (const auto &[prefix, buffer] : buffers) {
        const float *data = buffer->const_data_ptr<float>();
        for (const CheckpointLayout::Tensor &tensor : layout.tensors) {
            OutgoingTensor outgoing{
                .name = prefix + tensor.name, .dtype = DType::F32, .shape = tensor.shape};
            outgoing.produce = [&tensor, data](const ByteSink &sink) -> Result<void> {
                if (const int error = failpointError("sealed-folder"))
                    return failure(ErrorCode::Io, concat(tensor.name, " cannot be written: ",
                                                         systemMessage(error)));
                return sink(std::as_bytes(
                    std::span(data + tensor.offset, static_cast<std::size_t>(tensor.count))));
            };
            tensors.push_back(std::move(outgoing));
        }
    }
    PHI1_ASSIGN(const WrittenFile written,
                writeSafetensors(folder.temporaryFolder() / name, std::move(tensors)));
    return folder.adoptFile(name, written.size, written.hash);
}

Result<void> readTensors(const Weights &weights, const std::string &prefix,
                         const CheckpointLayout &layout, const at::Tensor &buffer,
                         const std::filesystem::path &path)
{
    at::Tensor host = at::empty_like(buffer, buffer.options().device(at::kCPU));
    float *data = host.mutable_data_ptr<float>();
    for (const CheckpointLayout::Tensor &tensor : layout.tensors) {
        const TensorEntry *entry = weights.find(prefix + tensor.name);
        if (!entry)
            return failure(ErrorCode::Incompatible,
                           concat(path, " has no tensor ", prefix, tensor.name));
        if (entry->dtype != DType::F32 || entry->shape != tensor.shape)
            return failure(
                ErrorCode::Incompatible,
                concat(path, ": ", entry->name, " has another shape or type than this model"));
        std::memcpy(data + tensor.offset, entry->bytes.data(), entry->bytes.size());
    }
    PHI1_TRY(weights.check());
    buffer.copy_(host);
    return {};
}

} // namespace

Result<CheckpointLayout> checkpointLayout(const PhiConfig &config, const ParameterSet &parameters,
                                          const Tokenizer *tokenizer)
{
    CheckpointLayout layout;
    for (const Parameter &parameter : parameters.list())
        layout.tensors.push_back(
            {parameter.name, parameter.shape, parameter.offset, parameter.count});
    if (tokenizer) {
        PHI1_ASSIGN(layout.files, tokenizerFiles(*tokenizer));
    }
    layout.files["config.json"] = dumpJsonPretty(toHuggingFaceJson(config));
    Json generation = {{"_from_model_config", true}};
    if (config.bosToken)
        generation["bos_token_id"] = *config.bosToken;
    if (config.eosToken)
        generation["eos_token_id"] = *config.eosToken;
    layout.files["generation_config.json"] = dumpJsonPretty(generation);
    return layout;
}

Result<std::uint64_t> writeCheckpoint(const std::filesystem::path &checkpoints,
                                      const CheckpointLayout &layout,
                                      const CheckpointSnapshot &snapshot)
{
    PHI1_ASSIGN(SealedFolderWriter folder,
                SealedFolderWriter::begin(checkpoints / checkpointName(snapshot.step)));
    PHI1_TRY(writeTensors(folder, "model.safetensors", layout, {{"", &snapshot.values}}));
    PHI1_TRY(writeTensors(
        folder, "optimizer.safetensors", layout,
        {{firstPrefix, &snapshot.firstMoment}, {secondPrefix, &snapshot.secondMoment}}));
    for (const auto &[name, content] : layout.files)
        PHI1_TRY(folder.writeFile(name, content));
    return folder.seal(snapshot.state);
}

Result<void> readTrainingTensors(const std::filesystem::path &checkpoint,
                                 const CheckpointLayout &layout, const at::Tensor &values,
                                 const at::Tensor &firstMoment, const at::Tensor &secondMoment)
{
    const std::filesystem::path modelFile = checkpoint / "model.safetensors";
    PHI1_ASSIGN(const Weights model, Weights::open(modelFile));
    PHI1_TRY(readTensors(model, "", layout, values, modelFile));
    const std::filesystem::path optimizerFile = checkpoint / "optimizer.safetensors";
    PHI1_ASSIGN(const Weights optimizer, Weights::open(optimizerFile));
    PHI1_TRY(readTensors(optimizer, firstPrefix, layout, firstMoment, optimizerFile));
    return readTensors(optimizer, secondPrefix, layout, secondMoment, optimizerFile);
}

CheckpointWriter::CheckpointWriter(std::filesystem::path checkpoints, CheckpointLayout layout,
                                   std::int64_t keep)
    : m_checkpoints(std::move(checkpoints))
    , m_layout(std::move(layout))
    , m_keep(keep)
    , m_thread([this] { work(); })
{}

CheckpointWriter::~CheckpointWriter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

bool CheckpointWriter::busy() const
{
    const std::lock_guard lock(m_mutex);
    return m_writing;
}

void CheckpointWriter::start(const at::Tensor &values, const at::Tensor &firstMoment,
                             const at::Tensor &secondMoment, std::int64_t step, Json state)
{
    const auto copy = [](at::Tensor &to, const at::Tensor &from) {
        if (!to.defined())
            to = at::empty_like(from, from.options().device(at::kCPU));
        to.copy_(from);
    };
    wait();
    copy(m_snapshot.values, values);
    copy(m_snapshot.firstMoment, firstMoment);
    copy(m_snapshot.secondMoment, secondMoment);
    m_snapshot.step = step;
    m_snapshot.state = std::move(state);
    {
        const std::lock_guard lock(m_mutex);
        m_writing = true;
    }
    m_changed.notify_all();
}

std::optional<CheckpointWriter::Outcome> CheckpointWriter::takeOutcome()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_outcome, std::nullopt);
}

void CheckpointWriter::wait()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_writing; });
}

void CheckpointWriter::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_writing || m_stopping; });
        if (!m_writing)
            return;
        lock.unlock();
        const auto begin = std::chrono::steady_clock::now();
        Result<std::uint64_t> bytes = writeCheckpoint(m_checkpoints, m_layout, m_snapshot);
        if (bytes)
            pruneCheckpoints(m_checkpoints, m_keep);
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        lock.lock();
        m_outcome = Outcome{m_snapshot.step, m_checkpoints / checkpointName(m_snapshot.step),
                            seconds, std::move(bytes)};
        m_writing = false;
        m_changed.notify_all();
    }
}

} // namespace phi1
