// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHashFunctions>
#include <QMetaType>
#include <QString>
#include <QVector>

#include <compare>

#include "views/state/compare_types.h"

namespace phi1 {

// Legend of all attention_*.h: L layers, H heads of a layer, T tokens of the prompt. Layers, heads
// and tokens count from 0, lines from 1. A map is [T, T]: row i says where token i looks ("query"),
// column j who looks at token j ("key"); above the diagonal everything is exactly 0.

struct HeadKey {
    int layer = -1, head = -1;

    bool isValid() const { return layer >= 0 && head >= 0; }
    auto operator<=>(const HeadKey &) const = default;
};
inline size_t qHash(const HeadKey &key, size_t seed = 0)
{
    return qHashMulti(seed, key.layer, key.head);
}
/// "9.14", as tables and cards write it.
QString headName(HeadKey key);

/// One token of the prompt.
struct AttentionToken {
    qint32 id = -1;
    QByteArray bytes;       ///< need not be valid UTF-8
    int start = 0, end = 0; ///< bytes in AttentionSession::text()
    int line = 1;

    bool operator==(const AttentionToken &) const = default;
};

/// Which capture is meant.
enum class AttentionSide {
    First,
    Second,     ///< of the other checkpoint
    Difference, ///< first minus second
};
inline constexpr int attentionSides = 3;

/// What became of the cells of a block of a thumbnail.
enum class AttentionPooling {
    Maximum, ///< of a difference: the number farthest from 0
    Mean,
    Entropy, ///< bits; see Pooling::Entropy in model/inference/attention/attention_capture.h
};
QString poolingName(AttentionPooling pooling); ///< "max", "mean", "entropy" as in the protocol

/// How several heads become one map.
enum class HeadMerge {
    None, ///< the selected head alone
    Mean,
    Maximum,
};

/// A head's map at a low level of detail: cells × cells blocks of 2^level rows and columns.
struct HeadThumbnail {
    HeadKey key;
    int cells = 0; ///< per side
    int level = 0;
    /// [cells, cells]. Weights and entropies are coded logarithmically with one table for all
    /// heads; differences are centred at 128. See value().
    QByteArray codes;
    float scale = 1; ///< of the codes: 1 for weights, log2 T for entropies
    bool isDifference = false;
    bool hasNan = false; ///< some cells are not numbers; they have code 0 (128 in a difference)

    bool isEmpty() const { return cells == 0; }
    quint8 code(int row, int column) const
    {
        return static_cast<quint8>(codes[qsizetype(row) * cells + column]);
    }
    /// What a code stands for. Weights: 0 of code 0, else scale · 2^((code − 255) / 12), i.e. from
    /// 4e-7 on in steps of 6 %. Differences: scale · (code − 128) / 127.
    float valueOf(quint8 code) const;
    float value(int row, int column) const { return valueOf(code(row, column)); }
};

/// One score, as it is explained.
struct AttentionScoreInfo {
    QString key;     ///< "previous", "induction", …: a name in files, never translated
    QString title;   ///< "Previous token", translated
    QString unit;    ///< "bits", "tokens" or empty: a share from 0 to 1
    QString formula; ///< in words and signs
    QString source;  ///< paper, or "defined here"
    QString meaning; ///< what a high number says, translated
    bool isShare() const { return unit.isEmpty(); }
};
/// All of them, in the order of HeadScores::values: previous, induction, induction_random, sink,
/// self, entropy, distance, bracket, definition, return, indentation, docstring, change.
const QVector<AttentionScoreInfo> &attentionScores();
int attentionScoreIndex(const QString &key); ///< -1: no such score

/// What was measured of one head.
struct HeadScores {
    HeadKey key;
    QVector<float> values; ///< by score; NaN: not measured (yet), or not applicable
};

enum class AttentionState {
    Empty,     ///< no checkpoint, or no prompt
    Loading,   ///< the engine loads the weights
    Capturing, ///< the forward pass goes on; layers become ready one after another
    Ready,
    Failed, ///< `sentence` says why; what came before stays
};

/// One capture, as the engine reports it.
struct AttentionCaptureInfo {
    AttentionState state = AttentionState::Empty;
    QString sentence;          ///< of a failure
    double progress = 0;       ///< of the forward pass, 0 to 1
    PaneFacts facts;           ///< of the weights
    QString captureId;         ///< of the engine
    int layers = 0, heads = 0; ///< 0: not known yet
    int layersReady = 0;
    qint64 bytes = 0;               ///< held by the engine for it
    double seconds = unknownFigure; ///< the forward pass took
    bool isFinite = true;           ///< false: some weights or activations are not numbers
};

/// Where a prompt is from.
struct AttentionPrompt {
    enum class Source {
        Typed,
        Library,    ///< `id`: entry of the prompt library
        Sample,     ///< a document that a training step read: `id` run, `step`, `document`
        Completion, ///< prompt and completion of a comparison: `record`
    };
    QString text;
    QString title; ///< of the entry, the document or the comparison; empty: typed
    Source source = Source::Typed;
    QString id;
    qint64 step = -1;
    int document = -1;
    qint64 record = 0;

    bool operator==(const AttentionPrompt &) const = default;
};

/// Shared by all views of a page.
struct AttentionSelection {
    HeadKey head;
    int query = -1, key = -1; ///< tokens, -1: none
    bool pinned = false;      ///< hovering changes nothing

    bool operator==(const AttentionSelection &) const = default;
};

} // namespace phi1

Q_DECLARE_METATYPE(phi1::HeadKey)
Q_DECLARE_METATYPE(phi1::AttentionSide)
Q_DECLARE_METATYPE(phi1::AttentionSelection)
Q_DECLARE_METATYPE(phi1::AttentionPrompt)
