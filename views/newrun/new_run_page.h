// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "views/shell/page.h"

namespace phi1 {

class RunComposer;

/// Where a run is put together: every key of its configuration beside the paper's value and what
/// it leads to, the planned curve, memory, time and disk, and the exact command. The draft is kept
/// in the workspace from one session to the next.
///
/// Arguments of opened(), all optional:
///   from      run folder whose configuration is taken over (duplicate and edit)
///   initFrom  checkpoint or run folder to finetune from
///   preset    name of a preset to start from
///   set       map of keys to values as TOML, after the others: {"data.train": "[\"/sets/a\"]"}
class NewRunPage final : public Page
{
    Q_OBJECT
public:
    explicit NewRunPage(PageContext &context, QWidget *parent = nullptr);
    ~NewRunPage() override;

    QString id() const override;
    QString title() const override;
    QString iconName() const override;
    QString facts() const override;
    QList<QWidget *> headerActions() override;
    QList<QWidget *> panels() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    bool showsInRail() const override;
    QString railParent() const override;
    void opened(const QVariantMap &arguments) override;

    RunComposer &composer() const;
    /// Why the run cannot be started as it stands: one sentence; empty if it can.
    QString reason() const;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> m_private;
};

} // namespace phi1
