// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_thumbnails.h"

#include <algorithm>
#include <cmath>

#include "views/state/engine_client.h"

namespace phi1 {

namespace {

constexpr int settleTime = 15;       // ms: what changes together is asked for once
constexpr double batchTime = 300;    // ms that a batch should take
constexpr qsizetype fewestHeads = 8; // of a batch
constexpr qsizetype mostHeads = 64;
constexpr int smallestEdge = 8, largestEdge = 256; // cells of a tile, as the engine takes them
/// Up to here scores cost so little that those of heads in sight come along, too.
constexpr int shortText = 512;

} // namespace

AttentionThumbnails::AttentionThumbnails(EngineClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(settleTime);
    connect(&m_timer, &QTimer::timeout, this, [this] { go(); });
}

void AttentionThumbnails::schedule()
{
    // Not put off by what comes meanwhile: a grid that scrolls asks for something at each frame.
    if (!m_timer.isActive() || m_timer.remainingTime() > settleTime)
        m_timer.start(settleTime);
}

void AttentionThumbnails::reset(AttentionSide side, int layers, int heads, int tokens)
{
    Side &each = at(side);
    if (m_request != 0 && m_batch.side == side)
        cancel();
    each = {{}, {}, layers, heads, tokens, {}, false};
    emit wasReset(side);
    schedule();
}

void AttentionThumbnails::setCapture(AttentionSide side, const QString &capture,
                                     const QString &minus)
{
    Side &each = at(side);
    if (capture == each.capture && minus == each.minus)
        return;
    if (m_request != 0 && m_batch.side == side)
        cancel();
    each.capture = capture;
    each.minus = minus;
    each.isBroken = false;
    schedule();
}

void AttentionThumbnails::setLook(AttentionPooling pooling, bool withoutFirst)
{
    if (pooling == m_pooling && withoutFirst == m_withoutFirst)
        return;
    m_pooling = pooling;
    m_withoutFirst = withoutFirst;
    cancel();
    for (int i = 0; i < attentionSides; ++i) {
        Side &side = m_all[static_cast<std::size_t>(i)];
        side.thumbnails.clear();
        side.isBroken = false;
        emit wasReset(static_cast<AttentionSide>(i));
    }
    schedule();
}

void AttentionThumbnails::setSides(const QVector<AttentionSide> &sides)
{
    if (sides == m_sides)
        return;
    m_sides = sides;
    if (m_request != 0 && !sides.contains(m_batch.side))
        cancel();
    schedule();
}

void AttentionThumbnails::setVisible(const QVector<HeadKey> &heads)
{
    if (heads == m_visible)
        return;
    m_visible = heads;
    schedule();
}

void AttentionThumbnails::setCells(int cells)
{
    // The level that is taken may have nearly twice as many.
    cells = std::clamp(cells, 16, largestEdge / 2);
    if (std::exchange(m_cells, cells) != cells)
        schedule();
}

void AttentionThumbnails::setRelations(const SharedRelations &relations)
{
    m_relations = relations;
}

int AttentionThumbnails::levelOf(const Side &side) const
{
    int level = 0;
    while ((side.tokens >> (level + 1)) >= m_cells)
        ++level;
    return level;
}

bool AttentionThumbnails::isMissing(const Side &side, HeadKey key) const
{
    const auto found = side.thumbnails.constFind(key);
    return found == side.thumbnails.constEnd() || found->level != levelOf(side);
}

const HeadThumbnail *AttentionThumbnails::find(AttentionSide side, HeadKey key) const
{
    const auto &thumbnails = at(side).thumbnails;
    const auto found = thumbnails.constFind(key);
    return found == thumbnails.constEnd() ? nullptr : &*found;
}

int AttentionThumbnails::ready(AttentionSide side) const
{
    return static_cast<int>(at(side).thumbnails.size());
}

bool AttentionThumbnails::isIdle() const
{
    return m_request == 0 && !m_timer.isActive() && nextBatch().heads.isEmpty();
}

AttentionThumbnails::Batch AttentionThumbnails::nextBatch() const
{
    const auto most = std::clamp(static_cast<qsizetype>(std::lround(batchTime / m_perHead)),
                                 fewestHeads, mostHeads);
    for (const bool visible : {true, false}) {
        for (const AttentionSide each : m_sides) {
            const Side &side = at(each);
            if (side.capture.isEmpty() || side.layers == 0 || side.isBroken)
                continue;
            Batch batch{each, {}, visible};
            if (visible) {
                for (const HeadKey &key : m_visible) {
                    if (key.isValid() && key.layer < side.layers && key.head < side.heads &&
                        batch.heads.size() < most && isMissing(side, key))
                        batch.heads += key;
                }
            } else {
                for (int i = 0; i < side.layers * side.heads && batch.heads.size() < most; ++i) {
                    const HeadKey key{i / side.heads, i % side.heads};
                    if (isMissing(side, key))
                        batch.heads += key;
                }
            }
            if (!batch.heads.isEmpty())
                return batch;
        }
    }
    return {};
}

void AttentionThumbnails::go()
{
    const Batch batch = nextBatch();
    if (m_request != 0) {
        // What is in sight goes before what is not (any more).
        const bool isInSight =
            std::any_of(m_batch.heads.begin(), m_batch.heads.end(),
                        [this](const HeadKey &key) { return m_visible.contains(key); });
        if (!batch.isVisible || batch.heads.isEmpty() || isInSight)
            return;
        cancel();
        return go();
    }
    if (batch.heads.isEmpty())
        emit idle();
    else
        send(batch);
}

void AttentionThumbnails::cancel()
{
    if (m_request != 0)
        m_client.cancel(std::exchange(m_request, 0));
}

void AttentionThumbnails::send(const Batch &batch)
{
    const Side &side = at(batch.side);
    const int level = levelOf(side);
    EngineTilesRequest request;
    request.heads = batch.heads;
    request.level = level;
    const int cells = static_cast<int>((qint64(side.tokens) + (1 << level) - 1) >> level);
    request.edge = std::max(cells, smallestEdge);
    request.pooling = m_pooling;
    request.look = {m_withoutFirst, side.minus};
    request.withStatistics = batch.side == AttentionSide::First && m_relations &&
                             (!batch.isVisible || side.tokens <= shortText);
    if (request.withStatistics)
        request.relations = m_relations;
    m_batch = batch;
    m_since.start();
    m_request = m_client.tiles(
        side.capture, request, this,
        [this, batch, level, capture = side.capture](const EngineResult<EngineTiles> &tiles) {
            m_request = 0;
            if (tiles) {
                take(batch, level, *tiles);
                if (!m_timer.isActive() && m_request == 0)
                    go();
                return;
            }
            if (tiles.error().code == u"capture_dropped") {
                at(batch.side).capture.clear();
                emit captureLost(capture);
            } else if (tiles.error().kind == EngineError::Kind::Busy) {
                m_timer.start(static_cast<int>(batchTime));
                return;
            } else {
                at(batch.side).isBroken = true;
                emit failed(batch.side, tiles.error().sentence);
            }
            schedule();
        });
}

void AttentionThumbnails::take(const Batch &batch, int level, const EngineTiles &tiles)
{
    Side &side = at(batch.side);
    const auto cells = static_cast<int>((qint64(side.tokens) + (1 << level) - 1) >> level);
    if (tiles.count() != batch.heads.size() || tiles.edge < cells) {
        side.isBroken = true;
        emit failed(batch.side, tr("The engine answered %1 thumbnails of %2 cells, %3 of %4 were "
                                   "expected; install it and this window in the same version")
                                    .arg(tiles.count())
                                    .arg(tiles.edge)
                                    .arg(batch.heads.size())
                                    .arg(cells));
        return;
    }
    // Some ms of a batch are the way; heads of one batch share them.
    m_perHead = std::max(0.7 * m_perHead + 0.3 * double(m_since.elapsed()) / tiles.count(), 1.0);
    for (int i = 0; i < tiles.count(); ++i) {
        HeadThumbnail thumbnail;
        thumbnail.key = batch.heads[i];
        thumbnail.cells = cells;
        thumbnail.level = level;
        thumbnail.scale = tiles.scales[i];
        thumbnail.isDifference = batch.side == AttentionSide::Difference;
        thumbnail.hasNan = tiles.hasNan[i];
        thumbnail.codes.reserve(qsizetype(cells) * cells);
        const qsizetype first = qsizetype(i) * tiles.edge * tiles.edge;
        for (int row = 0; row < cells; ++row)
            thumbnail.codes.append(tiles.codes.constData() + first + qsizetype(row) * tiles.edge,
                                   cells);
        side.thumbnails.insert(thumbnail.key, thumbnail);
    }
    emit arrived(batch.side, batch.heads);
    if (!tiles.figures.statistics.isEmpty())
        emit measured(batch.side, batch.heads, tiles.figures);
}

} // namespace phi1
