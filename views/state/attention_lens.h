// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

#include "views/state/attention_types.h"

namespace phi1 {

class EngineHub;

/// What the model would say if it ended before a layer (nostalgebraist 2020).
struct LensLayer {
    int layer = 0;                  ///< enters this layer; L: the model's own output
    double entropy = unknownFigure; ///< nats
    QVector<TokenChoice> top;       ///< descending; empty: cannot be computed for this layer
    QVector<TokenChoice> probed;    ///< ids that were asked for beside them
};

/// Logit lens and attention rollout at one position, asked for when it moved and somebody wants
/// them.
class AttentionLens final : public QObject
{
    Q_OBJECT
public:
    enum class Part { Lens, Rollout };
    Q_ENUM(Part)

    explicit AttentionLens(EngineHub &engine, QObject *parent = nullptr);
    ~AttentionLens() override;

    void setWanted(Part part, bool wanted); ///< off at the beginning
    int position() const;                   ///< token; -1: none
    bool isPending(Part part) const;
    QString problem(Part part) const; ///< one sentence; empty: none
    /// Position that the shown answer belongs to, -1: none is shown.
    int shownPosition(Part part) const;
    const QVector<LensLayer> &layers() const; ///< [L + 1], empty: none
    /// Attention rollout (Abnar and Zuidema 2020): share of each token at the input of a layer.
    int rolloutLayers() const;
    QVector<float> rollout(int layer) const; ///< [T], adds up to 1

    // For the session.
    /// "": none at present; what is shown stays.
    void setCapture(const QString &captureId, int tokens);
    void clear(); ///< another prompt or model: what is shown goes
    void setPosition(int position);

signals:
    void changed(phi1::AttentionLens::Part part);
    /// The engine has dropped the capture.
    void captureLost(const QString &captureId);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
