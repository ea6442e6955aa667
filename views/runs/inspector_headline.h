// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/state/run_info.h"

class QHBoxLayout;

namespace phi1 {

class ActionButton;
class IconButton;
class ProgressBarThin;
class RunActions;
class StateBadge;
class TextLabel;

/// The top of the inspector: the loss in large, whether it lives, how far it is, and what can be
/// done with it.
class InspectorHeadline final : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorHeadline(RunActions &actions, QWidget *parent = nullptr);

    void show(const RunInfo &run, const QString &leftRunning);
    using QWidget::show;

    QSize minimumSizeHint() const override; ///< narrower than its buttons: some of them give way

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void addButtons(QHBoxLayout *row);
    void fitButtons();

    RunActions &m_actions;
    bool m_hasCheckpoint = false; ///< one can be written now
    TextLabel *m_loss;
    TextLabel *m_caption;
    StateBadge *m_life;
    ProgressBarThin *m_bar;
    TextLabel *m_steps;
    TextLabel *m_share;
    TextLabel *m_left; ///< after a stop: what is left running
    ActionButton *m_stop;
    ActionButton *m_resume;
    ActionButton *m_check;
    ActionButton *m_mark;
    ActionButton *m_checkpoint;
    ActionButton *m_unqueue;
    IconButton *m_folder;
    IconButton *m_more;
};

} // namespace phi1
