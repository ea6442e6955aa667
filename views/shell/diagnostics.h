// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/machine/machine_load.h"

namespace phi1 {

class Settings;
class WorkspaceSession;

/// What somebody who helps needs to know: versions, desktop, screens, machine, workspace, problems.
/// Plain text, in English whatever the language of the window. No contents of runs.
QString diagnosticsText(const WorkspaceSession &session, const Settings &settings,
                        const MachineLoad &load);

} // namespace phi1
