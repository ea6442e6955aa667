// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/map_pyramid.h"
#include "views/state/head_map.h"

#include <QObject>
#include <QVector>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace phi1 {

/// Prepares maps for drawing on a thread of its own. Only the last request is answered; one in
/// progress ends early when the next comes.
class PyramidMaker final : public QObject
{
    Q_OBJECT
public:
    using Pyramids = QVector<std::shared_ptr<const MapPyramid>>;

    explicit PyramidMaker(QObject *parent = nullptr);
    ~PyramidMaker() override;

    /// @param known  those that need not be made again
    void request(const QVector<HeadMap> &maps, MapPooling pooling, const Pyramids &known);
    void cancel();

    /// Maps as small as these are made at once by makeAll(): below a millisecond.
    static bool isSmall(const QVector<HeadMap> &maps);
    static Pyramids makeAll(const QVector<HeadMap> &maps, MapPooling pooling, const Pyramids &known,
                            std::stop_token stop = {});

signals:
    void made(const phi1::PyramidMaker::Pyramids &pyramids);

private:
    struct Job {
        quint64 id = 0;
        QVector<HeadMap> maps;
        MapPooling pooling = MapPooling::Maximum;
        Pyramids known;
        std::stop_source stop;
    };
    void work(const std::stop_token &stop);

    quint64 m_last = 0; ///< GUI thread
    std::mutex m_mutex;
    std::condition_variable_any m_condition;
    std::optional<Job> m_next;
    std::stop_source m_inProgress;
    std::jthread m_thread; ///< last: ends before what it uses
};

} // namespace phi1
