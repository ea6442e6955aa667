// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/colour_scale.h"
#include "views/state/attention_types.h"

#include <QImage>

namespace phi1 {

/// A thumbnail at the size it is painted, Indexed8: cells when magnified, the largest code of each
/// pixel's block (of differences: the one farthest from 0) when reduced. Pixels with cells above
/// the diagonal alone have a code of their own. Its colours are thumbnailTable()'s.
/// @param side  pixels
QImage thumbnailImage(const HeadThumbnail &thumbnail, int side);

/// 256 colours for thumbnailImage(). Weights and entropies of the same scale have the same.
/// @param colours  scale.table(dark), which all thumbnails share
QVector<QRgb> thumbnailTable(const HeadThumbnail &thumbnail, const ColourScale &scale,
                             const QVector<QRgb> &colours, bool dark);

} // namespace phi1
