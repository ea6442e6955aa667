// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/run_info.h"

#include <QCoreApplication>

namespace phi1 {

bool hasEnded(RunState state)
{
    return state == RunState::Stopped || state == RunState::Finished || state == RunState::Failed ||
           state == RunState::Paused;
}

bool isLive(RunState state)
{
    return state == RunState::Starting || state == RunState::Running || state == RunState::Pausing;
}

QString runStateText(RunState state)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("RunState", text); };
    switch (state) {
    case RunState::Queued:
        return tr(QT_TRANSLATE_NOOP("RunState", "queued"));
    case RunState::Starting:
        return tr(QT_TRANSLATE_NOOP("RunState", "starting"));
    case RunState::Running:
        return tr(QT_TRANSLATE_NOOP("RunState", "running"));
    case RunState::Pausing:
        return tr(QT_TRANSLATE_NOOP("RunState", "pausing"));
    case RunState::Stopped:
        return tr(QT_TRANSLATE_NOOP("RunState", "stopped"));
    case RunState::Finished:
        return tr(QT_TRANSLATE_NOOP("RunState", "finished"));
    case RunState::Failed:
        return tr(QT_TRANSLATE_NOOP("RunState", "failed"));
    case RunState::Paused:
        return tr(QT_TRANSLATE_NOOP("RunState", "paused"));
    case RunState::LostContact:
        return tr(QT_TRANSLATE_NOOP("RunState", "lost contact"));
    case RunState::LastSeen:
        return tr(QT_TRANSLATE_NOOP("RunState", "last seen"));
    case RunState::Damaged:
        return tr(QT_TRANSLATE_NOOP("RunState", "damaged"));
    case RunState::Gone:
        return tr(QT_TRANSLATE_NOOP("RunState", "gone"));
    }
    return {};
}

} // namespace phi1
