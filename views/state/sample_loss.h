// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QObject>

#include "views/state/samples_types.h"

namespace phi1 {

class EngineHub;

/// Loss of each token of a text under a checkpoint, or under two, by the window's engine. Texts
/// longer than the context are read in overlapping windows, so that each token has at least half a
/// context before it, and the answer says so. What was computed is kept (by text and weights) until
/// it is older than some hundred others.
class SampleLoss final : public QObject
{
    Q_OBJECT
public:
    /// @param engine  outlives it
    explicit SampleLoss(EngineHub &engine, QObject *parent = nullptr);
    ~SampleLoss() override;

    /// Tokens of a text that are read at most.
    static constexpr int longestText = 32768;

    /// Makes earlier questions obsolete: they are cancelled and never answered.
    /// @param text  any bytes
    /// @param other  another checkpoint, whose loss is computed, too; with another tokenizer it
    /// fails
    quint64 request(const QByteArray &text, const CheckpointChoice &checkpoint,
                    const std::optional<CheckpointChoice> &other = {});
    /// Without an answer; the models are let go of.
    void cancel();
    bool isBusy() const;

signals:
    void started(quint64 request);
    /// 0…1, of the tokens; not told for what is kept.
    void progressed(quint64 request, double share);
    void loaded(quint64 request, const phi1::SampleLossMap &map); ///< one of these two
    void failed(quint64 request, const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
