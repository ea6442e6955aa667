// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "app/phi1/serve/capture_question.h"
#include "app/phi1/serve/head_slices.h"
#include "core/attention/array_file.h"

namespace phi1 {

/// Gathers statistics and relations of heads, slice by slice, as rows of two arrays.
class HeadFigures
{
public:
    static constexpr std::size_t width = 6; ///< as docs/engine.md lists them

    /// @param places  rows of the arrays
    HeadFigures(std::size_t places, std::vector<TokenRelation> relations);

    /// The figures of these heads, each for all its places.
    Result<void> compute(const CaptureQuestion::Turn &turn,
                         std::span<const HeadSlices::Head> heads);

    bool hasRelations() const { return !m_relations.empty(); }
    ArrayView statistics() const; ///< F32 [places, 6]
    ArrayView related() const;    ///< F32 [places, relations]

private:
    const std::size_t m_places;
    const std::vector<TokenRelation> m_relations;
    std::vector<float> m_statistics, m_related;
};

} // namespace phi1
