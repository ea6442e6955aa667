// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "views/shell/page.h"

namespace phi1 {

/// The text that models are trained on: found, narrowed, read as it is, judged.
/// opened() takes `corpus` (a name), `filter` (JSON text of a SampleFilter), `row` (a sample of the
/// corpus, 0-based), or `run` and `step`: the documents that this step was trained on.
class SamplesPage final : public Page
{
    Q_OBJECT
public:
    explicit SamplesPage(PageContext &context, QWidget *parent = nullptr);
    ~SamplesPage() override;

    QString id() const override { return QStringLiteral("samples"); }
    QString title() const override { return tr("Samples"); }
    QString iconName() const override { return QStringLiteral("samples"); }
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
