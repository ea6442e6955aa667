// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// What large corpora for benchmarks are made from: texts in pieces of some 2 KB, cut at line
/// breaks, and their words as often as they occur.
class BenchCorpus
{
public:
    /// From JSONL and other files as `phi1 import` reads them. Usage if they hold too little text.
    static Result<BenchCorpus> read(const std::vector<std::filesystem::path> &inputs);

    /// Three pieces, each tenth word replaced by one drawn from the whole corpus by occurrence:
    /// about 2 KB that read like the originals and have their frequencies, without exact duplicates
    /// and with few near ones. A function of the number alone.
    std::string text(std::uint64_t number) const;
    /// One JSON line with text, title, source, kind, topic and licence.
    std::string line(std::uint64_t number) const;

    /// Lines [0, count) as JSONL.
    Result<void> write(const std::filesystem::path &file, std::uint64_t count,
                       const std::function<void(std::uint64_t done)> &progress) const;

private:
    BenchCorpus() = default;

    struct Piece {
        std::uint32_t document = 0;
        std::uint32_t begin = 0, length = 0;
    };
    struct Document {
        std::string text;
        std::string source, kind, topic, licence;
    };
    std::vector<Document> m_documents;
    std::vector<Piece> m_pieces;
    std::vector<std::string> m_words; ///< each 23rd of the corpus, in its order
};

} // namespace phi1
