// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_engine.h"
#include "tests/views/state/engine_fixture.h"
#include "views/state/engine_events.h"
#include "views/state/engine_hub.h"
#include "views/state/engine_json.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>

#include <csignal>
#include <optional>

using namespace Qt::StringLiterals;

namespace phi1::test {

namespace {

/// What a stream delivered until it ended.
struct Seen {
    QVector<ViewToken> tokens;
    QString text;
    QVector<SampleEnd> ends;
    std::optional<EngineError> error;
    bool finished = false;
    int deliveries = 0;

    void follow(CompletionStream *stream)
    {
        QObject::connect(stream, &CompletionStream::tokensArrived, stream,
                         [this](const QVector<TokenBatch> &batches) {
                             ++deliveries;
                             for (const TokenBatch &batch : batches) {
                                 tokens += batch.tokens;
                                 text += batch.text;
                             }
                         });
        QObject::connect(stream, &CompletionStream::sampleEnded, stream,
                         [this](const SampleEnd &end) { ends += end; });
        QObject::connect(stream, &CompletionStream::finished, stream, [this] { finished = true; });
        QObject::connect(stream, &CompletionStream::failed, stream,
                         [this](const EngineError &failure) { error = failure; });
    }
    bool isOver() const { return finished || error; }
};

/// Waits for the answer of a request.
template<typename T, typename Ask>
EngineResult<T> answerOf(Ask ask)
{
    std::optional<EngineResult<T>> answer;
    QObject context;
    ask(&context, [&](const EngineResult<T> &result) { answer = result; });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 15000))
        return tl::unexpected(EngineError{EngineError::Kind::Timeout, u"no answer in the test"_s});
    return *answer;
}

/// Listens, reads one request, sends bytes and closes.
class RudeServer : public QTcpServer
{
public:
    explicit RudeServer(const QByteArray &bytes, bool close = true)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, bytes, close] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, bytes, close] {
                socket->write(bytes);
                if (close)
                    socket->disconnectFromHost();
            });
        });
    }
    QUrl url() const { return QUrl(u"http://127.0.0.1:%1"_s.arg(serverPort())); }
};

QByteArray eventStream(const QByteArray &body)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + body;
}

} // namespace

class TestEngineClient : public QObject
{
    Q_OBJECT

    EngineResult<EngineModel> load(EngineHub &hub, const QString &path,
                                   PaneDtype dtype = PaneDtype::Auto)
    {
        return answerOf<EngineModel>(
            [&](QObject *, auto answer) { hub.acquireModel(path, dtype, this, answer); });
    }
    static CompletionRequest requestFor(const QString &model)
    {
        CompletionRequest request;
        request.model = model;
        request.prompt = {'d', 'e', 'f'};
        request.sampling.maxTokens = 100000;
        return request;
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void takesEventsApartWhereverTheyAreCut()
    {
        const QByteArray stream = "\xef\xbb\xbf: a comment\r\n"
                                  "data: {\"a\": 1}\r\n\r\n"
                                  "event: named\ndata:second\ndata: line\n\n"
                                  "id: 7\n\n"
                                  "data\n\n"
                                  "data: \xe2\x82\xac\r\rdata: [DONE]\n\n"
                                  "data: without an end";
        const QVector<QByteArray> expected{"{\"a\": 1}", "second\nline", "", "\xe2\x82\xac",
                                           "[DONE]"};
        for (qsizetype step = 1; step <= stream.size(); ++step) {
            EventStreamParser parser;
            QVector<QByteArray> events;
            for (qsizetype at = 0; at < stream.size(); at += step)
                events += parser.feed(stream.mid(at, step));
            QCOMPARE(events, expected);
            QVERIFY(parser.isInsideEvent());
            QVERIFY(!parser.isBroken());
        }
        for (qsizetype cut = 0; cut <= stream.size(); ++cut) {
            EventStreamParser parser;
            QVector<QByteArray> events = parser.feed(stream.left(cut));
            events += parser.feed(stream.mid(cut));
            QCOMPARE(events, expected);
        }
    }

    void givesUpOnAnEventWithoutEnd()
    {
        const QByteArray piece(1 << 20, 'x');
        EventStreamParser oneLine;
        for (int i = 0; i < 10; ++i)
            QVERIFY(oneLine.feed(i == 0 ? "data: " + piece : piece).isEmpty());
        QVERIFY(oneLine.isBroken());
        EventStreamParser manyLines;
        for (int i = 0; i < 10; ++i)
            QVERIFY(manyLines.feed("data: " + piece + "\n").isEmpty());
        QVERIFY(manyLines.isBroken());
        QVERIFY(manyLines.feed("\n\ndata: more\n\n").isEmpty());
    }

    void readsTokensWithTheirAlternatives()
    {
        CompletionEvents events;
        const auto event = events.parse(
            R"({"choices":[{"index":1,"text":"x","finish_reason":null,"phi1":{"text":" é","tokens":[)"
            R"({"i":0,"id":11,"b":"IMM=","lp":-0.25,"top":[[11,-0.25,"IMM="],[7,-1.5,"AA=="]]},)"
            R"({"i":1,"id":12,"b":"qQ==","lp":null}]}}]})");
        QVERIFY(event.has_value());
        QCOMPARE(event->batches.size(), 1);
        const TokenBatch &batch = event->batches.first();
        QCOMPARE(batch.sample, 1);
        QCOMPARE(batch.text, u" é"_s);
        QCOMPARE(batch.tokens.size(), 2);
        QCOMPARE(batch.tokens[0].bytes, QByteArray(" \xc3"));
        QCOMPARE(batch.tokens[0].logProbability, -0.25f);
        QCOMPARE(batch.tokens[0].top.size(), 2);
        QCOMPARE(batch.tokens[0].top[1].bytes, QByteArray(1, '\0'));
        QVERIFY(std::isnan(batch.tokens[1].logProbability));
    }

    void refusesNonsense_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::newRow("no JSON") << QByteArray("{\"choices\":[");
        QTest::newRow("no object") << QByteArray("[1]");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no choices") << QByteArray("{}");
        QTest::newRow("choices of a wrong kind") << QByteArray(R"({"choices":{"a":1}})");
        QTest::newRow("a choice of a wrong kind") << QByteArray(R"({"choices":[3]})");
        QTest::newRow("without ours") << QByteArray(R"({"choices":[{"index":0,"text":"a"}]})");
        QTest::newRow("negative sample")
            << QByteArray(R"({"choices":[{"index":-1,"phi1":{"tokens":[]}}]})");
        QTest::newRow("id too large") << QByteArray(
            R"({"choices":[{"index":0,"phi1":{"tokens":[{"id":99999999999,"b":"QQ==","lp":0}]}}]})");
        QTest::newRow("no bytes") << QByteArray(
            R"({"choices":[{"index":0,"phi1":{"tokens":[{"id":1,"lp":0}]}}]})");
        QTest::newRow("short alternative") << QByteArray(
            R"({"choices":[{"index":0,"phi1":{"tokens":[{"id":1,"b":"QQ==","top":[[1]]}]}}]})");
        QTest::newRow("not UTF-8") << QByteArray("{\"choices\":[\"\xff\xfe\"]}");
    }
    void refusesNonsense()
    {
        QFETCH(QByteArray, event);
        CompletionEvents events;
        const auto result = events.parse(event);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, EngineError::Kind::Protocol);
        QVERIFY(result.error().sentence.contains(u"same version"));
    }

    void startsLoadsCompletesAndEnds()
    {
        FakeCheckpoints disk;
        const QString path = disk.make(u"base"_s, {{u"text"_s, u" sum(values) / len(values)\n"_s},
                                                   {u"fingerprint"_s, u"9f3ac41e07b2aa"_s},
                                                   {u"fingerprint_after"_s, 200}});
        qint64 pid = 0;
        {
            EngineHub hub(QStringLiteral(PHI1_FAKE_ENGINE));
            QCOMPARE(hub.process().state(), EngineProcess::State::NotStarted);
            QVERIFY(hub.statusText().isEmpty());
            QSignalSpy changed(&hub, &EngineHub::modelChanged);
            const auto model = load(hub, path);
            QVERIFY2(model, qPrintable(model ? QString() : model.error().sentence));
            QCOMPARE(model->id, u"base"_s);
            QCOMPARE(model->dtype, u"bfloat16"_s);
            QVERIFY(model->fingerprint.isEmpty());
            QCOMPARE(hub.loadedModels(), 1);
            pid = hub.process().processId();
            QVERIFY(pid > 0);
            QVERIFY(changed.wait());
            QCOMPARE(hub.model(u"base"_s)->fingerprint, u"9f3ac41e07b2aa"_s);

            Seen seen;
            seen.follow(hub.client().complete(requestFor(u"base"_s), this));
            QTRY_VERIFY(seen.isOver());
            QVERIFY(seen.finished);
            QCOMPARE(seen.text, u" sum(values) / len(values)\n"_s);
            QCOMPARE(seen.tokens.size(), 4);
            QCOMPARE(seen.tokens[1].bytes, QByteArray(" /"));
            QCOMPARE(seen.tokens[0].top.size(), 10);
            QCOMPARE(seen.ends.size(), 1);
            QCOMPARE(seen.ends[0].finish, u"end_of_text"_s);
            QCOMPARE(seen.ends[0].figures.seed, 17u);
            QCOMPARE(seen.ends[0].figures.promptTokens, 3);
            const QJsonObject body = disk.asked(u"/v1/completions"_s).first()[u"body"].toObject();
            QCOMPARE(body[u"prompt"].toArray(), (QJsonArray{'d', 'e', 'f'}));
            QCOMPARE(body[u"logprobs"].toInt(), 10);
            QVERIFY(body[u"stream"].toBool());
        }
        // The engine went with the window: its standard input was closed.
        QTRY_VERIFY(::kill(pid_t(pid), 0) != 0);
    }

    void saysWhyAnEngineDoesNotStart_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("start");
        QTest::addColumn<QString>("words");
        const QString fake = QStringLiteral(PHI1_FAKE_ENGINE);
        QTest::newRow("no program") << u"/nowhere/phi1"_s << QString() << u"/nowhere/phi1"_s;
        QTest::newRow("exit status")
            << fake << u"exit 3"_s << u"exit status 3: phi1: serve cannot start, as it was told"_s;
        QTest::newRow("signal") << fake << u"kill"_s << u"signal 9"_s;
        QTest::newRow("nonsense") << fake << u"line hello"_s << u"no engine's first line"_s;
        QTest::newRow("newer protocol")
            << fake << u"line {\"url\":\"http://127.0.0.1:1\",\"models\":[],\"protocol\":99}"_s
            << u"protocol 99, this window speaks 1"_s;
        QTest::newRow("elsewhere")
            << fake << u"line {\"url\":\"http://192.0.2.1:1\",\"models\":[],\"protocol\":1}"_s
            << u"192.0.2.1"_s;
        QTest::newRow("ends without a word") << u"/bin/true"_s << QString() << u"has ended"_s;
    }
    void saysWhyAnEngineDoesNotStart()
    {
        QFETCH(QString, program);
        QFETCH(QString, start);
        QFETCH(QString, words);
        FakeCheckpoints disk;
        qputenv("PHI1_FAKE_ENGINE_START", start.toUtf8());
        EngineHub hub(program);
        const auto model = load(hub, disk.make(u"base"_s, {}));
        QVERIFY(!model);
        QCOMPARE(model.error().kind, EngineError::Kind::Unreachable);
        QVERIFY2(model.error().sentence.contains(words), qPrintable(model.error().sentence));
        QCOMPARE(hub.process().state(), EngineProcess::State::Died);
        QVERIFY(hub.hasProblem());
        QCOMPARE(hub.process().sentence(), model.error().sentence);
        // It is not started again behind one's back, but on request.
        QVERIFY(!load(hub, disk.path(u"base"_s)));
        qunsetenv("PHI1_FAKE_ENGINE_START");
        if (program != QStringLiteral(PHI1_FAKE_ENGINE))
            return;
        hub.restart();
        QVERIFY(load(hub, disk.path(u"base"_s)));
        QVERIFY(!hub.hasProblem());
    }

    void keepsWhatCameWhenTheEngineIsKilled()
    {
        FakeCheckpoints disk;
        disk.make(u"base"_s,
                  {{u"text"_s, u" a b c d e f g h"_s}, {u"die_at"_s, 5}, {u"rate"_s, 200}});
        EngineHub hub(QStringLiteral(PHI1_FAKE_ENGINE));
        QVERIFY(load(hub, disk.path(u"base"_s)));
        QSignalSpy restarted(&hub, &EngineHub::restarted);
        Seen seen;
        seen.follow(hub.client().complete(requestFor(u"base"_s), this));
        QTRY_VERIFY(seen.isOver());
        QVERIFY(seen.error);
        QCOMPARE(seen.error->kind, EngineError::Kind::Unreachable);
        QCOMPARE(seen.text, u" a b c d e"_s);
        QTRY_COMPARE(hub.process().state(), EngineProcess::State::Died);
        QVERIFY(hub.process().sentence().contains(u"signal 9"));
        QVERIFY(hub.process().sentence().contains(u"dies as it was told"));
        QCOMPARE(hub.loadedModels(), 0);
        hub.restart();
        QVERIFY(restarted.wait());
        QVERIFY(load(hub, disk.path(u"base"_s)));
    }

    void saysHowAStreamBroke_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        using Kind = EngineError::Kind;
        const QByteArray token =
            R"(data: {"choices":[{"index":0,"phi1":{"text":"a","tokens":[{"id":1,"b":"YQ==","lp":0}]}}]})"
            "\n\n";
        QTest::newRow("closed") << eventStream(token) << int(Kind::Unreachable)
                                << u"before its answer was complete"_s;
        QTest::newRow("cut in an event")
            << eventStream(token + token.left(30)) << int(Kind::Unreachable) << u"before"_s;
        QTest::newRow("nonsense") << eventStream(token + "data: <html>\n\n") << int(Kind::Protocol)
                                  << u"same version"_s;
        QTest::newRow("error event")
            << eventStream(token + "data: {\"error\":{\"message\":\"the device fell off\"}}\n\n")
            << int(Kind::Refused) << u"the device fell off"_s;
        QTest::newRow("no HTTP") << QByteArray("SSH-2.0-OpenSSH\r\n") << int(Kind::Unreachable)
                                 << u"complete"_s;
        const QByteArray full = R"({"error":{"message":"queue is full"}})";
        QTest::newRow("busy") << "HTTP/1.1 429 X\r\nContent-Length: " +
                                     QByteArray::number(full.size()) + "\r\n\r\n" + full
                              << int(Kind::Busy) << u"queue is full"_s;
        QTest::newRow("no reason") << QByteArray("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n")
                                   << int(Kind::Refused) << u"500"_s;
    }
    void saysHowAStreamBroke()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, kind);
        QFETCH(QString, words);
        RudeServer server(answer);
        EngineClient client;
        client.setEngine(server.url(), "token");
        Seen seen;
        seen.follow(client.complete(requestFor(u"m"_s), this));
        QTRY_VERIFY(seen.isOver());
        QVERIFY(seen.error);
        QCOMPARE(int(seen.error->kind), kind);
        QVERIFY2(seen.error->sentence.contains(words), qPrintable(seen.error->sentence));
        if (answer.contains("YQ=="))
            QCOMPARE(seen.text, u"a"_s);
    }

    void answersThatAreNoneAreErrors()
    {
        RudeServer html("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
        EngineClient client;
        client.setEngine(html.url(), "token");
        const auto status = answerOf<EngineStatus>(
            [&](QObject *context, auto answer) { client.status(context, answer); });
        QVERIFY(!status);
        QCOMPARE(status.error().kind, EngineError::Kind::Protocol);
        client.setEngine({}, {});
        const auto none = answerOf<EngineStatus>(
            [&](QObject *context, auto answer) { client.status(context, answer); });
        QVERIFY(!none);
        QCOMPARE(none.error().kind, EngineError::Kind::Unreachable);
    }

    void hangsUpWhenCancelled()
    {
        FakeCheckpoints disk;
        disk.make(u"base"_s, {{u"text"_s, u" x"_s.repeated(5000)}, {u"rate"_s, 100}});
        EngineHub hub(QStringLiteral(PHI1_FAKE_ENGINE));
        QVERIFY(load(hub, disk.path(u"base"_s)));
        Seen cancelled;
        CompletionStream *first = hub.client().complete(requestFor(u"base"_s), this);
        cancelled.follow(first);
        QTRY_VERIFY(cancelled.tokens.size() > 3);
        first->cancel();
        QTRY_VERIFY(cancelled.isOver());
        QCOMPARE(cancelled.error->kind, EngineError::Kind::Cancelled);
        QTRY_COMPARE(disk.hangUps(), 1);
        // The end of who listens is a cancellation, too, and nothing comes any more.
        Seen deleted;
        CompletionStream *second = hub.client().complete(requestFor(u"base"_s), this);
        deleted.follow(second);
        QTRY_VERIFY(!deleted.tokens.isEmpty());
        delete second;
        const qsizetype count = deleted.tokens.size();
        QTRY_COMPARE(disk.hangUps(), 2);
        QCOMPARE(deleted.tokens.size(), count);
        QVERIFY(!deleted.isOver());
    }

    void dropsAnswersNobodyWaitsFor()
    {
        FakeCheckpoints disk;
        disk.make(u"base"_s, {{u"distribution_ms"_s, 100}});
        EngineHub hub(QStringLiteral(PHI1_FAKE_ENGINE));
        QVERIFY(load(hub, disk.path(u"base"_s)));
        int answers = 0;
        const auto ask = [&](QObject *context) {
            return hub.client().distributions(
                u"base"_s, {1, 2, 3}, {3}, 10, {}, context,
                [&](const EngineResult<QVector<PositionDistribution>> &) { ++answers; });
        };
        auto gone = std::make_unique<QObject>();
        ask(gone.get());
        gone.reset();
        hub.client().cancel(ask(this));
        const auto third =
            answerOf<QVector<PositionDistribution>>([&](QObject *context, auto answer) {
                hub.client().distributions(u"base"_s, {1, 2, 3}, {1, 3}, 4, {65}, context, answer);
            });
        QVERIFY(third);
        QCOMPARE(third->size(), 2);
        QCOMPARE(third->at(1).position, 3);
        QCOMPARE(third->at(1).top.size(), 4);
        QCOMPARE(third->at(1).top[0].bytes, QByteArray(" base/3/0"));
        QCOMPARE(third->at(0).probed.first().id, 65);
        QCOMPARE(third->at(0).probed.first().logProbability, -7.5f);
        QCOMPARE(answers, 0);
    }

    void passesOnWhyACheckpointIsRefused()
    {
        FakeCheckpoints disk;
        disk.make(u"damaged"_s, {{u"load_status"_s, 422}, {u"load_message"_s, u"it ends early"_s}});
        disk.make(u"large"_s, {{u"load_status"_s, 507},
                               {u"load_message"_s, u"needs 96 GB, 3 GB are free"_s},
                               {u"needs"_s, 96e9}});
        EngineHub hub(QStringLiteral(PHI1_FAKE_ENGINE));
        const auto gone = load(hub, disk.path(u"gone"_s));
        QVERIFY(!gone);
        QCOMPARE(gone.error().kind, EngineError::Kind::NotFound);
        QVERIFY(gone.error().sentence.contains(u"is not there"));
        const auto damaged = load(hub, disk.path(u"damaged"_s));
        QVERIFY(!damaged);
        QCOMPARE(damaged.error().sentence, u"it ends early"_s);
        const auto large = load(hub, disk.path(u"large"_s));
        QVERIFY(!large);
        QCOMPARE(large.error().kind, EngineError::Kind::NoMemory);
        QCOMPARE(large.error().sentence, u"needs 96 GB, 3 GB are free"_s);
        QCOMPARE(hub.process().state(), EngineProcess::State::Ready);
    }

    void sharesModelsAndUnloadsWhatNobodyHolds()
    {
        FakeCheckpoints disk;
        const QString path = disk.make(u"base"_s, {{u"load_ms"_s, 50}});
        EngineHub hub(QStringLiteral(PHI1_FAKE_ENGINE));
        QObject page;
        auto other = std::make_unique<QObject>();
        int loaded = 0;
        const auto count = [&](const EngineResult<EngineModel> &result) {
            loaded += result ? 1 : 0;
        };
        hub.acquireModel(path, PaneDtype::Auto, &page, count);
        hub.acquireModel(path, PaneDtype::Auto, other.get(), count);
        hub.acquireModel(path + u"/"_s, PaneDtype::Auto, &page, count);
        hub.acquireModel(path, PaneDtype::Int8, &page, count);
        QTRY_COMPARE(loaded, 4);
        QCOMPARE(disk.asked(u"/v1/phi1/models"_s).size(), 2);
        QCOMPARE(hub.loadedModels(), 2);
        QVERIFY(hub.statusText().startsWith(u"Engine ready, 2 model"));
        hub.releaseModel(path, PaneDtype::Auto, &page);
        other.reset();
        hub.releaseModel(path, PaneDtype::Int8, &page);
        QTRY_COMPARE_WITH_TIMEOUT(hub.loadedModels(), 1, 10000);
        QTRY_COMPARE(disk.asked(u"/v1/phi1/models/base-2"_s).size(), 1);
        QVERIFY(disk.asked(u"/v1/phi1/models/base"_s).isEmpty());
        QCOMPARE(hub.model(u"base"_s)->dtype, u"bfloat16"_s);
    }

    void makesRoomWithWhatNobodyHolds()
    {
        FakeCheckpoints disk;
        const QString idle = disk.make(u"idle"_s, {});
        const QString large =
            disk.make(u"large"_s, {{u"load_status"_s, 507}, {u"load_message"_s, u"too large"_s}});
        EngineHub hub(QStringLiteral(PHI1_FAKE_ENGINE));
        QVERIFY(load(hub, idle));
        hub.releaseModel(idle, PaneDtype::Auto, this);
        QVERIFY(!load(hub, large));
        const auto deleted = disk.asked(u"/v1/phi1/models/idle"_s);
        QCOMPARE(deleted.size(), 1);
        QCOMPARE(deleted[0][u"method"].toString(), u"DELETE"_s);
        QCOMPARE(disk.asked(u"/v1/phi1/models"_s).size(), 3); // idle, large, large again
    }

    void manyStreamsLeaveRoomForQuestions()
    {
        FakeCheckpoints disk;
        disk.make(u"base"_s, {{u"text"_s, u" x"_s.repeated(2000)}, {u"rate"_s, 200}});
        EngineHub hub(QStringLiteral(PHI1_FAKE_ENGINE));
        QVERIFY(load(hub, disk.path(u"base"_s)));
        QVector<std::shared_ptr<Seen>> all;
        QObject owner;
        for (int i = 0; i < 12; ++i) {
            all += std::make_shared<Seen>();
            all.last()->follow(hub.client().complete(requestFor(u"base"_s), &owner));
        }
        // All twelve write at once, and a question is answered all the same.
        QTRY_VERIFY(std::all_of(all.begin(), all.end(),
                                [](const auto &each) { return !each->tokens.isEmpty(); }));
        const auto status = answerOf<EngineStatus>(
            [&](QObject *context, auto answer) { hub.client().status(context, answer); });
        QVERIFY(status);
        QCOMPARE(status->active, 12);
    }
};

} // namespace phi1::test

QTEST_GUILESS_MAIN(phi1::test::TestEngineClient)
#include "tst_engine_client.moc"
