// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "core/base/token_relation.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// Legend of this folder: L layers, H heads of a layer, T tokens, C width, D dimensions of a head,
/// V vocabulary. A map is [T, T]: row i says where query i looks; columns beyond i are exactly 0.

struct HeadId {
    std::int64_t layer = 0, head = 0;
    auto operator<=>(const HeadId &) const = default;
};

/// What becomes of the cells of a block. Cells outside of the causal triangle do not count.
enum class Pooling {
    Maximum,
    Mean, ///< over the block's cells inside the causal triangle
    /// Σ -p log2 p over the block, by its rows: the blocks of a row of blocks add up to the mean
    /// entropy of its queries, in bits.
    Entropy,
};

/// One square of a head's map at a level of detail: cell (r, c) of tile (x, y) is the pooled block
/// of rows [(y·edge + r)·2^level, … + 2^level) and columns [(x·edge + c)·2^level, …).
struct TileRequest {
    HeadId head;
    std::int64_t level = 0, x = 0, y = 0;
    Pooling pooling = Pooling::Maximum;
};

class AttentionCapture;

/// How maps are looked at.
struct AttentionLook {
    /// Column 0 becomes 0 and each row is divided by what is left; a row that looked at token 0
    /// alone becomes 0.
    bool withoutFirst = false;
    /// Where set, maps are this capture's minus that one's, which has the same tokens, layers and
    /// heads. Maximum then is the number farthest from 0, with its sign; Entropy is the difference
    /// of both entropies.
    AttentionCapture *minus = nullptr;
};

/// Figures of one head over all its rows. NaN where there is nothing to measure (one token), or
/// where the map is not finite.
struct HeadStatistics {
    float previous = 0; ///< mean of p(i, i-1) over i ≥ 1
    float sink = 0;     ///< mean of p(i, 0) over i ≥ 1
    float self = 0;     ///< mean of p(i, i) over i ≥ 1
    float entropy = 0;  ///< mean of Σ_j -p log2 p over i ≥ 1, bits
    float distance = 0; ///< mean of Σ_j p(i, j) (i - j) over i ≥ 1, tokens
    /// With AttentionLook::minus: mean of Σ_j |p - q| / 2 (total variation), 0 to 1; else NaN. The
    /// others are of this capture alone.
    float change = 0;
};

/// How several maps become one.
enum class HeadCombination { Mean, Maximum };

/// All attention weights of a text, without storing them: what each layer's LayerNorm put out is
/// kept ([L, T, C]), and any head, row or tile is computed from it when asked for (the head's
/// queries and keys, rotary, softmax). Used on the thread that computes. Every function checks
/// `stop` often enough to return within some 50 ms with Error::Cancelled, and what it is asked:
/// Usage for a layer, head, row or tile that is not there.
class AttentionCapture
{
public:
    virtual ~AttentionCapture() = default;

    virtual const std::vector<TokenId> &ids() const = 0; ///< [T]
    virtual std::int64_t layers() const = 0;
    virtual std::int64_t heads() const = 0;
    /// Layers that can be asked for: fewer than layers() while the forward pass goes on.
    virtual std::int64_t layersReady() const = 0;
    virtual std::uint64_t bytes() const = 0; ///< of memory held

    std::int64_t tokens() const { return static_cast<std::int64_t>(ids().size()); }

    /// @param out  [tiles, edge, edge]; cells beyond the text are 0
    virtual Result<void> tiles(std::span<const TileRequest> tiles, std::int64_t edge,
                               const AttentionLook &look, std::span<float> out,
                               std::stop_token stop) = 0;
    /// Whole rows of one head. @param out  [count, T]
    virtual Result<void> rows(HeadId head, std::int64_t first, std::int64_t count,
                              const AttentionLook &look, std::span<float> out,
                              std::stop_token stop) = 0;
    /// Rows of the mean or maximum of several heads, cell by cell. @param out  [count, T]
    virtual Result<void> combinedRows(std::span<const HeadId> heads, HeadCombination combination,
                                      std::int64_t first, std::int64_t count,
                                      const AttentionLook &look, std::span<float> out,
                                      std::stop_token stop) = 0;
    /// Who looks at a token. @param out  [count, T]: column first + c, over all queries
    virtual Result<void> columns(HeadId head, std::int64_t first, std::int64_t count,
                                 const AttentionLook &look, std::span<float> out,
                                 std::stop_token stop) = 0;
    /// @param statistics  [heads]
    /// @param related  [heads, relations]: mean over a relation's queries of the weight on their
    /// keys; NaN for a relation without queries
    virtual Result<void> statistics(std::span<const HeadId> heads,
                                    std::span<const TokenRelation> relations,
                                    const AttentionLook &look, std::span<HeadStatistics> statistics,
                                    std::span<float> related, std::stop_token stop) = 0;
    /// Attention rollout (Abnar and Zuidema 2020) of one position: row l is its share in each token
    /// at the input of layer l, i.e. e_position · Â_{L-1} · … · Â_l with Â = (mean of heads + I)
    /// / 2.
    /// @param out  [L, T], each row adds up to 1
    virtual Result<void> rollout(std::int64_t position, std::span<float> out,
                                 std::stop_token stop) = 0;
    /// Logit lens (nostalgebraist 2020) of one position: the final LayerNorm and the head applied
    /// to the residual stream that enters layer l; row L is the model's own output.
    /// @param logits  [L + 1, V]
    virtual Result<void> lens(std::int64_t position, std::span<float> logits,
                              std::stop_token stop) = 0;
    /// Mean over the text of what a head added before the dense layer, [D]; for mean ablation.
    virtual std::span<const float> meanOutput(HeadId head) const = 0;
};

/// A capture that is being made, a slice at a time, so that others take their turn in between.
class CaptureBuilder
{
public:
    virtual ~CaptureBuilder() = default;
    /// Computes some 100 ms of the forward pass. @return whether it is complete
    virtual Result<bool> step() = 0;
    virtual double progress() const = 0; ///< 0 to 1
    /// From the start; grows by layers with step().
    virtual std::shared_ptr<AttentionCapture> capture() const = 0;
};

/// Heads that are switched off: what they add before the dense layer is replaced.
struct HeadAblation {
    std::vector<HeadId> heads;
    /// [heads, D] instead of each head's output; empty: zeros.
    std::vector<float> replacement;
};

} // namespace phi1
