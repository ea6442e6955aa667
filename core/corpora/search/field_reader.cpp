// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/field_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "core/base/text.h"
#include "core/corpora/search/label_names.h"

namespace phi1 {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string lowered(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

const Column *columnOf(const CorpusView &view, const std::string &field)
{
    for (const std::string_view before : {"", "score.", "loss."}) {
        if (const auto *column = view.column(std::string(before) + field))
            return column->info().type == ColumnType::Hash ? nullptr : column;
    }
    return nullptr;
}

std::string columnList(const CorpusView &view)
{
    std::string list = "title, text";
    for (const auto &[key, column] : view.columns()) {
        if (column.info().type != ColumnType::Hash)
            list += ", " + key;
    }
    return list;
}

std::optional<double> number(std::string_view text)
{
    double factor = 1;
    if (!text.empty() && (text.back() == 'k' || text.back() == 'M')) {
        factor = text.back() == 'k' ? 1e3 : 1e6;
        text.remove_suffix(1);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value * factor;
}

struct Range {
    double low = -infinity, high = infinity;
};

/// @param step  the next value above or below one, for > and <
std::optional<Range> range(std::string_view value, double (*step)(double from, double to))
{
    const auto bound = [](std::string_view text, double open) -> std::optional<double> {
        return text.empty() ? std::optional(open) : number(text);
    };
    std::optional<double> low, high;
    if (const auto dots = value.find(".."); dots != std::string_view::npos) {
        low = bound(value.substr(0, dots), -infinity);
        high = bound(value.substr(dots + 2), infinity);
        if (value.size() == 2)
            return std::nullopt;
    } else if (value.starts_with(">=")) {
        low = number(value.substr(2));
        high = infinity;
    } else if (value.starts_with("<=")) {
        low = -infinity;
        high = number(value.substr(2));
    } else if (value.starts_with('>')) {
        if ((low = number(value.substr(1))))
            low = step(*low, infinity);
        high = infinity;
    } else if (value.starts_with('<')) {
        low = -infinity;
        if ((high = number(value.substr(1))))
            high = step(*high, -infinity);
    } else {
        low = high = number(value.substr(value.starts_with('=') ? 1 : 0));
    }
    if (!low || !high)
        return std::nullopt;
    return Range{*low, *high};
}

double nextDouble(double from, double to)
{
    return std::nextafter(from, to);
}
/// A column's numbers are floats, and a bound is one too when it is compared.
double nextFloat(double from, double to)
{
    return std::nextafter(static_cast<float>(from), static_cast<float>(to));
}

Result<QueryNode> numberField(const Column &column, const std::string &value)
{
    QueryNode node;
    node.kind = QueryNode::Kind::Number;
    node.number = {column.info().key, 1, 0, true}; // nothing lies within: those without a value
    if (lowered(value) == "none")
        return node;
    const bool floats = column.info().type == ColumnType::Number;
    const auto within = range(value, floats ? nextFloat : nextDouble);
    if (!within)
        return failure(ErrorCode::Usage,
                       concat("`", value, "` is no number that column ", column.info().key,
                              " can be compared with; expected one of the forms 100, >100, >=100, "
                              "<100, <=100, 100..200, none"));
    node.number = {column.info().key, within->low, within->high, false};
    return node;
}

std::vector<std::string> labelsWithin(const std::string &value)
{
    std::vector<std::string> names;
    if (const auto within = range(value, nextDouble)) {
        for (std::size_t i = 0; i < labelNames.size(); ++i) {
            const auto label = static_cast<double>(i + 1);
            if (label >= within->low && label <= within->high)
                names.emplace_back(labelNames[i]);
        }
    }
    return names;
}

std::vector<std::string> matchingNames(const std::vector<std::string> &names,
                                       const std::string &value)
{
    const bool beginning = value.ends_with('*');
    const auto wanted = lowered(beginning ? std::string_view(value).substr(0, value.size() - 1)
                                          : std::string_view(value));
    std::vector<std::string> same, parts;
    for (const auto &name : names) {
        const auto lower = lowered(name);
        if (beginning ? lower.starts_with(wanted) : lower == wanted)
            same.push_back(name);
        else if (!beginning && lower.find(wanted) != std::string::npos)
            parts.push_back(name);
    }
    return same.empty() ? parts : same;
}

} // namespace

Result<QueryNode> readField(const CorpusView &view, const std::string &field,
                            const std::string &value)
{
    const auto *column = columnOf(view, field);
    if (!column)
        return failure(ErrorCode::Usage, concat("this corpus has no column `", field,
                                                "` to search in; there are: ", columnList(view),
                                                "; to find the characters themselves, write \"",
                                                field, ":", value, "\" in quotes"));
    if (column->info().type != ColumnType::Category)
        return numberField(*column, value);
    QueryNode node;
    node.kind = QueryNode::Kind::Category;
    node.category.column = column->info().key;
    const auto &names = column->info().names;
    // A column may well have a value of that name: "imports".
    const bool isName = std::any_of(names.begin(), names.end(),
                                    [](const auto &name) { return lowered(name) == "none"; });
    if (value.empty() || (lowered(value) == "none" && !isName)) {
        node.category.names = {""};
        return node;
    }
    if (column->info().key == columnKey::label)
        node.category.names = labelsWithin(value);
    if (node.category.names.empty())
        node.category.names = matchingNames(names, value);
    return node;
}

} // namespace phi1
