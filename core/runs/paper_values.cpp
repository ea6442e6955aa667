// SPDX-License-Identifier: Apache-2.0
#include "core/runs/paper_values.h"

#include <array>

namespace phi1 {

namespace {

struct Row {
    std::string_view key;
    std::string_view large, small; ///< phi-1, phi-1-small; `small` empty: the same
    std::string_view finetuning;   ///< empty: as in pretraining
};

// clang-format off
constexpr std::array rows = {
    Row{"model.layers", "24", "20", ""},
    Row{"model.hidden", "2048", "1024", ""},
    Row{"model.heads", "32", "16", ""},
    Row{"model.mlp", "8192", "4096", ""},
    Row{"model.vocabulary", "51200", "", ""},
    Row{"model.context", "2048", "", ""},
    Row{"model.rotary", "32", "", ""},
    Row{"training.steps", "36000", "", "6000"},
    Row{"training.batch_size", "1024", "", "256"},
    Row{"training.learning_rate", "0.001", "", "1e-4"},
    Row{"training.warmup_steps", "750", "", "50"},
    Row{"training.schedule", "\"linear\"", "", ""},
    Row{"training.weight_decay", "0.1", "", "0.01"},
    Row{"training.dropout", "0.1", "", ""},
};
// clang-format on

} // namespace

bool isInPaper(std::string_view preset)
{
    return preset == "phi-1" || preset == "phi-1-finetune" || preset == "phi-1-small" ||
           preset == "phi-1-small-finetune";
}

std::optional<PaperValue> paperValue(std::string_view preset, std::string_view key)
{
    if (!isInPaper(preset))
        return std::nullopt;
    const bool finetunes = preset.ends_with("-finetune");
    const bool isSmall = preset.starts_with("phi-1-small");
    for (const Row &row : rows) {
        if (row.key != key)
            continue;
        std::string_view value = row.large;
        if (isSmall && !row.small.empty())
            value = row.small;
        if (finetunes && !row.finetuning.empty())
            value = row.finetuning;
        return PaperValue{.value = std::string(value), .words = {}};
    }
    if (key == "data.train")
        return PaperValue{.value = {}, .words = finetunes ? "CodeExercises" : "CodeTextbook"};
    if (key == "training.init_from" && finetunes)
        return PaperValue{.value = {}, .words = "phi-1-base"};
    if (key == "checkpoint.every" && finetunes)
        return PaperValue{.value = "1000", .words = {}};
    if (key == "checkpoint.keep" && finetunes)
        return PaperValue{.value = {}, .words = "the best"};
    if (key == "hardware.devices")
        return PaperValue{.value = {}, .words = "8 × A100"};
    if (key == "hardware.dtype")
        return PaperValue{.value = {}, .words = "float16"};
    return std::nullopt;
}

} // namespace phi1
