// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace phi1 {

/// Objects keep the order in which their keys were added, so that files read as they were written.
using Json = nlohmann::ordered_json;

/// Parses one JSON document. `what` names it in the error ("tokenizer.json of /path").
Result<Json> parseJson(std::string_view text, std::string_view what);

/// Reads and parses a file of at most `limit` bytes.
Result<Json> readJsonFile(const std::filesystem::path &path, std::uint64_t limit = 100ull << 20);

/// A number as the contract writes it: finite ones so that they read back bit-equal, others as
/// "NaN", "Infinity",
/// "-Infinity" (JSON has no such numbers).
Json jsonNumber(double value);

/// The inverse of jsonNumber(); nothing for anything else.
Result<double> numberFromJson(const Json &value, std::string_view what);

/// One line without a line break; bytes that are not UTF-8 are replaced, never thrown at.
std::string dumpJson(const Json &value);

/// Indented by two, with a final line break.
std::string dumpJsonPretty(const Json &value);

} // namespace phi1
