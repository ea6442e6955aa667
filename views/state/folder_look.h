// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QHash>
#include <QString>
#include <QStringList>

#include "core/jobs/job_status.h"
#include "views/state/config_texts.h"

namespace phi1 {

/// What stood in the files of a run or job folder at one moment. A value that is handed from the
/// reading thread to the GUI thread.
struct FolderLook {
    QString folder; ///< absolute
    bool isRun = false;
    bool external = false;
    bool gone = false; ///< no such folder (any more); the rest is empty
    std::optional<JobStatus> status;
    QString problem;       ///< of status.json: one sentence; no status then
    QString configProblem; ///< of run.toml
    std::shared_ptr<const ConfigTexts> config;
    qint64 steps = 0;      ///< planned, with what a resume set; 0: not known
    QString devices;       ///< of the first hello
    double firstStart = 0; ///< unix seconds, of the first hello; 0: none
    /// Of the folder itself: stays when it gets another name. 0, 0: not known.
    std::uint64_t device = 0, inode = 0;
};

/// Reads one folder again and again, only what changed.
class FolderReader
{
public:
    FolderReader(QString folder, bool isRun, bool external);

    /// Looks at the files. @return whether anything may be another than at the last look; always
    /// true for a job that lives, whose heartbeat is told.
    /// @param pool  of configTexts()
    bool look(QHash<QString, QString> &pool);
    /// Reads run.toml too (slow; later calls of look() follow its changes).
    void wantConfig() { m_wantConfig = true; }
    bool hasConfig() const { return m_wantConfig; }

    const FolderLook &current() const { return m_look; }
    /// Looks again as if everything had changed.
    void forget();
    /// Unix seconds of the last change of status.json (or the folder) as found by peek().
    double changed() const { return m_changed; }
    /// Only finds out whether it is a job folder at all, and when it last changed.
    bool peek();
    /// A process works on it, or should: worth a look twice a second.
    bool isRestless() const;

private:
    struct Stamp {
        std::int64_t seconds = -1, nanoseconds = 0;
        std::uint64_t inode = 0, size = 0;
        bool operator==(const Stamp &) const = default;
    };
    static Stamp stampOf(const std::filesystem::path &path);
    void readStatus();
    void readConfig(QHash<QString, QString> &pool);
    void readFirstHello();
    void findSteps();

    std::filesystem::path m_path;
    FolderLook m_look;
    Stamp m_status, m_toml;
    bool m_wantConfig = false;
    bool m_first = true;
    double m_changed = 0;
};

} // namespace phi1
