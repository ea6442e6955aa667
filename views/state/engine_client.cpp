// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/engine_client.h"

#include <QPointer>
#include <QThread>

#include "views/state/engine_json.h"
#include "views/state/engine_worker.h"

namespace phi1 {

namespace {

// Milliseconds without a byte. Loading reads gigabytes from a disk that may be slow.
constexpr int loadLimit = 600000;
constexpr int computeLimit = 120000;
// Layers that are not captured yet are waited for, and other requests take their turn.
constexpr int captureLimit = 600000;
constexpr int answerLimit = 30000;

QString modelPath(const QString &id)
{
    return QStringLiteral("/v1/phi1/models/") % QString::fromLatin1(QUrl::toPercentEncoding(id));
}

const auto captures = QStringLiteral("/v1/phi1/captures");

QString capturePath(const QString &id, const QString &question = {})
{
    return QString(captures % u'/' % QString::fromLatin1(QUrl::toPercentEncoding(id)) % question);
}

} // namespace

CompletionStream::CompletionStream(quint64 request, std::function<void(quint64)> cancel,
                                   QObject *parent)
    : QObject(parent)
    , m_request(request)
    , m_cancel(std::move(cancel))
{}

CompletionStream::~CompletionStream()
{
    m_cancel(m_request); // of one that is over, nothing happens
}

void CompletionStream::cancel()
{
    m_cancel(m_request);
}

struct EngineClient::Private {
    explicit Private(EngineClient *client)
        : q(client)
    {}

    /// Runs a function in the network thread.
    template<typename Function>
    void post(Function function)
    {
        QMetaObject::invokeMethod(worker, std::move(function), Qt::QueuedConnection);
    }
    template<typename T>
    quint64 ask(EngineWorker::Verb verb, const QString &path, const QByteArray &body, int limit,
                EngineResult<T> (*parse)(const QByteArray &), QObject *context, Answer<T> answer);
    void stream(CompletionStream *stream, const QByteArray &body);

    EngineClient *q;
    QThread thread;
    EngineWorker *worker = nullptr;
    quint64 last = 0;
    struct Pending {
        QPointer<QObject> context;
        std::function<void(const void *)> answer;
    };
    QHash<quint64, Pending> pending;
    QHash<quint64, QPointer<CompletionStream>> streams;
};

EngineClient::EngineClient(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    d->thread.setObjectName(QStringLiteral("engine"));
    d->worker = new EngineWorker;
    d->worker->moveToThread(&d->thread);
    connect(&d->thread, &QThread::finished, d->worker, &QObject::deleteLater);
}

EngineClient::~EngineClient()
{
    for (const auto &stream : std::as_const(d->streams)) {
        if (stream)
            stream->m_cancel = [](quint64) {};
    }
    if (!d->thread.isRunning()) {
        delete d->worker; // nobody ever asked for anything
        return;
    }
    d->thread.quit();
    d->thread.wait();
}

void EngineClient::setEngine(const QUrl &url, const QByteArray &token)
{
    if (!d->thread.isRunning())
        d->thread.start(); // a window that never compares has one thread less
    d->post([worker = d->worker, url, token] { worker->setEngine(url, token); });
}

template<typename T>
quint64 EngineClient::Private::ask(EngineWorker::Verb verb, const QString &path,
                                   const QByteArray &body, int limit,
                                   EngineResult<T> (*parse)(const QByteArray &), QObject *context,
                                   Answer<T> answer)
{
    const quint64 request = ++last;
    pending.insert(request, {context, [answer = std::move(answer)](const void *result) {
                                 answer(*static_cast<const EngineResult<T> *>(result));
                             }});
    if (!thread.isRunning())
        thread.start();
    post([this, request, verb, path, body, limit, parse] {
        worker->send(request, verb, path, body, limit,
                     [this, request, parse](const EngineResult<QByteArray> &bytes) {
                         const auto result = std::make_shared<const EngineResult<T>>(
                             bytes ? parse(*bytes)
                                   : EngineResult<T>(tl::unexpected(bytes.error())));
                         QMetaObject::invokeMethod(
                             q,
                             [this, request, result] {
                                 const Pending asked = pending.take(request);
                                 if (asked.context)
                                     asked.answer(result.get());
                             },
                             Qt::QueuedConnection);
                     });
    });
    return request;
}

quint64 EngineClient::loadModel(const QString &path, PaneDtype dtype, QObject *context,
                                Answer<EngineModel> answer)
{
    return d->ask(EngineWorker::Verb::Post, QStringLiteral("/v1/phi1/models"),
                  loadBody(path, dtype), loadLimit, &engineModelFrom, context, std::move(answer));
}

quint64 EngineClient::unloadModel(const QString &id, QObject *context, Answer<bool> answer)
{
    EngineResult<bool> (*const parse)(const QByteArray &) = [](const QByteArray &) {
        return EngineResult<bool>(true);
    };
    return d->ask(EngineWorker::Verb::Delete, modelPath(id), {}, answerLimit, parse, context,
                  std::move(answer));
}

quint64 EngineClient::listModels(QObject *context, Answer<QVector<EngineModel>> answer)
{
    return d->ask(EngineWorker::Verb::Get, QStringLiteral("/v1/phi1/models"), {}, answerLimit,
                  &engineModelsFrom, context, std::move(answer));
}

quint64 EngineClient::model(const QString &id, QObject *context, Answer<EngineModel> answer)
{
    return d->ask(EngineWorker::Verb::Get, modelPath(id), {}, answerLimit, &engineModelFrom,
                  context, std::move(answer));
}

quint64 EngineClient::compareModels(const QString &a, const QString &b, QObject *context,
                                    Answer<ModelComparison> answer)
{
    return d->ask(EngineWorker::Verb::Post, QStringLiteral("/v1/phi1/compare"), compareBody(a, b),
                  computeLimit, &modelComparisonFrom, context, std::move(answer));
}

quint64 EngineClient::tokenize(const QString &model, const QString &text, QObject *context,
                               Answer<TokenizedText> answer)
{
    return d->ask(EngineWorker::Verb::Post, QStringLiteral("/v1/phi1/tokenize"),
                  tokenizeBody(model, text), answerLimit, &tokenizedTextFrom, context,
                  std::move(answer));
}

quint64 EngineClient::distributions(const QString &model, const QVector<qint32> &ids,
                                    const QVector<int> &positions, int top,
                                    const QVector<qint32> &probe, QObject *context,
                                    Answer<QVector<PositionDistribution>> answer)
{
    return d->ask(EngineWorker::Verb::Post, QStringLiteral("/v1/phi1/distributions"),
                  distributionsBody(model, ids, positions, top, probe), computeLimit,
                  &distributionsFrom, context, std::move(answer));
}

quint64 EngineClient::scorePrompt(const EngineModel &model, const QVector<qint32> &ids,
                                  const QString &lane, QObject *context,
                                  Answer<QVector<float>> answer)
{
    return d->ask(EngineWorker::Verb::Post, QStringLiteral("/v1/completions"),
                  promptScoresBody(model.id, ids, model.context, lane), computeLimit,
                  &promptScoresFrom, context, std::move(answer));
}

quint64 EngineClient::status(QObject *context, Answer<EngineStatus> answer)
{
    return d->ask(EngineWorker::Verb::Get, QStringLiteral("/v1/phi1/status"), {}, answerLimit,
                  &engineStatusFrom, context, std::move(answer));
}

quint64 EngineClient::startCapture(const QString &model, const QString &text, QObject *context,
                                   Answer<EngineCapture> answer)
{
    return d->ask(EngineWorker::Verb::Post, captures, captureBody(model, text), answerLimit,
                  &engineCaptureFrom, context, std::move(answer));
}

quint64 EngineClient::startCapture(const QString &model, const QVector<qint32> &ids,
                                   QObject *context, Answer<EngineCapture> answer)
{
    return d->ask(EngineWorker::Verb::Post, captures, captureBody(model, ids), answerLimit,
                  &engineCaptureFrom, context, std::move(answer));
}

quint64 EngineClient::capture(const QString &id, QObject *context, Answer<EngineCapture> answer)
{
    return d->ask(EngineWorker::Verb::Get, capturePath(id), {}, answerLimit, &engineCaptureFrom,
                  context, std::move(answer));
}

void EngineClient::dropCapture(const QString &id)
{
    EngineResult<bool> (*const parse)(const QByteArray &) = [](const QByteArray &) {
        return EngineResult<bool>(true);
    };
    d->ask<bool>(EngineWorker::Verb::Delete, capturePath(id), {}, answerLimit, parse, this,
                 [](const EngineResult<bool> &) {});
}

quint64 EngineClient::tiles(const QString &capture, const EngineTilesRequest &request,
                            QObject *context, Answer<EngineTiles> answer)
{
    return d->ask(EngineWorker::Verb::Post, capturePath(capture, QStringLiteral("/tiles")),
                  tilesBody(request), captureLimit, &engineTilesFrom, context, std::move(answer));
}

quint64 EngineClient::maps(const QString &capture, const EngineRowsRequest &request,
                           QObject *context, Answer<QVector<HeadMap>> answer)
{
    return d->ask(EngineWorker::Verb::Post, capturePath(capture, QStringLiteral("/rows")),
                  rowsBody(request), captureLimit,
                  request.look.minus.isEmpty() ? &engineMapsFrom : &engineDifferencesFrom, context,
                  std::move(answer));
}

quint64 EngineClient::statistics(const QString &capture, const QVector<HeadKey> &heads,
                                 const SharedRelations &relations, const EngineLook &look,
                                 QObject *context, Answer<EngineFigures> answer)
{
    return d->ask(EngineWorker::Verb::Post, capturePath(capture, QStringLiteral("/statistics")),
                  statisticsBody(heads, relations, look), captureLimit, &engineFiguresFrom, context,
                  std::move(answer));
}

quint64 EngineClient::lens(const QString &capture, int position, int top,
                           const QVector<qint32> &probe, QObject *context,
                           Answer<QVector<EngineLensLayer>> answer)
{
    return d->ask(EngineWorker::Verb::Post, capturePath(capture, QStringLiteral("/lens")),
                  lensBody(position, top, probe), captureLimit, &engineLensFrom, context,
                  std::move(answer));
}

quint64 EngineClient::rollout(const QString &capture, int position, QObject *context,
                              Answer<EngineRollout> answer)
{
    return d->ask(EngineWorker::Verb::Post, capturePath(capture, QStringLiteral("/rollout")),
                  rolloutBody(position), captureLimit, &engineRolloutFrom, context,
                  std::move(answer));
}

quint64 EngineClient::ablate(const QString &base, const QVector<HeadKey> &heads,
                             const QString &capture, QObject *context, Answer<EngineModel> answer)
{
    return d->ask(EngineWorker::Verb::Post, QStringLiteral("/v1/phi1/models"),
                  ablationBody(base, heads, capture), loadLimit, &engineModelFrom, context,
                  std::move(answer));
}

void EngineClient::cancel(quint64 request)
{
    d->pending.remove(request);
    if (d->thread.isRunning())
        d->post([worker = d->worker, request] { worker->cancel(request); });
}

CompletionStream *EngineClient::complete(const CompletionRequest &request, QObject *parent)
{
    const auto cancel = [guard = QPointer<EngineClient>(this)](quint64 id) {
        if (guard && guard->d->streams.contains(id))
            guard->d->post([worker = guard->d->worker, id] { worker->cancel(id); });
    };
    auto *stream = new CompletionStream(++d->last, cancel, parent);
    d->streams.insert(stream->m_request, stream);
    d->stream(stream, completionBody(request));
    return stream;
}

void EngineClient::Private::stream(CompletionStream *asked, const QByteArray &body)
{
    const quint64 request = asked->m_request;
    // Runs a function in the GUI thread, with the stream if it is still wanted.
    const auto deliver = [this, request](auto function, bool isEnd = false) {
        QMetaObject::invokeMethod(
            q,
            [this, request, function, isEnd] {
                const QPointer<CompletionStream> stream = streams.value(request);
                if (isEnd)
                    streams.remove(request);
                if (stream)
                    function(stream.data());
                if (isEnd && stream)
                    stream->deleteLater();
            },
            Qt::QueuedConnection);
    };
    EngineWorker::StreamListener listener;
    listener.tokens = [deliver](const QVector<TokenBatch> &batches,
                                const std::shared_ptr<std::atomic<int>> &underWay) {
        // Lowered by its end, also if it is never called because the client is gone.
        const std::shared_ptr<void> taken(nullptr, [underWay](void *) { underWay->fetch_sub(1); });
        deliver(
            [batches, taken](CompletionStream *stream) { emit stream->tokensArrived(batches); });
    };
    listener.sampleEnded = [deliver](const SampleEnd &end) {
        deliver([end](CompletionStream *stream) { emit stream->sampleEnded(end); });
    };
    listener.finished = [deliver] {
        deliver([](CompletionStream *stream) { emit stream->finished(); }, true);
    };
    listener.failed = [deliver](const EngineError &error) {
        deliver([error](CompletionStream *stream) { emit stream->failed(error); }, true);
    };
    if (!thread.isRunning())
        thread.start();
    post([this, request, body, listener] { worker->stream(request, body, listener); });
}

} // namespace phi1
