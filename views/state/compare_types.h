// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>

#include <QByteArray>
#include <QFlags>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>

namespace phi1 {

/// A number that is not known (yet).
inline constexpr double unknownFigure = std::numeric_limits<double>::quiet_NaN();

/// One row of a distribution over next tokens.
struct TokenChoice {
    qint32 id = -1;
    float logProbability = std::numeric_limits<float>::quiet_NaN(); ///< natural logarithm
    QByteArray bytes; ///< what the token stands for; need not be valid UTF-8

    bool operator==(const TokenChoice &) const = default;
};

enum class TokenFlag {
    Shared = 1,    ///< before a branch: the same token as in the completion it began from
    Forced = 2,    ///< put there by the user; its log-probability is the model's all the same
    EndOfText = 4, ///< the model ended the text with it
};
Q_DECLARE_FLAGS(TokenFlags, TokenFlag)
Q_DECLARE_OPERATORS_FOR_FLAGS(TokenFlags)

/// One token of a completion as it is shown.
struct ViewToken {
    QByteArray bytes; ///< may hold a part of a UTF-8 character only
    qint32 id = -1;
    float logProbability =
        std::numeric_limits<float>::quiet_NaN(); ///< of the sampler's model, T = 1
    /// Nats, of this pane's model from the other pane's at this place, NaN: not known (yet). Of the
    /// listed tokens and one rest, so never more than the true one.
    float divergence = std::numeric_limits<float>::quiet_NaN();
    TokenFlags flags;
    QVector<TokenChoice> top; ///< descending; empty where the engine gave none
};

/// What the user asks for; what was used stands in PaneFacts::dtype.
enum class PaneDtype { Auto, Float32, BFloat16, Int8 };
QString dtypeName(PaneDtype dtype); ///< "auto", "float32", … as in the engine's protocol
PaneDtype dtypeFromName(const QString &name);

/// A checkpoint that can be chosen in a pane.
struct CheckpointChoice {
    QString path;           ///< absolute folder; its identity
    QString name;           ///< of the run's title, or the folder's
    QString runId;          ///< empty: opened from disk
    QString stage;          ///< "pretrained", "finetuned" or empty: not known
    qint64 step = -1;       ///< -1: not known
    double written = 0;     ///< unix seconds, 0: not known
    bool isMissing = false; ///< it was there once and is not now

    bool operator==(const CheckpointChoice &) const = default;
};
/// "pretrained, step 24 000", translated; what is not known is left out.
QString stageText(const QString &stage, qint64 step);

/// How tokens are drawn.
struct CompareSampling {
    double temperature = 0.0; ///< 0: greedy
    int topK = 0;             ///< 0: off
    double topP = 1.0;
    double minP = 0.0;
    double repetitionPenalty = 1.0;
    int maxTokens = 160;
    int samples = 1;
    quint64 seed = 17;
    bool newSeedEachRun = false;
    QStringList stop;      ///< as typed, real line breaks inside
    bool stopAtEnd = true; ///< at <|endoftext|>

    bool operator==(const CompareSampling &) const = default;
};
/// One sentence if no engine would take these values; empty if all is well.
QString samplingProblem(const CompareSampling &sampling);
/// "greedy, seed 17", "T 0.8, top-p 0.95, seed 17", translated, for the line of facts.
QString samplingText(const CompareSampling &sampling, quint64 seedUsed);

/// What a pane does now.
enum class PaneState {
    Empty,    ///< no checkpoint chosen
    Unloaded, ///< chosen; the engine has not been asked for it yet
    Loading,  ///< the engine loads the weights
    Ready,    ///< loaded, nothing written yet
    Waiting,  ///< the request lies in the engine's queue
    Writing,  ///< tokens come
    Finished, ///< ended by itself
    Stopped,  ///< ended by the user
    Failed,   ///< ended by an error; `sentence` says which, what came is kept
};
bool isBusy(PaneState state); ///< Loading, Waiting or Writing

/// What is known of the weights behind a pane, as the engine reports them: nothing here is guessed
/// from a file name.
struct PaneFacts {
    CheckpointChoice checkpoint;
    PaneDtype wantedDtype = PaneDtype::Auto;
    QString modelId; ///< of the engine, empty: not loaded
    QString dtype;   ///< "bfloat16"
    QString storedDtype;
    QString device;      ///< "cpu", "cuda:0"
    QString kernels;     ///< "avx512-bf16"
    QString fingerprint; ///< of the weights that were loaded, hexadecimal; empty: being computed
    QString tokenizer;   ///< hash; panes with the same one have comparable token ids
    qint64 parameters = 0;
    qint64 memoryBytes = 0; ///< weights and their share of caches
    qint64 weightBytes = 0;
    int context = 0; ///< tokens, 0: not known
    double loadSeconds = unknownFigure;
};
/// "9f3a·c41e·07b2" of a fingerprint, "" of none.
QString shortFingerprint(const QString &fingerprint);

enum class PaneCompletionState { Waiting, Writing, Complete, Cancelled, Failed };

/// One completion: a sample of a run, or a branch from one.
struct PaneCompletion {
    int id = 0;     ///< within its pane, ascending in order of creation
    int sample = 0; ///< 0-based; a branch carries that of its root
    /// Tree of branches: `tokens` hold those shared with the parent first (flag Shared).
    int parent = -1;      ///< id, -1: a root
    int branchIndex = -1; ///< index of the forced token
    qint32 forcedId = -1;

    QVector<ViewToken> tokens;
    QString text; ///< never a part of a character
    PaneCompletionState state = PaneCompletionState::Waiting;
    QString finish;     ///< "end_of_text", "stop_string", "length", "context", "cancelled"
    QString stopString; ///< that ended it, if one did
    QString sentence;   ///< of a failure
    double firstTokenSeconds = unknownFigure;
    double tokensPerSecond = unknownFigure;
    double queuedSeconds = unknownFigure;
    double meanProbability = unknownFigure; ///< geometric mean over the tokens after the branch
    double promptTokensPerSecond = unknownFigure;
    int promptTokens = 0;
    int drafted = 0, accepted = 0; ///< tokens guessed by prompt lookup, and those that held
    quint64 seed = 0;
    double startedAt = unknownFigure; ///< unix seconds

    // While it is written: tokens and text that the engine sent, of a branch from its beginning.
    int arrived = 0;
    QString arrivedText;
};
/// "stopped at \n\n\n", "reached 160 tokens", "ended by <|endoftext|>", …, translated.
QString finishText(const PaneCompletion &completion);

/// Samples that say the same.
struct SampleGroup {
    QVector<int> completions; ///< ids, the first is shown
    QString text;
    int count() const { return static_cast<int>(completions.size()); }
};

/// A pane as a whole. A value: copying shares the tokens.
struct ComparePane {
    PaneFacts facts;
    CompareSampling sampling; ///< of its own, used while sampling is per pane
    PaneState state = PaneState::Empty;
    QString sentence; ///< why it failed, as the engine says it
    QVector<PaneCompletion> completions;
    int current = -1; ///< id of the shown completion, -1: none

    const PaneCompletion *find(int completionId) const;
    const PaneCompletion *currentCompletion() const { return find(current); }
};

/// Where the shown completions part.
struct PaneDivergence {
    bool exists = false;
    /// Per pane: index of the first differing token, one past the end if that pane ended there; -1
    /// for a pane without tokens.
    QVector<int> tokens;
    qint64 byte = -1; ///< bytes before it, the same in all panes

    bool operator==(const PaneDivergence &) const = default;
};

/// The next-token distribution of one pane at a place.
struct PaneDistribution {
    enum class State { Known, Pending, Unavailable };
    State state = State::Unavailable;
    QString sentence;               ///< why unavailable
    QVector<TokenChoice> top;       ///< descending
    double entropy = unknownFigure; ///< nats
    bool entropyIsBound =
        false;          ///< of the listed tokens and one rest: never more than the true one
    qint32 chosen = -1; ///< the token that this pane wrote here, -1: its text differs before
};

/// One place, all panes. Asked for at a token of one pane: the context is that pane's text before
/// it.
struct TokenDistribution {
    quint64 request = 0;
    int pane = 0;       ///< that it was asked at
    int completion = 0; ///< id in that pane
    int token = 0;      ///< index
    QString before;     ///< end of the text before it, one line, for the card's head
    int line = 1;       ///< of the completion, from 1
    QVector<PaneDistribution> panes;

    struct Row {
        qint32 id = -1;
        QByteArray bytes;
        QVector<float> logProbabilities; ///< per pane, NaN: not among those the engine listed
    };
    QVector<Row> rows; ///< union of the panes' lists, by the highest probability anywhere
    struct Pair {
        int of = 0, from = 0; ///< KL(of ‖ from)
        double nats = unknownFigure;
    };
    QVector<Pair> divergences; ///< each pane from the pane it was asked at, and back
    bool isComplete() const;   ///< no pane is Pending
};

/// What is known of the prompt in the editor.
struct PromptFacts {
    QString problem; ///< one sentence why it cannot be run; empty: fine, as far as is known
    int tokens = -1; ///< -1: not counted yet (no model is loaded)
    int context = 0; ///< the smallest of the panes' models, 0: not known
    int left() const { return tokens < 0 || context <= 0 ? -1 : context - tokens; }
    bool operator==(const PromptFacts &) const = default;
};

} // namespace phi1

Q_DECLARE_METATYPE(phi1::PaneState)
Q_DECLARE_METATYPE(phi1::PaneDivergence)
Q_DECLARE_METATYPE(phi1::TokenDistribution)
Q_DECLARE_METATYPE(phi1::ComparePane)
