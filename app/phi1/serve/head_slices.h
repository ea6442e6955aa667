// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "app/phi1/serve/sliced_work.h"
#include "model/inference/attention/attention_capture.h"

namespace phi1 {

/// The heads of a question, layer by layer, in slices: what the engine projects together comes
/// together, and layers that are there before those that are still captured.
class HeadSlices
{
public:
    struct Head {
        HeadId id;
        std::vector<std::size_t> places; ///< indices in the list that was asked for
    };

    /// @param heads  as asked for; a head may stand there more than once
    explicit HeadSlices(std::span<const HeadId> heads);

    bool isDone() const { return m_done == m_heads.size(); }
    /// The heads of the next slice, of layers below `layersReady`; none while those are missing.
    std::span<const Head> next(std::int64_t layersReady) const;
    /// The slice that next() said has been computed.
    void took(std::size_t heads, double seconds);

private:
    std::vector<Head> m_heads;
    std::size_t m_done = 0;
    SlicePace m_pace;
};

} // namespace phi1
