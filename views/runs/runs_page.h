// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "views/shell/page.h"

namespace phi1 {

/// The runs of the workspace: their table, which is the legend of the charts below it, the log of
/// the selected run, and the run itself in the inspector. Without any run: how to begin.
/// opened() takes `run` (a run's id: selects it) and `filter` (text of the filter field).
class RunsPage final : public Page
{
    Q_OBJECT
public:
    explicit RunsPage(PageContext &context, QWidget *parent = nullptr);
    ~RunsPage() override;

    QString id() const override { return QStringLiteral("runs"); }
    QString title() const override { return tr("Runs"); }
    QString iconName() const override { return QStringLiteral("runs"); }
    QString facts() const override;
    QList<QWidget *> headerActions() override;
    QWidget *inspector() override;
    bool inspectorIsIdle() const override; ///< no runs at all: First start has the room
    QString inspectorTitle() const override;
    QColor inspectorColour() const override;
    QList<QWidget *> panels() const override;
    void focusSearch() override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void opened(const QVariantMap &arguments) override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
