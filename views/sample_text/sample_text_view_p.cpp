// SPDX-License-Identifier: GPL-3.0-or-later
// Text, rows and scrolling of the view of a sample.
#include "views/sample_text/sample_text_view_p.h"

#include "views/format/number_text.h"
#include "views/sample_text/find_bar.h"
#include "views/sample_text/text_footer.h"
#include "views/theme/ink.h"
#include "views/theme/theme.h"
#include "views/widgets/hover_card.h"

#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr qint64 indexPortion = 4 << 20; ///< bytes that take some milliseconds to look through
constexpr double workSlice = 4;          ///< milliseconds of a frame for what goes on behind it
constexpr double lossHigh = 8;           ///< nats of the strongest tint, and the same for all texts
constexpr double differenceHigh = 4;

Theme::Syntax syntaxOf(TextRole role)
{
    return static_cast<Theme::Syntax>(role);
}

} // namespace

SampleTextViewPrivate::SampleTextViewPrivate(SampleTextView *view)
    : q(view)
    , card(new HoverCard(view))
    , footer(new TextFooter(view))
{
    shapes.setFormats(
        [this](const TextRows::Row &row, int from, int to) { return formats(row, from, to); });
    idle.setSingleShot(true);
    idle.setInterval(0);
    QObject::connect(&idle, &QTimer::timeout, q, [this] { work(); });
    dragScroll.setInterval(30);
    QObject::connect(&dragScroll, &QTimer::timeout, q, [this] { dragTo(dragPosition); });
}

void SampleTextViewPrivate::showText(const QByteArray &bytes)
{
    pieces.setText(bytes);
    pieces.indexMore(indexPortion);
    rows.setText();
    shapes.forget();
    hits.clear();
    found.clear();
    currentHit = -1;
    tokenMap = {};
    lossMap = {};
    lineMarks.clear();
    caret = anchor = 0;
    caretX = -1;
    hoveredToken = -1;
    dimmed = false;
    card->dismiss();
    chooseLanguage();
    setTop({}, -padding());
    updateMargins();
    relayout();
    q->horizontalScrollBar()->setValue(0);
    if (isFinding)
        find(QString::fromUtf8(needle));
    scheduleWork();
}

void SampleTextViewPrivate::chooseLanguage()
{
    TextLanguage chosen = TextLanguage::Plain;
    switch (language) {
    case SampleTextView::Language::Automatic:
        chosen = guessLanguage(pieces.text());
        break;
    case SampleTextView::Language::Python:
        chosen = TextLanguage::Python;
        break;
    case SampleTextView::Language::Markdown:
        chosen = TextLanguage::Markdown;
        break;
    case SampleTextView::Language::Plain:
        break;
    }
    highlighter.setText(chosen);
    restyle();
}

void SampleTextViewPrivate::resetFont()
{
    const Theme &theme = Theme::instance();
    rows.setFont(CellFont(theme.font(Theme::Font::Code)));
    shapes.setWhitespace(whitespaceShown, theme.color(Theme::Token::Text3));
    updateMargins();
    relayout();
}

void SampleTextViewPrivate::restyle()
{
    shapes.forget();
    q->viewport()->update();
    scheduleWork();
}

void SampleTextViewPrivate::relayout()
{
    const Theme &theme = Theme::instance();
    const double room = q->viewport()->width() - gutterWidth() - theme.px(8);
    const int columns = wraps ? std::max(16, static_cast<int>(room / rows.font().cell())) : 0;
    rows.setColumns(columns);
    // A text of ordinary size is counted at once, so that its scroll bar is right from the start.
    rows.countMore(workSlice);
    const bool atBeginning = top.block == 0 && top.row == 0 && topOffset <= 0;
    if (!atBeginning)
        top = rows.placeOfByte(anchorByte);
    setTop(top, topOffset);
    updateScrollBars();
    q->viewport()->update();
    scheduleWork();
}

void SampleTextViewPrivate::scheduleWork()
{
    const bool isBusy =
        !pieces.isComplete() || !rows.isCounted() || !highlighter.isComplete() || searchedTo >= 0;
    if (isBusy && !idle.isActive())
        idle.start();
}

void SampleTextViewPrivate::work()
{
    if (!pieces.isComplete()) {
        const int gutter = gutterWidth();
        const bool wasLong = pieces.longLineCount() > 0;
        pieces.indexMore(indexPortion);
        rows.grow();
        if (gutter != gutterWidth())
            relayout();
        if (wasLong != (pieces.longLineCount() > 0) || pieces.isComplete())
            updateMargins();
        updateScrollBars();
    } else if (searchedTo >= 0) {
        findMore(workSlice);
    } else if (!rows.isCounted()) {
        rows.countMore(workSlice);
        updateScrollBars();
    } else if (!highlighter.isComplete()) {
        if (highlighter.learnMore(workSlice) >= 0) {
            shapes.forget();
            q->viewport()->update();
        }
    }
    scheduleWork();
}

void SampleTextViewPrivate::updateScrollBars()
{
    const Theme &theme = Theme::instance();
    const QSize room = q->viewport()->size();
    const qint64 height = 2 * padding() + rows.rowCount() * rowHeight();
    barUnit = static_cast<int>(height / 1'000'000'000 + 1);
    QScrollBar *down = q->verticalScrollBar();
    barIsSyncing = true;
    down->setSingleStep(std::max(1, rowHeight() / barUnit));
    down->setPageStep(std::max(1, (room.height() - rowHeight()) / barUnit));
    down->setRange(0, static_cast<int>(std::max<qint64>(0, height - room.height()) / barUnit));
    barIsSyncing = false;
    syncBar();
    QScrollBar *across = q->horizontalScrollBar();
    const int width =
        static_cast<int>(std::ceil(rows.widestCells() * rows.font().cell())) + theme.px(24);
    across->setSingleStep(static_cast<int>(4 * rows.font().cell()));
    across->setPageStep(std::max(1, room.width() - gutterWidth()));
    across->setRange(0, wraps ? 0 : std::max(0, width + gutterWidth() - room.width()));
}

void SampleTextViewPrivate::syncBar()
{
    QScrollBar *bar = q->verticalScrollBar();
    if (bar->isSliderDown())
        return; // it would move under the pointer
    const qint64 pixels = padding() + rows.numberOf(top) * rowHeight() + topOffset;
    barIsSyncing = true;
    bar->setValue(static_cast<int>(pixels / barUnit));
    barIsSyncing = false;
    barValue = bar->value();
}

void SampleTextViewPrivate::setTop(TextRows::Place place, int offset)
{
    const int height = rowHeight();
    place = rows.clamped(place);
    if (offset >= height || offset < 0) {
        const int whole = static_cast<int>(std::floor(static_cast<double>(offset) / height));
        const TextRows::Place moved = rows.moved(place, whole);
        const qint64 steps = rows.distance(place, moved, std::abs(whole) + 1);
        offset -= static_cast<int>(steps) * height;
        place = moved;
    }
    // Not beyond the end: the last row stands at the bottom.
    const int room = q->viewport()->height();
    const qint64 fits = room / height + 2;
    const qint64 below = rows.distance(place, rows.last(), fits);
    const qint64 rest = (below + 1) * height - offset + padding();
    if (below < fits && rest < room) {
        offset -= static_cast<int>(room - rest);
        if (offset < 0) {
            const int whole = static_cast<int>(std::ceil(static_cast<double>(-offset) / height));
            const TextRows::Place moved = rows.moved(place, -whole);
            offset += static_cast<int>(rows.distance(moved, place, whole)) * height;
            place = moved;
        }
    }
    if (place == rows.first())
        offset = std::max(offset, -padding());
    top = place;
    topOffset = offset;
}

void SampleTextViewPrivate::scrollBy(qint64 pixels)
{
    const int height = rowHeight();
    const qint64 whole = pixels / height;
    const TextRows::Place moved = rows.moved(top, whole);
    const bool isWhole = rows.distance(top, moved, std::abs(whole) + 1) == whole;
    setTop(moved,
           topOffset + (isWhole ? static_cast<int>(pixels - whole * height)
                                : static_cast<int>(std::clamp<qint64>(pixels, -height, height))));
    anchorByte = rows.row(top).beginByte();
}

void SampleTextViewPrivate::scrollTo(int value)
{
    const QScrollBar *bar = q->verticalScrollBar();
    const qint64 pixels = static_cast<qint64>(value) * barUnit;
    const qint64 delta = pixels - static_cast<qint64>(barValue) * barUnit;
    barValue = value;
    if (value <= bar->minimum())
        setTop({}, -padding());
    else if (value >= bar->maximum())
        setTop(rows.last(), 0);
    else if (std::abs(delta) <= 4 * static_cast<qint64>(q->viewport()->height()) && barUnit == 1)
        scrollBy(delta);
    else
        setTop(rows.placeOf((pixels - padding()) / rowHeight()),
               static_cast<int>((pixels - padding()) % rowHeight()));
    anchorByte = rows.row(top).beginByte();
    card->dismiss();
    q->viewport()->update();
    // What came into sight may have more rows than was thought.
    if (!rows.isCounted())
        scheduleWork();
}

void SampleTextViewPrivate::reveal(qint64 byte, bool centred)
{
    const TextRows::Place place = rows.placeOfByte(byte);
    const int height = rowHeight();
    const int room = q->viewport()->height();
    const int y = rowTop(place);
    if (y < 0 || y + height > room) {
        const bool isFar = y < -2 * height || y > room + 2 * height;
        if (centred || isFar)
            setTop(place, -(room - height) / 3);
        else if (y < 0)
            setTop(place, 0);
        else
            setTop(place, height - room);
        anchorByte = rows.row(top).beginByte();
        updateScrollBars();
        q->viewport()->update();
    }
    revealAcross(byte);
}

void SampleTextViewPrivate::revealAcross(qint64 byte)
{
    if (wraps)
        return;
    const TextRows::Row row = rows.row(rows.placeOfByte(byte));
    const auto x = static_cast<int>(rows.xOf(row, byte));
    QScrollBar *across = q->horizontalScrollBar();
    const int room = q->viewport()->width() - gutterWidth();
    const int margin = std::min(room / 4, static_cast<int>(8 * rows.font().cell()));
    if (x - across->value() > room - margin)
        across->setValue(x - room + 2 * margin);
    else if (x < across->value() + (across->value() > 0 ? margin : 0))
        across->setValue(x - 2 * margin);
}

void SampleTextViewPrivate::updateMargins()
{
    QString notice;
    if (pieces.longLineCount() > 0) {
        notice =
            SampleTextView::tr(
                "%n line(s) longer than %1 bytes: shown in parts of that "
                "length, one below the other. Copies are exact.",
                nullptr, static_cast<int>(std::min<qint64>(pieces.longLineCount(), 1'000'000'000)))
                .arg(grouped(TextPieces::longest));
        if (!pieces.isComplete())
            notice = SampleTextView::tr("Partial: %1 of %2 looked through so far.")
                         .arg(bytes(static_cast<std::uint64_t>(pieces.indexedBytes())),
                              bytes(static_cast<std::uint64_t>(pieces.text().size())));
    }
    if (isTinting()) {
        const bool isDifference = tint == SampleTextView::Tint::Difference;
        QStringList details;
        const auto nameOf = [](const CheckpointChoice &choice) { return choice.name; };
        if (isDifference) {
            details << SampleTextView::tr("%1 minus %2")
                           .arg(nameOf(lossMap.other), nameOf(lossMap.checkpoint));
            details << SampleTextView::tr("means %1 and %2")
                           .arg(loss(lossMap.mean), loss(lossMap.otherMean));
        } else {
            details << nameOf(lossMap.checkpoint)
                    << SampleTextView::tr("mean %1").arg(loss(lossMap.mean));
        }
        details.removeAll(QString());
        footer->setLegend(scale(),
                          isDifference ? SampleTextView::tr("Difference of losses, nats")
                                       : SampleTextView::tr("Loss, nats"),
                          details);
        if (!lossMap.sentence.isEmpty())
            notice = notice.isEmpty() ? lossMap.sentence : lossMap.sentence + u'\n' + notice;
    } else {
        footer->clearLegend();
    }
    footer->setNotice(notice);
    const int width = q->width() - 2 * q->frameWidth();
    const int below = footer->isNeeded() ? footer->heightFor(width) : 0;
    const int above = findBar && !findBar->isHidden() ? findBar->sizeHint().height() : 0;
    q->setViewportMargins(0, above, 0, below);
    footer->setVisible(below > 0);
    const QRect frame =
        q->rect().adjusted(q->frameWidth(), q->frameWidth(), -q->frameWidth(), -q->frameWidth());
    if (findBar)
        findBar->setGeometry(frame.left(), frame.top(), frame.width(), above);
    const int barHeight =
        q->horizontalScrollBar()->isVisible() ? q->horizontalScrollBar()->height() : 0;
    footer->setGeometry(frame.left(), frame.bottom() + 1 - below - barHeight, frame.width(), below);
}

QVector<QTextLayout::FormatRange> SampleTextViewPrivate::formats(const TextRows::Row &row, int from,
                                                                 int to)
{
    const Theme &theme = Theme::instance();
    QVector<QTextLayout::FormatRange> ranges;
    if (dimmed)
        return ranges;
    if (isTinting())
        addTokenInks(row, from, to, ranges);
    else
        addRoles(row, from, to, ranges);
    // On the colour of hits only ink is readable in both themes.
    const ShownPiece &piece = *row.piece;
    const QVector<TextSpan> &marked = shownHits();
    auto hit = std::lower_bound(marked.begin(), marked.end(), piece.byteOf(from),
                                [](const TextSpan &span, qint64 byte) { return span.end <= byte; });
    for (; hit != marked.end() && hit->begin < piece.byteOf(to); ++hit) {
        QTextLayout::FormatRange range;
        range.start = std::max(from, piece.columnOf(std::max(hit->begin, piece.piece.begin)));
        range.length = std::min(to, piece.columnOf(hit->end)) - range.start;
        range.format.setForeground(theme.color(Theme::Token::Text));
        if (range.length > 0)
            ranges.append(range);
    }
    for (const ShownPiece::Marked &mark : piece.marks) {
        if (mark.mark != ShownPiece::Mark::Escape || mark.end <= from || mark.begin >= to)
            continue;
        QTextLayout::FormatRange range;
        range.start = mark.begin;
        range.length = mark.end - mark.begin;
        range.format.setForeground(theme.color(Theme::Token::Error));
        if (!isTinting())
            ranges.append(range);
    }
    return ranges;
}

void SampleTextViewPrivate::addRoles(const TextRows::Row &row, int from, int to,
                                     QVector<QTextLayout::FormatRange> &ranges)
{
    const Theme &theme = Theme::instance();
    const ShownPiece &piece = *row.piece;
    const int block = pieces.blockOf(piece.piece.begin);
    for (const RoleSpan &span : highlighter.look(block, row.index).spans) {
        QTextLayout::FormatRange range;
        range.start = std::max(from, piece.columnOf(piece.piece.begin + span.begin));
        range.length = std::min(to, piece.columnOf(piece.piece.begin + span.end)) - range.start;
        if (range.length <= 0)
            continue;
        switch (span.role) {
        case TextRole::Heading:
            range.format.setForeground(theme.syntaxColor(Theme::Syntax::Definition));
            range.format.setFontWeight(QFont::Bold);
            break;
        case TextRole::Strong:
            range.format.setFontWeight(QFont::Bold);
            break;
        case TextRole::InlineCode:
            range.format.setForeground(theme.syntaxColor(Theme::Syntax::Builtin));
            break;
        case TextRole::Fence:
        case TextRole::Comment:
            range.format.setForeground(theme.syntaxColor(Theme::Syntax::Comment));
            range.format.setFontItalic(true);
            break;
        case TextRole::Prompt:
            range.format.setForeground(theme.syntaxColor(Theme::Syntax::Comment));
            break;
        default:
            range.format.setForeground(theme.syntaxColor(syntaxOf(span.role)));
            break;
        }
        ranges.append(range);
    }
}

void SampleTextViewPrivate::addTokenInks(const TextRows::Row &row, int from, int to,
                                         QVector<QTextLayout::FormatRange> &ranges) const
{
    const bool dark = Theme::instance().isDark();
    const ShownPiece &piece = *row.piece;
    const ColourScale colours = scale();
    const QVector<qint64> &begins = lossMap.tokens.begins;
    for (int token = std::max(0, tokenAt(piece.byteOf(from)));
         token + 1 < begins.size() && begins[token] < piece.byteOf(to); ++token) {
        const float value = valueOf(token);
        if (std::isnan(value))
            continue;
        QTextLayout::FormatRange range;
        range.start = std::max(from, piece.columnOf(std::max(begins[token], piece.piece.begin)));
        range.length = std::min(to, piece.columnOf(begins[token + 1])) - range.start;
        if (range.length <= 0)
            continue;
        range.format.setForeground(inkOn(colours.colour(value, dark)));
        ranges.append(range);
    }
}

bool SampleTextViewPrivate::isTinting() const
{
    if (dimmed || lossMap.tokens.isEmpty())
        return false;
    return tint == SampleTextView::Tint::Loss ||
           (tint == SampleTextView::Tint::Difference && !lossMap.otherLoss.isEmpty());
}

const SampleTokens *SampleTextViewPrivate::tokens() const
{
    if (isTinting())
        return &lossMap.tokens;
    return tokensShown && !dimmed && !tokenMap.isEmpty() ? &tokenMap : nullptr;
}

int SampleTextViewPrivate::tokenAt(qint64 byte) const
{
    const SampleTokens *shown = tokens();
    if (!shown || byte < 0)
        return -1;
    const auto after = std::upper_bound(shown->begins.begin(), shown->begins.end(), byte);
    const int token = static_cast<int>(after - shown->begins.begin()) - 1;
    return token + 1 < shown->begins.size() ? token : -1;
}

float SampleTextViewPrivate::valueOf(int token) const
{
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    if (token < 0 || token >= lossMap.loss.size())
        return none;
    if (tint == SampleTextView::Tint::Loss)
        return lossMap.loss[token];
    if (tint == SampleTextView::Tint::Difference && token < lossMap.otherLoss.size())
        return lossMap.otherLoss[token] - lossMap.loss[token];
    return none;
}

ColourScale SampleTextViewPrivate::scale() const
{
    if (tint == SampleTextView::Tint::Difference)
        return ColourScale::difference(ColourScale::Kind::Linear, differenceHigh);
    ColourScale scale = ColourScale::weights(ColourScale::Kind::Linear);
    scale.low = 0;
    scale.high = lossHigh;
    return scale;
}

} // namespace phi1
