// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "views/shell/page.h"

namespace phi1 {

/// Brings files into a corpus of the workspace: what, into which, which field becomes what, with
/// the first records as they would be stored and what was imported before.
/// opened() takes `corpus` and `inputs` (paths).
class ImportPage final : public Page
{
    Q_OBJECT
public:
    explicit ImportPage(PageContext &context, QWidget *parent = nullptr);
    ~ImportPage() override;

    QString id() const override { return QStringLiteral("samples-import"); }
    QString title() const override { return tr("Import samples"); }
    QString iconName() const override { return QStringLiteral("download"); }
    QString facts() const override;
    QList<QWidget *> headerActions() override;
    QList<QWidget *> panels() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void opened(const QVariantMap &arguments) override;
    bool showsInRail() const override { return false; }
    QString railParent() const override { return QStringLiteral("samples"); }

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
