// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/new_run_page_p.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QPointer>
#include <QThreadPool>
#include <QToolButton>
#include <QUndoStack>

#include "core/base/files.h"
#include "core/runs/paper_values.h"
#include "views/format/number_text.h"
#include "views/newrun/command_panel.h"
#include "views/newrun/counted.h"
#include "views/newrun/draft_command.h"
#include "views/newrun/key_field.h"
#include "views/newrun/memory_panel.h"
#include "views/newrun/name_popup.h"
#include "views/newrun/new_run_form.h"
#include "views/newrun/run_name.h"
#include "views/newrun/run_summary_panel.h"
#include "views/newrun/start_bar.h"
#include "views/newrun/tag_edit.h"
#include "views/plots/learning_rate_preview.h"
#include "views/state/workspace_session.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/text_label.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

void NewRunPage::Private::change(const QString &undoText, const std::function<void()> &changeDraft)
{
    const RunComposer::State before = composer.state();
    changeDraft();
    context.undo.push(new DraftCommand(undoText, composer, before));
}

QString NewRunPage::Private::runFolder() const
{
    return context.session.workspace() % "/runs/"_L1 % composer.name();
}

void NewRunPage::Private::refresh()
{
    startBar->refresh();
    form->refresh();
    if (!name->hasFocus() && name->text() != composer.name())
        name->setText(composer.name());
    else if (composer.isNameSuggested() && !name->text().isEmpty() &&
             name->text() != composer.name())
        name->setText(composer.name());
    name->setPlaceholderText(composer.name());
    tags->setTags(composer.tags());
    const auto count = static_cast<int>(composer.differingKeys().size());
    differences->setText(u"◆ "_s % (composer.isInPaper()
                                        ? counted(count, tr("1 value differs from the paper"),
                                                  tr("%1 values differ from the paper"))
                                        : counted(count, tr("1 value differs from the preset"),
                                                  tr("%1 values differ from the preset"))));
    differences->setVisible(count > 0);
    const QString reset = composer.isInPaper() ? tr("Reset to paper") : tr("Reset to preset");
    resetButton->setText(reset);
    command->show(composer, runFolder());
    refreshCurve();
    refreshReason();
    emit page.factsChanged();
    emit page.stateChanged();
}

void NewRunPage::Private::refreshCurve()
{
    QVector<PlannedCurve> curves;
    const LearningRateSchedule mine = learningRateSchedule(composer.config());
    // The reference with every other value of its own.
    LearningRateSchedule reference = learningRateSchedule(composer.draft().presetConfig());
    const auto number = [&](const char *key, auto &target) {
        const ReferenceValue value = composer.reference(QString::fromLatin1(key));
        if (!value.toml.isEmpty())
            target = static_cast<std::remove_reference_t<decltype(target)>>(value.toml.toDouble());
    };
    number("training.steps", reference.steps);
    number("training.learning_rate", reference.peak);
    number("training.warmup_steps", reference.warmupSteps);
    const bool same = mine.shape == reference.shape && mine.peak == reference.peak &&
                      mine.final == reference.final && mine.steps == reference.steps &&
                      mine.warmupSteps == reference.warmupSteps;
    if (!same)
        curves.append({.label = composer.isInPaper() ? tr("paper") : tr("preset"),
                       .schedule = reference,
                       .style = Qt::DashLine});
    curves.append({.label = same ? (composer.isInPaper() ? tr("this run, as the paper")
                                                         : tr("this run, as the preset"))
                                 : tr("this run"),
                   .schedule = mine,
                   .accent = true});
    curve->setCurves(curves);
    QVector<qint64> steps;
    for (const std::int64_t step : checkpointPlan(composer.config()).steps)
        steps.append(step);
    curve->setCheckpoints(steps);
    QVector<QPair<qint64, QString>> marks;
    if (composer.isInPaper() && !composer.finetunes() && mine.steps > paperBaseStep)
        marks.append({paperBaseStep, tr("24k: phi-1-base in the paper")});
    curve->setMarks(marks);
}

void NewRunPage::Private::refreshForecast()
{
    if (!forecaster.isReady())
        return;
    const RunForecast &forecast = forecaster.forecast();
    form->show(forecast);
    memory->show(forecast);
    summary->show(forecast, composer, forecaster.load());
    refreshReason();
}

QString NewRunPage::Private::problem() const
{
    const QString nameSentence =
        runNameProblem(name->text().isEmpty() && name->hasFocus() ? QString() : composer.name(),
                       context.session.workspace());
    if (!composer.draft().isValid()) {
        const auto &errors = composer.draft().errors();
        return QString::fromStdString(errors.begin()->second);
    }
    if (!nameSentence.isEmpty())
        return nameSentence;
    if (const QString workspace = context.session.problem(); !workspace.isEmpty())
        return workspace;
    if (composer.finetunes() && composer.config().training.initFrom.empty())
        return tr("choose the checkpoint to finetune");
    if (!forecaster.isReady())
        return {};
    const RunForecast &forecast = forecaster.forecast();
    for (const auto *sources : {&forecast.tokens.sources, &forecast.tokens.validation}) {
        for (const SourcePlan &source : *sources) {
            if (!source.problem.empty())
                return QString::fromStdString(source.problem);
        }
    }
    if (!forecast.device.problem.isEmpty())
        return forecast.device.problem;
    if (const QString reason = memoryReason(forecast); !reason.isEmpty())
        return reason;
    const MachineLoad &load = forecaster.load();
    if (load.diskTotal > 0 && forecast.disk.total() > load.diskFree)
        return tr("needs %1 of disk, %2 are free: keep fewer checkpoints")
            .arg(bytes(forecast.disk.total()), bytes(load.diskFree));
    return {};
}

void NewRunPage::Private::refreshReason()
{
    const QString nameSentence = runNameProblem(composer.name(), context.session.workspace());
    nameProblem->setText(nameSentence);
    nameProblem->setVisible(!nameSentence.isEmpty());
    name->setProperty("phi1State", nameSentence.isEmpty() ? QString() : u"error"_s);
    name->setAccessibleDescription(nameSentence);
    name->update();
    const QString sentence = problem();
    reasonLabel->setText(sentence);
    const bool possible = sentence.isEmpty() && request == 0;
    for (QAction *action : {startAction, queueAction})
        action->setEnabled(possible);
    startButton->setBusy(request != 0 && !requestQueued);
    queueButton->setBusy(request != 0 && requestQueued);
    if (request == 0) {
        for (ActionButton *button : {startButton, queueButton}) {
            button->setEnabled(possible);
            button->setToolTip(sentence);
            button->setAccessibleDescription(sentence);
        }
    }
    presetButton->setEnabled(composer.draft().isValid());
    summary->setMeasureEnabled(composer.draft().isValid() && sentence.isEmpty(), sentence);
}

void NewRunPage::Private::refreshNames()
{
    QStringList taken, known;
    for (const RunInfo &run : context.session.runs()->runs()) {
        taken.append(run.name);
        for (const std::string &tag : run.annotation.tags) {
            if (const QString text = QString::fromStdString(tag); !known.contains(text))
                known.append(text);
        }
    }
    composer.setTakenNames(taken + startedNames);
    tags->setSuggestions(known);
    refreshReason();
}

void NewRunPage::Private::take(const QVariantMap &arguments)
{
    if (const QString run = arguments.value(u"from"_s).toString(); !run.isEmpty())
        takeRun(run);
    if (const QString preset = arguments.value(u"preset"_s).toString(); !preset.isEmpty())
        change(tr("change to %1").arg(preset), [&] { composer.startFrom(preset); });
    if (const QString checkpoint = arguments.value(u"initFrom"_s).toString(); !checkpoint.isEmpty())
        takeCheckpoint(checkpoint);
    if (const QVariantMap values = arguments.value(u"set"_s).toMap(); !values.isEmpty()) {
        change(tr("change of the data"), [&] {
            for (auto it = values.begin(); it != values.end(); ++it)
                composer.set(it.key(), it.value().toString());
        });
    }
}

void NewRunPage::Private::takeRun(const QString &folder)
{
    std::optional<RunRecord> record = context.session.record(folder);
    if (!record) {
        Result<RunRecord> read = readRunRecord(folder.toStdString());
        if (!read) {
            context.toasts.show(QString::fromStdString(read.error().message), {}, {},
                                ToastHost::Kind::Error);
            startBar->refresh();
            return;
        }
        record = std::move(*read);
    }
    const RunInfo *run = context.session.runs()->find(folder);
    const QString title = run && !run->title.isEmpty() ? run->title : QDir(folder).dirName();
    change(tr("take over %1").arg(title),
           [&] { composer.startFrom(record->config, tr("run %1").arg(title)); });
}

void NewRunPage::Private::takeFile(const QString &file)
{
    const Result<RunConfig> config = loadRunConfig(file.toStdString(), {});
    if (!config) {
        context.toasts.show(QString::fromStdString(config.error().message), {}, {},
                            ToastHost::Kind::Error);
        startBar->refresh();
        return;
    }
    const QString title = QFileInfo(file).completeBaseName();
    change(tr("take over %1").arg(title),
           [&] { composer.startFrom(*config, tr("preset %1").arg(title)); });
}

void NewRunPage::Private::takeCheckpoint(const QString &path)
{
    QString sentence;
    change(tr("change of the checkpoint"), [&] { sentence = composer.finetuneFrom(path); });
    startBar->setProblem(sentence);
}

void NewRunPage::Private::restoreFocused()
{
    if (KeyField *field = form->fieldOf(QApplication::focusWidget()))
        field->restore();
}

void NewRunPage::Private::resetAll()
{
    const QString text = composer.isInPaper() ? tr("reset to paper") : tr("reset to preset");
    change(text, [this] { composer.restoreAll(); });
    context.toasts.show(composer.isInPaper() ? tr("Every value is the paper's again")
                                             : tr("Every value is the preset's again"),
                        tr("Undo"), [undo = &context.undo] { undo->undo(); });
}

void NewRunPage::Private::savePreset()
{
    const QString folder = context.session.workspace() % "/presets"_L1;
    const auto check = [folder](const QString &wanted) -> QString {
        if (const QString problem = fileNameProblem(wanted); !problem.isEmpty())
            return problem;
        if (presetText(wanted.toStdString()))
            return tr("%1 is one of the program's own presets; choose another name").arg(wanted);
        return {};
    };
    auto *popup = new NamePopup(tr("Save as preset"), composer.name(), check, &page);
    connect(popup, &NamePopup::accepted, &page, [this, folder](const QString &wanted) {
        const std::string path = QString(folder % u'/' % wanted % ".toml"_L1).toStdString();
        const std::string text =
            "# A configuration saved from the workbench.\n" + configurationToml(composer.config());
        QThreadPool::globalInstance()->start([path, text, wanted, folder = folder.toStdString(),
                                              self = QPointer(&page)] {
            Result<void> written = makeFolders(folder);
            if (written)
                written = writeFileAtomically(path, text);
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, written, wanted] {
                    if (!self)
                        return;
                    ToastHost &toasts = self->context().toasts;
                    if (written)
                        toasts.show(tr("Saved as preset %1; it stands under “A run…”").arg(wanted),
                                    {}, {}, ToastHost::Kind::Success);
                    else
                        toasts.show(QString::fromStdString(written.error().message), {}, {},
                                    ToastHost::Kind::Error);
                },
                Qt::QueuedConnection);
        });
    });
    popup->openBelow(presetButton);
}

void NewRunPage::Private::start(bool queueOnly)
{
    if (request != 0 || !problem().isEmpty())
        return;
    RunLaunch launch;
    launch.folder = composer.name();
    launch.arguments = composer.arguments();
    launch.name = composer.name();
    launch.tags = composer.tags();
    for (const std::string &device : composer.config().hardware.devices) {
        if (device != "auto")
            launch.devices.append(QString::fromStdString(device));
    }
    launch.shareDevice = composer.order() == StartOrder::Shared;
    launch.queueOnly = queueOnly;
    requested = runFolder();
    requestQueued = queueOnly;
    banner->hide();
    request = context.session.startRun(launch);
    refreshReason();
}

void NewRunPage::Private::answered(quint64 id, bool ok, const QString &sentence)
{
    if (id != request || request == 0)
        return;
    request = 0;
    if (!ok) {
        banner->setBold(requestQueued ? tr("The run was not queued")
                                      : tr("The run was not started"));
        banner->setPlain(sentence);
        banner->show();
        refreshReason();
        return;
    }
    // The next draft begins as this one with a name of its own.
    startedNames.append(composer.name());
    composer.setName({});
    refreshNames();
    context.navigate(u"runs"_s, {{u"run"_s, requested}});
}

} // namespace phi1
