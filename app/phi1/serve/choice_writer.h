// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "model/inference/generation_request.h"

namespace phi1 {

/// The growing JSON of one choice of a completion: what came since it was last taken, so that an
/// answer in parts and one in a piece are written by the same code. Texts of tokens are JSON as
/// soon as they come; nothing is kept twice.
class ChoiceWriter
{
public:
    struct Form {
        bool logProbabilities = false; ///< the object "logprobs"
        std::int64_t top = 0;          ///< entries beside each token
        bool phi1 = false;             ///< the object "phi1", in the place of "logprobs"
    };

    /// @param firstCharacter  text_offset of the first token that is added
    ChoiceWriter(std::int64_t index, const Form &form, std::int64_t firstCharacter,
                 std::shared_ptr<const Tokenizer> tokenizer);

    /// The text of an echoed prompt; its tokens follow by addPromptToken() where they are asked
    /// for.
    void addPromptText(std::string_view bytes);
    void addPromptToken(const TokenReport &token);
    void addToken(const TokenReport &token, std::string_view readyText);
    void end(const SampleEnd &end);
    /// The object "summary" of "phi1", for the last part.
    void setSummary(Json summary);

    bool isEnded() const { return m_isEnded; }
    bool isTaken() const { return m_isTaken; } ///< whether its end has been taken
    bool hasNews() const { return m_hasNews; }
    bool hasPrompt() const { return m_hasPrompt; } ///< whether parts of the prompt wait
    std::size_t bytes() const;                     ///< that wait to be taken

    /// {"index","text","logprobs","finish_reason",…} with what is new.
    std::string take();

private:
    void addLogProbabilities(const TokenReport &token);

    const std::int64_t m_index;
    const Form m_form;
    const std::shared_ptr<const Tokenizer> m_tokenizer;
    std::int64_t m_character; ///< where the next token begins
    std::string m_promptText, m_text;
    /// Entries of the lists of "logprobs", with commas.
    std::string m_names, m_values, m_tops, m_offsets;
    std::string m_promptTokens, m_tokens; ///< entries of "phi1"
    std::string m_finish;                 ///< finish_reason
    Json m_summary;
    bool m_hasNews = false;
    bool m_hasPrompt = false;
    bool m_isEnded = false;
    bool m_isTaken = false;
};

/// {"i","id","b","lp","top"} of the member "phi1".
std::string phi1Token(const TokenReport &token, const Tokenizer &tokenizer);

/// How a completion ended, in more detail than finish_reason: "end_of_text", "stop_string",
/// "length", "context", "cancelled".
std::string_view finishDetail(FinishReason reason);

} // namespace phi1
