// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace phi1 {

/// A passage of the synthetic textbook: prose around code that runs.
struct TextbookPassage {
    std::string topic;
    std::string audience;
    std::string text; ///< ends with a line break
    std::vector<std::string>
        codeBlocks; ///< the pieces of `text` that are Python, each a whole program
};

/// Passage `index` of the textbook with this seed: a pure function of both, the same on every
/// machine. Any index will do; topic and audience are drawn uniformly. Safe to call from several
/// threads.
TextbookPassage textbookPassage(std::uint64_t seed, std::uint64_t index);

std::vector<std::string> textbookTopics();
std::vector<std::string> textbookAudiences();

} // namespace phi1
