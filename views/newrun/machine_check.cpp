// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/machine_check.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QHash<QString, MachineCheck::Facts> &known()
{
    static QHash<QString, MachineCheck::Facts> facts;
    return facts;
}

} // namespace

MachineCheck::MachineCheck(QString program, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_facts(known().value(m_program))
{}

MachineCheck::~MachineCheck()
{
    if (m_process) {
        m_process->disconnect(this);
        m_process->kill();
        m_process->waitForFinished(1000);
    }
}

bool MachineCheck::isRunning() const
{
    return m_process != nullptr;
}

void MachineCheck::start()
{
    if (m_facts.ready || m_process)
        return;
    m_process = new QProcess(this);
    connect(m_process, &QProcess::finished, this, [this](int exitCode) { take(exitCode); });
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            take(-1);
    });
    m_process->start(m_program, {u"doctor"_s, u"--json"_s}, QIODevice::ReadOnly);
}

void MachineCheck::take(int exitCode)
{
    const QByteArray answer = m_process->readAllStandardOutput();
    const QString complaint = QString::fromUtf8(m_process->readAllStandardError()).trimmed();
    m_process->deleteLater();
    m_process = nullptr;
    const QJsonDocument document = QJsonDocument::fromJson(answer);
    if (document.isObject()) {
        m_facts = read(document.object());
        m_facts.report = QString::fromUtf8(answer);
        known().insert(m_program, m_facts);
    } else if (exitCode == -1) {
        m_failure = tr("%1 could not be started; install phi1 beside the workbench").arg(m_program);
    } else {
        m_failure = tr("phi1 doctor ended with status %1 and said nothing that can be read: %2")
                        .arg(exitCode)
                        .arg(complaint.left(200));
    }
    emit finished();
}

MachineCheck::Facts MachineCheck::read(const QJsonObject &answer)
{
    Facts facts;
    facts.ready = true;
    facts.usable = answer.value("usable"_L1).toBool();
    const QJsonObject processor = answer.value("processor"_L1).toObject();
    facts.cores = processor.value("usable_cores"_L1).toInt();
    const QJsonArray sets = processor.value("instruction_sets"_L1).toArray();
    if (sets.contains("avx512f"_L1))
        facts.instructionSet = u"AVX-512"_s;
    else if (sets.contains("avx2"_L1))
        facts.instructionSet = u"AVX2"_s;
    facts.memoryTotal = static_cast<quint64>(
        answer.value("memory"_L1).toObject().value("total_bytes"_L1).toDouble());
    const QJsonArray gpus = answer.value("graphics"_L1).toObject().value("gpus"_L1).toArray();
    for (const QJsonValue &gpu : gpus)
        facts.gpus.append(gpu.isString() ? gpu.toString()
                                         : gpu.toObject().value("name"_L1).toString());
    const QJsonObject chosen = answer.value("auto"_L1).toObject();
    facts.gpuUsable = chosen.value("device"_L1).toString().startsWith("cuda"_L1);
    facts.autoBfloat16 = chosen.value("dtype"_L1).toString() == "bfloat16"_L1;
    const QJsonArray speeds = answer.value("speed"_L1).toArray();
    for (const QJsonValue &entry : speeds) {
        const QJsonObject speed = entry.toObject();
        if (speed.value("unit"_L1).toString() != "GFLOP/s"_L1)
            continue;
        const bool gpu = speed.value("device"_L1).toString().startsWith("cuda"_L1);
        const bool bfloat16 = speed.value("name"_L1).toString().endsWith("bfloat16"_L1);
        double &target = gpu ? (bfloat16 ? facts.gpuBfloat16 : facts.gpuFloat32)
                             : (bfloat16 ? facts.cpuBfloat16 : facts.cpuFloat32);
        target = speed.value("value"_L1).toDouble();
    }
    const QJsonArray problems = answer.value("problems"_L1).toArray();
    for (const QJsonValue &problem : problems)
        facts.problems.append(problem.toString());
    return facts;
}

} // namespace phi1
