// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QObject>
#include <QStringList>
#include <QVector>

#include "core/base/result.h"
#include "views/state/compare_types.h"

namespace phi1 {

class CheckpointCatalogue;
class CompareStore;
class ComparisonStore;
class EngineHub;
class PromptLibrary;

/// One cell: what a checkpoint made of a prompt.
struct GridCell {
    enum class State { Missing, Waiting, Running, Done, Failed };
    State state = State::Missing;
    PaneCompletion completion; ///< tokens only after wantCell()
    QString firstLine;         ///< of the text, for the cell itself
    bool differs = false;      ///< from the first column's text, where both are done
    QString sentence;          ///< of a failure
};

struct GridRow {
    QString promptId, title, text;
    enum class Outcome { Partial, Differs, Identical };
    Outcome outcome = Outcome::Partial;
};

struct GridColumn {
    CheckpointChoice checkpoint;
    PaneDtype dtype = PaneDtype::Auto;
    PaneFacts facts;  ///< once it was loaded
    QString sentence; ///< why it could not be
};

struct GridSummary {
    qint64 id = 0;
    QString title;
    double createdAt = 0;
    int prompts = 0, checkpoints = 0, cells = 0;
    bool operator==(const GridSummary &) const = default;
};

/// A set of prompts over several checkpoints: checkpoint by checkpoint, four prompts at a time,
/// each cell kept when it is done, so that a run that was stopped, or a window that was closed,
/// goes on where it was.
class CompareGrid final : public QObject
{
    Q_OBJECT
public:
    CompareGrid(EngineHub &engine, CompareStore &store, CheckpointCatalogue &catalogue,
                PromptLibrary &library, QObject *parent = nullptr);
    ~CompareGrid() override;

    qint64 id() const; ///< of the shown one, 0: none
    QString title() const;
    int rows() const;
    int columns() const;
    const GridRow &row(int index) const;
    const GridColumn &column(int index) const;
    const GridCell &cell(int row, int column) const;
    int done() const; ///< cells that are done or failed
    bool isRunning() const;
    bool isComplete() const; ///< nothing left to run
    double timeLeft() const; ///< seconds, NaN: not known

    /// Starts a new one. With samples > 1 only the first counts: cells are single completions.
    void start(const QStringList &promptIds, const QStringList &checkpoints, PaneDtype dtype,
               const CompareSampling &sampling, const QString &title);
    void stop();
    void resume(); ///< what is missing; failed cells are tried again
    void open(qint64 id);
    void wantCell(int row, int column); ///< loads its tokens, then cellChanged()

    const QVector<GridSummary> &stored() const; ///< newest first
    void reloadStored();
    void rename(qint64 id, const QString &title);
    void remove(qint64 id);
    void restore(qint64 id); ///< undo of remove()

signals:
    void reset(); ///< another grid
    void cellChanged(int row, int column);
    void columnChanged(int column);
    void progressChanged();
    void runningChanged(bool running);
    void storedChanged();
    void errorOccurred(const QString &sentence);

private:
    void alter(const std::function<Result<void>(ComparisonStore &)> &change);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
