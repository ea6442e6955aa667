// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/thumbnail_image.h"

#include "views/theme/theme.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace phi1 {
namespace {

// Differences do not use code 0. Weights do not miss code 1, which is 6 % below the next: 4e-7.
constexpr quint8 outsideOfDifferences = 0;
constexpr quint8 outsideOfWeights = 1;

/// What counts of two codes: larger is farther from 0.
int rankOf(quint8 code, bool isDifference)
{
    return isDifference ? std::abs(code - 128) : code;
}

} // namespace

QImage thumbnailImage(const HeadThumbnail &thumbnail, int side)
{
    QImage image(side, side, QImage::Format_Indexed8);
    const quint8 outside = thumbnail.isDifference ? outsideOfDifferences : outsideOfWeights;
    const int cells = thumbnail.cells;
    if (cells <= 0 || side <= 0)
        return image;
    // First cell of each pixel, and its last.
    QVector<QPair<int, int>> blocks(side);
    for (int i = 0; i < side; ++i) {
        const int first = static_cast<int>(static_cast<qint64>(i) * cells / side);
        const int end = static_cast<int>((static_cast<qint64>(i + 1) * cells + side - 1) / side);
        // Magnified, the cell under the pixel's middle.
        const int middle = static_cast<int>((2LL * i + 1) * cells / (2LL * side));
        blocks[i] = cells <= side ? QPair(middle, middle) : QPair(first, end - 1);
    }
    for (int y = 0; y < side; ++y) {
        uchar *line = image.scanLine(y);
        const auto [top, bottom] = blocks[y];
        for (int x = 0; x < side; ++x) {
            const auto [left, right] = blocks[x];
            if (left > bottom) {
                line[x] = outside;
                continue;
            }
            quint8 code = thumbnail.code(top, std::min(left, cells - 1));
            for (int row = top; row <= bottom; ++row) {
                for (int column = left; column <= right; ++column) {
                    const quint8 other = thumbnail.code(row, column);
                    if (rankOf(other, thumbnail.isDifference) >
                        rankOf(code, thumbnail.isDifference))
                        code = other;
                }
            }
            line[x] = code == outside ? static_cast<quint8>(outside + 1) : code;
        }
    }
    return image;
}

QVector<QRgb> thumbnailTable(const HeadThumbnail &thumbnail, const ColourScale &scale,
                             const QVector<QRgb> &colours, bool dark)
{
    const auto last = static_cast<double>(colours.size() - 1);
    QVector<QRgb> table(256);
    for (int code = 0; code < table.size(); ++code) {
        const double place =
            scale.position(static_cast<double>(thumbnail.valueOf(static_cast<quint8>(code))));
        table[code] = colours[static_cast<qsizetype>(std::lround(place * last))];
    }
    table[thumbnail.isDifference ? outsideOfDifferences : outsideOfWeights] =
        Theme::instance().outsideColor(dark).rgb();
    return table;
}

} // namespace phi1
