// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;
class QWidget;

namespace phi1 {

/// Tells assistive technology what the painted lists and grids of the page are.
/// Call before the first of them is made; again does nothing.
void installSpokenValues();

/// The row, cell or stop a painted widget's keys act on, as it is read out.
void setSpokenValue(QWidget *widget, const QString &value);

} // namespace phi1
