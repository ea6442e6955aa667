// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_task.h"

#include <algorithm>

#include "views/state/compare_records.h"
#include "views/state/engine_hub.h"

namespace phi1 {

namespace {

constexpr int followInterval = 100; // ms between two questions how far a capture is
constexpr int busyPause = 500;      // ms until a full engine is asked again
constexpr int lossTime = 60000;     // ms
constexpr int mostLosses = 5;       // within that time

} // namespace

AttentionTask::AttentionTask(EngineHub &engine, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_info.captureId.isEmpty())
            capture();
        else
            follow();
    });
    connect(&engine, &EngineHub::modelChanged, this, [this](const QString &modelId) {
        const EngineModel *model = m_engine.model(modelId);
        if (!model || modelId != m_info.facts.modelId)
            return;
        takeModel(m_info.facts, *model);
        emit changed();
    });
    connect(&engine.process(), &EngineProcess::stateChanged, this,
            [this](EngineProcess::State state) {
                if (state != EngineProcess::State::Died)
                    return;
                forgetModel();
                if (!m_info.facts.checkpoint.path.isEmpty())
                    fail({EngineError::Kind::Unreachable, m_engine.process().sentence(), {}});
            });
}

AttentionTask::~AttentionTask()
{
    forgetCapture();
    forgetModel();
}

void AttentionTask::setCheckpoint(const CheckpointChoice &checkpoint, PaneDtype dtype)
{
    PaneFacts &facts = m_info.facts;
    if (checkpoint.path == facts.checkpoint.path && dtype == facts.wantedDtype)
        return;
    forgetCapture();
    forgetModel();
    m_info = {};
    m_info.facts.checkpoint = checkpoint;
    m_info.facts.wantedDtype = dtype;
    m_refusal.clear();
    m_vocabulary = 0;
    load();
}

void AttentionTask::setText(const QString &text)
{
    if (text == m_text && m_ids.isEmpty())
        return;
    forgetCapture();
    m_tokens.clear();
    m_text = text;
    m_ids.clear();
    capture();
}

void AttentionTask::setIds(const QVector<qint32> &ids)
{
    if (ids == m_ids)
        return;
    const bool isCaptured =
        !m_info.captureId.isEmpty() && !ids.isEmpty() &&
        std::equal(ids.begin(), ids.end(), m_tokens.begin(), m_tokens.end(),
                   [](qint32 id, const AttentionToken &token) { return id == token.id; });
    m_text.clear();
    m_ids = ids;
    if (isCaptured)
        return; // the same, as it came from a text
    forgetCapture();
    m_tokens.clear();
    capture();
}

void AttentionTask::refuse(const QString &sentence)
{
    if (sentence == m_refusal)
        return;
    forgetCapture();
    m_refusal = sentence;
    capture();
}

void AttentionTask::recapture(const QString &lostId)
{
    if (lostId.isEmpty() || lostId != m_info.captureId)
        return;
    m_info.captureId.clear(); // there is nothing to drop any more
    forgetCapture();
    while (!m_losses.isEmpty() && m_losses.first().hasExpired(lossTime))
        m_losses.removeFirst();
    if (m_losses.size() >= mostLosses) {
        m_losses.clear();
        fail({EngineError::Kind::NoMemory,
              tr("The engine dropped this capture %1 times in a minute: its memory for captures "
                 "is too small for what is looked at; close the second checkpoint, or start the "
                 "engine with a larger --capture-memory")
                  .arg(mostLosses),
              {}});
        return;
    }
    m_losses.append(QElapsedTimer());
    m_losses.last().start();
    capture();
}

void AttentionTask::renewCheckpoint(const CheckpointChoice &checkpoint)
{
    CheckpointChoice &known = m_info.facts.checkpoint;
    if (checkpoint.path != known.path || checkpoint == known)
        return;
    known = checkpoint;
    emit changed();
}

void AttentionTask::restart()
{
    forgetCapture();
    if (!m_info.facts.checkpoint.path.isEmpty())
        load();
}

void AttentionTask::load()
{
    const PaneFacts &facts = m_info.facts;
    if (facts.checkpoint.path.isEmpty()) {
        m_info.state = AttentionState::Empty;
        emit changed();
        return;
    }
    if (m_holds)
        return capture(); // does nothing while the weights are being loaded
    m_holds = true;
    m_info.state = AttentionState::Loading;
    m_info.sentence.clear();
    m_engine.acquireModel(facts.checkpoint.path, facts.wantedDtype, this,
                          [this, round = ++m_loadRound](const EngineResult<EngineModel> &model) {
                              if (round != m_loadRound)
                                  return;
                              if (!model) {
                                  m_holds = false; // there is nothing to hold
                                  return fail(model.error());
                              }
                              takeModel(m_info.facts, *model);
                              m_vocabulary =
                                  model->tokenizerVocabulary > 0
                                      ? std::min(model->tokenizerVocabulary, model->vocabulary)
                                      : model->vocabulary;
                              m_info.layers = model->layers;
                              m_info.heads = model->heads;
                              emit modelReady();
                              if (round == m_loadRound)
                                  capture();
                          });
    emit changed();
}

void AttentionTask::capture()
{
    if (!m_refusal.isEmpty()) {
        fail({EngineError::Kind::Refused, m_refusal, {}});
        return;
    }
    if (m_info.facts.modelId.isEmpty()) {
        // A prompt after a failure: another try.
        if (m_info.state == AttentionState::Failed && !m_holds)
            load();
        return; // else load() comes here when the weights are there
    }
    m_info.sentence.clear();
    if (m_text.isEmpty() && m_ids.isEmpty()) {
        m_info.state = AttentionState::Empty;
        emit changed();
        return;
    }
    m_info.state = AttentionState::Capturing;
    m_info.progress = 0;
    const quint64 round = ++m_round;
    const auto answer = [this, round](const EngineResult<EngineCapture> &capture) {
        if (round != m_round) {
            // Nobody waits for it any more: its memory is wanted by others.
            if (capture)
                m_engine.client().dropCapture(capture->id);
            return;
        }
        if (!capture && capture.error().kind == EngineError::Kind::Busy) {
            m_timer.start(busyPause);
            return;
        }
        if (!capture)
            return fail(capture.error());
        if (!capture->pieces.isEmpty())
            m_tokens = capture->pieces;
        take(*capture);
        if (round != m_round)
            return;
        emit started();
        emit changed();
        if (round == m_round && m_info.state == AttentionState::Capturing)
            m_timer.start(followInterval);
    };
    EngineClient &client = m_engine.client();
    if (m_ids.isEmpty())
        client.startCapture(m_info.facts.modelId, m_text, this, answer);
    else
        client.startCapture(m_info.facts.modelId, m_ids, this, answer);
    emit changed();
}

void AttentionTask::follow()
{
    m_engine.client().capture(m_info.captureId, this,
                              [this, round = m_round](const EngineResult<EngineCapture> &capture) {
                                  if (round != m_round)
                                      return;
                                  if (!capture && capture.error().code == u"capture_dropped")
                                      return recapture(m_info.captureId); // just after it was ready
                                  if (!capture)
                                      return fail(capture.error());
                                  take(*capture);
                                  emit changed();
                                  if (round == m_round && m_info.state == AttentionState::Capturing)
                                      m_timer.start(followInterval);
                              });
}

void AttentionTask::take(const EngineCapture &capture)
{
    m_info.captureId = capture.id;
    m_info.layers = capture.layers;
    m_info.heads = capture.heads;
    m_info.layersReady = capture.layersReady;
    m_info.bytes = capture.bytes;
    m_info.seconds = capture.seconds;
    m_info.progress = capture.progress;
    m_info.isFinite = capture.isFinite;
    if (capture.state == u"failed") {
        m_info.state = AttentionState::Failed;
        m_info.sentence = capture.error;
    } else {
        const bool isReady = capture.state == u"ready";
        m_info.state = isReady ? AttentionState::Ready : AttentionState::Capturing;
    }
}

void AttentionTask::fail(const EngineError &error)
{
    ++m_round;
    m_timer.stop();
    m_info.state = AttentionState::Failed;
    m_info.sentence = error.sentence;
    m_info.captureId.clear();
    if (error.kind == EngineError::Kind::Unreachable)
        m_info.facts.modelId.clear();
    emit changed();
}

void AttentionTask::forgetCapture()
{
    ++m_round;
    m_timer.stop();
    if (!m_info.captureId.isEmpty())
        m_engine.client().dropCapture(m_info.captureId);
    m_info.captureId.clear();
    m_info.layersReady = 0;
    m_info.progress = 0;
    m_info.bytes = 0;
    m_info.seconds = unknownFigure;
}

void AttentionTask::forgetModel()
{
    ++m_loadRound;
    m_info.facts.modelId.clear();
    if (std::exchange(m_holds, false))
        m_engine.releaseModel(m_info.facts.checkpoint.path, m_info.facts.wantedDtype, this);
}

} // namespace phi1
