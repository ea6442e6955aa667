// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/state/compare_types.h"

class QGridLayout;
class QHBoxLayout;
class QToolButton;
class QVBoxLayout;

namespace phi1 {

class ElidedLabel;
class NumberEdit;
class SegmentedChoice;
class StopStrings;
class TextLabel;

/// How tokens are drawn: one set of values for all panes, or one for each. What is rarely touched
/// stands behind "More".
class SamplingPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit SamplingPanel(QWidget *parent = nullptr);

    /// @param panes  one per pane; shown while sampling is per pane
    void setSampling(const CompareSampling &shared, const QVector<CompareSampling> &panes,
                     bool perPane);
    void setPaneNames(const QStringList &names); ///< "A", "B"
    /// @param facts  "Prompt 112 tokens, 1 936 left in the context of 2 048"
    void setPromptFacts(const QString &facts, bool isProblem);
    int pane() const { return m_pane; } ///< that is edited while sampling is per pane
    void setPane(int pane);
    QString summary() const; ///< one line, for narrow windows

signals:
    void samplingEdited(const phi1::CompareSampling &sampling);
    void paneSamplingEdited(int pane, const phi1::CompareSampling &sampling);
    void perPaneRequested(bool perPane);

private:
    void build();
    void show(const CompareSampling &sampling);
    void edited();
    void setMore(bool more);
    CompareSampling shown() const;

    CompareSampling m_shared;
    QVector<CompareSampling> m_panes;
    bool m_perPane = false;
    int m_pane = 0;

    TextLabel *m_title;
    SegmentedChoice *m_paneChoice;
    QToolButton *m_perPaneLink;
    QToolButton *m_moreLink;
    NumberEdit *m_temperature;
    NumberEdit *m_seed;
    NumberEdit *m_topP;
    NumberEdit *m_topK;
    NumberEdit *m_maxTokens;
    NumberEdit *m_samples;
    NumberEdit *m_minP;
    NumberEdit *m_penalty;
    QToolButton *m_newSeed;
    StopStrings *m_stop;
    TextLabel *m_problem;
    TextLabel *m_promptFacts;
    QHBoxLayout *m_head;
    QGridLayout *m_grid;
    QVBoxLayout *m_column;
    QVector<QWidget *> m_rare; ///< hidden unless "More"
    QStringList m_names;
};

} // namespace phi1
