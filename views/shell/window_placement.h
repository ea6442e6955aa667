// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <QWidget>

namespace phi1 {

class Settings;

/// Where a window stands: kept in the settings of the workspace, and brought back into sight when a
/// screen goes away or changes.
class WindowPlacement : public QObject
{
    Q_OBJECT
public:
    WindowPlacement(QWidget *window, Settings &settings);

    void restore();
    void save(); ///< now
    void ensureVisible();

    /// The frame moved, and shrunk if it must be, so that it lies within one of the screens; itself
    /// if enough of it can be seen and taken hold of.
    static QRect broughtIntoSight(const QRect &frame, const QList<QRect> &screens);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *m_window;
    Settings &m_settings;
    QTimer m_delay;
};

} // namespace phi1
