// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QWidget>

#include "views/quality/quality_types.h"
#include "views/state/compare_types.h"

class QComboBox;
class QSplitter;

namespace phi1 {

class ActionButton;
class CalibrationPlot;
class ConfusionGrid;
class FactsGrid;
class LabelBar;
class ReadingPane;
class TextLabel;

/// The paper's own filter: labels so far, a forest trained on them and how good it is, and the
/// samples whose labels would teach it most, to be labelled here.
class ForestPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ForestPanel(QWidget *parent = nullptr);

    void setLabels(const QVector<qint64> &counts, qint64 samples); ///< by label, 0 is none
    void setForests(const QualityForests &forests);
    void setCheckpoint(const CheckpointChoice &checkpoint); ///< whose embeddings are made
    const CheckpointChoice &checkpoint() const { return m_checkpoint; }
    void setBusy(bool busy); ///< a job works on the corpus
    void setLabelOfCurrent(int label);
    void setUndo(bool possible, const QString &what);

    int goodFrom() const;
    QString forestName() const; ///< of the one that is shown, else "forest"
    ReadingPane *next() const { return m_next; }
    LabelBar *labels() const { return m_labels; }
    ActionButton *checkpointButton() const { return m_checkpointButton; }
    ActionButton *trainButton() const { return m_train; }
    ActionButton *suggestButton() const { return m_suggest; }
    ActionButton *applyButton() const { return m_apply; }
    /// Whether the list shows labels that the forest contradicts, not samples to label next.
    bool showsDoubtful() const;
    /// A sentence why no forest can be trained, "" if one can.
    QString reason() const;

signals:
    void trainRequested();
    void suggestRequested();
    void applyRequested();
    void labelRequested(int label);
    void undoRequested();

private:
    void showForest();
    void showList();
    void updateButtons();

    QVector<qint64> m_counts;
    QualityForests m_forests;
    CheckpointChoice m_checkpoint;
    bool m_busy = false;

    std::array<TextLabel *, 5> m_countLabels{};
    std::array<class ProgressBarThin *, 5> m_countBars{};
    TextLabel *m_labelled;
    ActionButton *m_checkpointButton;
    QComboBox *m_goodFrom;
    ActionButton *m_train;
    TextLabel *m_reason;
    QComboBox *m_forest;
    TextLabel *m_accuracy;
    TextLabel *m_accuracyNote;
    FactsGrid *m_facts;
    CalibrationPlot *m_calibration;
    ConfusionGrid *m_confusion;
    QWidget *m_report;
    class SegmentedChoice *m_which;
    ActionButton *m_suggest;
    ActionButton *m_apply;
    ReadingPane *m_next;
    LabelBar *m_labels;
};

} // namespace phi1
