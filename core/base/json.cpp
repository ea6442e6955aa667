// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"

#include <cmath>
#include <limits>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

Result<Json> parseJson(std::string_view text, std::string_view what)
{
    try {
        return Json::parse(text);
    } catch (const nlohmann::json::exception &error) {
        return failure(ErrorCode::Corrupt,
                       concat(what, " is not valid JSON: ", printable(error.what(), 300)));
    }
}

Result<Json> readJsonFile(const std::filesystem::path &path, std::uint64_t limit)
{
    PHI1_ASSIGN(const std::string text, readFile(path, limit));
    return parseJson(text, path.string());
}

Json jsonNumber(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "Infinity" : "-Infinity";
    return value;
}

Result<double> numberFromJson(const Json &value, std::string_view what)
{
    if (value.is_number())
        return value.get<double>();
    if (value.is_string()) {
        const auto &text = value.get_ref<const std::string &>();
        if (text == "NaN")
            return std::numeric_limits<double>::quiet_NaN();
        if (text == "Infinity")
            return std::numeric_limits<double>::infinity();
        if (text == "-Infinity")
            return -std::numeric_limits<double>::infinity();
    }
    return failure(ErrorCode::Corrupt,
                   concat(what, " should be a number, found ", value.type_name()));
}

std::string dumpJson(const Json &value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string dumpJsonPretty(const Json &value)
{
    return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace phi1
