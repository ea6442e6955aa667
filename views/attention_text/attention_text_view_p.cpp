// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/attention_text_view_p.h"

#include "views/attention_text/weight_paint.h"
#include "views/code/shown_bytes.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QFontMetricsF>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

/// Weights below this share of the strongest one are left without a tint, so that the text stays
/// a text; the numbers are in the list of targets.
constexpr float faintestTint = 0.05F;

constexpr int rowLength = 25; ///< for a 13 px font: arcs need air between the lines

} // namespace

AttentionTextViewPrivate::AttentionTextViewPrivate(AttentionTextView *view)
    : q(view)
{
    layout.setFormats([this](int line, int from, int to) { return formats(line, from, to); });
}

void AttentionTextViewPrivate::rebuildText()
{
    QVector<ViewToken> shown;
    shown.reserve(tokens.size());
    for (const AttentionToken &token : tokens) {
        ViewToken copy;
        copy.id = token.id;
        copy.bytes = token.bytes;
        shown.append(copy);
    }
    text.clear();
    text.append(shown, 0);
    spans.clear();
    PythonState state = 0;
    for (const TokenText::Line &line : text.lines()) {
        spans.append(QVector<PythonSpan>());
        state = highlightPythonLine(line.text, state, &spans.last());
    }
    resetLayout();
}

void AttentionTextViewPrivate::resetLayout()
{
    const Theme &theme = Theme::instance();
    layout.reset(theme.font(Theme::Font::Code),
                 std::max(theme.px(rowLength), theme.lineHeight(Theme::Font::Code)),
                 q->viewport()->width() - gutterWidth() - theme.px(16), true);
    updateScrollBars();
    arcsKnown = false;
    q->viewport()->update();
}

void AttentionTextViewPrivate::updateScrollBars()
{
    const int room = q->viewport()->height();
    const int height =
        2 * topPadding() + static_cast<int>(layout.rows().size()) * layout.rowHeight();
    QScrollBar *down = q->verticalScrollBar();
    down->setSingleStep(layout.rowHeight());
    down->setPageStep(std::max(1, room - layout.rowHeight()));
    down->setRange(0, std::max(0, height - room));
    arcsKnown = false;
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

int AttentionTextViewPrivate::gutterWidth() const
{
    const Theme &theme = Theme::instance();
    const QFontMetricsF metrics(theme.font(Theme::Font::Caption));
    const auto digits = static_cast<double>(QString::number(text.lines().size()).size());
    return std::max(theme.px(34),
                    static_cast<int>(std::ceil(metrics.horizontalAdvance(u'0') * digits)) +
                        theme.px(18));
}

int AttentionTextViewPrivate::topPadding() const
{
    return Theme::instance().px(10); // arcs rise above the first line
}

int AttentionTextViewPrivate::rowTop(int row) const
{
    return topPadding() + row * layout.rowHeight() - q->verticalScrollBar()->value();
}

int AttentionTextViewPrivate::rowAtY(int y) const
{
    const int row = static_cast<int>(
        std::floor(static_cast<double>(y + q->verticalScrollBar()->value() - topPadding()) /
                   layout.rowHeight()));
    return std::clamp(row, 0, static_cast<int>(layout.rows().size()) - 1);
}

double AttentionTextViewPrivate::left() const
{
    return gutterWidth();
}

QRectF AttentionTextViewPrivate::room() const
{
    const QRect all = q->viewport()->rect();
    return QRectF(all).adjusted(gutterWidth() - Theme::instance().px(6), 0, 0, 0);
}

QVector<QRectF> AttentionTextViewPrivate::tokenAreas(int token) const
{
    QVector<QRectF> areas;
    if (token < 0 || token >= text.tokenCount() || text.firstSpan(token).line < 0)
        return areas;
    const TokenText::SpanAt at = text.firstSpan(token);
    int lastRow = -1;
    for (int line = at.line, index = at.span; line < text.lines().size(); ++line, index = 0) {
        const QVector<TokenText::Span> &shown = text.lines()[line].spans;
        for (; index < shown.size(); ++index) {
            if (shown[index].token != token)
                return areas;
            for (int row = layout.rowOf({line, shown[index].start});
                 row < layout.rows().size() && layout.rows()[row].line == line; ++row) {
                const QRectF area = layout.spanRect(row, shown[index]);
                if (area.isNull()) {
                    if (layout.rows()[row].start > shown[index].start + shown[index].length)
                        break;
                    continue;
                }
                const QRectF placed = area.translated(left(), rowTop(row));
                if (row == lastRow)
                    areas.last() |= placed;
                else
                    areas.append(placed);
                lastRow = row;
            }
        }
    }
    return areas;
}

QRectF AttentionTextViewPrivate::tokenArea(int token) const
{
    const QVector<QRectF> areas = tokenAreas(token);
    // Of a token that begins with a line end its first characters are more telling than the end.
    for (const QRectF &area : areas) {
        if (area.width() > 1.5 * layout.cellWidth())
            return area;
    }
    return areas.isEmpty() ? QRectF() : areas.first();
}

int AttentionTextViewPrivate::tokenAt(const QPoint &position) const
{
    const int row = rowAtY(position.y());
    const int top = rowTop(row);
    if (tokens.isEmpty() || position.y() < top || position.y() >= top + layout.rowHeight() ||
        position.x() < gutterWidth())
        return -1;
    const TokenText::Line &line = text.lines()[layout.rows()[row].line];
    const int span = layout.spanAt(row, position.x() - left());
    return span < 0 ? -1 : line.spans[span].token;
}

int AttentionTextViewPrivate::rowBeginning(int row, bool last) const
{
    const TokenLayout::Row &place = layout.rows()[row];
    int found = -1;
    for (const TokenText::Span &span : text.lines()[place.line].spans) {
        const bool ends = span.start + std::max(1, span.length) <= place.start;
        const bool begins =
            span.start >= place.start + place.length && !(place.isLast && span.length == 0);
        if (ends || begins)
            continue;
        found = span.token;
        if (!last)
            break;
    }
    return found;
}

int AttentionTextViewPrivate::firstVisibleToken() const
{
    for (int row = rowAtY(0); row < layout.rows().size(); ++row) {
        const int token = rowBeginning(row, false);
        if (token >= 0)
            return token;
    }
    return tokens.isEmpty() ? -1 : 0;
}

int AttentionTextViewPrivate::tokenBeside(int token, int rows) const
{
    const TextPosition place = text.position(token);
    const int row = layout.rowOf(place);
    const double x = layout.xOf(row, place.column);
    const int count = static_cast<int>(layout.rows().size());
    // Rows without a token of their own, such as the inside of a long one, are stepped over.
    const int step = rows < 0 ? -1 : 1;
    for (int wanted = std::clamp(row + rows, 0, count - 1); wanted >= 0 && wanted < count;
         wanted += step) {
        const TokenText::Line &line = text.lines()[layout.rows()[wanted].line];
        const int span = layout.spanAt(wanted, x + 1);
        const int found = span >= 0 ? line.spans[span].token : rowBeginning(wanted, true);
        if (found >= 0 && found != token)
            return found;
    }
    return token;
}

void AttentionTextViewPrivate::ensureArcs()
{
    if (arcsKnown)
        return;
    arcsKnown = true;
    arcs.clear();
    chips.clear();
    if (anchor < 0 || strongest <= 0 || dimmed)
        return;
    QVector<ArcTarget> targets;
    for (const AttentionTarget &target : q->arcs()) {
        if (!std::isnan(target.weight))
            targets.append(
                {target.token, std::fabs(target.weight) / strongest, tokenArea(target.token)});
    }
    const double unit = Theme::instance().px(100) / 100.0;
    QRectF from = tokenArea(anchor);
    arcs = attentionArcs(from, targets, room(), unit);
    layOutChips();
    // What is out of sight is where its chip is.
    for (const Chip &chip : std::as_const(chips)) {
        const double x = QRectF(chip.area).center().x();
        if (chip.token == anchor)
            from.moveCenter({x, from.center().y()});
        for (ArcTarget &target : targets) {
            if (target.token == chip.token)
                target.area.moveCenter({x, target.area.center().y()});
        }
    }
    arcs = attentionArcs(from, targets, room(), unit);
}

QString AttentionTextViewPrivate::chipText(int token) const
{
    const QString shown = shownBytes(tokens[token].bytes, true, 16);
    if (token == anchor)
        return AttentionTextView::tr("%1, line %2").arg(shown).arg(tokens[token].line);
    return AttentionTextView::tr("%1 %2, line %3")
        .arg(shown, weightText(static_cast<double>(weights[token])))
        .arg(tokens[token].line);
}

void AttentionTextViewPrivate::layOutChips()
{
    const Theme &theme = Theme::instance();
    const QFontMetricsF metrics(theme.font(Theme::Font::CodeSmall));
    const QRectF space = room().adjusted(theme.px(4), theme.px(4), -theme.px(8), -theme.px(4));
    const int height = theme.px(20);
    const int gap = theme.px(4);
    const QRectF anchorArea = tokenArea(anchor);
    for (const AttentionArc::End end : {AttentionArc::End::Above, AttentionArc::End::Below}) {
        const bool isAbove = end == AttentionArc::End::Above;
        // One row at each edge: the anchor, then the strongest, as many as there is room for. The
        // list of targets has them all.
        QVector<QPair<double, Chip>> row;
        double taken = 0;
        const auto add = [&](int token, double x) {
            Chip chip;
            chip.token = token;
            chip.end = end;
            chip.text = chipText(token);
            const double width = std::ceil(metrics.horizontalAdvance(chip.text)) + theme.px(26);
            if (taken + width > space.width())
                return;
            taken += width + gap;
            chip.area = QRect(0, 0, static_cast<int>(width), height);
            row.append({x, chip});
        };
        if (isAbove ? anchorArea.center().y() < room().top()
                    : anchorArea.center().y() > room().bottom())
            add(anchor, anchorArea.center().x());
        for (const AttentionArc &arc : std::as_const(arcs)) {
            if (arc.end == end)
                add(arc.token, arc.tip.x());
        }
        std::stable_sort(row.begin(), row.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        // Each where it points to, pushed on by its neighbours and back by the edge.
        double least = space.left();
        double rest = taken;
        for (auto &[x, chip] : row) {
            const double width = chip.area.width();
            const double begin =
                std::clamp(x - width / 2, least, std::max(least, space.right() - rest + gap));
            rest -= width + gap;
            least = begin + width + gap;
            chip.area.moveTo(static_cast<int>(begin),
                             static_cast<int>(isAbove ? space.top() : space.bottom() - height));
            chips.append(chip);
        }
    }
}

int AttentionTextViewPrivate::chipAt(const QPoint &position)
{
    ensureArcs();
    for (const Chip &chip : chips) {
        if (chip.area.contains(position))
            return chip.token;
    }
    return -1;
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
