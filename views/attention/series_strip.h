// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

#include "views/compare/checkpoint_slider.h"

class QComboBox;

namespace phi1 {

class ActionButton;
class ElidedLabel;
class SegmentedChoice;
class TextLabel;

/// Below the bar while a run is walked along: a slider over its checkpoints, or over the probes
/// that it writes while it trains, and how far the measuring is.
class SeriesStrip final : public QWidget
{
    Q_OBJECT
public:
    enum class Source { Checkpoints, Probes };

    explicit SeriesStrip(QWidget *parent = nullptr);

    void setRun(const QString &name, int slot);
    CheckpointSlider *slider() const { return m_slider; }
    void setFact(const QString &text); ///< "3 of 12 measured"
    void setRunning(bool running, bool canGoOn);
    Source source() const;
    void setSource(Source source);
    void setSourcesPossible(bool checkpoints, bool probes);
    /// Prompts that the probes watch; one or none hides the choice.
    void setProbePrompts(const QStringList &titles, int current);

signals:
    void sourceChanged(phi1::SeriesStrip::Source source);
    void probePromptChosen(int prompt);
    void stopRequested();
    void goOnRequested();
    void closeRequested();

private:
    void showPrompts();

    TextLabel *m_name;
    SegmentedChoice *m_source;
    QComboBox *m_prompt;
    CheckpointSlider *m_slider;
    ElidedLabel *m_fact;
    ActionButton *m_stop;
    bool m_running = false;
};

} // namespace phi1
