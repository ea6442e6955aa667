// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/state/compare_types.h"

namespace phi1 {

class CheckpointSlider;
class CompareSeries;
class Panel;
class PaneFactsBar;
class PaneFooter;
class TextLabel;
class TokenView;

/// The prompt along the checkpoints of a run: a slider over them, below it what the selected one
/// wrote, with the first token framed that the one before had not.
class SeriesView final : public QWidget
{
    Q_OBJECT
public:
    explicit SeriesView(CompareSeries &series, QWidget *parent = nullptr);

    void setRun(const QString &name, int slot);
    /// What the run's checkpoints were asked.
    void setPrompt(const QString &prompt, const CompareSampling &sampling);
    TokenView *tokens() const { return m_tokens; }
    CheckpointSlider *slider() const { return m_slider; }

signals:
    void closeRequested();

private:
    void showStops();
    void showPoint();

    CompareSeries &m_series;
    Panel *m_panel;
    CheckpointSlider *m_slider;
    TextLabel *m_change;
    PaneFactsBar *m_facts;
    TokenView *m_tokens;
    PaneFooter *m_footer;
    int m_point = -1; ///< whose tokens are shown
    int m_slot = -1;
    CompareSampling m_sampling;
};

} // namespace phi1
