// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QString>
#include <QStringList>
#include <QVector>

#include "core/runs/run_config.h"

namespace phi1 {

struct KeyDifference {
    QString key;
    QString before;
    QString after;
};

/// What a run changed of the preset that its model came from.
struct RecipeDifference {
    QString preset;
    QVector<KeyDifference> keys;
};

/// The keys that the run and its preset both speak of and differ in. Where the preset leaves a key
/// open (data, vocabulary) or the key names a machine (hardware), nothing differs from a recipe.
/// None if the run names no preset that this program knows.
std::optional<RecipeDifference> differenceFromRecipe(const RunConfig &config);

/// One key in which at least two of several configurations differ, with the value of each.
struct ComparedKey {
    QString key;
    QStringList values;
};
QVector<ComparedKey> differingKeys(const std::vector<RunConfig> &configurations);

} // namespace phi1
