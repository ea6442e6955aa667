// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/first_start_view.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <QToolButton>

#include "views/format/number_text.h"
#include "views/newrun/counted.h"
#include "views/newrun/first_start_view_p.h"
#include "views/plots/learning_rate_preview.h"
#include "views/shell/page_context.h"
#include "views/shell/settings.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/disclosure_details.h"
#include "views/widgets/facts_grid.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

void FirstStartView::Private::request()
{
    const quint64 id = ++newest;
    QThreadPool::globalInstance()->start(
        [self = QPointer(&view), id, plan = demonstration, machine = check.facts(), sample = load] {
            const DemonstrationForecast made = forecastDemonstration(plan, machine, sample);
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, id, made] {
                    if (self && id == self->m_private->newest)
                        self->m_private->take(made);
                },
                Qt::QueuedConnection);
        });
}

void FirstStartView::Private::take(const DemonstrationForecast &made)
{
    const RunConfig::Model &model = demonstration.pretrain.config().model;
    const auto tokens = [](const RunForecast &forecast) {
        return siNumber(static_cast<double>(forecast.tokens.available + forecast.tokens.heldOut));
    };
    textbook->setText(tr("%1 passages, %2 tokens, prose with code")
                          .arg(grouped(made.passages), tokens(made.pretrain)));
    exercises->setText(tr("%1 functions with docstrings, %2 tokens")
                           .arg(grouped(made.exercises), tokens(made.finetune)));
    facts->setFact(tr("Architecture"),
                   tr("%1 layers, %2 wide, %3 heads")
                       .arg(grouped(model.layers), grouped(model.hidden), grouped(model.heads)));
    facts->setFact(tr("Parameters"),
                   siNumber(static_cast<double>(made.pretrain.parameters.total())));
    facts->setFact(tr("Runs on"), made.pretrain.device.name);
    // Measured on this machine before, by a run or by "Measure 20 steps": ≈. Else only from how
    // fast it multiplies matrices.
    double seconds = made.pretrain.seconds + made.finetune.seconds;
    bool rough = true;
    const QVariantMap speeds = context.settings.workspaceValue(u"new-run.speeds"_s).toMap();
    const double measured =
        speeds.value(speedKey(demonstration.pretrain.config(), made.pretrain.device))
            .toMap()
            .value(u"tokens_per_second"_s)
            .toDouble();
    if (measured > 0) {
        seconds = trainingSeconds(demonstration.pretrain.config(), measured) +
                  trainingSeconds(demonstration.finetune.config(), measured);
        rough = false;
    }
    facts->setFact(tr("Takes"),
                   seconds <= 0
                       ? (check.isRunning() ? tr("being estimated…") : QString(QChar(0x2014)))
                   : rough ? tr("roughly %1, estimated")
                                 .arg(duration(seconds < 120 ? seconds : 60 * qRound(seconds / 60)))
                           : approximately(duration(seconds)));
    const quint64 memory = std::max(made.pretrain.memory.total(), made.finetune.memory.total());
    const quint64 total = made.pretrain.device.memoryTotal;
    facts->setFact(tr("Memory"), total > 0 ? bytesOf(memory, total) : bytes(memory));
    const quint64 disk = made.pretrain.disk.total() + made.finetune.disk.total();
    facts->setFact(
        tr("Disk"),
        load.diskTotal > 0 ? tr("%1, %2 free").arg(bytes(disk), bytes(load.diskFree)) : bytes(disk),
        load.diskTotal > 0 && disk > load.diskFree ? Theme::Token::Error : Theme::Token::Text);
    curve->setCheckpoints({});
}

void FirstStartView::Private::showCheck()
{
    const MachineCheck::Facts &found = check.facts();
    const Theme &theme = Theme::instance();
    const bool ready = found.ready && found.usable;
    checkIcon->setPixmap(theme.pixmap(ready ? u"check"_s : u"warning"_s, theme.px(13),
                                      ready ? Theme::Token::Success : Theme::Token::Warning,
                                      view.devicePixelRatioF()));
    checkWord->setTone(ready ? Theme::Token::Success : Theme::Token::Warning);
    if (!found.ready) {
        checkWord->setText(tr("This machine could not be checked"));
        checkText->setText(check.failure());
        return;
    }
    checkWord->setText(ready ? tr("This machine is ready") : tr("Something stands in the way"));
    QStringList parts;
    const QString cores = counted(found.cores, tr("1 core"), tr("%1 cores"));
    parts.append(
        found.instructionSet.isEmpty() ? cores : tr("%1 with %2").arg(cores, found.instructionSet));
    parts.append(tr("%1 of memory").arg(bytes(found.memoryTotal)));
    parts.append(found.gpus.isEmpty() ? tr("no GPU") : found.gpus.join(u", "_s));
    checkText->setText(found.problems.isEmpty() ? parts.join(u", "_s) : found.problems.first());
    checkReport->setText(found.report);
    checkReport->setVisible(false);
    checkLink->show();
}

void FirstStartView::Private::start()
{
    if (sent != 0)
        return;
    banner->hide();
    // Names may have been taken since the view was made.
    demonstration = Demonstration::in(context.session.workspace());
    sent = context.session.startRuns(demonstration.launches());
    startButton->setBusy(true);
}

void FirstStartView::Private::answered(quint64 id, bool ok, const QString &sentence)
{
    if (sent == 0 || id != sent)
        return;
    sent = 0;
    startButton->setBusy(false);
    if (ok) {
        emit view.started();
        return;
    }
    banner->setPlain(sentence);
    banner->show();
    startButton->setFocus();
}

FirstStartView::FirstStartView(PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_private(std::make_unique<Private>(*this, context))
{
    m_private->build();
}

FirstStartView::~FirstStartView() = default;

} // namespace phi1
