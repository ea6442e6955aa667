// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;

namespace phi1 {

class ActionButton;
class ElidedLabel;
class SegmentedChoice;
class TextLabel;
class TintScale;

/// The bar between prompt and panes: run and stop, how the completions are shown, where they part.
class CompareBar final : public QWidget
{
    Q_OBJECT
public:
    enum class View { Tokens, Code, Diff };
    enum class Tint { Probability, Divergence, Off };

    explicit CompareBar(QWidget *parent = nullptr);

    View view() const;
    Tint tint() const;
    void setView(View view);
    void setTint(Tint tint);
    void setDivergencePossible(bool possible, const QString &reason = {});
    void setRunning(bool running, bool canRun, const QString &reason = {});
    /// @param text      "first difference at token 4", "identical so far"; "" while there is
    /// nothing
    ///                  to compare
    /// @param differs   ◆ before it, and it can be gone to
    void setDifference(const QString &text, bool differs);
    void setNarrow(bool narrow);
    ActionButton *runButton() const { return m_run; }

signals:
    void runRequested();
    void stopRequested();
    void goToDifferenceRequested();
    void viewChanged(phi1::CompareBar::View view);
    void tintChanged(phi1::CompareBar::Tint tint);

private:
    void showScale();

    ActionButton *m_run;
    ActionButton *m_stop;
    TextLabel *m_viewLabel;
    SegmentedChoice *m_view;
    TextLabel *m_tintLabel;
    SegmentedChoice *m_tint;
    TintScale *m_scale;
    TextLabel *m_mark;
    ElidedLabel *m_difference;
    ActionButton *m_goTo;
    QHBoxLayout *m_layout;
};

} // namespace phi1
