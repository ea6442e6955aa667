// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/configuration_difference.h"

#include "core/runs/run_fields.h"

namespace phi1 {

namespace {

struct ValueText {
    QString operator()(const std::int64_t *value) const { return QString::number(*value); }
    // As TOML has it: 0.0 is a float, 0 is not.
    QString operator()(const double *value) const
    {
        const QString text = QString::number(*value, 'g', 10);
        const bool looksWhole =
            text.indexOf(QLatin1Char('.')) < 0 && text.indexOf(QLatin1Char('e')) < 0;
        return looksWhole ? QString(text + QStringLiteral(".0")) : text;
    }
    QString operator()(const bool *value) const
    {
        return *value ? QStringLiteral("true") : QStringLiteral("false");
    }
    QString operator()(const std::string *value) const { return QString::fromStdString(*value); }
    QString operator()(const std::vector<std::string> *value) const
    {
        QStringList texts;
        for (const std::string &text : *value)
            texts << QString::fromStdString(text);
        return texts.join(QStringLiteral(", "));
    }
    QString operator()(const std::vector<DataSource> *value) const
    {
        QStringList texts;
        for (const DataSource &source : *value) {
            QString text = QString::fromStdString(source.path);
            if (source.weight != 1.0)
                text += QStringLiteral(" × ") + QString::number(source.weight);
            texts << text;
        }
        return texts.join(QStringLiteral(", "));
    }
};

QString valueText(const RunField &field)
{
    return std::visit(ValueText(), field.value);
}

bool isOpen(const RunField &ofPreset)
{
    const QString text = valueText(ofPreset);
    return text.isEmpty() || (ofPreset.name.starts_with("model.") && text == QStringLiteral("0"));
}

bool isOfRecipe(const RunField &ofPreset)
{
    const bool ofMachine =
        ofPreset.name.starts_with("hardware.") || ofPreset.name == "training.micro_batch_size";
    return !ofMachine && !ofPreset.isPath && !isOpen(ofPreset);
}

} // namespace

std::optional<RecipeDifference> differenceFromRecipe(const RunConfig &config)
{
    std::string name = config.model.preset;
    if (!config.training.initFrom.empty() && presetText(name + "-finetune"))
        name += "-finetune";
    if (!presetText(name))
        return std::nullopt;
    Result<RunConfig> preset = parseRunConfig(presetText(name), name, {}, {});
    if (!preset)
        return std::nullopt;
    RunConfig own = config;
    const std::vector<RunField> before = runFields(*preset);
    const std::vector<RunField> after = runFields(own);
    RecipeDifference difference{QString::fromStdString(name), {}};
    for (std::size_t i = 0; i < before.size(); ++i) {
        const QString was = valueText(before[i]);
        const QString is = valueText(after[i]);
        if (was != is && isOfRecipe(before[i]))
            difference.keys.append({QString::fromStdString(before[i].name), was, is});
    }
    return difference;
}

QVector<ComparedKey> differingKeys(const std::vector<RunConfig> &configurations)
{
    QVector<ComparedKey> rows;
    for (RunConfig configuration : configurations) { // a copy: fields point into it
        const std::vector<RunField> fields = runFields(configuration);
        rows.resize(static_cast<qsizetype>(fields.size()));
        for (std::size_t i = 0; i < fields.size(); ++i) {
            ComparedKey &row = rows[static_cast<qsizetype>(i)];
            row.key = QString::fromStdString(fields[i].name);
            row.values << valueText(fields[i]);
        }
    }
    rows.removeIf([](const ComparedKey &row) {
        return row.values.count(row.values.first()) == row.values.size();
    });
    return rows;
}

} // namespace phi1
