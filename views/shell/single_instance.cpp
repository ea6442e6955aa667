// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/single_instance.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocalSocket>
#include <QThread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

constexpr int answerTime = 1500; // ms
constexpr int startTime = 2000;  // ms: how long a first window may take until it listens
constexpr qint64 messageLimit = 4096;

} // namespace

SingleInstance::SingleInstance(const QString &workspace, QObject *parent)
    : QObject(parent)
{
    const QString canonical = QFileInfo(workspace).canonicalFilePath();
    m_workspace = canonical.isEmpty() ? QDir(workspace).absolutePath() : canonical;
}

QString SingleInstance::serverName() const
{
    const QByteArray hash =
        QCryptographicHash::hash(m_workspace.toUtf8(), QCryptographicHash::Sha256).toHex();
    // Not QStandardPaths: without the variable it warns and makes a folder of its own.
    QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (!QFileInfo(folder).isWritable())
        folder = QDir::tempPath();
    return folder % u"/phi1-workbench-" % QString::number(getuid()) % u'-' %
           QString::fromLatin1(hash.left(16));
}

SingleInstance::Outcome SingleInstance::claim()
{
    if (askToRaise(answerTime))
        return Outcome::Raised;
    const QDeadlineTimer deadline(startTime);
    while (!lock()) {
        // Somebody has it: a window that is not listening yet, or one on another machine.
        if (askToRaise(answerTime))
            return Outcome::Raised;
        if (deadline.hasExpired())
            return Outcome::Held;
        QThread::msleep(50);
    }
    listen();
    return Outcome::First;
}

bool SingleInstance::lock()
{
    const QString path = m_workspace % u"/workbench.lock";
    QDir().mkpath(m_workspace);
    auto file = openFile(QFile::encodeName(path).toStdString(), O_RDWR | O_CREAT);
    if (!file)
        return true; // read-only: nothing to protect, and the window can still show what is there
    if (flock(file->get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return true; // a file system without locks
        QFile text(path);
        if (text.open(QIODevice::ReadOnly))
            m_holder = QString::fromUtf8(text.read(200)).trimmed();
        return false;
    }
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    const std::string content = "process " + std::to_string(getpid()) + " on " + host + "\n";
    if (ftruncate(file->get(), 0) == 0)
        (void)pwrite(file->get(), content.data(), content.size(), 0);
    m_lock = std::move(*file);
    return true;
}

bool SingleInstance::askToRaise(int timeout)
{
    QLocalSocket socket;
    socket.connectToServer(serverName());
    if (!socket.waitForConnected(timeout))
        return false;
    QByteArray token = qgetenv("XDG_ACTIVATION_TOKEN");
    if (token.isEmpty())
        token = qgetenv("DESKTOP_STARTUP_ID");
    socket.write("raise " + token.left(512) + '\n');
    // Only what is answered counts: the first window may be about to end.
    return socket.waitForBytesWritten(timeout) && socket.waitForReadyRead(timeout) &&
           socket.readAll().startsWith("ok");
}

void SingleInstance::listen()
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
                if (!socket->canReadLine()) {
                    if (socket->bytesAvailable() > messageLimit)
                        socket->abort();
                    return;
                }
                const QByteArray line = socket->readLine(messageLimit).trimmed();
                if (line == "raise" || line.startsWith("raise ")) {
                    socket->write("ok\n");
                    socket->flush();
                    emit raiseRequested(QString::fromUtf8(line.mid(6)));
                }
                socket->disconnectFromServer();
            });
        }
    });
    // The lock is ours, so whatever lies there was left by a window that was killed.
    QLocalServer::removeServer(serverName());
    m_server.listen(serverName());
}

} // namespace phi1
