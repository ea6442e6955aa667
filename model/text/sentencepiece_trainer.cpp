// SPDX-License-Identifier: Apache-2.0
#include "model/text/sentencepiece_trainer.h"

#include <exception>
#include <string>
#include <unordered_map>

#include <sentencepiece_trainer.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "model/text/sentencepiece_tokenizer.h"

namespace phi1 {

namespace {

constexpr std::size_t longestLine = 1 << 20;

/// The lines of the documents, less what the trainer would drop a line for: tabs (its own mark
/// between pieces), U+2581 and U+2585 (its marks of a space and of unknown text), NUL. Such
/// characters are encoded as bytes anyway.
class TrainingLines final : public sentencepiece::SentenceIterator
{
public:
    explicit TrainingLines(std::span<const std::string_view> documents)
        : m_documents(documents)
    {
        Next();
    }

    bool done() const override { return m_isDone; }
    void Next() override
    {
        do {
            if (m_begin >= current().size()) {
                m_begin = 0;
                if (++m_document >= static_cast<std::ptrdiff_t>(m_documents.size())) {
                    m_isDone = true;
                    return;
                }
            }
            takeLine();
        } while (m_line.empty());
    }
    const std::string &value() const override { return m_line; }
    sentencepiece::util::Status status() const override { return {}; }

private:
    std::string_view current() const
    {
        return m_document < 0 ? std::string_view()
                              : m_documents[static_cast<std::size_t>(m_document)];
    }
    void takeLine()
    {
        const std::string_view text = current().substr(m_begin);
        std::size_t size = text.find_first_of(std::string_view("\n\t\0", 3));
        std::size_t skip = 1;
        for (const std::string_view mark : {"\xe2\x96\x81", "\xe2\x96\x85"}) {
            const std::size_t at = text.substr(0, size).find(mark);
            if (at != std::string_view::npos) {
                size = at;
                skip = mark.size();
            }
        }
        m_begin += size == std::string_view::npos ? text.size() : size + skip;
        m_line = text.substr(0, size);
        if (m_line.size() > longestLine || !isUtf8(m_line))
            m_line.clear();
    }

    std::span<const std::string_view> m_documents;
    std::ptrdiff_t m_document = -1;
    std::size_t m_begin = 0;
    std::string m_line;
    bool m_isDone = false;
};

std::string symbolsForCode()
{
    std::string symbols = "\n";
    for (int length = 2; length <= 16; ++length) {
        symbols += ',';
        for (int i = 0; i < length; ++i)
            symbols += spaceMark;
    }
    return symbols;
}

/// What transformers needs to know beside tokenizer.model.
std::string tokenizerConfig()
{
    const Json config = {{"tokenizer_class", "LlamaTokenizer"},
                         {"add_bos_token", false},
                         {"add_eos_token", false},
                         {"add_prefix_space", false},
                         {"bos_token", nullptr},
                         {"clean_up_tokenization_spaces", false},
                         {"eos_token", "<|endoftext|>"},
                         {"legacy", false},
                         {"unk_token", "<unk>"}};
    return dumpJsonPretty(config);
}

} // namespace

Result<std::shared_ptr<const Tokenizer>>
trainSentencePiece(std::span<const std::string_view> documents, const SentencePieceOptions &options)
{
    constexpr std::int64_t smallest = 300; // 256 bytes, 18 symbols and some room for characters
    constexpr std::int64_t largest = 1'000'000;
    if (options.vocabularySize < smallest || options.vocabularySize > largest)
        return failure(ErrorCode::Usage,
                       concat("A SentencePiece vocabulary of ", options.vocabularySize,
                              " is asked for; from ", smallest, " to ", largest, " are possible"));
    TrainingLines lines(documents);
    if (lines.done())
        return failure(ErrorCode::Usage,
                       "There is no text to train a SentencePiece vocabulary on; documents with at "
                       "least one line of valid UTF-8 are expected");
    const std::unordered_map<std::string, std::string> settings = {
        {"model_type", "bpe"},
        {"vocab_size", std::to_string(options.vocabularySize)},
        {"hard_vocab_limit", "false"},
        {"max_sentence_length", std::to_string(longestLine)},
        {"num_threads", "1"}, // several threads would make the result depend on their timing
        {"shuffle_input_sentence", "false"},
        {"normalization_rule_name", "identity"},
        {"remove_extra_whitespaces", "false"},
        {"add_dummy_prefix", "false"},
        {"byte_fallback", "true"},
        {"split_digits", "true"},
        {"split_by_whitespace", "true"},
        {"user_defined_symbols", symbolsForCode()},
        {"eos_id", "0"},
        {"eos_piece", "<|endoftext|>"},
        {"unk_id", "1"},
        {"bos_id", "-1"},
        {"pad_id", "-1"},
        {"minloglevel", "3"}, // the library would print its progress
    };
    std::string model;
    try {
        const auto status = sentencepiece::SentencePieceTrainer::Train(settings, &lines, &model);
        if (!status.ok())
            return failure(ErrorCode::Usage, concat("SentencePiece cannot train this vocabulary: ",
                                                    printable(status.error_message(), 300)));
    } catch (const std::exception &error) {
        return failure(ErrorCode::Usage, concat("SentencePiece cannot train this vocabulary: ",
                                                printable(error.what(), 300)));
    }
    SentencePieceTokenizer::Files files = {{"tokenizer.model", model},
                                           {"tokenizer_config.json", tokenizerConfig()}};
    return SentencePieceTokenizer::make(model, "The trained vocabulary", std::move(files));
}

} // namespace phi1
