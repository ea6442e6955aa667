// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/json_command.h"

#include <utility>

namespace phi1 {

JsonCommand::JsonCommand(QString phi1Program, QObject *parent)
    : QObject(parent)
    , m_program(std::move(phi1Program))
{}

JsonCommand::~JsonCommand()
{
    abandon();
}

void JsonCommand::ask(quint64 request, const QStringList &arguments)
{
    abandon();
    m_request = request;
    auto *process = new QProcess(this);
    m_process = process;
    process->setProgram(m_program);
    process->setArguments(arguments + QStringList{QStringLiteral("--json")});
    process->setStandardInputFile(QProcess::nullDevice());
    connect(process, &QProcess::finished, this,
            [this, request, process](int exitCode, QProcess::ExitStatus exitStatus) {
                onFinished(request, process, exitCode, exitStatus);
            });
    connect(process, &QProcess::errorOccurred, this,
            [this, request, process](QProcess::ProcessError error) {
                if (error != QProcess::FailedToStart)
                    return; // finished() follows
                process->deleteLater();
                if (process == m_process)
                    m_process.clear();
                emit failed(request,
                            tr("%1 cannot be started: %2").arg(m_program, process->errorString()));
            });
    process->start();
}

void JsonCommand::onFinished(quint64 request, QProcess *process, int exitCode,
                             QProcess::ExitStatus exitStatus)
{
    process->deleteLater();
    if (process == m_process)
        m_process.clear();
    if (exitStatus != QProcess::NormalExit || exitCode != 0) {
        const QString said = QString::fromUtf8(process->readAllStandardError()).trimmed();
        QString sentence = said.section(u'\n', -1);
        if (sentence.startsWith(u"phi1: "))
            sentence.remove(0, 6);
        emit failed(request, sentence.isEmpty()
                                 ? tr("phi1 %1 ended with status %2 and said nothing")
                                       .arg(process->arguments().value(0))
                                       .arg(exitCode)
                                 : sentence);
        return;
    }
    QJsonParseError error{};
    const QJsonDocument answer = QJsonDocument::fromJson(process->readAllStandardOutput(), &error);
    if (error.error != QJsonParseError::NoError)
        emit failed(request, tr("phi1 %1 did not answer with JSON: %2")
                                 .arg(process->arguments().value(0), error.errorString()));
    else
        emit loaded(request, answer);
}

void JsonCommand::cancel(quint64 request)
{
    if (request == m_request)
        abandon();
}

void JsonCommand::abandon()
{
    QProcess *process = m_process;
    m_process.clear();
    m_request = 0;
    if (!process)
        return;
    // Its end is awaited by nobody: QProcess would block for that in its destructor.
    disconnect(process, nullptr, this, nullptr);
    process->setParent(nullptr);
    connect(process, &QProcess::finished, process, &QObject::deleteLater);
    process->kill();
}

} // namespace phi1
