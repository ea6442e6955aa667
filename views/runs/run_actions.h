// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QHash>
#include <QObject>
#include <QSet>
#include <QStringList>

class QAction;
class QMenu;
class QWidget;

namespace phi1 {

struct PageContext;
struct RunInfo;
struct RunNote;

/// What can be done with runs: the actions of the table's menu, the inspector's buttons, the
/// palette and the keys, all the same objects. They act on the current run, or on all selected ones
/// where that makes sense. What fails says so in a toast, what succeeds in the status bar.
class RunActions final : public QObject
{
    Q_OBJECT
public:
    struct Selection {
        QString current;  ///< empty: none
        QStringList runs; ///< all selected, in the order of the table
    };
    /// @param page  while it is visible the keys work
    RunActions(PageContext &context, QWidget *page, std::function<Selection()> selection);

    QAction *stop = nullptr; ///< becomes "Kill now" once the run was asked to stop
    QAction *resume = nullptr;
    QAction *checkpointNow = nullptr;
    QAction *openFolder = nullptr;
    QAction *copyCommand = nullptr;
    QAction *rename = nullptr;
    QAction *duplicate = nullptr;
    QAction *finetune = nullptr;
    QAction *archive = nullptr;
    QAction *trash = nullptr;
    QAction *markStopped = nullptr;
    QAction *checkAgain = nullptr;
    QAction *solo = nullptr;
    QAction *showAll = nullptr;
    QAction *pinBaseline = nullptr;
    QAction *removeFromQueue = nullptr;

    /// Del moves to the trash only while this widget has the focus: elsewhere it deletes other
    /// things.
    void setTable(QWidget *table);
    /// Enabled states and texts for the present selection.
    void update();
    void fillMenu(QMenu *menu) const;
    void fillMoreMenu(QMenu *menu) const; ///< what has no button of its own in the inspector

    void toggleShown(const QStringList &runs);
    void showOnly(const QString &runId);                        ///< a second time: everything again
    void removeNote(const QString &runId, const RunNote &note); ///< can be undone
    void setColourSlot(const QString &runId, int slot);
    void setCustomColour(const QString &runId, const QColor &colour);
    void setDash(const QString &runId, int dash);
    /// Reports how a request went when the session says so.
    void follow(quint64 request, const QString &whatFailed = {});

signals:
    void renameRequested();

private:
    QAction *add(const QString &id, const QString &text, const QKeySequence &keys,
                 std::function<void()> run);
    void addWorkerActions();
    void addFileActions();
    void addLegendActions();
    const RunInfo *current() const;
    QStringList selected() const; ///< the current run alone where nothing else is selected
    void stopCurrent();
    void archiveSelected();
    void trashSelected();
    void enable(QAction *action, bool enabled, const QString &reason);
    void onRequestFinished(quint64 request, bool ok, const QString &sentence);

    PageContext &m_context;
    QWidget *m_page;
    std::function<Selection()> m_selection;
    QHash<quint64, QString> m_requests; ///< that were made here
    QSet<QString> m_askedToStop;
    QSet<QString> m_shownBeforeSolo;
    QString m_solo;
};

} // namespace phi1
