// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QStringList>
#include <QVariantMap>

#include "views/state/compare_types.h"

namespace phi1 {

class CheckpointCatalogue;
class CompareBlind;
class CompareGrid;
class CompareHistory;
class CompareSeries;
class EngineHub;
class PromptLibrary;
class WorkspaceSession;

/// Two to four checkpoints that continue one prompt: everything of the Compare page but its
/// widgets. Lives in the GUI thread and never blocks it. Panes are known by their index from the
/// left; while the blind mode shuffles them, views ask it for the place.
///
/// What it remembers goes to the workspace's database as soon as a completion ended.
class CompareSession final : public QObject
{
    Q_OBJECT
public:
    static constexpr int fewestPanes = 2;
    static constexpr int mostPanes = 4;

    /// @param workspace  outlives it; gives the engine and the runs' checkpoints
    explicit CompareSession(WorkspaceSession &workspace, QObject *parent = nullptr);
    ~CompareSession() override;

    EngineHub &engine() const;
    CheckpointCatalogue &catalogue() const; ///< what can be chosen
    PromptLibrary &library() const;
    CompareHistory &history() const;
    CompareGrid &grid() const;     ///< a set of prompts over several checkpoints
    CompareSeries &series() const; ///< one prompt along the checkpoints of a run
    CompareBlind &blind() const;

    // Panes
    int paneCount() const;
    const ComparePane &pane(int index) const;
    void addPane();             ///< empty; nothing while there are mostPanes
    void removePane(int index); ///< nothing while there are fewestPanes
    void swapPanes(int a, int b);
    /// Another checkpoint: the pane's completions go (they are in the history), its weights are
    /// loaded. "" empties the pane.
    void setCheckpoint(int index, const QString &path);
    void setDtype(int index, PaneDtype dtype);
    /// Loads what the panes hold, so that their facts are known; run() does it, too.
    void loadPanes();

    // Prompt
    QString prompt() const;
    QString promptEntry() const; ///< id in the library, empty: typed or changed since
    QString title() const;
    void setPrompt(const QString &text);
    void usePrompt(const QString &entryId); ///< of the library
    PromptFacts promptFacts() const;

    // Sampling
    const CompareSampling &sampling() const; ///< shared by all panes
    void setSampling(const CompareSampling &sampling);
    bool isSamplingPerPane() const;
    /// Every pane begins with the shared one.
    void setSamplingPerPane(bool perPane);
    void setPaneSampling(int index, const CompareSampling &sampling);
    /// That a run would use for this pane.
    const CompareSampling &effectiveSampling(int index) const;

    // Running
    /// One sentence why run() would do nothing; empty: it can.
    QString runProblem() const;
    bool isRunning() const; ///< any pane is busy with a completion
    /// All panes that hold a checkpoint write anew; loads what is not loaded.
    void run();
    void runPane(int index);
    void stop(); ///< what came stays
    void stopPane(int index);
    /// As run(), with another seed even where it is fixed, if anything is drawn.
    void regenerate();
    /// After a death of the engine: starts it and loads the panes' checkpoints again.
    void restartEngine();

    // Completions
    void showCompletion(int index, int completion);
    QVector<SampleGroup> sampleGroups(int index) const; ///< the most frequent first
    PaneDivergence divergence() const;                  ///< of the shown completions
    /// Forces a token in place of the one at `token` of the shown completion and continues from
    /// there. The branch becomes the shown one.
    void branch(int index, int token, qint32 forcedId);
    /// The same place in all panes that have it: forces the token wherever the shown text before is
    /// the same.
    void branchEverywhere(int index, int token, qint32 forcedId);
    void removeBranch(int index, int completion); ///< with those that began from it

    // Distributions
    /// What every pane would say after the text that stands before this token in this pane.
    /// token = number of tokens asks for the next one. Answered by distributionChanged(), first
    /// with what is known, again when the rest came; a later call makes earlier ones obsolete.
    quint64 requestDistribution(int index, int token);
    void cancelDistribution();
    /// Whether ViewToken::divergence is to be filled in, from the pane `from` (its own: nothing).
    void setDivergenceWanted(bool wanted, int from = 0);

    // Weights
    /// One sentence if two panes hold the same weights, or their logits agree on a probe though
    /// their names differ.
    QString weightsWarning() const;
    /// Panes that the warning is about.
    QVector<int> warnedPanes() const;
    /// "different weights, checked on a probe prompt", "weights not loaded yet", …
    QString weightsFact() const;

    // History
    /// Of the history, 0: not stored yet.
    qint64 recordId() const;
    /// What is shown was opened from the history and not run since: a picture of back then.
    bool isReopened() const;
    /// Shows it exactly as it was seen; prompt, settings and checkpoints are taken over. Then
    /// reopened(), or errorOccurred().
    void reopen(qint64 recordId);
    /// One sentence while nothing can be kept (disk full, read-only); empty if all is well.
    QString storeProblem() const;

    enum class ExportFormat { Markdown, JsonText, Html };
    Q_ENUM(ExportFormat)
    /// The comparison as shown, then exported().
    quint64 requestExport(ExportFormat format);
    /// A stored set run, or all votes, in the same way.
    quint64 requestGridExport(ExportFormat format);
    quint64 requestVoteExport(ExportFormat format);

    /// Prompt, panes, settings: plain values for a page's saved state.
    QVariantMap state() const;
    void restoreState(const QVariantMap &state);

signals:
    void panesChanged();         ///< number or order
    void paneChanged(int index); ///< facts, state, sampling, completions, which one is shown
    /// The shown completion grew by what stands from this token on; also told by paneChanged() when
    /// it ends. At most 30 times a second.
    void tokensAppended(int index, int firstToken);
    void tokensChanged(int index); ///< ViewToken::divergence of the shown completion
    void promptChanged();          ///< text, entry or title
    void promptFactsChanged();
    void samplingChanged();
    void runningChanged(bool running);
    void divergenceChanged();
    void distributionChanged(const phi1::TokenDistribution &distribution);
    void weightsChanged(); ///< warning or fact
    void reopened(qint64 recordId);
    void recordStored(qint64 recordId);
    void storeProblemChanged(const QString &sentence);
    void exported(quint64 request, const QByteArray &text);
    void stateChanged(); ///< state() would give something else
    void errorOccurred(const QString &sentence);

private:
    friend class CompareBlind;
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
