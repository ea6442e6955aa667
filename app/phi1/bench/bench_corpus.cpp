// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/bench/bench_corpus.h"

#include <algorithm>

#include <fcntl.h>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/philox.h"
#include "core/base/text.h"
#include "core/corpora/import/record_reader.h"

namespace phi1 {

namespace {

constexpr std::size_t pieceBytes = 2000;
constexpr std::size_t wordStep = 23; // a few hundred thousand words of 80 MB
constexpr std::uint64_t seed = 7;

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Calls `take` with each run of letters and what stands before it; last with an empty word.
template<typename Take>
void eachWord(std::string_view text, Take &&take)
{
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t begin = at;
        while (begin < text.size() && !isWordByte(text[begin]))
            ++begin;
        std::size_t end = begin;
        while (end < text.size() && isWordByte(text[end]))
            ++end;
        take(text.substr(at, begin - at), text.substr(begin, end - begin));
        at = end;
    }
}

/// Random numbers of one sample.
class Draws
{
public:
    explicit Draws(std::uint64_t number)
        : m_number(number)
    {}
    std::uint32_t below(std::size_t bound)
    {
        if (m_used == m_block.size()) {
            m_block = Philox::block(seed, m_number, m_next++);
            m_used = 0;
        }
        return static_cast<std::uint32_t>((std::uint64_t{m_block[m_used++]} * bound) >> 32);
    }

private:
    std::uint64_t m_number, m_next = 0;
    Philox::Block m_block{};
    std::size_t m_used = m_block.size();
};

} // namespace

Result<BenchCorpus> BenchCorpus::read(const std::vector<std::filesystem::path> &inputs)
{
    BenchCorpus corpus;
    PHI1_ASSIGN(const std::vector<ImportFile> files, importFiles(inputs, {}));
    for (const ImportFile &file : files) {
        PHI1_ASSIGN(const std::unique_ptr<RecordReader> records, openRecords(file, FieldMapping{}));
        for (ImportRecord record;;) {
            PHI1_ASSIGN(const RecordReader::Found found, records->next(record));
            if (found == RecordReader::Found::End)
                break;
            if (found != RecordReader::Found::Record || !isUtf8(record.text))
                continue;
            corpus.m_documents.push_back({std::move(record.text), record.origin.source,
                                          record.origin.kind, record.origin.topic,
                                          record.origin.licence});
        }
    }
    std::size_t words = 0;
    for (std::uint32_t d = 0; d < corpus.m_documents.size(); ++d) {
        const std::string &text = corpus.m_documents[d].text;
        if (text.size() < pieceBytes / 4) // with one word changed they would soon repeat
            continue;
        for (std::size_t begin = 0; begin < text.size();) {
            std::size_t end = text.find('\n', std::min(begin + pieceBytes, text.size() - 1));
            end = end == std::string::npos ? text.size() : end + 1;
            if (text.size() - end < pieceBytes / 2) // no short rests
                end = text.size();
            corpus.m_pieces.push_back(
                {d, static_cast<std::uint32_t>(begin),
                 static_cast<std::uint32_t>(std::min(end - begin, 2 * pieceBytes))});
            begin = end;
        }
        eachWord(text, [&](std::string_view, std::string_view word) {
            if (!word.empty() && words++ % wordStep == 0)
                corpus.m_words.emplace_back(word);
        });
    }
    if (corpus.m_pieces.size() < 100)
        return failure(ErrorCode::Usage, "the text for the benchmark is too little: expected some "
                                         "hundred kilobytes at least");
    return corpus;
}

std::string BenchCorpus::text(std::uint64_t number) const
{
    Draws draws(number);
    std::string text;
    const Piece &piece = m_pieces[draws.below(m_pieces.size())];
    const std::string_view original =
        std::string_view(m_documents[piece.document].text).substr(piece.begin, piece.length);
    eachWord(original, [&](std::string_view before, std::string_view word) {
        text += before;
        if (!word.empty() && draws.below(10) == 0)
            text += m_words[draws.below(m_words.size())];
        else
            text += word;
    });
    return text;
}

std::string BenchCorpus::line(std::uint64_t number) const
{
    Draws draws(number); // the piece is that of text()
    const Document &document = m_documents[m_pieces[draws.below(m_pieces.size())].document];
    std::string text = this->text(number);
    std::string title = text.substr(0, std::min<std::size_t>(text.find('\n'), 60));
    Json json = {{"id", concat("bench-", number)}, {"title", std::move(title)}};
    if (!document.source.empty())
        json["source"] = document.source;
    if (!document.kind.empty())
        json["kind"] = document.kind;
    if (!document.topic.empty())
        json["topic"] = document.topic;
    if (!document.licence.empty())
        json["license"] = document.licence;
    json["text"] = std::move(text);
    return dumpJson(json);
}

Result<void> BenchCorpus::write(const std::filesystem::path &file, std::uint64_t count,
                                const std::function<void(std::uint64_t)> &progress) const
{
    PHI1_ASSIGN(const FileDescriptor out, openFile(file, O_WRONLY | O_CREAT | O_TRUNC));
    std::string lines;
    for (std::uint64_t number = 0; number < count; ++number) {
        lines += line(number);
        lines += '\n';
        if (lines.size() > (4u << 20) || number + 1 == count) {
            PHI1_TRY(writeAll(out.get(), lines, file));
            lines.clear();
            progress(number + 1);
        }
    }
    return {};
}

} // namespace phi1
