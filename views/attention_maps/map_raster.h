// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/map_pyramid.h"

#include <QImage>

#include <span>

class QPainter;

namespace phi1 {

/// Draws a map into an image (RGB32) with its upper left corner at `corner`, device pixels. NaN
/// becomes hatch.
/// @param colours  see map_code::colours()
/// @param outside  colour of the cells above the diagonal
/// @param hatch  distance of the lines, pixels
void drawMap(const MapPyramid &pyramid, const MapPyramid::View &view, std::span<const QRgb> colours,
             QRgb outside, bool dark, int hatch, QImage &image, const QPoint &corner);

/// The hatch that stands for NaN: lines of 45° in error on surface.
/// @param hatch  distance of the lines in the painter's units
void drawHatch(QPainter &painter, const QRectF &rect, bool dark, int hatch);

} // namespace phi1
