// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "model/formats/fasttext/field_reader.h"

namespace phi1 {

/// One matrix of a fastText model, as numbers or product-quantised: a row is then one code for
/// every few columns, an index into their 256 centroids, and perhaps a norm that multiplies it.
/// All sums are taken in the order and precision of fastText 0.9.2, so that results are its bits.
/// Legend: M rows, C columns. Immutable, safe from several threads.
class FastTextMatrix
{
public:
    FastTextMatrix() = default;
    /// Corrupt also for numbers that are not finite.
    static Result<FastTextMatrix> readDense(FieldReader &reader, const char *name);
    static Result<FastTextMatrix> readQuantised(FieldReader &reader, const char *name);

    std::int64_t rows() const { return m_rows; }
    std::int64_t columns() const { return m_columns; }
    bool isQuantised() const { return m_quantised; }

    /// sum[c] += row[c] for every row of the list, in its order.
    /// @param rows  each in [0, M)
    /// @param sum   [C]
    void addRows(std::span<const std::int32_t> rows, std::span<float> sum) const;
    /// Product of one row and a vector of C values.
    float dot(std::int64_t row, std::span<const float> vector) const;

private:
    Result<void> readQuantisers(FieldReader &reader, const char *name);
    void addCodes(std::int64_t row, std::span<float> sum) const;
    const float *centroids(std::size_t part, std::uint8_t code) const;
    float norm(std::int64_t row) const;
    void widen();

    bool m_quantised = false;
    std::int64_t m_rows = 0, m_columns = 0;
    /// [M, C]; of a quantised matrix only while that is small: adding numbers is faster
    std::vector<float> m_values;
    std::size_t m_parts = 0, m_partColumns = 0, m_lastPartColumns = 0;
    std::vector<std::uint8_t> m_codes;     ///< [M, parts]
    std::vector<float> m_centroids;        ///< [parts, 256, columns of the part]
    std::vector<std::uint8_t> m_normCodes; ///< [M], or empty
    std::vector<float> m_norms;            ///< [256]
};

} // namespace phi1
