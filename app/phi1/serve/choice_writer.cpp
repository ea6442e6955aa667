// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/choice_writer.h"

#include <algorithm>
#include <cmath>

#include "app/phi1/serve/token_text.h"

namespace phi1 {

namespace {

void separate(std::string &list)
{
    if (!list.empty())
        list += ',';
}

/// {"text of a token":logarithm,…} with the token itself. Tokens of one text: the likelier one.
void appendTop(std::string &out, const TokenReport &token, const Tokenizer &tokenizer)
{
    std::vector<std::pair<std::string, float>> entries;
    const auto add = [&](std::string name, float value) {
        const auto known = std::find_if(entries.begin(), entries.end(),
                                        [&](const auto &entry) { return entry.first == name; });
        if (known == entries.end())
            entries.emplace_back(std::move(name), value);
        else
            known->second = std::max(known->second, value);
    };
    for (const TokenAlternative &alternative : token.top)
        add(tokenName(alternative.id, tokenizer.tokenBytes(alternative.id)),
            alternative.logProbability);
    if (token.id >= 0)
        add(tokenName(token.id, token.bytes), token.logProbability);
    out += '{';
    for (const auto &[name, value] : entries) {
        if (out.back() != '{')
            out += ',';
        appendJsonText(out, name);
        out += ':';
        appendJsonFloat(out, value);
    }
    out += '}';
}

} // namespace

std::string_view finishDetail(FinishReason reason)
{
    switch (reason) {
    case FinishReason::EndOfText:
        return "end_of_text";
    case FinishReason::StopString:
        return "stop_string";
    case FinishReason::Length:
        return "length";
    case FinishReason::Context:
        return "context";
    case FinishReason::Cancelled:
        break;
    }
    return "cancelled";
}

std::string phi1Token(const TokenReport &token, const Tokenizer &tokenizer)
{
    std::string out = "{\"i\":";
    appendJsonInteger(out, token.index);
    out += ",\"id\":";
    appendJsonInteger(out, token.id);
    out += ",\"b\":\"";
    appendBase64(out, token.bytes);
    out += "\",\"lp\":";
    appendJsonFloat(out, token.logProbability);
    out += ",\"top\":[";
    for (const TokenAlternative &alternative : token.top) {
        if (out.back() != '[')
            out += ',';
        out += '[';
        appendJsonInteger(out, alternative.id);
        out += ',';
        appendJsonFloat(out, alternative.logProbability);
        out += ",\"";
        appendBase64(out, tokenizer.tokenBytes(alternative.id));
        out += "\"]";
    }
    return out + "]}";
}

ChoiceWriter::ChoiceWriter(std::int64_t index, const Form &form, std::int64_t firstCharacter,
                           std::shared_ptr<const Tokenizer> tokenizer)
    : m_index(index)
    , m_form(form)
    , m_tokenizer(std::move(tokenizer))
    , m_character(firstCharacter)
{}

void ChoiceWriter::addPromptText(std::string_view bytes)
{
    m_promptText += bytes;
    m_hasNews = m_hasPrompt = true;
}

void ChoiceWriter::addPromptToken(const TokenReport &token)
{
    if (m_form.phi1) {
        separate(m_promptTokens);
        m_promptTokens += phi1Token(token, *m_tokenizer);
    } else if (m_form.logProbabilities) {
        addLogProbabilities(token);
    }
    m_hasNews = m_hasPrompt = true;
}

void ChoiceWriter::addToken(const TokenReport &token, std::string_view readyText)
{
    if (m_form.phi1) {
        separate(m_tokens);
        m_tokens += phi1Token(token, *m_tokenizer);
    } else if (m_form.logProbabilities) {
        addLogProbabilities(token);
    }
    m_text += readyText;
    m_hasNews = true;
}

void ChoiceWriter::end(const SampleEnd &end)
{
    if (m_isEnded)
        return;
    m_text += end.text;
    // The model's own end is a token that was predicted like the others.
    if (end.endOfTextChosen && m_form.logProbabilities && !m_form.phi1)
        addLogProbabilities(end.endOfText);
    m_finish = std::string(finishReasonName(end.reason));
    m_isEnded = m_hasNews = true;
}

void ChoiceWriter::setSummary(Json summary)
{
    m_summary = std::move(summary);
    m_hasNews = true;
}

void ChoiceWriter::addLogProbabilities(const TokenReport &token)
{
    for (std::string *list : {&m_names, &m_values, &m_tops, &m_offsets})
        separate(*list);
    appendJsonText(m_names, tokenName(token.id, token.bytes));
    appendJsonFloat(m_values, token.logProbability);
    // Nothing predicts the first token of a prompt.
    if (m_form.top == 0 || !std::isfinite(token.logProbability))
        m_tops += "null";
    else
        appendTop(m_tops, token, *m_tokenizer);
    appendJsonInteger(m_offsets, m_character);
    m_character += charactersBegun(token.bytes);
}

std::size_t ChoiceWriter::bytes() const
{
    return m_promptText.size() + m_text.size() + m_names.size() + m_values.size() + m_tops.size() +
           m_offsets.size() + m_promptTokens.size() + m_tokens.size();
}

std::string ChoiceWriter::take()
{
    std::string out = "{\"index\":";
    appendJsonInteger(out, m_index);
    out += ",\"text\":";
    appendJsonText(out, m_promptText + m_text);
    out += ",\"logprobs\":";
    if (m_form.logProbabilities && !m_form.phi1) {
        out +=
            "{\"tokens\":[" + m_names + "],\"token_logprobs\":[" + m_values + "],\"top_logprobs\":";
        out += m_form.top > 0 ? "[" + m_tops + "]" : std::string("null");
        out += ",\"text_offset\":[" + m_offsets + "]}";
    } else {
        out += "null";
    }
    out += ",\"finish_reason\":";
    out += m_isEnded ? "\"" + m_finish + "\"" : std::string("null");
    if (m_form.phi1) {
        out += ",\"phi1\":{\"tokens\":[" + m_tokens + "],\"text\":";
        appendJsonText(out, m_text);
        if (!m_promptTokens.empty())
            out += ",\"prompt_tokens\":[" + m_promptTokens + "]";
        if (!m_summary.is_null())
            out += ",\"summary\":" + dumpJson(m_summary);
        out += '}';
    }
    for (std::string *part : {&m_promptText, &m_text, &m_names, &m_values, &m_tops, &m_offsets,
                              &m_promptTokens, &m_tokens})
        part->clear();
    m_hasNews = m_hasPrompt = false;
    m_isTaken = m_isEnded;
    return out + "}";
}

} // namespace phi1
