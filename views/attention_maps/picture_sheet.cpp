// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/picture_sheet.h"

#include "views/attention_maps/scale_ticks.h"
#include "views/theme/theme.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QLinearGradient>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr double titleSize = 13, subtitleSize = 10.5, captionSize = 9;
constexpr double pngScale = 2;   // of a PNG of no certain size
constexpr int dotsPerInch = 720; // of a PDF: places are rounded to whole dots

QColor ink(Theme::Token token)
{
    return Theme::instance().color(token, false);
}

Error writeError(const QString &path, const QString &reason)
{
    return {ErrorCode::Io,
            QCoreApplication::translate("phi1::MapPicture",
                                        "%1 could not be written: %2; choose another place.")
                .arg(path, reason)
                .toStdString()};
}

/// Units of the page that give the size that was asked for, and how large one is.
struct Measure {
    QSizeF page;
    double scale = 1;
};

Measure measure(const PictureLook &look, const QSizeF &natural)
{
    if (look.size.isEmpty())
        return {natural, 1};
    const double scale =
        std::min(look.size.width() / natural.width(), look.size.height() / natural.height());
    return {QSizeF(look.size) / scale, scale};
}

} // namespace

PictureSheet::PictureSheet(QPainter &painter, const PictureLook &look, const QSizeF &page,
                           double pixelsPerUnit, bool isVector)
    : m_painter(painter)
    , m_look(look)
    , m_page(page)
    , m_pixelsPerUnit(pixelsPerUnit)
    , m_isVector(isVector)
{}

QFont PictureSheet::font(double size, bool bold, bool code)
{
    QFont font(Theme::instance().font(code ? Theme::Font::Code : Theme::Font::Body).family());
    // Painters of all kinds have 72 dots per inch here: one unit is one point.
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(size))));
    font.setWeight(bold ? QFont::Bold : QFont::Normal);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

double PictureSheet::headerHeight(const PictureLook &look)
{
    return (look.title.isEmpty() ? 0 : 20) + (look.subtitle.isEmpty() ? 0 : 16) +
           (look.title.isEmpty() && look.subtitle.isEmpty() ? 0 : 6);
}

void PictureSheet::paintHeader() const
{
    double top = margin;
    const double width = m_page.width() - 2 * margin;
    const auto line = [&](const QString &text, const QFont &font, Theme::Token tone,
                          double height) {
        if (text.isEmpty())
            return;
        m_painter.setFont(font);
        m_painter.setPen(ink(tone));
        m_painter.drawText(QRectF(margin, top, width, height),
                           Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        top += height;
    };
    line(m_look.title, font(titleSize, true), Theme::Token::Text, 20);
    line(m_look.subtitle, font(subtitleSize), Theme::Token::Text2, 16);
}

double PictureSheet::barWidth()
{
    return 86;
}

void PictureSheet::paintBar(const QRectF &room, const ColourScale &scale,
                            const QString &title) const
{
    m_painter.setFont(font(captionSize, true));
    m_painter.setPen(ink(Theme::Token::Text2));
    m_painter.drawText(QRectF(room.left(), room.top(), room.width(), 12),
                       Qt::AlignLeft | Qt::AlignVCenter, title);
    const QRectF bar(room.left(), room.top() + 18, 11, std::max(20.0, room.height() - 24));
    // The colours lie evenly along the bar, so that the map's stops do.
    QLinearGradient gradient(bar.bottomLeft(), bar.topLeft());
    const QVector<QRgb> table = scale.table(false);
    constexpr int stops = 16;
    for (int i = 0; i <= stops; ++i) {
        const double place = i / static_cast<double>(stops);
        gradient.setColorAt(place, QColor(table[static_cast<qsizetype>(std::lround(
                                       place * static_cast<double>(table.size() - 1)))]));
    }
    m_painter.setPen(Qt::NoPen);
    m_painter.fillRect(bar, gradient);
    if (scale.threshold > 0) {
        ColourScale whole = scale;
        whole.threshold = 0;
        const double high = bar.bottom() - whole.position(scale.threshold) * bar.height();
        const double low = scale.isSigned()
                               ? bar.bottom() - whole.position(-scale.threshold) * bar.height()
                               : bar.bottom();
        if (low > high)
            m_painter.fillRect(QRectF(bar.left(), high, bar.width(), low - high),
                               scale.colour(0, false));
    }
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setPen(QPen(ink(Theme::Token::Axis), 0.5));
    m_painter.drawRect(bar);
    m_painter.setFont(font(captionSize));
    QVector<ScaleTick> ticks = scaleTicks(scale);
    std::sort(ticks.begin(), ticks.end(),
              [](const ScaleTick &a, const ScaleTick &b) { return a.position > b.position; });
    double before = bar.top() - 20;
    for (const ScaleTick &tick : ticks) {
        const double y = bar.bottom() - tick.position * bar.height();
        if (y - before < captionSize)
            continue;
        before = y;
        m_painter.setPen(QPen(ink(Theme::Token::Axis), 0.5));
        m_painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + 3, y));
        m_painter.setPen(ink(Theme::Token::Text2));
        m_painter.drawText(QRectF(bar.right() + 6, y - 8, room.width(), 16),
                           Qt::AlignLeft | Qt::AlignVCenter, tick.text);
    }
}

void PictureSheet::paintImage(const QRectF &place, const QSize &natural,
                              const std::function<QImage(const QSize &)> &draw) const
{
    if (m_isVector) {
        m_painter.drawImage(place, draw(natural));
        return;
    }
    const QRect pixels(QPoint(static_cast<int>(std::lround(place.left() * m_pixelsPerUnit)),
                              static_cast<int>(std::lround(place.top() * m_pixelsPerUnit))),
                       QSize(static_cast<int>(std::lround(place.width() * m_pixelsPerUnit)),
                             static_cast<int>(std::lround(place.height() * m_pixelsPerUnit))));
    m_painter.save();
    m_painter.resetTransform();
    m_painter.drawImage(pixels.topLeft(), draw(pixels.size()));
    m_painter.restore();
}

QImage sheetImage(const PictureLook &look, const QSizeF &natural, const SheetPainter &paint)
{
    Measure measured = measure(look, natural);
    if (look.size.isEmpty())
        measured.scale = pngScale;
    const QSize pixels = look.size.isEmpty() ? (natural * pngScale).toSize() : look.size;
    QImage image(pixels, QImage::Format_RGB32);
    if (image.isNull())
        return image;
    // Fonts are as large in units as in the other formats, whatever screen there is.
    image.setDotsPerMeterX(2835);
    image.setDotsPerMeterY(2835);
    image.fill(ink(Theme::Token::Surface));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(measured.scale, measured.scale);
    paint(PictureSheet(painter, look, measured.page, measured.scale, false));
    return image;
}

Result<void> writeSheet(const PictureLook &look, const QSizeF &natural, const SheetPainter &paint,
                        const QString &path, PictureFormat format)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return tl::unexpected(writeError(path, file.errorString()));
    const Measure measured = measure(look, natural);
    const QSizeF size = measured.page * measured.scale;
    const auto paintVectors = [&](QPaintDevice *device, double dots) {
        QPainter painter;
        if (!painter.begin(device))
            return false;
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setRenderHint(QPainter::LosslessImageRendering);
        painter.scale(measured.scale * dots, measured.scale * dots);
        paint(PictureSheet(painter, look, measured.page, measured.scale * dots, true));
        return painter.end();
    };
    bool painted = false;
    switch (format) {
    case PictureFormat::Png: {
        const QImage image = sheetImage(look, natural, paint);
        painted = !image.isNull() && image.save(&file, "PNG");
        break;
    }
    case PictureFormat::Svg: {
        QByteArray text;
        QBuffer buffer(&text);
        buffer.open(QIODevice::WriteOnly);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setResolution(72);
        generator.setSize(size.toSize());
        generator.setViewBox(QRectF(QPointF(), size));
        generator.setTitle(look.title);
        generator.setDescription(look.subtitle);
        painted = paintVectors(&generator, 1);
        // Viewers smooth pictures unless they are told that pixels are meant.
        text.replace("<image ", "<image style=\"image-rendering:pixelated\" ");
        painted = painted && file.write(text) == text.size();
        break;
    }
    case PictureFormat::Pdf: {
        QPdfWriter writer(&file);
        writer.setCreator(u"phi-1 workbench"_s);
        writer.setTitle(look.title);
        writer.setResolution(dotsPerInch);
        writer.setPageSize(QPageSize(size, QPageSize::Point, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF());
        painted = paintVectors(&writer, dotsPerInch / 72.0);
        break;
    }
    }
    if (!painted)
        return tl::unexpected(
            writeError(path, QCoreApplication::translate("phi1::MapPicture",
                                                         "the picture could not be drawn")));
    if (!file.commit())
        return tl::unexpected(writeError(path, file.errorString()));
    return {};
}

} // namespace phi1
