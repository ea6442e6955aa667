// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/startup_log.h"

#include "views/shell/main_window.h"
#include "views/shell/page.h"
#include "views/state/workspace_session.h"

#include <QEvent>
#include <QFile>
#include <QTimer>
#include <QWindow>

#include <ctime>

#include <unistd.h>

namespace phi1 {
namespace {

/// Milliseconds since this process was created, by the kernel's account (in ticks of 10 ms).
double millisecondsSinceStart()
{
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly))
        return -1.0;
    const QByteArray text = stat.readAll();
    // After the name in parentheses, which may hold anything: field 3 is first, 22 the start.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 20)
        return -1.0;
    const double started = fields[19].toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9 - started) *
           1e3;
}

qint64 residentBytes()
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (!statm.open(QIODevice::ReadOnly))
        return -1;
    return statm.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

} // namespace

StartupLog::StartupLog(MainWindow &window, const QString &file)
    : QObject(&window)
    , m_window(window)
    , m_file(file)
{
    connect(&window.context().session, &WorkspaceSession::listed, this, [this] {
        m_window.currentPage()->update(); // so that a paint follows, whatever changed
    });
    window.installEventFilter(this);
    if (QWindow *surface = window.windowHandle()) // there once the window was shown
        surface->installEventFilter(this);
}

bool StartupLog::eventFilter(QObject *watched, QEvent *event)
{
    // Not the paint events of the page: a page that its children cover gets none.
    if (event->type() == QEvent::UpdateRequest || event->type() == QEvent::Expose) {
        QTimer::singleShot(0, this, [this] { // behind the painting that the event begins
            if (!m_window.windowHandle() || !m_window.windowHandle()->isExposed())
                return; // nothing is painted before
            if (m_firstPaint < 0)
                m_firstPaint = millisecondsSinceStart();
            if (!m_written && m_window.context().session.isListed()) {
                m_written = true;
                write();
            }
        });
    }
    return QObject::eventFilter(watched, event);
}

void StartupLog::write()
{
    QFile log(m_file);
    if (!log.open(QIODevice::WriteOnly | QIODevice::Append))
        return;
    log.write(QStringLiteral("{\"first_paint_ms\":%1,\"usable_ms\":%2,\"resident_bytes\":%3,"
                             "\"runs\":%4}\n")
                  .arg(m_firstPaint, 0, 'f', 0)
                  .arg(millisecondsSinceStart(), 0, 'f', 0)
                  .arg(residentBytes())
                  .arg(m_window.context().session.runs()->rowCount())
                  .toUtf8());
}

} // namespace phi1
