// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "views/shell/page.h"

namespace phi1 {

/// Lets a language model write textbook chapters and exercises into a corpus: which model, which
/// prompts, how much of every topic there is for whom, and the answers as they come. The worker is
/// a process that outlives the window.
/// opened() takes `corpus`.
class GeneratePage final : public Page
{
    Q_OBJECT
public:
    explicit GeneratePage(PageContext &context, QWidget *parent = nullptr);
    ~GeneratePage() override;

    QString id() const override { return QStringLiteral("samples-generate"); }
    QString title() const override { return tr("Generate samples"); }
    QString iconName() const override { return QStringLiteral("plus"); }
    QString facts() const override;
    QList<QWidget *> headerActions() override;
    QList<QWidget *> panels() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void opened(const QVariantMap &arguments) override;
    bool showsInRail() const override { return false; }
    QString railParent() const override { return QStringLiteral("samples"); }

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
