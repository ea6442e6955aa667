// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QHash>
#include <QObject>
#include <QStringList>
#include <QUndoCommand>
#include <QVector>

#include "core/storage/workbench_database.h"

namespace phi1 {

class WorkspaceSession;

/// Another annotation of some runs: colour, archive, tags.
class AnnotationCommand final : public QUndoCommand
{
public:
    struct Change {
        QString run;
        RunAnnotation before, after;
    };
    /// @param text  completes "Undo …"
    AnnotationCommand(WorkspaceSession &session, const QString &text, QVector<Change> changes);
    void undo() override;
    void redo() override;

private:
    WorkspaceSession &m_session;
    QVector<Change> m_changes;
};

/// Runs moved to the workspace's trash, and back.
class TrashCommand final : public QObject, public QUndoCommand
{
    Q_OBJECT
public:
    /// @param follow  is told the number of each request that is made
    TrashCommand(WorkspaceSession &session, const QString &text, QStringList runs,
                 std::function<void(quint64)> follow);
    void undo() override;
    void redo() override;
    /// Puts back what has been moved, whatever was done since.
    void restore();

private:
    WorkspaceSession &m_session;
    QStringList m_runs;
    QHash<quint64, QString> m_moving; ///< request, run
    QStringList m_tokens;             ///< of what lies in the trash
    std::function<void(quint64)> m_follow;
};

} // namespace phi1
