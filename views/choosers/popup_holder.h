// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QSize>

namespace phi1 {

/// Holds a part of the page that has no room on it, and shows it below the control that stands for
/// it. The part stays alive when the popup closes.
class PopupHolder final : public QFrame
{
    Q_OBJECT
public:
    explicit PopupHolder(QWidget *parent);

    void hold(QWidget *part);                            ///< takes it from where it is
    void openBelow(QWidget *control, const QSize &size); ///< at most as large as the screen
};

} // namespace phi1
