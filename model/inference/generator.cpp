// SPDX-License-Identifier: Apache-2.0
#include "model/inference/generator.h"

#include <algorithm>
#include <exception>

#include "core/base/text.h"
#include "model/architecture/phi_model.h"
#include "model/inference/cpu_engine.h"
#include "model/inference/generation_loop.h"
#include "model/inference/tensor_engine.h"

namespace phi1 {

namespace {

std::unique_ptr<Engine> makeEngine(const std::shared_ptr<const PhiModel> &model)
{
    if (model->device().is_cpu())
        return std::make_unique<CpuEngine>(model);
    return std::make_unique<TensorEngine>(model);
}

Result<void> checkPrompt(const std::vector<TokenId> &prompt, std::size_t index, std::size_t total,
                         const PhiConfig &config)
{
    const std::string name = total > 1 ? concat("prompt ", index + 1) : std::string("the prompt");
    if (prompt.empty())
        return failure(
            ErrorCode::Usage,
            concat(name, " is empty; a completion needs at least one token to go on from"));
    if (static_cast<std::int64_t>(prompt.size()) > config.context)
        return failure(ErrorCode::Usage, concat(name, " has ", prompt.size(),
                                                " tokens, the context of the model holds ",
                                                config.context, "; shorten it"));
    const auto outside = std::find_if(prompt.begin(), prompt.end(), [&](TokenId id) {
        return id < 0 || id >= config.vocabulary;
    });
    if (outside != prompt.end())
        return failure(ErrorCode::Incompatible,
                       concat(name, " has the token ", *outside,
                              ", the model's vocabulary ends at ", config.vocabulary - 1,
                              ": the tokenizer does not belong to these weights"));
    return {};
}

} // namespace

Generator::Generator(std::shared_ptr<const PhiModel> model,
                     std::shared_ptr<const Tokenizer> tokenizer)
    : m_model(std::move(model))
    , m_tokenizer(std::move(tokenizer))
    , m_engine(makeEngine(m_model))
{}

Generator::~Generator() = default;
Generator::Generator(Generator &&) noexcept = default;
Generator &Generator::operator=(Generator &&) noexcept = default;

Result<std::vector<Completion>> Generator::completeAll(std::span<const std::string> prompts,
                                                       const CompletionOptions &options,
                                                       const GenerationControl &control)
{
    std::vector<std::vector<TokenId>> ids;
    ids.reserve(prompts.size());
    for (const std::string &prompt : prompts)
        ids.push_back(m_tokenizer->encode(prompt, SpecialTokens::Recognise));
    return completeIds(ids, options, control);
}

Result<std::vector<Completion>>
Generator::completeIds(std::span<const std::vector<TokenId>> prompts,
                       const CompletionOptions &options, const GenerationControl &control)
{
    PHI1_TRY(options.validate());
    for (std::size_t i = 0; i < prompts.size(); ++i)
        PHI1_TRY(checkPrompt(prompts[i], i, prompts.size(), m_model->config()));
    const TokenText text = {
        .bytes = [this](TokenId id) { return m_tokenizer->tokenBytes(id); },
        .endOfText = m_tokenizer->endOfText(),
    };
    try {
        return generate(*m_engine, text, prompts, options, control);
    } catch (const std::exception &error) {
        return failure(ErrorCode::Device, concat("the model failed to compute: ", error.what()));
    }
}

} // namespace phi1
