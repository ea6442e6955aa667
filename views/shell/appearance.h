// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QApplication;

namespace phi1 {

class Settings;

/// Puts the theme in charge of the application and keeps it as the settings say, now and at each
/// change, without a restart.
void applyAppearance(QApplication &application, Settings &settings);

} // namespace phi1
