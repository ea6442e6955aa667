// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"
#include "model/formats/fasttext/field_reader.h"

namespace phi1 {

/// How a fastText model turns its last layer into probabilities; values as in the file.
enum class FastTextLoss : std::int32_t {
    HierarchicalSoftmax = 1,
    NegativeSampling = 2,
    Softmax = 3,
    OneVersusAll = 4,
};
/// "hierarchical softmax" …
std::string_view nameOf(FastTextLoss loss);

/// Those training options of a model that predictions depend on.
struct FastTextSettings {
    std::int32_t dimension = 0;
    std::int32_t wordNgrams = 1; ///< words joined to one feature, at most
    FastTextLoss loss = FastTextLoss::Softmax;
    std::int32_t bucket = 0; ///< hash values of n-grams of words and characters
    std::int32_t shortestSubword = 0, longestSubword = 0; ///< characters; longest 0: none

    bool hasNgrams() const { return wordNgrams > 1 || longestSubword > 0; }
};

/// The head of a .bin or .ftz: magic number, version, settings.
/// Incompatible for other versions and for models that do not classify, Corrupt for values that
/// fastText itself would not survive.
Result<FastTextSettings> readFastTextSettings(FieldReader &reader);

} // namespace phi1
