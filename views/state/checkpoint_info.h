// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

namespace phi1 {

/// A checkpoint folder of a run as it stands on disk.
struct CheckpointInfo {
    qint64 step = -1;
    QString folder;     ///< absolute
    double written = 0; ///< unix seconds
    QStringList usedBy; ///< run folders that began from it

    bool operator==(const CheckpointInfo &) const = default;
};

/// The checkpoints of a run folder, ascending. For a thread that may wait.
QVector<CheckpointInfo> readCheckpoints(const QString &runFolder);

} // namespace phi1
