// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/status_bar.h"

#include "views/format/number_text.h"
#include "views/shell/job_button.h"
#include "views/shell/machine_text.h"
#include "views/theme/theme.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/meter.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/text_label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace phi1 {
namespace {

constexpr int resultTime = 4000; // ms

} // namespace

StatusBar::StatusBar(QWidget *parent)
    : QWidget(parent)
    , m_job(new JobButton(this))
    , m_queueRule(new RuleLine(Qt::Vertical, Theme::Token::Border, this))
    , m_queue(new QToolButton(this))
    , m_result(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text, this))
    , m_problem(new QToolButton(this))
    , m_engine(new QToolButton(this))
    , m_engineRule(new RuleLine(Qt::Vertical, Theme::Token::Border, this))
    , m_device(new Meter(tr("CPU"), this))
    , m_memory(new Meter(tr("RAM"), this))
    , m_disk(new Meter(tr("Disk"), this))
    , m_noGpu(new TextLabel(tr("No GPU"), Theme::Font::Small, Theme::Token::Text3, this))
    , m_noGpuRule(new RuleLine(Qt::Vertical, Theme::Token::Border, this))
{
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_job);
    layout->addWidget(m_result, 1);
    layout->addWidget(m_queueRule);
    layout->addWidget(m_queue);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    auto *memoryRule = new RuleLine(Qt::Vertical, Theme::Token::Border, this);
    auto *diskRule = new RuleLine(Qt::Vertical, Theme::Token::Border, this);
    layout->addWidget(m_engine);
    layout->addWidget(m_engineRule);
    layout->addWidget(m_device);
    layout->addWidget(memoryRule);
    layout->addWidget(m_memory);
    layout->addWidget(diskRule);
    layout->addWidget(m_disk);
    layout->addWidget(m_noGpuRule);
    layout->addWidget(m_noGpu);

    m_queue->setObjectName(QStringLiteral("status.queue"));
    m_problem->setObjectName(QStringLiteral("status.problem"));
    m_engine->setObjectName(QStringLiteral("status.engine"));
    for (QToolButton *button : {m_problem, m_engine})
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    for (QToolButton *button : {m_queue, m_problem, m_engine}) {
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->hide();
    }
    m_queueRule->hide();
    m_engineRule->hide();
    m_result->hide();
    for (Meter *meter : {m_memory, m_disk})
        meter->setLimit(fullShare);
    m_machineParts = {m_device, memoryRule, m_memory, diskRule, m_disk, m_noGpuRule, m_noGpu};
    setMachine({});

    m_resultTimer.setSingleShot(true);
    m_resultTimer.setInterval(resultTime);
    connect(&m_resultTimer, &QTimer::timeout, this, [this] {
        m_result->hide();
        m_job->show();
    });
    connect(m_job, &JobButton::clicked, this, [this] { emit jobActivated(m_job->job().runId); });
    connect(m_queue, &QToolButton::clicked, this, &StatusBar::queueActivated);
    connect(m_engine, &QToolButton::clicked, this, &StatusBar::engineActivated);
    connect(m_problem, &QToolButton::clicked, this,
            [this] { emit problemActivated(m_problemText); });

    Theme::instance().follow(this, [this, layout, memoryRule, diskRule] {
        const Theme &theme = Theme::instance();
        setFixedHeight(theme.px(28));
        layout->setContentsMargins(theme.px(6), 0, theme.px(12), 0);
        layout->setSpacing(theme.px(14));
        for (RuleLine *rule : {m_queueRule, m_engineRule, memoryRule, diskRule, m_noGpuRule})
            rule->setFixedHeight(theme.px(14));
        for (QToolButton *button : {m_queue, m_problem, m_engine}) {
            button->setFont(theme.font(Theme::Font::Small));
            button->setFixedHeight(theme.px(24));
        }
        m_problem->setIcon(theme.icon(QStringLiteral("warning"), Theme::Token::Warning));
        for (QToolButton *button : {m_problem, m_engine})
            button->setIconSize({theme.px(14), theme.px(14)});
        renewEngineIcon();
        update();
    });
}

void StatusBar::setJob(const ForemostJob &job)
{
    if (!(m_job->job() == job))
        m_job->setJob(job);
}

void StatusBar::setQueue(int waiting, bool paused)
{
    m_queue->setText(paused ? tr("%n queued, paused", nullptr, waiting)
                            : tr("%n queued", nullptr, waiting));
    m_queue->setAccessibleName(m_queue->text());
    m_queue->setVisible(waiting > 0);
    m_queueRule->setVisible(waiting > 0);
}

void StatusBar::setEngine(const QString &text, bool died)
{
    m_engineDied = died;
    m_engine->setText(text);
    m_engine->setAccessibleName(text);
    m_engine->setVisible(!text.isEmpty());
    m_engineRule->setVisible(!text.isEmpty());
    renewEngineIcon();
}

void StatusBar::renewEngineIcon()
{
    const Theme &theme = Theme::instance();
    m_engine->setIcon(m_engineDied ? theme.icon(QStringLiteral("warning"), Theme::Token::Warning)
                                   : theme.icon(QStringLiteral("check"), Theme::Token::Success));
}

void StatusBar::setGpus(const MachineLoad &load)
{
    const DeviceText device = DeviceText::of(load);
    m_device->setLabel(device.label);
    m_device->setText(device.value);
    m_device->setLimit(device.warns ? fullShare : 2.0);
    m_device->setValue(device.share);
    m_device->setAside(device.temperature, device.hot);
    m_noGpu->setVisible(load.gpus.empty());
    m_noGpuRule->setVisible(load.gpus.empty());
}

void StatusBar::setMachine(const MachineLoad &load)
{
    const bool known = load.cores > 0; // until the first sample there is nothing to say
    for (QWidget *part : m_machineParts)
        part->setVisible(known);
    if (!known)
        return;
    setGpus(load);
    const auto share = [](std::uint64_t part, std::uint64_t whole) {
        return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole)
                         : RunInfo::unknown;
    };
    m_memory->setText(load.memoryTotal > 0 ? bytesOf(load.memoryUsed, load.memoryTotal)
                                           : tr("not known"));
    m_memory->setValue(share(load.memoryUsed, load.memoryTotal));
    m_disk->setText(load.diskTotal > 0 ? tr("%1 free").arg(bytes(load.diskFree)) : tr("not known"));
    m_disk->setValue(share(load.diskTotal - load.diskFree, load.diskTotal));
}

void StatusBar::showResult(const QString &text)
{
    m_result->setText(text);
    m_result->setAccessibleName(text);
    m_result->show();
    m_job->hide();
    m_resultTimer.start();
}

void StatusBar::setProblem(const QString &sentence)
{
    m_problemText = sentence;
    // The button has room for the beginning; the whole sentence opens with a click.
    const QFontMetrics metrics(m_problem->font());
    m_problem->setText(metrics.elidedText(sentence, Qt::ElideRight, Theme::instance().px(380)));
    m_problem->setToolTip(sentence);
    m_problem->setAccessibleName(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

QString StatusBar::resultText() const
{
    return m_result->isVisibleTo(this) ? m_result->text() : QString();
}

QString StatusBar::problemText() const
{
    return m_problemText;
}

void StatusBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Theme::Token::Rail));
    painter.fillRect(QRect(0, 0, width(), 1), theme.color(Theme::Token::Border));
}

} // namespace phi1
