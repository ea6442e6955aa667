// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/settings_file.h"

#include "core/base/files.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRunnable>

#include <filesystem>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

constexpr int formatVersion = 1;
constexpr qint64 sizeLimit = 4 << 20; // a settings file of ours has some kilobytes
constexpr int writeDelay = 400;       // ms

QString bytesKey()
{
    return u"base64"_s;
}

QJsonValue toJson(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QByteArray:
        return QJsonObject{{bytesKey(), QString::fromLatin1(value.toByteArray().toBase64())}};
    case QMetaType::QVariantMap: {
        QJsonObject object;
        const QVariantMap map = value.toMap();
        for (auto it = map.cbegin(); it != map.cend(); ++it)
            object.insert(it.key(), toJson(it.value()));
        return object;
    }
    case QMetaType::QVariantList:
    case QMetaType::QStringList: {
        QJsonArray array;
        const QVariantList list = value.toList();
        for (const QVariant &element : list)
            array.append(toJson(element));
        return array;
    }
    default:
        return QJsonValue::fromVariant(value);
    }
}

QVariant fromJson(const QJsonValue &value)
{
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        if (object.size() == 1 && object.contains(bytesKey()))
            return QByteArray::fromBase64(object.value(bytesKey()).toString().toLatin1());
        QVariantMap map;
        for (auto it = object.constBegin(); it != object.constEnd(); ++it)
            map.insert(it.key(), fromJson(it.value()));
        return map;
    }
    if (value.isArray()) {
        QVariantList list;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &element : array)
            list.append(fromJson(element));
        return list;
    }
    return value.toVariant();
}

} // namespace

SettingsFile::SettingsFile(const QString &path, QObject *parent)
    : QObject(parent)
    , m_path(path)
{
    m_writer.setMaxThreadCount(1); // keeps the order
    m_delay.setSingleShot(true);
    m_delay.setInterval(writeDelay);
    connect(&m_delay, &QTimer::timeout, this, &SettingsFile::write);
    read();
}

SettingsFile::~SettingsFile()
{
    flush();
}

void SettingsFile::read()
{
    QFile file(m_path);
    if (!file.exists())
        return;
    const auto ignored = [this](const QString &found) {
        m_problem = tr("%1 %2, expected settings of this program; it was ignored and will be "
                       "replaced")
                        .arg(m_path, found);
    };
    if (!file.open(QIODevice::ReadOnly))
        return ignored(tr("cannot be read (%1)").arg(file.errorString()));
    if (file.size() > sizeLimit)
        return ignored(tr("has %1 bytes").arg(file.size()));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.read(sizeLimit), &error);
    if (error.error != QJsonParseError::NoError || !document.isObject())
        return ignored(tr("is damaged"));
    const QJsonObject root = document.object();
    if (root.value("version"_L1).toInt() != formatVersion)
        return ignored(tr("has version %1").arg(root.value("version"_L1).toInt()));
    m_values = fromJson(root.value("values"_L1)).toMap();
}

QVariant SettingsFile::value(const QString &key, const QVariant &fallback) const
{
    return m_values.value(key, fallback);
}

bool SettingsFile::setValue(const QString &key, const QVariant &value)
{
    // Through JSON, so that what is compared and returned is what a restart would find.
    const QVariant plain = fromJson(toJson(value));
    const auto found = m_values.constFind(key);
    if (value.isValid() ? found != m_values.cend() && *found == plain : found == m_values.cend())
        return false;
    if (value.isValid())
        m_values.insert(key, plain);
    else
        m_values.remove(key);
    m_dirty = true;
    // Not restarted: under a stream of changes the file is at most one delay behind.
    if (!m_delay.isActive())
        m_delay.start();
    return true;
}

void SettingsFile::write()
{
    m_delay.stop();
    if (!m_dirty)
        return;
    m_dirty = false;
    const QJsonObject root{{u"version"_s, formatVersion}, {u"values"_s, toJson(m_values)}};
    m_writer.start(QRunnable::create([path = m_path, root] {
        const std::filesystem::path target = QFile::encodeName(path).toStdString();
        // A disk that is full or gone costs the layout only; the session itself says what it is.
        if (makeFolders(target.parent_path()))
            (void)writeFileAtomically(target, QJsonDocument(root).toJson().toStdString());
    }));
}

void SettingsFile::flush()
{
    write();
    m_writer.waitForDone();
}

} // namespace phi1
