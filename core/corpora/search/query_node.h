// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/corpora/search/sample_filter.h"

namespace phi1 {

/// What a person wrote into the box of a search, as a tree.
struct QueryNode {
    enum class Kind { And, Or, Not, Words, Number, Category };
    enum class Place { Anywhere, Title, Text };

    Kind kind = Kind::And;
    std::vector<std::shared_ptr<const QueryNode>> children; ///< of And, Or; one of Not

    std::string words;   ///< of Words: stand next to each other
    bool prefix = false; ///< the last one is the beginning of a word
    Place place = Place::Anywhere;

    NumberFilter number;     ///< of Number
    CategoryFilter category; ///< of Category
};
using QueryTree = std::shared_ptr<const QueryNode>;

} // namespace phi1
