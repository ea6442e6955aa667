// SPDX-License-Identifier: Apache-2.0
//
// phi1_fake_engine serve --until-stdin-closes
//
// An engine that tests tell what to do: it speaks the protocol of docs/engine.md over made-up
// checkpoints. A checkpoint is a folder with a fake.json (all keys optional):
//   fingerprint, fingerprint_after (ms until it is known), logits (equal texts: equal logits),
//   tokenizer, context, memory (bytes), dtype, device
//   text            what it continues every prompt with; "{seed}" and "{sample}" are filled in
//   finish, stop    how that ends ("end_of_text", …) and the stop string that ended it
//   rate            tokens a second, 0: all at once
//   load_ms, load_status, load_message, needs, available     how loading goes
//   first_ms        ms before the first token
//   die_at          the process kills itself at this token
//   close_at        the connection is closed at this token
//   error_at        an error event takes the place of this token
//   status, message every completion is refused with this HTTP status
//   raw             in place of an answer to completions, these bytes, and the connection closes
//   stall           completions are accepted and never answered
//   distribution_ms ms before distributions are answered
//   layers, heads, shift, nan_head  what captures of attention hold, see fake_attention.h
//   capture_ms      how long a capture takes
//   tiles_ms        ms before tiles, rows and statistics are answered
//   tiles_die_at    the process kills itself at this request for tiles (from 0)
//   drop_at         captures are dropped at this request for tiles, once
//   ablated_text    what a model with heads switched off writes
// Environment: PHI1_FAKE_ENGINE_START  how it starts: "exit N", "line TEXT", "silent", "kill"
//              PHI1_FAKE_ENGINE_LOG    file that gets a line of JSON per request and per client
//                                      that hung up
// Tokens of a text are its words with the blank before them; ids are bytes for prompts (0…255) and
// numbers made of the piece for completions, so equal pieces have equal ids.

#include "tests/support/fake_engine.h"
#include "tests/support/fake_attention.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

using phi1::test::FakeCapture;
using phi1::test::fakeTokenId;
using phi1::test::fakeTokens;

void log(QJsonObject line)
{
    const QString name = qEnvironmentVariable("PHI1_FAKE_ENGINE_LOG");
    if (name.isEmpty())
        return;
    QFile file(name);
    if (file.open(QIODevice::Append))
        file.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
}

struct Model {
    QString id, path, dtype;
    QJsonObject script;
    QElapsedTimer loaded;

    QJsonObject object() const
    {
        const bool known = loaded.elapsed() >= script[u"fingerprint_after"].toInt();
        return {{u"id"_s, id},
                {u"name"_s, QFileInfo(path).fileName()},
                {u"path"_s, path},
                {u"dtype"_s, script[u"dtype"].toString(dtype == u"auto" ? u"bfloat16"_s : dtype)},
                {u"stored_dtype"_s, u"float32"_s},
                {u"device"_s, script[u"device"].toString(u"cpu"_s)},
                {u"kernels"_s, u"scalar"_s},
                {u"threads"_s, 2},
                {u"parameters"_s, 1000000},
                {u"layers"_s, script[u"layers"].toInt(4)},
                {u"heads"_s, script[u"heads"].toInt(4)},
                {u"hidden"_s, 128},
                {u"context"_s, script[u"context"].toInt(2048)},
                {u"vocabulary"_s, 51200},
                {u"weight_bytes"_s, 2000000},
                {u"memory_bytes"_s, script[u"memory"].toInteger(3000000)},
                {u"load_seconds"_s, 0.25},
                {u"fingerprint"_s, known ? QJsonValue(fingerprint()) : QJsonValue()},
                {u"tokenizer"_s, script[u"tokenizer"].toString(u"t1"_s)},
                {u"state"_s, u"ready"_s}};
    }
    QString fingerprint() const { return script[u"fingerprint"].toString(u"f-"_s + id); }
};

/// What one alternative of a made-up distribution is.
QJsonArray alternative(const QByteArray &piece, double logarithm)
{
    return {fakeTokenId(piece), logarithm, QString::fromLatin1(piece.toBase64())};
}

class Engine : public QObject
{
public:
    explicit Engine(QByteArray token)
        : m_token(std::move(token))
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection())
                serve(socket);
        });
        m_server.listen(QHostAddress::LocalHost);
    }
    quint16 port() const { return m_server.serverPort(); }

private:
    struct Request {
        QByteArray method, path, body;
        QHash<QByteArray, QByteArray> headers;
    };

    void serve(QTcpSocket *socket)
    {
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }

    void read(QTcpSocket *socket)
    {
        QByteArray buffer = socket->property("buffer").toByteArray() + socket->readAll();
        for (;;) {
            const qsizetype head = buffer.indexOf("\r\n\r\n");
            if (head < 0)
                break;
            Request request;
            const QList<QByteArray> lines = buffer.left(head).split('\n');
            const QList<QByteArray> first = lines.first().trimmed().split(' ');
            request.method = first.value(0);
            request.path = QByteArray::fromPercentEncoding(first.value(1));
            for (const QByteArray &line : lines.mid(1))
                request.headers.insert(line.left(line.indexOf(':')).toLower(),
                                       line.mid(line.indexOf(':') + 1).trimmed());
            const qsizetype length = request.headers.value("content-length").toLongLong();
            if (buffer.size() < head + 4 + length)
                break;
            request.body = buffer.mid(head + 4, length);
            buffer = buffer.mid(head + 4 + length);
            answer(socket, request);
        }
        socket->setProperty("buffer", buffer);
    }

    static void reply(QTcpSocket *socket, int status, const QByteArray &body)
    {
        socket->write("HTTP/1.1 " + QByteArray::number(status) +
                      " Fake\r\nContent-Type: application/json\r\nContent-Length: " +
                      QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    static void reply(QTcpSocket *socket, int status, const QJsonObject &object)
    {
        reply(socket, status, QJsonDocument(object).toJson(QJsonDocument::Compact));
    }
    static void refuse(QTcpSocket *socket, int status, const QString &sentence,
                       QJsonObject more = {})
    {
        more[u"message"] = sentence;
        more[u"type"] = u"invalid_request_error"_s;
        reply(socket, status, QJsonObject{{u"error"_s, more}});
    }

    void answer(QTcpSocket *socket, const Request &request)
    {
        if (request.headers.value("authorization") != "Bearer " + m_token)
            return refuse(socket, 401, u"no token"_s);
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        log({{u"method"_s, QString::fromLatin1(request.method)},
             {u"path"_s, QString::fromUtf8(request.path)},
             {u"body"_s, body},
             {u"active"_s, m_active}});
        const QByteArray path = request.path;
        if (path == "/v1/phi1/models" && request.method == "POST" && body.contains(u"base"))
            return ablate(socket, body);
        if (path == "/v1/phi1/models" && request.method == "POST")
            return load(socket, body);
        if (path.startsWith("/v1/phi1/captures"))
            return attention(socket, request.method, QString::fromUtf8(path), body);
        if (path == "/v1/phi1/models") {
            QJsonArray list;
            for (const Model &model : std::as_const(m_models))
                list += model.object();
            return reply(socket, 200, QJsonObject{{u"models"_s, list}});
        }
        if (path.startsWith("/v1/phi1/models/")) {
            const QString id = QString::fromUtf8(path.mid(qstrlen("/v1/phi1/models/")));
            if (!m_models.contains(id))
                return refuse(socket, 404, u"no model "_s + id);
            if (request.method != "DELETE")
                return reply(socket, 200, m_models[id].object());
            m_models.remove(id);
            return reply(socket, 200, QJsonObject{{u"id"_s, id}, {u"deleted"_s, true}});
        }
        if (path == "/v1/phi1/status")
            return reply(socket, 200,
                         QJsonObject{{u"queued"_s, 0},
                                     {u"active"_s, m_active},
                                     {u"uptime"_s, 1.5},
                                     {u"memory_bytes"_s, 123},
                                     {u"models"_s, m_models.size()},
                                     {u"device"_s, u"cpu"_s}});
        if (path == "/v1/phi1/compare")
            return compare(socket, body);
        const QString id = body[u"model"].toString();
        if (!m_models.contains(id))
            return refuse(socket, 404, u"no model "_s + id);
        if (path == "/v1/phi1/tokenize")
            return tokenize(socket, m_models[id], body[u"text"].toString().toUtf8());
        if (path == "/v1/phi1/distributions")
            return distributions(socket, m_models[id], body);
        if (path == "/v1/completions")
            return complete(socket, m_models[id], body);
        refuse(socket, 404, u"no route"_s);
    }

    void load(QTcpSocket *socket, const QJsonObject &body)
    {
        const QString path = body[u"path"].toString();
        const QString dtype = body[u"dtype"].toString(u"auto"_s);
        QFile file(path + u"/fake.json"_s);
        if (!file.open(QIODevice::ReadOnly))
            return refuse(socket, 404, path + u" is not there; choose another checkpoint"_s);
        Model model{{}, path, dtype, QJsonDocument::fromJson(file.readAll()).object(), {}};
        const int status = model.script[u"load_status"].toInt(200);
        if (status != 200)
            return refuse(socket, status, model.script[u"load_message"].toString(),
                          {{u"needs_bytes"_s, model.script[u"needs"]},
                           {u"available_bytes"_s, model.script[u"available"]}});
        for (const Model &each : std::as_const(m_models)) {
            if (each.path == path && each.dtype == dtype)
                return reply(socket, 200, each.object());
        }
        QTimer::singleShot(model.script[u"load_ms"].toInt(), this,
                           [this, model, client = QPointer<QTcpSocket>(socket)]() mutable {
                               const QString name = QFileInfo(model.path).fileName();
                               model.id = name;
                               for (int number = 2; m_models.contains(model.id); ++number)
                                   model.id = name + u"-"_s + QString::number(number);
                               model.loaded.start();
                               m_models.insert(model.id, model);
                               if (client)
                                   reply(client, 200, model.object());
                           });
    }

    void ablate(QTcpSocket *socket, const QJsonObject &body)
    {
        Model model = m_models.value(body[u"base"].toString());
        if (model.id.isEmpty())
            return refuse(socket, 404, u"no such base"_s);
        if (model.script.contains(u"ablated_text"))
            model.script[u"text"] = model.script[u"ablated_text"];
        const QString name = model.id + u"-ablated"_s;
        model.id = name;
        for (int number = 2; m_models.contains(model.id); ++number)
            model.id = name + u"-"_s + QString::number(number);
        m_models.insert(model.id, model);
        reply(socket, 200, model.object());
    }

    struct Capture {
        QString model;
        FakeCapture numbers;
        QElapsedTimer since;
        int takes = 0; ///< ms
    };

    QJsonObject captureObject(const QString &id) const
    {
        const Capture &capture = m_captures[id];
        const double progress =
            capture.takes > 0
                ? std::min(1.0, double(capture.since.elapsed()) / double(capture.takes))
                : 1.0;
        QJsonArray ids;
        QJsonArray pieces;
        for (int i = 0; i < capture.numbers.tokens(); ++i) {
            const int token = capture.numbers.ids()[i];
            ids += token;
            const QByteArray byte(1, static_cast<char>(token));
            pieces += QJsonObject{{u"id"_s, token},
                                  {u"bytes"_s, QString::fromLatin1(byte.toBase64())},
                                  {u"start"_s, i},
                                  {u"end"_s, i + 1}};
        }
        const int layers = capture.numbers.layers();
        return {{u"capture"_s, id},
                {u"model"_s, capture.model},
                {u"state"_s, progress < 1 ? u"capturing"_s : u"ready"_s},
                {u"layers_ready"_s, int(layers * progress)},
                {u"progress"_s, progress},
                {u"tokens"_s, capture.numbers.tokens()},
                {u"layers"_s, layers},
                {u"heads"_s, capture.numbers.heads()},
                {u"bytes"_s, 1000 * capture.numbers.tokens()},
                {u"seconds"_s, 0.038},
                {u"finite"_s, progress < 1 ? QJsonValue() : QJsonValue(true)},
                {u"ids"_s, ids},
                {u"pieces"_s, pieces}};
    }

    void attention(QTcpSocket *socket, const QByteArray &method, const QString &path,
                   const QJsonObject &body)
    {
        const QString id = path.section(u'/', 4, 4);
        if (id.isEmpty())
            return startCapture(socket, body);
        if (!m_captures.contains(id))
            return refuse(socket, 404, u"capture "_s + id + u" was dropped"_s,
                          {{u"code"_s, u"capture_dropped"_s}});
        if (method == "DELETE") {
            m_captures.remove(id);
            return reply(socket, 200, QJsonObject{{u"capture"_s, id}, {u"deleted"_s, true}});
        }
        if (method == "GET")
            return reply(socket, 200, captureObject(id));
        const QString question = path.section(u'/', 5, 5);
        const QJsonObject script = m_models[m_captures[id].model].script;
        if (question == u"tiles") {
            if (m_tileRequests == script[u"tiles_die_at"].toInt(-1)) {
                std::fprintf(stderr, "phi1: the fake engine dies as it was told\n");
                ::raise(SIGKILL);
            }
            if (m_tileRequests++ == script[u"drop_at"].toInt(-1)) {
                m_captures.clear();
                return attention(socket, method, path, body);
            }
        }
        const QString other = body[u"minus"].toString();
        if (!other.isEmpty() && !m_captures.contains(other))
            return refuse(socket, 404, u"capture "_s + other + u" was dropped"_s,
                          {{u"code"_s, u"capture_dropped"_s}});
        const FakeCapture numbers = m_captures[id].numbers;
        const FakeCapture minus = m_captures.value(other).numbers;
        const FakeCapture *second = other.isEmpty() ? nullptr : &minus;
        const QByteArray answer = question == u"tiles"        ? numbers.tiles(body, second)
                                  : question == u"rows"       ? numbers.rows(body, second)
                                  : question == u"statistics" ? numbers.statistics(body, second)
                                  : question == u"rollout"    ? numbers.rollout(body)
                                                              : lens(numbers, body);
        QTimer::singleShot(script[u"tiles_ms"].toInt(), this,
                           [answer, question, client = QPointer<QTcpSocket>(socket)] {
                               if (client && client->state() == QAbstractSocket::ConnectedState)
                                   reply(client, 200, answer);
                               else
                                   log({{u"hung up"_s, question}});
                           });
    }

    void startCapture(QTcpSocket *socket, const QJsonObject &body)
    {
        const QString model = body[u"model"].toString();
        if (!m_models.contains(model))
            return refuse(socket, 404, u"no model "_s + model);
        QVector<int> ids;
        for (const QJsonValue &each : body[u"prompt"].toArray())
            ids += each.toInt();
        for (const char byte : body[u"prompt"].toString().toUtf8())
            ids += static_cast<unsigned char>(byte);
        const QJsonObject &script = m_models[model].script;
        const int context = script[u"context"].toInt(2048);
        if (ids.size() > context)
            return refuse(socket, 400,
                          QStringLiteral("the prompt has %1 tokens, the context holds %2; shorten "
                                         "it")
                              .arg(ids.size())
                              .arg(context));
        const QString id = u"c"_s + QString::number(++m_lastCapture);
        Capture capture{model, FakeCapture(script, ids), {}, script[u"capture_ms"].toInt()};
        capture.since.start();
        m_captures.insert(id, capture);
        reply(socket, 200, captureObject(id));
    }

    static QByteArray lens(const FakeCapture &capture, const QJsonObject &body)
    {
        QJsonArray layers;
        for (int layer = 0; layer <= capture.layers(); ++layer) {
            const QByteArray piece = " " + QByteArray::number(layer) + "/" +
                                     QByteArray::number(body[u"position"].toInt());
            layers += QJsonObject{
                {u"layer"_s, layer},
                {u"entropy"_s, 5.0 - layer},
                {u"top"_s,
                 QJsonArray{QJsonObject{{u"id"_s, 7},
                                        {u"bytes"_s, QString::fromLatin1(piece.toBase64())},
                                        {u"logprob"_s, -0.5}}}}};
        }
        return QJsonDocument(QJsonObject{{u"layers"_s, layers}}).toJson(QJsonDocument::Compact);
    }

    void compare(QTcpSocket *socket, const QJsonObject &body)
    {
        const QJsonArray names = body[u"models"].toArray();
        const QString a = names.at(0).toString();
        const QString b = names.at(1).toString();
        if (!m_models.contains(a) || !m_models.contains(b))
            return refuse(socket, 404, u"no such model"_s);
        const auto logits = [](const Model &model) {
            return model.script[u"logits"].toString(model.fingerprint());
        };
        const bool equal = logits(m_models[a]) == logits(m_models[b]);
        reply(
            socket, 200,
            QJsonObject{{u"same_weights"_s, m_models[a].fingerprint() == m_models[b].fingerprint()},
                        {u"probe_tokens"_s, 64},
                        {u"max_logit_difference"_s, equal ? 0.0 : 1.25},
                        {u"logits_equal"_s, equal}});
    }

    static void tokenize(QTcpSocket *socket, const Model &model, const QByteArray &text)
    {
        QJsonArray ids;
        QJsonArray pieces;
        for (qsizetype i = 0; i < text.size(); ++i) {
            const int id = static_cast<unsigned char>(text[i]);
            ids += id;
            pieces += QJsonObject{{u"id"_s, id},
                                  {u"bytes"_s, QString::fromLatin1(text.mid(i, 1).toBase64())},
                                  {u"start"_s, i},
                                  {u"end"_s, i + 1}};
        }
        reply(socket, 200,
              QJsonObject{{u"ids"_s, ids},
                          {u"pieces"_s, pieces},
                          {u"context"_s, model.script[u"context"].toInt(2048)}});
    }

    void distributions(QTcpSocket *socket, const Model &model, const QJsonObject &body)
    {
        QJsonArray positions;
        for (const QJsonValue &position : body[u"positions"].toArray()) {
            // Ten tokens named after the model and the position.
            QJsonArray top;
            for (int rank = 0; rank < body[u"top"].toInt(10); ++rank) {
                const QByteArray piece = " " + model.id.toUtf8() + "/" +
                                         QByteArray::number(position.toInt()) + "/" +
                                         QByteArray::number(rank);
                top += QJsonObject{{u"id"_s, fakeTokenId(piece)},
                                   {u"bytes"_s, QString::fromLatin1(piece.toBase64())},
                                   {u"logprob"_s, -1.0 - rank}};
            }
            QJsonArray probe;
            for (const QJsonValue &id : body[u"probe_ids"].toArray())
                probe += QJsonObject{{u"id"_s, id}, {u"logprob"_s, -7.5}};
            positions += QJsonObject{{u"position"_s, position},
                                     {u"entropy"_s, 2.5},
                                     {u"top"_s, top},
                                     {u"probe"_s, probe}};
        }
        QTimer::singleShot(model.script[u"distribution_ms"].toInt(), this,
                           [positions, client = QPointer<QTcpSocket>(socket)] {
                               if (client)
                                   reply(client, 200, QJsonObject{{u"positions"_s, positions}});
                           });
    }

    void complete(QTcpSocket *socket, const Model &model, const QJsonObject &body);

    QByteArray m_token;
    QTcpServer m_server;
    QHash<QString, Model> m_models;
    QHash<QString, Capture> m_captures;
    int m_lastCapture = 0;
    int m_tileRequests = 0;
    int m_active = 0;

    friend class Completion;
};

/// One completion that is being sent; ends with its client.
class Completion : public QObject
{
public:
    Completion(Engine *engine, QTcpSocket *socket, const Model &model, const QJsonObject &body)
        : QObject(socket)
        , m_engine(engine)
        , m_socket(socket)
        , m_model(model)
        , m_body(body)
        , m_samples(body[u"n"].toInt(1))
    {
        ++m_engine->m_active;
        connect(socket, &QTcpSocket::disconnected, this, [this] {
            if (!m_over)
                log({{u"hung up"_s, m_model.id}, {u"sent"_s, m_sent}});
            end();
        });
        const QJsonObject &script = m_model.script;
        const int limit = body[u"max_tokens"].toInt(16);
        for (int sample = 0; sample < m_samples; ++sample) {
            QString text = script[u"text"].toString(u" return value"_s);
            text.replace(u"{seed}"_s, QString::number(body[u"seed"].toInteger()));
            text.replace(u"{sample}"_s, QString::number(sample));
            QList<QByteArray> pieces;
            for (const QJsonValue &id : body[u"forced_ids"].toArray())
                pieces += phi1::test::fakeTokenBytes(id.toInt());
            m_forced = static_cast<int>(pieces.size());
            pieces += fakeTokens(text.toUtf8()).mid(m_forced);
            m_cut = pieces.size() > limit;
            m_pieces += pieces.mid(0, limit);
        }
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: "
                      "chunked\r\n\r\n");
        connect(&m_timer, &QTimer::timeout, this, [this] { tick(); });
        QTimer::singleShot(script[u"first_ms"].toInt(), this, [this] {
            m_since.start();
            m_timer.start(16);
            tick();
        });
    }
    ~Completion() override { end(); }

private:
    void end()
    {
        m_timer.stop();
        if (!std::exchange(m_over, true))
            --m_engine->m_active;
    }

    void send(const QByteArray &data)
    {
        const QByteArray event = "data: " + data + "\n\n";
        m_socket->write(QByteArray::number(event.size(), 16) + "\r\n" + event + "\r\n");
    }

    QByteArray token(const QByteArray &piece, int index) const
    {
        const double logarithm = std::log(0.95 - 0.1 * (index % 8));
        QJsonArray top;
        const int count = m_body[u"logprobs"].toInt();
        if (count > 0)
            top += alternative(piece, logarithm);
        for (int rank = 1; rank < count; ++rank)
            top += alternative(" alt" + QByteArray::number(rank), -2.0 - rank);
        return QJsonDocument(QJsonObject{{u"i"_s, index},
                                         {u"id"_s, fakeTokenId(piece)},
                                         {u"b"_s, QString::fromLatin1(piece.toBase64())},
                                         {u"lp"_s, logarithm},
                                         {u"top"_s, top}})
            .toJson(QJsonDocument::Compact);
    }

    void tick()
    {
        const double rate = m_model.script[u"rate"].toDouble();
        const qsizetype longest = m_pieces.first().size();
        const qsizetype due =
            rate <= 0
                ? longest
                : std::min<qsizetype>(longest, qsizetype(m_since.elapsed() * rate / 1000) + 1);
        const auto at = [this](const char *key) {
            return m_model.script[QLatin1String(key)].toInt(-1);
        };
        QByteArrayList tokens;
        qsizetype from = m_sent;
        for (; m_sent < due; ++m_sent) {
            if (m_sent == at("die_at")) {
                flush(from);
                m_socket->flush();
                std::fprintf(stderr, "phi1: the fake engine dies as it was told\n");
                ::raise(SIGKILL);
            }
            if (m_sent == at("close_at") || m_sent == at("error_at")) {
                flush(from);
                if (m_sent == at("error_at"))
                    send(R"({"error":{"message":"the device fell off"}})");
                m_over = true;
                --m_engine->m_active;
                m_timer.stop();
                m_socket->disconnectFromHost();
                return;
            }
        }
        flush(from);
        if (m_sent < longest)
            return;
        for (int sample = 0; sample < m_samples; ++sample)
            finish(sample);
        send("[DONE]");
        m_socket->write("0\r\n\r\n");
        end();
        deleteLater();
    }

    /// Sends the tokens from `from` to those that are sent, of all samples.
    void flush(qsizetype from)
    {
        for (int sample = 0; sample < m_samples && from < m_sent; ++sample) {
            QByteArrayList tokens;
            QByteArray text;
            for (qsizetype i = from; i < std::min(m_sent, m_pieces[sample].size()); ++i) {
                tokens += token(m_pieces[sample][i], int(i));
                text += m_pieces[sample][i];
            }
            const QByteArray quoted =
                QJsonDocument(QJsonArray{QString::fromUtf8(text)}).toJson(QJsonDocument::Compact);
            const QByteArray string = quoted.mid(1, quoted.size() - 2);
            send("{\"choices\":[{\"index\":" + QByteArray::number(sample) + ",\"text\":" + string +
                 ",\"finish_reason\":null,\"phi1\":{\"tokens\":[" + tokens.join(',') +
                 "],\"text\":" + string + "}}]}");
        }
    }

    void finish(int sample)
    {
        const QJsonObject &script = m_model.script;
        const QString how = m_cut ? u"length"_s : script[u"finish"].toString(u"end_of_text"_s);
        const QJsonObject summary{
            {u"prompt_tokens"_s, m_body[u"prompt"].toArray().size()},
            {u"completion_tokens"_s, m_pieces[sample].size()},
            {u"queued_seconds"_s, 0.001},
            {u"time_to_first_token"_s, 0.021},
            {u"tokens_per_second"_s, 412.0},
            {u"prompt_tokens_per_second"_s, 5000.0},
            {u"seed"_s, m_body[u"seed"]},
            {u"drafted"_s, 0},
            {u"accepted"_s, 0},
            {u"finish"_s, how},
            {u"stop_string"_s, how == u"stop_string" ? script[u"stop"] : QJsonValue()},
            {u"model"_s, m_model.id},
            {u"fingerprint"_s, m_model.fingerprint()},
            {u"dtype"_s, u"bfloat16"_s},
            {u"device"_s, u"cpu"_s},
            {u"memory_bytes"_s, script[u"memory"].toInteger(3000000)}};
        const QJsonObject choice{{u"index"_s, sample},
                                 {u"text"_s, QString()},
                                 {u"finish_reason"_s, how == u"length" ? u"length"_s : u"stop"_s},
                                 {u"phi1"_s, QJsonObject{{u"tokens"_s, QJsonArray()},
                                                         {u"text"_s, QString()},
                                                         {u"summary"_s, summary}}}};
        send(QJsonDocument(QJsonObject{{u"choices"_s, QJsonArray{choice}}})
                 .toJson(QJsonDocument::Compact));
    }

    Engine *m_engine;
    QTcpSocket *m_socket;
    Model m_model;
    QJsonObject m_body;
    int m_samples;
    int m_forced = 0;
    QList<QList<QByteArray>> m_pieces;
    qsizetype m_sent = 0;
    bool m_cut = false;
    bool m_over = false;
    QElapsedTimer m_since;
    QTimer m_timer;
};

void Engine::complete(QTcpSocket *socket, const Model &model, const QJsonObject &body)
{
    const QJsonObject &script = model.script;
    if (const int status = script[u"status"].toInt(); status != 0)
        return refuse(socket, status, script[u"message"].toString());
    if (script[u"stall"].toBool())
        return;
    if (script.contains(u"raw")) {
        socket->write(script[u"raw"].toString().toUtf8());
        socket->disconnectFromHost();
        return;
    }
    new Completion(this, socket, model, body);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QString start = qEnvironmentVariable("PHI1_FAKE_ENGINE_START");
    if (start.startsWith(u"exit ")) {
        std::fprintf(stderr, "phi1: serve cannot start, as it was told\n");
        return start.mid(5).toInt();
    }
    if (start == u"kill")
        ::raise(SIGKILL);
    QByteArray token;
    for (char byte = 0; ::read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n';)
        token += byte;
    Engine engine(token);
    if (start.startsWith(u"line "))
        std::printf("%s\n", qPrintable(start.mid(5)));
    else if (start != u"silent")
        std::printf("{\"url\":\"http://127.0.0.1:%d\",\"models\":[],\"protocol\":1}\n",
                    engine.port());
    std::fflush(stdout);
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, [] {
        char bytes[64];
        if (::read(STDIN_FILENO, bytes, sizeof bytes) <= 0)
            QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}
