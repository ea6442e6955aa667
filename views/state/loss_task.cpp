// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/loss_task.h"

#include <algorithm>

#include <QTimer>

#include "views/state/engine_hub.h"

namespace phi1 {

namespace {

constexpr int busyPause = 500; // ms until a full queue is asked again

} // namespace

LossTask::LossTask(EngineHub &engine, const What &what, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_what(what)
{}

LossTask::~LossTask()
{
    if (m_request != 0)
        m_engine.client().cancel(m_request);
}

void LossTask::start()
{
    // The hub lets go of the model when this object ends.
    m_engine.acquireModel(m_what.checkpoint.path, PaneDtype::Auto, this,
                          [this](const EngineResult<EngineModel> &model) {
                              if (!model)
                                  return fail(model.error().sentence);
                              m_model = *model;
                              if (const EngineModel *newer = m_engine.model(m_model.id))
                                  m_model = *newer;
                              emit modelReady();
                              if (!m_over)
                                  readNext();
                          });
}

int LossTask::windows() const
{
    const qint64 context = m_model.context, more = m_what.ids.size() - (context + 1);
    if (context < 2)
        return 0;
    const qint64 step = context + 1 - context / 2;
    return more <= 0 ? 1 : int(1 + (more + step - 1) / step);
}

void LossTask::readNext()
{
    if (m_model.context < 2)
        return fail(tr("The engine does not say how long the context of %1 is")
                        .arg(m_what.checkpoint.name));
    const qsizetype known = m_losses.size();
    if (known >= m_what.ids.size()) {
        m_over = true;
        emit ended();
        return;
    }
    const qsizetype begin = known == 0 ? 0 : known - m_model.context / 2;
    const QVector<qint32> window = m_what.ids.mid(begin, m_model.context + 1);
    m_request = m_engine.client().scorePrompt(
        m_model, window, m_what.lane, this,
        [this, begin, known, size = window.size()](const EngineResult<QVector<float>> &scores) {
            m_request = 0;
            if (!scores && scores.error().kind == EngineError::Kind::Busy) {
                QTimer::singleShot(busyPause, this, [this] { readNext(); });
                return;
            }
            if (!scores)
                return fail(scores.error().sentence);
            if (scores->size() != size)
                return fail(tr("The engine gave losses of %1 tokens for %2; install the engine "
                               "and this window in the same version")
                                .arg(scores->size())
                                .arg(size));
            for (qsizetype i = known - begin; i < size; ++i)
                m_losses += -scores->at(i);
            emit progressed(double(m_losses.size()) / double(m_what.ids.size()));
            readNext();
        });
}

void LossTask::take(const QVector<float> &losses)
{
    m_losses = losses;
    m_over = true;
    emit ended();
}

void LossTask::fail(const QString &sentence)
{
    m_failed = m_over = true;
    m_sentence = sentence;
    emit ended();
}

} // namespace phi1
