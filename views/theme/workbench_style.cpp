// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/workbench_style.h"

#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QStyleOption>
#include <QTabBar>
#include <QTreeView>

namespace phi1 {
namespace {

using Token = Theme::Token;

int px(double length)
{
    return Theme::instance().px(length);
}

} // namespace

WorkbenchStyle::WorkbenchStyle()
    : QProxyStyle(QStringLiteral("Fusion"))
{
    setObjectName(QStringLiteral("workbench"));
}

void WorkbenchStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) ||
        qobject_cast<QAbstractSpinBox *>(widget) || qobject_cast<QTabBar *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    // One level of frames: the panel has it.
    if (auto *view = qobject_cast<QAbstractItemView *>(widget);
        view && !view->inherits("QComboBoxListView"))
        view->setFrameShape(QFrame::NoFrame);
    else if (auto *area = qobject_cast<QScrollArea *>(widget))
        area->setFrameShape(QFrame::NoFrame);
}

void WorkbenchStyle::polish(QPalette &palette)
{
    palette = Theme::instance().palette();
}

QPalette WorkbenchStyle::standardPalette() const
{
    return Theme::instance().palette();
}

void WorkbenchStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                                   QPainter *painter, const QWidget *widget) const
{
    const Theme &theme = Theme::instance();
    switch (element) {
    case PE_PanelLineEdit:
    case PE_FrameLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth == 0 && element == PE_PanelLineEdit) {
            if (painting::isItemView(widget))
                painter->fillRect(option->rect, theme.color(Token::Surface));
            return;
        }
        painting::inputFrame(*painter, *option, widget);
        return;
    case PE_PanelButtonCommand:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            painting::pushButtonBevel(*painter, *button, widget);
        return;
    case PE_FrameButtonBevel:
    case PE_FrameDefaultButton:
    case PE_FrameTabWidget:
    case PE_PanelStatusBar:
    case PE_FrameStatusBarItem:
    case PE_PanelToolBar:
    case PE_PanelMenuBar:
    case PE_FrameDockWidget:
    case PE_IndicatorToolBarHandle:
    case PE_IndicatorToolBarSeparator:
    case PE_IndicatorHeaderArrow:
        return;
    case PE_FrameFocusRect:
        // Elsewhere the ring outside the control shows the focus.
        // QTreeView names no widget when it asks for the ring of a whole row.
        if ((!widget || painting::isItemView(widget)) && theme.showsKeyboardFocus())
            painting::focusRing(*painter, option->rect, px(3));
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        painting::checkMark(*painter, *option);
        return;
    case PE_IndicatorRadioButton:
        painting::radioMark(*painter, *option);
        return;
    case PE_PanelItemViewRow:
        painting::rowLine(*painter, option->rect, widget);
        return;
    case PE_PanelItemViewItem:
        painting::viewRow(*painter, *option, widget);
        painting::rowLine(*painter, option->rect, widget);
        return;
    case PE_IndicatorBranch:
        painting::branch(*painter, *option);
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, theme.color(Token::Surface));
        return;
    case PE_FrameMenu:
        painting::roundedBox(*painter, option->rect, 0, QColor(), theme.color(Token::BorderStrong));
        return;
    case PE_PanelTipLabel:
        painting::roundedBox(*painter, option->rect, 0, theme.color(Token::Surface),
                             theme.color(Token::BorderStrong));
        return;
    case PE_Frame:
        if (widget && widget->inherits("QComboBoxPrivateContainer"))
            painting::roundedBox(*painter, option->rect, 0, theme.color(Token::Surface),
                                 theme.color(Token::BorderStrong));
        else
            painting::roundedBox(*painter, option->rect, 0, QColor(), theme.color(Token::Border));
        return;
    case PE_FrameTabBarBase: {
        const QRect rect = option->rect;
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1),
                          theme.color(Token::Border));
        return;
    }
    case PE_IndicatorTabClose:
        painting::themeIcon(*painter, option->rect, QStringLiteral("close"), px(12),
                            theme.color(Token::Text3));
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
        painting::themeIcon(*painter, option->rect, QStringLiteral("chevron-down"), px(12),
                            theme.color(Token::Text3));
        return;
    case PE_IndicatorArrowRight:
        painting::themeIcon(*painter, option->rect, QStringLiteral("chevron-right"), px(12),
                            theme.color(Token::Text3));
        return;
    case PE_IndicatorArrowLeft:
        painting::themeIcon(*painter, option->rect, QStringLiteral("chevron-left"), px(12),
                            theme.color(Token::Text3));
        return;
    case PE_IndicatorDockWidgetResizeHandle:
        painting::splitterHandle(*painter, *option, option->state & State_Horizontal);
        return;
    case PE_IndicatorItemViewItemDrop: {
        // Between rows a line, on a row an outline.
        const QRect rect = option->rect;
        if (rect.height() == 0)
            painter->fillRect(QRect(rect.left(), rect.top() - 1, rect.width(), px(2)),
                              theme.color(Token::Accent));
        else
            painting::focusRing(*painter, rect, px(3));
        return;
    }
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void WorkbenchStyle::drawControl(ControlElement element, const QStyleOption *option,
                                 QPainter *painter, const QWidget *widget) const
{
    const Theme &theme = Theme::instance();
    switch (element) {
    case CE_PushButtonBevel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            painting::pushButtonBevel(*painter, *button, widget);
        return;
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            painting::pushButtonLabel(*painter, *button, widget);
        return;
    case CE_ComboBoxLabel:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option))
            painting::comboBoxLabel(*painter, *combo, widget);
        return;
    case CE_Header:
    case CE_HeaderSection:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            painting::header(*painter, *header);
        return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, theme.color(Token::Alt));
        painter->fillRect(
            QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
            theme.color(Token::Border));
        return;
    case CE_Splitter:
        painting::splitterHandle(*painter, *option, option->state & State_Horizontal);
        return;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            painting::menuItem(*painter, *item);
        return;
    case CE_MenuEmptyArea:
        return;
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            painting::tabShape(*painter, *tab);
        return;
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            painting::tabLabel(*painter, *tab);
        return;
    case CE_ProgressBarGroove:
        painting::roundedBox(*painter, option->rect, option->rect.height() / 2.0, theme.trough(),
                             QColor());
        return;
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
            bar && bar->maximum > bar->minimum && bar->progress > bar->minimum) {
            QRectF part = bar->rect;
            part.setWidth(part.width() * (bar->progress - bar->minimum) /
                          (bar->maximum - bar->minimum));
            painting::roundedBox(*painter, part, part.height() / 2, theme.color(Token::Live),
                                 QColor());
        }
        return;
    case CE_ProgressBarLabel:
        return;
    case CE_FocusFrame:
        painting::focusRing(*painter, option->rect, px(5 + 4));
        return;
    case CE_RubberBand: {
        QColor fill = theme.color(Token::Accent);
        fill.setAlphaF(0.12F);
        painting::roundedBox(*painter, option->rect, 0, fill, theme.color(Token::Accent));
        return;
    }
    case CE_ShapedFrame:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && (frame->frameShape == QFrame::HLine || frame->frameShape == QFrame::VLine)) {
            QRect line = option->rect;
            if (frame->frameShape == QFrame::HLine)
                line = QRect(line.left(), line.center().y(), line.width(), 1);
            else
                line = QRect(line.center().x(), line.top(), 1, line.height());
            painter->fillRect(line, theme.color(Token::Border));
            return;
        }
        QProxyStyle::drawControl(element, option, painter, widget);
        return;
    case CE_DockWidgetTitle:
        if (const auto *dock = qstyleoption_cast<const QStyleOptionDockWidget *>(option)) {
            const QRect rect = option->rect;
            painter->save();
            painter->fillRect(rect, theme.color(Token::Surface));
            painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1),
                              theme.color(Token::Border));
            painter->setFont(theme.font(Theme::Font::PanelTitle));
            painter->setPen(theme.color(Token::Text));
            painter->drawText(rect.adjusted(px(12), 0, -px(60), 0),
                              Qt::AlignVCenter | Qt::AlignLeft,
                              painter->fontMetrics().elidedText(dock->title, Qt::ElideMiddle,
                                                                rect.width() - px(72)));
            painter->restore();
        }
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void WorkbenchStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                        QPainter *painter, const QWidget *widget) const
{
    switch (control) {
    case CC_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option))
            painting::toolButton(*painter, *button, widget);
        return;
    case CC_ComboBox:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option))
            painting::comboBox(*painter, *combo, widget);
        return;
    case CC_SpinBox:
        if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option))
            painting::spinBox(*painter, *spin, widget,
                              subControlRect(control, option, SC_SpinBoxUp, widget),
                              subControlRect(control, option, SC_SpinBoxDown, widget));
        return;
    case CC_Slider:
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option))
            painting::slider(*painter, *slider,
                             subControlRect(control, option, SC_SliderGroove, widget),
                             subControlRect(control, option, SC_SliderHandle, widget));
        return;
    case CC_ScrollBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option))
            painting::scrollBar(*painter, *bar,
                                subControlRect(control, option, SC_ScrollBarSlider, widget),
                                widget);
        return;
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QIcon WorkbenchStyle::standardIcon(StandardPixmap icon, const QStyleOption *option,
                                   const QWidget *widget) const
{
    const Theme &theme = Theme::instance();
    switch (icon) {
    case SP_TitleBarCloseButton:
    case SP_DockWidgetCloseButton:
    case SP_LineEditClearButton:
        return theme.icon(QStringLiteral("close"));
    case SP_TitleBarNormalButton:
        return theme.icon(QStringLiteral("inspector"));
    case SP_MessageBoxInformation:
        return theme.icon(QStringLiteral("info"), Token::Info);
    case SP_MessageBoxWarning:
        return theme.icon(QStringLiteral("warning"), Token::Warning);
    case SP_MessageBoxCritical:
        return theme.icon(QStringLiteral("error"), Token::Error);
    case SP_MessageBoxQuestion:
        return theme.icon(QStringLiteral("help"), Token::Accent);
    default:
        return QProxyStyle::standardIcon(icon, option, widget);
    }
}

} // namespace phi1
