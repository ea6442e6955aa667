// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QPair>
#include <QString>
#include <QStringList>
#include <QVector>

namespace phi1 {

/// A command that is no run: import, prepare, score, …. Its worker belongs to the workspace's
/// supervisor, never to this program.
struct JobLaunch {
    QStringList arguments; ///< of phi1, without `--job`: {"import", "--workspace", …}
    /// Of the folder in WORKSPACE/jobs; a number is appended if there is one. Empty: the command's.
    QString name;
    QString title; ///< shown in the queue; empty: the folder's name
    /// Files to be written first, into WORKSPACE/launches; an argument that is such a name becomes
    /// its absolute path.
    QVector<QPair<QString, QByteArray>> files;
    /// That the queue keeps for it, such as cuda:1. Empty: none, it begins at once beside whatever
    /// computes.
    QStringList devices;
    QString after; ///< id of a queue entry that must finish first
};

} // namespace phi1
