// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/inspector_title.h"

#include "views/theme/theme.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/icon_button.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>

namespace phi1 {

InspectorTitle::InspectorTitle(QWidget *parent)
    : QWidget(parent)
    , m_text(new ElidedLabel({}, Theme::Font::PanelTitle, Theme::Token::Text, this))
    , m_place(new IconButton(QStringLiteral("inspector"), tr("Place of the inspector"), this))
    , m_close(new IconButton(QStringLiteral("close"), tr("Close the inspector (F9)"), this))
{
    m_place->setSmall(true);
    m_close->setSmall(true);
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_place);
    layout->addWidget(m_close);
    connect(m_place, &IconButton::clicked, this, [this] { emit placeRequested(m_place); });
    connect(m_close, &IconButton::clicked, this, &InspectorTitle::closeRequested);
    Theme::instance().follow(this, [this] { layOut(); });
}

void InspectorTitle::layOut()
{
    const Theme &theme = Theme::instance();
    const int swatch = m_colour.isValid() ? theme.px(24) : 0;
    layout()->setSpacing(theme.px(2));
    layout()->setContentsMargins(m_margins.left() + theme.px(12) + swatch, m_margins.top(),
                                 m_margins.right() + theme.px(6), 0);
    setFixedHeight(theme.px(32) + m_margins.top());
    update();
}

void InspectorTitle::setTitle(const QString &title)
{
    m_text->setText(title);
    setAccessibleName(title);
}

QSize InspectorTitle::sizeHint() const
{
    return {QWidget::sizeHint().width(), Theme::instance().px(32) + m_margins.top()};
}

QString InspectorTitle::title() const
{
    return m_text->text();
}

void InspectorTitle::setColour(const QColor &colour)
{
    m_colour = colour;
    layOut();
}

void InspectorTitle::setMargins(const QMargins &margins)
{
    m_margins = margins;
    layOut();
}

void InspectorTitle::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Theme::Token::Window));
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal radius = theme.px(6);
    // The upper part of a frame that goes on around the content below: its lower edge lies outside.
    const QRectF frame =
        QRectF(rect()).marginsRemoved(m_margins).adjusted(0.5, 0.5, -0.5, 2 * radius);
    painter.setPen(theme.color(Theme::Token::Border));
    painter.setBrush(theme.color(Theme::Token::Surface));
    painter.drawRoundedRect(frame, radius, radius);
    if (m_colour.isValid()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_colour);
        const int thickness = theme.px(4);
        const qreal middle = m_margins.top() + (height() - m_margins.top()) / 2.0;
        painter.drawRoundedRect(QRectF(m_margins.left() + theme.px(12), middle - thickness / 2.0,
                                       theme.px(16), thickness),
                                thickness / 2.0, thickness / 2.0);
    }
}

} // namespace phi1
