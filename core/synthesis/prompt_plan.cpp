// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/prompt_plan.h"

#include <algorithm>

#include "core/base/philox.h"
#include "core/synthesis/index_permutation.h"

namespace phi1 {

namespace {

/// What is drawn under one seed, kept apart in the upper half of Philox' counter.
enum Stream : std::uint64_t {
    CellsOfRound = 1ull << 40,
    NamesOfTopic = 2ull << 40,
    WordsOfPrompt = 3ull << 40,
    SeedOfPrompt = 4ull << 40,
};

std::vector<std::string> drawWords(const std::vector<std::string> &words, std::uint64_t count,
                                   std::uint64_t seed, std::uint64_t item)
{
    std::vector<std::string> drawn;
    if (words.empty())
        return drawn;
    const IndexPermutation order(words.size(), seed, WordsOfPrompt + item);
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, words.size()); ++i)
        drawn.push_back(words[order[i]]);
    return drawn;
}

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

} // namespace

Result<PromptPlan> PromptPlan::make(const SynthesisSpec &spec)
{
    PHI1_TRY(checkSynthesisSpec(spec, "the specification"));
    PromptPlan plan;
    PHI1_ASSIGN(plan.m_system, PromptTemplate::parse(spec.prompt.system, "prompt.system"));
    PHI1_ASSIGN(plan.m_template, PromptTemplate::parse(spec.prompt.text, "prompt.template"));
    const auto asks = [&](PromptField field) {
        return plan.m_system.asksFor(field) || plan.m_template.asksFor(field);
    };
    const auto axis = [&](PromptField field, const std::vector<std::string> &list) {
        return asks(field) ? list : std::vector<std::string>{std::string()};
    };
    plan.m_samples = spec.samples;
    plan.m_seed = spec.seed;
    plan.m_topics = axis(PromptField::Topic, spec.topics);
    plan.m_audiences = axis(PromptField::Audience, spec.audiences);
    plan.m_functionNames = axis(PromptField::FunctionName, spec.functionNames);
    if (asks(PromptField::SeedWords))
        plan.m_seedWords = spec.seedWords;
    plan.m_wordsPerPrompt = spec.seedWordsPerPrompt;
    return plan;
}

PromptPlan::Cell PromptPlan::cellOf(std::uint64_t item) const
{
    const std::uint64_t cells = m_topics.size() * m_audiences.size();
    const std::uint64_t round = item / cells;
    const std::uint64_t cell = IndexPermutation(cells, m_seed, CellsOfRound + round)[item % cells];
    return {static_cast<std::size_t>(cell / m_audiences.size()),
            static_cast<std::size_t>(cell % m_audiences.size()), round};
}

PlannedPrompt PromptPlan::at(std::uint64_t item) const
{
    const Cell cell = cellOf(item);
    PlannedPrompt prompt;
    prompt.item = item;
    prompt.topic = cell.topic;
    prompt.audience = cell.audience;
    prompt.seedWords = drawWords(m_seedWords, m_wordsPerPrompt, m_seed, item);
    // The how-manieth prompt of its topic this is decides the name: no two are the same.
    const std::uint64_t ofTopic = cell.round * m_audiences.size() + cell.audience;
    const std::uint64_t pass = ofTopic / m_functionNames.size();
    const IndexPermutation names(m_functionNames.size(), m_seed,
                                 NamesOfTopic + cell.topic + (pass << 20));
    prompt.functionName = m_functionNames[names[ofTopic % m_functionNames.size()]];
    const PromptValues values = {m_topics[cell.topic], m_audiences[cell.audience],
                                 joined(prompt.seedWords), prompt.functionName};
    prompt.system = m_system.fill(values);
    prompt.prompt = m_template.fill(values);
    prompt.seed = Philox::block(m_seed, item, SeedOfPrompt)[0] >> 1;
    return prompt;
}

std::vector<std::uint64_t> PromptPlan::cellCounts(std::uint64_t items) const
{
    const std::uint64_t cells = m_topics.size() * m_audiences.size();
    std::vector<std::uint64_t> counts(cells, items / cells);
    for (std::uint64_t item = items - items % cells; item < items; ++item) {
        const Cell cell = cellOf(item);
        ++counts[cell.topic * m_audiences.size() + cell.audience];
    }
    return counts;
}

} // namespace phi1
