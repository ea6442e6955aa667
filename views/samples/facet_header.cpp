// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/facet_header.h"

#include <QKeyEvent>
#include <QPainter>

#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

namespace phi1 {

FacetHeader::FacetHeader(const QString &title, QWidget *parent)
    : QAbstractButton(parent)
{
    setText(title);
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::toggled, this, &FacetHeader::describe);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
    describe();
}

void FacetHeader::setAside(const QString &text)
{
    if (text == m_aside)
        return;
    m_aside = text;
    describe();
}

void FacetHeader::setFiltered(bool filtered)
{
    if (filtered == m_filtered)
        return;
    m_filtered = filtered;
    describe();
}

void FacetHeader::describe()
{
    setAccessibleName(m_aside.isEmpty() ? text() : tr("%1, %2").arg(text(), m_aside));
    setAccessibleDescription(isChecked() ? tr("unfolded") : tr("folded"));
    update();
}

QSize FacetHeader::sizeHint() const
{
    return {Theme::instance().px(200), Theme::instance().px(24)};
}

QSize FacetHeader::minimumSizeHint() const
{
    return {Theme::instance().px(80), sizeHint().height()};
}

void FacetHeader::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setFont(theme.font(Theme::Font::Section));
    const int side = theme.px(12);
    // The title begins where the facet's rows do; the arrow stands behind it.
    const int room = width() - side - theme.px(8);
    const QString title =
        painter.fontMetrics().elidedText(text(), Qt::ElideMiddle, std::max(room, 0));
    const int used = painter.fontMetrics().horizontalAdvance(title);
    painter.setPen(theme.color(Theme::Token::Text));
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, title);
    int begin = used + theme.px(8);
    if (!isChecked() || underMouse() || hasFocus()) {
        painting::themeIcon(painter, QRect(used + theme.px(5), 0, side, height()),
                            isChecked() ? QStringLiteral("chevron-down")
                                        : QStringLiteral("chevron-right"),
                            side, theme.color(Theme::Token::Text3));
    }
    begin += side;
    painter.setFont(theme.font(Theme::Font::Caption));
    painter.setPen(theme.color(m_filtered ? Theme::Token::Accent : Theme::Token::Text3));
    const QRect aside(begin, 0, width() - begin, height());
    painter.drawText(aside, Qt::AlignVCenter | Qt::AlignRight,
                     painter.fontMetrics().elidedText(m_aside, Qt::ElideRight, aside.width()));
}

void FacetHeader::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        setChecked(false);
        break;
    case Qt::Key_Right:
        setChecked(true);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        click();
        break;
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

void FacetHeader::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void FacetHeader::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace phi1
