// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/colour_scale.h"
#include "views/state/attention_types.h"

#include <QAbstractScrollArea>
#include <QPair>
#include <QVector>

#include <functional>
#include <memory>
#include <optional>

namespace phi1 {

class HeadGridViewPrivate;

/// All heads of a model as thumbnails: layers by heads, or in an order of the page's. Only what is
/// in sight is painted and asked for. Heads without a thumbnail yet are sunken squares.
///
/// Keys: arrows (in the order of position: ↑ ↓ layer, ← → head), Home and End of the row, with Ctrl
/// of all, PgUp PgDn, Enter opens, Space chooses, X switches off, + − the size. Ctrl+wheel too.
class HeadGridView final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    static constexpr int leastCell = 12, mostCell = 128; ///< at a 13 px interface font

    /// The picture of a head, if it has been computed.
    using ThumbnailSource = std::function<std::optional<HeadThumbnail>(HeadKey)>;
    /// Lines of the hover card: name and value, both translated.
    using FactSource = std::function<QVector<QPair<QString, QString>>(HeadKey)>;

    explicit HeadGridView(QWidget *parent = nullptr);
    ~HeadGridView() override;

    void setShape(int layers, int heads); ///< forgets order, marks and pictures
    int layers() const;
    int heads() const;
    void setThumbnailSource(ThumbnailSource source); ///< asked while painting: has to be quick
    void setFactSource(FactSource source);
    void setScale(const ColourScale &scale); ///< of what is shown now; pictures stay
    const ColourScale &scale() const;
    /// Heads that no longer have the picture that was shown (computed, or to be computed again).
    void refresh(const QVector<HeadKey> &heads);
    void refreshAll();

    /// Which heads, in which order, row by row as many as fit. Empty = all by position.
    /// @param caption  what to say above them: "by induction, highest first"; "" = nothing
    void setOrder(const QVector<HeadKey> &order, const QString &caption = {});
    /// All by position, but only these count: the others are dimmed. Empty = all count.
    void setHighlighted(const QVector<HeadKey> &heads);
    bool isByPosition() const;

    void setCellSize(int size); ///< px at a 13 px interface font, clamped
    int cellSize() const;
    /// The largest size at which the whole grid is in sight.
    int fittingCellSize() const;

    HeadKey currentHead() const; ///< layer -1 = none
    void setCurrentHead(HeadKey head);
    QVector<HeadKey> chosenHeads() const; ///< for mean or maximum; ascending
    void setChosenHeads(const QVector<HeadKey> &heads);
    void setSwitchedOff(const QVector<HeadKey> &heads);

    QVector<HeadKey> visibleHeads() const; ///< in sight, top to bottom
    QRect cellRect(HeadKey head) const;    ///< on the viewport, empty if not shown
    std::optional<HeadKey> headAt(const QPoint &viewportPosition) const;
    QString spokenHead(HeadKey head) const; ///< as it is read out

    QSize sizeHint() const override;

signals:
    void currentHeadChanged(phi1::HeadKey head);                  ///< by mouse or keys
    void headActivated(phi1::HeadKey head);                       ///< Enter or double click
    void chosenHeadsChanged(const QVector<phi1::HeadKey> &heads); ///< Space or Ctrl+click
    void switchOffRequested(phi1::HeadKey head);                  ///< X
    void headHovered(phi1::HeadKey head);                         ///< layer -1 = none
    void visibleHeadsChanged(const QVector<phi1::HeadKey> &heads);
    void cellSizeChanged(int size); ///< by keys or wheel

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    friend class HeadGridViewPrivate;
    std::unique_ptr<HeadGridViewPrivate> d;
};

} // namespace phi1
