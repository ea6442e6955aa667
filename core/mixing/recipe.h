// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/corpora/search/sample_filter.h"

namespace phi1 {

/// One part of a training set: the samples of a corpus that pass a filter.
struct MixSource {
    std::string corpus; ///< name in the workspace
    std::string title;  ///< shown; empty: the corpus
    SampleFilter filter;
    /// Share of the sequences of a training, relative to the other sources; above 0.
    double weight = 1.0;

    bool operator==(const MixSource &) const = default;
    const std::string &shownTitle() const { return title.empty() ? corpus : title; }
};

/// What a training set is made from. A sample that several sources hold belongs to the first.
struct MixRecipe {
    std::string name;      ///< folder in WORKSPACE/sets; see checkSetName()
    std::string tokenizer; ///< folder; empty: phi-1's own
    std::int64_t vocabulary =
        0;                    ///< above 0: a SentencePiece tokenizer of this size is trained on it
    double validation = 0.01; ///< fraction of the documents held out, [0, 1)
    std::vector<MixSource> sources;

    bool operator==(const MixRecipe &) const = default;
};

/// {"format":"phi1-recipe","version":1,"name":…,"tokenizer":…,"vocabulary":0,"validation":0.01,
/// "sources":[{"corpus":…,"title":…,"weight":1.0,"filter":{…}}]}
Json toJson(const MixRecipe &recipe);
/// Usage, naming the member, for what is no recipe; Incompatible for a newer version.
Result<MixRecipe> mixRecipeFromJson(const Json &json);
/// Usage for what cannot be prepared: no source, a weight or fraction out of range, a bad name.
Result<void> checkRecipe(const MixRecipe &recipe);
/// Usage for a name that cannot be a folder.
Result<void> checkSetName(std::string_view name);

} // namespace phi1
