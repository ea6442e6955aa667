// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/attention_text_view.h"

#include "views/attention_text/accessible_attention_text.h"
#include "views/attention_text/attention_text_view_p.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>

#include <algorithm>

namespace phi1 {

AttentionTextView::AttentionTextView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , d(std::make_unique<AttentionTextViewPrivate>(this))
{
    AccessibleAttentionText::install();
    setAccessibleName(tr("Source text"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setProperty("phi1OwnFocus", true);
    viewport()->setMouseTracking(true);
    // Painted all over: what lies beneath need not be.
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        d->resetLayout();
        updateGeometry();
    });
    d->rebuildText();
}

AttentionTextView::~AttentionTextView() = default;

void AttentionTextView::setTokens(const QVector<AttentionToken> &tokens)
{
    if (tokens == d->tokens)
        return;
    d->tokens = tokens;
    d->hovered = -1;
    d->rebuildText();
    d->refresh();
    verticalScrollBar()->setValue(0);
}

const QVector<AttentionToken> &AttentionTextView::tokens() const
{
    return d->tokens;
}

void AttentionTextView::setMap(const HeadMap &map)
{
    if (map.sharesWith(d->map))
        return;
    d->map = map;
    d->refresh();
}

const HeadMap &AttentionTextView::map() const
{
    return d->map;
}

void AttentionTextView::setWeights(const QVector<float> &weights, int anchor)
{
    if (weights.isEmpty() && d->given.isEmpty())
        return;
    d->given = weights;
    d->givenAnchor = weights.isEmpty() ? -1 : std::max(anchor, -1);
    d->refresh();
}

void AttentionTextView::setScale(const ColourScale &scale)
{
    if (scale == d->scale)
        return;
    d->scale = scale;
    d->layout.forgetShapes();
    viewport()->update();
}

const ColourScale &AttentionTextView::scale() const
{
    return d->scale;
}

void AttentionTextView::setDirection(LookDirection direction)
{
    if (direction == d->direction)
        return;
    d->direction = direction;
    d->refresh();
}

LookDirection AttentionTextView::direction() const
{
    return d->direction;
}

void AttentionTextView::setSelection(int query, int key)
{
    query = std::max(query, -1);
    key = std::max(key, -1);
    if (query == d->query && key == d->key)
        return;
    const int before = d->selectedAnchor();
    d->query = query;
    d->key = key;
    if (d->selectedAnchor() != before)
        d->refresh();
    else
        viewport()->update();
}

int AttentionTextView::query() const
{
    return d->query;
}

int AttentionTextView::key() const
{
    return d->key;
}

void AttentionTextView::setPinned(bool pinned)
{
    if (pinned == d->pinned)
        return;
    d->pinned = pinned;
    d->refresh();
}

bool AttentionTextView::isPinned() const
{
    return d->pinned;
}

void AttentionTextView::setArcCount(int count)
{
    count = std::clamp(count, 0, 32);
    if (count == d->arcCount)
        return;
    d->arcCount = count;
    d->arcsKnown = false;
    viewport()->update();
}

int AttentionTextView::arcCount() const
{
    return d->arcCount;
}

void AttentionTextView::setDimmed(bool dimmed)
{
    if (dimmed == d->dimmed)
        return;
    d->dimmed = dimmed;
    d->layout.forgetShapes();
    viewport()->update();
}

void AttentionTextView::setPlaceholder(const QString &sentence)
{
    if (sentence == d->placeholder)
        return;
    d->placeholder = sentence;
    setAccessibleDescription(sentence);
    viewport()->update();
}

int AttentionTextView::anchor() const
{
    return d->anchor;
}

int AttentionTextView::selectedAnchor() const
{
    return d->selectedAnchor();
}

const QVector<float> &AttentionTextView::weights() const
{
    return d->weights;
}

QVector<AttentionTarget> AttentionTextView::strongest(int count) const
{
    return strongestTargets({d->weights.constData(), static_cast<std::size_t>(d->weights.size())},
                            count);
}

QVector<AttentionTarget> AttentionTextView::arcs() const
{
    QVector<AttentionTarget> targets = strongest(d->arcCount + 1);
    targets.removeIf([this](const AttentionTarget &target) { return target.token == d->anchor; });
    if (targets.size() > d->arcCount)
        targets.resize(d->arcCount);
    return targets;
}

void AttentionTextView::showToken(int token)
{
    if (token < 0 || token >= d->tokens.size())
        return;
    const QRectF area = d->tokenArea(token);
    if (area.isNull())
        return;
    const QRectF room = d->room();
    QScrollBar *down = verticalScrollBar();
    if (area.top() < room.top() || area.bottom() > room.bottom())
        down->setValue(down->value() +
                       static_cast<int>(area.top() - room.top() - room.height() / 3));
}

QRect AttentionTextView::tokenRect(int token) const
{
    return d->tokenArea(token).toAlignedRect() & viewport()->rect();
}

int AttentionTextView::tokenAt(const QPoint &viewportPosition) const
{
    return d->tokenAt(viewportPosition);
}

QRect AttentionTextView::chipRect(int token) const
{
    d->ensureArcs();
    for (const auto &chip : d->chips) {
        if (chip.token == token)
            return chip.area;
    }
    return {};
}

QString AttentionTextView::text() const
{
    return d->text.source({0, 0}, d->text.end());
}

void AttentionTextView::copy() const
{
    QApplication::clipboard()->setText(text());
}

QSize AttentionTextView::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(420), theme.px(220)};
}

void AttentionTextView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    d->paint(painter, event->rect());
}

void AttentionTextView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        d->resetLayout();
    else
        d->updateScrollBars();
}

void AttentionTextView::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx);
    Q_UNUSED(dy);
    d->arcsKnown = false;
    viewport()->update();
}

void AttentionTextView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void AttentionTextView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace phi1
