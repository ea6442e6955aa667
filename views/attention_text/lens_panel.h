// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/attention_lens.h"

#include <QAbstractScrollArea>

namespace phi1 {

/// The logit lens: what the model would say next if it ended before each layer, the last layer at
/// the top. Each row has the layer, its likeliest tokens with probabilities, and the entropy in
/// bits; where the model's own first choice stands it is lit. One tab stop; ↑ ↓ walk the layers,
/// Ctrl+C copies as TSV.
class LensPanel final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit LensPanel(QWidget *parent = nullptr);

    /// @param layers  [L + 1]: entry l is what enters layer l, the last one the model's own output
    void setLayers(const QVector<LensLayer> &layers);
    const QVector<LensLayer> &layers() const { return m_layers; }
    void setPending(bool pending);
    void setProblem(const QString &sentence); ///< in place of the rows, if there are none
    void setPosition(int token, const QByteArray &bytes, int line); ///< -1: none

    int currentLayer() const { return m_current; } ///< index into layers(), -1: none
    void setCurrentLayer(int layer);
    QRect rowRect(int layer) const;   ///< on the viewport
    QString rowText(int layer) const; ///< as it is read out
    QRect choiceRect(int layer, int choice) const;
    void copy() const;
    QSize sizeHint() const override;

signals:
    void layerSelected(int layer); ///< by the user
    void layerHovered(int layer);  ///< -1: none

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Columns;
    QString unrecoverable() const; ///< why a layer has no tokens
    Columns columns() const;
    int layerAt(int y) const;
    int headHeight() const;
    int choiceCount() const;
    qint32 finalChoice() const; ///< of the model itself; -1: not known
    void updateScrollBar();
    void choose(int layer, bool byUser);
    void paintRow(QPainter &painter, int layer, const Columns &columns) const;
    void paintHead(QPainter &painter, const Columns &columns) const;

    QVector<LensLayer> m_layers;
    QByteArray m_bytes;
    QString m_problem;
    int m_position = -1;
    int m_line = 1;
    int m_current = -1;
    int m_hovered = -1;
    bool m_pending = false;
};

} // namespace phi1
