// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include "views/plots/chart_area_p.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr double exportScale = 2; // of PNG

Error writeError(const QString &path, const QString &reason)
{
    return {ErrorCode::Io, ChartArea::tr("%1 could not be written: %2; choose another place.")
                               .arg(path, reason)
                               .toStdString()};
}

void appendNumber(QByteArray &line, double value)
{
    if (isMissing(value))
        return;
    if (std::isnan(value)) {
        line += "nan";
        return;
    }
    char digits[32];
    const auto end =
        std::to_chars(digits, digits + sizeof digits, value).ptr; // reads back the same
    line.append(digits, static_cast<qsizetype>(end - digits));
}

QByteArray quoted(const QString &text)
{
    QString safe = text;
    if (!safe.contains(u',') && !safe.contains(u'"') && !safe.contains(u'\n'))
        return safe.toUtf8();
    return '"' + safe.replace(u'"', u"\"\""_s).toUtf8() + '"';
}

} // namespace

/// Makes pictures and tables of the charts of an area.
class ChartExport
{
public:
    /// A second area that nobody sees: light, with legend and axis titles, in the same view.
    static std::unique_ptr<ChartArea> paper(const ChartArea &area);
    static void paint(const ChartArea &paper, QCPPainter &painter, double scale);
    static QImage image(const ChartArea &area);
    static void writeRows(const ChartArea &area, bool visibleOnly, QIODevice &file);
};

std::unique_ptr<ChartArea> ChartExport::paper(const ChartArea &area)
{
    auto paper = std::make_unique<ChartArea>();
    ChartAreaPrivate &to = *paper->d;
    const ChartAreaPrivate &from = *area.d;
    to.exporting = true;
    to.logYChoices = from.logYChoices;
    for (const auto &chart : from.charts)
        to.logYChoices[chart->spec.id] = chart->logY;
    paper->setCharts(area.charts());
    to.chartLayout = from.chartLayout;
    to.curves = from.curves; // what is smoothed need not be smoothed again
    to.runs = from.runs;
    to.axis = from.axis;
    to.smoothing = from.smoothing;
    to.clipOutliers = from.clipOutliers;
    to.logX = from.logX;
    to.sharedY = from.sharedY;
    to.grouped = from.grouped;
    to.selected = from.selected;
    to.setView(from.view());
    // High enough for the titles of the axes, whatever the window is.
    const int inColumn = from.chartLayout == ChartLayout::Stacked
                             ? static_cast<int>(from.charts.size()) + 1
                             : static_cast<int>(from.charts.size()) - 1;
    const QSize size =
        area.size().expandedTo(QSize(900, std::max(2, inColumn) * 150)) + QSize(0, 40);
    paper->resize(size);
    to.plot->resize(size);
    to.plot->setViewport(QRect(QPoint(0, 0), size));
    to.plot->replot(QCustomPlot::rpQueuedRefresh);
    return paper;
}

void ChartExport::paint(const ChartArea &paper, QCPPainter &painter, double scale)
{
    painter.scale(scale, scale);
    painter.setMode(QCPPainter::pmNoCaching);
    paper.d->plot->toPainter(&painter, paper.width(), paper.height());
}

QImage ChartExport::image(const ChartArea &area)
{
    const std::unique_ptr<ChartArea> paper = ChartExport::paper(area);
    QImage image(paper->size() * exportScale, QImage::Format_ARGB32_Premultiplied);
    image.fill(paper->d->color(Theme::Token::Surface));
    QCPPainter painter(&image);
    paint(*paper, painter, exportScale);
    painter.end();
    return image;
}

Result<void> ChartArea::exportTo(const QString &path, ChartFormat format) const
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return tl::unexpected(writeError(path, file.errorString()));
    if (format == ChartFormat::Png) {
        if (!ChartExport::image(*this).save(&file, "PNG"))
            return tl::unexpected(writeError(path, file.errorString()));
    } else {
        const std::unique_ptr<ChartArea> paper = ChartExport::paper(*this);
        const auto paint = [&](QPaintDevice *device) {
            QCPPainter painter;
            if (!painter.begin(device))
                return false;
            painter.setMode(QCPPainter::pmVectorized);
            ChartExport::paint(*paper, painter, 1);
            return painter.end();
        };
        bool painted = false;
        if (format == ChartFormat::Svg) {
            QSvgGenerator generator;
            generator.setOutputDevice(&file);
            generator.setSize(paper->size());
            generator.setViewBox(QRect(QPoint(0, 0), paper->size()));
            generator.setTitle(tr("Training runs"));
            painted = paint(&generator);
        } else {
            constexpr int dotsPerInch = 96;
            QPdfWriter writer(&file);
            writer.setCreator(u"phi-1 workbench"_s);
            writer.setResolution(dotsPerInch);
            writer.setPageSize(QPageSize(QSizeF(paper->size()) * 72.0 / dotsPerInch,
                                         QPageSize::Point, QString(), QPageSize::ExactMatch));
            writer.setPageMargins(QMarginsF());
            painted = paint(&writer);
        }
        if (!painted)
            return tl::unexpected(writeError(path, tr("the picture could not be drawn")));
    }
    if (!file.commit())
        return tl::unexpected(writeError(path, file.errorString()));
    return {};
}

void ChartExport::writeRows(const ChartArea &area, bool visibleOnly, QIODevice &file)
{
    const ChartAreaPrivate &d = *area.d;
    std::vector<std::string> names;
    for (const auto &chart : d.charts) {
        const std::string name = chart->spec.column.toStdString();
        if (name != "validation" && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    }
    std::vector<std::string> evaluationNames;
    for (const PlottedRun &run : d.runs)
        if (run.data)
            for (const EvaluationCurve &evaluation : run.data->evaluations())
                if (std::find(evaluationNames.begin(), evaluationNames.end(), evaluation.name) ==
                    evaluationNames.end())
                    evaluationNames.push_back(evaluation.name);

    QByteArray lines("run,step,tokens,seconds,unix_time");
    for (const std::string &name : names)
        lines += ',' + QByteArray::fromStdString(name);
    for (const std::string &name : evaluationNames)
        lines += ',' + quoted(QString::fromStdString(name + "_loss"));
    lines += '\n';
    const auto isVisible = [&](double key) {
        return !visibleOnly || (key >= d.xRange.lower && key <= d.xRange.upper);
    };
    for (const PlottedRun &run : d.runs) {
        if (!run.data)
            continue;
        const QByteArray name = quoted(run.name);
        const CurveData &data = *run.data;
        const Series &keys = data.axis(d.axis);
        const Series *axes[] = {&data.axis(CurveAxis::Step), &data.axis(CurveAxis::Tokens),
                                &data.axis(CurveAxis::Time), &data.axis(CurveAxis::Clock)};
        std::vector<const Series *> columns;
        for (const std::string &column : names)
            columns.push_back(data.column(column));
        for (std::size_t row = 0; row < data.rows(); ++row) {
            if (!isVisible(keys[row]))
                continue;
            lines += name;
            for (const Series *axis : axes) {
                lines += ',';
                appendNumber(lines, (*axis)[row]);
            }
            for (const Series *column : columns) {
                lines += ',';
                if (column && row < column->size())
                    appendNumber(lines, (*column)[row]);
            }
            lines.append(static_cast<qsizetype>(evaluationNames.size()), ',');
            lines += '\n';
            if (lines.size() > (1 << 20)) {
                file.write(lines);
                lines.clear();
            }
        }
        // Evaluations have rows of their own: between two steps they belong to neither.
        for (const EvaluationCurve &evaluation : data.evaluations()) {
            const auto place = static_cast<std::size_t>(
                std::find(evaluationNames.begin(), evaluationNames.end(), evaluation.name) -
                evaluationNames.begin());
            const Series *own[] = {&evaluation.step, &evaluation.tokens, &evaluation.time,
                                   &evaluation.clock};
            const Series &key = *own[static_cast<std::size_t>(d.axis)];
            for (std::size_t row = 0; row < evaluation.loss.size(); ++row) {
                if (!isVisible(key[row]))
                    continue;
                lines += name;
                for (const Series *axis : own) {
                    lines += ',';
                    appendNumber(lines, (*axis)[row]);
                }
                lines.append(static_cast<qsizetype>(names.size() + place + 1), ',');
                appendNumber(lines, evaluation.loss[row]);
                lines.append(static_cast<qsizetype>(evaluationNames.size() - place - 1), ',');
                lines += '\n';
            }
        }
    }
    file.write(lines);
}

Result<void> ChartArea::exportCsv(const QString &path, bool visibleOnly) const
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return tl::unexpected(writeError(path, file.errorString()));
    ChartExport::writeRows(*this, visibleOnly, file);
    if (!file.commit())
        return tl::unexpected(writeError(path, file.errorString()));
    return {};
}

void ChartArea::copyImage() const
{
    QGuiApplication::clipboard()->setImage(ChartExport::image(*this));
}

} // namespace phi1
