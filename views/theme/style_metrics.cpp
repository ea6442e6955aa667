// SPDX-License-Identifier: GPL-3.0-or-later
// Lengths, sizes and places of WorkbenchStyle.
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/theme/workbench_style.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QStyleOption>
#include <QTreeView>

namespace phi1 {
namespace {

using Token = Theme::Token;

int px(double length)
{
    return Theme::instance().px(length);
}

bool isSmall(const QWidget *widget)
{
    return painting::buttonLook(widget).isSmall;
}

/// A link stands in a line of text or at the end of a head, aligned with what is above it.
int buttonPadding(const painting::ButtonLook &look)
{
    return look.role == painting::ButtonRole::Link ? 0 : px(look.isSmall ? 8 : 10);
}

int buttonHeight(const QWidget *widget)
{
    return px(isSmall(widget) ? 24 : 28);
}

} // namespace

int WorkbenchStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                                const QWidget *widget) const
{
    switch (metric) {
    case PM_DefaultFrameWidth:
    case PM_ComboBoxFrameWidth:
    case PM_SpinBoxFrameWidth:
    case PM_MenuPanelWidth:
        return 1;
    case PM_ButtonMargin:
        return px(10);
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_ToolBarFrameWidth:
    case PM_DockWidgetFrameWidth:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap:
    case PM_MenuHMargin:
    case PM_MenuDesktopFrameWidth:
        return 0;
    case PM_MenuVMargin:
        return px(4);
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
        return px(isSmall(widget) ? 14 : 16);
    case PM_LineEditIconSize:
        return px(14);
    case PM_LineEditIconMargin:
        return px(6);
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return px(14);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return px(8);
    case PM_ScrollBarExtent:
        return px(12);
    case PM_ScrollBarSliderMin:
        return px(32);
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    case PM_SliderThickness:
    case PM_SliderControlThickness:
    case PM_SliderLength:
        return px(14);
    case PM_SplitterWidth:
    case PM_DockWidgetSeparatorExtent:
        return px(8);
    case PM_HeaderDefaultSectionSizeHorizontal:
        return px(100);
    case PM_HeaderDefaultSectionSizeVertical:
        return px(28);
    case PM_FocusFrameHMargin:
        // In cells this is where the text begins, less one.
        if (qobject_cast<const QAbstractItemView *>(widget))
            return px(8) - 1;
        return px(4);
    case PM_FocusFrameVMargin:
        return px(4);
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return px(12);
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return px(8);
    case PM_TabBarTabHSpace:
        return px(16);
    case PM_TabBarTabVSpace:
        return px(14);
    case PM_ToolTipLabelFrameWidth:
        return px(6);
    case PM_HeaderMargin:
        return px(8);
    case PM_DockWidgetTitleMargin:
        return px(8);
    case PM_TreeViewIndentation:
        return px(16);
    case PM_SubMenuOverlap:
        return -1;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int WorkbenchStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                              QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_FocusFrame_AboveWidget:
    case SH_ItemView_ShowDecorationSelected:
    case SH_ComboBox_ListMouseTracking:
    case SH_Menu_MouseTracking:
    case SH_Menu_Scrollable:
        return 1;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ComboBox_Popup:
    case SH_UnderlineShortcut:
    case SH_TabBar_ElideMode:
    case SH_ScrollBar_Transient:
        return 0;
    case SH_TabBar_Alignment:
        return Qt::AlignLeft;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;
    case SH_Table_GridLineColor:
        return static_cast<int>(Theme::instance().color(Token::Grid).rgb());
    case SH_ComboBox_PopupFrameStyle:
        return QFrame::StyledPanel | QFrame::Plain;
    case SH_Widget_Animation_Duration: {
        const int base = QProxyStyle::styleHint(hint, option, widget, returnData);
        return std::min(base, 120);
    }
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QSize WorkbenchStyle::sizeFromContents(ContentsType type, const QStyleOption *option,
                                       const QSize &size, const QWidget *widget) const
{
    switch (type) {
    case CT_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            const auto look = painting::buttonLook(widget);
            const QFontMetrics metrics(
                painting::buttonFont(look, widget ? widget->font() : QApplication::font()));
            int width = metrics.size(Qt::TextShowMnemonic, button->text).width();
            if (!button->icon.isNull())
                width += button->iconSize.width() + (button->text.isEmpty() ? 0 : px(6));
            if (button->features.testFlag(QStyleOptionButton::HasMenu))
                width += px(18);
            width += 2 * buttonPadding(look);
            const int height = buttonHeight(widget);
            return {button->text.isEmpty() ? height : std::max(width, height), height};
        }
        break;
    case CT_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option)) {
            const auto look = painting::buttonLook(widget);
            const int height = buttonHeight(widget);
            if (button->toolButtonStyle == Qt::ToolButtonIconOnly ||
                (button->text.isEmpty() && !button->icon.isNull()))
                return {height, height};
            const QFontMetrics metrics(
                painting::buttonFont(look, widget ? widget->font() : button->font));
            int width = metrics.size(Qt::TextShowMnemonic, button->text).width();
            if (look.role == painting::ButtonRole::Rail)
                return {px(68), px(54)};
            if (button->toolButtonStyle == Qt::ToolButtonTextUnderIcon)
                return {width + 2 * px(8),
                        button->iconSize.height() + metrics.height() + px(3 + 12)};
            const bool arrow = button->features.testFlag(QStyleOptionToolButton::Arrow) &&
                               button->arrowType != Qt::NoArrow;
            if (arrow)
                width += px(12 + 4);
            else if (button->toolButtonStyle == Qt::ToolButtonTextBesideIcon &&
                     !button->icon.isNull())
                width += button->iconSize.width() + px(6);
            if (button->features.testFlag(QStyleOptionToolButton::HasMenu))
                width += px(16);
            return {width + 2 * buttonPadding(look), height};
        }
        break;
    case CT_LineEdit:
        if (painting::isItemView(widget))
            return size;
        return {size.width() + px(12), buttonHeight(widget)};
    case CT_ComboBox:
        return {size.width() + px(8 + 28), buttonHeight(widget)};
    case CT_SpinBox:
        return {size.width() + px(8 + 20), buttonHeight(widget)};
    case CT_CheckBox:
    case CT_RadioButton: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {base.width(), std::max(base.height(), px(24))};
    }
    case CT_HeaderSection:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            const QFontMetrics metrics(Theme::instance().font(Theme::Font::Small));
            const int arrow = header->sortIndicator != QStyleOptionHeader::None ? px(14) : 0;
            return {metrics.horizontalAdvance(header->text) + 2 * px(8) + arrow, px(26)};
        }
        break;
    case CT_TabBarTab:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            QFont font = widget ? widget->font() : QApplication::font();
            font.setWeight(QFont::Bold);
            int width = QFontMetrics(font).size(Qt::TextShowMnemonic, tab->text).width() + px(16);
            if (!tab->icon.isNull())
                width += tab->iconSize.width() + px(6);
            width += tab->leftButtonSize.width() + tab->rightButtonSize.width();
            return {width, px(32)};
        }
        break;
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            if (item->menuItemType == QStyleOptionMenuItem::Separator)
                return {size.width(), item->text.isEmpty() ? px(9) : px(24)};
            int width = 2 * px(12);
            const auto tab = item->text.indexOf(u'\t');
            const QFontMetrics metrics(item->font);
            width += metrics.size(Qt::TextShowMnemonic, tab < 0 ? item->text : item->text.left(tab))
                         .width();
            if (item->menuHasCheckableItems || item->maxIconWidth > 0)
                width += px(24);
            if (tab >= 0)
                width += px(24) + QFontMetrics(Theme::instance().font(Theme::Font::Small))
                                      .horizontalAdvance(item->text.mid(tab + 1));
            if (item->menuItemType == QStyleOptionMenuItem::SubMenu)
                width += px(24);
            return {std::max(width, px(140)), px(28)};
        }
        break;
    case CT_ItemViewItem: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        const bool list = qobject_cast<const QTreeView *>(widget) == nullptr && widget != nullptr &&
                          !widget->inherits("QComboBoxListView") && !widget->inherits("QTableView");
        return {base.width() + px(8), std::max(base.height(), px(list ? 24 : 28))};
    }
    case CT_Slider: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            if (slider->orientation == Qt::Horizontal)
                return {base.width(), std::max(base.height(), px(24))};
            return {std::max(base.width(), px(24)), base.height()};
        }
        return base;
    }
    case CT_ProgressBar:
        return {size.width(), px(6)};
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

QRect WorkbenchStyle::subElementRect(SubElement element, const QStyleOption *option,
                                     const QWidget *widget) const
{
    switch (element) {
    case SE_LineEditContents: {
        const QWidget *parent = widget ? widget->parentWidget() : nullptr;
        if (qobject_cast<const QAbstractSpinBox *>(parent) ||
            qobject_cast<const QComboBox *>(parent) || painting::isItemView(widget))
            return option->rect;
        // QLineEdit itself keeps two pixels more.
        return option->rect.adjusted(px(8) - 2, 0, -(px(8) - 2), 0);
    }
    case SE_PushButtonContents:
        return option->rect;
    case SE_ProgressBarGroove:
    case SE_ProgressBarContents: {
        QRect bar = option->rect;
        const int height = std::min(bar.height(), px(6));
        bar.setTop(bar.top() + (bar.height() - height) / 2);
        bar.setHeight(height);
        return bar;
    }
    case SE_ProgressBarLabel:
        return {};
    case SE_HeaderLabel:
        return option->rect;
    case SE_TabBarTabText:
        return option->rect;
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect WorkbenchStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                     SubControl subControl, const QWidget *widget) const
{
    const QRect rect = option->rect;
    switch (control) {
    case CC_ComboBox:
        if (subControl == SC_ComboBoxEditField)
            return rect.adjusted(px(8) - 2, 1, -px(24), -1);
        if (subControl == SC_ComboBoxArrow)
            return QRect(rect.right() - px(24), rect.top(), px(24), rect.height());
        break;
    case CC_SpinBox:
        if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option)) {
            const int width = spin->buttonSymbols == QAbstractSpinBox::NoButtons ? px(6) : px(20);
            const QRect buttons(rect.right() - width + 1, rect.top() + 1, width, rect.height() - 2);
            const int half = buttons.height() / 2;
            if (subControl == SC_SpinBoxUp)
                return QRect(buttons.left(), buttons.top(), width, half);
            if (subControl == SC_SpinBoxDown)
                return QRect(buttons.left(), buttons.top() + half, width, buttons.height() - half);
            if (subControl == SC_SpinBoxEditField)
                return rect.adjusted(px(8) - 2, 1, -width, -1);
            if (subControl == SC_SpinBoxFrame)
                return rect;
        }
        break;
    case CC_Slider:
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            const int side = px(14);
            if (subControl == SC_SliderGroove)
                return rect;
            if (subControl == SC_SliderHandle) {
                const bool horizontal = slider->orientation == Qt::Horizontal;
                const int span = (horizontal ? rect.width() : rect.height()) - side;
                const int offset =
                    sliderPositionFromValue(slider->minimum, slider->maximum,
                                            slider->sliderPosition, span, slider->upsideDown);
                if (horizontal)
                    return QRect(rect.left() + offset, rect.top() + (rect.height() - side) / 2,
                                 side, side);
                return QRect(rect.left() + (rect.width() - side) / 2, rect.top() + offset, side,
                             side);
            }
        }
        break;
    case CC_ScrollBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            const bool horizontal = bar->orientation == Qt::Horizontal;
            const int length = horizontal ? rect.width() : rect.height();
            const double range = static_cast<double>(bar->maximum) - bar->minimum;
            const int least = std::min(px(32), length);
            int handle = length;
            if (range > 0)
                handle =
                    std::clamp(static_cast<int>(length * (bar->pageStep / (range + bar->pageStep))),
                               least, length);
            const int start = sliderPositionFromValue(
                bar->minimum, bar->maximum, bar->sliderPosition, length - handle, bar->upsideDown);
            const auto part = [&](int from, int to) {
                return horizontal ? QRect(rect.left() + from, rect.top(), to - from, rect.height())
                                  : QRect(rect.left(), rect.top() + from, rect.width(), to - from);
            };
            switch (subControl) {
            case SC_ScrollBarGroove:
                return rect;
            case SC_ScrollBarSlider:
                return part(start, start + handle);
            case SC_ScrollBarSubPage:
                return part(0, start);
            case SC_ScrollBarAddPage:
                return part(start + handle, length);
            default:
                return {};
            }
        }
        break;
    default:
        break;
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

} // namespace phi1
