// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

namespace phi1 {

class MainWindow;

/// Writes, once the window can be used, how long that took since the process began and how much
/// memory is resident: {"first_paint_ms":…,"usable_ms":…,"resident_bytes":…,"runs":…}.
/// Usable: every run of the workspace was looked at and the page has been painted since.
class StartupLog : public QObject
{
    Q_OBJECT
public:
    StartupLog(MainWindow &window, const QString &file);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void write();

    MainWindow &m_window;
    QString m_file;
    double m_firstPaint = -1.0;
    bool m_written = false;
};

} // namespace phi1
