// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "app/phi1/serve/capture_store.h"
#include "app/phi1/serve/model_registry.h"
#include "app/phi1/serve/route_table.h"

namespace phi1 {

/// The routes about captures of attention (docs/engine.md).
/// @param registry  outlives the table
/// @param mostQuestions  that are computed or wait at once; beyond that: 429
void addCaptureRoutes(RouteTable &routes, const ModelRegistry &registry,
                      const std::shared_ptr<CaptureStore> &captures, std::int64_t mostQuestions);

} // namespace phi1
