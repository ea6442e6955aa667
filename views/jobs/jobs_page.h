// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "views/shell/page.h"

namespace phi1 {

/// What waits, runs and ran in the workspace: the queue, whose order and pause are changed here,
/// and the jobs with their state, command and log. Shows only what a job's own files report.
/// opened() takes `job` (absolute folder: selects it).
class JobsPage final : public Page
{
    Q_OBJECT
public:
    explicit JobsPage(PageContext &context, QWidget *parent = nullptr);
    ~JobsPage() override;

    QString id() const override { return QStringLiteral("jobs"); }
    QString title() const override { return tr("Jobs"); }
    QString iconName() const override { return QStringLiteral("clock"); }
    QString facts() const override;
    QList<QWidget *> headerActions() override;
    QList<QWidget *> panels() const override;
    void focusSearch() override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void opened(const QVariantMap &arguments) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
