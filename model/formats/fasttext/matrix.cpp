// SPDX-License-Identifier: Apache-2.0
#include "model/formats/fasttext/matrix.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdlib>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::size_t centroidsPerPart = 256;
/// Bytes up to which a quantised matrix is kept as numbers too.
constexpr std::int64_t widenedLimit = 64 << 20;

bool allFinite(std::span<const float> values)
{
    // A sum of products with zero is NaN as soon as one value is not finite, and vectorises.
    float sum = 0;
    for (const float value : values)
        sum += value * 0.0f;
    return sum == 0.0f;
}

/// One quantiser as it lies in the file.
struct Quantiser {
    std::int32_t dimension = 0, parts = 0, partColumns = 0, lastPartColumns = 0;
    std::vector<float> centroids;
};

Result<Quantiser> readQuantiser(FieldReader &reader, const char *name, std::int64_t columns)
{
    Quantiser quantiser;
    PHI1_ASSIGN(quantiser.dimension, reader.number<std::int32_t>("quantiser's dim"));
    PHI1_ASSIGN(quantiser.parts, reader.number<std::int32_t>("nsubq"));
    PHI1_ASSIGN(quantiser.partColumns, reader.number<std::int32_t>("dsub"));
    PHI1_ASSIGN(quantiser.lastPartColumns, reader.number<std::int32_t>("lastdsub"));
    const bool adds =
        quantiser.dimension == columns && quantiser.parts > 0 && quantiser.partColumns > 0 &&
        quantiser.lastPartColumns > 0 && quantiser.lastPartColumns <= quantiser.partColumns &&
        (quantiser.parts - std::int64_t{1}) * quantiser.partColumns + quantiser.lastPartColumns ==
            columns;
    if (!adds)
        return reader.corrupt(concat("the quantiser of its ", name, " splits ", quantiser.dimension,
                                     " columns into ", quantiser.parts, " parts of ",
                                     quantiser.partColumns, " and a last one of ",
                                     quantiser.lastPartColumns, ", which are not ", columns));
    PHI1_ASSIGN(quantiser.centroids,
                reader.numbers<float>(columns * centroidsPerPart, "centroids"));
    if (!allFinite(quantiser.centroids))
        return reader.corrupt(concat("the quantiser of its ", name,
                                     " has values that are not "
                                     "finite"));
    return quantiser;
}

} // namespace

Result<FastTextMatrix> FastTextMatrix::readDense(FieldReader &reader, const char *name)
{
    FastTextMatrix matrix;
    PHI1_ASSIGN(matrix.m_rows, reader.number<std::int64_t>("m"));
    PHI1_ASSIGN(matrix.m_columns, reader.number<std::int64_t>("n"));
    if (matrix.m_rows < 1 || matrix.m_columns < 1 ||
        static_cast<std::uint64_t>(matrix.m_rows) >
            reader.left() / sizeof(float) / static_cast<std::uint64_t>(matrix.m_columns))
        return reader.corrupt(concat("its ", name, " claims ", matrix.m_rows, " × ",
                                     matrix.m_columns, " numbers, ", reader.left(),
                                     " bytes are left"));
    PHI1_ASSIGN(matrix.m_values,
                reader.numbers<float>(static_cast<std::uint64_t>(matrix.m_rows) *
                                          static_cast<std::uint64_t>(matrix.m_columns),
                                      name));
    if (!allFinite(matrix.m_values))
        return reader.corrupt(concat("its ", name, " has values that are not finite"));
    return matrix;
}

Result<FastTextMatrix> FastTextMatrix::readQuantised(FieldReader &reader, const char *name)
{
    FastTextMatrix matrix;
    matrix.m_quantised = true;
    PHI1_TRY(matrix.readQuantisers(reader, name));
    matrix.widen();
    return matrix;
}

Result<void> FastTextMatrix::readQuantisers(FieldReader &reader, const char *name)
{
    PHI1_ASSIGN(const bool withNorms, reader.flag("qnorm"));
    PHI1_ASSIGN(m_rows, reader.number<std::int64_t>("m"));
    PHI1_ASSIGN(m_columns, reader.number<std::int64_t>("n"));
    PHI1_ASSIGN(const auto codes, reader.number<std::int32_t>("codesize"));
    if (m_rows < 1 || m_columns < 1 || codes < 1 || codes % m_rows != 0)
        return reader.corrupt(concat("its quantised ", name, " claims ", m_rows, " × ", m_columns,
                                     " numbers in ", codes, " codes"));
    m_parts = static_cast<std::size_t>(codes / m_rows);
    PHI1_ASSIGN(m_codes, reader.numbers<std::uint8_t>(codes, "codes"));
    PHI1_ASSIGN(Quantiser quantiser, readQuantiser(reader, name, m_columns));
    if (static_cast<std::size_t>(quantiser.parts) != m_parts)
        return reader.corrupt(concat("its quantised ", name, " has ", m_parts,
                                     " codes a row, its quantiser ", quantiser.parts, " parts"));
    m_partColumns = static_cast<std::size_t>(quantiser.partColumns);
    m_lastPartColumns = static_cast<std::size_t>(quantiser.lastPartColumns);
    m_centroids = std::move(quantiser.centroids);
    if (withNorms) {
        PHI1_ASSIGN(m_normCodes, reader.numbers<std::uint8_t>(m_rows, "norm codes"));
        PHI1_ASSIGN(Quantiser norms, readQuantiser(reader, "norms", 1));
        m_norms = std::move(norms.centroids);
    }
    return {};
}

const float *FastTextMatrix::centroids(std::size_t part, std::uint8_t code) const
{
    const std::size_t width = part + 1 == m_parts ? m_lastPartColumns : m_partColumns;
    return m_centroids.data() + part * centroidsPerPart * m_partColumns + code * width;
}

float FastTextMatrix::norm(std::int64_t row) const
{
    return m_normCodes.empty() ? 1.0f : m_norms[m_normCodes[static_cast<std::size_t>(row)]];
}

void FastTextMatrix::addCodes(std::int64_t row, std::span<float> sum) const
{
    const float factor = norm(row);
    const std::uint8_t *codes = m_codes.data() + static_cast<std::size_t>(row) * m_parts;
    float *out = sum.data();
    for (std::size_t part = 0; part < m_parts; ++part) {
        const std::size_t width = part + 1 == m_parts ? m_lastPartColumns : m_partColumns;
        const float *values = centroids(part, codes[part]);
        for (std::size_t column = 0; column < width; ++column)
            out[column] += factor * values[column];
        out += width;
    }
}

void FastTextMatrix::widen()
{
    // A row's numbers are products of two floats, rounded once: the same whether they are made now
    // or when they are added.
    if (m_rows > widenedLimit / static_cast<std::int64_t>(sizeof(float)) / m_columns)
        return;
    std::vector<float> values(static_cast<std::size_t>(m_rows * m_columns));
    for (std::int64_t row = 0; row < m_rows; ++row)
        addCodes(row, std::span(values).subspan(static_cast<std::size_t>(row * m_columns),
                                                static_cast<std::size_t>(m_columns)));
    m_values = std::move(values);
}

void FastTextMatrix::addRows(std::span<const std::int32_t> rows, std::span<float> sum) const
{
    assert(sum.size() == static_cast<std::size_t>(m_columns));
    if (m_values.empty()) {
        for (const std::int32_t row : rows)
            addCodes(row, sum);
        return;
    }
    constexpr std::size_t ahead = 8; // rows lie anywhere: ask for them before they are needed
    const auto columns = static_cast<std::size_t>(m_columns);
    float *const out = sum.data();
    const auto begin = [&](std::size_t index) {
        return m_values.data() + static_cast<std::size_t>(rows[index]) * columns;
    };
    for (std::size_t index = 0; index < rows.size(); ++index) {
        if (index + ahead < rows.size()) {
            const float *next = begin(index + ahead);
            for (std::size_t column = 0; column < columns; column += 16)
                __builtin_prefetch(next + column);
        }
        const float *row = begin(index);
        for (std::size_t column = 0; column < columns; ++column)
            out[column] += row[column];
    }
}

float FastTextMatrix::dot(std::int64_t row, std::span<const float> vector) const
{
    assert(vector.size() == static_cast<std::size_t>(m_columns));
    float sum = 0;
    if (!m_quantised) {
        const float *values = m_values.data() + row * m_columns;
        for (std::size_t column = 0; column < vector.size(); ++column)
            sum += values[column] * vector[column];
        return sum;
    }
    const std::uint8_t *codes = m_codes.data() + static_cast<std::size_t>(row) * m_parts;
    std::size_t column = 0;
    for (std::size_t part = 0; part < m_parts; ++part) {
        const std::size_t width = part + 1 == m_parts ? m_lastPartColumns : m_partColumns;
        const float *values = centroids(part, codes[part]);
        for (std::size_t index = 0; index < width; ++index, ++column)
            sum += vector[column] * values[index];
    }
    return sum * norm(row); // fastText multiplies the sum, not its parts
}

} // namespace phi1
