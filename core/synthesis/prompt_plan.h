// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/synthesis/prompt_template.h"
#include "core/synthesis/synthesis_spec.h"

namespace phi1 {

/// One prompt of a plan, ready to be sent.
struct PlannedPrompt {
    std::uint64_t item = 0;
    std::size_t topic = 0;    ///< index in topics()
    std::size_t audience = 0; ///< index in audiences()
    std::vector<std::string> seedWords;
    std::string functionName;
    std::string system;
    std::string prompt;
    std::uint64_t seed = 0; ///< for the generator, below 2³¹
};

/// Which prompts there are, as a pure function of the specification: prompt i is the same however
/// often, in whichever order and by however many workers it is asked for.
///
/// Diversity as in sec. 2.2 and 2.3 of Gunasekar et al. 2023: constraints on topic and audience,
/// and on the names of functions. The cells topics × audiences are gone through in rounds, each in
/// an order of its own, so that after any number of prompts the cells differ by one at most. A
/// topic meets every function name once before any a second time. Seed words are drawn for each
/// prompt.
class PromptPlan
{
public:
    static Result<PromptPlan> make(const SynthesisSpec &spec);

    std::uint64_t size() const { return m_samples; }
    /// Axes of the cells. Audiences are one empty name where the template asks for none.
    const std::vector<std::string> &topics() const { return m_topics; }
    const std::vector<std::string> &audiences() const { return m_audiences; }
    PlannedPrompt at(std::uint64_t item) const;
    /// How many of the first `items` prompts lie in each cell, [topic × audiences + audience].
    std::vector<std::uint64_t> cellCounts(std::uint64_t items) const;

private:
    struct Cell {
        std::size_t topic, audience;
        std::uint64_t round;
    };
    Cell cellOf(std::uint64_t item) const;

    std::uint64_t m_samples = 0;
    std::uint64_t m_seed = 0;
    std::vector<std::string> m_topics, m_audiences, m_seedWords, m_functionNames;
    std::uint64_t m_wordsPerPrompt = 0;
    PromptTemplate m_system, m_template;
};

} // namespace phi1
