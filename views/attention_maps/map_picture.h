// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/colour_scale.h"
#include "views/attention_maps/head_matrix_view.h"
#include "views/state/attention_types.h"

#include <QImage>
#include <QSize>
#include <QString>
#include <QVector>

#include <optional>

#include "core/base/result.h"

namespace phi1 {

enum class PictureFormat { Png, Svg, Pdf };

/// What a picture of maps for a paper looks like. Always in the light theme.
struct PictureLook {
    QString title;    ///< above the picture; "" = none
    QString subtitle; ///< "phi-1, step 6 000 · Three small functions"
    QString barTitle; ///< of the colour bar: "Attention weight"
    QString differenceBarTitle;
    ColourScale scale;
    ColourScale differenceScale;
    MapPooling pooling = MapPooling::Maximum;
    QSize size;              ///< of a PNG in pixels, of the others in points; empty = fitting
    bool tokenLabels = true; ///< of a matrix
    bool sums = false;       ///< of a matrix
    bool withoutFirst = false;
    bool showsFuture = true; ///< the causal triangle in its own grey, else white
};

/// Thumbnails of all heads, by position or in an order, with the numbers of layers and heads.
struct GridPicture {
    int layers = 0, heads = 0;
    QVector<HeadKey> order;                           ///< empty = by position
    QVector<std::optional<HeadThumbnail>> thumbnails; ///< [layers * heads]
};

/// Maps side by side, with token labels and colour bar. Maps of up to 192 tokens become vectors in
/// SVG and PDF, larger ones a lossless picture with a whole number of pixels for each cell; letters
/// are always letters. @return Io, naming the file, if it cannot be written.
Result<void> writeMapPicture(const QVector<MatrixMap> &maps, const QVector<AttentionToken> &tokens,
                             const PictureLook &look, const QString &path, PictureFormat format);
Result<void> writeGridPicture(const GridPicture &grid, const PictureLook &look, const QString &path,
                              PictureFormat format);
/// The same as an image, for the clipboard.
QImage mapImage(const QVector<MatrixMap> &maps, const QVector<AttentionToken> &tokens,
                const PictureLook &look);
QImage gridImage(const GridPicture &grid, const PictureLook &look);

} // namespace phi1
