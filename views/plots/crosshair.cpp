// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QAccessible>
#include <QFontMetrics>

#include "views/plots/chart_area_p.h"

#include "views/format/number_text.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t mostCardRuns = 8;

std::size_t nearestRow(const Series &keys, std::size_t rows, double key)
{
    const auto begin = keys.values().begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(rows);
    auto place = std::lower_bound(begin, end, key);
    if (place == end)
        return rows - 1;
    if (place != begin && key - *(place - 1) < *place - key)
        --place;
    return static_cast<std::size_t>(place - begin);
}

} // namespace

QString ChartAreaPrivate::valueText(const Chart &chart, double value) const
{
    if (isMissing(value))
        return u"–"_s;
    if (!std::isfinite(value))
        return number_text::lossFull(value); // NaN, Inf
    if (chart.spec.kind == ChartSpec::Loss || chart.spec.column == u"validation")
        return number_text::lossFull(value);
    if (chart.spec.kind == ChartSpec::LearningRate)
        return number_text::learningRateFull(value);
    return std::abs(value) >= 1e4 ? number_text::grouped(qRound64(value))
                                  : number_text::significant(value, 5);
}

void ChartAreaPrivate::moveCursor(int chartIndex, const QPointF &pointer)
{
    const Chart &chart = *charts[static_cast<std::size_t>(chartIndex)];
    int run = runAt(chart, pointer, 1e9);
    if (run < 0) {
        hideCursor();
        return;
    }
    const Chart::RunLine *line = lineOf(chart, run);
    const std::size_t rows = std::min(line->keys->size(), line->shown->size());
    if (rows == 0) {
        hideCursor();
        return;
    }
    cursor.visible = true;
    cursor.chart = chartIndex;
    cursor.run = run;
    cursor.row = nearestRow(*line->keys, rows, chart.x->pixelToCoord(pointer.x()));
    cursor.key = (*line->keys)[cursor.row];
    cursor.pointer = pointer;
    announceCursor();
}

void ChartAreaPrivate::setCursorRow(int chartIndex, int run, std::size_t row)
{
    const Chart &chart = *charts[static_cast<std::size_t>(chartIndex)];
    const Chart::RunLine *line = lineOf(chart, run);
    if (!line || row >= std::min(line->keys->size(), line->shown->size()))
        return;
    cursor.visible = true;
    cursor.chart = chartIndex;
    cursor.run = run;
    cursor.row = row;
    cursor.key = (*line->keys)[row];
    cursor.pointer = linePoint(chart, *line, row).value_or(QPointF(chart.rect->rect().center()));
    announceCursor();
}

void ChartAreaPrivate::announceCursor()
{
    plot->layer(u"overlay"_s)->replot();
    emit q->crosshairMoved(q->crosshairRun(), q->crosshairStep());
    if (QAccessible::isActive()) {
        QAccessibleEvent event(q, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&event);
    }
}

void ChartAreaPrivate::hideCursor()
{
    if (!cursor.visible)
        return;
    cursor.visible = false;
    cursor.run = -1;
    plot->layer(u"overlay"_s)->replot();
    emit q->crosshairMoved(QString(), -1);
}

void ChartAreaPrivate::paintOverlay(QCPPainter *painter)
{
    if (exporting)
        return;
    if (drag == Drag::Box && dragChart >= 0) {
        const QRect rect = charts[static_cast<std::size_t>(dragChart)]->rect->rect();
        QRectF box = QRectF(dragFrom, dragTo).normalized();
        // A thin box means only the other direction.
        if (box.width() < px(10))
            box = QRectF(rect.left(), box.top(), rect.width(), box.height());
        else if (box.height() < px(10))
            box = QRectF(box.left(), rect.top(), box.width(), rect.height());
        QColor fill = color(Theme::Token::Accent);
        fill.setAlphaF(0.12F);
        painter->setPen(QPen(color(Theme::Token::Accent), 1));
        painter->setBrush(fill);
        painter->drawRect(box.intersected(rect).adjusted(0.5, 0.5, -0.5, -0.5));
        return;
    }
    if (!cursor.visible || cursor.run < 0 || cursor.run >= runs.size())
        return;
    for (const auto &chart : charts) {
        const QRect rect = chart->rect->rect();
        const double x = chart->x->coordToPixel(cursor.key);
        if (x < rect.left() - 0.5 || x > rect.right() + 1.5)
            continue;
        painter->setAntialiasing(false);
        QPen pen(color(Theme::Token::Text2), 1);
        pen.setDashPattern({3, 3});
        painter->setPen(pen);
        painter->drawLine(QLineF(std::floor(x), rect.top(), std::floor(x), rect.bottom()));
        painter->setAntialiasing(true);
        for (const Chart::RunLine &line : chart->runLines) {
            const PlottedRun &run = runs[line.run];
            if (chart->runLines.size() > 12 && run.id != hovered && run.id != selected &&
                line.run != cursor.run)
                continue;
            const std::size_t rows = std::min(line.keys->size(), line.shown->size());
            if (rows == 0 || cursor.key > (*line.keys)[rows - 1])
                continue;
            const std::size_t row = nearestRow(*line.keys, rows, cursor.key);
            const auto place = linePoint(*chart, line, row);
            if (!place || place->y() < rect.top() || place->y() > rect.bottom() + 1 ||
                std::abs(place->x() - x) > px(12))
                continue;
            painter->setPen(QPen(color(Theme::Token::Surface), 1));
            painter->setBrush(runColor(run));
            painter->drawEllipse(QPointF(place->x() + 0.5, place->y() + 0.5), px(4), px(4));
        }
    }
    paintCard(painter);
}

/// Notes and findings close to the crosshair, as lines of the card.
QStringList ChartAreaPrivate::cardRemarks() const
{
    QStringList remarks;
    const PlottedRun &run = runs[cursor.run];
    if (!run.data)
        return remarks;
    const auto &chart = *charts[static_cast<std::size_t>(cursor.chart)];
    const auto steps = run.data->axis(CurveAxis::Step).values();
    const auto keys = run.data->axis(axis).values();
    const double x = chart.x->coordToPixel(cursor.key);
    const auto isNear = [&](std::int64_t step) {
        const auto place = std::lower_bound(steps.begin(), steps.end(), static_cast<double>(step));
        if (place == steps.end())
            return false;
        const double key = keys[static_cast<std::size_t>(place - steps.begin())];
        return std::abs(chart.x->coordToPixel(key) - x) <= px(6);
    };
    for (const RunNote &note : run.notes)
        if (isNear(note.step))
            remarks << note.text;
    for (const RunMark &mark : run.data->marks())
        if ((mark.kind == RunMark::Kind::Warning || mark.kind == RunMark::Kind::Error) &&
            isNear(mark.step))
            remarks << QString::fromStdString(mark.text);
    while (remarks.size() > 3)
        remarks.removeLast();
    return remarks;
}

void ChartAreaPrivate::paintCard(QCPPainter *painter)
{
    const Chart &chart = *charts[static_cast<std::size_t>(cursor.chart)];
    const PlottedRun &main = runs[cursor.run];
    struct Row {
        const Chart::RunLine *line;
        std::size_t row;
        double distance;
    };
    std::vector<Row> rows;
    bool smoothed = false;
    for (const Chart::RunLine &line : chart.runLines) {
        const std::size_t count = std::min(line.keys->size(), line.shown->size());
        if (count == 0 || cursor.key < (*line.keys)[0] || cursor.key > (*line.keys)[count - 1])
            continue;
        const std::size_t row = nearestRow(*line.keys, count, cursor.key);
        const double y = chart.rect->rect().top() + chart.curves->valuePixel((*line.shown)[row]);
        rows.push_back({&line, row, std::isfinite(y) ? std::abs(y - cursor.pointer.y()) : 1e9});
        smoothed = smoothed || line.smoothed;
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row &a, const Row &b) { return a.distance < b.distance; });
    const std::size_t more = rows.size() > mostCardRuns ? rows.size() - mostCardRuns : 0;
    rows.resize(rows.size() - more);

    const QFont plain = font(Theme::Font::Small);
    QFont bold = plain;
    bold.setBold(true);
    const QFontMetrics metrics(plain);
    const QFontMetrics boldMetrics(bold);
    const int lineHeight = px(18);
    const int padding = px(12);

    const qint64 step = q->crosshairStep();
    const QString title = tr("Step %1").arg(number_text::grouped(step));
    QString tokens;
    QString time;
    if (main.data && cursor.row < main.data->rows() && chart.spec.column != u"validation") {
        if (main.data->hasAxis(CurveAxis::Tokens))
            tokens =
                tr("%1 tok", "tokens")
                    .arg(number_text::siNumber(main.data->axis(CurveAxis::Tokens)[cursor.row]));
        time = tr("%1 after start")
                   .arg(number_text::duration(main.data->axis(CurveAxis::Time)[cursor.row]));
        if (axis == CurveAxis::Clock)
            time = number_text::localTime(cursor.key) + u" · "_s + time;
    }

    int nameWidth = px(60);
    int valueWidth = smoothed ? metrics.horizontalAdvance(tr("smoothed")) : px(40);
    int rawWidth = 0;
    std::vector<QStringList> cells;
    for (const Row &row : rows) {
        const PlottedRun &run = runs[row.line->run];
        const QFontMetrics &used = run.id == selected ? boldMetrics : metrics;
        QStringList texts{used.elidedText(run.name, Qt::ElideMiddle, px(180))};
        texts << valueText(chart, (*row.line->shown)[row.row]);
        if (smoothed)
            texts << valueText(chart, (*row.line->raw)[row.row]);
        nameWidth = std::max(nameWidth, used.horizontalAdvance(texts[0]));
        valueWidth = std::max(valueWidth, used.horizontalAdvance(texts[1]));
        if (smoothed)
            rawWidth = std::max(
                {rawWidth, used.horizontalAdvance(texts[2]), metrics.horizontalAdvance(tr("raw"))});
        cells.push_back(texts);
    }
    const int swatch = px(14) + px(8);
    const int columnGap = px(16);
    int width = swatch + nameWidth + columnGap + valueWidth;
    if (smoothed)
        width += columnGap + rawWidth;
    width = std::max(width, boldMetrics.horizontalAdvance(title) + px(24) +
                                metrics.horizontalAdvance(tokens));
    width = std::max(width, metrics.horizontalAdvance(time));
    const QString hint = tr("Shift+click: pin a note");
    width = std::max(width, metrics.horizontalAdvance(hint));
    const QStringList remarks = cardRemarks();
    int lines = 1 + static_cast<int>(rows.size()) + 1 + static_cast<int>(remarks.size());
    lines += time.isEmpty() ? 0 : 1;
    lines += smoothed ? 1 : 0;
    lines += more > 0 ? 1 : 0;
    const QSizeF size(width + 2 * padding, lines * lineHeight + 2 * px(8));

    // On the side of the pointer with more room, beside the crosshair and never over it.
    const double x = chart.x->coordToPixel(cursor.key);
    const double gap = px(14);
    const double roomRight = plot->width() - x;
    double left = roomRight >= x ? x + gap : x - gap - size.width();
    left = std::clamp(left, 2.0, std::max(2.0, plot->width() - size.width() - 2));
    double top = cursor.pointer.y() - size.height() - px(16);
    if (top < chart.rect->rect().top())
        top = cursor.pointer.y() + px(20);
    top = std::clamp(top, 2.0, std::max(2.0, plot->height() - size.height() - 2));
    const QRectF box(QPointF(std::round(left), std::round(top)), size);
    painter->setAntialiasing(true);
    painter->setPen(QPen(color(Theme::Token::BorderStrong), 1));
    painter->setBrush(color(Theme::Token::Surface));
    painter->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6));

    const int from = static_cast<int>(box.left()) + padding;
    const int to = static_cast<int>(box.right()) - padding;
    int baseline = static_cast<int>(box.top()) + px(8) + (lineHeight + metrics.capHeight()) / 2;
    const auto text = [&](int right, const QString &words) {
        painter->drawText(QPoint(right - painter->fontMetrics().horizontalAdvance(words), baseline),
                          words);
    };
    painter->setFont(bold);
    painter->setPen(color(Theme::Token::Text));
    painter->drawText(QPoint(from, baseline), title);
    painter->setFont(plain);
    painter->setPen(color(Theme::Token::Text2));
    text(to, tokens);
    if (!time.isEmpty()) {
        baseline += lineHeight;
        painter->drawText(QPoint(from, baseline), time);
    }
    if (smoothed) {
        baseline += lineHeight;
        text(to - rawWidth - columnGap, tr("smoothed"));
        text(to, tr("raw"));
    }
    for (std::size_t index = 0; index < rows.size(); ++index) {
        baseline += lineHeight;
        const PlottedRun &run = runs[rows[index].line->run];
        painter->setPen(Qt::NoPen);
        painter->setBrush(runColor(run));
        const double middle = baseline - metrics.capHeight() / 2.0;
        painter->drawRoundedRect(QRectF(from, middle - px(2), px(14), px(4)), px(2), px(2));
        painter->setFont(run.id == selected ? bold : plain);
        painter->setPen(color(Theme::Token::Text));
        painter->drawText(QPoint(from + swatch, baseline), cells[index][0]);
        text(smoothed ? to - rawWidth - columnGap : to, cells[index][1]);
        if (smoothed)
            text(to, cells[index][2]);
    }
    painter->setFont(plain);
    painter->setPen(color(Theme::Token::Text2));
    if (more > 0) {
        baseline += lineHeight;
        painter->drawText(QPoint(from, baseline), tr("and %1 more").arg(more));
    }
    painter->setPen(color(Theme::Token::Text2));
    for (const QString &remark : remarks) {
        baseline += lineHeight;
        painter->drawText(QPoint(from, baseline),
                          metrics.elidedText(u"◆ "_s + remark, Qt::ElideRight, to - from));
    }
    baseline += lineHeight;
    painter->setPen(color(Theme::Token::Text3));
    painter->drawText(QPoint(from, baseline), hint);
}

} // namespace phi1
