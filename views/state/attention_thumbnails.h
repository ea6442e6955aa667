// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include "views/state/attention_types.h"
#include "views/state/engine_attention.h"

namespace phi1 {

class EngineClient;

/// Fills in the thumbnails of all heads, those in sight first, a batch at a time; a batch that went
/// out of sight is cancelled. One request is under way at most, so that an opened head waits for
/// little.
class AttentionThumbnails final : public QObject
{
    Q_OBJECT
public:
    explicit AttentionThumbnails(EngineClient &client, QObject *parent = nullptr);

    /// Other numbers: everything of this side goes. 0 layers: there are none.
    void reset(AttentionSide side, int layers, int heads, int tokens);
    /// Where a side's numbers come from; "": nowhere at present, what came stays.
    /// @param minus  of a difference
    void setCapture(AttentionSide side, const QString &capture, const QString &minus = {});
    void setLook(AttentionPooling pooling, bool withoutFirst); ///< empties all sides
    void setSides(const QVector<AttentionSide> &sides);
    void setVisible(const QVector<HeadKey> &heads);
    void setCells(int cells);
    /// Scores are asked for together with the thumbnails of heads out of sight: of this capture,
    /// where the engine has each map in hand anyway.
    void setRelations(const SharedRelations &relations);

    const QVector<AttentionSide> &sides() const { return m_sides; }
    const HeadThumbnail *find(AttentionSide side, HeadKey key) const;
    int ready(AttentionSide side) const;
    int cells() const { return m_cells; }
    int headCount(AttentionSide side) const { return at(side).layers * at(side).heads; }
    /// Nothing is left to ask for, as far as captures are there.
    bool isIdle() const;

signals:
    void wasReset(phi1::AttentionSide side);
    void arrived(phi1::AttentionSide side, const QVector<phi1::HeadKey> &heads);
    void measured(phi1::AttentionSide side, const QVector<phi1::HeadKey> &heads,
                  const phi1::EngineFigures &figures);
    void captureLost(const QString &capture);
    void idle();
    void failed(phi1::AttentionSide side, const QString &sentence);

private:
    struct Side {
        QString capture, minus;
        int layers = 0, heads = 0, tokens = 0;
        QHash<HeadKey, HeadThumbnail> thumbnails;
        bool isBroken = false; ///< a request failed; tried again with another capture
    };
    struct Batch {
        AttentionSide side = AttentionSide::First;
        QVector<HeadKey> heads;
        bool isVisible = false;
    };

    Side &at(AttentionSide side) { return m_all[static_cast<std::size_t>(side)]; }
    const Side &at(AttentionSide side) const { return m_all[static_cast<std::size_t>(side)]; }
    int levelOf(const Side &side) const;
    bool isMissing(const Side &side, HeadKey key) const;
    Batch nextBatch() const;
    void schedule(); ///< go() in a moment, however often it is called
    void go();
    void send(const Batch &batch);
    void take(const Batch &batch, int level, const EngineTiles &tiles);
    void cancel();

    EngineClient &m_client;
    std::array<Side, attentionSides> m_all;
    QVector<AttentionSide> m_sides{AttentionSide::First};
    QVector<HeadKey> m_visible;
    AttentionPooling m_pooling = AttentionPooling::Maximum;
    bool m_withoutFirst = false;
    int m_cells = 64;
    SharedRelations m_relations;

    QTimer m_timer;
    quint64 m_request = 0; ///< under way, 0: none
    Batch m_batch;
    QElapsedTimer m_since;
    double m_perHead = 20; ///< ms
};

} // namespace phi1
