// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/grid_layout.h"
#include "views/attention_maps/map_picture.h"
#include "views/attention_maps/picture_sheet.h"
#include "views/attention_maps/thumbnail_image.h"
#include "views/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr double naturalSide = 18, gap = 2, numbers = 22, barGap = 14;
constexpr int mostImagePixels = 4096; // of a side of an embedded picture
constexpr int columnsInOrder = 32;

class GridSheet
{
public:
    GridSheet(const GridPicture &grid, const PictureLook &look)
        : m_grid(grid)
        , m_look(look)
    {
        m_layout.setShape(grid.layers, grid.heads);
        m_layout.setOrder(grid.order);
        // Lengths in the smallest units that the layout knows: tenths.
        m_layout.setCell(static_cast<int>(naturalSide * 10), static_cast<int>(gap * 10));
        m_layout.setWidth(columnsInOrder * m_layout.pitch());
    }

    QSizeF naturalSize() const
    {
        const QSizeF cells = QSizeF(m_layout.size()) / 10;
        return {2 * PictureSheet::margin + numbers + cells.width() + barGap +
                    PictureSheet::barWidth(),
                2 * PictureSheet::margin + PictureSheet::headerHeight(m_look) + numbers +
                    std::max(120.0, cells.height())};
    }

    void paint(const PictureSheet &sheet) const;

private:
    QImage cells(const QSize &size) const;
    void paintNumbers(const PictureSheet &sheet, const QRectF &place) const;

    const GridPicture &m_grid;
    const PictureLook &m_look;
    GridLayout m_layout;
};

void GridSheet::paint(const PictureSheet &sheet) const
{
    sheet.paintHeader();
    if (m_layout.count() == 0)
        return;
    const double left = PictureSheet::margin + numbers;
    const double top = PictureSheet::margin + PictureSheet::headerHeight(m_look) + numbers;
    const QSizeF room(sheet.page().width() - left - PictureSheet::margin - barGap -
                          PictureSheet::barWidth(),
                      sheet.page().height() - top - PictureSheet::margin);
    const QSizeF size = QSizeF(m_layout.size()).scaled(room, Qt::KeepAspectRatio);
    const QRectF place(QPointF(left, top), size);
    const double factor = static_cast<double>(mostImagePixels) /
                          std::max(m_layout.size().width(), m_layout.size().height());
    sheet.paintImage(place, m_layout.size() * factor,
                     [this](const QSize &pixels) { return cells(pixels); });
    paintNumbers(sheet, place);
    sheet.paintBar(QRectF(place.right() + barGap, top - 4, PictureSheet::barWidth(),
                          std::clamp(size.height(), 60.0, 190.0)),
                   m_look.scale, m_look.barTitle);
}

QImage GridSheet::cells(const QSize &size) const
{
    const Theme &theme = Theme::instance();
    const QVector<QRgb> colours = m_look.scale.table(false);
    QImage image(size, QImage::Format_RGB32);
    image.fill(theme.color(Theme::Token::Surface, false));
    QPainter painter(&image);
    const double factor = static_cast<double>(size.width()) / m_layout.size().width();
    const int side = std::max(1, static_cast<int>(std::floor(m_layout.side() * factor)));
    for (int index = 0; index < m_layout.count(); ++index) {
        const QPointF corner = QPointF(m_layout.rect(index).topLeft()) * factor;
        const QPoint pixel(static_cast<int>(std::lround(corner.x())),
                           static_cast<int>(std::lround(corner.y())));
        const HeadKey head = m_layout.head(index);
        const qsizetype place = qsizetype(head.layer) * m_grid.heads + head.head;
        const auto thumbnail = place < m_grid.thumbnails.size() ? m_grid.thumbnails[place]
                                                                : std::optional<HeadThumbnail>();
        if (!thumbnail || thumbnail->isEmpty()) {
            painter.fillRect(QRect(pixel, QSize(side, side)),
                             theme.color(Theme::Token::Sunken, false));
            continue;
        }
        QImage cells = thumbnailImage(*thumbnail, side);
        cells.setColorTable(thumbnailTable(*thumbnail, m_look.scale, colours, false));
        painter.drawImage(pixel, cells);
    }
    return image;
}

void GridSheet::paintNumbers(const PictureSheet &sheet, const QRectF &place) const
{
    QPainter &painter = sheet.painter();
    const double pitch = place.width() * m_layout.pitch() / m_layout.size().width();
    const double side = place.width() * m_layout.side() / m_layout.size().width();
    painter.setFont(PictureSheet::font(8));
    painter.setPen(Theme::instance().color(Theme::Token::Text2, false));
    const int rowStride = std::max(1, static_cast<int>(std::ceil(10 / pitch)));
    for (int row = 0; row < m_layout.rows(); row += rowStride) {
        const int number = m_layout.isByPosition() ? row : row * m_layout.columns() + 1;
        painter.drawText(QRectF(0, place.top() + row * pitch, place.left() - 5, side),
                         Qt::AlignRight | Qt::AlignVCenter, QString::number(number));
    }
    if (!m_layout.isByPosition())
        return;
    const int stride = std::max(1, static_cast<int>(std::ceil(15 / pitch)));
    for (int column = 0; column < m_layout.columns(); column += stride)
        painter.drawText(
            QRectF(place.left() + column * pitch - 10, place.top() - 14, side + 20, 12),
            Qt::AlignHCenter | Qt::AlignVCenter, QString::number(column));
}

} // namespace

Result<void> writeGridPicture(const GridPicture &grid, const PictureLook &look, const QString &path,
                              PictureFormat format)
{
    const GridSheet picture(grid, look);
    return writeSheet(
        look, picture.naturalSize(), [&](const PictureSheet &sheet) { picture.paint(sheet); }, path,
        format);
}

QImage gridImage(const GridPicture &grid, const PictureLook &look)
{
    const GridSheet picture(grid, look);
    return sheetImage(look, picture.naturalSize(),
                      [&](const PictureSheet &sheet) { picture.paint(sheet); });
}

} // namespace phi1
