// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/demonstration.h"

#include <QDir>

#include "core/runs/field_text.h"
#include "views/newrun/run_name.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QString freeName(const QString &wanted, const QString &workspace)
{
    QString name = wanted;
    for (int number = 2; !runNameProblem(name, workspace).isEmpty() && number < 1000; ++number)
        name = wanted % u'-' % QString::number(number);
    return name;
}

QStringList argumentsOf(const RunDraft &draft)
{
    QStringList arguments = {u"train"_s, QString::fromStdString(draft.preset())};
    for (const std::string &assignment : draft.overrides())
        arguments << u"--set"_s << QString::fromStdString(assignment);
    return arguments;
}

} // namespace

Demonstration Demonstration::in(const QString &workspace)
{
    Demonstration demonstration;
    demonstration.workspace = workspace;
    demonstration.pretrainName = freeName(u"nano-textbook"_s, workspace);
    demonstration.finetuneName = freeName(u"nano-exercises"_s, workspace);
    const QString base = workspace % "/runs/"_L1 % demonstration.pretrainName;
    demonstration.finetune.set("training.init_from", tomlText(base.toStdString()));
    return demonstration;
}

QVector<RunLaunch> Demonstration::launches() const
{
    RunLaunch first;
    first.folder = pretrainName;
    first.arguments = argumentsOf(pretrain);
    first.tags = {u"demonstration"_s};
    RunLaunch second;
    second.folder = finetuneName;
    second.arguments = argumentsOf(finetune);
    second.tags = first.tags;
    second.afterPrevious = true;
    return {first, second};
}

QStringList Demonstration::commands() const
{
    const QString home = QDir::homePath();
    const auto command = [&](const RunDraft &draft, const QString &name) {
        QString folder = workspace % "/runs/"_L1 % name;
        if (folder.startsWith(home % u'/'))
            folder = u'~' % folder.mid(home.size());
        QString text = "phi1 train "_L1 % QString::fromStdString(draft.preset()) % " --run "_L1 %
                       QString::fromStdString(shellQuoted(folder.toStdString()));
        for (const std::string &assignment : draft.overrides())
            text += " \\\n    --set "_L1 % QString::fromStdString(shellQuoted(assignment));
        return text;
    };
    return {command(pretrain, pretrainName), command(finetune, finetuneName)};
}

DemonstrationForecast forecastDemonstration(const Demonstration &demonstration,
                                            const MachineCheck::Facts &check,
                                            const MachineLoad &load)
{
    DemonstrationForecast forecast;
    const auto of = [&](const RunConfig &config) {
        RunForecast made = forecastRun(config, check, load);
        made.throughput = speedOfMachine(config, made.device, check);
        made.seconds = trainingSeconds(config, made.throughput.tokensPerSecond);
        return made;
    };
    forecast.pretrain = of(demonstration.pretrain.config());
    forecast.finetune = of(demonstration.finetune.config());
    forecast.passages = demonstration.pretrain.config().data.passages;
    forecast.exercises = demonstration.finetune.config().data.exercises;
    return forecast;
}

} // namespace phi1
