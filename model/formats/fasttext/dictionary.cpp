// SPDX-License-Identifier: Apache-2.0
#include "model/formats/fasttext/dictionary.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::size_t rowsAtOnce = 4096;
/// Subwords of known words that are worked out once, at most (256 MiB).
constexpr std::size_t preparedSubwords = 64 << 20;
/// Entries of the scratch memory that are kept for the next text.
constexpr std::size_t keptScratch = 1 << 20;

constexpr std::uint32_t hashBegin = 2166136261u;

/// FNV-1a as fastText has it: bytes are signed, which makes a difference above 127.
constexpr std::uint32_t hashByte(std::uint32_t hash, char byte)
{
    return (hash ^ static_cast<std::uint32_t>(static_cast<std::int8_t>(byte))) * 16777619u;
}

std::uint32_t hashOf(std::string_view word)
{
    std::uint32_t hash = hashBegin;
    for (const char byte : word)
        hash = hashByte(hash, byte);
    return hash;
}

/// Bytes that part words: those of fastText, a NUL among them.
constexpr std::array<bool, 256> separators = [] {
    std::array<bool, 256> table{};
    for (const unsigned char byte : {' ', '\n', '\r', '\t', '\v', '\f', '\0'})
        table[byte] = true;
    return table;
}();

constexpr bool continuesCharacter(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

} // namespace

Result<FastTextDictionary> FastTextDictionary::read(FieldReader &reader,
                                                    const FastTextSettings &settings)
{
    FastTextDictionary dictionary;
    dictionary.m_settings = settings;
    PHI1_ASSIGN(const auto size, reader.number<std::int32_t>("size"));
    PHI1_ASSIGN(const auto words, reader.number<std::int32_t>("nwords"));
    PHI1_ASSIGN(const auto labels, reader.number<std::int32_t>("nlabels"));
    PHI1_TRY(reader.number<std::int64_t>("ntokens"));
    PHI1_ASSIGN(const auto pruned, reader.number<std::int64_t>("pruneidx_size"));
    if (words < 0 || labels < 1 || std::int64_t{words} + labels != size)
        return reader.corrupt(concat("its dictionary of ", size, " entries claims ", words,
                                     " words and ", labels, " labels"));
    PHI1_TRY(dictionary.readEntries(reader, words, labels));
    PHI1_TRY(dictionary.readPruned(reader, pruned));
    dictionary.prepareSubwords();
    return dictionary;
}

Result<void> FastTextDictionary::readEntries(FieldReader &reader, std::int32_t words,
                                             std::int32_t labels)
{
    constexpr std::uint64_t shortestEntry = 1 + sizeof(std::int64_t) + 1;
    const auto count = static_cast<std::size_t>(words) + static_cast<std::size_t>(labels);
    if (count > reader.left() / shortestEntry)
        return reader.corrupt(concat("its dictionary of ", count, " entries does not fit into ",
                                     reader.left(), " bytes"));
    std::vector<std::size_t> ends;
    ends.reserve(count);
    for (std::size_t id = 0; id < count; ++id) {
        PHI1_ASSIGN(const std::string_view text, reader.text("word"));
        PHI1_ASSIGN(const auto occurrences, reader.number<std::int64_t>("count"));
        PHI1_ASSIGN(const auto type, reader.number<std::uint8_t>("type"));
        const bool isLabel = id >= static_cast<std::size_t>(words);
        if (type != (isLabel ? 1 : 0))
            return reader.corrupt(concat("entry ", id, " of its dictionary, '", printable(text, 60),
                                         "', is of type ", int{type},
                                         "; words (0) come first, then labels (1)"));
        m_bytes.insert(m_bytes.end(), text.begin(), text.end());
        ends.push_back(m_bytes.size());
        if (isLabel) {
            m_labels.emplace_back(text);
            m_labelCounts.push_back(occurrences);
        }
    }
    m_wordCount = static_cast<std::size_t>(words);
    m_ids = IdTable(count);
    m_words.reserve(count);
    std::size_t begin = 0;
    for (std::size_t id = 0; id < count; ++id) {
        const std::string_view word(m_bytes.data() + begin, ends[id] - begin);
        begin = ends[id];
        m_words.push_back(word);
        m_ids.put(hashOf(word), static_cast<std::int32_t>(id), [&](std::int32_t other) {
            return m_words[static_cast<std::size_t>(other)] == word;
        });
    }
    return {};
}

Result<void> FastTextDictionary::readPruned(FieldReader &reader, std::int64_t count)
{
    if (count < -1)
        return reader.corrupt(concat("its dictionary keeps ", count, " n-grams"));
    if (count == -1)
        return {};
    m_pruned = true;
    PHI1_ASSIGN(const auto pairs,
                reader.numbers<std::int32_t>(2 * static_cast<std::uint64_t>(count), "pruneidx"));
    m_prunedIds = IdTable(static_cast<std::size_t>(count));
    m_prunedRows.reserve(static_cast<std::size_t>(count));
    for (std::size_t index = 0; index < pairs.size(); index += 2) {
        const std::int32_t bucket = pairs[index], row = pairs[index + 1];
        if (bucket < 0 || bucket >= std::max(m_settings.bucket, 1) || row < 0)
            return reader.corrupt(concat("the kept n-gram of bucket ", bucket, " of ",
                                         m_settings.bucket, " has row ", row));
        m_prunedIds.put(static_cast<std::uint32_t>(bucket),
                        static_cast<std::int32_t>(m_prunedRows.size()),
                        [](std::int32_t) { return true; });
        m_prunedRows.push_back(row);
    }
    return {};
}

Result<void> FastTextDictionary::checkRows(const FieldReader &reader, std::int64_t rows) const
{
    auto needed = static_cast<std::int64_t>(m_wordCount);
    if (!m_pruned && m_settings.hasNgrams())
        needed += m_settings.bucket;
    for (const std::int32_t row : m_prunedRows)
        needed = std::max(needed, static_cast<std::int64_t>(m_wordCount) + row + 1);
    if (needed > rows || rows > INT32_MAX)
        return reader.corrupt(
            concat("its features take ", needed, " rows, its input matrix has ", rows));
    return {};
}

std::int32_t FastTextDictionary::entryOf(std::uint32_t hash, std::string_view word) const
{
    return m_ids.find(
        hash, [&](std::int32_t id) { return m_words[static_cast<std::size_t>(id)] == word; });
}

std::int32_t FastTextDictionary::find(std::string_view word) const
{
    const std::int32_t id = entryOf(hashOf(word), word);
    return id < static_cast<std::int32_t>(m_wordCount) ? id : IdTable::none;
}

std::int32_t FastTextDictionary::ngramRow(std::uint32_t bucket) const
{
    std::int32_t row = static_cast<std::int32_t>(bucket);
    if (m_pruned) {
        const std::int32_t kept = m_prunedIds.find(bucket, [](std::int32_t) { return true; });
        if (kept == IdTable::none)
            return IdTable::none;
        row = m_prunedRows[static_cast<std::size_t>(kept)];
    }
    return static_cast<std::int32_t>(m_wordCount) + row;
}

/// Rows of all n-grams of characters of "<word>", those of one character at either end left out:
/// they are only the brackets.
template<typename Take>
void FastTextDictionary::subwords(std::string_view paddedWord, const Take &take) const
{
    const auto shortest = m_settings.shortestSubword, longest = m_settings.longestSubword;
    const auto buckets = static_cast<std::uint32_t>(m_settings.bucket);
    const std::size_t size = paddedWord.size();
    for (std::size_t begin = 0; begin < size; ++begin) {
        if (continuesCharacter(paddedWord[begin]))
            continue;
        std::uint32_t hash = hashBegin;
        std::size_t end = begin;
        for (std::int32_t length = 1; end < size && length <= longest; ++length) {
            hash = hashByte(hash, paddedWord[end++]);
            while (end < size && continuesCharacter(paddedWord[end]))
                hash = hashByte(hash, paddedWord[end++]);
            if (length < shortest || (length == 1 && (begin == 0 || end == size)))
                continue;
            const std::int32_t row = ngramRow(hash % buckets);
            if (row != IdTable::none)
                take(row);
        }
    }
}

void FastTextDictionary::prepareSubwords()
{
    if (m_settings.longestSubword == 0)
        return;
    std::size_t limit = 0;
    for (std::size_t id = 0; id < m_wordCount; ++id)
        limit += 1 + (m_words[id].size() + 2) * static_cast<std::size_t>(m_settings.longestSubword);
    if (limit > preparedSubwords)
        return;
    m_subwordBegins.reserve(m_wordCount + 1);
    std::string padded;
    for (std::size_t id = 0; id < m_wordCount; ++id) {
        m_subwordBegins.push_back(static_cast<std::uint32_t>(m_subwords.size()));
        m_subwords.push_back(static_cast<std::int32_t>(id));
        if (m_words[id] == endOfLine)
            continue;
        padded.assign("<").append(m_words[id]).append(">");
        subwords(padded, [&](std::int32_t row) { m_subwords.push_back(row); });
    }
    m_subwordBegins.push_back(static_cast<std::uint32_t>(m_subwords.size()));
    m_subwords.shrink_to_fit();
}

void FastTextDictionary::flushIfFull(Scratch &scratch, Sink &sink) const
{
    if (scratch.rows.size() < rowsAtOnce)
        return;
    sink.add(scratch.rows);
    scratch.rows.clear();
}

/// @return whether the line goes on
bool FastTextDictionary::addWord(std::string_view word, std::uint32_t hash, Scratch &scratch,
                                 Sink &sink) const
{
    const std::int32_t id = entryOf(hash, word);
    const bool isEnd = word == endOfLine;
    if (id == IdTable::none ? word.starts_with(labelPrefix)
                            : id >= static_cast<std::int32_t>(m_wordCount))
        return !isEnd; // a label, known or not, is no feature
    if (m_settings.wordNgrams > 1)
        scratch.hashes.push_back(static_cast<std::int32_t>(hash));
    if (m_settings.longestSubword == 0) {
        if (id != IdTable::none)
            scratch.rows.push_back(id);
    } else if (id != IdTable::none && !m_subwordBegins.empty()) {
        const auto begin = m_subwordBegins[static_cast<std::size_t>(id)];
        const auto end = m_subwordBegins[static_cast<std::size_t>(id) + 1];
        scratch.rows.insert(scratch.rows.end(), m_subwords.begin() + begin,
                            m_subwords.begin() + end);
    } else {
        if (id != IdTable::none)
            scratch.rows.push_back(id);
        if (!isEnd) {
            scratch.padded.assign("<").append(word).append(">");
            subwords(scratch.padded, [&](std::int32_t row) {
                scratch.rows.push_back(row);
                flushIfFull(scratch, sink);
            });
        }
    }
    flushIfFull(scratch, sink);
    return !isEnd;
}

void FastTextDictionary::addWordNgrams(Scratch &scratch, Sink &sink) const
{
    const std::vector<std::int32_t> &hashes = scratch.hashes;
    const auto longest = static_cast<std::size_t>(std::max(m_settings.wordNgrams, 1));
    const auto buckets = static_cast<std::uint64_t>(m_settings.bucket);
    for (std::size_t begin = 0; begin < hashes.size(); ++begin) {
        // Hashes are widened with their sign, as fastText does.
        auto hash = static_cast<std::uint64_t>(std::int64_t{hashes[begin]});
        const std::size_t end = std::min(hashes.size(), begin + longest);
        for (std::size_t next = begin + 1; next < end; ++next) {
            hash = hash * 116049371u + static_cast<std::uint64_t>(std::int64_t{hashes[next]});
            const std::int32_t row = ngramRow(static_cast<std::uint32_t>(hash % buckets));
            if (row != IdTable::none)
                scratch.rows.push_back(row);
        }
        flushIfFull(scratch, sink);
    }
}

void FastTextDictionary::features(std::string_view text, Scratch &scratch, Sink &sink) const
{
    scratch.rows.clear();
    scratch.hashes.clear();
    bool goesOn = true;
    for (std::size_t at = 0; goesOn && at < text.size();) {
        if (separators[static_cast<unsigned char>(text[at])]) {
            ++at;
            continue;
        }
        const std::size_t begin = at;
        std::uint32_t hash = hashBegin;
        for (; at < text.size() && !separators[static_cast<unsigned char>(text[at])]; ++at)
            hash = hashByte(hash, text[at]);
        goesOn = addWord(text.substr(begin, at - begin), hash, scratch, sink);
    }
    if (goesOn)
        addWord(endOfLine, hashOf(endOfLine), scratch, sink);
    if (m_settings.wordNgrams > 1)
        addWordNgrams(scratch, sink);
    if (!scratch.rows.empty())
        sink.add(scratch.rows);
    if (scratch.hashes.capacity() > keptScratch)
        scratch.hashes = std::vector<std::int32_t>();
    if (scratch.padded.capacity() > keptScratch)
        std::string().swap(scratch.padded); // an assignment would keep the memory
}

} // namespace phi1
