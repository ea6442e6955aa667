// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "app/phi1/serve/api_error.h"
#include "app/phi1/serve/http_types.h"
#include "app/phi1/serve/model_registry.h"

namespace phi1 {

/// The routes that look inside (docs/engine.md). Each reads its fields, and answers now or when the
/// model's thread has done its part. `model` is ready. Any thread.

tl::expected<Json, ApiError> tokenizeText(const Json &body, const ServedModel &model);

void answerDistributions(const Json &body, const ServedModelPointer &model,
                         const std::shared_ptr<Exchange> &exchange);

/// Runs the same short text through both models and compares; blocks until that is done.
tl::expected<Json, ApiError> compareModels(const ServedModel &a, const ServedModel &b);

} // namespace phi1
