// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <functional>
#include <random>

#include <QPainter>
#include <QTest>

#include "core/curves/decimation.h"
#include "views/plots/column_raster.h"

namespace phi1 {

namespace {

constexpr int width = 601;
constexpr int height = 240;
/// A line that ends on the border of two pixels may touch one more, by the last bit of a number.
constexpr int roundedPixels = 4;

struct Curve {
    Series keys, values;
};

/// Where a value stands, the same for both ways of drawing.
struct ValueScale {
    double lower, upper;
    bool logarithmic;

    double pixel(double value) const
    {
        if (!logarithmic)
            return height * (upper - value) / (upper - lower);
        return value > 0 ? height * std::log(upper / value) / std::log(upper / lower) : 1e7;
    }
};

Curve makeCurve(const QString &kind, int rows)
{
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    Curve curve;
    double walk = 5;
    for (int row = 0; row < rows; ++row) {
        const double share = static_cast<double>(row) / rows;
        double value = 0;
        if (kind == QLatin1StringView("random"))
            value = 5 + normal(random);
        else if (kind == QLatin1StringView("spiky"))
            value = uniform(random) < 0.0005 ? 9 : 2 + 0.1 * normal(random);
        else if (kind == QLatin1StringView("constant"))
            value = 4.2;
        else if (kind == QLatin1StringView("stepwise"))
            value = 1.05 + std::floor(share * 7);
        else if (kind == QLatin1StringView("walk"))
            value = walk += normal(random) * 3 / std::sqrt(rows);
        else if (kind == QLatin1StringView("falling"))
            value = 1.2 + 8 * std::exp(-6 * share);
        else if (kind == QLatin1StringView("interrupted")) {
            value = 5 + normal(random);
            if (row % (rows / 13) == 0 || (row > rows / 2 && row < rows / 2 + rows / 40))
                value = std::nan("");
        } else if (kind == QLatin1StringView("missing")) {
            value = row % 100 == 0 ? 5 + normal(random) : missingValue();
        } else if (kind == QLatin1StringView("ending in NaN")) {
            value = row < rows * 2 / 3 ? 3 + 0.3 * normal(random) : std::nan("");
        }
        curve.keys.append(1 + row);
        curve.values.append(value);
    }
    return curve;
}

void addRows(ColumnCurve &columns, const Curve &curve, const KeyScale &keys,
             const ValueScale &values)
{
    columns.begin(width);
    for (std::size_t row = 0; row < curve.keys.size(); ++row) {
        const double value = curve.values[row];
        if (std::isfinite(value))
            columns.addPoint(keys.pixel(curve.keys[row]), values.pixel(value));
        else if (!isMissing(value))
            columns.interrupt();
    }
}

void addDecimated(ColumnCurve &columns, const DecimatedCurve &curve, const KeyScale &keys,
                  const ValueScale &values)
{
    columns.begin(width);
    for (const CurvePoint &point : curve.points) {
        if (std::isnan(point.value))
            columns.interrupt();
        else
            columns.addPoint(keys.pixel(point.key), values.pixel(point.value));
    }
}

std::vector<CurvePoint> rowsOf(const Curve &curve)
{
    std::vector<CurvePoint> points;
    for (std::size_t row = 0; row < curve.keys.size(); ++row)
        if (!isMissing(curve.values[row]))
            points.push_back({curve.keys[row], curve.values[row]});
    return points;
}

/// Lines one pixel wide, by somebody else's painter.
QImage painted(const std::vector<CurvePoint> &points, const KeyScale &keys,
               const ValueScale &values)
{
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setPen(QPen(Qt::black, 0));
    QPolygonF piece;
    const auto finish = [&] {
        if (piece.size() == 1)
            painter.drawPoint(piece.first());
        else if (!piece.isEmpty())
            painter.drawPolyline(piece);
        piece.clear();
    };
    for (std::size_t index = 0; index < points.size(); ++index) {
        // Of what lies outside only the neighbours of the image draw something in it.
        const double x = keys.pixel(points[index].key);
        if (index + 1 < points.size() && keys.pixel(points[index + 1].key) < 0)
            continue;
        if (std::isfinite(points[index].value))
            piece.append({x, std::clamp(values.pixel(points[index].value), -20000.0, 20000.0)});
        else
            finish();
        if (x > width)
            break;
    }
    finish();
    return image;
}

/// The pixels that the lines between all rows touch, worked out one line and one column at a time.
QImage touched(const std::vector<CurvePoint> &points, const KeyScale &keys,
               const ValueScale &values)
{
    std::vector<std::vector<std::pair<double, double>>> pieces(width);
    const auto add = [&](int column, double a, double b) {
        if (column >= 0 && column < width)
            pieces[static_cast<std::size_t>(column)].emplace_back(std::min(a, b), std::max(a, b));
    };
    for (std::size_t index = 0; index < points.size(); ++index) {
        if (!std::isfinite(points[index].value))
            continue;
        const double x0 = keys.pixel(points[index].key);
        const double y0 = values.pixel(points[index].value);
        add(x0 == width ? width - 1 : static_cast<int>(std::floor(x0)), y0, y0);
        if (index + 1 == points.size() || !std::isfinite(points[index + 1].value))
            continue;
        const double x1 = keys.pixel(points[index + 1].key);
        const double y1 = values.pixel(points[index + 1].value);
        const int first = std::max(0, static_cast<int>(std::floor(x0)));
        for (int column = first; column < width && column <= x1; ++column) {
            const double from = std::max<double>(column, x0);
            const double to = std::min<double>(column + 1, x1);
            if (to >= from && x1 > x0)
                add(column, y0 + (y1 - y0) * (from - x0) / (x1 - x0),
                    y0 + (y1 - y0) * (to - x0) / (x1 - x0));
        }
    }
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    for (int column = 0; column < width; ++column)
        for (const auto &[low, high] : pieces[static_cast<std::size_t>(column)])
            for (int row = std::max(0, static_cast<int>(std::floor(low)));
                 row <= std::min(height - 1.0, std::floor(high)); ++row)
                image.setPixel(column, row, qRgba(0, 0, 0, 255));
    return image;
}

/// How many painted pixels of one image have no painted pixel of the other at them or beside them.
int farFrom(const QImage &image, const QImage &other)
{
    int count = 0;
    for (int y = 1; y < height - 1; ++y)
        for (int x = 2; x < width - 2; ++x) {
            if (qAlpha(image.pixel(x, y)) == 0)
                continue;
            bool near = false;
            for (int dy = -1; dy <= 1 && !near; ++dy)
                for (int dx = -1; dx <= 1 && !near; ++dx)
                    near = qAlpha(other.pixel(x + dx, y + dy)) != 0;
            count += !near;
        }
    return count;
}

} // namespace

class CurvePixelsTest : public QObject
{
    Q_OBJECT

private slots:
    void drawsTheSamePixelsFromFewPointsAsFromAll_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("rows");
        QTest::addColumn<bool>("logKeys");
        QTest::addColumn<bool>("logValues");
        for (const char *kind : {"random", "spiky", "constant", "stepwise", "walk", "falling",
                                 "interrupted", "missing", "ending in NaN"})
            for (const int rows : {50, 900, 20'000, 300'000})
                for (const int scales : {0, 1, 2, 3})
                    QTest::addRow("%s, %d rows, log %d", kind, rows, scales)
                        << QString::fromLatin1(kind) << rows << bool(scales & 1)
                        << bool(scales & 2);
    }

    void drawsTheSamePixelsFromFewPointsAsFromAll()
    {
        QFETCH(QString, kind);
        QFETCH(int, rows);
        QFETCH(bool, logKeys);
        QFETCH(bool, logValues);
        const Curve curve = makeCurve(kind, rows);
        const ValueScale values{logValues ? 0.8 : 0.0, 10, logValues};
        for (const double zoom : {1.0, 0.37, 0.05, 0.004})
            for (const double place : {0.0, 0.5, 0.93}) {
                const double from = 1 + place * (1 - zoom) * rows;
                const KeyScale keys{from, from + zoom * rows, width, logKeys};
                DecimatedCurve few;
                decimate(curve.keys, curve.values, keys, few);
                QVERIFY(few.points.size() <= 4 * width + 64);

                DecimatedCurve fewer;
                decimate(curve.keys, curve.values, keys, fewer, false);
                ColumnCurve all, decimated, extremes;
                addRows(all, curve, keys, values);
                addDecimated(decimated, few, keys, values);
                addDecimated(extremes, fewer, keys, values);
                ColumnRaster one, other;
                one.resize(width, height);
                other.resize(width, height);
                one.stroke(all, QColor(0, 0, 200), 1.6);
                other.stroke(decimated, QColor(0, 0, 200), 1.6);
                QVERIFY2(one.image() == other.image(), qPrintable(QString::number(zoom)));
                other.resize(width, height);
                other.stroke(extremes, QColor(0, 0, 200), 1.6);
                QVERIFY2(one.image() == other.image(), qPrintable(QString::number(zoom)));

                other.resize(width, height);
                other.strokeThin(decimated, Qt::black);
                const QImage thin = other.image();
                const QImage expected = touched(rowsOf(curve), keys, values);
                int wrong = 0;
                for (int y = 0; y < height; ++y)
                    for (int x = 0; x < width; ++x)
                        wrong += thin.pixel(x, y) != expected.pixel(x, y);
                QVERIFY2(wrong <= roundedPixels,
                         qPrintable(QStringLiteral("zoom %1 place %2: %3 pixels")
                                        .arg(zoom)
                                        .arg(place)
                                        .arg(wrong)));
                // Qt's painter counts in 64ths of a pixel and leaves out lines much shorter than
                // one, so that it agrees but for the neighbouring pixel.
                const QImage reference = painted(rowsOf(curve), keys, values);
                QCOMPARE(farFrom(reference, thin), 0);
                QCOMPARE(farFrom(thin, reference), 0);
            }
    }

    void keepsTheExtremesOfEachColumn()
    {
        Curve curve = makeCurve(QStringLiteral("constant"), 1'000'000);
        Series spiked;
        for (std::size_t row = 0; row < curve.values.size(); ++row)
            spiked.append(row == 654'321 ? 99.0 : row == 123'456 ? -7.0 : 4.2);
        DecimatedCurve few;
        decimate(curve.keys, spiked, {1, 1e6, 500, false}, few);
        QCOMPARE(few.rowsInView, std::size_t(1'000'000));
        QVERIFY(few.rowsDrawn < 2500);
        const auto holds = [&](double key, double value) {
            return std::any_of(few.points.begin(), few.points.end(), [&](const CurvePoint &point) {
                return point.key == key && point.value == value;
            });
        };
        QVERIFY(holds(654'322, 99));
        QVERIFY(holds(123'457, -7));
    }

    void drawsAllRowsWhereThereAreFew()
    {
        const Curve curve = makeCurve(QStringLiteral("random"), 800);
        DecimatedCurve few;
        decimate(curve.keys, curve.values, {1, 800, 600, false}, few);
        QCOMPARE(few.rowsDrawn, few.rowsInView);
        QCOMPARE(few.rowsInView, std::size_t(800));
    }

    void countsWhatLiesOutside()
    {
        std::mt19937 random(3);
        std::normal_distribution<double> normal;
        Series values;
        std::size_t expected = 0;
        for (int row = 0; row < 100'000; ++row) {
            const double value = row % 1000 == 7 ? std::nan("") : normal(random);
            values.append(value);
            expected += row >= 123 && row < 99'001 && (value > 2.5 || value < -3);
        }
        QCOMPARE(countOutside(values, 123, 99'001, -3, 2.5, 1'000'000), expected);
        QCOMPARE(countOutside(values, 123, 99'001, -3, 2.5, 10), std::size_t(10));
        QCOMPARE(countOutside(values, 0, 100'000, -50, 50, 10), std::size_t(0));
    }

    void looksLikeASmoothLineOfTheSameWidth_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind : {"walk", "falling", "stepwise", "random"})
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }

    void looksLikeASmoothLineOfTheSameWidth()
    {
        QFETCH(QString, kind);
        const Curve curve = makeCurve(kind, 300);
        const KeyScale keys{1, 300, width, false};
        const ValueScale values{0, 10, false};
        ColumnCurve columns;
        addRows(columns, curve, keys, values);
        ColumnRaster raster;
        raster.resize(width, height);
        raster.stroke(columns, Qt::black, 2);
        QImage reference(width, height, QImage::Format_ARGB32_Premultiplied);
        reference.fill(Qt::transparent);
        QPainter painter(&reference);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Qt::black, 2, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
        QPolygonF line;
        for (std::size_t row = 0; row < curve.keys.size(); ++row)
            line.append({keys.pixel(curve.keys[row]), values.pixel(curve.values[row])});
        painter.drawPolyline(line);
        painter.end();
        const QImage image = raster.image();
        // Where a line turns in each column, its corners are only nearly as broad.
        const bool isNoise =
            kind == QLatin1StringView("random") || kind == QLatin1StringView("walk");
        double ink = 0, referenceInk = 0, difference = 0;
        for (int y = 0; y < height; ++y)
            for (int x = 2; x < width - 2; ++x) {
                const int a = qAlpha(image.pixel(x, y));
                const int b = qAlpha(reference.pixel(x, y));
                ink += a;
                referenceInk += b;
                difference += std::abs(a - b);
            }
        QVERIFY2(std::abs(ink - referenceInk) < (isNoise ? 0.15 : 0.05) * referenceInk,
                 qPrintable(QString::number(ink / referenceInk)));
        QVERIFY2(difference < (isNoise ? 0.25 : 0.1) * referenceInk,
                 qPrintable(QString::number(difference / referenceInk)));
    }
};

} // namespace phi1

QTEST_GUILESS_MAIN(phi1::CurvePixelsTest)
#include "tst_curve_pixels.moc"
