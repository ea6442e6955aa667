// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/compare_types.h"

#include <QAbstractScrollArea>
#include <QRect>

#include <memory>

namespace phi1 {

class TokenViewPrivate;

/// A completion, token by token: tinted by what each token's number says, or highlighted as code.
/// Tokens are appended as they stream in; only what is on screen is laid out and painted, at most
/// 30 times a second. Bytes that make no text are shown as ‹e2›, control characters and marks that
/// turn the direction of writing as ‹U+202E›; none of them acts.
///
/// Keys: ← → tokens, ↑ ↓ lines, Home and End of the line, with Ctrl of the text, PgUp PgDn, Shift
/// selects, Ctrl+C copies, Enter pins the card, B branches, Esc lets go.
class TokenView final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    enum class Mode { Tokens, Code };
    Q_ENUM(Mode)
    enum class Tint { Probability, Divergence, Off };
    Q_ENUM(Tint)

    explicit TokenView(QWidget *parent = nullptr);
    ~TokenView() override;

    /// What the completion continues: decides how code is highlighted and is shown, dimmed, on
    /// demand.
    void setPrompt(const QString &prompt);
    void setPromptShown(bool shown);
    bool isPromptShown() const;

    void setTokens(const QVector<ViewToken> &tokens);
    void appendTokens(const QVector<ViewToken> &tokens); ///< cheap; the end is followed if in sight
    void clear();
    int tokenCount() const;
    const ViewToken &token(int index) const;
    const QVector<ViewToken> &tokens() const;
    /// Divergences of the tokens from the first on; those beyond the last token are dropped.
    void setDivergences(int first, const QVector<float> &nats);

    void setMode(Mode mode);
    Mode mode() const;
    void setTint(Tint tint);
    Tint tint() const;
    void setWrapping(bool wraps);
    bool isWrapping() const;
    void setWhitespaceShown(bool shown); ///< spaces as ·, tabs as →, line ends as ↵
    bool isWhitespaceShown() const;
    /// The block where the next token will come; when it appears the end is followed.
    void setLive(bool live);
    bool isLive() const;
    void setDimmed(bool dimmed); ///< what is there is no result: tints and colours go, text pales
    bool isDimmed() const;
    void setDifference(int token); ///< the first token another pane has not, framed; -1 = none
    int difference() const;
    /// What to say where nothing is: "Nothing here yet", or why it failed.
    void setPlaceholder(const QString &text);

    int currentToken() const; ///< -1 = none
    void setCurrentToken(int token);
    void showToken(int token); ///< scrolls it into sight
    /// Where a token is on the viewport, its first row if it spans several; empty if out of sight.
    QRect tokenRect(int token) const;
    QRect globalTokenRect(int token) const;
    int lineOf(int token) const; ///< line of the completion it begins in, from 1
    int tokenAt(const QPoint &viewportPosition) const;

    QString text() const;         ///< of the completion; bytes that are no text as U+FFFD
    QString selectedText() const; ///< "" if nothing is selected
    bool hasSelection() const;
    void copy() const; ///< the selection, or all of it

    QSize sizeHint() const override;

signals:
    void tokenHovered(int token, const QRect &globalArea);
    void tokenLeft();
    void tokenClicked(int token, const QRect &globalArea); ///< or Enter on it: pins its card
    void currentTokenChanged(int token);
    void branchRequested(int token); ///< B on it
    void dismissed();                ///< Esc with nothing selected
    void followsEndChanged(bool follows);

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    friend class TokenViewPrivate;
    friend class AccessibleTokenView;
    std::unique_ptr<TokenViewPrivate> d;
};

} // namespace phi1
