// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "views/shell/page.h"

namespace phi1 {

class RecipePanel;
class SetsPanel;

/// Mixes training sets: sources with filters and weights, what they give now, and the sets that
/// were written.
/// opened() takes `corpus` and `filter` (JSON text): a source that is added.
class MixPage final : public Page
{
    Q_OBJECT
public:
    explicit MixPage(PageContext &context, QWidget *parent = nullptr);
    ~MixPage() override;

    QString id() const override { return QStringLiteral("samples-mix"); }
    QString title() const override { return tr("Mix a training set"); }
    QString iconName() const override { return QStringLiteral("mix"); }
    QString facts() const override;
    QList<QWidget *> headerActions() override;
    QList<QWidget *> panels() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void opened(const QVariantMap &arguments) override;
    bool showsInRail() const override { return false; }
    QString railParent() const override { return QStringLiteral("samples"); }

    RecipePanel *recipePanel() const;
    SetsPanel *setsPanel() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
