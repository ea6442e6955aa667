// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace phi1 {

/// The look of Qt's own controls, on top of Fusion: flat, 28 px high, no gradients.
/// A button says its role by the dynamic property "phi1Role": "primary", "flat", "toggle", "link",
/// "rail" (a page in the rail: icon above text); " small" after it, as in "flat small", makes it
/// 24 px high, and "small" alone is an ordinary small one. Inputs and combo boxes know "small" and
/// combo boxes "flat" as well. Inputs say their content by the dynamic property "phi1State":
/// "changed" (accent outline) or "error". A widget that paints its own focus sets the dynamic
/// property "phi1OwnFocus" to true; a table the dynamic property "phi1RowLines" for lines that
/// part its rows or none, which otherwise a tree without branches has.
class WorkbenchStyle final : public QProxyStyle
{
    Q_OBJECT
public:
    WorkbenchStyle();

    void polish(QWidget *widget) override;
    void polish(QPalette &palette) override;
    using QProxyStyle::polish;
    QPalette standardPalette() const override;

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                            QPainter *painter, const QWidget *widget) const override;
    QIcon standardIcon(StandardPixmap icon, const QStyleOption *option,
                       const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option,
                    const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *returnData) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option,
                         const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                         SubControl subControl, const QWidget *widget) const override;
};

} // namespace phi1
