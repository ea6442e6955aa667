// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QHash>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include "views/state/attention_types.h"
#include "views/state/engine_attention.h"

namespace phi1 {

class EngineClient;

/// The whole maps of the head that is looked at, and of its neighbours, so that arrow keys find
/// them there. Maps are asked for as they are; what is without the first token, and differences,
/// are computed from them in another thread.
class HeadMapLoader final : public QObject
{
    Q_OBJECT
public:
    explicit HeadMapLoader(EngineClient &client, QObject *parent = nullptr);
    ~HeadMapLoader() override;

    /// Other numbers: the maps of First or Second go. 0 layers: there are none.
    void reset(AttentionSide side, int layers, int heads, int tokens);
    /// "": none at present; what is in memory stays.
    void setCapture(AttentionSide side, const QString &capture, int layersReady);
    /// Why there is no difference; empty: there is one where both sides are.
    void setDifferenceProblem(const QString &sentence);
    void setSecondWanted(bool wanted);
    void setWithoutFirst(bool without);
    /// @param heads  whose maps become one; ignored without a merge
    void show(HeadKey key, HeadMerge merge, const QVector<HeadKey> &heads);

    HeadMap map(AttentionSide side) const;
    bool isPending(AttentionSide side) const;
    QString problem(AttentionSide side) const;
    HeadMap cached(AttentionSide side, HeadKey key) const; ///< with the first token
    std::size_t bytes() const;                             ///< of all maps kept

signals:
    void changed(phi1::AttentionSide side);
    void captureLost(const QString &capture);

private:
    struct Kept {
        HeadMap map;
        quint64 used = 0;
    };
    struct Side {
        QString capture;
        int layers = 0, heads = 0, tokens = 0, layersReady = 0;
        QHash<HeadKey, Kept> maps;
        HeadMap merged; ///< of the marked heads, for the present look
        HeadMap shown;
        QString failure;      ///< of the last request, until something else is asked for
        QString shownProblem; ///< as told
        bool isPending = false;
    };
    /// What was computed from two maps; a null one gives a null one.
    struct Derived {
        HeadMap first, second;
        bool withoutFirst = false, withDifference = false;
        std::array<HeadMap, attentionSides> maps;
        bool isFrom(const Derived &other) const
        {
            return first.sharesWith(other.first) && second.sharesWith(other.second) &&
                   withoutFirst == other.withoutFirst && withDifference == other.withDifference;
        }
    };
    struct Request {
        quint64 id = 0; ///< 0: none is under way
        AttentionSide side = AttentionSide::First;
        HeadKey key;
        bool isMerged = false;
    };

    Side &at(AttentionSide side) { return m_all[static_cast<std::size_t>(side)]; }
    const Side &at(AttentionSide side) const { return m_all[static_cast<std::size_t>(side)]; }
    bool hasHead(const Side &side, HeadKey key) const;
    bool isWanted(AttentionSide side) const;
    void renew(); ///< what is shown, from what is in memory
    void derive(const Derived &from);
    void show(AttentionSide side, const HeadMap &map, bool pending, const QString &problem);
    void go();
    void ask(AttentionSide side, HeadKey key, bool merged);
    void onAnswer(const Request &request, const QString &capture,
                  const EngineResult<QVector<HeadMap>> &maps);
    void keep(Side &side, HeadKey key, const HeadMap &map);
    void cancel();
    void forgetMerged();

    EngineClient &m_client;
    std::array<Side, attentionSides> m_all;
    HeadKey m_key;
    HeadMerge m_merge = HeadMerge::None;
    QVector<HeadKey> m_marked;
    bool m_withoutFirst = false, m_secondWanted = false;
    QString m_differenceProblem;
    Request m_request;
    quint64 m_clock = 0; ///< of uses
    quint64 m_round = 0; ///< of derived maps
    Derived m_derived;   ///< the last one
    QTimer m_prefetch;
    QThreadPool m_pool; ///< last, so that it ends first
};

} // namespace phi1
