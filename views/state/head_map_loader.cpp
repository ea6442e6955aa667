// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/head_map_loader.h"

#include <algorithm>

#include "views/state/engine_client.h"

namespace phi1 {

namespace {

// Eleven maps of 2048 tokens: the open head and four neighbours, of two checkpoints.
constexpr std::size_t largestCache = 192u << 20;
constexpr int prefetchDelay = 60; // ms after the last move

} // namespace

HeadMapLoader::HeadMapLoader(EngineClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_pool.setMaxThreadCount(1);
    m_prefetch.setSingleShot(true);
    m_prefetch.setInterval(prefetchDelay);
    connect(&m_prefetch, &QTimer::timeout, this, [this] { go(); });
}

HeadMapLoader::~HeadMapLoader()
{
    m_pool.waitForDone();
    cancel();
}

void HeadMapLoader::reset(AttentionSide side, int layers, int heads, int tokens)
{
    if (m_request.id != 0 && m_request.side == side)
        cancel();
    Side &each = at(side);
    each.capture.clear();
    each.layers = layers;
    each.heads = heads;
    each.tokens = tokens;
    each.layersReady = 0;
    each.maps.clear();
    each.merged = {};
    each.failure.clear();
    m_derived = {};
    at(AttentionSide::Difference).merged = {};
    renew();
}

void HeadMapLoader::setCapture(AttentionSide side, const QString &capture, int layersReady)
{
    Side &each = at(side);
    each.layersReady = layersReady;
    if (capture == each.capture)
        return;
    if (m_request.id != 0 && m_request.side == side)
        cancel();
    each.capture = capture;
    each.failure.clear();
    renew();
}

void HeadMapLoader::setDifferenceProblem(const QString &sentence)
{
    if (std::exchange(m_differenceProblem, sentence) != sentence)
        renew();
}

void HeadMapLoader::setSecondWanted(bool wanted)
{
    if (std::exchange(m_secondWanted, wanted) != wanted)
        renew();
}

void HeadMapLoader::setWithoutFirst(bool without)
{
    if (std::exchange(m_withoutFirst, without) == without)
        return;
    forgetMerged();
    renew();
}

void HeadMapLoader::show(HeadKey key, HeadMerge merge, const QVector<HeadKey> &heads)
{
    const bool isSameMerge = merge == m_merge && (merge == HeadMerge::None || heads == m_marked);
    if (key == m_key && isSameMerge)
        return;
    m_key = key;
    m_merge = merge;
    m_marked = heads;
    if (!isSameMerge)
        forgetMerged();
    for (Side &side : m_all)
        side.failure.clear();
    renew();
}

void HeadMapLoader::forgetMerged()
{
    if (m_request.isMerged)
        cancel();
    for (Side &side : m_all)
        side.merged = {};
}

HeadMap HeadMapLoader::map(AttentionSide side) const
{
    return at(side).shown;
}

bool HeadMapLoader::isPending(AttentionSide side) const
{
    return at(side).isPending;
}

QString HeadMapLoader::problem(AttentionSide side) const
{
    return at(side).shownProblem;
}

HeadMap HeadMapLoader::cached(AttentionSide side, HeadKey key) const
{
    return at(side).maps.value(key).map;
}

std::size_t HeadMapLoader::bytes() const
{
    std::size_t sum = 0;
    for (const Side &side : m_all) {
        for (const Kept &kept : side.maps)
            sum += kept.map.bytes();
    }
    return sum;
}

bool HeadMapLoader::hasHead(const Side &side, HeadKey key) const
{
    return key.isValid() && key.layer < side.layers && key.head < side.heads;
}

bool HeadMapLoader::isWanted(AttentionSide side) const
{
    const Side &first = at(AttentionSide::First);
    if (m_merge != HeadMerge::None ? m_marked.isEmpty() : !m_key.isValid())
        return false;
    switch (side) {
    case AttentionSide::First:
        return first.layers > 0;
    case AttentionSide::Second:
        return m_secondWanted && at(side).layers > 0;
    case AttentionSide::Difference:
        return m_secondWanted && first.layers > 0 && at(AttentionSide::Second).layers > 0 &&
               m_differenceProblem.isEmpty();
    }
    return false;
}

void HeadMapLoader::show(AttentionSide side, const HeadMap &map, bool pending,
                         const QString &problem)
{
    Side &each = at(side);
    if (map.sharesWith(each.shown) && pending == each.isPending && problem == each.shownProblem)
        return;
    each.shown = map;
    each.isPending = pending;
    each.shownProblem = problem;
    emit changed(side);
}

void HeadMapLoader::renew()
{
    ++m_round; // what is computed at present is of something else
    const auto first = AttentionSide::First;
    const auto second = AttentionSide::Second;
    const auto difference = AttentionSide::Difference;
    if (m_merge != HeadMerge::None) {
        // The engine joins them as they are looked at.
        for (const AttentionSide side : {first, second, difference}) {
            const bool wanted = isWanted(side);
            const QString problem = side == difference && m_secondWanted && !wanted
                                        ? m_differenceProblem
                                        : at(side).failure;
            show(side, wanted ? at(side).merged : HeadMap(),
                 wanted && at(side).merged.isNull() && problem.isEmpty(), problem);
        }
        go();
        return;
    }
    const auto raw = [this](AttentionSide side) {
        if (!isWanted(side))
            return HeadMap();
        const auto found = at(side).maps.find(m_key);
        if (found == at(side).maps.end())
            return HeadMap();
        found->used = ++m_clock;
        return found->map;
    };
    const HeadMap a = raw(first);
    const HeadMap b = raw(second);
    Derived from;
    from.first = a;
    from.second = b;
    from.withoutFirst = m_withoutFirst;
    from.withDifference = isWanted(difference) && !a.isNull() && !b.isNull();
    const bool isKnown = m_derived.isFrom(from);
    const bool isDerived = from.withDifference || (m_withoutFirst && !(a.isNull() && b.isNull()));
    for (const AttentionSide side : {first, second}) {
        // The old one goes at once if it is of another head; the new one comes in a moment.
        HeadMap map = side == first ? a : b;
        if (m_withoutFirst)
            map = isKnown ? m_derived.maps[static_cast<std::size_t>(side)] : HeadMap();
        show(side, map, isWanted(side) && map.isNull() && at(side).failure.isEmpty(),
             isWanted(side) ? at(side).failure : QString());
    }
    const HeadMap minus = isKnown && from.withDifference ? m_derived.maps[2] : HeadMap();
    const bool isBroken = !at(first).failure.isEmpty() || !at(second).failure.isEmpty();
    show(difference, minus, isWanted(difference) && minus.isNull() && !isBroken,
         m_secondWanted ? m_differenceProblem : QString());
    if (isDerived && !isKnown)
        derive(from);
    go();
}

void HeadMapLoader::derive(const Derived &from)
{
    m_pool.clear(); // of those only the newest is wanted
    m_pool.start([this, from, round = m_round] {
        const auto done = std::make_shared<Derived>(from);
        const HeadMap x = from.withoutFirst ? from.first.withoutFirst() : from.first;
        const HeadMap y = from.withoutFirst ? from.second.withoutFirst() : from.second;
        done->maps = {x, y, from.withDifference ? x.minus(y) : HeadMap()};
        QMetaObject::invokeMethod(
            this,
            [this, round, done] {
                if (round != m_round)
                    return;
                m_derived = *done;
                renew();
            },
            Qt::QueuedConnection);
    });
}

void HeadMapLoader::go()
{
    // What is shown first, then what arrow keys may show next.
    const auto canAsk = [this](AttentionSide side) {
        return isWanted(side) && !at(side).capture.isEmpty() && at(side).failure.isEmpty();
    };
    if (m_merge != HeadMerge::None) {
        for (const AttentionSide side :
             {AttentionSide::First, AttentionSide::Second, AttentionSide::Difference}) {
            const bool isThere = side == AttentionSide::Difference
                                     ? isWanted(side) && canAsk(AttentionSide::First) &&
                                           canAsk(AttentionSide::Second)
                                     : canAsk(side);
            if (isThere && at(side).merged.isNull() && at(side).failure.isEmpty())
                return ask(side, {}, true);
        }
        return;
    }
    const AttentionSide sides[] = {AttentionSide::First, AttentionSide::Second};
    bool isComplete = true;
    for (const AttentionSide side : sides) {
        if (!isWanted(side) || !hasHead(at(side), m_key) || at(side).maps.contains(m_key))
            continue;
        isComplete = false;
        if (canAsk(side))
            return ask(side, m_key, false);
    }
    if (!isComplete || m_request.id != 0 || !m_key.isValid())
        return;
    if (m_prefetch.isActive())
        return;
    const HeadKey neighbours[] = {{m_key.layer, m_key.head + 1},
                                  {m_key.layer, m_key.head - 1},
                                  {m_key.layer + 1, m_key.head},
                                  {m_key.layer - 1, m_key.head}};
    for (const HeadKey &key : neighbours) {
        for (const AttentionSide side : sides) {
            const Side &each = at(side);
            const auto size = std::size_t(each.tokens) * std::size_t(each.tokens) * sizeof(float);
            const bool isReady = hasHead(each, key) && key.layer < each.layersReady;
            if (canAsk(side) && isReady && !each.maps.contains(key) && 10 * size <= largestCache)
                return ask(side, key, false);
        }
    }
}

void HeadMapLoader::ask(AttentionSide side, HeadKey key, bool merged)
{
    if (m_request.id != 0) {
        if (m_request.side == side && m_request.key == key && m_request.isMerged == merged)
            return;
        cancel(); // a neighbour, or what was looked at before
    }
    const bool isDifference = side == AttentionSide::Difference;
    const Side &source = at(isDifference ? AttentionSide::First : side);
    EngineRowsRequest rows;
    rows.tokens = source.tokens;
    if (merged) {
        rows.heads = m_marked;
        rows.merge = m_merge;
        rows.look = {m_withoutFirst, isDifference ? at(AttentionSide::Second).capture : QString()};
    } else {
        rows.heads = {key};
    }
    Request request{0, side, key, merged};
    request.id = m_client.maps(
        source.capture, rows, this,
        [this, request, capture = source.capture](const EngineResult<QVector<HeadMap>> &maps) {
            onAnswer(request, capture, maps);
        });
    m_request = request;
}

void HeadMapLoader::onAnswer(const Request &request, const QString &capture,
                             const EngineResult<QVector<HeadMap>> &maps)
{
    m_request = {};
    Side &side = at(request.side);
    const int tokens =
        at(request.side == AttentionSide::Difference ? AttentionSide::First : request.side).tokens;
    const bool isShown = request.isMerged || request.key == m_key;
    if (!maps && maps.error().code == u"capture_dropped") {
        at(request.side == AttentionSide::Difference ? AttentionSide::First : request.side)
            .capture.clear();
        emit captureLost(capture);
        return;
    }
    if (!maps && maps.error().kind == EngineError::Kind::Busy) {
        m_prefetch.start(); // go() asks again
        return;
    }
    if (maps && maps->size() == 1 && maps->first().tokens() == tokens) {
        if (request.isMerged)
            side.merged = maps->first();
        else
            keep(side, request.key, maps->first());
    } else if (isShown) {
        const QString sentence =
            maps ? tr("The engine answered with another map than the one that was asked for; "
                      "install it and this window in the same version")
                 : maps.error().sentence;
        side.failure = sentence;
        renew();
        return;
    }
    if (isShown) {
        m_prefetch.start();
        renew();
    } else if (maps) {
        go(); // the next neighbour; not after a failure, which would only come again
    }
}

void HeadMapLoader::keep(Side &side, HeadKey key, const HeadMap &map)
{
    side.maps.insert(key, {map, ++m_clock});
    while (bytes() > largestCache) {
        Side *oldestSide = nullptr;
        HeadKey oldest;
        quint64 used = m_clock + 1;
        for (Side &each : m_all) {
            for (auto kept = each.maps.cbegin(); kept != each.maps.cend(); ++kept) {
                if (kept->used < used && kept.key() != m_key) {
                    used = kept->used;
                    oldest = kept.key();
                    oldestSide = &each;
                }
            }
        }
        if (!oldestSide)
            return;
        oldestSide->maps.remove(oldest);
    }
}

void HeadMapLoader::cancel()
{
    if (m_request.id != 0)
        m_client.cancel(m_request.id);
    m_request = {};
}

} // namespace phi1
