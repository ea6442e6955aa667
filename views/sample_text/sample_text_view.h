// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/samples_types.h"

#include <QAbstractScrollArea>
#include <QByteArray>
#include <QRect>
#include <QVector>

#include <memory>

namespace phi1 {

class SampleTextViewPrivate;

/// One sample in full, as it is: monospace with line numbers, Python and Markdown in colour, the
/// bytes of search hits marked, borders of tokens, and each token tinted by its loss under a
/// checkpoint or by the difference of two. Only what is in sight is decoded and laid out, so that a
/// text of 100 MB, even in one line, opens at once. Lines longer than longLine are shown in rows of
/// that many characters, which the view says. Bytes that are no text are shown as ‹e2›, control
/// characters and those that turn the direction of writing as ‹U+202E›; none of them acts.
///
/// Keys: arrows, Home, End, PgUp, PgDn move the caret (with Ctrl by words and to the ends), Shift
/// selects, Ctrl+A selects all, Ctrl+C copies, Ctrl+F finds, F3 and Shift+F3 go to the next and the
/// previous hit, Enter shows the card of the token at the caret, Esc lets go.
class SampleTextView final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    enum class Language {
        Automatic, ///< by what the text looks like
        Plain,
        Python,
        Markdown, ///< with Python in its code blocks
    };
    Q_ENUM(Language)
    enum class Tint {
        Off,
        Loss,       ///< of the first checkpoint, in nats
        Difference, ///< second minus first, in nats: positive is worse under the second
    };
    Q_ENUM(Tint)
    enum class LineMark : quint8 {
        None,
        Differs, ///< another line stands in its place in the other text
        Only,    ///< the other text has no such line
    };
    static constexpr int longLine = 4096; ///< bytes

    explicit SampleTextView(QWidget *parent = nullptr);
    ~SampleTextView() override;

    /// Shows another text from its beginning; hits, tokens, values and marks of the old one go.
    void setText(const QByteArray &text);
    const QByteArray &text() const;
    void setLanguage(Language language);
    Language language() const;          ///< as it was set
    Language effectiveLanguage() const; ///< never Automatic
    /// What to say where nothing is: "No sample matches", or why it failed.
    void setPlaceholder(const QString &text);
    /// What is there is old: it pales until the next setText().
    void setDimmed(bool dimmed);

    void setWrapping(bool wraps);
    bool isWrapping() const;
    void setWhitespaceShown(bool shown); ///< spaces as ·, tabs as →, line ends as ↵, CR as ␍
    bool isWhitespaceShown() const;

    /// Places to highlight, ascending and apart; the first one is brought into sight if `reveal`.
    void setHits(const QVector<TextSpan> &hits, bool reveal = true);
    int hitCount() const;
    int currentHit() const; ///< -1: none
    void showHit(int index);
    void nextHit(); ///< begins again after the last
    void previousHit();

    /// Opens the bar that finds a text in this sample; what it finds takes the place of the hits
    /// until it is closed.
    void openFind();
    void closeFind();
    bool isFindOpen() const;

    /// The text cut into tokens, whose borders are shown if setTokensShown(). Of another text than
    /// text() they are ignored beyond its end.
    void setTokens(const SampleTokens &tokens);
    void setTokensShown(bool shown);
    bool areTokensShown() const;

    /// What one or two checkpoints make of the text. While it tints, the view shows a legend, and
    /// the colours of the languages are off: one channel, one meaning.
    void setLoss(const SampleLossMap &map);
    void clearLoss();
    bool hasLoss() const;
    const SampleLossMap &loss() const;
    void setTint(Tint tint);
    Tint tint() const;

    /// Marks lines, by number from 0, against another text; see markDifferences().
    void setLineMarks(const QVector<LineMark> &marks);

    qint64 lineCount() const; ///< so far, while a text of many MB is still being looked through
    qint64 caret() const;     ///< in bytes
    void setCaret(qint64 byte, bool select = false);
    void showByte(qint64 byte); ///< scrolls it into sight
    qint64 firstVisibleByte() const;
    /// The byte under a place of the viewport; -1 if there is none.
    qint64 byteAt(const QPoint &viewportPosition) const;
    /// Where a byte is on the viewport; empty if it is out of sight.
    QRect rectOf(qint64 byte) const;

    TextSpan selection() const; ///< empty: nothing
    bool hasSelection() const;
    void select(const TextSpan &bytes);
    QByteArray selectedBytes() const;
    /// Puts the selection, or all of it, on the clipboard: as text, and where that would not be
    /// exact (bytes that are no UTF-8) also as application/octet-stream.
    void copy() const;

    QSize sizeHint() const override;

signals:
    void currentHitChanged(int index, int count);
    void wrappingChanged(bool wraps); ///< by the menu of the view
    void whitespaceShownChanged(bool shown);
    void dismissed(); ///< Esc with nothing selected

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
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    friend class SampleTextViewPrivate;
    friend class AccessibleSampleText;
    std::unique_ptr<SampleTextViewPrivate> d;
};

/// Compares the lines of two texts and marks in both views those that differ, for near-duplicates.
/// @return a sentence how alike they are: "98 of 102 lines are equal"
QString markDifferences(SampleTextView &first, SampleTextView &second);

} // namespace phi1
