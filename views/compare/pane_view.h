// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/compare/token_view.h"
#include "views/state/compare_types.h"

class QStackedWidget;

namespace phi1 {

class Banner;
class BranchStrip;
class EmptyState;
class Panel;
class PaneFactsBar;
class PaneFooter;
class PaneHeader;
class PaneSkeleton;
class SampleGroups;

/// One checkpoint with what it writes: head, facts, branches, tokens, samples, foot. It shows what
/// it is given and asks for everything else.
class PaneView final : public QWidget
{
    Q_OBJECT
public:
    explicit PaneView(QWidget *parent = nullptr);

    /// What is shown beside the pane itself.
    struct Look {
        int index = 0;     ///< decides the colour
        QString blindName; ///< not empty: neither name, colour, facts nor timings
        CompareSampling sampling;
        QVector<SampleGroup> samples; ///< one each where there is one sample alone
        QString prompt;
        bool isWarned = false;   ///< another pane holds the same weights
        bool isPinned = false;   ///< what the others are held against
        bool engineDied = false; ///< which is told above the panes already
        QString emptyText;       ///< of a pane without a checkpoint, and its button
        QString emptyButton;
    };
    void showPane(const ComparePane &pane, const Look &look);
    /// The shown completion grew.
    void append(const ComparePane &pane, int firstToken, const CompareSampling &sampling);
    void setDivergences(const ComparePane &pane);
    void setCurrent(bool current);

    TokenView *tokens() const { return m_tokens; }
    QRect chooserArea() const; ///< on the screen
    bool isEmpty() const;

signals:
    void chooseRequested(const QRect &globalArea);
    void pinToggled(bool pinned);
    void copyRequested();
    void moreRequested(const QRect &globalArea);
    void retryRequested();
    void emptyButtonClicked();
    void completionChosen(int completion);
    void branchRemoved(int completion);

private:
    void showContent(const ComparePane &pane, const Look &look);
    void showSamples(const ComparePane &pane, const Look &look);
    void showTokens(const PaneCompletion *completion);

    Panel *m_panel;
    PaneHeader *m_header;
    PaneFactsBar *m_facts;
    BranchStrip *m_branches;
    Banner *m_problem;
    QStackedWidget *m_stack;
    TokenView *m_tokens;
    EmptyState *m_empty;
    PaneSkeleton *m_skeleton;
    SampleGroups *m_samples;
    PaneFooter *m_footer;
    int m_completion = -1; ///< whose tokens are shown
    QVector<QVector<int>> m_sampleIds;
};

} // namespace phi1
