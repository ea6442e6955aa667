// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/engine_worker.h"

#include <algorithm>

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QTimer>

#include "views/state/engine_events.h"
#include "views/state/engine_json.h"

namespace phi1 {

namespace {

constexpr int flushInterval = 33;        // ms between deliveries of one stream
constexpr qint64 largestBody = 64 << 20; // bytes of an answer that is no stream
constexpr int streamsPerManager = 4;

constexpr const char *lostEngine = "lostEngine"; // property of a reply that was given up

/// Hangs up. A reply that broke already finishes by itself; Qt warns if it is aborted in between.
void giveUp(QNetworkReply &reply)
{
    if (reply.error() == QNetworkReply::NoError)
        reply.abort();
}

EngineError noEngine()
{
    return {EngineError::Kind::Unreachable, EngineWorker::tr("No engine is running")};
}

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

EngineError errorOf(const QNetworkReply &reply)
{
    switch (reply.error()) {
    case QNetworkReply::OperationCanceledError:
        if (reply.property(lostEngine).toBool())
            return noEngine();
        return {EngineError::Kind::Cancelled, EngineWorker::tr("The request was cancelled")};
    case QNetworkReply::TimeoutError:
        return {EngineError::Kind::Timeout,
                EngineWorker::tr("The engine did not answer in time; it may be busy, try again")};
    case QNetworkReply::RemoteHostClosedError:
        return {
            EngineError::Kind::Unreachable,
            EngineWorker::tr("The engine closed the connection before its answer was complete")};
    default:
        return {EngineError::Kind::Unreachable,
                EngineWorker::tr("The engine cannot be reached: %1").arg(reply.errorString())};
    }
}

/// What was not read yet; an aborted reply is closed.
QByteArray rest(QNetworkReply &reply)
{
    return reply.isOpen() ? reply.readAll() : QByteArray();
}

} // namespace

struct EngineStream {
    QNetworkReply *reply = nullptr;
    std::size_t manager = 0;
    EngineWorker::StreamListener listener;
    EventStreamParser lines;
    CompletionEvents events;
    QByteArray refusal; ///< body of an answer that is no stream
    QVector<TokenBatch> waiting;
    QVector<SampleEnd> ends; ///< behind the tokens that wait
    std::optional<EngineError> error;
    bool isDone = false;
    QTimer timer;
    std::shared_ptr<std::atomic<int>> underWay = std::make_shared<std::atomic<int>>(0);
};

EngineWorker::EngineWorker() = default;

EngineWorker::~EngineWorker()
{
    // The managers abort what is under way; nothing of that may come back here.
    for (QNetworkReply *reply : std::as_const(m_replies))
        reply->disconnect(this);
    for (const auto &stream : std::as_const(m_streams))
        stream->reply->disconnect(this);
    m_streams.clear();
}

void EngineWorker::setEngine(const QUrl &url, const QByteArray &token)
{
    m_url = url;
    m_token = token;
    // Whoever asked did not cancel: the engine that would have answered is gone.
    for (QNetworkReply *reply : m_replies.values()) {
        reply->setProperty(lostEngine, true);
        giveUp(*reply);
    }
    for (const auto &stream : m_streams.values()) {
        if (!stream->error)
            stream->error = noEngine();
        giveUp(*stream->reply);
    }
    for (const auto &manager : m_managers)
        manager->clearConnectionCache();
}

QNetworkRequest EngineWorker::requestTo(const QString &path, int timeout) const
{
    QUrl url = m_url;
    url.setPath(path);
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Bearer " + m_token);
    request.setRawHeader("Accept-Encoding", "identity");
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(timeout); // 0: none
    return request;
}

QNetworkAccessManager &EngineWorker::managerForStream()
{
    const auto make = [this] {
        m_managers.push_back(std::make_unique<QNetworkAccessManager>());
        m_managers.back()->setProxy(QNetworkProxy::NoProxy);
        m_load.push_back(0);
    };
    if (m_managers.empty())
        make();
    for (std::size_t i = 1; i < m_load.size(); ++i) {
        if (m_load[i] < streamsPerManager)
            return *m_managers[i];
    }
    make();
    return *m_managers.back();
}

void EngineWorker::send(quint64 request, Verb verb, const QString &path, const QByteArray &body,
                        int timeout, const Done &done)
{
    if (m_url.isEmpty())
        return done(tl::unexpected(noEngine()));
    managerForStream(); // so that there is one
    QNetworkAccessManager &manager = *m_managers.front();
    const QNetworkRequest header = requestTo(path, timeout);
    QNetworkReply *reply = verb == Verb::Get      ? manager.get(header)
                           : verb == Verb::Delete ? manager.deleteResource(header)
                                                  : manager.post(header, body);
    m_replies.insert(request, reply);
    connect(reply, &QNetworkReply::downloadProgress, this, [reply](qint64 received, qint64) {
        if (received > largestBody)
            giveUp(*reply);
    });
    connect(reply, &QNetworkReply::finished, this, [this, request, reply, done] {
        m_replies.remove(request);
        reply->deleteLater();
        const int status = statusOf(*reply);
        const QByteArray answer = rest(*reply);
        if (reply->error() == QNetworkReply::NoError && status >= 200 && status < 300)
            done(answer);
        else if (status >= 300 && reply->error() != QNetworkReply::OperationCanceledError)
            done(tl::unexpected(engineErrorFrom(status, answer)));
        else
            done(tl::unexpected(errorOf(*reply)));
    });
}

void EngineWorker::stream(quint64 request, const QByteArray &body, const StreamListener &listener)
{
    if (m_url.isEmpty())
        return listener.failed(noEngine());
    auto stream = std::make_shared<EngineStream>();
    stream->listener = listener;
    QNetworkAccessManager &manager = managerForStream();
    while (m_managers[stream->manager].get() != &manager)
        ++stream->manager;
    ++m_load[stream->manager];
    // No limit of time: it may wait in the queue behind others for as long as those take.
    stream->reply = manager.post(requestTo(QStringLiteral("/v1/completions"), 0), body);
    stream->timer.setSingleShot(true);
    m_streams.insert(request, stream);
    connect(stream->reply, &QNetworkReply::readyRead, this,
            [this, request] { onStreamBytes(request); });
    connect(stream->reply, &QNetworkReply::finished, this,
            [this, request] { onStreamFinished(request); });
    connect(&stream->timer, &QTimer::timeout, this, [this, request] {
        if (const auto found = m_streams.value(request))
            flush(*found, false);
    });
}

void EngineWorker::cancel(quint64 request)
{
    if (QNetworkReply *reply = m_replies.value(request))
        giveUp(*reply);
    else if (const auto stream = m_streams.value(request))
        giveUp(*stream->reply);
}

void EngineWorker::onStreamBytes(quint64 id)
{
    const auto stream = m_streams.value(id);
    if (!stream)
        return;
    const QByteArray bytes = stream->reply->readAll();
    if (statusOf(*stream->reply) != 200) {
        stream->refusal += bytes.left(largestBody - stream->refusal.size());
        return;
    }
    for (const QByteArray &event : stream->lines.feed(bytes)) {
        if (!stream->isDone && !stream->error)
            takeEvent(*stream, event);
    }
    if (stream->lines.isBroken() && !stream->error)
        stream->error = EngineError{EngineError::Kind::Protocol,
                                    tr("The engine sent an event of more than %1 MB")
                                        .arg(EventStreamParser::largestEvent >> 20)};
    if (stream->isDone || stream->error) {
        giveUp(*stream->reply); // finished() follows
        return;
    }
    if (!stream->timer.isActive() && (!stream->waiting.isEmpty() || !stream->ends.isEmpty()))
        flush(*stream, false);
}

void EngineWorker::takeEvent(EngineStream &stream, const QByteArray &data)
{
    auto event = stream.events.parse(data);
    if (!event) {
        stream.error = event.error();
        return;
    }
    for (TokenBatch &batch : event->batches) {
        // One batch per sample and delivery, whatever pieces it came in.
        const auto same =
            std::find_if(stream.waiting.begin(), stream.waiting.end(),
                         [&](const TokenBatch &each) { return each.sample == batch.sample; });
        if (same == stream.waiting.end()) {
            stream.waiting += std::move(batch);
        } else {
            same->tokens += std::move(batch.tokens);
            same->text += batch.text;
        }
    }
    stream.ends += event->ends;
    if (event->error)
        stream.error = event->error;
    stream.isDone = event->isLast;
}

void EngineWorker::flush(EngineStream &stream, bool all)
{
    // A window that is behind gets more at once later, not more often.
    if (!all && stream.underWay->load() > 0) {
        stream.timer.start(flushInterval);
        return;
    }
    if (stream.waiting.isEmpty() && stream.ends.isEmpty())
        return;
    if (!stream.waiting.isEmpty()) {
        stream.underWay->fetch_add(1);
        stream.listener.tokens(std::exchange(stream.waiting, {}), stream.underWay);
    }
    for (const SampleEnd &end : std::exchange(stream.ends, {}))
        stream.listener.sampleEnded(end);
    stream.timer.start(flushInterval);
}

void EngineWorker::onStreamFinished(quint64 id)
{
    const auto stream = m_streams.take(id);
    if (!stream)
        return;
    --m_load[stream->manager];
    QNetworkReply *reply = stream->reply;
    reply->deleteLater();
    const int status = statusOf(*reply);
    if (status == 200 && !stream->isDone && !stream->error) {
        for (const QByteArray &event : stream->lines.feed(rest(*reply))) {
            if (!stream->isDone && !stream->error)
                takeEvent(*stream, event);
        }
    } else if (status != 200) {
        stream->refusal += rest(*reply);
    }
    flush(*stream, true);
    if (stream->error)
        return stream->listener.failed(*stream->error);
    if (stream->isDone)
        return stream->listener.finished();
    if (status >= 300 && reply->error() != QNetworkReply::OperationCanceledError)
        return stream->listener.failed(engineErrorFrom(status, stream->refusal));
    if (reply->error() != QNetworkReply::NoError)
        return stream->listener.failed(errorOf(*reply));
    stream->listener.failed(
        {EngineError::Kind::Unreachable,
         tr("The engine closed the connection before its answer was complete")});
}

} // namespace phi1
