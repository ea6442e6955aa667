// SPDX-License-Identifier: Apache-2.0
#include "core/attention/array_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <set>
#include <stdexcept>

#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::uint64_t mostHeaderBytes = 64u << 20;
constexpr std::size_t mostArrays = 10'000;
constexpr std::size_t mostDimensions = 8;

constexpr std::array types = {ArrayType::I64,  ArrayType::F32, ArrayType::I32,
                              ArrayType::BF16, ArrayType::F16, ArrayType::U8};

std::optional<ArrayType> typeNamed(std::string_view name)
{
    const auto found = std::find_if(types.begin(), types.end(),
                                    [&](ArrayType type) { return nameOf(type) == name; });
    return found == types.end() ? std::nullopt : std::optional(*found);
}

std::string shapeText(std::span<const std::int64_t> shape)
{
    std::string text = "[";
    for (const std::int64_t size : shape)
        text += concat(text.size() > 1 ? ", " : "", size < 0 ? "any" : std::to_string(size));
    return text + "]";
}

void appendLength(std::string &bytes, std::uint64_t length, int count)
{
    for (int i = 0; i < count; ++i)
        bytes += static_cast<char>(length >> (8 * i) & 0xff);
}

void append(std::string &bytes, std::span<const std::byte> more)
{
    bytes.append(reinterpret_cast<const char *>(more.data()), more.size());
}

void checkSize(const ArrayView &array, std::string_view name)
{
    std::uint64_t bytes = bytesOf(array.type);
    for (const std::int64_t size : array.shape) {
        if (size < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes))
            throw std::invalid_argument(
                concat("the array ", name, " has the impossible shape ", shapeText(array.shape)));
    }
    if (bytes != array.bytes.size())
        throw std::invalid_argument(concat("the array ", name, " has ", array.bytes.size(),
                                           " bytes, expected ", bytes, " by its shape"));
}

/// Reads one file; every function gives the reason it refuses, or nothing.
class Reader
{
public:
    explicit Reader(std::span<const std::byte> file)
        : m_file(file)
    {}

    ArrayFile result;
    ErrorCode code = ErrorCode::Corrupt;

    std::optional<std::string> read()
    {
        if (m_file.size() < 8)
            return concat("it has ", m_file.size(), " bytes, expected at least 8");
        std::uint64_t length = 0;
        std::memcpy(&length, m_file.data(), sizeof length);
        if (length > mostHeaderBytes)
            return concat("its header would have ", length, " bytes, expected at most ",
                          mostHeaderBytes);
        if (length > m_file.size() - 8)
            return concat("its header should have ", length, " bytes, but only ", m_file.size() - 8,
                          " follow; the file may be cut off");
        const std::string_view text(reinterpret_cast<const char *>(m_file.data()) + 8, length);
        m_data = m_file.subspan(8 + length);
        if (text.empty() || text.front() != '{' || text.find('\0') != std::string_view::npos)
            return "its header is not a JSON object";
        if (auto reason = parse(text))
            return reason;
        return checkRanges();
    }

private:
    std::optional<std::string> parse(std::string_view text)
    {
        // The document keeps one of two equal names, and nesting costs what no header needs.
        std::set<std::string> names;
        std::optional<std::string> reason;
        const auto look = [&](int depth, Json::parse_event_t event, Json &value) {
            if (reason)
                return false;
            if (depth > 3)
                reason = "its header is nested deeper than three levels";
            else if (event == Json::parse_event_t::key && depth == 1) {
                const auto &name = value.get_ref<const std::string &>();
                if (!names.insert(name).second)
                    reason = concat("the name ", printable(name, 100), " occurs twice");
                else if (names.size() > mostArrays + 1)
                    reason = concat("it has more than ", mostArrays, " arrays");
            }
            return !reason;
        };
        const Json header = Json::parse(text, look, false);
        if (reason)
            return reason;
        if (!header.is_object())
            return "its header is not valid JSON";
        for (const auto &[name, entry] : header.items()) {
            if (auto wrong = name == "__metadata__" ? readMetadata(entry) : readEntry(name, entry))
                return wrong;
        }
        return {};
    }

    std::optional<std::string> readMetadata(const Json &entry)
    {
        if (!entry.is_object())
            return "its metadata is not an object";
        for (const auto &[key, value] : entry.items()) {
            if (!value.is_string())
                return concat("its metadata ", printable(key, 100), " is not a string");
            result.metadata[key] = value.get<std::string>();
        }
        return {};
    }

    std::optional<std::string> readEntry(const std::string &name, const Json &entry)
    {
        const std::string title = concat("the array ", printable(name, 100));
        const auto isCount = [](const Json &value) { return value.is_number_unsigned(); };
        if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") ||
            !entry.contains("shape") || !entry.contains("data_offsets"))
            return concat(title, " lacks dtype, shape or data_offsets, or has more");
        const Json &shape = entry["shape"];
        const Json &offsets = entry["data_offsets"];
        if (!entry["dtype"].is_string() || !shape.is_array() || shape.size() > mostDimensions ||
            !std::all_of(shape.begin(), shape.end(), isCount) || !offsets.is_array() ||
            offsets.size() != 2 || !std::all_of(offsets.begin(), offsets.end(), isCount))
            return concat(title, " has a dtype, shape or data_offsets of another kind than "
                                 "expected");
        const auto type = typeNamed(entry["dtype"].get<std::string>());
        if (!type) {
            code = ErrorCode::Incompatible;
            return concat(title, " has dtype ", printable(entry["dtype"].get<std::string>(), 40),
                          ", expected U8, I32, I64, F16, BF16 or F32");
        }
        ArrayView array{*type, {}, {}};
        std::uint64_t bytes = bytesOf(*type);
        for (const Json &size : shape) {
            if (size.get<std::uint64_t>() > std::uint64_t(INT64_MAX) ||
                __builtin_mul_overflow(bytes, size.get<std::uint64_t>(), &bytes))
                return concat(title, " has a shape of more than 2^64 bytes");
            array.shape.push_back(size.get<std::int64_t>());
        }
        const auto begin = offsets[0].get<std::uint64_t>();
        const auto end = offsets[1].get<std::uint64_t>();
        if (end < begin || end > m_data.size())
            return concat(title, " lies at bytes ", begin, " to ", end, " of ", m_data.size(),
                          " bytes of data; the file may be cut off");
        if (end - begin != bytes)
            return concat(title, " has ", end - begin, " bytes, expected ", bytes,
                          " by its shape and dtype");
        array.bytes = m_data.subspan(begin, bytes);
        m_ranges.emplace_back(begin, end);
        result.arrays.emplace(name, std::move(array));
        return {};
    }

    std::optional<std::string> checkRanges()
    {
        std::sort(m_ranges.begin(), m_ranges.end());
        std::uint64_t expected = 0;
        for (const auto &[begin, end] : m_ranges) {
            if (begin != expected)
                return concat("an array starts at byte ", begin, " of the data, expected ",
                              expected, ": arrays may neither overlap nor leave holes");
            expected = end;
        }
        if (expected != m_data.size())
            return concat("it has ", m_data.size(), " bytes of data, expected ", expected,
                          ", the end of the last array");
        return {};
    }

    std::span<const std::byte> m_file, m_data;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> m_ranges;
};

} // namespace

Result<ArrayView> ArrayFile::array(std::string_view name, ArrayType type,
                                   std::span<const std::int64_t> shape) const
{
    const auto found = arrays.find(name);
    if (found == arrays.end())
        return failure(ErrorCode::Corrupt, concat("the array ", name, " is missing"));
    const ArrayView &array = found->second;
    const bool fits = array.type == type && array.shape.size() == shape.size() &&
                      std::equal(shape.begin(), shape.end(), array.shape.begin(),
                                 [](std::int64_t expected, std::int64_t size) {
                                     return expected < 0 || expected == size;
                                 });
    if (!fits)
        return failure(ErrorCode::Corrupt, concat("the array ", name, " is ", nameOf(array.type),
                                                  " ", shapeText(array.shape), ", expected ",
                                                  nameOf(type), " ", shapeText(shape)));
    return array;
}

Result<ArrayFile> readSafetensors(std::span<const std::byte> file, std::string_view what)
{
    Reader reader(file);
    if (const auto reason = reader.read())
        return failure(reader.code, concat(what, " is not a valid safetensors file: ", *reason));
    return std::move(reader.result);
}

Result<ArrayFile> readSafetensors(std::string_view file, std::string_view what)
{
    return readSafetensors(std::as_bytes(std::span(file)), what);
}

std::string safetensorsBytes(const std::map<std::string, ArrayView, std::less<>> &arrays,
                             const std::map<std::string, std::string, std::less<>> &metadata)
{
    // The largest elements first keep every array aligned to its own.
    std::vector<const std::pair<const std::string, ArrayView> *> order;
    for (const auto &entry : arrays) {
        checkSize(entry.second, entry.first);
        order.push_back(&entry);
    }
    std::stable_sort(order.begin(), order.end(), [](const auto *a, const auto *b) {
        return bytesOf(a->second.type) > bytesOf(b->second.type);
    });
    Json header = Json::object();
    if (!metadata.empty())
        header["__metadata__"] = Json::object();
    for (const auto &[key, value] : metadata)
        header["__metadata__"][key] = value;
    std::uint64_t offset = 0;
    for (const auto *entry : order) {
        const ArrayView &array = entry->second;
        header[entry->first] = {{"dtype", nameOf(array.type)},
                                {"shape", array.shape},
                                {"data_offsets", {offset, offset + array.bytes.size()}}};
        offset += array.bytes.size();
    }
    std::string text = dumpJson(header);
    text.append((8 - text.size() % 8) % 8, ' ');
    std::string bytes;
    bytes.reserve(8 + text.size() + offset);
    appendLength(bytes, text.size(), 8);
    bytes += text;
    for (const auto *entry : order)
        append(bytes, entry->second.bytes);
    return bytes;
}

std::string npyBytes(const ArrayView &array)
{
    checkSize(array, "to be written");
    std::vector<float> widened;
    ArrayView written = array;
    if (array.type == ArrayType::BF16) {
        widened = array.floats();
        written = arrayOf(widened, array.shape);
    }
    const char *type = "<f4";
    switch (written.type) {
    case ArrayType::U8:
        type = "|u1";
        break;
    case ArrayType::I32:
        type = "<i4";
        break;
    case ArrayType::I64:
        type = "<i8";
        break;
    case ArrayType::F16:
        type = "<f2";
        break;
    case ArrayType::BF16:
    case ArrayType::F32:
        break;
    }
    std::string shape;
    for (const std::int64_t size : written.shape)
        shape += concat(shape.empty() ? "" : ", ", size);
    if (written.shape.size() == 1)
        shape += ','; // a tuple of one, as Python writes it
    std::string header =
        concat("{'descr': '", type, "', 'fortran_order': False, 'shape': (", shape, "), }");
    constexpr std::size_t alignment = 64; // of the data, as NumPy has it
    constexpr std::size_t before = 10;    // magic, version, length
    header.append(alignment - (before + header.size() + 1) % alignment, ' ');
    header += '\n';
    std::string bytes = "\x93NUMPY";
    bytes += '\1';
    bytes += '\0';
    appendLength(bytes, header.size(), 2);
    bytes += header;
    append(bytes, written.bytes);
    return bytes;
}

} // namespace phi1
