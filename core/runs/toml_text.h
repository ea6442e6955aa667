// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/base/result.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 1
#include <toml++/toml.h>

namespace phi1 {

/// Parses TOML; the message names the document, the line and what was wrong there.
Result<toml::table> parseToml(std::string_view text, std::string_view name);

/// Lays `upper` over `lower`: tables are merged, everything else replaces.
void overlay(toml::table &lower, const toml::table &upper);

/// Lays one "key=value" over the table. The value is TOML, else a string.
Result<void> overlayAssignment(toml::table &table, std::string_view assignment);

} // namespace phi1
