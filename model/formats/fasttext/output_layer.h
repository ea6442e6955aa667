// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "model/formats/fasttext/matrix.h"
#include "model/formats/fasttext/settings.h"

namespace phi1 {

/// A label by its number and the logarithm of what its probability was found to be, as fastText
/// keeps it: log(p + 1e-5) in single precision.
using FastTextLogLabel = std::pair<float, std::int32_t>;

/// The last layer of a fastText model: from the mean of a text's features to its labels.
/// Immutable, safe from several threads.
class FastTextOutput
{
public:
    FastTextOutput() = default;
    /// @param weights  one row a label (hierarchical softmax: one an inner node)
    /// @param counts   occurrences of each label in training, which the tree is built from
    /// Corrupt if the tree cannot be built from them.
    static Result<FastTextOutput> build(const FieldReader &reader, FastTextLoss loss,
                                        FastTextMatrix weights,
                                        const std::vector<std::int64_t> &counts);

    /// All labels, the likeliest first; those of a hierarchical softmax below 1e-5 are left out, as
    /// by fastText with threshold 0. Empty if the numbers overflowed.
    /// @param hidden  [C]
    void predict(std::span<const float> hidden, std::vector<float> &scratch,
                 std::vector<FastTextLogLabel> &labels) const;

private:
    struct Node {
        std::int64_t count = 0;
        std::int32_t left = -1, right = -1; ///< −1: a label
    };
    Result<void> buildTree(const FieldReader &reader, const std::vector<std::int64_t> &counts);
    void predictTree(std::span<const float> hidden, std::vector<FastTextLogLabel> &labels) const;
    float tableSigmoid(float value) const;

    FastTextLoss m_loss = FastTextLoss::Softmax;
    FastTextMatrix m_weights;
    std::int32_t m_labels = 0;
    std::vector<Node> m_tree; ///< labels, then inner nodes, the root last
    std::array<float, 513> m_sigmoid{};
};

} // namespace phi1
