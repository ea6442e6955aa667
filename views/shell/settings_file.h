// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <QVariant>
#include <QVariantMap>

namespace phi1 {

/// A map of plain values in a JSON file: read once, written whole and atomically in another thread
/// a moment after a change, so that a killed program loses that moment at most.
class SettingsFile : public QObject
{
    Q_OBJECT
public:
    explicit SettingsFile(const QString &path, QObject *parent = nullptr);
    ~SettingsFile() override;

    QVariant value(const QString &key, const QVariant &fallback) const;
    /// Whether it changed anything.
    bool setValue(const QString &key, const QVariant &value);
    void flush();
    QString problem() const { return m_problem; }

private:
    void read();
    void write();

    QString m_path;
    QString m_problem;
    QVariantMap m_values;
    QTimer m_delay;
    QThreadPool m_writer;
    bool m_dirty = false;
};

} // namespace phi1
