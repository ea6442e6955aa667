// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>

#include <tl/expected.hpp>

#include "views/state/compare_types.h"

namespace phi1 {

/// Why a request came to nothing.
struct EngineError {
    enum class Kind {
        Refused,     ///< the engine said no: its sentence
        Busy,        ///< its queue is full (429); worth another try
        NotFound,    ///< model or file is not there (404)
        NoMemory,    ///< does not fit (507)
        Unreachable, ///< no connection, or it broke: the engine may have died
        Protocol,    ///< it answered something that this program does not understand
        Timeout,
        Cancelled,
    };
    Kind kind = Kind::Refused;
    QString sentence;  ///< translated where it is ours, the engine's own words where it answered
    QString code = {}; ///< short name that the engine gave, "capture_dropped", else empty
};

template<typename T>
using EngineResult = tl::expected<T, EngineError>;

/// A model of the engine (object MODEL of its protocol).
struct EngineModel {
    QString id, name, path;
    QString state; ///< "loading", "ready", "failed"
    QString error;
    QString dtype, storedDtype, device, kernels, fingerprint, tokenizer;
    qint64 step = -1;
    qint64 parameters = 0, weightBytes = 0, memoryBytes = 0;
    int threads = 0, layers = 0, heads = 0, hidden = 0, context = 0, vocabulary = 0;
    int tokenizerVocabulary = 0; ///< ids that the tokenizer can give; 0: not known
    double loadSeconds = unknownFigure;
};

/// Answer of /v1/phi1/compare.
struct ModelComparison {
    bool sameWeights = false; ///< fingerprints are equal
    bool logitsEqual = false; ///< on the probe, to the last bit
    int probeTokens = 0;
    double maxLogitDifference = unknownFigure;
};

struct TokenizedText {
    QVector<qint32> ids;
    QVector<QByteArray> pieces; ///< bytes of each id
    int context = 0;
};

/// Next-token distribution at one position of a sequence.
struct PositionDistribution {
    int position = 0; ///< index of the token that is predicted
    double entropy = unknownFigure;
    QVector<TokenChoice> top;
    QVector<TokenChoice> probed; ///< of the ids that were asked for
};

struct CompletionRequest {
    QString model; ///< id of the engine
    QVector<qint32> prompt;
    CompareSampling sampling;                     ///< `seed` is used as it is
    QVector<qint32> forced;                       ///< the completion begins with these
    int topTokens = 10;                           ///< listed beside each token, 0…20
    QString lane = QStringLiteral("interactive"); ///< or "decode", "batch"
};

/// Tokens that came for one sample.
struct TokenBatch {
    int sample = 0;
    QVector<ViewToken> tokens;
    QString text; ///< whole characters, to be appended
};

/// Figures of one sample that is over.
struct CompletionSummary {
    int promptTokens = 0, completionTokens = 0;
    int drafted = 0, accepted = 0;
    qint64 memoryBytes = 0; ///< of the model, with what was cached then
    quint64 seed = 0;
    double queuedSeconds = unknownFigure, firstTokenSeconds = unknownFigure;
    double tokensPerSecond = unknownFigure, promptTokensPerSecond = unknownFigure;
    QString model, fingerprint, dtype, device;
};

/// How one sample ended.
struct SampleEnd {
    int sample = 0;
    /// "end_of_text", "stop_string", "length", "context" or "cancelled"
    QString finish;
    QString stopString; ///< empty unless one ended it
    CompletionSummary figures;
};

struct EngineStatus {
    int queued = 0, active = 0, models = 0;
    qint64 memoryBytes = 0;
    double uptime = 0;
    QString device;
};

} // namespace phi1

Q_DECLARE_METATYPE(phi1::EngineError)
Q_DECLARE_METATYPE(phi1::CompletionSummary)
Q_DECLARE_METATYPE(phi1::SampleEnd)
Q_DECLARE_METATYPE(phi1::TokenBatch)
