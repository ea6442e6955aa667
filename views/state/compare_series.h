// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QVector>

#include "views/state/compare_types.h"

namespace phi1 {

class CheckpointCatalogue;
class CompareStore;
class EngineHub;
struct SetRunRecord;

/// What one checkpoint of a run made of the prompt.
struct SeriesPoint {
    enum class State { Missing, Waiting, Loading, Writing, Done, Failed };
    CheckpointChoice checkpoint;
    State state = State::Missing;
    PaneFacts facts;
    PaneCompletion completion;
    QString sentence; ///< of a failure
    /// Index of the first token that is another than at the point before, -1: the same, or not
    /// known.
    int firstChange = -1;
};

/// The same prompt completed by every checkpoint of a run, for the slider. Checkpoints are loaded
/// and unloaded in turn, the selected one and its neighbours first; what was written is kept and
/// found again when the same prompt and settings come back.
class CompareSeries final : public QObject
{
    Q_OBJECT
public:
    CompareSeries(EngineHub &engine, CompareStore &store, CheckpointCatalogue &catalogue,
                  QObject *parent = nullptr);
    ~CompareSeries() override;

    QString runId() const;                      ///< empty: none
    const QVector<SeriesPoint> &points() const; ///< steps ascending
    int selected() const;                       ///< -1: none
    bool isRunning() const;

    void start(const QString &runId, const QString &prompt, const CompareSampling &sampling,
               PaneDtype dtype);
    void select(int point); ///< its turn comes next
    void stop();
    void close(); ///< stops and forgets what is shown

signals:
    void reset();
    void pointChanged(int point);
    void tokensAppended(int point, int firstToken);
    void selectedChanged(int point);
    void runningChanged(bool running);
    void errorOccurred(const QString &sentence);

private:
    void take(const SetRunRecord &kept);

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
