// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/curve_export.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <vector>

namespace phi1 {

namespace {

/// Gathers small pieces, so that the taker sees large ones.
class Gatherer
{
public:
    explicit Gatherer(const AppendBytes &append)
        : m_append(append)
    {}
    std::string &text() { return m_text; }
    Result<void> passOn(std::size_t beyond)
    {
        if (m_text.size() <= beyond)
            return {};
        PHI1_TRY(m_append(m_text));
        m_text.clear();
        return {};
    }

private:
    const AppendBytes &m_append;
    std::string m_text;
};
constexpr std::size_t pieceSize = 1u << 16;

void addNumber(std::string &text, double value)
{
    if (std::isnan(value)) {
        text += "NaN";
    } else if (std::isinf(value)) {
        text += value > 0 ? "Infinity" : "-Infinity";
    } else {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
        text.append(digits.data(), end.ptr);
    }
}

/// A name as a field of CSV (RFC 4180).
void addField(std::string &text, std::string_view field)
{
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
        text += field;
        return;
    }
    text += '"';
    for (const char c : field)
        text.append(c == '"' ? 2 : 1, c);
    text += '"';
}

void addCells(std::string &text, const CurveTable &table, std::size_t row, bool isThere)
{
    for (const CurveColumn &column : table.columns) {
        text += ',';
        if (isThere && column.present[row])
            addNumber(text, column.values[row]);
    }
}

} // namespace

Result<void> exportCsv(const RunCurve &curve, const AppendBytes &append)
{
    Gatherer out(append);
    std::string &text = out.text();
    std::vector<const CurveTable *> tables = {&curve.steps()};
    text = "step,segment,time,elapsed";
    for (const CurveColumn &column : curve.steps().columns) {
        text += ',';
        addField(text, column.name);
    }
    for (const auto &evaluation : curve.evaluations()) {
        tables.push_back(&evaluation.table);
        for (const CurveColumn &column : evaluation.table.columns) {
            text += ',';
            addField(text, evaluation.name + "." + column.name);
        }
    }
    text += '\n';
    // All tables ascend by step: a merge, in which an evaluation may have a row of its own.
    std::vector<std::size_t> rows(tables.size(), 0);
    while (true) {
        const CurveTable *first = nullptr;
        std::size_t firstRow = 0;
        for (std::size_t i = 0; i < tables.size(); ++i) {
            if (rows[i] < tables[i]->steps.size() &&
                (!first || tables[i]->steps[rows[i]] < first->steps[firstRow])) {
                first = tables[i];
                firstRow = rows[i];
            }
        }
        if (!first)
            break;
        const std::int64_t step = first->steps[firstRow];
        text += std::to_string(step) + "," + std::to_string(first->segments[firstRow]) + ",";
        addNumber(text, first->times[firstRow]);
        text += ',';
        addNumber(text, first->elapsed[firstRow]);
        for (std::size_t i = 0; i < tables.size(); ++i) {
            const bool isThere =
                rows[i] < tables[i]->steps.size() && tables[i]->steps[rows[i]] == step;
            addCells(text, *tables[i], rows[i], isThere);
            rows[i] += isThere ? 1 : 0;
        }
        text += '\n';
        PHI1_TRY(out.passOn(pieceSize));
    }
    return out.passOn(0);
}

std::uint32_t crc32c(std::string_view bytes)
{
    static const auto table = [] {
        std::array<std::uint32_t, 256> entries{};
        for (std::uint32_t i = 0; i < entries.size(); ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = (value >> 1) ^ ((value & 1) != 0 ? 0x82F63B78u : 0u);
            entries[i] = value;
        }
        return entries;
    }();
    std::uint32_t crc = ~0u;
    for (const char byte : bytes)
        crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xFF] ^ (crc >> 8);
    return ~crc;
}

namespace {

template<typename T>
void addLittleEndian(std::string &out, T value)
{
    for (std::size_t i = 0; i < sizeof(T); ++i)
        out.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

void addVarint(std::string &out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out.push_back(static_cast<char>(value | 0x80));
    out.push_back(static_cast<char>(value));
}

// Protocol buffers: a field is its number and wire type, then the value.
enum class Wire { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

void addKey(std::string &out, unsigned field, Wire wire)
{
    addVarint(out, field << 3 | static_cast<unsigned>(wire));
}

void addBytes(std::string &out, unsigned field, std::string_view bytes)
{
    addKey(out, field, Wire::Bytes);
    addVarint(out, bytes.size());
    out += bytes;
}

std::string eventMessage(double wallTime)
{
    std::string message;
    addKey(message, 1, Wire::Fixed64); // Event.wall_time
    addLittleEndian(message, std::bit_cast<std::uint64_t>(wallTime));
    return message;
}

void addRecord(std::string &out, std::string_view data)
{
    const auto masked = [](std::string_view bytes) {
        const std::uint32_t crc = crc32c(bytes);
        return (crc >> 15 | crc << 17) + 0xa282ead8u;
    };
    std::string length;
    addLittleEndian(length, static_cast<std::uint64_t>(data.size()));
    out += length;
    addLittleEndian(out, masked(length));
    out += data;
    addLittleEndian(out, masked(data));
}

Result<void> addTable(Gatherer &out, const CurveTable &table, const std::string &prefix)
{
    for (std::size_t row = 0; row < table.steps.size(); ++row) {
        std::string summary;
        for (const CurveColumn &column : table.columns) {
            if (!column.present[row])
                continue;
            std::string value;
            addBytes(value, 1, prefix + column.name); // Summary.Value.tag
            addKey(value, 2, Wire::Fixed32);          // Summary.Value.simple_value
            addLittleEndian(value,
                            std::bit_cast<std::uint32_t>(static_cast<float>(column.values[row])));
            addBytes(summary, 1, value); // Summary.value
        }
        std::string message = eventMessage(table.times[row]);
        addKey(message, 2, Wire::Varint); // Event.step
        addVarint(message, static_cast<std::uint64_t>(table.steps[row]));
        addBytes(message, 5, summary); // Event.summary
        addRecord(out.text(), message);
        PHI1_TRY(out.passOn(pieceSize));
    }
    return {};
}

} // namespace

Result<void> exportTensorBoard(const RunCurve &curve, const AppendBytes &append)
{
    Gatherer out(append);
    const auto &times = curve.steps().times;
    std::string first = eventMessage(times.empty() ? 0 : times.front());
    addBytes(first, 3, "brain.Event:2"); // Event.file_version
    addRecord(out.text(), first);
    PHI1_TRY(addTable(out, curve.steps(), ""));
    for (const auto &evaluation : curve.evaluations())
        PHI1_TRY(addTable(out, evaluation.table, evaluation.name + "/"));
    return out.passOn(0);
}

} // namespace phi1
