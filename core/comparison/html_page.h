// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/comparison/export.h"

namespace phi1 {

/// A whole page around `body`: style sheet with the colours of both themes, nothing that is loaded
/// or run (a content security policy forbids both).
std::string htmlPage(std::string_view title, const std::string &body, const ExportStyle &style);

} // namespace phi1
