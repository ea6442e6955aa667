// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QObject>
#include <QStringList>
#include <QVariantMap>

#include "views/state/samples_types.h"

namespace phi1 {

class SampleListModel;
class SampleLoss;
class WorkspaceSession;

/// The corpora of a workspace, one of them open: everything of the Samples page but its widgets.
/// Lives in the GUI thread and never blocks it: files, SQL and tokenizers belong to threads of its
/// own. Every question makes the earlier ones of its kind obsolete; their answers never come.
class SamplesSession final : public QObject
{
    Q_OBJECT
public:
    /// @param workspace  outlives it; gives the engine, the runs' checkpoints and the jobs
    explicit SamplesSession(WorkspaceSession &workspace, QObject *parent = nullptr);
    ~SamplesSession() override;

    WorkspaceSession &workspace() const;

    // Corpora
    QStringList corpora() const; ///< of the workspace; looked for again when a job ended
    bool areCorporaListed() const;
    QString corpus() const; ///< "" before the first
    /// Filter and order become empty; "" closes.
    void openCorpus(const QString &name);
    const CorpusFacts &facts() const;
    /// Looks whether the corpus grew or got columns. Done by itself every second while a job works
    /// on it, and when one ended.
    void refresh();
    /// Of the jobs that work on the open corpus: absolute folders.
    QStringList activeJobs() const;

    // The question
    const SampleFilter &filter() const;
    void setFilter(const SampleFilter &filter);
    const SampleOrder &order() const;
    void setOrder(const SampleOrder &order);
    const SearchState &search() const;
    SampleListModel &list() const;
    const SampleFacets &facets() const;

    // The current sample
    SampleRow current() const;      ///< noSample: none
    qint64 currentRank() const;     ///< 0-based among those found, -1: it does not pass
    const SamplePage *page() const; ///< of the current sample; null until sampleLoaded()
    void setCurrent(SampleRow row);
    void setCurrentRank(qint64 rank);
    void next();
    void previous();
    void random(); ///< one of those found

    // Labels: saved at once
    void setLabel(SampleRow row, int label); ///< noLabel takes it away
    void setNote(SampleRow row, const QString &note);
    bool canUndo() const;
    /// "Label textbook of sample 481 207", translated, for the button's tool tip.
    QString undoText() const;
    void undo();                         ///< goes to the sample, too
    qint64 labelled() const;             ///< samples of the open corpus that have a label
    QVector<qint64> labelCounts() const; ///< by label, [lastLabel + 1]
    /// One sentence while labels cannot be kept (disk full, read-only); empty if all is well.
    /// Nothing is lost meanwhile: it is tried again every two seconds.
    QString labelProblem() const;
    int unsavedLabels() const;

    // More about a sample
    /// Then nearDuplicatesLoaded().
    void requestNearDuplicates(SampleRow row);
    /// Any sample in full, then otherLoaded(); only the newest request is answered.
    quint64 requestOther(SampleRow row);
    /// A text's tokens, then tokensLoaded(). @param tokenizer  folder; "" is the bundled CodeGen
    quint64 requestTokens(const QByteArray &text, const QString &tokenizer = {});
    SampleLoss &loss() const;

    /// Corpus, filter, order, current sample: plain values for a page's saved state.
    QVariantMap state() const;
    void restoreState(const QVariantMap &state);

signals:
    void corporaChanged();
    void corpusChanged(const QString &name);
    void factsChanged();
    void filterChanged();
    void orderChanged();
    void searchChanged(const phi1::SearchState &state);
    void facetsChanged(const phi1::SampleFacets &facets);
    /// Another sample, or another place among those found.
    void currentChanged(phi1::SampleRow row, qint64 rank);
    void sampleLoaded(const phi1::SamplePage
                          &page); ///< the current one; also after its label or a pass changed it
    void sampleFailed(phi1::SampleRow row, const QString &sentence);
    void otherLoaded(quint64 request, const phi1::SamplePage &page);
    void labelChanged(phi1::SampleRow row, int label, const QString &note);
    void labelStored(phi1::SampleRow row); ///< a label or note that was set is on the disk now
    void labelsChanged();                  ///< counts or undo
    void labelProblemChanged(const QString &sentence);
    void nearDuplicatesLoaded(const phi1::SimilarSamples &duplicates);
    void tokensLoaded(quint64 request, const phi1::SampleTokens &tokens);
    void tokensFailed(quint64 request, const QString &sentence);
    void activeJobsChanged();
    void stateChanged(); ///< state() would give something else
    void errorOccurred(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
