// SPDX-License-Identifier: Apache-2.0
#include "core/quality/random_forest.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

#include <opencv2/core.hpp>
#include <opencv2/ml.hpp>

#include "core/base/text.h"
#include "core/quality/forest_file.h"

namespace phi1 {

struct RandomForest::State {
    ForestTrees trees;
};

namespace {

/// OpenCV's nodes in the order of a walk that goes left first, which puts children behind parents.
ForestTrees flattened(const cv::ml::RTrees &forest, std::uint32_t width)
{
    ForestTrees trees;
    trees.width = width;
    struct Visit {
        int node;           ///< OpenCV's
        std::size_t parent; ///< ours
        bool isLeft;
    };
    constexpr std::size_t none = SIZE_MAX;
    for (const int root : forest.getRoots()) {
        trees.roots.push_back(static_cast<std::uint32_t>(trees.nodes.size()));
        std::vector<Visit> visits = {{root, none, false}};
        while (!visits.empty()) {
            const Visit visit = visits.back();
            visits.pop_back();
            const std::size_t at = trees.nodes.size();
            if (visit.parent != none) {
                ForestNode &parent = trees.nodes[visit.parent];
                (visit.isLeft ? parent.left : parent.right) = static_cast<std::uint32_t>(at);
            }
            const cv::ml::DTrees::Node &node =
                forest.getNodes()[static_cast<std::size_t>(visit.node)];
            ForestNode out;
            if (node.split < 0) {
                out.left = node.value > 0.5 ? 1 : 0;
            } else {
                const cv::ml::DTrees::Split &split =
                    forest.getSplits()[static_cast<std::size_t>(node.split)];
                out.feature = split.varIdx;
                out.threshold = split.c;
                visits.push_back({node.right, at, false});
                visits.push_back({node.left, at, true});
            }
            trees.nodes.push_back(out);
        }
    }
    return trees;
}

Result<void> checkSamples(const TrainingSamples &samples)
{
    const auto good =
        static_cast<std::size_t>(std::count(samples.good.begin(), samples.good.end(), 1));
    if (samples.width == 0 || samples.values.size() != samples.size() * samples.width)
        return failure(ErrorCode::Usage, concat(samples.size(), " verdicts with ",
                                                samples.values.size(), " values."));
    if (good < 2 || samples.size() - good < 2)
        return failure(ErrorCode::Usage,
                       concat("A forest needs two samples of either verdict at least; ", good,
                              " are labelled good and ", samples.size() - good,
                              " not. Label some more."));
    if (!std::all_of(samples.values.begin(), samples.values.end(),
                     [](float value) { return std::isfinite(value); }))
        return failure(ErrorCode::Usage, "An embedding holds values that are not finite.");
    return {};
}

} // namespace

RandomForest::RandomForest(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
RandomForest::RandomForest(RandomForest &&) noexcept = default;
RandomForest &RandomForest::operator=(RandomForest &&) noexcept = default;
RandomForest::~RandomForest() = default;

Result<RandomForest> RandomForest::train(const TrainingSamples &samples,
                                         const ForestOptions &options)
{
    PHI1_TRY(checkSamples(samples));
    try {
        cv::setRNGSeed(static_cast<int>(options.seed));
        const cv::Ptr<cv::ml::RTrees> forest = cv::ml::RTrees::create();
        forest->setMaxDepth(options.depth);
        forest->setMinSampleCount(options.leafSamples);
        forest->setActiveVarCount(options.activeValues);
        forest->setTermCriteria(cv::TermCriteria(cv::TermCriteria::MAX_ITER, options.trees, 0));
        forest->setCVFolds(0);
        forest->setUseSurrogates(false);
        forest->setCalculateVarImportance(false);
        const int rows = static_cast<int>(samples.size());
        const cv::Mat values(rows, static_cast<int>(samples.width), CV_32F,
                             const_cast<float *>(samples.values.data())); // only read
        cv::Mat verdicts(rows, 1, CV_32S);
        for (int row = 0; row < rows; ++row)
            verdicts.at<int>(row) = samples.good[static_cast<std::size_t>(row)];
        forest->train(values, cv::ml::ROW_SAMPLE, verdicts);
        auto state = std::make_unique<State>();
        state->trees = flattened(*forest, samples.width);
        return RandomForest(std::move(state));
    } catch (const cv::Exception &exception) {
        return failure(ErrorCode::Io, concat("OpenCV could not train the forest: ",
                                             printable(exception.err), "."));
    } catch (const std::bad_alloc &) {
        return failure(ErrorCode::Io, "There is too little memory to train the forest.");
    }
}

Result<RandomForest> RandomForest::load(const std::filesystem::path &file)
{
    auto state = std::make_unique<State>();
    PHI1_ASSIGN(state->trees, readForest(file));
    return RandomForest(std::move(state));
}

Result<void> RandomForest::save(const std::filesystem::path &file) const
{
    return writeForest(file, m_state->trees);
}

std::uint32_t RandomForest::width() const
{
    return m_state->trees.width;
}

int RandomForest::trees() const
{
    return static_cast<int>(m_state->trees.roots.size());
}

void RandomForest::vote(std::span<const float> values, std::span<float> shares) const
{
    const ForestTrees &trees = m_state->trees;
    for (std::size_t sample = 0; sample < shares.size(); ++sample) {
        const auto vector = values.subspan(sample * trees.width, trees.width);
        if (!std::all_of(vector.begin(), vector.end(),
                         [](float value) { return std::isfinite(value); })) {
            shares[sample] = std::numeric_limits<float>::quiet_NaN();
            continue;
        }
        std::uint32_t votes = 0;
        for (const std::uint32_t root : trees.roots) {
            const ForestNode *node = &trees.nodes[root];
            while (node->feature != ForestNode::leaf) {
                const float value = vector[static_cast<std::size_t>(node->feature)];
                node = &trees.nodes[value <= node->threshold ? node->left : node->right];
            }
            votes += node->left;
        }
        shares[sample] = static_cast<float>(votes) / static_cast<float>(trees.roots.size());
    }
}

} // namespace phi1
