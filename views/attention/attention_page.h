// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "views/shell/page.h"

namespace phi1 {

class AttentionSession;

/// All heads of a checkpoint on a text: thumbnails, one head's map, its scores and the text, with
/// one selection.
/// opened() takes `checkpoint` (a folder), `second` (another one to compare it with), `text` with
/// `title`, `prompt` (id of the library), `run` with `step` (a document of that training step is to
/// be chosen), `series` (a run to walk along), `layer` and `head`.
class AttentionPage final : public Page
{
    Q_OBJECT
public:
    explicit AttentionPage(PageContext &context, QWidget *parent = nullptr);
    ~AttentionPage() override;

    QString id() const override { return QStringLiteral("attention"); }
    QString title() const override { return tr("Attention"); }
    QString iconName() const override { return QStringLiteral("attention"); }
    QString facts() const override;
    QList<QWidget *> headerActions() override;
    QWidget *inspector() override;
    bool inspectorIsIdle() const override;
    QString inspectorTitle() const override;
    QList<QWidget *> panels() const override;
    void focusSearch() override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void opened(const QVariantMap &arguments) override;

    AttentionSession &session() const; ///< lives as long as the page

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
