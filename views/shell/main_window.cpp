// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/main_window.h"

#include "views/shell/action_registry.h"
#include "views/shell/inspector_dock.h"
#include "views/shell/navigation_rail.h"
#include "views/shell/page.h"
#include "views/shell/page_host.h"
#include "views/shell/panel_focus.h"
#include "views/shell/settings.h"
#include "views/shell/status_bar.h"
#include "views/shell/window_placement.h"
#include "views/theme/theme.h"
#include "views/widgets/page_header.h"
#include "views/widgets/toast_host.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTimer>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

constexpr int saveDelay = 500;    // ms
constexpr int narrowBelow = 1300; // px(): 100 em of the page's width
const QSize smallestWindow(760, 480);

} // namespace

struct MainWindow::Private {
    Private(WorkspaceSession &session, Settings &userSettings, MainWindow *window)
        : settings(userSettings)
        , toasts(new ToastHost(window))
        , context{session,
                  actions,
                  undo,
                  *toasts,
                  userSettings,
                  [window](const QString &id, const QVariantMap &arguments) {
                      window->navigate(id, arguments);
                  },
                  [this](const QString &text) { status->showResult(text); }}
    {}

    struct Entry {
        PageEntry about;
        PageHost *host = nullptr;
    };
    Entry *entry(const QString &id)
    {
        const auto found = std::find_if(entries.begin(), entries.end(),
                                        [&id](const Entry &e) { return e.about.id == id; });
        return found == entries.end() ? nullptr : &*found;
    }

    Settings &settings;
    ActionRegistry actions;
    QUndoStack undo;
    ToastHost *toasts;
    PageContext context;
    QVector<Entry> entries;
    QString current;
    NavigationRail *rail = nullptr;
    QStackedWidget *headers = nullptr;
    QMainWindow *area = nullptr; ///< only for the dock: pages and inspector share it
    QStackedWidget *pages = nullptr;
    InspectorDock *inspector = nullptr;
    StatusBar *status = nullptr;
    WindowPlacement *placement = nullptr;
    PanelFocus panels;
    QTimer saveTimer;
    int numbered = 0; ///< pages with Ctrl+digit
};

MainWindow::MainWindow(WorkspaceSession &session, Settings &settings, QWidget *parent)
    : QMainWindow(parent)
    , d(std::make_unique<Private>(session, settings, this))
{
    setObjectName(u"workbench"_s);
    d->actions.setWindow(this);
    auto *central = new QWidget(this);
    d->rail = new NavigationRail(central);
    d->headers = new QStackedWidget(central);
    d->area = new QMainWindow(central);
    d->area->setWindowFlags(Qt::Widget); // its constructor makes it a window whatever it is given
    d->pages = new QStackedWidget(d->area);
    d->area->setCentralWidget(d->pages);
    d->area->setContextMenuPolicy(Qt::NoContextMenu); // no menu of docks
    d->inspector = new InspectorDock(d->area);
    d->status = new StatusBar(central);

    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(d->headers);
    right->addWidget(d->area, 1);
    auto *upper = new QHBoxLayout;
    upper->setSpacing(0);
    upper->addWidget(d->rail);
    upper->addLayout(right, 1);
    auto *whole = new QVBoxLayout(central);
    whole->setContentsMargins({});
    whole->setSpacing(0);
    whole->addLayout(upper, 1);
    whole->addWidget(d->status);
    setCentralWidget(central);
    setMinimumSize(smallestWindow);

    d->placement = new WindowPlacement(this, settings);
    d->saveTimer.setSingleShot(true);
    d->saveTimer.setInterval(saveDelay);
    connect(&d->saveTimer, &QTimer::timeout, this, &MainWindow::saveState);
    connect(d->rail, &NavigationRail::pageRequested, this,
            [this](const QString &id) { navigate(id); });
    connect(d->inspector, &InspectorDock::stateChanged, this, &MainWindow::saveSoon);
    connect(d->inspector, &InspectorDock::shownChanged, this, [this](bool shown) {
        const bool beside = shown && !d->inspector->isFloating() &&
                            d->area->dockWidgetArea(d->inspector) == Qt::RightDockWidgetArea;
        for (const Private::Entry &entry : std::as_const(d->entries))
            if (entry.host)
                entry.host->setInspectorBeside(beside);
    });
    Theme::instance().follow(this, [this] {
        d->headers->setFixedHeight(Theme::instance().px(52));
        d->toasts->setBottomMargin(Theme::instance().px(28));
        updateNarrow();
    });
}

MainWindow::~MainWindow()
{
    // Pages refer to the context, which must outlive them.
    delete takeCentralWidget();
}

void MainWindow::addPage(const PageEntry &entry)
{
    d->entries.append({entry, nullptr});
    if (!entry.railParent.isEmpty())
        return;
    // Settings has a key of its own.
    const bool counts = !entry.atBottom && d->numbered < 9;
    const QKeySequence keys =
        counts           ? QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + d->numbered++))
        : entry.atBottom ? QKeySequence(Qt::CTRL | Qt::Key_Comma)
                         : QKeySequence();
    d->actions.add(u"page." % entry.id, entry.title, keys, tr("Pages"), this,
                   [this, id = entry.id] { navigate(id); });
    d->rail->addPage(entry.id, entry.title, entry.iconName, keys.toString(QKeySequence::NativeText),
                     entry.atBottom);
}

Page *MainWindow::build(const QString &id)
{
    Private::Entry *entry = d->entry(id);
    if (!entry)
        return nullptr;
    if (entry->host)
        return entry->host->page();
    Page *page = entry->about.create(d->context);
    entry = d->entry(id); // the page may have added another
    entry->host = new PageHost(page, d->pages);
    d->pages->addWidget(entry->host);
    d->headers->addWidget(entry->host->header());
    page->restoreState(d->settings.workspaceValue(u"page." % id).toMap());
    connect(page, &Page::badgeChanged, this,
            [this, id](int count) { d->rail->setBadge(id, count); });
    connect(page, &Page::stateChanged, this, &MainWindow::saveSoon);
    connect(entry->host, &PageHost::backRequested, this, &MainWindow::goBack);
    connect(entry->host, &PageHost::inspectorToggled, d->inspector, &InspectorDock::toggle);
    return page;
}

void MainWindow::navigate(const QString &pageId, const QVariantMap &arguments)
{
    Page *page = build(pageId);
    if (!page)
        return;
    const Private::Entry *entry = d->entry(pageId);
    const bool changes = d->current != pageId;
    d->current = pageId;
    // A stack is as wide as its widest page, seen or not; only the one in sight may claim room.
    for (const Private::Entry &other : std::as_const(d->entries))
        if (other.host) {
            const auto policy = &other == entry ? QSizePolicy::Preferred : QSizePolicy::Ignored;
            other.host->setSizePolicy(policy, policy);
            other.host->header()->setSizePolicy(policy, policy);
        }
    d->pages->setCurrentWidget(entry->host);
    d->headers->setCurrentWidget(entry->host->header());
    d->rail->setCurrent(entry->about.railParent.isEmpty() ? pageId : entry->about.railParent);
    if (changes)
        d->inspector->showPage(page, entry->host->inspector(), isNarrow());
    page->opened(arguments);
    if (changes) {
        saveSoon();
        emit currentPageChanged(pageId);
    }
}

void MainWindow::goBack()
{
    const Private::Entry *entry = d->entry(d->current);
    if (entry && !entry->about.railParent.isEmpty())
        navigate(entry->about.railParent);
}

void MainWindow::restore()
{
    d->placement->restore();
    d->inspector->restoreState(d->settings.workspaceValue(u"window.inspector"_s).toMap());
    const QString wanted = d->settings.workspaceValue(u"window.page"_s).toString();
    if (d->entry(wanted))
        navigate(wanted);
    else if (!d->entries.isEmpty())
        navigate(d->entries.first().about.id);
    updateNarrow();
}

void MainWindow::saveSoon()
{
    if (!d->saveTimer.isActive())
        d->saveTimer.start();
}

void MainWindow::saveState()
{
    d->saveTimer.stop();
    d->settings.setWorkspaceValue(u"window.page"_s, d->current);
    d->settings.setWorkspaceValue(u"window.inspector"_s, d->inspector->saveState());
    for (const Private::Entry &entry : std::as_const(d->entries))
        if (entry.host)
            d->settings.setWorkspaceValue(u"page." % entry.about.id,
                                          entry.host->page()->saveState());
}

bool MainWindow::isNarrow() const
{
    return width() - d->rail->width() < Theme::instance().px(narrowBelow);
}

void MainWindow::updateNarrow()
{
    d->inspector->setNarrow(isNarrow());
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    updateNarrow();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    d->placement->save();
    saveState();
    d->settings.flush();
    QMainWindow::closeEvent(event);
}

void MainWindow::bringToFront()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    d->placement->ensureVisible();
    raise();
    activateWindow();
}

void MainWindow::focusPanel(int step)
{
    const Private::Entry *entry = d->entry(d->current);
    QList<QWidget *> panels{d->rail};
    if (entry && entry->host) {
        panels.append(entry->host->header());
        const QList<QWidget *> own = entry->host->page()->panels();
        panels += own.isEmpty() ? QList<QWidget *>{entry->host->page()} : own;
    }
    if (d->inspector->isVisible() && d->inspector->hasContent())
        panels.append(d->inspector);
    panels.append(d->status);
    d->panels.move(panels, step);
}

PageContext &MainWindow::context()
{
    return d->context;
}

ActionRegistry &MainWindow::actions()
{
    return d->actions;
}

QUndoStack &MainWindow::undoStack()
{
    return d->undo;
}

NavigationRail &MainWindow::rail()
{
    return *d->rail;
}

StatusBar &MainWindow::workbenchStatusBar()
{
    return *d->status;
}

InspectorDock &MainWindow::inspector()
{
    return *d->inspector;
}

QStringList MainWindow::pageIds() const
{
    QStringList ids;
    for (const Private::Entry &entry : std::as_const(d->entries))
        ids.append(entry.about.id);
    return ids;
}

Page *MainWindow::page(const QString &id) const
{
    const Private::Entry *entry = d->entry(id);
    return entry && entry->host ? entry->host->page() : nullptr;
}

Page *MainWindow::currentPage() const
{
    return page(d->current);
}

QString MainWindow::titleOf(const QString &id) const
{
    const Private::Entry *entry = d->entry(id);
    return entry ? entry->about.title : QString();
}

QString MainWindow::currentPageId() const
{
    return d->current;
}

} // namespace phi1
