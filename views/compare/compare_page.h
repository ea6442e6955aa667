// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "views/shell/page.h"

namespace phi1 {

/// One prompt, two to four checkpoints that continue it side by side, token by token.
/// opened() takes `checkpoint` (a folder: into a free pane), `checkpoints` (a list: one per pane),
/// `prompt` (id of the library) and `record` (of the history).
class ComparePage final : public Page
{
    Q_OBJECT
public:
    explicit ComparePage(PageContext &context, QWidget *parent = nullptr);
    ~ComparePage() override;

    QString id() const override { return QStringLiteral("compare"); }
    QString title() const override { return tr("Compare"); }
    QString iconName() const override { return QStringLiteral("compare"); }
    QString facts() const override;
    QList<QWidget *> headerActions() override;
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
