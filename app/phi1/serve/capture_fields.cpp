// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/capture_fields.h"

#include <algorithm>
#include <limits>
#include <set>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::size_t mostRelations = 64;

/// A list of whole numbers of a relation, from 0 to `most`.
std::vector<std::int32_t> readNumbers(JsonFields &fields, const std::string &name,
                                      std::int64_t most)
{
    const Json *list = fields.find(name);
    std::vector<std::int32_t> numbers;
    if (!list || !list->is_array()) {
        fields.fail(name, list ? shownValue(*list) : "missing", "a list of indices is expected");
        return numbers;
    }
    numbers.reserve(list->size());
    for (const Json &value : *list) {
        const auto number = wholeNumber(value);
        if (!number || *number < 0 || *number > most) {
            fields.fail(name,
                        concat("a list with ", shownValue(value), " at index ", numbers.size()),
                        concat("whole numbers from 0 to ", most, " are expected"));
            return {};
        }
        numbers.push_back(static_cast<std::int32_t>(*number));
    }
    return numbers;
}

void checkRelation(JsonFields &fields, const TokenRelation &relation)
{
    if (!std::is_sorted(relation.queries.begin(), relation.queries.end(), std::less_equal<>()))
        fields.fail("queries", "not ascending", "each query once, in ascending order, is expected");
    if (relation.offsets.size() != relation.queries.size() + 1 || relation.offsets.front() != 0 ||
        relation.offsets.back() != static_cast<std::int32_t>(relation.keys.size()) ||
        !std::is_sorted(relation.offsets.begin(), relation.offsets.end())) {
        fields.fail("offsets", concat("a list of ", relation.offsets.size()),
                    concat(relation.queries.size() + 1, " numbers that rise from 0 to ",
                           relation.keys.size(), ", the number of keys, are expected"));
        return;
    }
    for (std::size_t q = 0; q < relation.queries.size(); ++q) {
        for (auto k = relation.offsets[q]; k < relation.offsets[q + 1]; ++k) {
            const std::int32_t key = relation.keys[static_cast<std::size_t>(k)];
            if (key > relation.queries[q])
                fields.fail("keys",
                            concat("a list with ", key, " for the query ", relation.queries[q]),
                            "no key after its query is expected");
        }
    }
}

} // namespace

std::optional<std::int64_t> wholeNumber(const Json &value)
{
    if (value.is_number_unsigned() &&
        value.get<std::uint64_t>() > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
    return value.is_number_integer() ? std::optional(value.get<std::int64_t>()) : std::nullopt;
}

void checkHead(JsonFields &fields, const std::string &name, std::int64_t layer, std::int64_t head,
               std::size_t index, const CaptureShape &shape)
{
    if (layer < 0 || layer >= shape.layers || head < 0 || head >= shape.heads)
        fields.fail(name, concat("a list with layer ", layer, ", head ", head, " at index ", index),
                    concat("layers 0 to ", shape.layers - 1, " and heads 0 to ", shape.heads - 1,
                           " are expected"));
}

std::optional<std::vector<HeadId>> readHeads(JsonFields &fields, const std::string &name,
                                             const CaptureShape &shape)
{
    const Json *list = fields.find(name);
    if (!list)
        return std::nullopt;
    const char *expected = "a list of pairs [layer, head], at least one, is expected";
    std::vector<HeadId> heads;
    if (!list->is_array() || list->empty()) {
        fields.fail(name, shownValue(*list), expected);
        return heads;
    }
    std::set<HeadId> seen;
    for (const Json &pair : *list) {
        const bool isPair = pair.is_array() && pair.size() == 2;
        const auto layer = isPair ? wholeNumber(pair[0]) : std::nullopt;
        const auto head = isPair ? wholeNumber(pair[1]) : std::nullopt;
        if (!layer || !head) {
            fields.fail(name, concat("a list with ", shownValue(pair), " at index ", heads.size()),
                        expected);
            return heads;
        }
        checkHead(fields, name, *layer, *head, heads.size(), shape);
        if (!fields.isGood())
            return heads;
        if (!seen.insert({*layer, *head}).second)
            fields.fail(name, concat("a list with layer ", *layer, ", head ", *head, " twice"),
                        "each head once is expected");
        heads.push_back({*layer, *head});
    }
    return heads;
}

std::vector<TokenRelation> readRelations(JsonFields &fields, const CaptureShape &shape)
{
    std::vector<TokenRelation> relations;
    const Json *list = fields.find("relations");
    if (!list)
        return relations;
    if (!list->is_array() || list->size() > mostRelations) {
        fields.fail("relations", shownValue(*list),
                    concat("a list of at most ", mostRelations, " relations is expected"));
        return relations;
    }
    for (const Json &each : *list) {
        JsonFields inner(each, concat("relations[", relations.size(), "]."));
        TokenRelation relation;
        relation.name = inner.text("name").value_or("");
        relation.queries = readNumbers(inner, "queries", shape.tokens - 1);
        relation.offsets = readNumbers(inner, "offsets", std::numeric_limits<std::int32_t>::max());
        relation.keys = readNumbers(inner, "keys", shape.tokens - 1);
        inner.refuseUnknown();
        if (inner.isGood())
            checkRelation(inner, relation);
        if (inner.error()) {
            fields.fail(*inner.error());
            break;
        }
        relations.push_back(std::move(relation));
    }
    return relations;
}

std::int64_t readPosition(JsonFields &fields, const CaptureShape &shape)
{
    const auto position = fields.integer("position", 0, shape.tokens - 1);
    if (!position && fields.isGood())
        fields.fail("position", "missing",
                    concat("a whole number from 0 to ", shape.tokens - 1, " is expected"));
    return position.value_or(0);
}

} // namespace phi1
