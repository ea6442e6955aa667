// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/capture_text.h"

namespace phi1 {

Result<std::shared_ptr<AttentionCapture>> captureText(Engine &engine, std::vector<TokenId> ids,
                                                      std::stop_token stop,
                                                      const std::function<void(double)> &progress)
{
    PHI1_ASSIGN(const std::unique_ptr<CaptureBuilder> builder, engine.beginCapture(std::move(ids)));
    for (bool complete = false; !complete;) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "the capture was stopped");
        PHI1_ASSIGN(complete, builder->step());
        if (progress)
            progress(builder->progress());
    }
    return builder->capture();
}

} // namespace phi1
