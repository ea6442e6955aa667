// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QByteArray>
#include <QImage>
#include <QObject>
#include <QThreadPool>

#include "core/base/result.h"

namespace phi1 {

/// Draws and writes what is exported in a thread of its own, one after the other: a picture of 2048
/// tokens takes some tenths of a second. Destroying it waits for what was begun.
class ExportWorker final : public QObject
{
    Q_OBJECT
public:
    using Write = std::function<Result<void>(const QString &path)>;
    using Bytes = std::function<QByteArray()>;

    explicit ExportWorker(QObject *parent = nullptr);

    /// @param write  called in the thread; owns all that it reads
    /// @param settings  written beside the file, see settingsPath(); empty: nothing is
    void write(const QString &path, const Write &write, const QByteArray &settings);
    void writeBytes(const QString &path, const Bytes &bytes, const QByteArray &settings);
    void draw(const std::function<QImage()> &draw);

    bool isBusy() const { return m_running > 0; }

signals:
    void busyChanged(bool busy);
    void written(const QString &path, bool hasSettings);
    void drawn(const QImage &image); ///< null: there was no memory for it
    void failed(const QString &sentence);

private:
    void begin();
    void end();

    int m_running = 0;
    QThreadPool m_pool; ///< last, so that it ends first
};

/// @return Io, naming the file and what to do
Result<void> saveFile(const QString &path, const QByteArray &bytes);

} // namespace phi1
