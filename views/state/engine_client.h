// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QObject>
#include <QUrl>

#include "views/state/engine_attention.h"
#include "views/state/engine_types.h"

namespace phi1 {

/// A completion that is being written. Deletes itself once it was finished or failed and control is
/// back in the event loop; deleting it earlier, or cancel(), makes the engine stop within one
/// token.
class CompletionStream final : public QObject
{
    Q_OBJECT
public:
    ~CompletionStream() override;
    quint64 request() const { return m_request; }
    /// Ends with failed(Cancelled); what came before was delivered.
    void cancel();

signals:
    /// At most 30 times a second, in order; several samples may come in turn.
    void tokensArrived(const QVector<phi1::TokenBatch> &batches);
    void sampleEnded(const phi1::SampleEnd &end);
    void finished(); ///< exactly one of these two, after the end of every sample
    void failed(const phi1::EngineError &error);

private:
    friend class EngineClient;
    CompletionStream(quint64 request, std::function<void(quint64)> cancel, QObject *parent);
    quint64 m_request;
    std::function<void(quint64)> m_cancel;
};

/// Talks to an engine over HTTP. Lives in the GUI thread; connections, parsing and JSON in a thread
/// of its own, so four panes that stream cost the window little. Answers come to the callback in
/// the GUI thread, never before the call returned, and not at all once `context` is gone or the
/// request was cancelled.
class EngineClient final : public QObject
{
    Q_OBJECT
public:
    template<typename T>
    using Answer = std::function<void(const EngineResult<T> &)>;

    explicit EngineClient(QObject *parent = nullptr);
    ~EngineClient() override;

    /// Requests before the first call, and after one with an empty url, fail as Unreachable.
    /// Everything under way with another engine fails, too.
    void setEngine(const QUrl &url, const QByteArray &token);

    quint64 loadModel(const QString &path, PaneDtype dtype, QObject *context,
                      Answer<EngineModel> answer);
    quint64 unloadModel(const QString &id, QObject *context, Answer<bool> answer);
    quint64 listModels(QObject *context, Answer<QVector<EngineModel>> answer);
    /// Fresh figures of one model; the fingerprint is there once the engine has computed it.
    quint64 model(const QString &id, QObject *context, Answer<EngineModel> answer);
    quint64 compareModels(const QString &a, const QString &b, QObject *context,
                          Answer<ModelComparison> answer);
    quint64 tokenize(const QString &model, const QString &text, QObject *context,
                     Answer<TokenizedText> answer);
    /// @param positions  0 < position ≤ ids.size(); ids.size(): the token after the last
    /// @param probe  ids whose log-probabilities are wanted as well
    quint64 distributions(const QString &model, const QVector<qint32> &ids,
                          const QVector<int> &positions, int top, const QVector<qint32> &probe,
                          QObject *context, Answer<QVector<PositionDistribution>> answer);
    /// Log-probability of each token given those before it, NaN of the first.
    /// @param ids  at most the model's context and one more, as sequences of training are
    quint64 scorePrompt(const EngineModel &model, const QVector<qint32> &ids, const QString &lane,
                        QObject *context, Answer<QVector<float>> answer);
    quint64 status(QObject *context, Answer<EngineStatus> answer);

    // Attention: captures are asked for without waiting; capture() tells how far one is.
    quint64 startCapture(const QString &model, const QString &text, QObject *context,
                         Answer<EngineCapture> answer);
    quint64 startCapture(const QString &model, const QVector<qint32> &ids, QObject *context,
                         Answer<EngineCapture> answer);
    quint64 capture(const QString &id, QObject *context, Answer<EngineCapture> answer);
    /// Nobody is told how it went: what is not there need not be dropped.
    void dropCapture(const QString &id);
    quint64 tiles(const QString &capture, const EngineTilesRequest &request, QObject *context,
                  Answer<EngineTiles> answer);
    quint64 maps(const QString &capture, const EngineRowsRequest &request, QObject *context,
                 Answer<QVector<HeadMap>> answer);
    quint64 statistics(const QString &capture, const QVector<HeadKey> &heads,
                       const SharedRelations &relations, const EngineLook &look, QObject *context,
                       Answer<EngineFigures> answer);
    quint64 lens(const QString &capture, int position, int top, const QVector<qint32> &probe,
                 QObject *context, Answer<QVector<EngineLensLayer>> answer);
    quint64 rollout(const QString &capture, int position, QObject *context,
                    Answer<EngineRollout> answer);
    /// A model with heads switched off. @param capture  for their mean; empty: zeros
    quint64 ablate(const QString &base, const QVector<HeadKey> &heads, const QString &capture,
                   QObject *context, Answer<EngineModel> answer);
    void cancel(quint64 request);

    /// Owned by `parent`. Connect at once: nothing comes before control is back in the event loop.
    CompletionStream *complete(const CompletionRequest &request, QObject *parent);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
