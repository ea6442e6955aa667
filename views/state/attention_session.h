// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QVariantMap>

#include "views/state/attention_types.h"
#include "views/state/head_map.h"

namespace phi1 {

class AttentionAblation;
class AttentionLens;
class AttentionProbes;
class AttentionPrompts;
class AttentionSeries;
class CheckpointCatalogue;
class CompareHistory;
class EngineHub;
class HeadScoreModel;
class PromptLibrary;
class WorkspaceSession;

/// Every attention head of one checkpoint, or two, on one prompt: everything of the Attention page
/// but its widgets. Lives in the GUI thread and never blocks it; answers come by signals.
///
/// The forward pass begins as soon as a checkpoint and a prompt are there. Then come the thumbnails
/// (those in sight first), then the scores. What came stays if the engine dies.
class AttentionSession final : public QObject
{
    Q_OBJECT
public:
    /// @param workspace  outlives it; gives the engine and the runs' checkpoints
    explicit AttentionSession(WorkspaceSession &workspace, QObject *parent = nullptr);
    ~AttentionSession() override;

    EngineHub &engine() const;
    CheckpointCatalogue &catalogue() const; ///< what can be chosen
    PromptLibrary &library() const;
    CompareHistory &history() const;     ///< comparisons whose completions can be looked at
    AttentionPrompts &prompts() const;   ///< samples and completions as prompts
    AttentionSeries &series() const;     ///< along the checkpoints of a run
    AttentionProbes &probes() const;     ///< what a run writes about itself while it trains
    AttentionAblation &ablation() const; ///< heads that are switched off
    AttentionLens &lens() const;         ///< logit lens and rollout at the selected query

    // Checkpoints. `side` is First or Second here.
    /// Loads it, and captures the prompt. "" closes it.
    void setCheckpoint(AttentionSide side, const QString &path);
    void setDtype(AttentionSide side, PaneDtype dtype);
    void swapCheckpoints();
    const AttentionCaptureInfo &capture(AttentionSide side) const;
    bool hasSecond() const; ///< a second checkpoint is chosen
    /// One sentence why there is no difference (other tokens, layers or heads); empty: there is, or
    /// will be, or no second checkpoint is chosen.
    QString differenceProblem() const;

    // Prompt
    void setPrompt(const AttentionPrompt &prompt);
    const AttentionPrompt &prompt() const;
    /// One sentence why it cannot be captured; empty: fine, as far as is known.
    QString promptProblem() const;
    const QVector<AttentionToken> &tokens() const; ///< empty: not known yet
    /// Bytes of all tokens, one after the other: what was captured. Differs from the prompt's text
    /// only if the tokenizer does not give back what it takes.
    const QByteArray &text() const;
    int tokenAt(int byte) const; ///< of text(); -1: none

    // How maps are looked at; thumbnails, maps and scores that depend on it come anew.
    void setWithoutFirst(bool without);
    bool isWithoutFirst() const;
    void setPooling(AttentionPooling pooling);
    AttentionPooling pooling() const;

    // Thumbnails
    /// Heads in sight, in the order in which they are wanted; the others come after them.
    void setVisibleHeads(const QVector<HeadKey> &heads);
    /// Which captures' thumbnails are shown; at the beginning the first one's.
    void setThumbnailSides(const QVector<AttentionSide> &sides);
    const QVector<AttentionSide> &thumbnailSides() const;
    /// At least so many cells per side, if the text has as many tokens: 16 to 256.
    void setThumbnailCells(int cells);
    /// Null: not there (yet). Valid until control is back in the event loop.
    const HeadThumbnail *thumbnail(AttentionSide side, HeadKey key) const;
    int thumbnailsReady(AttentionSide side) const;

    // Selection
    const AttentionSelection &selection() const;
    void selectHead(HeadKey key); ///< one that is not there is moved to the nearest
    void setToken(int query, int key);
    void setPinned(bool pinned);

    // Heads that become one map
    void setMarkedHeads(const QVector<HeadKey> &heads);
    const QVector<HeadKey> &markedHeads() const;
    /// Mean or Maximum shows the marked heads' map in place of the selected one's.
    void setMerge(HeadMerge merge);
    HeadMerge merge() const;

    // The open map
    /// Null while it is not there; then isMapPending(), or mapProblem() says why.
    HeadMap map(AttentionSide side) const;
    bool isMapPending(AttentionSide side) const;
    QString mapProblem(AttentionSide side) const;
    /// The map in memory of any head, if it is one of the few that are kept.
    HeadMap cachedMap(AttentionSide side, HeadKey key) const;

    // Scores
    HeadScoreModel &scores() const; ///< of the first capture; "change" needs the second
    /// "768 heads, on the text and on 512 repeated random tokens", translated.
    QString scoresFact() const;

    /// After a death of the engine: starts it and captures again.
    void restartEngine();

    /// Everything that the numbers on the page depend on, for exports: checkpoint with fingerprint
    /// and dtype, prompt with ids, look, selection, engine.
    QVariantMap provenance() const;
    enum class Export {
        Map,        ///< the open map of the first side, [T, T]
        Difference, ///< first, second and difference of the open head
        Thumbnails, ///< [L, H, cells, cells] of the first thumbnail side
        Scores,     ///< [L, H, scores]
        Series,     ///< [steps, L, H, scores]
    };
    Q_ENUM(Export)
    /// Numbers as a file in memory: then exported(), or exportFailed() and errorOccurred(). As NPY
    /// one array and nothing else; as safetensors with provenance() in its header; scores and
    /// series also as "csv" or "json".
    /// @param format  "npy", "safetensors", "csv", "json"
    quint64 requestExport(Export what, const QString &format);

    /// Checkpoints, prompt, look, selection: plain values for a page's saved state.
    QVariantMap state() const;
    void restoreState(const QVariantMap &state);

signals:
    void captureChanged(phi1::AttentionSide side); ///< state, progress, facts
    void promptChanged();                          ///< text, source, problem
    void tokensChanged();
    void lookChanged(); ///< pooling, without-first, sides, merge, marked heads
    /// Everything of this side is gone: other numbers will come.
    void thumbnailsReset(phi1::AttentionSide side);
    void thumbnailsChanged(phi1::AttentionSide side, const QVector<phi1::HeadKey> &heads);
    void selectionChanged(const phi1::AttentionSelection &selection);
    void mapChanged(phi1::AttentionSide side); ///< map, pending or problem
    void exported(quint64 request, const QByteArray &bytes);
    void exportFailed(quint64 request); ///< errorOccurred() says why
    void stateChanged();                ///< state() would give something else
    void errorOccurred(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
