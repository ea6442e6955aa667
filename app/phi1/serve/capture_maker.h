// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "app/phi1/serve/stored_capture.h"

namespace phi1 {

/// What the capture of a text will take of memory, at most: the output of each layer's LayerNorm
/// and the work of one layer.
std::uint64_t captureNeed(const ServedModel &model, std::size_t tokens);

/// Runs the text through the model, in slices, and keeps the stored capture up to date.
/// @param done  told when it is ready or has failed; Cancelled where it was taken out meanwhile
void makeCapture(const StoredCapturePointer &capture,
                 std::function<void(const Result<void> &result)> done);

} // namespace phi1
