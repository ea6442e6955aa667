// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace phi1 {

struct PageContext;

/// Tells in a toast that a run finished, failed or lost contact, and leads there.
class RunNotices final : public QObject
{
    Q_OBJECT
public:
    RunNotices(PageContext &context, QObject *parent);

private:
    void tell(const QString &runId, const QString &kind, const QString &text);

    PageContext &m_context;
};

} // namespace phi1
