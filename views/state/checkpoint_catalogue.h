// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QStringList>

#include "views/state/compare_types.h"

namespace phi1 {

class WorkspaceSession;

/// Checkpoints that can be chosen: those of the workspace's runs, then the folders that were opened
/// from disk. Looks at the disk in a thread of its own.
class CheckpointCatalogue final : public QObject
{
    Q_OBJECT
public:
    explicit CheckpointCatalogue(WorkspaceSession &workspace, QObject *parent = nullptr);
    ~CheckpointCatalogue() override;

    /// By run, the newest run first, steps descending within it; opened ones at the end.
    const QVector<CheckpointChoice> &choices() const;
    CheckpointChoice find(const QString &path) const; ///< with `path` alone if it is not known
    /// Of one run, steps ascending.
    QVector<CheckpointChoice> ofRun(const QString &runId) const;
    /// Runs with two checkpoints or more, the newest first.
    QStringList runsWithSeries() const;

    /// Adds a folder; then opened(), or openFailed() with a sentence.
    void open(const QString &folder);
    QStringList openedFolders() const;
    void setOpenedFolders(const QStringList &folders); ///< from a saved state
    void refresh();                                    ///< looks at the disk again

signals:
    void changed();
    void opened(const QString &path);
    void openFailed(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
