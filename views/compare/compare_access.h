// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace phi1 {

class CompareSession;
class WorkspaceSession;

/// The comparison of a workspace, which the page and its sub-page share. It ends with the last of
/// them that holds it, and so before the workspace.
std::shared_ptr<CompareSession> compareSessionOf(WorkspaceSession &workspace);

} // namespace phi1
