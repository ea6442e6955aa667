// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QHash>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>

#include "core/comparison/records.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/compare_blind.h"
#include "views/state/compare_grid.h"
#include "views/state/compare_history.h"
#include "views/state/compare_series.h"
#include "views/state/compare_session.h"
#include "views/state/compare_store.h"
#include "views/state/distribution_finder.h"
#include "views/state/engine_hub.h"
#include "views/state/pane_runner.h"
#include "views/state/prompt_library.h"
#include "views/state/weights_check.h"
#include "views/state/workspace_session.h"

namespace phi1 {

/// A comparison as it is shown. Copies share the tokens, so one is cheap; they become records in
/// another thread.
struct ComparisonSnapshot {
    ComparisonRecord head; ///< without panes
    QVector<QPair<ComparePane, CompareSampling>> panes;
    ComparisonRecord record() const;
};

/// What stands behind a CompareSession. Members of the GUI thread.
struct CompareSession::Private {
    Private(CompareSession *session, WorkspaceSession &workspaceSession);

    PaneRunner *makeRunner();
    int indexOf(const PaneRunner *runner) const;
    QVector<PaneFacts> paneFacts() const;
    void onPaneChanged(PaneRunner *runner);
    void renewDivergence();
    void renewRunning();
    void renewColours(); ///< ViewToken::divergence, where it is wanted
    void renewPrompt();  ///< checks it, counts its tokens
    void countTokens();
    void setFacts(const PromptFacts &facts);
    void onEngineState(EngineProcess::State state);
    void begin(const QVector<int> &panes, bool otherSeed);
    void touched(); ///< what is shown is another comparison than the stored one

    ComparisonSnapshot snapshot() const;
    void scheduleStore();
    void store();
    void take(const ComparisonRecord &record);

    CompareSession *q;
    WorkspaceSession &workspace;
    EngineHub &engine;
    CompareStore *records;
    CheckpointCatalogue *catalogue;
    PromptLibrary *library;
    CompareHistory *history;
    CompareGrid *grid;
    CompareSeries *series;
    CompareBlind *blind = nullptr;
    DistributionFinder *distributions;
    WeightsCheck *weights;

    std::vector<PaneRunner *> runners;
    QString prompt, entry, title;
    PromptFacts facts;
    QTimer countTimer;
    quint64 question = 0;
    CompareSampling sampling;
    bool perPane = false;
    bool running = false;
    bool colourWanted = false;
    int colourFrom = 0;
    PaneDivergence divergence;

    // Of what is shown, as it was run.
    QString runPrompt, runEntry, runTitle;
    QVector<CompareSampling> runSampling;
    double createdAt = 0;
    bool isBlind = false;
    /// Of the history; shared with the store's thread, which fills it in at the first time.
    std::shared_ptr<std::int64_t> id = std::make_shared<std::int64_t>(0);
    qint64 knownId = 0;
    bool reopened = false;
    bool dirty = false;
    quint64 reopening = 0;
    QTimer storeTimer;
    quint64 lastExport = 0;
    QThreadPool pool; ///< of exports; last, so that it ends first
};

} // namespace phi1
