// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// What a template may ask for.
enum class PromptField { Topic, Audience, SeedWords, FunctionName };

struct PromptValues {
    std::string topic, audience, seedWords, functionName;
};

/// Text with {topic}, {audience}, {seed_words} and {function_name} in it; {{ and }} stand for
/// braces.
class PromptTemplate
{
public:
    struct Part {
        std::string text; ///< of a field: as it was written, with braces
        bool isField = false;
        PromptField field = PromptField::Topic;
        std::size_t offset = 0; ///< bytes, in the source
    };

    PromptTemplate() = default;
    /// Usage for a brace that stands alone and for a name that is not known, with line and column.
    static Result<PromptTemplate> parse(std::string_view source, std::string_view what);

    const std::vector<Part> &parts() const { return m_parts; }
    bool asksFor(PromptField field) const;
    std::string fill(const PromptValues &values) const;

private:
    std::vector<Part> m_parts;
};

} // namespace phi1
