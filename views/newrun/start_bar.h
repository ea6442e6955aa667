// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

class ElidedLabel;
class RunComposer;
class SegmentedChoice;
class TextLabel;
class WorkspaceSession;

/// What a new run starts from: a preset or an earlier run, and whether it learns from the beginning
/// or from a checkpoint.
class StartBar final : public QWidget
{
    Q_OBJECT
public:
    StartBar(RunComposer &composer, WorkspaceSession &session, QWidget *parent = nullptr);

    void refresh();
    void setProblem(const QString &sentence); ///< with the checkpoint; "" = none

signals:
    void presetChosen(const QString &shape);
    void runChosen(const QString &runFolder);
    void fileChosen(const QString &file); ///< TOML
    void pretrainChosen();
    void checkpointChosen(const QString &path);

private:
    void offerRuns();
    void offerCheckpoints(QWidget *below);
    void chooseStage(int index);

    RunComposer &m_composer;
    WorkspaceSession &m_session;
    SegmentedChoice *m_from;
    SegmentedChoice *m_stage;
    QWidget *m_checkpointRow;
    ElidedLabel *m_checkpoint;
    TextLabel *m_problem;
};

} // namespace phi1
