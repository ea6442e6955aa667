// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/phi1/serve/model_registry.h"
#include "app/phi1/serve/route_table.h"

namespace phi1 {

/// The routes that ask a model about a text: completions, distributions, tokens (docs/engine.md).
/// @param registry  outlives the table
void addCompletionRoutes(RouteTable &routes, const ModelRegistry &registry);

} // namespace phi1
