// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

struct ForestOptions {
    int trees = 200;
    int depth = 12;       ///< of a tree, at most
    int leafSamples = 3;  ///< a node with fewer is not split
    int activeValues = 0; ///< values tried at a split; 0: the square root of the width
    std::uint64_t seed = 1;
    bool operator==(const ForestOptions &) const = default;
};

/// Vectors with a verdict each. Legend: N samples, C width.
struct TrainingSamples {
    std::uint32_t width = 0;
    std::vector<float> values;      ///< [N, C], finite
    std::vector<std::uint8_t> good; ///< [N] 0 or 1

    std::size_t size() const { return good.size(); }
    std::span<const float> vector(std::size_t index) const
    {
        return std::span(values).subspan(index * width, width);
    }
};

/// The paper's filter: a random forest on embeddings of a language model that says how likely a
/// sample is of educational value (Gunasekar et al. 2023, sec. 2.1). OpenCV's RTrees; a function of
/// samples and options alone.
class RandomForest
{
public:
    /// Usage if there are fewer than two samples of either verdict, or values that are not finite.
    static Result<RandomForest> train(const TrainingSamples &samples, const ForestOptions &options);
    /// Corrupt for a file that is no forest, or has nodes that contradict each other.
    static Result<RandomForest> load(const std::filesystem::path &file);
    RandomForest(RandomForest &&) noexcept;
    RandomForest &operator=(RandomForest &&) noexcept;
    ~RandomForest();

    Result<void> save(const std::filesystem::path &file) const;
    std::uint32_t width() const;
    int trees() const;
    /// @param values  [n, C]; a vector with values that are not finite has NaN
    /// @param shares  [n] share of trees that vote for good, 0 to 1
    /// Safe from several threads.
    void vote(std::span<const float> values, std::span<float> shares) const;

private:
    struct State;
    explicit RandomForest(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
