// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/quality/quality_types.h"
#include "views/state/compare_types.h"

class QLineEdit;
class QListWidget;
class QStackedWidget;

namespace phi1 {

class ActionButton;
class FormField;
class ProgressBarThin;
class TextLabel;

/// The scores a corpus has, and what gives it another one: a fastText classifier, a checkpoint's
/// loss, static facts.
class ScorerPanel final : public QWidget
{
    Q_OBJECT
public:
    enum class Kind { FastText, Loss, Facts };

    explicit ScorerPanel(QWidget *parent = nullptr);

    void setScores(const QualityScores &scores);
    QString current() const; ///< key, "" none
    void setCurrent(const QString &key);
    /// What is running, with its share done (NaN: not known) and a sentence; "" ends it.
    void setJob(const QString &title, double share, const QString &detail);
    void setCheckpoint(const CheckpointChoice &checkpoint);
    void setFile(const QString &file);
    void setHasCorpus(bool has);
    void openForm(Kind kind);

    QListWidget *list() const { return m_list; }
    ActionButton *checkpointButton() const { return m_checkpointButton; }
    ActionButton *startButton(Kind kind) const;
    ActionButton *stopButton() const { return m_stop; }

signals:
    void scoreChosen(const QString &key);
    void fileRequested();
    void checkpointRequested();
    void forestRequested();
    /// `arguments` after the corpus' of `phi1 score` or `phi1 facts`.
    void startRequested(const QString &title, const QStringList &arguments);
    void stopRequested();

private:
    QWidget *makeFastTextForm();
    QWidget *makeLossForm();
    QWidget *makeFactsForm();
    void check();

    QListWidget *m_list;
    QWidget *m_job;
    TextLabel *m_jobTitle, *m_jobDetail;
    ProgressBarThin *m_progress;
    ActionButton *m_stop;
    ActionButton *m_kinds[3] = {};
    QStackedWidget *m_forms;
    QLineEdit *m_file = nullptr, *m_name = nullptr, *m_weights = nullptr, *m_lossName = nullptr;
    ActionButton *m_startFastText = nullptr, *m_startLoss = nullptr, *m_startFacts = nullptr;
    ActionButton *m_checkpointButton = nullptr;
    CheckpointChoice m_checkpoint;
    QualityScores m_scores;
    bool m_hasCorpus = false;
    bool m_filling = false;
};

} // namespace phi1
