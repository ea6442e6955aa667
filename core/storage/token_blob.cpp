// SPDX-License-Identifier: Apache-2.0
#include "core/storage/token_blob.h"

#include <bit>
#include <cstring>
#include <memory>
#include <unordered_map>

#include <zstd.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

static_assert(std::endian::native == std::endian::little, "columns are written as they lie");

constexpr char blobVersion = 1;
constexpr int compressionLevel = 3;
constexpr unsigned long long maxUnpacked = 1ULL << 30;

/// Numbers for pairs of id and bytes. An id has one text in practice, yet two are kept apart.
class Dictionary
{
public:
    std::uint32_t place(std::int32_t id, std::string_view bytes)
    {
        const auto [begin, end] = m_places.equal_range(id);
        for (auto found = begin; found != end; ++found) {
            if (m_texts[found->second] == bytes)
                return found->second;
        }
        const auto place = static_cast<std::uint32_t>(m_texts.size());
        m_places.emplace(id, place);
        ids.push_back(id);
        m_texts.push_back(bytes);
        return place;
    }
    const std::vector<std::string_view> &texts() const { return m_texts; }

    std::vector<std::int32_t> ids;

private:
    std::unordered_multimap<std::int32_t, std::uint32_t> m_places;
    std::vector<std::string_view> m_texts; ///< of the tokens that are packed
};

template<typename T>
void appendColumn(std::string &out, const std::vector<T> &column)
{
    const auto size = static_cast<std::uint32_t>(column.size());
    out.append(reinterpret_cast<const char *>(&size), sizeof size);
    out.append(reinterpret_cast<const char *>(column.data()), column.size() * sizeof(T));
}

/// Reads columns one after the other; after one that does not fit, isWhole is false.
class ColumnReader
{
public:
    explicit ColumnReader(std::string_view bytes)
        : m_rest(bytes)
    {}

    template<typename T>
    std::vector<T> column()
    {
        std::vector<T> result;
        std::uint32_t size = 0;
        if (!isWhole || m_rest.size() < sizeof size) {
            isWhole = false;
            return result;
        }
        std::memcpy(&size, m_rest.data(), sizeof size);
        m_rest.remove_prefix(sizeof size);
        if (m_rest.size() / sizeof(T) < size) {
            isWhole = false;
            return result;
        }
        result.resize(size);
        if (size > 0)
            std::memcpy(result.data(), m_rest.data(), size * sizeof(T));
        m_rest.remove_prefix(size * sizeof(T));
        return result;
    }
    bool isAtEnd() const { return m_rest.empty(); }

    bool isWhole = true;

private:
    std::string_view m_rest;
};

/// All columns of a blob, checked against each other.
struct Columns {
    std::vector<std::int32_t> ids; ///< of the dictionary
    std::vector<std::uint32_t> sizes;
    std::vector<char> bytes;
    std::vector<std::uint32_t> tokens; ///< places in the dictionary
    std::vector<float> logProbabilities;
    std::vector<std::uint32_t> topSizes;
    std::vector<std::uint32_t> top;
    std::vector<float> topLogProbabilities;

    bool read(std::string_view data)
    {
        ColumnReader reader(data);
        ids = reader.column<std::int32_t>();
        sizes = reader.column<std::uint32_t>();
        bytes = reader.column<char>();
        tokens = reader.column<std::uint32_t>();
        logProbabilities = reader.column<float>();
        topSizes = reader.column<std::uint32_t>();
        top = reader.column<std::uint32_t>();
        topLogProbabilities = reader.column<float>();
        return reader.isWhole && reader.isAtEnd() && fits();
    }

    bool fits() const
    {
        const auto sum = [](const std::vector<std::uint32_t> &parts) {
            std::uint64_t total = 0;
            for (const std::uint32_t part : parts)
                total += part;
            return total;
        };
        const auto known = [&](const std::vector<std::uint32_t> &places) {
            for (const std::uint32_t place : places) {
                if (place >= ids.size())
                    return false;
            }
            return true;
        };
        return sizes.size() == ids.size() && sum(sizes) == bytes.size() &&
               logProbabilities.size() == tokens.size() && topSizes.size() == tokens.size() &&
               sum(topSizes) == top.size() && topLogProbabilities.size() == top.size() &&
               known(tokens) && known(top);
    }
};

Result<std::string> decompress(std::string_view frame, std::string_view what)
{
    const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > maxUnpacked)
        return failure(ErrorCode::Corrupt, concat(what, " is no list of tokens"));
    std::string data(static_cast<std::size_t>(size), '\0');
    const std::size_t got = ZSTD_decompress(data.data(), data.size(), frame.data(), frame.size());
    if (ZSTD_isError(got) != 0U || got != data.size())
        return failure(ErrorCode::Corrupt, concat(what, " is damaged: ", ZSTD_getErrorName(got)));
    return data;
}

} // namespace

std::string packTokens(const std::vector<TokenRecord> &tokens)
{
    if (tokens.empty())
        return {};
    Dictionary dictionary;
    Columns columns;
    for (const TokenRecord &token : tokens) {
        columns.tokens.push_back(dictionary.place(token.id, token.bytes));
        columns.logProbabilities.push_back(token.logProbability);
        columns.topSizes.push_back(static_cast<std::uint32_t>(token.top.size()));
        for (const AlternativeRecord &alternative : token.top) {
            columns.top.push_back(dictionary.place(alternative.id, alternative.bytes));
            columns.topLogProbabilities.push_back(alternative.logProbability);
        }
    }
    for (const std::string_view text : dictionary.texts()) {
        columns.sizes.push_back(static_cast<std::uint32_t>(text.size()));
        columns.bytes.insert(columns.bytes.end(), text.begin(), text.end());
    }
    std::string data;
    appendColumn(data, dictionary.ids);
    appendColumn(data, columns.sizes);
    appendColumn(data, columns.bytes);
    appendColumn(data, columns.tokens);
    appendColumn(data, columns.logProbabilities);
    appendColumn(data, columns.topSizes);
    appendColumn(data, columns.top);
    appendColumn(data, columns.topLogProbabilities);

    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                       &ZSTD_freeCCtx);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, compressionLevel);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    std::string blob(1 + ZSTD_compressBound(data.size()), blobVersion);
    const std::size_t size =
        ZSTD_compress2(context.get(), blob.data() + 1, blob.size() - 1, data.data(), data.size());
    blob.resize(1 + size); // cannot fail: the room is what the library asks for
    return blob;
}

Result<std::vector<TokenRecord>> unpackTokens(std::string_view blob, std::string_view what)
{
    std::vector<TokenRecord> tokens;
    if (blob.empty())
        return tokens;
    if (blob.front() != blobVersion)
        return failure(ErrorCode::Incompatible,
                       concat(what, " has version ", static_cast<int>(blob.front()),
                              ", this program knows version ", static_cast<int>(blobVersion),
                              "; use a newer program"));
    PHI1_ASSIGN(const std::string data, decompress(blob.substr(1), what));
    Columns columns;
    if (!columns.read(data))
        return failure(ErrorCode::Corrupt, concat(what, " contradicts itself"));
    std::vector<std::string_view> texts;
    const char *text = columns.bytes.data();
    for (const std::uint32_t size : columns.sizes) {
        texts.emplace_back(text, size);
        text += size;
    }
    tokens.resize(columns.tokens.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        TokenRecord &token = tokens[i];
        const std::size_t place = columns.tokens[i];
        token.id = columns.ids[place];
        token.bytes = texts[place];
        token.logProbability = columns.logProbabilities[i];
        token.top.resize(columns.topSizes[i]);
        for (AlternativeRecord &alternative : token.top) {
            const std::size_t topPlace = columns.top[next];
            alternative = {columns.ids[topPlace], std::string(texts[topPlace]),
                           columns.topLogProbabilities[next]};
            ++next;
        }
    }
    return tokens;
}

} // namespace phi1
