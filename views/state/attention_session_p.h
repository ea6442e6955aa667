// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>

#include <QHash>
#include <QSet>
#include <QThreadPool>

#include "views/state/attention_ablation.h"
#include "views/state/attention_lens.h"
#include "views/state/attention_measurer.h"
#include "views/state/attention_probes.h"
#include "views/state/attention_prompts.h"
#include "views/state/attention_relations.h"
#include "views/state/attention_series.h"
#include "views/state/attention_session.h"
#include "views/state/attention_task.h"
#include "views/state/attention_thumbnails.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/compare_history.h"
#include "views/state/compare_store.h"
#include "views/state/engine_hub.h"
#include "views/state/head_map_loader.h"
#include "views/state/head_score_model.h"
#include "views/state/prompt_library.h"
#include "views/state/workspace_session.h"

namespace phi1 {

/// What stands behind an AttentionSession. Members of the GUI thread.
struct AttentionSession::Private {
    Private(AttentionSession *session, WorkspaceSession &workspaceSession);

    AttentionTask &task(AttentionSide side) const
    {
        return *tasks[side == AttentionSide::Second ? 1 : 0];
    }
    bool hasSecond() const;
    QVector<qint32> ids() const;

    // Captures
    void onTaskChanged(AttentionSide side);
    void onFirstStarted();
    void pairSecond();    ///< gives the second checkpoint the first one's ids
    void renewCaptures(); ///< tells everybody where numbers come from now
    void onCaptureLost(); ///< finds out which, and has it made again
    void forget(AttentionSide side);
    QString contentOf(AttentionSide side) const;

    // Scores
    enum class Stage { None, Text, Change, Random };
    void forgetScores(bool changeAlone);
    void findRelations();
    void measureNext();
    void onMeasured(const QVector<HeadScores> &list);
    void endStage(const QString &problem);
    bool startRandom();
    QString randomKey() const;
    void dropRandom();

    void renewShown(); ///< which map is open
    HeadKey nearest(HeadKey key) const;

    AttentionSession *q;
    WorkspaceSession &workspace;
    EngineHub &engine;
    CompareStore *records;
    CheckpointCatalogue *catalogue;
    PromptLibrary *library;
    CompareHistory *history;
    AttentionPrompts *prompts;
    AttentionSeries *series;
    AttentionProbes *probes;
    AttentionAblation *ablation;
    AttentionLens *lens;
    std::array<AttentionTask *, 2> tasks{};
    AttentionThumbnails *thumbnails;
    HeadMapLoader *maps;
    HeadScoreModel *scores;
    AttentionMeasurer *measurer;
    AttentionTask *random = nullptr; ///< repeated random tokens in the first checkpoint

    AttentionPrompt prompt;
    QString promptProblem, differenceProblem;
    QVector<AttentionToken> tokens;
    QByteArray text;
    std::array<QString, 2> content; ///< that the numbers of a side are of, empty: none

    AttentionPooling pooling = AttentionPooling::Maximum;
    bool withoutFirst = false;
    HeadMerge merge = HeadMerge::None;
    QVector<HeadKey> marked;
    AttentionSelection selection;

    AttentionRelations relations; ///< null while they are looked for
    quint64 relationsRound = 0;
    Stage stage = Stage::None;
    QSet<HeadKey> measuredText, measuredChange;
    QVector<int> textScores; ///< those that come from the first capture alone
    int changeScore = -1, randomScore = -1;
    bool textFailed = false, changeFailed = false, randomEnded = false;
    RandomPrompt randomPrompt;
    QHash<QString, QVector<HeadScores>> randomKnown; ///< by randomKey()
    QVector<HeadScores> randomNow;

    quint64 lastExport = 0;
    QThreadPool pool; ///< of relations and exports; last, so that it ends first
};

} // namespace phi1
