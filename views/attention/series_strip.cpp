// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/series_strip.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

SeriesStrip::SeriesStrip(QWidget *parent)
    : QWidget(parent)
    , m_name(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_source(new SegmentedChoice)
    , m_prompt(new QComboBox)
    , m_slider(new CheckpointSlider)
    , m_fact(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text3))
    , m_stop(new ActionButton(tr("Stop")))
{
    m_source->setAccessibleName(tr("Along"));
    m_source->addOption(tr("Checkpoints"), static_cast<int>(Source::Checkpoints));
    m_source->addOption(tr("Probes"), static_cast<int>(Source::Probes));
    m_source->setCurrentIndex(0);
    m_prompt->setAccessibleName(tr("Prompt of the probes"));
    m_prompt->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_prompt->setMinimumContentsLength(14);
    m_fact->setElideMode(Qt::ElideRight);
    m_stop->setSmall(true);
    auto *close = new IconButton(u"close"_s, tr("Leave the run"));
    auto *row = new QHBoxLayout(this);
    row->addWidget(new TextLabel(tr("Along"), Theme::Font::Small, Theme::Token::Text3));
    row->addWidget(m_name);
    row->addWidget(m_source);
    row->addWidget(m_prompt);
    row->addWidget(m_slider, 1);
    row->addWidget(m_fact);
    row->addWidget(m_stop);
    row->addWidget(close);
    connect(m_source, &SegmentedChoice::currentChanged, this, [this] {
        showPrompts();
        emit sourceChanged(source());
    });
    connect(m_prompt, &QComboBox::activated, this, &SeriesStrip::probePromptChosen);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_running)
            emit stopRequested();
        else
            emit goOnRequested();
    });
    connect(close, &QToolButton::clicked, this, &SeriesStrip::closeRequested);
    Theme::instance().follow(this, [this, row] {
        const Theme &theme = Theme::instance();
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(theme.px(8));
        m_fact->setFixedWidth(theme.px(150));
    });
    showPrompts();
}

void SeriesStrip::setRun(const QString &name, int slot)
{
    m_name->setText(name);
    m_slider->setSlot(slot);
    m_slider->setAccessibleName(tr("Checkpoints of %1").arg(name));
}

void SeriesStrip::setFact(const QString &text)
{
    m_fact->setText(text);
}

void SeriesStrip::setRunning(bool running, bool canGoOn)
{
    m_running = running;
    m_stop->setText(running ? tr("Stop") : tr("Go on"));
    m_stop->setVisible(source() == Source::Checkpoints && (running || canGoOn));
}

SeriesStrip::Source SeriesStrip::source() const
{
    return static_cast<Source>(m_source->currentData().toInt());
}

void SeriesStrip::setSource(Source source)
{
    m_source->setCurrentData(static_cast<int>(source));
}

void SeriesStrip::setSourcesPossible(bool checkpoints, bool probes)
{
    m_source->setOptionEnabled(static_cast<int>(Source::Checkpoints), checkpoints,
                               tr("The run has fewer than two checkpoints"));
    m_source->setOptionEnabled(static_cast<int>(Source::Probes), probes,
                               tr("The run was not told to watch any prompt"));
}

void SeriesStrip::setProbePrompts(const QStringList &titles, int current)
{
    const QSignalBlocker blocker(m_prompt);
    m_prompt->clear();
    m_prompt->addItems(titles);
    m_prompt->setCurrentIndex(current);
    showPrompts();
}

void SeriesStrip::showPrompts()
{
    m_prompt->setVisible(source() == Source::Probes && m_prompt->count() > 1);
}

} // namespace phi1
