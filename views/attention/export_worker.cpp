// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/export_worker.h"

#include <QSaveFile>

#include "views/attention/attention_figures.h"

namespace phi1 {

ExportWorker::ExportWorker(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

void ExportWorker::begin()
{
    if (m_running++ == 0)
        emit busyChanged(true);
}

void ExportWorker::end()
{
    if (--m_running == 0)
        emit busyChanged(false);
}

void ExportWorker::write(const QString &path, const Write &write, const QByteArray &settings)
{
    begin();
    m_pool.start([this, path, write, settings] {
        Result<void> result = write(path);
        if (result && !settings.isEmpty())
            result = saveFile(settingsPath(path), settings);
        const QString problem = result ? QString() : QString::fromStdString(result.error().message);
        QMetaObject::invokeMethod(
            this,
            [this, path, problem, hasSettings = !settings.isEmpty()] {
                end();
                if (problem.isEmpty())
                    emit written(path, hasSettings);
                else
                    emit failed(problem);
            },
            Qt::QueuedConnection);
    });
}

void ExportWorker::writeBytes(const QString &path, const Bytes &bytes, const QByteArray &settings)
{
    write(
        path, [bytes](const QString &place) { return saveFile(place, bytes()); }, settings);
}

void ExportWorker::draw(const std::function<QImage()> &draw)
{
    begin();
    m_pool.start([this, draw] {
        const QImage image = draw();
        QMetaObject::invokeMethod(
            this,
            [this, image] {
                end();
                emit drawn(image);
            },
            Qt::QueuedConnection);
    });
}

Result<void> saveFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return tl::unexpected(
        Error{ErrorCode::Io, ExportWorker::tr("%1 could not be written: %2; choose another folder.")
                                 .arg(path, file.errorString())
                                 .toStdString()});
}

} // namespace phi1
