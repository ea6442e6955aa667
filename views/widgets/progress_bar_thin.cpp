// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/progress_bar_thin.h"

#include "views/format/number_text.h"
#include "views/widgets/state_painter.h"
#include "views/widgets/widget_accessibility.h"

#include <QPainter>

#include <cmath>

namespace phi1 {

ProgressBarThin::ProgressBarThin(QWidget *parent)
    : QWidget(parent)
{
    installWidgetAccessibility();
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Progress"));
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void ProgressBarThin::setValue(double share)
{
    if (share == m_value || (std::isnan(share) && std::isnan(m_value)))
        return;
    m_value = share;
    setAccessibleDescription(std::isnan(share) ? tr("not known") : percent(share));
    update();
}

void ProgressBarThin::setTone(Theme::Token token)
{
    if (token == m_tone)
        return;
    m_tone = token;
    update();
}

QSize ProgressBarThin::sizeHint() const
{
    return {Theme::instance().px(110), Theme::instance().px(6)};
}

QSize ProgressBarThin::minimumSizeHint() const
{
    return {Theme::instance().px(24), Theme::instance().px(6)};
}

void ProgressBarThin::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintThinBar(painter, rect(), m_value, m_tone);
}

} // namespace phi1
