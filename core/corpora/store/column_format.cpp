// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/store/column_format.h"

#include <cstring>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1::columnFormat {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view magic = "phi1col\n";
constexpr std::size_t fixedBytes = 32;

template<typename T>
void append(std::string &bytes, T value)
{
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    bytes.append(raw, sizeof value);
}

template<typename T>
T valueAt(std::string_view bytes, std::size_t offset)
{
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

} // namespace

std::size_t widthOf(ColumnType type)
{
    return type == ColumnType::Hash ? 16 : 4;
}

std::string_view nameOf(ColumnType type)
{
    switch (type) {
    case ColumnType::Number:
        return "number";
    case ColumnType::Count:
        return "count";
    case ColumnType::Category:
        return "category";
    case ColumnType::Hash:
        return "hash";
    }
    return "unknown";
}

std::string headerBytes(const Header &header)
{
    const std::string json = dumpJson({{"key", header.key}, {"facts", header.facts}});
    const std::size_t size = (fixedBytes + json.size() + 15) / 16 * 16;
    std::string bytes(magic);
    append(bytes, version);
    append(bytes, static_cast<std::uint32_t>(size));
    append(bytes, static_cast<std::uint32_t>(header.type));
    append(bytes, static_cast<std::uint32_t>(json.size()));
    append(bytes, header.generation);
    bytes += json;
    bytes.resize(size, '\0');
    return bytes;
}

Result<Header> readHeader(std::string_view beginning, const fs::path &file)
{
    const auto corrupt = [&](std::string_view why) {
        return failure(ErrorCode::Corrupt, concat(file, " is damaged: ", why,
                                                  "; remove it and run the command that "
                                                  "makes it again"));
    };
    if (beginning.size() < fixedBytes || !beginning.starts_with(magic))
        return corrupt("it does not begin as a column");
    const auto found = valueAt<std::uint32_t>(beginning, 8);
    if (found != version)
        return failure(ErrorCode::Incompatible,
                       concat(file, " is a column of version ", found, ", this program knows ",
                              version, "; it was left as it is: use a newer program"));
    Header header;
    header.bytes = valueAt<std::uint32_t>(beginning, 12);
    const auto type = valueAt<std::uint32_t>(beginning, 16);
    const std::size_t json = valueAt<std::uint32_t>(beginning, 20);
    header.generation = valueAt<std::uint64_t>(beginning, 24);
    if (header.bytes > largestHeader || header.bytes % 16 != 0 || header.bytes > beginning.size() ||
        json > header.bytes - fixedBytes)
        return corrupt("the sizes in its header contradict each other");
    if (type > static_cast<std::uint32_t>(ColumnType::Hash))
        return corrupt(concat("its values are of an unknown type ", type));
    header.type = static_cast<ColumnType>(type);
    PHI1_ASSIGN(const Json parsed,
                parseJson(beginning.substr(fixedBytes, json), concat("the header of ", file)));
    if (!parsed.is_object() || !parsed.contains("key") || !parsed["key"].is_string() ||
        !parsed.contains("facts") || !parsed["facts"].is_object())
        return corrupt("its header names no key and facts");
    header.key = parsed["key"].get<std::string>();
    header.facts = parsed["facts"];
    return header;
}

fs::path namesFile(const fs::path &column, std::uint64_t generation)
{
    fs::path file = column;
    file.replace_extension();
    file += concat('.', std::hex, generation, ".names");
    return file;
}

Result<Names> readNames(const fs::path &file)
{
    Names result;
    std::error_code error;
    if (!fs::exists(file, error))
        return result;
    PHI1_ASSIGN(const std::string bytes, readFile(file));
    while (bytes.size() - result.bytes >= 4) {
        const std::size_t length = valueAt<std::uint32_t>(bytes, result.bytes);
        if (length > bytes.size() - result.bytes - 4)
            break;
        result.names.emplace_back(bytes, result.bytes + 4, length);
        result.bytes += 4 + length;
    }
    return result;
}

} // namespace phi1::columnFormat
