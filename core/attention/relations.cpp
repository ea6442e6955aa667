// SPDX-License-Identifier: Apache-2.0
#include "core/attention/relations.h"

#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/base/philox.h"

namespace phi1 {

TokenRelation inductionRelation(std::span<const std::int32_t> ids, std::size_t mostKeys)
{
    TokenRelation relation{.name = "induction", .queries = {}, .offsets = {0}, .keys = {}};
    std::unordered_map<std::int32_t, std::vector<std::int32_t>> places;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        std::vector<std::int32_t> &earlier = places[ids[i]];
        if (!earlier.empty() && mostKeys > 0) {
            relation.queries.push_back(static_cast<std::int32_t>(i));
            const std::size_t first = earlier.size() > mostKeys ? earlier.size() - mostKeys : 0;
            for (std::size_t k = first; k < earlier.size(); ++k)
                relation.keys.push_back(earlier[k] + 1);
            relation.offsets.push_back(static_cast<std::int32_t>(relation.keys.size()));
        }
        earlier.push_back(static_cast<std::int32_t>(i));
    }
    return relation;
}

std::vector<std::int32_t> repeatedRandomIds(std::int64_t vocabulary, std::int64_t length,
                                            std::uint64_t seed)
{
    const std::int64_t half = length / 2;
    std::vector<std::int32_t> ids;
    if (vocabulary < 1 || half < 1)
        return ids;
    ids.reserve(static_cast<std::size_t>(2 * half));
    PhiloxStream random(seed);
    std::unordered_set<std::int32_t> used;
    while (std::ssize(ids) < half) {
        const auto id =
            static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(vocabulary)));
        if (vocabulary < half || used.insert(id).second)
            ids.push_back(id);
    }
    for (std::int64_t i = 0; i < half; ++i)
        ids.push_back(ids[static_cast<std::size_t>(i)]);
    return ids;
}

TokenRelation repeatedRelation(std::int64_t length)
{
    TokenRelation relation{.name = "induction_random", .queries = {}, .offsets = {0}, .keys = {}};
    const auto half = static_cast<std::int32_t>(length / 2);
    for (std::int32_t i = half; i < 2 * half; ++i) {
        relation.queries.push_back(i);
        relation.keys.push_back(i - half + 1);
        relation.offsets.push_back(static_cast<std::int32_t>(relation.keys.size()));
    }
    return relation;
}

std::vector<CodeRelation> textRelations(std::string_view text, std::span<const std::int32_t> ids,
                                        std::span<const TokenSpan> tokens)
{
    std::vector<CodeRelation> relations;
    CodeRelation induction{.relation = inductionRelation(ids), .reason = {}};
    if (induction.relation.queries.empty())
        induction.reason = "no token occurs twice";
    relations.push_back(std::move(induction));
    for (CodeRelation &relation : pythonRelations(text, tokens))
        relations.push_back(std::move(relation));
    return relations;
}

} // namespace phi1
