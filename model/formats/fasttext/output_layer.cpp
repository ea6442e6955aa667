// SPDX-License-Identifier: Apache-2.0
#include "model/formats/fasttext/output_layer.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr int sigmoidSteps = 512;
constexpr float largestSigmoid = 8;

/// fastText's logarithm of probabilities, finite at 0.
float smoothLog(float probability)
{
    return static_cast<float>(std::log(static_cast<double>(probability) + 1e-5));
}

/// Order of a heap whose front is the least likely; fastText sorts by it, so that labels of equal
/// probability come in its order.
bool likelier(const FastTextLogLabel &left, const FastTextLogLabel &right)
{
    return left.first > right.first;
}

void push(std::vector<FastTextLogLabel> &labels, float logarithm, std::int32_t label)
{
    labels.emplace_back(logarithm, label);
    std::push_heap(labels.begin(), labels.end(), likelier);
}

void softmax(std::span<float> values)
{
    const float largest = *std::max_element(values.begin(), values.end());
    float sum = 0;
    for (float &value : values) {
        value = static_cast<float>(std::exp(static_cast<double>(value - largest)));
        sum += value;
    }
    for (float &value : values)
        value /= sum;
}

} // namespace

Result<FastTextOutput> FastTextOutput::build(const FieldReader &reader, FastTextLoss loss,
                                             FastTextMatrix weights,
                                             const std::vector<std::int64_t> &counts)
{
    FastTextOutput output;
    output.m_loss = loss;
    output.m_labels = static_cast<std::int32_t>(counts.size());
    if (weights.rows() != output.m_labels)
        return reader.corrupt(concat("its output matrix has ", weights.rows(), " rows for ",
                                     output.m_labels, " labels"));
    output.m_weights = std::move(weights);
    if (loss == FastTextLoss::HierarchicalSoftmax)
        PHI1_TRY(output.buildTree(reader, counts));
    for (int step = 0; step <= sigmoidSteps; ++step) {
        const float x = static_cast<float>(step * 2 * static_cast<int>(largestSigmoid)) /
                            static_cast<float>(sigmoidSteps) -
                        largestSigmoid;
        output.m_sigmoid[static_cast<std::size_t>(step)] =
            static_cast<float>(1.0 / (1.0 + static_cast<double>(std::exp(-x))));
    }
    return output;
}

/// Huffman's tree as fastText builds it: labels come by falling count, so that the next rarest is
/// either the last label left or the oldest inner node left.
Result<void> FastTextOutput::buildTree(const FieldReader &reader,
                                       const std::vector<std::int64_t> &counts)
{
    constexpr std::int64_t notYetMade = 1'000'000'000'000'000;
    const auto size = static_cast<std::size_t>(2 * std::int64_t{m_labels} - 1);
    m_tree.assign(size, Node{.count = notYetMade});
    for (std::size_t label = 0; label < counts.size(); ++label) {
        if (counts[label] < 0 || counts[label] >= notYetMade)
            return reader.corrupt(concat("label ", label, " occurs ", counts[label], " times"));
        m_tree[label].count = counts[label];
    }
    std::int64_t leaf = m_labels - 1;
    std::size_t inner = counts.size();
    for (std::size_t made = counts.size(); made < size; ++made) {
        const auto rarest = [&]() -> std::int32_t {
            if (leaf >= 0 && m_tree[static_cast<std::size_t>(leaf)].count < m_tree[inner].count)
                return static_cast<std::int32_t>(leaf--);
            return static_cast<std::int32_t>(inner++);
        };
        const std::int32_t left = rarest();
        if (inner >= size)
            return reader.corrupt("the counts of its labels make no tree");
        const std::int32_t right = rarest();
        Node &node = m_tree[made];
        node.left = left;
        node.right = right;
        node.count = m_tree[static_cast<std::size_t>(left)].count +
                     m_tree[static_cast<std::size_t>(right)].count;
        // With counts that add up beyond what stands for "not yet made" a node would be its own
        // child.
        if (std::max(left, right) >= static_cast<std::int64_t>(made) || node.count >= notYetMade)
            return reader.corrupt("the counts of its labels make no tree");
    }
    return {};
}

void FastTextOutput::predictTree(std::span<const float> hidden,
                                 std::vector<FastTextLogLabel> &labels) const
{
    struct Visit {
        std::int32_t node;
        float logarithm;
    };
    const float least = smoothLog(0);
    // A tree may be as deep as it has labels: no recursion. Left before right, as in fastText.
    std::vector<Visit> visits = {{static_cast<std::int32_t>(m_tree.size()) - 1, 0}};
    while (!visits.empty()) {
        const Visit visit = visits.back();
        visits.pop_back();
        if (visit.logarithm < least)
            continue;
        const Node &node = m_tree[static_cast<std::size_t>(visit.node)];
        if (node.left == -1) {
            push(labels, visit.logarithm, visit.node);
            continue;
        }
        const float product = m_weights.dot(visit.node - m_labels, hidden);
        const auto right = static_cast<float>(1.0 / (1.0f + std::exp(-product)));
        visits.push_back({node.right, visit.logarithm + smoothLog(right)});
        visits.push_back({node.left, visit.logarithm + smoothLog(static_cast<float>(
                                                           1.0 - static_cast<double>(right)))});
    }
}

float FastTextOutput::tableSigmoid(float value) const
{
    if (value < -largestSigmoid)
        return 0;
    if (value > largestSigmoid)
        return 1;
    const auto step = static_cast<std::int64_t>(
        (value + largestSigmoid) * static_cast<float>(sigmoidSteps) / largestSigmoid / 2.0f);
    return m_sigmoid[static_cast<std::size_t>(step)];
}

void FastTextOutput::predict(std::span<const float> hidden, std::vector<float> &scratch,
                             std::vector<FastTextLogLabel> &labels) const
{
    labels.clear();
    if (m_loss == FastTextLoss::HierarchicalSoftmax) {
        predictTree(hidden, labels);
    } else {
        scratch.resize(static_cast<std::size_t>(m_labels));
        for (std::int32_t label = 0; label < m_labels; ++label) {
            const float product = m_weights.dot(label, hidden);
            if (std::isnan(product))
                return;
            scratch[static_cast<std::size_t>(label)] = product;
        }
        if (m_loss == FastTextLoss::Softmax)
            softmax(scratch);
        else
            std::transform(scratch.begin(), scratch.end(), scratch.begin(),
                           [this](float product) { return tableSigmoid(product); });
        for (std::int32_t label = 0; label < m_labels; ++label)
            push(labels, smoothLog(scratch[static_cast<std::size_t>(label)]), label);
    }
    const bool sound = std::none_of(labels.begin(), labels.end(),
                                    [](const auto &label) { return std::isnan(label.first); });
    if (sound)
        std::sort_heap(labels.begin(), labels.end(), likelier);
    else
        labels.clear();
}

} // namespace phi1
