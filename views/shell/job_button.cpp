// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/job_button.h"

#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/state_painter.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

QFont nameFont()
{
    QFont font = Theme::instance().font(Theme::Font::Small);
    font.setBold(true);
    return font;
}

} // namespace

JobButton::JobButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setProperty("phi1OwnFocus", true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    setJob({});
    Theme::instance().follow(this, [this] {
        setFont(Theme::instance().font(Theme::Font::Small));
        updateGeometry();
        update();
    });
}

QString JobButton::figures() const
{
    QStringList parts;
    if (!m_job.stateText.isEmpty())
        parts.append(m_job.stateText);
    if (!std::isnan(m_job.progress))
        parts.append(percent(m_job.progress));
    if (!std::isnan(m_job.timeLeft))
        parts.append(tr("%1 left").arg(duration(m_job.timeLeft)));
    if (m_job.others > 0)
        parts.append(tr("%n more running", nullptr, m_job.others));
    return parts.join(u" · ");
}

void JobButton::setJob(const ForemostJob &job)
{
    m_job = job;
    setEnabled(!job.runId.isEmpty());
    const QString text =
        job.runId.isEmpty() ? tr("No job running") : tr("%1: %2").arg(job.name, figures());
    setAccessibleName(text);
    setToolTip(job.runId.isEmpty() ? QString() : tr("Open this run"));
    updateGeometry();
    update();
}

int JobButton::nameWidth() const
{
    // One more than the rounded width, which would be elided already.
    return std::min(QFontMetrics(nameFont()).horizontalAdvance(m_job.name) + 1,
                    Theme::instance().px(220));
}

QSize JobButton::sizeHint() const
{
    const Theme &theme = Theme::instance();
    const QFontMetrics metrics(font());
    const int padding = 2 * theme.px(6);
    if (m_job.runId.isEmpty())
        return {metrics.horizontalAdvance(tr("No job running")) + padding, theme.px(24)};
    return {theme.px(14) + nameWidth() + theme.px(14 + 110 + 14) +
                metrics.horizontalAdvance(figures()) + padding + 2,
            theme.px(24)};
}

QSize JobButton::minimumSizeHint() const
{
    return {Theme::instance().px(120), sizeHint().height()};
}

void JobButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    const qreal radius = theme.px(5);
    const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    if (isEnabled() && (underMouse() || isDown())) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(isDown() ? Theme::Token::Border : Theme::Token::Hover));
        painter.drawRoundedRect(frame, radius, radius);
    }
    int x = theme.px(6);
    const auto word = [&](const QString &text, const QFont &face, Theme::Token ink, int room,
                          Qt::TextElideMode elide = Qt::ElideMiddle) {
        painter.setFont(face);
        painter.setPen(theme.color(ink));
        painter.drawText(QRect(x, 0, room, height()), Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetrics(face).elidedText(text, elide, room));
    };
    if (m_job.runId.isEmpty()) {
        word(tr("No job running"), font(), Theme::Token::Text3, width() - 2 * x);
        return;
    }
    const Theme::Token ink =
        m_job.state == RunState::Pausing ? Theme::Token::Warning : Theme::Token::Live;
    const int dot = theme.px(8);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(ink));
    painter.drawEllipse(QRectF(x, (height() - dot) / 2.0, dot, dot));
    x += theme.px(14);
    const int name = nameWidth();
    word(m_job.name, nameFont(), ink, name);
    x += name + theme.px(14);
    const int bar = theme.px(110);
    if (x + bar < width() - theme.px(40)) { // else there is room for the figures only
        paintThinBar(painter, QRect(x, 0, bar, height()), m_job.progress, ink);
        x += bar + theme.px(14);
    }
    word(figures(), font(), Theme::Token::Text2, std::max(0, width() - x - theme.px(4)),
         Qt::ElideRight);
    if (hasFocus() && theme.showsKeyboardFocus()) {
        painter.setPen(QPen(theme.color(Theme::Token::Accent), theme.px(2)));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(frame, radius, radius);
    }
}

} // namespace phi1
