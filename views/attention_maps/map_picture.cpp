// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/map_picture.h"

#include "views/attention_maps/axis_labels.h"
#include "views/attention_maps/map_raster.h"
#include "views/attention_maps/picture_sheet.h"
#include "views/attention_maps/sum_strip.h"
#include "views/code/shown_bytes.h"
#include "views/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int mostVectorTokens = 192; // more would be files of many MB
constexpr int mostImagePixels = 4096; // of the side of an embedded picture
constexpr double labelRoom = 58, labelGap = 4, mapGap = 14, titleRoom = 16, sumsRoom = 22;

/// Maps of one picture, and where they lie.
class MapSheet
{
public:
    MapSheet(const QVector<MatrixMap> &maps, const QVector<AttentionToken> &tokens,
             const PictureLook &look);

    QSizeF naturalSize() const;
    void paint(const PictureSheet &sheet) const;

private:
    double left() const { return m_look.tokenLabels ? m_labelLength + labelGap : 0; }
    double top() const;
    double extra() const { return m_look.sums ? sumsRoom + labelGap : 0; }
    double bars() const { return PictureSheet::barWidth() + mapGap; }
    void paintMap(const PictureSheet &sheet, int map, const QRectF &place) const;
    void paintCells(const PictureSheet &sheet, const MapPyramid &pyramid, const QRectF &place,
                    const ColourScale &scale) const;
    void paintLabels(const PictureSheet &sheet, const QRectF &place, bool rows) const;
    const ColourScale &scaleOf(int map) const;

    const QVector<MatrixMap> &m_maps;
    const PictureLook &m_look;
    QVector<std::shared_ptr<const MapPyramid>> m_pyramids;
    QStringList m_labels;
    double m_labelLength = 0;
    int m_tokens = 0;
};

MapSheet::MapSheet(const QVector<MatrixMap> &maps, const QVector<AttentionToken> &tokens,
                   const PictureLook &look)
    : m_maps(maps)
    , m_look(look)
{
    for (const MatrixMap &map : maps)
        m_pyramids.append(MapPyramid::make(map.map, look.pooling));
    m_tokens = maps.isEmpty() ? 0 : maps.first().map.tokens();
    const QFontMetricsF metrics(PictureSheet::font(8, false, true));
    for (int i = 0; i < m_tokens; ++i) {
        m_labels.append(i < tokens.size() ? shownBytes(tokens[i].bytes, true, 24)
                                          : QString::number(i));
        m_labelLength = std::max(m_labelLength, metrics.horizontalAdvance(m_labels.last()) + 1);
    }
    m_labelLength = std::min(m_labelLength, labelRoom);
}

const ColourScale &MapSheet::scaleOf(int map) const
{
    return m_maps[map].map.isDifference() ? m_look.differenceScale : m_look.scale;
}

double MapSheet::top() const
{
    return PictureSheet::margin + PictureSheet::headerHeight(m_look) +
           (m_maps.size() > 1 ? titleRoom : 0) + extra();
}

QSizeF MapSheet::naturalSize() const
{
    const auto maps = static_cast<double>(std::max<qsizetype>(1, m_maps.size()));
    const double side = m_maps.size() > 1 ? 300 : 420;
    return {2 * PictureSheet::margin + left() + maps * (side + extra()) + (maps - 1) * mapGap +
                bars(),
            top() + side + left() + PictureSheet::margin};
}

void MapSheet::paint(const PictureSheet &sheet) const
{
    sheet.paintHeader();
    if (m_tokens == 0)
        return;
    const auto maps = static_cast<double>(m_maps.size());
    const double width =
        (sheet.page().width() - 2 * PictureSheet::margin - left() - bars() - (maps - 1) * mapGap) /
            maps -
        extra();
    const double height = sheet.page().height() - top() - left() - PictureSheet::margin;
    const double side = std::max(8.0, std::min(width, height));
    double x = PictureSheet::margin + left();
    for (int map = 0; map < m_maps.size(); ++map) {
        const QRectF place(x, top(), side, side);
        paintMap(sheet, map, place);
        if (m_look.tokenLabels) {
            if (map == 0)
                paintLabels(sheet, place, true);
            paintLabels(sheet, place, false);
        }
        x += side + extra() + mapGap;
    }
    // One bar for each kind of numbers.
    QVector<int> kinds;
    for (const bool isDifference : {false, true}) {
        for (int map = 0; map < m_maps.size(); ++map) {
            if (m_maps[map].map.isDifference() == isDifference) {
                kinds.append(map);
                break;
            }
        }
    }
    const double each = std::min(190.0, side / static_cast<double>(kinds.size()));
    for (int i = 0; i < kinds.size(); ++i) {
        const bool isDifference = m_maps[kinds[i]].map.isDifference();
        sheet.paintBar(QRectF(x, top() - 4 + i * each, PictureSheet::barWidth(), each),
                       scaleOf(kinds[i]),
                       isDifference ? m_look.differenceBarTitle : m_look.barTitle);
    }
}

void MapSheet::paintMap(const PictureSheet &sheet, int map, const QRectF &place) const
{
    const Theme &theme = Theme::instance();
    QPainter &painter = sheet.painter();
    if (m_maps.size() > 1) {
        painter.setFont(PictureSheet::font(10, true));
        painter.setPen(theme.color(Theme::Token::Text2, false));
        painter.drawText(
            QRectF(place.left(), top() - extra() - titleRoom, place.width(), titleRoom),
            Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(m_maps[map].title, Qt::ElideMiddle,
                                             static_cast<int>(place.width())));
    }
    paintCells(sheet, *m_pyramids[map], place, scaleOf(map));
    const double cell = place.width() / m_tokens;
    if (m_look.withoutFirst && cell >= 1) {
        const QColor outside = m_look.showsFuture ? theme.outsideColor(false)
                                                  : theme.color(Theme::Token::Surface, false);
        painter.fillRect(QRectF(place.topLeft(), QSizeF(cell, place.height())), outside);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.color(Theme::Token::Axis, false), 0.5));
    painter.drawRect(place);
    if (m_look.sums) {
        const SumStrip strip{m_maps[map].map, scaleOf(map), false, sumsRoom - 4, 0.25};
        const AxisPlace axis{0, cell, place.width(), m_tokens};
        strip.drawRows(painter, axis, place.topRight() + QPointF(labelGap, 0));
        strip.drawColumns(painter, axis, place.topLeft() - QPointF(0, labelGap));
    }
}

void MapSheet::paintCells(const PictureSheet &sheet, const MapPyramid &pyramid, const QRectF &place,
                          const ColourScale &scale) const
{
    const Theme &theme = Theme::instance();
    const QColor outside =
        m_look.showsFuture ? theme.outsideColor(false) : theme.color(Theme::Token::Surface, false);
    const std::vector<QRgb> colours = map_code::colours(scale, false);
    if (!sheet.isVector() || m_tokens > mostVectorTokens) {
        // A whole number of pixels for each cell.
        const int side = m_tokens * std::max(1, mostImagePixels / 2 / m_tokens);
        sheet.paintImage(place, QSize(side, side), [&](const QSize &size) {
            QImage image(size, QImage::Format_RGB32);
            image.fill(outside);
            MapPyramid::View view;
            view.cell = static_cast<double>(size.width()) / m_tokens;
            view.width = size.width();
            view.height = size.height();
            drawMap(pyramid, view, colours, outside.rgb(), false, std::max(4, size.width() / 80),
                    image, QPoint(0, 0));
            return image;
        });
        return;
    }
    // Cells of the same colour in a row are one rectangle; no seams between them without smoothing.
    QPainter &painter = sheet.painter();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(place, outside);
    const double cell = place.width() / m_tokens;
    for (int row = 0; row < m_tokens; ++row) {
        const auto codeAt = [&](int column) {
            return map_code::of(pyramid.map().value(row, column));
        };
        for (int column = 0; column <= row;) {
            const MapCode code = codeAt(column);
            const QRgb colour = colours[map_code::index(code)];
            int end = column + 1;
            while (end <= row && colours[map_code::index(codeAt(end))] == colour)
                ++end;
            const QRectF rect(place.left() + column * cell, place.top() + row * cell,
                              (end - column) * cell, cell);
            if (code == map_code::nan)
                drawHatch(painter, rect, false, std::max(3, static_cast<int>(cell / 2)));
            else
                painter.fillRect(rect, QColor(colour));
            column = end;
        }
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void MapSheet::paintLabels(const PictureSheet &sheet, const QRectF &place, bool rows) const
{
    QPainter &painter = sheet.painter();
    const double cell = place.width() / m_tokens;
    const double size = std::clamp(std::floor(cell * 0.95), 5.0, 8.0);
    const QFont font = PictureSheet::font(size, false, true);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    painter.setPen(Theme::instance().color(Theme::Token::Text2, false));
    const AxisPlace axis{0, cell, place.width(), m_tokens};
    for (const int token : axisLabels(axis, size * 1.02)) {
        const QString text = metrics.elidedText(m_labels[token], Qt::ElideRight, m_labelLength);
        if (rows) {
            painter.drawText(QRectF(place.left() - labelGap - m_labelLength,
                                    place.top() + axis.middle(token) - size, m_labelLength,
                                    2 * size),
                             Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, text);
            continue;
        }
        painter.save();
        painter.translate(place.left() + axis.middle(token), place.bottom() + labelGap);
        painter.rotate(90);
        painter.drawText(QRectF(0, -size, m_labelLength, 2 * size),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        painter.restore();
    }
}

} // namespace

Result<void> writeMapPicture(const QVector<MatrixMap> &maps, const QVector<AttentionToken> &tokens,
                             const PictureLook &look, const QString &path, PictureFormat format)
{
    const MapSheet picture(maps, tokens, look);
    return writeSheet(
        look, picture.naturalSize(), [&](const PictureSheet &sheet) { picture.paint(sheet); }, path,
        format);
}

QImage mapImage(const QVector<MatrixMap> &maps, const QVector<AttentionToken> &tokens,
                const PictureLook &look)
{
    const MapSheet picture(maps, tokens, look);
    return sheetImage(look, picture.naturalSize(),
                      [&](const PictureSheet &sheet) { picture.paint(sheet); });
}

} // namespace phi1
