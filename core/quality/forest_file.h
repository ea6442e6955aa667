// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// Decision trees as they are walked: from a root, left where the value of `feature` is at most
/// `threshold`, until a leaf. Children stand behind their parent, so that a walk ends.
struct ForestNode {
    static constexpr std::int32_t leaf = -1;
    std::int32_t feature = leaf;
    float threshold = 0;
    std::uint32_t left = 0; ///< of a leaf: 1 if it votes for good, 0 if not
    std::uint32_t right = 0;
    bool operator==(const ForestNode &) const = default;
};
struct ForestTrees {
    std::uint32_t width = 0; ///< values of a vector
    std::vector<std::uint32_t> roots;
    std::vector<ForestNode> nodes;
};

/// forest.bin: "phi1-forest\n", u32 version 1, width, number of roots, number of nodes, then the
/// roots and the nodes as above, little-endian, and the XXH3-128 of all before in hexadecimal.
Result<void> writeForest(const std::filesystem::path &file, const ForestTrees &trees);
/// NotFound, Incompatible for a newer version, Corrupt for anything that could not be walked.
Result<ForestTrees> readForest(const std::filesystem::path &file);

} // namespace phi1
