// SPDX-License-Identifier: Apache-2.0
#include "model/inference/engine.h"

#include "core/base/text.h"

namespace phi1 {

Result<std::unique_ptr<CaptureBuilder>> Engine::beginCapture(std::vector<TokenId>)
{
    return fail(ErrorCode::Incompatible, "attention cannot be captured on ", facts().device,
                " by this engine; use --device cpu");
}

Result<std::shared_ptr<Engine>> Engine::withoutHeads(const HeadAblation &)
{
    return fail(ErrorCode::Incompatible, "heads cannot be switched off on ", facts().device,
                " by this engine; use --device cpu");
}

} // namespace phi1
