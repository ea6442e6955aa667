// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "app/phi1/serve/capture_store.h"
#include "app/phi1/serve/model_registry.h"
#include "app/phi1/serve/route_table.h"

namespace phi1 {

/// The routes about models: list, load, make one from another, unload, compare (docs/engine.md).
/// @param registry  outlives the table
void addModelRoutes(RouteTable &routes, ModelRegistry &registry,
                    const std::shared_ptr<CaptureStore> &captures);

} // namespace phi1
