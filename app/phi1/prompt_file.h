// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/result.h"

namespace phi1 {

/// The text of --prompt-file: a file, or standard input for "-". Usage for one far beyond any
/// context, Io or NotFound as readFile().
Result<std::string> readPrompt(const std::string &file);

/// "standard input" for "-", else the file, for messages.
std::string promptName(const std::string &file);

} // namespace phi1
