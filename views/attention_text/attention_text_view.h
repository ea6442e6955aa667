// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/colour_scale.h"
#include "views/attention_text/attention_targets.h"

#include <QAbstractScrollArea>

#include <memory>

namespace phi1 {

class AttentionTextViewPrivate;

/// The source text with what one token looks at, or what looks at it: tokens are tinted by weight,
/// arcs lead to the strongest ones, what the token cannot reach is dimmed. Nothing is asked of
/// anybody while the pointer moves: the open head's map is in memory.
///
/// Mouse: hovering shows another token's row for the moment, a click selects it; Ctrl and click
/// selects the other end (the key of a query, the query of a key). An arc that leads out of sight
/// ends in a chip at the edge; a click on it goes there.
/// Keys: ← → tokens, ↑ ↓ lines, Home and End of the line, with Ctrl of the text, PgUp PgDn, Enter
/// goes to the strongest target and Backspace back, Tab leaves, Esc lets go, Ctrl+C copies.
class AttentionTextView final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit AttentionTextView(QWidget *parent = nullptr);
    ~AttentionTextView() override;

    void setTokens(const QVector<AttentionToken> &tokens);
    const QVector<AttentionToken> &tokens() const;
    /// The open head's map; null: nothing is tinted. One of another number of tokens is none.
    void setMap(const HeadMap &map);
    const HeadMap &map() const;
    /// Numbers to tint by instead of the map's, such as a rollout: one for each token, and the
    /// token they belong to. Empty: the map again.
    void setWeights(const QVector<float> &weights, int anchor = -1);
    void setScale(const ColourScale &scale); ///< the one of grid and matrix
    const ColourScale &scale() const;

    void setDirection(LookDirection direction);
    LookDirection direction() const;
    /// The cell that all views share; -1: none. The direction decides which of them is the anchor.
    void setSelection(int query, int key);
    int query() const;
    int key() const;
    /// Hovering changes nothing.
    void setPinned(bool pinned);
    bool isPinned() const;

    void setArcCount(int count); ///< 0 to 32, 3 at the beginning
    int arcCount() const;
    void setDimmed(bool dimmed); ///< what is there is not what was asked for
    /// What to say where there is no text.
    void setPlaceholder(const QString &sentence);

    /// The token whose weights are shown: the hovered one, else the selected one; -1: none.
    int anchor() const;
    int selectedAnchor() const; ///< query or key, by the direction
    /// By token; empty: none are shown.
    const QVector<float> &weights() const;
    QVector<AttentionTarget> strongest(int count) const; ///< of the anchor
    /// The targets that have arcs now: the strongest without the anchor itself.
    QVector<AttentionTarget> arcs() const;

    void showToken(int token); ///< scrolls it into sight
    /// Where a token is on the viewport, its first row if it spans several; empty if out of sight.
    QRect tokenRect(int token) const;
    int tokenAt(const QPoint &viewportPosition) const; ///< -1: none
    /// Where the chip of an arc that leads out of sight is, on the viewport; empty if it has none.
    QRect chipRect(int token) const;
    /// "token 38, ····, line 8, looks at return at 24 0.466, …", as it is read out.
    QString describe(int token) const;

    QString text() const; ///< as it was written; bytes that are no text as U+FFFD
    void copy() const;
    QSize sizeHint() const override;

signals:
    void querySelected(int token); ///< by the user; -1: let go
    void keySelected(int token);
    /// Whose weights are shown changed, e.g. by hovering.
    void anchorChanged(int token);

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    friend class AttentionTextViewPrivate;
    friend class AccessibleAttentionText;
    std::unique_ptr<AttentionTextViewPrivate> d;
};

} // namespace phi1
