// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace phi1 {

/// Whether Python 3.11 knows the name although no program binds it: builtins, and `__name__` and
/// its like.
bool isPythonBuiltin(std::string_view name);

/// Whether a top-level module belongs to Python 3.11's library.
bool isPythonLibraryModule(std::string_view name);

} // namespace phi1
