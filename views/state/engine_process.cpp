// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/engine_process.h"

#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTimer>

#include <cstring>

namespace phi1 {

namespace {

constexpr int protocolVersion = 1;
constexpr int startLimit = 30000;         // ms until the first line
constexpr int endLimit = 1000;            // ms that a closing engine gets
constexpr qsizetype wordsKept = 16 << 10; // bytes of standard error
constexpr qsizetype longestLine = 64 << 10;

QByteArray newToken()
{
    QByteArray bytes(32, '\0');
    quint32 words[8];
    QRandomGenerator::system()->fillRange(words);
    std::memcpy(bytes.data(), words, sizeof words);
    return bytes.toHex();
}

} // namespace

struct EngineProcess::Private {
    explicit Private(EngineProcess *owner)
        : q(owner)
    {}

    void begin();
    void end();
    void setState(State to, const QString &why = {});
    void readLine();
    void readWords();
    void onFinished(int code, QProcess::ExitStatus status);
    QString lastWords() const;

    EngineProcess *q;
    QString program;
    QStringList arguments;
    State state = State::NotStarted;
    QString sentence, refusal;
    QByteArray token, line, words;
    QUrl url;
    QProcess *process = nullptr;
    QTimer limit;
    int generation = 0;
};

EngineProcess::EngineProcess(const QString &program, const QStringList &arguments, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    d->program = program;
    d->arguments = arguments;
    d->limit.setSingleShot(true);
    d->limit.setInterval(startLimit);
    connect(&d->limit, &QTimer::timeout, this, [this] {
        d->refusal = tr("The engine did not say within %1 s where it listens; restart it")
                         .arg(startLimit / 1000);
        d->process->kill();
    });
}

EngineProcess::~EngineProcess()
{
    d->end();
}

EngineProcess::State EngineProcess::state() const
{
    return d->state;
}

QUrl EngineProcess::url() const
{
    return d->state == State::Ready ? d->url : QUrl();
}

QByteArray EngineProcess::token() const
{
    return d->token;
}

QString EngineProcess::sentence() const
{
    return d->sentence;
}

QString EngineProcess::diagnostics() const
{
    return QString::fromUtf8(d->words);
}

qint64 EngineProcess::processId() const
{
    return d->process ? d->process->processId() : 0;
}

int EngineProcess::generation() const
{
    return d->generation;
}

void EngineProcess::start()
{
    if (d->state != State::Starting && d->state != State::Ready)
        d->begin();
}

void EngineProcess::restart()
{
    d->end();
    d->begin();
}

void EngineProcess::Private::begin()
{
    end();
    ++generation;
    token = newToken();
    line.clear();
    words.clear();
    refusal.clear();
    process = new QProcess(q);
    QObject::connect(process, &QProcess::readyReadStandardOutput, q, [this] { readLine(); });
    QObject::connect(process, &QProcess::readyReadStandardError, q, [this] { readWords(); });
    QObject::connect(process, &QProcess::finished, q,
                     [this](int code, QProcess::ExitStatus status) { onFinished(code, status); });
    QObject::connect(process, &QProcess::errorOccurred, q, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return; // finished() tells the rest
        limit.stop();
        setState(State::Died,
                 tr("The engine could not be started: %1 (%2); build or install phi1 there")
                     .arg(program, process->errorString()));
    });
    setState(State::Starting);
    process->start(program,
                   QStringList{QStringLiteral("serve"), QStringLiteral("--until-stdin-closes")} +
                       arguments);
    process->write(token + '\n'); // and stays open: the engine ends when it closes
    limit.start();
}

/// Asks the present process to end by closing its standard input, and makes sure that it does.
void EngineProcess::Private::end()
{
    limit.stop();
    if (!process)
        return;
    process->disconnect(q);
    process->closeWriteChannel();
    if (process->state() != QProcess::NotRunning && !process->waitForFinished(endLimit)) {
        process->kill();
        process->waitForFinished(endLimit);
    }
    delete std::exchange(process, nullptr);
}

void EngineProcess::Private::setState(State to, const QString &why)
{
    state = to;
    sentence = why;
    emit q->stateChanged(to);
}

void EngineProcess::Private::readLine()
{
    const QByteArray bytes = process->readAllStandardOutput();
    if (state != State::Starting)
        return; // it says one line only
    line += bytes.left(longestLine - line.size());
    const qsizetype end = line.indexOf('\n');
    if (end < 0 && line.size() < longestLine)
        return;
    limit.stop();
    const QJsonObject said =
        QJsonDocument::fromJson(line.left(std::max<qsizetype>(end, 0))).object();
    const QUrl address(said[u"url"].toString(), QUrl::StrictMode);
    const int version = said[u"protocol"].toInt(-1);
    if (version < 0 || !address.isValid() || address.scheme() != u"http") {
        refusal = tr("%1 answered something that is no engine's first line; is it phi1 of this "
                     "version?")
                      .arg(program);
    } else if (version != protocolVersion) {
        refusal = tr("The engine speaks protocol %1, this window speaks %2; install both in the "
                     "same version")
                      .arg(version)
                      .arg(protocolVersion);
    } else if (!QHostAddress(address.host()).isLoopback()) {
        refusal = tr("The engine listens at %1, which is not this machine; it was ended")
                      .arg(address.host());
    }
    if (!refusal.isEmpty()) {
        process->kill();
        return;
    }
    url = address;
    setState(State::Ready);
}

void EngineProcess::Private::readWords()
{
    words += process->readAllStandardError();
    if (words.size() > wordsKept)
        words = words.right(wordsKept);
}

QString EngineProcess::Private::lastWords() const
{
    const QByteArray text = words.trimmed();
    return QString::fromUtf8(text.mid(text.lastIndexOf('\n') + 1)).trimmed();
}

void EngineProcess::Private::onFinished(int code, QProcess::ExitStatus status)
{
    limit.stop();
    readWords();
    if (!refusal.isEmpty()) {
        setState(State::Died, refusal);
        return;
    }
    const QString said = lastWords();
    if (status == QProcess::CrashExit) {
        // Of a process that a signal ended, Qt hands over its number.
        const QString signal =
            tr("signal %1, %2").arg(code).arg(QString::fromUtf8(strsignal(code)));
        setState(State::Died,
                 said.isEmpty()
                     ? tr("The engine was ended by %1").arg(signal)
                     : tr("The engine was ended by %1; its last words: %2").arg(signal, said));
    } else if (code == 0) {
        setState(State::Died, tr("The engine has ended"));
    } else {
        setState(State::Died,
                 said.isEmpty()
                     ? tr("The engine ended with exit status %1").arg(code)
                     : tr("The engine ended with exit status %1: %2").arg(code).arg(said));
    }
}

} // namespace phi1
