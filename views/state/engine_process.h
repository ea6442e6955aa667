// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace phi1 {

/// The window's engine: one `phi1 serve --until-stdin-closes`. It gets a random token on standard
/// input, which stays open, so that it ends with the window however that ends. Lives in the GUI
/// thread and never blocks it.
class EngineProcess final : public QObject
{
    Q_OBJECT
public:
    enum class State {
        NotStarted,
        Starting, ///< until its first line
        Ready,
        Died, ///< sentence() says how
    };
    Q_ENUM(State)

    /// @param program  absolute path of `phi1`
    /// @param arguments  after `serve --until-stdin-closes`
    explicit EngineProcess(const QString &program, const QStringList &arguments = {},
                           QObject *parent = nullptr);
    /// Closes its standard input and waits a second at most.
    ~EngineProcess() override;

    State state() const;
    QUrl url() const; ///< "http://127.0.0.1:PORT", empty unless Ready
    QByteArray token() const;
    /// How it died: "The engine was killed by signal 9 (…); its last words: …".
    QString sentence() const;
    QString diagnostics() const; ///< last lines of its standard error
    qint64 processId() const;    ///< 0 without a process
    /// Grows with every start: what was loaded into an earlier one is gone.
    int generation() const;

    void start();   ///< does nothing while Starting or Ready
    void restart(); ///< ends the present one first

signals:
    void stateChanged(phi1::EngineProcess::State state);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
