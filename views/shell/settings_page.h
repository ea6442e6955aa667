// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shell/page.h"

class QVBoxLayout;

namespace phi1 {

/// What can be chosen for all workspaces, applied at once; and what this program is.
class SettingsPage final : public Page
{
    Q_OBJECT
public:
    explicit SettingsPage(PageContext &context, QWidget *parent = nullptr);

    QString id() const override { return QStringLiteral("settings"); }
    QString title() const override { return tr("Settings"); }
    QString iconName() const override { return QStringLiteral("settings"); }
    QString facts() const override;

private:
    void addAppearance(QVBoxLayout *column);
    void addCharts(QVBoxLayout *column);
    void addNotices(QVBoxLayout *column);
    void addAbout(QVBoxLayout *column);
};

} // namespace phi1
