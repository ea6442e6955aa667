// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <csignal>
#include <ctime>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/jobs/job_files.h"
#include "core/jobs/job_queue.h"
#include "views/state/workspace_session.h"

namespace phi1::test {

/// A workspace in a temporary folder with the fake worker as its phi1. At its end everything that
/// the queue started there is killed.
class SessionFixture
{
public:
    SessionFixture()
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toUtf8());
        std::filesystem::create_directories(path().toStdString() + "/runs");
    }
    ~SessionFixture()
    {
        session.reset();
        // Supervisor first, so that it starts nothing more; it holds its lock file.
        killHolders();
    }

    QString path() const { return m_folder.path() + QStringLiteral("/workspace"); }
    QString run(const QString &name) const { return path() + QStringLiteral("/runs/") + name; }
    Workspace workspace() const { return {path().toStdString()}; }

    WorkspaceSession &open()
    {
        session = std::make_unique<WorkspaceSession>(path(), QStringLiteral(PHI1_FAKE_WORKER));
        session->open();
        return *session;
    }
    void close() { session.reset(); }

    const RunInfo *info(const QString &name) const { return session->runs()->find(run(name)); }
    RunState state(const QString &name) const
    {
        const RunInfo *found = info(name);
        return found ? found->state : RunState::Gone;
    }
    bool reaches(const QString &name, RunState wanted, int milliseconds = 15000) const
    {
        return QTest::qWaitFor([&] { return info(name) && state(name) == wanted; }, milliseconds);
    }

    /// Starts a script through the queue. @return the sentence of the request
    QString start(const QString &name, const QString &script, bool *ok = nullptr)
    {
        RunLaunch launch;
        launch.folder = name;
        launch.arguments = {QStringLiteral("run"), script};
        launch.shareDevice = true;
        return finish(session->startRun(launch), ok);
    }
    QString finish(quint64 request, bool *ok = nullptr, int milliseconds = 20000)
    {
        QString sentence = QStringLiteral("no answer");
        bool answered = false;
        const auto connection =
            QObject::connect(session.get(), &WorkspaceSession::requestFinished, session.get(),
                             [&](quint64 each, bool wentWell, const QString &text) {
                                 if (each != request)
                                     return;
                                 answered = true;
                                 sentence = text;
                                 if (ok)
                                     *ok = wentWell;
                             });
        const bool came = QTest::qWaitFor([&] { return answered; }, milliseconds);
        QObject::disconnect(connection);
        if (!came && ok)
            *ok = false;
        return sentence;
    }

    /// A run folder as a worker left it.
    void makeRun(const QString &name, JobState state, const std::string &events = {},
                 const std::string &toml = {}) const
    {
        const std::filesystem::path folder = run(name).toStdString();
        std::filesystem::create_directories(folder);
        StatusFile status;
        status.state = state;
        status.program = "train";
        status.process = ownIdentity();
        status.process.pid = 0;
        status.started = unixTime() - 100;
        status.heartbeat = unixTime() - 50;
        if (!writeStatusFile(folder, status))
            qFatal("no status");
        std::ofstream(folder / "events.jsonl", std::ios::binary) << events;
        if (!toml.empty())
            std::ofstream(folder / "run.toml", std::ios::binary) << toml;
    }
    void write(const QString &file, const std::string &text) const
    {
        std::ofstream(file.toStdString(), std::ios::binary | std::ios::trunc) << text;
    }

    pid_t supervisorPid() const
    {
        const auto text = readFile((workspace().supervisor() / "lock").string(), 4096);
        return text ? static_cast<pid_t>(std::atoi(text->c_str())) : 0;
    }

    std::unique_ptr<WorkspaceSession> session;

private:
    void killHolders() const
    {
        // Whatever has this workspace in its command line was started by this test.
        const std::string mark = path().toStdString();
        std::error_code error;
        for (int round = 0; round < 3; ++round) {
            for (std::filesystem::directory_iterator it("/proc", error), end; !error && it != end;
                 it.increment(error)) {
                const int pid = std::atoi(it->path().filename().c_str());
                if (pid <= 0 || pid == ::getpid())
                    continue;
                const auto line = readFile(it->path() / "cmdline", 1u << 20);
                if (line && line->find(mark) != std::string::npos)
                    ::kill(pid, SIGKILL);
            }
        }
    }

    QTemporaryDir m_folder;
};

/// A disk of 48 MB in memory, for as long as this lives.
class SmallDisk
{
public:
    explicit SmallDisk(const QString &folder)
        : m_folder(folder.toStdString())
        , m_mounted(::mount("tmpfs", m_folder.c_str(), "tmpfs", 0, "size=48m") == 0)
    {}
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(m_folder.c_str(), MNT_DETACH);
    }
    bool isMounted() const { return m_mounted; }
    bool setReadOnly(bool readOnly) const
    {
        const unsigned long flags = MS_REMOUNT | (readOnly ? MS_RDONLY : 0);
        return ::mount("tmpfs", m_folder.c_str(), "tmpfs", flags, "size=48m") == 0;
    }

private:
    std::string m_folder;
    bool m_mounted;
};

/// Measures the longest time for which the event loop was not back at a timer of 10 ms.
class StallMeter : public QObject
{
public:
    StallMeter()
    {
        m_since.start();
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] { tick(); });
        m_timer.start(10);
    }
    qint64 longest() const { return m_longest; } ///< milliseconds beyond the 10
    /// Milliseconds of processor time that this thread used between two ticks, at most: what a
    /// stall would be on a machine that does nothing else.
    qint64 longestWork() const { return m_longestWork; }

private:
    void tick()
    {
        m_longest = std::max(m_longest, m_since.restart() - 10);
        const qint64 used = usedMilliseconds();
        m_longestWork = std::max(m_longestWork, used - m_used);
        m_used = used;
    }
    static qint64 usedMilliseconds()
    {
        timespec time = {};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return qint64(time.tv_sec) * 1000 + time.tv_nsec / 1000000;
    }
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
    qint64 m_used = usedMilliseconds();
    qint64 m_longestWork = 0;
};

/// Events of a finished run: hello, steps 1…n, bye.
std::string eventsOf(int steps, double firstTime = 1.7e9);

/// run.toml of a run with these overrides of the preset phi-1-nano.
std::string tomlOf(const std::vector<std::string> &overrides = {});

} // namespace phi1::test
