// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "model/inference/completion.h"
#include "model/text/tokenizer.h"

namespace phi1 {

class Engine;

/// Completes prompts with one engine, which nobody else uses meanwhile. Many prompts are decoded
/// together; what comes out for one does not depend on the others. Not thread-safe.
class Generator
{
public:
    Generator(std::shared_ptr<Engine> engine, std::shared_ptr<const Tokenizer> tokenizer);
    ~Generator();
    Generator(Generator &&) noexcept;
    Generator &operator=(Generator &&) noexcept;

    /// `options.samples` completions of every prompt, prompt by prompt in the result. Special
    /// tokens in a prompt are recognised. All prompts are checked first: Usage if one is empty or
    /// longer than the context (numbers named), Incompatible if it has tokens beyond the model's
    /// vocabulary. A cancelled call returns what there is.
    Result<std::vector<Completion>> completeAll(std::span<const std::string> prompts,
                                                const CompletionOptions &options,
                                                const GenerationControl &control = {});

    /// The same from ids.
    Result<std::vector<Completion>> completeIds(std::span<const std::vector<TokenId>> prompts,
                                                const CompletionOptions &options,
                                                const GenerationControl &control = {});

    const Tokenizer &tokenizer() const { return *m_tokenizer; }

private:
    std::shared_ptr<Engine> m_engine;
    std::shared_ptr<const Tokenizer> m_tokenizer;
};

} // namespace phi1
