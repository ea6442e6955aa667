// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/completion_task.h"

#include <QDateTime>
#include <QTimer>

#include "views/format/number_text.h"
#include "views/state/compare_records.h"
#include "views/state/engine_hub.h"

namespace phi1 {

namespace {

constexpr int busyPause = 1000; // ms until a full queue is asked again
constexpr int topTokens = 10;

} // namespace

CompletionTask::CompletionTask(EngineHub &engine, const What &what, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_what(what)
{
    m_what.sampling.samples = 1;
    m_facts.checkpoint = what.checkpoint;
    m_facts.wantedDtype = what.dtype;
    m_completion.seed = what.sampling.seed;
}

CompletionTask::~CompletionTask()
{
    delete m_stream;
}

void CompletionTask::start()
{
    m_completion.startedAt = static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1e3;
    // The hub lets go of the model when this object ends.
    m_engine.acquireModel(m_what.checkpoint.path, m_what.dtype, this,
                          [this](const EngineResult<EngineModel> &model) {
                              if (!model)
                                  return fail(model.error());
                              takeModel(m_facts, *model);
                              emit modelReady();
                              tokenize();
                          });
}

void CompletionTask::tokenize()
{
    m_engine.client().tokenize(
        m_facts.modelId, m_what.prompt, this, [this](const EngineResult<TokenizedText> &text) {
            if (!text)
                return fail(text.error());
            m_ids = text->ids;
            if (m_ids.isEmpty())
                return fail({EngineError::Kind::Refused, tr("The prompt is empty")});
            if (m_facts.context > 0 && m_ids.size() > m_facts.context)
                return fail({EngineError::Kind::Refused,
                             tr("The prompt has %1 tokens, the context of this checkpoint holds "
                                "%2; shorten the prompt")
                                 .arg(grouped(m_ids.size()), grouped(m_facts.context))});
            stream();
        });
}

void CompletionTask::stream()
{
    CompletionRequest request;
    request.model = m_facts.modelId;
    request.prompt = m_ids;
    request.sampling = m_what.sampling;
    request.topTokens = topTokens;
    request.lane = m_what.lane;
    m_completion.promptTokens = static_cast<int>(m_ids.size());
    m_stream = m_engine.client().complete(request, this);
    connect(m_stream, &CompletionStream::tokensArrived, this,
            [this](const QVector<TokenBatch> &batches) {
                for (const TokenBatch &batch : batches)
                    emit tokensAppended(appendBatch(m_completion, batch));
            });
    connect(m_stream, &CompletionStream::sampleEnded, this,
            [this](const SampleEnd &end) { endCompletion(m_completion, end); });
    connect(m_stream, &CompletionStream::finished, this, [this] {
        if (m_completion.state != PaneCompletionState::Complete)
            return fail({EngineError::Kind::Protocol,
                         tr("The engine ended this completion before it was complete")});
        // Figures of the end are newer than those of the loading.
        if (const EngineModel *model = m_engine.model(m_facts.modelId))
            takeModel(m_facts, *model);
        emit ended();
    });
    connect(m_stream, &CompletionStream::failed, this, [this](const EngineError &error) {
        if (error.kind == EngineError::Kind::Busy && m_completion.tokens.isEmpty())
            QTimer::singleShot(busyPause, this, [this] { stream(); });
        else
            fail(error);
    });
}

void CompletionTask::fail(const EngineError &error)
{
    m_error = error;
    m_completion.state = PaneCompletionState::Failed;
    m_completion.sentence = error.sentence;
    emit ended();
}

} // namespace phi1
