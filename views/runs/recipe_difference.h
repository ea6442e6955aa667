// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>
#include <QVector>

#include "core/runs/run_config.h"

namespace phi1 {

/// What a run changed of the preset that its model came from.
struct RecipeDifference {
    struct Key {
        QString key;
        QString before; ///< of the preset
        QString after;  ///< of the run
    };
    QString preset;
    QVector<Key> keys;
};

/// The keys that the run and its preset both speak of and differ in. Where the preset leaves a key
/// open (data, vocabulary) or the key names a machine (hardware), nothing differs from a recipe.
/// None if the run names no preset that this program knows.
std::optional<RecipeDifference> differenceFromRecipe(const RunConfig &config);

} // namespace phi1
