// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <QWidget>

class QAction;
class QButtonGroup;
class QVBoxLayout;

namespace phi1 {

class RailButton;

/// The column at the left of the window: pages above, commands and settings below. One tab stop;
/// arrow keys move in it.
class NavigationRail : public QWidget
{
    Q_OBJECT
public:
    explicit NavigationRail(QWidget *parent = nullptr);

    /// @param keys  of the page, for the tool tip
    void addPage(const QString &id, const QString &label, const QString &iconName,
                 const QString &keys, bool atBottom);
    /// A button that triggers an action instead of showing a page. Stands above the lower pages.
    void addCommand(QAction *action, const QString &label, const QString &iconName);
    void setCurrent(const QString &id);
    QString current() const;
    void setBadge(const QString &id, int count);
    RailButton *button(const QString &id) const;

signals:
    void pageRequested(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QButtonGroup *m_group;
    QVBoxLayout *m_top;
    QVBoxLayout *m_commands;
    QVBoxLayout *m_bottom;
    QHash<QString, RailButton *> m_buttons;
};

} // namespace phi1
