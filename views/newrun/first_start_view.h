// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QWidget>

namespace phi1 {

struct PageContext;

/// What a workspace without runs shows: the demonstration of phi-1-nano in three steps, what it
/// costs, the exact commands, and other ways to begin. Start queues pretraining and, chained to
/// it, finetuning.
class FirstStartView final : public QWidget
{
    Q_OBJECT
public:
    explicit FirstStartView(PageContext &context, QWidget *parent = nullptr);
    ~FirstStartView() override;

signals:
    /// Both runs stand in the queue.
    void started();
    /// Somebody wants to open a run folder (the card "Open a run").
    void openRunRequested();

private:
    class Private;
    std::unique_ptr<Private> m_private;
};

} // namespace phi1
