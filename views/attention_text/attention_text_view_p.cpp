// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/attention_text_view_p.h"

#include "views/attention_text/weight_paint.h"
#include "views/theme/theme.h"

#include <QAccessible>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

/// Weights below this share of the strongest one are left without a tint, so that the text stays
/// a text; the numbers are in the list of targets.
constexpr float faintestTint = 0.05F;

} // namespace

AttentionTextViewPrivate::AttentionTextViewPrivate(AttentionTextView *view)
    : q(view)
{
    layout.setFormats([this](int line, int from, int to) { return formats(line, from, to); });
}

int AttentionTextViewPrivate::selectedAnchor() const
{
    int token = direction == LookDirection::LooksAt ? query : key;
    if (!given.isEmpty())
        token = givenAnchor;
    return token < tokens.size() ? token : -1;
}

int AttentionTextViewPrivate::otherEnd() const
{
    const int token = direction == LookDirection::LooksAt ? key : query;
    return given.isEmpty() && token < tokens.size() ? token : -1;
}

void AttentionTextViewPrivate::setHovered(int token)
{
    if (token == hovered)
        return;
    hovered = token;
    refresh();
}

void AttentionTextViewPrivate::refresh()
{
    const bool previews = hovered >= 0 && !pinned && given.isEmpty();
    const int shown = previews ? hovered : selectedAnchor();
    if (!given.isEmpty())
        weights = given.size() == tokens.size() ? given : QVector<float>();
    else
        weights =
            map.tokens() == tokens.size() ? lookWeights(map, direction, shown) : QVector<float>();
    strongest = 0;
    for (const float weight : weights) {
        if (std::fabs(weight) > strongest)
            strongest = std::fabs(weight);
    }
    layout.forgetShapes();
    arcsKnown = false;
    q->viewport()->update();
    const bool isOther = shown != anchor;
    anchor = shown;
    announce();
    if (isOther)
        emit q->anchorChanged(anchor);
}

bool AttentionTextViewPrivate::isTinted(int token) const
{
    if (dimmed || token < 0 || token >= weights.size())
        return false;
    const float weight = weights[token];
    if (std::isnan(weight))
        return true;
    return weight != 0 && std::fabs(weight) >= faintestTint * strongest &&
           std::fabs(weight) >= scale.threshold;
}

bool AttentionTextViewPrivate::isReached(int token) const
{
    return anchor < 0 || weights.isEmpty() || token < 0 ||
           isReachable(given.isEmpty() ? direction : LookDirection::LooksAt, anchor, token);
}

QColor AttentionTextViewPrivate::tintOf(int token) const
{
    return scale.colour(static_cast<double>(weights[token]), Theme::instance().isDark());
}

QColor AttentionTextViewPrivate::inkOf(int token, const QColor &otherwise) const
{
    const Theme &theme = Theme::instance();
    if (dimmed)
        return theme.color(Theme::Token::Text3);
    if (isTinted(token))
        return std::isnan(weights[token]) ? theme.color(Theme::Token::Text) : inkOn(tintOf(token));
    return isReached(token) ? otherwise : theme.color(Theme::Token::Disabled);
}

QVector<QTextLayout::FormatRange> AttentionTextViewPrivate::formats(int line, int from,
                                                                    int to) const
{
    const Theme &theme = Theme::instance();
    const TokenText::Line &shown = text.lines()[line];
    QVector<QTextLayout::FormatRange> ranges;
    for (const PythonSpan &span : spans.value(line)) {
        if (span.start >= to || span.start + span.length <= from || dimmed)
            continue;
        QTextLayout::FormatRange range;
        range.start = span.start;
        range.length = span.length;
        range.format.setForeground(theme.syntaxColor(span.role));
        ranges.append(range);
    }
    for (const TokenText::Span &span : shown.spans) {
        if (span.start >= to || span.start + span.length <= from || span.length == 0)
            continue;
        QTextLayout::FormatRange range;
        range.start = span.start;
        range.length = span.length;
        // A tint and a colour of syntax would be two meanings in one place.
        const QColor ink = inkOf(span.token, QColor());
        if (ink.isValid())
            range.format.setForeground(ink);
        if (span.mark == TokenText::Mark::Escape)
            range.format.setFontItalic(true);
        if (span.token >= 0 && span.token == anchor)
            range.format.setFontWeight(QFont::Bold);
        ranges.append(range);
    }
    return ranges;
}

void AttentionTextViewPrivate::select(int token, bool reveal)
{
    if (!given.isEmpty())
        return;
    int &end = direction == LookDirection::LooksAt ? query : key;
    if (token == end) {
        if (reveal)
            q->showToken(token);
        return;
    }
    end = token;
    refresh();
    if (reveal)
        q->showToken(token);
    if (direction == LookDirection::LooksAt)
        emit q->querySelected(token);
    else
        emit q->keySelected(token);
}

void AttentionTextViewPrivate::selectOther(int token)
{
    if (!given.isEmpty())
        return;
    int &end = direction == LookDirection::LooksAt ? key : query;
    if (token == end)
        return;
    end = token;
    q->viewport()->update();
    announce();
    if (direction == LookDirection::LooksAt)
        emit q->keySelected(token);
    else
        emit q->querySelected(token);
}

void AttentionTextViewPrivate::goToNextTarget()
{
    const QVector<AttentionTarget> targets = q->arcs();
    if (targets.isEmpty())
        return;
    qsizetype next = 0;
    for (qsizetype i = 0; i < targets.size(); ++i) {
        if (targets[i].token == otherEnd())
            next = (i + 1) % targets.size();
    }
    selectOther(targets[next].token);
    q->showToken(targets[next].token);
}

void AttentionTextViewPrivate::announce()
{
    if (!QAccessible::isActive())
        return;
    QAccessibleValueChangeEvent changed(q, q->describe(anchor));
    QAccessible::updateAccessibility(&changed);
}

} // namespace phi1
