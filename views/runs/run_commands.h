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
#include "views/plots/run_note.h"

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

/// A note taken off a curve.
class NoteRemovalCommand final : public QUndoCommand
{
public:
    /// @param follow  is told the number of each request that is made
    NoteRemovalCommand(WorkspaceSession &session, const QString &text, QString run, RunNote note,
                       std::function<void(quint64)> follow);
    void undo() override;
    void redo() override;

private:
    WorkspaceSession &m_session;
    QString m_run;
    RunNote m_note;
    std::function<void(quint64)> m_follow;
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
