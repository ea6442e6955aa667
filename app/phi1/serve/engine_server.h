// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "app/phi1/serve/capture_store.h"
#include "app/phi1/serve/http_types.h"
#include "app/phi1/serve/model_registry.h"
#include "core/base/result.h"

namespace phi1 {

struct EngineServerOptions {
    std::vector<std::string> checkpoints; ///< loaded before it listens
    std::string host = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: a free one
    bool noToken = false;   ///< else the first line of standard input is the token
    bool untilStdinCloses = false;
    std::uint64_t captureMemory = CaptureStore::defaultBudget; ///< bytes of all captures
    std::function<std::uint64_t()> availableMemory;            ///< bytes that captures may take now
    InferenceLimits inference;
    HttpLimits http;
};

/// `phi1 serve`: serves until a signal or the end of standard input ends it. Writes the one line
/// with the address to standard output. Ends orderly: what is under way is cancelled and its
/// answers are written. Usage for a token or a host that cannot be; errors of checkpoints as
/// ModelRegistry::load.
Result<void> runEngineServer(const EngineServerOptions &options, ModelOpener opener);

/// The first line of a file descriptor, without its end; reads nothing beyond it. Io, or Usage
/// where it ends before or is longer than 5000 bytes.
Result<std::string> readTokenLine(int descriptor);

} // namespace phi1
