// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace phi1 {

/// A line of the settings: label, editor, what it means.
class SettingsRow : public QWidget
{
    Q_OBJECT
public:
    /// @param editor  becomes a child and gets the label as its accessible name
    SettingsRow(const QString &label, QWidget *editor, const QString &hint,
                QWidget *parent = nullptr);
};

} // namespace phi1
