// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QObject>
#include <QPointer>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace phi1 {

/// What a command of phi1 answers with --json. Only the newest request counts: an earlier one is
/// ended silently. Destroying it waits for nothing.
class JsonCommand final : public QObject
{
    Q_OBJECT
public:
    explicit JsonCommand(QString phi1Program, QObject *parent = nullptr);
    ~JsonCommand() override;

    /// @param arguments  {"batch", run, "--step", "7"}; --json is added
    void ask(quint64 request, const QStringList &arguments);
    void cancel(quint64 request);

signals:
    void loaded(quint64 request, const QJsonDocument &answer);
    void failed(quint64 request, const QString &sentence);

private:
    void onFinished(quint64 request, QProcess *process, int exitCode,
                    QProcess::ExitStatus exitStatus);
    void abandon();

    QString m_program;
    QPointer<QProcess> m_process;
    quint64 m_request = 0;
};

} // namespace phi1
