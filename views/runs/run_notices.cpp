// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/run_notices.h"

#include "views/shell/page_context.h"
#include "views/shell/settings.h"
#include "views/state/workspace_session.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

RunNotices::RunNotices(PageContext &context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    connect(&m_context.session, &WorkspaceSession::event, this, &RunNotices::tell);
}

void RunNotices::tell(const QString &runId, const QString &kind, const QString &text)
{
    ToastHost::Kind toast = ToastHost::Kind::Info;
    if (kind == QStringLiteral("finished"))
        toast = ToastHost::Kind::Success;
    else if (kind == QStringLiteral("failed") || kind == QStringLiteral("damaged"))
        toast = ToastHost::Kind::Error;
    else if (kind == QStringLiteral("lost contact"))
        toast = ToastHost::Kind::Warning;
    else
        return; // started and stopped: the one who asked for it sees it
    if (!m_context.settings.notifies())
        return;
    m_context.toasts.show(
        text, tr("Show"),
        [this, runId] {
            m_context.navigate(QStringLiteral("runs"), {{QStringLiteral("run"), runId}});
        },
        toast);
}

} // namespace phi1
