// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>

#include <ATen/core/Tensor.h>
#include <ATen/ops/tensor.h>

#include "app/phi1/compute/compute_commands.h"
#include "app/phi1/compute/forward_options.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "model/checkpoints/checkpoint.h"
#include "model/formats/safetensors_writer.h"
#include "model/kernels/hardware.h"

namespace phi1 {

namespace {

/// The tensors of the file; `kept` owns their memory.
class OutputTensors
{
public:
    /// @param tensor  the first dimension is a batch of one, which the file leaves out
    void add(std::string name, const at::Tensor &tensor)
    {
        const at::Tensor values = tensor.select(0, 0).to(at::kCPU, at::kFloat).contiguous();
        m_kept.push_back(values);
        OutgoingTensor out;
        out.name = std::move(name);
        out.shape = values.sizes().vec();
        out.bytes =
            std::span(static_cast<const std::byte *>(values.const_data_ptr()), values.nbytes());
        m_tensors.push_back(std::move(out));
    }
    const std::vector<OutgoingTensor> &list() const { return m_tensors; }

private:
    std::vector<at::Tensor> m_kept;
    std::vector<OutgoingTensor> m_tensors;
};

Result<void> checkIds(const ForwardOptions &options, const PhiConfig &config)
{
    if (static_cast<std::int64_t>(options.ids.size()) > config.context)
        return failure(ErrorCode::Usage, concat(options.idsFile, " holds ", options.ids.size(),
                                                " ids, but the context of ", options.checkpoint,
                                                " is ", config.context, " positions: shorten it"));
    const std::int64_t highest = *std::max_element(options.ids.begin(), options.ids.end());
    if (highest >= config.vocabulary)
        return failure(ErrorCode::Usage,
                       concat(options.idsFile, " holds the id ", highest,
                              ", but the vocabulary of ", options.checkpoint, " has ",
                              config.vocabulary, " entries, numbered from 0"));
    return {};
}

} // namespace

Result<void> runForward(const ForwardOptions &options)
try {
    PHI1_ASSIGN(
        const Hardware hardware,
        chooseHardware(options.hardware.device, options.hardware.dtype, options.hardware.threads));
    PHI1_ASSIGN(const LoadedCheckpoint checkpoint,
                loadCheckpoint(options.checkpoint, hardware.device, hardware.dtype));
    for (const std::string &warning : checkpoint.warnings)
        std::fprintf(stderr, "warning: %s\n", warning.c_str());
    PHI1_TRY(checkIds(options, checkpoint.model->config()));

    const PhiModel::ForwardResult result = checkpoint.model->forward(
        at::tensor(options.ids).unsqueeze(0), {options.attention, options.hidden});
    OutputTensors tensors;
    tensors.add("logits", result.logits);
    for (std::size_t i = 0; i < result.attention.size(); ++i)
        tensors.add(concat("attention.", i), result.attention[i]);
    for (std::size_t i = 0; i < result.hidden.size(); ++i)
        tensors.add(concat("hidden.", i), result.hidden[i]);
    PHI1_ASSIGN(const WrittenFile written, writeSafetensors(options.output, tensors.list()));

    if (options.options.json) {
        Json json = {{"output", options.output},
                     {"bytes", written.size},
                     {"checkpoint", checkpoint.folder.string()},
                     {"fingerprint", checkpoint.fingerprint},
                     {"tensors", Json::array()}};
        for (const OutgoingTensor &tensor : tensors.list())
            json["tensors"].push_back({{"name", tensor.name}, {"shape", tensor.shape}});
        std::printf("%s", dumpJsonPretty(json).c_str());
    } else {
        for (const OutgoingTensor &tensor : tensors.list()) {
            std::string shape;
            for (const std::int64_t size : tensor.shape)
                shape += concat(shape.empty() ? "" : ", ", size);
            std::printf("%s [%s]\n", tensor.name.c_str(), shape.c_str());
        }
    }
    return {};
} catch (const std::exception &error) { // of ATen: out of memory, above all
    return failure(ErrorCode::Device, concat("the forward pass failed: ", error.what()));
}

} // namespace phi1
