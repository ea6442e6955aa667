// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/run_summary_panel.h"

#include <QDateTime>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/newrun/run_composer.h"
#include "views/newrun/run_forecast.h"
#include "views/newrun/speed_probe.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/facts_grid.h"
#include "views/widgets/panel.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

RunSummaryPanel::RunSummaryPanel(SpeedProbe &probe, QWidget *parent)
    : QWidget(parent)
    , m_probe(probe)
    , m_panel(new Panel(tr("This run"), this))
    , m_facts(new FactsGrid(2))
    , m_measure(new ActionButton(tr("Measure 20 steps")))
    , m_problem(new TextLabel(Theme::Font::Small, Theme::Token::Error))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    m_panel->setHeadRule(false);
    m_measure->setSmall(true);
    m_panel->addHeadWidget(m_measure);
    auto *content = new QWidget;
    auto *inner = new QVBoxLayout(content);
    inner->addWidget(m_facts);
    inner->addWidget(m_problem);
    static_cast<TextLabel *>(m_problem)->setWordWrap(true);
    m_problem->hide();
    m_panel->setContent(content);
    Theme::instance().follow(content, [inner] {
        const Theme &theme = Theme::instance();
        inner->setContentsMargins(theme.px(14), theme.px(2), theme.px(14), theme.px(10));
        inner->setSpacing(theme.px(4));
    });
    connect(m_measure, &QPushButton::clicked, this, [this] {
        if (m_probe.isRunning())
            m_probe.stop();
        else
            emit measureRequested();
        refreshButton();
    });
    connect(&probe, &SpeedProbe::progressed, this, &RunSummaryPanel::refreshButton);
    connect(&probe, &SpeedProbe::finished, this, [this] {
        setProblem({});
        refreshButton();
    });
    connect(&probe, &SpeedProbe::failed, this, [this](const QString &sentence) {
        setProblem(sentence);
        refreshButton();
    });
}

void RunSummaryPanel::setNarrow(bool narrow)
{
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    m_facts->clear();
}

void RunSummaryPanel::refreshButton()
{
    if (m_probe.isRunning()) {
        m_measure->setIconName(u"stop"_s);
        m_measure->setText(
            m_probe.stepsDone() == 0
                ? tr("Stop, preparing")
                : tr("Stop, step %1 of %2").arg(m_probe.stepsDone()).arg(SpeedProbe::stepsWanted));
        return;
    }
    m_measure->setIconName({});
    m_measure->setText(tr("Measure 20 steps"));
}

void RunSummaryPanel::setMeasureEnabled(bool enabled, const QString &reason)
{
    m_measure->setEnabled(enabled || m_probe.isRunning());
    m_measure->setToolTip(enabled ? tr("Trains 20 steps in a temporary folder and reads the speed")
                                  : reason);
}

void RunSummaryPanel::setProblem(const QString &sentence)
{
    static_cast<TextLabel *>(m_problem)->setText(
        sentence.isEmpty() ? QString() : tr("Not measured: %1").arg(sentence));
    m_problem->setVisible(!sentence.isEmpty());
}

QString lengthText(double seconds)
{
    constexpr double year = 365.25 * 86400;
    if (seconds < year)
        return approximately(duration(seconds));
    return approximately(RunSummaryPanel::tr("%1 years").arg(significant(seconds / year, 2)));
}

QString speedText(const RunForecast &forecast)
{
    const Throughput &speed = forecast.throughput;
    if (!(speed.tokensPerSecond > 0))
        return QString(QChar(0x2014));
    const QString text = siNumber(speed.tokensPerSecond);
    return speed.source == Throughput::Source::Measured ? text : approximately(text);
}

void RunSummaryPanel::show(const RunForecast &forecast, const RunComposer &composer,
                           const MachineLoad &load)
{
    const RunConfig::Model &model = composer.config().model;
    const TokenPlan &tokens = forecast.tokens;
    const QString unknown(QChar(0x2014));
    switch (forecast.throughput.source) {
    case Throughput::Source::Unknown:
        m_panel->setCaption({});
        break;
    case Throughput::Source::Measured:
        m_panel->setCaption(tr("speed measured over %1 steps").arg(forecast.throughput.steps));
        break;
    case Throughput::Source::EarlierRun:
        m_panel->setCaption(tr("speed as of %1").arg(forecast.throughput.run));
        break;
    case Throughput::Source::MachineSpeed:
        m_panel->setCaption(tr("speed roughly, from the machine check"));
        break;
    }
    m_facts->setFact(tr("Parameters"), siNumber(static_cast<double>(forecast.parameters.total())));
    m_facts->setFact(tr("Tokens per second"), speedText(forecast));
    m_facts->setFact(
        m_narrow ? tr("Shape") : tr("Layers, width, heads"),
        tr("%1, %2, %3").arg(grouped(model.layers), grouped(model.hidden), grouped(model.heads)));
    m_facts->setFact(tr("Duration"), forecast.seconds > 0 ? lengthText(forecast.seconds) : unknown);
    m_facts->setFact(tr("Tokens"), siNumber(tokens.total));
    m_facts->setFact(
        tr("Ends about"),
        forecast.seconds > 0 && forecast.seconds < 1e9
            ? localTime(static_cast<double>(QDateTime::currentSecsSinceEpoch()) + forecast.seconds)
            : unknown);
    m_facts->setFact(tr("Epochs"), tokens.available == 0 ? unknown
                                   : tokens.estimated    ? approximately(significant(tokens.epochs))
                                                         : significant(tokens.epochs));
    const bool full = load.diskTotal > 0 && forecast.disk.total() > load.diskFree;
    m_facts->setFact(tr("Disk"),
                     load.diskTotal > 0
                         ? tr("%1, %2 free").arg(bytes(forecast.disk.total()), bytes(load.diskFree))
                         : bytes(forecast.disk.total()),
                     full ? Theme::Token::Error : Theme::Token::Text);
}

} // namespace phi1
