// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QHash>
#include <QTimer>

#include "views/state/sample_labels.h"
#include "views/state/sample_list_model.h"
#include "views/state/sample_loss.h"
#include "views/state/sample_reader.h"
#include "views/state/sample_searcher.h"
#include "views/state/sample_tokenizer.h"
#include "views/state/samples_session.h"
#include "views/state/workspace_session.h"

namespace phi1 {

/// What stands behind a SamplesSession. Members of the GUI thread.
struct SamplesSession::Private {
    Private(SamplesSession *session, WorkspaceSession &workspaceSession);

    // The corpus
    QString folder() const;
    void close();
    void onOpened(const SharedCorpus &opened);
    void onRefreshed(const SharedCorpus &refreshed);
    void onJobs();
    void look(); ///< every second while a job works on a corpus

    // The question
    /// @param renews  the same question again, since the corpus became another: the list stays
    void ask(bool renews = false);
    void setState(const SearchState &next);
    void fail(const QString &sentence);
    void onFirstFound(const SharedContext &found, const std::vector<SampleRow> &rows);
    void onAnswered(const SharedContext &found, const SampleHits &answer, qint64 milliseconds);
    void resetList(qint64 count);
    void fetchPages();
    SampleRow rowAt(qint64 rank) const; ///< noSample: not known (yet)
    qint64 found() const;               ///< rows that rowAt() knows

    // The current sample
    void settleCurrent(); ///< after another answer
    void setCurrent(SampleRow row, qint64 rank);
    void readCurrent();
    void onSampleRead(quint64 request, const SamplePage &read);

    // Labels
    struct Undo {
        SampleRow row = noSample;
        bool isNote = false;
        RowLabel before, after;
    };
    const Column *hashes() const;
    RowLabel labelOf(SampleRow row) const { return rowLabels.value(row); }
    /// @return whether anything changed
    bool write(SampleRow row, const RowLabel &next);
    void show(SampleRow row, const RowLabel &label);
    void onPlaced(const QHash<SampleRow, RowLabel> &placed);
    void onStored(const QString &of, SampleRow row, qint64 change);
    void countLabels();

    SamplesSession *q;
    WorkspaceSession &workspace;
    SampleLabels *labels;
    SampleSearcher *searcher;
    SampleReader *reader;
    SampleTokenizer *tokenizer;
    SampleLoss *loss = nullptr; ///< made when it is asked for, as the engine is
    SampleListModel *list;

    QStringList corpora;
    bool isListed = false;
    QString corpus;
    SharedCorpus snapshot; ///< null: not open
    QStringList activeJobs;
    QTimer lookTimer;

    SampleFilter filter;
    SampleOrder order;
    SearchState state;
    SampleFacets facets;
    quint64 question = 0;
    bool isRenewing = false;
    bool isOutdated = false;          ///< the corpus is another than the answer's
    SharedContext context;            ///< of what the list shows
    std::vector<SampleRow> firstRows; ///< what there is before the answer
    std::optional<SampleHits> hits;
    quint64 generation = 0; ///< of the list
    bool isFetching = false;

    SampleRow current = noSample;
    qint64 rank = -1;
    std::optional<SamplePage> page;
    quint64 lastRequest = 0, pageRequest = 0, otherRequest = 0;
    std::optional<SampleRow> restoredRow;

    std::optional<std::vector<StoredLabel>> unplaced; ///< came before the corpus was open
    QHash<SampleRow, RowLabel> rowLabels;
    QHash<SampleRow, int> unstored; ///< changes that are not on the disk yet
    qint64 newestChange = 0;
    QVector<qint64> counts;
    std::vector<Undo> undoStack;
    QTimer recountTimer;
};

} // namespace phi1
