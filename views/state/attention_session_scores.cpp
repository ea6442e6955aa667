// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_session_p.h"

namespace phi1 {

// Scores come in stages: those of the text (many already with the thumbnails), how much a second
// checkpoint differs, then repeated random tokens, which need a capture of their own.

void AttentionSession::Private::forgetScores(bool changeAlone)
{
    if (!changeAlone || stage == Stage::Change) {
        measurer->stop();
        stage = Stage::None;
    }
    measuredChange.clear();
    changeFailed = false;
    QVector<int> gone{changeScore};
    if (!changeAlone) {
        measuredText.clear();
        textFailed = randomEnded = false;
        gone += textScores;
        gone += randomScore;
    }
    scores->clearScores(gone);
    for (const AttentionRelations::Reason &reason : std::as_const(relations.reasons)) {
        if (!changeAlone)
            scores->setProblem(reason.score, reason.sentence);
    }
    if (!hasSecond())
        scores->setProblem(changeScore,
                           AttentionSession::tr("There is no second checkpoint to compare with"));
}

void AttentionSession::Private::findRelations()
{
    pool.start([this, round = ++relationsRound, list = tasks[0]->tokens()] {
        const auto found = std::make_shared<const AttentionRelations>(relationsOf(list));
        QMetaObject::invokeMethod(
            q,
            [this, round, found] {
                if (round != relationsRound)
                    return;
                relations = *found;
                thumbnails->setRelations(relations.relations);
                for (const AttentionRelations::Reason &reason : relations.reasons)
                    scores->setProblem(reason.score, reason.sentence);
                measureNext();
            },
            Qt::QueuedConnection);
    });
}

QString AttentionSession::Private::randomKey() const
{
    const PaneFacts &facts = tasks[0]->info().facts;
    return facts.checkpoint.path % u'\n' % facts.dtype % u'\n' % facts.fingerprint %
           (withoutFirst ? u"\nwithout" : u"\nwith");
}

void AttentionSession::Private::measureNext()
{
    const AttentionCaptureInfo &a = tasks[0]->info();
    const AttentionCaptureInfo &b = tasks[1]->info();
    const bool isThere = a.state == AttentionState::Ready && !a.captureId.isEmpty() &&
                         !content[0].isEmpty() && scores->rowCount() > 0;
    QVector<int> coming;
    if (!content[0].isEmpty() && a.state != AttentionState::Failed) {
        if (!textFailed && measuredText.size() < scores->rowCount())
            coming += textScores;
        if (!randomEnded)
            coming += randomScore;
        if (hasSecond() && differenceProblem.isEmpty() && !changeFailed &&
            measuredChange.size() < scores->rowCount())
            coming += changeScore;
    }
    QVector<int> others;
    for (int score = 0; score < attentionScores().size(); ++score) {
        if (!coming.contains(score))
            others += score;
    }
    scores->setPending(coming, true);
    scores->setPending(others, false);
    if (hasSecond())
        scores->setProblem(changeScore, differenceProblem);

    if (!isThere || stage != Stage::None || !relations.relations || !thumbnails->isIdle())
        return;
    const auto missing = [this](const QSet<HeadKey> &measured) {
        QVector<HeadKey> heads;
        for (const HeadKey &key : allHeads(scores->layers(), scores->heads())) {
            if (!measured.contains(key))
                heads += key;
        }
        return heads;
    };
    if (const auto heads = missing(measuredText); !textFailed && !heads.isEmpty()) {
        stage = Stage::Text;
        measurer->start(a.captureId, heads, relations.relations, {withoutFirst, {}}, textScores);
        return;
    }
    const bool canCompare = hasSecond() && b.state == AttentionState::Ready &&
                            !b.captureId.isEmpty() && differenceProblem.isEmpty();
    if (const auto heads = missing(measuredChange);
        canCompare && !changeFailed && !heads.isEmpty()) {
        stage = Stage::Change;
        measurer->start(a.captureId, heads, nullptr, {withoutFirst, b.captureId}, {changeScore});
        return;
    }
    if (!randomEnded)
        startRandom();
}

bool AttentionSession::Private::startRandom()
{
    const auto known = randomKnown.constFind(randomKey());
    if (known != randomKnown.constEnd()) {
        randomEnded = true;
        scores->take(*known);
        scores->setPending({randomScore}, false);
        return true;
    }
    if (!random) {
        randomPrompt = randomPromptFor(tasks[0]->vocabulary(), tasks[0]->info().facts.context);
        if (randomPrompt.ids.isEmpty()) {
            randomEnded = true;
            scores->setProblem(randomScore,
                               AttentionSession::tr("The context of this checkpoint is too short "
                                                    "for repeated random tokens"));
            return false;
        }
        random = new AttentionTask(engine, q);
        QObject::connect(random, &AttentionTask::changed, q, [this] {
            if (!random || randomEnded)
                return;
            if (random->info().state == AttentionState::Failed) {
                stage = Stage::Random;
                endStage(random->info().sentence);
            } else if (random->info().state == AttentionState::Ready) {
                measureNext();
            }
        });
        random->setIds(randomPrompt.ids);
        random->setCheckpoint(tasks[0]->info().facts.checkpoint,
                              tasks[0]->info().facts.wantedDtype);
        return true;
    }
    if (random->info().state != AttentionState::Ready)
        return true; // it comes back here
    stage = Stage::Random;
    randomNow.clear();
    measurer->start(random->info().captureId, allHeads(scores->layers(), scores->heads()),
                    randomPrompt.relations, {withoutFirst, {}}, {randomScore});
    return true;
}

void AttentionSession::Private::onMeasured(const QVector<HeadScores> &list)
{
    scores->take(list);
    if (stage == Stage::Random) {
        randomNow += list;
        return;
    }
    QSet<HeadKey> &measured = stage == Stage::Change ? measuredChange : measuredText;
    for (const HeadScores &each : list)
        measured += each.key;
}

void AttentionSession::Private::endStage(const QString &problem)
{
    const Stage ended = std::exchange(stage, Stage::None);
    if (ended == Stage::Text && !problem.isEmpty())
        textFailed = true;
    if (ended == Stage::Change && !problem.isEmpty())
        changeFailed = true;
    if (ended == Stage::Random) {
        randomEnded = true;
        if (problem.isEmpty())
            randomKnown.insert(randomKey(), randomNow);
        else
            scores->setProblem(randomScore, problem);
        dropRandom();
    }
    if (!problem.isEmpty() && !engine.hasProblem())
        emit q->errorOccurred(problem);
    measureNext();
}

void AttentionSession::Private::dropRandom()
{
    if (!random)
        return;
    if (stage == Stage::Random) {
        measurer->stop();
        stage = Stage::None;
    }
    random->disconnect(q);
    random->deleteLater(); // it may be the one that tells
    random = nullptr;
}

} // namespace phi1
