// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/compute/compute_commands.h"
#include "app/phi1/compute/forward_options.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

/// A JSON array of whole numbers, at least one.
Result<std::vector<std::int64_t>> readIds(const std::string &path)
{
    PHI1_ASSIGN(const Json json, readJsonFile(path));
    if (!json.is_array() || json.empty())
        return failure(ErrorCode::Usage,
                       concat(path, " holds ", json.is_array() ? "an empty array" : "no array",
                              ": a JSON array of at least one token id is expected"));
    std::vector<std::int64_t> ids;
    for (const Json &id : json) {
        if (!id.is_number_integer() || id.get<std::int64_t>() < 0)
            return failure(ErrorCode::Usage,
                           concat(path, ": entry ", ids.size(), " is ", printable(dumpJson(id), 40),
                                  " where a token id, a whole number from 0 up, is expected"));
        ids.push_back(id.get<std::int64_t>());
    }
    return ids;
}

Result<void> forward(ForwardOptions &options)
{
    PHI1_ASSIGN(options.ids, readIds(options.idsFile));
    PHI1_ASSIGN(const ComputeCommands *commands, computeCommands());
    return commands->forward(options);
}

} // namespace

void addForwardCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<ForwardOptions>();
    CLI::App *command = registry.add(
        "forward", "run a checkpoint once over given tokens and write what it computes",
        [options] { return forward(*options); });
    command
        ->add_option("CHECKPOINT", options->checkpoint,
                     "checkpoint folder, or a run for its newest checkpoint")
        ->required();
    command->add_option("--ids", options->idsFile, "file with a JSON array of token ids")
        ->required();
    command
        ->add_option("--output", options->output,
                     "safetensors file to write: logits [T,V] float32, and what is asked for")
        ->required();
    command->add_flag("--attention", options->attention,
                      "also attention.<layer> [H,T,T]: the weights after softmax");
    command->add_flag("--hidden", options->hidden,
                      "also hidden.<layer> [T,C], as transformers' hidden_states: hidden.0 is the "
                      "embedding, hidden.i the input of block i, the last the output of the final "
                      "LayerNorm");
    addHardwareOptions(*command, options->hardware);
    addOutputOptions(*command, options->options);
}

} // namespace phi1
