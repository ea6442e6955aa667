// SPDX-License-Identifier: Apache-2.0
#include "model/formats/safetensors_header.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <unordered_set>

#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

/// The header as events: a document tree would keep only the last of two equal keys, and two
/// readers that pick different ones would see two different files.
class HeaderParser : public nlohmann::json_sax<Json>
{
public:
    explicit HeaderParser(std::string_view what)
        : m_what(what)
    {}

    SafetensorsHeader header;
    std::optional<Error> error;

    bool null() override { return unexpected("null"); }
    bool boolean(bool) override { return unexpected("true or false"); }
    bool number_integer(number_integer_t) override { return unexpected("a negative number"); }
    bool number_float(number_float_t, const string_t &) override
    {
        return unexpected("a number that is no 64-bit integer");
    }
    bool binary(binary_t &) override { return unexpected("binary data"); }

    bool number_unsigned(number_unsigned_t value) override
    {
        if (m_place == Place::Shape) {
            if (m_current.shape.size() == maximalDimensions)
                return refuse(
                    concat(tensorName(), " has more than ", maximalDimensions, " dimensions"));
            if (value > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
                return refuse(concat(tensorName(), " has a dimension of ", value));
            m_current.shape.push_back(static_cast<std::int64_t>(value));
            return true;
        }
        if (m_place == Place::Offsets) {
            if (m_offsets == 2)
                return refuse(concat(tensorName(), " has more than two data_offsets"));
            (m_offsets == 0 ? m_current.begin : m_current.end) = value;
            ++m_offsets;
            return true;
        }
        return unexpected("a number");
    }

    bool string(string_t &value) override
    {
        if (m_place == Place::Metadata && m_hasKey) {
            m_hasKey = false;
            header.metadata[m_key] = value;
            return true;
        }
        if (m_place == Place::Tensor && m_key == "dtype") {
            const std::optional<DType> dtype = dtypeFromName(value);
            if (!dtype)
                return refuse(concat(tensorName(), " has dtype \"", printable(value, 40),
                                     "\", which this program does not know"),
                              ErrorCode::Incompatible);
            m_current.dtype = *dtype;
            return true;
        }
        return unexpected("a string");
    }

    bool start_object(std::size_t) override
    {
        if (m_place == Place::Start) {
            m_place = Place::Root;
            return true;
        }
        if (m_place != Place::Root)
            return unexpected("an object");
        if (m_key == "__metadata__") {
            m_place = Place::Metadata;
            return true;
        }
        m_place = Place::Tensor;
        m_current = {};
        m_current.name = m_key;
        m_hasDtype = m_hasShape = m_hasOffsets = false;
        return true;
    }

    bool key(string_t &value) override
    {
        m_key = value;
        switch (m_place) {
        case Place::Root:
            if (value.size() > maximalNameBytes)
                return refuse(concat("a tensor's name has ", value.size(),
                                     " bytes, expected at most ", maximalNameBytes));
            if (!m_names.insert(value).second)
                return refuse(concat("the name \"", printable(value, 100), "\" occurs twice"));
            if (m_names.size() > maximalTensors + 1)
                return refuse(concat("there are more than ", maximalTensors, " tensors"));
            return true;
        case Place::Metadata:
            m_hasKey = true;
            if (header.metadata.count(value) != 0)
                return refuse(
                    concat("the metadata key \"", printable(value, 100), "\" occurs twice"));
            return header.metadata.size() < maximalTensors || refuse("there is too much metadata");
        case Place::Tensor:
            if (value == "dtype")
                return once(m_hasDtype);
            if (value == "shape")
                return once(m_hasShape);
            if (value == "data_offsets")
                return once(m_hasOffsets);
            return refuse(concat(tensorName(), " has the key \"", printable(value, 60),
                                 "\", expected dtype, shape and data_offsets"));
        default:
            return unexpected("a key");
        }
    }

    bool end_object() override
    {
        if (m_place == Place::Tensor) {
            if (!m_hasDtype || !m_hasShape || !m_hasOffsets)
                return refuse(concat(tensorName(), " lacks ",
                                     !m_hasDtype   ? "dtype"
                                     : !m_hasShape ? "shape"
                                                   : "data_offsets"));
            header.entries.push_back(std::move(m_current));
            m_place = Place::Root;
        } else {
            m_place = m_place == Place::Metadata ? Place::Root : Place::End;
        }
        return true;
    }

    bool start_array(std::size_t) override
    {
        if (m_place == Place::Tensor && m_key == "shape") {
            m_place = Place::Shape;
            return true;
        }
        if (m_place == Place::Tensor && m_key == "data_offsets") {
            m_place = Place::Offsets;
            m_offsets = 0;
            return true;
        }
        return unexpected("a list");
    }

    bool end_array() override
    {
        if (m_place == Place::Offsets && m_offsets != 2)
            return refuse(concat(tensorName(), " has ", m_offsets, " data_offsets, expected two"));
        m_place = Place::Tensor;
        return true;
    }

    bool parse_error(std::size_t position, const std::string &,
                     const nlohmann::json::exception &) override
    {
        return refuse(concat("the header is not valid JSON at byte ", position));
    }

private:
    enum class Place { Start, Root, Metadata, Tensor, Shape, Offsets, End };

    bool refuse(const std::string &message, ErrorCode code = ErrorCode::Corrupt)
    {
        if (!error)
            error = Error{code, concat(m_what, " is not a valid safetensors file: ", message)};
        return false;
    }
    bool once(bool &seen)
    {
        if (seen)
            return refuse(concat(tensorName(), " has the key ", m_key, " twice"));
        seen = true;
        return true;
    }
    bool unexpected(const char *found)
    {
        switch (m_place) {
        case Place::Start:
            return refuse(concat("the header is ", found, ", expected an object"));
        case Place::Root:
            return refuse(concat("\"", printable(m_key, 100), "\" is ", found,
                                 ", expected an object with dtype, shape and data_offsets"));
        case Place::Metadata:
            return refuse(concat("the metadata \"", printable(m_key, 100), "\" is ", found,
                                 ", expected a string"));
        default:
            return refuse(concat(tensorName(), " has ", found, " in ", printable(m_key, 60)));
        }
    }
    std::string tensorName() const
    {
        return concat("tensor \"", printable(m_current.name, 100), "\"");
    }

    std::string_view m_what;
    Place m_place = Place::Start;
    std::string m_key;
    bool m_hasKey = false;
    std::unordered_set<std::string> m_names;
    SafetensorsEntry m_current;
    bool m_hasDtype = false;
    bool m_hasShape = false;
    bool m_hasOffsets = false;
    int m_offsets = 0;
};

Result<void> checkRanges(std::vector<SafetensorsEntry> &entries, std::uint64_t dataStart,
                         std::uint64_t dataSize, std::string_view what)
{
    const auto refuse = [&](const auto &...parts) {
        return failure(ErrorCode::Corrupt,
                       concat(what, " is not a valid safetensors file: ", parts...));
    };
    std::sort(entries.begin(), entries.end(),
              [](const SafetensorsEntry &a, const SafetensorsEntry &b) {
                  return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
              });
    std::uint64_t expected = 0;
    for (SafetensorsEntry &entry : entries) {
        const std::string name = printable(entry.name, 100);
        if (entry.end < entry.begin || entry.end > dataSize)
            return refuse("tensor \"", name, "\" lies at bytes ", entry.begin, " to ", entry.end,
                          " of ", dataSize, " bytes of data; the file may be cut off");
        std::uint64_t bytes = dtypeSize(entry.dtype);
        for (const std::int64_t dimension : entry.shape) {
            if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(dimension), &bytes))
                return refuse("tensor \"", name, "\" has a shape of more than 2^64 bytes");
        }
        if (bytes != entry.end - entry.begin)
            return refuse("tensor \"", name, "\" has ", entry.end - entry.begin,
                          " bytes, expected ", bytes, " by its shape and dtype");
        if (entry.begin != expected)
            return refuse("tensor \"", name, "\" starts at byte ", entry.begin,
                          " of the data, expected ", expected,
                          ": tensors may neither overlap nor leave holes");
        expected = entry.end;
        entry.begin += dataStart;
        entry.end += dataStart;
    }
    if (expected != dataSize)
        return refuse("it has ", dataSize, " bytes of data, expected ", expected,
                      ", the end of the last tensor");
    return {};
}

} // namespace

Result<SafetensorsHeader> parseSafetensorsHeader(std::span<const std::byte> file,
                                                 std::string_view what)
{
    const auto refuse = [&](const auto &...parts) {
        return failure(ErrorCode::Corrupt,
                       concat(what, " is not a valid safetensors file: ", parts...));
    };
    if (file.size() < 8)
        return refuse("it has ", file.size(), " bytes, expected at least 8");
    std::uint64_t length = 0;
    std::memcpy(&length, file.data(), sizeof length);
    if (length > maximalHeaderBytes)
        return refuse("its header would have ", length, " bytes, expected at most ",
                      maximalHeaderBytes);
    if (length > file.size() - 8)
        return refuse("its header should have ", length, " bytes, but only ", file.size() - 8,
                      " follow; the file may be cut off");
    // A copy, so that a file that changes under us is parsed as it was at one moment.
    const std::string text(reinterpret_cast<const char *>(file.data()) + 8, length);
    if (text.empty() || text.front() != '{')
        return refuse("its header does not start with '{'");
    // The JSON parser would take it for the end and not look at what follows.
    if (text.find('\0') != std::string::npos)
        return refuse("its header has a zero byte");

    HeaderParser parser(what);
    const bool parsed = Json::sax_parse(text, &parser);
    if (parser.error)
        return tl::unexpected<Error>(std::move(*parser.error));
    if (!parsed)
        return refuse("its header cannot be parsed");
    PHI1_TRY(checkRanges(parser.header.entries, 8 + length, file.size() - 8 - length, what));
    return std::move(parser.header);
}

} // namespace phi1
