// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/run_commands.h"

#include <utility>

#include "views/state/workspace_session.h"

namespace phi1 {

AnnotationCommand::AnnotationCommand(WorkspaceSession &session, const QString &text,
                                     QVector<Change> changes)
    : QUndoCommand(text)
    , m_session(session)
    , m_changes(std::move(changes))
{}

void AnnotationCommand::undo()
{
    QVector<QPair<QString, RunAnnotation>> annotations;
    for (const Change &change : m_changes)
        annotations.append({change.run, change.before});
    m_session.setAnnotations(annotations);
}

void AnnotationCommand::redo()
{
    QVector<QPair<QString, RunAnnotation>> annotations;
    for (const Change &change : m_changes)
        annotations.append({change.run, change.after});
    m_session.setAnnotations(annotations);
}

NoteRemovalCommand::NoteRemovalCommand(WorkspaceSession &session, const QString &text, QString run,
                                       RunNote note, std::function<void(quint64)> follow)
    : QUndoCommand(text)
    , m_session(session)
    , m_run(std::move(run))
    , m_note(std::move(note))
    , m_follow(std::move(follow))
{}

void NoteRemovalCommand::undo()
{
    m_follow(m_session.restoreNote(m_run, m_note));
}

void NoteRemovalCommand::redo()
{
    m_follow(m_session.removeNote(m_run, m_note.id));
}

TrashCommand::TrashCommand(WorkspaceSession &session, const QString &text, QStringList runs,
                           std::function<void(quint64)> follow)
    : QUndoCommand(text)
    , m_session(session)
    , m_runs(std::move(runs))
    , m_follow(std::move(follow))
{
    connect(&m_session, &WorkspaceSession::movedToTrash, this,
            [this](quint64 request, const QString &, const QString &token) {
                if (m_moving.remove(request) > 0)
                    m_tokens << token;
            });
    connect(&m_session, &WorkspaceSession::requestFinished, this,
            [this](quint64 request, bool ok, const QString &) {
                if (!ok)
                    m_moving.remove(request);
            });
}

void TrashCommand::redo()
{
    for (const QString &run : std::as_const(m_runs)) {
        const quint64 request = m_session.moveToTrash(run);
        m_moving.insert(request, run);
        m_follow(request);
    }
}

void TrashCommand::undo()
{
    restore();
}

void TrashCommand::restore()
{
    for (const QString &token : std::exchange(m_tokens, {}))
        m_follow(m_session.restoreFromTrash(token));
}

} // namespace phi1
