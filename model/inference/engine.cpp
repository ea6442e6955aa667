// SPDX-License-Identifier: Apache-2.0
#include "model/inference/engine.h"

#include "core/base/text.h"

namespace phi1 {

Result<std::unique_ptr<CaptureBuilder>> Engine::beginCapture(std::vector<TokenId>)
{
    return failure(ErrorCode::Incompatible,
                   concat("attention cannot be captured on ", facts().device,
                          " by this engine; use --device cpu"));
}

Result<std::shared_ptr<Engine>> Engine::withoutHeads(const HeadAblation &)
{
    return failure(ErrorCode::Incompatible,
                   concat("heads cannot be switched off on ", facts().device,
                          " by this engine; use --device cpu"));
}

} // namespace phi1
