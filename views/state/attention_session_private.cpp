// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "views/state/attention_session_p.h"

namespace phi1 {

AttentionSession::Private::Private(AttentionSession *session, WorkspaceSession &workspaceSession)
    : q(session)
    , workspace(workspaceSession)
    , engine(workspaceSession.engine())
    , records(new CompareStore(workspaceSession.workspace(), session))
    , catalogue(new CheckpointCatalogue(workspaceSession, session))
    , library(new PromptLibrary(*records, session))
    , history(new CompareHistory(*records, session))
    , prompts(new AttentionPrompts(workspaceSession, *records, session))
    , series(new AttentionSeries(engine, *catalogue, session))
    , probes(new AttentionProbes(session))
    , ablation(new AttentionAblation(engine, session))
    , lens(new AttentionLens(engine, session))
    , thumbnails(new AttentionThumbnails(engine.client(), session))
    , maps(new HeadMapLoader(engine.client(), session))
    , scores(new HeadScoreModel(session))
    , measurer(new AttentionMeasurer(engine.client(), session))
{
    changeScore = attentionScoreIndex(QStringLiteral("change"));
    randomScore = attentionScoreIndex(QStringLiteral("induction_random"));
    for (int score = 0; score < attentionScores().size(); ++score) {
        if (score != changeScore && score != randomScore)
            textScores += score;
    }
    promptProblem = AttentionSession::tr("The prompt is empty; write or choose a text");
    pool.setMaxThreadCount(1);

    for (AttentionTask *&task : tasks) {
        task = new AttentionTask(engine, q);
        // The side is asked for each time: checkpoints can be swapped.
        const auto sideOf = [this, each = task] {
            return each == tasks[1] ? AttentionSide::Second : AttentionSide::First;
        };
        QObject::connect(task, &AttentionTask::changed, q,
                         [this, sideOf] { onTaskChanged(sideOf()); });
        QObject::connect(task, &AttentionTask::modelReady, q, [this] { pairSecond(); });
        QObject::connect(task, &AttentionTask::started, q, [this, sideOf] {
            if (sideOf() == AttentionSide::First)
                onFirstStarted();
        });
    }
    QObject::connect(catalogue, &CheckpointCatalogue::changed, q, [this] {
        for (AttentionTask *task : tasks) {
            const QString path = task->info().facts.checkpoint.path;
            if (!path.isEmpty())
                task->renewCheckpoint(catalogue->find(path));
        }
    });
    QObject::connect(catalogue, &CheckpointCatalogue::openFailed, q,
                     &AttentionSession::errorOccurred);
    QObject::connect(library, &PromptLibrary::errorOccurred, q, &AttentionSession::errorOccurred);
    QObject::connect(history, &CompareHistory::errorOccurred, q, &AttentionSession::errorOccurred);
    QObject::connect(series, &AttentionSeries::errorOccurred, q, &AttentionSession::errorOccurred);
    QObject::connect(probes, &AttentionProbes::errorOccurred, q, &AttentionSession::errorOccurred);
    QObject::connect(series, &AttentionSeries::selectedChanged, q, [this](int point) {
        if (point >= 0)
            q->setCheckpoint(AttentionSide::First, series->points()[point].checkpoint.path);
    });

    QObject::connect(thumbnails, &AttentionThumbnails::wasReset, q,
                     &AttentionSession::thumbnailsReset);
    QObject::connect(thumbnails, &AttentionThumbnails::arrived, q,
                     &AttentionSession::thumbnailsChanged);
    QObject::connect(
        thumbnails, &AttentionThumbnails::measured, q,
        [this](AttentionSide, const QVector<HeadKey> &heads, const EngineFigures &figures) {
            const QStringList names =
                relations.relations ? relations.relations->names : QStringList();
            scores->take(headScoresOf(heads, figures, names, textScores));
            for (const HeadKey &key : heads)
                measuredText += key;
        });
    QObject::connect(thumbnails, &AttentionThumbnails::idle, q, [this] { measureNext(); });
    QObject::connect(thumbnails, &AttentionThumbnails::captureLost, q, [this] { onCaptureLost(); });
    QObject::connect(thumbnails, &AttentionThumbnails::failed, q,
                     [this](AttentionSide, const QString &sentence) {
                         if (!engine.hasProblem()) // its death is told by the captures' states
                             emit q->errorOccurred(sentence);
                     });
    QObject::connect(maps, &HeadMapLoader::changed, q, &AttentionSession::mapChanged);
    QObject::connect(maps, &HeadMapLoader::captureLost, q, [this] { onCaptureLost(); });
    QObject::connect(lens, &AttentionLens::captureLost, q, [this] { onCaptureLost(); });

    QObject::connect(measurer, &AttentionMeasurer::measured, q,
                     [this](const QVector<HeadScores> &list) { onMeasured(list); });
    QObject::connect(measurer, &AttentionMeasurer::finished, q, [this] { endStage({}); });
    QObject::connect(measurer, &AttentionMeasurer::failed, q,
                     [this](const QString &sentence) { endStage(sentence); });
    QObject::connect(measurer, &AttentionMeasurer::captureLost, q, [this](const QString &capture) {
        stage = Stage::None;
        if (random)
            random->recapture(capture); // if it is that one
        onCaptureLost();
    });

    QObject::connect(&engine, &EngineHub::restarted, q, [this] {
        for (AttentionTask *task : tasks)
            task->restart();
        dropRandom();
    });
}

bool AttentionSession::Private::hasSecond() const
{
    return !tasks[1]->info().facts.checkpoint.path.isEmpty();
}

QVector<qint32> AttentionSession::Private::ids() const
{
    QVector<qint32> list;
    list.reserve(tokens.size());
    for (const AttentionToken &token : tokens)
        list += token.id;
    return list;
}

QString AttentionSession::Private::contentOf(AttentionSide side) const
{
    const AttentionTask &each = task(side);
    if (each.tokens().isEmpty())
        return {};
    QString name = each.info().facts.checkpoint.path % u'\n' % each.info().facts.modelId % u'\n' %
                   each.info().facts.dtype;
    for (const AttentionToken &token : each.tokens())
        name += u' ' % QString::number(token.id);
    return name;
}

void AttentionSession::Private::onTaskChanged(AttentionSide side)
{
    renewCaptures();
    emit q->captureChanged(side);
}

void AttentionSession::Private::onFirstStarted()
{
    if (tasks[0]->tokens() != tokens || tokens.isEmpty()) {
        tokens = tasks[0]->tokens();
        text.clear();
        for (const AttentionToken &token : std::as_const(tokens))
            text += token.bytes;
        relations = {};
        if (std::max(selection.query, selection.key) >= tokens.size()) {
            selection.query = selection.key = -1;
            emit q->selectionChanged(selection);
        }
        emit q->tokensChanged();
    }
    lens->setPosition(selection.query >= 0 ? selection.query : int(tokens.size()) - 1);
    ablation->setPosition(selection.query);
    pairSecond();
}

void AttentionSession::Private::pairSecond()
{
    const PaneFacts &a = tasks[0]->info().facts;
    const PaneFacts &b = tasks[1]->info().facts;
    if (tokens.isEmpty() || a.modelId.isEmpty() || b.modelId.isEmpty())
        return;
    const bool areForeign =
        !a.tokenizer.isEmpty() && !b.tokenizer.isEmpty() && a.tokenizer != b.tokenizer;
    tasks[1]->refuse(
        areForeign
            ? AttentionSession::tr("This checkpoint has another tokenizer than the first: the same "
                                   "text is other tokens there, and no map can be held against "
                                   "another; choose a checkpoint with the same tokenizer")
            : QString());
    if (!areForeign)
        tasks[1]->setIds(ids());
}

void AttentionSession::Private::renewCaptures()
{
    const auto idOf = [](const AttentionCaptureInfo &info) {
        const bool isThere =
            info.state == AttentionState::Capturing || info.state == AttentionState::Ready;
        return isThere ? info.captureId : QString();
    };
    const AttentionCaptureInfo &a = tasks[0]->info();
    const AttentionCaptureInfo &b = tasks[1]->info();

    for (const AttentionSide side : {AttentionSide::First, AttentionSide::Second}) {
        const AttentionCaptureInfo &info = task(side).info();
        QString &known = content[static_cast<std::size_t>(side)];
        const QString now = idOf(info).isEmpty() ? known : contentOf(side);
        if (now == known)
            continue;
        known = now;
        const auto count = static_cast<int>(task(side).tokens().size());
        thumbnails->reset(side, info.layers, info.heads, count);
        thumbnails->reset(AttentionSide::Difference, 0, 0, 0);
        maps->reset(side, info.layers, info.heads, count);
        if (side == AttentionSide::First) {
            if (scores->layers() != info.layers || scores->heads() != info.heads)
                scores->reset(info.layers, info.heads);
            forgetScores(false);
            relations = {};
            findRelations();
            lens->clear();
            selection.head = nearest(selection.head.isValid() ? selection.head : HeadKey{0, 0});
            renewShown();
            emit q->selectionChanged(selection);
        } else {
            forgetScores(true);
        }
    }

    // The difference
    QString problem;
    if (hasSecond() && b.state == AttentionState::Failed)
        problem = b.sentence;
    else if (hasSecond() && a.layers > 0 && b.layers > 0 &&
             (a.layers != b.layers || a.heads != b.heads))
        problem = AttentionSession::tr("The first checkpoint has %1 layers of %2 heads, the second "
                                       "%3 of %4: there is no difference of their heads")
                      .arg(a.layers)
                      .arg(a.heads)
                      .arg(b.layers)
                      .arg(b.heads);
    differenceProblem = problem;
    const QString first = idOf(a);
    const QString second = idOf(b);
    const bool hasDifference = problem.isEmpty() && !first.isEmpty() && !second.isEmpty();

    if (hasDifference && thumbnails->headCount(AttentionSide::Difference) == 0)
        thumbnails->reset(AttentionSide::Difference, a.layers, a.heads, int(tokens.size()));
    thumbnails->setCapture(AttentionSide::First, first);
    thumbnails->setCapture(AttentionSide::Second, second);
    thumbnails->setCapture(AttentionSide::Difference, hasDifference ? first : QString(),
                           hasDifference ? second : QString());
    maps->setDifferenceProblem(problem);
    maps->setSecondWanted(hasSecond());
    maps->setCapture(AttentionSide::First, first, a.layersReady);
    maps->setCapture(AttentionSide::Second, second, b.layersReady);

    const bool isReady = a.state == AttentionState::Ready;
    lens->setCapture(isReady ? first : QString(), static_cast<int>(tokens.size()));
    // Not of the capture: that may be dropped and made again.
    ablation->setModel(content[0].isEmpty() ? QString() : a.facts.modelId,
                       isReady ? first : QString(), ids(), a.layers, a.heads);
    measureNext();
}

void AttentionSession::Private::forget(AttentionSide side)
{
    content[static_cast<std::size_t>(side)].clear();
    thumbnails->reset(side, 0, 0, 0);
    thumbnails->reset(AttentionSide::Difference, 0, 0, 0);
    maps->reset(side, 0, 0, 0);
    if (side == AttentionSide::First) {
        forgetScores(false);
        ++relationsRound;
        relations = {};
        lens->clear();
        ablation->setModel({}, {}, {}, 0, 0);
    } else {
        forgetScores(true);
    }
}

void AttentionSession::Private::onCaptureLost()
{
    // Which of both is asked for: a request for a difference does not say it.
    for (AttentionTask *each : tasks) {
        const QString id = each->info().captureId;
        if (id.isEmpty())
            continue;
        engine.client().capture(id, each, [this, each, id](const EngineResult<EngineCapture> &now) {
            if (!now && now.error().kind == EngineError::Kind::NotFound)
                each->recapture(id);
            else
                renewCaptures(); // those who were told that it is gone take it up again
        });
    }
}

HeadKey AttentionSession::Private::nearest(HeadKey key) const
{
    const int layers = scores->layers();
    const int heads = scores->heads();
    if (layers == 0 || heads == 0)
        return key; // whether it is there comes out later
    return {std::clamp(key.layer, 0, layers - 1), std::clamp(key.head, 0, heads - 1)};
}

void AttentionSession::Private::renewShown()
{
    QVector<HeadKey> heads;
    for (const HeadKey &key : std::as_const(marked)) {
        if (key.layer < scores->layers() && key.head < scores->heads())
            heads += key;
    }
    maps->show(selection.head, merge, heads);
}

} // namespace phi1
