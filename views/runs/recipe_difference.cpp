// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/recipe_difference.h"

#include "views/state/config_texts.h"

namespace phi1 {

namespace {

bool isOfRecipe(const QString &key, const QString &ofPreset)
{
    static const QStringList ofMachineOrData = {
        QStringLiteral("data.train"), QStringLiteral("data.validation"),
        QStringLiteral("data.tokenizer"), QStringLiteral("training.init_from"),
        QStringLiteral("training.micro_batch_size")};
    if (key.startsWith(QStringLiteral("hardware.")) || ofMachineOrData.contains(key))
        return false;
    const bool leftOpen =
        ofPreset.isEmpty() || (key.startsWith(QStringLiteral("model.")) && ofPreset == u'0');
    return !leftOpen;
}

} // namespace

std::optional<RecipeDifference> differenceFromRecipe(const RunConfig &config)
{
    std::string name = config.model.preset;
    if (!config.training.initFrom.empty() && presetText(name + "-finetune"))
        name += "-finetune";
    if (!presetText(name))
        return std::nullopt;
    // A preset alone is no whole configuration: what it leaves open is not compared either.
    std::vector<std::string> leftOpen = {"data.train=builtin:textbook"};
    if (!config.training.initFrom.empty())
        leftOpen.push_back("training.init_from=/");
    Result<RunConfig> preset = parseRunConfig(presetText(name), name, leftOpen, {});
    if (!preset)
        return std::nullopt;
    const auto before = configTexts({*preset, {}});
    const auto after = configTexts({config, {}});
    RecipeDifference difference{QString::fromStdString(name), {}};
    const QStringList &keys = configKeys();
    for (qsizetype i = 0; i < keys.size(); ++i) {
        if (before->values[i] != after->values[i] && isOfRecipe(keys[i], before->values[i]))
            difference.keys.append({keys[i], before->values[i], after->values[i]});
    }
    return difference;
}

} // namespace phi1
