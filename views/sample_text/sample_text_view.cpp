// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/sample_text_view.h"

#include "views/sample_text/accessible_sample_text.h"
#include "views/sample_text/sample_text_view_p.h"
#include "views/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>

#include <algorithm>

namespace phi1 {

SampleTextView::SampleTextView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , d(std::make_unique<SampleTextViewPrivate>(this))
{
    AccessibleSampleText::install();
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Text of the sample"));
    viewport()->setMouseTracking(true);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    Theme::instance().follow(this, [this] { d->resetFont(); });
    d->showText({});
}

SampleTextView::~SampleTextView() = default;

void SampleTextView::setText(const QByteArray &text)
{
    d->showText(text);
    QAccessibleTextUpdateEvent changed(this, 0, {}, {});
    QAccessible::updateAccessibility(&changed);
    emit currentHitChanged(-1, 0);
}

const QByteArray &SampleTextView::text() const
{
    return d->pieces.text();
}

void SampleTextView::setLanguage(Language language)
{
    if (language == d->language)
        return;
    d->language = language;
    d->chooseLanguage();
}

SampleTextView::Language SampleTextView::language() const
{
    return d->language;
}

SampleTextView::Language SampleTextView::effectiveLanguage() const
{
    switch (d->highlighter.language()) {
    case TextLanguage::Python:
        return Language::Python;
    case TextLanguage::Markdown:
        return Language::Markdown;
    case TextLanguage::Plain:
        break;
    }
    return Language::Plain;
}

void SampleTextView::setPlaceholder(const QString &text)
{
    d->placeholder = text;
    setAccessibleDescription(text);
    viewport()->update();
}

void SampleTextView::setDimmed(bool dimmed)
{
    if (dimmed == d->dimmed)
        return;
    d->dimmed = dimmed;
    d->restyle();
}

void SampleTextView::setWrapping(bool wraps)
{
    if (wraps == d->wraps)
        return;
    d->wraps = wraps;
    setHorizontalScrollBarPolicy(wraps ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    d->relayout();
    d->updateMargins();
}

bool SampleTextView::isWrapping() const
{
    return d->wraps;
}

void SampleTextView::setWhitespaceShown(bool shown)
{
    if (shown == d->whitespaceShown)
        return;
    d->whitespaceShown = shown;
    d->shapes.setWhitespace(shown, Theme::instance().color(Theme::Token::Text3));
    viewport()->update();
}

bool SampleTextView::isWhitespaceShown() const
{
    return d->whitespaceShown;
}

void SampleTextView::setTokens(const SampleTokens &tokens)
{
    d->tokenMap = tokens;
    viewport()->update();
}

void SampleTextView::setTokensShown(bool shown)
{
    d->tokensShown = shown;
    d->hover(-1, {});
    viewport()->update();
}

bool SampleTextView::areTokensShown() const
{
    return d->tokensShown;
}

void SampleTextView::setLoss(const SampleLossMap &map)
{
    d->lossMap = map;
    d->hover(-1, {});
    d->restyle();
    d->updateMargins();
}

void SampleTextView::clearLoss()
{
    setLoss({});
}

bool SampleTextView::hasLoss() const
{
    return !d->lossMap.tokens.isEmpty();
}

const SampleLossMap &SampleTextView::loss() const
{
    return d->lossMap;
}

void SampleTextView::setTint(Tint tint)
{
    if (tint == d->tint)
        return;
    d->tint = tint;
    d->hover(-1, {});
    d->restyle();
    d->updateMargins();
}

SampleTextView::Tint SampleTextView::tint() const
{
    return d->tint;
}

void SampleTextView::setLineMarks(const QVector<LineMark> &marks)
{
    d->lineMarks = marks;
    d->relayout();
}

qint64 SampleTextView::lineCount() const
{
    return d->pieces.lineCount();
}

qint64 SampleTextView::caret() const
{
    return d->caret;
}

void SampleTextView::setCaret(qint64 byte, bool select)
{
    d->moveCaret(byte, select);
}

void SampleTextView::showByte(qint64 byte)
{
    d->reveal(std::clamp<qint64>(byte, 0, d->pieces.text().size()), true);
}

qint64 SampleTextView::firstVisibleByte() const
{
    return d->rows.row(d->top).beginByte();
}

qint64 SampleTextView::byteAt(const QPoint &position) const
{
    const TextRows::Place place = d->placeAtY(position.y());
    const int y = d->rowTop(place);
    if (position.y() < y || position.y() >= y + d->rowHeight())
        return -1;
    return d->rows.byteUnder(d->rows.row(place), position.x() - d->left());
}

QRect SampleTextView::rectOf(qint64 byte) const
{
    const TextRows::Place place = d->rows.placeOfByte(byte);
    const int y = d->rowTop(place);
    if (y + d->rowHeight() <= 0 || y >= viewport()->height())
        return {};
    const TextRows::Row row = d->rows.row(place);
    const QRectF area = d->spanRect(row, {byte, std::max(d->nextByte(byte), byte + 1)});
    return area.translated(d->left(), y).toAlignedRect();
}

TextSpan SampleTextView::selection() const
{
    return {std::min(d->anchor, d->caret), std::max(d->anchor, d->caret)};
}

bool SampleTextView::hasSelection() const
{
    return d->anchor != d->caret;
}

void SampleTextView::select(const TextSpan &bytes)
{
    const qint64 size = d->pieces.text().size();
    d->anchor = std::clamp<qint64>(bytes.begin, 0, size);
    d->caret = std::clamp<qint64>(bytes.end, 0, size);
    d->caretX = -1;
    viewport()->update();
}

QByteArray SampleTextView::selectedBytes() const
{
    const TextSpan span = selection();
    return d->pieces.text().mid(span.begin, span.end - span.begin);
}

void SampleTextView::copy() const
{
    const QByteArray bytes = hasSelection() ? selectedBytes() : text();
    if (bytes.isEmpty())
        return;
    auto *content = new QMimeData;
    const QString shown = QString::fromUtf8(bytes);
    content->setText(shown);
    if (shown.toUtf8() != bytes)
        content->setData(QStringLiteral("application/octet-stream"), bytes);
    QGuiApplication::clipboard()->setMimeData(content);
}

QSize SampleTextView::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(480), theme.px(360)};
}

void SampleTextView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::EnabledChange)
        viewport()->update();
    QAbstractScrollArea::changeEvent(event);
}

void SampleTextView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    d->paint(painter, event->rect());
}

void SampleTextView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    d->updateMargins();
    d->relayout();
}

void SampleTextView::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx)
    if (d->barIsSyncing)
        return;
    if (dy != 0)
        d->scrollTo(verticalScrollBar()->value());
    viewport()->update();
}

void SampleTextView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    d->caretShown = true;
    viewport()->update();
}

void SampleTextView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    d->hover(-1, {});
    viewport()->update();
}

} // namespace phi1
