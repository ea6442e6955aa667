// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "model/text/tokenizer.h"

namespace phi1 {

class ThreadPool;
struct CpuModel;

/// The output embedding of texts, as the paper's quality filter is trained on: the mean over a
/// text's tokens of what the final LayerNorm puts out, float32. Texts are computed in one call as
/// far as they fit, layer by layer, so that short ones share the products; a text's embedding is
/// the same bits whichever others stand beside it.
/// Legend: C width of the model.
class TextEmbedder
{
public:
    /// @param rowsPerCall  tokens of texts that are computed together; a single text may be longer
    TextEmbedder(std::shared_ptr<const CpuModel> model, std::shared_ptr<ThreadPool> pool,
                 std::int64_t rowsPerCall = 1024);
    ~TextEmbedder();

    std::int64_t width() const;   ///< C
    std::int64_t context() const; ///< tokens of a text that count; the rest is left out

    /// @param texts  ids of each; an empty one has an embedding of NaN, and so has one through
    ///               which weights that are not finite were reached
    /// @param out    [texts, C]
    /// @return Incompatible for an id outside the vocabulary, Device when there is no memory
    Result<void> embed(std::span<const std::vector<TokenId>> texts, std::span<float> out);

private:
    struct State;
    Result<void> embedCall(std::span<const std::vector<TokenId>> texts, std::span<float> out);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
