// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/base/token_relation.h"
#include "views/state/attention_types.h"
#include "views/state/engine_types.h"
#include "views/state/head_map.h"

namespace phi1 {

// What the engine is asked about attention and answers (docs/engine.md, "Attention"). The readers
// may be called in any thread; what does not fit is an error of kind Protocol. Legend: N tiles or
// heads, R relations, T tokens.

/// A capture (object CAPTURE of the protocol).
struct EngineCapture {
    QString id, model;
    QString state; ///< "capturing", "ready", "failed"
    QString error;
    int tokens = 0, layers = 0, heads = 0, layersReady = 0;
    qint64 bytes = 0;
    double progress = 0, seconds = unknownFigure;
    bool isFinite = true;
    QVector<AttentionToken> pieces; ///< [T]; empty in lists of captures
};

/// Relations as they travel, written once for the many requests that carry them: those of 2048
/// tokens can take a megabyte.
struct EngineRelations {
    QStringList names; ///< [R]
    QByteArray json;
};
using SharedRelations = std::shared_ptr<const EngineRelations>;
SharedRelations engineRelations(const std::vector<TokenRelation> &relations);

/// How maps are looked at.
struct EngineLook {
    bool withoutFirst = false;
    QString minus; ///< id of the capture that is taken away, empty: none

    bool operator==(const EngineLook &) const = default;
};

struct EngineTilesRequest {
    QVector<HeadKey> heads; ///< one tile each: the whole map at `level`
    int level = 0;
    int edge = 64; ///< cells per side, 8 to 256
    AttentionPooling pooling = AttentionPooling::Maximum;
    EngineLook look;
    bool withStatistics = false;
    SharedRelations relations; ///< with statistics; null: none
};

/// Figures of heads in the order of HeadStatistics: previous, sink, self, entropy, distance,
/// change; then one per relation.
struct EngineFigures {
    int relations = 0;
    QVector<float> statistics; ///< [N, 6], empty: not asked for
    QVector<float> related;    ///< [N, R]
};
inline constexpr int engineStatistics = 6;

struct EngineTiles {
    int edge = 0;
    QByteArray codes;      ///< [N, edge, edge]
    QVector<float> scales; ///< [N]
    QVector<bool> hasNan;  ///< [N]
    EngineFigures figures;
    int count() const { return static_cast<int>(scales.size()); }
};

struct EngineRowsRequest {
    QVector<HeadKey> heads;
    HeadMerge merge = HeadMerge::None;
    int tokens = 0; ///< of the capture: all rows
    EngineLook look;
};

struct EngineLensLayer {
    int layer = 0;
    double entropy = unknownFigure;
    QVector<TokenChoice> top, probed;
};

struct EngineRollout {
    int layers = 0, tokens = 0;
    std::vector<float> values; ///< [layers, tokens]
};

EngineResult<EngineCapture> engineCaptureFrom(const QByteArray &body);
EngineResult<EngineTiles> engineTilesFrom(const QByteArray &body);
/// Whole maps only; their sums are computed here, so not for the GUI thread.
EngineResult<QVector<HeadMap>> engineMapsFrom(const QByteArray &body);
EngineResult<QVector<HeadMap>> engineDifferencesFrom(const QByteArray &body);
EngineResult<EngineFigures> engineFiguresFrom(const QByteArray &body);
EngineResult<QVector<EngineLensLayer>> engineLensFrom(const QByteArray &body);
EngineResult<EngineRollout> engineRolloutFrom(const QByteArray &body);

QByteArray captureBody(const QString &model, const QString &text);
QByteArray captureBody(const QString &model, const QVector<qint32> &ids);
QByteArray tilesBody(const EngineTilesRequest &request);
QByteArray rowsBody(const EngineRowsRequest &request);
QByteArray statisticsBody(const QVector<HeadKey> &heads, const SharedRelations &relations,
                          const EngineLook &look);
QByteArray lensBody(int position, int top, const QVector<qint32> &probe);
QByteArray rolloutBody(int position);
/// @param capture  for mean ablation; empty: zeros
QByteArray ablationBody(const QString &base, const QVector<HeadKey> &heads, const QString &capture);

} // namespace phi1
