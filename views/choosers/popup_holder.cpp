// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/choosers/popup_holder.h"

#include <algorithm>

#include <QScreen>
#include <QVBoxLayout>

#include "views/theme/theme.h"

namespace phi1 {

PopupHolder::PopupHolder(QWidget *parent)
    : QFrame(parent, Qt::Popup)
{
    setFrameShape(QFrame::StyledPanel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
}

void PopupHolder::hold(QWidget *part)
{
    if (part->parentWidget() == this)
        return;
    layout()->addWidget(part);
    part->show();
    setAccessibleName(part->accessibleName());
}

void PopupHolder::openBelow(QWidget *control, const QSize &size)
{
    const QRect room = control->screen()->availableGeometry();
    resize(size.boundedTo(room.size()));
    const int gap = Theme::instance().px(4);
    QPoint place = control->mapToGlobal(QPoint(0, control->height() + gap));
    place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
    place.setY(std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    move(place);
    show();
    if (QWidget *first = nextInFocusChain(); first && isAncestorOf(first))
        first->setFocus(Qt::PopupFocusReason);
}

} // namespace phi1
