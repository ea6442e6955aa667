// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "app/phi1/serve/api_error.h"
#include "app/phi1/serve/http_types.h"
#include "app/phi1/serve/model_registry.h"
#include "model/inference/generation_request.h"

namespace phi1 {

/// The routes that look inside (docs/engine.md). Each reads its fields, and answers now or when the
/// model's thread has done its part. `model` is ready. Any thread.

tl::expected<Json, ApiError> tokenizeText(const Json &body, const ServedModel &model);

void answerDistributions(const Json &body, const ServedModelPointer &model,
                         const std::shared_ptr<Exchange> &exchange);

/// [{"id","bytes":base64,"start","end"}], offsets in bytes of the text that the ids make.
Json piecesJson(const Tokenizer &tokenizer, std::span<const TokenId> ids);
/// [{"id","bytes":base64,"logprob"}]
Json alternativesJson(const Tokenizer &tokenizer, std::span<const TokenAlternative> top);
/// A number with the fewest digits that read back as this float; null for one that is not finite.
Json floatJson(float value);

/// Runs the same short text through both models and compares; blocks until that is done.
tl::expected<Json, ApiError> compareModels(const ServedModel &a, const ServedModel &b);

} // namespace phi1
