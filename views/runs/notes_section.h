// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "views/plots/run_note.h"
#include "views/state/run_info.h"

class QLineEdit;
class QVBoxLayout;

namespace phi1 {

class FlowLayout;
class NoteEdit;
class WorkspaceSession;

/// Tags, remarks pinned to the curve, and free notes of a run, edited in place. Notes are saved a
/// moment after the last key, and at once when another run is shown or the focus leaves.
class NotesSection final : public QWidget
{
    Q_OBJECT
public:
    explicit NotesSection(WorkspaceSession &session, QWidget *parent = nullptr);
    ~NotesSection() override;

    void setRun(const QString &runId);
    void refresh(); ///< takes over what is stored, unless it is being edited

signals:
    void tagActivated(const QString &tag);
    void stepRequested(qint64 step);
    void noteRemovalRequested(const phi1::RunNote &note);
    void requested(quint64 request);

private:
    const RunInfo *run() const;
    void save();
    void addTag(const QString &tag);
    void removeTag(const QString &tag);
    void showTags();
    void showPins();

    WorkspaceSession &m_session;
    QString m_run;
    QStringList m_tags; ///< shown
    FlowLayout *m_tagRow;
    QLineEdit *m_newTag;
    QVBoxLayout *m_pins;
    QString m_pinsShown;
    NoteEdit *m_notes;
    QTimer m_saving;
    QString m_saved; ///< what the session was last given or told
};

} // namespace phi1
