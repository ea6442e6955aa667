// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QObject>
#include <QString>

#include "core/base/files.h"

namespace phi1 {

/// One window for each workspace: the first holds a lock in the workspace and listens; a second one
/// asks it to come to the front and ends. The lock goes with the process, however that ends.
class SingleInstance : public QObject
{
    Q_OBJECT
public:
    enum class Outcome {
        First,  ///< this is the one; raiseRequested() tells of others
        Raised, ///< another window has the workspace and was raised
        Held    ///< another program holds the lock and does not answer; see holder()
    };

    explicit SingleInstance(const QString &workspace, QObject *parent = nullptr);

    /// May wait two seconds for a first window that is just starting.
    Outcome claim();
    QString holder() const { return m_holder; } ///< "process 4711 on node17", as far as known

signals:
    /// @param activationToken  of the desktop, that lets a window come to the front; may be empty
    void raiseRequested(const QString &activationToken);

private:
    bool askToRaise(int timeout);
    bool lock();
    void listen();
    QString serverName() const;

    QString m_workspace;
    QString m_holder;
    FileDescriptor m_lock;
    QLocalServer m_server;
};

} // namespace phi1
