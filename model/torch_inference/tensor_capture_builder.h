// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "model/torch_inference/tensor_ablation.h"
#include "model/torch_inference/tensor_capture.h"

namespace phi1 {

/// The forward pass of a capture, a layer with each step.
class TensorCaptureBuilder final : public CaptureBuilder
{
public:
    TensorCaptureBuilder(std::shared_ptr<const PhiModel> model, DeviceBackend *backend,
                         std::vector<TokenId> ids, std::optional<TensorAblation> ablation);

    Result<bool> step() override;
    double progress() const override;
    std::shared_ptr<AttentionCapture> capture() const override { return m_capture; }

private:
    void runLayer();

    std::shared_ptr<const PhiModel> m_model;
    std::optional<TensorAblation> m_ablation;
    std::shared_ptr<TensorCapture> m_capture;
    at::Tensor m_hidden; ///< [T, C] float32
    std::int64_t m_layer = 0;
};

} // namespace phi1
