// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace phi1 {

/// Why a file or folder cannot be called so: one sentence, empty if it can.
QString fileNameProblem(const QString &name);
/// Why a run of this workspace cannot be called so: the name itself, or something is there already.
QString runNameProblem(const QString &name, const QString &workspace);

} // namespace phi1
