// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "views/plots/plot_library.h"

#include <QColor>
#include <QString>

#include "core/curves/decimation.h"
#include "views/plots/column_raster.h"

namespace phi1 {

/// One line of a chart. The series belong to whoever made the line and outlive it.
struct CurveLine {
    enum class Role { Raw, Plan, Validation, Main, Mean };
    Role role = Role::Main;
    int run = -1; ///< index in the chart area's runs
    const Series *keys = nullptr;
    const Series *values = nullptr;
    QColor color; ///< with its opacity
    double width = 1.6;
    std::vector<double> dash; ///< in pixels; empty: solid
    bool rings = false;       ///< a ring at each point
    QColor ringFill;
};

/// The space between two lines of the same keys.
struct CurveBand {
    std::vector<CurvePoint> upper, lower;
    QColor color;
};

/// All lines of one chart, in the order they are given. On screens it paints pixel columns, in
/// vector formats lines through the same points.
class CurvePlottable : public QCPAbstractPlottable
{
    Q_OBJECT
public:
    CurvePlottable(QCPAxis *keyAxis, QCPAxis *valueAxis);
    ~CurvePlottable() override;

    void setLines(std::vector<CurveLine> lines) { m_lines = std::move(lines); }
    const std::vector<CurveLine> &lines() const { return m_lines; }
    void setBands(std::vector<CurveBand> bands) { m_bands = std::move(bands); }

    /// Of the last drawing, by line: rows in view and those of them that were drawn.
    const std::vector<DecimatedCurve> &drawn() const { return m_drawn; }
    KeyScale keyScale(double pixelRatio = 1) const;
    /// From the top of the axis rect; a value a logarithmic axis cannot show lies far below.
    double valuePixel(double value) const;

    double selectTest(const QPointF &pos, bool onlySelectable, QVariant *details) const override;
    QCPRange getKeyRange(bool &found, QCP::SignDomain domain) const override;
    QCPRange getValueRange(bool &found, QCP::SignDomain domain,
                           const QCPRange &keys) const override;

protected:
    void draw(QCPPainter *painter) override;
    void drawLegendIcon(QCPPainter *painter, const QRectF &rect) const override;

private:
    void drawRaster(QCPPainter *painter, double pixelRatio);
    void drawVectors(QCPPainter *painter);
    void drawRings(QCPPainter *painter, const CurveLine &line, const DecimatedCurve &curve) const;
    void drawBands(QCPPainter *painter) const;
    void decimateAll(double pixelRatio, bool columns);

    std::vector<CurveLine> m_lines;
    std::vector<CurveBand> m_bands;
    std::vector<DecimatedCurve> m_drawn;
    std::vector<ColumnCurve> m_columns;
    ColumnRaster m_raster;
};

} // namespace phi1
