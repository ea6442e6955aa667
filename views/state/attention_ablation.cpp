// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_ablation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QPointer>
#include <QTimer>

#include "views/state/compare_records.h"
#include "views/state/engine_hub.h"

namespace phi1 {

namespace {

constexpr int settleTime = 200; // ms: heads are often switched in a row
constexpr int topTokens = 10;

float logProbabilityIn(const AblationArm &arm, qint32 id)
{
    for (const QVector<TokenChoice> *list : {&arm.top, &arm.probed}) {
        for (const TokenChoice &choice : *list) {
            if (choice.id == id)
                return choice.logProbability;
        }
    }
    return NAN;
}

} // namespace

struct AttentionAblation::Private {
    Private(AttentionAblation *ablation, EngineHub &hub)
        : q(ablation)
        , engine(hub)
    {}

    AttentionAblation *q;
    EngineHub &engine;

    QVector<HeadKey> heads;
    Mode mode = Mode::Zero;
    std::array<AblationArm, 2> arms;
    QString model, capture;
    QVector<qint32> ids;
    int layers = 0, headsOfLayer = 0;
    int position = -1;
    bool wanted = false;

    QString derived;         ///< model of the engine with the heads off, empty: none
    bool isDeriving = false; ///< it is being made
    QString failure;         ///< why it could not be made
    int toRun = 0;           ///< tokens to write once it is there, 0: none
    std::array<quint64, 2> questions{};
    std::array<QPointer<CompletionStream>, 2> streams;
    quint64 round = 0; ///< of the derived model
    QTimer timer;

    QString modelOf(Arm arm) const { return arm == Untouched ? model : derived; }
    void dropDerived();
    void invalidate(bool bothArms);
    void renew();
    void derive();
    void askDistribution(Arm arm);
    void probe(Arm arm);
    void write(Arm arm);
    void stop(Arm arm);
};

AttentionAblation::AttentionAblation(EngineHub &engine, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, engine))
{
    d->timer.setSingleShot(true);
    d->timer.setInterval(settleTime);
    connect(&d->timer, &QTimer::timeout, this, [this] { d->renew(); });
}

AttentionAblation::~AttentionAblation()
{
    d->stop(Untouched);
    d->stop(Ablated);
    d->dropDerived();
}

const QVector<HeadKey> &AttentionAblation::heads() const
{
    return d->heads;
}

bool AttentionAblation::isSwitchedOff(HeadKey key) const
{
    return d->heads.contains(key);
}

void AttentionAblation::setHeads(const QVector<HeadKey> &heads)
{
    QVector<HeadKey> sorted = heads;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    if (sorted == d->heads)
        return;
    d->heads = sorted;
    d->invalidate(false);
    emit headsChanged();
    emit changed();
}

void AttentionAblation::toggle(HeadKey key)
{
    QVector<HeadKey> heads = d->heads;
    if (!heads.removeOne(key))
        heads += key;
    setHeads(heads);
}

AttentionAblation::Mode AttentionAblation::mode() const
{
    return d->mode;
}

void AttentionAblation::setMode(Mode mode)
{
    if (std::exchange(d->mode, mode) == mode)
        return;
    d->invalidate(false);
    emit headsChanged();
    emit changed();
}

const AblationArm &AttentionAblation::arm(Arm arm) const
{
    return d->arms[arm];
}

QString AttentionAblation::problem() const
{
    if (d->model.isEmpty() || d->ids.isEmpty())
        return tr("Choose a checkpoint and a prompt first");
    if (d->heads.isEmpty())
        return tr("All heads are on; switch one off to compare");
    for (const HeadKey &key : d->heads) {
        if (key.layer >= d->layers || key.head >= d->headsOfLayer)
            return tr("This checkpoint has no head %1; switch it on again").arg(headName(key));
    }
    if (d->mode == Mode::Mean && d->capture.isEmpty())
        return tr("The mean of a head is known once the prompt is captured");
    return d->failure;
}

int AttentionAblation::position() const
{
    if (d->ids.isEmpty())
        return -1;
    const auto last = static_cast<int>(d->ids.size()) - 1;
    return d->position >= 0 && d->position <= last ? d->position : last;
}

double AttentionAblation::divergence() const
{
    const AblationArm &a = d->arms[Untouched];
    const AblationArm &b = d->arms[Ablated];
    if (!a.hasDistribution || !b.hasDistribution)
        return unknownFigure;
    double sum = 0;
    double restA = 1;
    double restB = 1;
    for (const TokenChoice &choice : a.top) {
        const auto p = static_cast<double>(choice.logProbability);
        const auto q = static_cast<double>(logProbabilityIn(b, choice.id));
        if (std::isnan(p) || std::isnan(q))
            return unknownFigure;
        sum += std::exp(p) * (p - q);
        restA -= std::exp(p);
        restB -= std::exp(q);
    }
    if (restA > 1e-9 && restB > 1e-9)
        sum += restA * std::log(restA / restB);
    return std::max(sum, 0.0);
}

int AttentionAblation::firstDifference() const
{
    const PaneDivergence parted =
        divergenceOf({&d->arms[Untouched].completion, &d->arms[Ablated].completion}, true);
    return parted.exists ? parted.tokens.value(Ablated, -1) : -1;
}

void AttentionAblation::setWanted(bool wanted)
{
    if (std::exchange(d->wanted, wanted) != wanted && wanted)
        d->timer.start(0);
}

void AttentionAblation::run(int maxTokens)
{
    if (!problem().isEmpty() && d->failure.isEmpty())
        return;
    stop();
    d->failure.clear();
    d->toRun = std::max(maxTokens, 1);
    for (const Arm arm : {Untouched, Ablated}) {
        d->arms[arm].completion = {};
        d->arms[arm].state = PaneState::Waiting;
        d->arms[arm].sentence.clear();
    }
    emit changed();
    d->renew();
}

void AttentionAblation::stop()
{
    d->toRun = 0;
    for (const Arm arm : {Untouched, Ablated}) {
        d->stop(arm);
        AblationArm &each = d->arms[arm];
        if (!isBusy(each.state))
            continue;
        each.state = PaneState::Stopped;
        each.completion.state = PaneCompletionState::Cancelled;
        each.completion.finish = QStringLiteral("cancelled");
    }
    emit changed();
}

bool AttentionAblation::isRunning() const
{
    return isBusy(d->arms[Untouched].state) || isBusy(d->arms[Ablated].state);
}

void AttentionAblation::setModel(const QString &modelId, const QString &captureId,
                                 const QVector<qint32> &ids, int layers, int heads)
{
    const bool isOther = modelId != d->model || ids != d->ids;
    const bool isOtherCapture = captureId != d->capture;
    if (!isOther && !isOtherCapture)
        return;
    const bool isLost = modelId.isEmpty() && ids == d->ids;
    d->model = modelId;
    d->capture = captureId;
    d->ids = ids;
    d->layers = layers;
    d->headsOfLayer = heads;
    if (isLost) {
        // The engine died: what it said stays, what was made from the model is gone.
        d->dropDerived();
        d->timer.stop();
    } else if (isOther) {
        d->invalidate(true);
    } else if (d->wanted) {
        d->timer.start(); // the mean may be known now
    }
    emit changed();
}

void AttentionAblation::setPosition(int position)
{
    const int before = this->position();
    d->position = position;
    if (this->position() == before)
        return;
    for (const Arm arm : {Untouched, Ablated}) {
        if (d->questions[arm] != 0)
            d->engine.client().cancel(std::exchange(d->questions[arm], 0));
        AblationArm &each = d->arms[arm];
        each.hasDistribution = each.isDistributionPending = false;
        each.distributionSentence.clear();
    }
    if (d->wanted)
        d->timer.start();
    emit changed();
}

void AttentionAblation::Private::stop(Arm arm)
{
    if (questions[arm] != 0)
        engine.client().cancel(std::exchange(questions[arm], 0));
    if (streams[arm]) {
        streams[arm]->disconnect(q);
        delete streams[arm];
    }
    arms[arm].isDistributionPending = false;
}

void AttentionAblation::Private::dropDerived()
{
    ++round;
    isDeriving = false;
    if (!derived.isEmpty())
        engine.client().unloadModel(std::exchange(derived, {}), q,
                                    [](const EngineResult<bool> &) {});
}

void AttentionAblation::Private::invalidate(bool bothArms)
{
    for (const Arm arm : {Untouched, Ablated}) {
        if (arm == Untouched && !bothArms) {
            arms[arm].probed.clear(); // of the other arm's tokens
            continue;
        }
        stop(arm);
        arms[arm] = {};
    }
    if (!bothArms && isBusy(arms[Untouched].state)) {
        stop(Untouched); // it is held against a model that is gone
        arms[Untouched].state = PaneState::Stopped;
    }
    toRun = 0;
    failure.clear();
    dropDerived();
    timer.start();
}

void AttentionAblation::Private::renew()
{
    if (model.isEmpty() || ids.isEmpty())
        return;
    if (wanted && !arms[Untouched].hasDistribution && !arms[Untouched].isDistributionPending)
        askDistribution(Untouched);
    if (!q->problem().isEmpty() || (!wanted && toRun == 0))
        return;
    if (derived.isEmpty())
        return derive(); // comes back here
    if (wanted && !arms[Ablated].hasDistribution && !arms[Ablated].isDistributionPending)
        askDistribution(Ablated);
    if (toRun > 0) {
        write(Untouched);
        write(Ablated);
        toRun = 0;
    }
}

void AttentionAblation::Private::derive()
{
    if (isDeriving)
        return;
    isDeriving = true;
    engine.client().ablate(model, heads, mode == Mode::Mean ? capture : QString(), q,
                           [this, mine = ++round](const EngineResult<EngineModel> &answer) {
                               if (mine != round) {
                                   // Other heads are off by now.
                                   if (answer)
                                       engine.client().unloadModel(
                                           answer->id, q, [](const EngineResult<bool> &) {});
                                   return;
                               }
                               isDeriving = false;
                               if (answer) {
                                   derived = answer->id;
                                   renew();
                                   return;
                               }
                               failure = answer.error().sentence;
                               if (toRun > 0) {
                                   toRun = 0;
                                   for (AblationArm &arm : arms) {
                                       arm.state = PaneState::Failed;
                                       arm.sentence = failure;
                                   }
                               }
                               emit q->changed();
                           });
}

void AttentionAblation::Private::askDistribution(Arm arm)
{
    AblationArm &each = arms[arm];
    each.isDistributionPending = true;
    each.distributionSentence.clear();
    questions[arm] = engine.client().distributions(
        modelOf(arm), ids, {q->position() + 1}, topTokens, {}, q,
        [this, arm](const EngineResult<QVector<PositionDistribution>> &answer) {
            questions[arm] = 0;
            AblationArm &asked = arms[arm];
            asked.isDistributionPending = false;
            if (answer && answer->size() == 1) {
                asked.hasDistribution = true;
                asked.top = answer->first().top;
                asked.entropy = answer->first().entropy;
                asked.probed.clear();
                for (const Arm which : {Untouched, Ablated}) {
                    if (arms[Untouched].hasDistribution && arms[Ablated].hasDistribution)
                        probe(which);
                }
            } else if (!answer && answer.error().kind == EngineError::Kind::Busy) {
                timer.start();
            } else {
                asked.distributionSentence =
                    answer ? AttentionAblation::tr("The engine answered with no distribution")
                           : answer.error().sentence;
            }
            emit q->changed();
        });
    emit q->changed();
}

void AttentionAblation::Private::probe(Arm arm)
{
    QVector<qint32> missing;
    for (const TokenChoice &choice : std::as_const(arms[1 - arm].top)) {
        if (std::isnan(logProbabilityIn(arms[arm], choice.id)))
            missing += choice.id;
    }
    if (missing.isEmpty() || questions[arm] != 0)
        return;
    questions[arm] = engine.client().distributions(
        modelOf(arm), ids, {q->position() + 1}, 0, missing, q,
        [this, arm](const EngineResult<QVector<PositionDistribution>> &answer) {
            questions[arm] = 0;
            if (answer && answer->size() == 1)
                arms[arm].probed = answer->first().probed;
            emit q->changed();
        });
}

void AttentionAblation::Private::write(Arm arm)
{
    CompletionRequest request;
    request.model = modelOf(arm);
    request.prompt = ids;
    request.sampling.maxTokens = toRun;
    request.topTokens = topTokens;
    CompletionStream *stream = engine.client().complete(request, q);
    streams[arm] = stream;
    QObject::connect(stream, &CompletionStream::tokensArrived, q,
                     [this, arm](const QVector<TokenBatch> &batches) {
                         AblationArm &each = arms[arm];
                         const bool isFirst =
                             std::exchange(each.state, PaneState::Writing) != PaneState::Writing;
                         for (const TokenBatch &batch : batches) {
                             const int first = appendBatch(each.completion, batch);
                             emit q->tokensAppended(arm, first);
                         }
                         if (isFirst)
                             emit q->changed();
                     });
    QObject::connect(stream, &CompletionStream::sampleEnded, q, [this, arm](const SampleEnd &end) {
        endCompletion(arms[arm].completion, end);
    });
    QObject::connect(stream, &CompletionStream::finished, q, [this, arm] {
        arms[arm].state = PaneState::Finished;
        emit q->changed();
    });
    QObject::connect(stream, &CompletionStream::failed, q, [this, arm](const EngineError &error) {
        breakCompletion(arms[arm].completion, error);
        arms[arm].state = PaneState::Failed;
        arms[arm].sentence = error.sentence;
        emit q->changed();
    });
}

} // namespace phi1
