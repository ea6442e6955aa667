// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QHash>

#include "views/state/engine_types.h"

namespace phi1 {

// The engine's answers as values. Every function may be called in any thread; what does not fit is
// an error of kind Protocol, which names the field.

EngineResult<EngineModel> engineModelFrom(const QByteArray &body);
EngineResult<QVector<EngineModel>> engineModelsFrom(const QByteArray &body);
EngineResult<ModelComparison> modelComparisonFrom(const QByteArray &body);
EngineResult<TokenizedText> tokenizedTextFrom(const QByteArray &body);
EngineResult<QVector<PositionDistribution>> distributionsFrom(const QByteArray &body);
EngineResult<EngineStatus> engineStatusFrom(const QByteArray &body);
/// Log-probabilities of the tokens that promptScoresBody() named, NaN of the first.
EngineResult<QVector<float>> promptScoresFrom(const QByteArray &body);
/// The error that an answer with this HTTP status stands for.
EngineError engineErrorFrom(int httpStatus, const QByteArray &body);

/// Takes the events of one completion's stream apart; keeps its buffers, and one copy of the bytes
/// of each token. For one thread.
class CompletionEvents
{
public:
    struct Event {
        QVector<TokenBatch> batches;
        QVector<SampleEnd> ends;
        std::optional<EngineError> error;
        bool isLast = false; ///< "[DONE]"
    };

    CompletionEvents();
    ~CompletionEvents();
    EngineResult<Event> parse(const QByteArray &data);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Bodies of requests.
QByteArray completionBody(const CompletionRequest &request);
QByteArray loadBody(const QString &path, PaneDtype dtype);
QByteArray compareBody(const QString &a, const QString &b);
QByteArray tokenizeBody(const QString &model, const QString &text);
/// @param context  of the model; the one token beyond it is made the completion, where it is forced
QByteArray promptScoresBody(const QString &model, const QVector<qint32> &ids, int context,
                            const QString &lane);
QByteArray distributionsBody(const QString &model, const QVector<qint32> &ids,
                             const QVector<int> &positions, int top, const QVector<qint32> &probe);

} // namespace phi1
