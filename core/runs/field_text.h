// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/runs/run_fields.h"

namespace phi1 {

/// A value as TOML writes it: text quoted, numbers with the fewest digits that read back equal.
std::string tomlText(std::string_view value);
std::string tomlText(double value);

/// The field's value as TOML on one line; `key=` before it makes a `--set`.
std::string fieldText(const RunField &field);

/// The field of `config` with that name; nothing is read or written through it after `config` ends.
/// @throws std::invalid_argument for a name that is no key
RunField runField(RunConfig &config, std::string_view name);

} // namespace phi1
