// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/pyramid_maker.h"

#include <algorithm>

namespace phi1 {
namespace {

constexpr qint64 smallCells = 256 * 256;

} // namespace

PyramidMaker::PyramidMaker(QObject *parent)
    : QObject(parent)
{}

PyramidMaker::~PyramidMaker()
{
    cancel();
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

void PyramidMaker::request(const QVector<HeadMap> &maps, MapPooling pooling, const Pyramids &known)
{
    cancel();
    const std::lock_guard guard(m_mutex);
    m_next = Job{m_last, maps, pooling, known, {}};
    if (!m_thread.joinable())
        m_thread = std::jthread([this](const std::stop_token &stop) { work(stop); });
    m_condition.notify_all();
}

void PyramidMaker::cancel()
{
    ++m_last;
    const std::lock_guard guard(m_mutex);
    m_next.reset();
    m_inProgress.request_stop();
}

bool PyramidMaker::isSmall(const QVector<HeadMap> &maps)
{
    return std::all_of(maps.begin(), maps.end(), [](const HeadMap &map) {
        return static_cast<qint64>(map.tokens()) * map.tokens() <= smallCells;
    });
}

PyramidMaker::Pyramids PyramidMaker::makeAll(const QVector<HeadMap> &maps, MapPooling pooling,
                                             const Pyramids &known, std::stop_token stop)
{
    Pyramids pyramids;
    for (const HeadMap &map : maps) {
        const auto found = std::find_if(known.begin(), known.end(), [&](const auto &pyramid) {
            return pyramid->pooling() == pooling && pyramid->map().sharesWith(map);
        });
        pyramids.append(found != known.end() ? *found : MapPyramid::make(map, pooling, stop));
        if (!pyramids.last())
            return {};
    }
    return pyramids;
}

void PyramidMaker::work(const std::stop_token &stop)
{
    while (true) {
        Job job;
        {
            std::unique_lock guard(m_mutex);
            if (!m_condition.wait(guard, stop, [this] { return m_next.has_value(); }))
                return;
            job = std::move(*m_next);
            m_next.reset();
            m_inProgress = job.stop;
        }
        const Pyramids pyramids = makeAll(job.maps, job.pooling, job.known, job.stop.get_token());
        if (job.stop.stop_requested())
            continue;
        QMetaObject::invokeMethod(
            this,
            [this, id = job.id, pyramids] {
                if (id == m_last)
                    emit made(pyramids);
            },
            Qt::QueuedConnection);
    }
}

} // namespace phi1
