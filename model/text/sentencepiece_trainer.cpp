// SPDX-License-Identifier: Apache-2.0
#include "model/text/sentencepiece_trainer.h"

#include <exception>
#include <string>
#include <unordered_map>

#include <sentencepiece_trainer.h>

#include "core/base/text.h"
#include "model/text/sentencepiece_tokenizer.h"

namespace phi1 {

namespace {

/// Hands out the lines of all documents. The newline itself is a symbol of its own, so no piece
/// spans two lines.
class LineIterator final : public sentencepiece::SentenceIterator
{
public:
    explicit LineIterator(std::span<const std::string_view> documents)
        : m_documents(documents)
    {
        Next();
    }

    bool done() const override { return m_done; }
    const std::string &value() const override { return m_line; }
    sentencepiece::util::Status status() const override { return {}; }

    void Next() override
    {
        while (m_document < m_documents.size()) {
            const std::string_view text = m_documents[m_document];
            if (m_offset >= text.size()) {
                ++m_document;
                m_offset = 0;
                continue;
            }
            const std::size_t end = std::min(text.find('\n', m_offset), text.size());
            const std::string_view line = text.substr(m_offset, end - m_offset);
            m_offset = end + 1;
            // The library takes no NUL, no broken UTF-8 and no line over its limit; such lines
            // teach nothing anyway.
            if (line.empty() || line.size() > maximumLine || !isUtf8(line) ||
                line.find('\0') != line.npos)
                continue;
            m_line = line;
            return;
        }
        m_done = true;
    }

    static constexpr std::size_t maximumLine = 16384;

private:
    std::span<const std::string_view> m_documents;
    std::size_t m_document = 0;
    std::size_t m_offset = 0;
    std::string m_line;
    bool m_done = false;
};

/// Newline, then runs of 16 to 2 spaces in the library's own spelling of a space (U+2581).
std::string layoutSymbols()
{
    std::string symbols = "\n";
    for (int run = 16; run >= 2; --run) {
        symbols += ',';
        for (int i = 0; i < run; ++i)
            symbols += "\xe2\x96\x81";
    }
    return symbols;
}

} // namespace

Result<std::shared_ptr<const Tokenizer>>
trainSentencePiece(std::span<const std::string_view> documents, const SentencePieceOptions &options)
{
    LineIterator lines(documents);
    if (lines.done())
        return failure(ErrorCode::Incompatible,
                       "a vocabulary cannot be trained: the documents hold no line of UTF-8 text");
    const std::unordered_map<std::string, std::string> arguments = {
        {"model_type", "bpe"},
        {"vocab_size", std::to_string(options.vocabularySize)},
        {"hard_vocab_limit", "false"},
        {"normalization_rule_name", "identity"},
        {"remove_extra_whitespaces", "false"},
        {"add_dummy_prefix", "false"},
        {"byte_fallback", "true"},
        {"split_digits", "true"},
        {"user_defined_symbols", layoutSymbols()},
        {"control_symbols", "<|endoftext|>"},
        {"unk_id", "0"},
        {"bos_id", "-1"},
        {"eos_id", "-1"},
        {"pad_id", "-1"},
        {"num_threads", "1"},
        {"max_sentence_length", std::to_string(LineIterator::maximumLine)},
        {"minloglevel", "2"},
    };
    std::string model;
    try {
        const auto status = sentencepiece::SentencePieceTrainer::Train(arguments, &lines, &model);
        if (!status.ok())
            return failure(
                ErrorCode::Incompatible,
                concat("a vocabulary of ", options.vocabularySize,
                       " entries cannot be trained: ", printable(status.ToString(), 300)));
    } catch (const std::exception &error) {
        return failure(ErrorCode::Incompatible,
                       concat("a vocabulary of ", options.vocabularySize,
                              " entries cannot be trained: ", printable(error.what(), 300)));
    }
    return makeSentencePieceTokenizer(std::move(model), "the trained vocabulary");
}

} // namespace phi1
