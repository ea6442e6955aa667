// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>

class QString;
class QWidget;

namespace phi1 {

/// Tells assistive technology what a painted list, grid or strip is, whose rows or cells are no
/// widgets. Call in its constructor.
void installSpokenValue(QWidget *widget, QAccessible::Role role);

/// The row, cell or stop a painted widget's keys act on, as it is read out.
void setSpokenValue(QWidget *widget, const QString &value);

} // namespace phi1
