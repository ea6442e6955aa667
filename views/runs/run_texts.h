// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "views/state/run_info.h"
#include "views/theme/theme.h"
#include "views/widgets/state_painter.h"

/// Words, icons and tones in which the state of a run is shown, one place for table, inspector and
/// toasts.
namespace phi1 {

ShownState shownState(RunState state);
StateLook runStateLook(const RunInfo &run); ///< "Running", "Failed: NaN"
Theme::Token progressTone(RunState state);  ///< of the bar
/// "21 h 15 min", "silent 14 min", "about 7 h"; empty where there is nothing left to wait for.
QString timeLeftText(const RunInfo &run);
QString startedText(const RunInfo &run);  ///< "Mon 09:14", "next in queue", "4th in queue"
QString progressText(const RunInfo &run); ///< "21 480 / 36 000"; empty without steps
/// "live, 2 s ago", "stopped, nothing is left running", "silent 14 min".
QString lifeText(const RunInfo &run, const QString &leftRunning);

} // namespace phi1
