// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

#include "views/state/attention_types.h"

namespace phi1 {

class CheckpointCatalogue;
class EngineHub;

/// The scores of all heads at one checkpoint of a run.
struct AttentionSeriesPoint {
    enum class State { Missing, Waiting, Loading, Measuring, Done, Failed };
    CheckpointChoice checkpoint;
    State state = State::Missing;
    int layers = 0, heads = 0;
    QVector<HeadScores> scores; ///< [L · H], empty unless Done
    QString sentence;           ///< of a failure
};

/// The same prompt captured by every checkpoint of a run, one after the other; only scores are
/// kept. The selected point and its neighbours come first. What was measured is remembered while
/// the window is open.
class AttentionSeries final : public QObject
{
    Q_OBJECT
public:
    AttentionSeries(EngineHub &engine, CheckpointCatalogue &catalogue, QObject *parent = nullptr);
    ~AttentionSeries() override;

    QString runId() const;                               ///< empty: none
    const QVector<AttentionSeriesPoint> &points() const; ///< steps ascending
    int selected() const;                                ///< -1: none
    bool isRunning() const;
    int done() const; ///< points that are Done
    /// One score of one head at every point, NaN where it is not measured.
    QVector<double> values(HeadKey key, int score) const;
    QVector<double> steps() const;
    int layers() const; ///< of the points that are done, 0: none
    int heads() const;

    void start(const QString &runId, const AttentionPrompt &prompt, PaneDtype dtype,
               bool withoutFirst);
    void select(int point); ///< its turn comes next
    void stop();            ///< what was measured stays
    void close();           ///< stops and forgets what is shown

    /// For the session: the checkpoint that the page shows. Where it is one of the run's it is the
    /// selected point, or becomes that at start().
    void setShown(const QString &path);

signals:
    void reset();
    void pointChanged(int point);
    void selectedChanged(int point);
    void runningChanged(bool running);
    void errorOccurred(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
