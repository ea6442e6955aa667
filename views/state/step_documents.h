// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QObject>
#include <QPointer>
#include <QProcess>
#include <QString>

namespace phi1 {

/// The documents that one step of a run was trained on, asked of `phi1 batch`. Only the newest
/// request counts: an earlier one is ended silently. Destroying it waits for nothing.
class StepDocuments final : public QObject
{
    Q_OBJECT
public:
    explicit StepDocuments(QString phi1Program, QObject *parent = nullptr);
    ~StepDocuments() override;

    /// @param sequences  only the first so many of the batch, 0: all
    void ask(quint64 request, const QString &runFolder, qint64 step, int sequences = 0);
    void cancel(quint64 request);

signals:
    void loaded(quint64 request, const QJsonDocument &documents);
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
