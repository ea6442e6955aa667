// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/colour_scale.h"
#include "views/state/attention_types.h"

#include <QImage>
#include <QWidget>

namespace phi1 {

/// Attention rollout of one token: a row per layer, the last at the top, each token tinted by its
/// share. Where tokens are narrower than a pixel, the largest of them is seen. A row can be chosen,
/// to tint the text by it.
/// Mouse: hovering names token and share, a click chooses layer and token. Keys: ↑ ↓ layers, ← →
/// tokens, Home and End, Ctrl+C copies the layer as TSV.
class RolloutStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit RolloutStrip(QWidget *parent = nullptr);

    void setTokens(const QVector<AttentionToken> &tokens);
    /// @param shares  one row per layer, [layers][tokens]; NaN as hatch
    void setShares(const QVector<QVector<float>> &shares);
    void setPosition(int token); ///< whose rollout it is; -1: none
    void setPending(bool pending);
    void setProblem(const QString &sentence);
    void setScale(const ColourScale &scale);

    int currentLayer() const { return m_layer; } ///< -1: none
    int currentToken() const { return m_token; }
    void setCurrentLayer(int layer);
    void setCurrentToken(int token);
    QRectF cellRect(int layer, int token) const;
    QString cellText(int layer, int token) const; ///< as it is shown and read out
    void copy() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void layerSelected(int layer); ///< by the user
    void tokenSelected(int token);
    void tokenHovered(int token); ///< -1: none

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QRect stripRect() const;
    int layers() const { return static_cast<int>(m_shares.size()); }
    int tokenCount() const;
    bool cellAt(const QPointF &place, int &layer, int &token) const;
    void choose(int layer, int token);
    void forget();
    QImage picture(QSize size) const;
    void announce();

    QVector<AttentionToken> m_tokens;
    QVector<QVector<float>> m_shares;
    ColourScale m_scale;
    QString m_problem;
    QImage m_picture;
    int m_position = -1;
    int m_layer = -1, m_token = -1;
    int m_hoveredLayer = -1, m_hoveredToken = -1;
    bool m_pending = false;
};

} // namespace phi1
