// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/panel.h"

#include "views/theme/style_painting.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/text_label.h"
#include "views/widgets/widget_accessibility.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

namespace phi1 {
namespace {

/// One corner of a panel: what lies outside the round edge shows the page again, over whatever
/// square content is there.
class PanelCorner final : public QWidget
{
public:
    explicit PanelCorner(QWidget *panel)
        : QWidget(panel)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::instance();
        const QRectF panel = QRectF(parentWidget()->rect()).translated(-pos());
        const double radius = theme.px(6);
        QPainterPath outside;
        outside.addRect(rect());
        QPainterPath inside;
        inside.addRoundedRect(panel, radius, radius);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QWidget *page = parentWidget()->parentWidget();
        const QColor ground = page ? page->palette().color(page->backgroundRole())
                                   : theme.color(Theme::Token::Window);
        painter.fillPath(outside - inside, ground);
        painting::roundedBox(painter, panel, radius, QColor(), theme.color(Theme::Token::Border));
    }
};

} // namespace

Panel::Panel(const QString &title, QWidget *parent)
    : QFrame(parent)
    , m_head(new QWidget(this))
    , m_icon(new QLabel(m_head))
    , m_title(new TextLabel(title, Theme::Font::PanelTitle, Theme::Token::Text, m_head))
    , m_caption(new ElidedLabel({}, Theme::Font::Small, Theme::Token::Text3, m_head))
    , m_headLayout(new QHBoxLayout(m_head))
    , m_layout(new QVBoxLayout(this))
{
    installWidgetAccessibility();
    setAccessibleName(title);
    m_caption->setElideMode(Qt::ElideRight);
    m_caption->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_icon->hide();
    m_headLayout->addWidget(m_icon);
    m_headLayout->addWidget(m_title);
    m_headLayout->addWidget(m_caption, 1);
    m_layout->setContentsMargins(1, 1, 1, 1);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_head);
    m_head->setVisible(!title.isEmpty());
    for (QWidget *&corner : m_corners)
        corner = new PanelCorner(this);
    Theme::instance().follow(this, [this] { restyle(); });
}

QString Panel::title() const
{
    return m_title->text();
}

void Panel::setTitle(const QString &title)
{
    m_title->setText(title);
    m_head->setVisible(true);
    setAccessibleName(title);
}

void Panel::setCaption(const QString &caption)
{
    m_caption->setText(caption);
}

void Panel::setIconName(const QString &name)
{
    m_iconName = name;
    m_swatch = QColor();
    restyle();
}

void Panel::setSwatch(const QColor &color)
{
    m_swatch = color;
    m_iconName.clear();
    restyle();
}

void Panel::setHeadVisible(bool visible)
{
    m_head->setVisible(visible);
    update();
}

void Panel::setHeadRule(bool visible)
{
    m_rule = visible;
    restyle();
}

void Panel::addHeadWidget(QWidget *widget)
{
    m_head->setVisible(true);
    m_headLayout->addWidget(widget, 0, Qt::AlignVCenter);
}

void Panel::setContent(QWidget *content)
{
    if (content == m_content)
        return;
    delete m_content;
    m_content = content;
    if (m_content) {
        m_layout->addWidget(m_content, 1);
        for (QWidget *corner : m_corners)
            corner->raise();
    }
    restyle();
}

void Panel::setContentMargin(int length)
{
    m_contentMargin = length;
    restyle();
}

void Panel::restyle()
{
    const Theme &theme = Theme::instance();
    m_head->setFixedHeight(theme.px(32));
    m_headLayout->setContentsMargins(theme.px(12) - 1, 0, theme.px(8) - 1, 0);
    m_headLayout->setSpacing(theme.px(8));
    if (m_swatch.isValid()) {
        // A label of its own size: the swatch of the run this panel is about.
        QPixmap swatch(theme.px(18) * 2, theme.px(4) * 2);
        swatch.fill(Qt::transparent);
        swatch.setDevicePixelRatio(2);
        {
            QPainter painter(&swatch);
            painting::roundedBox(painter, QRectF(0, 0, theme.px(18), theme.px(4)), theme.px(2),
                                 m_swatch, QColor());
        }
        m_icon->setPixmap(swatch);
    } else if (!m_iconName.isEmpty()) {
        m_icon->setPixmap(
            theme.pixmap(m_iconName, theme.px(15), Theme::Token::Text3, devicePixelRatioF()));
    }
    m_icon->setVisible(m_swatch.isValid() || !m_iconName.isEmpty());
    if (m_content && m_contentMargin >= 0) {
        const int margin = theme.px(m_contentMargin);
        if (QLayout *inner = m_content->layout())
            inner->setContentsMargins(margin, margin, margin, margin);
        else
            m_content->setContentsMargins(margin, margin, margin, margin);
    }
    m_layout->setSpacing(m_rule ? 1 : 0);
    update();
    for (QWidget *corner : m_corners)
        corner->update();
}

void Panel::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painting::roundedBox(painter, rect(), theme.px(6), theme.color(Theme::Token::Surface),
                         theme.color(Theme::Token::Border));
    if (m_rule && m_content && !m_head->isHidden())
        painter.fillRect(QRect(1, m_head->geometry().bottom() + 1, width() - 2, 1),
                         theme.color(Theme::Token::Border));
}

void Panel::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    const int side = Theme::instance().px(6);
    const int right = width() - side;
    const int bottom = height() - side;
    m_corners[0]->setGeometry(0, 0, side, side);
    m_corners[1]->setGeometry(right, 0, side, side);
    m_corners[2]->setGeometry(0, bottom, side, side);
    m_corners[3]->setGeometry(right, bottom, side, side);
}

} // namespace phi1
