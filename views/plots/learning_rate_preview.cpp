// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/learning_rate_preview.h"

#include <algorithm>
#include <cmath>

#include <QEvent>
#include <QFontMetrics>
#include <QPainter>

#include "views/format/number_text.h"
#include "views/plots/nice_ticker.h"
#include "views/theme/theme.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// Steps at which a schedule bends; many for one that is curved.
QVector<qint64> cornersOf(const LearningRateSchedule &schedule)
{
    QVector<qint64> corners{0};
    if (schedule.warmupSteps > 0)
        corners << schedule.warmupSteps - 1 << schedule.warmupSteps;
    const int parts = schedule.shape == Schedule::Cosine ? 128 : 1;
    for (int part = 1; part <= parts; ++part)
        corners << schedule.warmupSteps + (schedule.steps - schedule.warmupSteps) * part / parts;
    return corners;
}

/// Where everything lies.
struct Frame {
    QRectF plot;
    double steps = 1;
    double peak = 1;

    double x(double step) const { return plot.left() + plot.width() * step / steps; }
    double y(double rate) const { return plot.bottom() - plot.height() * rate / peak; }
};

QPolygonF lineOf(const PlannedCurve &curve, const Frame &frame)
{
    QPolygonF line;
    qint64 last = -1;
    for (const qint64 step : cornersOf(curve.schedule)) {
        if (step <= last || step > curve.schedule.steps)
            continue;
        last = step;
        line.append({frame.x(static_cast<double>(curve.offsetSteps + step)),
                     frame.y(learningRate(curve.schedule, step))});
    }
    return line;
}

double heightAt(const QPolygonF &line, double x)
{
    for (qsizetype i = 1; i < line.size(); ++i)
        if (x <= line[i].x() && line[i].x() > line[i - 1].x())
            return line[i - 1].y() + (line[i].y() - line[i - 1].y()) * (x - line[i - 1].x()) /
                                         (line[i].x() - line[i - 1].x());
    return line.isEmpty() ? 0 : line.last().y();
}

QColor inkOf(const PlannedCurve &curve)
{
    const Theme &theme = Theme::instance();
    if (curve.colour.isValid())
        return curve.colour;
    if (curve.accent)
        return theme.color(Theme::Token::Accent);
    return curve.colourSlot >= 0 ? theme.runColor(curve.colourSlot)
                                 : theme.color(Theme::Token::BorderStrong);
}

QPen penOf(const PlannedCurve &curve, bool ghost)
{
    const double width = Theme::instance().fontPixelSize() / 13 * (curve.accent ? 2 : 1.6);
    QPen pen(inkOf(curve), width, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
    if (ghost || curve.style == Qt::DotLine)
        pen.setDashPattern({2, 2});
    else if (curve.style == Qt::DashLine)
        pen.setDashPattern({5 / 1.6, 3 / 1.6});
    return pen;
}

} // namespace

LearningRatePreview::LearningRatePreview(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Planned learning rate"));
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void LearningRatePreview::setCurves(const QVector<PlannedCurve> &curves)
{
    m_curves = curves;
    describe();
    update();
}

void LearningRatePreview::setCheckpoints(const QVector<qint64> &steps)
{
    m_checkpoints = steps;
    describe();
    update();
}

void LearningRatePreview::setMarks(const QVector<QPair<qint64, QString>> &marks)
{
    m_marks = marks;
    update();
}

void LearningRatePreview::setGhost(bool dotted)
{
    m_ghost = dotted;
    update();
}

QSize LearningRatePreview::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(480), theme.px(180)};
}

QSize LearningRatePreview::minimumSizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(240), theme.px(110)};
}

void LearningRatePreview::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        describe();
}

void LearningRatePreview::describe()
{
    QStringList sentences;
    for (const PlannedCurve &curve : m_curves)
        sentences << tr("%1: %2 after %3 warm-up steps, %4 steps in all")
                         .arg(curve.label, number_text::learningRate(curve.schedule.peak),
                              number_text::grouped(curve.schedule.warmupSteps),
                              number_text::grouped(curve.schedule.steps));
    if (!m_checkpoints.isEmpty())
        sentences << tr("checkpoints: %1").arg(m_checkpoints.size());
    setAccessibleDescription(sentences.join(u"; "_s));
}

void LearningRatePreview::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont caption = theme.font(Theme::Font::Caption);
    const QFontMetrics metrics(caption);
    painter.setFont(caption);

    Frame frame;
    frame.steps = 0;
    frame.peak = 0;
    for (const PlannedCurve &curve : m_curves) {
        frame.steps =
            std::max(frame.steps, static_cast<double>(curve.offsetSteps + curve.schedule.steps));
        frame.peak = std::max({frame.peak, curve.schedule.peak, curve.schedule.final});
    }
    if (m_curves.isEmpty() || frame.steps < 1 || !(frame.peak > 0) || !std::isfinite(frame.peak)) {
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(rect(), Qt::AlignCenter, tr("No schedule yet"));
        return;
    }
    frame.peak *= m_ghost ? 1.12 : 1.1;

    NiceTicker::Ticks yTicks = NiceTicker::ticks(0, frame.peak, false, NiceTicker::Kind::Number,
                                                 std::clamp(height() / theme.px(40), 2, 5));
    int left = theme.px(m_ghost ? 2 : 8);
    if (!m_ghost)
        for (const QString &label : yTicks.labels)
            left = std::max(left, metrics.horizontalAdvance(label) + theme.px(10));
    const int right = theme.px(m_ghost ? 4 : 16);
    frame.plot =
        QRectF(left, theme.px(6), width() - left - right, height() - theme.px(6) - theme.px(22));
    if (frame.plot.width() < 20 || frame.plot.height() < 20)
        return;
    const QRectF plot = frame.plot;
    const double bottom = std::floor(plot.bottom()) + 0.5;

    // Grid and axes, half-pixel aligned.
    NiceTicker::Ticks xTicks =
        NiceTicker::ticks(0, frame.steps, false, NiceTicker::Kind::Whole,
                          std::clamp(static_cast<int>(plot.width()) / theme.px(60), 2, 7));
    if (frame.steps < 10'000)
        for (qsizetype i = 0; i < xTicks.places.size(); ++i)
            xTicks.labels[i] = number_text::grouped(qRound64(xTicks.places[i]));
    painter.setPen(QPen(theme.color(Theme::Token::Grid), 1));
    for (const double place : xTicks.places) {
        const double x = std::floor(frame.x(place)) + 0.5;
        painter.drawLine(QLineF(x, plot.top(), x, bottom));
    }
    if (!m_ghost)
        for (const double place : yTicks.places) {
            const double y = std::floor(frame.y(place)) + 0.5;
            painter.drawLine(QLineF(plot.left(), y, plot.right(), y));
        }
    painter.setPen(QPen(theme.color(Theme::Token::Axis), 1));
    painter.drawLine(QLineF(plot.left() + 0.5, plot.top(), plot.left() + 0.5, bottom));
    painter.drawLine(QLineF(plot.left(), bottom, plot.right(), bottom));
    const double textTop = bottom + theme.px(4);
    double taken = -1e9;
    // The last step tells how long the plan is; what would touch it makes way.
    const QString end =
        m_ghost ? tr("%1 steps").arg(number_text::grouped(qRound64(frame.steps))) : QString();
    const double endLeft = end.isEmpty() ? 1e9 : width() - metrics.horizontalAdvance(end) - 1;
    for (qsizetype i = 0; i < xTicks.places.size(); ++i) {
        const double x = frame.x(xTicks.places[i]);
        painter.setPen(QPen(theme.color(Theme::Token::Axis), 1));
        painter.drawLine(
            QLineF(std::floor(x) + 0.5, bottom, std::floor(x) + 0.5, bottom + theme.px(4)));
        const double advance = metrics.horizontalAdvance(xTicks.labels[i]);
        const double from = std::clamp(x - advance / 2, 0.0, width() - advance);
        if (from < taken || from + advance + theme.px(4) > endLeft)
            continue;
        taken = from + advance + theme.px(6);
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(QPointF(from, textTop + metrics.ascent()), xTicks.labels[i]);
    }
    painter.setPen(theme.color(Theme::Token::Text3));
    if (!end.isEmpty())
        painter.drawText(QPointF(endLeft, textTop + metrics.ascent()), end);
    if (!m_ghost)
        for (qsizetype i = 0; i < yTicks.places.size(); ++i)
            painter.drawText(
                QPointF(plot.left() - theme.px(6) - metrics.horizontalAdvance(yTicks.labels[i]),
                        frame.y(yTicks.places[i]) + metrics.capHeight() / 2.0),
                yTicks.labels[i]);

    QVector<QRectF> texts;
    // Marks with a caption, at the side with room.
    QPen dotted(theme.color(Theme::Token::Axis), 1.2);
    dotted.setDashPattern({1.5, 2.5});
    const auto mark = [&](double step, const QString &text) {
        const double x = std::floor(frame.x(step)) + 0.5;
        painter.setPen(dotted);
        painter.drawLine(QLineF(x, plot.top(), x, bottom));
        if (text.isEmpty())
            return;
        const double advance = metrics.horizontalAdvance(text);
        const bool fitsRight = x + theme.px(6) + advance <= width();
        const double from = fitsRight ? x + theme.px(6) : std::max(0.0, x - theme.px(6) - advance);
        painter.setPen(theme.color(Theme::Token::Text2));
        painter.drawText(QPointF(from, plot.top() + metrics.ascent()), text);
        texts.append(QRectF(from, plot.top(), advance, metrics.height()));
    };
    for (const auto &[step, text] : m_marks)
        if (static_cast<double>(step) <= frame.steps)
            mark(static_cast<double>(step), text);
    for (const PlannedCurve &curve : m_curves)
        if (curve.offsetSteps > 0)
            mark(static_cast<double>(curve.offsetSteps), QString());

    // The emphasised curve lies above the others.
    QVector<const PlannedCurve *> order;
    for (const PlannedCurve &curve : m_curves)
        order.append(&curve);
    std::stable_sort(order.begin(), order.end(), [](const PlannedCurve *a, const PlannedCurve *b) {
        return a->accent < b->accent;
    });
    painter.save();
    painter.setClipRect(plot.adjusted(-2, -2, 2, 2));
    for (const PlannedCurve *curve : order) {
        const QPolygonF line = lineOf(*curve, frame);
        if (curve->accent && !m_ghost && !line.isEmpty()) {
            QPolygonF area = line;
            area.append({line.last().x(), bottom});
            area.append({line.first().x(), bottom});
            QColor tint = inkOf(*curve);
            tint.setAlphaF(0.08F);
            painter.setPen(Qt::NoPen);
            painter.setBrush(tint);
            painter.drawPolygon(area);
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(penOf(*curve, m_ghost));
        painter.drawPolyline(line);
    }
    painter.restore();

    // Checkpoints stand on the x axis; those that would touch are thinned.
    painter.setPen(QPen(theme.color(Theme::Token::Surface), 1));
    painter.setBrush(order.isEmpty() ? theme.color(Theme::Token::Accent) : inkOf(*order.last()));
    double lastX = -1e9;
    const double size = theme.px(7);
    for (const qint64 step : m_checkpoints) {
        const double x = frame.x(static_cast<double>(step));
        if (static_cast<double>(step) > frame.steps || x - lastX < size * 0.7)
            continue;
        lastX = x;
        const double tip = bottom - theme.px(2);
        painter.drawPolygon(QPolygonF(
            {{x, tip}, {x - size / 2, tip - size * 0.8}, {x + size / 2, tip - size * 0.8}}));
    }

    // Names stand at their curves: above, or below where something is there already.
    QFont bold = caption;
    bold.setBold(true);
    painter.setFont(bold);
    const QFontMetrics boldMetrics(bold);
    for (qsizetype i = order.size() - 1; i >= 0; --i) {
        const PlannedCurve &curve = *order[i];
        if (curve.label.isEmpty())
            continue;
        const QPolygonF line = lineOf(curve, frame);
        const double advance = boldMetrics.horizontalAdvance(curve.label);
        const double from = frame.x(static_cast<double>(curve.offsetSteps));
        const double to = frame.x(static_cast<double>(curve.offsetSteps + curve.schedule.steps));
        const double height = boldMetrics.height();
        QRectF box;
        const auto isFree = [&](const QRectF &candidate) {
            return plot.adjusted(0, -1, 1, 0).contains(candidate) &&
                   std::none_of(texts.begin(), texts.end(),
                                [&](const QRectF &other) { return other.intersects(candidate); });
        };
        bool found = false;
        if (m_ghost) { // in the middle of its stage, at the top
            box = QRectF(std::clamp((from + to - advance) / 2, plot.left(),
                                    std::max(plot.left(), width() - advance)),
                         plot.top(), advance, height);
            found = isFree(box) || advance < plot.width();
        }
        for (const bool above : {true, false}) {
            for (const double share : {0.12, 0.2, 0.3, 0.42, 0.55}) {
                if (found)
                    break;
                const double x = from + (to - from) * share;
                const double y =
                    above ? std::min(heightAt(line, x), heightAt(line, x + advance)) - height -
                                theme.px(1)
                          : std::max(heightAt(line, x), heightAt(line, x + advance)) + theme.px(2);
                box = QRectF(x, y, advance, height);
                // Another curve must not run through the name.
                const bool crossed =
                    std::any_of(order.begin(), order.end(), [&](const PlannedCurve *other) {
                        if (other == &curve)
                            return false;
                        const QPolygonF way = lineOf(*other, frame);
                        const double a = heightAt(way, box.left());
                        const double b = heightAt(way, box.right());
                        return std::min(a, b) < box.bottom() && std::max(a, b) > box.top();
                    });
                found = isFree(box) && !crossed;
            }
        }
        if (!found)
            continue;
        texts.append(box);
        const bool neutral = !curve.colour.isValid() && !curve.accent && curve.colourSlot < 0;
        painter.setPen(neutral ? theme.color(Theme::Token::Text2) : inkOf(curve));
        painter.drawText(QPointF(box.left(), box.top() + boldMetrics.ascent()), curve.label);
    }
}

} // namespace phi1
