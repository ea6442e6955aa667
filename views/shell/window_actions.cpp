// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/window_actions.h"

#include "views/format/number_text.h"
#include "views/shell/action_registry.h"
#include "views/shell/command_palette.h"
#include "views/shell/diagnostics.h"
#include "views/shell/inspector_dock.h"
#include "views/shell/main_window.h"
#include "views/shell/navigation_rail.h"
#include "views/shell/page.h"
#include "views/shell/settings.h"
#include "views/shell/shortcut_sheet.h"
#include "views/state/workspace_session.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHash>
#include <QKeyEvent>
#include <QMenu>
#include <QUndoStack>
#include <QUrl>

#include <cmath>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

constexpr double scaleStep = 0.1;

} // namespace

WindowActions::WindowActions(MainWindow &window, std::function<MachineLoad()> load)
    : QObject(&window)
    , m_window(window)
    , m_load(std::move(load))
    , m_palette(new CommandPalette(window.actions(), &window))
    , m_sheet(new ShortcutSheet(window.actions(), &window))
{
    // A key of the window works while they are open; what it leads to must not lie behind them.
    connect(&window, &MainWindow::currentPageChanged, this, [this] {
        m_palette->dismiss();
        m_sheet->dismiss();
    });
    addFinding();
    addEditing();
    addView();
    addHelp();
}

void WindowActions::addFinding()
{
    ActionRegistry &actions = m_window.actions();
    const QString group = tr("Find");
    m_find = actions.add(u"window.find"_s, tr("Find a command, page or run"),
                         QKeySequence(Qt::CTRL | Qt::Key_K), group, &m_window, [this] {
                             m_palette->isOpen() ? m_palette->dismiss() : m_palette->open();
                         });
    actions.add(u"window.search"_s, tr("Search on this page"),
                QList<QKeySequence>{QKeySequence::Find, QKeySequence(Qt::Key_Slash)}, group,
                &m_window, [this] {
                    if (Page *page = m_window.currentPage())
                        page->focusSearch();
                });
    actions.add(u"window.back"_s, tr("Back to the page above"), QKeySequence(Qt::ALT | Qt::Key_Up),
                tr("Pages"), &m_window, [this] { m_window.goBack(); });
}

void WindowActions::addEditing()
{
    ActionRegistry &actions = m_window.actions();
    QUndoStack &stack = m_window.undoStack();
    const QString group = tr("Edit");
    QAction *undo = actions.add(u"edit.undo"_s, tr("Undo"), QKeySequence(Qt::CTRL | Qt::Key_Z),
                                group, &m_window, [this, &stack] {
                                    const QString text = stack.undoText();
                                    stack.undo();
                                    m_window.context().showResult(tr("Undone: %1").arg(text));
                                });
    QAction *redo =
        actions.add(u"edit.redo"_s, tr("Redo"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z),
                    group, &m_window, [this, &stack] {
                        const QString text = stack.redoText();
                        stack.redo();
                        m_window.context().showResult(tr("Done again: %1").arg(text));
                    });
    const auto update = [undo, redo, &stack] {
        undo->setEnabled(stack.canUndo());
        redo->setEnabled(stack.canRedo());
        undo->setText(stack.canUndo() ? tr("Undo: %1").arg(stack.undoText()) : tr("Undo"));
        redo->setText(stack.canRedo() ? tr("Redo: %1").arg(stack.redoText()) : tr("Redo"));
    };
    connect(&stack, &QUndoStack::indexChanged, this, update);
    connect(&stack, &QUndoStack::cleanChanged, this, update);
    connect(&stack, &QUndoStack::canUndoChanged, this, update);
    update();
}

void WindowActions::addView()
{
    ActionRegistry &actions = m_window.actions();
    const QString group = tr("View");
    actions.add(u"view.inspector"_s, tr("Show or hide the inspector"), QKeySequence(Qt::Key_F9),
                group, &m_window, [this] { m_window.inspector().toggle(); });
    actions.add(u"view.inspectorRight"_s, tr("Inspector at the right"), QKeySequence(), group,
                &m_window, [this] { m_window.inspector().moveTo(Qt::RightDockWidgetArea); });
    actions.add(u"view.inspectorBottom"_s, tr("Inspector at the bottom"), QKeySequence(), group,
                &m_window, [this] { m_window.inspector().moveTo(Qt::BottomDockWidgetArea); });
    actions.add(u"view.inspectorFloats"_s, tr("Inspector as a window"), QKeySequence(), group,
                &m_window, [this] { m_window.inspector().moveTo(Qt::NoDockWidgetArea); });
    actions.add(u"view.nextPanel"_s, tr("Next panel"), QKeySequence(Qt::Key_F6), group, &m_window,
                [this] { m_window.focusPanel(1); });
    actions.add(u"view.previousPanel"_s, tr("Previous panel"), QKeySequence(Qt::SHIFT | Qt::Key_F6),
                group, &m_window, [this] { m_window.focusPanel(-1); });
    actions.add(u"view.fullScreen"_s, tr("Full screen"), QKeySequence(Qt::Key_F11), group,
                &m_window,
                [this] { m_window.setWindowState(m_window.windowState() ^ Qt::WindowFullScreen); });
    Settings &settings = m_window.context().settings;
    actions.add(u"view.larger"_s, tr("Larger interface"),
                QList<QKeySequence>{QKeySequence(Qt::CTRL | Qt::Key_Plus),
                                    QKeySequence(Qt::CTRL | Qt::Key_Equal)},
                group, &m_window,
                [this, &settings] { scaleTo(settings.interfaceScale() + scaleStep); });
    actions.add(u"view.smaller"_s, tr("Smaller interface"), QKeySequence(Qt::CTRL | Qt::Key_Minus),
                group, &m_window,
                [this, &settings] { scaleTo(settings.interfaceScale() - scaleStep); });
    actions.add(u"view.usualSize"_s, tr("Usual interface size"), QKeySequence(Qt::CTRL | Qt::Key_0),
                group, &m_window, [this] { scaleTo(1.0); });
    const auto theme = [&](const QString &id, const QString &text, Theme::Mode mode) {
        actions.add(id, text, QKeySequence(), group, &m_window,
                    [&settings, mode] { settings.setThemeMode(mode); });
    };
    theme(u"view.light"_s, tr("Light theme"), Theme::Mode::Light);
    theme(u"view.dark"_s, tr("Dark theme"), Theme::Mode::Dark);
    theme(u"view.system"_s, tr("Theme of the desktop"), Theme::Mode::System);
}

void WindowActions::addHelp()
{
    ActionRegistry &actions = m_window.actions();
    const QString group = tr("Help");
    actions.add(u"help.keys"_s, tr("Keys of this page"),
                QList<QKeySequence>{QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)},
                group, &m_window,
                [this] { m_sheet->isOpen() ? m_sheet->dismiss() : m_sheet->open(); });
    actions.add(u"help.menu"_s, tr("Menu of all commands"), QKeySequence(Qt::Key_F10), group,
                &m_window, [this] { openMenu(); });
    actions.add(u"help.diagnostics"_s, tr("Copy diagnostics"), QKeySequence(), group, &m_window,
                [this] {
                    const PageContext &context = m_window.context();
                    QGuiApplication::clipboard()->setText(
                        diagnosticsText(context.session, context.settings, m_load()));
                    context.showResult(tr("Copied diagnostics"));
                });
    actions.add(u"help.workspace"_s, tr("Open the folder of the workspace"), QKeySequence(), group,
                &m_window, [this] {
                    QDesktopServices::openUrl(
                        QUrl::fromLocalFile(m_window.context().session.workspace()));
                });
    actions.add(u"window.close"_s, tr("Close the window, jobs go on"),
                QKeySequence(Qt::CTRL | Qt::Key_Q), group, &m_window, [this] { m_window.close(); });
}

void WindowActions::scaleTo(double scale)
{
    Settings &settings = m_window.context().settings;
    settings.setInterfaceScale(std::round(scale * 10.0) / 10.0);
    m_window.context().showResult(
        tr("Interface size %1").arg(percent(settings.interfaceScale(), 0)));
}

void WindowActions::finish()
{
    m_window.rail().addCommand(m_find, tr("Find"), u"search"_s);
    ActionRegistry &actions = m_window.actions();
    actions.addPaletteSource(this, [this] {
        QList<PaletteEntry> entries;
        const QStringList ids = m_window.pageIds();
        for (const QString &id : ids)
            if (!m_window.actions().find(u"page." % id)) // pages of the rail are actions already
                entries.append({m_window.titleOf(id), tr("Page"), QString(),
                                [this, id] { m_window.navigate(id); }});
        return entries;
    });
    actions.addPaletteSource(this, [this] {
        QList<PaletteEntry> entries;
        const RunTableModel *runs = m_window.context().session.runs();
        for (const RunInfo &run : runs->runs()) {
            QStringList detail{tr("Run"), runStateText(run.state)};
            if (run.name != run.title && !run.title.isEmpty())
                detail.append(run.name);
            detail += run.annotation.tags.empty() ? QStringList() : [&run] {
                QStringList tags;
                for (const std::string &tag : run.annotation.tags)
                    tags.append(QString::fromStdString(tag));
                return tags;
            }();
            entries.append({run.title.isEmpty() ? run.name : run.title, detail.join(u" · "),
                            u"runs"_s, [this, id = run.id] {
                                m_window.navigate(u"runs"_s, {{u"run"_s, id}});
                            }});
        }
        return entries;
    });
}

void WindowActions::openMenu()
{
    if (m_menu) {
        m_menu->close();
        return;
    }
    m_menu = new QMenu(&m_window);
    m_menu->setAttribute(Qt::WA_DeleteOnClose);
    m_menu->setAccessibleName(tr("All commands"));
    const ActionRegistry &registry = m_window.actions();
    QHash<QString, QMenu *> groups;
    // First what the page can do, then what is always there.
    for (const bool everywhere : {false, true}) {
        const QList<QAction *> actions = registry.all();
        for (QAction *action : actions) {
            if (!registry.isInSight(action) || registry.worksEverywhere(action) != everywhere)
                continue;
            const QString group = registry.groupOf(action);
            QMenu *&menu = groups[group];
            if (!menu)
                menu = m_menu->addMenu(group);
            menu->addAction(action);
        }
    }
    m_menu->popup(m_window.mapToGlobal(QPoint(m_window.rail().width(), 0)));
    // As if by hand: selects the first group without opening it, which setActiveAction() would.
    QKeyEvent down(QEvent::KeyPress, Qt::Key_Down, Qt::NoModifier);
    QCoreApplication::sendEvent(m_menu, &down);
}

} // namespace phi1
