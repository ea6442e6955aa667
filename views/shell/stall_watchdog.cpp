// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/stall_watchdog.h"

#include <QFile>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace phi1 {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds pause(20);

} // namespace

struct StallWatchdog::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    bool answered = false;
    bool stopping = false;
    std::thread thread;
};

StallWatchdog::StallWatchdog(const QString &logFile, QObject *parent)
    : QObject(parent)
    , m_shared(std::make_shared<Shared>())
{
    m_shared->thread = std::thread([this, logFile, shared = m_shared] {
        QFile log(logFile);
        const bool open = log.open(QIODevice::WriteOnly | QIODevice::Append);
        const Clock::time_point begin = Clock::now();
        std::unique_lock lock(shared->mutex);
        while (open && !shared->stopping) {
            shared->answered = false;
            const Clock::time_point asked = Clock::now();
            QMetaObject::invokeMethod(
                this,
                [shared] {
                    const std::scoped_lock inner(shared->mutex);
                    shared->answered = true;
                    shared->changed.notify_all();
                },
                Qt::QueuedConnection);
            shared->changed.wait(lock, [&] { return shared->answered || shared->stopping; });
            const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - asked);
            if (took.count() > limit) {
                const auto at = std::chrono::duration_cast<milliseconds>(asked - begin);
                log.write(QByteArrayLiteral("{\"at_ms\":") + QByteArray::number(at.count()) +
                          ",\"stall_ms\":" + QByteArray::number(took.count()) + "}\n");
                log.flush();
            }
            shared->changed.wait_for(lock, pause, [&] { return shared->stopping; });
        }
    });
}

StallWatchdog::~StallWatchdog()
{
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->stopping = true;
    }
    m_shared->changed.notify_all();
    m_shared->thread.join();
}

} // namespace phi1
