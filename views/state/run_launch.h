// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QPair>
#include <QString>
#include <QStringList>
#include <QVector>

namespace phi1 {

/// What is to be started. The worker belongs to the workspace's supervisor, never to this program.
struct RunLaunch {
    QString folder;        ///< name of the folder in WORKSPACE/runs, or an absolute path
    QStringList arguments; ///< of phi1, without `--run`: {"train", "phi-1-nano", "--set", "…"}
    /// Files to be written first, under WORKSPACE/launches; an argument that is such a name becomes
    /// its absolute path. Relative paths in a configuration start at its file: use absolute ones.
    QVector<QPair<QString, QByteArray>> files; ///< name, content
    QString name;                              ///< shown in the queue; empty: the folder's
    QString title;                             ///< annotation
    QStringList tags;                          ///< annotation
    QString notes;                             ///< annotation
    QStringList devices;        ///< that the queue keeps for it, such as cuda:1; empty: auto
    bool shareDevice = false;   ///< may run beside another on the same device
    QString after;              ///< id of a queue entry that must finish first
    bool afterPrevious = false; ///< in startRuns(): after the launch before it
    bool queueOnly = false;     ///< behind what waits; otherwise in front
};

} // namespace phi1
