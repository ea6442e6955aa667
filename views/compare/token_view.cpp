// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/token_view.h"

#include "views/compare/accessible_token_view.h"
#include "views/compare/token_view_p.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>

namespace phi1 {

TokenView::TokenView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , d(std::make_unique<TokenViewPrivate>(this))
{
    AccessibleTokenView::install();
    setAccessibleName(tr("Completion"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setProperty("phi1OwnFocus", true);
    viewport()->setMouseTracking(true);
    viewport()->setCursor(Qt::IBeamCursor);
    // Painted all over: what lies beneath need not be.
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { d->tellFollowing(); });
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        d->resetLayout();
        updateGeometry();
    });
    d->resetLayout();
}

TokenView::~TokenView() = default;

void TokenView::setPrompt(const QString &prompt)
{
    if (prompt == d->prompt)
        return;
    d->prompt = prompt;
    d->rebuildText();
}

void TokenView::setPromptShown(bool shown)
{
    if (shown == d->promptShown)
        return;
    d->promptShown = shown;
    d->rebuildText();
}

bool TokenView::isPromptShown() const
{
    return d->promptShown;
}

void TokenView::setTokens(const QVector<ViewToken> &tokens)
{
    d->tokens = tokens;
    d->current = d->current < tokens.size() ? d->current : -1;
    d->selectionStart = -1;
    d->difference = d->difference < tokens.size() ? d->difference : -1;
    d->follows = d->live;
    d->hover(-1);
    d->rebuildText();
    if (!d->live)
        verticalScrollBar()->setValue(0);
}

void TokenView::appendTokens(const QVector<ViewToken> &tokens)
{
    if (tokens.isEmpty())
        return;
    const auto first = static_cast<int>(d->tokens.size());
    d->tokens += tokens;
    const TextPosition changed = d->text.append(d->tokens, first);
    d->changed = d->isChanged ? std::min(d->changed, changed) : changed;
    d->isChanged = true;
    d->scheduleRepaint();
}

void TokenView::clear()
{
    setTokens({});
}

int TokenView::tokenCount() const
{
    return static_cast<int>(d->tokens.size());
}

const ViewToken &TokenView::token(int index) const
{
    return d->tokens[index];
}

const QVector<ViewToken> &TokenView::tokens() const
{
    return d->tokens;
}

void TokenView::setDivergences(int first, const QVector<float> &nats)
{
    for (qsizetype i = 0; i < nats.size() && first + i < d->tokens.size(); ++i)
        d->tokens[first + i].divergence = nats[i];
    d->scheduleRepaint();
}

void TokenView::setMode(Mode mode)
{
    if (mode == d->mode)
        return;
    d->mode = mode;
    d->layout.forgetShapes();
    d->scheduleRepaint();
}

TokenView::Mode TokenView::mode() const
{
    return d->mode;
}

void TokenView::setTint(Tint tint)
{
    if (tint == d->tint)
        return;
    d->tint = tint;
    d->scheduleRepaint();
}

TokenView::Tint TokenView::tint() const
{
    return d->tint;
}

void TokenView::setWrapping(bool wraps)
{
    if (wraps == d->wraps)
        return;
    d->wraps = wraps;
    d->resetLayout();
}

bool TokenView::isWrapping() const
{
    return d->wraps;
}

void TokenView::setWhitespaceShown(bool shown)
{
    if (shown == d->whitespaceShown)
        return;
    d->whitespaceShown = shown;
    d->scheduleRepaint();
}

bool TokenView::isWhitespaceShown() const
{
    return d->whitespaceShown;
}

void TokenView::setLive(bool live)
{
    if (live == d->live)
        return;
    d->live = live;
    if (live) {
        d->ensureLaid();
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        d->follows = true;
    }
    d->scheduleRepaint();
}

bool TokenView::isLive() const
{
    return d->live;
}

void TokenView::setDimmed(bool dimmed)
{
    if (dimmed == d->dimmed)
        return;
    d->dimmed = dimmed;
    d->layout.forgetShapes();
    d->scheduleRepaint();
}

bool TokenView::isDimmed() const
{
    return d->dimmed || !isEnabled();
}

void TokenView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::EnabledChange) {
        d->layout.forgetShapes();
        d->scheduleRepaint();
    }
}

void TokenView::setDifference(int token)
{
    if (token == d->difference)
        return;
    // The bold face of the token comes and goes with the mark.
    for (const int moved : {d->difference, token}) {
        if (moved >= 0 && moved < d->text.tokenCount())
            d->layout.forgetShapes(d->layout.firstRowOf(d->text.position(moved).line));
    }
    d->difference = token;
    d->scheduleRepaint();
}

int TokenView::difference() const
{
    return d->difference;
}

void TokenView::setPlaceholder(const QString &text)
{
    if (text == d->placeholder)
        return;
    d->placeholder = text;
    setAccessibleDescription(text);
    viewport()->update();
}

int TokenView::currentToken() const
{
    return d->current;
}

void TokenView::setCurrentToken(int token)
{
    d->setCurrent(token < tokenCount() ? token : -1, false);
}

void TokenView::showToken(int token)
{
    if (token < 0 || token >= tokenCount())
        return;
    d->ensureLaid();
    const int row = d->layout.rowOf(d->text.position(token));
    const int height = d->layout.rowHeight();
    const int top = d->topPadding() + row * height;
    QScrollBar *bar = verticalScrollBar();
    if (top < bar->value() || top + height > bar->value() + viewport()->height())
        bar->setValue(top - viewport()->height() / 3);
    QScrollBar *across = horizontalScrollBar();
    const int x = static_cast<int>(d->layout.xOf(row, d->text.position(token).column));
    const int room = viewport()->width() - d->gutterWidth();
    if (x < across->value() || x + 8 * d->layout.cellWidth() > across->value() + room)
        across->setValue(x - room / 3);
}

QRect TokenView::tokenRect(int token) const
{
    d->ensureLaid();
    return d->tokenArea(token) & viewport()->rect();
}

QRect TokenView::globalTokenRect(int token) const
{
    const QRect area = tokenRect(token);
    return area.isEmpty() ? QRect() : QRect(viewport()->mapToGlobal(area.topLeft()), area.size());
}

int TokenView::lineOf(int token) const
{
    if (token < 0 || token >= tokenCount())
        return 1;
    return d->text.position(token).line - d->text.completionLine() + 1;
}

int TokenView::tokenAt(const QPoint &viewportPosition) const
{
    d->ensureLaid();
    return d->tokenAt(viewportPosition);
}

QString TokenView::text() const
{
    return d->text.source({d->text.completionLine(), d->text.promptColumns()}, d->text.end());
}

bool TokenView::hasSelection() const
{
    return d->anchor != d->head;
}

QString TokenView::selectedText() const
{
    return hasSelection()
               ? d->text.source(std::min(d->anchor, d->head), std::max(d->anchor, d->head))
               : QString();
}

void TokenView::copy() const
{
    QApplication::clipboard()->setText(hasSelection() ? selectedText() : text());
}

QSize TokenView::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(480), theme.px(320)};
}

void TokenView::paintEvent(QPaintEvent *event)
{
    d->ensureLaid();
    d->lastRepaint.start();
    QPainter painter(viewport());
    d->paint(painter, event->rect());
}

void TokenView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    if (d->wraps && event->oldSize().width() != event->size().width()) {
        d->resetLayout();
        return;
    }
    d->ensureLaid();
    const bool followed = d->follows;
    d->updateScrollBars();
    if (followed && d->live)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void TokenView::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx);
    Q_UNUSED(dy);
    // The token under the pointer is another one now; its card would stand beside nothing.
    d->hover(-1);
    viewport()->update();
}

void TokenView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TokenView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace phi1
