// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

#include "views/state/attention_types.h"
#include "views/state/head_map.h"

namespace phi1 {

/// A prompt that a run was told to watch.
struct ProbePrompt {
    QString title; ///< its beginning where the run gave none
    QByteArray text;
    QVector<AttentionToken> tokens;
};

/// What a training run wrote about its heads: RUN/attention/step-*.safetensors. Looks at the folder
/// in a thread of its own, once a second while followed; the numbers of a step are read when they
/// are asked for, those of the scores at once.
class AttentionProbes final : public QObject
{
    Q_OBJECT
public:
    explicit AttentionProbes(QObject *parent = nullptr);
    ~AttentionProbes() override;

    void follow(const QString &runFolder); ///< "" ends it
    QString runFolder() const;
    bool isEmpty() const;          ///< the run wrote none (yet)
    QVector<qint64> steps() const; ///< ascending
    const QVector<ProbePrompt> &prompts() const;
    int layers() const;
    int heads() const;
    QVector<HeadKey> pinnedHeads() const; ///< whose whole maps are there

    int prompt() const;
    void setPrompt(int prompt);
    int selected() const; ///< index of a step, -1: none
    /// While the last one is selected, newer ones become it.
    void select(int index);

    /// Of the selected step and prompt; null: not there (yet).
    const HeadThumbnail *thumbnail(HeadKey key) const;
    HeadMap map(HeadKey key) const; ///< of pinned heads, float16's precision
    /// One score of one head at every step for the shown prompt, NaN: not measured.
    QVector<double> values(HeadKey key, int score) const;
    QVector<HeadScores> scores() const; ///< of the selected step

signals:
    void stepsChanged(); ///< more, or another run
    void shownChanged(); ///< step, prompt, or their numbers came
    void errorOccurred(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
