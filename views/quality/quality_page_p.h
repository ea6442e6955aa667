// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointer>
#include <QVector>

#include "views/quality/quality_page.h"
#include "views/quality/quality_session.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/job_launch.h"
#include "views/state/run_info.h"
#include "views/state/samples_session.h"

class QComboBox;
class QSplitter;
class QStackedWidget;

namespace phi1 {

class ActionButton;
class Banner;
class CutPanel;
class DisagreementPanel;
class ForestPanel;
class ReadingPane;
class ScorerPanel;
class SegmentedChoice;

/// Parts and connections of the page; numbers are QualitySession's, labels SamplesSession's.
class QualityPage::Private : public QObject
{
    Q_OBJECT
public:
    enum View { ThresholdView, ForestView, DisagreementView };

    Private(QualityPage &owner, PageContext &context);
    ~Private() override;

    QString facts() const;
    QList<QWidget *> headerActions();
    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);
    void open(const QVariantMap &arguments);
    void fitWidth();

    QualityPage &page;
    PageContext &context;
    SamplesSession samples;
    QualitySession quality;

    ScorerPanel *scorers = nullptr;
    SegmentedChoice *views = nullptr;
    QStackedWidget *stack = nullptr;
    CutPanel *cut = nullptr;
    ForestPanel *forest = nullptr;
    DisagreementPanel *disagreements = nullptr;
    Banner *banner = nullptr;
    QSplitter *splitter = nullptr;

private:
    // quality_page_p.cpp
    void buildParts();
    void connectParts();
    void addActions();
    void openCorpus(const QString &name, const SampleFilter &among);
    void showCorpora();
    void showScores(const QualityScores &scores);
    void showScore(const QString &key);
    void showView();
    void showProblem(const QString &sentence);
    void readFrom(ReadingPane *pane, int place);
    void setLabel(int label);
    void showLabel();
    void useAsFilter();

    // quality_page_jobs.cpp
    struct Step {
        QString title;
        JobLaunch launch;
    };
    QStringList corpusArguments() const;
    QString embeddingCheckpoint() const; ///< to train the next forest with
    QString forestCheckpoint() const;    ///< of the forest that is shown, before the first as above
    void start(QVector<Step> steps);
    void startNext(const QString &after);
    void score(const QString &title, const QStringList &arguments);
    void train();
    void suggest();
    void apply();
    void showJob();
    void onJobFinished(const QString &job, RunState state, const QString &sentence);
    void chooseFile();
    void chooseCheckpoint(QWidget *button,
                          const std::function<void(const CheckpointChoice &)> &take);

    QPointer<QComboBox> m_corpora;
    QPointer<ActionButton> m_use;
    std::unique_ptr<CheckpointCatalogue> m_catalogue;
    QString m_wantedCorpus, m_wantedScore;
    SampleFilter m_wantedFilter;
    QVariantMap m_wantedCut;
    QVector<Step> m_steps;            ///< of the chain, to be queued
    quint64 m_request = 0;            ///< whose job is being queued
    QString m_stepTitle;              ///< of it
    QHash<QString, QString> m_titles; ///< of jobs that this page queued, by folder
    QualityForests m_forests;
};

} // namespace phi1
