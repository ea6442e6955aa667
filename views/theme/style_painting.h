// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QRectF>

class QPainter;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionHeader;
class QStyleOptionMenuItem;
class QStyleOptionSlider;
class QStyleOptionSpinBox;
class QStyleOptionTab;
class QStyleOptionToolButton;
class QWidget;

namespace phi1 {

/// What WorkbenchStyle and the painted widgets have in common: frames, and each of Qt's controls in
/// our look.
namespace painting {

enum class ButtonRole { Normal, Primary, Flat, Toggle, Rail, Link };

struct ButtonLook {
    ButtonRole role = ButtonRole::Normal;
    bool isSmall = false;
};
ButtonLook buttonLook(const QWidget *widget); ///< from the dynamic property "phi1Role"

struct ButtonColors {
    QColor fill;
    QColor outline;
    QColor ink;
};
ButtonColors buttonColors(ButtonRole role, bool enabled, bool hovered, bool pressed, bool on);

bool isItemView(const QWidget *widget); ///< or lies inside one

/// A rectangle with round corners, its outline on whole pixels at any device pixel ratio. Invalid
/// colours are left out.
void roundedBox(QPainter &painter, const QRectF &rect, double radius, const QColor &fill,
                const QColor &outline, double lineWidth = 1);
/// The ring around what has the focus, its outer edge on the rectangle's.
void focusRing(QPainter &painter, const QRect &rect, double radius);
void themeIcon(QPainter &painter, const QRect &rect, const QString &name, int size,
               const QColor &color);
QFont buttonFont(const ButtonLook &look, const QFont &font);

void pushButtonBevel(QPainter &painter, const QStyleOptionButton &option, const QWidget *widget);
void pushButtonLabel(QPainter &painter, const QStyleOptionButton &option, const QWidget *widget);
void toolButton(QPainter &painter, const QStyleOptionToolButton &option, const QWidget *widget);
void inputFrame(QPainter &painter, const QStyleOption &option, const QWidget *widget);
void comboBox(QPainter &painter, const QStyleOptionComboBox &option, const QWidget *widget);
void comboBoxLabel(QPainter &painter, const QStyleOptionComboBox &option, const QWidget *widget);
void spinBox(QPainter &painter, const QStyleOptionSpinBox &option, const QWidget *widget,
             const QRect &up, const QRect &down);
void checkMark(QPainter &painter, const QStyleOption &option);
void radioMark(QPainter &painter, const QStyleOption &option);
void slider(QPainter &painter, const QStyleOptionSlider &option, const QRect &groove,
            const QRect &handle);
void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &handle,
               const QWidget *widget);
void splitterHandle(QPainter &painter, const QStyleOption &option, bool horizontal);

void header(QPainter &painter, const QStyleOptionHeader &option);
void viewRow(QPainter &painter, const QStyleOption &option, const QWidget *widget);
void rowLine(QPainter &painter, const QRect &rect, const QWidget *widget);
void branch(QPainter &painter, const QStyleOption &option);
void menuItem(QPainter &painter, const QStyleOptionMenuItem &option);
void tabShape(QPainter &painter, const QStyleOptionTab &option);
void tabLabel(QPainter &painter, const QStyleOptionTab &option);

} // namespace painting
} // namespace phi1
