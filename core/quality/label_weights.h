// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

/// What each label of a classifier counts in its score, which is the sum of weight × probability.
/// The textbook-quality classifiers in circulation have Low, Mid and High.
class LabelWeights
{
public:
    /// Low 0, Mid 1, High 2.
    static LabelWeights standard();
    /// "Low=0,Mid=1,High=2"; a name may have its "__label__". Usage, naming the part.
    static Result<LabelWeights> parse(std::string_view text);

    /// One weight a label. Usage, listing what there is, if a label has none or a weight no label.
    Result<std::vector<double>> of(std::span<const std::string> labels) const;
    /// {"Low":0,…}
    Json toJson() const;

private:
    std::map<std::string, double> m_weights;
};

} // namespace phi1
