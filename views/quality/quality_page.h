// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "views/shell/page.h"

namespace phi1 {

/// Which samples are worth training on: scores of a corpus and what gives it more, a threshold and
/// what it keeps, a forest trained on labels given here, and samples two scorers disagree about.
/// opened() takes `corpus` (a name), `filter` (JSON text of a SampleFilter: judged among these) and
/// `score` (a column's key).
class QualityPage final : public Page
{
    Q_OBJECT
public:
    explicit QualityPage(PageContext &context, QWidget *parent = nullptr);
    ~QualityPage() override;

    QString id() const override { return QStringLiteral("samples-quality"); }
    QString title() const override { return tr("Quality"); }
    QString iconName() const override { return QStringLiteral("filter"); }
    QString facts() const override;
    QList<QWidget *> headerActions() override;
    QList<QWidget *> panels() const override;
    bool showsInRail() const override { return false; }
    QString railParent() const override { return QStringLiteral("samples"); }
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void opened(const QVariantMap &arguments) override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
