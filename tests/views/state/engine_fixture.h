// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace phi1::test {

/// Made-up checkpoints for the fake engine (tests/support/fake_engine.cpp), and what it was asked.
class FakeCheckpoints
{
public:
    FakeCheckpoints()
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toUtf8());
        qputenv("PHI1_FAKE_ENGINE_LOG", logFile().toUtf8());
        qunsetenv("PHI1_FAKE_ENGINE_START");
    }
    ~FakeCheckpoints()
    {
        qunsetenv("PHI1_FAKE_ENGINE_LOG");
        qunsetenv("PHI1_FAKE_ENGINE_START");
    }

    QString folder() const { return m_folder.path(); }
    QString path(const QString &name) const { return m_folder.filePath(name); }
    /// Writes NAME/fake.json; @return its folder
    QString make(const QString &name, const QJsonObject &script) const
    {
        const QString folder = path(name);
        QDir().mkpath(folder);
        QFile file(folder + QStringLiteral("/fake.json"));
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(script).toJson()) < 0)
            qFatal("no fake checkpoint");
        QFile weights(folder + QStringLiteral("/model.safetensors")); // as it is looked for
        if (!weights.open(QIODevice::WriteOnly))
            qFatal("no fake weights");
        return folder;
    }

    /// Requests so far, in order, or those of one path.
    QVector<QJsonObject> asked(const QString &route = {}) const
    {
        QVector<QJsonObject> lines;
        QFile file(logFile());
        if (!file.open(QIODevice::ReadOnly))
            return lines;
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QJsonObject object = QJsonDocument::fromJson(line).object();
            if (!object.isEmpty() && (route.isEmpty() || object[u"path"] == route))
                lines += object;
        }
        return lines;
    }
    int hangUps() const
    {
        int count = 0;
        for (const QJsonObject &line : asked())
            count += line.contains(u"hung up") ? 1 : 0;
        return count;
    }

private:
    QString logFile() const { return m_folder.filePath(QStringLiteral("engine.log")); }
    QTemporaryDir m_folder;
};

} // namespace phi1::test
