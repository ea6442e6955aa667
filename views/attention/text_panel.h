// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/attention_text/attention_targets.h"

class QSpinBox;
class QStackedWidget;
class QTabBar;

namespace phi1 {

class AblationPanel;
class ActionButton;
class AttentionTextView;
class ElidedLabel;
class LensPanel;
class Panel;
class RolloutStrip;
class SegmentedChoice;
class TargetList;
class TextLabel;

/// The panel at the selected token: the text with what it looks at, the logit lens, the rollout,
/// and what changes with heads switched off.
class TextPanel final : public QWidget
{
    Q_OBJECT
public:
    enum class Tab { Text, Lens, Rollout, Ablation };

    explicit TextPanel(QWidget *parent = nullptr);

    AttentionTextView *text() const { return m_text; }
    TargetList *targets() const { return m_targets; }
    LensPanel *lens() const { return m_lens; }
    RolloutStrip *rollout() const { return m_rollout; }
    AblationPanel *ablation() const { return m_ablation; }

    Tab tab() const;
    void setTab(Tab tab);
    void setCaption(const QString &caption); ///< of the text: "from ···· on line 8"
    void setSwitchedOff(int heads);          ///< counted on the tab
    LookDirection direction() const;
    void setDirection(LookDirection direction);
    int arcCount() const;
    void setArcCount(int count);

signals:
    void tabChanged(phi1::TextPanel::Tab tab);
    void directionChanged(phi1::LookDirection direction);
    void arcCountChanged(int count);
    void exportRequested(QWidget *button);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showTab();

    Panel *m_panel;
    QTabBar *m_tabs;
    ElidedLabel *m_caption;
    SegmentedChoice *m_direction;
    TextLabel *m_arcsLabel;
    QSpinBox *m_arcs;
    QStackedWidget *m_stack;
    AttentionTextView *m_text;
    TargetList *m_targets;
    LensPanel *m_lens;
    RolloutStrip *m_rollout;
    AblationPanel *m_ablation;
};

} // namespace phi1
