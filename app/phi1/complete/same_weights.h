// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/phi1/complete/pane_text.h"
#include "model/inference/inference_thread.h"

namespace phi1 {

/// Whether panes show the same model twice: the classic mistake when checkpoints are compared.
/// Waits for the fingerprints, which go into the records. Called while nothing else is generated.
/// @param paths  as the user named them
/// @return a sentence for each pane that holds what an earlier one holds, or whose logits after the
///         prompt are those of an earlier one although its weights are said to be others
std::vector<std::string> sameWeights(const Panes &panes, const std::vector<std::string> &paths,
                                     const std::vector<std::vector<TokenId>> &prompts);

} // namespace phi1
