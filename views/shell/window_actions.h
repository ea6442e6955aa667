// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QObject>
#include <QPointer>

#include "core/machine/machine_load.h"

class QAction;
class QMenu;

namespace phi1 {

class CommandPalette;
class MainWindow;
class ShortcutSheet;

/// The actions that exist on every page: palette, keys, undo, panels, full screen, size, theme.
/// Belongs to its window.
class WindowActions : public QObject
{
    Q_OBJECT
public:
    /// @param load  the newest sample of the machine, for the diagnostics
    WindowActions(MainWindow &window, std::function<MachineLoad()> load);

    /// After the pages were added: the rail's Find button, pages and runs in the palette.
    void finish();
    CommandPalette &palette() { return *m_palette; }
    ShortcutSheet &sheet() { return *m_sheet; }

private:
    void addFinding();
    void addEditing();
    void addView();
    void addHelp();
    void openMenu();
    void scaleTo(double scale);

    MainWindow &m_window;
    std::function<MachineLoad()> m_load;
    CommandPalette *m_palette;
    ShortcutSheet *m_sheet;
    QPointer<QMenu> m_menu;
    QAction *m_find = nullptr;
};

} // namespace phi1
