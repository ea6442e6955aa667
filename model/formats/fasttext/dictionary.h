// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "model/formats/fasttext/field_reader.h"
#include "model/formats/fasttext/id_table.h"
#include "model/formats/fasttext/settings.h"

namespace phi1 {

/// Words and labels of a fastText model, and what features (rows of its input matrix) a text has.
/// Immutable, safe from several threads.
class FastTextDictionary
{
public:
    FastTextDictionary() = default;
    FastTextDictionary(FastTextDictionary &&) = default;
    FastTextDictionary &operator=(FastTextDictionary &&) = default; // a copy's views would dangle

    /// What ends a line, and a word of the dictionary.
    static constexpr std::string_view endOfLine = "</s>";
    static constexpr std::string_view labelPrefix = "__label__";

    static Result<FastTextDictionary> read(FieldReader &reader, const FastTextSettings &settings);
    /// Corrupt if a feature could be a row that the input matrix does not have; once after read().
    Result<void> checkRows(const FieldReader &reader, std::int64_t rows) const;

    std::size_t wordCount() const { return m_wordCount; }
    std::string_view word(std::size_t id) const { return m_words[id]; }
    const std::vector<std::string> &labels() const { return m_labels; }
    const std::vector<std::int64_t> &labelCounts() const { return m_labelCounts; }
    bool isPruned() const { return m_pruned; }
    /// Id of a word, IdTable::none if it has none.
    std::int32_t find(std::string_view word) const;

    /// Takes features a few thousand at a time, in the order in which fastText adds them up.
    class Sink
    {
    public:
        virtual ~Sink() = default;
        virtual void add(std::span<const std::int32_t> rows) = 0;
    };
    /// Memory for the features of one text, to be reused; one a thread.
    struct Scratch {
        std::vector<std::int32_t> rows;
        std::vector<std::int32_t> hashes;
        std::string padded;
    };
    /// Features of a text as one line: breaks of lines are spaces, the end of the line is a word at
    /// its end. As in fastText, bytes from a word "</s>" on are not read.
    void features(std::string_view text, Scratch &scratch, Sink &sink) const;

private:
    Result<void> readEntries(FieldReader &reader, std::int32_t words, std::int32_t labels);
    Result<void> readPruned(FieldReader &reader, std::int64_t count);
    void prepareSubwords();
    std::int32_t entryOf(std::uint32_t hash, std::string_view word) const;
    bool addWord(std::string_view word, std::uint32_t hash, Scratch &scratch, Sink &sink) const;
    template<typename Take>
    void subwords(std::string_view paddedWord, const Take &take) const;
    std::int32_t ngramRow(std::uint32_t bucket) const;
    void addWordNgrams(Scratch &scratch, Sink &sink) const;
    void flushIfFull(Scratch &scratch, Sink &sink) const;

    FastTextSettings m_settings;
    std::vector<char> m_bytes;             ///< of all words and labels, one after the other
    std::vector<std::string_view> m_words; ///< words, then labels; into m_bytes
    std::size_t m_wordCount = 0;
    std::vector<std::string> m_labels;
    std::vector<std::int64_t> m_labelCounts;
    IdTable m_ids;
    bool m_pruned = false;
    std::vector<std::int32_t> m_prunedRows;     ///< rows beyond the words that n-grams use
    IdTable m_prunedIds;                        ///< bucket → index among those rows
    std::vector<std::uint32_t> m_subwordBegins; ///< [words + 1] into m_subwords; or empty
    std::vector<std::int32_t> m_subwords;       ///< rows of known words: the word's, its n-grams'
};

} // namespace phi1
