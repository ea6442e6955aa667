// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>

#include "core/demonstration/exercise_families.h"

// What each family's function returns, written without looking at its Python: the assertions of the
// exercises come from here, and a test runs the Python against them.

namespace phi1 {

namespace {

using Parameters = const std::vector<Json> &;

std::int64_t integer(const Json &value)
{
    return value.get<std::int64_t>();
}

std::string string(const Json &value)
{
    return value.get<std::string>();
}

template<typename Predicate>
Json keepNumbers(const Json &list, Predicate predicate)
{
    Json result = Json::array();
    for (const Json &item : list) {
        if (predicate(integer(item)))
            result.push_back(item);
    }
    return result;
}

template<typename Function>
Json mapNumbers(const Json &list, Function function)
{
    Json result = Json::array();
    for (const Json &item : list)
        result.push_back(function(integer(item)));
    return result;
}

Json sumOf(const Json &list)
{
    std::int64_t sum = 0;
    for (const Json &item : list)
        sum += integer(item);
    return sum;
}

Json sizeOf(const Json &list)
{
    return static_cast<std::int64_t>(list.size());
}

template<typename Predicate>
Json keepStrings(const Json &list, Predicate predicate)
{
    Json result = Json::array();
    for (const Json &item : list) {
        if (predicate(string(item)))
            result.push_back(item);
    }
    return result;
}

/// Items first, first + step, … below `end`.
Json slice(const Json &list, std::size_t first, std::size_t end, std::size_t step = 1)
{
    Json result = Json::array();
    for (std::size_t i = first; i < std::min(end, list.size()); i += step)
        result.push_back(list[i]);
    return result;
}

std::size_t tail(std::size_t size, std::int64_t count)
{
    const auto wanted = static_cast<std::size_t>(count);
    return size > wanted ? size - wanted : 0;
}

std::string replaceAll(const std::string &text, const std::string &from, const std::string &to)
{
    std::string result;
    for (const char c : text)
        result += std::string(1, c) == from ? to : std::string(1, c);
    return result;
}

bool startsWith(const std::string &text, const std::string &start)
{
    return text.compare(0, start.size(), start) == 0;
}

bool endsWith(const std::string &text, const std::string &end)
{
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

Json splitText(const std::string &text, const std::string &separator)
{
    Json parts = Json::array();
    std::string part;
    for (const char c : text) {
        if (std::string(1, c) == separator) {
            parts.push_back(part);
            part.clear();
        } else {
            part += c;
        }
    }
    parts.push_back(part);
    return parts;
}

Json joinText(const Json &list, const std::string &separator)
{
    std::string result;
    for (std::size_t i = 0; i < list.size(); ++i)
        result.append(i ? separator : std::string()).append(string(list[i]));
    return result;
}

std::int64_t power(std::int64_t base, std::int64_t exponent)
{
    std::int64_t result = 1;
    for (std::int64_t i = 0; i < exponent; ++i)
        result *= base;
    return result;
}

/// Negative numbers do not occur as inputs, so that C++ and Python agree on the remainder.
bool divides(std::int64_t divisor, std::int64_t number)
{
    return number % divisor == 0;
}

#define PHI1_REFERENCE(name, expression)                                                           \
    {                                                                                              \
        name, [](const Json &x, [[maybe_unused]] Parameters p) -> Json { return expression; }      \
    }

const std::map<std::string, ExerciseReference, std::less<>> &numberReferences()
{
    static const std::map<std::string, ExerciseReference, std::less<>> references = {
        PHI1_REFERENCE("keep_greater", keepNumbers(x, [&](auto n) { return n > integer(p[0]); })),
        PHI1_REFERENCE("keep_less", keepNumbers(x, [&](auto n) { return n < integer(p[0]); })),
        PHI1_REFERENCE("keep_multiples", keepNumbers(x, [&](auto n) { return divides(integer(p[0]), n); })),
        PHI1_REFERENCE("drop_multiples", keepNumbers(x, [&](auto n) { return !divides(integer(p[0]), n); })),
        PHI1_REFERENCE("add_to_each", mapNumbers(x, [&](auto n) { return n + integer(p[0]); })),
        PHI1_REFERENCE("subtract_from_each", mapNumbers(x, [&](auto n) { return n - integer(p[0]); })),
        PHI1_REFERENCE("multiply_each", mapNumbers(x, [&](auto n) { return n * integer(p[0]); })),
        PHI1_REFERENCE("remainder_of_each", mapNumbers(x, [&](auto n) { return n % integer(p[0]); })),
        PHI1_REFERENCE("power_of_each", mapNumbers(x, [&](auto n) { return power(n, integer(p[0])); })),
        PHI1_REFERENCE("count_greater", sizeOf(keepNumbers(x, [&](auto n) { return n > integer(p[0]); }))),
        PHI1_REFERENCE("count_less", sizeOf(keepNumbers(x, [&](auto n) { return n < integer(p[0]); }))),
        PHI1_REFERENCE("count_equal", sizeOf(keepNumbers(x, [&](auto n) { return n == integer(p[0]); }))),
        PHI1_REFERENCE("sum_greater", sumOf(keepNumbers(x, [&](auto n) { return n > integer(p[0]); }))),
        PHI1_REFERENCE("sum_less", sumOf(keepNumbers(x, [&](auto n) { return n < integer(p[0]); }))),
        PHI1_REFERENCE("sum_multiples",
                       sumOf(keepNumbers(x, [&](auto n) { return divides(integer(p[0]), n); }))),
        PHI1_REFERENCE("sum_squares_below",
                       sumOf(mapNumbers(keepNumbers(x, [&](auto n) { return n < integer(p[0]); }),
                                        [](auto n) { return n * n; }))),
        PHI1_REFERENCE("any_greater", !keepNumbers(x, [&](auto n) { return n > integer(p[0]); }).empty()),
        PHI1_REFERENCE("all_less", keepNumbers(x, [&](auto n) { return n >= integer(p[0]); }).empty()),
        PHI1_REFERENCE("contains_number",
                       !keepNumbers(x, [&](auto n) { return n == integer(p[0]); }).empty()),
        PHI1_REFERENCE("remove_number", keepNumbers(x, [&](auto n) { return n != integer(p[0]); })),
        {"append_number",
         [](const Json &x, Parameters p) {
             Json result = x;
             result.push_back(p[0]);
             return result;
         }},
        {"prepend_number",
         [](const Json &x, Parameters p) {
             Json result = x;
             result.insert(result.begin(), p[0]);
             return result;
         }},
        PHI1_REFERENCE("cap_each", mapNumbers(x, [&](auto n) { return std::min(n, integer(p[0])); })),
        PHI1_REFERENCE("floor_each", mapNumbers(x, [&](auto n) { return std::max(n, integer(p[0])); })),
        PHI1_REFERENCE("replace_number",
                       mapNumbers(x, [&](auto n) { return n == integer(p[0]) ? integer(p[1]) : n; })),
        PHI1_REFERENCE("keep_between",
                       keepNumbers(x, [&](auto n) { return integer(p[0]) <= n && n <= integer(p[1]); })),
        PHI1_REFERENCE("first_items", slice(x, 0, p[0].get<std::size_t>())),
        PHI1_REFERENCE("last_items", slice(x, tail(x.size(), integer(p[0])), x.size())),
        PHI1_REFERENCE("skip_first", slice(x, p[0].get<std::size_t>(), x.size())),
        PHI1_REFERENCE("every_kth", slice(x, 0, x.size(), p[0].get<std::size_t>())),
        PHI1_REFERENCE("count_even_above", sizeOf(keepNumbers(x, [&](auto n) {
                           return divides(2, n) && n > integer(p[0]);
                       }))),
        PHI1_REFERENCE("keep_odd_below",
                       keepNumbers(x, [&](auto n) { return !divides(2, n) && n < integer(p[0]); })),
        {"first_greater",
         [](const Json &x, Parameters p) -> Json {
             const Json found = keepNumbers(x, [&](auto n) { return n > integer(p[0]); });
             return found.empty() ? Json() : found[0];
         }},
        {"sum_until",
         [](const Json &x, Parameters p) -> Json {
             const auto stop = std::find(x.begin(), x.end(), p[0]);
             return sumOf(slice(x, 0, static_cast<std::size_t>(stop - x.begin())));
         }},
        PHI1_REFERENCE("add_number", integer(x) + integer(p[0])),
        PHI1_REFERENCE("multiply_number", integer(x) * integer(p[0])),
        PHI1_REFERENCE("subtract_number", integer(x) - integer(p[0])),
        PHI1_REFERENCE("is_divisible", divides(integer(p[0]), integer(x))),
        PHI1_REFERENCE("linear", integer(p[0]) * integer(x) + integer(p[1])),
        PHI1_REFERENCE("at_most", std::min(integer(x), integer(p[0]))),
        PHI1_REFERENCE("at_least", std::max(integer(x), integer(p[0]))),
        {"first_multiples",
         [](const Json &x, Parameters p) {
             Json result = Json::array();
             for (std::int64_t i = 0; i < integer(p[0]); ++i)
                 result.push_back(integer(x) * i);
             return result;
         }},
        PHI1_REFERENCE("word_or_number", divides(integer(p[0]), integer(x)) ? p[1] : x),
    };
    return references;
}

Json textRepeated(const std::string &text, std::int64_t times)
{
    std::string result;
    for (std::int64_t i = 0; i < times; ++i)
        result += text;
    return result;
}

Json paddedLeft(const std::string &text, std::int64_t width, const std::string &fill)
{
    const auto wanted = static_cast<std::size_t>(width);
    return std::string(wanted > text.size() ? wanted - text.size() : 0, fill[0]) + text;
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

const std::map<std::string, ExerciseReference, std::less<>> &textReferences()
{
    static const std::map<std::string, ExerciseReference, std::less<>> references = {
        PHI1_REFERENCE("count_letter", std::ranges::count(string(x), string(p[0])[0])),
        PHI1_REFERENCE("remove_letter", replaceAll(string(x), string(p[0]), "")),
        PHI1_REFERENCE("replace_letter", replaceAll(string(x), string(p[0]), string(p[1]))),
        PHI1_REFERENCE("starts_with", startsWith(string(x), string(p[0]))),
        PHI1_REFERENCE("ends_with", endsWith(string(x), string(p[0]))),
        PHI1_REFERENCE("contains_text", contains(string(x), string(p[0]))),
        PHI1_REFERENCE("add_prefix", string(p[0]) + string(x)),
        PHI1_REFERENCE("add_suffix", string(x) + string(p[0])),
        PHI1_REFERENCE("split_at", splitText(string(x), string(p[0]))),
        PHI1_REFERENCE("repeat_text", textRepeated(string(x), integer(p[0]))),
        PHI1_REFERENCE("first_letters", string(x).substr(0, p[0].get<std::size_t>())),
        PHI1_REFERENCE("last_letters", string(x).substr(tail(string(x).size(), integer(p[0])))),
        PHI1_REFERENCE("longer_than", string(x).size() > p[0].get<std::size_t>()),
        PHI1_REFERENCE("pad_left", paddedLeft(string(x), integer(p[0]), string(p[1]))),
        PHI1_REFERENCE("join_with", joinText(x, string(p[0]))),
        PHI1_REFERENCE("words_longer",
                       keepStrings(x, [&](const auto &w) { return w.size() > p[0].get<std::size_t>(); })),
        PHI1_REFERENCE("words_starting",
                       keepStrings(x, [&](const auto &w) { return startsWith(w, string(p[0])); })),
        PHI1_REFERENCE("words_ending",
                       keepStrings(x, [&](const auto &w) { return endsWith(w, string(p[0])); })),
        PHI1_REFERENCE("words_with_letter",
                       keepStrings(x, [&](const auto &w) { return contains(w, string(p[0])); })),
        PHI1_REFERENCE("words_without_letter",
                       keepStrings(x, [&](const auto &w) { return !contains(w, string(p[0])); })),
        {"add_to_words",
         [](const Json &x, Parameters p) {
             Json result = Json::array();
             for (const Json &word : x)
                 result.push_back(string(word) + string(p[0]));
             return result;
         }},
    };
    return references;
}

const std::map<std::string, ExerciseReference, std::less<>> &tableReferences()
{
    static const std::map<std::string, ExerciseReference, std::less<>> references = {
        {"values_greater",
         [](const Json &x, Parameters p) {
             Json result = Json::object();
             for (const auto &[key, value] : x.items()) {
                 if (integer(value) > integer(p[0]))
                     result[key] = value;
             }
             return result;
         }},
        {"keys_with_value",
         [](const Json &x, Parameters p) {
             Json result = Json::array();
             for (const auto &[key, value] : x.items()) {
                 if (integer(value) == integer(p[0]))
                     result.push_back(key);
             }
             return result;
         }},
        {"sum_values_greater",
         [](const Json &x, Parameters p) -> Json {
             std::int64_t sum = 0;
             for (const auto &[key, value] : x.items())
                 sum += integer(value) > integer(p[0]) ? integer(value) : 0;
             return sum;
         }},
        {"add_to_values",
         [](const Json &x, Parameters p) {
             Json result = x;
             for (Json &value : result)
                 value = integer(value) + integer(p[0]);
             return result;
         }},
        PHI1_REFERENCE("get_default", x.contains(string(p[0])) ? x.at(string(p[0])) : p[1]),
        {"remove_key",
         [](const Json &x, Parameters p) {
             Json result = x;
             result.erase(string(p[0]));
             return result;
         }},
    };
    return references;
}

#undef PHI1_REFERENCE

} // namespace

ExerciseReference exerciseReference(std::string_view family)
{
    for (const auto *references : {&numberReferences(), &textReferences(), &tableReferences()}) {
        const auto found = references->find(family);
        if (found != references->end())
            return found->second;
    }
    throw std::logic_error("exercise material: no reference for the family " + std::string(family));
}

} // namespace phi1
