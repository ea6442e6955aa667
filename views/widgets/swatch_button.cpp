// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/swatch_button.h"

#include "views/theme/style_painting.h"
#include "views/widgets/colour_popup.h"
#include "views/widgets/state_painter.h"

#include <QPainter>

namespace phi1 {

SwatchButton::SwatchButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setToolTip(tr("Choose colour and dash"));
    setSlot(0);
    connect(this, &QAbstractButton::clicked, this, &SwatchButton::openPopup);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void SwatchButton::setSlot(int slot)
{
    m_slot = slot;
    setAccessibleName(tr("Colour of the run: %1").arg(Theme::instance().runColorName(slot)));
    update();
}

void SwatchButton::setCustomColor(const QColor &color)
{
    m_custom = color;
    update();
}

void SwatchButton::setDash(int dash)
{
    m_dash = dash;
    update();
}

void SwatchButton::setFilled(bool filled)
{
    m_filled = filled;
    update();
}

QSize SwatchButton::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(26), theme.px(24)};
}

void SwatchButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    if (underMouse() || isDown())
        painting::roundedBox(painter, rect(), theme.px(5),
                             theme.color(isDown() ? Theme::Token::Border : Theme::Token::Hover),
                             QColor());
    const int dashSlot = m_dash < 0 ? m_slot : m_dash * Theme::runColorCount;
    paintSwatch(painter, rect(), m_custom.isValid() ? m_custom : theme.runColor(m_slot), m_filled,
                dashSlot);
}

void SwatchButton::openPopup()
{
    const int dash = m_dash < 0 ? std::max(m_slot, 0) / Theme::runColorCount % 3 : m_dash;
    auto *popup = new ColourPopup(m_slot, m_custom, dash, this);
    connect(popup, &ColourPopup::slotChosen, this, [this](int slot) {
        m_custom = QColor();
        setSlot(slot);
        emit slotChosen(slot);
    });
    connect(popup, &ColourPopup::customColorChosen, this, [this](const QColor &color) {
        setCustomColor(color);
        emit customColorChosen(color);
    });
    connect(popup, &ColourPopup::dashChosen, this, [this](int chosen) {
        setDash(chosen);
        emit dashChosen(chosen);
    });
    popup->openAt(mapToGlobal(QPoint(0, height())));
}

} // namespace phi1
