// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/diff_view.h"

#include "views/compare/diff_rows.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int headHeightPx = 28;
constexpr int gutterPx = 36;
constexpr int equalShown = 3;  ///< equal lines around a difference
constexpr int leastFolded = 3; ///< fewer are not worth a fold
constexpr int longestShown = 2000;

/// What is one row on screen: a row of the diff, or several folded ones.
struct ShownRow {
    int first = 0;
    int count = 1; ///< above 1 = folded
};

QColor mixed(const QColor &ground, const QColor &ink, double share)
{
    const auto mix = [share](int from, int to) {
        return static_cast<int>(std::lround(from + (to - from) * share));
    };
    return {mix(ground.red(), ink.red()), mix(ground.green(), ink.green()),
            mix(ground.blue(), ink.blue())};
}

} // namespace

class DiffView::Private
{
public:
    explicit Private(DiffView *view)
        : q(view)
    {}

    void align();
    void fold();
    void updateRanges();
    int rowHeight() const { return Theme::instance().lineHeight(Theme::Font::Code); }
    int headHeight() const { return Theme::instance().px(headHeightPx); }
    int rowTop(int row) const
    {
        return headHeight() + Theme::instance().px(4) + row * rowHeight() -
               q->verticalScrollBar()->value();
    }
    int rowAt(int y) const;
    QRect columnRect(int column) const; ///< x and width
    double xOf(const TokenText::Line &line, int column) const;
    void paintRow(QPainter &painter, int row);
    void paintLine(QPainter &painter, int column, int line, const QRect &area);
    void paintHeads(QPainter &painter);

    DiffView *q;
    QVector<DiffColumn> columns;
    DiffRows rows;
    QVector<ShownRow> shown;
    QVector<int> unfolded; ///< first rows of folds that were opened
    QVector<int> widths;
    Unit unit = Unit::Words;
    bool folds = true;
    int current = -1; ///< shown row of the difference gone to
};

DiffView::DiffView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , d(std::make_unique<Private>(this))
{
    installSpokenValue(this, QAccessible::Table);
    setAccessibleName(tr("Differences"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        d->updateRanges();
        viewport()->update();
    });
}

DiffView::~DiffView() = default;

void DiffView::setColumns(const QVector<DiffColumn> &columns)
{
    d->columns = columns;
    d->unfolded.clear();
    d->current = -1;
    d->align();
}

void DiffView::setUnit(Unit unit)
{
    if (unit == d->unit)
        return;
    d->unit = unit;
    d->align();
}

DiffView::Unit DiffView::unit() const
{
    return d->unit;
}

void DiffView::setFolding(bool folds)
{
    if (folds == d->folds)
        return;
    d->folds = folds;
    d->unfolded.clear();
    d->fold();
}

bool DiffView::isFolding() const
{
    return d->folds;
}

void DiffView::setSideWidths(const QVector<int> &widths)
{
    if (widths == d->widths)
        return;
    d->widths = widths;
    d->updateRanges();
    viewport()->update();
}

int DiffView::differenceCount() const
{
    return d->rows.differences;
}

int DiffView::rowCount() const
{
    return static_cast<int>(d->shown.size());
}

bool DiffView::isFolded(int row) const
{
    return d->shown[row].count > 1;
}

QString DiffView::rowText(int row, int column) const
{
    const ShownRow &place = d->shown[row];
    if (place.count > 1)
        return tr("%n equal lines", nullptr, place.count);
    const int line = d->rows.rows[place.first].lines[column];
    return line < 0 ? QString() : d->rows.columns[column].text->lines()[line].text;
}

QSize DiffView::sizeHint() const
{
    return {Theme::instance().px(640), Theme::instance().px(320)};
}

void DiffView::Private::align()
{
    rows = alignColumns(columns, unit);
    fold();
    QString summary;
    if (columns.size() > 1)
        summary = rows.differences == 0
                      ? DiffView::tr("identical")
                      : DiffView::tr("%1 · %2 of %3 lines equal")
                            .arg(DiffView::tr("%n differences", nullptr, rows.differences),
                                 grouped(rows.equalLines), grouped(rows.rows.size()));
    q->setAccessibleDescription(summary);
    setSpokenValue(q, summary);
    emit q->summaryChanged(summary);
}

void DiffView::Private::fold()
{
    shown.clear();
    const auto count = static_cast<int>(rows.rows.size());
    for (int row = 0; row < count;) {
        int stop = row;
        while (stop < count && rows.rows[stop].isEqual)
            ++stop;
        if (stop == row) {
            shown.append({row, 1});
            ++row;
            continue;
        }
        // Lines next to a difference stay; what is between them folds.
        const int from = row == 0 ? row : row + equalShown;
        const int to = stop == count ? stop : stop - equalShown;
        const bool isOpen = !folds || unfolded.contains(from) || columns.size() < 2;
        for (int at = row; at < stop; ++at) {
            if (!isOpen && at == from && to - from >= leastFolded) {
                shown.append({from, to - from});
                at = to - 1;
            } else {
                shown.append({at, 1});
            }
        }
        row = stop;
    }
    updateRanges();
    q->viewport()->update();
}

void DiffView::Private::updateRanges()
{
    const Theme &theme = Theme::instance();
    QScrollBar *down = q->verticalScrollBar();
    const int room = q->viewport()->height() - headHeight();
    down->setSingleStep(rowHeight());
    down->setPageStep(std::max(1, room - rowHeight()));
    down->setRange(0,
                   std::max(0, static_cast<int>(shown.size()) * rowHeight() + theme.px(8) - room));
    const QFontMetricsF metrics(theme.font(Theme::Font::Code));
    qsizetype longest = 0;
    for (const DiffText &column : std::as_const(rows.columns)) {
        for (const TokenText::Line &line : column.text->lines())
            longest = std::max(longest, std::min<qsizetype>(line.text.size(), longestShown));
    }
    int narrowest = q->viewport()->width();
    for (int column = 0; column < columns.size(); ++column)
        narrowest = std::min(narrowest, columnRect(column).width());
    const int width = theme.px(gutterPx + 16) + static_cast<int>(metrics.horizontalAdvance(u'0') *
                                                                 static_cast<double>(longest));
    q->horizontalScrollBar()->setSingleStep(theme.px(24));
    q->horizontalScrollBar()->setPageStep(narrowest);
    q->horizontalScrollBar()->setRange(0, std::max(0, width - narrowest));
}

int DiffView::Private::rowAt(int y) const
{
    if (y < headHeight())
        return -1;
    const int row = (y - rowTop(0)) / rowHeight();
    return y >= rowTop(0) && row < shown.size() ? row : -1;
}

QRect DiffView::Private::columnRect(int column) const
{
    const auto count = static_cast<int>(columns.size());
    int x = 0;
    if (widths.size() == count) {
        for (int before = 0; before < column; ++before)
            x += widths[before];
        const int width = column + 1 == count ? q->viewport()->width() - x : widths[column];
        return {x, 0, std::max(1, width), q->viewport()->height()};
    }
    x = q->viewport()->width() * column / count;
    return {x, 0, q->viewport()->width() * (column + 1) / count - x, q->viewport()->height()};
}

double DiffView::Private::xOf(const TokenText::Line &line, int column) const
{
    const QFontMetricsF metrics(Theme::instance().font(Theme::Font::Code));
    if (line.isPlain)
        return metrics.horizontalAdvance(u'0') * column;
    return metrics.horizontalAdvance(line.text.left(column));
}

void DiffView::Private::paintLine(QPainter &painter, int column, int line, const QRect &area)
{
    const Theme &theme = Theme::instance();
    const DiffText &source = rows.columns[column];
    const TokenText::Line &text = source.text->lines()[line];
    painter.setFont(theme.font(Theme::Font::Caption));
    painter.setPen(theme.color(Theme::Token::Text3));
    const int gutter = theme.px(gutterPx);
    painter.drawText(QRect(area.left(), area.top(), gutter - theme.px(10), area.height()),
                     Qt::AlignRight | Qt::AlignVCenter, QString::number(line + 1));
    painter.save();
    painter.setClipRect(area.adjusted(gutter, 0, 0, 0));
    const double left = area.left() + gutter - q->horizontalScrollBar()->value();
    const QColor ink = theme.runColor(columns[column].slot);
    const QColor tint =
        mixed(theme.color(Theme::Token::Surface), ink, theme.isDark() ? 0.30 : 0.16);
    const bool isWhole =
        std::all_of(text.spans.begin(), text.spans.end(),
                    [&](const TokenText::Span &span) { return source.isChanged[span.token]; });
    for (const TokenText::Span &span : text.spans) {
        if (!source.isChanged[span.token] || span.length == 0)
            continue;
        // The indentation of a line that is new as a whole says nothing.
        int start = span.start;
        while (isWhole && start < span.start + span.length && text.text[start] == u' ')
            ++start;
        const double from = left + xOf(text, start);
        const double to = left + xOf(text, span.start + span.length);
        if (to <= from)
            continue;
        const QRectF mark(from, area.top() + 1, to - from, area.height() - 2);
        painting::roundedBox(painter, mark, theme.px(2), tint, QColor());
        painter.fillRect(QRectF(from, area.bottom() - 1, to - from, 1), ink);
    }
    painter.setFont(theme.font(Theme::Font::Code));
    painter.setPen(theme.color(Theme::Token::Text));
    const QFontMetrics metrics = painter.fontMetrics();
    const int baseline = area.top() + (area.height() - metrics.height()) / 2 + metrics.ascent();
    painter.drawText(QPointF(left, baseline), text.text.left(longestShown));
    painter.restore();
}

void DiffView::Private::paintRow(QPainter &painter, int row)
{
    const Theme &theme = Theme::instance();
    const ShownRow &place = shown[row];
    const int top = rowTop(row);
    const int height = rowHeight();
    if (place.count > 1) {
        const QRect fold(0, top, q->viewport()->width(), height);
        painter.fillRect(fold, theme.color(Theme::Token::Alt));
        painting::themeIcon(painter, QRect(theme.px(gutterPx), top, theme.px(12), height),
                            QStringLiteral("chevron-right"), theme.px(12),
                            theme.color(Theme::Token::Text3));
        painter.setFont(theme.font(Theme::Font::Caption));
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(fold.adjusted(theme.px(gutterPx + 18), 0, 0, 0),
                         Qt::AlignLeft | Qt::AlignVCenter, q->rowText(row, 0));
        return;
    }
    const DiffRow &lines = rows.rows[place.first];
    for (int column = 0; column < columns.size(); ++column) {
        const QRect whole = columnRect(column);
        const QRect area(whole.left(), top, whole.width() - 1, height);
        if (lines.lines[column] < 0)
            painter.fillRect(area, theme.color(Theme::Token::Sunken));
        else
            paintLine(painter, column, lines.lines[column], area);
    }
    // Rows that are not equal are found by a bar at the edge as well.
    if (!lines.isEqual && columns.size() > 1)
        painter.fillRect(QRect(0, top, theme.px(row == current ? 5 : 3), height),
                         theme.color(Theme::Token::Accent));
}

void DiffView::Private::paintHeads(QPainter &painter)
{
    const Theme &theme = Theme::instance();
    const int height = headHeight();
    painter.fillRect(QRect(0, 0, q->viewport()->width(), height), theme.color(Theme::Token::Alt));
    for (int column = 0; column < columns.size(); ++column) {
        const QRect whole = columnRect(column);
        const int side = theme.px(10);
        painting::roundedBox(painter,
                             QRectF(whole.left() + theme.px(12), (height - side) / 2, side, side),
                             theme.px(2), theme.runColor(columns[column].slot), QColor());
        painter.setFont(theme.font(Theme::Font::Section));
        painter.setPen(theme.color(Theme::Token::Text));
        const int room = whole.width() - theme.px(40);
        painter.drawText(
            QRect(whole.left() + theme.px(28), 0, room, height),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            painter.fontMetrics().elidedText(columns[column].name, Qt::ElideMiddle, room));
        if (column > 0)
            painter.fillRect(QRect(whole.left() - 1, 0, 1, q->viewport()->height()),
                             theme.color(Theme::Token::Border));
    }
    painter.fillRect(QRect(0, height - 1, q->viewport()->width(), 1),
                     theme.color(Theme::Token::Border));
}

void DiffView::paintEvent(QPaintEvent *event)
{
    const Theme &theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme.color(Theme::Token::Surface));
    if (d->columns.isEmpty())
        return;
    const int last = viewport()->height();
    const int first = std::max(0, (verticalScrollBar()->value() - theme.px(4)) / d->rowHeight());
    for (int row = first; row < rowCount() && d->rowTop(row) < last; ++row)
        d->paintRow(painter, row);
    d->paintHeads(painter);
}

void DiffView::goToDifference(int step)
{
    const auto begins = [this](int row) {
        const auto differs = [this](int at) {
            return at >= 0 && d->shown[at].count == 1 && !d->rows.rows[d->shown[at].first].isEqual;
        };
        return differs(row) && !differs(row - 1);
    };
    const int count = rowCount();
    int row = d->current < 0 && step < 0 ? count : d->current;
    for (row += step; row >= 0 && row < count; row += step) {
        if (!begins(row))
            continue;
        d->current = row;
        const int top = row * d->rowHeight();
        const int room = viewport()->height() - d->headHeight();
        QScrollBar *bar = verticalScrollBar();
        if (top < bar->value() || top + d->rowHeight() > bar->value() + room)
            bar->setValue(top - room / 3);
        QStringList texts;
        for (int column = 0; column < d->columns.size(); ++column)
            texts << tr("%1: %2").arg(d->columns[column].name, rowText(row, column));
        setSpokenValue(this, texts.join(QStringLiteral("; ")));
        viewport()->update();
        return;
    }
}

void DiffView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    d->updateRanges();
}

void DiffView::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx);
    Q_UNUSED(dy);
    viewport()->update();
}

void DiffView::mouseMoveEvent(QMouseEvent *event)
{
    const int row = d->rowAt(event->pos().y());
    viewport()->setCursor(row >= 0 && isFolded(row) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void DiffView::mouseReleaseEvent(QMouseEvent *event)
{
    const int row = d->rowAt(event->pos().y());
    if (event->button() != Qt::LeftButton || row < 0 || !isFolded(row))
        return;
    d->unfolded.append(d->shown[row].first);
    d->fold();
}

void DiffView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_N:
        goToDifference(event->modifiers() & Qt::ShiftModifier ? -1 : 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        setFolding(!isFolding());
        break;
    case Qt::Key_Home:
        verticalScrollBar()->setValue(0);
        break;
    case Qt::Key_End:
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

} // namespace phi1
