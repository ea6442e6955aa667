// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_maps/sample_attention_maps.h"
#include "views/attention_maps/axis_labels.h"
#include "views/attention_maps/colour_scale.h"
#include "views/attention_maps/map_pyramid.h"
#include "views/attention_maps/pyramid_maker.h"
#include "views/attention_maps/thumbnail_image.h"
#include "views/theme/theme.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace phi1;

namespace {

/// Numbers of both signs over many powers of two.
HeadMap randomMap(int tokens, unsigned seed, bool isDifference)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> exponent(-20, 0);
    std::vector<float> values(static_cast<std::size_t>(tokens) * static_cast<std::size_t>(tokens));
    for (int row = 0; row < tokens; ++row) {
        for (int column = 0; column <= row; ++column) {
            const float value = std::exp2(exponent(random));
            values[static_cast<std::size_t>(row * tokens + column)] =
                isDifference && random() % 2 ? -value : value;
        }
    }
    return HeadMap(tokens, std::move(values), isDifference);
}

/// A colour for each code that says which it is.
std::vector<QRgb> codesAsColours()
{
    std::vector<QRgb> colours(map_code::count);
    for (std::size_t i = 0; i < colours.size(); ++i)
        colours[i] = 0xff000000U | static_cast<QRgb>(i);
    return colours;
}

constexpr QRgb outside = 0xffaaaaaaU;
constexpr QRgb untouched = 0x12345678U;

std::vector<QRgb> drawn(const MapPyramid &pyramid, const MapPyramid::View &view)
{
    std::vector<QRgb> pixels(static_cast<std::size_t>(view.width * view.height), untouched);
    pyramid.draw(view, codesAsColours(), outside, pixels.data(), view.width);
    return pixels;
}

} // namespace

class MapPyramidTest : public QObject
{
    Q_OBJECT
private slots:
    void codesKeepAThousandthOfEachNumber()
    {
        std::mt19937 random(3);
        std::uniform_real_distribution<float> exponent(-57, 5);
        for (int i = 0; i < 20000; ++i) {
            const float value = std::exp2(exponent(random)) * (random() % 2 ? 1.F : -1.F);
            const float back = map_code::value(map_code::of(value));
            QVERIFY2(std::abs(back - value) <= std::abs(value) / 1000,
                     qPrintable(QStringLiteral("%1 became %2").arg(value).arg(back)));
        }
        QCOMPARE(map_code::value(map_code::of(0)), 0.F);
        QCOMPARE(map_code::of(-0.F), map_code::zero);
        QCOMPARE(map_code::value(map_code::of(1)), 1.F);
        QCOMPARE(map_code::of(1e-30F), map_code::zero);
    }

    void theLargestCodeIsTheNumberFarthestFromZeroAndNanBeforeAll()
    {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(map_code::of(0.5F) > map_code::of(0.25F));
        QVERIFY(map_code::of(-0.5F) > map_code::of(0.25F));
        QVERIFY(map_code::of(-0.25F) < map_code::of(0.5F));
        QVERIFY(map_code::of(nan) > map_code::of(31));
        QCOMPARE(map_code::of(-nan), map_code::nan);
        QCOMPARE(map_code::of(std::numeric_limits<float>::infinity()), map_code::nan);
        QVERIFY(std::isnan(map_code::value(map_code::nan)));
    }

    void aReducedPixelIsExactlyTheLargestOfItsCells_data()
    {
        QTest::addColumn<int>("tokens");
        QTest::addColumn<double>("cell");
        QTest::addColumn<double>("origin");
        QTest::addColumn<bool>("isDifference");
        int row = 0;
        for (const int tokens : {1, 2, 7, 100, 333}) {
            for (const double cell : {0.9, 0.5, 0.37, 1 / 3.0, 0.1, 0.031}) {
                for (const double origin : {0.0, -13.0, -2.4, 3.6})
                    QTest::addRow("%d tokens, %g pixels a cell from %g", tokens, cell, origin)
                        << tokens << cell << origin << (row++ % 2 == 0);
            }
        }
    }

    void aReducedPixelIsExactlyTheLargestOfItsCells()
    {
        QFETCH(int, tokens);
        QFETCH(double, cell);
        QFETCH(double, origin);
        QFETCH(bool, isDifference);
        const HeadMap map = randomMap(tokens, 17, isDifference);
        const auto pyramid = MapPyramid::make(map, MapPooling::Maximum);
        const MapPyramid::View view{origin, origin / 2, cell, 60, 50};
        const std::vector<QRgb> pixels = drawn(*pyramid, view);
        const std::vector<QRgb> colours = codesAsColours();
        const auto first = [&](double from, int pixel) {
            return std::clamp(static_cast<int>(std::ceil((pixel - from) / cell)), 0, tokens);
        };
        for (int y = 0; y < view.height; ++y) {
            for (int x = 0; x < view.width; ++x) {
                bool hasCell = false, hasInside = false;
                MapCode strongest = map_code::zero;
                for (int r = first(view.originY, y); r < first(view.originY, y + 1); ++r) {
                    for (int c = first(view.originX, x); c < first(view.originX, x + 1); ++c) {
                        hasCell = true;
                        hasInside = hasInside || c <= r;
                        strongest = std::max(strongest, map_code::of(map.value(r, c)));
                    }
                }
                const QRgb expected = !hasCell     ? untouched
                                      : !hasInside ? outside
                                                   : colours[map_code::index(strongest)];
                if (pixels[static_cast<std::size_t>(y * view.width + x)] != expected)
                    QFAIL(qPrintable(QStringLiteral("pixel %1, %2").arg(x).arg(y)));
            }
        }
    }

    void aMagnifiedPixelIsTheCellUnderItsMiddle()
    {
        const HeadMap map = randomMap(9, 5, false);
        const auto pyramid = MapPyramid::make(map, MapPooling::Maximum);
        const MapPyramid::View view{-4, 2, 7.3, 80, 70};
        const std::vector<QRgb> pixels = drawn(*pyramid, view);
        const std::vector<QRgb> colours = codesAsColours();
        for (int y = 0; y < view.height; ++y) {
            for (int x = 0; x < view.width; ++x) {
                const int column =
                    static_cast<int>(std::floor((x + 0.5 - view.originX) / view.cell));
                const int row = static_cast<int>(std::floor((y + 0.5 - view.originY) / view.cell));
                QRgb expected = untouched;
                if (row >= 0 && row < 9 && column >= 0 && column < 9)
                    expected = column > row
                                   ? outside
                                   : colours[map_code::index(map_code::of(map.value(row, column)))];
                QCOMPARE(pixels[static_cast<std::size_t>(y * view.width + x)], expected);
            }
        }
    }

    void oneNanAmongManyCellsIsSeen()
    {
        std::vector<float> values(64 * 64, 0.F);
        values[40 * 64 + 11] = std::numeric_limits<float>::quiet_NaN();
        const auto pyramid = MapPyramid::make(HeadMap(64, std::move(values)), MapPooling::Maximum);
        QVERIFY(pyramid->hasNan());
        const std::vector<QRgb> pixels = drawn(*pyramid, {0, 0, 0.25, 16, 16});
        QCOMPARE(std::count(pixels.begin(), pixels.end(),
                            codesAsColours()[map_code::index(map_code::nan)]),
                 1);
        QCOMPARE(pixels[10 * 16 + 2], codesAsColours()[map_code::index(map_code::nan)]);
    }

    void meansAndEntropiesAreThoseOfTheBlock_data()
    {
        QTest::addColumn<bool>("entropy");
        QTest::newRow("mean") << false;
        QTest::newRow("entropy") << true;
    }

    void meansAndEntropiesAreThoseOfTheBlock()
    {
        QFETCH(bool, entropy);
        constexpr int tokens = 21, block = 4;
        const HeadMap map = test::sampleMap(test::HeadKind::Induction, tokens, 3);
        const auto pyramid =
            MapPyramid::make(map, entropy ? MapPooling::Entropy : MapPooling::Mean);
        const std::vector<QRgb> pixels = drawn(*pyramid, {0, 0, 1.0 / block, 6, 6});
        for (int y = 0; y < 6; ++y) {
            for (int x = 0; x <= y; ++x) {
                double sum = 0;
                int cells = 0;
                int rows = 0;
                for (int r = y * block; r < std::min(tokens, (y + 1) * block); ++r) {
                    ++rows;
                    for (int c = x * block; c < (x + 1) * block && c <= r; ++c) {
                        const double share = static_cast<double>(map.value(r, c));
                        sum += entropy ? (share > 0 ? -share * std::log2(share) : 0) : share;
                        ++cells;
                    }
                }
                const double expected = sum / (entropy ? rows : cells);
                const QRgb pixel = pixels[static_cast<std::size_t>(y * 6 + x)];
                const double seen = static_cast<double>(map_code::value(
                    static_cast<MapCode>(static_cast<int>(pixel & 0xffffU) + INT16_MIN)));
                QVERIFY2(std::abs(seen - expected) <= expected / 500,
                         qPrintable(QStringLiteral("%1, %2: %3, not %4")
                                        .arg(x)
                                        .arg(y)
                                        .arg(seen)
                                        .arg(expected)));
            }
        }
    }

    void quantilesPartTheNumbersIntoEqualShares()
    {
        const HeadMap map = randomMap(80, 9, true);
        const auto pyramid = MapPyramid::make(map, MapPooling::Maximum);
        std::vector<float> magnitudes;
        for (int row = 0; row < 80; ++row)
            for (int column = 0; column <= row; ++column)
                magnitudes.push_back(std::abs(map.value(row, column)));
        std::sort(magnitudes.begin(), magnitudes.end());
        const QVector<float> marks = pyramid->quantiles(10);
        QCOMPARE(marks.size(), 11);
        for (int i = 0; i <= 10; ++i) {
            const float expected =
                magnitudes[(magnitudes.size() - 1) * static_cast<std::size_t>(i) / 10];
            QVERIFY(std::abs(marks[i] - expected) <= expected / 500);
        }
        QVERIFY(std::abs(pyramid->largest() - magnitudes.back()) <= magnitudes.back() / 1000);
    }

    void onlyTheLastRequestIsAnswered()
    {
        PyramidMaker maker;
        QSignalSpy made(&maker, &PyramidMaker::made);
        const HeadMap first = randomMap(600, 1, false);
        const HeadMap second = randomMap(600, 2, false);
        maker.request({first}, MapPooling::Maximum, {});
        maker.request({second}, MapPooling::Maximum, {});
        QTRY_COMPARE(made.count(), 1);
        const auto pyramids = made[0][0].value<PyramidMaker::Pyramids>();
        QVERIFY(pyramids[0]->map().sharesWith(second));
        // What is known is not made again.
        maker.request({second}, MapPooling::Maximum, pyramids);
        QTRY_COMPARE(made.count(), 2);
        QCOMPARE(made[1][0].value<PyramidMaker::Pyramids>()[0], pyramids[0]);
    }

    void aThumbnailIsReducedToTheLargestCode()
    {
        const HeadMap map = test::sampleMap(test::HeadKind::Induction, 43, 5);
        const HeadThumbnail thumbnail = test::sampleThumbnail({0, 0}, map, 64);
        QCOMPARE(thumbnail.cells, 43);
        constexpr int side = 17;
        const QImage image = thumbnailImage(thumbnail, side);
        QCOMPARE(image.format(), QImage::Format_Indexed8);
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                int largest = 0;
                for (int r = y * 43 / side; r * side < (y + 1) * 43; ++r)
                    for (int c = x * 43 / side; c * side < (x + 1) * 43; ++c)
                        largest = std::max<int>(largest, thumbnail.code(r, c));
                const bool isInside = x * 43 / side <= ((y + 1) * 43 - 1) / side;
                QCOMPARE(image.pixelIndex(x, y), isInside ? largest : 1);
            }
        }
    }

    void aThumbnailOfDifferencesKeepsTheNumberFarthestFromZero()
    {
        HeadThumbnail thumbnail;
        thumbnail.cells = 4;
        thumbnail.isDifference = true;
        thumbnail.codes = QByteArray(16, static_cast<char>(128));
        thumbnail.codes[4] = static_cast<char>(120); // row 1: -8 and +5
        thumbnail.codes[5] = static_cast<char>(133);
        const QImage image = thumbnailImage(thumbnail, 2);
        QCOMPARE(image.pixelIndex(0, 0), 120);
        QCOMPARE(image.pixelIndex(1, 0), 0); // the future
        QCOMPARE(image.pixelIndex(1, 1), 128);
        // Recolouring is another table.
        const ColourScale scale = ColourScale::difference(ColourScale::Kind::Linear, 1);
        const QVector<QRgb> table = thumbnailTable(thumbnail, scale, scale.table(true), true);
        QCOMPARE(QColor(table[128]), scale.colour(0, true));
        QCOMPARE(QColor(table[255]), scale.colour(1, true));
        QCOMPARE(QColor(table[0]), Theme::instance().outsideColor(true));
    }

    void labelsNeverTouchAndTheWantedOnesAreThere_data()
    {
        QTest::addColumn<double>("cell");
        for (const double cell : {0.2, 1.0, 3.7, 9.5, 12.0, 40.0})
            QTest::addRow("%g", cell) << cell;
    }

    void labelsNeverTouchAndTheWantedOnesAreThere()
    {
        QFETCH(double, cell);
        constexpr double room = 10;
        const AxisPlace place{-cell * 20.3, cell, 400, 2048};
        const QVector<int> usual = axisLabels(place, room);
        QVERIFY(!usual.isEmpty());
        for (const int wanted : {21, 24, 33, 5000, 3}) {
            const QVector<int> labels = axisLabels(place, room, {wanted});
            const double middle = place.middle(wanted);
            QCOMPARE(labels.contains(wanted), wanted < 2048 && middle >= 0 && middle <= 400);
            for (int i = 1; i < labels.size(); ++i)
                QVERIFY((labels[i] - labels[i - 1]) * cell >= room);
        }
        // Panning shows the same labels elsewhere.
        AxisPlace moved = place;
        moved.origin -= 7;
        for (const int label : axisLabels(moved, room))
            QVERIFY(usual.contains(label) || moved.middle(label) > 392);
    }
};

QTEST_MAIN(MapPyramidTest)
#include "tst_map_pyramid.moc"
