// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/sample_filter.h"

#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

namespace phi1 {

namespace {

constexpr std::string_view modeNames[] = {"words", "substring", "regex"};

Json bound(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

tl::unexpected<Error> wrong(const std::string &member, const std::string &expected,
                            const Json &found)
{
    return failure(ErrorCode::Usage, "a filter's \"" + member + "\" is " + dumpJson(found) + ", " +
                                         expected + " was expected");
}

Result<std::string> textMember(const Json &json, const std::string &member, const std::string &path)
{
    const auto found = json.find(member);
    if (found == json.end())
        return std::string();
    if (!found->is_string())
        return wrong(path + member, "a text", *found);
    return found->get<std::string>();
}

Result<bool> flagMember(const Json &json, const std::string &member, const std::string &path)
{
    const auto found = json.find(member);
    if (found == json.end())
        return false;
    if (!found->is_boolean())
        return wrong(path + member, "true or false", *found);
    return found->get<bool>();
}

Result<double> boundMember(const Json &json, const std::string &member, const std::string &path,
                           double open)
{
    const auto found = json.find(member);
    if (found == json.end() || found->is_null())
        return open;
    if (!found->is_number())
        return wrong(path + member, "a number or null", *found);
    return found->get<double>();
}

Result<std::string> columnMember(const Json &json, const std::string &path)
{
    if (!json.is_object())
        return wrong(path, "an object", json);
    PHI1_ASSIGN(auto column, textMember(json, "column", path + "."));
    if (column.empty())
        return failure(ErrorCode::Usage, "a filter's \"" + path +
                                             "\" has no \"column\"; expected the "
                                             "key of a column such as \"tokens\" or \"source\"");
    return column;
}

Result<TextQuery> textFromJson(const Json &json)
{
    TextQuery query;
    if (!json.is_object())
        return wrong("text", "an object", json);
    PHI1_ASSIGN(const auto mode, textMember(json, "mode", "text."));
    if (!mode.empty()) {
        std::size_t index = 0;
        while (index < std::size(modeNames) && modeNames[index] != mode)
            ++index;
        if (index == std::size(modeNames))
            return wrong("text.mode", "\"words\", \"substring\" or \"regex\"", mode);
        query.mode = static_cast<TextMode>(index);
    }
    PHI1_ASSIGN(query.text, textMember(json, "text", "text."));
    PHI1_ASSIGN(query.matchCase, flagMember(json, "match_case", "text."));
    return query;
}

Result<NumberFilter> numberFromJson(const Json &json, const std::string &path)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    NumberFilter filter;
    PHI1_ASSIGN(filter.column, columnMember(json, path));
    PHI1_ASSIGN(filter.low, boundMember(json, "low", path + ".", -infinity));
    PHI1_ASSIGN(filter.high, boundMember(json, "high", path + ".", infinity));
    PHI1_ASSIGN(filter.withMissing, flagMember(json, "with_missing", path + "."));
    return filter;
}

Result<CategoryFilter> categoryFromJson(const Json &json, const std::string &path)
{
    CategoryFilter filter;
    PHI1_ASSIGN(filter.column, columnMember(json, path));
    const auto names = json.find("names");
    if (names == json.end())
        return filter;
    if (!names->is_array())
        return wrong(path + ".names", "a list of texts", *names);
    for (const auto &name : *names) {
        if (!name.is_string())
            return wrong(path + ".names", "a list of texts", *names);
        filter.names.push_back(name.get<std::string>());
    }
    return filter;
}

/// Reads each entry of a list.
template<typename T>
Result<std::vector<T>> listMember(const Json &json, const std::string &member,
                                  Result<T> (*read)(const Json &, const std::string &))
{
    std::vector<T> list;
    const auto found = json.find(member);
    if (found == json.end())
        return list;
    if (!found->is_array())
        return wrong(member, "a list", *found);
    for (std::size_t i = 0; i < found->size(); ++i) {
        PHI1_ASSIGN(auto entry, read((*found)[i], member + "[" + std::to_string(i) + "]"));
        list.push_back(std::move(entry));
    }
    return list;
}

} // namespace

Json toJson(const SampleFilter &filter)
{
    Json json = Json::object();
    json["text"] = Json::object({{"mode", modeNames[static_cast<std::size_t>(filter.text.mode)]},
                                 {"text", filter.text.text},
                                 {"match_case", filter.text.matchCase}});
    json["numbers"] = Json::array();
    for (const auto &number : filter.numbers)
        json["numbers"].push_back(Json::object({{"column", number.column},
                                                {"low", bound(number.low)},
                                                {"high", bound(number.high)},
                                                {"with_missing", number.withMissing}}));
    json["categories"] = Json::array();
    for (const auto &category : filter.categories)
        json["categories"].push_back(
            Json::object({{"column", category.column}, {"names", category.names}}));
    json["without_near_duplicates"] = filter.withoutNearDuplicates;
    return json;
}

Result<SampleFilter> sampleFilterFromJson(const Json &json)
{
    SampleFilter filter;
    if (!json.is_object())
        return failure(ErrorCode::Usage,
                       "a filter is " + dumpJson(json) + ", an object was expected");
    if (const auto text = json.find("text"); text != json.end()) {
        PHI1_ASSIGN(filter.text, textFromJson(*text));
    }
    PHI1_ASSIGN(filter.numbers, listMember<NumberFilter>(json, "numbers", numberFromJson));
    PHI1_ASSIGN(filter.categories,
                listMember<CategoryFilter>(json, "categories", categoryFromJson));
    PHI1_ASSIGN(filter.withoutNearDuplicates, flagMember(json, "without_near_duplicates", ""));
    return filter;
}

} // namespace phi1
