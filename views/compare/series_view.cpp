// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/series_view.h"

#include <algorithm>

#include <QVBoxLayout>

#include "views/compare/checkpoint_slider.h"
#include "views/compare/pane_facts.h"
#include "views/compare/pane_footer.h"
#include "views/compare/pane_texts.h"
#include "views/compare/token_view.h"
#include "views/format/number_text.h"
#include "views/state/compare_series.h"
#include "views/theme/theme.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

CheckpointStop::State stopState(SeriesPoint::State state)
{
    switch (state) {
    case SeriesPoint::State::Loading:
    case SeriesPoint::State::Writing:
        return CheckpointStop::State::Running;
    case SeriesPoint::State::Done:
        return CheckpointStop::State::Done;
    case SeriesPoint::State::Failed:
        return CheckpointStop::State::Failed;
    case SeriesPoint::State::Missing:
    case SeriesPoint::State::Waiting:
        break;
    }
    return CheckpointStop::State::Waiting;
}

PaneState paneState(SeriesPoint::State state)
{
    switch (state) {
    case SeriesPoint::State::Missing:
        return PaneState::Unloaded;
    case SeriesPoint::State::Waiting:
        return PaneState::Waiting;
    case SeriesPoint::State::Loading:
        return PaneState::Loading;
    case SeriesPoint::State::Writing:
        return PaneState::Writing;
    case SeriesPoint::State::Done:
        return PaneState::Finished;
    case SeriesPoint::State::Failed:
        break;
    }
    return PaneState::Failed;
}

/// The point as a pane, so that both are told by the same words.
ComparePane paneOf(const SeriesPoint &point)
{
    ComparePane pane;
    pane.facts = point.facts;
    pane.facts.checkpoint = point.checkpoint;
    pane.state = paneState(point.state);
    pane.sentence = point.sentence;
    if (point.state == SeriesPoint::State::Writing || point.state == SeriesPoint::State::Done) {
        pane.completions = {point.completion};
        pane.current = point.completion.id;
    }
    return pane;
}

} // namespace

SeriesView::SeriesView(CompareSeries &series, QWidget *parent)
    : QWidget(parent)
    , m_series(series)
    , m_panel(new Panel)
    , m_slider(new CheckpointSlider)
    , m_change(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_facts(new PaneFactsBar)
    , m_tokens(new TokenView)
    , m_footer(new PaneFooter)
{
    m_tokens->setAccessibleName(tr("Completion of the selected checkpoint"));
    auto *close = new IconButton(u"close"_s, tr("Back to the panes"));
    m_panel->addHeadWidget(m_change);
    m_panel->addHeadWidget(close);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *slider = new QVBoxLayout;
    slider->addWidget(m_slider);
    column->addLayout(slider);
    column->addWidget(m_facts);
    column->addWidget(m_tokens, 1);
    column->addWidget(m_footer);
    m_panel->setContent(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_panel);
    connect(close, &IconButton::clicked, this, &SeriesView::closeRequested);
    connect(m_slider, &CheckpointSlider::currentChanged, &m_series, &CompareSeries::select);
    connect(&m_series, &CompareSeries::reset, this, [this] {
        m_point = -1;
        showStops();
        showPoint();
    });
    connect(&m_series, &CompareSeries::pointChanged, this, [this](int point) {
        showStops();
        if (point == m_series.selected())
            showPoint();
    });
    connect(&m_series, &CompareSeries::tokensAppended, this, [this](int point, int) {
        if (point == m_series.selected())
            showPoint();
    });
    connect(&m_series, &CompareSeries::selectedChanged, this, [this] {
        showStops();
        showPoint();
    });
    Theme::instance().follow(this, [this, slider] {
        const Theme &theme = Theme::instance();
        slider->setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6));
        if (m_slot >= 0)
            m_panel->setSwatch(theme.runColor(m_slot));
    });
    showStops();
    showPoint();
}

void SeriesView::setRun(const QString &name, int slot)
{
    m_slot = slot;
    m_panel->setTitle(name);
    m_panel->setSwatch(Theme::instance().runColor(slot));
    m_slider->setSlot(slot);
}

void SeriesView::setPrompt(const QString &prompt, const CompareSampling &sampling)
{
    m_tokens->setPrompt(prompt);
    m_sampling = sampling;
}

void SeriesView::showStops()
{
    QVector<CheckpointStop> stops;
    for (const SeriesPoint &point : m_series.points())
        stops << CheckpointStop{point.checkpoint.step, point.checkpoint.path,
                                stopState(point.state), point.sentence};
    m_slider->setStops(stops);
    m_slider->setCurrentIndex(m_series.selected());
    const auto done = std::count_if(stops.begin(), stops.end(), [](const CheckpointStop &stop) {
        return stop.state == CheckpointStop::State::Done;
    });
    m_panel->setCaption(tr("%1 of %n checkpoints written", nullptr, static_cast<int>(stops.size()))
                            .arg(grouped(done)));
}

void SeriesView::showPoint()
{
    const int selected = m_series.selected();
    if (selected < 0 || selected >= m_series.points().size()) {
        m_tokens->clear();
        return;
    }
    const SeriesPoint &point = m_series.points()[selected];
    const ComparePane pane = paneOf(point);
    const QVector<ViewToken> &tokens = point.completion.tokens;
    if (m_point == selected && m_tokens->tokenCount() <= tokens.size() &&
        m_tokens->tokenCount() > 0) {
        if (m_tokens->tokenCount() < tokens.size())
            m_tokens->appendTokens(tokens.mid(m_tokens->tokenCount()));
    } else {
        m_tokens->setTokens(tokens);
    }
    m_point = selected;
    m_tokens->setLive(point.state == SeriesPoint::State::Writing);
    m_tokens->setDifference(point.firstChange);
    m_tokens->setPlaceholder(point.state == SeriesPoint::State::Failed ? point.sentence
                             : point.state == SeriesPoint::State::Done
                                 ? tr("It ended the text at once, without writing a token.")
                             : point.state == SeriesPoint::State::Loading ? loadingText(pane)
                                                                          : tr("Its turn comes."));
    const QString step = tr("step %1").arg(grouped(point.checkpoint.step));
    if (selected == 0)
        m_change->setText(step);
    else if (point.firstChange >= 0)
        m_change->setText(
            tr("%1, first change at token %2").arg(step, grouped(point.firstChange + 1)));
    else if (point.state == SeriesPoint::State::Done)
        m_change->setText(tr("%1, as the checkpoint before").arg(step));
    else
        m_change->setText(step);
    m_facts->setFacts(paneFactsLine(pane, m_sampling, false));
    m_footer->setProgress(paneProgress(pane, m_sampling, false));
}

} // namespace phi1
