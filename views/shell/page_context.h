// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QString>
#include <QVariantMap>

class QUndoStack;

namespace phi1 {

class ActionRegistry;
class Settings;
class ToastHost;
class WorkspaceSession;

/// What a page may use of the window around it. Outlives every page.
struct PageContext {
    WorkspaceSession &session;
    ActionRegistry &actions;
    QUndoStack &undo; ///< commands need a text that completes "Undo …"
    ToastHost &toasts;
    Settings &settings;
    /// Shows a page, building it if needed, and hands it the arguments: navigate(u"runs"_s,
    /// {{"run", id}}).
    std::function<void(const QString &pageId, const QVariantMap &arguments)> navigate;
    /// A short result ("Copied command") that takes the left part of the status bar for 4 s.
    std::function<void(const QString &text)> showResult;
};

} // namespace phi1
