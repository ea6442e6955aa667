// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QString>
#include <QStringList>
#include <QVector>

#include "core/runs/run_config.h"

namespace phi1 {

/// run.toml of a run and the text of each of its values, for filters, groups and differences.
/// Finished data: shared between threads, never changed.
struct ConfigTexts {
    RunRecord record;
    QVector<QString> values; ///< in the order of configKeys(); as TOML without quotes

    /// Nothing for a key that there is none of. A key's last part ("learning_rate") will do where
    /// it is unambiguous.
    std::optional<QString> value(const QString &key) const;
};

/// All keys of the configuration: "training.learning_rate", …
const QStringList &configKeys();
/// Index into configKeys() of a whole key or an unambiguous last part, -1 without.
int configKeyIndex(const QString &key);

/// `pool`: equal texts of many runs share their memory through it.
std::shared_ptr<const ConfigTexts> configTexts(const RunRecord &record,
                                               QHash<QString, QString> *pool = nullptr);

/// Whether a typed value means the stored one: numbers compare as numbers (1e-3 is 0.001).
bool sameConfigValue(const QString &stored, const QString &typed);

/// One key in which runs differ.
struct ConfigDifference {
    QString key;
    QVector<QString> values; ///< one for each run; empty where it has no configuration (yet)
};
/// Only the keys whose values are not all equal.
QVector<ConfigDifference>
configDifference(const QVector<std::shared_ptr<const ConfigTexts>> &configurations);

} // namespace phi1
