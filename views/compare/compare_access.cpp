// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/compare_access.h"

#include <map>

#include "views/state/compare_session.h"
#include "views/state/workspace_session.h"

namespace phi1 {

std::shared_ptr<CompareSession> compareSessionOf(WorkspaceSession &workspace)
{
    // GUI thread only, as sessions are.
    static std::map<WorkspaceSession *, std::weak_ptr<CompareSession>> sessions;
    for (auto it = sessions.begin(); it != sessions.end();)
        it = it->second.expired() ? sessions.erase(it) : std::next(it);
    std::weak_ptr<CompareSession> &kept = sessions[&workspace];
    std::shared_ptr<CompareSession> session = kept.lock();
    if (!session) {
        session = std::make_shared<CompareSession>(workspace);
        kept = session;
    }
    return session;
}

} // namespace phi1
