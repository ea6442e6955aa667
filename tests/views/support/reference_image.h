// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QFontDatabase>
#include <QImage>
#include <QString>

#include <algorithm>
#include <cstdlib>

/// Image tests: a widget's picture is held against a stored one. PHI1_RENEW_IMAGES=1 writes the
/// stored ones anew; look at the changed pictures before committing them.
namespace phi1::test {

/// References are drawn with these; another font is no fault of the widget.
inline bool hasReferenceFonts()
{
    return QFontDatabase::hasFamily(QStringLiteral("Noto Sans")) &&
           QFontDatabase::hasFamily(QStringLiteral("Hack"));
}

/// "" if the picture is the reference's within the tolerance; otherwise a sentence. A pixel differs
/// if a channel does by more than 40 of 255 (edges of letters move by less between versions of
/// FreeType); 0.4 % of the pixels may differ. On failure NAME.seen.png and NAME.difference.png are
/// left in the folder of the running test.
inline QString differenceFromReference(const QImage &picture, const QString &folder,
                                       const QString &name)
{
    const QString path = folder + u'/' + name + QStringLiteral(".png");
    const QImage seen = picture.convertToFormat(QImage::Format_RGB32);
    if (qEnvironmentVariableIsSet("PHI1_RENEW_IMAGES")) {
        QDir().mkpath(folder);
        // A palette of 256 colours and strong compression: the pictures are small enough to keep.
        const QImage kept =
            seen.convertToFormat(QImage::Format_Indexed8, Qt::ThresholdDither | Qt::AvoidDither);
        return kept.save(path, "PNG", 0) ? QString()
                                         : QStringLiteral("%1 cannot be written.").arg(path);
    }
    const QImage reference = QImage(path).convertToFormat(QImage::Format_RGB32);
    const auto keep = [&](const QImage &difference) {
        seen.save(name + QStringLiteral(".seen.png"));
        if (!difference.isNull())
            difference.save(name + QStringLiteral(".difference.png"));
    };
    if (reference.isNull())
        return QStringLiteral("%1 is missing; PHI1_RENEW_IMAGES=1 writes it.").arg(path);
    if (reference.size() != seen.size()) {
        keep({});
        return QStringLiteral("%1 is %2 × %3, the reference %4 × %5.")
            .arg(name)
            .arg(seen.width())
            .arg(seen.height())
            .arg(reference.width())
            .arg(reference.height());
    }
    QImage difference(seen.size(), QImage::Format_RGB32);
    difference.fill(0xffffffffU);
    qint64 differing = 0;
    for (int y = 0; y < seen.height(); ++y) {
        for (int x = 0; x < seen.width(); ++x) {
            const QRgb a = seen.pixel(x, y);
            const QRgb b = reference.pixel(x, y);
            const int distance =
                std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)),
                          std::abs(qBlue(a) - qBlue(b))});
            if (distance > 40) {
                ++differing;
                difference.setPixel(x, y, 0xffff0000U);
            }
        }
    }
    const qint64 allowed =
        std::max<qint64>(4, static_cast<qint64>(seen.width()) * seen.height() / 250);
    if (differing <= allowed)
        return {};
    keep(difference);
    return QStringLiteral(
               "%1 differs from its reference in %2 pixels, %3 may; see %1.difference.png.")
        .arg(name)
        .arg(differing)
        .arg(allowed);
}

} // namespace phi1::test
