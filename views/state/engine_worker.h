// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include <QHash>
#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

#include "views/state/engine_types.h"

namespace phi1 {

struct EngineStream;

/// The half of EngineClient that lives in the network thread: connections, event streams, parsing.
/// All functions are called there.
class EngineWorker final : public QObject
{
    Q_OBJECT
public:
    enum class Verb { Get, Post, Delete };
    /// Called in this thread.
    using Done = std::function<void(const EngineResult<QByteArray> &)>;
    struct StreamListener {
        /// @param underWay  to be lowered once they were taken: until then no more are sent
        std::function<void(const QVector<TokenBatch> &, const std::shared_ptr<std::atomic<int>> &)>
            tokens;
        std::function<void(const SampleEnd &)> sampleEnded;
        std::function<void()> finished;
        std::function<void(const EngineError &)> failed;
    };

    EngineWorker();
    ~EngineWorker() override;

    void setEngine(const QUrl &url, const QByteArray &token);
    void send(quint64 request, Verb verb, const QString &path, const QByteArray &body, int timeout,
              const Done &done);
    void stream(quint64 request, const QByteArray &body, const StreamListener &listener);
    /// Closes the connection; answers with Cancelled.
    void cancel(quint64 request);

private:
    QNetworkRequest requestTo(const QString &path, int timeout) const;
    QNetworkAccessManager &managerForStream();
    void onStreamBytes(quint64 id);
    void onStreamFinished(quint64 id);
    void takeEvent(EngineStream &stream, const QByteArray &data);
    void flush(EngineStream &stream, bool all);

    QUrl m_url;
    QByteArray m_token;
    QHash<quint64, QNetworkReply *> m_replies;
    QHash<quint64, std::shared_ptr<EngineStream>> m_streams;
    /// Qt opens six connections to a host for one manager: long streams have managers of their own,
    /// or short questions would wait behind them.
    std::vector<std::unique_ptr<QNetworkAccessManager>> m_managers;
    std::vector<int> m_load; ///< streams per manager; the first has none
};

} // namespace phi1
