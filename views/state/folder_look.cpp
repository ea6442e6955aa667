// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/folder_look.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "views/state/checkpoint_info.h"

namespace phi1 {

namespace {

constexpr const char *configFileName = "run.toml";

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

/// `training.steps` among "--set KEY=VALUE" of a command line, 0 without.
qint64 stepsOf(const std::vector<std::string> &overrides)
{
    constexpr std::string_view key = "training.steps=";
    qint64 steps = 0;
    for (const std::string &word : overrides) {
        const std::size_t at = word.find(key);
        if (at != 0 && word.rfind("--set=", 0) != 0)
            continue;
        if (at == std::string::npos)
            continue;
        const char *begin = word.data() + at + key.size();
        std::from_chars(begin, word.data() + word.size(), steps);
    }
    return std::max<qint64>(0, steps);
}

} // namespace

FolderReader::FolderReader(QString folder, bool isRun, bool external)
    : m_path(folder.toStdString())
{
    m_look.folder = std::move(folder);
    m_look.isRun = isRun;
    m_look.external = external;
}

FolderReader::Stamp FolderReader::stampOf(const std::filesystem::path &path)
{
    struct stat now {};
    if (::stat(path.c_str(), &now) != 0)
        return {};
    return {now.st_mtim.tv_sec, now.st_mtim.tv_nsec, now.st_ino,
            static_cast<std::uint64_t>(now.st_size)};
}

void FolderReader::forget()
{
    m_status = {};
    m_toml = {};
    m_first = true;
}

bool FolderReader::peek()
{
    for (const char *name : {statusFileName, eventsFileName, configFileName}) {
        const Stamp stamp = stampOf(m_path / name);
        if (stamp.seconds >= 0) {
            m_changed = double(stamp.seconds);
            return true;
        }
    }
    return false;
}

bool FolderReader::isRestless() const
{
    return m_look.status && !m_look.gone && !hasEnded(m_look.status->file.state) &&
           m_look.status->condition != JobCondition::LastSeen;
}

bool FolderReader::look(QHash<QString, QString> &pool)
{
    const Stamp status = stampOf(m_path / statusFileName);
    const bool wasGone = m_look.gone;
    m_look.gone = status.seconds < 0 && stampOf(m_path).seconds < 0;
    if (m_look.gone) {
        if (!wasGone)
            forget();
        return !wasGone;
    }
    bool changed = m_first || wasGone;
    if (changed) {
        struct stat folder {};
        if (::stat(m_path.c_str(), &folder) == 0) {
            m_look.device = folder.st_dev;
            m_look.inode = folder.st_ino;
        }
    }
    if (m_first || status != m_status || isRestless()) {
        m_status = status;
        readStatus();
        changed = true;
    }
    if (m_wantConfig && m_look.isRun) {
        const Stamp toml = stampOf(m_path / configFileName);
        if (toml != m_toml) {
            m_toml = toml;
            readConfig(pool);
            changed = true;
        }
        if (m_look.firstStart == 0 && changed)
            readFirstHello();
        if (changed)
            findSteps();
    }
    m_first = false;
    return changed;
}

void FolderReader::readStatus()
{
    auto status = readJobStatus(m_path);
    // A worker that replaced the file between two looks is no damage; one that is missing may be
    // that of a folder just being made.
    if (status) {
        m_look.status = std::move(*status);
        m_look.problem.clear();
        return;
    }
    m_look.status.reset();
    if (status.error().code == ErrorCode::NotFound)
        m_look.problem = qt(concat(m_path, " has no status.json, which tells how a run ended; its "
                                           "curve is read as it stands"));
    else
        m_look.problem = qt(status.error().message);
}

void FolderReader::readConfig(QHash<QString, QString> &pool)
{
    auto record = readRunRecord(m_path);
    if (record) {
        m_look.config = configTexts(*record, &pool);
        m_look.configProblem.clear();
        return;
    }
    // A run that only waits has none yet.
    m_look.configProblem =
        record.error().code == ErrorCode::NotFound ? QString() : qt(record.error().message);
    if (record.error().code == ErrorCode::NotFound)
        m_look.config.reset();
}

/// Devices and time of the first start stand in the first lines of events.jsonl.
void FolderReader::readFirstHello()
{
    const auto file = openFile(m_path / eventsFileName, O_RDONLY);
    if (!file)
        return;
    std::array<char, 16u << 10> head{};
    const ssize_t got = ::pread(file->get(), head.data(), head.size(), 0);
    std::string_view text(head.data(), static_cast<std::size_t>(std::max<ssize_t>(0, got)));
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos)
            return;
        const auto json = parseJson(text.substr(0, end), "hello");
        text.remove_prefix(end + 1);
        if (!json || !json->is_object() || json->value("event", Json()) != "hello")
            continue;
        const Json time = json->value("time", Json());
        m_look.firstStart = time.is_number() ? time.get<double>() : 0;
        const Json devices = json->value("devices", Json());
        QStringList names;
        if (devices.is_array()) {
            for (const Json &device : devices) {
                if (device.is_string())
                    names += qt(device.get<std::string>());
            }
        } else if (devices.is_string()) {
            names += qt(devices.get<std::string>());
        }
        m_look.devices = names.join(QStringLiteral(", "));
        return;
    }
}

/// A resume may have set another number of steps; what it set is kept in its checkpoints.
void FolderReader::findSteps()
{
    if (m_look.config)
        m_look.steps = m_look.config->record.config.training.steps;
    if (!m_look.status)
        return;
    const StatusFile &status = m_look.status->file;
    if (const qint64 steps = stepsOf(status.arguments); steps > 0) {
        m_look.steps = steps;
        return;
    }
    if (status.segment == 0 || m_look.steps == 0)
        return;
    const QVector<CheckpointInfo> checkpoints = readCheckpoints(m_look.folder);
    if (checkpoints.isEmpty())
        return;
    const auto state =
        readJsonFile(checkpoints.last().folder.toStdString() + "/state.json", 1u << 20);
    if (!state || !state->is_object())
        return;
    std::vector<std::string> overrides;
    const Json list = state->value("overrides", Json());
    for (const Json &each : list.is_array() ? list : Json::array()) {
        if (each.is_string())
            overrides.push_back(each.get<std::string>());
    }
    if (const qint64 steps = stepsOf(overrides); steps > 0)
        m_look.steps = steps;
}

} // namespace phi1
