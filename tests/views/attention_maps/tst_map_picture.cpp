// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_maps/sample_attention_maps.h"
#include "views/attention_maps/map_picture.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QPainter>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>

using namespace phi1;

class MapPictureTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static PictureLook look()
    {
        PictureLook look;
        look.title = QStringLiteral("Layer 9, head 14");
        look.barTitle = QStringLiteral("Attention weight");
        return look;
    }
    QByteArray written(const char *name, int tokens, PictureFormat format) const
    {
        const auto result =
            writeMapPicture({{test::sampleMap(test::HeadKind::Induction, tokens, 5), {}}},
                            test::sampleTokens(tokens), look(), path(name), format);
        if (!result)
            qWarning("%s", result.error().message.c_str());
        return read(path(name));
    }

private slots:
    void initTestCase()
    {
        Theme::instance().apply(*qApp);
        Theme::instance().setMode(Theme::Mode::Dark); // pictures are light whatever the window is
    }

    void aPngHasTheSizeThatWasAskedForAndTheLightColours()
    {
        PictureLook wide = look();
        wide.size = QSize(1700, 1200);
        const HeadMap map = test::sampleMap(test::HeadKind::Induction, 43, 5);
        QVERIFY(writeMapPicture({{map, {}}}, test::sampleTokens(), wide, path("a.png"),
                                PictureFormat::Png)
                    .has_value());
        const QImage image(path("a.png"));
        QCOMPARE(image.size(), wide.size);
        QCOMPARE(image.pixelColor(2, 2), Theme::instance().color(Theme::Token::Surface, false));
        // Each colour of a cell is in it.
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                colours.insert(image.pixel(x, y));
        for (int query = 0; query < 43; query += 5) {
            const double value = static_cast<double>(map.value(query, query / 2));
            const QColor expected = wide.scale.colour(value, false);
            const bool isThere = std::any_of(colours.begin(), colours.end(), [&](QRgb colour) {
                return std::abs(qRed(colour) - expected.red()) <= 4 &&
                       std::abs(qGreen(colour) - expected.green()) <= 4 &&
                       std::abs(qBlue(colour) - expected.blue()) <= 4;
            });
            QVERIFY(isThere);
        }
    }

    void aShortMapIsVectorsInSvgAndALongOneACrispPicture()
    {
        const QByteArray small = written("small.svg", 43, PictureFormat::Svg);
        QVERIFY(small.contains("<text") && small.contains(">Attention weight<"));
        QVERIFY(!small.contains("<image"));
        QVERIFY(small.count("<rect") + small.count("<path") > 300);
        const QByteArray large = written("large.svg", 300, PictureFormat::Svg);
        QVERIFY(large.contains("<image") && large.contains("image-rendering:pixelated"));
        QVERIFY(large.contains("<text"));
        for (const char *name : {"small.svg", "large.svg"}) {
            QSvgRenderer renderer(path(name));
            QVERIFY(renderer.isValid());
            QImage image(renderer.defaultSize() * 4, QImage::Format_RGB32);
            image.fill(0xffU << 24);
            QPainter painter(&image);
            renderer.render(&painter);
            // The first cell is the weight of a token that can look at nothing else: 1.
            const QRgb most = look().scale.colour(1, false).rgb();
            bool isThere = false;
            for (int y = 0; y < image.height() && !isThere; ++y)
                for (int x = 0; x < image.width() && !isThere; ++x)
                    isThere = image.pixel(x, y) == most;
            QVERIFY(isThere);
        }
    }

    void aPdfKeepsLettersAndLosesNoPixel()
    {
        const QByteArray small = written("small.pdf", 43, PictureFormat::Pdf);
        QVERIFY(small.startsWith("%PDF"));
        QVERIFY(small.contains("/Font"));
        QVERIFY(!small.contains("/Subtype /Image"));
        const QByteArray large = written("large.pdf", 300, PictureFormat::Pdf);
        QVERIFY(large.contains("/Subtype /Image"));
        QVERIFY(!large.contains("/DCTDecode")); // JPEG
    }

    void aGridHasEveryHeadAndSunkenPlacesForTheRest()
    {
        GridPicture grid;
        grid.layers = 4;
        grid.heads = 8;
        for (int i = 0; i < 32; ++i)
            grid.thumbnails.append(
                i == 31 ? std::optional<HeadThumbnail>()
                        : test::sampleThumbnail({i / 8, i % 8},
                                                test::sampleMap(test::HeadKind::Sink, 20, 1), 64));
        const QImage image = gridImage(grid, look());
        const QRgb sunken = Theme::instance().color(Theme::Token::Sunken, false).rgb();
        int pixels = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                pixels += image.pixel(x, y) == sunken ? 1 : 0;
        // One square of 18 units at two pixels each.
        QVERIFY2(std::abs(pixels - 36 * 36) < 100, qPrintable(QString::number(pixels)));
        QVERIFY(writeGridPicture(grid, look(), path("grid.svg"), PictureFormat::Svg).has_value());
        QCOMPARE(read(path("grid.svg")).count("<image"), 1);
    }

    void aPlaceThatCannotBeWrittenIsNamed()
    {
        const QString nowhere = path("no/such/folder.png");
        const auto result = writeMapPicture({{test::sampleMap(test::HeadKind::Sink, 5, 1), {}}}, {},
                                            look(), nowhere, PictureFormat::Png);
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, ErrorCode::Io);
        QVERIFY(QString::fromStdString(result.error().message).contains(nowhere));
    }
};

QTEST_MAIN(MapPictureTest)
#include "tst_map_picture.moc"
