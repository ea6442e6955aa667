// SPDX-License-Identifier: Apache-2.0
#include "core/quality/forest_file.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/text.h"

namespace phi1 {

static_assert(std::endian::native == std::endian::little, "the file is little-endian");
static_assert(sizeof(ForestNode) == 16, "nodes are written as they lie in memory");

namespace {

constexpr std::string_view magic = "phi1-forest\n";
constexpr std::uint32_t formatVersion = 1;
constexpr std::size_t hashSize = 32;
constexpr std::uint64_t largestFile = 4ull << 30;

struct Header {
    std::uint32_t version = formatVersion, width = 0, roots = 0, nodes = 0;
};

/// What is wrong with a tree's nodes; empty if they can be walked.
std::string complaintAbout(const ForestTrees &trees)
{
    if (trees.width == 0 || trees.roots.empty())
        return "it has no values or no trees";
    for (const std::uint32_t root : trees.roots) {
        if (root >= trees.nodes.size())
            return concat("a tree begins at node ", root, " of ", trees.nodes.size());
    }
    for (std::size_t at = 0; at < trees.nodes.size(); ++at) {
        const ForestNode &node = trees.nodes[at];
        if (node.feature == ForestNode::leaf) {
            if (node.left > 1)
                return concat("leaf ", at, " votes for ", node.left);
            continue;
        }
        const auto isChild = [&](std::uint32_t child) {
            return child > at && child < trees.nodes.size();
        };
        if (node.feature < 0 || static_cast<std::uint32_t>(node.feature) >= trees.width ||
            std::isnan(node.threshold) || !isChild(node.left) || !isChild(node.right))
            return concat("node ", at, " contradicts the others");
    }
    return {};
}

} // namespace

Result<void> writeForest(const std::filesystem::path &file, const ForestTrees &trees)
{
    const Header header{formatVersion, trees.width, static_cast<std::uint32_t>(trees.roots.size()),
                        static_cast<std::uint32_t>(trees.nodes.size())};
    std::string bytes(magic);
    bytes.append(reinterpret_cast<const char *>(&header), sizeof header);
    bytes.append(reinterpret_cast<const char *>(trees.roots.data()),
                 trees.roots.size() * sizeof(std::uint32_t));
    bytes.append(reinterpret_cast<const char *>(trees.nodes.data()),
                 trees.nodes.size() * sizeof(ForestNode));
    bytes += hash128Hex(bytes);
    return writeFileAtomically(file, bytes);
}

Result<ForestTrees> readForest(const std::filesystem::path &file)
{
    PHI1_ASSIGN(const std::string bytes, readFile(file, largestFile));
    const auto corrupt = [&](const std::string &what) {
        return failure(ErrorCode::Corrupt,
                       concat(file, " is no sound forest: ", what, "; train it again."));
    };
    Header header;
    const std::size_t begin = magic.size() + sizeof header;
    if (bytes.size() < begin + hashSize || !bytes.starts_with(magic))
        return corrupt("it does not begin as one");
    std::memcpy(&header, bytes.data() + magic.size(), sizeof header);
    if (header.version != formatVersion)
        return failure(ErrorCode::Incompatible, concat(file, " is of version ", header.version,
                                                       ", known is ", formatVersion, "."));
    const std::uint64_t rootBytes = std::uint64_t{header.roots} * sizeof(std::uint32_t);
    const std::uint64_t nodeBytes = std::uint64_t{header.nodes} * sizeof(ForestNode);
    if (bytes.size() != begin + rootBytes + nodeBytes + hashSize)
        return corrupt(concat("it claims ", header.roots, " trees of ", header.nodes,
                              " nodes and has ", bytes.size(), " bytes"));
    const std::string_view content = std::string_view(bytes).substr(0, bytes.size() - hashSize);
    if (hash128Hex(content) != std::string_view(bytes).substr(content.size()))
        return corrupt("its hash does not fit");
    ForestTrees trees;
    trees.width = header.width;
    trees.roots.resize(header.roots);
    trees.nodes.resize(header.nodes);
    if (header.roots != 0)
        std::memcpy(trees.roots.data(), bytes.data() + begin, rootBytes);
    if (header.nodes != 0)
        std::memcpy(trees.nodes.data(), bytes.data() + begin + rootBytes, nodeBytes);
    const std::string complaint = complaintAbout(trees);
    if (!complaint.empty())
        return corrupt(complaint);
    return trees;
}

} // namespace phi1
